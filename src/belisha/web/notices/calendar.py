"""Pages of the calendar: its school events, one of them, its pupils; the terms of a school year.

Room: web.notices. HTTP in, HTTP out. Next door: `views` shows the notices that the calendar calls for, `feed` gives it to other programs.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from belisha.schools.notices import actions, calling
from belisha.schools.notices.models import Notice, SchoolEvent, Taking, Term
from belisha.schools.people import classes
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import Permission
from belisha.web import lists, wording
from belisha.web.door import at_school
from belisha.web.notices import presenters
from belisha.web.notices.forms import EventForm, TermsForm, of_event

WHEN = (("coming", "To come"), ("past", "Over"), ("all", "All"))
SUGGESTED = ("Autumn", "Spring", "Summer")


def _wanted(request: HttpRequest) -> tuple[QuerySet[SchoolEvent], dict[str, str]]:
    """The events that the address asks for, and what it asks."""
    asked = lists.asked(request.GET, "q", "kind", "when")
    asked["kind"] = asked["kind"] if asked["kind"] in SchoolEvent.Kind.values else ""
    asked["when"] = asked["when"] if asked["when"] in dict(WHEN) else "coming"
    found, today = SchoolEvent.objects.visible_to(request.place), timezone.localdate()
    if asked["q"]:
        found = found.filter(name__icontains=asked["q"])
    if asked["kind"]:
        found = found.filter(kind=asked["kind"])
    if asked["when"] == "coming":
        found = found.filter(last__gte=today)
    elif asked["when"] == "past":
        found = found.filter(last__lt=today).order_by("-first", "name", "id")
    return found, asked


@at_school(Permission.SEE_NOTICES)
def events(request: HttpRequest) -> HttpResponse:
    place, today = request.place, timezone.localdate()
    found, asked = _wanted(request)
    page = lists.page_of(request, found)
    year = calling.year_of(today)
    shown = {
        "page": page,
        "rows": presenters.event_rows(list(page)),
        "asked": asked,
        "filtered": asked != {"q": "", "kind": "", "when": "coming"},
        "kinds": [("", "All kinds"), *SchoolEvent.Kind.choices],
        "when": WHEN,
        "terms": list(Term.objects.visible_to(place).filter(year__gte=year)),
        "may_keep": place.may(Permission.GIVE_NOTICES),
    }
    return render(request, "notices/calendar.html", shown)


@at_school(Permission.SEE_NOTICES)
def export(request: HttpRequest) -> HttpResponse:
    found, _ = _wanted(request)
    rows = [
        (each.name, each.get_kind_display(), each.first, each.last, each.time, each.place, presenters.whom(each), each.cancelled or "")
        for each in found
    ]  # fmt: skip
    head = ["Event", "Kind", "First day", "Last day", "Time", "Place", "Who takes part", "Cancelled on"]
    return lists.as_csv("calendar", head, rows)


# ---- terms ------------------------------------------------------------------------------------------------------------


@at_school(Permission.SEE_NOTICES, Permission.GIVE_NOTICES, methods=("GET", "POST"))
def terms(request: HttpRequest) -> HttpResponse:
    """The terms of a school year; where it has none yet, suggested ones stand in the boxes, and count once somebody has saved them."""
    place, now = request.place, calling.year_of(timezone.localdate())
    said = request.POST.get("year", request.GET.get("year", ""))
    year = int(said) if said.isascii() and said.isdigit() and now - 1 <= int(said) <= now + 2 else now
    kept = list(Term.objects.visible_to(place).filter(year=year))
    names = [each.name for each in kept] or list(SUGGESTED)
    first = [(each.name, each.first, each.last) for each in kept] or calling.suggested(year)
    initial = {f"{name.lower()}-{part}": day for name, *days in first for part, day in zip(("first", "last"), days, strict=True)}  # fmt: skip
    form = TermsForm(request.POST, names=names) if request.method == "POST" else TermsForm(initial=initial, names=names)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        days = [(name, given[f"{name.lower()}-first"], given[f"{name.lower()}-last"]) for name in names]
        try:
            actions.keep_terms(year, days, by=place)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            return redirect("calendar", place.school.key)
    shown = {
        "form": form,
        "year": year,
        "words": calling.year_words(year),
        "suggested": not kept,
        "years": [(each, calling.year_words(each)) for each in (now, now + 1)],
    }
    return render(request, "notices/terms.html", shown, status=422 if form.errors else 200)


# ---- a school event -----------------------------------------------------------------------------------------------------


def _event(request: HttpRequest, event: UUID) -> SchoolEvent:
    return get_object_or_404(SchoolEvent.objects.visible_to(request.place), pk=event)


@at_school(Permission.SEE_NOTICES)
def event(request: HttpRequest, event: UUID) -> HttpResponse:
    found, today, place = _event(request, event), timezone.localdate(), request.place
    notices = list(Notice.objects.visible_to(place).filter(event=found))
    taking = Taking.objects.filter(school=place.school, event=found).count() if found.chosen else 0
    shown = {
        "event": found,
        "days": presenters.days(found),
        "whom": f"{taking} pupils, chosen by name" if found.chosen else presenters.whom(found),
        "nobody": found.chosen and not taking,
        "rows": presenters.notice_rows(notices, today),
        "may_keep": place.may(Permission.GIVE_NOTICES) and not found.cancelled,
    }
    return render(request, "notices/event.html", shown)


@at_school(Permission.SEE_NOTICES, Permission.GIVE_NOTICES, methods=("GET", "POST"))
def add(request: HttpRequest) -> HttpResponse:
    return _form(request, None)


@at_school(Permission.SEE_NOTICES, Permission.GIVE_NOTICES, methods=("GET", "POST"))
def change(request: HttpRequest, event: UUID) -> HttpResponse:
    return _form(request, _event(request, event))


def _form(request: HttpRequest, found: SchoolEvent | None) -> HttpResponse:
    place = request.place
    options = classes.options(classes.classes(place.school, timezone.localdate()))
    named: dict[str, Any] = {"classes": options}
    form = EventForm(request.POST, **named) if request.method == "POST" else EventForm(initial=of_event(found) if found else {"takes_part": "whole"}, **named)  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.change_event(found, by=place, **form.cleaned_data) if found else actions.add_event(by=place, **form.cleaned_data)  # fmt: skip
        except ValidationError as refused:
            lists.into(form, refused)
        else:
            return redirect("event-pupils" if kept.chosen and found is None else "event", place.school.key, kept.pk)
    shown = {"form": form, "event": found}
    return render(request, "notices/event_form.html", shown, status=422 if form.errors else 200)


@at_school(Permission.SEE_NOTICES, Permission.GIVE_NOTICES, methods=("GET", "POST"))
def cancel(request: HttpRequest, event: UUID) -> HttpResponse:
    found = _event(request, event)
    if request.method == "POST":
        actions.cancel_event(found, by=request.place)
        return redirect("event", request.place.school.key, found.pk)
    return render(request, "notices/cancel.html", {"event": found, "days": presenters.days(found)})


@at_school(Permission.SEE_NOTICES, Permission.GIVE_NOTICES, Permission.SEE_PUPILS, methods=("GET", "POST"))
def pupils(request: HttpRequest, event: UUID) -> HttpResponse:
    """The single pupils who take part: those there are, and a search for more."""
    found, place, error = _event(request, event), request.place, ""
    alike = SchoolEvent.objects.visible_to(place).filter(chosen=True, cancelled=None).exclude(pk=found.pk)
    if request.method == "POST":
        ids = {name: lists.ids(request.POST.getlist(name)) for name in ("add", "remove")}
        same_as = alike.filter(pk__in=lists.ids([request.POST.get("same_as", "")])).first()
        try:
            actions.choose_pupils(found, by=place, same_as=same_as, **ids)
        except ValidationError as refused:
            error = refused.messages[0]
        else:
            return redirect("event-pupils", place.school.key, found.pk)
    q = lists.asked(request.GET, "q")["q"]
    there = Taking.objects.filter(school=place.school, event=found).values("pupil")
    taking = Person.objects.visible_to(place).filter(pk__in=there)
    others = classes.pupils(place.school, timezone.localdate()).called(q).exclude(pk__in=there) if q else Person.objects.none()  # fmt: skip
    shown = {
        "event": found,
        "taking": [(str(each.pk), each.listed_name) for each in taking],
        "others": [(str(each.pk), each.listed_name) for each in others[: lists.PER_PAGE]],
        "alike": [
            (str(each.pk), f"{each.name}, {wording.day(each.first)}")
            for each in alike.order_by("-first", "id")[: lists.PER_PAGE]
        ],
        "q": q,
        "error": error,
    }
    return render(request, "notices/pupils.html", shown, status=422 if error else 200)
