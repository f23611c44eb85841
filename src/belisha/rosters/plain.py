"""Plain: any CSV of people in, with what each of its columns holds; a roster out.

Room: rosters. `guess` says what the columns look like; a person puts it right, and the mapping is kept with the import.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

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

# What a column can hold, and what it is often called.
FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "sourcedid", "upn", "admission number", "admission no", "adno", "person id", "external id", "staff code", "payroll number"),
    "role": ("role", "type", "person type", "category"),
    "job": ("job", "job title", "post", "post title", "position"),
    "given": ("given", "given name", "forename", "first name", "legal forename", "firstname"),
    "family": ("family", "family name", "surname", "last name", "legal surname", "lastname"),
    "preferred": ("preferred", "preferred name", "preferred forename", "known as", "preferred given name"),
    "email": ("email", "e-mail", "email address", "primary email", "work email"),
    "born": ("born", "dob", "date of birth", "birth date", "birthday"),
    "year": ("year", "year group", "nc year", "yr"),
    "class": ("class", "form", "registration group", "reg group", "tutor group", "reg"),
    "since": ("since", "start date", "admission date", "date of admission", "joined", "start"),
    "until": ("until", "leaving date", "end date", "date of leaving", "left", "last day"),
    "guardian of": ("guardian of", "parent of", "child id", "children", "pupil id", "pupil upn", "child upn"),
}  # fmt: skip
LABELS = {
    "id": "The number that the person keeps", "role": "What they are (pupil, teacher, parent)", "job": "Job", "given": "Given name", "family": "Family name",
    "preferred": "Name they go by", "email": "E-mail", "born": "Date of birth", "year": "Year", "class": "Class or form", "since": "First day", "until": "Last day",
    "guardian of": "The numbers of their children",
}  # fmt: skip
# Words for what somebody is. What decides and sees most is given by hand.
WORDS: dict[str, str] = {
    "pupil": "pupil", "student": "pupil", "child": "pupil", "learner": "pupil", "teacher": "teacher", "class teacher": "teacher", "teaching assistant": "teaching assistant", "ta": "teaching assistant",
    "hlta": "teaching assistant", "lsa": "teaching assistant", "support staff": "support staff", "supply": "supply staff", "supply staff": "supply staff", "supply teacher": "supply staff",
    "trainee": "trainee", "student teacher": "trainee", "governor": "governor", "volunteer": "volunteer", "contractor": "contractor", "external provider": "external provider",
    "parent": "parent", "carer": "parent", "guardian": "parent", "parent/carer": "parent", "mother": "parent", "father": "parent", "relative": "relative of pupil", "grandparent": "relative of pupil",
    "new starter": "new starter",
}  # fmt: skip
STAFF = ("staff", "employee", "workforce")
BY_HAND = ("headteacher", "head", "principal", "deputy head", "senior leader", "slt", "designated safeguarding lead", "dsl", "office", "school office", "administrator")  # fmt: skip
NEEDED = ("id", "given", "family")


def heading_of(data: bytes, rows: int = 3) -> tuple[list[str], list[list[str]]]:
    """The columns of a file, and its first rows to tell them apart by. Raises RosterFault."""
    heading, found = table(text_of(data))
    return heading, [row for _, row in islice(found, rows)]


def guess(heading: list[str]) -> dict[str, str]:
    """By field, the column that is called so; a column stands for one field."""
    plain = {column: re.sub(r"[\s_]+", " ", column).strip().lower() for column in heading}
    found: dict[str, str] = {}
    for field, names in FIELDS.items():
        for called in names:
            column = next((each for each in heading if plain[each] == called and each not in found.values()), None)
            if column is not None:
                found[field] = column
                break
    return found


def read_plain(data: bytes, mapping: Mapping[str, str], everybody: str = "") -> Roster:
    """mapping: by field, the column; everybody: what all are, where no column says so. Raises RosterFault."""
    heading, rows = table(text_of(data))
    for field, column in mapping.items():
        if field not in FIELDS or column not in heading:
            raise RosterFault(f"There is no column “{column}”", f"The columns are: {', '.join(heading)[:300]}.")
    missing = [LABELS[field].lower() for field in NEEDED if field not in mapping]
    if missing:
        raise RosterFault(f"No column holds: {', '.join(missing)}", "Say which column does.")
    if "role" not in mapping and not everybody:
        raise RosterFault("No column says what people are", "Say which column does, or what everybody in the file is.")
    bad, people, children = Bad(), dict[str, PersonRow](), dict[tuple[str, str], int]()
    for line, row in rows:
        try:
            found = cells(heading, row)
            told = {field: found.get(column, "") for field, column in mapping.items()}
            person = _person(told, everybody)
        except BadCell as error:
            bad.met(line, str(error))
            continue
        if person.id in people:
            # A parent of two children stands twice in many lists: the same person, with another child.
            known = people[person.id]
            if not told.get("guardian of") or (known.given, known.family) != (person.given, person.family):
                bad.met(line, f"“{person.id}” stands twice")
                continue
        else:
            people[person.id] = person
        for pupil in several(told.get("guardian of", "")):
            children.setdefault((pupil, person.id), line)
    guardians = tuple(
        GuardianRow(pupil, adult, _relation(people[adult]), line) for (pupil, adult), line in children.items()
    )
    return Roster(tuple(people.values()), guardians, bad.told())


def _relation(adult: PersonRow) -> str:
    return "other" if any(each.role == "relative of pupil" for each in adult.roles) else "parent"


def _person(told: Mapping[str, str], everybody: str) -> PersonRow:
    id = told.get("id", "")
    if not id:
        raise BadCell("the number that the person keeps is empty")
    if len(id) > 255:
        raise BadCell("the number that the person keeps is too long")
    given, family = name(told.get("given", ""), "given name"), name(told.get("family", ""), "family name")
    if not (given or family):
        raise BadCell("there is no name")
    since, until = day(told.get("since", ""), "the first day"), day(told.get("until", ""), "the last day")
    if until is not None:
        until = until.fromordinal(until.toordinal() + 1)
    if since and until and until < since:
        raise BadCell("the last day is before the first")
    role = _role(told.get("role", ""), told.get("job", ""), everybody)
    detail = (
        ", ".join(each for each in (_year(told.get("year", "")), told.get("class", ""))[:2] if each)
        if role == "pupil"
        else told.get("job", "")
    )
    return PersonRow(
        id, given, family, name(told.get("preferred", ""), "name they go by"), address(told.get("email", "")), day(told.get("born", ""), "the date of birth"),
        (RoleRow(role, since, until, detail[:200]),),
    )  # fmt: skip


def _role(role: str, job: str, everybody: str) -> str:
    word = role.lower() or everybody.lower()
    if word in WORDS:
        return WORDS[word]
    if word in STAFF:
        doing = job.lower()
        if re.search(r"\bassistant\b|\bta\b|\bhlta\b|\blsa\b", doing):
            return "teaching assistant"
        return "teacher" if re.search(r"\bteacher\b|\bteach", doing) else "support staff"
    if word in BY_HAND:
        raise BadCell(f"no file may give the role “{role}”: write staff, and give it by hand")
    raise BadCell(f"“{role[:60]}” is not known; write one of: {', '.join(sorted(set(WORDS.values())))}, staff" if role else "what the person is, is empty")  # fmt: skip


def _year(text: str) -> str:
    plain = text.lower().removeprefix("year").strip()
    if plain in ("r", "rec", "reception", "0"):
        return "Reception"
    return f"Year {int(plain)}" if plain.isascii() and plain.isdigit() and 1 <= int(plain) <= 13 else text


__all__ = ["FIELDS", "LABELS", "NEEDED", "WORDS", "guess", "heading_of", "read_plain"]
