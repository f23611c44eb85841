"""The standing cast, and factories: something valid, of which a test says only what matters to it.

Ada teaches, Ben is a parent, Cleo has no business here (she is everything at another school), Dora is the headteacher, Edna the
designated safeguarding lead, Finn a governor at two schools, Gus an administrator, Hal a trust officer. `town` (conftest) has them all.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from belisha.schools.accounts import actions as accounts
from belisha.schools.accounts.models import Account
from belisha.schools.apart import in_school
from belisha.schools.people import places
from belisha.schools.people.models import Guardianship, Person, Role
from belisha.schools.people.permissions import TRUSTED_ROLES, RoleName
from belisha.schools.people.places import Place
from belisha.schools.published import actions as published
from belisha.schools.published.models import School

R = RoleName
LONG_AGO = date(2020, 9, 1)
GOOD = "correct horse battery staple 7"


def account_of(name: str, *, second_factor: bool = False) -> Account:
    made = accounts.ensure(f"{name}@example.org")
    if second_factor:
        from allauth.mfa.models import Authenticator
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        if not Authenticator.objects.filter(user=made).exists():
            TOTP.activate(made, generate_totp_secret())
    return made


def person_of(
    school: School, given: str, *roles: RoleName, family: str = "", account: bool = True, **more: Any
) -> Person:
    """Somebody in a school; stands in it by itself. Whoever holds a trusted role has a second factor."""
    with in_school(school):
        own = account_of(given.lower(), second_factor=bool(set(roles) & set(TRUSTED_ROLES))) if account else None
        made = Person(
            school=school,
            given=given,
            family=family or "Example",
            email=more.pop("email", f"{given.lower()}@example.org"),
            account=own,
            since=more.pop("since", LONG_AGO),
            **more,
        )
        made.save(force_insert=True)
        for role in roles:
            role_of(made, role)
    return made


def role_of(person: Person, role: RoleName, since: date = LONG_AGO, until: date | None = None) -> Role:
    made = Role(school_id=person.school_id, person=person, role=role.value, since=since, until=until)
    made.save(force_insert=True)
    return made


def place_of(person: Person) -> Place:
    """Where somebody stands today. In their school."""
    found = places.of_person(person.school, person)
    assert found is not None
    return found


@dataclass
class Town:
    """Two schools and everybody in the story. people: by given name, those of Oak; `of_role` has one for each role there."""

    oak: School
    elm: School
    people: dict[str, Person] = field(default_factory=dict)
    of_role: dict[RoleName, Person] = field(default_factory=dict)
    cleo: Person | None = None
    gus: Account | None = None
    hal: Account | None = None

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


def town() -> Town:
    trust = published.register_organisation("grove", name="Grove Trust", kind="trust")
    oak = published.register("oak", name="Oak School", policy="model", trust=trust)
    elm = published.register("elm", name="Elm School", policy="model", trust=trust)
    made = Town(oak, elm)
    for name, roles in {
        "Ada": (R.TEACHER,),
        "Ben": (R.PARENT,),
        "Dora": (R.HEADTEACHER,),
        "Edna": (R.SENIOR_LEADER, R.SAFEGUARDING_LEAD),
        "Finn": (R.GOVERNOR,),
        "Olive": (R.OFFICE,),
        "Piotr": (R.DATA_PROTECTION_OFFICER,),
        "Robin": (R.PARENT,),
    }.items():
        made.people[name.lower()] = person_of(oak, name, *roles)
    for name in ("Pip", "Quin"):
        made.people[name.lower()] = person_of(
            oak, name, R.PUPIL, account=name == "Pip", email="", born=date(2016, 3, 1)
        )
    with in_school(oak):
        Guardianship(school=oak, pupil=made.pip, adult=made.ben, relation="parent", since=LONG_AGO).save()
        Guardianship(
            school=oak, pupil=made.pip, adult=made.robin, relation="parent", restricted=True, since=LONG_AGO
        ).save()
    held = {R.HEADTEACHER: "dora", R.TEACHER: "ada", R.PARENT: "ben", R.PUPIL: "pip"}
    held |= {R.GOVERNOR: "finn", R.OFFICE: "olive", R.DATA_PROTECTION_OFFICER: "piotr"}
    for role in R:
        made.of_role[role] = made.people[held[role]] if role in held else person_of(oak, role.name.title(), role)
    made.cleo = person_of(elm, "Cleo", *R)
    finn = person_of(elm, "Finn", R.GOVERNOR)
    assert finn.account == made.finn.account
    made.gus = account_of("gus", second_factor=True)
    accounts.give_office(made.gus, "installation administrator")
    made.hal = account_of("hal", second_factor=True)
    accounts.give_office(made.hal, "trust officer", trust)
    return made


def sign_in(client: Any, who: Person | Account, *, minutes_ago: float = 0) -> Any:
    """Signs a test client in, as if by password that long ago."""
    account = who.account if isinstance(who, Person) else who
    client.force_login(account, "belisha.web.signin.adapters.Backend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 60 * minutes_ago}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return client


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)
