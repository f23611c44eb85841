"""Lists: what one looks for in them, and the same rows for a spreadsheet."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from belisha.schools.accounts import actions as accounts
from belisha.schools.accounts.models import Office
from belisha.schools.apart import in_school
from belisha.schools.people import places
from belisha.schools.people.permissions import RoleName as R
from belisha.schools.policies.models import State
from belisha.schools.post import actions as post
from belisha.schools.post.models import Message
from belisha.schools.published import actions as published
from belisha.schools.record.models import Entry
from cast import sign_in
from schools.test_policies import version_in
from web.test_isolation import of_schools


def rows(client, name, query="", *args):
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200, answer.status_code
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def letters(town):
    with in_school(town.oak):
        by = places.of_belisha(town.oak)
        post.send(
            by, to=town.ada, purpose="invitation", subject="=Come in, Ada", text="{link}", link="/links/oak/s3cret"
        )
        post.send(by, to=town.pip, purpose="reminder", subject="Remember, Pip", text="x")
    return town


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"'=Come in, Ada", "Remember, Pip"}),
        ("?q=remember", {"Remember, Pip"}),
        ("?q=ADA@", {"'=Come in, Ada"}),
        ("?q=nothing", set()),
        ("?state=failed", {"Remember, Pip"}),
        ("?state=nonsense", {"'=Come in, Ada", "Remember, Pip"}),
    ],
)
def test_mail_is_searched_and_taken_away(letters, query, found):
    office = sign_in(Client(), letters.olive)
    assert {row["Subject"] for row in rows(office, "export-mail", query, "oak")} == found
    page = office.get(reverse("mail", args=["oak"]) + query).content.decode()
    assert {subject for subject in found if subject.removeprefix("'") in page} == found
    assert ("No such message." in page) == (not found)


def test_that_mail_was_taken_away_stands_in_the_record_and_no_link_in_the_file(letters):
    office = sign_in(Client(), letters.olive)
    assert "s3cret" not in str(rows(office, "export-mail", "", "oak"))
    with in_school(letters.oak):
        assert Entry.objects.filter(event="list of mail downloaded", about_words="2 messages").count() == 1
        Message.objects.all().delete()
    assert "No messages yet" in office.get(reverse("mail", args=["oak"])).content.decode()


def test_the_steps_of_every_version(town):
    with in_school(town.oak):
        version = version_in(town, State.PUBLISHED)
    found = rows(sign_in(Client(), town.of_role[R.CLERK]), "versions-history", "", "oak")
    assert [row["Became"] for row in found][-1] == "Published"
    assert {row["SHA-256"] for row in found} == {version.sha256}


def test_the_schools_of_an_office(town):
    officer = sign_in(Client(), town.hal)
    assert {row["School"] for row in rows(officer, "export-schools")} >= {"Oak School", "Elm School"}
    assert {row["School"] for row in rows(officer, "export-schools", "?q=oak")} == {"Oak School"}
    assert {row["School"] for row in rows(officer, "export-schools", "?q=oak+GROVE")} == {"Oak School"}
    assert rows(officer, "export-schools", "?phase=nursery") == []
    assert "No such school" in officer.get(reverse("offices") + "?phase=nursery").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"gus", "hal"}),
        ("?q=HAL+grove", {"hal"}),
        ("?q=zebra", set()),
        ("?q=%00", {"gus", "hal"}),
        ("?kind=trust+officer", {"hal"}),
        ("?kind=authority+officer", set()),
        ("?kind=nonsense", {"gus", "hal"}),
    ],
)
def test_who_holds_an_office(town, query, found):
    Office.objects.exclude(account__in=[town.gus, town.hal]).delete()
    gus = sign_in(Client(), town.gus)
    page = gus.get(reverse("offices-held") + query).content.decode().partition("</form>")[2]
    assert {each for each in ("gus", "hal") if f"{each}@example.org" in page} == found
    assert ("Nobody holds such an office" in page) == (not found)
    assert {row["Account"].partition("@")[0] for row in rows(gus, "export-offices-held", query)} == found
    for who, status in ((town.hal, 403), (town.dora, 403)):
        assert sign_in(Client(), who).get(reverse("export-offices-held")).status_code == status
    assert sign_in(Client(), town.gus, minutes_ago=20).get(reverse("export-offices-held")).status_code == 302


@pytest.mark.parametrize("name", ["offices-held", "export-offices-held", "offices", "export-schools"])
def test_the_lists_of_an_office_cost_the_same_however_long_they_are(town, name):
    gus = sign_in(Client(), town.gus)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert gus.get(reverse(name)).status_code == 200
        return len(found)

    few = queries()
    for n in range(5):
        trust = published.register_organisation(f"trust-{n}", name=f"Trust {n}", kind="trust")
        accounts.give_office(accounts.ensure(f"officer{n}@example.org"), "trust officer", trust)
        published.register(f"school-{n}", name=f"School {n}", policy="model", trust=trust)
    assert queries() == few


def test_no_page_stumbles_over_a_character_that_the_database_does_not_know(town):
    cleo = sign_in(Client(raise_request_exception=False), town.cleo)  # she is everything at her school
    pages = [reverse(name, args=["elm"]) for name, arguments in of_schools() if arguments == ["school"]]
    assert len(pages) > 60
    query = "&".join(f"{name}=%00" for name in ("q", "state", "kind", "show", "role", "event", "group", "verdict", "stands", "became"))  # fmt: skip
    assert [page for page in pages if cleo.get(f"{page}?{query}").status_code >= 500] == []
