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
    r"(?:(?<![’'])\b(?:e\.?g|i\.?e|mr|mrs|ms|dr|st|nos|para|paras|sec|vs|cf|incl|approx|fig|ext|tel|pp|[A-Z])|\b(?:[A-Za-z]\.)+[A-Za-z])\.$",
    re.I,
)
_END = re.compile(r"(?:[.!?…]+[\"'”’)\]]*|;)(?=\s)")
_NUMBER = re.compile(r"\b(?:no|p)\.$", re.I)  # before a figure: "No. 7", "p. 3"
_CLOCK = re.compile(r"\b[ap]\.m\.$", re.I)
_LEADING = re.compile(
    r"(?:please )?(?:dos?|don[’']?ts?|do not|never|always|avoid|(?:(?:you|we|i|staff|pupils|parents|students) )?(?:must|should|may|can|will|cannot)(?: not| never| always)?):?",
    re.I,
)
# The number of a clause or a step; a bare figure only before a capital: "3 Scope", and not "3 members of staff".
_CLAUSE = re.compile(
    r"\s*(?:(?i:step|stage) \d{1,2}[.:–-]?\s+(?=\S)|\d{1,2}(?:\.\d{1,2}){1,4}[.)]?\s+(?=\S)|\d{1,2}[.)]\s+(?=\S)|\d{1,2}\s+(?=[A-Z])"
    r"|\(?(?:[a-h]|[ivx]{1,5})\)\s+(?=\S)|[a-hivx]{1,4}\.\s+(?=[A-Z]))"
)
_ONLY_NUMBER = re.compile(r"\W*(?:(?:step|stage) )?(?:\d{1,2}(?:\.\d+)*|[ivx]+|[a-h])\.", re.I)
_CONTROL = re.compile(
    r"(?:policy|document|school|title|version|reference|ref|status|statutory|author|owner|lead|approved|adopted|agreed|ratified|signed|review|next review|last review|date|"
    r"issue|linked|written|prepared|produced|name|contact|telephone|email)\b.{0,40}",
    re.I,
)  # the first cell of a document control table's row
_HEADS = re.compile(
    r"\b(?:role|who|post|person|responsib\w+|dut(?:y|ies)|what|level|stage|step|action|consequence|response|sanction|occasion|example|when|task)\b",
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
        before = text[max(begin, met.start() - 15) : met.start() + 1]
        if met.group() == ";":
            if not re.match(r"(?:and |or |but )?(?:[A-Z]\w+ )?\w+ (?:must|should|may|will) ", after):
                continue
        elif (
            after[:1].islower()
            or _ONLY_NUMBER.fullmatch(text[begin:end])
            or (met.group()[0] == "." and _shortened(before, after))
        ):
            continue
        yield begin, end
        begin = onward
    if text[begin:].strip():
        yield begin, len(text.rstrip())


def _shortened(before: str, after: str) -> bool:
    """Whether a full stop only shortens a word."""
    if _CLOCK.search(before):
        return not after[:1].isupper()
    return _ABBREVIATIONS.search(before) is not None or (_NUMBER.search(before) is not None and after[:1].isdigit())


def sentences(source: Source) -> tuple[Sentence, ...]:
    """Every sentence of the source, in its order; page headers and tables of contents hold none."""
    return tuple(_sentences(source))


def _sentences(source: Source) -> Iterator[Sentence]:
    sections: list[tuple[int, str]] = []
    leads: list[
        tuple[int, str]
    ] = []  # what leads in the lists that are open: how deep it stands (0: above the list), its words
    outer = ""  # the lead-in itself, where a word stands between it and one of its lists
    listed = False  # whether the list that the lead-in announces has begun
    columns: tuple[str, ...] = ()  # the heads of the table that is open
    blocks = [each for each in source.blocks if each.kind not in ("furniture", "contents") and each.text]
    for number, block in enumerate(blocks):
        after = blocks[number + 1 : number + 3]
        following = after[0].kind if after else ""
        names = tuple(text for _, text in sections)
        if block.kind != "row":
            columns = ()
        if block.kind in ("heading", "title"):
            if outer and _sub_heading(block, following):
                leads = [(0, f"{outer} {block.text}")]
                continue
            leads, outer = [], ""
            while sections and sections[-1][0] >= block.level:
                sections.pop()
            sections.append((block.level, block.text.rstrip(": ")))
            if following == "bullet" and _heads_list(block.text, after[0].text):
                leads = [(0, block.text)]
        elif block.kind == "row":
            leads, outer = [], ""
            if not columns and _is_head(block, after):
                columns = tuple(block.text.split("\t"))
                continue
            columns = columns or ("",)
            yield from _row(source, block, names, columns)
        elif block.kind == "bullet":
            listed = True
            while leads and leads[-1][0] >= block.level:
                leads.pop()
            lead = " ".join(words for _, words in leads)
            parts = _parts(block.text)
            deeper = following == "bullet" and after[0].level > block.level
            for one, end in parts:
                last = (one, end) == parts[-1] and (block.text.endswith(":") or deeper)
                yield _sentence(source, block, one, end, names, lead, last)
                if last:
                    leads.append((block.level, clean(block.text[one:end])))
        elif leads and not listed and re.fullmatch(r"\W*(?:https?://|www\.)\S+", block.text):
            yield _sentence(source, block, 0, len(block.text), names, "")
        else:
            parts = _parts(block.text)
            leads, outer = [], ""
            for one, end in parts:
                text = block.text[one:end]
                announces = (one, end) == parts[-1] and _leads(text, after)
                if announces:
                    leads, outer, listed = [(0, text)], text, False
                yield _sentence(source, block, one, end, names, "", announces)


def _parts(text: str) -> list[tuple[int, int]]:
    """Where each sentence of a block begins and ends, without the numbers of clauses."""
    return [(begin + after_number(text[begin:end]), end) for begin, end in split(text)]


def after_number(text: str) -> int:
    """Where the words of a clause begin: "4.2.1 Staff must" at "Staff", "Step 2: Tell" at "Tell"."""
    met = _CLAUSE.match(text)
    return met.end() if met and met.end() < len(text) else 0


def _heads_list(heading: str, first: str) -> bool:
    """Whether a heading is read with the bullets under it: "Please don't", "You may", or the subject of "must not be used"."""
    return bool(
        _LEADING.fullmatch(heading)
        or re.search(r"\b(?:to|that|not|never)$", heading, re.I)
        or re.match(r"(?:must|should|may|will|shall)\b", first, re.I)
    )


def _is_head(block: Block, after: list[Block]) -> bool:
    """Whether the first row of a table names its columns: short words over a row that says more."""
    cells = block.text.split("\t")
    if len(cells) < 2 or not after or after[0].kind != "row" or _CONTROL.match(cells[0]):
        return False
    under = after[0].text.split("\t")
    return all(len(cell.split()) <= 4 and not re.search(r"[.;,\d]", cell) for cell in cells) and (
        _HEADS.search(block.text) is not None or max(len(cell.split()) for cell in under) > 6
    )


def _row(source: Source, block: Block, names: tuple[str, ...], columns: tuple[str, ...]) -> Iterator[Sentence]:
    """A row of a table: where it says who does what, each sentence of its second cell, led in by the first; else one sentence."""
    first, _, said = block.text.partition("\t")
    if "\t" in said or not said or _CONTROL.match(first) or (len(columns) < 2 and len(said.split()) < 5):
        yield _sentence(source, block, 0, len(block.text), names, "")
        return
    for one, end in split(said):
        yield _sentence(source, block, len(first) + 1 + one, len(first) + 1 + end, names, f"{first.rstrip(':')}:")


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
    text = " | ".join(block.text.split("\t")) if "\t" in block.text[begin:end] else clean(block.text[begin:end])
    return Sentence(text, start, last, source.page(start), names, block.kind, lead, leads)
