"""Markdown: as the web page that it stands for.

Room: importing. By markdown-it (CommonMark with tables); front matter is read as the rows of a document control table.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from ..source import Source
from .plain import decoded
from .web import read_html


def read(data: bytes) -> Source:
    """The source in a Markdown file."""
    text = decoded(data).replace("\r\n", "\n")
    rows = ""
    if met := re.match(r"---\n(.{0,20000}?)\n---\n", text, re.S):
        pairs = re.findall(r"^([A-Za-z][\w ]{1,40}):[ \t]*(\S.*)$", met[1], re.M)
        rows = (
            "".join(
                f"| {name} | {value.strip(chr(34))} |\n" + ("|---|---|\n" if not n else "")
                for n, (name, value) in enumerate(pairs)
            )
            + "\n"
        )
        text = text[met.end() :]
    page = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable("table").render(rows + text)
    return read_html(f"<body>{page}</body>", "markdown")
