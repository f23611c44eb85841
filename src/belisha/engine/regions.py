"""Regions: a situation made as wide as what decides it allows, so that a kind of situation is named by its deciding facts.

Room: engine. A region says, for the facts that decide, which values they may have; everything else is as a closed situation leaves it. What holds of
a region holds of every situation in it: it is widened only as far as an exact search of the diagrams agrees.
Next door: `joint` is the space; `wording` puts a region into words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .boxes import Cell, Dimension
from .diagram import Cells
from .joint import OTHER, Joint, Path
from .situation import Situation
from .wording import Deciding


@dataclass(frozen=True, slots=True)
class Region:
    """Situations named by their deciding facts. admits: by level, the cells that each may be in; example: the one of fewest facts."""

    joint: Joint
    admits: Cells
    example: Situation

    def covers(self, situation: Situation) -> bool:
        """Whether the deciding facts of a closed situation are as the region has them, whatever else it states."""
        place = self.joint.place(situation)
        return all(place[level] in cells for level, cells in self.admits.items())

    @property
    def deciding(self) -> tuple[Deciding, ...]:
        """The deciding facts, in the vocabulary's order."""
        places = {fact: place for place, fact in enumerate(self.joint.vocabulary.facts)}
        found = [each for level, cells in sorted(self.admits.items()) for each in _deciding(self.joint, level, cells)]
        return tuple(sorted(found, key=lambda each: places[each.fact]))

    @property
    def facts(self) -> frozenset[str]:
        return frozenset(each.fact for each in self.deciding)


def _deciding(joint: Joint, level: int, cells: frozenset[int]) -> list[Deciding]:
    dimension: Dimension = joint.levels[level]
    if isinstance(dimension, tuple):
        several, value = dimension
        if value == OTHER:
            value = joint.other_value(several)
        return [Deciding(several, (value,))] if cells == {1} else []
    fact = joint.vocabulary.facts[dimension]
    values: list[Cell] = [joint.cells[level][cell] for cell in sorted(cells)]
    if fact.type == "count":
        return _limits(joint, dimension, [each for each in values if isinstance(each, int)])
    named = tuple(each for each in values if isinstance(each, str | bool))
    return [Deciding(dimension, named)]


def _limits(joint: Joint, fact: str, pieces: Sequence[int]) -> list[Deciding]:
    """Runs of pieces as limits."""
    cuts = joint.cuts[fact]
    found: list[Deciding] = []
    run: list[int] = []
    for piece in [*pieces, -9]:
        if run and piece != run[-1] + 1:
            low, high = (cuts[run[0] - 1] if run[0] else None), (cuts[run[-1]] if run[-1] < len(cuts) else None)
            found.append(Deciding(fact, low=low, high=high))
            run = []
        run.append(piece)
    return found


def without(box: Cells, taken: Cells) -> list[Cells]:
    """What is left of the situations that state what the box does, without those that state what is taken as well; in boxes that do not overlap."""
    if not taken.keys() <= box.keys() or not all(box[level] & cells for level, cells in taken.items()):
        return [box]
    parts: list[Cells] = []
    inside = dict(box)
    for level, cells in taken.items():
        if left := inside[level] - cells:
            parts.append({**inside, level: left})
            inside[level] &= cells
    return parts


def widened(joint: Joint, path: Path, alike: Callable[[Cells], bool]) -> Region:
    """The kind of situation around one: each fact that it states widened to the values that change nothing.

    alike: whether every situation in such a box shows the same as this one.
    """
    admits = {level: frozenset({cell}) for level, cell in path}
    # The other facts first: who and what are widened last, when they can be widened least wrongly.
    for level, here in sorted(path, key=lambda each: (joint.levels[each[0]] in ("actor", "act"), each)):
        runs = joint.levels[level] in joint.cuts
        for cell in sorted(range(1, len(joint.cells[level])), key=lambda each: (abs(each - here) if runs else 0, each)):
            # Of a count, one run of numbers: at least so many, and under so many.
            beside = not runs or {cell - 1, cell + 1} & admits[level]
            if cell != here and beside and alike({**admits, level: frozenset({cell})}):
                admits[level] |= {cell}
    return Region(joint, admits, joint.situation(path))


__all__ = ["Region", "widened", "without"]
