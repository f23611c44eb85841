"""Sentences: what a sentence of the controlled English says, as small immutable trees.

Room: language. A tree keeps the vocabulary's own words (a phrase's first text), so that reading and writing are inverse.
Keeps out: what the words mean for a situation (meaning).
Next door: `reading` makes these of text, `writing` makes text of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Predicate:
    """What is said of a subject: "is under 18", "names a pupil". phrase: the vocabulary's text; number fills its {n}."""

    phrase: str
    number: int | None = None
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Predicates:
    """Predicates of one subject, joined by `or` (any of them) or `and`."""

    items: tuple[Predicate, ...]
    joined: str = "or"


@dataclass(frozen=True, slots=True)
class Person:
    """A noun for people, with what is said of them. The noun is a name of the vocabulary, or of a term of the policy."""

    noun: str
    who: Predicates | None = None


People: TypeAlias = tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """What an act is done to: "a picture of a pupil that was taken at school"."""

    phrase: str
    that: Predicates | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody does. Acts, things and people are "any of"; settings stand side by side, each a list of "any of"."""

    acts: tuple[str, ...] = ()
    things: tuple[Thing, ...] = ()
    people: People = ()
    settings: tuple[tuple[str, ...], ...] = ()


# ---- clauses: what may stand after when, unless and until ------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """A whole clause of the vocabulary: "the phone was handed in"."""

    phrase: str
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Is:
    """Something said of people, of `it` or of `they`: "the author is under 16", "it is defamatory"."""

    subject: People | str
    what: Predicates


@dataclass(frozen=True, slots=True)
class Setting:
    """It is in their own time."""

    settings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Classed:
    """A class that the policy defines ("there is illegal activity"), or a term for an account ("it is official": account True)."""

    name: str
    account: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """Clauses joined by `and` or by `or`. Inside a list of the other kind: both … and …, either … or …."""

    joined: str
    items: tuple[Clause, ...]


Clause: TypeAlias = "Said | Is | Setting | Classed | Joined"


@dataclass(frozen=True, slots=True)
class Finder:
    """When staff find an inappropriate reference: people, what they meet, and what else holds."""

    who: People
    events: tuple[str, ...]
    also: Clause | None = None


@dataclass(frozen=True, slots=True)
class Doer:
    """When staff befriend a former pupil: people, their deed, and what else holds."""

    who: People
    deed: Deed
    also: Clause | None = None


Lead: TypeAlias = "Finder | Doer | Said | Is | Setting | Classed | Joined"


@dataclass(frozen=True, slots=True)
class Exception_:
    """What follows `unless` (id: the exception's own clause, where it has one) or `until`."""

    when: Clause
    id: str | None = None
    until: bool = False


# ---- sentences -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """Who, modality, deed. modality: must not, should not, may, may only, need approval, need consent, need not.

    only_when: the condition of `may only`. givers: whose approval or consent.
    """

    who: People
    modality: str
    deed: Deed
    lead: Lead | None = None
    when: Clause | None = None
    only_when: Clause | None = None
    unless: tuple[Exception_, ...] = ()
    givers: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """Who must, should or may do what. who: people, or () for `they` (whom the lead names).

    form: index of the vocabulary's form of words for the duty; to: recipients (any of them); within: a deadline's words or "".
    """

    who: People
    strength: str
    do: str
    form: int = 0
    to: tuple[str, ...] = ()
    within: str = ""
    lead: Lead | None = None
    when: Clause | None = None
    unless: tuple[Exception_, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows. breaking: clause ids, "policy" (this policy) or "ban" (a ban of this policy); or () with a lead.

    certainty: will, may, or is ("is gross misconduct", which is certain too).
    """

    results: tuple[str, ...]
    certainty: str
    breaking: tuple[str, ...] = ()
    who: People = ()
    lead: Lead | None = None
    when: Clause | None = None
    unless: tuple[Exception_, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Class:
    """It is "…" when …."""

    name: str
    when: Clause
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """A former pupil counts as "…" when …; settled: False for `Whether … is not settled`. noun: a noun, or `account`."""

    noun: str
    name: str
    when: Clause
    settled: bool = True
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class NotSettled:
    """Whether staff may … is not settled. deed None: whether they are bound by this policy."""

    who: People
    deed: Deed | None
    lead: Lead | None = None
    when: Clause | None = None
    unless: tuple[Exception_, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """This policy does not cover …."""

    deed: Deed
    when: Clause | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class NoDuty:
    """When …, no duty to keep a copy applies. Only a law layer may say it of the policy below."""

    duties: tuple[str, ...]
    lead: Lead
    since: date | None = None
    until: date | None = None


Sentence: TypeAlias = "Rule | Duty | Consequence | Class | Counts | NotSettled | Outside | NoDuty"
