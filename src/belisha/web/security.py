"""Security: the headers on every answer, and the limits on every request.

Room: web. What Django knows how to set is in `config.settings`; the rest is here. Why each: docs/adr/0005, THREATMODEL.md.
"""

from __future__ import annotations

import logging
import re
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from belisha.web import errors

DRAFTS = "/drafts/"
# Addresses that open something by themselves: a draft, a link by e-mail, somebody's calendar. What follows is never logged.
LINKS = re.compile(rf"({DRAFTS}|/links/[\w-]+/|/calendar/feed/)[\w-]+")
Handler = Callable[[HttpRequest], HttpResponseBase]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # A shared staffroom computer must not keep what somebody asked. Static files set their own.
    "Cache-Control": "no-store",
}


class Headers:
    """Puts HEADERS on every answer, static files and faults included; a view may set another value itself."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.path.startswith(DRAFTS):  # whoever passed a link on to a search engine did not mean to
            response.headers["X-Robots-Tag"] = "noindex"
        return response


class Limits:
    """Refuses what is too big, and what comes too often: before anything is read or worked out."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        # By the beginning of an address: programs, and the drafts that a page of ours asks about as somebody types.
        self.windows = {
            errors.API: Window(settings.BELISHA_API_PER_MINUTE),
            DRAFTS: Window(settings.BELISHA_API_PER_MINUTE),
        }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if len(request.get_full_path()) > settings.BELISHA_LONGEST_ADDRESS:
            return errors.address_too_long(request)
        for beginning, window in self.windows.items():
            if request.path.startswith(beginning) and (wait := window.wait(address_of(request), time.time())):
                return errors.too_often(request, wait)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., object], *_: object) -> HttpResponse | None:
        """A view that takes files has `takes_files`, and sees to its own limits."""
        if length_of(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and not getattr(view, "takes_files", False):
            return errors.too_big(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.too_big(request) if isinstance(exception, RequestDataTooBig) else None


class Window:
    """Counts requests by address in the running minute.

    In memory, so that no address is written down anywhere; each worker process counts for itself (docs/adr/0005).
    """

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self.minute = 0
        self.counts: dict[str, int] = {}
        self.lock = threading.Lock()

    def wait(self, address: str, now: float) -> int:
        """How many seconds the address has to wait; 0 when it may go on. now: seconds since the epoch."""
        minute = int(now // 60)
        with self.lock:
            if minute != self.minute:
                self.minute, self.counts = minute, {}
            count = self.counts[address] = self.counts.get(address, 0) + 1
        return 0 if count <= self.per_minute else max(1, int((minute + 1) * 60 - now))


# How many links by e-mail one address of the network, or of a person, may ask for in a minute.
mail_window = Window(5)


def length_of(request: HttpRequest) -> int:
    """How many bytes the body of the request is said to have."""
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isascii() and said.isdigit() else 0


def address_of(request: HttpRequest) -> str:
    """Who is asking. Behind a proxy of our own, the last hop that it added; what a client claims before that is not believed."""
    if settings.BELISHA_BEHIND_PROXY:
        forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if forwarded.strip():
            return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


class NoWords(logging.Formatter):
    """Tracebacks without what the exceptions say: that may be words of a document, or of somebody who asked."""

    def formatException(self, ei: Any) -> str:
        found: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            found.insert(0, "".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "Traceback (most recent call last):\n" + "\nwhich led to:\n".join(found)


class NoLinks(logging.Filter):
    """Keeps links out of the log: who holds one may change a draft, or come in as somebody."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(LINKS.sub(r"\1…", each) if isinstance(each, str) else each for each in record.args)
        return True
