"""The people of a school: who sees whom, what the lists cost, what a spreadsheet gets."""

import io
import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from belisha.schools.apart import in_school, tables
from belisha.schools.people import actions, held
from belisha.schools.people.models import Guardianship, Person, Role
from belisha.schools.people.permissions import RoleName
from belisha.schools.policies import actions as policies
from belisha.schools.post import actions as post
from belisha.schools.record.models import Entry
from belisha.schools.rosters.models import Import
from cast import place_of, role_of, sign_in


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def seen_by(person):
    with in_school(person.school):
        return set(Person.objects.visible_to(place_of(person)).values_list("given", flat=True))


SEES = """
who   || Ada | Ben | Dora | Finn | Pip | Quin
------++-----+-----+------+------+-----+-----
dora  || yes | yes | yes  | yes  | yes | yes
olive || yes | yes | yes  | yes  | yes | yes
edna  || yes | yes | yes  | yes  | yes | yes
ada   || yes |     | yes  | yes  | yes | yes
finn  || yes |     | yes  | yes  |     |
ben   ||     | yes |      |      | yes |
robin ||     |     |      |      |     |
pip   ||     |     |      |      | yes |
"""


def rows(table):
    head, _, *lines = table.strip().splitlines()
    names = [each.strip() for each in head.split("||")[1].split("|")]
    for line in lines:
        who, told = line.split("||")
        yield who.strip(), {name for name, cell in zip(names, told.split("|"), strict=True) if cell.strip()}, set(names)


@pytest.mark.parametrize("who", [who for who, _, _ in rows(SEES)])
def test_who_sees_whom(town, who):
    [(expected, asked)] = [(expected, asked) for name, expected, asked in rows(SEES) if name == who]
    assert seen_by(getattr(town, who)) & asked == expected


def test_a_court_order_hides_a_child_at_once(client, town):
    """Ben sees Pip, until a court says otherwise; Robin never did."""
    page = f"/schools/oak/people/{town.pip.pk}/"
    assert sign_in(client, town.ben).get(page).status_code == 200
    assert sign_in(client, town.robin).get(page).status_code == 404
    with in_school(town.oak):
        Guardianship.objects.filter(adult=town.ben).update(restricted=True)
    answer = sign_in(client, town.ben).get(page)
    assert answer.status_code == 404
    assert "Pip" not in text_of(client.get("/schools/oak/"))
    assert "Pip" not in text_of(client.get(f"/schools/oak/people/{town.ben.pk}/"))


@pytest.mark.parametrize("change", [{"contact_allowed": False}, {"until": "2021-01-01"}])
def test_no_contact_and_an_end_hide_a_child_too(client, town, change):
    with in_school(town.oak):
        Guardianship.objects.filter(adult=town.ben).update(**change)
    assert sign_in(client, town.ben).get(f"/schools/oak/people/{town.pip.pk}/").status_code == 404


def test_a_parent_does_not_learn_of_the_other_parent(client, town):
    page = text_of(sign_in(client, town.ben).get(f"/schools/oak/people/{town.pip.pk}/"))
    assert "Robin" not in page
    assert "court" not in page.lower()


def test_a_teacher_sees_no_particulars_of_a_child(client, town):
    page = text_of(sign_in(client, town.ada).get(f"/schools/oak/people/{town.pip.pk}/"))
    assert "Pip Example" in page
    assert "Date of birth" not in page
    assert "Ben" not in page
    assert "1 March 2016" in text_of(sign_in(client, town.edna).get(f"/schools/oak/people/{town.pip.pk}/"))


def test_opening_a_child_leaves_a_line(client, town):
    sign_in(client, town.ada).get(f"/schools/oak/people/{town.pip.pk}/")
    client.get(f"/schools/oak/people/{town.dora.pk}/")
    with in_school(town.oak):
        assert [(each.event, each.who_words, each.about_words) for each in Entry.objects.all()] == [
            ("person opened", "Ada Example", "Pip Example")
        ]


# -- The list --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=pip", {"Pip"}),
        ("q=PIP+exam", {"Pip"}),
        ("q=nobody", set()),
        ("role=parent", {"Ben", "Robin"}),
        ("role=nonsense&q=pip", {"Pip"}),
        ("when=left", {"Lea"}),
        ("when=all&q=lea", {"Lea"}),
        ("q=lea", set()),
        ("page=999&q=pip", {"Pip"}),
        ("page=x&q=pip", {"Pip"}),
        ("q=%00", {"Pip", "Ben", "Robin"}),
        ("q=%25", set()),
    ],
)
def test_looking_for_people(client, town, query, found):
    with in_school(town.oak):
        lea = Person(school=town.oak, given="Lea", family="Former", since="2015-09-01")
        lea.save()
        role_of(lea, RoleName.PUPIL, "2015-09-01", "2021-07-22")
    page = text_of(sign_in(client, town.dora).get(f"/schools/oak/people/?{query}"))
    assert {name for name in ("Pip", "Ben", "Robin", "Lea") if f", {name} " in page} == found


def test_the_list_costs_the_same_however_long_it_is(client, town):
    sign_in(client, town.dora)
    few = queries(client, "/schools/oak/people/")
    with in_school(town.oak):
        for number in range(60):
            each = Person(school=town.oak, given=f"G{number}", family="Many", since="2020-09-01")
            each.save()
            role_of(each, RoleName.PUPIL)
    assert queries(client, "/schools/oak/people/") == few
    assert few <= 14


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize(
    ("address", "most"),
    # The home asks each of eight parts what waits there.
    [("people/", 16), ("record/", 16), ("mail/", 16), ("permissions", 16), ("", 32)],
)
def test_no_page_of_the_demonstration_asks_much_of_the_database(client, db, address, most):
    client.post("/sign-in/demonstration", {"email": "dora@demonstration.example"})
    assert queries(client, f"/schools/beacon-lane/{address}") <= most


def test_a_spreadsheet_gets_no_formula(client, town):
    with in_school(town.oak):
        Person.objects.filter(pk=town.ada.pk).update(given='=HYPERLINK("http://evil.example")', family="+1")
    told = sign_in(client, town.dora).get("/schools/oak/people/people.csv?role=teacher").content.decode()
    assert "'=HYPERLINK" in told
    assert ",+1" not in told
    assert "\n'+1" in told
    with in_school(town.oak):
        assert Entry.objects.get().about_words.endswith("people; role: teacher; now")


# -- Deeds -----------------------------------------------------------------------------------------------------------


def test_adding_somebody(client, town):
    sign_in(client, town.olive)
    form = {"given": "Nia", "family": "New", "preferred": "", "email": "", "role": "volunteer", "detail": ""}
    day = {"since-day": "1", "since-month": "9", "since-year": "2026"}
    wrong = client.post("/schools/oak/people/add", {**form, "given": "", **day, "since-month": "13"})
    assert wrong.status_code == 422
    assert "Enter given name" in text_of(wrong)
    assert "From must be a real date" in text_of(wrong)
    assert client.post("/schools/oak/people/add", {**form, **day}).status_code == 302
    with in_school(town.oak):
        assert Role.objects.get(person__given="Nia").since.isoformat() == "2026-09-01"
        assert set(Entry.objects.values_list("event", flat=True)) == {"person added", "role given"}


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "Ann'; DROP TABLE people_person; --", "Zoë Ðóra 山", "A" * 100]
)
def test_any_name_is_shown_as_it_is(client, town, name):
    with in_school(town.oak):
        Person.objects.filter(pk=town.ada.pk).update(given=name)
    page = sign_in(client, town.dora).get(f"/schools/oak/people/{town.ada.pk}/").content.decode()
    assert "<script>alert" not in page
    assert name in re.sub("&#39;", "'", page.replace("&lt;", "<").replace("&gt;", ">"))


def test_a_role_twice_is_refused_with_a_reason(client, town):
    sign_in(client, town.dora)
    form = {"role": "teacher", "detail": "", "since-day": "1", "since-month": "9", "since-year": "2026"}
    answer = client.post(f"/schools/oak/people/{town.ada.pk}/roles/give", form)
    assert answer.status_code == 422
    assert "Ada Example is teacher already" in text_of(answer)


def test_a_school_keeps_a_headteacher(client, town):
    sign_in(client, town.dora)
    with in_school(town.oak):
        held = Role.objects.get(person=town.dora)
    answer = client.post(
        f"/schools/oak/people/{town.dora.pk}/roles/{held.pk}/end",
        {"until-day": "1", "until-month": "9", "until-year": "2026"},
    )
    assert "A school needs a headteacher" in text_of(answer)


# -- All that is held on somebody ------------------------------------------------------------------------------------


def held_on(client, person, kind):
    answer = client.get(f"/schools/oak/people/{person.pk}/held.{kind}")
    assert answer.status_code == 200, answer.status_code
    return answer


def test_what_is_held_on_somebody_is_all_and_only_theirs(client, town):
    with in_school(town.oak):
        by = place_of(town.dora)
        actions.give_role(town.ben, RoleName.GOVERNOR, by=by, since=date(2026, 9, 1), detail="a link governor")
        post.send(
            by,
            to=town.ben,
            purpose="invitation",
            subject="To Ben alone",
            text="Dear Ben, {link}",
            link="/links/oak/s3cret",
        )
        post.send(by, to=town.ada, purpose="invitation", subject="To Ada alone", text="Dear Ada")
    officer = sign_in(client, town.of_role[RoleName.DATA_PROTECTION_OFFICER])
    told = held_on(officer, town.ben, "json").json()
    said = json.dumps(told)
    assert told["Person"][0]["given"] == "Ben"
    assert {row["role"] for row in told["Role"]} == {"Parent", "Governor"}
    assert told["Guardianship"][0] | {"note": ""} == told["Guardianship"][0] | {
        "note": "",
        "adult": "this person",
        "pupil": "somebody else",
    }
    assert [row["subject"] for row in told["Message"]] == ["To Ben alone"]
    assert any(
        row["event"] == "role given" and row["who_words"] == "somebody else" for row in told["Line of the record"]
    )
    for others in ("Ada", "Pip", "Dora", "s3cret"):
        assert others not in said, others
    with in_school(town.oak):
        assert Entry.objects.filter(event="all that is held on a person downloaded").count() == 1


def test_what_somebody_did_about_others_tells_nothing_of_them(client, town):
    with in_school(town.oak):
        actions.give_role(town.pip, RoleName.APPLICANT, by=place_of(town.dora), since=date(2026, 9, 1), detail="of Pip")
        Import(
            school=town.oak, kind="plain", state="done", file_name="Quin.csv", digest="0", person=town.dora.pk, person_words="Dora Example",
            sample={"person added": ["Quin"]}, bad=[{"problem": "Quin"}],
        ).save()  # fmt: skip
        version = policies.begin(by=place_of(town.dora), text="---\npolicy: x\n---\n")
        policies.comment(version, by=place_of(town.dora), text="My own words")
    told = held_on(sign_in(client, town.piotr), town.dora, "json").json()
    said = json.dumps(told)
    assert any(row["event"] == "role given" and row["who"] == "this person" for row in told["Line of the record"])
    assert [row["text"] for row in told["Comment on a version"]] == ["My own words"]
    assert "List of people brought in" in told
    for others in ("Pip", "Quin", "Ada"):
        assert others not in said, others


def test_what_is_held_on_somebody_on_paper_and_on_the_page(client, town):
    from pdfminer.high_level import extract_text

    officer = sign_in(client, town.of_role[RoleName.DATA_PROTECTION_OFFICER])
    assert "within one month" in text_of(officer.get(f"/schools/oak/people/{town.ben.pk}/held"))
    said = extract_text(io.BytesIO(held_on(officer, town.ben, "pdf").content))
    assert "What we hold on Ben Example" in said and "Guardianship" in said and "Pip" not in said
    assert officer.get(f"/schools/oak/people/{town.cleo.pk}/held").status_code == 404


def test_every_table_that_points_at_people_is_looked_through(town):
    """By its fields: so a table that is added later cannot be forgotten."""
    with in_school(town.oak):
        assert {each._meta.label for each in tables()} >= {
            "people.Role",
            "people.Guardianship",
            "post.Message",
            "record.Entry",
            "rosters.Change",
        }
        assert {each.name for each in held.on(town.pip)} == {"Account", "Person", "Role", "Guardianship"}
