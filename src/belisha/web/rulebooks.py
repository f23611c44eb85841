"""Rulebooks: the policies that the site offers, compiled once, and decisions by them.

Room: web. Pages and the API decide through this one door. Next door: `belisha.library` holds the documents.
"""

from __future__ import annotations

import threading
from datetime import date

from django.utils import timezone

from belisha import library
from belisha.engine import Decision, Rulebook, Situation, decide, rulebook_of
from belisha.language import Policy

# Two requests must not compile the same policy at the same time.
_one_at_a_time = threading.Lock()
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


def today() -> date:
    """The day, in London."""
    return timezone.localdate()


def names() -> tuple[str, ...]:
    """Every policy that the site offers: the schools', then the model."""
    return library.NAMES


def rulebook(name: str, as_of: date | None = None) -> Rulebook:
    """A policy compiled for a day (today, where left out). Raises UnknownPolicy."""
    policy = library.policy(name)
    with _one_at_a_time:
        return rulebook_of(policy, as_of or today(), library.law())


def decided(name: str, situation: Situation, as_of: date | None = None, *, law: bool = True) -> Decision:
    """What the policy says, with what the law says beside it. Raises UnknownPolicy."""
    book = rulebook(name, as_of)
    with _one_at_a_time:
        rulebook_of(library.law(), book.as_of)
    return decide(book, situation, layers=(library.law(),) if law else ())


def receipt_of(policy: Policy) -> str:
    """What a receipt names a document's version by: enough of its hash to tell any two apart."""
    return policy.hash[:16]
