"""Situations: what somebody states, read once at the edge and trusted afterwards.

Room: engine. A situation is a flat set of facts; a fact left out is unknown, or (closed) false, none or not so.
Keeps out: what a policy makes of it (decide).
Next door: `cli` and `web` read situations from JSON and forms through `read_situation`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from belisha.language.vocabulary import Fact, Vocabulary

Stated: TypeAlias = "str | bool | int | frozenset[str]"
LARGEST_COUNT = 10_000


@dataclass(frozen=True, slots=True)
class Situation:
    """facts: by name, each of its type (a fact with several values: a frozenset). closed: what is left out is false, none or not so."""

    facts: Mapping[str, Stated]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class SituationFault:
    """One thing that is wrong with a situation. fact: the name as it was given; suggestions: what may have been meant."""

    fact: str
    problem: str
    suggestions: tuple[str, ...] = ()


class SituationError(Exception):
    """A situation that cannot be read. `faults` holds every fault at once."""

    def __init__(self, faults: tuple[SituationFault, ...]) -> None:
        super().__init__("; ".join(fault.problem for fault in faults))
        self.faults = faults

    @property
    def suggestions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each for fault in self.faults for each in fault.suggestions))


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of input: the situation, its id, and the day that it is decided as of (None: today)."""

    id: str
    situation: Situation
    as_of: date | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


_KEYS = ("id", "facts", "assume", "as of")


def _shown(value: Any) -> str:
    text = repr(value) if not isinstance(value, bool) else str(value).lower()
    return text if len(text) <= 60 else text[:60] + "…"


NEITHER_ACTOR_NOR_EVENT = "a closed situation states its actor or an event"


def problem_of(fact: Fact, shown: str) -> str:
    """What is wrong with a value of the fact that is none of its values. shown: the value, short and quoted."""
    match fact.type:
        case "flag":
            return f"`{fact.name}` is true or false, not {shown}"
        case "count":
            return f"`{fact.name}` is a whole number of {fact.unit}, 0 or more, not {shown}"
        case "one":
            return f"`{fact.name}` cannot be {shown}"
    return f"`{fact.name}` cannot hold {shown}"


def read_value(fact: Fact, value: Any, vocabulary: Vocabulary) -> Stated | SituationFault:
    """A value of a fact as its type, or what is wrong with it."""
    match fact.type:
        case "flag":
            if isinstance(value, bool):
                return value
            return SituationFault(fact.name, problem_of(fact, _shown(value)), ("true", "false"))
        case "count":
            if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_COUNT:
                return value
            return SituationFault(fact.name, problem_of(fact, _shown(value)))
        case "one":
            if isinstance(value, str) and value in fact.values:
                return value
            near = vocabulary.suggest(value, fact.values) if isinstance(value, str) and len(value) < 200 else ()
            return SituationFault(fact.name, problem_of(fact, _shown(value)), near or fact.values[:6])
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple | set | frozenset) or not all(isinstance(each, str) for each in values):
        return SituationFault(fact.name, f"`{fact.name}` is a list of values, not {_shown(value)}", fact.values[:6])
    for each in values:
        if each not in fact.values:
            near = vocabulary.suggest(each, fact.values) if len(each) < 200 else ()
            return SituationFault(fact.name, problem_of(fact, _shown(each)), near or fact.values[:6])
    return frozenset(each for each in values if each != "none")


def read_situation(raw: Any, vocabulary: Vocabulary, closed: bool = False) -> Situation:
    """The situation that a mapping of facts states. Raises SituationError with every fault."""
    if not isinstance(raw, Mapping):
        raise SituationError(
            (
                SituationFault(
                    "facts", '`facts` is an object such as {"actor": "teacher", "act": "befriend", "with": "pupil"}'
                ),
            )
        )
    faults: list[SituationFault] = []
    facts: dict[str, Stated] = {}
    for name, value in raw.items():
        fact = vocabulary.facts.get(name)
        if fact is None:
            # Looking for what was meant is slow; the first ones tell enough.
            near = vocabulary.suggest(str(name), vocabulary.facts) if len(str(name)) < 200 and len(faults) < 20 else ()
            faults.append(SituationFault(str(name), f"unknown fact `{_shown(name)[1:-1]}`", near))
            continue
        read = read_value(fact, value, vocabulary)
        if isinstance(read, SituationFault):
            faults.append(read)
        else:
            facts[name] = read
    if closed and not faults and "actor" not in facts and not facts.get("event"):
        faults.append(SituationFault("actor", NEITHER_ACTOR_NOR_EVENT, ("actor", "event")))
    if faults:
        raise SituationError(tuple(faults))
    return Situation(facts, closed)


def read_asked(raw: Any, vocabulary: Vocabulary) -> Asked:
    """One JSON object of input, `{"id", "facts"}` with `assume` and `as of` where wanted. Raises SituationError with every fault."""
    if not isinstance(raw, Mapping):
        raise SituationError((SituationFault("", f"a line is a JSON object, not {_shown(raw)}"),))
    faults = [
        SituationFault(str(key), f"unknown key `{_shown(key)[1:-1]}`", vocabulary.suggest(str(key)[:80], _KEYS))
        for key in raw
        if key not in _KEYS
    ]
    name = raw.get("id")
    if not isinstance(name, str):
        faults.append(
            SituationFault("id", "`id` is missing" if name is None else f"`id` is a text, not {_shown(name)}")
        )
    if "facts" not in raw:
        faults.append(SituationFault("facts", "`facts` is missing", ("facts",)))
    if "assume" in raw and raw["assume"] != "no":
        faults.append(SituationFault("assume", f'`assume` can only be "no", not {_shown(raw["assume"])}', ("no",)))
    day: date | None = None
    if "as of" in raw:
        try:
            day = date.fromisoformat(raw["as of"])
        except (TypeError, ValueError):
            faults.append(SituationFault("as of", f"`as of` is a day such as 2026-11-20, not {_shown(raw['as of'])}"))
    situation = Situation({})
    if "facts" in raw:
        try:
            situation = read_situation(raw["facts"], vocabulary, raw.get("assume") == "no")
        except SituationError as error:
            faults.extend(error.faults)
    if faults:
        raise SituationError(tuple(faults))
    return Asked(str(name), situation, day)
