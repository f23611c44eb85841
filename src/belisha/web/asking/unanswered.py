"""What the policy was asked and did not answer: the agenda of its next review.

Room: web.asking. Counts without names (docs/adr/0054); `web.ask.unanswered` adds to them.
"""

from __future__ import annotations

from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from belisha.schools.asked.models import Unanswered
from belisha.schools.people.permissions import Permission
from belisha.schools.policies import force
from belisha.web import components as ui
from belisha.web import lists, rulebooks
from belisha.web.door import at_school


def _wanted(request: HttpRequest):  # type: ignore[no-untyped-def]
    """By kind of situation, most asked first; of the version in force alone, or of all."""
    place = request.place
    asked = lists.asked(request.GET, "q", "verdict", "of")
    found = lists.with_words(Unanswered.objects.visible_to(place), asked["q"], "situation")
    if asked["verdict"] in ("silent", "unsettled"):
        found = found.filter(verdict=asked["verdict"])
    if asked["of"] != "all":
        policy, _ = force.lived_by(place.school, rulebooks.today())
        found = found.filter(version=policy.hash)
    grouped = found.values("situation", "verdict", "policy").annotate(times=Sum("count"), last=Max("month"))
    return grouped.order_by("-times", "situation", "verdict", "policy"), asked


@at_school(Permission.SEE_DRAFT_POLICIES)
def unanswered(request: HttpRequest) -> HttpResponse:
    found, asked = _wanted(request)
    page = lists.page_of(request, found)
    rows = [
        [each["situation"] or "Nothing was said of it", ui.verdict_tag(each["verdict"]), f"{each['times']:,}", f"{each['last']:%B %Y}"]
        for each in page
    ]  # fmt: skip
    shown = {"page": page, "rows": rows, "asked": asked}  # fmt: skip
    return render(request, "asking/unanswered.html", shown)


@at_school(Permission.SEE_DRAFT_POLICIES)
def export(request: HttpRequest) -> HttpResponse:
    found, _ = _wanted(request)
    rows = [
        (each["situation"], each["verdict"], each["times"], f"{each['last']:%Y-%m}", each["policy"]) for each in found
    ]
    return lists.as_csv("unanswered", ["Situation", "Answer", "Times", "Last asked in", "Version"], rows)
