"""Regions: a situation made as wide as what decides it allows, so that a kind of situation is named by its deciding facts.

Room: engine. A region says, for the facts that decide, which values they may have; everything else is as a closed situation leaves it. What holds of
a region holds of every situation in it: it is widened only as far as an exact search of the diagrams agrees.
Next door: `joint` is the space; `wording` puts a region into words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .boxes import Cell, Dimension
from .diagram import Diagrams, Node
from .joint import OTHER, Joint, Path
from .situation import Situation
from .wording import Deciding


@dataclass(frozen=True, slots=True)
class Region:
    """Situations named by their deciding facts. admits: by level, the cells that each may be in; example: the one of fewest facts."""

    joint: Joint
    admits: Mapping[int, frozenset[int]]
    example: Situation

    def covers(self, situation: Situation) -> bool:
        """Whether the deciding facts of a closed situation are as the region has them, whatever else it states."""
        place = self.joint.place(situation)
        return all(place[level] in cells for level, cells in self.admits.items())

    @property
    def deciding(self) -> tuple[Deciding, ...]:
        """The deciding facts, in the vocabulary's order."""
        return tuple(
            each for level, cells in sorted(self.admits.items()) for each in _deciding(self.joint, level, cells)
        )

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
    every = [each for each in joint.cells[level] if each is not None]
    left = tuple(each for each in every if each not in named and isinstance(each, str | bool))
    # "All but" where fewer words say it, and where leaving the fact out makes no difference either.
    if fact.type == "one" and 0 in cells and len(left) < len(named):
        return [Deciding(dimension, left, but=True)]
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


def ends(diagrams: Diagrams, root: Node, admits: Mapping[int, frozenset[int]]) -> frozenset[int]:
    """Every end that some situation in the product of these cells reaches; a level that is not named is in its quiet cell."""
    seen: set[Node] = set()
    waiting = [root]
    found: set[int] = set()
    while waiting:
        node = waiting.pop()
        if node < 0:
            found.add(-1 - node)
        elif node not in seen:
            seen.add(node)
            kids = diagrams.kids_of(node)
            waiting.extend({kids[cell] for cell in admits.get(diagrams.level_of(node), (0,))})
    return frozenset(found)


def widened(joint: Joint, path: Path, roots: Sequence[Node], alike: Callable[[Path], bool]) -> Region:
    """The region around a situation: each fact widened to the values that change nothing.

    roots: the diagrams that must keep the ends that they have at the situation; alike: whether a single change of it shows the same.
    """
    stated = dict(path)
    admits = {level: frozenset({cell}) for level, cell in path}
    wanted = [ends(joint.diagrams, root, admits) for root in roots]
    # The other facts first: who and what are widened last, when they can be widened least wrongly.
    order = sorted(stated, key=lambda level: (joint.levels[level] in ("actor", "act"), level))
    for level in order:
        cells = set(admits[level])
        for cell in range(len(joint.cells[level])):
            if cell in cells or not joint.shares[level][cell]:
                continue
            changed = tuple(
                sorted((each for each in {**stated, level: cell}.items() if each[1]), key=lambda each: each[0])
            )
            trial = {**admits, level: frozenset({cell})}
            if alike(changed) and [ends(joint.diagrams, root, trial) for root in roots] == wanted:
                cells.add(cell)
        admits[level] = frozenset(cells)
    everything = {level for level, cells in admits.items() if len(cells) == len(joint.cells[level])}
    return Region(
        joint, {level: cells for level, cells in admits.items() if level not in everything}, joint.situation(path)
    )


__all__ = ["Region", "ends", "widened"]
