"""Draft: a document that was brought in, written as a policy of our language that `belisha check` reads without a fault.

Room: importing. Every sentence of the source stands in it, in its order. Each that binds has an id: in a rules block where the library has a
rule for it (a draft, accepted by nobody, with the source beside it), at the end of its paragraph where it is still prose. Whoever reviews a
draft says how each sentence stands (`Standing`), and the same document is written of that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from belisha.language import Fault, LanguageError, Vocabulary, read_policy
from belisha.language.frontmatter import write_front

from .control import front_matter
from .reading import Reading
from .source import Source

NOTE = "Draft, accepted by nobody."
LETTERS = ("", *"abcdefghijklmnopqrstuvwxyz")
_TRIES = 20
_UNSEEN = (
    "A draft that Belisha made from the school's own document. Of {all} sentences {binding} bind somebody; for {ruled} there is a "
    "suggested rule, which counts once a person has accepted it. The others stand as prose."
)
_REVIEWED = (
    "A draft that was made from the school's own document. Of {all} sentences {binding} bind somebody; {ruled} of them stand as rules, "
    "each accepted by a person who reviewed the draft. The others stand as prose."
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a sentence stands in the draft.

    id: "" where it binds nobody. rules: what it says in the language, () where it is prose; of several, the second has the id with `a`, and so
    on. note: what stands beside the first of them.
    """

    id: str
    rules: tuple[str, ...] = ()
    note: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of each of its rules."""
        return tuple(self.id + letter for letter in LETTERS[: len(self.rules)])


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft policy. ids: of each reading, "" for one that binds nobody; ruled: the ids that stand as rules.

    refused: faults of rules that its language would not read where they stand; those went back to prose. A line of theirs counts in no text.
    """

    text: str
    ids: tuple[str, ...]
    ruled: frozenset[str]
    refused: tuple[tuple[str, Fault], ...] = ()


def prefix_of(source: Source) -> str:
    """What the ids of a draft begin with: nothing that its source uses."""
    return next(each for each in ("DR", "DF", "IMP", "ZZ") if f"{each}-" not in source.text or each == "ZZ")


def numbered(readings: Sequence[Reading], prefix: str) -> tuple[str, ...]:
    """The id of each reading: "" for one that binds nobody."""
    number = 0
    ids = []
    for reading in readings:
        number += reading.binds
        ids.append(f"{prefix}-{number}" if reading.binds else "")
    return tuple(ids)


def printed(reading: Reading) -> str:
    """Where and how a sentence is printed, for a note: `Printed on page 2: “Staff must not:” … “lend their phones”`."""
    where = f" on page {reading.sentence.page}" if reading.sentence.page else ""
    lead_in = f"“{quoted(reading.sentence.lead_in)}” … " if reading.sentence.lead_in else ""
    return f"Printed{where}: {lead_in}“{quoted(reading.sentence.text)}”"


def suggested(readings: Sequence[Reading], prefix: str) -> tuple[Standing, ...]:
    """Each sentence as it stands before anybody has looked: every suggestion as a rule, with what it rests on beside it."""
    made = []
    for one, reading in zip(numbered(readings, prefix), readings, strict=True):
        if (suggestion := reading.suggestion) is None:
            made.append(Standing(one))
            continue
        note = (
            f"{NOTE} {printed(reading)} "
            f"Sure to {suggestion.confidence:.0%}; worded as in {suggestion.known.id} ({suggestion.known.policy})"
            f"{'' if suggestion.as_it_stands else ', with the people and the strength that are printed here'}."
        )
        made.append(Standing(one, (suggestion.rule,), note))
    return tuple(made)


def write(
    source: Source,
    readings: Sequence[Reading],
    name: str,
    vocabulary: Vocabulary,
    standings: Sequence[Standing] | None = None,
) -> Draft:
    """The draft. name: of the file, without its ending. What its language would not read as a rule stays prose.

    standings: how each of the readings stands, where somebody has looked at them; left out, each suggestion stands as a rule.
    """
    says = _REVIEWED if standings is not None else _UNSEEN
    standings = suggested(readings, prefix_of(source)) if standings is None else standings
    ids = frozenset(each.id for each in standings)
    refused: frozenset[str] = frozenset()
    faults: dict[str, Fault] = {}
    for attempt in range(_TRIES):
        drafted = _write(source, readings, standings, says, name, refused, bare=attempt == _TRIES - 1)
        try:
            read_policy(drafted.text, name, vocabulary)
        except LanguageError as error:
            lines = drafted.text.split("\n")
            faulty = {
                met[1]: each
                for each in reversed(error.faults)
                if not each.warning
                and (met := re.match(r"([A-Z]+-\d+)[a-z]?:", lines[min(each.where.line, len(lines)) - 1]))
            }
            faults = faulty | faults
            # A fault that is in no rule is not for a rule to mend: then every rule goes back to prose.
            refused = refused | set(faulty) if set(faulty) - refused else ids
            continue
        break
    return replace(drafted, refused=tuple(faults.items()))


def _write(
    source: Source,
    readings: Sequence[Reading],
    standings: Sequence[Standing],
    says: str,
    name: str,
    refused: frozenset[str],
    bare: bool,
) -> Draft:
    front = front_matter(source, name)
    ruled = {each.id for each in standings if each.rules and each.id not in refused}
    note = says.format(all=len(readings), binding=sum(bool(each.id) for each in standings), ruled=len(ruled))
    front = replace(front, notes=(note, *front.notes))
    if bare:
        front = replace(front, version="", adopted="", approved=(), review=type(front.review)())
    parts = [write_front(front), ""]
    sections: tuple[str, ...] = ()
    rows = list(zip(standings, readings, strict=True))
    for names, group in groupby(rows, key=lambda row: row[1].sentence.sections):
        section = list(group)
        for depth, heading in enumerate(names):
            if sections[: depth + 1] != names[: depth + 1]:
                parts += [f"{'#' * min(6, depth + 1)} {_plain(heading)}", ""]
        sections = names
        parts += _section(section, ruled)
    return Draft("\n".join(parts).rstrip() + "\n", tuple(each.id for each in standings), frozenset(ruled))


def _section(rows: list[tuple[Standing, Reading]], ruled: set[str]) -> list[str]:
    """A section: its prose as the source has it, then what of it can be stated as rules."""
    made: list[str] = []
    lead = ""
    for listed, group in groupby(rows, key=lambda row: row[1].sentence.kind in ("bullet", "row")):
        run = list(group)
        if listed:
            for one, reading in run:
                if reading.sentence.lead_in and reading.sentence.lead_in != lead:
                    lead = reading.sentence.lead_in
                made.append(f"- {_prose(reading)}{_id([one.id], ruled)}")
            made.append("")
            continue
        for paragraph in _paragraphs(run):
            made.append(
                " ".join(_prose(reading) for _, reading in paragraph) + _id([one.id for one, _ in paragraph], ruled)
            )
            made.append("")
    if stated := [one for one, _ in rows if one.id in ruled]:
        made += ["```rules"]
        for one in stated:
            first, *others = zip(one.ids, one.rules, strict=True)
            made.append(f"{first[0]}: {first[1]}")
            made += [f"  Note: {one.note}"] if one.note else []
            made += [f"{id}: {rule}" for id, rule in others]
        made += ["```", ""]
    return made


def _paragraphs(run: list[tuple[Standing, Reading]]) -> list[list[tuple[Standing, Reading]]]:
    """The sentences of a run, paragraph by paragraph: those of one block follow each other closely in the source."""
    made: list[list[tuple[Standing, Reading]]] = []
    last = -10
    for row in run:
        sentence = row[1].sentence
        if made and sentence.start - last <= 2 and not made[-1][-1][1].sentence.leads:
            made[-1].append(row)
        else:
            made.append([row])
        last = sentence.end
    return made


def _id(ids: list[str], ruled: set[str]) -> str:
    """What stands at the end of a paragraph: the ids of those of its sentences that are still prose."""
    left = [one for one in ids if one and one not in ruled]
    return f" ({', '.join(left)})" if left else ""


def _prose(reading: Reading) -> str:
    one = reading.sentence
    return _plain(f"{one.lead_in} {one.text}" if one.kind == "row" and one.lead_in else one.text)


def _plain(text: str) -> str:
    """A text that Markdown, and the language, take as nothing but words."""
    text = re.sub(r"([\\*_`<\[\]~])", r"\\\1", " ".join(text.split()))
    return re.sub(r"^([#>+=-]|\d+(?=[.)]))", r"\\\1" if not text[:1].isdigit() else r"\1", text)


def quoted(text: str) -> str:
    """A text inside a note: on one line, without straight quotes, which would define names."""
    text = " ".join(text.split())
    return text.replace('"', "”").replace("```", "'''")
