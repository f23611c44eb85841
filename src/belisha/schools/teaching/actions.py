"""Every write to what is taught and trained: one deed a function, allowed, whole or not at all, with its line in the record.

Room: schools.teaching. Each takes `by: Place` and stands in that school. Next door: `standing` says what comes of it, `files` looks at what is attached.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from belisha.schools.notices.calling import year_of
from belisha.schools.people.classes import classes, meant
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event
from belisha.schools.teaching import standing
from belisha.schools.teaching.files import kind_of
from belisha.schools.teaching.models import Attended, Held, Item, Resource

FIELDS = ("kind", "title", "about", "whom", "clause", "promise", "first", "last", "days", "leads")


@transaction.atomic
def plan(*, by: Place, **fields: Any) -> Item:
    """Plans something. fields: those of FIELDS. Raises ValidationError."""
    by.must_be_allowed(Permission.PLAN_TEACHING)
    item = Item(school=by.school, year=0, **fields)
    _check(item)
    item.save(force_insert=True)
    record.write(by, Event.TEACHING_PLANNED, item, after={"first": item.first, "last": item.last, "clause": item.clause})  # fmt: skip
    return item


@transaction.atomic
def change(item: Item, *, by: Place, **changed: Any) -> Item:
    by.must_be_allowed(Permission.PLAN_TEACHING)
    held = _held(item)
    before = {name: getattr(held, name) for name, value in changed.items() if getattr(held, name) != value}
    if not before:
        return held
    for name in before:
        setattr(held, name, changed[name])
    _check(held)
    held.save(update_fields=[*before, "year"])
    record.write(by, Event.TEACHING_CHANGED, held, before=before, after={name: changed[name] for name in before})
    return held


@transaction.atomic
def let_go(item: Item, *, by: Place, why: str) -> None:
    """It does not take place, for a reason that governors can read."""
    by.must_be_allowed(Permission.PLAN_TEACHING)
    held = _held(item)
    if not (why := " ".join(why.split())[:500]):
        raise ValidationError({"why": "Say why it does not take place"})
    held.dropped, held.dropped_because = timezone.localdate(), why
    held.save(update_fields=["dropped", "dropped_because"])
    record.write(by, Event.TEACHING_DROPPED, held, after={"dropped_because": why})


@transaction.atomic
def took_place(item: Item, *, by: Place, groups: Collection[str], on: date, note: str = "") -> int:
    """These classes have had it on a day; says how many had not before. Raises ValidationError."""
    by.must_be_allowed(Permission.MARK_TEACHING)
    held = _held(item)
    there = set(Held.objects.filter(school=by.school, item=held).values_list("group", flat=True))
    among = [each for each in meant(held.whom, classes(by.school, timezone.localdate())) if each in groups]
    wrong: dict[str, str] = {}
    if not held.for_pupils or not among:
        wrong["groups"] = "Choose the classes that have had it"
    _day(on, wrong)
    if wrong:
        raise ValidationError(wrong)
    new = [
        Held(
            school=by.school, item=held, group=each, on=on, note=" ".join(note.split())[:300], by=by.person.pk if by.person else None,
            by_words=by.words[:300],
        )
        for each in among
        if each not in there
    ]  # fmt: skip
    Held.objects.bulk_create(new)
    if new:
        record.write(by, Event.TEACHING_HELD, held, after={"classes": [each.group for each in new], "on": on})
    return len(new)


@transaction.atomic
def attended(item: Item, *, by: Place, people: Collection[UUID], how: str, on: date) -> int:
    """How these adults had it, or that they need not; says for how many that is news. Ids of those who are not expected are passed over."""
    by.must_be_allowed(Permission.MARK_TEACHING)
    held = _held(item)
    [stands] = standing.of([held], by.school, timezone.localdate())
    found = [each for each in people if each in stands.missing]
    wrong: dict[str, str] = {}
    if held.for_pupils or not found:
        wrong["people"] = "Choose who took part"
    if how not in Attended.How.values or how == Attended.How.READ:
        wrong["how"] = "Choose whether they took part"
    elif how == Attended.How.EXCUSED and not by.may(Permission.PLAN_TEACHING):
        wrong["how"] = "Only those who plan can say that somebody need not"
    _day(on, wrong)
    if wrong:
        raise ValidationError(wrong)
    Attended.objects.bulk_create(_row(by, held, each, how, on) for each in found)
    record.write(by, Event.TEACHING_ATTENDED, held, after={"people": len(found), "how": how, "on": on})
    return len(found)


@transaction.atomic
def not_so(item: Item, *, by: Place, group: str = "", person: UUID | None = None) -> None:
    """Takes back what was written down by mistake: that a class had it, or an adult."""
    by.must_be_allowed(Permission.MARK_TEACHING)
    held = _held(item)
    rows = (
        Held.objects.filter(school=by.school, item=held, group=group)
        if person is None
        else Attended.objects.filter(school=by.school, item=held, person=person).exclude(how=Attended.How.READ)
    )
    if rows.delete()[0]:
        event = Event.TEACHING_HELD if person is None else Event.TEACHING_ATTENDED
        record.write(by, event, held, after={"taken_back": group or 1})


@transaction.atomic
def has_read(item: Item, *, by: Place) -> None:
    """Whoever stands here confirms that they have read it. Raises ValidationError where it is not theirs to read, or was confirmed."""
    by.must_be_allowed(Permission.ENTER)
    held = _held(item)
    today = timezone.localdate()
    person: Person | None = by.person
    mine = standing.unread(by.school, person.pk, by.roles, today) if person else []
    if held.pk not in {each.pk for each, _ in mine}:
        raise ValidationError("There is nothing to confirm")
    _row(by, held, person.pk, Attended.How.READ, today).save(force_insert=True)
    record.write(by, Event.TEACHING_READ, held)


@transaction.atomic
def attach(item: Item, *, by: Place, name: str, href: str = "", data: bytes | None = None) -> Resource:
    """A link or a file. Raises ValidationError."""
    by.must_be_allowed(Permission.PLAN_TEACHING)
    held = _held(item)
    name, href = " ".join(name.split())[:160], href.strip()
    made = Resource(school=by.school, item=held, name=name, by_words=by.words[:300])
    if data is not None:
        ending, made.kind = _in_field("file", kind_of, data)
        made.data, made.size, made.sha256 = data, len(data), sha256(data).hexdigest()
        made.name = _named(name or "file", ending)
    elif href:
        made.href = _in_field("href", _address, href)
        made.name = name or urlsplit(href).netloc
    else:
        raise ValidationError({"href": "Enter an address, or choose a file"})
    made.save(force_insert=True)
    record.write(by, Event.RESOURCE_ADDED, held, after={"resource": made.name, "sha256": made.sha256})
    return made


@transaction.atomic
def detach(resource: Resource, *, by: Place) -> None:
    by.must_be_allowed(Permission.PLAN_TEACHING)
    record.write(by, Event.RESOURCE_REMOVED, resource.item, before={"resource": resource.name, "sha256": resource.sha256})  # fmt: skip
    resource.delete()


def _row(by: Place, item: Item, person: UUID, how: str, on: date) -> Attended:
    return Attended(
        school=by.school, item=item, person_id=person, how=how, on=on, by=by.person.pk if by.person else None, by_words=by.words[:300]
    )  # fmt: skip


def _check(item: Item) -> None:
    item.title = " ".join(item.title.split())
    wrong: dict[str, str] = {}
    if not item.title:
        wrong["title"] = "Enter what it is called"
    if item.kind not in Item.Kind.values:
        wrong["kind"] = "Choose what it is"
    if item.last < item.first:
        wrong["last"] = "The last day must not be before the first"
    if not 1 <= item.days <= 365:
        wrong["days"] = "Enter a number of days from 1 to 365"
    if item.kind == Item.Kind.READING:
        item.whom = ["new starter"]
    elif item.kind == Item.Kind.TRAINING:
        item.whom = [each for each in item.whom if each in standing.ADULTS]
        if not item.whom:
            wrong["whom"] = "Choose who is trained"
    if wrong:
        raise ValidationError(wrong)
    item.year = year_of(item.first)


def _day(on: date, wrong: dict[str, str]) -> None:
    if on > timezone.localdate():
        wrong["on"] = "The day must be today or earlier"


def _held(item: Item) -> Item:
    held = Item.objects.select_for_update().get(school_id=item.school_id, pk=item.pk)
    if held.dropped:
        raise ValidationError("It has been let go")
    return held


def _in_field(name: str, check: Any, value: Any) -> Any:
    try:
        return check(value)
    except ValidationError as refused:
        raise ValidationError({name: refused.messages}) from None


def _address(href: str) -> str:
    try:
        found = urlsplit(href)
    except ValueError:
        found = urlsplit("")
    if found.scheme not in ("http", "https") or not found.netloc or len(href) > 500:
        raise ValidationError("Enter a whole address, such as https://www.example.org/lesson")
    return href


def _named(name: str, ending: str) -> str:
    stem = name[: -len(ending)] if name.lower().endswith(ending) else name
    return f"{stem[: 160 - len(ending)]}{ending}"
