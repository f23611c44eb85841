"""Standing: what of the teaching is done, what is overdue, and who has not had it; for many items in a number of queries that does not grow.

Room: schools.teaching. Reads only; every function stands in the school.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Subquery

from belisha.schools.people.classes import classes, meant
from belisha.schools.people.groups import roles_of
from belisha.schools.people.models import Role
from belisha.schools.people.permissions import WORKING_ROLES, RoleName
from belisha.schools.published.models import School
from belisha.schools.teaching.models import Attended, Held, Item

# Whom a training or a reading can be for: the word that is kept, and how a form says it.
ADULTS = {
    "staff": "All staff",
    "teacher": "Teachers",
    "teaching assistant": "Teaching assistants",
    "support staff": "Support staff",
    "governor": "Governors",
    "volunteer": "Volunteers",
    "new starter": "New starters",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How an item stands on a day. expected: the classes, or the ids of the people, that shall have it; had: those of them that have had it.

    excused: of the adults, those who need not; they are not expected. late: the reading of these is overdue, each by their own day.
    """

    item: Item
    on: date
    expected: frozenset[object]
    had: frozenset[object]
    late: frozenset[object] = frozenset()

    @property
    def missing(self) -> frozenset[object]:
        return self.expected - self.had

    @property
    def word(self) -> str:
        """planned, overdue, done or let go."""
        if self.item.dropped:
            return "let go"
        if self.item.kind == Item.Kind.READING:
            return "overdue" if self.late else "done" if self.expected and not self.missing else "planned"
        if self.expected and not self.missing:
            return "done"
        return "overdue" if self.item.last < self.on else "planned"

    @property
    def share(self) -> int | None:
        """Of a hundred expected, how many have had it; None where nobody is expected."""
        return round(100 * len(self.had) / len(self.expected)) if self.expected else None


def of(items: Sequence[Item], school: School, on: date) -> list[Standing]:
    """How each stands. Four queries, however many items and people there are."""
    among = classes(school, on)
    held: dict[UUID, set[object]] = {}
    for item, group in Held.objects.filter(school=school, item__in=[each.pk for each in items]).values_list("item", "group"):  # fmt: skip
        held.setdefault(item, set()).add(group)
    adults = [each for each in items if not each.for_pupils]
    working, begun = _working(school, on) if adults else ({}, {})
    attended: dict[UUID, dict[object, str]] = {}
    if adults:
        for item, person, how in Attended.objects.filter(school=school, item__in=[each.pk for each in adults]).values_list("item", "person", "how"):  # fmt: skip
            attended.setdefault(item, {})[person] = how
    return [
        _of_pupils(each, on, among, held.get(each.pk, set()))
        if each.for_pupils
        else _of_adults(each, on, working, begun, attended.get(each.pk, {}))
        for each in items
    ]


def _of_pupils(item: Item, on: date, among: Sequence[str], held: set[object]) -> Standing:
    expected = frozenset(meant(item.whom, among))
    return Standing(item, on, expected, expected & held)


def _of_adults(item: Item, on: date, working: dict[object, set[RoleName]], begun: dict[object, date], attended: dict[object, str]) -> Standing:  # fmt: skip
    if item.kind == Item.Kind.READING:
        expected = {each for each, roles in working.items() if _is_new(item, roles, begun.get(each))}
    else:
        wanted = roles_of(item.whom)
        expected = {each for each, roles in working.items() if not roles.isdisjoint(wanted)}
    expected -= {each for each, how in attended.items() if how == Attended.How.EXCUSED}
    had = expected & attended.keys()
    late: set[object] = set()
    if item.kind == Item.Kind.READING:
        late = {each for each in expected - had if due_of(item, begun.get(each, item.first)) < on}
    return Standing(item, on, frozenset(expected), frozenset(had), frozenset(late))


def _is_new(item: Item, roles: Iterable[RoleName], begun: date | None) -> bool:
    """A reading is for everybody who works here and began since it is there, and for whoever has not begun yet."""
    return RoleName.NEW_STARTER in roles or (begun is not None and begun >= item.first)


def due_of(item: Item, begun: date) -> date:
    """The day by which somebody who began then has read it."""
    return max(begun, item.first) + timedelta(days=item.days)


def _working(school: School, on: date) -> tuple[dict[object, set[RoleName]], dict[object, date]]:
    """Who works here on a day, and as what; and since when each who ever did."""
    found: dict[object, set[RoleName]] = {}
    begun: dict[object, date] = {}
    held = Role.objects.filter(school=school, role__in=WORKING_ROLES)
    for person, role, since, until in held.values_list("person", "role", "since", "until"):
        begun[person] = min(since, begun.get(person, since))
        if since <= on and (until is None or until > on):
            found.setdefault(person, set()).add(RoleName(role))
    return found, begun


def unread(school: School, person: UUID, roles: frozenset[RoleName], on: date) -> list[tuple[Item, date]]:
    """What somebody who works here has still to read, and by when; one query."""
    if roles.isdisjoint(WORKING_ROLES):
        return []
    readings = Item.objects.filter(school=school, kind=Item.Kind.READING, first__lte=on).standing()
    left = readings.exclude(attended__in=Attended.objects.filter(school=school, person=person))
    begun = Role.objects.filter(school=school, person=person, role__in=WORKING_ROLES).order_by("since").values("since")
    left = left.annotate(begun=Subquery(begun[:1]))
    return [(each, due_of(each, each.begun)) for each in left if _is_new(each, roles, each.begun)]
