"""Ask: which question next, so that few settle the verdict, the duties and the consequences.

Room: engine. Never a question that changes nothing: the facts come from an exact search (rulebook.relevant); here they are put in order, best
first, and onto pages: flags that the vocabulary asks together are ticked on one page, which is one question.
Keeps out: how a page looks (web, cli). Next door: `search` finds the facts that still matter; `explain` words decisions.

The order: for each question that could be next, what would be left to ask after each of its answers, in the mean; the smallest goes first.
A fact that makes sense only after another is known waits for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from belisha.language.conditions import All, Among, AnyOf, Condition, Limit, Not

from .boxes import Dimension
from .decision import Decision
from .situation import Situation, Stated

if TYPE_CHECKING:
    from .rulebook import Rulebook
    from .search import Unknown

# How likely a flag is to be ticked when nothing is known of it. It weighs the answers of a page of ticks; the order alone depends on it.
LIKELY = 0.3
_FIRST = ("actor", "act", "event", "with")
# Who is on the other side is asked early, at the price of a fraction of a question in the mean: people expect it before all else.
EARLY = {"with": 0.75}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer, and which verdicts would remain possible after it."""

    value: Stated
    label: str
    possible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One question: a fact, or flags that are ticked together on one page (facts: one or more, each with its own words in `labels`).

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
        """Whether it is a page of ticks."""
        return bool(self.labels)


# ---- the order ------------------------------------------------------------------------------------------------


def ordered(rulebook: Rulebook, situation: Situation) -> tuple[str, ...]:
    """The facts that could still change something, best first."""
    live, unknown = rulebook.known(situation)
    facts = rulebook.relevant(live, unknown)
    if len(facts) < 2:
        return facts
    ready = [fact for fact in facts if _sensible(rulebook, fact, situation)] or list(facts)
    waiting = [fact for fact in facts if fact not in ready]
    pages = _pages(rulebook, ready)
    cost = {page: _left_after(rulebook, page, live, unknown) - EARLY.get(page[0], 0) for page in pages}
    best = sorted(pages, key=lambda page: (cost[page], page))
    return (*(fact for page in best for fact in page), *waiting)


def _pages(rulebook: Rulebook, facts: Iterable[str]) -> list[tuple[str, ...]]:
    """The facts as questions: flags that are asked together are one."""
    together: dict[str, list[str]] = {}
    for fact in facts:
        together.setdefault(rulebook.vocabulary.page_of(fact) or fact, []).append(fact)
    return [tuple(page) for page in together.values()]


def _sensible(rulebook: Rulebook, fact: str, situation: Situation) -> bool:
    """Whether it is known already that the fact makes sense. Who asks comes first of all, and what they do before what comes of it."""
    for first in _FIRST:
        if fact == first:
            return True
        if first in ("actor",) and first not in situation.facts and first in rulebook.facts:
            return False
    return _holds(rulebook.vocabulary.makes_sense(fact), situation) is True


def _holds(condition: Condition, situation: Situation) -> bool | None:
    """Whether a condition of `applies` holds; None where it is not known."""
    match condition:
        case All(parts):
            each = [_holds(part, situation) for part in parts]
            return False if False in each else None if None in each else True
        case AnyOf(parts):
            each = [_holds(part, situation) for part in parts]
            return True if True in each else None if None in each else False
        case Not(part):
            inner = _holds(part, situation)
            return None if inner is None else not inner
        case Among(fact, values):
            value = situation.facts.get(fact)
            if value is None:
                if fact == "event" and "act" in situation.facts:
                    return False
                return False if situation.closed or (fact == "act" and situation.facts.get("event")) else None
            return bool(value & values) if isinstance(value, frozenset) else value in values
        case Limit() | _:
            return None


def _left_after(rulebook: Rulebook, page: tuple[str, ...], live: int, unknown: Unknown) -> float:
    """How many questions would be left after this one, in the mean over its answers."""
    dimensions = set(unknown.dimensions)
    total = weight = 0.0
    for share, mask in _answers(rulebook, page, dimensions):
        left = dimensions - {each for each in dimensions if (each[0] if isinstance(each, tuple) else each) in page}
        total += share * _still_open(rulebook, live & mask, left)
        weight += share
    return total / weight if weight else float("inf")


def _answers(rulebook: Rulebook, page: tuple[str, ...], dimensions: Collection[Dimension]) -> list[tuple[float, int]]:
    """The answers of a question, each with how likely it is taken to be and the boxes that it admits."""
    if len(page) == 1:
        fact = page[0]
        known = rulebook.vocabulary.facts[fact]
        if known.type == "many":
            parts = [each for each in rulebook.parts_of.get(fact, ()) if each in dimensions]
            alone = [(1.0, rulebook._mask_of_set(fact, frozenset({part[1]}))) for part in parts if part[1] != "*"]
            return [(float(max(1, len(alone))), rulebook._absent[fact]), *alone]
        if known.type == "count":
            return [(1.0, mask) for cell, mask in rulebook.masks[fact].items() if cell is not None]
        if known.type == "flag":
            return [(1.0, rulebook.masks[fact][True]), (1.0, rulebook.masks[fact][False])]
        return [(1.0, mask) for cell, mask in rulebook.masks[fact].items() if cell is not None]
    none = ticked = -1
    for fact in page:
        none &= rulebook.masks[fact][False]
        ticked &= rulebook.masks[fact][True]
    found = [((1 - LIKELY) ** min(len(page), 4), none)]
    for fact in page:
        mask = rulebook.masks[fact][True]
        for other in page:
            if other != fact:
                mask &= rulebook.masks[other][False]
        found.append((LIKELY, mask))
    found.append((LIKELY, ticked))
    return found


def _still_open(rulebook: Rulebook, live: int, dimensions: Collection[Dimension]) -> float:
    """How many questions the undecided boxes still speak of: an upper bound that is quick to have."""
    sure = live
    for dimension in dimensions:
        sure &= rulebook.search.full[dimension]
    undecided = 0
    for _, bits in rulebook.verdict_masks:
        mine = live & bits
        if sure & mine:
            break
        undecided |= mine
    for bits in rulebook.outputs:
        mine = live & bits
        if mine and not sure & mine:
            undecided |= mine
    questions = 0
    boxes = 0
    index = rulebook.question_bits
    while undecided:
        low = undecided & -undecided
        questions |= index[low.bit_length() - 1]
        boxes += 1
        undecided ^= low
    asked = 0
    for dimension in dimensions:
        asked |= rulebook.question_of[dimension]
    return (questions & asked).bit_count() + boxes / 1_000


# ---- pages ----------------------------------------------------------------------------------------------------


def next_page(decision: Decision, skip: Collection[str] = frozenset()) -> Page | None:
    """The next question, or None once verdict, duties and consequences are settled.

    skip: facts to which the answer was "I don't know"; they are not asked again.
    """
    facts = [fact for fact in decision.ask if fact not in skip]
    if not facts:
        return None
    rulebook: Rulebook = decision.rulebook
    vocabulary = rulebook.vocabulary
    first = facts[0]
    ask = vocabulary.page_of(first)
    together = (
        tuple(fact for fact in vocabulary.facts if fact in facts and vocabulary.page_of(fact) == ask)
        if ask
        else (first,)
    )
    if len(together) > 1:
        return Page(
            together, ask or "", _why(decision, together), tuple(_tick(vocabulary.facts[fact].ask) for fact in together)
        )
    fact = vocabulary.facts[first]
    limits = rulebook.space.cuts.get(first, ()) if fact.type == "count" else ()
    return Page(
        (first,), fact.ask, _why(decision, (first,)), (), _choices(decision, first), limits, fact.unit, fact.note
    )


def _tick(question: str) -> str:
    """A flag's question as the words beside its box."""
    return question.rstrip("?")


def _choices(decision: Decision, name: str) -> tuple[Choice, ...]:
    fact = decision.rulebook.vocabulary.facts[name]
    if fact.type == "flag":
        return tuple(
            Choice(value, label, possible_after(decision, {name: value}))
            for value, label in ((True, "Yes"), (False, "No"))
        )
    if fact.type == "one":
        return tuple(Choice(value, value, possible_after(decision, {name: value})) for value in fact.values)
    if fact.type == "many":
        return tuple(
            Choice(
                frozenset({value}) if value != "none" else frozenset(),
                value,
                possible_after(decision, {name: frozenset({value} - {"none"})}),
            )
            for value in fact.values
        )
    return ()


def possible_after(decision: Decision, more: Mapping[str, Stated]) -> tuple[str, ...]:
    """The verdicts that would remain possible once more is known."""
    situation = replace(decision.situation, facts={**decision.situation.facts, **more})
    possible: tuple[str, ...] = decision.rulebook.decide(situation).possible
    return possible


def _why(decision: Decision, facts: tuple[str, ...]) -> str:
    """What an answer would settle: the clauses that speak of these facts and are still open."""
    clauses: dict[str, None] = {}
    rulebook: Rulebook = decision.rulebook
    live, _ = rulebook.known(decision.situation)
    for signal in rulebook.signals:
        if signal.effect in ("excepted", "suspended", "class") or not live & signal.mask:
            continue
        bits = live & signal.mask
        while bits:
            low = bits & -bits
            box = rulebook.boxes[low.bit_length() - 1]
            if any((dimension[0] if isinstance(dimension, tuple) else dimension) in facts for dimension in box):
                clauses[signal.norm.clause.id] = None
                break
            bits ^= low
    named = list(clauses)
    if not named:
        return ""
    listed = (
        named[0]
        if len(named) == 1
        else f"{', '.join(named[:-1])} and {named[-1]}"
        if len(named) <= 4
        else f"{', '.join(named[:3])} and {len(named) - 3} more clauses"
    )
    return f"The answer decides whether {listed} {'applies' if len(named) == 1 else 'apply'}."


__all__ = ["Choice", "Page", "next_page", "ordered", "possible_after"]
