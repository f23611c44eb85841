"""Search: exact answers about what unknown facts could still bring.

Room: engine. Every question here is one question: is there a way to fill in the unknown facts in which none of these boxes holds (`avoid`)?
From it follow the possible verdicts, what must hold, and which facts still matter. Exact: no miss and no false alarm.
Next door: `rulebook` holds the boxes and the masks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from .boxes import SOME, Box, Cell, Dimension

Option: TypeAlias = "tuple[int, Cell]"
Options: TypeAlias = "dict[Dimension, tuple[Option, ...]]"


@dataclass(frozen=True, slots=True)
class Unknown:
    """The dimensions that are not known. act_may_be_none: neither act nor event is stated, so that it may come out as an event alone."""

    dimensions: tuple[Dimension, ...]
    act_may_be_none: bool = False


class Search:
    """Over one rulebook's boxes. masks: by dimension and value, the boxes that admit it; verdicts: strictest first, with their boxes."""

    def __init__(
        self, boxes: Sequence[Box], masks: Mapping[Dimension, Mapping[Cell, int]], verdicts: Sequence[tuple[str, int]]
    ) -> None:
        self.boxes, self.masks = boxes, masks
        self.verdict_masks = tuple(verdicts)
        any_verdict = 0
        for _, bits in verdicts:
            any_verdict |= bits
        self.any_verdict = any_verdict
        self.options: Options = {}
        self.all_options: Options = {}
        self.full: dict[Dimension, int] = {}
        self.quiet: dict[Dimension, int] = {}
        for dimension, table in masks.items():
            # Values that every box treats alike are one option.
            distinct: dict[int, Cell] = {}
            for cell, mask in table.items():
                if cell is not None:
                    distinct.setdefault(mask, cell)
            self.options[dimension] = tuple(distinct.items())
            with_none = dict(distinct)
            if None in table:
                with_none.setdefault(table[None], None)
            self.all_options[dimension] = tuple(with_none.items())
            full = -1
            for mask in distinct:
                full &= mask
            self.full[dimension] = full
            self.quiet[dimension] = min(distinct, key=lambda mask: (mask & any_verdict).bit_count())
        for dimension in masks:
            # "Any at all" and the single values hang together; in the quiet filling there is none of them.
            if isinstance(dimension, tuple):
                self.quiet[dimension] = masks[dimension][False]
        self.parts: dict[str, tuple[Dimension, ...]] = {}
        for dimension in masks:
            if isinstance(dimension, tuple):
                self.parts[dimension[0]] = (*self.parts.get(dimension[0], ()), dimension)

    def _options_of(self, unknown: Unknown) -> Options:
        found = {dimension: self.options[dimension] for dimension in unknown.dimensions}
        if unknown.act_may_be_none and "act" in found:
            found["act"] = self.all_options["act"]
        return found

    def sure(self, live: int, unknown: Unknown) -> int:
        """The boxes that hold whatever the unknown facts are."""
        for dimension in unknown.dimensions:
            live &= self.full[dimension]
        if unknown.act_may_be_none and live and "act" in self.masks:
            live &= self.masks["act"][None]
        return live

    def verdicts(self, live: int, sure: int, unknown: Unknown) -> tuple[str, ...]:
        """Every verdict that some filling gives, strictest first."""
        if not live & self.any_verdict:
            return ("silent",)
        found: list[str] = []
        stricter = 0
        options: Options | None = None
        quiet: int | None = None
        for verdict, bits in self.verdict_masks:
            mine = live & bits
            if not mine:
                continue
            if not stricter:
                found.append(verdict)
            else:
                if options is None:
                    options = self._options_of(unknown)
                if any(self._alone(bit, live & stricter, options) for bit in bits_of(mine)):
                    found.append(verdict)
            if sure & mine:
                # Nothing weaker can come out.
                return tuple(found)
            stricter |= bits
        if quiet is None:
            quiet = live & stricter
            for dimension in unknown.dimensions:
                quiet &= self.quiet[dimension]
        if not quiet or self.avoid(live & stricter, options if options is not None else self._options_of(unknown)):
            found.append("silent")
        return tuple(found)

    def covered(self, bits: int, unknown: Unknown) -> bool:
        """Whether one of these boxes holds in every filling."""
        return not self.avoid(bits, self._options_of(unknown))

    def relevant(self, live: int, unknown: Unknown, outputs: Sequence[int]) -> frozenset[Dimension]:
        """Exactly the unknown dimensions by which the verdict, or one of the outputs (boxes of one duty or consequence), could change."""
        options = self._options_of(unknown)
        found: set[Dimension] = set()
        groups: list[tuple[int, int]] = []
        upto = 0
        for _, bits in self.verdict_masks:
            upto |= bits
            if live & bits:
                # The verdict changes where one of these boxes holds, and nothing as strict does after the change.
                groups.append((live & bits, live & upto))
        groups.extend((live & mask, live & mask) for mask in outputs)
        for mine, against in groups:
            for bit in bits_of(mine):
                box = self.boxes[bit]
                for dimension in box:
                    if (
                        dimension in options
                        and dimension not in found
                        and self._turns(bit, dimension, against, options)
                    ):
                        found.add(dimension)
        return frozenset(found)

    def _turns(self, bit: int, dimension: Dimension, against: int, options: Options) -> bool:
        """Whether some filling has the box hold, and lose all of `against` when this dimension alone changes."""
        base = self._within(bit, against, options, but=dimension)
        if base is None:
            return False
        boxes_left, narrowed = base
        for mask, cell in options[dimension]:
            if mask >> bit & 1:
                continue
            changed = self._fix(boxes_left, narrowed, dimension, mask, cell)
            if changed is not None and self.avoid(*changed):
                return True
        return False

    def alone(self, bit: int, others: int) -> bool:
        """Whether the box holds in some situation in which none of the others does."""
        return self._alone(bit, others, self.all_options)

    def _alone(self, bit: int, stricter: int, options: Options) -> bool:
        """Whether some filling has the box hold and none of the stricter ones."""
        within = self._within(bit, stricter, options)
        return within is not None and self.avoid(*within)

    def _within(
        self, bit: int, boxes: int, options: Options, but: Dimension | None = None
    ) -> tuple[int, Options] | None:
        """The boxes that meet this one, and the options narrowed to it (in every dimension but one)."""
        narrowed = dict(options)
        for dimension in self.boxes[bit]:
            if dimension == but or dimension not in narrowed:
                continue
            inside = tuple(option for option in narrowed[dimension] if option[0] >> bit & 1)
            if not inside:
                return None
            if len(inside) == 1:
                fixed = self._fix(boxes, narrowed, dimension, *inside[0])
                if fixed is None:
                    return None
                boxes, narrowed = fixed
                if isinstance(dimension, tuple) and but is not None and but not in narrowed:
                    # Fixing it has settled the dimension that was to be left free: then it cannot change by itself.
                    return None
                continue
            narrowed[dimension] = inside
            union = 0
            for mask, _ in inside:
                union |= mask
            boxes &= union
        return boxes, narrowed

    def _fix(
        self, boxes: int, options: Options, dimension: Dimension, mask: int, cell: Cell
    ) -> tuple[int, Options] | None:
        """What is left once a dimension has one value. None where that contradicts what is fixed."""
        left = dict(options)
        left.pop(dimension, None)
        boxes &= mask
        if isinstance(dimension, tuple):
            fact, value = dimension
            if value == SOME and cell is False:
                for other in self.parts[fact]:
                    if other in left and other != dimension:
                        gone = next((option for option in left[other] if option[1] is False), None)
                        if gone is None:
                            if all(option[1] is True for option in left[other]):
                                return None
                            continue
                        boxes &= gone[0]
                        del left[other]
            elif value != SOME and cell is True and (fact, SOME) in left:
                there = self.masks[fact, SOME][True]
                boxes &= there
                del left[fact, SOME]
        return boxes, left

    def avoid(self, boxes: int, options: Options) -> bool:
        """Whether some filling of the options has none of the boxes hold."""
        if not boxes:
            return True
        quiet = boxes
        for dimension, choices in options.items():
            quiet &= (
                choices[0][0]
                if len(choices) == 1
                else self.quiet[dimension]
                if len(choices) == len(self.options[dimension])
                else min(choices, key=lambda each: (each[0] & boxes).bit_count())[0]
            )
            if not quiet:
                break
        if not quiet and self._consistent(options):
            return True
        # Each way to leave a box is one branch: a box without any cannot be avoided, one with a single way forces it; else the fewest first.
        fewest: list[tuple[int, Dimension, int, Cell]] | None = None
        left = boxes
        while left:
            low = left & -left
            left ^= low
            branches: list[tuple[int, Dimension, int, Cell]] = []
            for dimension in self.boxes[low.bit_length() - 1]:
                if dimension in options:
                    for mask, cell in options[dimension]:
                        if not mask & low:
                            branches.append(((boxes & mask).bit_count(), dimension, mask, cell))
            if not branches:
                return False
            if fewest is None or len(branches) < len(fewest):
                fewest = branches
                if len(branches) == 1:
                    break
        assert fewest is not None
        fewest.sort(key=lambda each: each[0])
        for _, dimension, mask, cell in fewest:
            fixed = self._fix(boxes, options, dimension, mask, cell)
            if fixed is not None and self.avoid(*fixed):
                return True
        return False

    def _consistent(self, options: Options) -> bool:
        """Whether the quiet filling hangs together: no value that is there beside "none at all"."""
        for dimension, choices in options.items():
            if (
                isinstance(dimension, tuple)
                and dimension[1] != SOME
                and len(choices) == 1
                and choices[0][1] is True
                and (dimension[0], SOME) in options
            ):
                return False
        return True


def bits_of(mask: int) -> list[int]:
    """The places of the bits that are set, lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found
