"""Reminders: that a step of a concern is overdue. To those who may open it, in words that tell nobody else anything; and that there is somebody who may.

Room: schools.concerns. A daily job that may be run twice, and may miss days; about one concern at most once a week.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from belisha.schools.concerns import actions
from belisha.schools.concerns.models import Concern
from belisha.schools.people.places import Place
from belisha.schools.post import actions as post
from belisha.schools.post.models import QUIET

AGAIN = timedelta(days=7)


@transaction.atomic
def run(today: date, place: Place) -> int:
    """Daily. Returns how many letters were written about what is overdue."""
    for concern in Concern.objects.filter(school=place.school).still_open().select_for_update(of=("self",)):
        actions.open_to_somebody(concern, by=place)
    late = Q(due__lt=timezone.now()) | Q(at_once=True, opened__date__lt=today)
    found = Concern.objects.filter(late, school=place.school, closed__isnull=True)
    found = found.filter(Q(reminded__isnull=True) | Q(reminded__lte=today - AGAIN)).select_for_update(of=("self",))
    people = {person.pk: person for concern in found for person, _ in actions.people_of(concern)}
    where = f"{settings.BELISHA_ADDRESS}/schools/{place.school.key}/"
    for person in people.values():
        post.send(place, to=person, purpose=QUIET, subject="Something is overdue", text=f"Something that waits for you in Belisha is overdue. Sign in to see it:\n\n{where}")  # fmt: skip
    found.update(reminded=today)
    return len(people)
