"""Calendars for other programs, as RFC 5545 has them: somebody's own, at a secret address that can be renewed; and the public dates of a school.

Room: web.notices. Whoever holds the address sees what its person may see today, and nothing once they have left. Next door: `dates` says what is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, timedelta
from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from belisha.schools.apart import in_school
from belisha.schools.notices import feeds
from belisha.schools.people.permissions import Permission
from belisha.schools.published.models import School
from belisha.web.door import at_school
from belisha.web.notices import dates
from belisha.web.notices.dates import Entry


@at_school(Permission.ENTER, methods=("GET", "POST"))
def own(request: HttpRequest) -> HttpResponse:
    """The address of one's own calendar: made, renewed, ended. The secret is shown once."""
    place = request.place
    if request.method == "POST" and request.POST.get("do") == "end":
        feeds.end(by=place)
        return redirect("own-calendar", place.school.key)
    address = ""
    if request.method == "POST":
        address = settings.BELISHA_ADDRESS + reverse("calendar-feed", args=[place.school.key, feeds.renew(by=place)])
    return render(request, "notices/own_calendar.html", {"address": address, "made": feeds.made_on(place)})


@require_safe
def feed(request: HttpRequest, key: str, secret: str) -> HttpResponse:
    """Somebody's own calendar."""
    school = _school(key)
    with in_school(school):
        place = feeds.place_of(school, secret)
        if place is None or not place.may(Permission.ENTER):
            raise Http404
        entries = dates.of(place, timezone.localdate())
    response = _answer(request, school, entries)
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def public(request: HttpRequest, key: str) -> HttpResponse:
    """What everybody may know of the year."""
    school = _school(key)
    with in_school(school):
        entries = dates.public(school, timezone.localdate())
    response = _answer(request, school, [_without_page(each) for each in entries])
    response["Content-Disposition"] = f'attachment; filename="{school.key}-dates.ics"'
    return response


def _school(key: str) -> School:
    school = School.objects.filter(key=key).first()
    if school is None:
        raise Http404
    return school


def _without_page(entry: Entry) -> Entry:
    """An event's page is for those who sign in."""
    return entry if "/published/" in entry.path else Entry(entry.uid, entry.summary, entry.first, entry.last, entry.changed, "", entry.about, entry.place)  # fmt: skip


def _answer(request: HttpRequest, school: School, entries: Sequence[Entry]) -> HttpResponse:
    """The calendar, or "not modified" where the program has it already."""
    body = written(school, entries)
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"  # a program may keep it, and asks whether it is still so
    return get_conditional_response(request, etag=etag, response=response) or response


def written(school: School, entries: Sequence[Entry]) -> bytes:
    """iCalendar. The same entries give the same bytes."""
    made = Calendar()
    made.add("prodid", "-//Belisha//School calendar//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", school.name)
    made.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", timedelta(hours=12))
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.uid}@{school.key}.belisha")
        changed = entry.changed if timezone.is_aware(entry.changed) else timezone.make_aware(entry.changed)
        event.add("dtstamp", changed.astimezone(UTC).replace(microsecond=0))
        event.add("dtstart", entry.first)
        event.add("dtend", entry.last + timedelta(days=1))  # the first day without it
        event.add("summary", entry.summary)
        event.add("transp", "TRANSPARENT")  # nobody is busy because of it
        for name, value in (("description", entry.about), ("location", entry.place), ("url", entry.url)):
            if value:
                event.add(name, value)
        made.add_component(event)
    return bytes(made.to_ical())
