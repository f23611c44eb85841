"""Pages about people: the list, one of them, and each deed with its form.

Room: web.people. HTTP in, HTTP out; what is shown comes through `visible_to`, what is done through `people.actions`.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from belisha.schools.people import actions, links
from belisha.schools.people.models import ROLE_CHOICES, Guardianship, Link, Person, Role
from belisha.schools.people.permissions import FAMILY_ROLES, Permission, RoleName
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event
from belisha.web import lists
from belisha.web.door import at_school
from belisha.web.fields import refused
from belisha.web.people.forms import (
    EndForm,
    GuardianshipForm,
    InviteForm,
    NewPersonForm,
    PersonForm,
    RoleForm,
)

MOST_ADULTS = 200  # to choose a guardian from; more, and one has to search


def _wanted(request: HttpRequest) -> tuple[Any, dict[str, str]]:
    """The people that the address asks for, of those whom one may see."""
    place = request.place
    asked = lists.asked(request.GET, "q", "role", "when")
    found = Person.objects.visible_to(place)
    if asked["q"]:
        found = found.called(asked["q"])
    if asked["when"] not in ("left", "all"):
        asked["when"] = "now"
    roles = {key for key, _ in ROLE_CHOICES}
    today = timezone.localdate()
    held = Role.objects.filter(school=place.school)
    if asked["role"] in roles:
        held = held.filter(role=asked["role"])
    if asked["when"] == "now":
        found = found.filter(pk__in=held.running(today).values("person"))
    elif asked["when"] == "left":
        found = found.filter(pk__in=held.filter(until__lte=today).values("person"))
        found = found.exclude(pk__in=held.running(today).values("person"))
    elif asked["role"] in roles:
        found = found.filter(pk__in=held.values("person"))
    shown = Prefetch("roles", Role.objects.filter(school=place.school).order_by("since", "role"), "all_roles")
    return found.prefetch_related(shown), asked


def words_of(person: Person, on: date) -> str:
    """What somebody is, and was, in a line."""
    return "; ".join(
        each.name.label
        + (f" ({each.detail})" if each.detail else "")
        + (f", until {each.until:%d.%m.%Y}" if each.until and each.until <= on else "")
        for each in person.all_roles
    )


@at_school(Permission.SEE_STAFF)
def people(request: HttpRequest) -> HttpResponse:
    found, asked = _wanted(request)
    page, today = lists.page_of(request, found), timezone.localdate()
    shown = {
        "page": page,
        "rows": [(person, words_of(person, today)) for person in page],
        "asked": asked,
        "roles": [("", "All roles"), *ROLE_CHOICES],
        "may_add": request.place.may(Permission.CHANGE_PEOPLE),
        "may_export": request.place.may(Permission.EXPORT_PEOPLE),
    }
    return render(request, "people/people.html", shown)


@at_school(Permission.SEE_STAFF, Permission.EXPORT_PEOPLE, fresh=True)
def export(request: HttpRequest) -> HttpResponse:
    found, asked = _wanted(request)
    today = timezone.localdate()
    rows = [
        (each.family, each.given, each.preferred, each.email, each.born or "", words_of(each, today)) for each in found
    ]
    record.read(
        request.place,
        Event.PEOPLE_EXPORTED,
        record.About("list", "", f"{len(rows)} people; role: {asked['role'] or 'any'}; {asked['when']}"),
    )
    return lists.as_csv("people", ["Family name", "Given name", "Preferred name", "E-mail", "Born", "Roles"], rows)


def _person(request: HttpRequest, pk: UUID) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.place), pk=pk)


@at_school()
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    place, found = request.place, _person(request, pk)
    own = place.person is not None and found.pk == place.person.pk
    roles = list(Role.objects.filter(school=place.school, person=found))
    is_pupil = any(each.role == RoleName.PUPIL for each in roles)
    guardians = Guardianship.objects.filter(school=place.school, pupil=found).select_related("adult")
    wards = Guardianship.objects.filter(school=place.school, adult=found).select_related("pupil")
    sees_families = place.may(Permission.SEE_FAMILIES)
    if not sees_families and not own:
        guardians, wards = guardians.none(), wards.none()
    elif own and not sees_families:
        wards = wards.filter(restricted=False, contact_allowed=True)
        guardians = guardians.none()
    if not own and (is_pupil or any(each.role in FAMILY_ROLES for each in roles)):
        record.read(place, Event.PERSON_OPENED, found)
    may_change = place.may(Permission.CHANGE_PEOPLE)
    shown = {
        "person": found,
        "own": own,
        "roles": roles,
        "is_pupil": is_pupil,
        "guardians": guardians,
        "wards": wards,
        "sees_particulars": own or may_change or (sees_families and place.may(Permission.SEE_PUPILS)),
        "sees_orders": place.may(Permission.SEE_COURT_ORDERS),
        "may_change": may_change,
        "may_export": place.may(Permission.EXPORT_PERSON),
        "may_invite": place.may(Permission.INVITE) and found.email and found.account_id is None,
        "invitations": [
            each
            for each in Link.objects.filter(school=place.school, person=found, purpose=Link.Purpose.INVITATION)[:5]
            if each.open
        ]
        if place.may(Permission.INVITE)
        else [],
    }
    return render(request, "people/person.html", shown)


def _form(
    request: HttpRequest, form: django_forms.Form, title: str, button: str, back: str, said: str = ""
) -> HttpResponse:
    shown = {"form": form, "title": title, "button": button, "back": back, "said": said}
    return render(request, "people/form.html", shown, status=422 if form.errors else 200)


@at_school(Permission.SEE_STAFF, Permission.CHANGE_PEOPLE, methods=("GET", "POST"))
def add(request: HttpRequest) -> HttpResponse:
    place = request.place
    form = NewPersonForm(request.POST or None, place=place, initial={"since": timezone.localdate()})
    if form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.add_person(
                by=place,
                given=told["given"],
                family=told["family"],
                preferred=told["preferred"],
                email=told["email"],
                born=told["born"],
                since=told["since"],
            )
            actions.give_role(made, RoleName(told["role"]), by=place, since=told["since"], detail=told["detail"])
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect("person", place.school.key, made.pk)
    return _form(request, form, "Add a person", "Add", _list(request))


def _list(request: HttpRequest) -> str:
    return reverse("people", args=[request.place.school.key])


def _page(person: Person) -> str:
    return reverse("person", args=[person.school_id, person.pk])


@at_school(Permission.CHANGE_PEOPLE, methods=("GET", "POST"))
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _person(request, pk)
    initial = {name: getattr(found, name) for name in PersonForm.base_fields}
    form = PersonForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.change_person(found, by=request.place, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect(_page(found))
    return _form(request, form, f"Change {found.name}", "Save", _page(found))


@at_school(Permission.CHANGE_PEOPLE, methods=("GET", "POST"))
def give_role(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _person(request, pk)
    form = RoleForm(request.POST or None, place=request.place, initial={"since": timezone.localdate()})
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.give_role(
                found, RoleName(told["role"]), by=request.place, since=told["since"], detail=told["detail"]
            )
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect(_page(found))
    return _form(request, form, f"Give {found.name} a role", "Give the role", _page(found))


@at_school(Permission.CHANGE_PEOPLE, methods=("GET", "POST"))
def end_role(request: HttpRequest, pk: UUID, role: UUID) -> HttpResponse:
    found = _person(request, pk)
    held = get_object_or_404(Role, school=request.place.school, person=found, pk=role)
    form = EndForm(request.POST or None, initial={"until": timezone.localdate()})
    if form.is_valid():
        try:
            actions.end_role(held, by=request.place, on=form.cleaned_data["until"])
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect(_page(found))
    title = f"When does {found.name} stop being {held.role}?"
    return _form(request, form, title, "End the role", _page(found), "What the role allows is over from that day.")


@at_school(Permission.CHANGE_PEOPLE, Permission.SEE_FAMILIES, methods=("GET", "POST"))
def add_guardian(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, words = _person(request, pk), lists.asked(request.GET, "q")["q"]
    adults = Person.objects.visible_to(request.place).holding(RoleName.PARENT, RoleName.RELATIVE).exclude(pk=found.pk)
    if words:
        adults = adults.called(words)
    choices = list(adults[:MOST_ADULTS])
    form = GuardianshipForm(request.POST or None, adults=choices)
    if form.is_valid():
        told = form.cleaned_data
        adult = get_object_or_404(Person.objects.visible_to(request.place), pk=told.pop("adult"))
        try:
            actions.add_guardianship(found, adult, by=request.place, **told)
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect(_page(found))
    shown = {"form": form, "person": found, "words": words, "back": _page(found), "many": len(choices) == MOST_ADULTS}
    return render(request, "people/guardian.html", shown, status=422 if form.errors else 200)


def _guardianship(request: HttpRequest, found: Person, pk: UUID) -> Guardianship:
    return get_object_or_404(
        Guardianship.objects.select_related("adult"), school=request.place.school, pupil=found, pk=pk
    )


@at_school(Permission.CHANGE_PEOPLE, Permission.SEE_FAMILIES, methods=("GET", "POST"))
def change_guardian(request: HttpRequest, pk: UUID, guardianship: UUID) -> HttpResponse:
    found = _person(request, pk)
    held = _guardianship(request, found, guardianship)
    initial = {name: getattr(held, name) for name in ("contact_allowed", "restricted", "note")}
    form = GuardianshipForm(request.POST or None, initial=initial)
    if form.is_valid():
        actions.change_guardianship(held, by=request.place, **form.cleaned_data)
        return redirect(_page(found))
    return _form(request, form, f"{held.adult.name} and {found.name}", "Save", _page(found))


@at_school(Permission.CHANGE_PEOPLE, Permission.SEE_FAMILIES, methods=("GET", "POST"))
def end_guardian(request: HttpRequest, pk: UUID, guardianship: UUID) -> HttpResponse:
    found = _person(request, pk)
    held = _guardianship(request, found, guardianship)
    form = EndForm(request.POST or None, initial={"until": timezone.localdate()})
    if form.is_valid():
        try:
            actions.end_guardianship(held, by=request.place, on=form.cleaned_data["until"])
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect(_page(found))
    return _form(
        request, form, f"When does {held.adult.name} stop being responsible for {found.name}?", "End it", _page(found)
    )


@at_school(Permission.INVITE, methods=("GET", "POST"))
def invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _person(request, pk)
    form = InviteForm(request.POST if request.method == "POST" else None, place=request.place)
    if form.is_valid():
        role = RoleName(form.cleaned_data["role"]) if form.cleaned_data["role"] else None
        try:
            links.invite(found, by=request.place, role=role)
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect(_page(found))
    said = f"They get an e-mail to {found.email or 'no address'} with a link, which works once and for 14 days."
    return _form(request, form, f"Invite {found.name} to sign in", "Send the invitation", _page(found), said)


@at_school(Permission.INVITE, methods=("POST",))
def withdraw_invitation(request: HttpRequest, pk: UUID, link: UUID) -> HttpResponse:
    found = _person(request, pk)
    held = get_object_or_404(Link, school=request.place.school, person=found, pk=link, purpose=Link.Purpose.INVITATION)
    links.withdraw(held, by=request.place)
    return redirect(_page(found))
