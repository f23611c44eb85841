"""belisha ask: an interview in the terminal, one question at a time, and then the answer.

Room: cli. Puts the engine's questions to a person, or to a file of answers, one a line. "I don't know" is always an answer.
Keeps out: which question comes next (engine.ask) and how a decision is worded (engine.explain).
Next door: `web` asks the same questions on pages.
"""

from __future__ import annotations

import difflib
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import click

from belisha import library
from belisha.engine import Decision, Rulebook, Situation, decide, rulebook_of
from belisha.engine.ask import Page, next_page
from belisha.engine.boxes import TooManyCases
from belisha.engine.explain import VERDICT_WORDS, Explanation, explain
from belisha.engine.situation import SituationFault, Stated, read_value
from belisha.language import Policy, Vocabulary, load
from belisha.language.conditions import Among

from .main import NO, CannotRead
from .policies import as_of_option, layers_of, layers_option, open_policy, policy_option

DO, HAPPENED = "Somebody wants to do something", "Something has happened"
UNKNOWN_WORDS = ("", "?", "i don't know", "don't know", "dont know", "unknown")
COLOURS = {"prohibited": "red", "needs approval": "yellow", "advised against": "yellow", "permitted": "green"}


# ---- questions -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """One question. options: the words of each answer, and the facts that it states.

    kind: one (of the options), ticks (any of them; each is a flag), several (any of them; values of one fact) or count.
    """

    ask: str
    kind: str
    options: tuple[tuple[str, Mapping[str, Stated]], ...] = ()
    facts: tuple[str, ...] = ()
    why: str = ""
    note: str = ""
    unit: str = ""


def question_of(page: Page, vocabulary: Vocabulary) -> Question:
    """The engine's page as a question for a terminal."""
    if page.together:
        ticks = tuple((label, {fact: True}) for fact, label in zip(page.facts, page.labels, strict=True))
        return Question(page.question, "ticks", ticks, page.facts, page.why, page.note)
    (name,) = page.facts
    fact = vocabulary.facts[name]
    kind = {"count": "count", "many": "several"}.get(fact.type, "one")
    options = tuple((choice.label, {name: choice.value}) for choice in page.choices)
    return Question(page.question, kind, options, page.facts, page.why, page.note, page.unit)


def plain_question(name: str, vocabulary: Vocabulary) -> Question:
    """A fact's own question, with all its values: how an interview begins."""
    fact = vocabulary.facts[name]
    many = fact.type == "many"
    values = [value for value in fact.values if not (many and value == "none")]
    options = tuple(
        (_with_gloss(name, value, vocabulary), {name: frozenset({value}) if many else value}) for value in values
    )
    return Question(fact.ask, "several" if many else "one", options, (name,), note=fact.note)


def _with_gloss(name: str, value: str, vocabulary: Vocabulary) -> str:
    """An act with the words that policies have for it, where those are others: "use (read social media)"."""
    meant = Among(name, frozenset({value}))
    said = next(
        (each.text for each in vocabulary.phrases if each.kind == "ACT" and each.readings == (("", meant),)), value
    )
    return value if said.replace("-", "") == value else f"{value} ({said})"


def which_side() -> Question:
    return Question("What is it about?", "one", ((DO, {}), (HAPPENED, {})))


class NoAnswer(Exception):
    """What was typed answers nothing; the message says what would."""


def read_answer(question: Question, typed: str, vocabulary: Vocabulary) -> dict[str, Stated] | None:
    """The facts that an answer states, or None for "I don't know". Raises NoAnswer.

    An option is named by its number or in its own words; several are parted by commas, or numbers by blanks.
    """
    said = typed.strip()
    if said.lower() in UNKNOWN_WORDS:
        return None
    if question.kind == "count":
        number = said.removesuffix(question.unit).strip()
        read = read_value(
            vocabulary.facts[question.facts[0]],
            int(number) if number.isdecimal() and len(number) < 9 else said,
            vocabulary,
        )
        if isinstance(read, SituationFault):
            raise NoAnswer(f"Write a whole number of {question.unit}, such as 12.")
        return {question.facts[0]: read}
    if question.kind == "one":
        return dict(question.options[_pick(question, said)][1])
    if said.lower() in ("none", "0", "none of these"):
        picked: list[int] = []
    else:
        listed = said.split() if all(each in "0123456789 " for each in said) else said.split(",")
        picked = [_pick(question, each.strip()) for each in listed if each.strip()]
    if question.kind == "ticks":
        ticked = {name for place in picked for name in question.options[place][1]}
        return {name: name in ticked for name in question.facts}
    values = [value for place in picked for value in question.options[place][1].values()]
    return {question.facts[0]: frozenset(each for value in values if isinstance(value, frozenset) for each in value)}


def _pick(question: Question, said: str) -> int:
    labels = [label.partition(" (")[0].lower() for label, _ in question.options]
    if said.isdecimal() and 1 <= int(said[:9]) <= len(labels):
        return int(said) - 1
    low = said.lower().partition(" (")[0]
    if low in labels:
        return labels.index(low)
    begun = [place for place, label in enumerate(labels) if label.startswith(low)]
    if len(begun) == 1:
        return begun[0]
    near = difflib.get_close_matches(low, labels, n=1)
    mend = (
        f"Did you mean `{near[0]}`?" if near else f"Write a number from 1 to {len(labels)}, or the words of an answer."
    )
    shown = said if len(said) <= 40 else said[:40] + "…"
    raise NoAnswer(f"`{shown}` is none of the answers. {mend}")


# ---- the interview ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """What has been answered so far. skip: the facts that nobody knows; side: DO, HAPPENED, "?" or "" while it was not asked."""

    facts: Mapping[str, Stated]
    skip: frozenset[str] = frozenset()
    side: str = ""

    def next_question(self, rulebook: Rulebook, vocabulary: Vocabulary) -> Question | None:
        for name in self._opening():
            if name == "side":
                return which_side()
            return plain_question(name, vocabulary)
        page = next_page(decide(rulebook, Situation(dict(self.facts))), self.skip)
        return None if page is None else question_of(page, vocabulary)

    def _opening(self) -> Iterator[str]:
        if "actor" not in self.facts and "actor" not in self.skip:
            yield "actor"
        if not self.side:
            yield "side"
        about = {DO: "act", HAPPENED: "event"}.get(self.side)
        if about and about not in self.facts and about not in self.skip:
            yield about

    def after(self, question: Question, answer: dict[str, Stated] | None, typed: str) -> Known:
        if not question.facts:
            side = "?" if answer is None else question.options[_pick(question, typed.strip())][0]
            return Known(self.facts, self.skip, side)
        if answer is None:
            return Known(self.facts, self.skip | set(question.facts), self.side)
        return Known({**self.facts, **answer}, self.skip, self.side)


class _Talk:
    """What is shown and what is typed, on a terminal or not."""

    def __init__(self) -> None:
        self.live = sys.stdin.isatty() and sys.stdout.isatty()
        self.width = min(100, shutil.get_terminal_size().columns)
        self.answered = 0

    def read(self) -> str | None:
        """The next answer, or None at the end of the input."""
        if self.live:
            try:
                return str(input("> "))
            except EOFError:
                click.echo()
                return None
        try:
            typed = sys.stdin.readline(100_000)
        except (UnicodeDecodeError, OSError):
            raise CannotRead("The answers cannot be read; give them as UTF-8 text, one a line.") from None
        if typed:
            self.answered += 1
            click.echo(f"> {typed.rstrip()[:200]}")
        return typed.rstrip("\r\n") if typed else None

    def say(self, text: str, indent: str = "", **style: object) -> None:
        lines = textwrap.wrap(text, self.width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
        click.echo(click.style("\n".join(lines), **style))  # type: ignore[arg-type]

    def question(self, number: int, question: Question) -> None:
        click.echo()
        self.say(f"{number}. {question.ask}", bold=True)
        for more in (question.note, question.why):
            if more:
                self.say(more, "   ", dim=True)
        for row in self._rows([label for label, _ in question.options]):
            click.echo(row)
        self.say(_how_to_answer(question), "   ", dim=True)

    def _rows(self, labels: list[str]) -> Iterator[str]:
        cells = [f"{place:>5}  {label}" for place, label in enumerate(labels, 1)]
        wide = max((len(cell) for cell in cells), default=0) + 2
        columns = max(1, self.width // wide) if len(cells) > 9 else 1
        deep = -(-len(cells) // columns)
        for row in range(deep):
            yield "".join(cell.ljust(wide) for cell in cells[row::deep]).rstrip()
        if not cells:
            return


def _how_to_answer(question: Question) -> str:
    match question.kind:
        case "count":
            return f"A number of {question.unit}; Enter if you don't know."
        case "one":
            return "A number, or the words; Enter if you don't know."
    return "All that are true, such as 1, 3; none if none is; Enter if you don't know."


def interview(talk: _Talk, rulebook: Rulebook, vocabulary: Vocabulary) -> Situation:
    """Asks until nothing more would change the answer, or the person stops. Gives what is known then."""
    known = Known({})
    before: list[Known] = []
    while (question := known.next_question(rulebook, vocabulary)) is not None:
        talk.question(len(before) + 1, question)
        while True:
            typed = talk.read()
            word = (typed or "").strip().lower()
            if typed is None or word in ("q", "quit", "stop"):
                if not talk.live:
                    click.echo(f"The answers end here; “{question.ask}” is not answered.", err=True)
                return Situation(dict(known.facts))
            if word in ("b", "back"):
                if before:
                    known = before.pop()
                    break
                talk.say("This is the first question.", "   ")
                continue
            try:
                answer = read_answer(question, typed, vocabulary)
            except NoAnswer as error:
                if not talk.live:
                    raise CannotRead(f"Answer {talk.answered}, to “{question.ask}”: {error}") from None
                talk.say(str(error), "   ", fg="red")
                continue
            before.append(known)
            known = known.after(question, answer, typed)
            break
    return Situation(dict(known.facts))


# ---- the answer ------------------------------------------------------------------------------------------------


def show(talk: _Talk, decision: Decision, policy: Policy) -> None:
    """The decision in words: what the engine explains, laid out."""
    said = explain(decision)
    click.echo()
    click.echo("─" * min(60, talk.width))
    _show_one(talk, said, decision)
    for (name, layer), (_, above) in zip(said.layers, decision.layers, strict=True):
        click.echo()
        talk.say(f"The layer above the policy: {name}", bold=True)
        _show_one(talk, layer, above, "   ")
    click.echo()
    version = f", version {policy.front.version}" if policy.front.version else ""
    talk.say(
        f"{policy.front.policy}{version}, as of {decision.as_of.isoformat()}. Document {policy.hash[:12]}.", dim=True
    )


def _show_one(talk: _Talk, said: Explanation, decision: Decision, indent: str = "") -> None:
    for line in said.clashes:
        talk.say(line, indent, fg="red")
    talk.say(said.headline, indent, bold=True, fg=COLOURS.get(decision.verdict))
    talk.say(said.summary, indent)

    def part(title: str, lines: list[str]) -> None:
        if lines:
            click.echo()
            talk.say(title, indent, bold=True)
            for line in lines:
                talk.say(f"• {line}", indent + "  ")

    whys = []
    for reason in said.reasons:
        where = f", section {reason.clause.section}" if reason.clause.section else ""
        because = f" Because {'; '.join(reason.because)}." if reason.because else ""
        perhaps = " (perhaps)" if reason.clause.fired == "perhaps" else ""
        whys.append(f"{reason.clause.id}{perhaps}: {reason.clause.sentence}{because}{where and f' [{where[2:]}]'}")
    part("Why", [*whys, *said.excepted, *said.judgement])
    part(
        "What to do",
        [_to_do(each.who, each.strength, each.words, each.by_when, each.duty.clause, each.sure) for each in said.to_do],
    )
    part("What may follow", list(said.otherwise))
    part("What would change it", [f"{each.words}: {VERDICT_WORDS[each.verdict]}" for each in said.would_change])
    if said.whom_to_ask:
        click.echo()
        talk.say(f"Whom to ask: {said.whom_to_ask}", indent)


def _to_do(who: str, strength: str, words: str, by_when: str, clause: str, sure: bool) -> str:
    when = f", {by_when}" if by_when else ""
    return f"{'' if sure else 'Perhaps: '}{who[:1].upper()}{who[1:]} {strength} {words}{when} ({clause})."


@click.command(
    epilog="""\b
Answer with the number of an option or with its words. Enter: you don't know. b: back. q: stop here, and see what is known.
Without a terminal the answers are read from standard input, one a line.

\b
Examples:
  belisha ask --policy little-eaton
  printf 'teacher\\n1\\nbefriend\\npupil\\n' | belisha ask --policy little-eaton

\b
Status: 1 when the answer is "no" (prohibited), 0 for every other answer, 2 if something could not be read."""
)
@policy_option
@layers_option
@as_of_option
def command(given: str, layers: tuple[str, ...], as_of: date | None) -> None:
    """Ask a policy "may I …?": one question at a time, then the answer with its reasons."""
    policy, vocabulary, day = open_policy(given), load(), as_of or date.today()
    try:
        rulebook = rulebook_of(policy, day, library.law())
    except TooManyCases as error:
        raise CannotRead(f"`{given}`: {error}") from None
    if sys.stdin is None or sys.stdout is None:
        raise CannotRead("There is nobody to ask: no input to read, or no output to write to.")
    talk = _Talk()
    talk.say(" · ".join(each for each in (policy.front.policy, policy.front.school) if each), bold=True)
    if talk.live:
        talk.say("Answer with a number or in words. Enter: I don't know. b: back. q: stop here.", dim=True)
    situation = interview(talk, rulebook, vocabulary)
    decision = decide(rulebook, situation, layers=layers_of(layers))
    show(talk, decision, policy)
    raise click.exceptions.Exit(NO if decision.verdict == "prohibited" else 0)
