"""Door: who may open a page of a school, or of an office. Every such view stands behind `at_school` or `at_office`.

Room: web. Finds the school, the account's place in it and their rights, sets the database to that school and holds one
transaction around the view. Keeps out: what may be done (`people.permissions`) and which rows are seen (`visible_to`).
Next door: `signin` is how somebody comes to be signed in.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.shortcuts import redirect

from belisha.schools.accounts.models import Office
from belisha.schools.apart import in_school
from belisha.schools.people import places
from belisha.schools.people.permissions import OFFICES, OfficePermission, Permission
from belisha.schools.published.models import School

View = Callable[..., HttpResponse]


def at_school(
    *permissions: Permission, methods: tuple[str, ...] = ("GET",), fresh: bool = False
) -> Callable[[View], View]:
    """For a view below `/schools/<school>/`. Takes `school` out of the arguments and gives `request.place`.

    permissions: all are needed. fresh: asks again who it is, unless that was proved in the last ten minutes.
    Nobody signed in: to the sign-in page. Unknown school: 404. No place there, or no right: 403.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, school: str, **named: Any) -> HttpResponse:
            if request.method not in _also_head(methods):
                return HttpResponseNotAllowed(methods)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            found = School.objects.select_related("trust", "authority").filter(key=school).first()
            if found is None:
                raise Http404
            with in_school(found):
                place = places.find(found, request.user)
                if place is None:
                    raise PermissionDenied
                if place.needs_second_factor and not has_second_factor(request):
                    return redirect("mfa_index")
                for permission in (Permission.ENTER, *permissions):
                    place.must_be_allowed(permission)
                if fresh and not is_fresh(request):
                    raise ReauthenticationRequired
                request.place = place
                response = view(request, **named)
                if isinstance(response, StreamingHttpResponse):
                    raise TypeError("a page of a school is made whole within its transaction")
                return response

        wrapped.permissions = permissions
        return wrapped

    return decorate


def at_office(
    permission: OfficePermission, methods: tuple[str, ...] = ("GET",), fresh: bool = False
) -> Callable[[View], View]:
    """For a view below `/offices/`. Gives `request.offices`: those of the account's offices that may do it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, **named: Any) -> HttpResponse:
            if request.method not in _also_head(methods):
                return HttpResponseNotAllowed(methods)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            held = Office.objects.filter(account=request.user).select_related("organisation")
            request.offices = [office for office in held if permission in OFFICES[office.kind]]
            if not request.offices:
                raise PermissionDenied
            if not has_second_factor(request):
                return redirect("mfa_index")
            if fresh and not is_fresh(request):
                raise ReauthenticationRequired
            return view(request, **named)

        wrapped.permissions = (permission,)
        return wrapped

    return decorate


def signed_in(view: View) -> View:
    """For a page about the account itself."""

    @wraps(view)
    def wrapped(request: HttpRequest, **named: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, **named)

    return wrapped


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the account has set one up (who has one is asked for it at every sign-in). A demonstration does without."""
    return request.user.demonstration or is_mfa_enabled(request.user)


def is_fresh(request: HttpRequest) -> bool:
    """Whether somebody has just proved who they are, by signing in or again."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def _also_head(methods: tuple[str, ...]) -> tuple[str, ...]:
    return (*methods, "HEAD") if "GET" in methods else methods
