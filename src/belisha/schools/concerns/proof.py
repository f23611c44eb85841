"""Proof: that the logs of a school's concerns are as they were written, and that none of it is missing.

Room: schools.concerns. Each line holds the SHA-256 of itself and the line before; each day a seal holds that of all lines up to then, in a table that is only
added to and in a file of the data folder. Needs no key: what is sealed stays so. Next door: `actions` writes lines and seals; `record.actions` does the same for the record.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from belisha.schools.concerns.models import Evidence, Line, Seal

BEGINNING = "0" * 64


def digest_of(line: Line, before: str) -> str:
    """SHA-256 over a line as it is kept, and the digest of the line before."""
    told = f"{before}\n{line.school_id}\n{line.concern_id}\n{line.number}\n{line.at.isoformat(timespec='microseconds')}\n{line.kind}\n"
    return hashlib.sha256(told.encode() + bytes(line.sealed)).hexdigest()


def up_to(school: str, at: datetime) -> tuple[int, str]:
    """How many lines there are up to a moment, and the SHA-256 over their digests."""
    digests = sorted(Line.objects.filter(school=school, at__lte=at).values_list("digest", flat=True))
    return len(digests), hashlib.sha256("\n".join(digests).encode()).hexdigest()


def keep(seal: Seal) -> None:
    """Writes a seal into the file too."""
    file = _file(seal.school_id)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps({"at": seal.at.isoformat(), "lines": seal.lines, "digest": seal.digest}) + "\n")


def _file(school: str) -> Path:
    return Path(settings.BELISHA_DATA) / "anchors" / "concerns" / f"{school}.jsonl"


def verify(school: str) -> str:
    """What is wrong with the logs; "" where every line is as it was written, and no line and no file is missing. Stands in the school."""
    before: dict[object, Line] = {}
    for line in (
        Line.objects.filter(school=school)
        .select_related("concern")
        .order_by("concern", "number")
        .iterator(chunk_size=500)
    ):
        last = before.get(line.concern_id)
        if line.number != (last.number if last else 0) + 1:
            return f"a line before line {line.number} of {line.concern} is missing"
        if digest_of(line, last.digest if last else BEGINNING) != line.digest:
            return f"line {line.number} of {line.concern} was altered"
        before[line.concern_id] = line
    attached = Counter(
        Line.objects.filter(school=school, kind=Line.Kind.ATTACHED).values_list("concern__number", flat=True)
    )
    held = Counter(Evidence.objects.filter(school=school).values_list("concern__number", flat=True))
    for number in attached:
        if held[number] < attached[number]:
            return f"evidence of concern {number} is missing"
    for at, lines, digest in _seals(school):
        found, now = up_to(school, at)
        if now != digest:
            return (
                f"{lines - found} lines are missing that were there on {at:%d.%m.%Y}"
                if found < lines
                else f"a line from before {at:%d.%m.%Y} was altered"
            )
    return ""


def _seals(school: str) -> Iterator[tuple[datetime, int, str]]:
    for seal in Seal.objects.filter(school=school):
        yield seal.at, seal.lines, seal.digest
    file = _file(school)
    for told in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        read = json.loads(told)
        yield datetime.fromisoformat(read["at"]), read["lines"], read["digest"]
