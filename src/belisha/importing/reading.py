"""Reading: a source in, its sentences with all that is said of them out.

Room: importing. Next door: `sentences`, `modality`, `people`, `topics`, `suggest` each say one thing; here they are put together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .modality import Said, modalities
from .people import actors
from .sentences import Sentence, sentences
from .source import Source
from .suggest import Library, Suggestion
from .topics import topic


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
    for sentence, said in zip(found, modalities(found), strict=True):
        binds = said.modality != "none"
        who = actors(sentence, before)
        suggestion = None
        if library is not None and binds and not sentence.leads:
            suggestion = library.nearest(
                sentence.text, f"{sentence.lead_in} {sentence.section or ''}", said.modality, who
            )
        made.append(Reading(sentence, said, who, topic(sentence, said.modality) if binds else None, suggestion))
        before = who or before
    return tuple(made)
