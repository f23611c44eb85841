"""Front matter: what stands above a policy, read and checked; unknown keys, impossible dates and contradictions are named.

Room: language. Values are read as text, so that a date keeps the precision that the document prints.
Next door: `documents` calls it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Any

import yaml

from .faults import Fault, Place
from .policy import Approval, FrontMatter, Review
from .reading import ID
from .vocabulary import Vocabulary

LARGEST = 65_536
DEEPEST = 20
# What the YAML library says, as people would.
_SAID = {
    "mapping values are not allowed": "a second colon stands in one line",
    "cannot start any token": "a tab or a sign that no text can begin with",
    "did not find expected ',' or ']'": "a list without its closing bracket",
    "did not find expected ',' or '}'": "a brace without its closing brace",
    "unexpected end of stream": "a quotation mark without its second",
    "did not find expected key": "the indents do not match, or a quotation mark or bracket is left over",
    "could not find expected ':'": "a key without its colon",
}
_TEXT = ("policy", "school", "version", "layer", "owner", "lead", "when silent")
_DATES = ("dated", "adopted")
_LISTS = ("applies to", "read with", "refers to", "notes")
_APPROVALS = ("approved", "reviewed")
KEYS = (
    *_TEXT[:4],
    *_TEXT[4:6],
    *_DATES,
    *_APPROVALS,
    "review",
    *_LISTS[:1],
    "groups",
    "when silent",
    *_LISTS[1:],
    "people",
    "clauses",
)
REVIEW_KEYS = ("every", "last", "next", "sooner when")
LAYERS = ("law", "trust", "school")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_EVERY = re.compile(r"(\d{1,2}) (month|year)s?|termly|every term")


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """Every scalar is text. Anchors are refused below, so that a small document cannot grow."""


class _Front:
    def __init__(self, lines: list[str], file: str, first: int, vocabulary: Vocabulary) -> None:
        self.lines, self.file, self.first, self.vocabulary = lines, file, first, vocabulary
        self.faults: list[Fault] = []

    def fault(
        self, node: Any, problem: str, mend: str = "", warning: bool = False, length: int = 1, kind: str = ""
    ) -> None:
        line = node.start_mark.line if node is not None else 0
        column = node.start_mark.column if node is not None else 0
        text = self.lines[line] if line < len(self.lines) else ""
        where = Place(self.file, self.first + line, column + 1, text)
        self.faults.append(Fault(where, problem, mend, length, warning, kind))

    # ---- values ----------------------------------------------------------------------------------------------

    def text(self, node: Any) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, "here belongs a text", "write one line of text; put it in quotes if it holds a colon")
            return ""
        return str(node.value).strip()

    def texts(self, node: Any) -> tuple[str, ...]:
        if isinstance(node, yaml.ScalarNode):
            return (self.text(node),) if node.value.strip() else ()
        if isinstance(node, yaml.MappingNode):
            self.fault(node, "here belongs a list", "write `[one, two]`")
            return ()
        return tuple(self.text(each) for each in node.value)

    def date(self, node: Any) -> str:
        text = self.text(node)
        if text in ("", "null"):
            return ""
        met = _DATE.fullmatch(text)
        if met is None:
            self.fault(
                node,
                f"`{text}` is no date",
                "write 2026-09-14, or 2026-09 where the day is not known",
                length=len(text),
            )
            return ""
        try:
            date(int(met[1]), int(met[2] or 1), int(met[3] or 1))
        except ValueError:
            self.fault(node, f"there is no {text}", "write a day that the calendar has", length=len(text))
            return ""
        return text

    def mapping(self, node: Any, keys: tuple[str, ...] | None, what: str) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            self.fault(
                node, f"{what} belongs in `key: value` lines", f"write {', '.join(keys or ('a name: [a, list]',))}"
            )
            return {}
        found: dict[str, Any] = {}
        for key_node, value in node.value:
            key = self.text(key_node)
            if keys is not None and key not in keys:
                guess = self.vocabulary.suggest(key, keys, 1)
                self.fault(
                    key_node,
                    f"unknown key `{key}` in {what}",
                    f"did you mean `{guess[0]}`?" if guess else f"known are {', '.join(keys)}",
                    length=len(key),
                )
            elif key in found:
                self.fault(key_node, f"`{key}` stands twice in {what}", "keep one of them", length=len(key))
            else:
                found[key] = value
        return found

    def approvals(self, node: Any) -> tuple[Approval, ...]:
        entries = node.value if isinstance(node, yaml.SequenceNode) else [node]
        made = []
        for entry in entries:
            if isinstance(entry, yaml.ScalarNode):
                made.append(Approval(self.text(entry), ""))
                continue
            found = self.mapping(entry, ("by", "on"), "an approval")
            made.append(
                Approval(
                    self.text(found["by"]) if "by" in found else "", self.date(found["on"]) if "on" in found else ""
                )
            )
        return tuple(made)

    def people(self, node: Any, groups: tuple[str, ...]) -> tuple[str, ...]:
        words = self.texts(node)
        known = [*self.vocabulary.actors, *self.vocabulary.groups, *groups, "anybody"]
        for word, each in zip(words, node.value if isinstance(node, yaml.SequenceNode) else [node], strict=False):
            if word not in known:
                guess = self.vocabulary.suggest(word, known, 2)
                self.fault(
                    each,
                    f"unknown person or group `{word}`",
                    "did you mean " + " or ".join(f"`{g}`" for g in guess) + "?"
                    if guess
                    else "everyone a policy can name: belisha words people",
                    length=len(word),
                )
        return tuple(word for word in words if word in known)

    # ---- the whole -------------------------------------------------------------------------------------------

    def read(self) -> FrontMatter:
        text = "\n".join(self.lines)
        if len(text) > LARGEST:
            self.fault(None, f"the front matter has {len(text):,} characters", f"it may have at most {LARGEST:,}")
            return FrontMatter()
        try:
            depth = 0
            for event in yaml.parse(text, Loader=_Loader):
                if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                    self.fault(event, "the front matter uses YAML anchors", "write each value out")
                    return FrontMatter()
                # INVARIANT: nothing deep reaches `compose`, which is recursive in C and would end the process.
                depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
                if depth > DEEPEST:
                    instead = "write it with at most a list inside a list"
                    self.fault(event, "the front matter is nested too deeply", instead)
                    return FrontMatter()
            node = yaml.compose(text, Loader=_Loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = min(mark.line, len(self.lines) - 1) if mark else 0
            where = Place(
                self.file,
                self.first + max(0, line),
                (mark.column if mark else 0) + 1,
                self.lines[line] if self.lines else "",
            )
            self.faults.append(
                Fault(
                    where,
                    f"the front matter cannot be read ({_said(error)})",
                    "put texts that hold a colon or begin with a bracket in quotes, and indent with spaces",
                )
            )
            return FrontMatter()
        if node is None:
            self.fault(None, "the front matter is empty", "write at least `policy: …` and `school: …`")
            return FrontMatter()
        found = self.mapping(node, KEYS, "the front matter")
        front = self._front(found)
        named = found.get("policy", node)
        if not front.policy and ("policy" not in found or isinstance(named, yaml.ScalarNode)):
            self.fault(named, "the front matter does not name the policy", "add a line such as `policy: Social media`")
        self._check_review(front, found)
        return front

    def _front(self, found: dict[str, Any]) -> FrontMatter:
        values: dict[str, Any] = {}
        readers: dict[str, Callable[[Any], Any]] = {
            **dict.fromkeys(_TEXT, self.text), **dict.fromkeys(_DATES, self.date), **dict.fromkeys(("read with", "refers to", "notes"), self.texts),
            **dict.fromkeys(_APPROVALS, self.approvals), "review": self._review, "groups": self._groups, "people": self._people, "clauses": self._clauses,
        }  # fmt: skip
        for key, node in found.items():
            if key in readers:
                values[key.replace(" ", "_")] = readers[key](node)
        front = FrontMatter(**values)
        if front.layer not in LAYERS:
            self.fault(found["layer"], f"unknown layer `{front.layer}`", f"write one of {', '.join(LAYERS)}")
        if "applies to" in found:
            front = replace(front, applies_to=self.people(found["applies to"], tuple(name for name, _ in front.groups)))
        return front

    def _review(self, node: Any) -> Review:
        found = self.mapping(node, REVIEW_KEYS, "review")
        every = self.text(found["every"]) if "every" in found else ""
        if every and not _EVERY.fullmatch(every):
            self.fault(
                found["every"],
                f"`{every}` is no review cycle",
                "write `1 year`, `2 years`, `6 months` or `termly`",
                length=len(every),
            )
        return Review(
            every, self.date(found["last"]) if "last" in found else "", self.date(found["next"]) if "next" in found else "",
            self.texts(found["sooner when"]) if "sooner when" in found else (),
        )  # fmt: skip

    def _groups(self, node: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
        found = self.mapping(node, None, "groups")
        made = tuple(
            (name, self.people(members, tuple(other for other in found if other != name)))
            for name, members in found.items()
        )
        # In its own list a word means its default; a list that holds another which holds it would have no end.
        groups = {**self.vocabulary.groups, **dict(made)}
        held = {name: [each for each in members if each in groups and each != name] for name, members in groups.items()}
        try:
            TopologicalSorter(held).prepare()
        except CycleError as error:
            circle = " holds ".join(f"`{name}`" for name in error.args[1][:4][::-1])
            self.fault(node, f"the groups go round in a circle: {circle}", "name the people themselves in one of them")
        return made

    def _people(self, node: Any) -> tuple[tuple[str, str], ...]:
        """Who fills a role: its name, and whom to turn to."""
        roles = [noun.name for noun in self.vocabulary.nouns.values() if noun.role or noun.recipient]
        made = []
        for key_node, value in node.value if isinstance(node, yaml.MappingNode) else ():
            role = self.text(key_node)
            if role not in roles:
                guess = self.vocabulary.suggest(role, roles, 2)
                mend = "did you mean " + " or ".join(f"`{each}`" for each in guess) + "?" if guess else ""
                self.fault(
                    key_node, f"unknown role `{role}`", mend or f"known are {', '.join(roles)}", length=len(role)
                )
            elif name := self.text(value):
                made.append((role, name))
        if not isinstance(node, yaml.MappingNode):
            self.fault(
                node, "people belong in `role: name` lines", "write `people: {headteacher: Ms Khan, 01234 567890}`"
            )
        return tuple(made)

    def _clauses(self, node: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
        found = self.mapping(node, None, "clauses")
        made = []
        for key, ids_node in found.items():
            ids = self.texts(ids_node)
            for each in ids:
                if not ID.fullmatch(each):
                    self.fault(ids_node, f"`{each}` is no id", "write ids such as FR-1")
            made.append((key, ids))
        return tuple(made)

    def _check_review(self, front: FrontMatter, found: dict[str, Any]) -> None:
        """A review date that contradicts its cycle is reported; the document's own dates stay."""
        review = front.review
        cycle = months_of(review.every)
        last = (
            review.last
            or max((each.on for each in (*front.approved, *front.reviewed) if each.on), default="")
            or front.adopted
        )
        if not (cycle and last and review.next):
            if last and review.next and first_day(review.next) <= first_day(last):
                self.fault(
                    found.get("review"),
                    f"the next review ({review.next}) is not after the last ({last})",
                    "put one of the two dates right",
                    warning=True,
                    kind="review-date",
                )
            return
        due = add_months(first_day(last), cycle)
        if (review.next + "-01")[:7] != f"{due:%Y-%m}":
            self.fault(
                found.get("review"),
                f"the next review is {review.next}, but {review.every} after {last} is {due:%Y-%m}",
                "put the date or the cycle right",
                warning=True,
                kind="review-date",
            )


def _said(error: yaml.YAMLError) -> str:
    problem = str(getattr(error, "problem", None) or "a mark is missing")
    return next((words for part, words in _SAID.items() if part in problem), problem)


def months_of(every: str) -> int:
    """A review cycle in months; 0 where none is given."""
    met = re.fullmatch(r"(\d{1,2}) (month|year)s?", every)
    if met:
        return int(met[1]) * (12 if met[2] == "year" else 1)
    return 4 if every in ("termly", "every term") else 0


def first_day(text: str) -> date:
    """The first day of a date as printed (a year, a month or a day)."""
    year, month, day = (*(int(part) for part in text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the month's last where it has no such day, and the calendar's where it ends."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def read_front(
    lines: list[str], file: str, first: int, vocabulary: Vocabulary
) -> tuple[FrontMatter, tuple[Fault, ...]]:
    """The front matter in these lines, of which the first is line `first` of the file; and its faults."""
    front = _Front(lines, file, first, vocabulary)
    read = front.read()
    return read, tuple(front.faults)


class _Dumper(yaml.SafeDumper):
    pass


def write_front(front: FrontMatter) -> str:
    """The front matter as text, with its dashes."""
    entries: dict[str, Any] = {}
    for key in KEYS:
        value = getattr(front, key.replace(" ", "_"))
        if not value or (key == "layer" and value == "school"):
            continue
        if key in _APPROVALS:
            entries[key] = [{"by": each.by, "on": each.on} if each.on else {"by": each.by} for each in value]
        elif key == "review":
            entries[key] = {
                name: list(part) if isinstance(part, tuple) else part
                for name in REVIEW_KEYS
                if (part := getattr(value, name.replace(" ", "_")))
            }
            if not entries[key]:
                del entries[key]
        elif key == "people":
            entries[key] = dict(value)
        elif key in ("groups", "clauses"):
            entries[key] = {name: list(members) for name, members in value}
        else:
            entries[key] = list(value) if isinstance(value, tuple) else value
    return (
        "---\n"
        + yaml.dump(entries, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=None, width=160)
        + "---"
    )
