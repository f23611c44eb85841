"""PDF: a template of ours and values in, the pages of a PDF out, set by Typst.

Room: publishing. The templates stand in `paper/`; they get the values as JSON (`#let data = json("data.json")`), so that no text, whoever wrote it, is read as
instructions. PDF/UA-1: tagged for a screen reader. The same values give the same bytes. No network: no package is fetched, no picture loaded.
To add a paper: a template in `paper/` that begins with `#import "common.typ": *`.
"""

from __future__ import annotations

import json
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


def pdf(template: str, data: Mapping[str, Any], *, made: datetime = AGELESS, pictures: Mapping[str, bytes] | None = None) -> bytes:  # fmt: skip
    """The pages. template: its name in `paper/`, without `.typ`; data: what JSON can hold; pictures: by the name that the template has for them.

    Raises PdfError.
    """
    import typst  # only where paper is wanted: it is large

    sources = {"main.typ": _source(f"{template}.typ"), "common.typ": _source("common.typ")}
    sources["data.json"] = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")
    try:
        made_bytes = typst.compile(
            {**sources, **(pictures or {})},
            format="pdf",
            font_paths=[_fonts()],
            pdf_standards=["ua-1"],
            timestamp=made.replace(microsecond=0),
        )
    except typst.TypstError as error:
        raise PdfError(f"{template}: {error}") from error
    assert isinstance(made_bytes, bytes)
    return made_bytes


@cache
def _source(name: str) -> bytes:
    return files("belisha.publishing").joinpath("paper", name).read_bytes()


@cache
def _fonts() -> str:
    import font_source_sans_pro

    return str(Path(font_source_sans_pro.__file__).parent / "files")


__all__ = ["PdfError", "pdf"]
