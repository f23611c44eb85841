"""Columns: what the answers of a table look like, as Arrow columns for Parquet and as text for CSV.

Room: engine.tables. Keeps out: which answers there are (`plan`), how they are found (`kernel`) and the files (`files`).
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .kernel import REASONS, Found, Kernel, lists_as_arrow
from .plan import ANSWERS, CONSEQUENCE, DUTY, LISTS, Plan

_TEXT, _TEXTS = pa.string(), pa.list_(pa.string())
_OF_LISTS = {
    "clauses": _TEXT,
    "duties": pa.struct([(key, _TEXTS if key == "to" else _TEXT) for key in DUTY]),
    "consequences": pa.struct([(key, _TEXT) for key in CONSEQUENCE]),
    "clashes": _TEXTS,
}
# The columns of answers as Parquet has them; in CSV all are texts.
NESTED = pa.schema([(name, pa.list_(_OF_LISTS[name]) if name in LISTS else _TEXT) for name in ANSWERS])


class Columns:
    """Turns what a kernel finds into columns. nested: lists and structs, for Parquet; else texts: ids parted by |, other lists as JSON."""

    def __init__(self, plan: Plan, nested: bool) -> None:
        self._nested = nested
        self._values: dict[str, pa.Array] = {}
        for name in LISTS:
            values = [each.value for each in plan.lists[name]]
            if nested:
                # Every text is a number in a dictionary: what a million rows owe is told once.
                self._values[name] = _encoded(pa.array(values, _OF_LISTS[name]))
            else:
                self._values[name] = pa.array([each if name == "clauses" else _json(each) for each in values], _TEXT)

    def __call__(self, kernel: Kernel, found: Found, bad: npt.NDArray[np.bool_]) -> dict[str, pa.Array]:
        made = {
            "verdict": _named(found.verdicts, kernel.verdicts, bad),
            "silent because": _named(found.silent, REASONS, bad | (found.silent < 0)),
        }
        for name in LISTS:
            column = lists_as_arrow(*found.list_of(name), self._values[name], bad)
            made[name] = column if self._nested else _as_text(name, column)
        return {name: made[name] for name in ANSWERS}


def _named(places: npt.NDArray[np.int32], names: tuple[str, ...], without: npt.NDArray[np.bool_]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(places, mask=without), pa.array(names, _TEXT))


def _encoded(column: pa.Array) -> pa.Array:
    if pa.types.is_list(column.type):
        return pa.ListArray.from_arrays(column.offsets, _encoded(column.values))
    if pa.types.is_struct(column.type):
        fields = [_encoded(column.field(place)) for place in range(column.type.num_fields)]
        return pa.StructArray.from_arrays(fields, [each.name for each in column.type])
    return column.dictionary_encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _as_text(name: str, column: pa.ListArray) -> pa.Array:
    """A cell for each list; an empty one for an empty list."""
    joined = pc.binary_join(column, "|" if name == "clauses" else ", ")
    joined = pc.if_else(pc.equal(pc.binary_length(joined), 0), pa.scalar(None, _TEXT), joined)
    return joined if name == "clauses" else pc.binary_join_element_wise("[", joined, "]", "")


__all__ = ["NESTED", "Columns"]
