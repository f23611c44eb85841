"""Every write to accounts and offices, but for what people change of their own through django-allauth.

Room: schools.accounts. Next door: `people.actions` gives an account its place in a school.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db import transaction

from belisha.schools.accounts.models import Account, Office
from belisha.schools.published.models import Organisation


@transaction.atomic
def ensure(email: str) -> Account:
    """The account with this address, made if there is none. It has no password until its owner sets one."""
    found = Account.objects.filter(email__iexact=email).first()
    if found is None:
        found = Account(email=email.strip())
        found.set_unusable_password()
        found.save(force_insert=True)
    EmailAddress.objects.get_or_create(
        user=found, email=found.email.lower(), defaults={"verified": True, "primary": True}
    )
    return found


def set_password(account: Account, password: str, *, checked: bool = True) -> None:
    """Raises ValidationError, with sentences, unless the password is good. checked=False: for the demonstration alone."""
    if checked:
        validate_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])


@transaction.atomic
def give_office(account: Account, kind: str, organisation: Organisation | None = None) -> Office:
    """Doing it twice changes nothing."""
    office, _ = Office.objects.get_or_create(account=account, kind=kind, organisation=organisation)
    return office


@transaction.atomic
def end_sessions(account: Account, *, but: str = "") -> int:
    """Signs the account out everywhere. but: the key of a session to leave. Returns how many were ended."""
    ended = UserSession.objects.filter(user=account).exclude(session_key=but)
    keys = list(ended.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    ended.delete()
    return len(keys)


@transaction.atomic
def end_session(account: Account, key: str) -> None:
    """Signs the account out in one place."""
    Session.objects.filter(session_key=key).delete()
    UserSession.objects.filter(user=account, session_key=key).delete()
