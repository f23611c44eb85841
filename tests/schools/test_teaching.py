"""Teaching: what is done and overdue follows from the days and from who is here; reading comes to whoever is new; what may be attached."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from belisha import library
from belisha.schools.apart import in_school
from belisha.schools.people.demonstration import KEY
from belisha.schools.people.models import Role
from belisha.schools.people.permissions import RoleName as R
from belisha.schools.published.models import School
from belisha.schools.record.models import Entry
from belisha.schools.teaching import actions, demonstration, standing
from belisha.schools.teaching.files import LARGEST, kind_of
from belisha.schools.teaching.models import Attended, Item
from belisha.schools.teaching.promises import promises
from cast import person_of, place_of
from schools.test_record import written_by

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def oak(town):
    with in_school(town.oak):
        for name, detail in (("Pip", "Year 6, class 1"), ("Quin", "Year 2, class 1")):
            Role.objects.filter(person__given=name, role="pupil").update(detail=detail)
        yield town


def item_of(town, **more):
    told = {"kind": "lesson", "title": "Asking before we share", "first": TODAY - 20 * DAY, "last": TODAY + 20 * DAY}
    return actions.plan(by=place_of(town.edna), **{**told, **more})


def stands(town, item, day=TODAY):
    [found] = standing.of([item], town.oak, day)
    return found


# -- Done, planned, overdue ------------------------------------------------------------------------------------------


def test_a_lesson_is_done_when_every_class_has_had_it(oak):
    item = item_of(oak)
    assert stands(oak, item).word == "planned"
    assert stands(oak, item, item.last).word == "planned"
    assert stands(oak, item, item.last + DAY).word == "overdue"
    actions.took_place(item, by=place_of(oak.ada), groups=["Year 6, class 1"], on=TODAY)
    assert stands(oak, item).missing == {"Year 2, class 1"}
    actions.took_place(item, by=place_of(oak.ada), groups=["Year 6, class 1", "Year 2, class 1"], on=TODAY)
    assert (stands(oak, item, item.last + DAY).word, stands(oak, item).share) == ("done", 100)


def test_a_class_that_is_new_has_not_had_it(oak):
    item = item_of(oak, whom=["KS1"])
    actions.took_place(item, by=place_of(oak.ada), groups=["Year 2, class 1"], on=TODAY)
    assert stands(oak, item).word == "done"
    role = Role.objects.filter(person=oak.pip, role="pupil")
    role.update(detail="Year 1, class 1")
    assert stands(oak, item).missing == {"Year 1, class 1"}


def test_a_lesson_for_nobody_is_never_done(oak):
    item = item_of(oak, whom=["KS4"])
    assert (stands(oak, item).expected, stands(oak, item).word) == (frozenset(), "planned")
    with pytest.raises(ValidationError):
        actions.took_place(item, by=place_of(oak.ada), groups=["Year 6, class 1"], on=TODAY)


def test_a_training_is_by_name_and_some_need_not(oak):
    item = item_of(oak, kind="training", whom=["governor"], last=TODAY)
    everybody = stands(oak, item).expected
    finn, chair = oak.finn, oak.of_role[R.CHAIR]
    assert {finn.pk, chair.pk} <= everybody and oak.ada.pk not in everybody
    assert (
        actions.attended(item, by=place_of(oak.edna), people=[finn.pk, oak.ada.pk, oak.cleo.pk], how="there", on=TODAY)
        == 1
    )
    actions.attended(item, by=place_of(oak.edna), people=[chair.pk], how="excused", on=TODAY)
    now = stands(oak, item, TODAY + DAY)
    assert (chair.pk in now.expected, now.had, now.word) == (False, frozenset({finn.pk}), "overdue")
    clerk = oak.of_role[R.CLERK]
    actions.attended(item, by=place_of(oak.edna), people=[clerk.pk], how="later", on=TODAY)
    assert stands(oak, item, TODAY + DAY).word == "done"
    actions.not_so(item, by=place_of(oak.edna), person=clerk.pk)
    assert stands(oak, item, TODAY + DAY).word == "overdue"


def test_a_teacher_cannot_say_that_somebody_need_not(oak):
    item = item_of(oak, kind="training", whom=["staff"])
    with pytest.raises(ValidationError):
        actions.attended(item, by=place_of(oak.ada), people=[oak.ada.pk], how="excused", on=TODAY)


def test_whoever_left_is_not_expected(oak):
    item = item_of(oak, kind="training", whom=["teacher"])
    assert oak.ada.pk in stands(oak, item).expected
    Role.objects.filter(person=oak.ada).update(until=TODAY)
    assert oak.ada.pk not in stands(oak, item).expected


@pytest.mark.parametrize("count", [1, 8])
def test_many_items_cost_as_much_as_one(oak, count):
    for n in range(count):
        item_of(oak, title=f"L{n}")
        item_of(oak, title=f"T{n}", kind="training", whom=["staff"])
        item_of(oak, title=f"R{n}", kind="reading")
    with CaptureQueriesContext(connection) as asked:
        standing.of(list(Item.objects.all()), oak.oak, TODAY)
    assert len(asked) == 5


# -- Reading ----------------------------------------------------------------------------------------------------------


def unread(town, person, day=TODAY):
    return [(item.title, due) for item, due in standing.unread(town.oak, person.pk, place_of(person).roles, day)]


def test_a_new_starter_has_their_reading_at_once_and_confirms_it(oak):
    item = item_of(oak, kind="reading", title="The policy", days=14)
    nell = person_of(oak.oak, "Nell", R.TEACHER)
    Role.objects.filter(person=nell).update(since=TODAY - 2 * DAY)
    assert unread(oak, nell) == [("The policy", TODAY + 12 * DAY)]
    assert unread(oak, oak.ada) == []  # she was here before
    assert unread(oak, oak.of_role[R.NEW_STARTER])  # whenever they were appointed
    assert nell.pk in stands(oak, item, TODAY + 13 * DAY).late
    assert stands(oak, item, TODAY + 13 * DAY).word == "overdue"
    actions.has_read(item, by=place_of(nell))
    assert unread(oak, nell) == []
    assert Attended.objects.get(person=nell).how == "read"
    with pytest.raises(ValidationError):
        actions.has_read(item, by=place_of(nell))
    with pytest.raises(ValidationError):
        actions.has_read(item, by=place_of(oak.ben))


def test_nobody_else_confirms_it_or_takes_it_back(oak):
    item = item_of(oak, kind="reading")
    starter = oak.of_role[R.NEW_STARTER]
    with pytest.raises(ValidationError):
        actions.attended(item, by=place_of(oak.edna), people=[starter.pk], how="read", on=TODAY)
    actions.has_read(item, by=place_of(starter))
    actions.not_so(item, by=place_of(oak.edna), person=starter.pk)
    assert Attended.objects.count() == 1


# -- What the policy promises -------------------------------------------------------------------------------------------


def test_promises_are_found_in_rules_and_in_notices():
    day = date(2026, 11, 28)
    [rule] = [each for each in promises(library.policy("model"), day) if each.sure]
    assert (rule.clause, rule.kind) == ("MO-97", "lesson")
    found = {each.clause: each for each in promises(library.policy("highwood"), day)}
    assert (found["HW-41"].kind, found["HW-42"].kind) == ("lesson", "visitor")
    training = {each.clause: each for each in promises(library.policy("wilnecote"), day)}["WI-70"]
    assert (training.kind, training.whom, training.sure) == ("training", ("staff",), False)


# -- What is attached ------------------------------------------------------------------------------------------------------


def zipped(**names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in names.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return out.getvalue()


DOCX = zipped(**{"[Content_Types].xml": "", "word/document.xml": ""})
GOOD = {
    ".pdf": b"%PDF-1.7", ".png": b"\x89PNG\r\n\x1a\n0", ".jpg": b"\xff\xd8\xff\xe0", ".docx": DOCX,
    ".odt": zipped(mimetype="application/vnd.oasis.opendocument.text"),
}  # fmt: skip
BAD = {
    "empty": b"", "a script": b"<script>alert(1)</script>", "a page": b"<html>", "a program": b"MZ\x90", "a picture with a script": b"<svg onload='x'/>",
    "a zip of anything": zipped(a="b"), "macros": zipped(**{"[Content_Types].xml": "", "word/document.xml": "", "word/vbaProject.bin": ""}),
    "damaged": b"PK\x03\x04nothing", "too large": b"%PDF-" + b"0" * LARGEST,
}  # fmt: skip


@pytest.mark.parametrize(("ending", "data"), GOOD.items(), ids=GOOD)
def test_a_file_is_known_by_its_bytes(ending, data):
    assert kind_of(data)[0] == ending


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_files_that_are_refused(data):
    with pytest.raises(ValidationError):
        kind_of(data)


def test_a_name_gets_the_ending_that_the_bytes_have(oak):
    item = item_of(oak)
    made = actions.attach(item, by=place_of(oak.edna), name="../plan.exe", data=DOCX)
    assert (made.name, made.size, made.kind.endswith("document")) == ("../plan.exe.docx", len(DOCX), True)


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "ftp://x.example", "www.example.org", "https://", "http://[", "https://e.org/" + "x" * 500],
)
def test_addresses_that_are_refused(oak, href):
    with pytest.raises(ValidationError):
        actions.attach(item_of(oak), by=place_of(oak.edna), name="", href=href)


# -- Allowed, and written down ----------------------------------------------------------------------------------------------


def deeds(town):
    """Every function of `teaching.actions` that writes, and a call of it that does something."""
    item, training, reading = (
        item_of(town),
        item_of(town, kind="training", whom=["staff"]),
        item_of(town, kind="reading"),
    )
    actions.took_place(item, by=place_of(town.edna), groups=["Year 6, class 1"], on=TODAY)
    resource = actions.attach(item, by=place_of(town.edna), name="", href="https://example.org/a")
    return {
        "plan": lambda by: actions.plan(by=by, kind="lesson", title="T", first=TODAY, last=TODAY),
        "change": lambda by: actions.change(item, by=by, title="Other"),
        "let_go": lambda by: actions.let_go(training, by=by, why="Because"),
        "took_place": lambda by: actions.took_place(item, by=by, groups=["Year 2, class 1"], on=TODAY),
        "attended": lambda by: actions.attended(training, by=by, people=[town.ada.pk], how="there", on=TODAY),
        "not_so": lambda by: actions.not_so(item, by=by, group="Year 6, class 1"),
        "has_read": lambda by: actions.has_read(reading, by=by),
        "attach": lambda by: actions.attach(item, by=by, name="", href="https://example.org/b"),
        "detach": lambda by: actions.detach(resource, by=by),
    }


def test_every_deed_is_in_this_test(oak):
    assert set(deeds(oak)) == written_by(actions)


@pytest.mark.parametrize(
    "name", ["plan", "change", "let_go", "took_place", "attended", "not_so", "has_read", "attach", "detach"]
)
def test_every_deed_writes_its_line_and_asks_for_the_right(oak, name):
    deed = deeds(oak)[name]
    for may_not in (oak.finn, oak.ben):
        with pytest.raises(PermissionDenied if name != "has_read" else ValidationError):
            deed(place_of(may_not))
    before = Entry.objects.count()
    deed(place_of(oak.of_role[R.NEW_STARTER] if name == "has_read" else oak.edna))
    assert Entry.objects.count() == before + 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"kind": "song"},
        {"last": TODAY - 30 * DAY},
        {"kind": "training", "whom": ["wizard"]},
        {"days": 0},
    ],
)
def test_plans_that_cannot_be(oak, wrong):
    with pytest.raises(ValidationError):
        item_of(oak, **wrong)


def test_the_demonstration_has_something_for_each_stage_and_one_overdue(db):
    school = School.objects.get(key=KEY)
    assert demonstration.make(school) is False
    with in_school(school):
        found = standing.of(list(Item.objects.filter(kind="lesson")), school, TODAY)
        assert {word for each in found for word in each.item.whom} == {"EYFS", "KS1", "lower KS2", "upper KS2"}
        assert [each.word for each in found].count("overdue") == 1
