"""Rulebooks: the policies that the site offers, compiled once, and decisions by them.

Room: web. Pages and the API decide through this one door. A school's own policy is offered once somebody has put it in (`hold`); what was asked for last is
kept. Next door: `belisha.library` holds the documents that come with Belisha.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from datetime import date
from functools import cache

from django.utils import timezone

from belisha import library
from belisha.engine import Decision, Rulebook, Situation, decide, rulebook_of
from belisha.language import Policy

# Two requests must not compile the same policy at the same time.
_one_at_a_time = threading.Lock()
# Schools' own policies by name, with whose they are.
_held: OrderedDict[str, tuple[Policy, str]] = OrderedDict()
MOST_HELD = 500
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
# What every school's name holds, and no reader needs in order to tell two apart.
_EVERY_SCHOOL = re.compile(r"^The | ?\b(Church of England|Primary|Junior|Infant|Secondary|Academy|School)\b")


def today() -> date:
    """The day, in London."""
    return timezone.localdate()


def names() -> tuple[str, ...]:
    """Every policy that the site offers: the schools', then the model."""
    return library.NAMES


def hold(name: str, policy: Policy, school: str) -> None:
    """Puts a school's own policy in. name: no other text may ever have it; school: whose it is, in words."""
    with _one_at_a_time:
        _held[name] = (policy, school)
        _held.move_to_end(name)
        if len(_held) > MOST_HELD:
            _held.popitem(last=False)


def policy(name: str) -> Policy:
    """Raises UnknownPolicy."""
    held = _held.get(name)
    return held[0] if held else library.policy(name)


def school(name: str) -> str:
    """Whose policy it is, in words."""
    held = _held.get(name)
    return held[1] if held else library.policy(name).front.school


def called(name: str) -> str:
    """The same in short, for the head of a column: "Dilton Marsh"."""
    held = _held.get(name)
    return _shortened(held[1]) if held else _called()[name]


@cache
def _called() -> dict[str, str]:
    full = {name: school(name) if name in library.SCHOOLS else "The model policy" for name in names()}
    short = {name: _shortened(said) if name in library.SCHOOLS else said for name, said in full.items()}
    taken = list(short.values())
    return {name: said if said and taken.count(said) == 1 else full[name] for name, said in short.items()}


def _shortened(school: str) -> str:
    return " ".join(_EVERY_SCHOOL.sub("", school).replace(" ,", ",").split()) or school


def rulebook(name: str, as_of: date | None = None) -> Rulebook:
    """A policy compiled for a day (today, where left out). Raises UnknownPolicy."""
    found = policy(name)
    with _one_at_a_time:
        return rulebook_of(found, as_of or today(), library.law())


def decided(name: str, situation: Situation, as_of: date | None = None, *, law: bool = True) -> Decision:
    """What the policy says, with what the law says beside it. Raises UnknownPolicy."""
    book = rulebook(name, as_of)
    with _one_at_a_time:
        rulebook_of(library.law(), book.as_of)
    return decide(book, situation, layers=(library.law(),) if law else ())


def receipt_of(policy: Policy) -> str:
    """What a receipt names a document's version by: enough of its hash to tell any two apart."""
    return policy.hash[:16]
