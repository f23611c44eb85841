"""Sentences: a source in, its sentences out, each with its place, its section and the words that lead it in.

Room: importing. Keeps out: what a sentence says (modality, people, topics).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .shapes import NUMBERED, clean
from .source import Block, Source

_ABBREVIATIONS = re.compile(
    r"(?:\b(?:e\.?g|i\.?e|etc|mr|mrs|ms|dr|st|no|nos|para|paras|sec|vs|cf|incl|approx|fig|p|pp|[A-Z])|\b(?:[A-Za-z]\.)+[A-Za-z])\.$",
    re.I,
)
_END = re.compile(r"(?:[.!?…]+[\"'”’)\]]*|;)(?=\s)")
_LEADING = re.compile(
    r"(?:please )?(?:dos?|don[’']?ts?|do not|never|always|avoid|(?:(?:you|we|i|staff|pupils|parents|students) )?(?:must|should|may|can|will|cannot)(?: not| never| always)?):?",
    re.I,
)
_VERBS = re.compile(
    r"\b(?:must|should|will|may|are|is|agree|states?|ensure|include|includes|do|can|following|follows|to)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the source. start, end: its place in the source's text. section: the headings above it, outermost first.

    kind: of its block. lead_in: what a bullet's list begins with. leads: it ends in a colon and leads a list in. first: it begins its block.
    """

    text: str
    start: int
    end: int
    page: int | None
    sections: tuple[str, ...]
    kind: str
    lead_in: str = ""
    leads: bool = False

    @property
    def section(self) -> str | None:
        return self.sections[-1] if self.sections else None


def split(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a text begins and ends."""
    begin = 0
    for met in _END.finditer(text):
        end = met.end()
        onward = next((place for place in range(end, len(text)) if not text[place].isspace()), len(text))
        after = text[onward : onward + 60]
        if met.group() == ";":
            if not re.match(r"(?:and |or |but )?(?:[A-Z]\w+ )?\w+ (?:must|should|may|will) ", after):
                continue
        elif after[:1].islower() or (
            met.group()[0] == "." and _ABBREVIATIONS.search(text[max(begin, met.start() - 15) : met.start() + 1])
        ):
            continue
        if end - begin < 12 and re.fullmatch(r"\W*(?:\d{1,2}(?:\.\d+)*|[ivx]+|[a-z])\.", text[begin:end].strip(), re.I):
            continue
        yield begin, end
        begin = onward
    if text[begin:].strip():
        yield begin, len(text.rstrip())


def sentences(source: Source) -> tuple[Sentence, ...]:
    """Every sentence of the source, in its order; page headers and tables of contents hold none."""
    return tuple(_sentences(source))


def _sentences(source: Source) -> Iterator[Sentence]:
    sections: list[tuple[int, str]] = []
    lead = outer = ""
    listed = False  # whether the list that the lead-in announces has begun
    blocks = [each for each in source.blocks if each.kind not in ("furniture", "contents") and each.text]
    for number, block in enumerate(blocks):
        after = blocks[number + 1 : number + 3]
        following = after[0].kind if after else ""
        if block.kind in ("heading", "title"):
            if outer and _sub_heading(block, following):
                lead = f"{outer} {block.text}"  # a word between a lead-in and one of its lists
                continue
            lead = outer = ""
            while sections and sections[-1][0] >= block.level:
                sections.pop()
            sections.append((block.level, block.text.rstrip(": ")))
            if following == "bullet" and (
                _LEADING.fullmatch(block.text) or re.search(r"\b(?:to|that|not|never)$", block.text, re.I)
            ):
                lead = block.text  # "Please don't", "You may"
            elif following == "bullet" and re.match(r"(?:must|should|may|will|shall)\b", after[0].text, re.I):
                lead = (
                    block.text
                )  # a heading that is the subject of its list: "Social networking applications: must not be used …"
            continue
        names = tuple(text for _, text in sections)
        if block.kind == "row":
            yield _sentence(source, block, 0, len(block.text), names, "")
            lead = outer = ""
            continue
        if block.kind == "bullet":
            listed = True
            for begin, end in split(block.text):
                yield _sentence(
                    source, block, begin, end, names, lead, end == len(block.text) and block.text.endswith(":")
                )
            continue
        if lead and not listed and re.fullmatch(r"\W*(?:https?://|www\.)\S+", block.text):
            yield _sentence(source, block, 0, len(block.text), names, "")
            continue
        parts = list(split(block.text))
        lead = outer = ""
        for begin, end in parts:
            text = block.text[begin:end]
            leads = (begin, end) == parts[-1] and _leads(text, after)
            if leads:
                lead = outer = text
                listed = False
            yield _sentence(source, block, begin, end, names, "", leads)


def _sub_heading(block: Block, following: str) -> bool:
    """Whether a heading is only a word between a lead-in and one of its lists."""
    return (
        following == "bullet"
        and len(block.text.split()) <= 3
        and not NUMBERED.match(block.text)
        and not block.text.isupper()
    )


def _leads(text: str, after: list[Block]) -> bool:
    """Whether the last sentence of a paragraph leads in the list that comes after it."""
    if not after:
        return text.endswith(":")
    if text.endswith((":", ":-")):
        return True
    if after[0].kind != "bullet":
        return False
    if re.search(r"\bfollowing(?: \w+){0,3}\.$", text):
        return True
    return text.endswith(("…", "...", "–", "-")) or (
        not re.search(r"[.!?][\"'”’)]*$", text) and bool(_VERBS.search(text))
    )


def _sentence(
    source: Source, block: Block, begin: int, end: int, names: tuple[str, ...], lead: str, leads: bool = False
) -> Sentence:
    start, last = block.at(begin), block.at(end - 1) + 1
    return Sentence(
        clean(block.text[begin:end]).replace("\t", " | ")
        if block.kind != "row"
        else " | ".join(block.text.split("\t")),
        start,
        last,
        source.page(start),
        names,
        block.kind,
        lead,
        leads,
    )
