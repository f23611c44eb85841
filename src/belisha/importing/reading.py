"""Reading: a source in, its sentences with all that is said of them out.

Room: importing. Next door: `sentences`, `modality`, `people`, `topics`, `suggest` each say one thing; here they are put together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .around import Around, around_each, covered
from .modality import DEONTIC, Said, modalities
from .people import actors, named
from .sentences import Sentence, sentences
from .source import Source
from .suggest import Library, Suggestion, as_step, procedures, suggest
from .topics import topic

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence, and what it says. actors: whom it binds, in the vocabulary's words; suggestion: the rules that say it, or None.

    around: what stands around it.
    """

    sentence: Sentence
    said: Said
    actors: tuple[str, ...]
    topic: str | None
    suggestion: Suggestion | None
    around: Around = field(default_factory=Around)

    @property
    def binds(self) -> bool:
        return self.said.modality != "none"

    def as_json(self) -> dict[str, Any]:
        """The line of `belisha import --format json`. confidence: of the rules where there are some, else of the modality.

        rule: the first of `rules`; left_out: words of the sentence that they do not say.
        """
        one, made = self.sentence, self.suggestion
        return {
            "sentence": one.text, "start": one.start, "end": one.end, "page": one.page, "section": one.section, "lead_in": one.lead_in or None,
            "modality": self.said.modality, "actors": list(self.actors), "topic": self.topic, "rule": made.rule if made else None,
            "confidence": made.confidence if made else self.said.sure, "rules": list(made.rules) if made else [], "left_out": list(made.left_out) if made else [],
        }  # fmt: skip


def read(source: Source, library: Library | None = None) -> tuple[Reading, ...]:
    """Every sentence of the source; with a library, each that binds with the rules that are suggested for it."""
    titles = [block.text for block in source.blocks[:4] if block.kind in ("title", "heading")]
    return read_sentences(sentences(source), library, " / ".join(titles))


def read_sentences(found: Sequence[Sentence], library: Library | None = None, title: str = "") -> tuple[Reading, ...]:
    """As `read`, of sentences that were cut already. title: of their document."""
    made: list[Reading] = []
    before: tuple[str, ...] = ()
    all_: tuple[str, ...] = ()  # whom the policy says that it covers: they are meant where a command names nobody
    # What has no full stop for pages is no sentence; its beginning says what it is.
    short = [one if len(one.text) <= LONGEST else replace(one, text=one.text[:LONGEST]) for one in found]
    told = modalities(short)
    for sentence, whole, said, around in zip(short, found, told, around_each(short, told, title), strict=True):
        binds = said.modality != "none"
        who = actors(sentence, before)
        all_ = covered(sentence, said, all_)
        if not who and said.modality in DEONTIC and not named(sentence.text):  # a command, or a bullet
            who = all_
        suggestion = suggest(sentence, said, around, library, who) if library is not None else None
        made.append(Reading(whole, said, who, topic(sentence, said.modality) if binds else None, suggestion, around))
        before = who or before
    for block in procedures(made) if library is not None else ():
        for at, step in block.steps.items():
            made[at] = replace(made[at], suggestion=as_step(step))
    return tuple(made)
