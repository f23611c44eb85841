"""Under: the policy under which a question is asked, and where its pages are.

Room: web.ask. One that comes with Belisha (`of_policy`), a draft on its way to become one (`web.drafts.asking`), or what a school lives by
(`web.life.public`): the journey is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from belisha import library
from belisha.engine import Decision, Rulebook, Situation, decide
from belisha.language import Policy
from belisha.web import rulebooks


@dataclass(frozen=True, slots=True)
class Under:
    """name: in addresses. compiled: the rules of a draft or of a school's own version, for the days on which they are asked; None for a policy that
    comes with Belisha. prefix: of the views, "draft-" or "published-". document: where the policy stands, if not at its usual place."""

    name: str
    policy: Policy
    compiled: Callable[[date], Rulebook] | None = None
    prefix: str = ""
    document: str = ""

    @property
    def is_draft(self) -> bool:
        return self.prefix == "draft-"

    @property
    def school(self) -> str:
        """Whose policy it is, in words."""
        return self.policy.front.school or self.policy.front.policy

    def address(self, view: str, query: str = "") -> str:
        """Of one of the pages: `policy`, `ask`, `ask-question` …"""
        if view == "policy" and self.document:
            return self.document
        return reverse(f"{self.prefix}{view}", args=[self.name]) + (f"?{query}" if query else "")

    def decided(self, situation: Situation, as_of: date | None = None, *, law: bool = True) -> Decision:
        """What the policy says, with what the law says beside it."""
        if self.compiled is None:
            return rulebooks.decided(self.name, situation, as_of, law=law)
        book = self.compiled(as_of or rulebooks.today())
        return decide(book, situation, layers=(library.law(),) if law else ())


def named(name: str) -> Under:
    """A policy that comes with Belisha. Raises Http404."""
    try:
        return Under(name, library.policy(name))
    except library.UnknownPolicy:
        raise Http404(name) from None


def of_policy(view: Callable[[HttpRequest, Under], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page of the journey for the policies that come with Belisha."""

    def of_its_name(request: HttpRequest, name: str) -> HttpResponse:
        return view(request, named(name))

    return of_its_name
