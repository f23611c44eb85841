"""Presenters: a draft and its sentences, shaped for their pages.

Room: web.drafts. Templates lay out what stands here and decide nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from belisha import library
from belisha.importing.modality import LABELS
from belisha.importing.suggest import Suggestion
from belisha.importing.topics import TOPICS
from belisha.language import load
from belisha.language.writing import Writer
from belisha.schools.drafts.document import id_of
from belisha.schools.drafts.models import NOBODY, PROSE, RULE, SURE, UNDECIDED, Draft, Sentence, Step
from belisha.web import wording

A_PAGE = 50
# The views of a draft: what `?show=` says, its words, and what is said where there is nothing in it.
VIEWS = {
    "all": ("Whole document", "There is no sentence in this document."),
    "undecided": ("To decide", "Nothing is left to decide."),
    "suggested": ("With a suggested rule", "No sentence has a suggested rule. You can write rules of your own."),
    "unsuggested": ("Without a suggestion", "Every sentence has a suggested rule."),
    "doubtful": ("Doubtful", "Belisha is fairly sure how each sentence is meant."),
    "rules": ("Rules", "No sentence has been accepted as a rule yet."),
    "prose": ("Prose", "You have kept no sentence as prose yet."),
    "nobody": ("Binds nobody", "Every sentence binds somebody."),
}
MODALITIES = {
    "must": ("Must", "red"),
    "must not": ("Must not", "red"),
    "should": ("Should", "yellow"),
    "should not": ("Should not", "yellow"),
    "may": ("May", "green"),
    "needs approval": ("Needs approval", "orange"),
    "definition": ("Definition", "purple"),
    "procedure": ("Procedure", "teal"),
    "none": ("Binds nobody", "grey"),
}
CHOSEN = {
    RULE: "accepted as a rule",
    PROSE: "kept as prose",
    NOBODY: "marked as binding nobody",
    UNDECIDED: "put back, to be decided",
}
TOPIC_WORDS = {
    "contact": "contact and friends", "devices": "devices and times", "content": "what is posted", "pictures": "pictures", "channels": "the school's channels",
    "scope": "whom and what it covers", "reports": "reports and concerns", "consequences": "consequences", "records": "reviews and records",
}  # fmt: skip
assert set(MODALITIES) == set(LABELS) and set(TOPIC_WORDS) == set(TOPICS)


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence on the page.

    name: its id, or its place. leads: it leads others in, which are read with it. sure: how sure its modality is, in percent. why: how near the suggestion is, and where it comes from. problem: what
    went wrong just now.
    """

    position: int
    version: int
    name: str
    id: str
    text: str
    lead_in: str
    leads: bool
    page: int | None
    modality: str
    colour: str
    as_read: str
    sure: int
    doubtful: bool
    who: str
    topic: str
    suggested: tuple[str, ...]
    why: str
    choice: str
    rules: tuple[str, ...]
    note: str
    to_decide: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences under one heading of the document."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class View:
    """One view of the draft, with how many sentences are in it."""

    name: str
    words: str
    count: int
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Which part of a draft a page shows. A form carries it, and so leads back to it."""

    token: str
    show: str = "all"
    page: int = 1

    def address(self, anchor: str = "", **changed: object) -> str:
        query = {"show": self.show, "page": self.page, **changed}
        said = urlencode(
            {name: value for name, value in query.items() if (name, value) not in (("show", "all"), ("page", 1))}
        )
        return reverse("draft", args=[self.token]) + (f"?{said}" if said else "") + (f"#{anchor}" if anchor else "")


def row(draft: Draft, sentence: Sentence, problem: str = "") -> Row:
    reading = sentence.read
    modality, colour = MODALITIES[sentence.modality]
    return Row(
        position=sentence.position,
        version=sentence.version,
        name=name(draft, sentence),
        id=id_of(draft, sentence),
        text=reading.sentence.text,
        lead_in=reading.sentence.lead_in,
        leads=reading.sentence.leads,
        page=reading.sentence.page,
        modality=modality,
        colour=colour,
        as_read=MODALITIES[reading.said.modality][0] if reading.said.modality != sentence.modality else "",
        sure=round(100 * sentence.sure),
        doubtful=sentence.sure < SURE,
        who=people(reading.actors) if sentence.modality != "none" else "",
        topic=TOPIC_WORDS.get(reading.topic or "", ""),
        suggested=sentence.suggested,
        why=_why(reading.suggestion),
        choice=sentence.choice,
        rules=sentence.rules,
        note=sentence.note,
        to_decide=sentence.number is not None and sentence.choice == UNDECIDED,
        problem=problem,
    )


def name(draft: Draft, sentence: Sentence) -> str:
    """What a sentence is called: by its id, which it keeps, or by its place."""
    return f"{draft.prefix}-{sentence.number}" if sentence.number else f"Sentence {sentence.position}"


def groups(draft: Draft, sentences: Iterable[Sentence], problems: dict[int, str] | None = None) -> list[Group]:
    """The sentences under the headings of the document."""
    found = groupby(sentences, key=lambda each: " › ".join(each.reading["sentence"]["sections"]))
    return [
        Group(heading, tuple(row(draft, each, (problems or {}).get(each.position, "")) for each in group))
        for heading, group in found
    ]


def views(place: Place, counts: dict[str, int]) -> list[View]:
    return [
        View(name, words, counts[name], place.address(show=name, page=1), name == place.show)
        for name, (words, _) in VIEWS.items()
    ]


def people(names: Sequence[str]) -> str:
    """Whom a sentence binds, in words."""
    write = Writer(load())
    return wording.listed([write.noun(each) for each in names])


def _why(suggestion: Suggestion | None) -> str:
    """How sure a suggestion is, what it leaves out and reads in, and where it comes from."""
    if suggestion is None:
        return ""
    words = [f"{suggestion.confidence:.0%} sure"]
    if suggestion.left_out:
        words.append(f"leaves out {wording.listed([f'“{each}”' for each in suggestion.left_out])}")
    words += suggestion.read_as
    if (known := suggestion.known) is not None:
        fitted = "" if suggestion.rule == known.sentence else ", fitted to this sentence"
        words.append(f"worded as in {known.id} of {library.policy(known.policy).front.school}{fitted}")
    return "; ".join(words)


def last_step(draft: Draft, step: Step, sentence: Sentence | None) -> str:
    """What can be undone, in words. sentence: the one that was changed, where it was one."""
    if sentence is None:
        return f"{len(step.positions)} suggestions accepted"
    before: dict[str, Any] = step.before[0]
    called = name(draft, sentence)
    if before["choice"] == sentence.choice and before["rule"] == sentence.rule:
        return f"{called}: note or strength changed"
    return f"{called} {CHOSEN[sentence.choice]}"


# ---- to take away ------------------------------------------------------------------------------------------------------


def records(draft: Draft, sentences: Iterable[Sentence]) -> list[dict[str, Any]]:
    """Each sentence as `belisha import --format json` gives it, with what was decided."""
    made = []
    for each in sentences:
        read = each.read.as_json()
        made.append(
            {
                "id": id_of(draft, each) or None,
                **read,
                "modality": each.modality,
                "modality as read": read["modality"],
                "decided": {RULE: "rule", PROSE: "prose", NOBODY: "binds nobody"}.get(each.choice),
                "rules": list(each.rules),
                "note": each.note or None,
            }
        )
    return made


def as_csv(made: list[dict[str, Any]]) -> str:
    """The records as a table. A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    file = io.StringIO()
    names = list(made[0]) if made else ["id"]
    writer = csv.writer(file)
    writer.writerow(names)
    for record in made:
        writer.writerow([_cell(record[name]) for name in names])
    return "\ufeff" + file.getvalue()  # the mark tells Excel that it is UTF-8


def _cell(value: Any) -> str:
    said = "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{said}" if said.lstrip()[:1] in ("=", "+", "-", "@", "\t", "\r") else said
