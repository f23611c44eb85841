"""Draft: a document that was brought in, written as a policy of our language that `belisha check` reads without a fault.

Room: importing. Every sentence of the source stands in it, in its order. Each that binds has an id: in a rules block where the library has a
rule for it (a draft, accepted by nobody, with the source beside it), at the end of its paragraph where it is still prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from belisha.language import LanguageError, Vocabulary, read_policy
from belisha.language.frontmatter import write_front

from .control import front_matter
from .reading import Reading
from .source import Source

NOTE = "Draft, accepted by nobody."
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft policy. ids: of each reading, "" for one that binds nobody; ruled: the ids that stand as rules."""

    text: str
    ids: tuple[str, ...]
    ruled: frozenset[str]


def write(source: Source, readings: Sequence[Reading], name: str, vocabulary: Vocabulary) -> Draft:
    """The draft. name: of the file, without its ending. What its language would not read as a rule stays prose."""
    prefix = next(each for each in ("DR", "DF", "IMP", "ZZ") if f"{each}-" not in source.text or each == "ZZ")
    number = 0
    ids = []
    for reading in readings:
        number += reading.binds
        ids.append(f"{prefix}-{number}" if reading.binds else "")
    refused: frozenset[str] = frozenset()
    for attempt in range(_TRIES):
        drafted = _write(source, readings, ids, name, refused, bare=attempt == _TRIES - 1)
        try:
            read_policy(drafted.text, name, vocabulary)
        except LanguageError as error:
            lines = drafted.text.split("\n")
            faulty = {
                met[1]
                for each in error.faults
                if not each.warning and (met := re.match(r"([A-Z]+-\d+):", lines[min(each.where.line, len(lines)) - 1]))
            }
            # A fault that is in no rule is not for a rule to mend: then every suggestion goes back to prose.
            refused = refused | faulty if faulty - refused else frozenset(ids)
            continue
        break
    return drafted


def _write(
    source: Source, readings: Sequence[Reading], ids: Sequence[str], name: str, refused: frozenset[str], bare: bool
) -> Draft:
    front = front_matter(source, name)
    binding = sum(reading.binds for reading in readings)
    ruled = {
        one for one, reading in zip(ids, readings, strict=True) if one and reading.suggestion and one not in refused
    }
    says = (
        f"A draft that Belisha made from the school's own document. Of {len(readings)} sentences {binding} bind somebody; for {len(ruled)} there is a "
        "suggested rule, which counts once a person has accepted it. The others stand as prose."
    )
    front = replace(front, notes=(says, *front.notes))
    if bare:
        front = replace(front, version="", adopted="", approved=(), review=type(front.review)())
    parts = [write_front(front), ""]
    sections: tuple[str, ...] = ()
    rows = list(zip(ids, readings, strict=True))
    for names, group in groupby(rows, key=lambda row: row[1].sentence.sections):
        section = list(group)
        for depth, heading in enumerate(names):
            if sections[: depth + 1] != names[: depth + 1]:
                parts += [f"{'#' * min(6, depth + 1)} {_plain(heading)}", ""]
        sections = names
        parts += _section(section, ruled)
    return Draft("\n".join(parts).rstrip() + "\n", tuple(ids), frozenset(ruled))


def _section(rows: list[tuple[str, Reading]], ruled: set[str]) -> list[str]:
    """A section: its prose as the source has it, then what of it can be stated as rules."""
    made: list[str] = []
    lead = ""
    for listed, group in groupby(rows, key=lambda row: row[1].sentence.kind in ("bullet", "row")):
        run = list(group)
        if listed:
            for one, reading in run:
                if reading.sentence.lead_in and reading.sentence.lead_in != lead:
                    lead = reading.sentence.lead_in
                made.append(f"- {_prose(reading)}{_id(one, ruled)}")
            made.append("")
            continue
        for paragraph in _paragraphs(run):
            made.append(
                " ".join(_prose(reading) for _, reading in paragraph) + _id([one for one, _ in paragraph], ruled)
            )
            made.append("")
    if suggested := [(one, reading) for one, reading in rows if one in ruled]:
        made += ["```rules"]
        for one, reading in suggested:
            assert reading.suggestion is not None
            where = f" on page {reading.sentence.page}" if reading.sentence.page else ""
            lead_in = f"“{_quoted(reading.sentence.lead_in)}” … " if reading.sentence.lead_in else ""
            made.append(f"{one}: {reading.suggestion.rule}")
            made.append(
                f"  Note: {NOTE} Printed{where}: {lead_in}“{_quoted(reading.sentence.text)}” "
                f"Sure to {reading.suggestion.confidence:.0%}; worded as in {reading.suggestion.known.id} ({reading.suggestion.known.policy})"
                f"{'' if reading.suggestion.as_it_stands else ', with the people and the strength that are printed here'}."
            )
        made += ["```", ""]
    return made


def _paragraphs(run: list[tuple[str, Reading]]) -> list[list[tuple[str, Reading]]]:
    """The sentences of a run, paragraph by paragraph: those of one block follow each other closely in the source."""
    made: list[list[tuple[str, Reading]]] = []
    last = -10
    for row in run:
        sentence = row[1].sentence
        if made and sentence.start - last <= 2 and not made[-1][-1][1].sentence.leads:
            made[-1].append(row)
        else:
            made.append([row])
        last = sentence.end
    return made


def _id(ids: str | list[str], ruled: set[str]) -> str:
    """What stands at the end of a paragraph: the ids of those of its sentences that are still prose."""
    left = [one for one in ([ids] if isinstance(ids, str) else ids) if one and one not in ruled]
    return f" ({', '.join(left)})" if left else ""


def _prose(reading: Reading) -> str:
    one = reading.sentence
    return _plain(f"{one.lead_in} {one.text}" if one.kind == "row" and one.lead_in else one.text)


def _plain(text: str) -> str:
    """A text that Markdown, and the language, take as nothing but words."""
    text = re.sub(r"([\\*_`<\[\]~])", r"\\\1", " ".join(text.split()))
    return re.sub(r"^([#>+=-]|\d+(?=[.)]))", r"\\\1" if not text[:1].isdigit() else r"\1", text)


def _quoted(text: str) -> str:
    """A text inside a note: on one line, without straight quotes, which would define names."""
    text = " ".join(text.split())
    return text.replace('"', "”").replace("```", "'''")
