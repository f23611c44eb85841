"""The home of an office: its schools; for the administrator also how the installation is, and who holds which office.

Room: web.offices. Nobody here sees a pupil, a parent or a concern: no view of this folder stands in a school, but the one that asks a
first headteacher in.
"""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from procrastinate.contrib.django.models import ProcrastinateJob

from belisha import library
from belisha.schools.accounts.models import Office
from belisha.schools.accounts.passwords import loaded
from belisha.schools.people import beginning
from belisha.schools.people.permissions import OFFICES, OfficePermission
from belisha.schools.published import actions
from belisha.schools.published.models import Organisation, School
from belisha.schools.published.schools import in_charge_of
from belisha.web import components as ui
from belisha.web import lists
from belisha.web.compare.schools import OF_SCHOOL
from belisha.web.door import at_office
from belisha.web.fields import Listed


def _wanted(request: HttpRequest) -> tuple[QuerySet[School], dict[str, str]]:
    """The schools that the address asks for, of those in one's charge."""
    asked = lists.asked(request.GET, "q", "phase")
    found = in_charge_of(request.offices).select_related("trust", "authority").order_by("name", "key")
    if asked["phase"] in School.Phase.values:
        found = found.filter(phase=asked["phase"])
    return lists.with_words(found, asked["q"], "name", "trust__name", "authority__name"), asked


@at_office(OfficePermission.SEE_SCHOOLS)
def export(request: HttpRequest) -> HttpResponse:
    """The same list for a spreadsheet."""
    found, _ = _wanted(request)
    rows = [
        (each.name, each.urn or "", each.get_phase_display(), each.get_kind_display(), each.trust or "", each.authority or "", each.jurisdiction)
        for each in found
    ]  # fmt: skip
    return lists.as_csv("schools", ["School", "Unique reference number", "Phase", "Kind", "Trust", "Local authority", "Where"], rows)  # fmt: skip


@at_office(OfficePermission.SEE_SCHOOLS)
def home(request: HttpRequest) -> HttpResponse:
    found, asked = _wanted(request)
    page = lists.page_of(request, found)
    options = [ui.Option("model", "The model policy", "One that every school could adopt today")]
    options += [ui.Option(OF_SCHOOL + each.key, each.name, _hint(each)) for each in page]
    may = {permission for office in request.offices for permission in OFFICES[office.kind]}
    shown = {
        "page": page,
        "options": options,
        "schools": f"{page.paginator.count:,} school{'' if page.paginator.count == 1 else 's'}, and the model policy",
        "asked": asked,
        "phases": [("", "All"), *School.Phase.choices],
        "offices": request.offices,
        "may_add": OfficePermission.ADD_SCHOOLS in may,
        "may_see_health": OfficePermission.SEE_HEALTH in may,
        "may_see_offices": OfficePermission.SEE_OFFICES in may,
    }
    return render(request, "offices/home.html", shown)


def _hint(school: School) -> str:
    above = "; ".join(str(each) for each in (school.trust, school.authority) if each)
    return f"{school.get_phase_display()}{', ' if above else ''}{above}"


class SchoolForm(forms.Form):
    name = forms.CharField(label="Name of the school", max_length=200)
    urn = forms.IntegerField(label="Unique reference number", required=False, min_value=100000, max_value=999999)
    phase = forms.ChoiceField(label="Phase", choices=School.Phase.choices)
    kind = forms.ChoiceField(label="Kind", choices=School.Kind.choices)
    jurisdiction = forms.ChoiceField(label="Where it is", choices=School.Jurisdiction.choices)
    trust = forms.ModelChoiceField(
        Organisation.objects.filter(kind="trust"), label="Trust", required=False, widget=Listed, empty_label="None"
    )
    authority = forms.ModelChoiceField(
        Organisation.objects.filter(kind="authority"),
        label="Local authority",
        required=False,
        widget=Listed,
        empty_label="None",
    )


@at_office(OfficePermission.ADD_SCHOOLS, methods=("GET", "POST"))
def add_school(request: HttpRequest) -> HttpResponse:
    form = SchoolForm(
        request.POST or None, initial={"phase": "primary", "kind": "maintained", "jurisdiction": "England"}
    )
    if form.is_valid():
        told = form.cleaned_data
        key = slugify(told["name"])[:60]
        if not key or School.objects.filter(key=key).exists():
            form.add_error("name", "There is a school of this name here already. Add its place to the name")
        elif told["urn"] and School.objects.filter(urn=told["urn"]).exists():
            form.add_error("urn", "A school with this number is here already")
        else:
            made = actions.register(key, policy=library.NAMES[-1], **told)
            return redirect("first-headteacher", made.key)
    return render(
        request,
        "offices/form.html",
        {"form": form, "title": "Add a school", "button": "Add"},
        status=422 if form.errors else 200,
    )


class HeadteacherForm(forms.Form):
    given = forms.CharField(label="Given name", max_length=100)
    family = forms.CharField(label="Family name", max_length=100)
    email = forms.EmailField(label="E-mail address", max_length=254)


@at_office(OfficePermission.ADD_SCHOOLS, methods=("GET", "POST"), fresh=True)
def first_headteacher(request: HttpRequest, key: str) -> HttpResponse:
    found = get_object_or_404(in_charge_of(request.offices), key=key)
    form = HeadteacherForm(request.POST or None)
    if form.is_valid():
        try:
            beginning.invite_first_headteacher(found, **form.cleaned_data, office=str(request.offices[0]))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return render(request, "offices/asked.html", {"school": found, "sends": settings.BELISHA_MAIL})
    shown = {"form": form, "title": f"Ask the first headteacher of {found.name} in", "button": "Send the invitation"}
    return render(request, "offices/form.html", shown, status=422 if form.errors else 200)


def _wanted_offices(request: HttpRequest) -> tuple[QuerySet[Office], dict[str, str]]:
    asked = lists.asked(request.GET, "q", "kind")
    found = Office.objects.select_related("account", "organisation").order_by("kind", "account__email", "id")
    if asked["kind"] in Office.Kind.values:
        found = found.filter(kind=asked["kind"])
    return lists.with_words(found, asked["q"], "account__email", "organisation__name"), asked


def _office_rows(found: Iterable[Office]) -> list[list[str]]:
    return [[each.get_kind_display(), str(each.organisation or ""), each.account.email] for each in found]


@at_office(OfficePermission.SEE_OFFICES)
def held(request: HttpRequest) -> HttpResponse:
    found, asked = _wanted_offices(request)
    page = lists.page_of(request, found)
    rows = [ui.Row(account, ", ".join(filter(None, office))) for *office, account in _office_rows(page)]
    shown = {"page": page, "rows": rows, "asked": asked, "kinds": [("", "All"), *Office.Kind.choices]}
    return render(request, "offices/held.html", shown)


@at_office(OfficePermission.SEE_OFFICES, fresh=True)
def export_held(request: HttpRequest) -> HttpResponse:
    return lists.as_csv("offices", ["Office", "Of", "Account"], _office_rows(_wanted_offices(request)[0]))


@at_office(OfficePermission.SEE_HEALTH)
def health(request: HttpRequest) -> HttpResponse:
    jobs = ProcrastinateJob.objects
    rows = [
        ("Schools", str(School.objects.count())),
        ("Jobs that wait", str(jobs.filter(status="todo").count())),
        ("Jobs that failed", str(jobs.filter(status="failed").count())),
        (
            "Mail",
            "sent through your mail server"
            if settings.BELISHA_MAIL
            else "kept in each school's outbox: no mail server is set",
        ),
        (
            "Stolen passwords",
            "a list is loaded" if loaded().exists() else "no list is loaded: belisha passwords load FILE",
        ),
        ("Demonstration", "on, on this machine only" if settings.BELISHA_DEMO else "off"),
    ]
    return render(request, "offices/health.html", {"rows": rows})
