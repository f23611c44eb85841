"""Policy: what reading a document gives, an immutable value.

Room: language. Front matter, headings, prose, and the four blocks, in the document's order, with the words as they were written.
Next door: `documents` reads and writes it; `meaning` makes norms of its sentences; `engine` decides by those.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from .faults import Fault
from .sentences import Clause as ClauseTree
from .sentences import Sentence


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the document. level: 1 to 6."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph or list for people, in Markdown without the ids that it carries."""

    text: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of a rules block, or one step of a procedure.

    sentence: as it was written; tree: what it says; section: the heading it stands under; procedure: its procedure's id, for a step.
    """

    id: str
    sentence: str
    tree: Sentence
    note: str = ""
    section: str = ""
    procedure: str | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Rules:
    """A rules block."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Procedure:
    """What to do when something comes up. starts: the condition, as written and as a tree; None: it is started by hand."""

    id: str
    title: str
    starts: ClauseTree | None
    starts_text: str
    steps: tuple[Clause, ...]
    led_by: str = ""
    confidential_to: tuple[str, ...] = ()
    note: str = ""
    clauses: tuple[str, ...] = ()
    section: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an agreement, in the signer's own words."""

    id: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What people sign. For whom, and when it is signed (words such as "on joining", "every school year")."""

    id: str
    title: str
    people: tuple[str, ...]
    signed: tuple[str, ...]
    statements: tuple[Statement, ...]
    note: str = ""
    clauses: tuple[str, ...] = ()
    section: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """What people are told. before, when, every: what calls for it, in words; at most one of them is given."""

    id: str
    title: str
    to: tuple[str, ...]
    says: str
    before: str = ""
    when: str = ""
    every: str = ""
    note: str = ""
    clauses: tuple[str, ...] = ()
    section: str = ""
    line: int = field(default=0, compare=False)


Part: TypeAlias = "Heading | Prose | Rules | Procedure | Agreement | Notice"


@dataclass(frozen=True, slots=True)
class Approval:
    """By whom, and on which day (as printed: a day, a month or a year)."""

    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Review:
    """When the policy is looked at again: every (such as "1 year"), last and next as printed, and what brings it forward."""

    every: str = ""
    last: str = ""
    next: str = ""
    sooner_when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above the document. Dates keep the precision printed; "" where the document does not say.

    people: who fills a role, and how to reach them, in the document's words.
    """

    policy: str = ""
    school: str = ""
    version: str = ""
    layer: str = "school"
    owner: str = ""
    lead: str = ""
    dated: str = ""
    adopted: str = ""
    approved: tuple[Approval, ...] = ()
    reviewed: tuple[Approval, ...] = ()
    review: Review = Review()
    applies_to: tuple[str, ...] = ()
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    when_silent: str = ""
    read_with: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    clauses: tuple[tuple[str, tuple[str, ...]], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy document. name: the file's name without its ending. Two policies are equal when they say the same in the same words."""

    front: FrontMatter
    parts: tuple[Part, ...]
    name: str = field(default="policy", compare=False)
    text: str = field(default="", compare=False, repr=False)
    warnings: tuple[Fault, ...] = field(default=(), compare=False)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every sentence, rules and steps, in the document's order."""
        return tuple(_clauses(self.parts))

    @property
    def hash(self) -> str:
        """SHA-256 of the document's text, in hexadecimal: what a receipt names the version by."""
        return _hash(self.text)

    def parts_of(self, kind: type) -> tuple[Part, ...]:
        """The parts of one kind (Procedure, Agreement, Notice …), in the document's order."""
        return tuple(part for part in self.parts if isinstance(part, kind))


@lru_cache(maxsize=256)
def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _clauses(parts: tuple[Part, ...]) -> Iterator[Clause]:
    for part in parts:
        if isinstance(part, Rules):
            yield from part.clauses
        elif isinstance(part, Procedure):
            yield from part.steps
