"""OneRoster: the zip of CSV files that OneRoster 1.1 and 1.2 write, in; a roster out.

Room: rosters. Of its files `manifest.csv`, `orgs.csv`, `users.csv`, `roles.csv`, `classes.csv` and `enrollments.csv` are read, by the names of their
columns; `password` is never looked at. A bulk file is the whole roster, a delta tells of changes alone.
Source: 1EdTech, OneRoster 1.2 CSV binding (2023).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from .rows import (
    Bad,
    BadCell,
    GuardianRow,
    PersonRow,
    RoleRow,
    Roster,
    RosterFault,
    address,
    cells,
    day,
    name,
    several,
    table,
    text_of,
)

FILES = ("manifest.csv", "orgs.csv", "users.csv", "roles.csv", "classes.csv", "enrollments.csv")
MOST_UNPACKED = 500 * 1_048_576
MOST_ENTRIES = 200
GONE = "tobedeleted"
# What OneRoster calls people, in our words. None: a role that no file may give; a person gives it by hand.
ROLES: dict[str, str | None] = {
    "student": "pupil", "teacher": "teacher", "proctor": "teacher", "aide": "teaching assistant", "counselor": "support staff",
    "parent": "parent", "guardian": "parent", "relative": "relative of pupil",
    "principal": None, "administrator": None, "siteAdministrator": None, "districtAdministrator": None, "systemAdministrator": None,
}  # fmt: skip
ADULTS = {"parent": "parent", "relative of pupil": "other"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of one of the files."""

    file: str
    line: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def gone(self) -> bool:
        return self.get("status").lower() == GONE


def read_oneroster(data: bytes, urn: int | None = None) -> Roster:
    """The roster of one school. urn: whose, where the zip holds several. Raises RosterFault."""
    files = _unpacked(data)
    bad = Bad()
    manifest = {row.get("propertyName"): row.get("value") for row in _read(files, "manifest.csv", bad)}
    if "users.csv" not in files:
        raise RosterFault(
            "There is no `users.csv` in the zip", "Export the people too; `orgs`, `roles` and `classes` are welcome."
        )
    school = _school(list(_read(files, "orgs.csv", bad)), urn)
    users = {row.get("sourcedId"): row for row in _read(files, "users.csv", bad)}
    roles = _roles(files, users, school, bad)
    classes = _classes(files, bad)
    people: dict[str, PersonRow] = {}
    for row in users.values():
        if not _is_here(row, roles, school):
            continue
        try:
            person = _person(row)
        except BadCell as error:
            bad.met(row.line, str(error), row.file)
            continue
        if person.id in people:
            bad.met(row.line, f"`{person.id}` stands twice", row.file)
            continue
        own = tuple(
            replace(each, detail=each.detail or classes.get(person.id, "") or _year(row.get("grades")))
            if each.role == "pupil"
            else each
            for each in roles.get(person.id, ())
        )
        people[person.id] = replace(person, roles=own)
    return Roster(
        tuple(people.values()),
        _guardians(people, users),
        bad.told(),
        whole=manifest.get("file.users", "bulk") != "delta",
    )


# ---- the zip -------------------------------------------------------------------------------------------------------


def _unpacked(data: bytes) -> dict[str, str]:
    """The text of each file that is read. Raises RosterFault."""
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
        entries = opened.infolist()
        if len(entries) > MOST_ENTRIES:
            raise RosterFault(f"The zip holds {len(entries)} files", "OneRoster has fewer than thirty.")
        found: dict[str, str] = {}
        left = MOST_UNPACKED
        for entry in entries:
            base = entry.filename.replace("\\", "/").rpartition("/")[2]
            if base not in FILES:
                continue
            if base in found:
                raise RosterFault(f"`{base}` is in the zip twice", "Send one school's export alone.")
            if entry.flag_bits & 1:
                raise RosterFault("The zip has a password", "Export it without one, or unpack and zip it again.")
            with opened.open(entry) as file:  # what a zip says of its own size is not to be trusted
                unpacked = file.read(left + 1)
            left -= len(unpacked)
            if left < 0:
                raise RosterFault("The zip unpacks to more than any school has", "Send one school's export alone.")
            found[base] = text_of(unpacked)
        return found
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise RosterFault(
            f"The file is no zip that can be opened ({error})", "Send the zip as your system exported it."
        ) from None


def _read(files: dict[str, str], file: str, bad: Bad) -> Iterator[Row]:
    """The rows of a file; none where it is absent."""
    if file not in files:
        return
    heading, rows = table(files[file])
    wanted = {"manifest.csv": "propertyName"}.get(file, "sourcedId")
    if wanted not in heading:
        raise RosterFault(
            f"`{file}` has no column `{wanted}`", "Columns have their names of OneRoster, capitals included."
        )
    seen: set[str] = set()
    for line, row in rows:
        try:
            found = Row(file, line, cells(heading, row))
        except BadCell as error:
            bad.met(line, str(error), file)
            continue
        id = found.get(wanted)
        if not id or len(id) > 255:
            bad.met(line, f"`{wanted}` is {'empty' if not id else 'too long'}", file)
        elif id in seen:
            bad.met(line, f"`{id}` stands twice", file)
        else:
            seen.add(id)
            yield found


# ---- which school --------------------------------------------------------------------------------------------------


def _school(orgs: list[Row], urn: int | None) -> str:
    """The id of the school among the organisations; "" where the zip names only one or none. Raises RosterFault."""
    schools = [row for row in orgs if row.get("type") == "school" and not row.gone]
    if len(schools) < 2:
        return ""
    for row in schools:
        if urn is not None and row.get("identifier") == str(urn):
            return row.get("sourcedId")
    names = ", ".join(f"{row.get('name')} ({row.get('identifier') or 'no identifier'})" for row in schools[:5])
    raise RosterFault(
        f"The zip holds {len(schools)} schools, and none has this school's number: {names}",
        "Export one school alone, or give the school its unique reference number.",
    )


def _is_here(row: Row, roles: dict[str, tuple[RoleRow, ...]], school: str) -> bool:
    if not school:
        return True
    at = several(row.get("orgSourcedIds")) or several(row.get("primaryOrgSourcedId"))
    return row.get("sourcedId") in roles or school in at


# ---- people --------------------------------------------------------------------------------------------------------


def _person(row: Row) -> PersonRow:
    given, family = name(row.get("givenName"), "given name"), name(row.get("familyName"), "family name")
    if not (given or family):
        raise BadCell("there is no name")
    return PersonRow(
        row.get("sourcedId"), given, family,
        preferred=name(row.get("preferredGivenName"), "preferred name"),
        email=address(row.get("email")),
        left=row.gone or row.get("enabledUser").lower() == "false",
    )  # fmt: skip


def _roles(files: dict[str, str], users: dict[str, Row], school: str, bad: Bad) -> dict[str, tuple[RoleRow, ...]]:
    """By user, what they are in the school: of `roles.csv` (1.2), or of the column `role` (1.1)."""
    told = list(_read(files, "roles.csv", bad)) if "roles.csv" in files else None
    rows = [(row.get("userSourcedId"), row) for row in told] if told is not None else list(users.items())
    found: dict[str, list[RoleRow]] = {}
    for user, row in rows:
        role = row.get("role")
        if (told is not None and school and row.get("orgSourcedId") != school) or not role:
            continue
        if user not in users:
            bad.met(row.line, f"there is no user `{user}`", row.file)
        elif role not in ROLES:
            bad.met(row.line, f"`{role}` is no role of OneRoster", row.file)
        elif (ours := ROLES[role]) is None:
            bad.met(row.line, f"no file may give the role `{role}`: give it by hand", row.file)
            found.setdefault(user, [])
        else:
            try:
                since, until = day(row.get("beginDate"), "beginDate"), _after(day(row.get("endDate"), "endDate"))
                if told is not None and row.gone:
                    until = day(row.get("dateLastModified"), "dateLastModified") or since
                    if until is None:
                        raise BadCell("the role is to be deleted, and no day says when it ended")
            except BadCell as error:
                bad.met(row.line, str(error), row.file)
                continue
            if since and until and until < since:
                bad.met(row.line, "the role ends before it begins", row.file)
                continue
            known = found.setdefault(user, [])
            if all(each.role != ours for each in known):
                known.append(RoleRow(ours, since, until))
    return {user: tuple(each) for user, each in found.items()}


def _after(last: date | None) -> date | None:
    """The first day without, of the last day with."""
    return date.fromordinal(last.toordinal() + 1) if last is not None and last < date.max else None


def _classes(files: dict[str, str], bad: Bad) -> dict[str, str]:
    """By pupil, the class that they are registered in."""
    titles = {row.get("sourcedId"): row.get("title")[:200] for row in _read(files, "classes.csv", bad) if row.get("classType") == "homeroom" and not row.gone}  # fmt: skip
    if not titles:
        return {}
    return {
        row.get("userSourcedId"): titles[row.get("classSourcedId")]
        for row in _read(files, "enrollments.csv", bad)
        if row.get("role") == "student" and row.get("classSourcedId") in titles and not row.gone
    }


def _year(grades: str) -> str:
    """`grades` as a school says it: Reception, Year 4."""
    told = several(grades)
    if len(told) != 1:
        return ""
    if told[0].upper() in ("R", "REC", "KG", "PR"):
        return "Reception"
    number = told[0].lstrip("0")
    return f"Year {number}" if number.isascii() and number.isdigit() and 1 <= int(number) <= 13 else told[0][:200]


def _guardians(people: dict[str, PersonRow], users: dict[str, Row]) -> tuple[GuardianRow, ...]:
    """Whose parents and relatives they are: OneRoster says so of the pupil, or of the adult, or of both."""
    found: dict[tuple[str, str], GuardianRow] = {}
    for person in people.values():
        row = users[person.id]
        for other in several(row.get("agentSourcedIds")):
            pupil, adult = (person.id, other) if _is(person, "pupil") else (other, person.id)
            known = people.get(adult)
            relation = (
                next((ADULTS[each.role] for each in known.roles if each.role in ADULTS), None) if known else "parent"
            )
            if relation is not None and (pupil not in people or _is(people[pupil], "pupil")):
                found.setdefault((pupil, adult), GuardianRow(pupil, adult, relation, row.line, row.file))
    return tuple(found.values())


def _is(person: PersonRow, role: str) -> bool:
    return any(each.role == role for each in person.roles)


__all__ = ["ROLES", "read_oneroster"]
