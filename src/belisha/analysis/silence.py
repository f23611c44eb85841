"""Silence: questions that most other policies answer, and this one does not.

Room: analysis. The questions are those of `library/questions.yaml`; what the policies that come with Belisha answer is kept in
`library/answers.json`, so that a check need not compile them all. Other policies may be given instead.
Next door: `web.compare` shows every answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from belisha import library
from belisha.engine import Decision, Rulebook, decide, rulebook_of
from belisha.library.questions import Question, questions

from .findings import Example, Finding
from .looked import Looked, counted

DAY_OF_ANSWERS = date(2026, 11, 28)
_MOST_ASKED = 3


def check(looked: Looked) -> Iterator[Finding]:
    """One finding for each topic."""
    book = looked.rulebook
    if book is None or looked.policy.front.layer != "school":  # a layer above speaks of what it adds
        return
    others = _others(looked)
    if not others:
        return
    by_topic: dict[str, list[tuple[int, Question]]] = {}
    for question in questions().questions:
        answering = sum(question.id in answered for answered in others.values())
        decision = decide(book, question.situation)
        # Whom it does not bind, and what it puts outside itself, it has decided to leave to others.
        left_out = decision.silent_because in ("not bound", "outside")
        if 2 * answering >= len(others) and not left_out and not answers(decision, question):
            by_topic.setdefault(question.topic, []).append((answering, question))
    for topic, found in by_topic.items():
        found.sort(key=lambda each: -each[0])
        asked = " ".join(f"“{question.asks}” ({count} of {len(others)})" for count, question in found[:_MOST_ASKED])
        more = f" And {len(found) - _MOST_ASKED} more." if len(found) > _MOST_ASKED else ""
        message = f"{questions().topics[topic]}: it does not answer {counted(len(found), 'question')} that most others answer. {asked}{more}"
        facts = dict(found[0][1].situation.facts)
        yield looked.find("silent", message.rstrip("."), looked.key("policy"), example=Example(found[0][1].asks, facts))


def _others(looked: Looked) -> Mapping[str, frozenset[str]]:
    """By policy, the questions that it answers."""
    if looked.others:
        books = [rulebook_of(each, looked.as_of, looked.law) for each in looked.others]
        return {f"{number}": answered(book) for number, book in enumerate(books)}
    return {name: ids for name, ids in kept_answers().items() if name != looked.policy.name}


def answers(decision: Decision, question: Question) -> bool:
    """Whether the policy says something of it."""
    said = {"duties": decision.duties, "consequences": decision.consequences}.get(question.wants)
    return bool(said) if said is not None else decision.verdict != "silent" or bool(decision.duties)


def answered(book: Rulebook) -> frozenset[str]:
    """The questions that a policy answers."""
    return frozenset(each.id for each in questions().questions if answers(decide(book, each.situation), each))


@cache
def kept_answers() -> Mapping[str, frozenset[str]]:
    """By policy that comes with Belisha, the questions that it answers, as `library/answers.json` keeps them."""
    text = files("belisha.library").joinpath("answers.json").read_text(encoding="utf-8")
    return {name: frozenset(ids) for name, ids in json.loads(text).items()}


def page() -> str:
    """library/answers.json."""
    found = {
        name: sorted(answered(rulebook_of(library.policy(name), DAY_OF_ANSWERS, library.law())))
        for name in library.NAMES
    }
    return json.dumps(found, indent=1) + "\n"


__all__ = ["answered", "answers", "check", "kept_answers", "page"]
