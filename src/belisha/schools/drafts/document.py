"""Document: a draft as the policy that it is so far.

Room: schools.drafts. Reads only. Next door: `belisha.importing.draft` writes the document.
"""

from __future__ import annotations

from dataclasses import dataclass

from belisha.importing.draft import Draft as Written
from belisha.importing.draft import Standing, printed, quoted, write
from belisha.importing.reading import Reading
from belisha.importing.source import Source
from belisha.language import load
from belisha.schools.drafts import actions
from belisha.schools.drafts.models import Draft, Sentence


def id_of(draft: Draft, sentence: Sentence) -> str:
    """A sentence's id; "" where it binds nobody."""
    return f"{draft.prefix}-{sentence.number}" if sentence.binds else ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A draft's source, its readings and how each of them stands."""

    name: str
    source: Source
    readings: tuple[Reading, ...]
    standings: tuple[Standing, ...]


def gather(draft: Draft) -> Gathered:
    """What the document is written of, out of the database."""
    sentences = list(draft.sentences.all())
    readings = tuple(each.read for each in sentences)
    standings = tuple(
        Standing(
            id_of(draft, each), each.rules, quoted(f"{printed(reading)} {each.note}".strip()) if each.rules else ""
        )
        for each, reading in zip(sentences, readings, strict=True)
    )
    return Gathered(name_of(draft), Source.from_json(draft.source), readings, standings)


def document(gathered: Gathered) -> Written:
    """What people accepted as rules, all else as prose. A rule that cannot stand beside the others is prose too, and named."""
    return write(gathered.source, gathered.readings, gathered.name, load(), gathered.standings)


def name_of(draft: Draft) -> str:
    """What a file of it is called, without an ending."""
    return actions.stem(draft.file_name) or "policy"


__all__ = ["Gathered", "document", "gather", "id_of", "name_of"]
