"""Kernel: a policy's answers for a block of rows, a bit a row.

Room: engine.tables. Every box, atom and test of the plan is a bitmap over the rows, so that one operation of NumPy on 64 bits serves 64 rows: the
masks of `engine.rulebook` turned on their side. What follows from a set of atoms is made by the engine once for each set that occurs.
Keeps out: reading columns (`situations`) and files (`files`).
Next door: `plan` says which atoms there are and what they mean; `query` says the same in SQL.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..boxes import Cell, Dimension
from .plan import BOUND, NO_ACT, NOT_BOUND, Part, Plan
from .situations import Bitmap, Block

Places = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]
Step = tuple[Dimension, frozenset[Cell]]
_MOST_KEPT = 200_000


class Answers:
    """The answers of one part that have been met, each with its place; forgotten when there are very many, so that memory stays flat."""

    def __init__(self, made: Callable[[int, int], dict[str, Any]], as_columns: Callable[[list[dict[str, Any]]], pa.Table]) -> None:
        self._made, self._as_columns = made, as_columns
        self._forget()

    def _forget(self) -> None:
        self._places: dict[tuple[int, int], int] = {}
        self._new: list[dict[str, Any]] = []
        self._tables: list[pa.Table] = []

    def places(self, keys: Sequence[tuple[int, int]]) -> list[int]:
        """Where each answer stands in `table`."""
        if len(self._places) + len(keys) > _MOST_KEPT:
            self._forget()
        found = []
        for key in keys:
            place = self._places.get(key)
            if place is None:
                place = self._places[key] = len(self._places)
                self._new.append(self._made(*key))
            found.append(place)
        return found

    def table(self) -> pa.Table:
        """All that have been met, as columns."""
        if self._new or not self._tables:
            self._tables.append(self._as_columns(self._new))
            self._new = []
        if len(self._tables) > 1:
            self._tables = [pa.concat_tables(self._tables).unify_dictionaries().combine_chunks()]
        return self._tables[0]


class Kernel:
    """Answers blocks by one plan. as_columns: what the answers of a part look like as columns."""

    def __init__(self, plan: Plan, as_columns: Callable[[str, list[dict[str, Any]]], pa.Table]) -> None:
        assert sys.byteorder == "little", "rows are turned out of bitmaps byte by byte"
        self.plan, self.space = plan, plan.rulebook.space
        self.answers = {part.name: self._answers(part, as_columns) for part in plan.parts}
        wanted = 0
        for part in plan.parts:
            for atom in part.atoms:
                wanted |= atom
        # Boxes that begin alike stand together, so that what they share is worked out once.
        self._boxes = sorted(
            ((box, self._steps(box)) for box in range(len(plan.rulebook.boxes)) if wanted >> box & 1),
            key=lambda each: [(str(dimension), sorted(map(str, cells))) for dimension, cells in each[1]],
        )

    def _answers(self, part: Part, as_columns: Callable[[str, list[dict[str, Any]]], pa.Table]) -> Answers:
        return Answers(lambda key, who: self.plan.answer(part, key, who), lambda made: as_columns(part.name, made))

    def _steps(self, box: int) -> tuple[Step, ...]:
        """The tests of a box; what most boxes ask (the act, the actor, an event) first."""
        first: dict[Dimension, int] = {"act": 0, "actor": 1, ("event", "*"): 2}
        tests = self.plan.rulebook.boxes[box].items()
        return tuple(sorted(tests, key=lambda each: (first.get(each[0], 3), str(each[0]))))

    def decide(self, block: Block) -> dict[str, Places]:
        """For each part, the place of every row's answer among `answers[part]`. What a row with a fault gets there means nothing."""
        boxes = self._held(block)
        who = self._who(block)
        found = {}
        for part in self.plan.parts:
            words = _rows_of([_union(boxes, atom) for atom in part.atoms], block)
            if part.name == "clauses":
                words.append(who)
            codes, firsts = _distinct(words, block.rows)
            rows = [[int(word[first]) for word in words] for first in firsts]
            keys = [(_joined(row[:-1]), row[-1]) if part.name == "clauses" else (_joined(row), BOUND) for row in rows]
            found[part.name] = np.array(self.answers[part.name].places(keys), np.int32)[codes]
        return found

    def _held(self, block: Block) -> dict[int, Bitmap]:
        """For each box the rows in which it holds."""
        everywhere = ~block.bits(None)
        begun: dict[Hashable, Bitmap] = {(): everywhere}
        held: dict[int, Bitmap] = {}
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

    def _who(self, block: Block) -> Words:
        """NO_ACT, NOT_BOUND or BOUND for each row."""
        facts = self.plan.rulebook.vocabulary.facts
        bound = block.bits(None)
        for actor in self.plan.bound:
            bound = bound | block.is_value(facts["actor"], actor)
        acted = block.bools(~block.is_value(facts["act"], None))
        return np.where(acted, np.where(block.bools(bound), BOUND, NOT_BOUND), NO_ACT).astype(np.uint64)


def _union(boxes: dict[int, Bitmap], atom: int) -> Bitmap:
    united: Bitmap | None = None
    while atom:
        low = atom & -atom
        atom ^= low
        held = boxes[low.bit_length() - 1]
        united = held if united is None else united | held
    assert united is not None
    return united


def _rows_of(bitmaps: list[Bitmap], block: Block) -> list[Words]:
    """Bitmaps over the rows, turned into words for each row: bit i of the first word is bitmap i, and so on by 64."""
    words = []
    for start in range(0, len(bitmaps), 64):
        turned = np.zeros((block.rows, 8), np.uint8)
        for place in range(start, min(start + 64, len(bitmaps)), 8):
            eight = bitmaps[place : place + 8]
            if any(bitmap.any() for bitmap in eight):
                turned[:, (place - start) // 8] = _turned(eight)[: block.rows]
        words.append(turned.view(np.uint64).ravel())
    return words


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


def _distinct(words: list[Words], rows: int) -> tuple[Places, npt.NDArray[np.intp]]:
    """The different rows of some columns: for each row which it is like, and for each of those its first row."""
    codes = np.zeros(rows, np.int64)
    for word in words:
        encoded = pa.array(word).dictionary_encode()
        codes = codes * len(encoded.dictionary) + encoded.indices.to_numpy()
        codes = pa.array(codes).dictionary_encode().indices.to_numpy().astype(np.int64)
    firsts = np.zeros(int(codes.max(initial=-1)) + 1, np.intp)
    firsts[codes[::-1]] = np.arange(rows)[::-1]
    return codes.astype(np.int32), firsts


def _joined(words: Sequence[int]) -> int:
    return sum(word << 64 * place for place, word in enumerate(words))


__all__ = ["Answers", "Kernel"]
