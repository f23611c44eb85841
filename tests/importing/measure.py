"""Measures: how well sentences, their modality, their topic and their suggestions are found. `script/import-report` prints them.

Room: tests of importing. Normative F1: whether a sentence binds at all. Modality F1: micro-averaged over the eight labels that bind, so that a
wrong label costs a false positive and a false negative.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from belisha.importing.formats import read as read_file
from belisha.importing.formats.plain import read_text
from belisha.importing.modality import LABELS, Around, around, shares
from belisha.importing.reading import read_sentences
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


_KNOWN: dict[tuple[str, Around], str] = {}


def told(found: Sequence[Sentence]) -> list[str]:
    """What `modalities` says of each sentence; the same sentence in another format is not asked again."""
    asked = [(one.text, around(found, number)) for number, one in enumerate(found)]
    new = list(dict.fromkeys(each for each in asked if each not in _KNOWN))
    for each, row in zip(new, shares(new) if new else [], strict=True):
        _KNOWN[each] = LABELS[row.argmax()]
    return [_KNOWN[each] for each in asked]


def of_seed(school: str) -> Score:
    """How a seed is read; its labels are the ledger's."""
    found = ledger.labelled(school)
    return Score().add(zip((each.gold for each in found), told([each.sentence for each in found]), strict=True))


def source_of(school: str) -> Source:
    seed = yaml.safe_load((ledger.SHARED / "clauses" / f"{school}.yaml").read_text(encoding="utf-8"))["seed"]
    return read_text((ledger.SHARED / "seeds" / seed).read_text(encoding="utf-8"))


@cache
def sentences_of(path: Path, ending: str = ".txt") -> tuple[Sentence, ...]:
    """The sentences of a labelled document as a file of this format."""
    return sentences(read_file(made.as_bytes(path, ending), ending))


def examples_of(path: Path) -> list[tuple[Sentence, Around, str]]:
    """The sentences of a labelled document that have a label: the sentence, what it is read with, its label."""
    found, gold = sentences_of(path), made.labels(path)
    return [(one, around(found, number), gold[one.text]) for number, one in enumerate(found) if one.text in gold]


def of_made(ending: str, paths: Sequence[Path] = made.ALL) -> Score:
    """How labelled documents are read in one format. A sentence that was not found counts as one that binds nobody."""
    score = Score()
    for path in paths:
        found = sentences_of(path, ending)
        said = dict(zip((one.text for one in found), told(found), strict=True))
        gold = made.labels(path)
        score.lost += sum(text not in said for text in gold)
        score.add((label, said.get(text, "none")) for text, label in gold.items())
    return score


def actors_by_hand() -> list[tuple[str, str, frozenset[str]]]:
    """Whom sentences bind, from `actors.txt`: the document, the sentence's first words, the people."""
    rows = (Path(__file__).parent / "actors.txt").read_text(encoding="utf-8").splitlines()
    parted = [row.split(" | ") for row in rows if not row.startswith("#")]
    return [(name, begin, frozenset() if who == "-" else frozenset(who.split(", "))) for name, begin, who in parted]


def of_actors() -> tuple[int, int]:
    """In how many of them exactly these people are found, and of how many."""
    right = 0
    rows = actors_by_hand()
    for path in made.FIFTH:
        wanted = [(begin, who) for name, begin, who in rows if name == path.stem]
        for reading in read_sentences(sentences_of(path)) if wanted else ():
            for begin, who in wanted:
                right += reading.sentence.text.startswith(begin) and set(reading.actors) == who
    return right, len(rows)
