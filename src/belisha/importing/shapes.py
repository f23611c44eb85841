"""Shapes: what a line looks like: a bullet, a heading, a line of a table of contents, a page number.

Room: importing. One line in, a guess out; every format without marks of its own for these asks here.
"""

from __future__ import annotations

import re

BULLET = re.compile(
    r"\s*(?:[-–—*•▪●○◦‣⁃∙·➢➤✓✔❖■□☐☑☒✅✗✘\uf0b7\uf0a7\uf0d8]|o(?=\s{1,8}[A-Za-z])|\(?(?:[a-h]|[ivx]{1,5}|\d{1,2})\))\s{1,8}(?=\S)"
)
NUMBERED = re.compile(
    r"(?:(?:section|appendix|part|annex)\s+\w{1,3}\b|\d{1,2}(?:\.\d{1,2}){0,3}\.?|[ivxIVX]{1,5}\.|[A-Z]\.)[\s:.–-]+(?=\S)",
    re.I,
)
CONTENTS = re.compile(
    r".{2,100}?(?:\s*\.{3,}\s*|\s*…+\s*|\t+\s*| {3,})\d{1,3}\s*$|contents(\s+page)?$|appendix\s*\t?\s*$", re.I
)
_DEEPER = frozenset("o–◦▪○a")  # marks that lists inside lists have
PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–—\s|]*\d{1,3}[-–—\s|]*(?:(?:of|/)\s*\d{1,3})?$", re.I)
DATE = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?(january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?,?\s+((?:19|20)\d\d)\b",
    re.I,
)
ENDS = re.compile(r"[.!?;:,…][\"'”’)\]*_]*$")
_MODAL = re.compile(
    r"\b(?:must|should|shall|will|may not|cannot|can|do not|don.t|is|are|has|have|was|were|agree to|agree|covers?|applies|states?)\b",
    re.I,
)
_BINDS = re.compile(r"\b(?:must|should|shall|will|may|are to|is to)\b", re.I)
_COMMAND = re.compile(
    r"(?:do not|don.t|never|always|please|report|keep|ask|tell|check|avoid|ensure|make sure|think|remember)\s", re.I
)
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "is",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
        "our",
        "your",
        "its",
        "who",
        "what",
        "how",
        "when",
        "&",
        "–",
        "-",
    ]
)


def clean(text: str) -> str:
    """White space of every kind as single spaces; soft hyphens and zero-width signs left out."""
    return re.sub(r"\s+", " ", re.sub("[\u00ad\u200b\u200c\u200d\ufeff\x00-\x08\x0e-\x1f]", "", text)).strip()


def is_heading(text: str) -> bool:
    """Whether a line that stands alone, and that nothing marks, is most likely a heading."""
    bare = NUMBERED.sub("", text, count=1).strip(" *_#")
    if bare != text and text.endswith(":") and len(bare.split()) <= 6:
        return not _BINDS.search(bare)
    if not bare or len(bare) > 90 or not re.search(r"[A-Za-z]{2}", bare):
        return False
    words = bare.split()
    if text.isupper() and len(words) <= 14 and not ENDS.search(bare.rstrip(":")):
        return True
    if len(bare.split()) <= 2 and bare[0].isupper() and not ENDS.search(bare):
        return True
    if ENDS.search(bare) or not (bare[0].isupper() or bare[0] in "‘'“\"" or bare[0].isdigit()) or _COMMAND.match(bare):
        return False
    if re.match(r"(?:what|how|when|who|why|where|if)\b", bare, re.I) and len(words) <= 10 and "," not in bare:
        return True
    titled = sum(word[0].isupper() or word.lower() in _SMALL for word in words) / len(words)
    return len(words) <= 12 and (not _MODAL.search(bare) or (titled > 0.8 and len(words) > 1))


def level_of(text: str) -> int:
    """How deep a heading stands, by its number: `5.1` is 2, `iv.` is 3; 1 where it has none."""
    if re.match(r"\s*(?:[ivx]{1,5}|[a-z])[.)]\s", text):
        return 3
    met = re.match(r"\s*(\d{1,2}(?:\.\d{1,2})*)\.?\s", text)
    return min(6, met[1].count(".") + 1) if met else 1


def depth_of(marks: list[tuple[int, str]], indent: int, mark: str) -> int:
    """How deep a bullet stands: deeper for an indent, or, in text copied from a PDF, for a mark of another kind. Keeps `marks` in step."""
    kind = "1" if mark.strip("().").isdigit() else "a" if mark.strip("()").isalpha() and mark != "o" else mark
    while marks and indent < marks[-1][0] - 1:
        marks.pop()
    if (indent, kind) in marks:
        del marks[marks.index((indent, kind)) + 1 :]
    elif not marks or indent > marks[-1][0] + 1 or kind in _DEEPER:
        marks.append((indent, kind))
    return len(marks)


def masked(text: str) -> str:
    """A line with its numbers hidden, so that the headers of two pages are the same."""
    return re.sub(r"\d+", "#", clean(text)).lower()


def joined(first: str, second: str, known: frozenset[str]) -> str:
    """Two lines of one paragraph as one. known: the words and hyphenated words of the document, in small letters."""
    if not (met := re.search(r"([A-Za-z]+)[-\u00ad\u2010]$", first[-40:])) or not (
        after := re.match(r"[a-z]+", second)
    ):
        return f"{first} {second}" if first and second else first or second
    whole, parted = f"{met[1]}{after[0]}".lower(), f"{met[1]}-{after[0]}".lower()
    prefix = met[1].lower() in {
        "e",
        "ex",
        "co",
        "non",
        "self",
        "well",
        "log",
        "cyber",
        "on",
        "off",
        "live",
        "anti",
        "so",
        "re",
        "pre",
        "mid",
        "up",
        "part",
        "full",
        "sub",
    }
    keep = parted in known or (prefix and whole not in known)
    return first + second if keep else first[:-1] + second
