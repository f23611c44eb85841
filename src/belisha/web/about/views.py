"""Pages of words alone.

Room: web.about. What they claim is held by tests/web: no cookie, nothing stored, what axe finds.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "about/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "about/privacy.html")
