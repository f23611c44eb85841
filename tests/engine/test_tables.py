"""Whole tables: every row's answer is the engine's, for any policy, any law and any day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given

from belisha.engine import Situation, rulebook_of
from belisha.library import NAMES, law, policy
from engine.generators import ByChance, by_chance, cases, make_facts
from engine.plainly import Book
from engine.tables import answered, as_table, row_of
from engine.test_properties import BATCHES, TIMES, compiled, described, examples, seeds
from scenarios import checker

AS_OF = date(2026, 11, 20)


def differing(rulebook, situations):
    """The first situation of which a table says something else than the engine, and both answers."""
    for situation, row in zip(situations, answered(rulebook, as_table(situations)), strict=True):
        expected = row_of(rulebook, situation)
        if row != expected:
            return situation.facts, {key: (row[key], expected[key]) for key in row if row[key] != expected[key]}
    return None


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_table_says_what_the_engine_says(batch):
    for seed in seeds(batch + 40, 40):
        made, above, as_of, _, book = by_chance(seed)
        rulebook = compiled(made, as_of, above)
        if rulebook is None:
            continue
        chooser = ByChance(seed + 1)
        situations = [Situation(make_facts(chooser, book, closed=True), closed=True) for _ in range(25)]
        found = differing(rulebook, situations)
        assert found is None, f"seed {seed}\n{described(made, found[0], True, as_of)}\ntable, engine: {found[1]}"


@examples
@given(cases())
def test_a_table_says_what_the_engine_says_and_a_failure_shrinks(case):
    made, above, as_of, situation, _ = case
    rulebook = compiled(made, as_of, above)
    assume(rulebook is not None and (situation.facts.get("event") or "actor" in situation.facts))
    assert differing(rulebook, [Situation(situation.facts, closed=True)]) is None


@pytest.mark.parametrize("name", NAMES)
def test_a_table_says_what_the_engine_says_of_the_policies_that_come_with_belisha(name):
    chooser = ByChance(11)
    rulebook, book = rulebook_of(policy(name), AS_OF, law()), Book(policy(name), AS_OF, law())
    situations = [Situation(make_facts(chooser, book, closed=True), closed=True) for _ in range(400 * TIMES)]
    found = differing(rulebook, situations)
    assert found is None, found


@pytest.mark.parametrize("name", NAMES)
def test_a_table_says_what_the_engine_says_of_every_scenario(name):
    scenarios = [
        each
        for each in checker.every()
        if each.facts.get("event", "none") not in ("none", [], ["none"]) or "actor" in each.facts
    ]
    by_day = {}
    for each in scenarios:
        by_day.setdefault(each.as_of, []).append(checker.situation_of(each))
    for day, situations in by_day.items():
        found = differing(rulebook_of(policy(name), day, law()), situations)
        assert found is None, found
    assert sum(map(len, by_day.values())) > 300
