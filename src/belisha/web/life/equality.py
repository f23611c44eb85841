"""Equality: the assessment of a version's effect on people with each protected characteristic, and the page on which one of them is assessed.

Room: web.life. Next door: `schools.policies.equality` keeps it, and says which characteristics there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from markupsafe import Markup

from belisha.schools.people.permissions import Permission
from belisha.schools.policies import equality
from belisha.schools.policies.holding import Conflict
from belisha.schools.policies.models import Effect, State, Version
from belisha.web import components as ui
from belisha.web import wording
from belisha.web.door import at_school
from belisha.web.life import presenters
from belisha.web.life.views import moved_on, version_of

COLOURS = {"positive": "green", "none": "grey", "negative": "orange"}
LIKELY = (
    ("positive", "A positive effect: it helps them, or removes a disadvantage"),
    ("none", "No effect that differs from that on others"),
    ("negative", "A negative effect: it puts some of them at a disadvantage"),
)


class EffectForm(forms.Form):
    likely = forms.ChoiceField(
        label="What effect is likely?", choices=LIKELY, error_messages={"required": "Choose what effect is likely"}
    )
    evidence = forms.CharField(
        label="What does that rest on?",
        required=False,  # `equality.assess` says what is missing
        max_length=equality.LONGEST,
        widget=forms.Textarea,
        help_text="What people said whom you asked, numbers, complaints, what the rules ask of them. Name nobody.",
    )
    mitigation = forms.CharField(
        label="What is done about it?",
        required=False,
        max_length=equality.LONGEST,
        widget=forms.Textarea,
        help_text="Needed for a negative effect: an adjustment, another way of doing it, or why the rule is justified all the same.",
    )


def _effects_of(version: Version) -> list[Effect]:
    return list(Effect.objects.filter(school_id=version.school_id, version=version))


def _rows(version: Version, effects: Sequence[Effect], *, change: bool) -> list[ui.Row]:
    """Each characteristic with what was assessed. change: whether whoever looks may assess it."""
    known = {each.characteristic: each for each in effects}
    href = reverse("assess-equality", args=[version.school_id, version.pk])
    return [
        ui.Row(
            wording.capital(name), _told(known.get(name)), f"{href}?of={name.replace(' ', '-')}" if change else "", name
        )
        for name in equality.characteristics()
    ]


def _told(effect: Effect | None) -> Markup:
    if effect is None:
        return ui.tag("Not assessed yet", "yellow")
    tag = ui.tag(
        f"{'No' if effect.likely == 'none' else wording.capital(effect.likely)} effect", COLOURS[effect.likely]
    )
    if not effect.confirmed:
        tag += Markup(" {}").format(ui.tag("Look at it again", "yellow"))
    told = Markup("{}<br>{}").format(tag, ui.as_written(effect.evidence))
    if effect.mitigation:
        told += Markup("<br><strong>What is done:</strong> {}").format(ui.as_written(effect.mitigation))
    return told + Markup('<br><span class="belisha-quiet">{}, {}</span>').format(
        effect.by_words, wording.day(effect.at)
    )


@at_school(Permission.SEE_DRAFT_POLICIES)
def assessment(request: HttpRequest, version: UUID) -> HttpResponse:
    """All nine, and what the law says of them."""
    found = version_of(request, version)
    effects = _effects_of(found)
    may = found.state == State.DRAFT and request.place.may(Permission.WRITE_POLICY)
    left = equality.open_in(effects)
    shown = {
        "version": found,
        "said": presenters.assessed(found)[0],
        "complete": not left,
        "rows": _rows(found, effects, change=may),
        "sources": equality.sources(),
        "next": left[0].replace(" ", "-") if may and left else "",
        "frozen": found.state != State.DRAFT,
    }
    return render(request, "life/equality.html", shown)


@at_school(Permission.SEE_DRAFT_POLICIES, Permission.WRITE_POLICY, methods=("GET", "POST"))
def assess(request: HttpRequest, version: UUID) -> HttpResponse:
    """One characteristic; the first that is open where the address names none."""
    place, found = request.place, version_of(request, version)
    if found.state != State.DRAFT:
        return moved_on(request, found, "It has left draft, so its assessment stays as it is.")
    effects = _effects_of(found)
    left, names = equality.open_in(effects), equality.characteristics()
    asked = request.GET.get("of", "").replace("-", " ")
    name = asked if asked in names else (left or names)[0]
    known = next((each for each in effects if each.characteristic == name), None)
    initial = {"likely": known.likely, "evidence": known.evidence, "mitigation": known.mitigation} if known else {}
    form = EffectForm(request.POST) if request.method == "POST" else EffectForm(initial=initial)
    theirs: Effect | None = None
    if request.method == "POST" and form.is_valid():
        edition = request.POST.get("edition", "")
        number = int(edition) if edition.isascii() and edition.isdigit() and len(edition) < 9 else -1
        try:
            equality.assess(found, name, by=place, edition=number, **form.cleaned_data)
        except ValidationError as refused:
            for field, messages in refused.message_dict.items():
                form.add_error(field if field in form.fields else None, messages)
        except equality.Changed as changed:
            known = theirs = changed.effect
        except Conflict as conflict:
            return moved_on(request, conflict.version, "It has left draft in the meantime, so nothing was saved.")
        else:
            left = [each for each in left if each != name]
            if left and request.POST.get("do") == "next":
                return redirect(
                    f"{reverse('assess-equality', args=[place.school.key, found.pk])}?of={left[0].replace(' ', '-')}"
                )
            return redirect("equality", place.school.key, found.pk)
    shown = {
        "version": found,
        "name": name,
        "form": form,
        "edition": known.edition if known else 0,
        "carried": known is not None and not known.confirmed,
        "theirs": theirs,
        "more": len(left) > (name in left),
    }
    return render(request, "life/assess.html", shown, status=409 if theirs else 422 if form.errors else 200)


__all__ = ["assess", "assessment"]
