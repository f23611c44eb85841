"""Findings: what a check has to say about a policy: where, about which clauses, an example, and what to do.

Room: analysis. Values, and what all checks share: how findings are ordered, counted once, and told apart from one run to the next.
Next door: `kinds` is the table of all kinds; the checks make findings; `sarif` and `cli` lay them out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from belisha.language import Fault, Place

from .kinds import KINDS, SEVERITIES, Kind


@dataclass(frozen=True, slots=True)
class Quoted:
    """A clause that a finding is about: its id, its words, and its line (0 where it stands in the front matter alone)."""

    id: str
    sentence: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """A situation that shows the finding: in words, and as facts that `decide` can be asked."""

    words: str
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a reader of the policy should know.

    kind: an id of `kinds.KINDS`, which says how severe it is and what it means. message: what was found, in the policy's words. mend: what to do.
    where: file, line, column and the line itself. length: how many characters it covers. source: the entry of the law pack it rests on, or "".
    """

    kind: str
    message: str
    mend: str
    where: Place
    clauses: tuple[Quoted, ...] = ()
    example: Example | None = None
    source: str = ""
    length: int = 1

    @property
    def of_kind(self) -> Kind:
        return KINDS[self.kind]

    @property
    def severity(self) -> str:
        """error, warning or note."""
        return KINDS[self.kind].severity

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.clauses)

    @property
    def identity(self) -> tuple[object, ...]:
        """What it is about, whatever line it stands on: two findings of one identity are one."""
        return (self.kind, self.ids or self.where.text.strip(), self.message)

    def as_json(self) -> dict[str, Any]:
        where = self.where
        made: dict[str, Any] = {
            "kind": self.kind, "severity": self.severity, "line": where.line, "column": where.column, "length": self.length, "problem": self.message,
            "mend": self.mend, "text": where.text[:1_000],
            "clauses": [{"id": each.id, "sentence": each.sentence, "line": each.line} for each in self.clauses],
        }  # fmt: skip
        if self.example is not None:
            facts = {k: sorted(v) if isinstance(v, set | frozenset) else v for k, v in self.example.facts.items()}
            made["example"] = {"words": self.example.words, "facts": facts}
        if self.source:
            made["source"] = self.source
        return made


def of_fault(fault: Fault) -> Finding:
    """What reading a document found, as a finding."""
    kind = fault.kind if fault.kind in KINDS else "doubtful-reading" if fault.warning else "reading"
    return Finding(kind, fault.problem, fault.mend or KINDS[kind].as_mend, fault.where, length=fault.length)


def arranged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once: the most severe first, then in the document's order."""
    once: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        once.setdefault(finding.identity, finding)
    rank = {severity: place for place, severity in enumerate(SEVERITIES)}
    order = {kind: place for place, kind in enumerate(KINDS)}
    return tuple(
        sorted(
            once.values(),
            key=lambda each: (rank[each.severity], each.where.line, each.where.column, order[each.kind], each.message),
        )
    )


def fingerprints(findings: Iterable[Finding]) -> tuple[str, ...]:
    """For each finding a name that stays when lines move: of its kind, its clauses, and the words where it stands."""
    seen: dict[str, int] = {}
    made = []
    for finding in findings:
        text = "\n".join((finding.kind, finding.source, *finding.ids, " ".join(finding.where.text.split())))
        name = hashlib.sha256(text.encode()).hexdigest()[:32]
        seen[name] = seen.get(name, 0) + 1
        made.append(name if seen[name] == 1 else f"{name}/{seen[name]}")
    return tuple(made)


__all__ = ["Example", "Finding", "Quoted", "arranged", "fingerprints", "of_fault"]
