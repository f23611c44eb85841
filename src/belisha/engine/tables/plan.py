"""Plan: a rulebook taken apart for whole tables: which boxes tell answers apart, and the answer for each set of them.

Room: engine.tables. An answer has three parts (clauses, duties, consequences), each with a key of its own: which of its *atoms* hold. An atom is
a set of boxes between which nothing in the part distinguishes. Keys of a part are few, so its text is made once for each, by the engine itself.
Keeps out: where rows come from and how atoms are worked out for many rows at once.
Next door: `kernel` works atoms out for Arrow columns, `query` writes them as SQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..decision import ConsequenceFaced, DutyOwed, Outcome
from ..rulebook import SILENT, Rulebook
from ..situation import Situation

PARTS = ("clauses", "duties", "consequences")
# Who acts, where the policy may be silent: nobody does anything, somebody whom it does not bind, somebody whom it binds.
NO_ACT, NOT_BOUND, BOUND = 0, 1, 2
_NOT_FIRED = ("excepted", "suspended", "suspends")


@dataclass(frozen=True, slots=True)
class Part:
    """atoms: of each, the boxes that bring it (a mask over the rulebook's boxes). The key of a row has bit i where atom i holds."""

    name: str
    atoms: tuple[int, ...]


class Plan:
    """What has to be worked out for each row, and what is answered for it.

    facts: those of which the policy or a complaint about a row speaks, in the vocabulary's order.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        wanted = {*rulebook.facts, "actor", "act", "event"}
        self.facts = tuple(fact for fact in rulebook.vocabulary.facts if fact in wanted)
        self.parts = tuple(Part(name, self._atoms(name)) for name in PARTS)
        self.bound = rulebook.meant.bound | rulebook.meant.doubtful

    def _atoms(self, name: str) -> tuple[int, ...]:
        signals = [
            each for each in self.rulebook.signals if _part_of(each.effect) == name and each.effect not in _NOT_FIRED
        ]
        found: dict[tuple[tuple[int, ...], bool], int] = {}
        for box in range(len(self.rulebook.boxes)):
            bit = 1 << box
            members = tuple(place for place, signal in enumerate(signals) if signal.mask & bit)
            if members:
                # Whether a ban rests on a judgement decides whether it clashes with a leave.
                judged = any(signals[place].effect == "prohibited" for place in members) and not (
                    self.rulebook.unjudged & bit
                )
                found[members, judged] = found.get((members, judged), 0) | bit
        return tuple(found.values())

    # ---- answers ---------------------------------------------------------------------------------------------

    def answer(self, part: Part, key: int, who: int) -> dict[str, Any]:
        """What a part answers where these of its atoms hold; by column, as JSON would have it. who: for `silent because`."""
        boxes = 0
        while key:
            low = key & -key
            key ^= low
            atom = part.atoms[low.bit_length() - 1]
            boxes |= atom & -atom
        outcome = self.rulebook.settled(boxes)
        match part.name:
            case "duties":
                return {"duties": [duty_said(each) for each in outcome.duties]}
            case "consequences":
                return {"consequences": [consequence_said(each) for each in outcome.consequences]}
        verdict = outcome.possible[0]
        return {
            "verdict": verdict,
            "clauses": clauses_fired(outcome),
            "clashes": [list(pair) for pair in outcome.clashes],
            "silent because": self.rulebook.why_silent(self._anybody(who), outcome) if verdict == SILENT else None,
        }

    def _anybody(self, who: int) -> Situation:
        facts = self.rulebook.vocabulary.facts
        if who == NO_ACT:
            return Situation({}, closed=True)
        actor = {"actor": sorted(self.bound)[0]} if who == BOUND else {}
        return Situation({"act": facts["act"].values[0], **actor}, closed=True)


def _part_of(effect: str) -> str:
    return {"duty": "duties", "consequence": "consequences"}.get(effect, "clauses")


def clauses_fired(outcome: Outcome) -> list[str]:
    """The ids of the clauses that fired, strictest first. What was excepted or suspended did not fire."""
    return list(dict.fromkeys(each.id for each in outcome.clauses if each.fired == "yes"))


def duty_said(duty: DutyOwed) -> dict[str, Any]:
    return {
        "who": duty.who, "do": duty.do, "to": list(duty.to), "within": duty.within or None, "strength": duty.strength, "fired": duty.fired, "clause": duty.clause,
    }  # fmt: skip


def consequence_said(consequence: ConsequenceFaced) -> dict[str, Any]:
    return {
        "is": consequence.result, "certainty": consequence.certainty, "fired": consequence.fired, "clause": consequence.clause,
    }  # fmt: skip
