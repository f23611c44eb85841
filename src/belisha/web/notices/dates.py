"""Dates: what a school's calendar holds for somebody, from every part of it. To add some: a line in SOURCES.

Room: web.notices. A source is a function from a `Place` and a day to `Entry`s, in a number of queries that does not grow with the school. No entry names
a pupil, and none says what whoever it is for may not see on the pages. Next door: `feed` writes them as iCalendar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse

from belisha.schools.agreements.models import Campaign, Signing
from belisha.schools.notices import calling
from belisha.schools.notices.models import Notice, SchoolEvent, Term
from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.policies import force, reminders
from belisha.schools.policies.models import Version
from belisha.schools.published.models import School
from belisha.schools.teaching import standing
from belisha.schools.teaching.models import Item
from belisha.web import wording
from belisha.web.notices.presenters import to_words


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar. uid: the same for ever; first, last: whole days; changed: when it was last written; path: its page."""

    uid: str
    summary: str
    first: date
    last: date
    changed: datetime
    path: str = ""
    about: str = ""
    place: str = ""

    @property
    def url(self) -> str:
        return settings.BELISHA_ADDRESS + self.path if self.path else ""


def of(place: Place, today: date) -> list[Entry]:
    """All that somebody's own calendar holds, from a year before today on."""
    since = today - timedelta(days=365)
    found = [entry for source in SOURCES for entry in source(place, today) if entry.last >= since]
    return sorted(found, key=lambda each: (each.first, each.uid))


def public(school: School, today: date) -> list[Entry]:
    """What everybody may know: terms, the events that say so, and the days of the policy. Stands in the school."""
    events = SchoolEvent.objects.filter(school=school, public=True, cancelled__isnull=True)
    found = [*_terms(school, today), *map(_event, events), *_policy(school, today)]
    return sorted(found, key=lambda each: (each.first, each.uid))


def _terms(school: School, today: date) -> Iterator[Entry]:
    for term in Term.objects.filter(school=school, year__gte=calling.year_of(today) - 1):
        for what, day in (("begins", term.first), ("ends", term.last)):
            # Terms are written anew as a whole: their days stand for when.
            yield Entry(f"term-{term.year}-{term.name}-{what}", f"{term.name} term {what}", day, day, _midnight(term.first))  # fmt: skip


def _policy(school: School, today: date) -> Iterator[Entry]:
    """The day of the next review, and the days from which versions are in force."""
    path = reverse("published-policy", args=[school.key])
    for version in Version.objects.filter(school=school).published():
        yield Entry(f"version-{version.pk}", f"{version.name} comes into force", version.in_force_from, version.in_force_from, version.changed, path)  # fmt: skip
    version = force.in_force(school, today)
    due = force.due(version) if version else None
    if version is not None and due is not None:
        yield Entry(f"review-{version.pk}", f"Review of {version.policy} is due", due, due, version.changed, path)


def _event(event: SchoolEvent) -> Entry:
    about = ", ".join(each for each in (event.time, ", ".join(event.whom)) if each)
    path = reverse("event", args=[event.school_id, event.pk])
    return Entry(f"event-{event.pk}", event.name, event.first, event.last, event.changed, path, about, event.place)


# ---- for those who may see them ---------------------------------------------------------------------------------------------


def _calendar(place: Place, today: date) -> Iterator[Entry]:
    yield from _terms(place.school, today)
    yield from map(_event, SchoolEvent.objects.known_to(place))


def _reviews(place: Place, today: date) -> Iterator[Entry]:
    yield from _policy(place.school, today)
    version = force.in_force(place.school, today) if place.may(Permission.SEE_DRAFT_POLICIES) else None
    due = force.due(version) if version else None
    if version is not None and due is not None:
        path = reverse("versions", args=[place.school.key])
        for days in reminders.STEPS:
            if days > 0:
                day = due - timedelta(days=days)
                yield Entry(f"review-{version.pk}-{days}", f"{days} days until the review of {version.policy}", day, day, version.changed, path)  # fmt: skip


def _notices(place: Place, today: date) -> Iterator[Entry]:
    if place.may(Permission.GIVE_NOTICES):
        for each in Notice.objects.visible_to(place).open():
            path = reverse("notice", args=[place.school.key, each.pk])
            yield Entry(f"notice-{each.pk}", f"Notice due: {each.title}", each.opens, each.opens, each.made, path, f"For {to_words(each)}. {each.period}. By {wording.day(each.by)}.")  # fmt: skip


def _teaching(place: Place, today: date) -> Iterator[Entry]:
    if place.may(Permission.SEE_TEACHING):
        for each in Item.objects.visible_to(place).standing().exclude(kind=Item.Kind.READING):
            path = reverse("item", args=[place.school.key, each.pk])
            whom = ", ".join(standing.ADULTS.get(word, word) for word in each.whom) or "All pupils"
            # A span of weeks would fill every day of a calendar: its last day stands for it.
            first = each.first if (each.last - each.first).days <= 7 else each.last
            yield Entry(f"item-{each.pk}", f"{each.get_kind_display()}: {each.title}", first, each.last, each.made, path, whom)  # fmt: skip


def _agreements(place: Place, today: date) -> Iterator[Entry]:
    """The days by which agreements are to be signed: one's own copies; all that run, for those who see how far they have come."""
    if place.may(Permission.SEE_AGREEMENTS):
        for each in Campaign.objects.visible_to(place).running():
            path = reverse("campaign", args=[place.school.key, each.pk])
            yield Entry(f"campaign-{each.pk}", f"Agreement due: {each.title}", each.due, each.due, each.touched, path)
    for copy in Signing.objects.own(place).open().select_related("campaign"):  # with a child's, whom it does not name
        path = reverse("copy", args=[place.school.key, copy.pk])
        yield Entry(f"signing-{copy.pk}", f"Sign: {copy.campaign.title}", copy.due, copy.due, copy.campaign.made, path)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


SOURCES: tuple[Callable[[Place, date], Iterator[Entry]], ...] = (_calendar, _reviews, _agreements, _notices, _teaching)
