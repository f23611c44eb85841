"""Answering: a table of situations in, a table of answers out: of one policy in full, of several side by side, or only where two differ.

Room: engine.tables. Every row gets its answer or its faults, in the order of the rows.
Keeps out: how answers are worked out (`kernel`) and how files are read and written (`files`).
Next door: `sql` has the same answers from a database or a cluster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from belisha.language.vocabulary import Vocabulary

from ..rulebook import Rulebook
from ..situation import meant
from .columns import FLAT, NESTED, ORDER, NestedColumns, as_text, flat_columns
from .files import Output, Progress, Rows, Table, ahead
from .kernel import Kernel
from .plan import BOUND, PARTS, Plan
from .situations import ID, Block, read_block

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
        report.met(fault.fact, fault.problem, int(rows.numbers[fault.row]), lambda fault=fault: _meant(block, fault))
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


def _meant(block: Block, fault: Any) -> tuple[str, ...]:
    return meant(block.vocabulary.facts[fault.fact], fault.value, block.vocabulary) if fault.value else ()


def _ids(rows: Rows) -> pa.Array:
    numbers = pa.array(rows.numbers).cast(pa.string())
    if ID not in rows.batch.schema.names:
        return numbers
    ids = rows.batch.column(ID)
    ids = ids.dictionary_decode() if pa.types.is_dictionary(ids.type) else ids
    return pc.coalesce(ids.cast(pa.string()), numbers)


def _with_broken(answers: pa.Table, rows: Rows, report: Report) -> pa.Table:
    """The answers with the rows that are none in their places."""
    if not rows.broken:
        return answers
    for number, problem in rows.broken:
        report.met("", problem, number, tuple)
    report.bad += len(rows.broken)
    columns: dict[str, Any] = {name: pa.nulls(len(rows.broken), answers.schema.field(name).type) for name in answers.column_names}
    columns[ID] = pa.array([str(number) for number, _ in rows.broken], pa.string())
    columns["error"] = pa.array([problem for _, problem in rows.broken], pa.string())
    numbers = np.concatenate([rows.numbers, [number for number, _ in rows.broken]])
    joined = pa.concat_tables([answers, pa.table(columns, schema=answers.schema)])
    return joined.take(pa.array(np.argsort(numbers, kind="stable")))


def _unread(table: Table, plans: Sequence[Plan]) -> frozenset[str]:
    """Columns of truth values of which no policy speaks: nothing can be wrong in them."""
    wanted = {fact for plan in plans for fact in plan.facts}
    return frozenset(name for name in table.columns if table.holds_truth_values(name)) - wanted


def _blocks(
    table: Table, plans: Sequence[Plan], vocabulary: Vocabulary, report: Report, progress: Progress
) -> Any:
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
    kernel = Kernel(plan, NestedColumns(plan) if output.ending == ".parquet" else flat_columns)
    for rows, block, front in _blocks(table, [plan], rulebook.vocabulary, report, progress):
        places = kernel.decide(block)
        columns = {}
        for part in PARTS:
            answers = kernel.answers[part].table()
            for name, column in zip(answers.column_names, answers.columns, strict=True):
                columns[name] = column.take(pa.array(places[part], mask=front.bad))
        made = pa.table({ID: front.ids, **{name: columns[name] for name in ORDER}, "error": front.errors})
        output.write(_with_broken(made, rows, report))
    return report


# ---- several policies --------------------------------------------------------------------------------------------


class _Compared:
    """A policy's answers by what they are: of each part, and of each place in it, a number that is the same for the same answer of any policy."""

    def __init__(self, plan: Plan, numbers: dict[str, int]) -> None:
        self.plan, self._numbers = plan, numbers
        self.kernel = Kernel(plan, self._as_columns)

    def _as_columns(self, part: str, answers: list[dict[str, Any]]) -> pa.Table:
        said = [_substance(part, each) for each in answers]
        numbers = pa.array([self._numbers.setdefault(each, len(self._numbers)) for each in said], pa.int64())
        texts = [each if part == "clauses" else "" for each in said]
        clauses = ["|".join(each["clauses"]) if part == "clauses" else "" for each in answers]
        return pa.table({"number": numbers, "verdict": pa.array(texts, pa.string()), "clauses": pa.array(clauses, pa.string())})

    def decide(self, block: Block) -> dict[str, pa.Table]:
        places = self.kernel.decide(block)
        return {part: self.kernel.answers[part].table().take(pa.array(places[part])) for part in PARTS}


def _substance(part: str, answer: Mapping[str, Any]) -> str:
    """What an answer comes to, whichever clauses say it: the verdict, or each duty or consequence without its clause."""
    if part == "clauses":
        return str(answer["verdict"])
    said = [str({key: value for key, value in each.items() if key != "clause"}) for each in answer[part]]
    return part + "; ".join(sorted(set(said)))


def verdicts_side_by_side(
    table: Table, output: Output, rulebooks: Mapping[str, Rulebook], progress: Progress
) -> Report:
    """A column of verdicts for each policy, named as in `rulebooks`."""
    report, numbers = Report(), dict[str, int]()
    compared = {name: _Compared(Plan(rulebook), numbers) for name, rulebook in rulebooks.items()}
    vocabulary = next(iter(rulebooks.values())).vocabulary
    for rows, block, front in _blocks(table, [each.plan for each in compared.values()], vocabulary, report, progress):
        columns: dict[str, Any] = {ID: front.ids}
        for name, each in compared.items():
            verdicts = each.decide(block)["clauses"]["verdict"]
            columns[name] = pc.if_else(pa.array(front.bad), pa.scalar(None, pa.string()), verdicts)
        output.write(_with_broken(pa.table({**columns, "error": front.errors}), rows, report))
    return report


CHANGES = ("verdict", "duties", "consequences")


def changed_answers(
    table: Table, output: Output, rulebooks: Mapping[str, Rulebook], against: Rulebook, progress: Progress
) -> Report:
    """Only the rows whose answer would be another under `against`: for each policy the verdict before and after, what changes, and both's clauses.

    What changes: the verdict, the duties, the consequences; not which clauses say so. Rows with an error are listed once.
    """
    report, numbers = Report(), dict[str, int]()
    after = _Compared(Plan(against), numbers)
    before = {name: _Compared(Plan(rulebook), numbers) for name, rulebook in rulebooks.items()}
    report.changes = {name: Counter() for name in before}
    plans = [after.plan, *(each.plan for each in before.values())]
    for rows, block, front in _blocks(table, plans, against.vocabulary, report, progress):
        new = after.decide(block)
        found = []
        for name, each in before.items():
            old = each.decide(block)
            differs = {part: _differs(old[part], new[part]) for part in PARTS}
            changed = (differs["clauses"] | differs["duties"] | differs["consequences"]) & ~front.bad
            what = sum(differs[part].astype(np.int64) << bit for bit, part in enumerate(PARTS))
            places = np.flatnonzero(changed)
            found.append((name, places, old["clauses"].take(places), new["clauses"].take(places), what[places]))
        made = [_changed_rows(front, *each, report.changes[each[0]]) for each in found]
        bad = np.flatnonzero(front.bad)
        empty = pa.nulls(len(bad), pa.string())
        errors = {ID: front.ids.take(bad), **dict.fromkeys(_CHANGED_COLUMNS, empty), "error": front.errors.take(bad)}
        joined = pa.concat_tables([*made, pa.table(errors)])
        order = np.argsort(np.concatenate([*(places for _, places, *_ in found), bad]), kind="stable")
        output.write(joined.take(pa.array(order)))
        for number, problem in rows.broken:
            report.met("", problem, number, tuple)
        report.bad += len(rows.broken)
    return report


_CHANGED_COLUMNS = ("policy", "was", "now", "changes", "clauses then", "clauses now")
_WHAT = [", ".join(name for bit, name in enumerate(CHANGES) if what >> bit & 1) for what in range(1 << len(CHANGES))]


def _differs(old: pa.Table, new: pa.Table) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = old["number"].to_numpy() != new["number"].to_numpy()
    return found


def _changed_rows(
    front: _Front, name: str, places: Any, old: pa.Table, new: pa.Table, what: Any, counted: Counter[tuple[str, str]]
) -> pa.Table:
    was, now = old["verdict"], new["verdict"]
    pairs = pa.table({"was": was, "now": now}).group_by(["was", "now"]).aggregate([([], "count_all")])
    counted.update({(each["was"], each["now"]): each["count_all"] for each in pairs.to_pylist()})
    texts = pa.array(_WHAT, pa.string()).take(pa.array(what, pa.int64()))
    names = pa.array([name], pa.string()).take(pa.array(np.zeros(len(places), np.int64)))
    values = [front.ids.take(places), names, was, now, texts, old["clauses"], new["clauses"], pa.nulls(len(places), pa.string())]
    return pa.table(dict(zip((ID, *_CHANGED_COLUMNS, "error"), values, strict=True)))


__all__ = ["CHANGES", "FLAT", "NESTED", "BOUND", "Kind", "Report", "as_text", "changed_answers", "decide_table", "verdicts_side_by_side"]
