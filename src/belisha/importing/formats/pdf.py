"""PDF: lines with their place and size on the page, put together again as headings, paragraphs, lists and tables.

Room: importing. By pdfminer.six. Columns are read one after the other, page headers and footers left out, words mended that a line end parted;
footnotes come after the text of their page.
Next door: `ruled` finds the tables that lines are drawn around.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTChar, LTTextContainer, LTTextLine
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect, PDFTextExtractionNotAllowed

from ..faults import ImportFault
from ..shapes import BULLET, CONTENTS, PAGE_NUMBER, clean, depth_of, is_heading, joined, level_of, masked
from ..source import Source, gathered
from .ruled import Table, tables

MOST_PAGES = 300
_LOCKED = ImportFault(
    "The PDF is encrypted", "Open it with its password, print it to a new PDF without one, and bring that in."
)


@dataclass(frozen=True, slots=True)
class _Line:
    page: int
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    height: float  # of the page
    cells: tuple[str, ...] = ()  # of a row of a ruled table

    @property
    def at_edge(self) -> bool:
        return self.top > self.height * 0.9 or self.bottom < self.height * 0.1


def read(data: bytes) -> Source:
    """The source in a PDF."""
    try:
        pages = [
            _lines(page, number)
            for number, page in enumerate(
                extract_pages(io.BytesIO(data), maxpages=MOST_PAGES + 1, laparams=LAParams(boxes_flow=None)), 1
            )
        ]
    except (PDFEncryptionError, PDFPasswordIncorrect, PDFTextExtractionNotAllowed) as error:
        raise _LOCKED from error
    except (MemoryError, ImportFault):
        raise
    except Exception as error:  # pdfminer raises whatever a broken file makes it stumble over
        raise ImportFault(
            "The PDF is damaged", "Open it in a PDF reader, print it to a new PDF, and bring that in."
        ) from error
    if len(pages) > MOST_PAGES:
        raise ImportFault(f"The PDF has more than {MOST_PAGES} pages", "Bring in the policy alone.")
    if not pages:
        raise ImportFault("The PDF has no page", "Open it in a PDF reader, print it to a new PDF, and bring that in.")
    letters = sum(len(line.text) for page in pages for line in page)
    if letters < 20 * len(pages) and letters < 400:
        raise ImportFault(
            "There is no text in this PDF: its pages are pictures, most likely from a scanner",
            "Ask for the Word document that it was printed from, or have the text recognised (OCR) first.",
        )
    odd = sum(line.text.count("(cid:") + line.text.count("\ufffd") for page in pages for line in page)
    if odd * 5 > letters / 3:
        raise ImportFault(
            "The PDF does not say which letters its signs stand for",
            "Print it to a new PDF, or bring in the Word document.",
        )
    return gathered(_blocks(pages), "pdf")


def _lines(page: Any, number: int) -> list[_Line]:
    """The lines of a page; a row of a ruled table is one line with its cells."""
    found = []
    ruled = tables(page)
    inside: dict[tuple[int, int], list[list[str]]] = {}
    for box in page:
        if not isinstance(box, LTTextContainer):
            continue
        for line in [box] if isinstance(box, LTTextLine) else box:  # a sign without width stands in no box
            if not isinstance(line, LTTextLine):
                continue
            letters = [each for each in line if isinstance(each, LTChar)]
            size = Counter(round(each.size, 1) for each in letters).most_common(1)[0][0] if letters else 10.0
            place = next((n for n, table in enumerate(ruled) if table.holds(line)), None)
            if place is not None:
                table = ruled[place]
                row = inside.setdefault((place, table.row(line)), [[] for _ in range(table.columns)])
                for column, text in table.pieces(line, size):
                    row[column].append(text)
                continue
            # A sign that the font does not name, at a line's beginning, is its bullet.
            if text := re.sub(r"^\(cid:\d+\)", "•", _said(line, size)):
                bold = (
                    sum("bold" in each.fontname.lower() or "black" in each.fontname.lower() for each in letters)
                    > len(letters) * 0.8
                )
                found.append(_Line(number, text, line.x0, line.x1, line.y1, line.y0, size, bold, page.height))
    for (place, row_number), texts in inside.items():
        found.append(_row(ruled[place], row_number, texts, number, page.height))
    return found


def _said(line: Iterable[Any], size: float) -> str:
    """The text of a line without the raised figures that point to footnotes."""
    made: list[str] = []
    for each in line:
        raised = isinstance(each, LTChar) and each.size < size * 0.75 and each.get_text().isdigit()
        if not (raised and made and made[-1].strip()):
            made.append(each.get_text())
    return clean("".join(made))


def _row(table: Table, number: int, texts: list[list[str]], page: int, height: float) -> _Line:
    known: frozenset[str] = frozenset()
    cells = []
    for lines in texts:
        cell = ""
        for text in lines:
            cell = joined(cell, text, known)
        cells.append(clean(cell))
    top, bottom = table.rows[number]
    kept = tuple(cell for cell in cells if cell)
    return _Line(page, "\t".join(kept), table.left, table.right, top, bottom, 10.0, False, height, kept)


def _furniture(pages: list[list[_Line]]) -> set[str]:
    """Lines at the edge of page after page."""
    counts = Counter(text for page in pages for text in {masked(line.text) for line in page if _stands_off(line, page)})
    return {text for text, count in counts.items() if count >= max(2, len(pages) * 0.5)}


def _stands_off(line: _Line, page: list[_Line]) -> bool:
    """Whether a line at the page's edge stands off from the text, as a header does."""
    if not line.at_edge or _is_mark(line.text):
        return False
    upper = line.top > line.height / 2
    gaps = [line.bottom - other.top if upper else other.bottom - line.top for other in page if other is not line]
    return all(gap > line.size * 0.8 or gap < -line.size * 0.5 for gap in gaps)


def _ordered(lines: list[_Line]) -> Iterator[list[_Line]]:
    """The lines in reading order, each with those that stand beside it on the same line of a table."""
    lines = sorted(lines, key=lambda line: (-line.top, line.x0))
    gutter = _gutter(lines)
    if gutter is None:
        yield from _beside(lines)
        return
    left: list[_Line] = []
    right: list[_Line] = []
    for line in lines:
        if line.x0 < gutter - 5 < gutter + 5 < line.x1:  # it runs across both columns
            yield from _beside(left)
            yield from _beside(right)
            left, right = [], []
            yield [line]
        else:
            (left if line.x1 <= gutter + 5 else right).append(line)
    yield from _beside(left)
    yield from _beside(right)


def _gutter(lines: list[_Line]) -> float | None:
    """Where the page parts into two columns of text; None where it does not. A table has short cells, a column full lines."""
    if len(lines) < 10:
        return None
    least, most = min(line.x0 for line in lines), max(line.x1 for line in lines)
    starts = Counter(round(line.x0 / 4) * 4 for line in lines if line.x0 > least + (most - least) * 0.35)
    for start, _ in starts.most_common(3):
        gutter = start - 6.0
        left = [line for line in lines if line.x1 <= gutter + 5]
        right = [line for line in lines if line.x0 >= gutter - 5]
        across = len(lines) - len(left) - len(right)
        if min(len(left), len(right)) < 5 or across > len(lines) * 0.3:
            continue
        if all(sum(len(line.text) for line in side) / len(side) > 24 for side in (left, right)):
            return gutter
    return None


def _beside(lines: Iterable[_Line]) -> Iterator[list[_Line]]:
    row: list[_Line] = []
    for line in lines:
        middle = (line.top + line.bottom) / 2
        if row and row[0].bottom < middle < row[0].top:
            row.append(line)
            continue
        if row:
            yield sorted(row, key=lambda each: each.x0)
        row = [line]
    if row:
        yield sorted(row, key=lambda each: each.x0)


def _blocks(pages: list[list[_Line]]) -> list[tuple[str, str, int, int | None]]:
    furniture = _furniture(pages) if len(pages) > 1 else set()
    kept = [
        [
            line
            for line in page
            if not (
                line.at_edge
                and ((masked(line.text) in furniture and _stands_off(line, page)) or PAGE_NUMBER.fullmatch(line.text))
            )
        ]
        for page in pages
    ]
    everything = [line for page in kept for line in page]
    known = frozenset(re.findall(r"[a-z]+(?:-[a-z]+)*", " ".join(line.text for line in everything).lower()))
    sizes = Counter[float]()
    for line in everything:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    made: list[tuple[str, str, int, int | None]] = []
    notes: list[tuple[str, int]] = []
    last: _Line | None = None
    marks: list[tuple[int, str]] = []
    starts: list[float] = []  # where the cells of the row above begin
    for page in kept:
        page, below = _without_notes(page, body)
        notes += [(text, number) for number, text in below]
        widest = max((line.x1 for line in page), default=0.0)
        for row in _ordered(page):
            line = row[0]
            if line.cells:
                made.append(("row", line.text, 1, line.page))
                last, starts = None, []
                continue
            if starts and last is not None and (columns := _wrapped(row, last, starts)):
                cells = made[-1][1].split("\t")
                for column, each in zip(columns, row, strict=True):
                    cells[column] = joined(cells[column], each.text, known)
                made[-1] = ("row", "\t".join(cells), 1, made[-1][3])
                last = line
                continue
            if len(row) > 1 and _is_mark(line.text):
                line = replace(row[1], text=f"{line.text} {row[1].text}")
                row = [line, *row[2:]]
            if len(row) > 1:
                made.append(("row", "\t".join(each.text for each in row), 1, line.page))
                last, starts = line, [each.x0 for each in row]
                continue
            starts = []
            text = line.text
            if CONTENTS.fullmatch(text) and re.search(r"\.{3,}|contents", text, re.I):
                made.append(("contents", text, 1, line.page))
                last = None
            elif met := BULLET.match(text):
                if not made or made[-1][0] != "bullet":
                    marks = []
                made.append(
                    ("bullet", text[met.end() :], depth_of(marks, round(line.x0 / 5), met.group().strip()), line.page)
                )
                last = line
            elif (
                (line.size > body * 1.12 or (line.bold and text[-1] not in ".,;"))
                and len(text) < 120
                and (text[-1] != ":" or line.size > body * 1.12)
            ):
                if (
                    made
                    and made[-1][0] == "heading"
                    and last is not None
                    and last.size == line.size
                    and last.bottom - line.top < line.size * 0.9
                    and last.page == line.page
                ):
                    made[-1] = ("heading", joined(made[-1][1], text, known), made[-1][2], made[-1][3])
                else:
                    made.append(("heading", text, level_of(text) if line.size <= body * 1.3 else 1, line.page))
                last = line
            elif made and last is not None and _goes_on(made[-1], last, line, widest):
                made[-1] = (made[-1][0], joined(made[-1][1], text, known), made[-1][2], made[-1][3])
                last = line
            else:
                # A line that runs to the edge is the first of a paragraph, however like a heading it looks.
                alone = (
                    is_heading(text)
                    and line.x1 < widest * 0.85
                    and (text.isupper() or level_of(text) > 1 or re.match(r"\d{1,2}\.?\s+[A-Z]", text) is not None)
                )
                made.append(("heading" if alone else "paragraph", text, level_of(text), line.page))
                last = line
    for text, number in reversed(notes):  # after the last block that begins on the page
        made.insert(sum((each[3] or 0) <= number for each in made), ("paragraph", text, 1, number))
    return made


def _wrapped(row: list[_Line], last: _Line, starts: list[float]) -> list[int]:
    """The cells that these lines go on with; [] where they begin something of their own."""
    gap = last.bottom - row[0].top
    if last.page != row[0].page or not -row[0].size < gap < row[0].size * 0.45:
        return []
    columns = [next((n for n, start in enumerate(starts) if abs(start - line.x0) < 6), -1) for line in row]
    return columns if min(columns) >= 0 and columns != [0] else []


def _without_notes(page: list[_Line], body: float) -> tuple[list[_Line], list[tuple[int, str]]]:
    """The page without its footnotes, and those, each with its page."""
    small = [line for line in page if line.size < body * 0.9 and line.top < line.height * 0.4 and not line.cells]
    highest = max((line.top for line in small if re.match(r"(?:\d{1,2}|[*†‡])\s*[A-Z‘“\"h]", line.text)), default=0.0)
    below = [line for line in page if line.top <= highest]
    if not highest or any(line not in small for line in below):
        return page, []
    notes: list[tuple[int, str]] = []
    for line in sorted(below, key=lambda line: -line.top):
        if met := re.match(r"(?:\d{1,2}|[*†‡])\s*(?=[A-Z‘“\"h])", line.text):
            notes.append((line.page, line.text[met.end() :]))
        else:
            notes[-1] = (line.page, joined(notes[-1][1], line.text, frozenset()))
    return [line for line in page if line.top > highest], notes


def _is_mark(text: str) -> bool:
    return len(text) <= 5 and (BULLET.match(text + " X") is not None or re.fullmatch(r"\d{1,2}\.", text) is not None)


def _goes_on(block: tuple[str, str, int, int | None], last: _Line, line: _Line, widest: float) -> bool:
    """Whether a line belongs to the block above it."""
    kind, text = block[0], block[1]
    if kind not in ("paragraph", "bullet") or abs(last.size - line.size) > 1.5:
        return False
    ended = re.search(r"[.!?:;][\"'”’)\]]*$", text) is not None
    if last.page != line.page or line.top > last.top:  # over the page, or to the next column
        return not ended and (line.text[:1].islower() or (kind == "paragraph" and last.x1 > widest * 0.85))
    gap = last.bottom - line.top
    if gap > line.size * 1.1:
        return False
    if kind == "paragraph" and ended and last.x1 < widest * 0.75 and gap > line.size * 0.5:
        return False
    return not (kind == "bullet" and line.x0 < last.x0 - 3)
