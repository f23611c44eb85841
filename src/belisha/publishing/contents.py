"""Contents: what stands on a published policy, as values that a template lays out without thinking.

Room: publishing. Anchors, heading levels, dates and people in words; each id of the policy is an anchor exactly once (`LE-81` is `#le-81`).
Keeps out: HTML (page, templates).
Next door: `language.policy` is what this is made of.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from belisha.language import Policy, Vocabulary, load
from belisha.language import sentences as s
from belisha.language.policy import Agreement, Approval, Clause, Heading, Notice, Part, Procedure, Prose, Rules
from belisha.language.writing import Writer

RESERVED = ("main", "contents", "about", "notes", "policy")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents, with those beneath it."""

    text: str
    anchor: str
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of what is said about the policy. values: one or several texts; ids: what of the policy it carries."""

    key: str
    values: tuple[str, ...]
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A numbered sentence. modality: the words of it that oblige or permit; deadline: in words, or ""."""

    id: str
    anchor: str
    before: str
    modality: str
    after: str
    note: str = ""
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the document.

    kind: heading, prose, rules, procedure, agreement or notice. level: of its heading in HTML. rows: what is said about a block.
    ids: the ids that it carries, each with its anchor, "" where the id has its anchor elsewhere.
    """

    kind: str
    anchor: str = ""
    level: int = 0
    id: str = ""
    title: str = ""
    text: str = ""
    rows: tuple[Row, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    note: str = ""


# ---- words -----------------------------------------------------------------------------------------------------


def day(text: str) -> str:
    """A date as printed, in words: 2026-09-14 is "14 September 2026"; a month or a year keeps its precision."""
    met = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text)
    if met is None:
        return text
    year, month, number = met.groups()
    words = [str(int(number))] if number else []
    return " ".join([*words, *([calendar.month_name[int(month)]] if month else []), year])


def people(words: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """People and groups in the ordinary plural."""
    writer = Writer(vocabulary)
    return tuple(writer.noun(word, plural=True) if word in vocabulary.nouns else word for word in words)


def _approvals(all_of_them: tuple[Approval, ...]) -> tuple[str, ...]:
    return tuple(", ".join(each for each in (one.by, day(one.on)) if each) for one in all_of_them)


def slug(text: str) -> str:
    """A heading as an anchor: lower case, with hyphens."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-") or "section"


# ---- what is said about the policy -------------------------------------------------------------------------------


def about(policy: Policy, vocabulary: Vocabulary | None = None) -> tuple[Row, ...]:
    """Version, dates, approvals, who is bound, review and what the policy is read with; rows without a value are left out."""
    vocabulary, front = vocabulary or load(), policy.front
    carried = dict(front.clauses)
    review = front.review
    cycle = {"termly": "every term", "every term": "every term"}.get(
        review.every, f"every {review.every.removeprefix('1 ')}" if review.every else ""
    )
    rows = [
        Row("Version", (front.version,), carried.get("version", ())),
        Row("Dated", (day(front.dated),), carried.get("dated", ())),
        Row("Adopted", (day(front.adopted),), carried.get("adopted", ())),
        Row("Approved by", _approvals(front.approved), carried.get("approved", ())),
        Row("Reviewed by", _approvals(front.reviewed), carried.get("reviewed", ())),
        Row("Owner", (front.owner,), carried.get("owner", ())),
        Row("Led by", (front.lead,), carried.get("lead", ())),
        Row("Who is bound", (_listed(people(front.applies_to, vocabulary)),), carried.get("applies to", ())),
        *(Row(f"“{name[:1].upper()}{name[1:]}” means", (_listed(people(members, vocabulary)),), carried.get("groups", ()) if not place else ()) for place, (name, members) in enumerate(front.groups)),
        Row("Who is who", tuple(f"{role[:1].upper()}{role[1:]}: {name}" for role, name in front.people), carried.get("people", ())),
        Row("Where it says nothing", (front.when_silent,), carried.get("when silent", ())),
        Row("Review cycle", (cycle,), carried.get("review", ())),
        Row("Last review", (day(review.last),)),
        Row("Next review", (day(review.next),)),
        Row("Reviewed sooner when", review.sooner_when),
        Row("Read with", front.read_with, carried.get("read with", ())),
        Row("Refers to", front.refers_to, carried.get("refers to", ())),
    ]  # fmt: skip
    kept = [
        row
        for row in (Row(row.key, tuple(value for value in row.values if value), row.ids) for row in rows)
        if row.values
    ]
    return tuple(kept)


def _listed(items: tuple[str, ...]) -> str:
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)


# ---- the document ----------------------------------------------------------------------------------------------


@dataclass
class Anchors:
    """Hands out anchors; each is given once."""

    used: set[str] = field(default_factory=lambda: set(RESERVED))

    def of_id(self, name: str) -> str:
        """The anchor of an id where it stands first, and "" afterwards."""
        anchor = name.lower()
        if not anchor or anchor in self.used:
            return ""
        self.used.add(anchor)
        return anchor

    def of_heading(self, text: str) -> str:
        base = slug(text)
        anchor, number = base, 1
        while anchor in self.used:
            number += 1
            anchor = f"{base}-{number}"
        self.used.add(anchor)
        return anchor


@dataclass(frozen=True, slots=True)
class Laid:
    """A policy laid out: the rows about it, the ids that the front matter carries with their anchors, its sections, its table of contents, every anchor of an id."""

    about: tuple[Row, ...]
    front_ids: dict[str, str]
    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    anchors: frozenset[str]

    @property
    def header_ids(self) -> tuple[str, ...]:
        """The ids of the front matter that no row carries: the title's and the school's."""
        in_rows = {name for row in self.about for name in row.ids}
        return tuple(name for name, anchor in self.front_ids.items() if anchor and name not in in_rows)


class _Layout:
    def __init__(self, policy: Policy, vocabulary: Vocabulary, top: int) -> None:
        self.policy, self.vocabulary, self.top = policy, vocabulary, top
        self.anchors = Anchors()
        self.levels: list[int] = []
        # Ids come before headings, so that no heading can take a clause's anchor from it.
        self.ids = {name: self.anchors.of_id(name) for name in dict.fromkeys(_ids(policy))}
        self.given: set[str] = set()

    def anchor(self, name: str) -> str:
        """The id's anchor the first time, "" afterwards: no anchor stands twice."""
        if name in self.given:
            return ""
        self.given.add(name)
        return self.ids.get(name, "")

    def carried(self, ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
        return tuple((name, self.anchor(name)) for name in ids)

    def level(self, level: int) -> int:
        """The document's level as HTML's, without a step left out."""
        while self.levels and self.levels[-1] >= level:
            self.levels.pop()
        self.levels.append(level)
        return min(6, self.top + len(self.levels) - 1)

    def section(self, part: Part) -> Section:
        beneath = min(6, self.top + len(self.levels))
        match part:
            case Heading(level, text):
                return Section("heading", self.anchors.of_heading(text), self.level(level), title=text)
            case Prose(text, ids):
                return Section("prose", text=text, ids=self.carried(ids))
            case Rules(clauses):
                return Section("rules", sentences=tuple(self.sentence(each) for each in clauses))
            case Procedure():
                rows = [
                    Row("Starts when", (part.starts_text,)), Row("Led by", (part.led_by,)), Row("Confidential to", (_listed(part.confidential_to),)),
                ]  # fmt: skip
                return self._block(part, "procedure", beneath, rows, tuple(self.sentence(each) for each in part.steps))
            case Agreement():
                rows = [
                    Row("For", (_listed(people(part.people, self.vocabulary)),)),
                    Row("Signed", (_listed(part.signed),)),
                ]
                statements = tuple(
                    Sentence(each.id, self.anchor(each.id), each.text, "", "", each.note) for each in part.statements
                )
                return self._block(part, "agreement", beneath, rows, statements)
            case Notice():
                rows = [
                    Row("To", (_listed(people(part.to, self.vocabulary)),)), Row("Before", (part.before,)), Row("When", (part.when,)), Row("Every", (part.every,)),
                ]  # fmt: skip
                return self._block(part, "notice", beneath, rows, (), part.says)
        raise AssertionError(part)

    def _block(
        self,
        part: Procedure | Agreement | Notice,
        kind: str,
        level: int,
        rows: list[Row],
        sentences: tuple[Sentence, ...],
        text: str = "",
    ) -> Section:
        kept = tuple(row for row in rows if row.values[0])
        # The block's own anchor is claimed before its sentences' in the document's order; `anchor` was called for those already.
        return Section(
            kind,
            self.anchor(part.id) or self.anchors.of_heading(part.title),
            level,
            part.id,
            part.title,
            text,
            kept,
            sentences,
            self.carried(part.clauses),
            part.note,
        )

    def sentence(self, clause: Clause) -> Sentence:
        before, modality, after = split_at_modality(clause)
        deadline = clause.tree.within if isinstance(clause.tree, s.Duty) else ""
        return Sentence(
            clause.id,
            self.anchor(clause.id),
            before,
            modality,
            after,
            clause.note,
            f"within {deadline}" if deadline[:1].isdigit() else deadline,
        )

    def lay(self) -> Laid:
        front_ids = {name: self.anchor(name) for name in dict.fromkeys(_front_ids(self.policy))}
        rows, given = [], set[str]()
        for row in about(self.policy, self.vocabulary):
            # An id that two keys carry has its anchor at the first.
            rows.append(Row(row.key, row.values, tuple(name for name in row.ids if name not in given)))
            given.update(row.ids)
        sections = tuple(self.section(part) for part in self.policy.parts)
        return Laid(
            tuple(rows), front_ids, sections, _nested(sections), frozenset(each for each in self.ids.values() if each)
        )


def _front_ids(policy: Policy) -> Iterator[str]:
    for _, ids in policy.front.clauses:
        yield from ids


def _ids(policy: Policy) -> Iterator[str]:
    yield from _front_ids(policy)
    for part in policy.parts:
        match part:
            case Prose(_, ids):
                yield from ids
            case Rules(clauses):
                yield from (each.id for each in clauses)
            case Procedure():
                yield from (part.id, *(each.id for each in part.steps), *part.clauses)
            case Agreement():
                yield from (part.id, *(each.id for each in part.statements), *part.clauses)
            case Notice():
                yield from (part.id, *part.clauses)


_MODALITY = re.compile(
    r"\b(?:must not|should not|may only|need not|needs? approval from|needs? consent from|must|should|may|is not settled|does not cover|counts? as)\b"
)


def split_at_modality(clause: Clause) -> tuple[str, str, str]:
    """The sentence in three: what stands before the words that oblige or permit, those words, and the rest."""
    text, tree = clause.sentence, clause.tree
    start = text.find(",") + 1 if getattr(tree, "lead", None) is not None else 0
    if isinstance(tree, s.NotSettled) or (isinstance(tree, s.Counts) and not tree.settled):
        start = max(0, text.rfind("is not settled"))
    met = (
        _MODALITY.search(text, start)
        if isinstance(tree, s.Rule | s.Duty | s.NotSettled | s.Outside | s.Counts)
        else None
    )
    return (text[: met.start()], met.group(), text[met.end() :]) if met else (text, "", "")


def _nested(sections: tuple[Section, ...]) -> tuple[Entry, ...]:
    """Headings and blocks with a title as a nested table of contents."""
    flat = [
        (each.level, f"{each.id}: {each.title}" if each.id else each.title, each.anchor)
        for each in sections
        if each.level
    ]

    def beneath(place: int, level: int) -> tuple[list[Entry], int]:
        entries: list[Entry] = []
        while place < len(flat) and flat[place][0] >= level:
            own, text, anchor = flat[place]
            deeper, place = beneath(place + 1, own + 1)
            entries.append(Entry(text, anchor, tuple(deeper)))
        return entries, place

    return tuple(beneath(0, 1)[0])


def laid_out(policy: Policy, vocabulary: Vocabulary | None = None, top: int = 2) -> Laid:
    """The policy laid out. top: the level of the highest heading in it (the page's own h1 stands above)."""
    return _Layout(policy, vocabulary or load(), top).lay()


def contents(policy: Policy) -> tuple[Entry, ...]:
    """The table of contents: headings, procedures, agreements and notices, each with its anchor."""
    return laid_out(policy).entries


__all__ = ["Entry", "Laid", "Row", "Section", "Sentence", "about", "contents", "day", "laid_out", "people", "slug"]
