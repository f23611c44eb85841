"""Web pages: the text of a page's main part, with its headings, lists and tables.

Room: importing. By lxml, without network, entities or scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import html  # type: ignore[import-untyped]
from lxml.etree import LxmlError, ParserError  # type: ignore[import-untyped]

from ..faults import ImportFault
from ..shapes import clean
from ..source import Source, gathered
from .plain import decoded

_LEFT_OUT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "nav",
        "footer",
        "header",
        "aside",
        "form",
        "button",
        "select",
        "svg",
        "iframe",
        "object",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "body",
        "html",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "table",
        "tbody",
        "thead",
        "tfoot",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "figure",
        "figcaption",
        "address",
        "details",
        "summary",
        "hr",
        "header",
        "center",
    ]
)
_DEEPEST = 200


def read(data: bytes) -> Source:
    """The source in a web page."""
    return read_html(decoded(data))


def read_html(text: str, form: str = "html") -> Source:
    try:
        page = html.document_fromstring(
            text.encode(),
            parser=html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True),
        )
    except (LxmlError, ParserError, ValueError) as error:
        raise ImportFault(
            "The web page cannot be read", "Open it in a browser, and save it anew as a complete page."
        ) from error
    mains = page.xpath("//main|//*[@role='main']|//article")
    start = mains[0] if mains and len(clean(mains[0].text_content())) > 200 else page
    return gathered(((kind, text, level, None) for kind, text, level in _walk(start, 0) if text), form)


def _hidden(node: Any) -> bool:
    style = (node.get("style") or "").replace(" ", "").lower()
    return node.get("hidden") is not None or "display:none" in style or node.get("aria-hidden") == "true"


def _walk(node: Any, depth: int, kind: str = "paragraph", level: int = 1) -> Iterator[tuple[str, str, int]]:
    """The blocks in a node, in order. Text between blocks is a block of its own."""
    pending = [node.text or ""]

    def flush() -> Iterator[tuple[str, str, int]]:
        if text := clean("".join(pending)):
            yield kind, text, level
        pending.clear()

    for child in node:
        tag = child.tag if isinstance(child.tag, str) else ""
        if not tag or tag in _LEFT_OUT or _hidden(child) or depth > _DEEPEST:
            pending.append(f" {child.tail or ''}")
            continue
        if tag == "sup" and re.fullmatch(r"\W*\d{1,3}\W*", child.text_content()):  # the mark of a footnote
            pending.append(child.tail or "")
            continue
        if tag == "br":
            pending.append(f" {child.tail or ''}")
            continue
        if tag not in _BLOCKS and not any(isinstance(each.tag, str) and each.tag in _BLOCKS for each in child.iter()):
            pending.append(child.text_content() + (child.tail or ""))
            continue
        yield from flush()
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            yield "heading", clean(child.text_content()), int(tag[1])
        elif tag == "tr":
            cells = [clean(" ".join(cell.itertext())) for cell in child if cell.tag in ("td", "th")]
            yield "row", "\t".join(cell for cell in cells if cell), 1
        elif tag in ("ul", "ol"):
            yield from _walk(child, depth + 1, "bullet", level + 1 if kind == "bullet" else 1)
        elif tag == "p" and _is_strong(child):
            yield "heading", clean(child.text_content()), 3
        else:
            yield from _walk(child, depth + 1, kind, level)
        pending.append(child.tail or "")
    yield from flush()


def _is_strong(node: Any) -> bool:
    """Whether a paragraph is bold from end to end, short and no sentence: a heading."""
    text = clean(node.text_content())
    strong = clean("".join(each.text_content() for each in node if each.tag in ("strong", "b")))
    return bool(text) and text == strong and len(text) < 90 and text[-1] not in ".:;,!?"
