"""The ledgers of the five seeds as labels for sentences. How kinds and strengths become labels is written down in docs/import.md.

Room: tests of importing; `script/import-report` uses it too. Reads ../shared, which a checkout need not have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from belisha.importing.formats.plain import read_text
from belisha.importing.sentences import Sentence, sentences

SHARED = Path(__file__).resolve().parents[3] / "shared"
SCHOOLS = ("dilton-marsh", "little-eaton", "highwood", "christ-church", "wilnecote")
_STRENGTHS = ("must", "must not", "should", "should not", "may", "needs approval")
_TOPICS = dict(
    zip(
        "ABCDEFGHI",
        ("contact", "devices", "content", "pictures", "channels", "scope", "reports", "consequences", "records"),
        strict=True,
    )
)
_STOP = frozenset([
    "a", "an", "and", "any", "are", "as", "at", "be", "been", "being", "by", "can", "do", "does", "for", "from", "has", "have", "if", "in", "into",
    "is", "it", "its", "may", "must", "no", "not", "of", "on", "or", "should", "so", "that", "the", "their", "them", "they", "this", "to", "was",
    "were", "which", "who", "will", "with",
])  # fmt: skip


def label(kind: str, strength: str) -> str:
    """The label of a sentence that carries an entry of this kind and strength."""
    if kind in ("procedure", "consequence"):
        return "procedure"
    if kind == "review":
        return "procedure" if strength == "will" else "none"
    if kind == "purpose":
        return "none"
    if strength in _STRENGTHS:
        return strength
    if strength == "will":
        return "must"
    if kind in ("definition", "scope", "register", "exception"):
        return "definition"
    return "must" if kind in ("rule", "duty") else "none"


@dataclass(slots=True)
class Labelled:
    """A sentence of a seed with the entries that it carries."""

    sentence: Sentence
    school: str
    entries: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label(each["kind"], each["modality"]) for each in self.entries)

    @property
    def gold(self) -> str:
        """The first that binds; none where nothing does."""
        return next((each for each in self.labels if each != "none"), "none")

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(each["id"] for each in self.entries)


def _stems(text: str) -> set[str]:
    words = re.findall(r"[a-z]{3,}", text.lower())
    return {re.sub(r"(?:ing|ed|es|s|ly|ion|ions|al)$", "", word)[:6] for word in words if word not in _STOP}


def labelled(school: str) -> list[Labelled]:
    """The sentences of a school's seed, each with its entries: by line, and within a line in order, by the words they share."""
    ledger = yaml.safe_load((SHARED / "clauses" / f"{school}.yaml").read_text(encoding="utf-8"))
    text = (SHARED / "seeds" / ledger["seed"]).read_text(encoding="utf-8")
    made = [Labelled(each, school) for each in sentences(read_text(text))]
    lines = [
        set(range(text.count("\n", 0, each.sentence.start) + 1, text.count("\n", 0, each.sentence.end) + 2))
        for each in made
    ]
    by_line: dict[tuple[int, ...], list[Mapping[str, Any]]] = {}
    for entry in ledger["clauses"]:
        here = [number for number in range(len(made)) if lines[number] & set(entry["lines"])]
        own = [number for number in here if max(entry["lines"]) in lines[number] or not made[number].sentence.leads]
        leads = [number for number in here if number not in own]
        if own:
            # A bullet's entry names its lead-in's line as well: its own line is the last.
            last = [
                number
                for number in own
                if made[number].sentence.kind == "bullet" and max(entry["lines"]) in lines[number]
            ] or own
            by_line.setdefault(tuple(last), []).append(entry)
        for number in leads:
            made[number].entries.append(entry)
    for numbers, entries in by_line.items():
        for number, entry in zip(
            _aligned([made[n].sentence.text for n in numbers], [each["summary"] for each in entries]),
            entries,
            strict=True,
        ):
            made[numbers[number]].entries.append(entry)
    for each, at in zip(made, lines, strict=True):
        if each.sentence.leads and (own_ones := [e for e in each.entries if max(e["lines"]) in at]):
            each.entries = own_ones
        elif each.sentence.leads and len({label(e["kind"], e["modality"]) for e in each.entries}) > 1:
            # A lead-in takes what most of its bullets say.
            votes = list(each.labels)
            each.entries = [e for e in each.entries if label(e["kind"], e["modality"]) == max(votes, key=votes.count)]
    return made


def _aligned(texts: list[str], summaries: list[str]) -> list[int]:
    """For each summary the sentence it belongs to, in order; each sentence gets one where it can."""
    stems, wanted = [_stems(text) for text in texts], [_stems(text) for text in summaries]

    def near(summary: int, sentence: int) -> float:
        both = wanted[summary] & stems[sentence]
        return len(both) / (1 + len(wanted[summary])) + 0.01

    @cache
    def best(summary: int, sentence: int, fresh: bool) -> tuple[float, tuple[int, ...]]:
        """From this summary on, at this sentence; fresh: no summary has come to it yet."""
        if summary == len(summaries):
            return 0.0, ()
        found: list[tuple[float, tuple[int, ...]]] = []
        for to in range(sentence, len(texts)):
            bonus = 0.3 if to > sentence or fresh else 0.0
            rest = best(summary + 1, to, False)
            found.append((near(summary, to) + bonus + rest[0], (to, *rest[1])))
        return max(found)

    return list(best(0, 0, True)[1])


@cache
def topics() -> dict[str, frozenset[str]]:
    """The topics of each entry: the parts of DIFFERENCES.md that name it."""
    found: dict[str, set[str]] = {}
    part = ""
    for line in (SHARED / "clauses" / "DIFFERENCES.md").read_text(encoding="utf-8").splitlines():
        if met := re.match(r"## ([A-I])\. ", line):
            part = _TOPICS[met[1]]
        elif line.startswith("## "):
            part = ""
        elif part:
            for each in re.findall(r"\b(?:DM|LE|HW|CC|WI)-\d+\b", line):
                found.setdefault(each, set()).add(part)
    return {name: frozenset(parts) for name, parts in found.items()}
