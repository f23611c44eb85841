"""Decisions: what a policy says about a situation, and why. Values; they carry their own reasons.

Room: engine. What can be worked out is not stored: `verdict` follows from `possible`.
Next door: `decide` makes decisions; `explain` puts them into sentences; `as_json` is the contract of every interface (DESIGN.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

DEPENDS = "depends"


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause that fired, may fire, or was excepted or suspended.

    effect: a verdict, class, outside, no duty, excepted or suspended. fired: yes, perhaps or no.
    by: the words of the exception, or the law's clause. givers: whose approval or consent is needed.
    judgement: the facts among its grounds that need a person's judgement.
    """

    id: str
    section: str
    sentence: str
    effect: str
    fired: str
    by: str = ""
    givers: tuple[str, ...] = ()
    note: str = ""
    judgement: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "id": self.id,
            "section": self.section,
            "sentence": self.sentence,
            "effect": self.effect,
            "fired": self.fired,
        }
        if self.by:
            made["by"] = self.by
        if self.effect == "needs approval":
            made["from"] = list(self.givers)
        if self.note:
            made["note"] = self.note
        if self.judgement:
            made["judgement"] = list(self.judgement)
        return made


@dataclass(frozen=True, slots=True)
class DutyOwed:
    """Who does what, to whom (any of them), within what time, by which clause. fired: yes, perhaps or unsettled. words: as the sentence has it."""

    who: str
    do: str
    to: tuple[str, ...]
    within: str
    strength: str
    fired: str
    clause: str
    section: str
    sentence: str
    words: str
    procedure: str | None = None
    next: bool = False
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        to: Any = None if not self.to else self.to[0] if len(self.to) == 1 else list(self.to)
        made: dict[str, Any] = {
            "who": self.who, "do": self.do, "to": to, "within": self.within or None, "strength": self.strength, "fired": self.fired, "clause": self.clause,
            "section": self.section, "sentence": self.sentence,
        }  # fmt: skip
        if self.procedure:
            made["procedure"] = self.procedure
        if self.next:
            made["next"] = True
        return made


@dataclass(frozen=True, slots=True)
class ConsequenceFaced:
    """What follows of going ahead, or of what has come up. certainty: will or may; fired: yes, perhaps or unsettled."""

    result: str
    certainty: str
    fired: str
    clause: str
    section: str
    sentence: str

    def as_json(self) -> dict[str, Any]:
        return {
            "is": self.result,
            "certainty": self.certainty,
            "fired": self.fired,
            "clause": self.clause,
            "section": self.section,
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that follows from which clauses hold; shared between decisions of one rulebook.

    possible: every verdict that the known facts still allow, strictest first.
    """

    possible: tuple[str, ...]
    clauses: tuple[Cited, ...]
    duties: tuple[DutyOwed, ...]
    consequences: tuple[ConsequenceFaced, ...]
    clashes: tuple[tuple[str, str], ...]
    settled: bool


class Decision:
    """What a policy says about a situation on a day, and why.

    outcome: verdicts, clauses, duties, consequences and clashes. ask: the facts that could still change one of them, best first;
    empty exactly when all are settled. layers: what the layers above say of the same situation, by name.
    """

    __slots__ = ("_ask", "as_of", "layers", "outcome", "policy", "rulebook", "situation")

    def __init__(
        self,
        rulebook: Any,
        situation: Any,
        outcome: Outcome,
        as_of: date,
        layers: tuple[tuple[str, Decision], ...] = (),
    ) -> None:
        self.rulebook = rulebook
        self.situation = situation
        self.outcome = outcome
        self.as_of = as_of
        self.layers = layers

    @property
    def possible(self) -> tuple[str, ...]:
        return self.outcome.possible

    @property
    def verdict(self) -> str:
        return self.outcome.possible[0] if len(self.outcome.possible) == 1 else DEPENDS

    @property
    def clauses(self) -> tuple[Cited, ...]:
        return self.outcome.clauses

    @property
    def duties(self) -> tuple[DutyOwed, ...]:
        return self.outcome.duties

    @property
    def consequences(self) -> tuple[ConsequenceFaced, ...]:
        return self.outcome.consequences

    @property
    def clashes(self) -> tuple[tuple[str, str], ...]:
        return self.outcome.clashes

    @property
    def ask(self) -> tuple[str, ...]:
        try:
            return self._ask
        except AttributeError:
            # Worked out when first asked for: most decisions of a table are never asked further.
            self._ask: tuple[str, ...] = () if self.outcome.settled else self.rulebook.questions(self.situation)
            return self._ask

    @property
    def silent_because(self) -> str | None:
        """Why the policy is silent: no act in question, not bound, outside, nothing said; None where it is not."""
        if self.verdict != "silent":
            return None
        reason: str = self.rulebook.why_silent(self.situation, self.outcome)
        return reason

    def as_json(self) -> dict[str, Any]:
        """The decision as the command line and the API write it, without the id."""
        made: dict[str, Any] = {
            "verdict": self.verdict, "possible": list(self.possible), "ask": list(self.ask), "clauses": [each.as_json() for each in self.clauses],
            "duties": [each.as_json() for each in self.duties], "consequences": [each.as_json() for each in self.consequences],
            "clashes": [list(pair) for pair in self.clashes], "silent because": self.silent_because, "as of": self.as_of.isoformat(),
        }  # fmt: skip
        if self.layers:
            made["layers"] = {name: decision.as_json() for name, decision in self.layers}
        return made
