"""Reaching: whom a notice is for, and which groups the notices of a period have reached, and never.

Room: schools.notices. Reads only; every function stands in the school. A parent is written to about a child who is concerned, and nobody about a child
whom a court keeps from them. Pupils are told by poster and by word: Belisha writes to none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from belisha.language import Policy
from belisha.schools.notices.models import Addressed, Notice, Taking, Telling, Told
from belisha.schools.people.classes import classes, meant, year_of
from belisha.schools.people.groups import roles_of
from belisha.schools.people.models import Guardianship, Person, Role, running
from belisha.schools.people.permissions import FAMILY_ROLES, PUPIL_ROLES, RoleName
from belisha.schools.post.models import Message
from belisha.schools.published.models import School

PARENTAL = (Guardianship.Relation.PARENT, Guardianship.Relation.CARER)  # a pupil's carer is a parent
ARRIVED = (Message.State.SENT,)


def recipients(notice: Notice, on: date, policy: Policy | None = None) -> set[UUID]:
    """Whom an e-mail about a notice goes to, those without an address too. policy: whose words `to` are. A few plain queries, put together here:

    as one query, a database that has not counted its rows yet takes minutes over it.
    """
    if notice.chosen:
        found = set(Addressed.objects.filter(school=notice.school_id, notice=notice).values_list("person", flat=True))
    else:
        roles = roles_of(notice.to, policy)
        found = _family(notice, roles, on) - kept_from(notice, on) if roles.intersection(FAMILY_ROLES) else set()
        others = roles.difference(FAMILY_ROLES, PUPIL_ROLES, {RoleName.APPLICANT})  # somebody chooses which applicants
        held = Role.objects.filter(school=notice.school_id, role__in=others).filter(running(on))
        found |= set(held.values_list("person", flat=True)) if others else set()
    here = Person.objects.filter(school=notice.school_id).filter(Q(until__isnull=True) | Q(until__gt=on))
    return found.intersection(here.filter(pk__in=found).values_list("pk", flat=True))


def kept_from(notice: Notice, on: date) -> set[UUID]:
    """The adults whom a court, or the school, keeps from a child who is concerned: they get nothing, even where another child of theirs is among them."""
    if notice.chosen or not roles_of(notice.to).intersection(FAMILY_ROLES):
        return set()
    return {adult for adult, _, kept in _wards(notice, on) if kept}


def _family(notice: Notice, roles: Collection[RoleName], on: date) -> set[UUID]:
    """Parents and carers, relatives, or both."""
    wanted = {RoleName.PARENT: True, RoleName.RELATIVE: False}
    parental = {is_parent for role, is_parent in wanted.items() if role in roles}
    return {adult for adult, relation, _ in _wards(notice, on) if (relation in PARENTAL) in parental}


def _wards(notice: Notice, on: date) -> list[tuple[UUID, str, bool]]:
    """The adults of the pupils who are concerned: who, which relation, and whether they are kept from the child."""
    pupils = _concerned(notice, on)
    rows = Guardianship.objects.filter(school=notice.school_id).filter(running(on))
    return [
        (adult, relation, restricted or not allowed)
        for adult, pupil, relation, restricted, allowed in rows.values_list("adult", "pupil", "relation", "restricted", "contact_allowed")
        if pupil in pupils
    ]  # fmt: skip


def _concerned(notice: Notice, on: date) -> set[UUID]:
    """The pupils whom an event, or a notice for some classes, concerns."""
    event = notice.event
    whom = event.whom if event is not None else notice.whom
    held = Role.objects.filter(school=notice.school_id, role__in=PUPIL_ROLES).filter(running(on))
    of_class: dict[str, set[UUID]] = {}
    for person, detail in held.values_list("person", "detail"):
        of_class.setdefault(detail, set()).add(person)
    found = set().union(*(of_class[each] for each in meant(whom, of_class)))
    if event is not None and event.chosen:
        found &= set(Taking.objects.filter(school=notice.school_id, event=event).values_list("pupil", flat=True))
    return found


# ---- what became of it ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Became:
    """What became of the mails of a telling: how many were sent, refused, have no address, wait."""

    sent: int = 0
    refused: int = 0
    no_address: int = 0
    waiting: int = 0

    @property
    def all(self) -> int:
        return self.sent + self.refused + self.no_address + self.waiting


def became(tellings: Sequence[Telling]) -> dict[object, Became]:
    """By telling; one query for all of them."""
    counts: dict[object, dict[str, int]] = {}
    told = Told.objects.filter(telling__in=[each.pk for each in tellings]).values_list(
        "telling", "message__state", "message__to"
    )
    for telling, state, to in told.iterator():
        one = counts.setdefault(telling, {})
        name = outcome(state, to)
        one[name] = one.get(name, 0) + 1
    return {each.pk: Became(**counts.get(each.pk, {})) for each in tellings}


def outcome(state: str | None, to: str | None) -> str:
    """The field of `Became` for a mail in a state. A mail that is gone from the outbox was sent."""
    if state in (Message.State.BOUNCED, Message.State.FAILED):
        return "refused" if to else "no_address"
    return "waiting" if state == Message.State.WAITING else "sent"


# ---- who was never reached ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """How far the notices of a period reached a group. word: as the policies have it; year: of its children, "" for all of them.

    people: how many are in it today; mailed: to how many of them at least one mail was sent; other: how often it was told in other ways;
    last: the last day of any. A group for which no notice is written down is never reached; one of which some were never mailed is reached in part.
    """

    word: str
    year: str
    people: int
    mailed: int
    other: int
    last: date | None

    @property
    def never(self) -> bool:
        return self.mailed == 0 and self.other == 0


def groups(school: School, policy: Policy, words: Sequence[str], first: date, last: date, today: date) -> list[Group]:
    """How far each of these groups was reached from one day to another; parents by year as well."""
    tellings = list(
        Telling.objects.filter(school=school).between(first, last).select_related("notice", "notice__event")
    )
    among = classes(school, today)
    written = _written(school, first, last)
    found = []
    for word in words:
        mine = [each for each in tellings if word in each.groups]
        everybody = _people_of(school, word, policy, today)
        found.append(_group(word, "", everybody, written, mine))
        if word == "parent":
            for year, children in _children_by_year(school, today).items():
                theirs = [each for each in mine if year in _years_of(each, among)]
                found.append(_group(word, year, children, written, theirs))
    return found


def _group(
    word: str, year: str, people: set[object], written: dict[object, set[object]], tellings: Sequence[Telling]
) -> Group:
    """tellings: those that name the group. A mail counts for it only if it was about one of these: a teacher who is a parent was told as one of them."""
    other = sum(each.way != Telling.Way.EMAIL for each in tellings)
    mailed = people & set().union(*(written.get(each.pk, ()) for each in tellings))
    last = max((each.on for each in tellings), default=None) if mailed or other else None
    return Group(word, year, len(people), len(mailed), other, last)


def _written(school: School, first: date, last: date) -> dict[object, set[object]]:
    """By telling, to whom a mail was sent."""
    told = Told.objects.filter(school=school, telling__on__gte=first, telling__on__lte=last)
    found: dict[object, set[object]] = {}
    for telling, person in told.filter(Q(message__state__in=ARRIVED) | Q(message__isnull=True)).values_list(
        "telling", "person"
    ):
        found.setdefault(telling, set()).add(person)
    return found


def _people_of(school: School, word: str, policy: Policy, on: date) -> set[object]:
    roles = roles_of([word], policy)
    held = Role.objects.filter(school=school, role__in=roles).filter(running(on))
    return set(held.values_list("person", flat=True).distinct())


def _children_by_year(school: School, on: date) -> dict[str, set[object]]:
    """By year, the parents of its children, but for those who are kept from them."""
    role = Role.objects.filter(school=school, person=OuterRef("pupil"), role__in=PUPIL_ROLES).filter(running(on))
    wards = (
        Guardianship.objects.filter(school=school, relation__in=PARENTAL, restricted=False, contact_allowed=True)
        .filter(running(on))
        .annotate(detail=Subquery(role.values("detail")[:1]))
    )
    found: dict[str, set[object]] = {}
    for detail, adult in wards.exclude(detail=None).values_list("detail", "adult"):
        if year := year_of(detail):
            found.setdefault(year, set()).add(adult)
    order = {year_of(each): place for place, each in enumerate(classes(school, on))}
    return dict(sorted(found.items(), key=lambda each: order.get(each[0], 99)))


def _years_of(telling: Telling, among: Sequence[str]) -> set[str]:
    event = telling.notice.event
    if event is not None and event.chosen:
        return set()
    named = event.whom if event is not None else telling.notice.whom
    return {year_of(each) for each in meant(named, among)}
