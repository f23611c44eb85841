"""Joint: several policies over one space of situations, so that they can be held side by side.

Room: engine. The space is that of closed situations: each fact is one of its values, or left out; ages and months are cut at the limits that any of
the policies names. Everything found here can be put to `decide` as a situation, and answers the same.
Next door: `diagram` counts and searches; `compare` and `contradictions` put what is found into differences and faults.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from belisha.language.vocabulary import Vocabulary

from .boxes import SOME, Box, Cell, Dimension
from .diagram import Diagrams, Node
from .rulebook import VERDICTS, Rulebook, Signal
from .search import bits_of
from .situation import Situation, Stated

# How likely a fact is taken to be when situations are counted (docs/adr/0031). Somebody does something, and each person and each act is as likely
# as any other; a yes-or-no fact is true one time in ten, one of several values one time in twenty; another fact is left unsaid half of the time.
LIKELY, LIKELY_OF_SEVERAL, UNSAID = 0.1, 0.05, 0.5
# Values that people think of first; of two situations that show the same, the one with more of these is shown.
USUAL: Mapping[str, tuple[Cell, ...]] = {
    "actor": ("teacher", "pupil", "parent", "governor"),
    "act": ("post", "message", "befriend", "use"),
    "with": ("pupil", "former pupil", "parent"),
    "account": ("personal", "school"),
    "event": ("inappropriate reference", "complaint online", "concern about adult"),
}
OTHER = "another"
# A closed situation by what it states: the (level, cell)s that are not the quiet ones, in the order of levels.
Path: TypeAlias = "tuple[tuple[int, int], ...]"


@dataclass(frozen=True, slots=True)
class Case:
    """One way in which a norm's condition can hold: the cells that each level may have. at_all: facts with several values that must have some, or none."""

    cells: Mapping[int, frozenset[int]]
    at_all: tuple[tuple[str, bool], ...] = ()


class Joint:
    """Policies, each compiled for a day, over one space.

    levels: the dimensions, in the vocabulary's order; cells: of each level. Of a fact with several values each value that some policy names is a
    level of its own, and (fact, OTHER) stands for the rest.
    """

    def __init__(self, books: Sequence[Rulebook]) -> None:
        self.books = tuple(books)
        self.vocabulary: Vocabulary = books[0].vocabulary
        self.cuts = _common_cuts(books)
        named = {dimension for book in books for dimension in book.masks} | {"actor", "act"}
        for fact in {each[0] for each in named if isinstance(each, tuple)}:
            values = {value for value in self.vocabulary.facts[fact].values if value != "none"}
            if values - {each[1] for each in named if isinstance(each, tuple) and each[0] == fact}:
                named.add((fact, OTHER))
        places = {fact: place for place, fact in enumerate(self.vocabulary.facts)}
        self.levels: tuple[Dimension, ...] = tuple(
            sorted(
                (each for each in named if not (isinstance(each, tuple) and each[1] == SOME)),
                key=lambda each: (places[each[0]], each[1]) if isinstance(each, tuple) else (places[each], ""),
            )
        )
        self.level_of = {dimension: level for level, dimension in enumerate(self.levels)}
        self.cells: tuple[tuple[Cell, ...], ...] = tuple(self._cells(dimension) for dimension in self.levels)
        self._named: dict[str, set[str]] = {}
        for each in self.levels:
            if isinstance(each, tuple):
                self._named.setdefault(each[0], set()).add(each[1])
        self.cell_of = tuple({cell: number for number, cell in enumerate(cells)} for cells in self.cells)
        self.diagrams = Diagrams([len(cells) for cells in self.cells])
        self._cases: tuple[dict[int, Case], ...] = tuple({} for _ in books)

    # ---- the space -------------------------------------------------------------------------------------------

    def _cells(self, dimension: Dimension) -> tuple[Cell, ...]:
        """The values, the quiet one first: what a closed situation has that leaves the fact out."""
        if isinstance(dimension, tuple):
            return (False, True)
        fact = self.vocabulary.facts[dimension]
        match fact.type:
            case "flag":
                return (False, True)
            case "count":
                cuts = self.cuts.get(dimension, ())
                return (None, *range(1 if cuts[:1] == (0,) else 0, len(cuts) + 1))
        return (fact.absent, *(value for value in fact.values if value != fact.absent))

    @cached_property
    def shares(self) -> tuple[tuple[float, ...], ...]:
        """How likely each cell of each level is (docs/adr/0031)."""
        found = []
        for dimension, cells in zip(self.levels, self.cells, strict=True):
            if dimension in ("actor", "act"):  # somebody does something
                found.append((0.0, *(1 / (len(cells) - 1) for _ in cells[1:])))
            elif cells == (False, True):
                likely = LIKELY_OF_SEVERAL if isinstance(dimension, tuple) else LIKELY
                found.append((1 - likely, likely))
            else:
                found.append((UNSAID, *((1 - UNSAID) / (len(cells) - 1) for _ in cells[1:])))
        return tuple(found)

    @cached_property
    def costs(self) -> tuple[tuple[float, ...], ...]:
        """What it costs to state a fact: little more than one each, so that the fewest facts win and the usual ones among equals."""
        found = []
        for dimension, cells in zip(self.levels, self.cells, strict=True):
            fact, value = dimension if isinstance(dimension, tuple) else (dimension, None)
            usual = USUAL.get(fact, ())
            named = [value] if value is not None else cells[1:]
            found.append((0.0, *(1.0 + (usual.index(cell) if cell in usual else 9) / 1_000 for cell in named)))
        return tuple(found)

    def cost(self, path: Path) -> tuple[int, float, Path]:
        """For an order: fewest facts first, the usual ones among equals."""
        return len(path), sum(self.costs[level][cell] for level, cell in path), path

    def is_event(self, level: int) -> bool:
        dimension = self.levels[level]
        return (dimension[0] if isinstance(dimension, tuple) else dimension) == "event"

    def situation(self, path: Iterable[tuple[int, int]]) -> Situation:
        """The closed situation that states these (level, cell)s and nothing else."""
        facts: dict[str, Stated] = {}
        several: dict[str, set[str]] = {}
        for level, number in path:
            dimension, cell = self.levels[level], self.cells[level][number]
            if isinstance(dimension, tuple):
                if cell is True:
                    fact, value = dimension
                    several.setdefault(fact, set()).add(self.other_value(fact) if value == OTHER else value)
            elif cell is not None and number:
                facts[dimension] = (
                    self.count(dimension, cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell
                )
        facts.update({fact: frozenset(values) for fact, values in several.items()})
        order = list(self.vocabulary.facts)
        return Situation(dict(sorted(facts.items(), key=lambda each: order.index(each[0]))), closed=True)

    def other_value(self, fact: str) -> str:
        """A value of a fact with several values that no policy names."""
        return next(
            each for each in self.vocabulary.facts[fact].values if each != "none" and (fact, each) not in self.level_of
        )

    def count(self, fact: str, piece: int) -> int:
        """A number in this piece of the count's range: the one beside the limit."""
        cuts = self.cuts[fact]
        return cuts[piece - 1] if piece else cuts[0] - 1

    def place(self, situation: Situation) -> tuple[int, ...]:
        """The cell of a closed situation on every level."""
        facts, found = situation.facts, []
        event_alone = bool(facts.get("event")) and "act" not in facts
        for level, dimension in enumerate(self.levels):
            if isinstance(dimension, tuple):
                stated = facts.get(dimension[0], frozenset())
                assert isinstance(stated, frozenset)
                others = stated - self._named[dimension[0]] if dimension[1] == OTHER else stated & {dimension[1]}
                found.append(int(bool(others)))
                continue
            value: Cell = facts.get(dimension)  # type: ignore[assignment]
            if value is None or (dimension == "act" and event_alone):
                found.append(0)
            elif self.vocabulary.facts[dimension].type == "count":
                assert isinstance(value, int)
                found.append(self.cell_of[level][bisect_right(self.cuts.get(dimension, ()), value)])
            else:
                found.append(self.cell_of[level][value])
        return tuple(found)

    # ---- cases -----------------------------------------------------------------------------------------------

    def cases(self, book: Rulebook, mask: int) -> tuple[Case, ...]:
        """The boxes of one rulebook in this space."""
        made = self._cases[self.books.index(book)]
        for bit in bits_of(mask):
            if bit not in made:
                made[bit] = self._case(book, book.boxes[bit])
        return tuple(made[bit] for bit in bits_of(mask))

    def _case(self, book: Rulebook, box: Box) -> Case:
        cells: dict[int, frozenset[int]] = {}
        at_all: list[tuple[str, bool]] = []
        for dimension, admitted in box.items():
            if isinstance(dimension, tuple) and dimension[1] == SOME:
                at_all.append((dimension[0], True in admitted))
                continue
            level = self.level_of[dimension]
            recut = self._recut(book, dimension, admitted) if dimension in self.cuts else admitted
            cells[level] = frozenset(self.cell_of[level][cell] for cell in recut if cell in self.cell_of[level])
        return Case(cells, tuple(at_all))

    def _recut(self, book: Rulebook, fact: Dimension, cells: frozenset[Cell]) -> frozenset[Cell]:
        """Pieces of a count as this rulebook cuts it, in the pieces of all."""
        assert isinstance(fact, str)
        own = book.space.cuts.get(fact, ())
        pieces = [each for each in self.cells[self.level_of[fact]] if isinstance(each, int)]
        return frozenset(each for each in pieces if bisect_right(own, self.count(fact, each)) in cells) | (
            cells & {None}
        )

    def levels_of(self, fact: str) -> list[int]:
        """The levels of a fact with several values."""
        return [level for level, each in enumerate(self.levels) if isinstance(each, tuple) and each[0] == fact]

    def fewest(self, *cases: Case) -> Path | None:
        """The situation of fewest facts in which all of the cases hold; None where they never do together."""
        cells: dict[int, frozenset[int]] = {}
        for case in cases:
            for level, admitted in case.cells.items():
                both = cells[level] & admitted if level in cells else admitted
                if not both:
                    return None
                cells[level] = both
        found = {
            level: min(admitted, key=lambda cell: self.costs[level][cell])
            for level, admitted in cells.items()
            if 0 not in admitted
        }
        for fact, some in dict.fromkeys(each for case in cases for each in case.at_all):
            levels = self.levels_of(fact)
            there = any(level in found for level in levels)
            if there and not some:
                return None
            if some and not there:
                free = [level for level in levels if 1 in cells.get(level, (0, 1))]
                if not free:
                    return None
                found[min(free, key=lambda level: self.costs[level][1])] = 1
        for case in cases:
            for fact, some in case.at_all:
                if not some and any(level in found for level in self.levels_of(fact)):
                    return None
        return tuple(sorted(found.items()))

    # ---- what a policy says of it ----------------------------------------------------------------------------

    def deciding(self, book: Rulebook) -> tuple[Signal, ...]:
        """What gives a verdict, strictest first and in the document's order."""
        found = [signal for signal in book.signals if signal.effect in VERDICTS]
        return tuple(sorted(found, key=lambda each: VERDICTS.index(each.effect)))

    def verdict_diagram(self, book: Rulebook) -> Node:
        """The place of the verdict in VERDICTS; OUT where the policy is silent."""
        return self.diagrams.least(
            *(self.diagram(book, mask, VERDICTS.index(verdict)) for verdict, mask in book.verdict_masks)
        )

    def diagram(self, book: Rulebook, mask: int, number: int = 0) -> Node:
        """`number` where one of the rulebook's boxes holds."""
        return self.diagrams.least(*(self._of_case(case, number) for case in self.cases(book, mask)))

    def _of_case(self, case: Case, number: int) -> Node:
        parts = [self._at_all(fact, some, number) for fact, some in case.at_all]
        return self.diagrams.most(self.diagrams.box(case.cells, number), *parts)

    def _at_all(self, fact: str, some: bool, number: int) -> Node:
        levels = self.levels_of(fact)
        if some:
            return self.diagrams.least(*(self.diagrams.box({level: frozenset({1})}, number) for level in levels))
        return self.diagrams.box({level: frozenset({0}) for level in levels}, number)


def _common_cuts(books: Sequence[Rulebook]) -> dict[str, tuple[int, ...]]:
    cuts: dict[str, set[int]] = {}
    for book in books:
        for fact, limits in book.space.cuts.items():
            cuts.setdefault(fact, set()).update(limits)
    return {fact: tuple(sorted(limits)) for fact, limits in cuts.items()}


__all__ = ["OTHER", "Case", "Joint", "Path"]
