"""Explain: a decision in plain English for the person who asked.

Room: engine. Verdict first, then why (which facts mattered and what would change it), what to do now and by when, what follows otherwise.
Values, not markup: the web and the terminal lay out the same lines, so that a verdict reads the same on paper and on screen.
Keeps out: which question comes next (ask).
Next door: `decision` holds what is explained; phrases for facts come from the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from belisha.language.conditions import leaves
from belisha.language.vocabulary import Vocabulary

from .boxes import SOME
from .decision import DEPENDS, Cited, Decision, DutyOwed
from .situation import Situation, Stated

if TYPE_CHECKING:
    from .rulebook import Rulebook

HEADLINES = {
    "prohibited": "No. This is not allowed.",
    "needs approval": "Not yet. This needs approval first.",
    "advised against": "It is advised against.",
    "unsettled": "The policy does not settle this.",
    "permitted": "Yes. This is allowed.",
    "silent": "The policy says nothing that decides this.",
    DEPENDS: "It depends.",
}
APPROVED = "Yes. It has the approval that it needs."
VERDICT_WORDS = {
    "prohibited": "not allowed",
    "needs approval": "needs approval",
    "advised against": "advised against",
    "unsettled": "not settled",
    "permitted": "allowed",
    "silent": "not mentioned",
}
SILENT = {
    "no act in question": "Something has come up, and nobody proposes to do anything yet: what the policy asks of people stands below.",
    "not bound": "The policy does not bind the person in question.",
    "outside": "The policy puts this matter outside itself.",
    "nothing said": "No sentence of the policy speaks of this. That it is not mentioned does not make it wise.",
}
BY_WHEN = {
    "": "",
    "immediately": "immediately",
    "as soon as possible": "as soon as possible",
    "before the act": "before you do it",
    "before starting": "before starting",
}
STRENGTH = {"must": "must", "should": "should", "may": "may"}
# How many changes of one fact are looked at: enough for every answer that a person would think of, few enough to be quick.
_MOST_CHANGES = 6


@dataclass(frozen=True, slots=True)
class Reason:
    """A clause that decided, and the stated facts, in words, that met it."""

    clause: Cited
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToDo:
    """A duty in words. who: as the sentence has it; words: what to do; by_when: in words, or ""; sure: False where it may yet fall away."""

    duty: DutyOwed
    who: str
    words: str
    by_when: str
    strength: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What would change the verdict: a fact in words, and the verdict it would bring."""

    fact: str
    value: Stated
    words: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision in words. Every field is a line or lines to be laid out; () or "" where there is nothing to say.

    clashes: "Your policy says both" lines, to be shown before the headline. judgement: grounds that need a person's judgement.
    """

    headline: str
    summary: str
    clashes: tuple[str, ...]
    reasons: tuple[Reason, ...]
    would_change: tuple[Change, ...]
    to_do: tuple[ToDo, ...]
    otherwise: tuple[str, ...]
    judgement: tuple[str, ...]
    excepted: tuple[str, ...]
    whom_to_ask: str
    approved: tuple[str, ...] = ()
    layers: tuple[tuple[str, Explanation], ...] = ()


def explain(decision: Decision) -> Explanation:
    """The decision in plain English."""
    rulebook: Rulebook = decision.rulebook
    vocabulary = rulebook.vocabulary
    deciding = [each for each in decision.clauses if each.fired == "yes" and each.effect == decision.verdict]
    others = [each for each in decision.clauses if each.fired == "yes" and each.effect != decision.verdict]
    open_ones = [each for each in decision.clauses if each.fired == "perhaps"] if decision.verdict == DEPENDS else []
    met = _met(decision)
    reasons = tuple(Reason(each, met.get((each.id, each.effect), ())) for each in (*deciding, *others, *open_ones))
    judged = dict.fromkeys(
        fact for each in deciding for fact in each.judgement if decision.situation.facts.get(fact) is True
    )
    return Explanation(
        headline=APPROVED if approved(decision) else HEADLINES[decision.verdict], summary=_summary(decision, deciding), clashes=_clashes(decision), reasons=reasons, would_change=_changes(decision),
        to_do=tuple(duty_in_words(duty) for duty in decision.duties), otherwise=_otherwise(decision),
        judgement=tuple(f"“{vocabulary.facts[fact].ask}” is a judgement that a person has to make." for fact in judged), excepted=_excepted(decision),
        whom_to_ask=_whom(decision), approved=approved(decision), layers=tuple((name, explain(layer)) for name, layer in decision.layers),
    )  # fmt: skip


# ---- facts in words --------------------------------------------------------------------------------------------


def say_value(name: str, value: Stated, vocabulary: Vocabulary) -> str:
    """A value as an answer to the fact's question: "Yes", "17 years", "a former pupil"."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    fact = vocabulary.facts[name]
    if isinstance(value, int):
        return f"{value} {fact.unit if value != 1 else fact.unit.rstrip('s')}"
    return value


def say_fact(name: str, value: Stated, vocabulary: Vocabulary) -> str:
    """A stated fact in words: the question and its answer, shortened to what people say where the vocabulary has a phrase for it."""
    if isinstance(value, int) and not isinstance(value, bool):
        unit = vocabulary.facts[name].unit
        return (
            f"{_subject(name)} left {say_value(name, value, vocabulary)} ago"
            if unit == "months"
            else f"{_subject(name)} is {value}"
        )
    said = frozenset({value})
    for phrase in vocabulary.phrases:
        if phrase.limit or len(phrase.readings) != 1 or phrase.kind not in ("CLAUSE", "PRED", "WHERE"):
            continue
        for (_, condition), text in zip(
            (*phrase.readings, *phrase.denials), (phrase.text, phrase.denial), strict=False
        ):
            found = tuple(leaves(condition))
            if len(found) == 1 and found[0].fact == name and getattr(found[0], "values", None) == said:
                return f"{_subject(name)} {text}" if phrase.kind == "PRED" else text
    if name == "with":
        return f"the other side is {value if value in ('nobody', 'public') else f'a {value}'}"
    answer = say_value(name, value, vocabulary)
    return f"{vocabulary.facts[name].ask.rstrip('?')}: {answer.lower() if isinstance(value, bool) else answer}"


def _subject(name: str) -> str:
    return {"with": "the other person", "actor": "the person asking"}.get(
        name.partition(".")[0], "the author" if name.startswith("event.author") else "it"
    )


# ---- the parts of an explanation -------------------------------------------------------------------------------


def _listed(items: list[str], word: str = "and") -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}" if items else ""


def givers_in_words(givers: Iterable[str]) -> str:
    """Whose leave is asked for: "the headteacher or a senior leader"."""
    return _listed(
        [f"{'a' if each in ('parent', 'senior leader') else 'the'} {each}" for each in dict.fromkeys(givers)], "or"
    )


def _summary(decision: Decision, deciding: list[Cited]) -> str:
    verdict = decision.verdict
    if verdict == DEPENDS:
        words = [VERDICT_WORDS[each] for each in decision.possible]
        return f"With what is known so far it could be {_listed(words, 'or')}."
    if leave := approved(decision):
        return f"{_listed(list(leave))} {'asks' if len(leave) == 1 else 'ask'} for it, and it was given. Nothing else in the policy decides this."
    if verdict == "silent":
        return SILENT[decision.silent_because or "nothing said"]
    ids = _listed([each.id for each in deciding])
    if verdict == "needs approval":
        givers = givers_in_words(giver for each in deciding for giver in each.givers)
        return (
            f"{ids} {'asks' if len(deciding) == 1 else 'ask'} for the leave of {givers} first."
            if givers
            else f"{ids} asks for leave first."
        )
    one, several = {
        "prohibited": ("rules this out", "rule this out"), "advised against": ("advises against it", "advise against it"),
        "unsettled": ("touches this and leaves it open", "touch this and leave it open"), "permitted": ("allows it", "allow it"),
    }[verdict]  # fmt: skip
    return f"{ids} {one if len(deciding) == 1 else several}."


def _met(decision: Decision) -> dict[tuple[str, str], tuple[str, ...]]:
    """For each clause that fired, the stated facts that met one of its cases, in words."""
    rulebook: Rulebook = decision.rulebook
    vocabulary, facts = rulebook.vocabulary, decision.situation.facts
    live, _ = rulebook.known(decision.situation)
    found: dict[tuple[str, str], dict[str, None]] = {}
    for signal in rulebook.signals:
        bits = live & signal.mask
        if not bits or signal.effect in ("excepted", "suspended", "suspends"):
            continue
        box = rulebook.boxes[(bits & -bits).bit_length() - 1]
        words = found.setdefault(
            (signal.norm.clause.id, signal.effect if signal.settled or signal.effect not in HEADLINES else "unsettled"),
            {},
        )
        for dimension in box:
            name = dimension[0] if isinstance(dimension, tuple) else dimension
            if isinstance(dimension, tuple) and dimension[1] != SOME and True in box[dimension]:
                words[
                    say_fact(name, frozenset({dimension[1]}), vocabulary)
                    if name != "event"
                    else _event(dimension[1], vocabulary)
                ] = None
            elif not isinstance(dimension, tuple) and name in facts and name not in ("actor", "act"):
                words[say_fact(name, facts[name], vocabulary)] = None
    return {key: tuple(words) for key, words in found.items()}


def _event(value: str, vocabulary: Vocabulary) -> str:
    for phrase in vocabulary.phrases:
        if phrase.kind == "CLAUSE" and len(phrase.readings) == 1:
            found = tuple(leaves(phrase.readings[0][1]))
            if len(found) == 1 and found[0].fact == "event" and getattr(found[0], "values", None) == frozenset({value}):
                return phrase.text
    return value


def _clashes(decision: Decision) -> tuple[str, ...]:
    sentences = {each.id: each.sentence for each in decision.clauses}
    return tuple(
        f"Your policy says both. {leave}: “{sentences.get(leave, '')}” and {ban}: “{sentences.get(ban, '')}” A ban is not lifted by a permission, so the stricter stands until the policy is put right."
        for leave, ban in decision.clashes
    )


def _changes(decision: Decision) -> tuple[Change, ...]:
    """Single facts, stated or known by default, that would give another verdict if they were otherwise."""
    rulebook: Rulebook = decision.rulebook
    vocabulary, situation = rulebook.vocabulary, decision.situation
    if decision.verdict == DEPENDS:
        return ()
    found: list[Change] = []
    for name in _deciding_facts(decision):
        before = situation.facts.get(name)
        for value in _alternatives(rulebook, name):
            if value == before:
                continue
            changed = Situation({**situation.facts, name: value}, situation.closed)
            outcome = rulebook.decide(changed)
            if len(outcome.possible) == 1 and outcome.possible[0] != decision.verdict:
                found.append(Change(name, value, say_fact(name, value, vocabulary), outcome.possible[0]))
                break
        if len(found) >= _MOST_CHANGES:
            break
    return tuple(found)


def _deciding_facts(decision: Decision) -> list[str]:
    """The facts that the deciding clauses and their exceptions speak of, without who and what."""
    rulebook: Rulebook = decision.rulebook
    live, _ = rulebook.known(decision.situation)
    names: dict[str, None] = {}
    ids = {each.id for each in decision.clauses if each.fired == "yes" and each.effect == decision.verdict}
    for signal in rulebook.signals:
        if signal.norm.clause.id in ids and signal.effect in HEADLINES:
            bits = live & signal.mask
            if bits:
                for dimension in rulebook.boxes[(bits & -bits).bit_length() - 1]:
                    names[dimension[0] if isinstance(dimension, tuple) else dimension] = None
    return [name for name in names if name not in ("actor", "act", "event")]


def _alternatives(rulebook: Rulebook, name: str) -> list[Stated]:
    fact = rulebook.vocabulary.facts[name]
    match fact.type:
        case "flag":
            return [True, False]
        case "one":
            return list(fact.values)
        case "count":
            return [number for cut in rulebook.space.cuts.get(name, ()) for number in (cut - 1, cut) if number >= 0]
    return [frozenset({value}) for value in fact.values if value != "none"]


def duty_in_words(duty: DutyOwed) -> ToDo:
    """What somebody has to do, its deadline apart from it."""
    within = BY_WHEN.get(duty.within, f"within {duty.within}")
    words = duty.words
    for tail in (f" within {duty.within}", f" {duty.within}"):
        if duty.within and words.endswith(tail):
            words = words.removesuffix(tail)
    return ToDo(duty, duty.who, words, within, STRENGTH[duty.strength], duty.fired == "yes")


def _otherwise(decision: Decision) -> tuple[str, ...]:
    lines: dict[str, None] = {}
    for each in decision.consequences:
        certainty = {"will": "will follow", "may": "may follow"}[each.certainty]
        unsure = {
            "yes": "",
            "perhaps": ", depending on what is not known yet",
            "unsettled": ", though the policy does not settle it",
        }[each.fired]
        words = decision.rulebook.vocabulary.consequences[each.result][0]
        lines[f"{words[0].upper()}{words[1:]} {certainty}{unsure} ({each.clause})."] = None
    return tuple(lines)


def _excepted(decision: Decision) -> tuple[str, ...]:
    return tuple(
        f"{each.id} does not apply, because the law says otherwise ({each.by})." if each.effect == "suspended" else f"{each.id} does not apply, because {each.by}."
        for each in decision.clauses if each.effect in ("excepted", "suspended")
    )  # fmt: skip


def approved(decision: Decision) -> tuple[str, ...]:
    """The clauses that ask for an approval which was given, where nothing else in the policy decides: to whoever has the approval that is no silence."""
    given = decision.situation.facts.get("authorised by")
    if decision.silent_because != "nothing said" or not isinstance(given, frozenset):
        return ()
    if "headteacher" in given:
        given |= {"senior leader"}
    asking = {
        each.clause.id
        for each in decision.rulebook.norms
        if each.effect == "needs approval" and given & set(each.givers)
    }
    return tuple(each.id for each in decision.clauses if each.effect == "excepted" and each.id in asking)


def _whom(decision: Decision) -> str:
    """Whom to ask where the policy does not decide."""
    if decision.verdict not in ("silent", "unsettled", DEPENDS) or approved(decision):
        return ""
    said = str(decision.rulebook.policy.front.when_silent)
    return (
        said[0].upper() + said[1:].rstrip(".") + "."
        if said
        else "The policy does not say whom to ask. Ask the headteacher, or the designated safeguarding lead where a child may be at risk."
    )


__all__ = ["APPROVED", "Change", "Explanation", "Reason", "ToDo", "approved", "explain", "say_fact", "say_value"]
