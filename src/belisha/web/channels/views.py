"""Pages of the list of channels: the list, one of them, adding, changing and closing one.

Room: web.channels. HTTP in, HTTP out; what is shown comes through `visible_to`, what is done through `channels.actions`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from belisha.schools.channels import actions
from belisha.schools.channels.models import Channel, kinds
from belisha.schools.people.permissions import Permission
from belisha.web import lists, wording
from belisha.web.channels import presenters
from belisha.web.channels.forms import ChannelForm, CloseForm, of_channel, said_of
from belisha.web.door import at_school
from belisha.web.fields import refused

SHOW = (("use", "In use"), ("closed", "Closed"), ("all", "All"))


def _wanted(request: HttpRequest) -> tuple[Any, dict[str, str]]:
    asked = lists.asked(request.GET, "q", "kind", "show")
    found, day = Channel.objects.visible_to(request.place), timezone.localdate()
    found = lists.with_words(found, asked["q"], "name", "address")
    if asked["kind"] in kinds():
        found = found.filter(kind=asked["kind"])
    if asked["show"] not in dict(SHOW):
        asked["show"] = "use"
    if asked["show"] == "use":
        found = found.in_use(day)
    elif asked["show"] == "closed":
        found = found.filter(closed__lte=day)
    return found, asked


@at_school()
def channels(request: HttpRequest) -> HttpResponse:
    """All of them; to families and pupils, those that anybody can see."""
    place, day = request.place, timezone.localdate()
    found, asked = _wanted(request)
    page = lists.page_of(request, found)
    shown = {
        "page": page,
        "rows": presenters.rows(list(page), place, day),
        "asked": asked,
        "filtered": asked != {"q": "", "kind": "", "show": "use"},
        "kinds": [("", "All"), *((each, said_of(each)) for each in kinds())],
        "show": SHOW,
        "keeps": place.may(Permission.KEEP_CHANNELS),
        "sees_all": place.may(Permission.SEE_CHANNELS),
    }
    return render(request, "channels/channels.html", shown)


@at_school(Permission.SEE_CHANNELS)
def export(request: HttpRequest) -> HttpResponse:
    place, day = request.place, timezone.localdate()
    listed = list(_wanted(request)[0])
    told, seen = presenters.beside(listed, place), presenters.keepers_seen(listed, place)
    rows = [
        (
            each.name, each.address, said_of(each.kind), wording.label("site", each.site)[0] if each.site else "",
            wording.label("audience", each.audience)[0] if each.audience else "", told.keeper(each, seen), told.standing(each, day), each.since,
            each.closed or "", each.closed_because, "; ".join(f"{wording.question(flag)} {'Yes' if value else 'No'}" for flag, value in each.facts.items()),
        )
        for each in listed
    ]  # fmt: skip
    head = ["Channel", "Where", "What it is", "Kind of site", "Who can see it", "Kept by", "How it stands", "Since", "Closed", "Why", "What is known of it"]  # fmt: skip
    return lists.as_csv("channels", head, rows)


@at_school(Permission.SEE_CHANNELS, Permission.KEEP_CHANNELS, methods=("GET", "POST"))
def add(request: HttpRequest) -> HttpResponse:
    return _form(request, None)


def _channel(request: HttpRequest, channel: UUID) -> Channel:
    return get_object_or_404(Channel.objects.visible_to(request.place), pk=channel)


@at_school()
def channel(request: HttpRequest, channel: UUID) -> HttpResponse:
    """One of them, with what the policy may ask of it."""
    found, place, day = _channel(request, channel), request.place, timezone.localdate()
    shown = {
        "channel": found,
        "rows": presenters.summary(found, place, day),
        "facts": presenters.facts(found) if place.may(Permission.SEE_CHANNELS) else [],
        "in_use": found.is_in_use(day),
        "keeps": place.may(Permission.KEEP_CHANNELS),
        "sees_all": place.may(Permission.SEE_CHANNELS),
    }
    return render(request, "channels/channel.html", shown)


@at_school(Permission.SEE_CHANNELS, Permission.KEEP_CHANNELS, methods=("GET", "POST"))
def change(request: HttpRequest, channel: UUID) -> HttpResponse:
    return _form(request, _channel(request, channel))


def _form(request: HttpRequest, found: Channel | None) -> HttpResponse:
    place = request.place
    form = ChannelForm(request.POST or None, place=place, initial=of_channel(found) if found else {})
    if form.is_valid():
        told = form.cleaned_data
        try:
            kept = actions.change(found, by=place, **told) if found else actions.add(by=place, **told)
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect("channel", place.school.key, kept.pk)
    back = reverse("channel", args=[place.school.key, found.pk]) if found else reverse("channels", args=[place.school.key])  # fmt: skip
    shown = {
        "form": form,
        "title": "Change the channel" if found else "Add a channel",
        "button": "Save" if found else "Add the channel",
        "back": back,
        "said": "What you say of it here is not asked again when somebody asks the policy about it. What is not known can stay so.",
    }
    return render(request, "people/form.html", shown, status=422 if form.errors else 200)


@at_school(Permission.SEE_CHANNELS, Permission.KEEP_CHANNELS, methods=("GET", "POST"))
def close(request: HttpRequest, channel: UUID) -> HttpResponse:
    found = _channel(request, channel)
    form = CloseForm(request.POST if request.method == "POST" else None)
    page = reverse("channel", args=[found.school_id, found.pk])
    if form.is_valid():
        try:
            actions.close(found, by=request.place, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect(page)
    said = "It stays in the list of closed ones. An approval that was given for it is not withdrawn by that."
    shown = {"form": form, "title": f"Close {found.name}", "button": "Close it", "back": page, "said": said}
    return render(request, "people/form.html", shown, status=422 if form.errors else 200)
