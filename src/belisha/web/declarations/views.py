"""Pages about ties with families: the list, declaring one, and what is done with it.

Room: web.declarations. HTTP in, HTTP out; what is shown comes through `visible_to`, what is done through `declarations.actions`.
Next door: `approvals` has the pages of the other register.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from belisha.schools.declarations import actions
from belisha.schools.declarations.models import Declaration
from belisha.schools.declarations.years import school_year
from belisha.schools.people.models import Person, running
from belisha.schools.people.permissions import FAMILY_ROLES, PUPIL_ROLES, Permission
from belisha.schools.people.places import Place
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event
from belisha.web import components as ui
from belisha.web import lists
from belisha.web.declarations import presenters
from belisha.web.declarations.forms import RELATIONS, DeclareForm, EndForm
from belisha.web.door import at_school
from belisha.web.fields import refused

SHOW = (("now", "What runs now"), ("to-note", "Not noted yet"), ("to-confirm", "To be confirmed"), ("ended", "Ended"), ("all", "All"))  # fmt: skip
MOST_FOUND = 20


def _wanted(request: HttpRequest) -> tuple[Any, dict[str, str]]:
    place, day = request.place, timezone.localdate()
    asked = lists.asked(request.GET, "q", "relation", "show", "whose")
    found = Declaration.objects.visible_to(place).select_related("person")
    if asked["whose"] == "mine":
        found = found.filter(person=place.person)
    if asked["q"]:
        named = Person.objects.visible_to(place).called(asked["q"]).values("pk")
        found = found.filter(Q(person__in=named) | Q(about__in=named) | Q(named__icontains=asked["q"]))
    if asked["relation"] in Declaration.Relation.values:
        found = found.filter(relation=asked["relation"])
    if asked["show"] not in dict(SHOW):
        asked["show"] = "now"
    match asked["show"]:
        case "now":
            found = found.filter(running(day))
        case "to-note":
            found = found.filter(running(day), noted=None).exclude(person=place.person)
        case "to-confirm":
            found = found.filter(running(day), confirmed__lt=school_year(day))
        case "ended":
            found = found.filter(until__lte=day)
    return found, asked


@at_school(Permission.DECLARE)
def declarations(request: HttpRequest) -> HttpResponse:
    """One's own; for the headteacher and the designated safeguarding lead everybody's, with search."""
    place, day = request.place, timezone.localdate()
    found, asked = _wanted(request)
    page = lists.page_of(request, found)
    shown = {
        "page": page,
        "rows": presenters.declaration_rows(list(page), place, day),
        "asked": asked,
        "show": SHOW,
        "relations": RELATIONS,
        "sees_all": place.may(Permission.SEE_DECLARATIONS),
    }
    return render(request, "declarations/declarations.html", shown)


@at_school(Permission.DECLARE, Permission.SEE_DECLARATIONS, fresh=True)
def export(request: HttpRequest) -> HttpResponse:
    place, day = request.place, timezone.localdate()
    found, asked = _wanted(request)
    listed = list(found)
    known = presenters.seen(place, [each.about_id for each in listed])
    rows = [
        (
            each.person.listed_name, presenters.whom(each, known, place), each.get_relation_display(), each.words, each.since, each.until or "",
            each.confirmed, each.noted_by_words, presenters.standing(each, day),
        )
        for each in listed
    ]  # fmt: skip
    record.read(place, Event.DECLARATIONS_EXPORTED, record.About("list", "", f"{len(rows)} ties; {asked['show']}"))
    head = [
        "Declared by",
        "Whom",
        "What they are",
        "In their words",
        "Since",
        "Ends",
        "Confirmed",
        "Noted by",
        "Stands",
    ]
    return lists.as_csv("ties-with-families", head, rows)


def _family(place: Place) -> Any:
    """The pupils and parents whom somebody may see, and who are here or were."""
    own = Person.objects.visible_to(place).filter(roles__role__in=(*PUPIL_ROLES, *FAMILY_ROLES)).distinct()
    return own.exclude(pk=place.person.pk) if place.person else own


def _chosen(place: Place, told: str) -> Person | None:
    if not told:
        return None
    try:
        return get_object_or_404(_family(place), pk=UUID(told))
    except ValueError:
        raise Http404 from None


@at_school(Permission.DECLARE, methods=("GET", "POST"))
def declare(request: HttpRequest) -> HttpResponse:
    """Declares a tie: with whom one may see and has looked for, or with somebody whose name one writes."""
    place, words = request.place, lists.asked(request.GET, "q")["q"]
    about = _chosen(place, request.GET.get("about", ""))
    form = DeclareForm(request.POST or None, chosen=about is not None)
    if form.is_valid():
        try:
            made = actions.declare(by=place, about=about, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect("declaration", place.school.key, made.pk)
    found = list(_family(place).called(words)[:MOST_FOUND]) if len(words) >= 2 and about is None else []
    shown = {
        "form": form,
        "about": about,
        "words": words,
        "found": found,
        "searches": place.may(Permission.SEE_PUPILS) or place.may(Permission.SEE_FAMILIES),
    }
    return render(request, "declarations/declare.html", shown, status=422 if form.errors else 200)


def _declaration(request: HttpRequest, declaration: UUID) -> Declaration:
    return get_object_or_404(
        Declaration.objects.visible_to(request.place).select_related("person", "about"), pk=declaration
    )


@at_school(Permission.DECLARE)
def declaration(request: HttpRequest, declaration: UUID) -> HttpResponse:
    """One of them. That somebody else has opened it leaves a line."""
    found = _declaration(request, declaration)
    if found.person_id != request.place.person.pk:
        record.read(request.place, Event.DECLARATION_OPENED, found)
    return _page(request, found)


def _page(request: HttpRequest, found: Declaration, error: str = "") -> HttpResponse:
    place, day = request.place, timezone.localdate()
    own, runs = found.person_id == place.person.pk, not found.has_ended(day)
    may_note = runs and not own and found.noted is None and place.may(Permission.SEE_DECLARATIONS)
    words = lists.asked(request.GET, "q")["q"]
    looks = may_note and found.about_id is None
    shown = {
        "declared": found,
        "own": own,
        "rows": presenters.declaration_summary(found, place, day),
        "may_confirm": own and runs and found.confirmed < school_year(day),
        "may_note": may_note,
        "may_end": runs and (own or place.may(Permission.SEE_DECLARATIONS)),
        "looks": looks,
        "words": words,
        "family": _options(place, words, found.named) if looks else [],
        "error": error,
    }
    return render(request, "declarations/declaration.html", shown, status=422 if error else 200)


def _options(place: Place, words: str, named: str) -> list[ui.Option]:
    """Whom a name may mean: those who are called so, or while nobody has looked, those one of whose names stands in what was written."""
    if words:
        found = _family(place).called(words)
    else:
        written = {form for each in re.findall(r"\w+", named) for form in (each, each.removesuffix("s"))}
        found = _family(place).filter(Q(family__in=written) | Q(given__in=written))
    listed = list(found[:MOST_FOUND])
    return [ui.Option("", "Choose"), *(ui.Option(str(each.pk), each.listed_name) for each in listed)] if listed else []


@at_school(Permission.DECLARE, methods=("POST",))
def confirm(request: HttpRequest, declaration: UUID) -> HttpResponse:
    return _done(request, declaration, lambda found: actions.confirm(found, by=request.place))


@at_school(Permission.DECLARE, Permission.SEE_DECLARATIONS, methods=("POST",))
def note(request: HttpRequest, declaration: UUID) -> HttpResponse:
    """By a leader; with the person who is meant, where only a name was written."""
    about = _chosen(request.place, request.POST.get("about", ""))
    return _done(request, declaration, lambda found: actions.note(found, by=request.place, about=about))


def _done(request: HttpRequest, declaration: UUID, deed: Any) -> HttpResponse:
    found = _declaration(request, declaration)
    try:
        deed(found)
    except ValidationError as error:
        return _page(request, found, error.messages[0])
    return redirect("declaration", request.place.school.key, found.pk)


@at_school(Permission.DECLARE, methods=("GET", "POST"))
def end(request: HttpRequest, declaration: UUID) -> HttpResponse:
    found = _declaration(request, declaration)
    form = EndForm(request.POST or None, initial={"until": timezone.localdate()})
    page = reverse("declaration", args=[found.school_id, found.pk])
    if form.is_valid():
        try:
            actions.end(found, by=request.place, on=form.cleaned_data["until"])
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect(page)
    said = "What was answered until then stays as it was. The declaration is kept, and counts no more."
    shown = {"form": form, "title": "When does it end?", "button": "End it", "back": page, "said": said}
    return render(request, "people/form.html", shown, status=422 if form.errors else 200)
