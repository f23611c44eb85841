"""Reminders: that an approval runs out, and that a declared tie has to be confirmed for the new school year.

Room: schools.declarations. A daily job that may be run twice, and may miss days; each is told once.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from belisha.schools.days import in_words
from belisha.schools.declarations.models import Approval, Declaration
from belisha.schools.declarations.years import school_year
from belisha.schools.people.models import Person, running
from belisha.schools.people.places import Place
from belisha.schools.post import actions as post

BEFORE = timedelta(days=14)


@transaction.atomic
def run(today: date, place: Place) -> int:
    """Daily. Returns how many letters were written."""
    return _run_out(today, place) + _unconfirmed(today, place)


def _run_out(today: date, place: Place) -> int:
    ending = Approval.objects.select_for_update(of=("self",)).select_related("person").filter(school=place.school)
    ending = ending.held(today).filter(state=Approval.State.GRANTED, until__lte=today + BEFORE, reminded=None)
    written = 0
    for each in ending:
        where = f"{settings.BELISHA_ADDRESS}/schools/{each.school_id}/approvals/{each.pk}/"
        text = f"An approval that you were given runs out on {in_words(each.until)}. Ask for it again in time, if you still need it:\n\n{where}"
        post.send(place, to=each.person, purpose="approval", subject="An approval of yours runs out", text=text)
        written += 1
    ending.update(reminded=today)
    return written


def _unconfirmed(today: date, place: Place) -> int:
    begun = school_year(today)
    old = Declaration.objects.filter(school=place.school, confirmed__lt=begun).filter(running(today))
    old = old.exclude(reminded__gte=begun).select_for_update(of=("self",))
    people = Person.objects.filter(school=place.school, pk__in=[each.person_id for each in old])
    where = f"{settings.BELISHA_ADDRESS}/schools/{place.school.key}/declarations/"
    text = f"A new school year has begun. Say whether what you have declared about your ties with families of the school is still so:\n\n{where}\n\nWhat is not confirmed by the end of September counts no more until it is."
    for person in people:
        post.send(place, to=person, purpose="declarations", subject="Confirm what you have declared", text=text)
    written = len(people)
    old.update(reminded=today)
    return written
