"""The outbox of a school.

Room: web.post. A link that lets somebody in is shown on a demonstration alone: elsewhere whoever sees the outbox could come in as
somebody else.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from belisha.schools.people.permissions import Permission
from belisha.schools.post.models import Message
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event
from belisha.web import components as ui
from belisha.web import lists
from belisha.web.door import at_school
from belisha.web.wording import moment

HIDDEN = "(the link is not shown here)"


def _wanted(request: HttpRequest) -> tuple[Any, dict[str, str]]:
    """The messages that the address asks for, without what they say."""
    asked = lists.asked(request.GET, "state", "q")
    found = Message.objects.visible_to(request.place).defer("text", "html", "link")
    if asked["state"] in Message.State.values:
        found = found.filter(state=asked["state"])
    if asked["q"]:
        found = found.filter(subject__icontains=asked["q"]) | found.filter(to__icontains=asked["q"])
    return found, asked


def _what_became_of(each: Message) -> str:
    return each.get_state_display() + (f": {each.error}" if each.error else "")


@at_school(Permission.SEE_MAIL)
def messages(request: HttpRequest) -> HttpResponse:
    found, asked = _wanted(request)
    page = lists.page_of(request, found)
    rows = [
        [
            ui.link(reverse("message", args=[request.place.school.key, each.pk]), each.subject),
            each.to,
            moment(each.made),
            _what_became_of(each),
        ]
        for each in page
    ]
    shown = {
        "page": page,
        "rows": rows,
        "asked": asked,
        "states": [("", "All"), *Message.State.choices],
        "sends": settings.BELISHA_MAIL,
    }
    return render(request, "post/messages.html", shown)


@at_school(Permission.SEE_MAIL, fresh=True)
def export(request: HttpRequest) -> HttpResponse:
    """The same list for a spreadsheet."""
    found, _ = _wanted(request)
    rows = [(each.subject, each.to, moment(each.made), _what_became_of(each)) for each in found]
    record.read(request.place, Event.MAIL_EXPORTED, record.About("list", "", f"{len(rows)} messages"))
    return lists.as_csv("mail", ["Subject", "To", "When", "State"], rows)


@at_school(Permission.SEE_MAIL)
def message(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Message.objects.visible_to(request.place), pk=pk)
    record.read(request.place, Event.MAIL_OPENED, record.About("message", str(found.pk), found.subject))
    before, _, after = found.text.partition("{link}")
    link = found.link if settings.BELISHA_DEMO else ""
    shown = {
        "message": found,
        "before": before,
        "after": after,
        "link": link,
        "hidden": HIDDEN if "{link}" in found.text else "",
    }
    return render(request, "post/message.html", shown)
