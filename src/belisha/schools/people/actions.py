"""Every write about people: one deed a function, allowed, whole or not at all, with its line in the record.

Room: schools.people. Each takes `by: Place` and stands in that school (`apart.in_school`); each checks the right again. Next door:
`models` is what is written, `links` the letters with a link.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from belisha.schools.people.models import Guardianship, Person, Role
from belisha.schools.people.permissions import TRUSTED_ROLES, Permission, RoleName
from belisha.schools.people.places import Place
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event


@transaction.atomic
def add_person(
    *,
    by: Place,
    given: str,
    family: str,
    since: date | None = None,
    preferred: str = "",
    email: str = "",
    born: date | None = None,
    external_id: str = "",
) -> Person:
    by.must_be_allowed(Permission.CHANGE_PEOPLE)
    person = Person(
        school=by.school,
        given=given.strip(),
        family=family.strip(),
        preferred=preferred.strip(),
        email=email.strip(),
        born=born,
        since=since or timezone.localdate(),
        external_id=external_id,
    )
    person.full_clean(exclude=["account"])
    person.save(force_insert=True)
    after = {"given": given, "family": family, "email": email, "born": born, "since": person.since}
    record.write(by, Event.PERSON_ADDED, person, after=after)
    return person


CHANGEABLE = ("given", "family", "preferred", "email", "born", "since", "until")


@transaction.atomic
def change_person(person: Person, *, by: Place, **fields: Any) -> Person:
    """Changes what is given and differs; nothing differs, nothing is written. Raises ValidationError."""
    by.must_be_allowed(Permission.CHANGE_PEOPLE)
    if set(fields) - set(CHANGEABLE):
        raise TypeError(f"a person has no {', '.join(sorted(set(fields) - set(CHANGEABLE)))} to change")
    _not_above(person, by)
    before = {name: getattr(person, name) for name, value in fields.items() if getattr(person, name) != value}
    if not before:
        return person
    after = {name: fields[name] for name in before}
    for name, value in after.items():
        setattr(person, name, value)
    person.full_clean(exclude=["account"])
    person.save(update_fields=list(after))
    record.write(by, Event.PERSON_CHANGED, person, before=before, after=after)
    return person


@transaction.atomic
def give_role(
    person: Person,
    role: RoleName,
    *,
    by: Place,
    since: date | None = None,
    until: date | None = None,
    detail: str = "",
) -> Role:
    """Raises PermissionDenied, and ValidationError where the person has the role already."""
    by.must_be_allowed(Permission.CHANGE_PEOPLE)
    if role in TRUSTED_ROLES:
        by.must_be_allowed(Permission.GIVE_TRUSTED_ROLES)
    begins = since or timezone.localdate()
    if Role.objects.filter(school=by.school, person=person, role=role).running(begins).exists():
        raise ValidationError({"role": f"{person.name} is {role.value} already"})
    made = Role(school=by.school, person=person, role=role.value, since=begins, until=until, detail=detail.strip())
    made.full_clean(exclude=["person"])
    made.save(force_insert=True)
    record.write(
        by, Event.ROLE_GIVEN, person, after={"role": role.value, "since": begins, "until": until, "detail": detail}
    )
    return made


@transaction.atomic
def end_role(role: Role, *, by: Place, on: date | None = None) -> Role:
    """on: the first day without it; today, where left out: whatever it allowed is over at once."""
    by.must_be_allowed(Permission.CHANGE_PEOPLE)
    if role.name in TRUSTED_ROLES:
        by.must_be_allowed(Permission.GIVE_TRUSTED_ROLES)
    ends = on or timezone.localdate()
    if ends < role.since:
        raise ValidationError({"until": "The role must end on or after the day on which it began"})
    if role.role == RoleName.HEADTEACHER and by.person is not None and not _others(role, ends):
        raise ValidationError({"until": "A school needs a headteacher: give the role to the next one first"})
    before, role.until = role.until, ends
    role.save(update_fields=["until"])
    record.write(by, Event.ROLE_ENDED, role.person, before={"role": role.role, "until": before}, after={"until": ends})
    return role


def _others(role: Role, on: date) -> bool:
    same = Role.objects.filter(school_id=role.school_id, role=role.role).exclude(pk=role.pk)
    return same.running(on).exists()


def _not_above(person: Person, by: Place) -> None:
    """Whoever may not give somebody's role may not change where their mail goes either."""
    if by.may(Permission.GIVE_TRUSTED_ROLES):
        return
    held = Role.objects.filter(school=by.school, person=person, role__in=TRUSTED_ROLES).running()
    if held.exists():
        raise PermissionDenied("only the headteacher changes the particulars of somebody with a trusted role")


@transaction.atomic
def add_guardianship(
    pupil: Person,
    adult: Person,
    *,
    by: Place,
    relation: str,
    contact_allowed: bool = True,
    restricted: bool = False,
    note: str = "",
    since: date | None = None,
) -> Guardianship:
    by.must_be_allowed(Permission.CHANGE_PEOPLE)
    made = Guardianship(
        school=by.school,
        pupil=pupil,
        adult=adult,
        relation=relation,
        contact_allowed=contact_allowed,
        restricted=restricted,
        note=note.strip(),
        since=since or timezone.localdate(),
    )
    made.full_clean(exclude=["pupil", "adult"])
    made.save(force_insert=True)
    after = {"pupil": pupil.pk, "adult": adult.pk, "relation": relation, "restricted": restricted}
    record.write(by, Event.GUARDIANSHIP_ADDED, made, after=after)
    return made


@transaction.atomic
def change_guardianship(
    guardianship: Guardianship, *, by: Place, contact_allowed: bool, restricted: bool, note: str
) -> Guardianship:
    by.must_be_allowed(Permission.CHANGE_PEOPLE)
    after = {"contact_allowed": contact_allowed, "restricted": restricted, "note": note.strip()}
    before = {name: getattr(guardianship, name) for name in after}
    if before == after:
        return guardianship
    for name, value in after.items():
        setattr(guardianship, name, value)
    guardianship.save(update_fields=list(after))
    record.write(by, Event.GUARDIANSHIP_CHANGED, guardianship, before=before, after=after)
    return guardianship


@transaction.atomic
def end_guardianship(guardianship: Guardianship, *, by: Place, on: date | None = None) -> Guardianship:
    by.must_be_allowed(Permission.CHANGE_PEOPLE)
    ends = on or timezone.localdate()
    before, guardianship.until = guardianship.until, ends
    guardianship.save(update_fields=["until"])
    record.write(by, Event.GUARDIANSHIP_ENDED, guardianship, before={"until": before}, after={"until": ends})
    return guardianship
