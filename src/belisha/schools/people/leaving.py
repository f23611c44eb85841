"""Leaving: whoever has no role left is signed out, and their invitations are worth nothing.

Room: schools.people. The doors are shut the moment a role is over (`places` looks at the day); this tidies up after it.
"""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from belisha.schools.accounts import actions as accounts
from belisha.schools.accounts.models import Office
from belisha.schools.people import places
from belisha.schools.people.models import Link, Person, Role
from belisha.schools.people.places import Place


def run(today: date, place: Place) -> int:
    """Daily. Returns how many sessions were ended."""
    ended = 0
    here = Person.objects.filter(school=place.school, account__isnull=False).select_related("account")
    gone = here.exclude(pk__in=Role.objects.filter(school=place.school).running(today).values("person"))
    for person in gone.iterator():
        ended += sign_out_if_nowhere(person, today)
    left = Person.objects.filter(school=place.school, until__lte=today)
    Link.objects.filter(school=place.school, person__in=left, used=None, withdrawn=None).update(
        withdrawn=timezone.now()
    )
    return ended


def sign_out_if_nowhere(person: Person, today: date) -> int:
    """Ends the person's sessions unless they have a role elsewhere, or an office."""
    account = person.account
    if account is None or Office.objects.filter(account=account).exists():
        return 0
    if any(own.school.key != person.school_id for own in places.of_account(account, today)):
        return 0
    return accounts.end_sessions(account)
