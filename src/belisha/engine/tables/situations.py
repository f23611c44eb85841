"""Situations: the columns of a table read as facts, with every fault kept beside its row.

Room: engine.tables. Arrow columns in; for each yes-or-no question that a policy may ask of a row, a bitmap out (one bit a row), worked out when
it is first asked for. A row is a closed situation: what is left out is false, none or not so. A row with a fault is answered by its faults alone.
Keeps out: files (`files`) and what a policy makes of it (`kernel`).
Next door: `engine.situation` reads one situation from JSON, by the same rules and in the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from belisha.language.vocabulary import Fact, Vocabulary

from ..boxes import SOME, Cell, Dimension, Space
from ..situation import LARGEST_COUNT, NEITHER_ACTOR_NOR_EVENT, problem_of

Bitmap = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
ID = "id"
WORDS_OF_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
PARTED_BY = "|;"
_WRONG = 255
_LONGEST_SHOWN = 60


class TableError(Exception):
    """A table that cannot be decided at all. The message says what is wrong, and the mend."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One value that cannot be read. row: its place in the block; suggestions: what may have been meant."""

    row: int
    fact: str
    problem: str
    value: str = ""


# ---- columns -----------------------------------------------------------------------------------------------------


def checked_columns(names: Sequence[str], vocabulary: Vocabulary) -> None:
    """Raises TableError where a column is no fact, or stands twice."""
    known = [ID, *vocabulary.facts]
    faults = []
    for name in names:
        if name not in known:
            near = vocabulary.suggest(name, known) if len(name) < 200 else ()
            meant = f" Did you mean {' or '.join(f'`{each}`' for each in near)}?" if near else ""
            faults.append(f"There is no fact `{_short(name)}`, and so no such column.{meant}")
    twice = sorted({name for name in names if list(names).count(name) > 1}) if len(names) < 1_000 else []
    faults += [f"The column `{_short(name)}` stands twice." for name in twice]
    if faults:
        more = f"\n… and {len(faults) - 20} more." if len(faults) > 20 else ""
        said = "\n".join(faults[:20])
        raise TableError(f"{said}{more}\n`belisha words facts` lists them all; a column `id` names the rows.")


def checked_types(schema: pa.Schema, vocabulary: Vocabulary) -> None:
    """Raises TableError where a column's type can hold no value of its fact."""
    faults = []
    for column in schema:
        kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        text = _is_text(kind) or pa.types.is_null(kind)
        if column.name == ID:
            fits, wanted = text or pa.types.is_integer(kind), "text or whole numbers"
        else:
            match vocabulary.facts[column.name].type:
                case "flag":
                    fits, wanted = text or pa.types.is_boolean(kind), "true or false"
                case "count":
                    fits, wanted = text or pa.types.is_integer(kind), "whole numbers"
                case "one":
                    fits, wanted = text, "text"
                case _:
                    inner = kind.value_type if _is_list(kind) else None
                    inner = inner.value_type if inner is not None and pa.types.is_dictionary(inner) else inner
                    parted = inner is not None and (_is_text(inner) or pa.types.is_null(inner))
                    fits, wanted = text or parted, "lists of texts, or texts parted by |"
        if not fits:
            faults.append(f"The column `{column.name}` holds {kind}; write {wanted}.")
    if faults:
        raise TableError("\n".join(faults[:20]))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


# ---- blocks of rows ----------------------------------------------------------------------------------------------


@dataclass
class Block:
    """Some rows of a table, as facts.

    flags: bitmaps. ones: for each row the place of its value among the fact's values; behind them all, where it is none of them. counts: -1
    where left out. manys: for each fact and value, a bitmap; SOME: any value at all. faults: in the order of the columns.
    """

    rows: int
    vocabulary: Vocabulary
    flags: dict[str, Bitmap] = field(default_factory=dict)
    ones: dict[str, Bitmap] = field(default_factory=dict)
    counts: dict[str, npt.NDArray[np.int32]] = field(default_factory=dict)
    manys: dict[Dimension, Bitmap] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    _asked: dict[Any, Bitmap] = field(default_factory=dict)

    def test(self, dimension: Dimension, cells: frozenset[Cell], space: Space) -> Bitmap:
        """The rows whose value in the dimension is among these."""
        if isinstance(dimension, tuple):
            there = self.manys.get(dimension)
            there = self.bits(None) if there is None else there
            return there if True in cells else ~there
        fact = self.vocabulary.facts[dimension]
        if fact.type == "flag":
            held = self.flags.get(dimension)
            held = self.bits(None) if held is None else held
            return held if True in cells else ~held
        key = (dimension, cells, space.cuts.get(dimension))
        if key not in self._asked:
            self._asked[key] = self._among(fact, cells, space)
        return self._asked[key]

    def _among(self, fact: Fact, cells: frozenset[Cell], space: Space) -> Bitmap:
        found = self.bits(None)
        for cell in cells:
            found = found | (self._in_piece(fact, cell, space) if fact.type == "count" else self.is_value(fact, cell))
        return found

    def is_value(self, fact: Fact, value: Cell) -> Bitmap:
        """The rows where a fact with one value has it; None: none of its values."""
        if (fact.name, value) not in self._asked:
            if fact.name in self.ones:
                place = len(fact.values) if value is None else fact.values.index(str(value))
                self._asked[fact.name, value] = self.bits(self.ones[fact.name] == place)
            else:
                self._asked[fact.name, value] = ~self.bits(None) if value == fact.absent else self.bits(None)
        return self._asked[fact.name, value]

    def _in_piece(self, fact: Fact, piece: Cell, space: Space) -> Bitmap:
        counts = self.counts.get(fact.name)
        if counts is None:
            return ~self.bits(None) if piece is None else self.bits(None)
        if piece is None:
            return self.bits(counts < 0)
        assert isinstance(piece, int)
        cuts = space.cuts.get(fact.name, ())
        lowest, above = ((0, *cuts)[piece], (*cuts, LARGEST_COUNT + 1)[piece])
        return self.bits((counts >= lowest) & (counts < above))

    def bits(self, rows: Flags | None) -> Bitmap:
        """A truth value for each row as one bit for each. None: false throughout."""
        if rows is None:
            return np.zeros((self.rows + 7) // 8, np.uint8)
        return np.packbits(rows, bitorder="little")

    def bools(self, bitmap: Bitmap) -> Flags:
        return np.unpackbits(bitmap, bitorder="little", count=self.rows).view(np.bool_)


def read_block(batch: pa.RecordBatch, vocabulary: Vocabulary) -> Block:
    """The facts that the columns of a batch state. Its columns have been checked."""
    block = Block(batch.num_rows, vocabulary)
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if name == ID or pa.types.is_null(column.type):
            continue
        fact = vocabulary.facts[name]
        if not pa.types.is_dictionary(column.type) and _is_text(column.type):
            column = column.dictionary_encode()
        match fact.type:
            case "flag":
                _read_flag(block, fact, column)
            case "count":
                _read_count(block, fact, column)
            case "one":
                _read_one(block, fact, column)
            case _:
                _read_many(block, fact, column)
    if batch.num_rows:
        _require_actor_or_event(block)
    return block


def _distinct(column: pa.DictionaryArray) -> tuple[list[str], npt.NDArray[np.intp]]:
    """The different texts of a column, without blanks around them, "" last; and for each row which it is ("" where it is left out)."""
    texts = [("" if each is None else each.strip(" ")) for each in column.dictionary.to_pylist()]
    indices = column.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False).astype(np.intp)
    return [*texts, ""], indices


def _fault_all(block: Block, fact: Fact, rows: Iterable[int], shown: Any) -> None:
    for row in rows:
        value = shown(row)
        block.faults.append(Fault(int(row), fact.name, problem_of(fact, f"'{value[:_LONGEST_SHOWN]}'"), value))


def _read_flag(block: Block, fact: Fact, column: pa.Array) -> None:
    if pa.types.is_boolean(column.type):
        known, stated = column.buffers()
        first, size = column.offset // 8, (block.rows + 7) // 8
        if column.offset % 8 or stated is None:
            bitmap = block.bits(column.fill_null(False).to_numpy(zero_copy_only=False))
        else:
            # Arrow keeps truth values as we do, a bit a row; a second bitmap says which are stated.
            bitmap = np.frombuffer(stated, np.uint8)[first : first + size]
            if known is not None and column.null_count:
                bitmap = bitmap & np.frombuffer(known, np.uint8)[first : first + size]
        block.flags[fact.name] = bitmap
        return
    texts, indices = _distinct(column)
    codes = np.array([1 if _flag(text) else _WRONG if text and _flag(text) is None else 0 for text in texts], np.uint8)
    read = codes[indices]
    block.flags[fact.name] = block.bits(read == 1)
    _fault_all(block, fact, np.flatnonzero(read == _WRONG), lambda row: texts[indices[row]])


def _flag(text: str) -> bool | None:
    return WORDS_OF_FLAGS.get(text.lower())


def _read_count(block: Block, fact: Fact, column: pa.Array) -> None:
    if pa.types.is_dictionary(column.type) and _is_text(column.type.value_type):
        texts, indices = _distinct(column)
        numbers = np.array([_count(text) for text in texts], np.int64)
        read = numbers[indices]
        shown: Any = lambda row: texts[indices[row]]  # noqa: E731
    else:
        column = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        if pa.types.is_uint64(column.type):
            column = pc.min_element_wise(column, pa.scalar(LARGEST_COUNT + 1, pa.uint64()), skip_nulls=False)
        read = column.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False).copy()
        stated = column.is_valid().to_numpy(zero_copy_only=False)
        read[stated & ((read < 0) | (read > LARGEST_COUNT))] = -2
        shown = lambda row: str(column[int(row)].as_py())  # noqa: E731
    block.counts[fact.name] = np.maximum(read, -1).astype(np.int32)
    _fault_all(block, fact, np.flatnonzero(read == -2), shown)


def _count(text: str) -> int:
    """The number that a text states; -1 where it is empty, -2 where it is no count."""
    if not text:
        return -1
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        return -2
    return int(text) if int(text) <= LARGEST_COUNT else -2


def _places(fact: Fact) -> dict[str, int]:
    return {value: place for place, value in enumerate(fact.values)}


def _read_one(block: Block, fact: Fact, column: pa.DictionaryArray) -> None:
    texts, indices = _distinct(column)
    places = _places(fact)
    places[""] = places[fact.absent] if fact.absent is not None else len(fact.values)
    codes = np.array([places.get(text, _WRONG) for text in texts], np.uint8)
    read = codes[indices]
    block.ones[fact.name] = read
    _fault_all(block, fact, np.flatnonzero(read == _WRONG), lambda row: texts[indices[row]])


def _read_many(block: Block, fact: Fact, column: pa.Array) -> None:
    if pa.types.is_dictionary(column.type):
        texts, indices = _distinct(column)
        members, rows = [parted(text) for text in texts], np.arange(block.rows)
    else:
        # Each element on its own; a list is the union of its elements.
        elements = column.flatten()
        if not pa.types.is_dictionary(elements.type):
            elements = elements.cast(pa.string()).dictionary_encode()
        texts, indices = _distinct(elements)
        members = [(text,) if text else () for text in texts]
        lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
        rows = np.repeat(np.arange(block.rows), lengths)
    there = {value: np.zeros(block.rows, np.bool_) for held in members for value in held if value in fact.values}
    there.pop("none", None)
    some, wrong = np.zeros(block.rows, np.bool_), dict[int, str]()
    for place, held in enumerate(members):
        if not held:
            continue
        chosen = rows[indices == place]
        for value in held:
            if value in there:
                there[value][chosen] = some[chosen] = True
            elif value not in fact.values:
                for row in chosen:
                    wrong.setdefault(int(row), value)
    block.manys |= {(fact.name, value): block.bits(found) for value, found in there.items()}
    block.manys[fact.name, SOME] = block.bits(some)
    _fault_all(block, fact, sorted(wrong), wrong.__getitem__)


def parted(text: str) -> tuple[str, ...]:
    """The values of a cell such as `cyberbullying|illegal content`."""
    for sign in PARTED_BY[1:]:
        text = text.replace(sign, PARTED_BY[0])
    return tuple(each for each in (part.strip(" ") for part in text.split(PARTED_BY[0])) if each)


def _require_actor_or_event(block: Block) -> None:
    facts = block.vocabulary.facts
    actor, event = facts["actor"], block.manys.get(("event", SOME))
    nobody = block.is_value(actor, None)
    if event is not None:
        nobody = nobody & ~event
    if nobody.any():
        missing = np.flatnonzero(block.bools(nobody))
        # A value that could not be read is no missing one.
        faulty = {fault.row for fault in block.faults if fault.fact in ("actor", "event")}
        block.faults += [Fault(int(row), "actor", NEITHER_ACTOR_NOR_EVENT) for row in missing if int(row) not in faulty]


__all__ = ["ID", "Bitmap", "Block", "Fault", "TableError", "checked_columns", "checked_types", "parted", "read_block"]
