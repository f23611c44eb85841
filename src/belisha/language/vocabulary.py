"""The vocabulary: everything a policy can speak of and a situation can state, read once from `vocabulary.yaml`.

Room: language. Facts with their types, the phrases that state them, the nouns for people, groups, and where a fact makes sense.
Keeps out: how sentences are built of phrases (reading, grammar.lark).
Next door: `words` cuts a sentence into these phrases; `meaning` turns phrases into conditions.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import yaml

from .conditions import ALWAYS, NEVER, Among, Condition, Limit, Value, both, either

GENERIC = "anybody"
PARTS_OF_FACTS = (
    ("actor.", "actor"),
    ("with.", "with"),
    ("event.author", "author"),
    ("content.", "thing"),
    ("event.", "event"),
)


class VocabularyError(Exception):
    """The vocabulary file contradicts itself; the message names the entry and the mend."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a situation can state.

    type: one, many, flag or count; values: in the file's order, empty for flags and counts; default: known when left out.
    """

    name: str
    type: str
    ask: str
    values: tuple[str, ...] = ()
    unit: str = ""
    note: str = ""
    default: str | None = None
    judgement: bool = False

    @property
    def absent(self) -> str | None:
        """What the fact is in a closed situation that leaves it out, where it has a word for that."""
        if self.default is not None:
            return self.default
        return next((word for word in ("none", "nobody") if word in self.values and self.type == "one"), None)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What people write for a fact, or for several facts at once.

    kind: ACT, THING, PRED (after who, that or a subject), WHERE, CLAUSE, EVENT (what a finder does) or PEOPLE (a noun for the other side).
    text: how it is written. readings: what it means, by the part that its subject plays ("" where no subject matters).
    limit: "<" or ">=" for a phrase with a number. denial: how it is denied, where it can be.
    as_such: it speaks of using something as such ("use social media"): a leave to do that is no leave for each thing done there.
    """

    kind: str
    text: str
    readings: tuple[tuple[str, Condition], ...]
    denials: tuple[tuple[str, Condition], ...] = ()
    limit: str = ""
    also: tuple[str, ...] = ()
    denial: str = ""
    denied_by: tuple[str, ...] = ()
    as_such: bool = False


@dataclass(frozen=True, slots=True)
class Noun:
    """A word for people. actor, other (the fact `with`) and author: the values it stands for in that part; () where it cannot stand there.

    whoever: it stands for anybody in its parts (the author, the other person).
    """

    name: str
    texts: tuple[str, ...]
    actor: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    recipient: bool = False
    role: bool = False
    whoever: bool = False

    @property
    def text(self) -> str:
        return self.texts[0]


@dataclass(frozen=True, slots=True)
class DutyPhrase:
    """A form of words for a duty. head and tail stand around the recipient; slot tells whether there is one."""

    do: str
    head: str
    tail: str
    slot: bool


@dataclass(frozen=True)
class Vocabulary:
    """Everything that can be said. Made by `load`; two loads of one file are equal in every respect."""

    facts: Mapping[str, Fact]
    groups: Mapping[str, tuple[str, ...]]
    nouns: Mapping[str, Noun]
    phrases: tuple[Phrase, ...]
    duty_phrases: tuple[DutyPhrase, ...]
    duty_done: Mapping[str, str]
    duty_always_to: Mapping[str, str]
    consequences: Mapping[str, tuple[str, ...]]
    verdicts: tuple[str, ...]
    strengths: tuple[str, ...]
    together: tuple[tuple[str, tuple[str, ...]], ...]
    applies: tuple[tuple[tuple[str, ...], Condition], ...]
    raw: Mapping[str, Any] = field(repr=False, default_factory=dict)

    @cached_property
    def _sense(self) -> dict[str, Condition]:
        made: dict[str, Condition] = {}
        for name in self.facts:
            named = [when for patterns, when in self.applies if name in patterns]
            # An entry that names a fact beats one that matches it by a pattern.
            matched = named or [
                when
                for patterns, when in self.applies
                if any(p.endswith("*") and name.startswith(p[:-1]) for p in patterns)
            ]
            made[name] = both(*matched)
        return made

    def makes_sense(self, fact: str) -> Condition:
        """Where the fact makes sense; elsewhere it is neither asked nor true."""
        return self._sense[fact]

    @cached_property
    def actors(self) -> tuple[str, ...]:
        return self.facts["actor"].values

    def expand(self, words: Iterable[str], groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """The actor values that the words stand for: values, groups, or anybody."""
        found: dict[str, None] = {}
        waiting, opened = [*words][::-1], set[str]()
        while waiting:
            word = waiting.pop()
            if word == GENERIC:
                found.update(dict.fromkeys(value for value in self.actors if value != "school"))
            elif word not in groups:
                found[word] = None
            elif word not in opened:
                opened.add(word)
                waiting.extend(reversed(groups[word]))
        return tuple(found)

    def page_of(self, fact: str) -> str | None:
        """The question of the page of ticks on which the fact is asked, if it is asked together with others."""
        if self.facts[fact].type != "flag":
            return None
        for ask, patterns in self.together:
            if any(fact == p or (p.endswith("*") and fact.startswith(p[:-1])) for p in patterns):
                return ask
        return None

    def suggest(self, word: str, among: Iterable[str], most: int = 3) -> tuple[str, ...]:
        """What somebody may have meant."""
        return tuple(difflib.get_close_matches(word, list(among), n=most, cutoff=0.6))


def _texts(entry: Any) -> tuple[str, ...]:
    return tuple(entry) if isinstance(entry, list) else (entry,)


def _condition(facts: Mapping[str, Any], known: Mapping[str, Fact]) -> Condition:
    """A mapping of facts to values as a condition; `not` and `any of` as the file's `applies` and `phrases` use them."""
    parts: list[Condition] = []
    for name, wanted in facts.items():
        if name == "any of":
            parts.append(either(*(_condition(each, known) for each in wanted)))
            continue
        if name not in known:
            raise VocabularyError(f"vocabulary: unknown fact `{name}`")
        if isinstance(wanted, dict):
            parts.append(Among(name, frozenset(v for v in known[name].values if v not in wanted["not"])))
        else:
            parts.append(Among(name, frozenset(wanted)))
    return both(*parts)


# What "is" and "has" become when a phrase is denied; any other verb takes "does not".
_DENIALS = {
    "is": "is not",
    "was": "was not",
    "has": "has not",
    "are": "are not",
    "were": "were not",
    "have": "have not",
}


def deny(text: str) -> str:
    """The denial of a predicate in the ordinary way: "is abusive" gives "is not abusive", "names a pupil" gives "does not name a pupil"."""
    first, _, rest = text.partition(" ")
    if first in _DENIALS and rest.startswith("not "):
        return f"{first} {rest.removeprefix('not ')}"
    if first in _DENIALS:
        return f"{_DENIALS[first]} {rest}"
    if first.endswith("s") and not first.endswith("ss"):
        stem = (
            first[:-3] + "y"
            if first.endswith("ies")
            else first[:-2]
            if first.endswith(("sses", "shes", "ches"))
            else first[:-1]
        )
        return f"does not {stem} {rest}".rstrip()
    return ""


KINDS = {"to": "ACT", "thing": "THING", "that": "PRED", "where": "WHERE", "when": "CLAUSE", "who": "PEOPLE"}


class _Gatherer:
    """Collects phrases: the same words may mean something else for another part, and are then one phrase with several readings."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.facts = facts
        self.found: dict[tuple[str, str], Phrase] = {}

    def add(
        self,
        kind: str,
        texts: tuple[str, ...],
        part: str,
        yes: Condition,
        no: Condition | None,
        limit: str,
        denied: tuple[str, ...],
        as_such: bool,
    ) -> None:
        text, *also = texts
        old = self.found.get((kind, text))
        readings = ((part, yes),) if old is None else (*old.readings, (part, yes))
        denials = old.denials if old else ()
        denied_by = old.denied_by if old else ()
        if no is not None:
            denials = (*denials, (part, no))
            if denied:
                denied_by = tuple(dict.fromkeys((*denied_by, *denied)))
            elif kind == "PRED":
                denied_by = tuple(dict.fromkeys((*denied_by, *(d for d in map(deny, texts) if d))))
        self.found[kind, text] = Phrase(
            kind, text, readings, denials, limit or (old.limit if old else ""),
            tuple(dict.fromkeys((*(old.also if old else ()), *also))), denied_by[0] if denied_by else "", denied_by, as_such,
        )  # fmt: skip

    def add_says(self, fact: Fact, says: Mapping[str, Any], yes: Condition, no: Condition | None) -> None:
        part = next((part for prefix, part in PARTS_OF_FACTS if fact.name.startswith(prefix)), "")
        denied = _texts(says["not"]) if "not" in says else ()
        # A denial belongs to the fact's predicate, or to its clause where it has no predicate.
        owner = "that" if "that" in says else "when"
        for key, entry in says.items():
            if key == "not":
                continue
            kind = "EVENT" if key == "to" and fact.name == "event" else KINDS[key]
            can_deny = key == owner and (no is not None)
            for_denial = denied if key == owner else ()
            if isinstance(entry, dict):
                for text, sign in entry.items():
                    self.add(kind, (text,), part, Limit(fact.name, 0, sign == "<"), None, sign, (), False)
            else:
                self.add(
                    kind,
                    _texts(entry),
                    part,
                    yes,
                    no if can_deny and (for_denial or kind == "PRED") else None,
                    "",
                    for_denial,
                    False,
                )


def _read_phrases(raw: Mapping[str, Any], facts: Mapping[str, Fact]) -> tuple[Phrase, ...]:
    gather = _Gatherer(facts)
    for name, entry in raw["facts"].items():
        fact = facts[name]
        says = entry.get("says", {})
        if fact.type == "flag" or fact.type == "count":
            yes = Among(name, frozenset({True}))
            gather.add_says(fact, says, yes, Among(name, frozenset({False})) if fact.type == "flag" else None)
            continue
        for value in fact.values:
            others = frozenset(v for v in fact.values if v != value)
            no = Among(name, others) if fact.type == "one" else None
            own = says.get(value)
            if own is None and name == "act":
                own = {"to": value}
            if own is not None:
                gather.add_says(
                    fact, own if isinstance(own, dict) else {"when": own}, Among(name, frozenset({value})), no
                )
    for entry in raw["phrases"]:
        meant = _condition(entry["facts"], facts)
        for key in KINDS.keys() & entry.keys():
            gather.add(KINDS[key], _texts(entry[key]), "", meant, None, "", (), bool(entry.get("as such", False)))
    return tuple(gather.found.values())


def _read_nouns(
    raw: Mapping[str, Any], facts: Mapping[str, Fact], groups: Mapping[str, tuple[str, ...]]
) -> dict[str, Noun]:
    actors, others, authors = (facts[name].values for name in ("actor", "with", "event.author is"))
    recipients, roles = raw["duties"]["to"], facts["authorised by"].values
    nouns: dict[str, Noun] = {}
    for name, entry in raw["people"].items():
        own = entry.get("actor")
        other, author = entry.get("with", ()), entry.get("author", ())
        nouns[name] = Noun(
            name, _texts(entry.get("says", name)), (own,) if own else (), others if other == "any" else tuple(other), authors if author == "any" else tuple(author),
            name in recipients, name in roles, "any" in (other, author),
        )  # fmt: skip
    for name in dict.fromkeys((*groups, *actors, *others, *recipients, *roles)):
        if name not in nouns and name not in ("nobody",):
            nouns[name] = Noun(
                name, (name,), (name,) if name in (*actors, *groups) else (), (name,) if name in others else (), (name,) if name in authors else (),
                name in recipients, name in roles,
            )  # fmt: skip
    return nouns


def _read_duties(raw: Mapping[str, Any]) -> tuple[DutyPhrase, ...]:
    made = []
    for do in raw["duties"]["do"]:
        for form in _texts(raw["duties"].get("says", {}).get(do, do)):
            head, slot, tail = form.partition("{to}")
            made.append(DutyPhrase(do, head.strip(), tail.strip(), bool(slot)))
    return tuple(made)


def read_vocabulary(text: str) -> Vocabulary:
    """A vocabulary file. Raises VocabularyError, naming the entry, if it contradicts itself."""
    raw = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    judged = frozenset(raw["judgement"])
    facts: dict[str, Fact] = {}
    for name, entry in raw["facts"].items():
        facts[name] = Fact(
            name,
            entry["type"],
            entry["ask"],
            tuple(entry.get("values", ())),
            entry.get("unit", ""),
            entry.get("note", ""),
            entry.get("default"),
            name in judged,
        )
    for name in judged - facts.keys():
        raise VocabularyError(f"vocabulary: `judgement` names an unknown fact `{name}`")
    groups = {name: tuple(members) for name, members in raw["groups"].items()}
    results = {result: _texts(raw.get("consequence says", {}).get(result, result)) for result in raw["consequences"]}
    return Vocabulary(
        facts=facts, groups=groups, nouns=_read_nouns(raw, facts, groups), phrases=_read_phrases(raw, facts), duty_phrases=_read_duties(raw),
        duty_done=dict(raw["duties"]["done"]), duty_always_to=dict(raw["duties"].get("always to", {})), consequences=results, verdicts=tuple(v for v in raw["verdicts"] if v != "depends"),
        strengths=tuple(raw["duties"]["strength"]), together=tuple((page["ask"], tuple(page["facts"])) for page in raw["asked together"]),
        applies=tuple((tuple(entry["facts"]), _condition(entry["when"], facts)) for entry in raw["applies"]), raw=raw,
    )  # fmt: skip


@cache
def load() -> Vocabulary:
    """The vocabulary that comes with Belisha. Read once."""
    return read_vocabulary(files("belisha.language").joinpath("vocabulary.yaml").read_text(encoding="utf-8"))


__all__ = [
    "ALWAYS",
    "GENERIC",
    "NEVER",
    "DutyPhrase",
    "Fact",
    "Noun",
    "Phrase",
    "Value",
    "Vocabulary",
    "VocabularyError",
    "load",
    "read_vocabulary",
]
