"""Engines: the same rules in Cedar, Rego and Casbin, made from the conditions that our own engine compiles.

Each engine is asked for the same: every rule that fires in a closed situation. The verdict is then the strictest of them.
A rule's condition is written with the vocabulary's `applies` in it, as ours is, so that the answers can be compared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from belisha.engine.boxes import guarded
from belisha.engine.rulebook import Rulebook
from belisha.engine.situation import Situation
from belisha.language.conditions import All, Among, AnyOf, Condition, Limit, Not

Answer = frozenset[str]


def conditions(rulebook: Rulebook) -> dict[str, Condition]:
    """Each rule's whole condition, exceptions included, by a name."""
    found: dict[str, Condition] = {}
    for place, norm in enumerate(rulebook.norms):
        found[f"{norm.clause.id}/{place}"] = guarded(rulebook._fires(norm), rulebook.vocabulary)
    return found


def whole(rulebook: Rulebook, situation: Situation) -> dict[str, Any]:
    """The situation with every fact of the rulebook stated, as the other engines need it: what is left out is false, none or -1."""
    made: dict[str, Any] = {}
    for name in rulebook.facts:
        fact = rulebook.vocabulary.facts[name]
        value = situation.facts.get(name)
        if value is None:
            value = {"flag": False, "count": -1, "many": frozenset()}.get(fact.type, fact.absent or "(none of them)")
        made[key(name)] = sorted(value) if isinstance(value, frozenset) else value
    return made


def key(fact: str) -> str:
    # A suffix, since a fact such as `with` is a word of the other languages.
    return "".join(letter if letter.isalnum() else "_" for letter in fact) + "_"


class Dialect:
    """How a language writes a condition."""

    def __init__(
        self,
        fact: str,
        land: str,
        lor: str,
        no: str,
        member: Callable[[str, list[Any]], str],
        several: Callable[[str, list[str]], str],
        limit: str,
    ) -> None:
        self.fact, self.land, self.lor, self.no, self.member, self.several, self.limit = (
            fact,
            land,
            lor,
            no,
            member,
            several,
            limit,
        )

    def write(self, condition: Condition, types: Mapping[str, str]) -> str:
        match condition:
            case All(parts):
                return f"({self.land.join(self.write(part, types) for part in parts)})" if parts else "(1 == 1)"
            case AnyOf(parts):
                return f"({self.lor.join(self.write(part, types) for part in parts)})" if parts else "(1 == 2)"
            case Not(part):
                return f"{self.no}({self.write(part, types)})"
            case Among(fact, values):
                name = self.fact.format(key(fact))
                if types[fact] == "many":
                    return self.several(name, sorted(str(value) for value in values))
                return self.member(name, sorted(values, key=str))
            case Limit(fact, number, below):
                return self.limit.format(self.fact.format(key(fact)), number, "<" if below else ">=")
        raise AssertionError(condition)


def cedar(rulebook: Rulebook) -> Callable[[dict[str, Any]], Answer]:
    """Cedar through cedarpy: every rule a `forbid`, since Cedar names every forbid that fires."""
    import cedarpy

    dialect = Dialect(
        "context.{}", " && ", " || ", "!",
        lambda name, values: f"{json.dumps(values)}.contains({name})" if len(values) > 1 else f"{name} == {json.dumps(values[0])}",
        lambda name, values: f"{name}.containsAny({json.dumps(values)})", "({0} >= 0 && {0} {2} {1})",
    )  # fmt: skip
    types = {name: fact.type for name, fact in rulebook.vocabulary.facts.items()}
    rules = conditions(rulebook)
    text = "\n".join(
        f'@id("{name}") forbid (principal, action, resource) when {{ {dialect.write(condition, types)} }};'
        for name, condition in rules.items()
    )
    names = dict(zip((f"policy{place}" for place in range(len(rules))), rules, strict=True))
    parsed, nobody = cedarpy.PolicySet.from_str(text), cedarpy.Entities.from_json_str("[]")

    def decide(context: dict[str, Any]) -> Answer:
        request = {"principal": 'User::"u"', "action": 'Action::"a"', "resource": 'Thing::"t"', "context": context}
        result = cedarpy.is_authorized(request, parsed, nobody)
        return frozenset(names.get(reason, reason) for reason in result.diagnostics.reasons)

    return decide


def rego(rulebook: Rulebook) -> Callable[[dict[str, Any]], Answer]:
    """Rego through regopy: one set of the rules that fire, each case of a rule a body of its own."""
    import regopy

    types = {name: fact.type for name, fact in rulebook.vocabulary.facts.items()}
    lines = [
        "package bench",
        "import future.keywords.in",
        "import future.keywords.contains",
        "import future.keywords.if",
    ]
    from belisha.engine.boxes import boxes_of

    for name, condition in conditions(rulebook).items():
        for box in boxes_of(condition, rulebook.space):
            parts = []
            for dimension, cells in box.items():
                if isinstance(dimension, tuple):
                    held = (
                        f'"{dimension[1]}" in input.{key(dimension[0])}'
                        if dimension[1] != "*"
                        else f"count(input.{key(dimension[0])}) > 0"
                    )
                    parts.append(
                        held
                        if True in cells
                        else f"not {held}"
                        if dimension[1] != "*"
                        else f"count(input.{key(dimension[0])}) == 0"
                    )
                elif types[dimension] == "count":
                    cuts = rulebook.space.cuts[dimension]
                    alternatives = [
                        f"input.{key(dimension)} == -1" if cell is None else f"input.{key(dimension)} >= {cuts[cell - 1] if cell else 0}" + (f"; input.{key(dimension)} < {cuts[cell]}" if cell < len(cuts) else "")
                        for cell in sorted(cells, key=str)
                    ]  # fmt: skip
                    assert len(alternatives) == 1, "the twenty rules keep each count in one piece"
                    parts.append(alternatives[0])
                else:
                    values = ["(none of them)" if cell is None else cell for cell in cells]
                    parts.append(
                        f"input.{key(dimension)} in {{{', '.join(json.dumps(value) for value in sorted(values, key=str))}}}"
                    )
            lines.append(f'fired contains "{name}" if {{ {"; ".join(parts)} }}')
    engine = regopy.Interpreter()
    engine.add_module("bench", "\n".join(lines))

    def decide(context: dict[str, Any]) -> Answer:
        engine.set_input(context)
        return frozenset(json.loads(str(engine.query("data.bench.fired")))["expressions"][0])

    return decide


def casbin(rulebook: Rulebook) -> Callable[[dict[str, Any]], Answer]:
    """Casbin: each rule a policy with its condition as an expression; the enforcer gives no reasons, so only whether any rule fires is compared."""
    import casbin as pycasbin

    dialect = Dialect(
        "r.sub.{}", " and ", " or ", "not ",
        lambda name, values: f"({' or '.join(f'{name} == {value!r}' for value in values)})",
        lambda name, values: f"({' or '.join(f'{value!r} in {name}' for value in values)})", "({0} >= 0 and {0} {2} {1})",
    )  # fmt: skip
    types = {name: fact.type for name, fact in rulebook.vocabulary.facts.items()}
    model = pycasbin.Model()
    model.load_model_from_text(
        "[request_definition]\nr = sub\n[policy_definition]\np = id, rule\n[policy_effect]\ne = some(where (p.eft == allow))\n[matchers]\nm = eval(p.rule)\n"
    )
    enforcer = pycasbin.Enforcer(model)
    for name, condition in conditions(rulebook).items():
        enforcer.add_policy(name, dialect.write(condition, types))

    class Subject:
        def __init__(self, facts: dict[str, Any]) -> None:
            self.__dict__.update(facts)

    def decide(context: dict[str, Any]) -> Answer:
        return frozenset({"any"}) if enforcer.enforce(Subject(context)) else frozenset()

    return decide
