"""Files: what kind of file somebody attached, by its bytes and not by its name.

Room: schools.teaching. Only what a school hands round is taken: papers, slides, pictures. Nothing that runs when it is opened.
"""

from __future__ import annotations

import io
import zipfile

from django.core.exceptions import ValidationError

LARGEST = 10_000_000  # bytes
OFFICE = {
    "word/document.xml": (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "ppt/presentation.xml": (".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "xl/workbook.xml": (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
OPEN = {
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
}
RUNS = ("vbaProject.bin", "activeX/", "Basic/", "Scripts/")
REFUSED = "Attach a PDF, a Word, PowerPoint, Excel or OpenDocument file without macros, or a picture (PNG, JPEG)"


def kind_of(data: bytes) -> tuple[str, str]:
    """The ending and the content type that the bytes have. Raises ValidationError for all else."""
    if not data:
        raise ValidationError("The file is empty")
    if len(data) > LARGEST:
        raise ValidationError(f"The file must be smaller than {LARGEST // 1_000_000} MB")
    if data.startswith(b"%PDF-"):
        return ".pdf", "application/pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png", "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return ".jpg", "image/jpeg"
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    raise ValidationError(REFUSED)


def _zipped(data: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()[:10_000]
            if any(part in name for name in names for part in RUNS):
                raise ValidationError("The file holds macros. Save it without them, and attach that")
            for part, found in OFFICE.items():
                if part in names and "[Content_Types].xml" in names:
                    return found
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 100:
                kind = packed.read("mimetype").decode("ascii", "replace").strip()
                if kind in OPEN:
                    return OPEN[kind], kind
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        raise ValidationError("The file is damaged") from None
    raise ValidationError(REFUSED)
