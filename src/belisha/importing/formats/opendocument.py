"""OpenDocument text: `content.xml`, by lxml. (odfpy, the library for it, had its last release in 2020.)

Room: importing. Struck-out text and comments are left out; a note is read after the paragraph that it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from ..faults import ImportFault
from ..shapes import BULLET, CONTENTS, clean, is_heading, level_of
from ..source import Source, gathered
from . import _parts, part

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_LEFT_OUT = frozenset(
    {f"{_TEXT}tracked-changes", f"{_TEXT}note", f"{_OFFICE}annotation", f"{_TEXT}sequence-decls", f"{_OFFICE}forms"}
)
_DEEPEST = 100


def read(data: bytes) -> Source:
    """The source in an OpenDocument text."""
    if b"encryption-data" in (part(data, "META-INF/manifest.xml") if "META-INF/manifest.xml" in _parts(data) else b""):
        raise ImportFault(
            "The file is protected by a password", "Open it, take the password off, save it, and bring that in."
        )
    if any(name.startswith("Basic/") for name in _parts(data)):
        raise ImportFault("The document holds macros", "In LibreOffice, save it without its macros, and bring that in.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(part(data, "content.xml"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise ImportFault("The document is damaged", "Open it in LibreOffice and save it anew.") from error
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise ImportFault("This OpenDocument file holds no text document", "Save the policy as .odt, .docx or .pdf.")
    bold = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iter(f"{_STYLE}text-properties")
        if properties.get(f"{_FO}font-weight") == "bold"
    }
    return gathered(((kind, text, level, None) for kind, text, level in _walk(body, bold, 0, 0) if text), "odt")


def _text(node: Any) -> str:
    made = [node.text or ""]
    for child in node:
        if child.tag in _LEFT_OUT or not isinstance(child.tag, str):
            pass
        elif child.tag in (f"{_TEXT}s", f"{_TEXT}line-break"):
            made.append(" ")
        elif child.tag == f"{_TEXT}tab":
            made.append("\t")
        else:
            made.append(_text(child))
        made.append(child.tail or "")
    return "".join(made)


def _walk(node: Any, bold: set[Any], listed: int, depth: int) -> Iterator[tuple[str, str, int]]:
    for child in node:
        if child.tag in _LEFT_OUT or not isinstance(child.tag, str) or depth > _DEEPEST:
            continue
        if child.tag == f"{_TEXT}h":
            level = child.get(f"{_TEXT}outline-level") or "1"
            yield "heading", clean(_text(child)), min(6, int(level)) if level.isdigit() else 1
        elif child.tag == f"{_TEXT}p":
            yield _paragraph(child, bold, listed)
            for note in child.iter(f"{_TEXT}note-body"):
                yield "paragraph", clean(" ".join(_text(each) for each in note)), 1
        elif child.tag == f"{_TEXT}list":
            yield from _walk(child, bold, listed + 1, depth + 1)
        elif child.tag == f"{_TEXT}table-of-content":
            for line in child.iter(f"{_TEXT}p"):
                yield "contents", clean(_text(line)), 1
        elif child.tag == f"{_TABLE}table-row":
            cells = [
                " ".join(_text(each) for each in cell.iter(f"{_TEXT}p", f"{_TEXT}h"))
                for cell in child.iter(f"{_TABLE}table-cell")
            ]
            yield "row", "\t".join(clean(cell) for cell in cells if clean(cell)), 1
        else:
            yield from _walk(child, bold, listed, depth + 1)


def _paragraph(node: Any, bold: set[Any], listed: int) -> tuple[str, str, int]:
    raw = _text(node)
    text = clean(raw)
    style = node.get(f"{_TEXT}style-name") or ""
    spans = [child for child in node if child.tag == f"{_TEXT}span"]
    strong = style in bold or (
        bool(spans)
        and clean("".join(map(_text, spans))) == text
        and all(each.get(f"{_TEXT}style-name") in bold for each in spans)
    )
    if style.lower() == "title":
        return "title", text, 1
    if listed:
        return "bullet", text, listed
    if met := BULLET.match(raw):
        return "bullet", clean(raw[met.end() :]), 1
    if CONTENTS.fullmatch(raw.strip()):
        return "contents", text, 1
    if (strong and text and text[-1] not in ".:;,!?" and len(text) < 90) or (text.isupper() and is_heading(text)):
        return "heading", text, level_of(text)
    return "paragraph", text, 1
