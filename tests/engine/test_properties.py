"""What holds for every policy and every situation, and the plain twin that holds the quick engine to account.

`BELISHA_EXAMPLES=100 pytest tests/engine/test_properties.py` tries a hundred times as many.
"""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings

from belisha.engine import Situation, decide
from belisha.engine.boxes import TooManyCases
from belisha.engine.rulebook import Rulebook
from belisha.language.policy import Rules
from belisha.library import NAMES, law, policy
from engine.generators import VOCABULARY, ByChance, by_chance, cases, make_facts
from engine.plainly import Book, as_plain, decide_plainly, differences, on_day

TIMES = int(os.environ.get("BELISHA_EXAMPLES", "1"))
BATCHES = 8
SLOWLY = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
settings.register_profile("engine", deadline=None, suppress_health_check=SLOWLY, derandomize=TIMES == 1)
examples = settings(settings.get_profile("engine"), max_examples=60 * TIMES)


def seeds(batch: int, count: int) -> range:
    """Other policies for every batch, the same in every run; more of them where more are wanted."""
    return range(batch * 1_000_000, batch * 1_000_000 + count * TIMES)


def compiled(each_policy, as_of, above):
    """The rulebook; None where one random sentence or another falls into thousands of cases, which is refused."""
    try:
        return Rulebook(each_policy, VOCABULARY, as_of, above)
    except TooManyCases:
        return None


def described(each_policy, facts, closed, as_of) -> str:
    said = [f"{clause.id}: {clause.sentence}" for clause in each_policy.clauses]
    return "\n".join(
        [
            *said,
            f"applies to {each_policy.front.applies_to}, groups {each_policy.front.groups}",
            f"{'closed' if closed else 'open'}, {as_of}: {dict(facts)}",
        ]
    )


# ---- the plain twin ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_quick_engine_says_what_the_plain_one_says(batch):
    for seed in seeds(batch, 80):
        made, above, as_of, situation, book = by_chance(seed, most_ways=40)
        rulebook = compiled(made, as_of, above)
        if rulebook is None:
            continue
        chooser = ByChance(seed + 1)
        for _ in range(3):
            plain = decide_plainly(book, situation.facts, as_of, closed=situation.closed)
            found = differences(as_plain(decide(rulebook, situation)), plain)
            assert not found, (
                f"seed {seed}\n{described(made, situation.facts, situation.closed, as_of)}\nquick, plain: {found}"
            )
            closed = chooser.chance(35)
            situation = Situation(make_facts(chooser, book, closed, most_ways=40), closed)


@examples
@given(cases(most_ways=40))
def test_the_quick_engine_says_what_the_plain_one_says_and_a_failure_shrinks(case):
    made, above, as_of, situation, book = case
    rulebook = compiled(made, as_of, above)
    assume(rulebook is not None)
    quick = as_plain(decide(rulebook, situation))
    assert not differences(quick, decide_plainly(book, situation.facts, as_of, closed=situation.closed)), described(
        made, situation.facts, situation.closed, as_of
    )


@pytest.mark.parametrize("name", NAMES)
def test_both_engines_agree_on_the_policies_that_come_with_belisha(name):
    as_of, chooser = date(2026, 11, 20), ByChance(7)
    rulebook, book = Rulebook(policy(name), VOCABULARY, as_of, law()), Book(policy(name), as_of, law())
    for _ in range(40 * TIMES):
        closed = chooser.chance(50)
        facts = make_facts(chooser, book, closed, most_ways=8)
        found = differences(
            as_plain(decide(rulebook, Situation(facts, closed))), decide_plainly(book, facts, as_of, closed=closed)
        )
        assert not found, f"{'closed' if closed else 'open'}: {facts}\nquick, plain: {found}"


# ---- what holds for every decision ---------------------------------------------------------------------------------


def many(count: int):
    """Decisions of many policies: the case, and its rulebook."""
    refused = 0
    for seed in seeds(20, count):
        made, above, as_of, situation, book = by_chance(seed, most_ways=1_000_000)
        if (rulebook := compiled(made, as_of, above)) is not None:
            yield made, above, as_of, situation, book, rulebook, ByChance(seed + 1)
        else:
            refused += 1
    assert refused <= count * TIMES / 50


def test_learning_more_never_contradicts_what_was_said():
    for made, _, as_of, _situation, book, rulebook, chooser in many(80):
        facts = {**make_facts(chooser, book, closed=False, most_ways=1_000_000)}
        before = decide(rulebook, Situation(facts)).as_json()
        for _ in range(4):
            # What was unknown; not what has a default, so that another answer replaces one that was known.
            unknown = [
                fact for fact, known in VOCABULARY.facts.items()
                if fact not in facts and known.default is None and not (fact == "event" and "act" in facts) and not (fact == "act" and facts.get("event"))
            ]  # fmt: skip
            fact = chooser.pick([*before["ask"], *before["ask"], chooser.pick(unknown)])
            facts = {**facts, fact: _a_value(chooser, fact)}
            after = decide(rulebook, Situation(facts)).as_json()
            said = f"after {fact} = {facts[fact]}\n{described(made, facts, False, as_of)}"
            assert set(after["possible"]) <= set(before["possible"]), said
            assert set(after["ask"]) <= set(before["ask"]), said
            for part, name in (("duties", "do"), ("consequences", "is")):
                was = {(each["clause"], each[name]): each["fired"] for each in before[part]}
                now = {(each["clause"], each[name]): each["fired"] for each in after[part]}
                assert now.keys() <= was.keys(), said
                assert all(now.get(key) == fired for key, fired in was.items() if fired != "perhaps"), said
            before = after


def _a_value(chooser, fact):
    known = VOCABULARY.facts[fact]
    match known.type:
        case "flag":
            return chooser.chance(50)
        case "count":
            return chooser.pick((0, 1, 5, 6, 15, 16, 17, 18, 24, 200))
        case "one":
            return chooser.pick(known.values)
    return frozenset(chooser.some([each for each in known.values if each != "none"], 0, 3))


def test_the_order_of_rules_changes_no_verdict_no_duty_and_no_consequence():
    for made, above, as_of, situation, _, rulebook, _ in many(80):
        parts = tuple(
            replace(part, clauses=tuple(random.Random(1).sample(part.clauses, len(part.clauses))))
            if isinstance(part, Rules)
            else part
            for part in made.parts
        )
        one = decide(rulebook, situation).as_json()
        other = decide(Rulebook(replace(made, parts=parts), VOCABULARY, as_of, above), situation).as_json()
        for part in ("duties", "consequences", "clauses", "clashes"):
            told = [sorted(json.dumps(each, sort_keys=True) for each in decision[part]) for decision in (one, other)]
            assert told[0] == told[1]
        assert (one["verdict"], one["possible"], sorted(one["ask"]), one["silent because"]) == (
            other["verdict"],
            other["possible"],
            sorted(other["ask"]),
            other["silent because"],
        )


def test_nothing_is_asked_exactly_when_verdict_duties_and_consequences_are_settled():
    for *_, situation, _, rulebook, _ in many(80):
        made = decide(rulebook, situation).as_json()
        settled = made["verdict"] != "depends" and all(
            each["fired"] != "perhaps" for each in (*made["duties"], *made["consequences"])
        )
        assert settled == (made["ask"] == [])
        assert not situation.closed or settled


def test_a_decision_is_a_value():
    for made, above, as_of, situation, _, rulebook, _ in many(60):
        one = json.dumps(decide(rulebook, situation).as_json())
        # The facts in another order, by another rulebook of the same policy, after other decisions.
        turned = Situation(dict(reversed(list(situation.facts.items()))), situation.closed)
        assert json.dumps(decide(Rulebook(made, VOCABULARY, as_of, above), turned).as_json()) == one
        assert json.dumps(decide(rulebook, situation).as_json()) == one
        assert all(each not in situation.facts for each in json.loads(one)["ask"])


def test_what_a_closed_situation_leaves_out_is_false_or_none():
    for *_, situation, _, rulebook, _ in many(80):
        if situation.closed:
            stated = {name: False for name, fact in VOCABULARY.facts.items() if fact.type == "flag"}
            stated |= {name: frozenset() for name, fact in VOCABULARY.facts.items() if fact.type == "many"}
            stated |= {
                name: fact.absent
                for name, fact in VOCABULARY.facts.items()
                if fact.type == "one" and fact.absent is not None
            }
            full = decide(rulebook, Situation({**stated, **situation.facts}, closed=True))
            assert full.as_json() == decide(rulebook, situation).as_json()


def test_only_the_sentences_that_count_on_the_day_decide():
    dated = 0
    for made, above, as_of, situation, _, rulebook, _ in many(150):
        todays = on_day(made, as_of)
        if todays != made:
            dated += 1
            undated = [replace(clause, tree=replace(clause.tree, since=None, until=None)) for clause in todays.clauses]
            parts = tuple(
                replace(part, clauses=tuple(each for each in undated if each.procedure is None))
                if isinstance(part, Rules)
                else part
                for part in todays.parts
            )
            other = Rulebook(replace(todays, parts=parts), VOCABULARY, as_of, above)
            # What is left of a class or term that no longer counts is never so, and cited by nobody.
            assert decide(other, situation).verdict == decide(rulebook, situation).verdict
    assert dated > 20
