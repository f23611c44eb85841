"""Clauses: where the sentences of a document stand, and a document with one more of them, or with one of them worded otherwise.

Room: schools.policies. Works on the lines of the text, like `sources`, and changes no other: a draft with faults elsewhere can be worked on as well.
Keeps out: what a sentence says (`belisha.language`), and saving (`actions.change`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from belisha.language.reading import ID

_FENCE = re.compile(r"\s*(`{3,}|~{3,})\s*([^\s`]*)\s*$")
_HEADING = re.compile(r"#{1,6}[ \t]+(.*)$")
_ITEM = re.compile(rf"\s*({ID.pattern}):[ \t]*(.*)$")
_PARTS = re.compile(r"([A-Z]{2,3})-(\d+)")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading ("" for what stands above the first). at: the line, counted from 0, before which a further sentence goes; block: in a rules block."""

    heading: str
    at: int
    block: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence with its id. start, end: its lines, counted from 0, without the one after the last; section: the heading above it."""

    id: str
    sentence: str
    start: int
    end: int
    section: str


def sections(text: str) -> list[Section]:
    """The headings of a document, in order; where each of them has rules, at the end of the last block of them."""
    lines = text.split("\n")
    found: list[Section] = []
    heading, blocked, last = "", -1, 0
    for number, kind, line in _kinds(lines):
        if kind == "heading":
            if found or blocked >= 0 or last:
                found.append(_section(heading, blocked, last))
            heading, blocked, last = line, -1, number + 1
        elif kind == "end of rules":
            blocked, last = number, number + 1
        elif kind != "front" and line.strip():
            last = number + 1
    return [*found, _section(heading, blocked, last or len(lines))]


def _section(heading: str, blocked: int, last: int) -> Section:
    return Section(heading, blocked if blocked >= 0 else last, blocked >= 0)


def items(text: str) -> list[Item]:
    """Every sentence of rules and of procedures, whether it can be read or not."""
    lines = text.split("\n")
    found: list[Item] = []
    heading, stepping = "", False
    for number, kind, line in _kinds(lines):
        if kind == "heading":
            heading = line
        elif kind == "procedure":
            stepping = stepping or line.strip() == "steps:"
        else:
            stepping = False
        if kind == "rules" or (kind == "procedure" and stepping):
            if met := _ITEM.match(line):
                found.append(Item(met[1], met[2].strip(), number, number + 1, heading))
            elif found and line.strip() and found[-1].end == number and not line.strip().startswith("Note:"):
                one = found[-1]
                found[-1] = Item(one.id, f"{one.sentence} {line.strip()}", one.start, number + 1, one.section)
    return found


def ids(text: str) -> set[str]:
    """Every id that the text holds anywhere, so that no new one can be mistaken for it."""
    return set(ID.findall(text))


def next_id(text: str, section: Section | None = None) -> str:
    """The next free number of the series that the section goes on with, or the document where the section has none: "FR-7" after "FR-6"."""
    known = items(text)
    here = [each for each in known if section is not None and each.section == section.heading]
    series = Counter(met[1] for each in here or known if (met := _PARTS.match(each.id)))
    prefix = series.most_common(1)[0][0] if series else "RU"
    taken = [int(met[2]) for each in ids(text) if (met := _PARTS.match(each)) and met[1] == prefix]
    return f"{prefix}-{max(taken, default=0) + 1}"


def with_sentence(text: str, section: Section, id: str, sentence: str) -> str:
    """The text with one more sentence, at the end of a section's rules."""
    lines, said = text.split("\n"), f"{id}: {_on_one_line(sentence)}"
    new = [said] if section.block else ["", "```rules", said, "```"]
    if not section.block and section.at < len(lines) and lines[section.at].strip():
        new.append("")
    lines[section.at : section.at] = new
    return "\n".join(lines)


def with_other(text: str, id: str, sentence: str) -> str:
    """The text with another sentence for this id; its note stays. Raises KeyError where there is no such sentence."""
    lines = text.split("\n")
    found = next((each for each in items(text) if each.id == id), None)
    if found is None:
        raise KeyError(id)
    first = lines[found.start]
    indent = first[: len(first) - len(first.lstrip())]
    lines[found.start : found.end] = [f"{indent}{id}: {_on_one_line(sentence)}"]
    return "\n".join(lines)


def _on_one_line(sentence: str) -> str:
    return " ".join(sentence.split())


def _kinds(lines: list[str]) -> Iterator[tuple[int, str, str]]:
    """Each line: its number, what it is (front, heading, the kind of its block, "end of rules", or ""), and its words."""
    place = 0
    if lines and lines[0].rstrip() == "---":
        place = next((number for number in range(1, len(lines)) if lines[number].rstrip() == "---"), len(lines) - 1) + 1
        yield from ((number, "front", lines[number]) for number in range(place))
    block = fence = ""
    for number in range(place, len(lines)):
        line = lines[number]
        if block:
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                yield number, f"end of {block}", line
                block = ""
            else:
                yield number, block, line
        elif met := _FENCE.match(line):
            fence, block = met[1], met[2] or "block"
            yield number, f"start of {block}", line
        elif heading := _HEADING.match(line):
            yield number, "heading", heading[1].strip(" \t#")
        else:
            yield number, "", line


__all__ = ["Item", "Section", "ids", "items", "next_id", "sections", "with_other", "with_sentence"]
