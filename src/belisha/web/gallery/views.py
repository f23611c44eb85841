"""The gallery's page.

Room: web.gallery. Next door: `examples`.
"""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from belisha.web.gallery.examples import EXAMPLES


def gallery(request: HttpRequest) -> HttpResponse:
    """Every part in every state."""
    parts = [
        (part, [(each.state, each.make()) for each in group])
        for part, group in groupby(EXAMPLES, lambda each: each.part)
    ]
    return render(request, "gallery/gallery.html", {"parts": parts})
