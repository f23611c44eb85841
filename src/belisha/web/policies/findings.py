"""Findings: what is not right with a policy, for its readers.

Room: web.policies. THE place that a page asks: `findings` returns everything that was found, in the order of the page. Today that is what stands
against itself or does nothing (`engine.contradictions`); whatever else looks at whole policies adds its findings to the same list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from belisha.engine import Rulebook, Situation
from belisha.engine.contradictions import Contradiction, Contradictions, Idle
from belisha.engine.wording import Wording, listed
from belisha.web import rulebooks
from belisha.web.components.answers import Quoted
from belisha.web.once import Once

BOTH, IDLE = "both", "idle"
# A sentence that stands against more than these names their number.
MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing. kind: BOTH (the policy says two things at once) or IDLE (a sentence does nothing); message: a sentence; clauses: those it is about.

    example: a situation that shows it, in words, and example_situation itself; mend: what to do about it; severity: high, medium or low.
    """

    kind: str
    message: str
    clauses: tuple[Quoted, ...]
    severity: str
    mend: str = ""
    example: str = ""
    example_situation: Situation | None = None


def findings(name: str, day: date) -> tuple[Finding, ...]:
    """Everything that was found about a policy that the site offers. Raises UnknownPolicy."""
    return _kept.get((name, day)) or ()


def _find(key: tuple[str, date]) -> tuple[Finding, ...]:
    book = rulebooks.rulebook(*key)
    found = Contradictions(book)
    return (*_contradictions(book, found), *_idle(book, found))


_kept = Once(_find, keep=30)

# By kind of contradiction: how grave it is, what is said of the first clause and the others, and what to do about it.
_SAID = {
    "clash": ("high", "{one} allows what {others} {forbid}.", "A leave does not lift a ban. Write the exception into the ban, after “unless”."),
    "mixed message": ("medium", "{one} allows what {others} {advise} against, or {allow} only with approval.", "Say in one sentence when it is all right, and when it is not."),
    "duties": ("high", "{one} and {others} ask the same person for things that cannot both be done.", "Say which comes first, or when each of them holds."),
    "deadlines": ("medium", "{one} and {others} set different times for the same thing.", "Keep one of the times, or say when each of them holds."),
    "recipients": ("medium", "{one} and {others} name different people who are to be told the same thing.", "Name them in one sentence, or say when each is told."),
}  # fmt: skip


def _contradictions(book: Rulebook, found: Contradictions) -> Iterator[Finding]:
    """What stands against one clause is told at once."""
    together: dict[tuple[str, str], list[Contradiction]] = {}
    for each in found.found():
        together.setdefault((each.kind, each.clauses[0]), []).append(each)
    words = Wording(book.vocabulary)
    for (kind, one), all_of_them in together.items():
        others = list(dict.fromkeys(each.clauses[1] for each in all_of_them))
        severity, said, mend = _SAID[kind]
        verbs = {verb: f"{verb}s" if len(others) == 1 else verb for verb in ("forbid", "advise", "allow")}
        named = listed(others) if len(others) <= MOST_NAMED else f"{len(others)} other sentences"
        message = said.format(one=one, others=named, **verbs)
        example = all_of_them[0].example
        shown = words.situation(example).example
        yield Finding(BOTH, message, _quoted(book, (one, *others)), severity, mend, shown, example)


def _idle(book: Rulebook, found: Contradictions) -> Iterator[Finding]:
    for each in found.idle():
        message, mend = _said_of_idle(each)
        yield Finding(IDLE, message, _quoted(book, (each.clause, *each.beside)), "low", mend)


def _said_of_idle(each: Idle) -> tuple[str, str]:
    if each.kind == "never fires":
        return f"{each.clause} never applies to anything.", "Say whom and what it is meant for."
    if each.kind == "exception":
        return f"An exception in {each.clause} never applies.", "Write it into the sentence that it is meant to lift."
    beside = (
        f"{listed(list(each.beside))} {'says' if len(each.beside) == 1 else 'say'}"
        if each.beside
        else "another sentence says"
    )
    return f"{each.clause} decides nothing: wherever it applies, {beside} the same or more.", ""


def _quoted(book: Rulebook, ids: tuple[str, ...]) -> tuple[Quoted, ...]:
    sentences = {each.id: each.sentence for each in book.policy.clauses}
    return tuple((id, sentences[id]) for id in dict.fromkeys(ids) if id in sentences)
