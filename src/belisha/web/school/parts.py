"""Parts: what the pages of a school are, for whoever may open them. To add one: a line in PARTS.

Room: web.school.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from markupsafe import Markup

from belisha.schools.people.permissions import Permission
from belisha.web import components as ui

# What the link says, the name of its page, and what one must be allowed to see it.
PARTS = (
    ("Home", "school", Permission.ENTER),
    ("Policy", "versions", Permission.ENTER),
    ("Agreements", "agreements", Permission.ENTER),
    ("Ask", "school-ask", Permission.ENTER),
    ("Declarations", "declarations", Permission.DECLARE),
    ("Approvals", "approvals", Permission.ENTER),
    ("Channels", "channels", Permission.ENTER),
    ("Calendar", "calendar", Permission.SEE_NOTICES),
    ("Notices", "notices", Permission.SEE_NOTICES),
    ("Teaching", "teaching", Permission.SEE_TEACHING),
    ("People", "people", Permission.SEE_STAFF),
    ("Who may do what", "permissions", Permission.SEE_PERMISSIONS),
    ("Mail", "mail", Permission.SEE_MAIL),
    ("Record", "record", Permission.SEE_RECORD),
    ("Settings", "settings", Permission.CHANGE_SETTINGS),
)


def school_navigation(request: HttpRequest) -> Markup:
    """The parts that this person may open, and which of them is open."""
    place = request.place
    items = [(text, reverse(name, args=[place.school.key])) for text, name, needed in PARTS if place.may(needed)]
    open_ = max((href for _, href in items if request.path.startswith(href)), key=len, default="")
    return ui.service_navigation([*items, ("Your places", f"{reverse('places')}?stay")], current=open_)
