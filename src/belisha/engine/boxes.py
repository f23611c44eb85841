"""Boxes: a condition in disjunctive form, as a union of boxes in a finite space.

Room: engine. A box says, for some dimensions, which values it admits; it holds where every one of them has an admitted value.
Dimensions: a fact with one value, a flag, or a count cut at the limits that the rules name is one dimension; of a fact with several values,
each value that a rule names is a dimension of its own (there or not), and so is "any at all".
Next door: `rulebook` gives every box a bit, and every value of every dimension the mask of the boxes that admit it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from belisha.language.conditions import All, Among, AnyOf, Condition, Limit, Not, Term, rewritten
from belisha.language.vocabulary import Vocabulary

# A fact, or a value of a fact that takes several; SOME is "any value at all".
Dimension: TypeAlias = "str | tuple[str, str]"
Cell: TypeAlias = "str | bool | int | None"
Box: TypeAlias = "Mapping[Dimension, frozenset[Cell]]"
SOME = "*"
MOST_BOXES = 600


class TooManyCases(Exception):
    """A rule whose condition falls into more cases than can be kept apart. clause: its id; line: where it stands; 0 where not known."""

    def __init__(self, message: str = "", clause: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.clause, self.line = clause, line


@dataclass(frozen=True)
class Space:
    """The finite space in which a policy's conditions are boxes. cuts: for each count, the limits that split it, ascending."""

    vocabulary: Vocabulary
    cuts: Mapping[str, tuple[int, ...]]

    def cells(self, fact: str) -> frozenset[Cell]:
        """Every value of a fact's dimension. None: left out of a closed situation, and so none of them."""
        known = self.vocabulary.facts[fact]
        match known.type:
            case "flag":
                return frozenset({True, False})
            case "count":
                cuts = self.cuts.get(fact, ())
                # Nothing is less than 0.
                return frozenset({None, *range(1 if cuts[:1] == (0,) else 0, len(cuts) + 1)})
        return frozenset({None, *known.values})

    def interval(self, fact: str, count: int) -> int:
        """Which piece of the count's range the number lies in."""
        return bisect_right(self.cuts.get(fact, ()), count)


def space_of(conditions: Iterable[Condition], vocabulary: Vocabulary) -> Space:
    """The space that tells apart whatever the conditions tell apart."""
    from belisha.language.conditions import leaves

    cuts: dict[str, set[int]] = {}
    for condition in conditions:
        for leaf in leaves(condition):
            if isinstance(leaf, Limit):
                cuts.setdefault(leaf.fact, set()).add(leaf.number)
    return Space(vocabulary, {fact: tuple(sorted(numbers)) for fact, numbers in cuts.items()})


def guarded(condition: Condition, vocabulary: Vocabulary) -> Condition:
    """The condition with every leaf bound to where its fact makes sense: elsewhere a membership fails, a denial too."""
    made: dict[Condition, Condition] = {}

    def leaf(each: Among | Limit | Term) -> Condition:
        if isinstance(each, Term):
            return Term(each.name, guarded(each.yes, vocabulary), guarded(each.middle, vocabulary), each.clauses)
        if each not in made:
            sense = vocabulary.makes_sense(each.fact)
            made[each] = All((guarded(sense, vocabulary), each)) if sense != All(()) else each
        return made[each]

    return rewritten(condition, leaf)


def boxes_of(condition: Condition, space: Space) -> tuple[Box, ...]:
    """The boxes whose union is the condition (without terms: settle them first). Raises TooManyCases."""
    return tuple(_absorbed(_boxes(condition, space, positive=True)))


def _boxes(condition: Condition, space: Space, *, positive: bool) -> list[dict[Dimension, frozenset[Cell]]]:
    match condition:
        case Not(part):
            return _boxes(part, space, positive=not positive)
        case All(parts) | AnyOf(parts):
            if isinstance(condition, All) == positive:
                return _crossed([_boxes(part, space, positive=positive) for part in parts], space)
            found = [box for part in parts for box in _boxes(part, space, positive=positive)]
            if len(found) > MOST_BOXES:
                raise TooManyCases
            return _absorbed(found)
        case Among(fact, values):
            if space.vocabulary.facts[fact].type == "many":
                return _several(fact, frozenset(str(value) for value in values), space, positive)
            cells = frozenset(values) if positive else space.cells(fact) - values
            return [{fact: cells}] if cells else []
        case Limit(fact, number, below):
            cut = space.cuts[fact].index(number) + 1
            met = frozenset[Cell](range(cut) if below else range(cut, len(space.cuts[fact]) + 1)) & space.cells(fact)
            cells = met if positive else space.cells(fact) - met
            return [{fact: cells}] if cells else []
        case Term():
            raise AssertionError("a term is settled before it becomes boxes")


def _several(fact: str, values: frozenset[str], space: Space, positive: bool) -> list[dict[Dimension, frozenset[Cell]]]:
    every = frozenset(space.vocabulary.facts[fact].values) - {"none"}
    there, gone = frozenset[Cell]({True}), frozenset[Cell]({False})
    if values == every:
        return [{(fact, SOME): there if positive else gone}]
    if values == {"none"}:
        return [{(fact, SOME): gone if positive else there}]
    named = sorted(values - {"none"})
    if positive:
        found: list[dict[Dimension, frozenset[Cell]]] = [{(fact, value): there} for value in named]
        return [*found, {(fact, SOME): gone}] if "none" in values else found
    box: dict[Dimension, frozenset[Cell]] = {(fact, value): gone for value in named}
    if "none" in values:
        box[fact, SOME] = there
    return [box]


def _met(one: Box, other: Box) -> dict[Dimension, frozenset[Cell]] | None:
    """Where both boxes hold; None where they never do."""
    small, large = (one, other) if len(one) < len(other) else (other, one)
    met = dict(large)
    for dimension, cells in small.items():
        both = met[dimension] & cells if dimension in met else cells
        if not both:
            return None
        met[dimension] = both
    # A value that is there makes "any at all" true, and contradicts its absence.
    for dimension in [each for each in met if isinstance(each, tuple) and each[1] == SOME]:
        if any(
            isinstance(each, tuple)
            and each[0] == dimension[0]
            and each[1] != SOME
            and True in cells
            and False not in cells
            for each, cells in met.items()
        ):
            if True not in met[dimension]:
                return None
            del met[dimension]
    return met


def _crossed(
    unions: list[list[dict[Dimension, frozenset[Cell]]]], space: Space
) -> list[dict[Dimension, frozenset[Cell]]]:
    result: list[dict[Dimension, frozenset[Cell]]] = [{}]
    for union in sorted(unions, key=len):
        result = [met for one in result for other in union if (met := _met(one, other)) is not None]
        if len(result) > MOST_BOXES:
            raise TooManyCases
        if len(result) > 1:
            result = _absorbed(result)
    return result


def _absorbed(boxes: Iterable[Box]) -> list[dict[Dimension, frozenset[Cell]]]:
    """The boxes without those that lie inside another."""
    kept: list[dict[Dimension, frozenset[Cell]]] = []
    for box in sorted((dict(each) for each in boxes), key=len):
        if not any(
            all(dimension in box and box[dimension] <= cells for dimension, cells in other.items()) for other in kept
        ):
            kept.append(box)
    return kept
