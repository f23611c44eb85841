"""Word: paragraphs, headings by style or by looks, lists, tables, in the document's order.

Room: importing. By python-docx. Headers, footers, comments and what was struck out are left out; macros are refused before.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError  # type: ignore[import-untyped]

from ..faults import ImportFault
from ..shapes import BULLET, CONTENTS, clean, is_heading, level_of
from ..source import Source, gathered
from . import part

_DAMAGED = ImportFault("The Word document is damaged", "Open it in Word or LibreOffice and save it anew.")


def read(data: bytes) -> Source:
    """The source in a Word document."""
    part(data, "word/document.xml")
    try:
        document = Document(io.BytesIO(data))
        blocks = [(kind, text, level, None) for kind, text, level in _blocks(document) if text]
    except (
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
        IndexError,
        BadZipFile,
        LxmlError,
        OSError,
        RuntimeError,
    ) as error:
        raise _DAMAGED from error
    return gathered(blocks, "docx")


def _blocks(document: Any) -> Iterator[tuple[str, str, int]]:
    for each in document.iter_inner_content():
        if isinstance(each, Table):
            yield from _rows(each, 0)
        else:
            yield from _paragraph(each)


def _rows(table: Table, depth: int) -> Iterator[tuple[str, str, int]]:
    """A table row by row; a table of one column is only a frame around its text."""
    for row in table.rows:
        cells, seen = [], set()
        for cell in row.cells:
            if id(cell._tc) not in seen:  # a merged cell comes once for each column that it covers
                seen.add(id(cell._tc))
                cells.append(cell)
        if len(cells) == 1 and depth < 5:
            for inner in cells[0].iter_inner_content():
                yield from _rows(inner, depth + 1) if isinstance(inner, Table) else _paragraph(inner)
        else:
            texts = [clean(" ".join(_text(paragraph) for paragraph in cell.paragraphs)) for cell in cells]
            yield "row", "\t".join(text for text in texts if text), 1


def _text(paragraph: Paragraph) -> str:
    """The text that stands: what was inserted, and not what was struck out."""
    made: list[str] = []
    for node in paragraph._p.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:noBreakHyphen")):
        if any(up.tag in (qn("w:del"), qn("w:moveFrom")) for up in node.iterancestors()):
            continue
        if node.tag == qn("w:t"):
            made.append(node.text or "")
        elif node.tag == qn("w:noBreakHyphen"):
            made.append("-")
        else:
            made.append("\t" if node.tag == qn("w:tab") and node.getparent().tag == qn("w:r") else " ")
    return "".join(made)


def _paragraph(paragraph: Paragraph) -> Iterator[tuple[str, str, int]]:
    raw = _text(paragraph)
    text = clean(raw)
    if not text:
        return
    style = (paragraph.style.name or "" if paragraph.style is not None else "").lower()
    properties = paragraph._p.pPr
    numbering: Any = properties.numPr if properties is not None else None
    if style == "title":
        yield "title", text, 1
    elif style.startswith("heading") or (properties is not None and properties.find(qn("w:outlineLvl")) is not None):
        digits = "".join(filter(str.isdigit, style))
        yield "heading", text, min(6, max(1, int(digits))) if digits else level_of(text)
    elif style.startswith("toc") or CONTENTS.fullmatch(raw.strip()):
        yield "contents", text, 1
    elif numbering is not None or style.startswith(("list bullet", "list number")):
        depth = numbering.ilvl.val + 1 if numbering is not None and numbering.ilvl is not None else 1
        strong = _is_strong(paragraph) and is_heading(text)
        yield ("heading", text, 2) if strong else ("bullet", text, depth)
    elif met := BULLET.match(raw):
        yield "bullet", clean(raw[met.end() :]), 1
    elif (_is_strong(paragraph) and text[-1] not in ".:;,!?" and len(text) < 90) or (
        is_heading(text) and _is_strong(paragraph)
    ):
        yield "heading", text, level_of(text)
    elif text.isupper() and is_heading(text):
        yield "heading", text, 1
    else:
        yield "paragraph", text, 1


def _is_strong(paragraph: Paragraph) -> bool:
    """Whether everything that stands in it is bold, or large."""
    runs = [run for run in paragraph.runs if run.text.strip()]
    return bool(runs) and all(run.bold or (run.font.size is not None and run.font.size.pt >= 14) for run in runs)
