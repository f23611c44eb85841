"""Signing in, and what somebody can change about their own way of doing so.

Room: web.signin. What django-allauth's views do is theirs (`urls.py` says which); here is what they have not: links by
e-mail, the demonstration's accounts, places and sessions.
Next door: `adapters` is where allauth asks us; `web.door` decides who may open a page.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belisha.schools.accounts import actions as accounts
from belisha.schools.accounts.models import Account, Office
from belisha.schools.apart import in_school
from belisha.schools.people import links, places
from belisha.schools.people.models import Link
from belisha.schools.people.permissions import OFFICES
from belisha.schools.post import jobs
from belisha.schools.published.models import School
from belisha.web.door import has_second_factor, signed_in
from belisha.web.security import address_of, mail_window
from belisha.web.signin.demonstration import cast


class SignIn(LoginView):
    """E-mail and password, and the doors beside them."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        found = super().get_context_data(**named)
        found["services"] = [(each["name"], each["provider_id"]) for each in offered_services()]
        found["cast"] = cast() if settings.BELISHA_DEMO else []
        found["next"] = self.request.GET.get("next") or self.request.POST.get("next") or ""
        return found


def offered_services() -> list[dict[str, Any]]:
    return settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]


# -- Links by e-mail -------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Whatever address is given, the answer is the same, and takes as long: a job looks whose it is."""
    address, error = request.POST.get("email", "").strip(), ""
    if request.method == "POST":
        try:
            validate_email(address)
        except ValidationError:
            error = "Enter an e-mail address, such as name@example.org"
        else:
            if not mail_window.wait(address_of(request), _now()) and not mail_window.wait(address.lower(), _now()):
                jobs.send_way_in.defer(address=address)
            return render(request, "signin/link_sent.html", {"address": address, "mail": settings.BELISHA_MAIL})
    return render(
        request, "signin/ask_for_link.html", {"address": address, "error": error}, status=422 if error else 200
    )


def _now() -> float:
    import time

    return time.time()


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, school: str, secret: str) -> HttpResponse:
    """What the link is for, and a button. Only the button does it."""
    found = get_object_or_404(School, key=school)
    try:
        with in_school(found):
            held = links.find(found, secret)
            shown = {
                "school": found,
                "name": held.person.name,
                "role": held.get_role_display(),
                "purpose": held.purpose,
            }
        if request.method != "POST":
            return render(request, "signin/link.html", shown)
        if held.purpose == Link.Purpose.INVITATION:
            account = links.accept(found, secret)
        elif held.purpose == Link.Purpose.SIGN_IN:
            account = links.come_in(found, secret)
        else:
            raise links.LinkError
    except links.LinkError:
        return render(request, "signin/link_useless.html", status=410)
    to = reverse("places") if account.has_usable_password() else reverse("account_set_password")
    return _let_in(request, account, to, "link")


def _let_in(request: HttpRequest, account: Account, to: str, method: str) -> HttpResponse:
    """Through allauth, so that a second factor is asked for where there is one."""
    if request.user.is_authenticated and request.user.pk != account.pk:
        from django.contrib.auth import logout

        logout(request)
    if request.user.is_authenticated:
        return redirect(to)
    record_authentication(request, account, method=method)
    return perform_login(request, account, email_verification="none", redirect_url=to)


# -- The demonstration -----------------------------------------------------------------------------------------------


@require_POST
def demonstrate(request: HttpRequest) -> HttpResponse:
    """Signs in as one of the demonstration's people; on a demonstration only."""
    account = Account.objects.filter(demonstration=True, email=request.POST.get("email", "")).first()
    if not settings.BELISHA_DEMO or account is None:
        raise Http404
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return _let_in(request, account, wanted if safe else reverse("places"), "demonstration")


# -- What is one's own -----------------------------------------------------------------------------------------------


@require_safe
@signed_in
def own_places(request: HttpRequest) -> HttpResponse:
    """In which schools somebody is what, and which office they hold. With one and nothing else: straight there."""
    own = places.of_account(request.user)
    offices = list(Office.objects.filter(account=request.user).select_related("organisation"))
    if len(own) + len(offices) == 1 and "stay" not in request.GET:
        return HttpResponseRedirect(reverse("school", args=[own[0].school.key]) if own else reverse("offices"))
    shown = {
        "places": own,
        "offices": [(each.get_kind_display(), each.organisation) for each in offices if OFFICES[each.kind]],
        "needs_second_factor": not has_second_factor(request)
        and (bool(offices) or any(places.needs_second_factor(frozenset(each.roles)) for each in own)),
    }
    return render(request, "signin/places.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the account is signed in; ends one, or all others."""
    if request.method == "POST":
        ending = request.POST.get("session", "")
        if ending == "others":
            accounts.end_sessions(request.user, but=request.session.session_key)
        else:
            found = UserSession.objects.filter(user=request.user, pk=ending).first() if ending.isdigit() else None
            if found is None:
                raise Http404
            accounts.end_session(request.user, found.session_key)
        return redirect("sessions")
    found = UserSession.objects.purge_and_list(request.user)
    rows = sorted(found, key=lambda each: each.created_at, reverse=True)
    return render(request, "signin/sessions.html", {"sessions": rows, "own": request.session.session_key})
