"""Answering: a table of situations in, a table of answers out: of one policy in full, of several side by side, or only where two differ.

Room: engine.tables. Every row gets its answer or its faults, in the order of the rows.
Keeps out: how answers are worked out (`kernel`) and how files are read and written (`files`).
Next door: `sql` has the same answers from a database or a cluster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from belisha.language.vocabulary import Vocabulary

from ..rulebook import Rulebook
from .columns import Columns
from .files import Output, Progress, Rows, Table, ahead
from .kernel import Kernel, lists_as_arrow
from .plan import Plan
from .situations import ID, Bitmap, Block, Fault, read_block

_MOST_KINDS = 20
_MOST_ROWS = 3


@dataclass
class Kind:
    """A fault that was met in some rows. rows: the first few, counted from 1; suggestions: what may have been meant."""

    problem: str
    rows: list[int]
    suggestions: tuple[str, ...] = ()
    times: int = 0


@dataclass
class Report:
    """What became of a table. kinds: the first kinds of faults, as they were met. changes: of a comparison, how often by policy and change."""

    decided: int = 0
    bad: int = 0
    kinds: dict[tuple[str, str], Kind] = field(default_factory=dict)
    changes: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)

    def met(self, fact: str, problem: str, row: int, suggestions: Callable[[], tuple[str, ...]]) -> None:
        key = (fact, problem)
        if key not in self.kinds:
            if len(self.kinds) >= _MOST_KINDS:
                return
            self.kinds[key] = Kind(problem, [], suggestions())
        kind = self.kinds[key]
        kind.times += 1
        if len(kind.rows) < _MOST_ROWS:
            kind.rows.append(row)


@dataclass
class _Front:
    """What stands before and behind every answer: ids, errors, and which rows are bad."""

    ids: pa.Array
    errors: pa.Array
    bad: npt.NDArray[np.bool_]


def _front(rows: Rows, block: Block, report: Report) -> _Front:
    said: dict[int, list[str]] = {}
    for fault in block.faults:
        said.setdefault(fault.row, []).append(fault.problem)
        report.met(fault.fact, fault.problem, int(rows.numbers[fault.row]), partial(_meant, block, fault))
    bad = np.zeros(block.rows, np.bool_)
    errors = pa.nulls(block.rows, pa.string())
    if said:
        places = sorted(said)
        bad[places] = True
        index = np.full(block.rows, -1, np.int64)
        index[places] = np.arange(len(places))
        texts = pa.array(["; ".join(dict.fromkeys(said[place])) for place in places], pa.string())
        errors = texts.take(pa.array(index, mask=~bad))
    report.bad += int(bad.sum())
    report.decided += block.rows - int(bad.sum())
    return _Front(_ids(rows), errors, bad)


def _meant(block: Block, fault: Fault) -> tuple[str, ...]:
    values = block.vocabulary.facts[fault.fact].values
    return block.vocabulary.suggest(fault.value, values) if 0 < len(fault.value) < 200 else ()


def _ids(rows: Rows) -> pa.Array:
    if ID in rows.batch.schema.names:
        ids = rows.batch.column(ID).cast(pa.string())
        if not ids.null_count:
            return ids
        return pc.coalesce(ids, pa.array(rows.numbers).cast(pa.string()))
    return pa.array(rows.numbers).cast(pa.string())


def _with_broken(answers: pa.Table, rows: Rows, report: Report) -> pa.Table:
    """The answers with the rows that are none in their places."""
    if not rows.broken:
        return answers
    for number, problem in rows.broken:
        report.met("", problem, number, tuple)
    report.bad += len(rows.broken)
    columns: dict[str, Any] = {
        name: pa.nulls(len(rows.broken), answers.schema.field(name).type) for name in answers.column_names
    }
    columns[ID] = pa.array([str(number) for number, _ in rows.broken], pa.string())
    columns["error"] = pa.array([problem for _, problem in rows.broken], pa.string())
    numbers = np.concatenate([rows.numbers, [number for number, _ in rows.broken]])
    joined = pa.concat_tables([answers, pa.table(columns, schema=answers.schema)])
    return joined.take(pa.array(np.argsort(numbers, kind="stable")))


def _unread(table: Table, plans: Sequence[Plan]) -> frozenset[str]:
    """Columns of truth values of which no policy speaks: nothing can be wrong in them."""
    wanted = {fact for plan in plans for fact in plan.facts}
    return frozenset(name for name in table.columns if table.holds_truth_values(name)) - wanted


def _blocks(table: Table, plans: Sequence[Plan], vocabulary: Vocabulary, report: Report, progress: Progress) -> Any:
    """Each block of the table with its front. An empty table has one empty block."""
    done, any_rows = 0, False
    for rows in ahead(table.rows(_unread(table, plans))):
        any_rows = True
        block = read_block(rows.batch, vocabulary)
        yield rows, block, _front(rows, block, report)
        done += block.rows + len(rows.broken)
        progress(done, table.total)
    if not any_rows:
        rows = Rows(pa.RecordBatch.from_arrays([pa.array([], pa.string())], [ID]), np.empty(0, np.int64))
        block = read_block(rows.batch, vocabulary)
        yield rows, block, _front(rows, block, report)


# ---- one policy --------------------------------------------------------------------------------------------------


def decide_table(table: Table, output: Output, rulebook: Rulebook, progress: Progress) -> Report:
    """One policy's answer to every row: verdict, clauses, duties, consequences, clashes, why it is silent; or the row's error."""
    plan, report = Plan(rulebook), Report()
    kernel, columns = Kernel(plan), Columns(plan, nested=output.ending == ".parquet")
    for rows, block, front in _blocks(table, [plan], rulebook.vocabulary, report, progress):
        answers = columns(kernel, kernel.decide(block), front.bad)
        made = pa.table({ID: front.ids, **answers, "error": front.errors})
        output.write(_with_broken(made, rows, report))
    return report


# ---- several policies --------------------------------------------------------------------------------------------


CHANGES = ("verdict", "duties", "consequences")
_WHAT = [", ".join(name for bit, name in enumerate(CHANGES) if what >> bit & 1) for what in range(1 << len(CHANGES))]


class _Compared:
    """A policy whose answers are compared with another's by what they come to, whichever clause says it."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.plan = Plan(rulebook)
        self._kernel = Kernel(self.plan)
        self._clauses = pa.array([each.value for each in self.plan.lists["clauses"]], pa.string())

    def decide(self, block: Block) -> _Answers:
        found = self._kernel.decide(block)
        places, names = pa.array(found.verdicts), pa.array(self._kernel.verdicts, pa.string())
        owed: dict[str, dict[str, Bitmap]] = {}
        for name in ("duties", "consequences"):
            owed[name] = {}
            for each, bitmap in zip(self.plan.lists[name], found.said[name], strict=True):
                key = str({key: value for key, value in each.value.items() if key != "clause"})
                owed[name][key] = owed[name][key] | bitmap if key in owed[name] else bitmap
        clauses = lists_as_arrow(*found.list_of("clauses"), self._clauses, np.zeros(block.rows, np.bool_))
        return _Answers(block, names.take(places), pc.binary_join(clauses, "|"), owed)


@dataclass
class _Answers:
    """owed: of duties and consequences, by what is owed the rows where it is."""

    block: Block
    verdicts: pa.Array
    clauses: pa.Array
    owed: dict[str, dict[str, Bitmap]]

    def changes(self, other: _Answers) -> npt.NDArray[np.int64]:
        """For each row which of CHANGES are others, a bit each."""
        differs = [pc.not_equal(self.verdicts, other.verdicts).to_numpy(zero_copy_only=False)]
        nowhere = self.block.bits(None)
        for name in self.owed:
            mine, theirs, found = self.owed[name], other.owed[name], nowhere
            for key in mine.keys() | theirs.keys():
                found = found | (mine.get(key, nowhere) ^ theirs.get(key, nowhere))
            differs.append(self.block.bools(found))
        what = np.zeros(self.block.rows, np.int64)
        for bit, rows in enumerate(differs):
            what |= rows.astype(np.int64) << bit
        return what


def verdicts_side_by_side(
    table: Table, output: Output, rulebooks: Mapping[str, Rulebook], progress: Progress
) -> Report:
    """A column of verdicts for each policy, named as in `rulebooks`."""
    report = Report()
    compared = {name: _Compared(rulebook) for name, rulebook in rulebooks.items()}
    vocabulary = next(iter(rulebooks.values())).vocabulary
    for rows, block, front in _blocks(table, [each.plan for each in compared.values()], vocabulary, report, progress):
        good = pa.array(~front.bad)
        verdicts = {name: pc.if_else(good, each.decide(block).verdicts, None) for name, each in compared.items()}
        output.write(_with_broken(pa.table({ID: front.ids, **verdicts, "error": front.errors}), rows, report))
    return report


_CHANGED = (ID, "policy", "was", "now", "changes", "clauses then", "clauses now", "error")


def changed_answers(
    table: Table, output: Output, rulebooks: Mapping[str, Rulebook], against: Rulebook, progress: Progress
) -> Report:
    """Only the rows whose answer would be another under `against`: for each policy the verdict then and now, what changes, and the clauses of both.

    What changes: the verdict, the duties, the consequences; not which clauses say so. A row with an error is listed once.
    """
    report = Report(changes={name: Counter() for name in rulebooks})
    after, before = _Compared(against), {name: _Compared(rulebook) for name, rulebook in rulebooks.items()}
    plans = [after.plan, *(each.plan for each in before.values())]
    for rows, block, front in _blocks(table, plans, against.vocabulary, report, progress):
        now = after.decide(block)
        bad = np.flatnonzero(front.bad)
        made, order = [_errors(front, bad)], [bad]
        for name, each in before.items():
            then = each.decide(block)
            what = np.where(front.bad, 0, then.changes(now))
            places = np.flatnonzero(what)
            made.append(_changed_rows(front, name, places, then, now, what[places]))
            order.append(places)
            report.changes[name].update(zip(made[-1]["was"].to_pylist(), made[-1]["now"].to_pylist(), strict=True))
        joined = pa.concat_tables(made)
        joined = joined.take(pa.array(np.argsort(rows.numbers[np.concatenate(order)], kind="stable")))
        output.write(_with_broken(joined, replace(rows, numbers=np.sort(rows.numbers[np.concatenate(order)])), report))
    return report


def _errors(front: _Front, places: Any) -> pa.Table:
    nothing = pa.nulls(len(places), pa.string())
    values = dict.fromkeys(_CHANGED, nothing)
    return pa.table({**values, ID: front.ids.take(places), "error": front.errors.take(places)})


def _changed_rows(front: _Front, name: str, places: Any, then: _Answers, now: _Answers, what: Any) -> pa.Table:
    values = (
        front.ids.take(places), pa.array([name] * len(places), pa.string()), then.verdicts.take(places), now.verdicts.take(places),
        pa.array(_WHAT, pa.string()).take(what), then.clauses.take(places), now.clauses.take(places), pa.nulls(len(places), pa.string()),
    )  # fmt: skip
    return pa.table(dict(zip(_CHANGED, values, strict=True)))


__all__ = ["CHANGES", "Kind", "Report", "changed_answers", "decide_table", "verdicts_side_by_side"]
