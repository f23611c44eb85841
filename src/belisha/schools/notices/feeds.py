"""Feeds: the secret address of somebody's own calendar, made, renewed and ended.

Room: schools.notices. Only a hash of the secret is kept: it is shown once, when it is made. Next door: `web.notices.feed` answers at it.
"""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from belisha.schools.notices.models import Feed
from belisha.schools.people import places
from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.published.models import School
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event


@transaction.atomic
def renew(*, by: Place) -> str:
    """A new secret for one's own calendar; the one before is of no use any more."""
    by.must_be_allowed(Permission.ENTER)
    secret = secrets.token_urlsafe(32)
    Feed.objects.filter(school=by.school, person=by.person).delete()
    made = Feed(school=by.school, person=by.person, hash=_hash(secret))
    made.save(force_insert=True)
    record.write(by, Event.CALENDAR_FEED_MADE, made)
    return secret


@transaction.atomic
def end(*, by: Place) -> None:
    """No address any more."""
    by.must_be_allowed(Permission.ENTER)
    found = Feed.objects.filter(school=by.school, person=by.person).first()
    if found is not None:
        record.write(by, Event.CALENDAR_FEED_ENDED, found)
        found.delete()


def place_of(school: School, secret: str) -> Place | None:
    """Whose calendar this is, with their roles of today; None for a secret that is of no use, and for who has left. Stands in the school."""
    found = Feed.objects.filter(school=school, hash=_hash(secret)).select_related("person").first()
    return places.of_person(school, found.person, timezone.localdate()) if found else None


def made_on(place: Place) -> object:
    """When one's own address was made; None where there is none."""
    return Feed.objects.filter(school=place.school, person=place.person).values_list("made", flat=True).first()


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
