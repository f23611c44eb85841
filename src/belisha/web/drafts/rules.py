"""Rules: what somebody typed for a sentence, read as the language reads it: its faults with their places, or what it means.

Room: web.drafts. A rule is read beside those of the draft that it needs: those that it names, and those that give names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from belisha.engine import Rulebook
from belisha.engine.boxes import TooManyCases
from belisha.importing.draft import LETTERS
from belisha.importing.suggest import strength
from belisha.language import LanguageError, Policy, load, read_policy
from belisha.language.reading import ID
from belisha.schools.drafts import actions
from belisha.schools.drafts.models import Draft, Sentence
from belisha.web import wording
from belisha.web.drafts.meaning import meaning
from belisha.web.drafts.within import TookTooLong, within

MOST_RULES = 10
LONGEST = 5_000  # characters of the whole field; one sentence has the language's own limit
_FRONT = "---\npolicy: A draft\n---\n\n```rules\n"


@dataclass(frozen=True, slots=True)
class RuleFault:
    """What cannot be read. line: of the field, from 1. before, word, after: the line, cut at the fault."""

    line: int
    before: str
    word: str
    after: str
    problem: str
    mend: str

    @property
    def says(self) -> str:
        """The problem and the mend, for an error summary."""
        return f"{self.problem}. {self.mend}".strip().removesuffix(".")


@dataclass(frozen=True, slots=True)
class Meant:
    """A rule that can be read. rows: pairs of heading and words."""

    id: str
    sentence: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """A field with rules, a line each. rules: as they will be kept, () where there are faults. doubts: what may not be meant.

    strength: the modality of the first of them, "" where it has none that a sentence has.
    """

    rules: tuple[str, ...] = ()
    faults: tuple[RuleFault, ...] = ()
    meant: tuple[Meant, ...] = ()
    doubts: tuple[str, ...] = ()
    strength: str = ""


def read_typed(text: str, draft: Draft, sentence: Sentence, modality: str) -> Typed:
    """What stands in the field. modality: what the sentence is said to be, to compare the rules with."""
    lines = [(number, _bare(line)) for number, line in enumerate(text[: LONGEST + 1].split("\n"), 1)]
    lines = [(number, line) for number, line in lines if line]
    if not lines:
        return Typed(
            faults=(
                RuleFault(1, "", "", "", "There is no rule", "Write one, such as “Staff must not befriend a pupil.”"),
            )
        )
    if len(text) > LONGEST or len(lines) > MOST_RULES:
        mend = f"Write at most {MOST_RULES} rules, with {LONGEST:,} characters in all"
        return Typed(faults=(RuleFault(1, "", "", "", "That is too much for one sentence", mend),))
    needed = _needed(draft, sentence, [line for _, line in lines])
    try:
        with within():
            return _read(lines, needed, f"{draft.prefix}-{sentence.number or 0}", modality)
    except TookTooLong:
        mend = "Split it into several shorter rules, a line each"
        return Typed(faults=(RuleFault(lines[0][0], "", lines[0][1], "", "The rule takes too long to work out", mend),))


def _read(lines: list[tuple[int, str]], needed: list[tuple[str, str]], id: str, modality: str) -> Typed:
    ids = [id + letter for letter in LETTERS[: len(lines)]]
    typed = dict(zip(ids, lines, strict=True))
    document = _FRONT + "".join(f"{one}: {line}\n" for one, (_, line) in typed.items())
    document += "".join(f"{one}: {rule}\n" for one, rule in needed) + "```\n"
    try:
        policy = read_policy(document, "draft")
    except LanguageError as error:
        found = []
        for fault in error.faults:
            one, colon, _ = fault.where.text.partition(": ")
            if one not in typed or not colon or fault.warning:
                continue
            number, line = typed[one]
            start = max(0, fault.where.column - 1 - len(one) - 2)
            end = start + fault.length
            found.append(
                RuleFault(number, line[:start], line[start:end], line[end:], _said(fault.problem), _said(fault.mend))
            )
        # A fault of another rule of the draft is shown beside that one; then this one alone is looked at no further.
        return Typed(faults=tuple(found)) if found else Typed(rules=tuple(line for _, line in lines))
    try:
        Rulebook(policy, load(), date.today())
    except TooManyCases as error:
        if error.clause in typed:
            number, line = typed[error.clause]
            problem, mend = "The rule falls into too many cases", "Split it into several rules, a line each"
            return Typed(faults=(RuleFault(number, "", line, "", problem, mend),))
    clauses = [each for each in policy.clauses if each.id in typed]
    meant = tuple(Meant(each.id, each.sentence, tuple(meaning(each.tree))) for each in clauses)
    doubts, first = tuple(_doubts(policy, typed, modality)), strength(clauses[0].tree) or ""
    return Typed(tuple(each.sentence for each in clauses), (), meant, doubts, first)


def _doubts(policy: Policy, typed: dict[str, tuple[int, str]], modality: str) -> list[str]:
    """What a person should look at twice."""
    doubts = [
        f"{_said(each.problem)}. {_said(each.mend)}".strip()
        for each in policy.warnings
        if each.where.text.partition(":")[0] in typed
    ]
    labels = {strength(each.tree) for each in policy.clauses if each.id in typed}
    if (
        modality not in labels
        and "definition" not in labels
        and modality in ("must", "must not", "should", "should not", "may")
    ):
        others = wording.listed([f"“{each}”" for each in sorted(filter(None, labels))], "or")
        if others:
            doubts.append(f"The sentence is marked as “{modality}”, and the rule binds as {others}.")
    return doubts


def _needed(draft: Draft, sentence: Sentence, lines: list[str]) -> list[tuple[str, str]]:
    """Rules of the draft beside which these have to be read."""
    named = set(ID.findall(" ".join(lines)))
    found = []
    for other in draft.sentences.exclude(rule="").exclude(pk=sentence.pk).only("number", "rule", "position"):
        id = f"{draft.prefix}-{other.number}"
        for letter, rule in zip(LETTERS, other.rules, strict=False):
            if '"' in rule or id + letter in named:
                found.append((id + letter, rule))
    return found


def _bare(line: str) -> str:
    """A line as the language reads it: on one line, with straight quotes around names, without an id of its own."""
    line = re.sub("[“”„]", '"', actions.tidy(line))
    return re.sub(rf"^{ID.pattern}\s*:\s*", "", line)


def _said(words: str) -> str:
    return wording.quoted(wording.capital(words.strip().removesuffix(".")))
