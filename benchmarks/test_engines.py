"""Decisions a second: our engine beside Cedar, Rego and Casbin on the same twenty rules, in one run; and our longest policy.

Not a test of speed: nothing here fails for being slow. What is asserted is that the engines agree.
Run by script/bench; report.py writes docs/benchmarks.md.
"""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import engines
import pytest
from questions import random_value

from belisha import library
from belisha.engine import Situation, decide, rulebook_of
from belisha.engine.rulebook import Rulebook
from belisha.language import read_policy

AS_OF = date(2026, 11, 20)
SITUATIONS = 1_000


def twenty() -> Rulebook:
    return rulebook_of(read_policy(Path(__file__).with_name("twenty.md").read_text(encoding="utf-8"), "twenty"), AS_OF)


def book(name: str) -> Rulebook:
    return twenty() if name == "twenty rules" else rulebook_of(library.policy(name), AS_OF, library.law())


def situations(rulebook: Rulebook, hidden: float = 0.0, closed: bool = True) -> list[Situation]:
    """Random situations in which every fact of the policy is stated, but for the hidden share."""
    chance = random.Random("situations")
    made = []
    for _ in range(SITUATIONS):
        facts = {name: random_value(rulebook.vocabulary.facts[name], chance, 0.5) for name in rulebook.facts}
        facts = {name: value for name, value in facts.items() if name in ("actor", "act") or chance.random() >= hidden}
        made.append(Situation(facts, closed))
    return made


def each(action: Any, items: list[Any]) -> None:
    for item in items:
        action(item)


@pytest.mark.parametrize("name", ["twenty rules", "little-eaton"])
def test_one_closed_decision(benchmark: Any, name: str) -> None:
    rulebook, asked = book(name), situations(book(name))
    benchmark.extra_info.update(decisions=len(asked), engine=f"Belisha, {name}", kind="closed")
    benchmark(each, lambda situation: decide(rulebook, situation), asked)


@pytest.mark.parametrize("name", ["twenty rules", "little-eaton"])
@pytest.mark.parametrize("hidden", [0.3, 0.7])
def test_exact_depends(benchmark: Any, name: str, hidden: float) -> None:
    rulebook, asked = book(name), situations(book(name), hidden, closed=False)

    def verdicts(situation: Situation) -> tuple[str, ...]:
        live, unknown = rulebook.known(situation)
        return rulebook.search.verdicts(live, rulebook.search.sure(live, unknown), unknown)

    benchmark.extra_info.update(
        decisions=len(asked), engine=f"Belisha, {name}, {hidden:.0%} hidden", kind="possible verdicts, exact"
    )
    benchmark(each, verdicts, asked)


@pytest.mark.parametrize("name", ["twenty rules", "little-eaton"])
def test_open_decision(benchmark: Any, name: str) -> None:
    rulebook, asked = book(name), situations(book(name), 0.3, closed=False)
    benchmark.extra_info.update(
        decisions=len(asked),
        engine=f"Belisha, {name}, 30% hidden",
        kind="open, with every clause, duty and consequence",
    )
    benchmark(each, lambda situation: decide(rulebook, situation), asked)


@pytest.mark.parametrize("engine", ["cedar", "rego", "casbin"])
def test_other_engines(benchmark: Any, engine: str) -> None:
    rulebook = twenty()
    asked = situations(rulebook)
    decide_there = getattr(engines, engine)(rulebook)
    contexts = [engines.whole(rulebook, situation) for situation in asked[:200]]
    for situation, context in zip(asked, contexts, strict=False):
        ours = {clause.id for clause in decide(rulebook, situation).clauses if clause.fired == "yes"}
        theirs = {name.split("/")[0] for name in decide_there(context)}
        assert (bool(ours) == bool(theirs)) if engine == "casbin" else (ours == theirs), situation
    named = {
        "cedar": "Cedar (cedarpy, parsed handles)",
        "rego": "Rego (regopy)",
        "casbin": "Casbin (pycasbin, no reasons)",
    }
    benchmark.extra_info.update(decisions=len(contexts), engine=named[engine], kind="closed")
    benchmark(each, decide_there, contexts)
