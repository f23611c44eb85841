"""Draft: a document that was brought in, written as a policy of our language that `belisha check` reads without a fault.

Room: importing. Every sentence of the source stands in it, in its order. Each that binds has an id: in a block where rules or a step stand for it (a
draft, accepted by nobody, with the source beside it), at the end of its paragraph where it is still prose. Of several rules for one sentence the
second has the id with an `a`, and so on. Whoever reviews a draft says how each sentence stands (`Standing`), and the same document is written of
that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from belisha.language import Fault, LanguageError, Vocabulary, read_policy
from belisha.language.frontmatter import write_front

from .around import covered
from .control import front_matter
from .reading import Reading
from .source import Source
from .suggest import Steps, bound_by, bound_in, procedures

NOTE = "Draft, accepted by nobody."
LETTERS = ("", *"abcdefghijklmnopqrstuvwxyz")
_TRIES = 20
_UNSEEN = (
    "A draft that Belisha made from the school's own document. Of {all} sentences {binding} bind somebody; for {ruled} there is a "
    "suggested rule or step, which counts once a person has accepted it. The others stand as prose."
)
_REVIEWED = (
    "A draft that was made from the school's own document. Of {all} sentences {binding} bind somebody; {ruled} of them stand as rules or steps, "
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
    """A draft policy. ids: of each reading, "" for one that binds nobody; ruled: the ids that stand as rules or steps.

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
    """Each sentence as it stands before anybody has looked: every suggestion as rules, with what they rest on beside them."""
    return tuple(
        Standing(one, reading.suggestion.rules, f"{NOTE} {_why(reading)}") if reading.suggestion else Standing(one)
        for one, reading in zip(numbered(readings, prefix), readings, strict=True)
    )


def _why(reading: Reading) -> str:
    """What a suggestion rests on: the source, how sure it is, what it leaves out and reads in, and where it comes from."""
    made = reading.suggestion
    assert made is not None
    words = [printed(reading), f"Sure to {made.confidence:.0%}."]
    if made.left_out:
        words.append(f"Left out: {'; '.join(f'“{quoted(each)}”' for each in made.left_out)}.")
    words += [f"{quoted(each)}." for each in made.read_as]
    if made.known is not None:
        same = made.rule == made.known.sentence
        fitted = "" if same else ", for the people and at the strength printed here"
        words.append(f"Worded as in {made.known.id} ({made.known.policy}){fitted}.")
    return " ".join(words)


def write(
    source: Source,
    readings: Sequence[Reading],
    name: str,
    vocabulary: Vocabulary,
    standings: Sequence[Standing] | None = None,
) -> Draft:
    """The draft. name: of the file, without its ending. What its language would not read as a rule stays prose.

    standings: how each of the readings stands, where somebody has looked at them; left out, each suggestion stands as rules.
    """
    says = _REVIEWED if standings is not None else _UNSEEN
    standings = suggested(readings, prefix_of(source)) if standings is None else standings
    ids = frozenset(each.id for each in standings)
    blocks = procedures(readings)
    refused: frozenset[str] = frozenset()
    faults: dict[str, Fault] = {}
    for attempt in range(_TRIES):
        plan = _Plan(standings, blocks, refused)
        drafted = _write(source, readings, plan, says, name, bare=attempt == _TRIES - 1)
        try:
            read_policy(drafted.text, name, vocabulary)
        except LanguageError as error:
            lines = drafted.text.split("\n")
            faulty = {
                met[1]: each
                for each in reversed(error.faults)
                if not each.warning
                and (met := re.match(r"\s*([A-Z]+-\d+)[a-z]?:", lines[min(each.where.line, len(lines)) - 1]))
            }
            faults = faulty | faults
            # A fault that is in no rule is not for a rule to mend: then every rule goes back to prose.
            refused = refused | set(faulty) if set(faulty) - refused else ids
            continue
        break
    return replace(drafted, refused=tuple(faults.items()))


class _Plan:
    """What is to be written of each sentence, by its number. refused: the ids of sentences that stay prose.

    blocks: by the number of its lead-in, a procedure and those of its steps that stand as it suggests; stepped: the steps of all of them; rules: the
    sentences that stand as rules.
    """

    def __init__(self, standings: Sequence[Standing], blocks: Sequence[Steps], refused: frozenset[str]) -> None:
        self.standings = tuple(standings)
        self.blocks: dict[int, tuple[Steps, list[int]]] = {}
        for block in blocks:
            # A step that a person worded anew says when it is due by itself: it stands as a rule.
            steps = [
                at
                for at, step in block.steps.items()
                if standings[at].rules == (step.alone,) and standings[at].id not in refused
            ]
            if standings[block.lead].id not in refused and standings[block.lead].id and len(steps) >= 2:
                self.blocks[block.lead] = block, steps
        self.stepped = frozenset(at for _, steps in self.blocks.values() for at in steps)
        self.rules = frozenset(
            at
            for at, each in enumerate(standings)
            if each.rules and each.id not in refused and at not in self.stepped and at not in self.blocks
        )

    @property
    def ruled(self) -> frozenset[str]:
        """The ids that stand as rules or steps."""
        return frozenset(self.standings[at].id for at in self.rules | self.stepped)

    def left(self, numbers: Iterable[int]) -> str:
        """What stands at the end of a paragraph: the ids of those of its sentences that are still prose."""
        stated = self.rules | self.stepped | frozenset(self.blocks)
        left = [self.standings[at].id for at in numbers if self.standings[at].id and at not in stated]
        return f" ({', '.join(left)})" if left else ""


def _write(source: Source, readings: Sequence[Reading], plan: _Plan, says: str, name: str, bare: bool) -> Draft:
    front = front_matter(source, name)
    note = says.format(all=len(readings), binding=sum(bool(each.id) for each in plan.standings), ruled=len(plan.ruled))
    front = replace(front, notes=(note, *front.notes))
    if scope := _scope(readings, plan):
        suggested_scope = "Whom it applies to is suggested from what the document says of its scope."
        front = replace(front, applies_to=scope, notes=(*front.notes, suggested_scope))
    if bare:
        front = replace(front, version="", adopted="", approved=(), applies_to=(), review=type(front.review)())
    parts = [write_front(front), ""]
    sections: tuple[str, ...] = ()
    for names, group in groupby(enumerate(readings), key=lambda row: row[1].sentence.sections):
        section = list(group)
        for depth, heading in enumerate(names):
            if sections[: depth + 1] != names[: depth + 1]:
                parts += [f"{'#' * min(6, depth + 1)} {_plain(heading)}", ""]
        sections = names
        parts += _section(section, plan)
    return Draft("\n".join(parts).rstrip() + "\n", tuple(each.id for each in plan.standings), plan.ruled)


def _scope(readings: Sequence[Reading], plan: _Plan) -> tuple[str, ...]:
    """Whom the policy applies to, by its own words; () where a rule of the draft binds somebody else, who would be left out."""
    all_: tuple[str, ...] = ()
    for reading in readings:
        all_ = covered(reading.sentence, reading.said, all_)
    known = [each for each in all_ if bound_by((each,))]
    rules = [rule for at in sorted(plan.rules) for rule in plan.standings[at].rules]
    return tuple(known) if known and all(bound_in(rule) <= bound_by(known) | {"school"} for rule in rules) else ()


def _section(rows: list[tuple[int, Reading]], plan: _Plan) -> list[str]:
    """A section: its prose as the source has it, then what of it can be stated as rules and as steps."""
    made: list[str] = []
    for listed, group in groupby(rows, key=lambda row: row[1].sentence.kind in ("bullet", "row")):
        run = list(group)
        if listed:
            made += [f"- {_prose(reading)}{plan.left([at])}" for at, reading in run]
            made.append("")
            continue
        for paragraph in _paragraphs(run):
            made.append(" ".join(_prose(reading) for _, reading in paragraph) + plan.left(at for at, _ in paragraph))
            made.append("")
    if stated := [plan.standings[at] for at, _ in rows if at in plan.rules]:
        made.append("```rules")
        for one in stated:
            first, *others = zip(one.ids, one.rules, strict=True)
            made.append(f"{first[0]}: {first[1]}")
            made += [f"  Note: {one.note}"] if one.note else []
            made += [f"{id}: {rule}" for id, rule in others]
        made += ["```", ""]
    here = {at for at, _ in rows}
    for at, _ in rows:
        if at in plan.blocks:
            made += [*_block(at, plan, here), ""]
    return made


def _block(lead: int, plan: _Plan, here: set[int]) -> list[str]:
    block, steps = plan.blocks[lead]
    made = ["```procedure", f"{plan.standings[lead].id}: {quoted(block.title)}", f"starts: {block.starts}"]
    made += [f"led by: {block.led_by}"] if block.led_by else []
    made += ["steps:"]
    for at in steps:
        if at in here:
            one = plan.standings[at]
            made.append(f"  {one.id}: {block.steps[at].sentence}")
            made += [f"    Note: {one.note}"] if one.note else []
    return [*made, "```"]


def _paragraphs(run: list[tuple[int, Reading]]) -> list[list[tuple[int, Reading]]]:
    """The sentences of a run, paragraph by paragraph: those of one block follow each other closely in the source."""
    made: list[list[tuple[int, Reading]]] = []
    last = -10
    for row in run:
        sentence = row[1].sentence
        if made and sentence.start - last <= 2 and not made[-1][-1][1].sentence.leads:
            made[-1].append(row)
        else:
            made.append([row])
        last = sentence.end
    return made


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
