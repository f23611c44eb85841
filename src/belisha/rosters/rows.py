"""Rows: what a roster says, and what is wrong with it; and how its files are opened.

Room: rosters. Role names are those of `schools.people.permissions`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

LARGEST_FILE = 20_000_000  # bytes
LONGEST_CELL = 2_000
MOST_BAD = 1_000


@dataclass(frozen=True, slots=True)
class RosterFault(Exception):
    """A file that is no roster at all. problem: what was found; mend: what to do about it."""

    problem: str
    mend: str

    def __str__(self) -> str:
        return f"{self.problem}. {self.mend}"


class BadCell(Exception):
    """One cell that cannot be read, in words that follow the file and the line."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out, or something in it that was. line: of the file, from 1; file: "" where there is only one."""

    line: int
    problem: str
    file: str = ""

    def __str__(self) -> str:
        return f"{f'{self.file}, ' if self.file else ''}line {self.line}: {self.problem}"


@dataclass(frozen=True, slots=True)
class RoleRow:
    """What somebody is, from a day to a day. until: the first day without it; detail: such as "Year 4"."""

    role: str
    since: date | None = None
    until: date | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody. id: the roster's own; left: the roster says that they are gone."""

    id: str
    given: str
    family: str
    preferred: str = ""
    email: str = ""
    born: date | None = None
    roles: tuple[RoleRow, ...] = ()
    left: bool = False


@dataclass(frozen=True, slots=True)
class GuardianRow:
    """Whose parent, carer or relative somebody is, by their ids; either may be in another list of the same school."""

    pupil: str
    adult: str
    relation: str = "parent"
    line: int = 0
    file: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster. whole: of the roles that it speaks of, whoever is not in it has them no longer; False where it only tells of changes."""

    people: tuple[PersonRow, ...]
    guardians: tuple[GuardianRow, ...] = ()
    bad: tuple[BadRow, ...] = ()
    whole: bool = True


@dataclass
class Bad:
    """Bad rows as they are met. Beyond MOST_BAD they are only counted."""

    rows: list[BadRow] = field(default_factory=list)
    more: int = 0

    def met(self, line: int, problem: str, file: str = "") -> None:
        if len(self.rows) < MOST_BAD:
            self.rows.append(BadRow(line, problem, file))
        else:
            self.more += 1

    def told(self) -> tuple[BadRow, ...]:
        more = (BadRow(0, f"and {self.more:,} more rows that cannot be read"),) if self.more else ()
        return (*self.rows, *more)


# ---- files ---------------------------------------------------------------------------------------------------------


def text_of(data: bytes, largest: int = LARGEST_FILE) -> str:
    """The text of a file of at most so many bytes: UTF-8, or else as Windows writes it. Raises RosterFault."""
    if len(data) > largest:
        raise RosterFault(f"The file is larger than {largest // 1_000_000} MB", "Split it, or leave out columns.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\x00" in data[:4_096]:
        raise RosterFault("The file is not a CSV file", "In Excel, save it as “CSV UTF-8”.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def table(text: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The heading of a CSV file, and its rows with the line that each begins on. Rows that are empty are skipped. Raises RosterFault."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    heading: list[str] = []
    for row in _rows(reader):
        heading = [cell.strip() for cell in row[1]]
        break
    if not heading:
        raise RosterFault("The file is empty", "Its first row names the columns.")
    twice = sorted({name for name in heading if name and heading.count(name) > 1})
    if twice:
        raise RosterFault(f"The column “{twice[0]}” stands twice", "Leave one of them out.")
    return heading, _rows(reader)


def _rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    line = reader.line_num + 1  # type: ignore[attr-defined]
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = reader.line_num + 1  # type: ignore[attr-defined]
    except csv.Error as error:
        raise RosterFault(f"Line {line} cannot be read ({error})", "Is a quotation mark left open?") from None


def cells(heading: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """A row by its columns, without blanks around. Raises BadCell where it has cells without a column, or one that is too long."""
    if any(cell.strip() for cell in row[len(heading) :]):
        raise BadCell(f"the row has {len(row)} cells; there are {len(heading)} columns")
    found = dict(zip(heading, (" ".join(cell.split()) for cell in row), strict=False))
    for name, cell in found.items():
        if len(cell) > LONGEST_CELL:
            raise BadCell(f"“{name}” has {len(cell):,} characters")
    return found


# ---- cells ---------------------------------------------------------------------------------------------------------


def day(text: str, name: str) -> date | None:
    """A day as people write it in Britain, or as ISO 8601 has it; None where it is empty. Raises BadCell."""
    if not text:
        return None
    written = text.split("T")[0].split(" ")[0]
    try:
        return date.fromisoformat(written)
    except ValueError:
        pass
    parts = written.replace(".", "/").replace("-", "/").split("/")
    if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
        number, month, year = map(int, parts)
        try:
            return date(year if year > 99 else 2000 + year, month, number)
        except ValueError:
            pass
    raise BadCell(f"“{text[:40]}” is no day; write {name} as 28/11/2015 or 2015-11-28")


def name(text: str, what: str, longest: int = 100) -> str:
    """A name, without what no name has. Raises BadCell."""
    if len(text) > longest:
        raise BadCell(f"the {what} has {len(text)} characters, and may have {longest}")
    if any(not each.isprintable() for each in text):
        raise BadCell(f"the {what} has a character that cannot be printed")
    return text


def address(text: str) -> str:
    """An e-mail address, as far as it has to be looked at here. Raises BadCell."""
    if text and (text.count("@") != 1 or " " in text or text.startswith("@") or text.endswith("@") or len(text) > 254):
        raise BadCell(f"“{text[:60]}” is no e-mail address")
    return text


def several(text: str) -> tuple[str, ...]:
    """The parts of a cell that holds several."""
    return tuple(
        dict.fromkeys(part for each in text.replace(";", ",").replace("|", ",").split(",") if (part := each.strip()))
    )


__all__ = [
    "Bad", "BadCell", "BadRow", "GuardianRow", "PersonRow", "RoleRow", "Roster", "RosterFault", "address", "cells", "day", "name", "several", "table", "text_of",
]  # fmt: skip
