"""The matrix: every question put to every policy, with what each answers in a few words.

Room: web.compare. Answers are worked out once a day and policy, and kept with their markup.
Next door: `words` says how the answers differ; `components.answers` lays one out.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from markupsafe import Markup

from belisha.engine import Decision, DutyOwed
from belisha.engine.telling import givers
from belisha.engine.wording import listed
from belisha.language.vocabulary import load
from belisha.library.questions import Question, questions
from belisha.web import components as ui
from belisha.web import rulebooks, wording
from belisha.web.ask.answers import Answers
from belisha.web.ask.presenters import whom
from belisha.web.compare import schools
from belisha.web.once import Once

# So many things to do are named in a cell; the answer itself has all of them.
MOST_TO_DO, MOST_BESIDE = 4, 2
SILENT = frozenset({"silent", "not bound", "outside"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What one policy answers to one question.

    kind: a key of `components.VERDICTS`; words: what it asks for, in short lines; clauses: those that it rests on, pairs of id and sentence;
    same: equal exactly where two policies answer the same; clash: whether the policy says both; decision: all of it; cell: its markup.
    """

    kind: str
    words: tuple[str, ...]
    clauses: tuple[tuple[str, str], ...]
    same: Hashable
    clash: bool
    decision: Decision
    cell: Markup

    @property
    def silent(self) -> bool:
        return self.kind in SILENT


@dataclass(frozen=True)
class Row:
    """One question, and the answers by policy."""

    question: Question
    answers: Mapping[str, Answer]

    @cached_property
    def differs(self) -> bool:
        return len({each.same for each in self.answers.values()}) > 1

    @cached_property
    def some_silent(self) -> bool:
        return any(each.silent for each in self.answers.values())


def rows(names: Sequence[str], day: date, wait: float | None = None) -> tuple[Row, ...] | None:
    """Every question with the answers of these policies; None where that takes longer than so many seconds, and goes on."""
    until = None if wait is None else time.monotonic() + wait
    columns = {}
    for name in names:
        left = None if until is None else max(0.0, until - time.monotonic())
        columns[name] = _kept.get((name, day), left)
    if None in columns.values():
        return None
    return tuple(
        Row(question, {name: answers[question.id] for name, answers in columns.items() if answers is not None})
        for question in questions().questions
    )


def _answers(key: tuple[str, date]) -> Mapping[str, Answer]:
    """A policy's answers, by question."""
    name, day = key
    return {each.id: _answer(name, each, day) for each in questions().questions}


_kept = Once(_answers, keep=64)


# ---- one answer ------------------------------------------------------------------------------------------------------


def _answer(name: str, question: Question, day: date) -> Answer:
    decision = rulebooks.decided(name, question.situation, day, law=False)
    kind, words, ids, same = _SAID[question.wants](decision)
    # The clauses in the document's order; one may bring several things.
    clauses = tuple((each.id, each.sentence) for each in decision.rulebook.policy.clauses if each.id in ids)
    clash = bool(decision.clashes) and question.wants == "verdict"
    return Answer(
        kind, words, clauses, same, clash, decision,
        ui.answer(kind, words, clauses, href=address(name, question), who=rulebooks.called(name), both=clash),
    )  # fmt: skip


def address(name: str, question: Question) -> str:
    """Where the policy's whole answer stands."""
    return schools.answer(name, Answers(question.situation.facts, closed=True).query())


_Said = tuple[str, tuple[str, ...], frozenset[str], Hashable]


def _verdict(decision: Decision) -> _Said:
    verdict, words, shown = decision.verdict, [], []
    deciding = [each for each in decision.clauses if each.effect == verdict]
    if verdict == "needs approval":
        words.append(f"From {givers(deciding)}")
    if verdict != "prohibited":  # how to do what one must not do helps nobody
        shown = _to_do(decision)
        words += _lines(shown, decision, MOST_BESIDE)
    ids = (
        {each.id for each in deciding}
        | {each.clause for each in shown}
        | {id for pair in decision.clashes for id in pair}
    )
    return _kind(decision), tuple(words), frozenset(ids), (verdict, bool(decision.clashes))


def _duties(decision: Decision) -> _Said:
    shown = _to_do(decision)
    same = frozenset((each.strength, each.do, each.to, each.within) for each in shown)
    kind = "to do" if shown else _nothing(decision)
    return kind, tuple(_lines(shown, decision, MOST_TO_DO)), frozenset(each.clause for each in shown), same


def _consequences(decision: Decision) -> _Said:
    faced = [each for each in decision.consequences if each.fired == "yes"]
    results = load().consequences
    words = []
    for certainty in ("will", "may"):
        named = dict.fromkeys(results[each.result][0] for each in faced if each.certainty == certainty)
        if named:
            words.append(
                wording.capital(f"{listed(list(named), 'and' if certainty == 'will' else 'or')} {certainty} follow")
            )
    kind = "follows" if faced else _nothing(decision)
    same = frozenset((each.result, each.certainty) for each in faced)
    return kind, tuple(words), frozenset(each.clause for each in faced), same


_SAID = {"verdict": _verdict, "duties": _duties, "consequences": _consequences}


def _kind(decision: Decision) -> str:
    return decision.silent_because if decision.silent_because in SILENT else decision.verdict


def _nothing(decision: Decision) -> str:
    """What kind of silence it is where nothing has to be done, or nothing follows."""
    return "not bound" if decision.silent_because == "not bound" else "silent"


def _to_do(decision: Decision) -> list[DutyOwed]:
    return [each for each in decision.duties if each.fired == "yes"]


def _lines(duties: Iterable[DutyOwed], decision: Decision, most: int) -> list[str]:
    """Duties in short, what must be done first: "Must report it to a senior leader", or, of others, "The headteacher should respond"."""
    actor = decision.situation.facts.get("actor")
    lines: dict[tuple[str, str], str] = {}
    for each in sorted(duties, key=lambda each: load().strengths.index(each.strength)):
        mine = isinstance(actor, str) and actor in whom(each, decision)
        noun = load().nouns.get(each.who)
        lines.setdefault(("" if mine else noun.text if noun else each.who, each.words), each.strength)
    # "report it" goes without saying beside "report it immediately".
    said = [
        wording.capital(f"{who} {strength} {words}".strip())
        for (who, words), strength in lines.items()
        if not any(who == other and more.startswith(f"{words} ") for other, more in lines)
    ]
    shown = said if len(said) <= most + 1 else said[:most]
    left = len(said) - len(shown)
    return [*shown, f"And {left} things more"] if left else shown
