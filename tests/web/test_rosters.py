"""Bringing in a list of people, page by page."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from belisha.schools.apart import in_school
from belisha.schools.people.models import Person
from belisha.schools.rosters.models import Import
from cast import sign_in
from jobs import run_jobs

AT = "/schools/oak/people/rosters/"
LIST = "UPN,Role,Forename,Surname,Year\np1,pupil,Anna,Bell,6\np2,pupil,Carl,Dean,5\np3,wizard,Odd,One,1\n"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).strip()


@pytest.fixture
def office(client, town):
    return sign_in(client, town.olive)


def send(client, text=LIST, name="list.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    return client.post(AT, {"file": SimpleUploadedFile(name, data)})


def test_from_the_file_to_the_people_and_back(office, town):
    answer = send(office)
    columns = answer["Location"]
    assert columns.endswith("/columns")
    page = office.get(columns)
    assert "UPN, such as “p1”" in page.content.decode()
    chosen = dict(re.findall(r'<select[^>]* name="(field-\d+)".*?<option value="([^"]*)" selected', page.content.decode(), re.S))  # fmt: skip
    at = office.post(columns, chosen)["Location"]
    assert "The list is being read" in text_of(office.get(at))
    run_jobs()
    said = text_of(office.get(at))
    assert "What this list would change" in said
    assert "2 people are new" in said and "Anna Bell" in said
    assert "1 row was left out" in said and "Line 4: “wizard” is not known" in said
    assert not Person.objects.filter(family="Dean").exists()
    office.post(at + "take-over")
    assert "The list is being taken over" in text_of(office.get(at))
    run_jobs()
    assert "The list was taken over" in text_of(office.get(at))
    with in_school(town.oak):
        assert Person.objects.filter(family="Dean", school=town.oak).count() == 1
    office.post(at + "undo")
    run_jobs()
    assert "The list was undone" in text_of(office.get(at))
    with in_school(town.oak):
        assert not Person.objects.filter(family="Dean").exists()
    assert "list.csv" in text_of(office.get(AT))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "Choose the file that your system exported"),
        (b"", "Choose the file that your system exported|The file is empty"),
        (b"\x00\x01", "not a CSV file"),
        (b"a,a\n", "stands twice"),
    ],
)
def test_what_is_no_list_is_refused_beside_the_field(office, data, said):
    answer = office.post(AT, {"file": SimpleUploadedFile("x.csv", data)} if data is not None else {})
    assert answer.status_code == 422
    assert re.search(said, text_of(answer))


def test_what_is_no_zip_is_refused_once_it_was_read(office):
    answer = office.post(AT, {"file": SimpleUploadedFile("x.zip", b"PK\x03\x04")})
    run_jobs()
    assert "no zip that can be opened" in text_of(office.get(answer["Location"]))


def test_columns_that_are_needed_are_asked_for(office):
    columns = send(office, "number,first\n1,Anna\n")["Location"]
    answer = office.post(columns, {"field-0": "number"})
    assert answer.status_code == 422
    assert "Family name: choose the column" in text_of(answer)
    assert "say below what everybody in the file is" in text_of(answer)


def test_a_list_after_which_many_would_have_left_asks_for_a_tick(office, town):
    with in_school(town.oak):
        found = Import(
            school=town.oak, kind="plain", state="ready", file_name="x.csv", digest="0", pending=b"id\n1\n", person_words="Olive",
            counts={"person left": 20, "known": 30},
        )  # fmt: skip
        found.save(force_insert=True)
    at = f"{AT}{found.pk}/"
    assert "20 people who are here now have left" in text_of(office.get(at))
    answer = office.post(at + "take-over")
    assert answer.status_code == 422 and "Say whether 20 people have left" in text_of(answer)
    office.post(at + "take-over", {"sure": "yes"})
    assert "The list is being taken over" in text_of(office.get(at))


def test_a_file_name_and_a_cell_are_words_and_nothing_else(office):
    at = send(office, LIST.replace("Odd", "<script>alert(1)</script>"), '../../"><script>.csv')["Location"]
    assert "<script>alert" not in office.get(at).content.decode()
    assert ".." not in office.get(AT).content.decode().split("Brought in so far")[1]


def test_the_rows_that_were_left_out_are_a_file_for_a_spreadsheet(office):
    columns = send(office, LIST.replace("wizard", "=1+1"))["Location"]
    page = office.get(columns).content.decode()
    chosen = dict(re.findall(r'<select[^>]* name="(field-\d+)".*?<option value="([^"]*)" selected', page, re.S))
    at = office.post(columns, chosen)["Location"]
    run_jobs()
    said = office.get(at + "left-out.csv").content.decode()
    assert said.splitlines()[1].startswith(',4,"“=1+1” is not known')


@pytest.mark.parametrize(
    ("query", "files"),
    [
        ({}, {"autumn.csv", "spring.csv"}),
        ({"q": "AUTUMN olive"}, {"autumn.csv"}),
        ({"q": "zebra"}, set()),
        ({"q": "\0"}, {"autumn.csv", "spring.csv"}),
        ({"state": "ready"}, {"autumn.csv"}),
        ({"state": "done"}, set()),
        ({"state": "nonsense"}, {"autumn.csv", "spring.csv"}),
    ],
)
def test_lists_are_looked_for_and_the_file_holds_those_that_are_listed_and_nobody_in_them(office, town, query, files):
    columns = send(office, name="autumn.csv")["Location"]
    page = office.get(columns).content.decode()
    office.post(columns, dict(re.findall(r'<select[^>]* name="(field-\d+)".*?<option value="([^"]*)" selected', page, re.S)))  # fmt: skip
    run_jobs()
    send(office, name="spring.csv")
    listed = office.get(AT, query).content.decode().partition("Brought in so far")[2]
    assert {each for each in ("autumn.csv", "spring.csv") if f"<bdi>{each}</bdi>" in listed} == files
    assert ("No such list" in listed) == (not files)
    answer = office.get(AT + "rosters.csv", query).content.decode("utf-8-sig")
    rows = {row["File"]: row for row in csv.DictReader(io.StringIO(answer))}
    assert set(rows) == files
    if "autumn.csv" in files:
        row = rows["autumn.csv"]
        assert (row["By"], row["Person added"], row["Rows left out"]) == ("Olive Example", "2", "1")
    for held in ("Anna", "Bell", "Dean", "p1", "wizard"):
        assert held not in answer
    for who in (town.ada, town.ben, town.piotr):
        assert sign_in(Client(), who).get(AT + "rosters.csv").status_code == 403
    other = sign_in(Client(), town.cleo).get("/schools/elm/people/rosters/rosters.csv")
    assert other.status_code == 200 and other.content.count(b"\n") == 1


@pytest.mark.parametrize("address", [AT, AT + "rosters.csv"])
def test_the_list_costs_the_same_however_long_it_is_and_leaves_the_files_where_they_are(office, town, address):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert office.get(address).status_code == 200
        assert not [each for each in found if '"pending"' in each["sql"] or '"sample"' in each["sql"]]
        return len(found)

    send(office)
    few = queries()
    for _ in range(5):
        send(office)
    assert queries() == few
