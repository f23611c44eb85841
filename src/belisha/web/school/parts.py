"""Parts: what the pages of a school are, for whoever may open them, and the sections in which they stand. To add one: a line in PARTS.

Room: web.school. A section is one link of the navigation, so that all of them fit on a line; its parts stand on a second line beneath (docs/adr/0059).
"""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from markupsafe import Markup

from belisha.schools.people.permissions import Permission
from belisha.web import components as ui

# The section, what the link to the part says, the name of its page, and who gets the link. A section leads to the first of its parts that somebody has.
PARTS = (
    ("Home", "Home", "school", Permission.ENTER),
    ("Policy", "Policy", "versions", Permission.ENTER),
    ("Policy", "What it did not answer", "unanswered", Permission.SEE_DRAFT_POLICIES),
    ("Policy", "Report for governors", "report", Permission.SEE_REPORT),
    ("Ask", "Ask", "school-ask", Permission.ENTER),
    ("Ask", "Approvals", "approvals", Permission.ENTER),
    ("Ask", "Ties with families", "declarations", Permission.DECLARE),
    ("Ask", "Channels", "channels", Permission.ENTER),
    ("Concerns", "Concerns", "concerns", Permission.REPORT_CONCERNS),
    ("Agreements", "Agreements", "agreements", Permission.ENTER),
    ("Notices", "Notices", "notices", Permission.SEE_NOTICES),
    ("Notices", "Calendar", "calendar", Permission.SEE_NOTICES),
    ("Teaching", "Teaching", "teaching", Permission.SEE_TEACHING),
    ("People", "People", "people", Permission.SEE_STAFF),
    ("People", "Who may do what", "permissions", Permission.SEE_STAFF),  # families find it on their home
    ("Administration", "Record", "record", Permission.SEE_RECORD),
    ("Administration", "Mail", "mail", Permission.SEE_MAIL),
    ("Administration", "Settings", "settings", Permission.CHANGE_SETTINGS),
)


def school_navigation(request: HttpRequest) -> Markup:
    """The sections that this person has, and beneath them the parts of the one that is open."""
    place, path = request.place, request.path
    sections: dict[str, list[tuple[str, str]]] = {}
    for section, text, name, needed in PARTS:
        if place.may(needed):
            sections.setdefault(section, []).append((text, reverse(name, args=[place.school.key])))
    home = sections["Home"][0][1]
    # Every page of the school begins with the address of its home, those that are in no part too.
    within = [
        (len(href), section, href)
        for section, parts in sections.items()
        for _, href in parts
        if path == href or (href != home and path.startswith(href))
    ]
    _, open_, part = max(within, default=(0, "", ""))
    # A section of which somebody has one part alone goes by the name of that: "Record", for the data protection officer.
    links = [(name if len(parts) > 1 else parts[0][0], parts[0][1]) for name, parts in sections.items()]
    beneath = sections.get(open_, [])
    first = beneath[0][1] if beneath else ""
    line = ui.service_navigation(links, current=first, here=path == first)
    if len(beneath) > 1:
        line += ui.sub_navigation(beneath, current=part, here=path == part, label=f"{open_}: its pages")
    return line
