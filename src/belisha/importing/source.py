"""Source: what reading a file gives, whatever its format: its text, cut into blocks that know where they stand in it.

Room: importing. Values only.
Next door: `formats` makes these of files, `sentences` cuts them further.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

KINDS = ("title", "heading", "paragraph", "bullet", "row", "contents", "furniture")


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document.

    kind: title and heading; paragraph; bullet (of a list); row (of a table, its cells parted by tabs); contents (a line of a table of
    contents); furniture (page headers, page numbers). text: clean, on one line. spots: (place in `text`, place in the source's text), from
    where on the two run in step; both count code points. level: of a heading, 1 to 6, or how deep a bullet stands.
    """

    kind: str
    text: str
    spots: tuple[tuple[int, int], ...] = ((0, 0),)
    level: int = 1

    def at(self, place: int) -> int:
        """Where in the source's text the character at `place` of this block stands."""
        here, there = self.spots[max(0, bisect_right(self.spots, (place, 1 << 60)) - 1)]
        return there + place - here


@dataclass(frozen=True, slots=True)
class Source:
    """A document. text: of the file itself for plain text, else what was taken out of it. pages: where in the text each page begins, or ()."""

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[int, ...] = ()
    form: str = "text"

    def page(self, place: int) -> int | None:
        """The page, from 1, on which the character at `place` stands; None where the format has no pages."""
        return max(1, bisect_right(self.pages, place)) if self.pages else None

    def as_json(self) -> dict[str, Any]:
        blocks = [[each.kind, each.text, each.spots, each.level] for each in self.blocks]
        return {"text": self.text, "blocks": blocks, "pages": self.pages, "form": self.form}

    @classmethod
    def from_json(cls, made: dict[str, Any]) -> Source:
        blocks = tuple(
            Block(kind, text, tuple((here, there) for here, there in spots), level)
            for kind, text, spots, level in made["blocks"]
        )
        return cls(made["text"], blocks, tuple(made["pages"]), made["form"])


def gathered(blocks: Iterable[tuple[str, str, int, int | None]], form: str) -> Source:
    """A source whose text is its blocks, one under the other. Each block: kind, text, level, page (from 1; None: no pages)."""
    made: list[Block] = []
    parts: list[str] = []
    pages: list[int] = []
    place = 0
    for kind, text, level, page in blocks:
        while page is not None and len(pages) < page:
            pages.append(place)
        made.append(Block(kind, text, ((0, place),), level))
        parts.append(text)
        place += len(text) + 2
    return Source("\n\n".join(parts), tuple(made), tuple(pages), form)
