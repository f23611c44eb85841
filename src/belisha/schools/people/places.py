"""Places: where somebody stands: a school, who they are there, in which roles today, and so what they may do.

Room: schools.people. A `Place` is what an action takes as `by` and a queryset as `visible_to`; nothing else says who asks.
Next door: `permissions` is the table; `apart.in_school` sets the database; `web.door` makes a place from a request.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from belisha.schools.accounts.models import Account
from belisha.schools.apart import as_account, in_school
from belisha.schools.people.models import Person, Role
from belisha.schools.people.permissions import TRUSTED_ROLES, Permission, RoleName, of_roles
from belisha.schools.published.models import School


@dataclass(frozen=True, slots=True)
class Place:
    """Who asks, and where. person None: Belisha itself, such as a job of the night; it may do everything."""

    school: School
    person: Person | None
    roles: frozenset[RoleName]
    account: Account | None = None
    said: str = ""  # who it is, where that is no person

    def may(self, permission: Permission) -> bool:
        return self.person is None or permission in of_roles(self.roles)

    def must_be_allowed(self, permission: Permission) -> None:
        """Raises PermissionDenied. Every action begins with this: a view that forgot to ask is not the last door."""
        if not self.may(permission):
            raise PermissionDenied(f"needs: {permission}")

    @property
    def needs_second_factor(self) -> bool:
        return needs_second_factor(self.roles)

    @property
    def words(self) -> str:
        """Who it is, for the record."""
        return self.said or "Belisha" if self.person is None else self.person.name


def needs_second_factor(roles: frozenset[RoleName]) -> bool:
    return not roles.isdisjoint(TRUSTED_ROLES)


def of_belisha(school: School, said: str = "") -> Place:
    """For what no person of the school does: jobs, imports, the demonstration. said: on whose word, such as an office's."""
    return Place(school, None, frozenset(), said=said)


def of_person(school: School, person: Person, on: date | None = None) -> Place | None:
    """The place of a person in their school on a day; None for somebody who has no role there then. Stands in the school."""
    day = on or timezone.localdate()
    if person.until is not None and person.until <= day:
        return None
    roles = frozenset(each.name for each in Role.objects.filter(school=school, person=person).running(day))
    return Place(school, person, roles, person.account) if roles else None


def find(school: School, account: Account, on: date | None = None) -> Place | None:
    """The account's place in this school on a day, or None. Stands in the school."""
    person = Person.objects.filter(school=school, account=account).select_related("account").first()
    return of_person(school, person, on) if person else None


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """One of somebody's places, as their list of places shows it."""

    school: School
    person_id: uuid.UUID
    roles: tuple[RoleName, ...]


def of_account(account: Account, on: date | None = None) -> list[OwnPlace]:
    """All schools in which the account has a role on a day, by name; two queries however many there are."""
    day = on or timezone.localdate()
    with as_account(account.pk), connection.cursor() as cursor:
        cursor.execute("SELECT school_id, person_id, role FROM people_own_places(%s)", [day])
        rows = cursor.fetchall()
    schools = School.objects.in_bulk({row[0] for row in rows})
    found: dict[tuple[str, uuid.UUID], list[RoleName]] = {}
    for school, person, role in rows:
        found.setdefault((school, person), []).append(RoleName(role))
    order = list(RoleName)
    places = [
        OwnPlace(schools[school], person, tuple(sorted(roles, key=order.index)))
        for (school, person), roles in found.items()
    ]
    return sorted(places, key=lambda place: place.school.name)


__all__ = ["OwnPlace", "Place", "find", "in_school", "needs_second_factor", "of_account", "of_belisha", "of_person"]
