"""Weigh: the rules suggested for a sentence and those that were shipped for it in, how they compare out.

Room: tests of importing. Either set of rules is put into a policy of its own, beside the words that the shipped policy defines, and both decide the
same situations: random ones that make one of the rules fire, ones on the edge of them, and the scenarios of that policy.
Next door: `script/import-report` prints what comes out.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from belisha import library
from belisha.engine.rulebook import Rulebook
from belisha.engine.situation import Situation, read_situation
from belisha.language import load
from belisha.language import sentences as s
from belisha.language.conditions import All, Among, AnyOf, Condition, Limit, Not, Term, facts_of, leaves
from belisha.language.meaning import Norm, meaning_of
from belisha.language.policy import Clause, Policy, Procedure, Rules
from belisha.language.reading import Reader
from scenarios import checker

SITUATIONS = 300
_FIRM = ("prohibited", "needs approval", "advised against", "unsettled", "permitted", "silent")


@dataclass(frozen=True)
class Weight:
    """How suggested rules compare. how: equal, equivalent, agrees (on the scenarios), or other.

    more: a situation in which they decide more strictly, permit more or bring a duty more than the shipped ones; None where there was none.
    """

    how: str
    more: dict[str, Any] | None = None

    @property
    def accepted(self) -> bool:
        return self.how != "other"


def settles(clause: Clause) -> bool:
    """Whether a clause decides something: one that leaves a question open is not in the words of its source."""
    return not (
        isinstance(clause.tree, s.NotSettled) or (isinstance(clause.tree, s.Counts) and not clause.tree.settled)
    )


def weigh(school: str, rules: Sequence[str], clauses: Sequence[Clause]) -> Weight:
    """The rules suggested for a sentence of a school's policy, against the clauses that it ships for that sentence."""
    reader = Reader(load())
    trees = [reader.sentence(rule) for rule in rules]
    shipped = [clause for clause in clauses if settles(clause)]
    if all(any(tree == clause.tree for clause in shipped) for tree in trees):
        return Weight("equal")
    suggested = [
        Clause(f"SG-{number}", rule, tree) for number, (rule, tree) in enumerate(zip(rules, trees, strict=True), 1)
    ]
    ours, theirs = _book(school, suggested), _book(school, shipped)
    seeds = list(_situations(ours, theirs, school))
    more = next((dict(each.facts) for each in seeds if _more(ours, theirs, each)), None)
    if all(_said(ours, each) == _said(theirs, each) for each in seeds):
        return Weight("equivalent", more)
    if all(any(_alike(school, one, clause) for clause in shipped) for one in suggested):
        return Weight("equivalent", more)
    known = [each for each in _scenarios(school) if _said(theirs, each) != _SILENT or _said(ours, each) != _SILENT]
    if known and all(_said(ours, each) == _said(theirs, each) for each in known):
        return Weight("agrees", more)
    return Weight("other", more)


def _alike(school: str, suggested: Clause, clause: Clause) -> bool:
    ours, theirs = _book(school, [suggested]), _book(school, [clause])
    return all(_said(ours, each) == _said(theirs, each) for each in _situations(ours, theirs, school))


@dataclass(frozen=True)
class _Book:
    book: Rulebook
    policy: Policy
    ids: frozenset[str]


def _book(school: str, clauses: Sequence[Clause]) -> _Book:
    """A policy of these clauses alone, bound to whom the school's is, beside the words that it defines (and, for a sanction, its bans)."""
    whole = library.policy(school)
    ids = {clause.id for clause in clauses}
    beside = [clause for clause in whole.clauses if clause.id not in ids and _needed(clause, clauses)]
    plain = [replace(clause, procedure=None) for clause in (*clauses, *beside) if clause.procedure is None]
    blocks = [
        replace(part, steps=tuple(step for step in part.steps if step.id in ids))
        for part in whole.parts
        if isinstance(part, Procedure) and any(step.id in ids for step in part.steps)
    ]
    front = replace(whole.front, clauses=(), notes=())
    policy = Policy(front, (Rules(tuple(plain)), *blocks), school)
    return _Book(Rulebook(policy, load(), checker.AS_OF), policy, frozenset(ids))


def _needed(clause: Clause, clauses: Sequence[Clause]) -> bool:
    if isinstance(clause.tree, s.Class | s.Counts):
        return True
    return (
        any(isinstance(each.tree, s.Consequence) and each.tree.breaking for each in clauses)
        and isinstance(clause.tree, s.Rule)
        and clause.procedure is None
        and clause.tree.modality != "may"
    )


_SILENT: tuple[Any, ...] = (("silent",), frozenset(), frozenset(), frozenset())


@cache
def _decided(book: int, key: str) -> Any:
    raise AssertionError


def _said(one: _Book, situation: Situation) -> tuple[Any, ...]:
    """What is decided, without who says it."""
    outcome = one.book.decide(situation)
    mine = [each for each in outcome.consequences if each.clause in one.ids]
    return (
        outcome.possible,
        frozenset(
            (each.do, frozenset(each.to), each.within, each.strength, each.fired)
            for each in outcome.duties
            if each.clause in one.ids
        ),
        frozenset((each.result, each.certainty, each.fired) for each in mine),
        frozenset(each.fired for each in outcome.clauses if each.effect in ("class", "outside") and each.id in one.ids),
    )


def _more(ours: _Book, theirs: _Book, situation: Situation) -> bool:
    """Whether ours bans, permits or obliges where theirs does not."""
    mine, other = ours.book.decide(situation), theirs.book.decide(situation)
    if _FIRM.index(mine.possible[0]) < _FIRM.index(other.possible[0]):
        return True
    mine_said, other_said = _said(ours, situation), _said(theirs, situation)
    return bool({each[0] for each in mine_said[1]} - {each[0] for each in other_said[1]}) or bool(
        {each[0] for each in mine_said[2]} - {each[0] for each in other_said[2]}
    )


# ---- situations -------------------------------------------------------------------------------------------------------


def _scenarios(school: str) -> Iterator[Situation]:
    for each in checker.every():
        if each.policy == school:
            yield read_situation(each.facts, load(), closed=each.closed)


def _situations(ours: _Book, theirs: _Book, school: str) -> Iterator[Situation]:
    vocabulary = load()
    dice = random.Random(school + "".join(sorted(ours.ids | theirs.ids)))
    norms = [
        norm
        for one in (ours, theirs)
        for norm in meaning_of(one.policy, vocabulary).norms
        if norm.clause.id in one.ids or norm.broken
    ]
    conditions = [each for norm in norms for each in _conditions(norm)]
    facts = _facts(conditions)
    for _ in range(SITUATIONS):
        stated: dict[str, Any] = {}
        norm = dice.choice(norms)
        for condition in _conditions(dice.choice(norm.broken) if norm.broken and dice.random() < 0.8 else norm)[
            : 1 if dice.random() < 0.6 else None
        ]:
            _hold(condition, stated, dice)
        for fact in dice.sample(sorted(facts), k=min(len(facts), dice.choice((0, 0, 1, 1, 2)))):
            if dice.random() < 0.3:
                stated.pop(fact, None)
            else:
                stated[fact] = _any_value(fact, conditions, dice)
        if "actor" not in stated and not stated.get("event"):
            stated["actor"] = dice.choice(vocabulary.facts["actor"].values)
        if stated.get("event") == ["none"]:
            stated.setdefault("actor", "teacher")
        yield read_situation(stated, vocabulary, closed=dice.random() < 0.7)


def _conditions(norm: Norm) -> list[Condition]:
    return [norm.when, *(excuse.when for excuse in norm.unless)]


def _facts(conditions: Iterable[Condition]) -> set[str]:
    found, waiting = set[str](), list(facts_of(list(conditions)))
    while waiting:
        fact = waiting.pop()
        if fact not in found:
            found.add(fact)
            waiting.extend(facts_of([load().makes_sense(fact)]))
    return found | {"actor"}


def _hold(condition: Condition, stated: dict[str, Any], dice: random.Random) -> None:
    """States what makes a condition hold, and what makes its facts make sense."""
    match condition:
        case All(parts):
            for part in parts:
                _hold(part, stated, dice)
        case AnyOf(parts) if parts:
            _hold(dice.choice(parts), stated, dice)
        case Not(part):
            for leaf in leaves(part):
                if isinstance(leaf, Among):
                    others = [each for each in _values(leaf.fact) if each not in leaf.values]
                    if others:
                        stated.setdefault(leaf.fact, _as(leaf.fact, dice.choice(others)))
        case Term(yes=yes, middle=middle):
            _hold(dice.choice((yes, middle)), stated, dice)
        case Limit(fact, number, below):
            stated[fact] = max(0, number - 1 if below else number)
            _hold(load().makes_sense(fact), stated, dice)
        case Among(fact, values) if values:
            if fact not in stated:
                _hold(load().makes_sense(fact), stated, dice)
                stated[fact] = _as(fact, dice.choice(sorted(values, key=str)))


def _values(fact: str) -> tuple[Any, ...]:
    known = load().facts[fact]
    return (True, False) if known.type == "flag" else known.values


def _as(fact: str, value: Any) -> Any:
    return [value] if load().facts[fact].type == "many" else value


def _any_value(fact: str, conditions: Iterable[Condition], dice: random.Random) -> Any:
    if load().facts[fact].type == "count":
        limits = [
            leaf.number
            for condition in conditions
            for leaf in leaves(condition)
            if isinstance(leaf, Limit) and leaf.fact == fact
        ]
        number = dice.choice(limits or [18])
        return max(0, dice.choice((number - 1, number, number + 1)))
    return _as(fact, dice.choice(_values(fact)))
