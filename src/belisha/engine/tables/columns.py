"""Columns: what the answers of a table look like, as Arrow columns for Parquet and as text for CSV.

Room: engine.tables. The columns bear the names of the JSON that `decide` writes; `clauses` holds the ids of those that fired.
Keeps out: which answers there are (`plan`) and the files (`files`).
"""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .plan import Plan

_TEXT = pa.dictionary(pa.int32(), pa.string())


def _many(kind: pa.DataType) -> pa.DataType:
    return pa.list_(kind)


def _nested(text: pa.DataType) -> dict[str, dict[str, pa.DataType]]:
    duty = pa.struct(
        [("who", text), ("do", text), ("to", _many(text)), ("within", text), ("strength", text), ("fired", text), ("clause", text)]
    )  # fmt: skip
    faced = pa.struct([("is", text), ("certainty", text), ("fired", text), ("clause", text)])
    return {
        "clauses": {"verdict": text, "clauses": _many(text), "clashes": _many(_many(text)), "silent because": text},
        "duties": {"duties": _many(duty)},
        "consequences": {"consequences": _many(faced)},
    }


NESTED = _nested(pa.string())  # by part: its columns, as they are read back
FLAT = {part: dict.fromkeys(columns, pa.string()) for part, columns in NESTED.items()}
ORDER = ("verdict", "clauses", "duties", "consequences", "clashes", "silent because")


class NestedColumns:
    """Answers as lists and structs. Every text is a number in one dictionary of all that the policy can say, so that none is copied."""

    def __init__(self, plan: Plan) -> None:
        everything = plan.rulebook.vocabulary.verdicts + plan.rulebook.vocabulary.strengths
        found = dict.fromkeys((*everything, "yes", "unsettled", "no act in question", "not bound", "outside", "nothing said"))
        for norm in plan.rulebook.norms:
            found |= dict.fromkeys((norm.result, norm.certainty))
            if norm.duty is not None:
                found |= dict.fromkeys((norm.duty.who, norm.duty.do, *norm.duty.to, norm.duty.within, norm.duty.strength))
        found |= dict.fromkeys(clause.id for clause in plan.rulebook.policy.clauses)
        self._texts = pa.array(list(found), pa.string())

    def __call__(self, part: str, answers: list[dict[str, Any]]) -> pa.Table:
        columns = NESTED[part]
        return pa.table(
            {name: self._encoded(pa.array([each[name] for each in answers], kind)) for name, kind in columns.items()}
        )

    def _encoded(self, column: pa.Array) -> pa.Array:
        if pa.types.is_list(column.type):
            return pa.ListArray.from_arrays(column.offsets, self._encoded(column.values), mask=column.is_null())
        if pa.types.is_struct(column.type):
            fields = [column.field(place) for place in range(column.type.num_fields)]
            return pa.StructArray.from_arrays([self._encoded(each) for each in fields], [each.name for each in column.type])
        return pa.DictionaryArray.from_arrays(pc.index_in(column, self._texts), self._texts)


def flat_columns(part: str, answers: list[dict[str, Any]]) -> pa.Table:
    """Answers as texts: ids parted by |, duties, consequences and clashes as JSON, nothing where there is none."""
    return pa.table(
        {name: pa.array([as_text(name, each[name]) for each in answers], pa.string()) for name in FLAT[part]}
    )


def as_text(name: str, value: Any) -> str | None:
    """A value of an answer in a cell of CSV."""
    if not value:
        return None
    if name == "clauses":
        return "|".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


__all__ = ["FLAT", "NESTED", "ORDER", "NestedColumns", "as_text", "flat_columns"]
