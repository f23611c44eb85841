"""Early: calling for the policy to be looked at before its day, and the page of such an early review: why, what it touches, what came of it.

Room: web.life. Next door: `schools.policies.early` opens and closes them, by hand and by the law pack.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from belisha.analysis.touches import title_of
from belisha.library.lawpack import law_pack
from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.policies import early, force
from belisha.schools.policies.models import EarlyReview, Version
from belisha.web import components as ui
from belisha.web import wording
from belisha.web.door import at_school
from belisha.web.school.need import Need, Visit

MOST_CLOSED = 5  # of the early reviews that are over, on the page of the versions


@dataclass(frozen=True, slots=True)
class Touched:
    """An entry of the law pack that has changed: what it says now, and the clauses that it touches, as pairs of id and sentence."""

    title: str
    text: str
    source: str
    clauses: tuple[tuple[str, str], ...]


@at_school(Permission.SEE_DRAFT_POLICIES, Permission.CALL_EARLY_REVIEW, methods=("GET", "POST"))
def call(request: HttpRequest) -> HttpResponse:
    """Somebody who leads calls for it, with a reason."""
    place = request.place
    version = force.in_force(place.school, timezone.localdate())
    if version is None:
        return render(request, "life/call_early.html", {"version": None})
    form = _form(version)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = early.call(version, by=place, **form.cleaned_data)
        except ValidationError as refused:
            for field, messages in refused.message_dict.items():
                form.add_error(field if field in form.fields else None, messages)
        else:
            return redirect("early-review", place.school.key, made.pk)
    return render(
        request, "life/call_early.html", {"version": version, "form": form}, status=422 if form.errors else 200
    )


def _form(version: Version) -> type[forms.Form]:
    class Call(forms.Form):
        trigger = forms.ChoiceField(
            label="What has happened?",
            choices=[(each, wording.capital(each)) for each in early.triggers(version)],
            help_text="What the policy itself says brings its review forward.",
            error_messages={"required": "Choose what has happened"},
        )
        why = forms.CharField(
            label="What does the policy have to be looked at for?",
            max_length=early.LONGEST,
            widget=forms.Textarea,
            help_text="Governors read this. Name no child and no member of staff.",
            error_messages={"required": "Say what the policy has to be looked at for, without names"},
        )

    return Call


class CloseForm(forms.Form):
    minute = forms.CharField(
        label="Where the minutes say so",
        max_length=120,
        required=False,  # `early.close` says what is missing
        help_text="For example, FGB 2027-03, item 7.",
    )


@at_school(Permission.SEE_DRAFT_POLICIES, methods=("GET", "POST"))
def review(request: HttpRequest, early_review: UUID) -> HttpResponse:
    """One of them. POST: it was looked at, and nothing has to change."""
    place = request.place
    found = get_object_or_404(EarlyReview.objects.visible_to(place).select_related("version"), pk=early_review)
    may_close = place.may(Permission.CLOSE_EARLY_REVIEW) and found.closed is None
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            early.close(found, by=place, **form.cleaned_data)
        except ValidationError as refused:
            for field, messages in refused.message_dict.items():
                form.add_error(field if field in form.fields else None, messages)
        else:
            return redirect("early-review", place.school.key, found.pk)
    shown = {
        "early": found,
        "rows": _rows(found),
        "touched": _touched(found),
        "may_close": may_close,
        "may_write": place.may(Permission.WRITE_POLICY) and found.closed is None,
        "form": form,
    }
    return render(request, "life/early_review.html", shown, status=422 if form.errors else 200)


def _rows(found: EarlyReview) -> list[ui.Row]:
    open_ = ui.tag("Open", "yellow")
    closed = (
        f"{wording.capital(EarlyReview.Outcome(found.outcome).label)}{f', {found.minute}' if found.minute else ''}"
        if found.outcome
        else ""
    )
    return [
        ui.Row("Version", found.version.name),
        ui.Row("What has happened", wording.capital(found.trigger)),
        ui.Row("Reason", found.why),
        ui.Row("Called for", f"{wording.moment(found.opened)}, by {found.by_words}"),
        ui.Row("How it stands", closed or open_),
        *([ui.Row("Closed", f"{wording.moment(found.closed)}, by {found.closed_by_words}")] if found.closed else []),
    ]


def _touched(found: EarlyReview) -> list[Touched]:
    pack, made = law_pack(), []
    touches = early.touched_by(found.version, tuple(found.law), timezone.localdate()) if found.law else {}
    for id in found.law:
        if (entry := pack.get(id) or pack.platform(id)) is None:
            continue
        quoted = {each.id: each.sentence for touch in touches.get(id, ()) for each in touch.clauses}
        made.append(Touched(title_of(entry), getattr(entry, "text", ""), entry.source, tuple(quoted.items())))
    return made


def listed(place: Place) -> list[EarlyReview]:
    """Those that are open, and the last that were closed."""
    found = EarlyReview.objects.visible_to(place).select_related("version")
    return [*found.open(), *found.exclude(closed=None)[:MOST_CLOSED]]


def needs(visit: Visit) -> list[Need]:
    """Open early reviews, for those who can do something about them."""
    place = visit.place
    if not (place.may(Permission.WRITE_POLICY) or place.may(Permission.CLOSE_EARLY_REVIEW)):
        return []
    return [
        Need(
            "Look at the policy early",
            reverse("early-review", args=[place.school.key, each.pk]),
            f"{wording.capital(each.trigger)}: {each.why}",
        )
        for each in EarlyReview.objects.visible_to(place).open()
    ]


__all__ = ["call", "listed", "needs", "review"]
