"""Kernel: a policy's answers for a block of rows, a bit a row.

Room: engine.tables. Every box of the rulebook and every test in it is a bitmap over the rows, so that one operation on 64 bits serves 64 rows: the
masks of `engine.rulebook` turned on their side. A row's lists are then the bits that are set for it.
Keeps out: reading columns (`situations`) and files (`files`).
Next door: `plan` says what each box brings; `query` says the same in SQL.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..boxes import Cell, Dimension
from ..rulebook import SILENT
from .plan import LISTS, Case, Plan, Said
from .situations import Bitmap, Block

Numbers = npt.NDArray[np.int32]
Step = tuple[Dimension, frozenset[Cell]]
REASONS = ("no act in question", "not bound", "outside", "nothing said")


@dataclass(frozen=True)
class Found:
    """What is said of the rows of a block.

    verdicts: for each row a place in `Kernel.verdicts`. silent: a place in REASONS, or -1 where the policy is not silent. said: for each of the
    plan's lists, for each thing that may stand in it, the rows where it does.
    """

    rows: int
    verdicts: Numbers
    silent: Numbers
    said: dict[str, list[Bitmap]]

    def list_of(self, name: str) -> tuple[Numbers, Numbers]:
        """The list of each row: where it begins (one more than there are rows), and what stands in it, by places in the plan's list."""
        return _listed(self.said[name], self.rows)


class Kernel:
    """Answers blocks of rows by one plan. verdicts: strictest first, and silent."""

    def __init__(self, plan: Plan) -> None:
        assert sys.byteorder == "little", "rows are turned out of bitmaps byte by byte"
        self.plan, self.space = plan, plan.rulebook.space
        self.verdicts = (*(verdict for verdict, _ in plan.verdicts), SILENT)
        # Boxes that begin alike stand together, so that what they share is worked out once.
        self._boxes = sorted(
            ((box, self._steps(box)) for box in range(len(plan.rulebook.boxes)) if plan.boxes >> box & 1),
            key=lambda each: [(str(dimension), sorted(map(str, cells))) for dimension, cells in each[1]],
        )

    def _steps(self, box: int) -> tuple[Step, ...]:
        """The tests of a box; what most boxes ask (the act, the actor, an event) first."""
        first: dict[Dimension, int] = {"act": 0, "actor": 1, ("event", "*"): 2}
        tests = self.plan.rulebook.boxes[box].items()
        return tuple(sorted(tests, key=lambda each: (first.get(each[0], 3), str(each[0]))))

    def decide(self, block: Block) -> Found:
        """What is said of each row. Of a row with a fault, it means nothing."""
        boxes = _Boxes(self._held(block), block.bits(None))
        verdicts = np.full(block.rows, len(self.verdicts) - 1, np.int32)
        for place, (_, masks) in reversed(list(enumerate(self.plan.verdicts))):
            verdicts[block.bools(boxes.one_of(masks))] = place
        silent = np.where(verdicts == len(self.verdicts) - 1, self._reasons(block, boxes), -1).astype(np.int32)
        said = {name: [boxes.said(each) for each in self.plan.lists[name]] for name in LISTS}
        return Found(block.rows, verdicts, silent, said)

    def _held(self, block: Block) -> list[Bitmap]:
        """For each box the rows in which it holds."""
        everywhere = ~block.bits(None)
        begun: dict[Hashable, Bitmap] = {}
        held = [everywhere] * len(self.plan.rulebook.boxes)
        for box, steps in self._boxes:
            bitmap = everywhere
            for place, (dimension, cells) in enumerate(steps):
                prefix = steps[: place + 1]
                known = begun.get(prefix)
                if known is None:
                    known = begun[prefix] = bitmap & block.test(dimension, cells, self.space)
                bitmap = known
            held[box] = bitmap
        return held

    def _reasons(self, block: Block, boxes: _Boxes) -> npt.NDArray[np.int32]:
        """Why the policy would be silent: the first reason that holds (as `Rulebook.why_silent` has it)."""
        facts = self.plan.rulebook.vocabulary.facts
        bound = block.bits(None)
        for actor in self.plan.bound:
            bound = bound | block.is_value(facts["actor"], actor)
        reasons = np.where(block.bools(boxes.one_of(self.plan.outside)), 2, 3)
        reasons[~block.bools(bound)] = 1
        reasons[block.bools(block.is_value(facts["act"], None))] = 0
        return reasons.astype(np.int32)


class _Boxes:
    """The rows in which each box holds, and what follows from boxes."""

    def __init__(self, held: list[Bitmap], nowhere: Bitmap) -> None:
        self._held, self._nowhere = held, nowhere
        self._united: dict[int, Bitmap] = {}

    def one_of(self, boxes: int) -> Bitmap:
        if boxes not in self._united:
            united, left = self._nowhere, boxes
            while left:
                low = left & -left
                left ^= low
                united = united | self._held[low.bit_length() - 1]
            self._united[boxes] = united
        return self._united[boxes]

    def case(self, case: Case) -> Bitmap:
        return self.one_of(case.boxes) if case.beside is None else self.one_of(case.boxes) & self.one_of(case.beside)

    def said(self, said: Said) -> Bitmap:
        bitmap = self.case(said.case)
        for case in said.unless:
            bitmap = bitmap & ~self.case(case)
        return bitmap


def _listed(bitmaps: list[Bitmap], rows: int) -> tuple[Numbers, Numbers]:
    """Bitmaps over the rows as a list for each row: where it begins, and which bitmaps have its bit, in their order."""
    some = [place for place, bitmap in enumerate(bitmaps) if bitmap.any()]
    if not some:
        return np.zeros(rows + 1, np.int32), np.zeros(0, np.int32)
    # A power of two bytes for each row, so that a bit's place tells its row without a division.
    shift = max(0, (len(some) - 1).bit_length() - 3)
    turned = np.zeros((rows, 1 << shift), np.uint8)
    for eight in range((len(some) + 7) // 8):
        turned[:, eight] = _turned([bitmaps[place] for place in some[eight * 8 : eight * 8 + 8]])[:rows]
    # Byte by byte that is not empty, its bits: rows first, and within a row in order.
    flat = turned.ravel()
    full = np.flatnonzero(flat != 0)
    bits = np.flatnonzero(np.unpackbits(flat[full], bitorder="little").view(np.bool_))
    bytes_ = full[bits >> 3]
    starts = np.zeros(rows + 1, np.int32)
    np.cumsum(np.bincount(bytes_ >> shift, minlength=rows), out=starts[1:])
    which = ((bytes_ & ((1 << shift) - 1)) << 3) + (bits & 7)
    return starts, np.array(some, np.int32)[which]


def _turned(eight: list[Bitmap]) -> Bitmap:
    """Up to eight bitmaps over the rows, as one byte for each row: each eight by eight bits are transposed.

    Source: Hacker's Delight, 7-3.
    """
    square = np.zeros((len(eight[0]), 8), np.uint8)
    for place, bitmap in enumerate(eight):
        square[:, place] = bitmap
    x = square.view(np.uint64).ravel()
    for shift, mask in ((7, 0x00AA00AA00AA00AA), (14, 0x0000CCCC0000CCCC), (28, 0x00000000F0F0F0F0)):
        by = np.uint64(shift)
        t = (x ^ (x >> by)) & np.uint64(mask)
        x = x ^ t ^ (t << by)
    return x.view(np.uint8)


def lists_as_arrow(starts: Numbers, which: Numbers, values: pa.Array, without: npt.NDArray[np.bool_]) -> pa.ListArray:
    """A row's list as Arrow has it. values: what the places in `which` stand for; without: rows that have no list at all."""
    mask = pa.array(without) if without.any() else None
    return pa.ListArray.from_arrays(pa.array(starts), values.take(pa.array(which)), mask=mask)


__all__ = ["REASONS", "Found", "Kernel", "lists_as_arrow"]
