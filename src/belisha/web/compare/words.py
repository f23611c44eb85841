"""Words: how the answers of several policies differ, in a paragraph.

Room: web.compare. Counts what `matrix` found; says nothing that the table does not show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

from belisha.engine.compare import STRICTNESS
from belisha.engine.wording import listed
from belisha.library.questions import questions
from belisha.web import rulebooks, wording

if TYPE_CHECKING:
    from belisha.web.compare.matrix import Row

MOST_SHARP = 3


def summary(rows: Sequence[Row], names: Sequence[str]) -> list[str]:
    """How they differ most. rows: every question, whatever is shown."""
    differing = [row for row in rows if row.differs]
    if not differing:
        return [f"{listed(_called(names))} give the same answer to every one of the {len(rows)} questions."]
    said = [_apart(rows, differing, names), *_topics(rows)]
    return [*said, *(_two(rows, names) if len(names) == 2 else _several(rows, names))]


def sharpest(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Where the answers are furthest apart: what one forbids and another allows, one question a topic. Pairs of question and what is said."""
    found: list[tuple[int, Row, list[str], list[str]]] = []
    for row in rows:
        if row.question.wants == "verdict":
            forbidding, allowing = (
                [name for name, each in row.answers.items() if each.kind == kind]
                for kind in ("prohibited", "permitted")
            )
            found.append((min(len(forbidding), len(allowing)), row, forbidding, allowing))
    chosen: dict[str, tuple[str, str]] = {}
    for number, row, forbidding, allowing in sorted(found, key=lambda each: -each[0]):
        if number:
            said = f"{listed(_called(forbidding))} {_verb(forbidding, 'forbid')} it; {listed(_called(allowing))} {_verb(allowing, 'allow')} it."
            chosen.setdefault(row.question.topic, (row.question.asks, wording.capital(said)))
    return list(chosen.values())[:MOST_SHARP]


def _called(names: Sequence[str]) -> list[str]:
    return [called(name) for name in names]


def called(name: str) -> str:
    """The policy within a sentence."""
    said = rulebooks.called(name)
    return f"the{said[3:]}" if said.startswith("The ") else said


def _verb(names: Sequence[str], verb: str) -> str:
    return verb if len(names) > 1 else f"{verb}s"


def _apart(rows: Sequence[Row], differing: Sequence[Row], names: Sequence[str]) -> str:
    same = len(rows) - len(differing)
    if len(names) == 2:
        return wording.capital(
            f"{listed(_called(names))} give different answers to {len(differing)} of {len(rows)} questions."
        )
    return (
        f"The {wording.NUMBERS[len(names)]} policies give the same answer to {same or 'none'} of {len(rows)} questions."
    )


def _topics(rows: Sequence[Row]) -> list[str]:
    """On which topic they are furthest apart, and on which closest; nothing where every topic is alike."""
    all_of, differing = (
        Counter(row.question.topic for row in rows),
        Counter(row.question.topic for row in rows if row.differs),
    )
    titles = questions().topics
    order = sorted(all_of, key=lambda topic: differing[topic] / all_of[topic])
    near, far = order[0], order[-1]

    def share(topic: str) -> str:
        return f"“{titles[topic]}” ({differing[topic]} of {all_of[topic]})"

    if differing[near] * all_of[far] == differing[far] * all_of[near]:
        return []
    return [f"They differ most often about {share(far)}, and least often about {share(near)}."]


def _two(rows: Sequence[Row], names: Sequence[str]) -> list[str]:
    one, other = names
    stricter: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for row in rows:
        left, right = row.answers[one], row.answers[other]
        if left.silent != right.silent:
            alone[other if left.silent else one] += 1
        elif row.question.wants == "verdict" and not left.silent:
            far = STRICTNESS[left.decision.verdict] - STRICTNESS[right.decision.verdict]
            stricter[one if far > 0 else other] += far != 0
    said = []
    if +stricter:
        said.append(
            _each(
                f"Where both say whether something may be done and say it differently, {{}} is the stricter {_times(stricter[one])}, {{}} {_times(stricter[other])}.",
                names,
            )
        )
    if +alone:
        said.append(
            _each(
                f"{{}} answers {alone[one]} that {called(other)} does not answer, and {{}} {alone[other]} that {called(one)} does not.",
                names,
            )
        )
    return said


def _each(words: str, names: Sequence[str]) -> str:
    return wording.capital(words.format(*_called(names)))


def _times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _several(rows: Sequence[Row], names: Sequence[str]) -> list[str]:
    apart = {pair: _different(rows, *pair) for pair in combinations(names, 2)}
    far, near = _most(apart), _least(apart)
    said = [
        f"Furthest apart are {listed(_called(far))}, with different answers to {apart[far]}; closest are {listed(_called(near))}, with {apart[near]}."
    ]
    bans = {
        name: sum(row.question.wants == "verdict" and row.answers[name].kind == "prohibited" for row in rows)
        for name in names
    }
    silent = {name: sum(row.answers[name].silent for row in rows) for name in names}
    for counts, words in (
        (bans, "{most} forbids most, in {high} of the questions, and {least} least, in {low}."),
        (silent, "{most} is silent most often, on {high} of the questions; {least} answers all but {low}."),
    ):
        most, least = _most(counts), _least(counts)
        if counts[most] != counts[least]:
            said.append(
                wording.capital(
                    words.format(most=called(most), least=called(least), high=counts[most], low=counts[least])
                )
            )
    return said


Counted = TypeVar("Counted")


def _most(counts: Mapping[Counted, int]) -> Counted:
    return max(counts, key=counts.__getitem__)


def _least(counts: Mapping[Counted, int]) -> Counted:
    return min(counts, key=counts.__getitem__)


def _different(rows: Sequence[Row], one: str, other: str) -> int:
    return sum(row.answers[one].same != row.answers[other].same for row in rows)


def counted(shown: Sequence[Row], rows: Sequence[Row]) -> str:
    """How many of the questions are shown, and on how many of these the answers differ."""
    differing = sum(row.differs for row in shown)
    of = f"{len(shown)} of {len(rows)} questions" if len(shown) < len(rows) else f"All {len(rows)} questions"
    if not shown:
        return "No question fits all of that."
    if differing == len(shown):
        return f"{of}; the answers to {'it differ' if len(shown) == 1 else 'all of them differ'}."
    return f"{of}; the answers to {differing or 'none'} of them differ."
