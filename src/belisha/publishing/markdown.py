"""Markdown: the prose of a policy as HTML that can do no harm.

Room: publishing. No HTML of the author's own, no pictures from elsewhere, no link but to a page, a mail address or a place in the document.
Keeps out: headings of a policy, which the document's reader takes (a paragraph cannot make one); a translation has its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

SCHEMES = ("", "http", "https", "mailto", "tel")


def is_harmless(link: str) -> bool:
    """Whether a link leads to a page, a mail address, a telephone or a place in the document."""
    try:
        return urlsplit("".join(each for each in link if each > " ")).scheme.lower() in SCHEMES
    except ValueError:
        return False


class _Policy(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        return is_harmless(url)


def _words_of_picture(_self: Any, tokens: Sequence[Token], index: int, *_: Any) -> str:
    return str(escape(tokens[index].content))


def _reader() -> MarkdownIt:
    made = (
        _Policy("commonmark", {"html": False})
        .enable("table")
        .disable(["heading", "lheading", "html_block", "html_inline", "code"])
    )
    made.add_render_rule("image", _words_of_picture)
    return made


def _one_lower(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """The page around it has the h1."""
    tokens[index].tag = f"h{min(int(tokens[index].tag[1]) + 1, 6)}"
    return str(self.renderToken(tokens, index, options, env))


def _reader_with_headings() -> MarkdownIt:
    made = _reader().enable(["heading", "lheading"])
    for each in ("heading_open", "heading_close"):
        made.add_render_rule(each, _one_lower)
    return made


_READER = _reader()
_WITH_HEADINGS = _reader_with_headings()


def parse(text: str) -> list[Token]:
    """A paragraph, list or table as tokens."""
    return _READER.parse(text)


def parse_document(text: str) -> list[Token]:
    """A document with its headings as tokens."""
    return _WITH_HEADINGS.parse(text)


def parse_line(text: str) -> list[Token]:
    return _READER.parseInline(text)


def markdown(text: str) -> Markup:
    """A paragraph, list or table as HTML."""
    return Markup(_READER.render(text))


def markdown_document(text: str) -> Markup:
    """A document with its headings, each a level lower, as HTML."""
    return Markup(_WITH_HEADINGS.render(text))


def markdown_line(text: str) -> Markup:
    """A line of text, such as a note, as HTML without a paragraph around it."""
    return Markup(_READER.renderInline(text))


__all__ = ["is_harmless", "markdown", "markdown_document", "markdown_line", "parse", "parse_document", "parse_line"]
