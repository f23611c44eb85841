"""Bringing a roster in: kept, read, looked at, taken over block by block, undone.

Room: schools.rosters. Nobody's file is taken over unseen. Each block of changes is written in a transaction of its own, with its changes and its line
in the record; whatever stops it, it is begun again where it stood, since what is there already is no change any more.
Next door: `comparing` says what would change; `jobs` runs the long parts.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from belisha.rosters.oneroster import read_oneroster
from belisha.rosters.plain import guess, heading_of, read_plain
from belisha.rosters.rows import LARGEST_FILE, PersonRow, RoleRow, Roster, RosterFault
from belisha.schools.alone import alone
from belisha.schools.apart import in_school, tables
from belisha.schools.people import places
from belisha.schools.people.models import Guardianship, Person, Role
from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event
from belisha.schools.rosters.comparing import Plan, blocks, compare, suspicious
from belisha.schools.rosters.models import CHANGES, KEPT_FOR, Change, Import

State = Import.State
EVERYBODY = "everybody"


# ---- before it is taken over -----------------------------------------------------------------------------------------


@transaction.atomic
def start(*, by: Place, file_name: str, data: bytes) -> Import:
    """Keeps a file. A zip is read at once; of a CSV somebody says first what its columns hold. Raises RosterFault."""
    by.must_be_allowed(Permission.CHANGE_PEOPLE)
    if not data:
        raise RosterFault("The file is empty", "Choose the file that your system exported.")
    if len(data) > LARGEST_FILE:
        raise RosterFault(f"The file is larger than {LARGEST_FILE // 1_000_000} MB", "Send one school's export alone.")
    zipped = data.startswith(b"PK")
    mapping = {} if zipped else guess(heading_of(data)[0])
    made = Import(
        school=by.school,
        kind=Import.Kind.ONEROSTER if zipped else Import.Kind.PLAIN,
        file_name=re.sub(r"[^\w .()-]+", "", file_name.replace("\\", "/").rpartition("/")[2])[-120:] or "roster",
        digest=hashlib.sha256(data).hexdigest(),
        pending=data,
        mapping=mapping,
        person=by.person.pk if by.person else None,
        person_words=by.words[:300],
    )
    made.save(force_insert=True)
    record.write(by, Event.ROSTER_BROUGHT_IN, made, after={"digest": made.digest})
    if zipped:
        _go_on(made, State.WAITING)
    return made


@transaction.atomic
def choose(roster: Import, *, by: Place, mapping: Mapping[str, str], everybody: str = "") -> None:
    """Says what the columns of a CSV hold, and has it read."""
    by.must_be_allowed(Permission.CHANGE_PEOPLE)
    held = _held(roster, State.NEW, State.READY, State.REFUSED)
    if held.kind != Import.Kind.PLAIN or held.pending is None:
        raise ValidationError("The columns of this file need not be told apart")
    held.mapping = {**{field: column for field, column in mapping.items() if column}, EVERYBODY: everybody}
    held.problem = held.mend = ""
    _go_on(held, State.WAITING)


@transaction.atomic
def take_over(roster: Import, *, by: Place, sure: bool = False) -> None:
    """Has it written. sure: that all who would leave have left, where these are many. Raises ValidationError."""
    by.must_be_allowed(Permission.CHANGE_PEOPLE)
    held = _held(roster, State.READY)
    if suspicious(held.counts) and not sure:
        raise ValidationError(
            {"sure": f"Say whether {held.counts['person left']:,} people have left, or choose another file"}
        )
    held.sure, held.person, held.person_words = sure, by.person.pk if by.person else None, by.words[:300]
    _go_on(held, State.APPLYING)


@transaction.atomic
def undo(roster: Import, *, by: Place) -> None:
    """Has the newest import undone, as far as nobody has changed since what it wrote. Raises ValidationError."""
    by.must_be_allowed(Permission.CHANGE_PEOPLE)
    held = _held(roster, State.DONE)
    if not may_be_undone(held):
        raise ValidationError("Only the import that was taken over last can be undone")
    held.person, held.person_words = by.person.pk if by.person else None, by.words[:300]
    _go_on(held, State.UNDOING)


def may_be_undone(roster: Import) -> bool:
    begun = (State.DONE, State.APPLYING, State.UNDOING)
    later = Import.objects.filter(school_id=roster.school_id, state__in=begun, touched__gt=roster.touched)
    return roster.state == State.DONE and not later.exclude(pk=roster.pk).exists()


@transaction.atomic
def begin_again(roster: Import, *, by: Place) -> None:
    """Goes on with what stands still, because whatever did it was stopped."""
    by.must_be_allowed(Permission.CHANGE_PEOPLE)
    held = Import.objects.select_for_update().get(school=by.school, pk=roster.pk)
    if held.stands_still:
        _go_on(held, State(held.state))


@transaction.atomic
def drop(roster: Import, *, by: Place) -> None:
    """Forgets an import that was not taken over."""
    by.must_be_allowed(Permission.CHANGE_PEOPLE)
    _held(roster, State.NEW, State.WAITING, State.READY, State.REFUSED).delete()


def run(today: date, place: Place) -> int:
    """Daily: forgets the files that nobody took over for a week, and says how many."""
    old = Import.objects.filter(school=place.school, pending__isnull=False, made__lt=timezone.now() - KEPT_FOR)
    waiting = (State.NEW, State.WAITING, State.READY, State.REFUSED)
    return old.filter(state__in=waiting).delete()[0]


def _held(roster: Import, *states: State) -> Import:
    held = Import.objects.select_for_update().filter(school_id=roster.school_id, pk=roster.pk).first()
    if held is None or held.state not in states:
        raise ValidationError("Something else has happened to this import since you opened the page")
    return held


def _go_on(held: Import, state: State) -> None:
    from belisha.schools.rosters import jobs

    held.state, held.touched = state, timezone.now()
    held.save()
    jobs.go_on.defer(school=held.school_id, roster=str(held.pk))


# ---- the long parts, in a job -----------------------------------------------------------------------------------------


def go_on(school: str, pk: str) -> None:
    """Does what an import waits for. Twice at once, or twice after each other, does it once."""
    with alone(pk) as got:
        if not got:
            return
        with in_school(school):
            found = Import.objects.filter(school_id=school, pk=pk).select_related("school").first()
        if found is None:
            return
        match found.state:
            case State.WAITING:
                _read(found)
            case State.APPLYING:
                _apply(found)
            case State.UNDOING:
                _undo(found)


def _place(found: Import) -> Place | None:
    """Where whoever asked for it stands now; None where they may not any more. Stands in the school."""
    if found.person is None:
        return places.of_belisha(found.school, found.person_words)
    person = Person.objects.filter(school=found.school, pk=found.person).first()
    place = places.of_person(found.school, person) if person else None
    return place if place is not None and place.may(Permission.CHANGE_PEOPLE) else None


def _parsed(found: Import) -> Roster:
    data = bytes(found.pending or b"")
    if found.kind == Import.Kind.ONEROSTER:
        return read_oneroster(data, found.school.urn)
    mapping = {field: column for field, column in found.mapping.items() if field != EVERYBODY}
    return read_plain(data, mapping, found.mapping.get(EVERYBODY, ""))


def _read(found: Import) -> None:
    try:
        roster = _parsed(found)
    except RosterFault as fault:
        with in_school(found.school):
            _save(found, state=State.REFUSED, problem=fault.problem, mend=fault.mend)
        return
    with in_school(found.school):
        place = _place(found)
        if place is None:
            _save(found, state=State.REFUSED, problem="Whoever brought it in may not change people any more", mend="Bring it in again.")  # fmt: skip
            return
        plan = compare(roster, place, timezone.localdate())
        bad = [{"line": each.line, "file": each.file, "problem": each.problem} for each in (*roster.bad, *plan.notes)]
        _save(found, state=State.READY, counts=plan.counts, sample=plan.sample, bad=bad)


def _save(found: Import, **fields: Any) -> None:
    """Where it still stands as it was found; a person may have dropped it."""
    updated = Import.objects.filter(school_id=found.school_id, pk=found.pk, state=found.state).update(touched=timezone.now(), **fields)  # fmt: skip
    if updated:
        for name, value in fields.items():
            setattr(found, name, value)


# What is written of a block: what it is, its row, and the fields before and after.
Written = tuple[str, uuid.UUID, dict[str, Any] | None, dict[str, Any] | None]


def _apply(found: Import) -> None:
    today = timezone.localdate()
    with in_school(found.school):
        place = _place(found)
        plan = compare(_parsed(found), place, today) if place else None
        if plan is None or (suspicious(plan.counts) and not found.sure):
            _save(found, state=State.READY, **({"counts": plan.counts, "sample": plan.sample} if plan else {}))
            return
    assert place is not None
    for write, rows in _steps(plan, place, today):
        for block in blocks(rows):
            with in_school(found.school):
                written = write(block)
                _note(found, place, written)
    with in_school(found.school):
        _save(found, state=State.DONE, pending=None, done=found.total)


def _steps(plan: Plan, place: Place, today: date) -> list[tuple[Callable[[list[Any]], list[Written]], list[Any]]]:
    """Each kind of change with its rows, in an order in which what is pointed at is there already."""
    school, people = place.school, dict(plan.person_of)

    def add(rows: list[PersonRow]) -> list[Written]:
        made = [_person(place, row, today) for row in rows]
        Person.objects.bulk_create(made)
        people.update({person.external_id: person for person in made})
        return [("person added", each.pk, None, {"since": str(each.since)}) for each in made]

    def change(rows: list[tuple[Person, dict[str, Any]]]) -> list[Written]:
        told: list[Written] = []
        for person, fields in rows:
            before = {name: getattr(person, name) for name in fields}
            for name, value in fields.items():
                setattr(person, name, value)
            told.append(("person changed", person.pk, _plain(before), _plain(fields)))
        Person.objects.bulk_update([person for person, _ in rows], ["given", "family", "preferred", "email", "born", "external_id", "until"])  # fmt: skip
        return told

    def give(rows: list[tuple[str, RoleRow]]) -> list[Written]:
        made = [
            Role(school=school, person=people[id], role=row.role, since=row.since or today, until=row.until, detail=row.detail)
            for id, row in rows
            if id in people
        ]  # fmt: skip
        Role.objects.bulk_create(made)
        return [("role given", each.pk, None, {"until": _said(each.until), "role": each.role}) for each in made]

    def change_roles(rows: list[tuple[Role, dict[str, Any]]]) -> list[Written]:
        told: list[Written] = []
        for role, fields in rows:
            before = {name: getattr(role, name) for name in fields}
            for name, value in fields.items():
                setattr(role, name, value)
            told.append(("role changed", role.pk, _plain(before), _plain(fields)))
        Role.objects.bulk_update([role for role, _ in rows], ["detail", "until"])
        return told

    def end(rows: list[Role]) -> list[Written]:
        told: list[Written] = []
        for role in rows:
            before, role.until = role.until, max(today, role.since)
            told.append(("role ended", role.pk, {"until": _said(before)}, {"until": _said(role.until)}))
        Role.objects.bulk_update(rows, ["until"])
        return told

    def leave(rows: list[Person]) -> list[Written]:
        told: list[Written] = []
        for person in rows:
            before, person.until = person.until, max(today, person.since)
            told.append(("person left", person.pk, {"until": _said(before)}, {"until": _said(person.until)}))
        Person.objects.bulk_update(rows, ["until"])
        return told

    def add_guardians(rows: list[tuple[str, str, str]]) -> list[Written]:
        made = [
            Guardianship(school=school, pupil=people[pupil], adult=people[adult], relation=relation, since=today)
            for pupil, adult, relation in rows
            if pupil in people and adult in people and pupil != adult
        ]
        Guardianship.objects.bulk_create(made)
        return [("guardianship added", each.pk, None, {"until": None}) for each in made]

    def open_guardians(rows: list[Guardianship]) -> list[Written]:
        told: list[Written] = [
            ("guardianship added", each.pk, {"until": _said(each.until)}, {"until": None}) for each in rows
        ]
        Guardianship.objects.filter(school=school, pk__in=[each.pk for each in rows]).update(until=None)
        return told

    def end_guardians(rows: list[Guardianship]) -> list[Written]:
        Guardianship.objects.filter(school=school, pk__in=[each.pk for each in rows]).update(until=today)
        return [("guardianship ended", each.pk, {"until": None}, {"until": _said(today)}) for each in rows]

    return [
        (add, plan.added), (change, plan.changed), (give, plan.roles_given), (change_roles, plan.roles_changed), (end, plan.roles_ended), (leave, plan.left),
        (add_guardians, plan.guardians_added), (open_guardians, plan.guardians_opened), (end_guardians, plan.guardians_ended),
    ]  # fmt: skip


def _person(place: Place, row: PersonRow, today: date) -> Person:
    begun = [role.since for role in row.roles if role.since]
    return Person(
        school=place.school, given=row.given, family=row.family, preferred=row.preferred, email=row.email, born=row.born, external_id=row.id,
        since=min(begun, default=today),
    )  # fmt: skip


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _said(value) for name, value in fields.items()}


def _said(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _note(found: Import, place: Place, written: Sequence[Written], undone: bool = False) -> None:
    """Keeps the changes of a block, and says so in the record, in the transaction of the block."""
    if not written:
        return
    if not undone:
        last = Change.objects.filter(school=found.school, roster=found).aggregate(last=Max("number"))["last"] or 0
        Change.objects.bulk_create(
            Change(school=found.school, roster=found, number=number, what=what, row=row, before=before, after=after)
            for number, (what, row, before, after) in enumerate(written, last + 1)
        )
    found.done += len(written)
    Import.objects.filter(school=found.school, pk=found.pk).update(done=found.done, touched=timezone.now())
    counts: dict[str, int] = {}
    for what, *_ in written:
        words = CHANGES[what][1]
        counts[words] = counts.get(words, 0) + 1
    record.write(place, Event.ROSTER_UNDONE if undone else Event.ROSTER_TAKEN_OVER, found, after=counts)


# ---- undoing -----------------------------------------------------------------------------------------------------------


def _undo(found: Import) -> None:
    with in_school(found.school):
        place = _place(found)
        if place is None:
            _save(found, state=State.DONE)
            return
        if found.done >= found.total:
            found.done = 0
    while True:
        with in_school(found.school):
            left = Change.objects.filter(school=found.school, roster=found, undone=False).order_by("-number")[:1_000]
            block = list(left)
            if not block:
                _save(found, state=State.UNDONE)
                return
            for what in dict.fromkeys(each.what for each in block):
                _undo_block(found, what, [each for each in block if each.what == what])
            Change.objects.filter(pk__in=[each.pk for each in block], school=found.school).update(undone=True)
            _note(found, place, [(each.what, each.row, None, None) for each in block], undone=True)


def _undo_block(found: Import, what: str, changes: list[Change]) -> None:
    """Puts back what nobody has changed since; what somebody has, stays."""
    model = Person if what.startswith("person") else Role if what.startswith("role") else Guardianship
    rows = {each.pk: each for each in model.objects.filter(school=found.school, pk__in=[one.row for one in changes])}
    if what == "person added":
        _forget(found, list(rows))
        return
    if what == "role given":
        kept = {each.row: each.fields.get("until") for each in changes}
        gone = [pk for pk, role in rows.items() if _said(role.until) == kept[pk]]
        Role.objects.filter(school=found.school, pk__in=gone).delete()
        return
    for change in changes:
        row = rows.get(change.row)
        if row is None:
            continue
        if what == "guardianship added" and change.before is None:
            if not (row.restricted or row.note or not row.contact_allowed or row.until):
                row.delete()
            continue
        same = {name: before for name, before in (change.before or {}).items() if _said(getattr(row, name)) == change.fields.get(name)}  # fmt: skip
        for name, before in same.items():
            setattr(row, name, date.fromisoformat(before) if before and name in ("born", "until") else before)
        if same:
            row.save(update_fields=list(same))


def _forget(found: Import, people: list[uuid.UUID]) -> None:
    """Removes those of whom nothing else is known: no way in, and no row of any table that points at them, such as a role or something to sign."""
    alone = Person.objects.filter(school=found.school, pk__in=people, account__isnull=True)
    for model in tables():
        for field in model._meta.concrete_fields:
            if field.related_model is Person:
                pointing = model._default_manager.filter(**{"school": found.school, field.name: OuterRef("pk")})
                alone = alone.exclude(Exists(pointing))
    alone.delete()


__all__ = ["EVERYBODY", "begin_again", "choose", "drop", "go_on", "may_be_undone", "run", "start", "take_over", "undo"]
