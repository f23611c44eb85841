"""The first page: what this is, whom it is for, and the policies.

Room: web.start.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from belisha import library


def start(request: HttpRequest) -> HttpResponse:
    schools = [(name, library.policy(name)) for name in library.SCHOOLS]
    return render(request, "start/start.html", {"schools": schools, "model": library.policy("model")})
