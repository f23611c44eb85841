"""No file harms the reader: cut short, with bits turned over, nested or huge, it is read or refused with a reason, in bounded time.

`BELISHA_EXAMPLES=100 pytest tests/importing/test_fuzz.py` tries a hundred times as many.
"""

from __future__ import annotations

import io
import os
import zipfile
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belisha.importing.faults import ImportFault
from belisha.importing.formats import read
from belisha.importing.sentences import sentences
from importing import made

TIMES = int(os.environ.get("BELISHA_EXAMPLES", "1"))
START = {".pdf": b"%PDF-1.4\n", ".docx": b"PK\x03\x04", ".odt": b"PK\x03\x04"}


@cache
def _whole(ending: str) -> bytes:
    return made.as_bytes(next(path for path in made.DOCUMENTS if path.stem == "garside"), ending)


def _unharmed(data: bytes, ending: str) -> None:
    try:
        source = read(data, ending)
    except ImportFault as fault:
        assert fault.problem and fault.mend
        return
    for each in sentences(source):
        assert 0 <= each.start < each.end <= len(source.text)


@settings(max_examples=100 * TIMES)
@given(st.binary(max_size=400), st.sampled_from(made.FORMATS))
def test_garbage(data: bytes, ending: str) -> None:
    _unharmed(START.get(ending, b"") + data, ending)


@settings(max_examples=150 * TIMES)
@given(st.text(max_size=600), st.sampled_from((".txt", ".md", ".html")))
def test_any_text(text: str, ending: str) -> None:
    _unharmed(text.encode("utf-8", "replace"), ending)


_MARKS = st.sampled_from(
    ["- ", "  - ", "• ", "o ", "(a) ", "1. ", "1.2 ", "4.2.1 ", "Step 1: ", "☐ ", "# ", "## ", "| a | b |", "a\tb", "\f", "Page 3", "Staff must not:", "No.", "e.g. ", "word ", "\n", "\n\n", "-\n", "🙂", "\u00ad"]
)  # fmt: skip


@settings(max_examples=150 * TIMES)
@given(st.lists(_MARKS, max_size=40), st.sampled_from((".txt", ".md")))
def test_any_shape_of_text(parts: list[str], ending: str) -> None:
    _unharmed("".join(parts).encode(), ending)


@settings(max_examples=20 * TIMES)
@given(st.data(), st.sampled_from((".docx", ".odt", ".pdf", ".html")))
def test_a_file_with_bits_turned_over(data: st.DataObject, ending: str) -> None:
    whole = bytearray(_whole(ending))
    for place, bit in data.draw(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 7)), max_size=30)):
        whole[place] ^= 1 << bit
    _unharmed(bytes(whole), ending)


@settings(max_examples=20 * TIMES)
@given(st.floats(0, 1), st.sampled_from((".docx", ".odt", ".pdf", ".html")))
def test_a_file_cut_short(share: float, ending: str) -> None:
    whole = _whole(ending)
    _unharmed(whole[: int(len(whole) * share)], ending)


@settings(max_examples=20 * TIMES)
@given(st.data(), st.sampled_from(((".docx", "word/document.xml"), (".odt", "content.xml"))))
def test_an_archive_whose_text_is_damaged(data: st.DataObject, what: tuple[str, str]) -> None:
    ending, name = what
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_whole(ending))) as old, zipfile.ZipFile(file, "w") as new:
        for each in old.namelist():
            text = bytearray(old.read(each))
            if each == name:
                for place, byte in data.draw(
                    st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(0, 255)), max_size=12)
                ):
                    text[place] = byte
            new.writestr(each, bytes(text))
    _unharmed(file.getvalue(), ending)


def _archive(name: str, text: str, ending: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_whole(ending))) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, text if each == name else old.read(each))
    return file.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_O = "urn:oasis:names:tc:opendocument:xmlns"
DEEP = 2_000
NESTED = {
    "lists of a web page": (("<ul><li>a" * DEEP).encode(), ".html"),
    "tables of a web page": (("<table><tr><td>a" * DEEP).encode(), ".html"),
    "quotes of Markdown": ((">" * DEEP + " a").encode(), ".md"),
    "lists of Markdown": ("\n".join(" " * n + "- a" for n in range(400)).encode(), ".md"),
    "brackets of Markdown": (("[" * DEEP + "a").encode(), ".md"),
    "lists of text": ("\n".join(" " * n + "- a" for n in range(DEEP)).encode(), ".txt"),
    "tables of Word": (
        _archive("word/document.xml", f"<w:document {_W}><w:body>{'<w:tbl><w:tr><w:tc>' * 200}<w:p/>{'</w:tc></w:tr></w:tbl>' * 200}</w:body></w:document>", ".docx"),
        ".docx",
    ),
    "content controls of Word": (
        _archive("word/document.xml", f"<w:document {_W}><w:body>{'<w:sdt>' * 240}<w:p/>{'</w:sdt>' * 240}</w:body></w:document>", ".docx"),
        ".docx",
    ),
    "lists of OpenDocument": (
        _archive(
            "content.xml",
            f'<o:document-content xmlns:o="{_O}:office:1.0" xmlns:t="{_O}:text:1.0"><o:body><o:text>{"<t:list>" * 240}<t:p>a</t:p>{"</t:list>" * 240}</o:text></o:body></o:document-content>',
            ".odt",
        ),
        ".odt",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", NESTED)
def test_what_is_nested_deeply(what: str) -> None:
    _unharmed(*NESTED[what])


HUGE = {
    "one long line": (b"word " * 200_000, ".txt"),
    "one long word": (b"w" * 1_000_000, ".txt"),
    "many short lines": (b"- a\n" * 50_000, ".txt"),
    "many marks": (b"**_`[](" * 20_000, ".txt"),
    "many tabs": (b"a\t" * 100_000, ".txt"),
    "many full stops": (b". " * 100_000, ".txt"),
    "many paragraphs of a web page": (b"<p>a</p>" * 30_000, ".html"),
    "a wide table of a web page": (b"<table><tr>" + b"<td>a</td>" * 30_000, ".html"),
}


@pytest.mark.parametrize("what", HUGE)
def test_what_is_huge(what: str) -> None:
    _unharmed(*HUGE[what])
