"""Prose: a paragraph of Markdown as plain values, for paper, where a text must never be read as instructions to the typesetter.

Room: publishing. A block is {"is": "paragraph" | "quote" | "code" | "line", …} or a list {"is": "bullets" | "numbers", "items": [[block, …], …]} or
{"is": "table", "head": [runs, …], "rows": [[runs, …], …]}; in a document also {"is": "heading", "level", "runs"}; runs are [{"text", "strong", "emph", "code", "link"}, …].
Next door: `markdown` reads the same Markdown into HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from .markdown import is_harmless, parse, parse_document, parse_line

Run = dict[str, Any]
Block = dict[str, Any]


def blocks(text: str) -> list[Block]:
    """A paragraph, list or table."""
    return _blocks(SyntaxTreeNode(parse(text)).children)


def document(text: str) -> list[Block]:
    """A document with its headings, of which none leaves a level out: a screen reader goes by them."""
    found, level = _blocks(SyntaxTreeNode(parse_document(text)).children), 0
    for each in found:
        if each["is"] == "heading":
            level = each["level"] = min(each["level"], level + 1)
    return found


def runs(text: str) -> list[Run]:
    """A line of text, such as a note."""
    return [run for node in SyntaxTreeNode(parse_line(text)).children for run in _runs(node)]


def _blocks(nodes: Sequence[SyntaxTreeNode]) -> list[Block]:
    return [block for node in nodes if (block := _block(node)) is not None]


def _block(node: SyntaxTreeNode) -> Block | None:
    match node.type:
        case "heading":
            return {"is": "heading", "level": int(node.tag[1]), "runs": _inside(node)}
        case "paragraph":
            return {"is": "paragraph", "runs": _inside(node)}
        case "bullet_list" | "ordered_list":
            items = [_blocks(item.children) for item in node.children]
            start = int(node.attrs.get("start") or 1)
            return {"is": "bullets" if node.type == "bullet_list" else "numbers", "start": start, "items": items}
        case "blockquote":
            return {"is": "quote", "blocks": _blocks(node.children)}
        case "fence" | "code_block":
            return {"is": "code", "text": node.content}
        case "hr":
            return {"is": "line"}
        case "table":
            lines = [[_inside(cell) for cell in row.children] for part in node.children for row in part.children]
            return {"is": "table", "head": lines[0], "rows": lines[1:]}
    return None


def _inside(node: SyntaxTreeNode) -> list[Run]:
    return [run for child in node.children for run in _runs(child)]


def _runs(node: SyntaxTreeNode, **style: Any) -> list[Run]:
    match node.type:
        case "inline" | "root":
            pass
        case "strong" | "em":
            style = {**style, "strong" if node.type == "strong" else "emph": True}
        case "link":
            href = str(node.attrs.get("href", ""))
            style = {**style, "link": href} if href and not href.startswith("#") and is_harmless(href) else style
        case "code_inline":
            return [_run(node.content, code=True, **style)]
        case "softbreak":
            return [_run(" ", **style)]
        case "hardbreak":
            return [_run("\n", **style)]
        case "image":
            return [_run(node.content, **style)]
        case _:
            return [_run(node.content, **style)] if node.content else []
    return [run for child in node.children for run in _runs(child, **style)]


def _run(text: str, **style: Any) -> Run:
    return {"text": text, "strong": False, "emph": False, "code": False, "link": "", **style}


__all__ = ["blocks", "document", "runs"]
