"""Symbolic: a policy as z3 formulas over every closed situation, for asking whether some situation is so, and getting one.

Written from DESIGN.md and the norms of a policy, never from boxes or diagrams. Every fact is a variable: its value, or that it is left out. A norm
is two formulas: where it fires whatever is not settled, and where it fires or is left unsettled.
Next door: `plainly` decides one complete situation at a time; what counts on a day and what the law adds are asked there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import z3

from belisha.engine.situation import LARGEST_COUNT, Situation
from belisha.language.conditions import All, Among, AnyOf, Condition, Limit, Not, Term, both
from belisha.language.meaning import Excuse, Norm
from belisha.language.policy import Policy
from belisha.language.vocabulary import load
from engine.plainly import STRICTEST_FIRST, Book, World

# Fires whatever an unsettled middle is taken to be; fires or is left unsettled.
Fires = tuple[z3.BoolRef, z3.BoolRef]
SILENT = "silent"


class Closed:
    """Closed situations: what is left out is false, none or not so.

    act: False, as if nothing was done. judged: False, as if nothing that a person has to judge were so.
    """

    def __init__(self, act: bool = True, judged: bool = True) -> None:
        self.vocabulary = load()
        self.world, self.act, self.judged = World(self.vocabulary), act, judged
        self.known: dict[Condition, Fires] = {}
        self.sense: dict[str, z3.BoolRef] = {}

    # ---- the variables -------------------------------------------------------------------------------------------

    def number(self, fact: str) -> z3.BitVecRef:
        """Of a fact with one value: which one, counted from 1; 0 where it is none of them. Of a count: the number."""
        return z3.BitVec(fact, 14 if self.type(fact) == "count" else 5)

    def stated(self, fact: str) -> z3.BoolRef:
        """Of a count: whether it is stated."""
        return z3.Bool(f"{fact} is stated")

    def there(self, fact: str, value: str) -> z3.BoolRef:
        """Of a fact with several values: whether this one is there."""
        return z3.Bool(f"{fact}: {value}")

    def flag(self, fact: str) -> z3.BoolRef:
        return z3.Bool(fact)

    def type(self, fact: str) -> str:
        return str(self.world.facts[fact]["type"])

    def values(self, fact: str) -> list[str]:
        return [each for each in self.world.facts[fact]["values"] if self.type(fact) == "one" or each != "none"]

    @property
    def axioms(self) -> list[z3.BoolRef]:
        """What makes the variables a situation."""
        found = []
        for fact in self.world.facts:
            if self.type(fact) == "one":
                least = 0 if self.quiet(fact) is None else 1
                found += [z3.UGE(self.number(fact), least), z3.ULE(self.number(fact), len(self.values(fact)))]
            elif self.type(fact) == "count":
                found.append(z3.ULE(self.number(fact), LARGEST_COUNT))
        return found

    def quiet(self, fact: str) -> str | None:
        """The value of a fact with one value where it is left out."""
        known = self.world.facts[fact]
        return known.get("default") or next((each for each in ("none", "nobody") if each in known["values"]), None)

    # ---- conditions ----------------------------------------------------------------------------------------------

    def makes_sense(self, fact: str) -> z3.BoolRef:
        if fact not in self.sense:
            self.sense[fact] = z3.And([self.wanted(each) for each in self.world.entries(fact)])
        return self.sense[fact]

    def wanted(self, entry: Mapping[str, Any]) -> z3.BoolRef:
        """What an entry of `applies` asks for."""
        parts = []
        for fact, values in entry.items():
            if fact == "any of":
                parts.append(z3.Or([self.wanted(each) for each in values]))
            elif isinstance(values, Mapping):
                every = self.world.facts[fact]["values"]
                parts.append(self.among(fact, [each for each in every if each not in values["not"]]))
            else:
                parts.append(self.among(fact, values))
        return z3.And(parts)

    def among(self, fact: str, values: Iterable[Any]) -> z3.BoolRef:
        return z3.And(self.makes_sense(fact), self.is_one_of(fact, list(values)))

    def is_one_of(self, fact: str, values: list[Any]) -> z3.BoolRef:
        if fact == "act" and not self.act:
            return z3.BoolVal(False)
        if self.type(fact) == "flag":
            stated = self.flag(fact) if self.judged or fact not in self.world.judgement else z3.BoolVal(False)
            return z3.Or([stated if value else z3.Not(stated) for value in values])
        if self.type(fact) == "many":
            found = [self.there(fact, value) for value in values if value != "none"]
            nothing = z3.Not(z3.Or([self.there(fact, value) for value in self.values(fact)]))
            return z3.Or([*found, nothing] if "none" in values else found)
        every = self.values(fact)
        return z3.Or([self.number(fact) == every.index(value) + 1 for value in values])

    def within(self, limit: Limit) -> z3.BoolRef:
        count = self.number(limit.fact)
        met = z3.ULT(count, limit.number) if limit.below else z3.UGE(count, limit.number)
        return z3.And(self.makes_sense(limit.fact), self.stated(limit.fact), met)

    def holds(self, condition: Condition) -> Fires:
        found = self.known.get(condition)
        if found is None:
            found = self.known[condition] = self._holds(condition)
        return found

    def _holds(self, condition: Condition) -> Fires:
        match condition:
            case All(parts):
                return tuple(z3.And(list(each)) for each in _sides(map(self.holds, parts)))  # type: ignore[return-value]
            case AnyOf(parts):
                return tuple(z3.Or(list(each)) for each in _sides(map(self.holds, parts)))  # type: ignore[return-value]
            case Not(part):
                sure, maybe = self.holds(part)
                return z3.Not(maybe), z3.Not(sure)
            case Term(_, yes, middle, _):
                (sure, maybe), (_, open_) = self.holds(yes), self.holds(middle)
                return sure, z3.Or(maybe, open_)
            case Among(fact, values):
                made = self.among(fact, values)
                return made, made
            case Limit():
                made = self.within(condition)
                return made, made

    # ---- situations ----------------------------------------------------------------------------------------------

    def is_stated(self, fact: str) -> z3.BoolRef:
        """Whether a fact with one value is one of its values."""
        return self.number(fact) != 0

    def situation(self, model: z3.ModelRef) -> Situation:
        """What a model states."""
        facts: dict[str, Any] = {}
        for fact in self.world.facts:
            if self.type(fact) == "flag":
                if z3.is_true(model.eval(self.flag(fact))):
                    facts[fact] = True
            elif self.type(fact) == "many":
                there = [each for each in self.values(fact) if z3.is_true(model.eval(self.there(fact, each)))]
                if there:
                    facts[fact] = frozenset(there)
            elif self.type(fact) == "count":
                if z3.is_true(model.eval(self.stated(fact))):
                    facts[fact] = model.eval(self.number(fact), model_completion=True).as_long()
            else:
                place = model.eval(self.number(fact), model_completion=True).as_long()
                if place and self.values(fact)[place - 1] != self.quiet(fact):
                    facts[fact] = self.values(fact)[place - 1]
        return Situation(facts, closed=True)

    def is_situation(self, situation: Situation) -> z3.BoolRef:
        """The one situation."""
        parts = []
        for fact in self.world.facts:
            value = situation.facts.get(fact)
            if self.type(fact) == "flag":
                parts.append(self.flag(fact) == bool(value))
            elif self.type(fact) == "many":
                parts += [self.there(fact, each) == (each in (value or ())) for each in self.values(fact)]
            elif self.type(fact) == "count":
                parts.append(self.stated(fact) == (value is not None))
                parts += [self.number(fact) == value] if value is not None else []
            else:
                value = value or self.quiet(fact)
                parts.append(self.number(fact) == (self.values(fact).index(value) + 1 if value else 0))
        return z3.And(parts)


def _sides(found: Iterable[Fires]) -> tuple[list[z3.BoolRef], list[z3.BoolRef]]:
    pairs = list(found)
    return [sure for sure, _ in pairs], [maybe for _, maybe in pairs]


@cache
def closed(act: bool = True, judged: bool = True) -> Closed:
    return Closed(act, judged)


class Symbolic:
    """A policy on a day over all closed situations."""

    def __init__(self, policy: Policy, as_of: date, law: Policy | None = None) -> None:
        self.book = Book(policy, as_of, law)
        self.norms = self.book.norms

    def fires(self, norm: Norm, judged: bool = True) -> Fires:
        """Where a norm fires; judged: False, as if nothing that a person has to judge were so."""
        sure, maybe = self._fires(norm, True, judged)
        if not norm.on_act:
            return sure, maybe
        # What rests on an act fires only for an actor whom the policy binds: for anybody else it is as if nothing was done.
        bound = closed().is_one_of("actor", sorted(self.book.bound))
        undone = self._fires(norm, False, judged)
        return z3.If(bound, sure, undone[0]), z3.If(bound, maybe, undone[1])

    def _fires(self, norm: Norm, act: bool, judged: bool) -> Fires:
        situations = closed(act, judged)
        parts = [situations.holds(norm.when)]
        for excuse in norm.unless:
            sure, maybe = situations.holds(excuse.when)
            parts.append((z3.Not(maybe), z3.Not(sure)))
        if norm.result and self.book.breaks(norm):
            broken = _sides(self.fires(each, judged) for each in norm.broken)
            parts.append((z3.Or(broken[0]), z3.Or(broken[1])))
        sures, maybes = _sides(parts)
        return z3.And(sures), z3.And(maybes)

    def excuses(self, norm: Norm, excuse: Excuse) -> tuple[z3.BoolRef, ...]:
        """Where an exception has something to except: without its exceptions the norm may fire, and this one may apply."""
        bare = replace(norm, unless=(), effect=norm.effect)
        met = replace(bare, when=both(bare.when, excuse.when))
        return (self.fires(bare)[1], self.fires(met)[1])

    def without(self, clause: str) -> Symbolic:
        """The policy without one of its clauses."""
        other = copy(self)
        other.norms = [norm for norm in self.norms if norm.clause.id != clause]
        return other

    @property
    def verdicts(self) -> dict[str, z3.BoolRef]:
        """By verdict, silent among them, where it is given."""
        firing: dict[str, list[z3.BoolRef]] = {verdict: [] for verdict in STRICTEST_FIRST}
        for norm in self.norms:
            if norm.effect in STRICTEST_FIRST:
                sure, maybe = self.fires(norm)
                firing[norm.effect].append(sure)
                firing["unsettled"].append(z3.And(maybe, z3.Not(sure)))
        found, stricter = {}, z3.BoolVal(False)
        for verdict in STRICTEST_FIRST:
            here = z3.Or(firing[verdict])
            found[verdict] = z3.And(here, z3.Not(stricter))
            stricter = z3.Or(stricter, here)
        found[SILENT] = z3.Not(stricter)
        return found


class Asking:
    """Asks whether some situation is so. acting: only of situations in which somebody does something."""

    def __init__(self, acting: bool = False) -> None:
        self.solver = z3.SolverFor("QF_FD")
        self.solver.add(*closed().axioms)
        if acting:
            self.solver.add(closed().is_stated("actor"), closed().is_stated("act"))

    def find(self, *wanted: z3.BoolRef) -> Situation | None:
        """A situation in which all of these are so; None where there is none."""
        self.solver.push()
        self.solver.add(*wanted)
        try:
            answer = self.solver.check()
            assert answer != z3.unknown
            return closed().situation(self.solver.model()) if answer == z3.sat else None
        finally:
            self.solver.pop()


__all__ = ["Asking", "Fires", "Symbolic", "closed"]
