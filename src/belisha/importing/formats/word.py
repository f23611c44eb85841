"""Word: paragraphs, headings by style or by looks, lists, tables, text boxes and footnotes, in the document's order.

Room: importing. By python-docx. Headers, footers, comments and what was struck out are left out; macros are refused before.
A text box is read after the paragraph that it hangs on, and so is a footnote.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError  # type: ignore[import-untyped]

from ..faults import ImportFault
from ..shapes import BULLET, CONTENTS, clean, is_heading, level_of
from ..source import Source, gathered
from . import _parts, part

_DEEPEST = 30
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOT_HERE = frozenset({qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"), _FALLBACK})
_DAMAGED = ImportFault("The Word document is damaged", "Open it in Word or LibreOffice and save it anew.")


def read(data: bytes) -> Source:
    """The source in a Word document."""
    part(data, "word/document.xml")
    try:
        document = Document(io.BytesIO(data))
        blocks = [(kind, text, level, None) for kind, text, level in _blocks(document, data) if text]
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


def _blocks(document: Any, data: bytes) -> Iterator[tuple[str, str, int]]:
    yield from _inside(document._body._element, document, _footnotes(data))


def _inside(parent: Any, owner: Any, notes: dict[str, str], depth: int = 0) -> Iterator[tuple[str, str, int]]:
    """The blocks in an element: what content controls and tracked insertions wrap is read as if it stood there itself."""
    for node in parent:
        if depth > _DEEPEST:
            return
        if node.tag == qn("w:p"):
            yield from _paragraph(Paragraph(node, owner))
            for box in node.iter(qn("w:txbxContent")):
                if not any(up.tag == _FALLBACK for up in box.iterancestors()):  # the same box again, for older programs
                    yield from _inside(box, owner, notes, depth + 1)
            for mark in node.iter(qn("w:footnoteReference"), qn("w:endnoteReference")):
                if text := notes.get(f"{mark.tag}{mark.get(qn('w:id'))}"):
                    yield "paragraph", text, 1
        elif node.tag == qn("w:tbl"):
            yield from _rows(Table(node, owner), notes, depth)
        elif node.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml")):
            yield from _inside(node, owner, notes, depth + 1)


def _footnotes(data: bytes) -> dict[str, str]:
    """The text of each note, by the tag and the number of what refers to it."""
    made: dict[str, str] = {}
    for name, mark in (("footnotes", "w:footnoteReference"), ("endnotes", "w:endnoteReference")):
        if f"word/{name}.xml" in _parts(data):
            root = parse_xml(part(data, f"word/{name}.xml"))
            for note in root:
                if note.get(qn("w:type")) is None:  # the others are the lines that part notes from text
                    made[f"{qn(mark)}{note.get(qn('w:id'))}"] = clean(
                        " ".join(_text(each) for each in note.iter(qn("w:p")))
                    )
    return made


def _rows(table: Table, notes: dict[str, str], depth: int) -> Iterator[tuple[str, str, int]]:
    """A table row by row; a table of one column is only a frame around its text."""
    for row in table.rows:
        cells, seen = [], set()
        for cell in row.cells:
            if id(cell._tc) not in seen:  # a merged cell comes once for each column that it covers
                seen.add(id(cell._tc))
                cells.append(cell)
        if len(cells) == 1:
            yield from _inside(cells[0]._tc, cells[0], notes, depth + 1)
        else:
            texts = [clean(" ".join(_text(each) for each in cell._tc.iter(qn("w:p")))) for cell in cells]
            yield "row", "\t".join(text for text in texts if text), 1


def _text(paragraph: Any) -> str:
    """The text that stands in a `w:p`: what was inserted, and not what was struck out; its text boxes are read apart."""
    made: list[str] = []
    for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:noBreakHyphen")):
        if any(up.tag in _NOT_HERE for up in _up_to(node, paragraph)):
            continue
        if node.tag == qn("w:t"):
            made.append(node.text or "")
        elif node.tag == qn("w:noBreakHyphen"):
            made.append("-")
        else:
            made.append("\t" if node.tag == qn("w:tab") and node.getparent().tag == qn("w:r") else " ")
    return "".join(made)


def _up_to(node: Any, top: Any) -> Iterator[Any]:
    """What a node stands in, up to `top`."""
    for up in node.iterancestors():
        if up is top:
            return
        yield up


def _paragraph(paragraph: Paragraph) -> Iterator[tuple[str, str, int]]:
    raw = _text(paragraph._p)
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
