"""Words: a sentence cut into the vocabulary's phrases, the longest first.

Room: language. A word is compared in its plainest form, so that articles, plurals and the verb's ending do not matter.
Keeps out: which phrase may follow which (grammar.lark, through `reading`).
Next door: `reading` asks for the candidates at each place and takes the first that the grammar accepts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

# A word, a number, a quoted name, an exception's id, an id, or a mark. Linear: no alternative can start inside another.
TOKEN = re.compile(r'"[^"\n]*"|[A-Z]{2,3}-\d+[a-z]?(?:\.\d+)*[a-z]?|[^\W\d_][\w’\'.-]*[\w’\']|[^\W\d_]|\d+|\S')
ARTICLES = frozenset({"a", "an", "the", "any", "all", "every", "each"})
_IRREGULAR = {
    "are": "is", "were": "was", "have": "has", "do": "does", "children": "child", "people": "person", "themselves": "themselves", "needs": "need",
    "this": "this", "its": "its", "as": "as", "news": "news", "unless": "unless", "always": "always", "is": "is", "was": "was", "has": "has", "does": "does", "cares": "care",
}  # fmt: skip


@lru_cache(maxsize=20_000)
def plain(word: str) -> str:
    """The word without its ending: "pupils" and "pupil" are one, "names" and "name" are one."""
    word = word.replace("’", "'")
    low = word.lower()
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if low.endswith("s'"):
        return plain(low[:-1]) + "'s"
    if low.endswith("'s"):
        return plain(low[:-2]) + "'s"
    if len(low) > 4 and low.endswith("ies"):
        return low[:-3] + "y"
    if low.endswith(("sses", "xes", "ches", "shes")):
        return low[:-2]
    if len(low) > 2 and low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return low[:-1]
    return low


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a sentence; start and end are offsets in the sentence."""

    text: str
    plain: str
    start: int
    end: int


def split(text: str) -> list[Word]:
    """The words of a sentence, articles left out."""
    return [
        Word(m.group(), p, m.start(), m.end()) for m in TOKEN.finditer(text) if (p := plain(m.group())) not in ARTICLES
    ]


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate at a place: so many words read as `kind`, meaning `value` (with the number met in it, if any)."""

    kind: str
    value: Any
    length: int
    number: int | None = None


@dataclass(slots=True)
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    here: list[tuple[str, Any]] = field(default_factory=list)


class Trie:
    """Phrases by their plain words. `{n}` in a phrase stands for a number."""

    def __init__(self) -> None:
        self.root = _Node()
        self.longest = 0

    def add(self, text: str, kind: str, value: Any) -> None:
        node, words = self.root, split(text.replace("{n}", "0"))
        for word in words:
            node = node.next.setdefault("#" if word.text == "0" else word.plain, _Node())
        if (kind, value) not in node.here:
            node.here.append((kind, value))
        self.longest = max(self.longest, len(words))

    def at(self, words: list[Word], place: int, before: Iterable[str] = ()) -> list[Found]:
        """Every phrase that starts at the place, longest first. before: words taken as read (an elided "is")."""
        node: _Node | None = self.root
        for taken in before:
            node = node.next.get(taken) if node else None
        found: list[Found] = []
        number: int | None = None
        end = place
        while node is not None and end < len(words):
            word = words[end]
            step = node.next.get(word.plain)
            if step is None and word.text.isdigit() and len(word.text) < 7:
                step = node.next.get("#")
                number = int(word.text) if step else number
            node, end = step, end + 1
            if node is not None:
                found.extend(Found(kind, value, end - place, number) for kind, value in node.here)
        # Longest first; of one length, in the order in which they were added.
        return sorted(found, key=lambda each: -each.length)
