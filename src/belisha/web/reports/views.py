"""The report for the governing body: to read, to print, as figures; and noting the meeting at which it was put before them.

Room: web.reports. HTTP in, HTTP out; what it says is `schools.reports.writing`. Numbers alone: whoever may open it may hand it on.
"""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from belisha.publishing.pdf import pdf
from belisha.schools.people.permissions import Permission
from belisha.schools.reports import actions, writing
from belisha.schools.reports.models import Report
from belisha.schools.reports.seasons import Year, years
from belisha.web import lists, wording
from belisha.web.door import at_school
from belisha.web.fields import refused
from belisha.web.paper import as_download
from belisha.web.reports import presenters
from belisha.web.reports.forms import ReceiveForm


def _year(request: HttpRequest) -> Year:
    """The school year that the address asks for; this one, where it asks for none."""
    return _chosen(request, years(request.place.school, timezone.localdate()))


def _chosen(request: HttpRequest, there: list[Year]) -> Year:
    asked = request.GET.get("year", "")
    found = next((each for each in there if str(each.begins) == asked), None if asked else there[0])
    if found is None:
        raise Http404
    return found


@at_school(Permission.SEE_REPORT)
def report(request: HttpRequest) -> HttpResponse:
    place, today = request.place, timezone.localdate()
    there = years(place.school, today)
    year = _chosen(request, there)
    shown = {
        "report": writing.report(place.school, year, today),
        "year": year,
        "years": [(str(each.begins), each.words) for each in there],
        "received": Report.objects.visible_to(place).filter(year=year.begins).defer("said"),
        "may_receive": place.may(Permission.RECEIVE_REPORT),
    }
    return render(request, "reports/report.html", shown)


@at_school(Permission.SEE_REPORT)
def as_pdf(request: HttpRequest) -> HttpResponse:
    year = _year(request)
    said = writing.report(request.place.school, year, timezone.localdate())
    return as_download(pdf("report", {**said, "received": ""}), _name(year.words))


@at_school(Permission.SEE_REPORT)
def export(request: HttpRequest) -> HttpResponse:
    year = _year(request)
    said = writing.report(request.place.school, year, timezone.localdate())
    return lists.as_csv(_name(year.words), presenters.FIGURES, presenters.figures(said))


@at_school(Permission.SEE_REPORT)
def received(request: HttpRequest, report: UUID) -> HttpResponse:
    """The report as the governing body had it before them."""
    found = get_object_or_404(Report.objects.visible_to(request.place), pk=report)
    when = f"{wording.day(found.meeting)} ({found.minute})"
    return as_download(pdf("report", {**found.said, "received": when}), f"{_name(found.said['year'])}-received")


@at_school(Permission.SEE_REPORT, Permission.RECEIVE_REPORT, methods=("GET", "POST"))
def receive(request: HttpRequest) -> HttpResponse:
    place, year = request.place, _year(request)
    back = f"{reverse('report', args=[place.school.key])}?year={year.begins}"
    form = ReceiveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.receive(year, by=place, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect(back)
    shown = {
        "form": form,
        "title": f"The report on {year.words} was put before the governing body",
        "said": "It is kept as it stands now, so that the minutes point at the figures that governors saw. What is entered here is only added to.",
        "button": "Keep it",
        "back": back,
    }
    return render(request, "people/form.html", shown, status=422 if form.errors else 200)


def _name(year: str) -> str:
    return f"report-{year.replace('/', '-')}"
