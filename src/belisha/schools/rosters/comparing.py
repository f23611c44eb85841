"""Comparing: a roster beside who is in the school: what taking it over would change. Nothing is written here.

Room: schools.rosters. A list speaks of the roles that stand in it, and of no others: a list of pupils ends no teacher. What a person of the school
entered stays: a preferred name, who may have contact with a child and what a court has said, roles
that no roster gave, a guardianship that somebody ended. Whoever holds a trusted role is only changed by who may give it.
Next door: `actions` writes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from belisha.rosters.rows import BadRow, PersonRow, RoleRow, Roster
from belisha.schools.people.models import Guardianship, Person, Role
from belisha.schools.people.permissions import TRUSTED_ROLES, Permission
from belisha.schools.people.places import Place
from belisha.schools.rosters.models import Change

OVERWRITTEN = ("given", "family", "email", "born")
SHOWN = 50


@dataclass(slots=True)
class Plan:
    """What would change. person_of: by the roster's id, whoever is there already."""

    added: list[PersonRow] = field(default_factory=list)
    changed: list[tuple[Person, dict[str, Any]]] = field(default_factory=list)
    roles_given: list[tuple[str, RoleRow]] = field(default_factory=list)
    roles_changed: list[tuple[Role, dict[str, Any]]] = field(default_factory=list)
    roles_ended: list[Role] = field(default_factory=list)
    left: list[Person] = field(default_factory=list)
    guardians_added: list[tuple[str, str, str]] = field(default_factory=list)
    guardians_opened: list[Guardianship] = field(default_factory=list)
    guardians_ended: list[Guardianship] = field(default_factory=list)
    notes: list[BadRow] = field(default_factory=list)
    person_of: dict[str, Person] = field(default_factory=dict)
    same: int = 0
    known: int = 0  # how many of those who are here a roster has named

    @property
    def counts(self) -> dict[str, int]:
        found = {
            "person added": len(self.added), "person changed": len(self.changed), "role given": len(self.roles_given), "role changed": len(self.roles_changed),
            "role ended": len(self.roles_ended), "person left": len(self.left), "guardianship added": len(self.guardians_added) + len(self.guardians_opened),
            "guardianship ended": len(self.guardians_ended),
        }  # fmt: skip
        return {**found, "same": self.same, "known": self.known}

    @property
    def sample(self) -> dict[str, list[str]]:
        """The first of each kind, in words."""
        first: dict[str, Iterable[str]] = {
            "person added": (_named(row) for row in self.added),
            "person changed": (f"{person.name}: {', '.join(_field(name) for name in fields)}" for person, fields in self.changed),
            "role given": (f"{self._name(id)}: {role.role}{f', {role.detail}' if role.detail else ''}" for id, role in self.roles_given),
            "role changed": (_role_named(role, fields) for role, fields in self.roles_changed),
            "role ended": (f"{role.person.name}: {role.role}" for role in self.roles_ended),
            "person left": (person.name for person in self.left),
            "guardianship added": (f"{self._name(pupil)}: {self._name(adult)}" for pupil, adult, _ in self.guardians_added),
            "guardianship ended": (f"{each.pupil.name}: {each.adult.name}" for each in self.guardians_ended),
        }  # fmt: skip
        return {what: [each for _, each in zip(range(SHOWN), words, strict=False)] for what, words in first.items()}

    def _name(self, id: str) -> str:
        if id in self.person_of:
            return self.person_of[id].name
        return next((_named(row) for row in self.added if row.id == id), id)


def _role_named(role: Role, fields: dict[str, Any]) -> str:
    detail = fields.get("detail")
    return f"{role.person.name}: {role.role}{f', now {detail}' if detail else ''}"


def _named(row: PersonRow) -> str:
    return f"{row.preferred or row.given} {row.family}".strip()


def _field(name: str) -> str:
    return {"given": "given name", "family": "family name", "email": "e-mail", "born": "date of birth", "preferred": "preferred name", "external_id": "is now known to the roster", "until": "is back"}[name]  # fmt: skip


def compare(roster: Roster, by: Place, today: date) -> Plan:
    """Stands in the school."""
    plan = Plan()
    here = list(Person.objects.filter(school=by.school))
    by_id = {person.external_id: person for person in here if person.external_id}
    plan.known = len(by_id)
    entered = _entered_by_hand(here)
    held: dict[Any, list[Role]] = {}
    for role in Role.objects.filter(school=by.school).select_related("person"):
        held.setdefault(role.person_id, []).append(role)
    given = _of_rosters(by, "role given")
    above = by.may(Permission.GIVE_TRUSTED_ROLES)
    spoken_of = {role.role for row in roster.people for role in row.roles} if roster.whole else set()
    for row in roster.people:
        person = by_id.get(row.id) or entered.pop(row, None)
        if person is None:
            if not row.left:
                plan.added.append(row)
                plan.roles_given += [(row.id, role) for role in row.roles if not _is_over(role, today)]
            continue
        plan.person_of[row.id] = person
        roles = held.get(person.pk, [])
        if not above and any(_runs(each, today) and each.role in TRUSTED_ROLES for each in roles):
            plan.notes.append(BadRow(0, f"{person.name} holds a role that only the headteacher changes: left as it is"))
            continue
        fields = _changed(person, row)
        if fields:
            plan.changed.append((person, fields))
        touched = bool(fields) | _roles(plan, person, row, roles, given, spoken_of, today)
        plan.same += not touched
    if roster.whole:
        _who_left(plan, by_id, {row.id for row in roster.people}, held, given, spoken_of, today, above)
    _guardians(plan, roster, by_id, by, today)
    return plan


def _of_rosters(by: Place, what: str) -> set[Any]:
    """The rows that a roster gave, and that stand."""
    return set(Change.objects.filter(school=by.school, what=what, undone=False).values_list("row", flat=True))


class _Entered:
    """People whom no roster has named yet, by what tells one from another: an address, or a name and a birthday."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_address: dict[tuple[str, str], list[Person]] = {}
        self._by_birthday: dict[tuple[str, str, date], list[Person]] = {}
        for person in people:
            if person.email:
                self._by_address.setdefault((person.email.lower(), person.family.lower()), []).append(person)
            if person.born:
                key = (person.given.lower(), person.family.lower(), person.born)
                self._by_birthday.setdefault(key, []).append(person)

    def pop(self, row: PersonRow, default: None) -> Person | None:
        found = self._by_address.get((row.email.lower(), row.family.lower()), []) if row.email else []
        if not found and row.born:
            found = self._by_birthday.get((row.given.lower(), row.family.lower(), row.born), [])
        alone = [person for person in found if not person.external_id]
        if len(alone) != 1 or len(found) != 1:
            return default
        found.clear()
        return alone[0]


def _entered_by_hand(people: Iterable[Person]) -> _Entered:
    return _Entered(person for person in people if not person.external_id)


def _changed(person: Person, row: PersonRow) -> dict[str, Any]:
    """The fields that the roster has otherwise. What it leaves empty stays; a preferred name that somebody chose stays."""
    fields = {name: new for name in OVERWRITTEN if (new := getattr(row, name)) and new != getattr(person, name)}
    if row.preferred and not person.preferred:
        fields["preferred"] = row.preferred
    if person.external_id != row.id:
        fields["external_id"] = row.id
    if person.until is not None and row.roles and not row.left:  # somebody who comes back
        fields["until"] = None
    return fields


def _is_over(role: RoleRow, today: date) -> bool:
    return role.until is not None and role.until <= today


def _runs(role: Role, today: date) -> bool:
    return role.until is None or role.until > today


def _roles(
    plan: Plan, person: Person, row: PersonRow, held: list[Role], given: set[Any], spoken_of: set[str], today: date
) -> bool:
    """What becomes of somebody's roles; whether anything does. spoken_of: the roles that the list would name, if somebody had them."""
    before = len(plan.roles_given), len(plan.roles_changed), len(plan.roles_ended), len(plan.left)
    wanted = {} if row.left else {role.role: role for role in row.roles}
    running = {role.role: role for role in held if _runs(role, today)}
    for name, role in wanted.items():
        own = running.get(name)
        if own is None:
            if not _is_over(role, today):
                plan.roles_given.append((row.id, role))
        elif own.pk in given:
            fields: dict[str, Any] = {}
            if role.detail and role.detail != own.detail:
                fields["detail"] = role.detail
            if role.until != own.until and (role.until is None or role.until >= own.since):
                fields["until"] = role.until
            if fields:
                plan.roles_changed.append((own, fields))
    over = [role for name, role in running.items() if name not in wanted and (row.left or name in spoken_of)]
    ended = _end(plan, over, given)
    if row.left:
        _leave(plan, person, held, ended, today)
    return before != (len(plan.roles_given), len(plan.roles_changed), len(plan.roles_ended), len(plan.left))


def _end(plan: Plan, over: list[Role], given: set[Any]) -> list[Role]:
    """Ends those of the roles that a roster gave, and says which."""
    ended = [role for role in over if role.pk in given]
    plan.roles_ended += ended
    return ended


def _leave(plan: Plan, person: Person, held: list[Role], ended: list[Role], today: date) -> None:
    """Somebody who is left with no role has left."""
    if person.until is None and all(role in ended or not _runs(role, today) for role in held):
        plan.left.append(person)


def _who_left(
    plan: Plan, by_id: dict[str, Person], named: set[str], held: dict[Any, list[Role]], given: set[Any], spoken_of: set[str], today: date,
    above: bool,
) -> None:  # fmt: skip
    """Whom a whole roster no longer names, of those of whom it would speak."""
    for id, person in by_id.items():
        if id in named:
            continue
        roles = held.get(person.pk, [])
        over = [role for role in roles if _runs(role, today) and role.role in spoken_of]
        if over and not above and any(_runs(role, today) and role.role in TRUSTED_ROLES for role in roles):
            note = f"{person.name} is not in the roster, and holds a role that only the headteacher ends"
            plan.notes.append(BadRow(0, note))
        elif ended := _end(plan, over, given):
            _leave(plan, person, roles, ended, today)


def _guardians(plan: Plan, roster: Roster, by_id: dict[str, Person], by: Place, today: date) -> None:
    known = {
        (each.pupil_id, each.adult_id): each
        for each in Guardianship.objects.filter(school=by.school).select_related("pupil", "adult")
    }
    added, ended = _of_rosters(by, "guardianship added"), _of_rosters(by, "guardianship ended")
    told = {person.pk for person in plan.person_of.values()}
    new = {row.id for row in plan.added}
    gone = {row.id for row in roster.people if row.left}
    named: set[tuple[Any, Any]] = set()
    for each in roster.guardians:
        if {each.pupil, each.adult} & gone:
            continue
        for id in (each.pupil, each.adult):  # in this list, or brought in by another
            if id not in plan.person_of and id not in new and id in by_id:
                plan.person_of[id] = by_id[id]
        missing = [id for id in (each.pupil, each.adult) if id not in plan.person_of and id not in new]
        if missing:
            problem = f"there is nobody “{missing[0][:60]}”, neither in this list nor here"
            plan.notes.append(BadRow(each.line, problem, each.file))
            continue
        pair = plan.person_of.get(each.pupil), plan.person_of.get(each.adult)
        own = known.get((pair[0].pk, pair[1].pk)) if pair[0] and pair[1] else None
        if own is None:
            plan.guardians_added.append((each.pupil, each.adult, each.relation))
            continue
        named.add((own.pupil_id, own.adult_id))
        # One that somebody ended stays ended; one that a roster ended, a roster may open again.
        if own.until is not None and own.until <= today and own.pk in ended:
            plan.guardians_opened.append(own)
    if not roster.whole or not roster.guardians:
        return
    for pair_of, own in known.items():
        kept = own.restricted or not own.contact_allowed or own.note or own.until is not None
        if own.pk in added and pair_of not in named and not kept and told & set(pair_of):
            plan.guardians_ended.append(own)


def suspicious(counts: dict[str, int]) -> bool:
    """Whether so many would leave that it may be the wrong file."""
    return counts.get("person left", 0) > 5 and counts["person left"] * 5 > counts.get("known", 0)


def blocks(rows: list[Any], size: int = 1_000) -> Iterator[list[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


__all__ = ["Plan", "blocks", "compare", "suspicious"]
