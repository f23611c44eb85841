"""Links by e-mail: an invitation, a way in, something to sign or to answer. For one person and one purpose, once, and not for long.

Room: schools.people. Only a hash of a link's secret is kept; the message that carries it loses it once it is sent
(`post`). Looking at a link changes nothing, since mail scanners follow links; `use` does, behind a button.
Next door: `actions` for every other write about people.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from belisha.schools.accounts import actions as accounts
from belisha.schools.accounts.models import Account
from belisha.schools.apart import in_school
from belisha.schools.people import actions, places
from belisha.schools.people.models import Link, Person, Role
from belisha.schools.people.permissions import TRUSTED_ROLES, Permission, RoleName
from belisha.schools.people.places import Place
from belisha.schools.post import actions as post
from belisha.schools.published.models import School
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

LASTS = {
    Link.Purpose.INVITATION: timedelta(days=14),
    Link.Purpose.SIGN_IN: timedelta(minutes=30),
    Link.Purpose.SIGN: timedelta(days=30),
    Link.Purpose.ANSWER: timedelta(days=30),
}


class LinkError(Exception):
    """The link cannot be used: it is unknown, used, withdrawn or too old. Which, only its reader's mail can tell."""


def make(
    person: Person, purpose: Link.Purpose, *, by: Place, role: str = "", about: uuid.UUID | None = None
) -> tuple[Link, str]:
    """A new link, and its address below the site's own (`/links/…`). In the caller's transaction."""
    link, address = prepared(person, purpose, by=by, role=role, about=about)
    link.save(force_insert=True)
    return link, address


def prepared(
    person: Person, purpose: Link.Purpose, *, by: Place, role: str = "", about: uuid.UUID | None = None
) -> tuple[Link, str]:
    """The same, not saved yet: where there are many, `bulk_create` saves them."""
    secret = secrets.token_urlsafe(32)
    link = Link(
        school=by.school,
        person=person,
        purpose=purpose,
        about=about,
        role=role,
        hash=_hash(secret),
        expires=timezone.now() + LASTS[purpose],
        by=by.person.pk if by.person else None,
    )
    return link, f"/links/{by.school.key}/{secret}"


def find(school: School, secret: str) -> Link:
    """Changes nothing. Raises LinkError. Stands in the school."""
    link = Link.objects.filter(school=school, hash=_hash(secret)).select_related("person").first()
    if link is None or not link.open:
        raise LinkError
    return link


def look(school: School, secret: str, purpose: Link.Purpose) -> Link:
    """For what may be looked at again, such as what somebody has signed: used or not, while the link lasts. Changes nothing. Raises LinkError."""
    link = Link.objects.filter(school=school, hash=_hash(secret), purpose=purpose, withdrawn=None)
    found = link.filter(expires__gt=timezone.now()).select_related("person__account").first()
    if found is None:
        raise LinkError
    return found


@transaction.atomic
def use(school: School, secret: str, purpose: Link.Purpose) -> Link:
    """Takes the link for its purpose; of two at once, one. Raises LinkError."""
    link = Link.objects.select_for_update(of=("self",)).filter(school=school, hash=_hash(secret)).first()
    if link is None or not link.open or link.purpose != purpose:
        raise LinkError
    link.used = timezone.now()
    link.save(update_fields=["used"])
    return link


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


# -- Invitations -----------------------------------------------------------------------------------------------------


@transaction.atomic
def invite(person: Person, *, by: Place, role: RoleName | None = None) -> Link:
    """Asks a person, by e-mail, to sign in; `role` is given when they accept. An earlier invitation is worth nothing any more."""
    by.must_be_allowed(Permission.INVITE)
    if role in TRUSTED_ROLES:
        by.must_be_allowed(Permission.GIVE_TRUSTED_ROLES)
    if not person.email:
        raise ValidationError({"email": f"{person.name} has no e-mail address; add it first"})
    if person.account_id is not None and role is None:
        raise ValidationError({"email": f"{person.name} can sign in already"})
    if not by.may(Permission.GIVE_TRUSTED_ROLES) and _is_trusted(person):
        raise PermissionDenied("only the headteacher invites somebody with a trusted role")
    Link.objects.filter(school=by.school, person=person, purpose=Link.Purpose.INVITATION, used=None).update(
        withdrawn=timezone.now()
    )
    link, address = make(person, Link.Purpose.INVITATION, by=by, role=role or "")
    post.send(
        by,
        to=person,
        purpose="invitation",
        subject=f"{by.school.name} asks you to sign in",
        text=(
            f"Dear {person.name},\n\n{by.school.name} asks you to sign in to Belisha, where it keeps its social media policy, "
            "agreements and consents.\n\nFollow this link and press the button there:\n\n{link}\n\n"
            "The link works once, for you alone, and for 14 days. If you do not know why you got it, ask the school office."
        ),
        link=address,
    )
    record.write(by, Event.INVITATION_SENT, person, after={"role": role.value if role else ""})
    return link


def _is_trusted(person: Person) -> bool:
    return Role.objects.filter(school_id=person.school_id, person=person, role__in=TRUSTED_ROLES).running().exists()


@transaction.atomic
def withdraw(link: Link, *, by: Place) -> None:
    by.must_be_allowed(Permission.INVITE)
    if link.open:
        link.withdrawn = timezone.now()
        link.save(update_fields=["withdrawn"])
        record.write(by, Event.INVITATION_WITHDRAWN, link.person)


def accept(school: School, secret: str) -> Account:
    """Takes an invitation: the person gets their account, and the role that it was for. Raises LinkError."""
    with in_school(school):
        link = use(school, secret, Link.Purpose.INVITATION)
        person = link.person
        if person.until is not None and person.until <= timezone.localdate():
            raise LinkError
        if person.account is None:
            account = accounts.ensure(person.email)
            if Person.objects.filter(school=school, account=account).exists():
                raise LinkError  # two people of one school cannot share an account
            person.account = account
            person.save(update_fields=["account"])
        if link.role:
            role = RoleName(link.role)
            if not Role.objects.filter(school=school, person=person, role=role).running().exists():
                actions.give_role(person, role, by=places.of_belisha(school))
        place = places.of_person(school, person) or Place(school, person, frozenset(), person.account)
        record.write(place, Event.INVITATION_ACCEPTED, person, after={"role": link.role})
        return person.account


# -- The way in ------------------------------------------------------------------------------------------------------


def send_way_in(address: str) -> bool:
    """A link to sign in, to an address that some school knows; for any other address nothing. Called by a job, so that how long it
    takes tells nobody which it was. Returns whether one was sent (for tests; never shown)."""
    account = Account.objects.filter(email__iexact=address.strip(), is_active=True).first()
    own = places.of_account(account) if account else []
    if not own:
        return False
    school = own[0].school
    with in_school(school):
        person = Person.objects.select_related("account").get(pk=own[0].person_id)
        person.email = account.email  # the link goes where the account lives
        by = places.of_belisha(school)
        _, link = make(person, Link.Purpose.SIGN_IN, by=by)
        post.send(
            by,
            to=person,
            purpose="sign in",
            subject="Your link to sign in to Belisha",
            text=(
                "Somebody, we hope you, asked for a link to sign in to Belisha.\n\n{link}\n\nIt works once, and for 30 minutes. "
                "If it was not you, you need do nothing: without this mail nobody can use it."
            ),
            link=link,
        )
        record.write(by, Event.SIGN_IN_LINK_SENT, person)
    return True


def come_in(school: School, secret: str) -> Account:
    """Takes a link to sign in. Raises LinkError, also where the person has left since."""
    with in_school(school):
        link = use(school, secret, Link.Purpose.SIGN_IN)
        if link.person.account is None or places.of_person(school, link.person) is None:
            raise LinkError
        return link.person.account
