"""The papers of a notice: a poster (A4, A3), large print (24 point), and the code that leads to the policy.

Room: web.notices. The policy's words are printed as they stand. Next door: `publishing.pdf` sets them.
"""

from __future__ import annotations

import io
from uuid import UUID

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from belisha.publishing.pdf import pdf
from belisha.schools.notices.actions import about
from belisha.schools.notices.models import Notice
from belisha.schools.people.permissions import Permission
from belisha.web.door import at_school

# By the name in the address: the paper, and the size of its words in points; of a poster, the largest, where there is room.
PAPERS = {"poster-a4": ("a4", 34), "poster-a3": ("a3", 50), "large-print": ("a4", 24)}


@at_school(Permission.SEE_NOTICES)
def paper(request: HttpRequest, notice: UUID, paper: str) -> HttpResponse:
    """One of PAPERS as a PDF."""
    found = get_object_or_404(Notice.objects.visible_to(request.place).select_related("school", "event"), pk=notice)
    if paper not in PAPERS:
        raise Http404
    size, points = PAPERS[paper]
    address = policy_address(found.school_id)
    data = {
        "size": size,
        "points": points,
        "poster": paper.startswith("poster"),
        "school": found.school.name,
        "title": found.title,
        "about": about(found.event) if found.event else "",
        "says": found.says,
        "own": found.own,
        "clause": found.clause,
        "address": address,
    }
    headers = {"Content-Disposition": f'attachment; filename="{found.clause.lower()}-{paper}.pdf"'}
    return HttpResponse(
        pdf("notice", data, pictures={"code.svg": code(address, border=0)}),
        content_type="application/pdf",
        headers=headers,
    )


@at_school(Permission.SEE_NOTICES)
def qr(request: HttpRequest) -> HttpResponse:
    """The code that leads to the published policy, as SVG, for a newsletter or a slide."""
    address = policy_address(request.place.school.key)
    headers = {"Content-Disposition": 'inline; filename="policy.svg"'}
    return HttpResponse(code(address), content_type="image/svg+xml", headers=headers)


def code(address: str, border: int = 4) -> bytes:
    """The code of an address, as SVG. border: of light modules, which a reader needs where the ground is not light."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=8, border=border)
    return out.getvalue()


def policy_address(school: str) -> str:
    return f"{settings.BELISHA_ADDRESS}{reverse('published-policy', args=[school])}"
