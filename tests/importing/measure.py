"""Measures: how well sentences, their modality, their topic and their suggestions are found. `script/import-report` prints them.

Room: tests of importing. Normative F1: whether a sentence binds at all. Modality F1: micro-averaged over the eight labels that bind, so that a
wrong label costs a false positive and a false negative.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from belisha.importing.formats import read as read_file
from belisha.importing.formats.plain import read_text
from belisha.importing.modality import LABELS, modalities
from belisha.importing.sentences import Sentence, sentences
from belisha.importing.source import Source
from importing import ledger, made


@dataclass
class Score:
    """Counts of (label, said), and what is worked out of them."""

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    lost: int = 0

    def add(self, pairs: Iterable[tuple[str, str]]) -> Score:
        self.pairs.update(pairs)
        return self

    @property
    def count(self) -> int:
        return sum(self.pairs.values())

    def _f1(self, right: int) -> float:
        labelled = sum(n for (gold, _), n in self.pairs.items() if gold != "none")
        said = sum(n for (_, told), n in self.pairs.items() if told != "none")
        return 2 * right / (labelled + said) if labelled + said else 1.0

    @property
    def normative(self) -> float:
        return self._f1(sum(n for (gold, told), n in self.pairs.items() if "none" not in (gold, told)))

    @property
    def modality(self) -> float:
        return self._f1(sum(n for (gold, told), n in self.pairs.items() if gold == told != "none"))

    @property
    def macro(self) -> float:
        """The plain mean of the F1 of each label that occurs."""
        found = []
        for label in LABELS[:-1]:
            gold = sum(n for (one, _), n in self.pairs.items() if one == label)
            told = sum(n for (_, one), n in self.pairs.items() if one == label)
            if gold:
                found.append(2 * self.pairs[label, label] / (gold + told))
        return sum(found) / len(found) if found else 1.0

    def __str__(self) -> str:
        return f"{self.count} sentences: normative {self.normative:.3f}, modality {self.modality:.3f}, macro {self.macro:.3f}, lost {self.lost}"


def said(found: Sequence[ledger.Labelled]) -> list[str]:
    return [each.modality for each in modalities([one.sentence for one in found])]


def of_seed(school: str) -> Score:
    """The rules on a seed; its labels are the ledger's."""
    found = ledger.labelled(school)
    return Score().add(zip((each.gold for each in found), said(found), strict=True))


def source_of(school: str) -> Source:
    seed = yaml.safe_load((ledger.SHARED / "clauses" / f"{school}.yaml").read_text(encoding="utf-8"))["seed"]
    return read_text((ledger.SHARED / "seeds" / seed).read_text(encoding="utf-8"))


def examples_of(path: Path) -> list[tuple[Sentence, str, str]]:
    """The sentences of a made document that have a label: the sentence, what the rules say, its label."""
    found = sentences(read_file(made.as_bytes(path, ".txt"), ".txt"))
    gold = made.labels(path)
    return [
        (one, each.modality, gold[one.text])
        for one, each in zip(found, modalities(found), strict=True)
        if one.text in gold
    ]


def of_made(ending: str, paths: Sequence[Path] = made.ALL) -> Score:
    """The rules on the made documents in one format. A sentence that was not found counts as one that binds nobody."""
    score = Score()
    for path in paths:
        found = sentences(read_file(made.as_bytes(path, ending), ending))
        told = {one.text: each.modality for one, each in zip(found, modalities(found), strict=True)}
        gold = made.labels(path)
        score.lost += sum(text not in told for text in gold)
        score.add((label, told.get(text, "none")) for text, label in gold.items())
    return score
