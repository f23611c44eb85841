"""Asking: the Ask journey under a draft as it stands, and the draft as people would read it.

Room: web.drafts. The journey itself is `web.ask`; here its pages get a draft instead of a policy that comes with Belisha, and a bound on time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from belisha import library
from belisha.engine import rulebook_of
from belisha.engine.boxes import TooManyCases
from belisha.web import rulebooks
from belisha.web.ask.under import Under
from belisha.web.drafts import links
from belisha.web.drafts.checked import checked
from belisha.web.drafts.within import TookTooLong, within
from belisha.web.policies.views import in_frame


def of_draft(view: Callable[[HttpRequest, Under], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page of the journey for a draft."""

    def of_its_link(request: HttpRequest, token: str) -> HttpResponse:
        draft = links.opened(token)
        if draft.read is None:
            return render(
                request, "drafts/not_yet.html", {"token": token, "why": "It has not been read yet."}, status=409
            )
        try:
            there = checked(draft)
            if not there.policy.clauses:
                why = "None of its sentences has been accepted as a rule yet, so there is nothing to ask it."
                return render(request, "drafts/not_yet.html", {"token": token, "why": why})
            with within():
                compiled = partial(rulebook_of, there.policy, law=library.law())
                compiled(rulebooks.today())
                return view(request, Under(token, there.policy, compiled, "draft-"))
        except TooManyCases as error:
            why = f"{error.clause} falls into too many cases to decide by. Split it into several rules."
        except TookTooLong:
            why = "Working out what its rules say together takes too long. Make those with the most conditions shorter."
        return render(request, "drafts/not_yet.html", {"token": token, "why": why}, status=503)

    return of_its_link


def policy(request: HttpRequest, token: str) -> HttpResponse:
    """The draft as people would read it, and where the clauses stand that an answer cites."""
    draft = links.opened(token)
    if draft.read is None:
        return render(request, "drafts/not_yet.html", {"token": token, "why": "It has not been read yet."}, status=409)
    there = checked(draft)
    return render(
        request,
        "drafts/policy.html",
        {"token": token, "draft": draft, "policy": there.policy, **in_frame(there.policy)},
    )
