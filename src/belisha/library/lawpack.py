"""The law pack: what is in force, announced, unverified or superseded, with sources, clocks, and the platforms that policies name.

Room: library. YAML in, frozen values out; every fault of the files at once, each with its line and the mend. Says nothing about a policy.
Keeps out: which policy cites what (analysis), and rules of law as sentences (`law/england.md`, read by `language`).
Next door: `law/england.yaml` and `law/platforms.yaml` hold the data and say what each key means.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from belisha.language import Fault, Place

STATUSES = ("in force", "announced", "draft", "superseded")
VERIFIED = ("primary", "secondary", "no")
UNITS = ("hours", "working days", "school days", "days", "months")
CLOCK_KINDS = ("statutory", "guidance", "local", "expectation")
PLATFORM_STATUSES = ("alive", "renamed", "dead", "unknown")
ROUTE_STATUSES = ("dead", "doubtful")
_NEEDED = ("id", "jurisdiction", "title", "text", "source", "in force from", "in force to", "status", "checked on")
_ENTRY = (*_NEEDED, "verified", "note", "names", "supersedes", "in part", "expected", "clock", "characteristics")
_COUNTS = ("title", "text", "begins", "ends", "status", "supersedes", "in_part", "expected", "clock", "characteristics")
_PLATFORM_COUNTS = ("name", "status", "now", "since", "ages", "may_change")
_CLOCK = ("amount", "unit", "starts", "kind", "duty", "and then")
_PLATFORM = ("id", "name", "names", "status", "now", "since", "source", "verified", "note", "ages", "may change")
_ROUTE = ("id", "says", "platform", "status", "instead", "source", "verified", "note")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
LARGEST = 1_000_000
DEEPEST = 20


class LawPackError(Exception):
    """A law pack that cannot be read. `faults` holds every fault, in the files' order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Clock:
    """A time within which something has to be done.

    amount and unit: such as 72 hours; 0 hours is at once. starts: what sets it going, in words. kind: statutory, guidance, local, expectation.
    do, to, event: the duty of the vocabulary that it is the time for ("" and () where policies have none); and_then: what follows at its end.
    """

    amount: int
    unit: str
    starts: str
    kind: str
    do: str = ""
    to: tuple[str, ...] = ()
    event: str = ""
    and_then: str = ""

    @property
    def words(self) -> str:
        if self.amount == 0:
            return "at once"
        return f"{self.amount} {self.unit.removesuffix('s') if self.amount == 1 else self.unit}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that the pack knows. begins, ends: a year, a month or a day as printed, "" where not known or open; ends is the last that counts."""

    id: str
    jurisdiction: str
    title: str
    text: str
    source: str
    begins: str
    ends: str
    status: str
    checked: str
    verified: str
    note: str = ""
    names: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    in_part: str = ""
    expected: str = ""
    clock: Clock | None = None
    characteristics: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def in_force(self, day: date) -> bool:
        """Whether it counts on the day. What is announced or a draft never does."""
        if self.status in ("announced", "draft") or (self.begins and first_day(self.begins) > day):
            return False
        return self.status == "in force" if not self.ends else last_day(self.ends) >= day

    def superseded(self, day: date) -> bool:
        """Whether it has been replaced by the day."""
        return self.status == "superseded" and (not self.ends or last_day(self.ends) < day)


@dataclass(frozen=True, slots=True)
class Age:
    """From which age on a platform lets people in (years), from a day and to a last day, each as printed or ""."""

    minimum: int
    begins: str
    ends: str
    source: str
    verified: str


@dataclass(frozen=True, slots=True)
class Platform:
    """A service that policies name. since: when it was renamed or ended. may_change: the entry that would change its age."""

    id: str
    name: str
    names: tuple[str, ...]
    status: str
    now: str
    since: str
    source: str
    verified: str
    note: str
    ages: tuple[Age, ...]
    may_change: str = ""

    def age(self, day: date) -> Age | None:
        """The minimum age on the day, or None where it is not known."""
        for age in reversed(self.ages):
            if (not age.begins or first_day(age.begins) <= day) and (not age.ends or last_day(age.ends) >= day):
                return age
        return None

    def over(self, day: date) -> bool:
        """Whether by the day it has ended or has another name."""
        return self.status in ("dead", "renamed") and (not self.since or first_day(self.since) <= day)


@dataclass(frozen=True, slots=True)
class Route:
    """An address that policies print and that leads nowhere, or may not."""

    id: str
    says: str
    platform: str
    status: str
    instead: str
    source: str
    verified: str
    note: str


@dataclass(frozen=True, slots=True)
class Absent:
    """A jurisdiction that the pack does not hold."""

    jurisdiction: str
    note: str


@dataclass(frozen=True, slots=True)
class Cited:
    """Where a text cites an entry (or names a platform): from start up to end, in characters."""

    id: str
    start: int
    end: int


@dataclass(frozen=True)
class LawPack:
    """Everything the pack holds, in its files' order."""

    jurisdiction: str
    checked: str
    entries: tuple[Entry, ...]
    platforms: tuple[Platform, ...] = ()
    routes: tuple[Route, ...] = ()
    absent: tuple[Absent, ...] = ()
    local: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def _by_id(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def _platform_by_id(self) -> dict[str, Platform]:
        return {platform.id: platform for platform in self.platforms}

    def get(self, id: str) -> Entry | None:
        return self._by_id.get(id)

    @cached_property
    def hashes(self) -> dict[str, str]:
        """Of every entry and platform, by id, a hash of what counts in it, so that a later pack shows what has changed.

        That it was checked again, a source or a note is no change of the law.
        """
        entries = {each.id: _hash(each, _COUNTS) for each in self.entries}
        return entries | {each.id: _hash(each, _PLATFORM_COUNTS) for each in self.platforms}

    def platform(self, id: str) -> Platform | None:
        return self._platform_by_id.get(id)

    def successors(self, id: str) -> tuple[Entry, ...]:
        """The entries that replaced it, directly."""
        return tuple(entry for entry in self.entries if id in entry.supersedes)

    def instead_of(self, id: str, day: date) -> Entry | None:
        """What counts on the day in place of a superseded entry, however many replaced each other between; None where the pack does not know."""
        waiting, seen = [id], {id}
        while waiting:
            for entry in self.successors(waiting.pop(0)):
                if entry.in_force(day):
                    return entry
                if entry.id not in seen:
                    seen.add(entry.id)
                    waiting.append(entry.id)
        return None

    @cached_property
    def _names(self) -> tuple[re.Pattern[str] | None, dict[str, str]]:
        return _finder({name: entry.id for entry in self.entries for name in entry.names}, re.IGNORECASE)

    @cached_property
    def _platform_names(self) -> tuple[re.Pattern[str] | None, dict[str, str]]:
        return _finder({name: platform.id for platform in self.platforms for name in platform.names})

    def citations(self, text: str) -> tuple[Cited, ...]:
        """Where the text cites entries by a name of theirs, in its order; the longest name wins."""
        return _found(text, *self._names)

    def platforms_named(self, text: str) -> tuple[Cited, ...]:
        """Where the text names platforms, in its order."""
        return _found(text, *self._platform_names)

    def with_local(self, text: str, file: str = "local.yaml") -> LawPack:
        """The pack with a school's own clocks: `lado-one-working-day: {amount: 24, unit: hours}`. What is left out stays as it is.

        Raises LawPackError where an entry has no clock, or a value is none.
        """
        reader = _Reader(file)
        changed = dict(self._by_id)
        for id, node in reader.mapping(reader.document(text), None, "the file").items():
            entry = changed.get(id)
            if entry is None or entry.clock is None:
                clocks = ", ".join(each.id for each in self.entries if each.clock)
                reader.fault(node, f"`{id}` is no entry with a clock", f"there are {clocks}")
                continue
            found = reader.mapping(node, _CLOCK, id)
            clock = replace(
                entry.clock,
                amount=reader.count(found["amount"]) if "amount" in found else entry.clock.amount,
                unit=reader.one_of(found["unit"], UNITS) if "unit" in found else entry.clock.unit,
                starts=reader.text(found["starts"]) if "starts" in found else entry.clock.starts,
                kind="local",
            )
            changed[id] = replace(entry, clock=clock)
        reader.stop()
        entries = tuple(changed[entry.id] for entry in self.entries)
        local = {entry.id for entry in entries if entry is not self._by_id[entry.id]}
        return replace(self, entries=entries, local=self.local | local)


def _hash(entry: Entry | Platform, keys: tuple[str, ...]) -> str:
    said = repr([getattr(entry, key) for key in keys])
    return sha256(said.encode()).hexdigest()[:16]


def _finder(names: Mapping[str, str], flags: int = 0) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    """A pattern for any of the names, longest first; and what each stands for."""
    if not names:
        return None, {}
    parts = [
        r"\s+".join(re.escape(word).replace("'", "['’]").replace("’", "['’]") for word in name.split())
        for name in sorted(names, key=len, reverse=True)
    ]
    return re.compile(rf"(?<![\w@])(?:{'|'.join(parts)})(?![\w@])", flags), {
        _plain(name, flags): id for name, id in names.items()
    }


def _plain(name: str, flags: int) -> str:
    plain = " ".join(name.replace("’", "'").split())
    return plain.lower() if flags & re.IGNORECASE else plain


def _found(text: str, pattern: re.Pattern[str] | None, ids: Mapping[str, str]) -> tuple[Cited, ...]:
    if pattern is None:
        return ()
    return tuple(Cited(ids[_plain(met[0], pattern.flags)], *met.span()) for met in pattern.finditer(text))


def first_day(text: str) -> date:
    """The first day of a date as printed (a year, a month or a day)."""
    year, month, day = (*(int(part) for part in text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def last_day(text: str) -> date:
    """The last day of a date as printed."""
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else monthrange(year, month)[1])


# ---- reading ---------------------------------------------------------------------------------------------------


class _Reader:
    """Reads one file's nodes and gathers its faults. Every value is text, so that a date keeps the precision printed."""

    def __init__(self, file: str) -> None:
        self.file, self.faults, self.lines = file, list[Fault](), [""]

    def document(self, text: str) -> Any:
        self.lines = text.split("\n")
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            if len(text) > LARGEST:
                raise yaml.YAMLError(f"it has {len(text):,} characters, and may have {LARGEST:,}")
            depth = 0
            for event in yaml.parse(text, Loader=loader):
                # INVARIANT: nothing deep reaches `compose`, which is recursive in C and would end the process.
                depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
                if depth > DEEPEST or isinstance(event, yaml.AliasEvent):
                    raise yaml.YAMLError("it is nested too deeply, or uses an alias")
            node = yaml.compose(text, Loader=loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or error
            self.fault(None, f"this cannot be read as YAML ({problem})", "mend the line", mark.line if mark else 0)
            node = None
        if node is None and not self.faults:
            self.fault(None, "the file is empty", "write its entries")
        self.stop()
        return node

    def fault(self, node: Any, problem: str, mend: str, line: int = 0) -> None:
        line = node.start_mark.line if node is not None else line
        text = self.lines[line] if line < len(self.lines) else ""
        column = node.start_mark.column + 1 if node is not None else 1
        self.faults.append(Fault(Place(self.file, line + 1, column, text), problem, mend))

    def stop(self) -> None:
        if self.faults:
            raise LawPackError(tuple(self.faults))

    def text(self, node: Any) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, "here belongs a text", "write one text, in quotes where it holds a colon")
            return ""
        return "" if node.value in ("null", "~") else str(node.value).strip()

    def texts(self, node: Any) -> tuple[str, ...]:
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, "here belongs a list", "write `[one, two]`")
            return ()
        return tuple(self.text(each) for each in node.value)

    def items(self, node: Any) -> list[Any]:
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, "here belongs a list of entries", "begin each with `- id: …`")
            return []
        return list(node.value)

    def one_of(self, node: Any, known: tuple[str, ...]) -> str:
        text = self.text(node)
        if text not in known:
            self.fault(node, f"`{text}` is none of {', '.join(known)}", "write one of them")
        return text

    def count(self, node: Any) -> int:
        text = self.text(node)
        if not re.fullmatch(r"\d{1,4}", text):
            self.fault(node, f"`{text}` is no whole number", "write digits, such as 72")
            return 0
        return int(text)

    def date(self, node: Any) -> str:
        text = self.text(node)
        try:
            if text and not _DATE.fullmatch(text):
                raise ValueError
            if text:
                last_day(text)
        except ValueError:
            self.fault(node, f"`{text}` is no date", "write 2026-09-14, 2026-09 or 2026, or null where it is not known")
            return ""
        return text

    def mapping(self, node: Any, keys: tuple[str, ...] | None, what: str) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, f"{what} belongs in `key: value` lines", f"write {', '.join(keys or ('a name: …',))}")
            return {}
        found: dict[str, Any] = {}
        for key_node, value in node.value:
            key = self.text(key_node)
            if keys is not None and key not in keys:
                self.fault(key_node, f"unknown key `{key}` in {what}", f"known are {', '.join(keys)}")
            elif key in found:
                self.fault(key_node, f"`{key}` stands twice in {what}", "keep one of them")
            else:
                found[key] = value
        return found

    def needed(self, node: Any, found: Mapping[str, Any], keys: tuple[str, ...], what: str) -> bool:
        missing = [key for key in keys if key not in found]
        if missing:
            self.fault(
                node, f"{what} has no {', '.join(f'`{key}`' for key in missing)}", "add it; null where not known"
            )
        return not missing

    # ---- entries ---------------------------------------------------------------------------------------------

    def entry(self, node: Any) -> Entry | None:
        found = self.mapping(node, _ENTRY, "an entry")
        what = f"`{self.text(found['id'])}`" if "id" in found else "an entry"
        if not self.needed(node, found, (*_NEEDED, "verified", "note"), what):
            return None
        entry = Entry(
            id=self.text(found["id"]), jurisdiction=self.text(found["jurisdiction"]), title=self.text(found["title"]), text=self.text(found["text"]),
            source=self.text(found["source"]), begins=self.date(found["in force from"]), ends=self.date(found["in force to"]),
            status=self.one_of(found["status"], STATUSES), checked=self.date(found["checked on"]), verified=self.one_of(found["verified"], VERIFIED),
            note=self.text(found["note"]), names=self.texts(found["names"]) if "names" in found else (),
            supersedes=self.texts(found["supersedes"]) if "supersedes" in found else (),
            in_part=self.text(found["in part"]) if "in part" in found else "", expected=self.text(found["expected"]) if "expected" in found else "",
            clock=self.clock(found["clock"], what) if "clock" in found else None,
            characteristics=tuple((name, self.texts(words)) for name, words in self.mapping(found["characteristics"], None, "characteristics").items())
            if "characteristics" in found else (),
        )  # fmt: skip
        if entry.status == "in force" and entry.verified == "no":
            self.fault(found["status"], f"{what} is in force and was verified by nobody", "write draft, or verify it")
        if entry.status == "announced" and entry.begins:
            problem = f"{what} is only announced and has a day"
            self.fault(found["in force from"], problem, "write null and `expected: …`, or in force")
        if entry.status == "superseded" and not entry.ends:
            self.fault(
                found["in force to"], f"{what} is superseded and has no end", "write the last day, month or year"
            )
        if entry.begins and entry.ends and first_day(entry.begins) > last_day(entry.ends):
            self.fault(found["in force to"], f"{what} ends before it begins", "put one of the two dates right")
        return entry

    def clock(self, node: Any, what: str) -> Clock | None:
        found = self.mapping(node, _CLOCK, "a clock")
        if not self.needed(node, found, _CLOCK[:4], f"the clock of {what}"):
            return None
        duty = self.mapping(found["duty"], ("event", "do", "to"), "a clock's duty") if "duty" in found else {}
        return Clock(
            self.count(found["amount"]), self.one_of(found["unit"], UNITS), self.text(found["starts"]), self.one_of(found["kind"], CLOCK_KINDS),
            self.text(duty["do"]) if "do" in duty else "", self.texts(duty["to"]) if "to" in duty else (),
            self.text(duty["event"]) if "event" in duty else "", self.text(found["and then"]) if "and then" in found else "",
        )  # fmt: skip

    def platform(self, node: Any) -> Platform | None:
        found = self.mapping(node, _PLATFORM, "a platform")
        what = f"`{self.text(found['id'])}`" if "id" in found else "a platform"
        needed = ("id", "name", "names", "status", "since", "source", "verified", "note", "ages")
        if not self.needed(node, found, needed, what):
            return None
        made = Platform(
            id=self.text(found["id"]), name=self.text(found["name"]), names=self.texts(found["names"]), status=self.one_of(found["status"], PLATFORM_STATUSES),
            now=self.text(found["now"]) if "now" in found else "", since=self.date(found["since"]), source=self.text(found["source"]),
            verified=self.one_of(found["verified"], VERIFIED), note=self.text(found["note"]),
            ages=tuple(age for each in self.items(found["ages"]) if (age := self.age(each, what)) is not None),
            may_change=self.text(found["may change"]) if "may change" in found else "",
        )  # fmt: skip
        if (made.status == "renamed") != bool(made.now):
            self.fault(node, f"{what} is {made.status}", "write `now: …` for what was renamed, and for nothing else")
        return made

    def age(self, node: Any, what: str) -> Age | None:
        found = self.mapping(node, ("minimum", "from", "to", "source", "verified"), "an age")
        if not self.needed(node, found, ("minimum", "from", "to", "source", "verified"), f"an age of {what}"):
            return None
        return Age(
            self.count(found["minimum"]), self.date(found["from"]), self.date(found["to"]), self.text(found["source"]), self.one_of(found["verified"], VERIFIED),
        )  # fmt: skip

    def route(self, node: Any) -> Route | None:
        found = self.mapping(node, _ROUTE, "a route")
        if not self.needed(node, found, _ROUTE, "a route"):
            return None
        read: dict[str, Callable[[Any], str]] = {
            "status": lambda each: self.one_of(each, ROUTE_STATUSES),
            "verified": lambda each: self.one_of(each, VERIFIED),
        }
        return Route(**{key: read.get(key, self.text)(found[key]) for key in _ROUTE})

    def absent(self, node: Any) -> Absent:
        found = self.mapping(node, ("jurisdiction", "note"), "an absent jurisdiction")
        self.needed(node, found, ("jurisdiction", "note"), "an absent jurisdiction")
        return Absent(*(self.text(found[key]) if key in found else "" for key in ("jurisdiction", "note")))

    def unique(self, nodes: list[Any], made: list[Any]) -> None:
        seen: set[str] = set()
        for node, each in zip(nodes, made, strict=True):
            if each is not None and each.id in seen:
                self.fault(node, f"`{each.id}` stands twice", "give one of them another id")
            elif each is not None:
                seen.add(each.id)


def read_pack(law: str, platforms: str = "", files: tuple[str, str] = ("england.yaml", "platforms.yaml")) -> LawPack:
    """The pack in the text of its two files. Raises LawPackError with every fault of a file, those of the first file first."""
    reader = _Reader(files[0])
    head = reader.mapping(
        reader.document(law), ("jurisdiction", "checked on", "absent", "entries"), "the head of the law pack"
    )
    if not reader.needed(None, head, ("jurisdiction", "checked on", "entries"), "the law pack"):
        reader.stop()
    nodes = reader.items(head["entries"])
    entries = [reader.entry(node) for node in nodes]
    reader.unique(nodes, entries)
    known = {entry.id for entry in entries if entry is not None}
    names: dict[str, str] = {}
    for node, entry in zip(nodes, entries, strict=True):
        if entry is None:
            continue
        for each in entry.supersedes:
            if each not in known:
                reader.fault(node, f"`{entry.id}` supersedes `{each}`, which is no entry", "name an entry of this file")
        for name in entry.names:
            if names.setdefault(_plain(name, re.IGNORECASE), entry.id) != entry.id:
                reader.fault(node, f"`{name}` names two entries", "let one name stand for one entry")
    absent = tuple(reader.absent(node) for node in reader.items(head["absent"])) if "absent" in head else ()
    pack = LawPack(
        reader.text(head["jurisdiction"]), reader.date(head["checked on"]), tuple(each for each in entries if each), absent=absent
    )  # fmt: skip
    reader.stop()
    return _with_platforms(pack, platforms, files[1]) if platforms else pack


def _with_platforms(pack: LawPack, text: str, file: str) -> LawPack:
    reader = _Reader(file)
    head = reader.mapping(reader.document(text), ("checked on", "platforms", "routes"), "the register of platforms")
    if not reader.needed(None, head, ("checked on", "platforms", "routes"), "the register of platforms"):
        reader.stop()
    nodes, route_nodes = reader.items(head["platforms"]), reader.items(head["routes"])
    platforms, routes = [reader.platform(node) for node in nodes], [reader.route(node) for node in route_nodes]
    reader.unique(nodes, platforms)
    reader.unique(route_nodes, routes)
    known = {each.id for each in platforms if each}
    for node, platform in zip(nodes, platforms, strict=True):
        if platform and platform.may_change and pack.get(platform.may_change) is None:
            reader.fault(node, f"`{platform.may_change}` is no entry of the law pack", "name an entry, or take it out")
    for node, route in zip(route_nodes, routes, strict=True):
        if route and route.platform and route.platform not in known:
            reader.fault(node, f"`{route.platform}` is no platform of this file", "name one, or write null")
    reader.stop()
    return replace(
        pack, platforms=tuple(each for each in platforms if each), routes=tuple(each for each in routes if each)
    )


def read_pack_at(path: Path) -> LawPack:
    """The pack in a folder that holds england.yaml (and platforms.yaml), or in one file. Raises LawPackError, and OSError where there is none."""
    law = path / "england.yaml" if path.is_dir() else path
    platforms = path / "platforms.yaml"
    texts = (law.read_text(encoding="utf-8"), platforms.read_text(encoding="utf-8") if platforms.is_file() else "")
    return read_pack(*texts, files=(law.name, "platforms.yaml"))


@cache
def law_pack() -> LawPack:
    """The law pack for England that comes with Belisha. Read once."""
    folder = files("belisha.library").joinpath("law")
    return read_pack(
        folder.joinpath("england.yaml").read_text(encoding="utf-8"),
        folder.joinpath("platforms.yaml").read_text(encoding="utf-8"),
    )


_IN_NOTES = re.compile(r"\blaw: ([a-z0-9-]+(?:, [a-z0-9-]+)*)")


def ids_cited(text: str) -> Iterator[Cited]:
    """The ids of entries that a note cites as `law: one, two`."""
    for met in _IN_NOTES.finditer(text):
        start = met.start(1)
        for id in met[1].split(", "):
            yield Cited(id, start, start + len(id))
            start += len(id) + 2


__all__ = [
    "Absent", "Age", "Cited", "Clock", "Entry", "LawPack", "LawPackError", "Platform", "Route", "first_day", "ids_cited", "last_day", "law_pack", "read_pack", "read_pack_at",
]  # fmt: skip
