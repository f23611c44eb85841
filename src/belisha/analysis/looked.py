"""Looked: what every check looks at: the policy, the day, the law pack, the text in passages, the meaning, the compiled rules.

Room: analysis. Each is made once and only when a check asks for it. Here are also the words that several checks share.
Next door: one module a theme (`dates`, `law`, `wording`, `strengths`, `people`, `procedures`) holds the checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from belisha.engine import Rulebook, rulebook_of
from belisha.engine.boxes import SOME, Box, TooManyCases
from belisha.language import Place, Policy, Vocabulary, load
from belisha.language.meaning import Meant, Norm, meaning_of
from belisha.library.lawpack import LawPack

from .findings import Example, Finding, Quoted
from .kinds import KINDS
from .passages import Passage, passages

_TOLD = ("sentence", "statement", "title", "prose", "item", "says")


@dataclass(frozen=True)
class Looked:
    """people: who fills a role, beside those whom the document names. law: the law layer, which sets duties aside."""

    policy: Policy
    as_of: date
    pack: LawPack
    law: Policy | None = None
    others: tuple[Policy, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)

    @property
    def vocabulary(self) -> Vocabulary:
        return load()

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        return passages(self.policy)

    @cached_property
    def meant(self) -> Meant:
        return meaning_of(self.policy, self.vocabulary, self.as_of)

    @cached_property
    def rulebook(self) -> Rulebook | None:
        """The rules as compiled for the day; None where one falls into too many cases (`faults` says so)."""
        try:
            return rulebook_of(self.policy, self.as_of, self.law)
        except TooManyCases:
            return None

    def of(self, *kinds: str) -> Iterator[Passage]:
        return (passage for passage in self.passages if passage.kind in kinds)

    # ---- findings --------------------------------------------------------------------------------------------

    @cached_property
    def _clauses(self) -> dict[str, Quoted]:
        made: dict[str, Quoted] = {}
        # A clause that the front matter carries too is quoted from the text.
        told = sorted(self.of(*_TOLD, "front"), key=lambda passage: passage.kind == "front")
        for passage in told:
            for id in passage.ids:
                made.setdefault(id, Quoted(id, _shortened(passage.text), passage.line))
        return made

    def quoted(self, ids: Iterable[str]) -> tuple[Quoted, ...]:
        """The clauses, in the document's order, each once."""
        found = {id: self._clauses.get(id, Quoted(id, "")) for id in ids}
        return tuple(sorted(found.values(), key=lambda each: each.line))

    def ids_at(self, line: int) -> tuple[str, ...]:
        """The clauses that a line of the file carries."""
        return tuple(id for each in self.passages if any(spot[1] == line for spot in each.spots) for id in each.ids)

    def has(self, id: str) -> bool:
        """Whether the document has a clause of that id."""
        return id in self._clauses

    def place(self, id: str) -> Place:
        """Where a clause stands."""
        return self._places.get(id) or self.key("clauses")

    @cached_property
    def _places(self) -> dict[str, Place]:
        return {id: passage.at() for passage in reversed(self.passages) if passage.kind in _TOLD for id in passage.ids}

    def key(self, name: str) -> Place:
        """Where a key of the front matter stands; where that names the policy if it has no such key."""
        for each in (name, "policy"):
            for passage in self.of("front"):
                if passage.text.startswith(f"{each}:"):
                    return passage.at()
        first = (self.policy.text.split("\n") or [""])[0]
        file = self.policy.name if "." in self.policy.name else f"{self.policy.name}.md"
        return Place(file, 1, 1, first)

    def find(
        self,
        kind: str,
        message: str,
        where: Place,
        ids: Iterable[str] = (),
        mend: str = "",
        source: str = "",
        example: Example | None = None,
        length: int = 1,
    ) -> Finding:
        return Finding(kind, message, mend or KINDS[kind].as_mend, where, self.quoted(ids), example, source, length)

    def about(self, kind: str, message: str, ids: Iterable[str], **more: Any) -> Finding:
        """A finding about clauses, at the first of them."""
        quoted = self.quoted(ids)
        return self.find(kind, message, self.place(quoted[0].id), (each.id for each in quoted), **more)

    # ---- rules -----------------------------------------------------------------------------------------------

    @cached_property
    def fired(self) -> tuple[tuple[Norm, str, tuple[Box, ...]], ...]:
        """What each norm brings, for certain: the norm, its effect, and the boxes in which it does."""
        book = self.rulebook
        if book is None:
            return ()
        made = []
        for signal in book.signals:
            if signal.settled and signal.effect not in ("excepted", "suspended", "term"):
                bits, boxes = signal.mask, []
                while bits:
                    low = bits & -bits
                    boxes.append(book.boxes[low.bit_length() - 1])
                    bits ^= low
                made.append((signal.norm, signal.effect, tuple(boxes)))
        return tuple(made)

    def actors_of(self, box: Box) -> frozenset[str]:
        """Who can be meant by a box."""
        named = box.get("actor")
        return frozenset(str(each) for each in named if each is not None) if named is not None else self.meant.bound

    def example(self, box: Box) -> Example:
        """A situation inside the box."""
        assert self.rulebook is not None
        space, facts = self.rulebook.space, dict[str, Any]()
        for dimension, cells in box.items():
            if isinstance(dimension, tuple):
                name, value = dimension
                if True in cells and False not in cells and value != SOME:
                    facts.setdefault(name, []).append(value)
                continue
            fact = self.vocabulary.facts[dimension]
            if fact.type == "count":
                pieces = sorted(int(cell) for cell in cells if cell is not None)
                cuts = (0, *space.cuts.get(dimension, ()))
                if pieces:
                    facts[dimension] = cuts[min(pieces[-1], len(cuts) - 1)]
            elif fact.type == "flag":
                facts[dimension] = True in cells
            elif chosen := [each for each in fact.values if each in cells]:
                facts[dimension] = chosen[0]
        order = list(self.vocabulary.facts)
        facts = {name: facts[name] for name in sorted(facts, key=order.index)}
        return Example("; ".join(_said(name, value) for name, value in facts.items()), facts)


def _said(name: str, value: object) -> str:
    shown = (
        "yes" if value is True else "no" if value is False else ", ".join(value) if isinstance(value, list) else value
    )
    return f"{name}: {shown}"


def _shortened(text: str, most: int = 300) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def listed(words: Iterable[str], joined: str = "and") -> str:
    """One, two and three."""
    *most, last = [*words] or [""]
    return f"{', '.join(most)} {joined} {last}" if most else last


def counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


__all__ = ["Looked", "counted", "listed"]
