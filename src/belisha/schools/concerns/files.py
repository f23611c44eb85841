"""Files: what may be kept as evidence, told by its bytes and not by its name.

Room: schools.concerns. Beside what `teaching.files` takes: plain text and mail, as they are saved from a chat or a mail program.
"""

from __future__ import annotations

from pathlib import PurePath

from django.core.exceptions import ValidationError

from belisha.schools.teaching import files
from belisha.schools.teaching.files import LARGEST

__all__ = ["LARGEST", "kind_of", "named"]
REFUSED = "Choose a picture (PNG, JPEG), a PDF, a Word or OpenDocument file without macros, or plain text"


def kind_of(data: bytes) -> tuple[str, str]:
    """The ending and the content type that the bytes have. Raises ValidationError for all else."""
    try:
        return files.kind_of(data)
    except ValidationError as refused:
        if refused.messages[0] != files.REFUSED:
            raise
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise ValidationError(REFUSED) from None
    if any(ord(each) < 32 and each not in "\t\r\n\f" for each in text):
        raise ValidationError(REFUSED)
    return ".txt", "text/plain; charset=utf-8"


def named(name: str, ending: str) -> str:
    """A file's name with the ending that its bytes have, in at most 160 characters."""
    stem = (
        PurePath(
            "".join(each for each in name.replace("\\", "/").rpartition("/")[2] if each.isprintable())
        ).stem.strip()
        or "evidence"
    )
    return f"{stem[: 160 - len(ending)]}{ending}"
