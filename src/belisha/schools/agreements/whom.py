"""Whom: who is asked to sign an agreement, by their roles on a day, and in which group they are counted.

Room: schools.agreements. Reads only. The policy names people in its own words and groups; roles stand for them (`RoleName.actor`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q

from belisha.language import Policy
from belisha.language.policy import Agreement
from belisha.schools.agreements.models import SIGN_WITH, Campaign
from belisha.schools.people import groups
from belisha.schools.people.models import Guardianship, Person, Role, running
from belisha.schools.people.permissions import RoleName
from belisha.schools.published.models import School

KEY_STAGE_2 = 3  # from this school year on


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody who is to sign. group: their role; a pupil's class."""

    group: str
    as_pupil: bool


def roles_of(agreement: Agreement, policy: Policy) -> tuple[RoleName, ...]:
    """The roles for which an agreement is, as the policy means its words."""
    meant = groups.roles_of(agreement.people, policy)
    # Whom the policy's words cannot name signs by another role that they hold.
    return tuple(role for role in RoleName if role in meant and role.actor is not None)


def wanted(school: School, roles: Iterable[str], from_year: int | None, day: date) -> dict[UUID, Wanted]:
    """Everybody who holds one of the roles on a day, once; two queries. Stands in the school."""
    order = list(roles)
    held = Role.objects.filter(school=school, role__in=order).running(day).values_list("person", "role", "detail")
    # Not one query with a join: right after a large roster came in, the database does not know yet how many people there are, and compares each with each.
    here = Person.objects.filter(school=school).filter(Q(until__isnull=True) | Q(until__gt=day))
    births = dict(here.values_list("pk", "born"))
    found: dict[UUID, Wanted] = {}
    for person, role, detail in sorted(held, key=lambda row: (order.index(row[1]), str(row[0]))):
        if person not in births:
            continue
        as_pupil = role == RoleName.PUPIL
        if as_pupil and from_year is not None:
            year = year_of(births[person], detail, day)
            if year is not None and year < from_year:
                continue
        group = detail if as_pupil and detail else RoleName(role).label
        found.setdefault(person, Wanted(group, as_pupil))
    return found


def of_campaign(campaign: Campaign, day: date) -> dict[UUID, Wanted]:
    return wanted(campaign.school, campaign.roles, campaign.from_year, day)


def year_of(born: date | None, detail: str, day: date) -> int | None:
    """The school year that a pupil is in, in England: 0 for Reception. None: it cannot be told, and nobody is left out for that.

    >>> year_of(date(2016, 8, 31), "", date(2026, 9, 1)), year_of(date(2016, 9, 1), "", date(2026, 9, 1)), year_of(None, "Year 3, class 1", date.today())
    (6, 5, 3)
    """
    if born is not None:
        begun = day.year if day.month >= 9 else day.year - 1
        return begun - born.year - 4 - ((born.month, born.day) > (8, 31))
    if found := re.search(r"\byear (\d{1,2})\b", detail, re.IGNORECASE):
        return int(found[1])
    return 0 if "reception" in detail.lower() else None


def parents_of(school: School, pupils: Iterable[UUID], day: date) -> dict[UUID, list[Person]]:
    """By pupil, the parents and carers who may sign with them: no court has restricted them. One query. Stands in the school."""
    held = (
        Guardianship.objects.filter(school=school, pupil__in=list(pupils), restricted=False, contact_allowed=True)
        .filter(running(day), relation__in=SIGN_WITH)
        .filter(Q(adult__until__isnull=True) | Q(adult__until__gt=day))
        .select_related("adult")
        .order_by(F("adult__family"), F("adult__given"), "adult")
    )
    found: dict[UUID, list[Person]] = {}
    for each in held:
        found.setdefault(each.pupil_id, []).append(each.adult)
    return found
