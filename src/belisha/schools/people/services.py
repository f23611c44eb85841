"""Services: a school's own sign-in service (Google Workspace, Microsoft Entra) vouches for an address.

Room: schools.people. Only an address that the service has verified, of a domain that the school has named in its settings,
is linked to a person of that school, and only where exactly one person there has it. What a school trusts counts at each sign-in.
Next door: `web.signin.adapters` asks.
"""

from __future__ import annotations

from belisha.schools.accounts import actions as accounts
from belisha.schools.accounts.models import Account, Office
from belisha.schools.apart import in_school
from belisha.schools.people import places
from belisha.schools.people.models import Person
from belisha.schools.published import settings
from belisha.schools.published.models import School
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event


def account_vouched_for(address: str, service: str) -> Account | None:
    """The account of the person who has this verified address; made and linked, with a line in the record, if need be. service: the id of who vouches."""
    _, _, domain = address.lower().rpartition("@")
    if not domain:
        return None
    found: Account | None = None
    for school in School.objects.filter(settings__sign_in_domains__contains=[domain]):
        if not settings.read(school.settings).trusts(domain, service):
            continue
        with in_school(school):
            people = list(Person.objects.filter(school=school, email__iexact=address).select_related("account")[:2])
            if len(people) != 1:
                continue
            place = places.of_person(school, people[0])
            if place is None:
                continue
            if people[0].account is None:
                people[0].account = accounts.ensure(address)
                people[0].save(update_fields=["account"])
                record.write(place, Event.ACCOUNT_LINKED, people[0])
            if people[0].account.email.lower() == address.lower():
                found = people[0].account
    return found


def is_trusted(account: Account, address: str, service: str) -> bool:
    """Whether one of the schools in which a linked account has a place trusts the service for this address still."""
    _, _, domain = address.lower().rpartition("@")
    return any(settings.read(each.school.settings).trusts(domain, service) for each in places.of_account(account))


def needs_second_factor(account: Account) -> bool:
    """Whether one of the account's roles or offices asks for one."""
    if Office.objects.filter(account=account).exists():
        return True
    return any(places.needs_second_factor(frozenset(place.roles)) for place in places.of_account(account))
