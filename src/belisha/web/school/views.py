"""The home of a school, and the table of who may do what.

Room: web.school. Next door: `people`, `record`, `post` are its other parts.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from belisha.schools.agreements import keeping
from belisha.schools.notices.actions import gather
from belisha.schools.people.models import Guardianship, Person, running
from belisha.schools.people.permissions import ROLES, Permission
from belisha.schools.people.school import change_settings
from belisha.schools.published import settings as school_settings
from belisha.web.door import at_school
from belisha.web.school import needs
from belisha.web.signin.views import offered_services


@at_school()
def home(request: HttpRequest) -> HttpResponse:
    place = request.place
    wards = Guardianship.objects.filter(school=place.school, adult=place.person).filter(running(timezone.localdate()))
    children = Person.objects.visible_to(place).filter(pk__in=wards.values("pupil"))
    shown = {
        "children": children,
        "needs": needs.of(place),
        "may_write_concern": place.may(Permission.REPORT_CONCERNS),
        "may_declare": place.may(Permission.DECLARE),
        "may_export": place.may(Permission.EXPORT_PERSON),
        "may_report": place.may(Permission.SEE_REPORT),
    }
    return render(request, "school/home.html", shown)


@at_school(Permission.SEE_PERMISSIONS)
def permissions(request: HttpRequest) -> HttpResponse:
    rows = [
        (
            permission.value[:1].upper() + permission.value[1:],
            ", ".join(role for role in ROLES if permission in ROLES[role]),
        )
        for permission in Permission
    ]
    return render(request, "school/permissions.html", {"rows": rows, "own": place_words(request)})


def place_words(request: HttpRequest) -> list[str]:
    return [each.value for each in Permission if request.place.may(each)]


@at_school(Permission.CHANGE_SETTINGS, methods=("GET", "POST"), fresh=True)
def settings(request: HttpRequest) -> HttpResponse:
    place, errors = request.place, {}
    now = school_settings.read(place.school.settings)
    shown: dict[str, Any] = {
        "domains": "\n".join(now.sign_in_domains),
        "notice_days": str(now.notice_days),
        "keep_agreements": str(now.keep_agreements or ""),
    }
    offered = {str(each["provider_id"]): str(each["name"]) for each in offered_services()}
    ticked = set(now.sign_in_services or offered)
    if request.method == "POST":
        shown = {name: request.POST.get(name, before) for name, before in shown.items()}
        read: dict[str, Any] = {}
        if len(offered) > 1:
            ticked = set(request.POST.getlist("services")) & set(offered)
            read["sign_in_services"] = (
                () if ticked == set(offered) else tuple(each for each in offered if each in ticked)
            )
            if not ticked and shown["domains"].strip():
                errors["services"] = "Tick at least one service, or name no mail domain"
        for name, field, parse in (
            ("domains", "sign_in_domains", school_settings.domains),
            ("notice_days", "notice_days", school_settings.notice_days),
            ("keep_agreements", "keep_agreements", school_settings.keep_agreements),
        ):
            try:
                read[field] = parse(shown[name])
            except ValidationError as refused:
                errors[name] = refused.messages[0]
        if not errors:
            change_settings(by=place, **read)
            gather(place)
            return redirect("settings", place.school.key)
    shown |= {"errors": errors, "offered": list(offered.items()) if len(offered) > 1 else [], "ticked": ticked}
    shown |= {"keeping_source": keeping.SOURCE}
    return render(request, "school/settings.html", shown, status=422 if errors else 200)
