"""The outbox of a school.

Room: web.post. A link that lets somebody in is shown on a demonstration alone: elsewhere whoever sees the outbox could come in as
somebody else.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from markupsafe import Markup

from belisha.schools.people.permissions import Permission
from belisha.schools.post.models import Message
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event
from belisha.web import lists
from belisha.web.door import at_school
from belisha.web.wording import moment

HIDDEN = "(the link is not shown here)"


@at_school(Permission.SEE_MAIL)
def messages(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    found = Message.objects.visible_to(request.place)
    if state in Message.State.values:
        found = found.filter(state=state)
    page = lists.page_of(request, found.defer("text", "html", "link"))
    rows = [
        [
            Markup('<a class="govuk-link" href="{}">{}</a>').format(
                reverse("message", args=[request.place.school.key, each.pk]), each.subject
            ),
            each.to,
            moment(each.made),
            each.get_state_display() + (f": {each.error}" if each.error else ""),
        ]
        for each in page
    ]
    shown = {
        "page": page,
        "rows": rows,
        "pages": lists.pages(request, page),
        "state": state,
        "states": [("", "All"), *Message.State.choices],
        "sends": settings.BELISHA_MAIL,
    }
    return render(request, "post/messages.html", shown)


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
