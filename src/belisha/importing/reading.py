"""Reading: a source in, its sentences with all that is said of them out.

Room: importing. Next door: `sentences`, `modality`, `people`, `topics`, `suggest` each say one thing; here they are put together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from .modality import DEONTIC, Said, modalities
from .people import actors, named
from .sentences import Sentence, sentences
from .source import Source
from .suggest import Library, Suggestion
from .topics import topic

LONGEST = 2_000
_COVERS = re.compile(r"\b(?:policy|code|guidance)\b.{0,20}\b(?:applies to|covers|is for|extends to|binds)\b", re.I)


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence, and what it says. actors: whom it binds, in the vocabulary's words; suggestion: a rule of the library, or None."""

    sentence: Sentence
    said: Said
    actors: tuple[str, ...]
    topic: str | None
    suggestion: Suggestion | None

    @property
    def binds(self) -> bool:
        return self.said.modality != "none"

    def as_json(self) -> dict[str, Any]:
        """The line of `belisha import --format json`. confidence: of the rule where there is one, else of the modality."""
        one = self.sentence
        return {
            "sentence": one.text, "start": one.start, "end": one.end, "page": one.page, "section": one.section, "lead_in": one.lead_in or None,
            "modality": self.said.modality, "actors": list(self.actors), "topic": self.topic, "rule": self.suggestion.rule if self.suggestion else None,
            "confidence": self.suggestion.confidence if self.suggestion else self.said.sure,
        }  # fmt: skip


def read(source: Source, library: Library | None = None) -> tuple[Reading, ...]:
    """Every sentence of the source; with a library, each that binds with the rule nearest to it."""
    return read_sentences(sentences(source), library)


def read_sentences(found: Sequence[Sentence], library: Library | None = None) -> tuple[Reading, ...]:
    made: list[Reading] = []
    before: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()  # whom the policy says that it covers: they are meant where a command names nobody
    # What has no full stop for pages is no sentence; its beginning says what it is.
    short = [one if len(one.text) <= LONGEST else replace(one, text=one.text[:LONGEST]) for one in found]
    for sentence, whole, said in zip(short, found, modalities(short), strict=True):
        binds = said.modality != "none"
        who = actors(sentence, before)
        if said.modality == "definition" and not covered and _COVERS.search(sentence.text):
            covered = tuple(each for each in named(sentence.text) if each != "school")
        if not who and said.modality in DEONTIC and not named(sentence.text):  # a command, or a bullet
            who = covered
        suggestion = None
        if library is not None and binds and not sentence.leads:
            suggestion = library.nearest(
                sentence.text, f"{sentence.lead_in} {sentence.section or ''}", said.modality, who
            )
        made.append(Reading(whole, said, who, topic(sentence, said.modality) if binds else None, suggestion))
        before = who or before
    return tuple(made)
