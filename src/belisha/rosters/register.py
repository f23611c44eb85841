"""Register: the national register of schools in England (Get Information about Schools) as CSV in; the schools in it out.

Room: rosters. Columns come and go, so they are found by name; the file is neither clean UTF-8 nor of one kind of line end.
Source: Department for Education, `edubasealldataYYYYMMDD.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .rows import Bad, BadCell, BadRow, RosterFault, cells, table, text_of

LARGEST_REGISTER = 200_000_000  # bytes; all of England is some 60 MB
NEEDED = ("URN", "EstablishmentName", "EstablishmentStatus (name)")
PHASES = {
    "nursery": "nursery", "primary": "primary", "middle deemed primary": "primary", "secondary": "secondary", "middle deemed secondary": "secondary",
    "16 plus": "sixth form", "all-through": "all-through",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school as the register has it. kind, phase: as `schools.published.School` has them; authority, trust: (code, name) or None."""

    urn: int
    name: str
    key: str
    phase: str
    kind: str
    jurisdiction: str
    authority: tuple[str, str] | None
    trust: tuple[str, str] | None


def read_register(data: bytes) -> tuple[tuple[SchoolRow, ...], tuple[BadRow, ...]]:
    """The schools that are open, and the rows that could not be read. Raises RosterFault."""
    heading, rows = table(text_of(data, LARGEST_REGISTER))
    missing = [each for each in NEEDED if each not in heading]
    if missing:
        raise RosterFault(
            f"The file has no column “{missing[0]}”",
            "Download “Establishment fields” from Get Information about Schools.",
        )
    bad = Bad()
    return tuple(_schools(heading, rows, bad)), bad.told()


def _schools(heading: list[str], rows: Iterator[tuple[int, list[str]]], bad: Bad) -> Iterator[SchoolRow]:
    seen: set[int] = set()
    for line, row in rows:
        try:
            told = cells(heading, row)
            if not told.get("EstablishmentStatus (name)", "").lower().startswith("open"):
                continue
            made = _school(told)
            if made.urn in seen:
                raise BadCell(f"the number {made.urn} stands twice")
        except BadCell as error:
            bad.met(line, str(error))
            continue
        seen.add(made.urn)
        yield made


def _school(told: dict[str, str]) -> SchoolRow:
    urn, name = told["URN"], told["EstablishmentName"]
    if not (urn.isascii() and urn.isdigit() and 5 <= len(urn) <= 7):
        raise BadCell(f"“{urn[:20]}” is no unique reference number")
    if not name or len(name) > 200:
        raise BadCell("the school has no name" if not name else "the name of the school is too long")
    country = told.get("Country (name)", "")
    return SchoolRow(
        int(urn), name, f"{_slug(name)[:50]}-{urn}", _phase(told), _kind(told),
        "Wales" if country == "Wales" or "Welsh" in told.get("TypeOfEstablishment (name)", "") else "England",
        _coded(told, "LA"), _coded(told, "Trusts"),
    )  # fmt: skip


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "school"


def _phase(told: dict[str, str]) -> str:
    found = PHASES.get(told.get("PhaseOfEducation (name)", "").lower())
    if found:
        return found
    low, high = told.get("StatutoryLowAge", ""), told.get("StatutoryHighAge", "")
    if low.isdigit() and high.isdigit():  # independent and special schools have ages and no phase
        return "all-through" if int(low) < 11 and int(high) > 13 else "primary" if int(high) <= 13 else "secondary"
    return "primary"


def _kind(told: dict[str, str]) -> str:
    group, sort = (
        told.get("EstablishmentTypeGroup (name)", "").lower(),
        told.get("TypeOfEstablishment (name)", "").lower(),
    )
    if "special" in group or "special" in sort:
        return "special"
    if "independent" in group:
        return "independent"
    return "academy" if "academ" in group or "free school" in group else "maintained"


def _coded(told: dict[str, str], what: str) -> tuple[str, str] | None:
    code, name = told.get(f"{what} (code)", ""), told.get(f"{what} (name)", "")
    return (code, name[:200]) if code and name and "not applicable" not in name.lower() else None


__all__ = ["SchoolRow", "read_register"]
