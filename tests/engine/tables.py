"""For the tests of tables: situations as a table, and a decision as the row that stands for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from belisha.engine import Rulebook, Situation, decide
from belisha.engine.decision import ConsequenceFaced, DutyOwed
from belisha.engine.tables.columns import NESTED, Columns
from belisha.engine.tables.kernel import Kernel
from belisha.engine.tables.plan import ANSWERS, CONSEQUENCE, DUTY, Plan
from belisha.engine.tables.situations import read_block
from belisha.language import load

KINDS = {"flag": pa.bool_(), "count": pa.int32(), "one": pa.string(), "many": pa.list_(pa.string())}


def as_table(situations: Sequence[Situation], facts: Sequence[str] | None = None) -> pa.Table:
    """A column for each fact that a situation states (or for `facts`), with an id."""
    known = load().facts
    named = facts or [fact for fact in known if any(fact in each.facts for each in situations)]
    columns = {
        fact: pa.array([_cell(each.facts.get(fact)) for each in situations], KINDS[known[fact].type]) for fact in named
    }
    return pa.table({"id": [f"s{place}" for place in range(len(situations))], **columns})


def _cell(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def row_of(rulebook: Rulebook, situation: Situation) -> dict[str, Any]:
    """What a table has to say of the situation: from the engine's own decision."""
    decision = decide(rulebook, situation)
    outcome = decision.outcome
    return {
        "verdict": decision.verdict,
        "clauses": list(dict.fromkeys(each.id for each in outcome.clauses if each.fired == "yes")),  # what was excepted or suspended did not fire
        "duties": [_duty(each) for each in outcome.duties], "consequences": [_consequence(each) for each in outcome.consequences], "clashes": [list(pair) for pair in outcome.clashes],
        "silent because": decision.silent_because,
    }  # fmt: skip


def _duty(duty: DutyOwed) -> dict[str, Any]:
    values = (duty.who, duty.do, list(duty.to), duty.within or None, duty.strength, duty.fired, duty.clause)
    return dict(zip(DUTY, values, strict=True))


def _consequence(faced: ConsequenceFaced) -> dict[str, Any]:
    return dict(zip(CONSEQUENCE, (faced.result, faced.certainty, faced.fired, faced.clause), strict=True))


def answered(rulebook: Rulebook, table: pa.Table) -> list[dict[str, Any]]:
    """What the kernel says of each row of a table without faults."""
    plan = Plan(rulebook)
    kernel, columns = Kernel(plan), Columns(plan, nested=True)
    (batch,) = table.combine_chunks().to_batches()
    block = read_block(batch, rulebook.vocabulary)
    assert block.faults == []
    found = columns(kernel, kernel.decide(block), np.zeros(block.rows, np.bool_))
    decoded = {name: found[name].cast(NESTED.field(name).type) for name in ANSWERS}
    return pa.table(decoded).to_pylist()
