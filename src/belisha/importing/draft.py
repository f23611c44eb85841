"""Draft: a document that was brought in, written as a policy of our language that `belisha check` reads without a fault.

Room: importing. Every sentence of the source stands in it, in its order. Each that binds has an id: in a block where rules or a step are
suggested for it (a draft, accepted by nobody, with the source beside it), at the end of its paragraph where it is still prose. Of several
rules for one sentence the second has the id with an `a`, and so on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from belisha.language import LanguageError, Vocabulary, read_policy
from belisha.language.frontmatter import write_front

from .around import covered
from .control import front_matter
from .reading import Reading
from .source import Source
from .suggest import Steps, bound_by, bound_in, procedures

NOTE = "Draft, accepted by nobody."
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft policy. ids: of each reading, "" for one that binds nobody; ruled: the ids that stand as rules or steps."""

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
    blocks = procedures(readings)
    refused: frozenset[str] = frozenset()
    for attempt in range(_TRIES):
        plan = _Plan(ids, readings, blocks, refused)
        drafted = _write(source, readings, plan, name, bare=attempt == _TRIES - 1)
        try:
            read_policy(drafted.text, name, vocabulary)
        except LanguageError as error:
            lines = drafted.text.split("\n")
            faulty = {
                met[1]
                for each in error.faults
                if not each.warning
                and (met := re.match(r"\s*([A-Z]+-\d+)[a-z]?:", lines[min(each.where.line, len(lines)) - 1]))
            }
            # A fault that is in no rule is not for a rule to mend: then every suggestion goes back to prose.
            refused = refused | faulty if faulty - refused else frozenset(ids)
            continue
        break
    return drafted


class _Plan:
    """What is to be written of each reading. refused: the ids of sentences that stay prose."""

    def __init__(
        self, ids: Sequence[str], readings: Sequence[Reading], blocks: Sequence[Steps], refused: frozenset[str]
    ) -> None:
        self.ids = tuple(ids)
        self.blocks: dict[
            int, tuple[Steps, list[int]]
        ] = {}  # by the number of its lead-in: its steps that are not refused
        self.stepped: dict[int, Steps] = {}
        for block in blocks:
            steps = [at for at in block.steps if ids[at] not in refused]
            if ids[block.lead] not in refused and len(steps) >= 2:
                self.blocks[block.lead] = block, steps
                self.stepped.update(dict.fromkeys(steps, block))
        self.rules: dict[int, list[tuple[str, str]]] = {}
        for at, reading in enumerate(readings):
            if reading.suggestion and ids[at] not in refused and at not in self.stepped and at not in self.blocks:
                self.rules[at] = [(ids[at] + _letter(number), rule) for number, rule in enumerate(reading.suggestion.rules)]  # fmt: skip
        stated = {*self.rules, *self.stepped, *self.blocks}
        self.stated = frozenset(ids[at] for at in stated)
        self.ruled = frozenset(one for rules in self.rules.values() for one, _ in rules) | {ids[at] for at in self.stepped}  # fmt: skip


def _letter(number: int) -> str:
    """Of several rules for one sentence: "", "a", "b" …"""
    return "" if number == 0 else "abcdefghijklmnopqrstuvwxyz"[min(number - 1, 25)]


def _write(source: Source, readings: Sequence[Reading], plan: _Plan, name: str, bare: bool) -> Draft:
    front = front_matter(source, name)
    binding = sum(reading.binds for reading in readings)
    stated = len(plan.rules) + len(plan.stepped)
    says = (
        f"A draft that Belisha made from the school's own document. Of {len(readings)} sentences {binding} bind somebody; for {stated} there is a "
        "suggested rule or step, which counts once a person has accepted it. The others stand as prose."
    )
    front = replace(front, notes=(says, *front.notes))
    if scope := _scope(readings, plan):
        front = replace(front, applies_to=scope, notes=(*front.notes, "Whom it applies to is suggested from what the document says of its scope."))  # fmt: skip
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
    return Draft("\n".join(parts).rstrip() + "\n", plan.ids, plan.ruled)


def _scope(readings: Sequence[Reading], plan: _Plan) -> tuple[str, ...]:
    """Whom the policy applies to, by its own words; () where a suggested rule binds somebody else, who would be left out."""
    all_: tuple[str, ...] = ()
    for reading in readings:
        all_ = covered(reading.sentence, reading.said, all_)
    known = [each for each in all_ if bound_by((each,))]
    rules = [rule for rules in plan.rules.values() for _, rule in rules]
    return tuple(known) if known and all(bound_in(rule) <= bound_by(known) | {"school"} for rule in rules) else ()


def _section(rows: list[tuple[int, Reading]], plan: _Plan) -> list[str]:
    """A section: its prose as the source has it, then what of it can be stated as rules and as steps."""
    made: list[str] = []
    for listed, group in groupby(rows, key=lambda row: row[1].sentence.kind in ("bullet", "row")):
        run = list(group)
        if listed:
            made += [f"- {_prose(reading)}{_left(plan, [at])}" for at, reading in run]
            made.append("")
            continue
        for paragraph in _paragraphs(run):
            made.append(" ".join(_prose(reading) for _, reading in paragraph) + _left(plan, [at for at, _ in paragraph]))  # fmt: skip
            made.append("")
    if any(at in plan.rules for at, _ in rows):
        made.append("```rules")
        for at, reading in rows:
            for one, rule in plan.rules.get(at, ()):
                made += [f"{one}: {rule}", f"  Note: {_note(reading)}"]
        made += ["```", ""]
    for at, reading in rows:
        if at in plan.blocks:
            made += [*_block(at, reading, plan, dict(rows)), ""]
    return made


def _block(lead: int, reading: Reading, plan: _Plan, rows: dict[int, Reading]) -> list[str]:
    block, steps = plan.blocks[lead]
    made = ["```procedure", f"{plan.ids[lead]}: {_quoted(block.title)}", f"starts: {block.starts}"]
    made += [f"led by: {block.led_by}"] if block.led_by else []
    made += ["steps:"]
    for at in steps:
        if at in rows:
            made += [f"  {plan.ids[at]}: {block.steps[at].sentence}", f"    Note: {_note(rows[at])}"]
    return [*made, "```"]


def _note(reading: Reading) -> str:
    """What stands beside a suggested rule: the source, how sure it is, what it leaves out and reads in, and where it comes from."""
    made = reading.suggestion
    assert made is not None
    where = f" on page {reading.sentence.page}" if reading.sentence.page else ""
    lead_in = f"“{_quoted(reading.sentence.lead_in)}” … " if reading.sentence.lead_in else ""
    words = [f"{NOTE} Printed{where}: {lead_in}“{_quoted(reading.sentence.text)}” Sure to {made.confidence:.0%}."]
    if made.left_out:
        words.append(f"Left out: {'; '.join(f'“{_quoted(each)}”' for each in made.left_out)}.")
    words += [f"{_quoted(each)}." for each in made.read_as]
    if made.known is not None:
        same = made.rule == made.known.sentence
        words.append(f"Worded as in {made.known.id} ({made.known.policy}){'' if same else ', for the people and at the strength printed here'}.")  # fmt: skip
    return " ".join(words)


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


def _left(plan: _Plan, numbers: list[int]) -> str:
    """What stands at the end of a paragraph: the ids of those of its sentences that are still prose."""
    left = [plan.ids[at] for at in numbers if plan.ids[at] and plan.ids[at] not in plan.stated]
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
