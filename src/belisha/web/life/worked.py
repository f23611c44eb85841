"""Worked: what takes seconds to say about a version: its faults, what was found in it, and what it changes.

Room: web.life. Nothing of the database in here: a text in, what is said of it out; worked out once for a text and a day, and bounded in time.
Next door: `views` shows it; `web.drafts.checked` says the same of a draft that was brought in.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from belisha.analysis.review import Review, review
from belisha.engine.boxes import TooManyCases
from belisha.language import LanguageError, Policy
from belisha.language.faults import Fault
from belisha.language.policy import FrontMatter
from belisha.schools.policies import force
from belisha.web import wording
from belisha.web.drafts.checked import Finding, check
from belisha.web.drafts.within import TookTooLong, within
from belisha.web.once import Once

AROUND = 2  # lines of a text that stay the same, beside those that do not
LONGEST = 20.0  # seconds of thinking about one text; the model policy needs one
TOO_LONG = "Reading it takes too long. Make the rules with the most conditions shorter."


@dataclass(frozen=True, slots=True)
class Said:
    """A fault of a text: its line, what stands there, and two sentences. line 0: it is of the whole."""

    line: int
    stands: str
    problem: str
    mend: str

    @property
    def words(self) -> str:
        return f"Line {self.line}: {self.problem}" if self.line else self.problem


def readable(text: str) -> tuple[Policy | None, tuple[Said, ...]]:
    """What a text says, and its faults; None where it has some. Within a bound of time."""
    try:
        with within():
            return force.read(text), ()
    except LanguageError as error:
        return None, tuple(said(each) for each in error.faults if not each.warning)
    except TookTooLong:
        return None, (Said(0, "", TOO_LONG, ""),)


def front_of(text: str) -> FrontMatter:
    """A text's front matter; an empty one where it cannot be read (yet)."""
    policy, _ = readable(text)
    return policy.front if policy is not None else FrontMatter()


def said(fault: Fault) -> Said:
    where = fault.where
    problem, mend = (wording.capital(wording.quoted(each.rstrip(". "))) for each in (fault.problem, fault.mend))
    return Said(where.line, where.text, problem, f"{mend}." if mend and mend[-1] not in "?!" else mend)


def findings(text: str, day: date, wait: float) -> tuple[Finding, ...] | str | None:
    """What `belisha check` finds in a text that can be read; None while it is being worked out; a sentence where it takes too long."""
    try:
        return _findings.get((text, day), wait)
    except TookTooLong:
        return TOO_LONG


def _find(key: tuple[str, date]) -> tuple[Finding, ...]:
    text, _ = key
    with within(LONGEST):
        return check(force.read(text))


def changes(old: str, new: str, on: date, wait: float) -> Review | str | None:
    """What a text changes when it takes the place of another on a day; None while it is being worked out; a sentence where it cannot be said."""
    try:
        return _changes.get((old, new, on), wait)
    except TookTooLong:
        return "Working out what it changes takes too long. Make the rules with the most conditions shorter."
    except TooManyCases as error:
        return f"{error.clause} falls into too many cases to say what it changes. Split it into several rules."


def _change(key: tuple[str, str, date]) -> Review:
    old, new, on = key
    with within(LONGEST):
        return review(force.read(old), force.read(new), on)


_findings: Once[tuple[str, date], tuple[Finding, ...]] = Once(_find, keep=64)
_changes: Once[tuple[str, str, date], Review] = Once(_change, keep=64)


def difference(old: str, new: str) -> list[tuple[str, str]]:
    """Two texts line by line: pairs of "-" (taken out), "+" (put in), " " (the same) or "@" (a gap), and the line."""
    return list(_lines(old, new))


def _lines(old: str, new: str) -> Iterator[tuple[str, str]]:
    for place, line in enumerate(difflib.unified_diff(old.split("\n"), new.split("\n"), lineterm="", n=AROUND)):
        if place < 2:  # the names of two files
            continue
        if line.startswith("@@"):
            if place > 2:
                yield "@", ""
        elif line[1:].strip() or line[0] != " ":
            yield line[0], line[1:]
