"""Errors: what somebody sees when something goes wrong: what happened, and what to do now.

Room: web. A page for people, a line of JSON for programs (addresses under /api/).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

API = "/api/"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that can go wrong. `mend`: what the reader can do, a sentence each."""

    status: int
    title: str
    mend: tuple[str, ...]


BAD_REQUEST = Trouble(
    400,
    "Belisha could not read that request",
    (
        "Go back and try again.",
        "If you followed a link, it may have been cut short: ask whoever sent it for the whole one.",
    ),
)
FORBIDDEN = Trouble(403, "You cannot open this page", ("If you think that you should see it, ask your school office.",))
FORGED = Trouble(
    403,
    "This form has gone out of date",
    (
        "Go back, load the page again, and send the form once more.",
        "The form needs a cookie: allow cookies for this site.",
    ),
)
NOT_FOUND = Trouble(
    404,
    "Page not found",
    ("If you typed the address, check that it is right.", "If you pasted it, check that you copied all of it."),
)
NO_DRAFT = Trouble(
    404,
    "There is no draft at this address",
    (
        "Check that you have the whole link: it is long, and mail programs cut links in two.",
        "A draft is deleted thirty days after it was brought in, or earlier by somebody who has its link. You can bring the document in again.",
    ),
)
TOO_BIG = Trouble(413, "That is too big to send", ("Send at most one megabyte at a time.",))
ADDRESS_TOO_LONG = Trouble(414, "That address is too long", ("Go back to the start and begin again.",))
TOO_OFTEN = Trouble(429, "Too many requests", ("Wait a minute, then go on.",))
FAULT = Trouble(
    500,
    "Sorry, something went wrong here",
    (
        "Nothing that you did caused this. Try again in a few minutes.",
        "If it cannot wait, read your school's policy or ask a senior leader. If a child is in danger, call 999.",
    ),
)
ALL = (BAD_REQUEST, FORBIDDEN, FORGED, NOT_FOUND, NO_DRAFT, TOO_BIG, ADDRESS_TOO_LONG, TOO_OFTEN, FAULT)


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith(API)


def show(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    if is_api(request):
        return JsonResponse({"error": trouble.title, "mend": " ".join(trouble.mend)}, status=trouble.status)
    return render(request, "error.html", {"trouble": trouble}, status=trouble.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show(request, BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show(request, FORBIDDEN)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    return show(request, FORGED)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show(request, NO_DRAFT if request.path.startswith("/drafts/") else NOT_FOUND)


def too_big(request: HttpRequest) -> HttpResponse:
    return show(request, TOO_BIG)


def address_too_long(request: HttpRequest) -> HttpResponse:
    return show(request, ADDRESS_TOO_LONG)


def too_often(request: HttpRequest, wait: int) -> HttpResponse:
    """wait: seconds."""
    response = show(request, TOO_OFTEN)
    response.headers["Retry-After"] = str(wait)
    return response


def fault(request: HttpRequest) -> HttpResponse:
    try:
        return show(request, FAULT)
    except Exception:  # the page itself may be what is broken
        return HttpResponse("\n".join([FAULT.title, *FAULT.mend]), status=500, content_type="text/plain; charset=utf-8")
