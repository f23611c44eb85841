"""Scenarios: reads them, decides them, and says in words where a decision is not what was expected.

Room: tests. A scenario is a situation and what a policy's document calls for (README.md, beside this file, has the keys of `expect`).
Keeps out: which scenarios there are (the files) and what pytest makes of them (`test_scenarios`).
Next door: `script/coverage` asks here which scenario cites which clause.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from belisha import library
from belisha.engine import Decision, Situation, decide, read_situation
from belisha.language import load

HERE = Path(__file__).resolve().parent
AS_OF = date(2026, 11, 20)
SAYS_CLAUSES = ("because", "because_any_of")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One situation under one policy.

    file: where it stands; row: of the table of differences, where it states one; shows: clauses that it shows to work
    though no decision cites them (a definition in prose, say, by which another rule reaches further).
    """

    id: str
    policy: str
    title: str
    facts: Mapping[str, Any]
    expect: Mapping[str, Any]
    closed: bool = False
    as_of: date = AS_OF
    file: str = ""
    row: int | None = None
    shows: tuple[str, ...] = ()

    @property
    def cites(self) -> frozenset[str]:
        """The clauses that it expects: each would be missed. (`because_any_of` of several clauses holds none of them to account.)"""
        named = [*self.expect.get("because", ())]
        any_of = self.expect.get("because_any_of", ())
        if len(any_of) == 1:
            named += any_of
        for key in ("duties", "consequences"):
            named += [each["clause"] for each in self.expect.get(key, ()) if isinstance(each.get("clause"), str)]
        for pair in self.expect.get("clash", ()):
            named += pair
        return frozenset(base(each) for each in named)

    @property
    def may_cite(self) -> frozenset[str]:
        """The clauses of which it expects one."""
        return frozenset(base(each) for each in self.expect.get("because_any_of", ()))

    @property
    def denies(self) -> frozenset[str]:
        """The clauses that must not surface."""
        return frozenset(base(each) for each in self.expect.get("not_because", ()))


# -- reading -----------------------------------------------------------------------------------------------------------


def of_lines(path: Path) -> Iterator[Scenario]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        raw = json.loads(line)
        day = date.fromisoformat(raw["as of"]) if "as of" in raw else AS_OF
        closed = raw.get("assume") == "no"
        yield Scenario(
            raw["id"],
            raw["policy"],
            raw["title"],
            raw["facts"],
            raw["expect"],
            closed,
            day,
            str(path.relative_to(HERE)),
            shows=tuple(raw.get("shows", ())),
        )


@cache
def table() -> dict[str, Any]:
    """The table of differences, as it was written."""
    made: dict[str, Any] = yaml.safe_load((HERE / "differences.yaml").read_text(encoding="utf-8"))
    return made


def of_table() -> Iterator[Scenario]:
    """One scenario for each situation of a row and each policy that it puts the situation to."""
    for each in table()["situations"]:
        row = int(re.match(r"\d+", str(each["row"])).group())  # type: ignore[union-attr]
        closed = each.get("assume", "no") == "no"
        for policy, expect in each["expect"].items():
            name = f"row {each['row']} {policy}"
            yield Scenario(
                name,
                policy,
                each["asks"],
                each["facts"],
                expect,
                closed,
                AS_OF,
                "differences.yaml",
                row,
                tuple(each.get("shows", {}).get(policy, ())),
            )


@cache
def every() -> tuple[Scenario, ...]:
    """Every scenario: the copies, what the policies' writers added, and the table of differences."""
    files = [*sorted(HERE.glob("*.jsonl")), *sorted((HERE / "extra").glob("*.jsonl"))]
    return (*(each for path in files for each in of_lines(path)), *of_table())


# -- deciding ----------------------------------------------------------------------------------------------------------


def situation_of(scenario: Scenario, closed: bool = True) -> Situation:
    return read_situation(scenario.facts, load(), closed=closed)


def decision_of(scenario: Scenario) -> dict[str, Any]:
    """The decision as every interface writes it, with the law, which may suspend duties."""
    situation = situation_of(scenario, scenario.closed)
    decision: Decision = decide(library.policy(scenario.policy), situation, scenario.as_of, law=library.law())
    return decision.as_json()


# -- checking ----------------------------------------------------------------------------------------------------------


def base(clause: str) -> str:
    """The ledger's id of a clause: `LE-83a` counts as `LE-83`."""
    found = re.match(r"[A-Z]+-\d+(?:\.\d+)*", clause)
    return found.group() if found else clause


def surfaces(decision: Mapping[str, Any], *, perhaps: bool = False) -> set[str]:
    """The clauses that surface: as a clause that fired, as that of a duty, or of a consequence. perhaps: those, too, that only may."""
    said = {base(each["id"]) for each in decision["clauses"] if each["fired"] == "yes"}
    for each in (*decision["duties"], *decision["consequences"]):
        if perhaps or each["fired"] != "perhaps":
            said.add(base(each["clause"]))
    return said


def _any_of(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


def _is(part: str, wanted: Any, got: Any) -> bool:
    if part == "clause":
        return base(got) in {base(each) for each in _any_of(wanted)}
    return any(each in _any_of(got) for each in _any_of(wanted))


def _matches(wanted: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    return all(_is(part, value, got[part]) for part, value in wanted.items())


def _or(names: Sequence[Any]) -> str:
    words = ["none" if each is None else str(each) for each in names]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]


def _list(names: Any) -> str:
    return ", ".join(sorted(names)) or "nothing"


def _shown(parts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {_or(_any_of(value))}" for name, value in parts.items())


def _duty(each: Mapping[str, Any]) -> str:
    to = f" to {_or(_any_of(each['to']))}" if each["to"] else ""
    within = f" within: {each['within']}" if each["within"] else ""
    return f"{each['who']} {each['strength']} {each['do']}{to}{within} ({each['clause']}, {each['fired']})"


def _consequence(each: Mapping[str, Any]) -> str:
    return f"{each['is']} {each['certainty']} follow ({each['clause']}, {each['fired']})"


def _all(described: Sequence[str]) -> str:
    return "; ".join(described) or "none"


def faults(expect: Mapping[str, Any], decision: Mapping[str, Any]) -> list[str]:
    """Where the decision is not what was expected, in words; empty when it is.

    What only may fire ("perhaps") never serves as what was expected, and is never excused where nothing was to come.
    """
    said = surfaces(decision)
    duties = [_duty(each) for each in decision["duties"]]
    consequences = [_consequence(each) for each in decision["consequences"]]
    found: list[str] = []
    for key, wanted in expect.items():
        match key:
            case "verdict":
                if decision["verdict"] not in _any_of(wanted):
                    why = f" ({decision['silent because']})" if decision["silent because"] else ""
                    found.append(f"expected the verdict {_or(_any_of(wanted))}; got {decision['verdict']}{why}")
            case "because":
                if missing := {base(each) for each in wanted} - said:
                    found.append(f"expected {_list(missing)} to surface; what surfaces is {_list(said)}")
            case "because_any_of":
                if not {base(each) for each in wanted} & said:
                    found.append(f"expected {_or(wanted)} to surface; what surfaces is {_list(said)}")
            case "not_because":
                if there := {base(each) for each in wanted} & surfaces(decision, perhaps=True):
                    found.append(f"expected {_list(there)} not to surface, and it does")
            case "duties":
                after = -1
                for duty in wanted:
                    places = [
                        place
                        for place, each in enumerate(decision["duties"])
                        if each["fired"] != "perhaps" and _matches(duty, each)
                    ]
                    if later := [place for place in places if place > after]:
                        after = later[0]
                    elif places:
                        found.append(
                            f"expected the duty ({_shown(duty)}) after those before it; the order is: {_all(duties)}"
                        )
                    else:
                        found.append(f"expected the duty ({_shown(duty)}); the duties are: {_all(duties)}")
            case "not_duties":
                for duty in wanted:
                    there_are = [_duty(each) for each in decision["duties"] if _matches(duty, each)]
                    if there_are:
                        found.append(f"expected no duty ({_shown(duty)}); there is: {_all(there_are)}")
            case "no_duties":
                if wanted and duties:
                    found.append(f"expected no duties; the duties are: {_all(duties)}")
            case "consequences":
                for consequence in wanted:
                    if not any(
                        each["fired"] != "perhaps" and _matches(consequence, each) for each in decision["consequences"]
                    ):
                        found.append(
                            f"expected the consequence ({_shown(consequence)}); they are: {_all(consequences)}"
                        )
            case "no_consequences":
                if wanted and consequences:
                    found.append(f"expected no consequences; they are: {_all(consequences)}")
            case "possible":
                if missing := set(_any_of(wanted)) - set(decision["possible"]):
                    found.append(
                        f"expected {_list(missing)} to be possible; possible is: {_list(decision['possible'])}"
                    )
            case "ask_any_of":
                if not set(wanted) & set(decision["ask"]):
                    found.append(
                        f"expected a question about {_or(wanted)}; the questions are about: {_list(decision['ask'])}"
                    )
            case "silent because":
                if decision["silent because"] not in _any_of(wanted):
                    why = decision["silent because"] or f"not silent at all, but {decision['verdict']}"
                    found.append(f"expected silence because {_or(_any_of(wanted))}; it is {why}")
            case "clash":
                named = [{base(each) for each in pair} for pair in decision["clashes"]]
                for pair in wanted:
                    if {base(each) for each in pair} not in named:
                        clashes = [" with ".join(each) for each in decision["clashes"]]
                        found.append(f"expected {pair[0]} to clash with {pair[1]}; the clashes are: {_all(clashes)}")
            case _:
                found.append(f"`{key}` is no key of `expect`")
    return found


def told(scenario: Scenario, found: Sequence[str]) -> str:
    """A failure as a person reads it: the situation, and what was wrong."""
    rest = "; everything else is no" if scenario.closed else "; everything else is unknown"
    facts = ", ".join(f"{name}: {value}" for name, value in scenario.facts.items())
    lines = [
        f"{scenario.id} ({scenario.policy}): {scenario.title}",
        f"  facts: {facts}{rest}",
        *(f"  - {each}" for each in found),
    ]
    return "\n".join(lines)
