"""The record: only added to, one chain for each school, and any tampering is named."""

import threading
from datetime import date

import pytest
from django.db import DatabaseError, connection, connections, transaction

from belisha.schools.apart import in_school
from belisha.schools.people import actions, places
from belisha.schools.people.models import Guardianship, Person, Role
from belisha.schools.people.permissions import Permission, RoleName
from belisha.schools.published.models import School
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event
from belisha.schools.record.models import Anchor, Entry
from cast import place_of


@pytest.fixture
def oak(town):
    with in_school(town.oak):
        yield town


def lines(count):
    school = School.objects.get(key="oak")
    by = places.of_belisha(school)
    return [
        record.write(by, Event.PERSON_CHANGED, record.About("person", str(n), f"no. {n}"), after={"n": n})
        for n in range(count)
    ]


def test_each_line_continues_the_one_before(oak):
    first, second, third = lines(3)
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert (first.previous, second.previous, third.previous) == (record.BEGINNING, first.hash, second.hash)
    assert record.verify("oak") == record.Verified("oak", 3)


def test_each_school_has_its_own_chain(oak):
    lines(2)
    with in_school(oak.elm):
        assert record.write(places.of_belisha(oak.elm), Event.SETTINGS_CHANGED).number == 1
        assert record.verify("elm").lines == 1
    assert record.verify("oak").lines == 2


def test_a_deed_that_is_undone_leaves_no_line(oak):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        lines(1)
        raise ZeroDivisionError
    assert record.verify("oak").lines == 0


def test_it_is_written_in_the_transaction_of_the_deed(database):
    school = School.objects.get(key="highwood")
    with pytest.raises(transaction.TransactionManagementError):
        record.write(places.of_belisha(school), Event.SETTINGS_CHANGED)


# -- What a line holds -----------------------------------------------------------------------------------------------


def test_what_is_personal_is_written_by_its_name_alone(oak):
    actions.change_person(
        oak.pip, by=place_of(oak.dora), given="Philippa", born=date(2016, 4, 1), since=date(2020, 9, 2)
    )
    line = Entry.objects.get()
    assert line.after == {"given": "(personal)", "born": "(personal)", "since": "2020-09-02"}
    assert line.before == {"given": "(personal)", "born": "(personal)", "since": "2020-09-01"}
    assert "Philippa" not in str(line.after)


@pytest.mark.parametrize("name", sorted(record.SECRET))
def test_a_secret_is_refused(oak, name):
    with pytest.raises(ValueError, match="secret"):
        record.write(places.of_belisha(oak.oak), Event.SETTINGS_CHANGED, after={name: "x"})


def test_who_did_it_is_kept_as_they_were(oak):
    place = place_of(oak.dora)
    record.write(place, Event.SETTINGS_CHANGED)
    Person.objects.filter(pk=oak.dora.pk).update(given="Theodora")
    line = Entry.objects.get()
    assert (line.who, line.who_words, line.roles) == (oak.dora.pk, "Dora Example", ["headteacher"])
    assert record.verify("oak").problem == ""


# -- Only added to ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["record_entry", "record_anchor"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET number = 9", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_role_that_serves_may_not_change_it(oak, table, deed):
    lines(1)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed.format(table))


@pytest.mark.parametrize(
    "deed", ["UPDATE record_entry SET number = number", "DELETE FROM record_entry", "TRUNCATE record_entry"]
)
def test_the_owner_is_refused_by_a_trigger(kept_line, deed):
    with pytest.raises(DatabaseError, match="only added to"), as_owner() as cursor:
        cursor.execute(deed)


def test_the_role_for_retention_alone_may_delete(kept_line):
    with as_owner() as cursor:
        cursor.execute("SET LOCAL ROLE belisha_retention")
        cursor.execute("DELETE FROM record_entry")
        assert cursor.rowcount >= 1
        transaction.set_rollback(True, "owner")


class as_owner:
    """A cursor of the role that owns the tables, in the school Highwood."""

    def __enter__(self):
        self.atomic = transaction.atomic("owner")
        self.atomic.__enter__()
        self.cursor = connections["owner"].cursor()
        self.cursor.execute("SELECT set_config('belisha.school', 'highwood', true)")
        return self.cursor

    def __exit__(self, *told):
        self.cursor.close()
        self.atomic.__exit__(*told)


@pytest.fixture
def kept_line(database):
    """Lines that are committed, so that other connections see them."""
    school = School.objects.get(key="highwood")
    with in_school(school):
        record.write(places.of_belisha(school), Event.SETTINGS_CHANGED)


# -- Tampering -------------------------------------------------------------------------------------------------------


class tampering:
    """The owner with the trigger switched off: what somebody could do who has the machine. Undone afterwards."""

    def __enter__(self):
        self.atomic = transaction.atomic("owner")
        self.atomic.__enter__()
        self.cursor = connections["owner"].cursor()
        self.cursor.execute("SELECT set_config('belisha.school', 'wilnecote', true)")
        self.cursor.execute(
            "ALTER TABLE record_entry DISABLE TRIGGER USER; ALTER TABLE record_anchor DISABLE TRIGGER USER"
        )
        return self.cursor

    def __exit__(self, *told):
        self.cursor.close()
        transaction.set_rollback(True, "owner")
        self.atomic.__exit__(*told)


@pytest.fixture
def wilnecote(database):
    """A record of at least ten committed lines, of which the last is anchored."""
    school = School.objects.get(key="wilnecote")
    with in_school(school):
        by = places.of_belisha(school)
        for n in range(10):
            record.write(by, Event.SETTINGS_CHANGED, after={"n": n})
        record.anchor(by, "download")
        assert record.verify("wilnecote").problem == ""
        return Entry.objects.filter(school=school).count()


DEEDS = {
    "altered": ("UPDATE record_entry SET after = '{\"n\": 99}' WHERE number = 5", 5, "line 5 was altered"),
    "another name": ("UPDATE record_entry SET who_words = 'Somebody else' WHERE number = 3", 3, "line 3 was altered"),
    "another time": (
        "UPDATE record_entry SET at = at + interval '1 microsecond' WHERE number = 1",
        1,
        "line 1 was altered",
    ),
    "deleted": ("DELETE FROM record_entry WHERE number = 4", 4, "line 4 is missing"),
    "the first deleted": ("DELETE FROM record_entry WHERE number = 1", 1, "line 1 is missing"),
    "reordered": (
        "UPDATE record_entry SET number = -1 WHERE number = 6; UPDATE record_entry SET number = 6 WHERE number = 7;"
        " UPDATE record_entry SET number = 7 WHERE number = -1",
        6,
        "line 6 does not continue line 5",
    ),
    "tail cut off": (
        "DELETE FROM record_entry WHERE number > 8",
        9,
        "line 9 is missing: the table of anchors knows line",
    ),
    "all of it": ("DELETE FROM record_entry", 1, "line 1 is missing"),
    "tail and anchors cut off": (
        "DELETE FROM record_entry WHERE number > 8; DELETE FROM record_anchor",
        9,
        "line 9 is missing: the file wilnecote.jsonl knows line",
    ),
}


@pytest.mark.parametrize(("deed", "number", "problem"), DEEDS.values(), ids=DEEDS)
def test_tampering_is_found_and_the_first_bad_line_named(wilnecote, monkeypatch, deed, number, problem):
    with tampering() as cursor:
        if "number = -1" in deed:
            cursor.execute("ALTER TABLE record_entry DROP CONSTRAINT entry_number_from_one")
        cursor.execute(deed)
        found = on_owner(monkeypatch, "wilnecote")
    assert found.number == number
    assert problem in found.problem


def on_owner(monkeypatch, school):
    """`verify` on the owner's connection, which alone sees what it has not committed."""
    monkeypatch.setattr(record, "Entry", On(Entry))
    monkeypatch.setattr(record, "Anchor", On(Anchor))
    return record.verify(school)


class On:
    def __init__(self, model):
        self.objects = model.objects.using("owner")


def test_a_tail_that_was_made_anew_is_found(wilnecote, monkeypatch):
    """Somebody who can compute hashes rewrites the last line: the chain holds, the anchor does not."""
    with tampering() as cursor:
        last = Entry.objects.using("owner").order_by("-number").first()
        last.after = {"n": 1000}
        cursor.execute(
            "UPDATE record_entry SET after = '{\"n\": 1000}', hash = %s WHERE number = %s",
            [record.hash_of(last), last.number],
        )
        found = on_owner(monkeypatch, "wilnecote")
    assert (found.number, found.problem) == (
        last.number,
        f"line {last.number} is not the one that the table of anchors knows",
    )


def test_the_anchor_of_the_day_is_dropped_once(oak):
    lines(2)
    by, today = places.of_belisha(oak.oak), date.today()
    assert record.run(today, by).number == 2
    assert record.run(today, by) is None
    assert Anchor.objects.count() == 1


# -- Many at once ----------------------------------------------------------------------------------------------------


def test_writers_in_parallel_make_one_chain(database):
    school = School.objects.get(key="dilton-marsh")

    def write():
        for _ in range(5):
            with in_school(school):
                record.write(places.of_belisha(school), Event.SETTINGS_CHANGED)
        connection.close()

    with in_school(school):
        before = Entry.objects.count()
    writers = [threading.Thread(target=write) for _ in range(6)]
    for each in writers:
        each.start()
    for each in writers:
        each.join(60)
    with in_school(school):
        assert record.verify(school.key) == record.Verified(school.key, before + 30)


# -- No deed without its line ----------------------------------------------------------------------------------------


def deeds(town):
    """Every function of `people.actions` that writes, and a call of it that does something."""
    dora = place_of(town.dora)
    held = Role.objects.get(person=town.ada)
    ward = Guardianship.objects.get(adult=town.ben)
    return {
        "add_person": lambda: actions.add_person(by=dora, given="New", family="Person"),
        "change_person": lambda: actions.change_person(town.ada, by=dora, family="Other"),
        "give_role": lambda: actions.give_role(town.ada, RoleName.GOVERNOR, by=dora),
        "end_role": lambda: actions.end_role(held, by=dora),
        "add_guardianship": lambda: actions.add_guardianship(town.quin, town.ben, by=dora, relation="carer"),
        "change_guardianship": lambda: actions.change_guardianship(
            ward, by=dora, contact_allowed=False, restricted=False, note=""
        ),
        "end_guardianship": lambda: actions.end_guardianship(ward, by=dora),
    }


def written_by(module):
    import inspect

    return {
        name
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_")
        and inspect.unwrap(function).__module__ == module.__name__
        and "by" in inspect.signature(function).parameters
    }


def test_every_deed_is_in_this_test(oak):
    assert set(deeds(oak)) == written_by(actions)


@pytest.mark.parametrize(
    "name",
    [
        "add_person",
        "change_person",
        "give_role",
        "end_role",
        "add_guardianship",
        "change_guardianship",
        "end_guardianship",
    ],
)
def test_every_deed_writes_its_line_and_asks_for_the_right(oak, name):
    deeds(oak)[name]()
    assert Entry.objects.count() == 1
    from django.core.exceptions import PermissionDenied

    may_not = place_of(oak.ada) if name != "end_role" else place_of(oak.finn)
    assert not may_not.may(Permission.CHANGE_PEOPLE)
    function = getattr(actions, name)
    import inspect

    first = [
        None for each in inspect.signature(function).parameters.values() if each.kind is each.POSITIONAL_OR_KEYWORD
    ]
    needed = {
        each.name: ""
        for each in inspect.signature(function).parameters.values()
        if each.kind is each.KEYWORD_ONLY and each.default is each.empty
    }
    with pytest.raises(PermissionDenied):
        function(*first, **{**needed, "by": may_not})
    assert Entry.objects.count() == 1


def test_every_page_that_writes_calls_an_action_or_writes_a_line():
    """No view saves a row itself: the doors are the actions."""
    from belisha.config.environment import ROOT

    for view in (ROOT / "src" / "belisha" / "web").rglob("views.py"):
        text = view.read_text()
        for forbidden in (".save(", ".delete(", "objects.create(", ".update(", "bulk_create"):
            assert forbidden not in text, (view, forbidden)
