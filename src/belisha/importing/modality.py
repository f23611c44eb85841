"""Modality: how strongly a sentence binds, as a small model reads it: the sentence, its lead-in, its heading and the sentence before it.

Room: importing. Two patterns are left of the many that did this once, for what the model had met too seldom to see each time: a ban "without
the consent of" somebody, and a ban listed under a polite "should" (docs/import.md has the figures; docs/adr/0032 the reasons).
The labels: must, must not, should, should not, may, needs approval, definition, procedure, none (docs/import.md says what each is for).
Next door: `encoder` is the model, `script/teach` trains it; `because` says which words decided.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .encoder import Floats, encoder
from .sentences import Sentence

LABELS = ("must", "must not", "should", "should not", "may", "needs approval", "definition", "procedure", "none")
DEONTIC = LABELS[:6]
_APPROVAL = re.compile(
    r"\b(?:unless|until) (?:\w+ ){0,6}(?:authoris|approv|permission|agree|consent|said (?:yes|so)|yes\b)\w*"
    r"|\bwithout\b(?: \w+){0,6} (?:permission|authorisation|approval|consent|agreement|authority|knowledge)\b"
    r"|\b(?:permission|approval|consent|authorisation|agreement|sign-off|say-so|authority)\b.{0,60}\b(?:obtained|sought|given|gained|secured|granted|required|needed)\b"
    r"|\bonly\b.{0,80}\b(?:with|if|when|once|where|after)\b.{0,50}\b(?:permission|consent\w*|approv\w+|agree\w*|authoris\w+|signed|say-so|said (?:so|yes))\b"
    r"|\b(?:needs?|requires?|subject to)\b.{0,40}\b(?:approval|permission|consent|agreement|authority|say-so|sign-off)\b"
    r"|\b(?:prior|written|parental) (?:permission|consent|approval|agreement)\b|\bask(?:s|ed)?\b.{0,30}\b(?:before|first)\b",
    re.I,
)
# "Staff should: … disclose confidential information": what is meant is the ban.
_HARM = re.compile(
    r"(?:disclose|divulge|reveal|leak|breach|bully|harass|defame|abuse|insult|threaten|humiliate|discriminate|impersonate|befriend)\b",
    re.I,
)
_POLITE = re.compile(r"\b(?:should|must|will|expected to|required to|asked to)(?! ?(?:not|never))\b[^.]{0,40}$", re.I)
_MORE = 20  # by how much the first multiplies the share of "needs approval"
Around = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence's modality. sure: the share that the model gives it, from 0 to 1."""

    modality: str
    sure: float


def around(sentences: Sequence[Sentence], number: int) -> Around:
    """What a sentence is read with, each part with how many pieces of words of it count."""
    one = sentences[number]
    before = sentences[number - 1].text if number else ""
    kind = f"{one.kind} that leads" if one.leads else one.kind
    made = [(f"under: {one.section}", 10)] if one.section else []
    if one.lead_in:
        made.append((f"; lead: {_last(one.lead_in, 14)}", 20))
    return (*made, (f"; {kind}, before: {before[:80]}", 13))


def _last(text: str, words: int) -> str:
    """The last words of a text: a lead-in says at its end what its list is."""
    return " ".join(text.split()[-words:])


def shares(asked: Sequence[tuple[str, Around]]) -> Floats:
    """The share of each label, a row for each sentence with what it is read with."""
    model = encoder()
    made = model.shares([model.numbered(text, beside) for text, beside in asked])
    for row, (text, beside) in zip(made, asked, strict=True):
        lead = next((part for part, _ in beside if part.startswith("; lead: ")), "")
        if _HARM.match(text) and _POLITE.search(lead):
            row[LABELS.index("must not")] += 1
        elif _APPROVAL.search(text) and LABELS[row.argmax()] != "procedure":
            row[LABELS.index("needs approval")] *= _MORE
    return np.asarray(made / made.sum(1, keepdims=True), np.float32)


def modalities(sentences: Sequence[Sentence]) -> tuple[Said, ...]:
    """How strongly each sentence of a document binds."""
    if not sentences:
        return ()
    rows = shares([(one.text, around(sentences, number)) for number, one in enumerate(sentences)])
    return tuple(Said(LABELS[row.argmax()], round(float(row.max()), 2)) for row in rows)


def because(sentences: Sequence[Sentence], number: int) -> tuple[tuple[str, float], ...]:
    """Why a sentence got its label: each of its words, and each part around it, with how much of the label's share goes when it is left out.

    The words that decided come first; those that spoke against the label are below nought.
    """
    words = sentences[number].text.split()
    beside = around(sentences, number)
    asked = [(" ".join(words), beside)]
    asked += [(" ".join(words[:place] + words[place + 1 :]), beside) for place in range(len(words))]
    asked += [(" ".join(words), beside[:place] + beside[place + 1 :]) for place in range(len(beside))]
    rows = shares(asked)
    label = rows[0].argmax()
    names = [*words, *(re.sub(r"^; ", "", text) for text, _ in beside)]
    gone = [(name, round(float(rows[0][label] - row[label]), 2)) for name, row in zip(names, rows[1:], strict=True)]
    return tuple(sorted(gone, key=lambda each: -each[1]))
