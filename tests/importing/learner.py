"""A light statistical model to hold the rules against: multinomial logistic regression on n-grams, in plain Python.

Room: tests of importing. The product ships the rules alone unless this beats them: docs/import.md has the figures.
"""

from __future__ import annotations

import math
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from belisha.importing.modality import LABELS
from belisha.importing.sentences import Sentence


def features(sentence: Sentence, rule: str = "") -> list[str]:
    """What the model sees: words and pairs of words of the sentence, its lead-in, its heading, its kind; rule: what the rules say, or ""."""
    words = ["^", *re.findall(r"[a-z']+|\d+", sentence.text.lower()), "$"]
    found = [
        *words,
        *(f"{one} {two}" for one, two in pairwise(words)),
        *(f"{one} {two} {three}" for one, two, three in zip(words, words[1:], words[2:], strict=False)),
    ]
    found += [f"lead:{word}" for word in re.findall(r"[a-z']+", sentence.lead_in.lower())[-8:]]
    found += [f"under:{word}" for word in re.findall(r"[a-z']+", (sentence.section or "").lower())]
    found += [f"kind:{sentence.kind}", f"leads:{sentence.leads}", "lead" if sentence.lead_in else "alone"]
    return [*found, *([f"rule:{rule}"] * 3 if rule else [])]


class Learner:
    """Trained by stochastic gradient descent; the same seed gives the same model."""

    def __init__(
        self, examples: Sequence[tuple[list[str], str]], rounds: int = 10, rate: float = 2.5, decay: float = 0.0001
    ) -> None:
        self.weights: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(LABELS))
        chance = random.Random(1)
        order = list(examples)
        for turn in range(rounds):
            chance.shuffle(order)
            step = rate / (1 + turn * 0.3)
            for found, label in order:
                shares = self._shares(found)
                scale = 1 / math.sqrt(len(found))
                for number, name in enumerate(LABELS):
                    slip = (name == label) - shares[number]
                    for each in found:
                        row = self.weights[each]
                        row[number] += step * (slip * scale - decay * row[number])

    def _shares(self, found: list[str]) -> list[float]:
        scale = 1 / math.sqrt(len(found))
        sums = [0.0] * len(LABELS)
        for each in found:
            if each in self.weights:
                sums = [total + weight * scale for total, weight in zip(sums, self.weights[each], strict=True)]
        most = max(sums)
        powers = [math.exp(total - most) for total in sums]
        return [power / sum(powers) for power in powers]

    def label(self, found: list[str]) -> tuple[str, float]:
        """The likeliest label, and its share."""
        shares = self._shares(found)
        best = max(range(len(LABELS)), key=lambda number: shares[number])
        return LABELS[best], shares[best]
