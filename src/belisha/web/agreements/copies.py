"""Copies: one person's copy of an agreement, read, signed, declined, asked about; the same pages signed in and by a link.

Room: web.agreements. Looking changes nothing, since mail scanners follow links; a button does. A link opens one copy for as long as it lasts, shows
afterwards how it was signed, and signs once (docs/adr/0052). Next door: `views` for those who follow it up; `agreements.actions` decides.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from belisha.schools.agreements import actions, papers
from belisha.schools.agreements.models import Reply, Signing
from belisha.schools.apart import in_school
from belisha.schools.people import links, places
from belisha.schools.people.models import Link
from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.published.models import School
from belisha.web.agreements.forms import AskForm, DeclineForm
from belisha.web.door import at_school
from belisha.web.fields import refused
from belisha.web.paper import as_download

WHOLE = ("campaign__school", "campaign__version", "person", "earlier__campaign__version")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody sits with a copy before them. at: what its addresses begin with, as `reverse` takes it; linked: they came by a link."""

    signing: Signing
    place: Place
    names: str
    at: tuple[object, ...]
    linked: bool = False

    def url(self, what: str = "") -> str:
        """The address of this copy, or of what can be done with it: decline, ask, certificate."""
        return reverse("-".join(filter(None, (what, self.names))), args=self.at)

    @property
    def way(self) -> Signing.Way:
        return Signing.Way.LINK if self.linked else Signing.Way.SIGNED_IN

    @property
    def frame(self) -> str:
        return "agreements/by_link.html" if self.linked else "school/frame.html"


Page = Callable[[HttpRequest, Desk], HttpResponse]


# ---- the pages ---------------------------------------------------------------------------------------------------------


def copy(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The statements and a button; afterwards, how they were signed."""
    signing, errors = desk.signing, []
    if request.method == "POST":
        if signing.as_pupil:
            child, own = signing.person.preferred or signing.person.given, desk.place.person
            wanted = (
                ("child", f"{child} has to agree too"),
                ("own", f"{own.name if own else ''}, say that you have read it with {child}"),
            )
            errors = [(name, said) for name, said in wanted if request.POST.get(name) != "yes"]
        if not errors:
            with suppress(ValidationError):  # it was closed meanwhile; the page says so
                actions.sign(signing, by=desk.place, way=desk.way)
            return redirect(desk.url())
    return _page(request, desk, errors)


def _page(request: HttpRequest, desk: Desk, errors: list[tuple[str, str]]) -> HttpResponse:
    signing = desk.signing
    by_parent = signing.as_pupil and desk.place.person is not None and desk.place.person.pk != signing.person_id
    shown = {
        "desk": desk,
        "signing": signing,
        "campaign": signing.campaign,
        "frame": desk.frame,
        "errors": errors,
        "error_of": dict(errors),
        "child": signing.person.preferred or signing.person.given,
        "signs": signing.can_be_signed and (by_parent or not signing.as_pupil),
        "new": [each for each in signing.campaign.judged if each["material"]],
        "replies": list(Reply.objects.filter(school=desk.place.school, signing=signing).visible_to(desk.place)),
        "late": signing.due < timezone.localdate(),
    }
    return render(request, "agreements/copy.html", shown, status=422 if errors else 200)


def decline(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.decline(desk.signing, by=desk.place, way=desk.way, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect(desk.url())
    return _ask(request, desk, form, "Say that you do not agree", "Send it", "Nothing happens to anybody for saying no. The school reads why, and answers you. You can sign later all the same.")  # fmt: skip


def ask(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.ask_for(desk.signing, by=desk.place, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect(desk.url())
    return _ask(request, desk, form, "Ask for something first", "Send it", "The school office answers you by e-mail. You get no reminders until then.")  # fmt: skip


def _ask(
    request: HttpRequest, desk: Desk, form: AskForm | DeclineForm, title: str, button: str, said: str
) -> HttpResponse:
    if not desk.signing.can_be_signed:
        return redirect(desk.url())
    shown = {"desk": desk, "form": form, "title": title, "button": button, "said": said, "frame": desk.frame}
    return render(request, "agreements/ask.html", {**shown, "campaign": desk.signing.campaign}, status=422 if form.errors else 200)  # fmt: skip


def certificate(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A PDF that says who signed what, when and how."""
    return as_certificate(desk.signing)


def as_certificate(signing: Signing) -> HttpResponse:
    if signing.state != Signing.State.SIGNED:
        raise Http404
    return as_download(papers.certificate(signing), f"signed-{signing.campaign.agreement}")


def printed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """In large print, to read or to sign by hand."""
    campaign = desk.signing.campaign
    return as_download(
        papers.to_sign(campaign, with_pupil=desk.signing.as_pupil, large=True), f"{campaign.agreement}-large"
    )


# ---- signed in, and by a link ------------------------------------------------------------------------------------------


def signed_in(page: Page, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[..., HttpResponse]:
    """The page for whoever is asked, and has signed in; 404 for everybody else."""

    @at_school(Permission.SIGN, methods=methods)
    def view(request: HttpRequest, signing: UUID) -> HttpResponse:
        place = request.place
        found = get_object_or_404(
            Signing.objects.own(place).exclude(state=Signing.State.STRUCK).select_related(*WHOLE), pk=signing
        )
        if request.method == "POST" and found.as_pupil and found.person_id == place.person.pk:
            raise PermissionDenied
        return page(request, Desk(found, place, "copy", (place.school.key, found.pk)))

    return view


def by_link(page: Page, methods: tuple[str, ...] = ("GET", "HEAD", "POST")) -> Callable[..., HttpResponse]:
    """The page for whoever has the link. What a link was for is looked at each time: whoever left, or whom a court has restricted, opens nothing."""

    @sensitive_post_parameters()
    @require_http_methods(methods)
    @wraps(page)
    def view(request: HttpRequest, key: str, secret: str) -> HttpResponse:
        school = get_object_or_404(School, key=key)
        with in_school(school):
            try:
                link = links.look(school, secret, Link.Purpose.SIGN)
            except links.LinkError:
                return render(request, "agreements/useless.html", {"school": school}, status=410)
            place = places.of_person(school, link.person)
            found = (
                Signing.objects.own(place).exclude(state__in=[Signing.State.STRUCK, Signing.State.GONE]).select_related(*WHOLE).filter(pk=link.about).first()
                if place is not None and place.may(Permission.SIGN)
                else None
            )  # fmt: skip
            if place is None or found is None:
                return render(request, "agreements/useless.html", {"school": school}, status=410)
            return page(request, Desk(found, place, "linked-copy", (key, secret), linked=True))

    return view


SAFE = ("GET", "HEAD")
own_copy, linked_copy = signed_in(copy), by_link(copy)
decline_copy, decline_linked_copy = signed_in(decline), by_link(decline)
ask_copy, ask_linked_copy = signed_in(ask), by_link(ask)
linked_certificate = by_link(certificate, SAFE)
print_copy, print_linked_copy = signed_in(printed, ("GET",)), by_link(printed, SAFE)
