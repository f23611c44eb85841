"""Conditions: the one small immutable tree that every reader of a policy reads.

Room: language. A condition says of a situation that a fact's value is among some values, or within a limit, joined by and / or / not.
Keeps out: how a condition is written (sentences) and how it is decided (engine).
Next door: `meaning` makes conditions of sentences; `engine.boxes` turns them into boxes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = str | bool


@dataclass(frozen=True, slots=True)
class Among:
    """The fact's value is one of these (of a fact with several values: one of them is there)."""

    fact: str
    values: frozenset[Value]


@dataclass(frozen=True, slots=True)
class Limit:
    """The fact is a count, and it is under `number` (below) or at least `number`."""

    fact: str
    number: int
    below: bool


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds. Without parts: always."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part holds. Without parts: never."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold. Comes of `unless` and of the absence in a `may only`, never of a denial (a denial is a membership)."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Term:
    """A threshold that the policy leaves partly open ("recently"): a settled yes, an unsettled middle, a settled no.

    yes and middle do not overlap: middle holds where the policy says that it is not settled and does not say yes.
    clauses: the ids of the sentences that define it, yes first.
    """

    name: str
    yes: Condition
    middle: Condition
    clauses: tuple[str, ...]


Condition: TypeAlias = "Among | Limit | All | AnyOf | Not | Term"

ALWAYS = All(())
NEVER = AnyOf(())


def both(*parts: Condition) -> Condition:
    """All of the parts, flattened; a part that always holds is left out."""
    flat: list[Condition] = []
    for part in parts:
        if part == NEVER:
            return NEVER
        flat.extend(part.parts if isinstance(part, All) else (part,))
    unique = tuple(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else All(unique)


def either(*parts: Condition) -> Condition:
    """Any of the parts, flattened; a part that never holds is left out."""
    flat: list[Condition] = []
    for part in parts:
        if part == ALWAYS:
            return ALWAYS
        flat.extend(part.parts if isinstance(part, AnyOf) else (part,))
    unique = tuple(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else AnyOf(unique)


def negated(part: Condition) -> Condition:
    if part == ALWAYS:
        return NEVER
    if part == NEVER:
        return ALWAYS
    return part.part if isinstance(part, Not) else Not(part)


def rewritten(condition: Condition, leaf: Callable[[Among | Limit | Term], Condition]) -> Condition:
    """The same tree with every leaf replaced by what `leaf` makes of it."""
    match condition:
        case All(parts):
            return both(*(rewritten(part, leaf) for part in parts))
        case AnyOf(parts):
            return either(*(rewritten(part, leaf) for part in parts))
        case Not(part):
            return negated(rewritten(part, leaf))
        case _:
            return leaf(condition)


def surely(condition: Condition) -> Condition:
    """Where the condition holds whatever an unsettled middle is taken to be."""
    return _settled(condition, generous=False)


def possibly(condition: Condition) -> Condition:
    """Where the condition may hold, if an unsettled middle is taken to be a yes."""
    return _settled(condition, generous=True)


def _settled(condition: Condition, *, generous: bool) -> Condition:
    match condition:
        case All(parts):
            return both(*(_settled(part, generous=generous) for part in parts))
        case AnyOf(parts):
            return either(*(_settled(part, generous=generous) for part in parts))
        case Not(part):
            return negated(_settled(part, generous=not generous))
        case Term(_, yes, middle, _):
            # One term may be defined by another.
            settled = _settled(yes, generous=generous)
            return either(settled, _settled(middle, generous=True)) if generous else settled
        case _:
            return condition


def leaves(condition: Condition) -> Iterator[Among | Limit]:
    """Every membership and limit in the tree, those inside terms included."""
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case Term(_, yes, middle, _):
            yield from leaves(yes)
            yield from leaves(middle)
        case _:
            yield condition


def terms(condition: Condition) -> Iterator[Term]:
    """Every term in the tree, those inside terms included."""
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from terms(part)
        case Not(part):
            yield from terms(part)
        case Term(_, yes, middle, _):
            yield condition
            yield from terms(yes)
            yield from terms(middle)
        case _:
            return


def facts_of(conditions: Iterable[Condition]) -> frozenset[str]:
    """The names of the facts that the conditions speak of."""
    return frozenset(leaf.fact for condition in conditions for leaf in leaves(condition))
