"""Plan: a rulebook taken apart for whole tables: in which boxes each verdict, clause, duty, consequence and clash is said.

Room: engine.tables. A set of boxes is an integer, as everywhere in `engine`; a thing is said of a row where one of its boxes holds.
Keeps out: where rows come from and how boxes are worked out for many rows at once.
Next door: `kernel` does that for Arrow columns, `query` writes it as SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from belisha.language.meaning import Norm

from ..rulebook import Rulebook, Signal

# What is answered of a table's row, in this order. They bear the names of the JSON that `decide` writes; `clauses` are ids.
ANSWERS = ("verdict", "clauses", "duties", "consequences", "clashes", "silent because")
LISTS = ("clauses", "duties", "consequences", "clashes")
DUTY = ("who", "do", "to", "within", "strength", "fired", "clause")
CONSEQUENCE = ("is", "certainty", "fired", "clause")
_NOT_FIRED = ("excepted", "suspended")


@dataclass(frozen=True, slots=True)
class Case:
    """Holds where one of `boxes` does, and one of `beside` too where that is given."""

    boxes: int
    beside: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Something that may stand in a list of an answer; it does where its case holds, and none of `unless`.

    value: a clause's id, a duty or consequence by its keys, or a pair of clauses that clash.
    """

    value: Any
    case: Case
    unless: tuple[Case, ...] = ()


class Plan:
    """What may be said of a row.

    facts: those of which the policy or a complaint about a row speaks, in the vocabulary's order. verdicts: strictest first, each with its boxes.
    outside: where the policy says that it does not cover the matter. boxes: all that bring something. lists: for each of LISTS all that may be said, in the order of a decision.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        wanted = {*rulebook.facts, "actor", "act", "event"}
        self.facts = tuple(fact for fact in rulebook.vocabulary.facts if fact in wanted)
        self.bound = rulebook.meant.bound | rulebook.meant.doubtful
        self.verdicts = rulebook.verdict_masks
        self.outside = _together(each for each in rulebook.signals if each.effect == "outside")
        self.lists = {
            "clauses": _once(self._clauses()), "duties": self._owed("duty"),
            "consequences": self._owed("consequence"), "clashes": _once(self._clashes()),
        }  # fmt: skip

    @cached_property
    def boxes(self) -> int:
        boxes = self.outside
        for _, more in self.verdicts:
            boxes |= more
        for said in (each for name in LISTS for each in self.lists[name]):
            for case in (said.case, *said.unless):
                boxes |= case.boxes | (case.beside or 0)
        return boxes

    def _clauses(self) -> Iterator[tuple[str, Case]]:
        boxes: dict[tuple[str, str], int] = {}
        for signal in self.rulebook.signals:
            key = (signal.by, "class") if signal.effect == "term" else (signal.norm.clause.id, signal.effect)
            boxes[key] = boxes.get(key, 0) | signal.mask
        # Where every box holds, every clause is cited: the engine's own order.
        for each in self.rulebook.settled(self.rulebook.all).clauses:
            if each.effect not in _NOT_FIRED:
                yield each.id, Case(boxes[each.id, each.effect])

    def _owed(self, effect: str) -> tuple[Said, ...]:
        """Duties or consequences. Where the settled part of one holds, its unsettled part is not said."""
        signals = [each for each in self.rulebook.signals if each.effect == effect]
        sure = {id(each.norm): Case(each.mask) for each in signals if each.settled}
        return tuple(
            Said(
                _owed(each),
                Case(each.mask),
                (sure[id(each.norm)],) if not each.settled and id(each.norm) in sure else (),
            )
            for each in signals
        )

    def _clashes(self) -> Iterator[tuple[tuple[str, str], Case]]:
        """Every pair of a may and a must not that can clash, in the order of a decision. A ban that rests on a judgement clashes with nothing."""
        signals, unjudged = self.rulebook.signals, self.rulebook.unjudged
        for ban in (each for each in signals if each.effect == "prohibited" and each.mask & unjudged):
            for leave in (each for each in signals if each.effect == "permitted"):
                if self.rulebook.may_clash(leave.norm, ban.norm):
                    yield (leave.norm.clause.id, ban.norm.clause.id), Case(leave.mask, ban.mask & unjudged)


def _once(cases: Iterable[tuple[Any, Case]]) -> tuple[Said, ...]:
    """What may be said on several grounds is said once, on the first ground that holds."""
    before: dict[Any, tuple[Case, ...]] = {}
    made = []
    for value, case in cases:
        made.append(Said(list(value) if isinstance(value, tuple) else value, case, before.get(value, ())))
        before[value] = (*before.get(value, ()), case)
    return tuple(made)


def _together(signals: Iterable[Signal]) -> int:
    boxes = 0
    for signal in signals:
        boxes |= signal.mask
    return boxes


def _owed(signal: Signal) -> dict[str, Any]:
    norm, fired = signal.norm, "yes" if signal.settled else "unsettled"
    return _duty(norm, fired) if norm.duty is not None else _faced(norm, fired)


def _duty(norm: Norm, fired: str) -> dict[str, Any]:
    duty = norm.duty
    assert duty is not None
    values = (duty.who, duty.do, list(duty.to), duty.within or None, duty.strength, fired, norm.clause.id)
    return dict(zip(DUTY, values, strict=True))


def _faced(norm: Norm, fired: str) -> dict[str, Any]:
    return dict(zip(CONSEQUENCE, (norm.result, norm.certainty, fired, norm.clause.id), strict=True))


__all__ = [
    "ANSWERS",
    "CONSEQUENCE",
    "DUTY",
    "LISTS",
    "Case",
    "Plan",
    "Said",
]
