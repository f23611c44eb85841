"""How long copies of agreements are kept, and which are deleted next: a look ahead, in which nothing happens.

Room: web.agreements. Which they are: `schools.agreements.keeping`, which deletes them with the same rule. By name to those who follow up who has signed.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from belisha.schools.agreements import keeping
from belisha.schools.agreements.keeping import Over
from belisha.schools.agreements.models import Campaign, Signing
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import Permission
from belisha.web import components as ui
from belisha.web import lists, wording
from belisha.web.door import at_school

DAYS = [("30", "in the next 30 days"), ("90", "in the next 90 days"), ("365", "in the next year")]
HEAD = ["Agreement", "Version", "Put to people", "Because", "Copies", "The first on", "The last on"]


def _ahead(request: HttpRequest) -> tuple[list[Over], str]:
    days = request.GET.get("days", "")
    days = days if days in dict(DAYS) else DAYS[0][0]
    return keeping.going(request.place.school, timezone.localdate() + timedelta(days=int(days))), days


def _counted(request: HttpRequest, found: list[Over]) -> list[tuple[Any, ...]]:
    """By agreement and why, as HEAD has it."""
    school = request.place.school
    campaigns = (
        Campaign.objects.filter(school=school).select_related("version").in_bulk({each.campaign for each in found})
    )
    counts = Counter((each.campaign, each.why) for each in found)
    rows = []
    for (pk, why), count in counts.items():
        days = [each.goes for each in found if (each.campaign, each.why) == (pk, why)]
        campaign = campaigns[pk]
        put = wording.day(timezone.localtime(campaign.made).date())
        rows.append((campaign.title, campaign.version.name, put, why, count, min(days), max(days)))
    return sorted(rows, key=lambda row: (row[5], row[0]))


@at_school(Permission.SEE_KEEPING)
def kept(request: HttpRequest) -> HttpResponse:
    place = request.place
    found, days = _ahead(request)
    named = place.may(Permission.SEE_SIGNATURES)
    words = lists.asked(request.GET, "q")["q"] if named else ""
    listed = found
    if words:
        called = Person.objects.filter(school=place.school).called(words)
        theirs = set(Signing.objects.visible_to(place).filter(person__in=called).values_list("pk", flat=True))
        listed = [each for each in found if each.signing in theirs]
    page = lists.page_of(request, listed)
    shown = {
        "years": keeping.years(place.school),
        "source": keeping.SOURCE,
        "count": len(found),
        "days": days,
        "choices_of_days": DAYS,
        "counts": [
            [title, wording.capital(why), f"{count:,}", wording.day(first)]
            for title, _, _, why, count, first, _ in _counted(request, found)
        ],
        "named": named,
        "words": words,
        "page": page,
        "rows": _named(request, list(page)) if named else [],
        "may_set": place.may(Permission.CHANGE_SETTINGS),
    }
    return render(request, "agreements/kept.html", shown)


def _named(request: HttpRequest, found: list[Over]) -> list[list[Any]]:
    copies = (
        Signing.objects.visible_to(request.place)
        .select_related("person", "campaign")
        .in_bulk([each.signing for each in found])
    )
    return [
        [
            ui.link(
                reverse("signing", args=[request.place.school.key, each.signing]),
                copies[each.signing].person.listed_name,
            ),
            f"{copies[each.signing].campaign.title}; {each.why}, {wording.day(each.since)}",
            wording.day(each.goes),
        ]
        for each in found
        if each.signing in copies
    ]


@at_school(Permission.SEE_KEEPING)
def export(request: HttpRequest) -> HttpResponse:
    """In numbers."""
    return lists.as_csv("agreements-to-be-deleted", HEAD, _counted(request, _ahead(request)[0]))
