"""Passages: a policy's text in pieces that a check can look at, each with its clause, its section and its place in the file.

Room: analysis. Front matter line by line; headings; paragraphs and list items with the words that lead in to them; and of each block its
sentences, notes, titles, keys and statements. What `language` reads for meaning is here text with a line number.
Next door: the checks read passages; `belisha.language.documents` is the reader proper, and accepts what is cut here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from belisha.language import Place, Policy, write_policy
from belisha.language.documents import BLOCKS
from belisha.language.reading import ID

_FENCE = re.compile(r"(`{3,}|~{3,})\s*([^\s`]*)\s*$")
_ITEM = re.compile(rf"({ID.pattern}):[ \t]*(.*)$")
_KEY = re.compile(r"([a-z][a-z ]*):[ \t]*(.*)$")
_HEADING = re.compile(r"#{1,6}[ \t]+(.*)$")
_BULLET = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+")
_IDS = re.compile(rf"\(({ID.pattern}(?:, ?{ID.pattern})*)\)(?=[.:]?[ \t]*$)")
_LISTS = {"procedure": "steps", "agreement": "statements"}


@dataclass(frozen=True, slots=True)
class Passage:
    """One piece of the text.

    kind: front, heading, prose, item (of a list in prose), sentence, note, title, key, statement or says. ids: the clauses it carries.
    key: the front matter's key, or the block's. lead_in: what stands before a list, for its items. spots: where each line of it begins.
    """

    kind: str
    text: str
    ids: tuple[str, ...]
    section: str
    file: str
    spots: tuple[tuple[int, int, int, str], ...] = field(repr=False)
    key: str = ""
    block: str = ""
    lead_in: str = ""

    @property
    def line(self) -> int:
        return self.spots[0][1]

    def at(self, offset: int = 0) -> Place:
        """The place of a character of the passage."""
        start, line, column, text = next(spot for spot in reversed(self.spots) if spot[0] <= max(offset, 0))
        return Place(self.file, line, column + offset - start, text)


class _Cutter:
    def __init__(self, policy: Policy) -> None:
        self.lines = (policy.text or write_policy(policy)).split("\n")
        self.file = policy.name if "." in policy.name else f"{policy.name}.md"
        self.front_ids = dict(policy.front.clauses)
        self.section = ""

    def piece(self, kind: str, gathered: list[tuple[int, int]], ids: tuple[str, ...] = (), **more: str) -> Passage:
        """A passage of the rest of each line: gathered are line numbers (from 0) and the column (from 0) at which its text begins."""
        text, spots = "", []
        for number, column in gathered:
            text += " " if text else ""
            spots.append((len(text), number + 1, column + 1, self.lines[number]))
            text += self.lines[number][column:].rstrip()
        return Passage(kind, text, ids, self.section, self.file, tuple(spots), **more)

    def cut(self) -> Iterator[Passage]:
        place = 0
        if self.lines[0].rstrip() == "---":
            end = next((n for n in range(1, len(self.lines)) if self.lines[n].rstrip() == "---"), len(self.lines))
            yield from self.front(1, end)
            place = end + 1
        paragraph: list[int] = []
        lead_in = ""
        while place < len(self.lines):
            line = self.lines[place]
            fence, heading = _FENCE.match(line), _HEADING.match(line)
            if line.strip() and not fence and not heading:
                paragraph.append(place)
                place += 1
                continue
            for passage in self.prose(paragraph, lead_in):
                lead_in = passage.text if passage.kind == "prose" else lead_in
                yield passage
            paragraph = []
            if heading:
                self.section, lead_in = heading[1].strip(" \t#"), ""
                yield self.piece("heading", [(place, heading.start(1))])
            elif fence:
                body, place = self.body(place, fence[1])
                yield from self.block(fence[2], body, lead_in)
                lead_in = ""
                continue
            place += 1
        yield from self.prose(paragraph, lead_in)

    def front(self, start: int, end: int) -> Iterator[Passage]:
        key = ""
        for number in range(start, end):
            line = self.lines[number]
            if met := re.match(r"([a-z][a-z ]*):", line):
                key = met[1]
            if line.strip():
                column = len(line) - len(line.lstrip(" -"))
                yield self.piece("front", [(number, column)], self.front_ids.get(key, ()), key=key)

    def prose(self, numbers: list[int], lead_in: str) -> Iterator[Passage]:
        groups: list[list[tuple[int, int]]] = []
        bullets: list[bool] = []
        for number in numbers:
            marked = _BULLET.match(self.lines[number])
            if marked or not groups:
                groups.append([])
                bullets.append(marked is not None)
            line = self.lines[number]
            groups[-1].append((number, marked.end() if marked else len(line) - len(line.lstrip())))
        for group, bullet in zip(groups, bullets, strict=True):
            own = [met[1] for number, _ in group for met in [_IDS.search(self.lines[number])] if met]
            ids = tuple(each.strip() for ids in own for each in ids.split(","))
            passage = self.piece("item" if bullet else "prose", group, ids, lead_in=lead_in if bullet else "")
            if not bullet:
                lead_in = passage.text
            yield passage

    def body(self, place: int, fence: str) -> tuple[range, int]:
        end = place + 1
        while end < len(self.lines):
            bare = self.lines[end].strip()
            if bare.startswith(fence) and not bare.strip(fence[0]):
                return range(place + 1, end), end + 1
            if (met := _FENCE.match(self.lines[end])) and met[2] in BLOCKS:
                break
            end += 1
        return range(place + 1, end), end

    def block(self, block: str, body: range, lead_in: str) -> Iterator[Passage]:
        """The block's pieces. A line belongs to the last piece until another begins."""
        kind, key, title, indent = "", "", "", 0
        ids: tuple[str, ...] = ()
        gathered: list[tuple[int, int]] = []

        def close() -> Iterator[Passage]:
            if gathered and kind:
                yield self.piece(kind, list(gathered), ids, key=key, block=title, lead_in=lead_in)
            gathered.clear()

        for number in body:
            line = self.lines[number]
            bare = line.strip()
            if not bare:
                continue
            column = line.index(bare[0])
            item, named = _ITEM.match(bare), _KEY.match(bare)
            if bare.startswith("Note:"):
                yield from close()
                kind, start = "note", column + len("Note:")
                gathered.append((number, start + len(line[start:]) - len(line[start:].lstrip())))
            elif item and block != "rules" and not title:
                yield from close()
                kind, ids, title, indent = "title", (item[1],), item[1], column
                gathered.append((number, column + item.start(2)))
            elif item and not (named and block != "rules" and column <= indent):
                yield from close()
                kind, ids = ("statement" if block == "agreement" else "sentence"), (item[1],)
                gathered.append((number, column + item.start(2)))
            elif named and block != "rules" and column <= indent:
                yield from close()
                key, ids = named[1].strip(), (title,) if title else ()
                kind = "" if key in (_LISTS.get(block), "clauses") else key if key in ("says", "note") else "key"
                gathered.append((number, column + named.start(2)))
            elif gathered:
                gathered.append((number, column))
        yield from close()


@lru_cache(maxsize=64)
def _cut(policy: Policy, text: str) -> tuple[Passage, ...]:
    return tuple(passage for passage in _Cutter(policy).cut() if passage.text.strip())


def passages(policy: Policy) -> tuple[Passage, ...]:
    """The policy's text in pieces, in its order."""
    return _cut(policy, policy.text)


__all__ = ["Passage", "passages"]
