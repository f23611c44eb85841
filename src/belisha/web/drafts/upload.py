"""Upload: `/import/`, a file or a pasted text in, a draft out.

Room: web.drafts. What is too large or comes too often is refused before it is read; the reading itself is for `schools.drafts.queue`.
Files stay in memory and in the database until they are read; none is written to a folder.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from belisha.importing.formats import ENDINGS
from belisha.importing.worker import MOST_SENTENCES
from belisha.schools.drafts import actions
from belisha.schools.drafts.models import KEPT_FOR, Draft
from belisha.schools.drafts.queue import QUEUE
from belisha.web import wording
from belisha.web.drafts import links
from belisha.web.security import Window, address_of, length_of

FILE, TEXT, LAST = "file", "text", "whole"
FORM_AROUND = 100_000  # what a form adds to its file; a pasted text has Django's own limit
# A browser shows no answer before it has sent everything; up to this much is read for that, and thrown away.
DRAINED, DRAINED_SECONDS = 250_000_000, 60

Errors = Sequence[tuple[str, str]]


class Gate:
    """Lets a few come in at once, and each address once: receiving a file takes memory, and one of the server's threads."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self.inside: set[str] = set()
        self.lock = threading.Lock()

    @contextmanager
    def place(self, address: str) -> Iterator[bool]:
        """Whether there is room."""
        with self.lock:
            free = len(self.inside) < self.at_once and address not in self.inside
            if free:
                self.inside.add(address)
        try:
            yield free
        finally:
            if free:
                with self.lock:
                    self.inside.discard(address)


GATE = Gate(2)
WINDOW = Window(settings.BELISHA_IMPORTS_PER_MINUTE)


@csrf_exempt  # checked in `_received`: looking for the token reads the whole file
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The page on which a document comes in."""
    if request.method != "POST":
        return form(request)
    address = address_of(request)
    if WINDOW.wait(address, time.time()):
        return form(request, [(FILE, "Too many documents came from your network. Wait a minute, then try again")], 429)
    with GATE.place(address) as free:
        if not free:
            said = "Belisha is taking in other documents. Wait half a minute, then choose the file again"
            return form(request, [(FILE, said)], 503)
        if length_of(request) > settings.BELISHA_LARGEST_FILE + FORM_AROUND:
            _drain(request)
            return form(request, [(FILE, too_large())], 413)
        try:
            return _received(request)
        except RequestDataTooBig:
            return form(request, [(TEXT, "The text is too long to paste. Save it as a file, and choose that")], 413)
        except (MultiPartParserError, UnreadablePostError):
            return form(request, [(FILE, CUT_OFF)], 400)


start.takes_files = True  # type: ignore[attr-defined]
CUT_OFF = "The document did not arrive whole. Choose it again"


def too_large() -> str:
    return f"The file must be smaller than {settings.BELISHA_LARGEST_FILE // 1_000_000} MB. Save it again without its pictures, or paste its text"


@csrf_protect
def _received(request: HttpRequest) -> HttpResponse:
    """A form that has arrived."""
    file, text = request.FILES.get(FILE), request.POST.get(TEXT, "")
    # INVARIANT: the last field of the form. Without it the rest was cut off, and a part of a policy is no policy.
    if LAST not in request.POST:
        return form(request, [(FILE, CUT_OFF)], 400)
    if file is None and not text.strip():
        return form(request, [(FILE, "Choose a file, or paste the text of the policy")], 400)
    if file is not None and text.strip():
        return form(request, [(FILE, "Choose a file or paste a text, not both")], 400, text)
    if file is not None and (file.size or 0) > settings.BELISHA_LARGEST_FILE:
        return form(request, [(FILE, too_large())], 413)
    actions.purge()
    address = address_of(request)
    if not QUEUE.has_room(address):
        said = "Belisha is reading other documents. Wait a minute, then try again"
        return form(request, [(FILE, said)], 503, text)
    name = actions.harmless_name(file.name or "") if file is not None else ""
    ending = PurePath(name).suffix.lower() if file is not None else ".txt"
    data = file.read() if file is not None else text.encode("utf-8", "replace")
    token = links.unsigned(request.POST.get("link", ""))
    try:
        draft = actions.begin(token, file_name=name, ending=ending, data=data)
    except actions.TokenTaken:  # the form was opened once, and used for two documents
        token = links.new_token()
        draft = actions.begin(token, file_name=name, ending=ending, data=data)
    if draft.waiting:
        QUEUE.add(draft.pk, address)
    return HttpResponseRedirect(reverse("draft", args=[token]))


def refused(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The page once more, with the reason why a document could not be read."""
    return form(
        request,
        [(FILE if draft.file_name else TEXT, wording.quoted(f"{draft.problem}. {draft.mend}".removesuffix(".")))],
    )


def form(request: HttpRequest, errors: Errors = (), status: int = 200, text: str = "") -> HttpResponse:
    """The page, with what is wrong. Each has a link for a new draft in it, so that it may be sent twice."""
    return render(
        request,
        "drafts/upload.html",
        {
            "errors": errors,
            "error_of": dict(errors),
            "text": text,
            "link": links.signed(links.new_token()),
            "endings": ",".join(ENDINGS),
            "megabytes": settings.BELISHA_LARGEST_FILE // 1_000_000,
            "largest": settings.BELISHA_LARGEST_FILE,
            "too_large": too_large(),
            "most_sentences": MOST_SENTENCES,
            "days": KEPT_FOR.days,
        },
        status=status,
    )


def _drain(request: HttpRequest) -> None:
    """Reads what a browser goes on sending, and throws it away."""
    left, until = min(length_of(request), DRAINED), time.monotonic() + DRAINED_SECONDS
    try:
        while left > 0 and time.monotonic() < until and (piece := request.read(min(left, 1 << 20))):
            left -= len(piece)
    except OSError:  # whoever sent it has gone
        pass
