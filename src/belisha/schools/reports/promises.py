"""Promises: what a policy promises its governing body, in its own words: to report, to review, to follow what it achieves.

Room: schools.reports. Pure: a policy and a day in, promises out; whether they were kept, `writing` says. From the front
matter, from rules (a duty to review that falls on the governors), from statements that governors sign, and from prose that speaks of governors and of a report or a review. Next door: `teaching.promises`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from belisha.language import Policy, load
from belisha.language.meaning import meaning_of
from belisha.language.policy import Agreement, Heading, Prose
from belisha.publishing import about

GOVERNORS = re.compile(r"(?<!chair of )\b(governors?|governing (body|board)|trustees)\b", re.IGNORECASE)
# What a sentence is about, by its words; the first that fits.
ABOUT = (
    ("report", re.compile(r"\breports?\b", re.IGNORECASE)),
    ("review", re.compile(r"\breview(s|ed)?\b", re.IGNORECASE)),
    ("effect", re.compile(r"\bmonitor(s|ed|ing)?\b|\bachieves?\b", re.IGNORECASE)),
)
SECTION = re.compile(
    r"\b(monitor|review)", re.IGNORECASE
)  # under such a heading a sentence need not name the governors
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
SUBJECT = re.compile(r"(?:.*, )?(.*?) (?:must|should) ")


@dataclass(frozen=True, slots=True)
class Promise:
    """where: the clause, or the heading under which it stands. says: its sentence. about: report, review, early or effect."""

    where: str
    says: str
    about: str


@lru_cache(maxsize=64)
def promises(policy: Policy, day: date) -> tuple[Promise, ...]:
    """Its front matter first; then prose and what governors sign, in the document's order; then rules."""
    found = _of_front(policy)
    heading = ""
    for part in policy.parts:
        if isinstance(part, Heading):
            heading = part.text
        elif isinstance(part, Prose):
            found += _of_prose(part, heading)
        elif isinstance(part, Agreement) and "governor" in part.people:
            found += [
                Promise(each.id, each.text, "report") for each in part.statements if ABOUT[0][1].search(each.text)
            ]
    for norm in meaning_of(policy, load(), day).norms:
        subject = SUBJECT.match(norm.clause.sentence)
        if norm.duty is not None and norm.duty.do == "review" and subject and GOVERNORS.search(subject[1]):
            early = norm.clause.sentence.startswith("When ")
            found.append(Promise(norm.clause.id, norm.clause.sentence, "early" if early else "review"))
    return tuple(found)


def _of_front(policy: Policy) -> list[Promise]:
    """When it says that it is looked at again."""
    said = {each.key: each for each in about(policy) if each.key in ("Review cycle", "Next review")}
    words = ". ".join(f"{key}: {each.values[0]}" for key, each in said.items())
    ids = [id for each in said.values() for id in each.ids]
    return [Promise(", ".join(ids) or "Front matter", f"{words}.", "review")] if said else []


def _of_prose(part: Prose, heading: str) -> list[Promise]:
    """Sentence by sentence: "The governors review policy and practice every year, or sooner where incidents call for it." """
    where = ", ".join(part.ids) or heading
    found = []
    for sentence in SENTENCE.split(" ".join(part.text.split())):
        speaks = GOVERNORS.search(sentence) or SECTION.search(heading)
        kind = next((name for name, words in ABOUT if words.search(sentence)), "") if speaks else ""
        if kind:
            found.append(Promise(where, sentence, kind))
    return found
