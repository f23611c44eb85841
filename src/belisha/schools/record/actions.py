"""Writing the record, and proving it whole.

Room: schools.record. `write` and `read` add a line in the transaction of the deed; `anchor` remembers where the record stands;
`verify` goes through all of it. Keeps out: secrets (see `_values`) and passwords; they never reach a line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from belisha.schools.record.events import Event
from belisha.schools.record.models import Anchor, Entry

if TYPE_CHECKING:
    from belisha.schools.people.places import Place

BEGINNING = "0" * 64
# What never stands in the record, whatever it is called with.
SECRET = frozenset({"password", "secret", "token", "hash", "link", "code", "key"})
HASHED = (
    "school", "number", "at", "event", "who", "who_words", "roles", "about_kind", "about_id", "about_words", "before",
    "after", "previous",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """What a line is about, where that is no row: `About("list", "", "all pupils")`."""

    kind: str
    id: str
    words: str


def write(
    place: Place,
    event: Event,
    about: Model | About | None = None,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Entry:
    """Adds a line, in the caller's transaction: if that is undone, so is the line.

    before, after: the fields that changed, by name, with values JSON can hold (dates and ids too). A field that the model's
    `Privacy` calls personal is written by its name only; a name of SECRET is refused.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the record is written in the transaction of the deed")
    told = _about(about)
    with connection.cursor() as cursor:  # one writer at a time for a school, until the transaction ends
        cursor.execute("SELECT pg_advisory_xact_lock(1934, hashtext(%s))", [place.school.key])
    last = Entry.objects.filter(school=place.school).order_by("-number").values("number", "hash").first()
    entry = Entry(
        school=place.school,
        number=(last["number"] if last else 0) + 1,
        at=timezone.now(),
        event=str(event),
        who=place.person.pk if place.person else None,
        who_words=place.words[:300],
        roles=sorted(place.roles),
        about_kind=told.kind,
        about_id=told.id,
        about_words=told.words[:300],
        before=_values(before, about),
        after=_values(after, about),
        previous=last["hash"] if last else BEGINNING,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    return entry


def read(place: Place, event: Event, about: Model | About | None = None) -> Entry:
    """Adds a line that somebody has opened something."""
    return write(place, event, about)


def _about(about: Model | About | None) -> About:
    if about is None:
        return About("", "", "")
    if isinstance(about, About):
        return about
    words = getattr(about, "words_for_record", "") or getattr(about, "name", "") or about._meta.verbose_name
    return About(about._meta.model_name or "", str(about.pk), str(words))


def _values(given: Mapping[str, Any] | None, about: Model | About | None) -> dict[str, Any] | None:
    if given is None:
        return None
    personal = getattr(getattr(type(about), "Privacy", None), "personal", frozenset())
    shown = getattr(getattr(type(about), "Privacy", None), "in_record", frozenset())
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name in SECRET:
            raise ValueError(f"`{name}` is a secret and belongs in no record")
        if name in personal and name not in shown:
            found[name] = None if value in (None, "") else "(personal)"
        else:
            found[name] = value if isinstance(value, bool | int | list | None) else str(value)
    return found


def hash_of(entry: Entry) -> str:
    """SHA-256 over the line in a canonical form: JSON, names sorted, no spaces, the time in UTC, and the hash before it."""
    told: dict[str, Any] = {name: getattr(entry, name) for name in HASHED if name not in ("school", "at", "who")}
    told["school"] = entry.school_id
    told["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    told["who"] = str(entry.who) if entry.who else None
    return hashlib.sha256(
        json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
    ).hexdigest()


# -- Anchors ---------------------------------------------------------------------------------------------------------


def anchor(place: Place, why: str) -> Anchor | None:
    """Remembers where the record stands, in a table and in a file of the data folder; None while there is no line."""
    last = Entry.objects.filter(school=place.school).order_by("-number").first()
    if last is None:
        return None
    made = Anchor(school=place.school, at=timezone.now(), number=last.number, hash=last.hash, why=why)
    made.save(force_insert=True)
    line = json.dumps({"number": made.number, "hash": made.hash, "at": made.at.isoformat(), "why": why})
    file = _file(place.school.key)

    def keep() -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as lines:
            lines.write(line + "\n")

    transaction.on_commit(keep)
    return made


def run(today: date, place: Place) -> Anchor | None:
    """The anchor of the day; a second call on the same day does nothing."""
    if Anchor.objects.filter(school=place.school, why="the day", at__date=today).exists():
        return None
    return anchor(place, "the day")


def _file(school: str) -> Path:
    return Path(settings.BELISHA_DATA) / "anchors" / f"{school}.jsonl"


# -- Proof -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verified:
    """What `verify` found. problem "": the record is whole. number: the first line that is not as it was written."""

    school: str
    lines: int
    number: int = 0
    problem: str = ""


def verify(school: str) -> Verified:
    """Goes through the whole record of a school, whose rows the caller can see, and stops at the first line that is wrong."""
    before, number = BEGINNING, 0
    hashes: dict[int, str] = {}
    anchors = [(each.number, each.hash, "the table of anchors") for each in Anchor.objects.filter(school=school)]
    anchors += _from_file(school)
    wanted = {each[0] for each in anchors}
    for entry in Entry.objects.filter(school=school).order_by("number").iterator(chunk_size=2000):
        expected = number + 1
        if entry.number != expected:
            return Verified(school, number, expected, f"line {expected} is missing: line {entry.number} comes next")
        if entry.previous != before:
            return Verified(school, number, expected, f"line {expected} does not continue line {number}")
        if hash_of(entry) != entry.hash:
            return Verified(school, number, expected, f"line {expected} was altered")
        number, before = expected, entry.hash
        if number in wanted:
            hashes[number] = entry.hash
    for at, hash, where in sorted(anchors, key=lambda each: each[0]):
        if at > number:
            return Verified(school, number, number + 1, f"line {number + 1} is missing: {where} knows line {at}")
        if hashes.get(at) != hash:
            return Verified(school, number, at, f"line {at} is not the one that {where} knows")
    return Verified(school, number)


def _from_file(school: str) -> list[tuple[int, str, str]]:
    file = _file(school)
    if not file.exists():
        return []
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            told = json.loads(line)
            found.append((int(told["number"]), str(told["hash"]), f"the file {file.name}"))
        except (ValueError, KeyError, TypeError):
            found.append((1, "", f"a broken line of the file {file.name}"))
    return found
