"""Ask: which question next, so that few settle the verdict, the duties and the consequences.

Room: engine. Never a question that changes nothing: the facts come from an exact search, here they are put in order and onto pages.
Next door: `search` finds the facts that still matter; `explain` words the reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .decision import Decision
from .situation import Situation, Stated

if TYPE_CHECKING:
    from .rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer, and which verdicts would remain possible after it."""

    value: Stated
    label: str
    possible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One question: a fact, or flags that are ticked together on one page (facts: more than one, each with its own words in `labels`).

    why: what it would settle, in words. choices: for a single fact with values or a flag; () for counts and pages of ticks.
    limits: for a count, the numbers at which the answer changes.
    """

    facts: tuple[str, ...]
    question: str
    why: str
    labels: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    limits: tuple[int, ...] = ()
    unit: str = ""
    note: str = ""

    @property
    def together(self) -> bool:
        return len(self.facts) > 1 or bool(self.labels)


def ordered(rulebook: Rulebook, situation: Situation) -> tuple[str, ...]:
    """The facts that could still change something, best first."""
    live, unknown = rulebook.known(situation)
    return rulebook.relevant(live, unknown)


def next_page(decision: Decision) -> Page | None:
    """The next question; None once verdict, duties and consequences are settled."""
    raise NotImplementedError
