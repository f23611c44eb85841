"""Formats: the bytes of a file in, a `Source` out; one module a format.

Room: importing. Runs in the process apart (`worker`), and trusts nothing that it reads.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from importlib import import_module

from ..faults import ImportFault
from ..source import Source

LARGEST = 50_000_000
LARGEST_UNPACKED = 200_000_000
MOST_PARTS = 5_000
LARGEST_TEXT = 4_000_000
ENDINGS = {
    ".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".html": "html", ".htm": "html", ".xhtml": "html", ".md": "markdown", ".markdown": "markdown",
    ".txt": "text", ".text": "text",
}  # fmt: skip
_MODULES = {"pdf": "pdf", "docx": "word", "odt": "opendocument", "html": "web", "markdown": "marked", "text": "plain"}
_NAMES = {
    "pdf": "a PDF",
    "docx": "a Word document",
    "odt": "an OpenDocument text",
    "html": "a web page",
    "text": "plain text",
}


def read(data: bytes, ending: str) -> Source:
    """The source in these bytes. ending: of the file's name, with its dot. Raises ImportFault."""
    form = form_of(data, ending.lower())
    if form in ("text", "markdown") and len(data) > 4 * LARGEST_TEXT:
        raise _too_much(len(data))
    reader: Callable[[bytes], Source] = import_module(f".{_MODULES[form]}", __package__).read
    source = reader(data)
    if len(source.text) > LARGEST_TEXT:
        raise _too_much(len(source.text))
    if not any(each.text for each in source.blocks):
        raise ImportFault(
            "There is no text in this document", "Check that it is the right file, and that it is not empty."
        )
    return source


def _too_much(count: int) -> ImportFault:
    return ImportFault(
        f"The document holds {count:,} characters of text",
        f"Belisha takes at most {LARGEST_TEXT:,}; bring in the policy alone, without its annexes.",
    )


def form_of(data: bytes, ending: str) -> str:
    """The format of these bytes, which has to be the one that the name says. Raises ImportFault."""
    if not data.strip(b"\0 \r\n\t"):
        raise ImportFault("The file is empty", "Choose the file that holds the policy.")
    if len(data) > LARGEST:
        raise ImportFault(
            f"The file has {len(data) / 1e6:.0f} MB; at most {LARGEST // 1_000_000} MB are taken",
            "Save it again without its pictures, or copy its text into a Word document.",
        )
    if ending in (".docm", ".dotm"):
        raise ImportFault(
            "A Word document with macros is not opened",
            "In Word, save it as `Word Document (.docx)`, and bring that in.",
        )
    if ending in (".doc", ".rtf", ".pages", ".odp", ".xlsx", ".pptx", ".dotx"):
        raise ImportFault(f"`{ending}` files cannot be read", "Save it as .docx, .odt or .pdf, and bring that in.")
    if ending not in ENDINGS:
        raise ImportFault(
            f"Belisha cannot tell what kind of file this is (`{ending or 'no ending'}`)",
            "It reads .pdf, .docx, .odt, .html, .md and .txt.",
        )
    said, is_ = ENDINGS[ending], _looks(data)
    if is_ == "old":
        raise ImportFault(
            "This is an old Word file, or a Word or Office file that a password protects",
            "Open it in Word, take the password off, and save it as .docx.",
        )
    if is_ in _NAMES and is_ != said and not (is_ in ("text", "html") and said in ("text", "markdown", "html")):
        found = _NAMES[is_] if is_ != "text" else "text"
        raise ImportFault(
            f"The name says `{ending}`, but the file is {found}", "Give it the ending that it has, or save it anew."
        )
    if is_ == "zip":
        raise ImportFault(
            f"The name says `{ending}`, but the file is some other archive", "Save the policy as .docx, .odt or .pdf."
        )
    if is_ == "binary":
        raise ImportFault(
            f"The name says `{ending}`, but the file holds something else",
            "Open it in the program it comes from and save it anew.",
        )
    return said


def _looks(data: bytes) -> str:
    """What the bytes say they are: a format, `zip` for another archive, `old` for an old Office file, `binary`."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "old"
    if data.startswith(b"PK"):
        names = set(_parts(data))
        if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
            raise ImportFault(
                "The Word document holds macros", "In Word, save it as `Word Document (.docx)`, and bring that in."
            )
        if "word/document.xml" in names:
            return "docx"
        if "content.xml" in names and "mimetype" in names:
            return "odt"
        return "zip"
    head = data[:4000]
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return "text"
    if b"\0" in head or sum(byte < 9 or (13 < byte < 32 and byte != 27) for byte in head) > len(head) // 50:
        return "binary"
    if re.match(rb"\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*(?:<!doctype html[^>]*>\s*)?<html)", head, re.I):
        return "html"
    return "text"


def _parts(data: bytes) -> list[str]:
    """The names of an archive's parts. Raises ImportFault for one that would unpack to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, IndexError, UnicodeError) as error:
        raise ImportFault(
            "The file is damaged: its archive cannot be opened", "Open it in Word or LibreOffice and save it anew."
        ) from error
    if len(parts) > MOST_PARTS or sum(each.file_size for each in parts) > LARGEST_UNPACKED:
        raise ImportFault(
            f"The file would unpack to more than {LARGEST_UNPACKED // 1_000_000} MB",
            "No policy is that large. Save the text alone, without pictures, and bring that in.",
        )
    if any(each.flag_bits & 1 for each in parts):
        raise ImportFault(
            "The file is protected by a password", "Open it, take the password off, save it, and bring that in."
        )
    return [each.filename for each in parts]


def part(data: bytes, name: str) -> bytes:
    """One part of an archive, never more than is allowed. Raises ImportFault."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(name) as file:
            # INVARIANT: what an archive says of its parts' size is not believed; no more than the limit is ever unpacked.
            found = file.read(LARGEST_UNPACKED // 4 + 1)
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        NotImplementedError,
        OSError,
        EOFError,
        RuntimeError,
        zlib.error,
    ) as error:
        raise ImportFault(
            "The file is damaged: its text cannot be unpacked", "Open it in Word or LibreOffice and save it anew."
        ) from error
    if len(found) > LARGEST_UNPACKED // 4:
        raise ImportFault(
            "The file's text would unpack to more than 50 MB", "No policy is that large; save the text alone."
        )
    return found
