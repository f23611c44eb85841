"""PDF: a template of ours and values in, the pages of a PDF out, set by Typst.

Room: publishing. The templates stand in `paper/`; they get the values as JSON (`#let data = json("data.json")`), so that no text, whoever wrote it, is read as
instructions. PDF/UA-1: tagged for a screen reader. The same values give the same bytes. No network: no package is fetched, no picture loaded.
To add a paper: a template in `paper/` that begins with `#import "common.typ": *`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

# A PDF carries the time at which it was made; ours carries none that differs from one making to the next.
AGELESS = datetime(2000, 1, 1, tzinfo=UTC)


class PdfError(Exception):
    """The paper could not be set: a fault of its template."""


class NoLetters(PdfError):
    """There are no letters here for some of the text. letters: the first of it."""

    def __init__(self, letters: str) -> None:
        super().__init__(f"no letters for {letters}")
        self.letters = letters


def pdf(template: str, data: Mapping[str, Any], *, made: datetime = AGELESS, pictures: Mapping[str, bytes] | None = None) -> bytes:  # fmt: skip
    """The pages. template: its name in `paper/`, without `.typ`; data: what JSON can hold; pictures: by the name that the template has for them.

    Raises PdfError; NoLetters where the text is in a script for which this machine has none (Typst refuses that for a screen reader's sake).
    """
    import typst  # only where paper is wanted: it is large

    sources = {"main.typ": _source(f"{template}.typ"), "common.typ": _source("common.typ")}
    sources["data.json"] = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")
    try:
        made_bytes = typst.compile(
            {**sources, **(pictures or {})},
            format="pdf",
            font_paths=list(_fonts()),
            pdf_standards=["ua-1"],
            timestamp=made.replace(microsecond=0),
        )
    except typst.TypstError as error:
        if missing := re.search(r'the text `"(.+?)"` could not be displayed', str(error)):
            raise NoLetters(missing.group(1)) from error
        raise PdfError(f"{template}: {error}") from error
    assert isinstance(made_bytes, bytes)
    return made_bytes


@cache
def _source(name: str) -> bytes:
    return files("belisha.publishing").joinpath("paper", name).read_bytes()


@cache
def _fonts() -> tuple[str, ...]:
    """Source Sans, and Noto for the scripts that it lacks; Chinese, which is large, is the machine's to have."""
    import font_source_sans_pro
    import manimgx_fonts

    return (str(Path(font_source_sans_pro.__file__).parent / "files"), str(Path(manimgx_fonts.__file__).parent))


__all__ = ["NoLetters", "PdfError", "pdf"]
