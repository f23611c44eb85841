"""Each clause is as strong as it is printed: a "should" has not become a "must", nor the other way about.

Room: tests. The strengths printed are the third column of `ledger.csv`; `will` is the school's own promise, `is` states a fact.
Next door: `tests/scenarios` shows what a sentence does; this, that it says neither more nor less.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import pytest

from belisha import library
from scenarios import checker

LEDGER = Path(__file__).with_name("ledger.csv")
with LEDGER.open(encoding="utf-8", newline="") as lines:
    PRINTED = {row["id"]: row["strength"] for row in csv.DictReader(lines)}

# The words of a sentence that give its strength, longest first.
WORDS = {
    "must not": "must not",
    "should not": "should not",
    "needs? approval": "approval",
    "needs? consent": "approval",
    "need not": "may",
    "must": "must",
    "should": "should",
    "will (?:follow|lead)": "will",
    "may (?:follow|lead)": "may",
    "(?:is|are) (?:gross misconduct|misconduct|unacceptable behaviour)": "will",
    "may": "may",
}
# By the strength printed: what one of the clause's sentences has to be, and what none of them may be.
ALLOWED = {
    "must": ({"must", "must not", "approval"}, {"should", "should not"}),
    "must not": ({"must not", "approval"}, {"should", "should not"}),
    "should": ({"should", "should not", "approval"}, {"must", "must not"}),
    "should not": ({"should not"}, {"must", "must not"}),
    "may": ({"may"}, {"should", "should not", "will"}),
    "will": ({"must", "must not", "will"}, {"should not"}),
    "needs approval": ({"approval", "may"}, {"must not"}),
    "is": (set(), set()),
}
# Clauses that are otherwise, and why.
READ_OTHERWISE = {
    "DM-26": "printed as a ban on whatever could lead to a claim; what that is, is left open, and the sentence says so",
    "LE-89": "printed as a must; a profile that names the school asks for care beside it",
    "LE-108": "speaks to people whom the policy does not bind: it names a complaint for what it is, and forbids nothing",
    "CC-09": "an assumption that staff are to make: it names what is covered by it, and obliges nobody",
}


def strength(sentence: str) -> str:
    if sentence.startswith(("Whether ", "It is ")) or "counts as" in sentence or "does not cover" in sentence:
        return ""
    while found := re.match(r"(?:When|For|From) [^,]*, ", sentence):  # these come before the doer, and have no strength
        sentence = sentence[found.end() :]
    places = [
        (found.start(), -len(words), said)
        for words, said in WORDS.items()
        if (found := re.search(rf"\b{words}\b", sentence))
    ]
    return min(places)[2] if places else ""


def strengths(name: str) -> dict[str, set[str]]:
    said: dict[str, set[str]] = defaultdict(set)
    for clause in library.policy(name).clauses:
        said[checker.base(clause.id)].add(strength(clause.sentence))
    return {clause: each for clause, each in said.items() if clause in PRINTED}


@pytest.mark.parametrize("name", library.SCHOOLS)
def test_each_clause_is_as_strong_as_printed(name: str) -> None:
    wrong = []
    for clause, said in strengths(name).items():
        needed, barred = ALLOWED[PRINTED[clause]]
        if clause not in READ_OTHERWISE and ((needed and not needed & said) or barred & said):
            wrong.append(f"{clause} is printed as {PRINTED[clause]!r}; its sentences say {sorted(said - {''})}")
    assert wrong == []


def test_what_is_read_otherwise_is_so() -> None:
    """An entry that is needed no longer goes."""
    for clause in READ_OTHERWISE:
        [said] = [each[clause] for name in library.SCHOOLS if clause in (each := strengths(name))]
        needed, barred = ALLOWED[PRINTED[clause]]
        assert (needed and not needed & said) or barred & said, clause


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Staff must not befriend a pupil, unless the pupil is their own child.", "must not"),
        ("When staff find misuse by a pupil, they should report it to the headteacher.", "should"),
        ("Staff may only use social media when it is in their own time.", "may"),
        ("Staff need consent from a parent to post a picture of a pupil.", "approval"),
        ("For staff, breaking this policy may lead to dismissal.", "may"),
        ("Breaking FR-1 is gross misconduct.", "will"),
        ("Whether staff may use social media in a break is not settled.", ""),
        ("Staff need not handle misuse by a pupil.", "may"),
        ("When there may be a sexual image of a child, the school must report it.", "must"),
    ],
)
def test_reading_the_strength_of_a_sentence(sentence: str, said: str) -> None:
    assert strength(sentence) == said
