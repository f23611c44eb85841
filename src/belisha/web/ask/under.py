"""Under: the policy under which a question is asked, and where its pages are.

Room: web.ask. One that comes with Belisha (`of_policy`), a draft on its way to become one (`web.drafts.asking`), or what a school lives by
(`web.life.public`; `web.asking` for whoever has signed in there): the journey is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from belisha import library
from belisha.engine import Decision, Rulebook, Situation, decide
from belisha.engine.situation import Stated
from belisha.language import Policy
from belisha.schools.declarations.facts import Known
from belisha.web import rulebooks
from belisha.web.ask.answers import Answers


@dataclass(frozen=True, slots=True)
class Under:
    """name: in addresses. compiled: the rules of a draft or of a school's own version, for the days on which they are asked; None for a policy that
    comes with Belisha. prefix: of the views, "draft-", "published-" or "school-". document: where the policy stands, if not at its usual place.
    frame: the template around the pages. owner: whose policy it is, where its front matter does not say so. whom: whom it is about, in words. carried: what stands in every address of the journey. knows: what the registers
    say beside the answers on a day, as value and source by fact. tell: hears each answer of today. beside: what else the page of a decision shows."""

    name: str
    policy: Policy
    compiled: Callable[[date], Rulebook] | None = None
    prefix: str = ""
    document: str = ""
    frame: str = "base.html"
    owner: str = ""
    whom: str = ""
    carried: tuple[tuple[str, str], ...] = ()
    knows: Callable[[Mapping[str, Stated], date], Mapping[str, Known]] | None = None
    tell: Callable[[Decision, Answers], None] | None = None
    beside: Callable[[Decision, Answers], dict[str, object]] | None = None

    @property
    def is_draft(self) -> bool:
        return self.prefix == "draft-"

    @property
    def school(self) -> str:
        """Whose policy it is, in words."""
        return self.owner or self.policy.front.school or self.policy.front.policy

    @property
    def is_signed_in(self) -> bool:
        return self.prefix == "school-"

    def informed(self, answers: Answers, day: date | None = None) -> Answers:
        """With what the registers say on a day (today, where left out)."""
        if self.knows is None:
            return answers
        found = self.knows(answers.situation.facts, day or rulebooks.today())
        known = {name: each.value for name, each in found.items()}
        return replace(answers, known=known, sources={name: each.source for name, each in found.items()})

    def address(self, view: str, query: str = "") -> str:
        """Of one of the pages: `policy`, `ask`, `ask-question` …"""
        if view == "policy" and self.document:
            return self.document
        query = "&".join(filter(None, (urlencode(self.carried), query)))
        return self.path(view) + (f"?{query}" if query else "")

    def beneath(self, view: str, name: str, query: str) -> str:
        """Of a page about another policy."""
        query = "&".join(filter(None, (urlencode(self.carried), query)))
        return f"{reverse(f'{self.prefix}{view}', args=[self.name, name])}?{query}"

    def path(self, view: str) -> str:
        """The same without what follows `?`: where a form that is sent by GET goes, with `carried` in hidden fields."""
        return reverse(f"{self.prefix}{view}", args=[self.name])

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
