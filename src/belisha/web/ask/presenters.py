"""Presenters: answers and decisions, shaped for their pages.

Room: web.ask. Templates lay out what stands here and decide nothing. The sentences come from `engine.explain`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from markupsafe import Markup, escape

from belisha.engine import Cited, Decision, DutyOwed, Rulebook
from belisha.engine.ask import possible_after
from belisha.engine.explain import VERDICT_WORDS, Change, Explanation, ToDo, explain
from belisha.engine.situation import Stated
from belisha.language.vocabulary import load
from belisha.publishing.contents import day
from belisha.web import components as ui
from belisha.web import rulebooks, wording
from belisha.web.ask.answers import Answers
from belisha.web.ask.questions import questions_left
from belisha.web.ask.under import Under, named
from belisha.web.components.govuk import Content

# An open fact with more answers than this is only named; what each would lead to would fill the page.
MOST_ANSWERS = 6
NO_ACT = "no act in question"
# Duties that bring a matter to whomever they name.
TELLS = frozenset({"report", "tell", "refer", "seek advice", "discuss"})


# ---- check your answers ----------------------------------------------------------------------------------------------


def answer_rows(under: Under, answers: Answers, *, change: bool = True) -> list[ui.Row]:
    """Each question and its answer. A page of ticks is one row. change: with links to change them."""
    vocabulary = load()
    pages: dict[str, list[str]] = {}
    counted = answers.that_count()
    for fact in counted.given:
        if fact in answers.known and not isinstance(answers.known[fact], frozenset):
            continue  # the registers know it
        pages.setdefault(vocabulary.page_of(fact) or fact, []).append(fact)
    rows = []
    for key, facts in pages.items():
        title = key if key not in vocabulary.facts else vocabulary.facts[key].ask
        several = key not in vocabulary.facts
        said = _ticked(facts, answers) if several else wording.answer(key, answers.given[key])
        query = replace(answers, closed=False).query(change=facts[0])
        href = under.address("ask-question", query) if change else ""
        rows.append(ui.Row(title, said, href, f"the answer to “{title}”"))
    return rows


def known_rows(answers: Answers, decision: Decision) -> list[ui.Row]:
    """What the school's registers say of it, and which of them does. Of an age only on which side of the policy's limits it is."""
    rows = []
    for fact in load().facts:
        value = answers.known.get(fact)
        if value is None or not answers.makes_sense(fact):
            continue
        said = wording.answer(fact, value)
        if load().facts[fact].unit == "years" and isinstance(value, int):
            said = band(value, decision.rulebook.space.cuts.get(fact, ()))
            if not said:  # the policy does not look at it
                continue
        told = Markup('{}<br><span class="belisha-quiet">{}</span>').format(
            said, wording.capital(answers.sources[fact])
        )
        rows.append(ui.Row(wording.question(fact), told))
    return rows


def _limits(count: int, cuts: Sequence[int]) -> tuple[int, int]:
    """The limits between which a count lies; 0 for none."""
    return max((cut for cut in cuts if cut <= count), default=0), min((cut for cut in cuts if cut > count), default=0)


def band(count: int, cuts: Sequence[int]) -> str:
    """Between which limits a count lies, in words; "" where there are none."""
    low, high = _limits(count, cuts)
    if not low:
        return f"Under {high}" if high else ""
    return f"{low} to {high - 1}" if high else f"{low} or over"


def _ticked(facts: Sequence[str], answers: Answers) -> Markup | str:
    ticked = [wording.statement(fact)[0] for fact in facts if answers.given[fact] is True]
    unsure = [wording.statement(fact)[0] for fact in facts if answers.given[fact] is None]
    lines = ticked or ([] if unsure else ["None of these"])
    if unsure:
        short = len(unsure) <= 3
        lines.append(f"{wording.UNSURE}: {wording.listed(unsure, 'or') if short else f'about {len(unsure)} others'}")
    if len(lines) == 1:
        return lines[0]
    items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    return Markup('<ul class="govuk-list govuk-list--bullet">{}</ul>').format(items)


def about(answers: Answers) -> str:
    """The situation in a line, for the top of a page: "A teacher · Post something · A pupil of the school"; "" while nothing is known."""
    facts = answers.situation.facts
    said = [wording.answer(name, facts[name]) for name in ("actor", "act", "event", "with") if facts.get(name)]
    return " · ".join(said)


# ---- the decision ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Receipt:
    """What reproduces a decision: the policy's version and day, the law layer's version, and the facts."""

    as_of: date
    version: str
    law: str

    @property
    def day(self) -> str:
        """The day in words."""
        return day(self.as_of.isoformat())

    def controls(self) -> dict[str, str]:
        return {"as-of": self.as_of.isoformat(), "version": self.version, "law": self.law}


@dataclass(frozen=True, slots=True)
class DutyGroup:
    """Duties under a heading. intro: who leads a procedure, and the like."""

    heading: str
    duties: Markup
    intro: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """Something that the verdict still depends on: the question, what each answer leads to, and where to answer it."""

    question: str
    leads: tuple[str, ...]
    href: str


@dataclass(frozen=True, slots=True)
class Law:
    """What the law adds. sure and perhaps: clauses; duties: what it asks for now."""

    tag: Markup
    summary: str
    sure: tuple[Markup, ...]
    duties: Markup
    perhaps: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """Everything on the decision page, in its order."""

    title: str
    verdict: Markup
    clashes: tuple[str, ...]
    left: int
    depends: tuple[Open, ...]
    why: tuple[Markup, ...]
    beside: tuple[Markup, ...]
    may_apply: tuple[Markup, ...]
    changes: tuple[ui.Row, ...]
    to_do: tuple[DutyGroup, ...]
    perhaps: Markup
    otherwise: tuple[Markup, ...]
    judgement: tuple[str, ...]
    excepted: tuple[Markup, ...]
    law: Law | None
    whom: str
    in_full: tuple[Markup, ...]
    verdict_name: str


def decision_page(under: Under, answers: Answers, decision: Decision) -> DecisionPage:
    """A decision, shaped for its page."""
    said = explain(decision)
    address = Address(under.address("policy"))
    happened = decision.silent_because == NO_ACT
    sure = [each for each in said.to_do if each.sure]
    headline, summary = said.headline, said.summary
    if happened:
        headline = "What the policy asks for" if sure else "The policy asks for nothing certain here"
        summary = (
            "Something has happened. This is who has to do what about it."
            if sure
            else "No sentence of it says for certain what to do in this situation."
        )
    # What a word means stands with the sentences in full: by itself it decides nothing.
    telling = [(each.clause, each.because) for each in said.reasons if each.clause.effect != "class"]
    deciding = [each for each in telling if each[0].fired == "yes" and each[0].effect == decision.verdict]
    beside = [each for each in telling if each[0].fired == "yes" and each[0].effect != decision.verdict]
    may_apply = [each for each in telling if each[0].fired == "perhaps"]
    return DecisionPage(
        title=headline.rstrip("."),
        verdict=ui.verdict(
            "to do" if happened else "approved" if said.approved else decision.verdict, headline, summary
        ),
        clashes=said.clashes,
        left=questions_left(decision, answers),
        depends=_depends(under, answers, decision),
        why=tuple(_clause(clause, because, address) for clause, because in deciding),
        beside=tuple(_clause(clause, because, address) for clause, because in beside),
        may_apply=tuple(_clause(clause, (), address) for clause, _ in may_apply),
        changes=tuple(_change(each) for each in said.would_change),
        to_do=tuple(_to_do(sure, decision, address)),
        perhaps=_perhaps([each for each in said.to_do if not each.sure], decision, address),
        otherwise=tuple(address.linked(line) for line in said.otherwise),
        judgement=said.judgement,
        excepted=tuple(address.linked(line) for line in said.excepted),
        law=next((_law(layer, by) for (_, by), (_, layer) in zip(said.layers, decision.layers, strict=True)), None),
        whom="" if happened else said.whom_to_ask,  # it speaks of what somebody wants to do
        in_full=_in_full(decision, address),
        verdict_name="to do" if happened else decision.verdict,
    )


@dataclass(frozen=True, slots=True)
class Address:
    """Where the clauses of a policy stand."""

    policy: str

    def of(self, clause: str) -> str:
        return f"{self.policy}#{clause.lower()}"

    def linked(self, words: str) -> Markup:
        """A line of words, with its last clause in brackets as a link: "Dismissal may follow (LE-32)."."""
        met = re.fullmatch(r"(.*)\(([A-Z]+-[\w.]+)\)\.", words)
        if met is None:
            return escape(words)
        link = Markup('<a class="govuk-link belisha-cite" href="{}">{}</a>').format(self.of(met.group(2)), met.group(2))
        return Markup("{}({}).").format(met.group(1), link)


def _clause(clause: Cited, because: Sequence[str], address: Address) -> Markup:
    return ui.clause(
        clause.id, clause.sentence, href=address.of(clause.id), effect=clause.effect, because=because, by=_by(clause)
    )


def _by(clause: Cited) -> str:
    return f"Not here, because {clause.by}." if clause.effect == "excepted" and clause.by else ""


def _change(change: Change) -> ui.Row:
    words = Markup("{} {}").format(f"{wording.answer(change.fact, change.value)}: ", ui.verdict_tag(change.verdict))
    return ui.Row(wording.question(change.fact), words)


def _depends(under: Under, answers: Answers, decision: Decision) -> tuple[Open, ...]:
    """What is open, where the verdict depends on it: what nobody knew first."""
    if len(decision.possible) == 1:
        return ()
    vocabulary = load()
    made: dict[str, Open] = {}
    for fact in sorted(decision.ask, key=lambda each: each not in answers.unsure):
        key = vocabulary.page_of(fact) or fact
        if key in made:
            continue
        href = under.address("ask-question", answers.query(change=fact))
        made[key] = Open(key if key != fact else vocabulary.facts[fact].ask, _leads(fact, key, decision), href)
    return tuple(sorted(made.values(), key=lambda each: not each.leads))


def _leads(fact: str, key: str, decision: Decision) -> tuple[str, ...]:
    known = load().facts[fact]
    answers: list[tuple[str, Stated]] = []
    if key == fact and known.type == "flag":
        answers = [("Yes", True), ("No", False)]
    elif known.type == "one" and len(known.values) <= MOST_ANSWERS:
        answers = [(wording.answer(fact, value), value) for value in known.values]
    elif known.type == "count":
        cuts = decision.rulebook.space.cuts.get(fact, ())
        for low, high in zip((0, *cuts), (*cuts, 0), strict=True):
            words = f"{low} or more" if high == 0 else f"under {high}" if low == 0 else f"{low} to {high - 1}"
            answers.append((f"{words} {known.unit}", low))
    leads = [(words, possible_after(decision, {fact: value})) for words, value in answers]
    if all(possible == decision.possible for _, possible in leads):
        return ()  # by itself, no answer to it says anything new
    return tuple(f"{words}: {wording.listed([VERDICT_WORDS[each] for each in left], 'or')}" for words, left in leads)


# ---- duties ----------------------------------------------------------------------------------------------------------


def _to_do(sure: Sequence[ToDo], decision: Decision, address: Address) -> Iterable[DutyGroup]:
    """Procedures by their steps, in order; other duties by whom they fall on, the person in question first."""
    actor = decision.situation.facts.get("actor")
    procedures: dict[str, list[ToDo]] = {}
    mine: list[ToDo] = []
    others: list[ToDo] = []
    for each in sure:
        if each.duty.procedure:
            procedures.setdefault(each.duty.procedure, []).append(each)
        elif isinstance(actor, str) and actor in whom(each.duty, decision):
            mine.append(each)
        else:
            others.append(each)
    if mine:
        label = wording.label("actor", str(actor))[0]
        yield DutyGroup(f"For {label[0].lower()}{label[1:]}", ui.duty_list([duty_of(each, address) for each in mine]))
    for id, steps in procedures.items():
        procedure = next(each for each in decision.rulebook.policy.parts if getattr(each, "id", None) == id)
        yield DutyGroup(
            f"The school's procedure: {getattr(procedure, 'title', id)}",
            ui.duty_list([duty_of(each, address) for each in steps], steps=True),
            _who_knows(getattr(procedure, "led_by", ""), steps),
        )
    if others:
        heading = "For others" if mine or procedures else ""
        yield DutyGroup(heading, ui.duty_list([duty_of(each, address) for each in others]))


def _who_knows(led: str, steps: Sequence[ToDo]) -> str:
    """Who leads a procedure, and to whom else its steps bring the matter."""
    told = dict.fromkeys(to for each in steps if each.duty.do in TELLS for to in each.duty.to)
    others = [_the(each) for each in told if each not in led.split(" or ")]
    leads = f"{wording.capital(_the(led))} leads it." if led else ""
    brought = f"These steps bring it to {wording.listed(others, 'and')}." if others else ""
    return f"{leads} {brought}".strip()


def _perhaps(open_ones: Sequence[ToDo], decision: Decision, address: Address) -> Markup:
    if not open_ones:
        return Markup()
    made = []
    for each in open_ones:
        unsettled = "The policy leaves open whether this applies. " if each.duty.fired == "unsettled" else ""
        made.append(duty_of(each, address, on=unsettled + each.duty.sentence))
    return ui.duty_list(made)


def duty_of(said: ToDo, address: Address, on: Content = "", by_when: str | None = None, state: str = "") -> ui.Duty:
    """A duty, shaped for a list. on, state: of the part; by_when: where the moment is known, in place of the deadline."""
    return ui.Duty(
        wording.capital(_the(said.who)),
        said.strength,
        said.words,
        said.by_when if by_when is None else by_when,
        said.duty.clause,
        address.of(said.duty.clause),
        first=said.duty.next and not on,
        on=on,
        state=state,
    )


def _the(who: str) -> str:
    noun = load().nouns.get(who)
    return noun.text if noun else who


def whom(duty: DutyOwed, decision: Decision) -> frozenset[str]:
    """The actors on whom a duty falls, by the nouns of its sentence ("staff, governors and volunteers")."""
    vocabulary = load()
    groups = dict(vocabulary.groups)
    for name, members in decision.rulebook.policy.front.groups:
        # In a group's own list its word means the default.
        groups[name] = vocabulary.expand(members, vocabulary.groups)
    found: set[str] = set()
    for word in re.split(r", | and | or ", duty.who):
        for name in (word, word.removesuffix("s")):
            noun = vocabulary.nouns.get(name)
            if noun:
                found.update(vocabulary.expand(noun.actor, groups))
                break
    return frozenset(found)


# ---- the law, and the sentences in full --------------------------------------------------------------------------------


def _law(layer: Decision, said: Explanation) -> Law:
    address = Address(reverse("law"))
    sure = [each for each in said.to_do if each.sure]
    ruling = [each for each in said.reasons if each.clause.fired == "yes"]
    perhaps: dict[str, Markup] = {}
    for clause in layer.clauses:
        if clause.fired == "perhaps":
            perhaps[clause.id] = ui.clause(clause.id, clause.sentence, href=address.of(clause.id))
    for each in said.to_do:
        if not each.sure:
            perhaps[each.duty.clause] = ui.clause(
                each.duty.clause, each.duty.sentence, href=address.of(each.duty.clause)
            )
    if ruling:
        summary = said.headline
    elif sure:
        summary = "The law asks for more than the policy does:"
    else:
        summary = "Belisha knows no law that adds something certain here."
    return Law(
        tag=ui.verdict_tag(layer.verdict) if ruling and layer.verdict != "silent" else Markup(),
        summary=summary,
        sure=tuple(_clause(each.clause, each.because, address) for each in ruling),
        duties=ui.duty_list([duty_of(each, address) for each in sure]) if sure else Markup(),
        perhaps=tuple(perhaps.values()),
    )


def _in_full(decision: Decision, address: Address) -> tuple[Markup, ...]:
    """Every sentence that the decision rests on, in the document's order, with its section and the note on it."""
    cited = {each.id for each in decision.clauses if each.fired != "perhaps"}
    cited |= {each.clause for each in (*decision.duties, *decision.consequences) if each.fired != "perhaps"}
    return tuple(
        ui.clause(clause.id, clause.sentence, href=address.of(clause.id), section=clause.section, note=clause.note)
        for clause in decision.rulebook.policy.clauses
        if clause.id in cited
    )


# ---- the same question elsewhere ---------------------------------------------------------------------------------------


OF_OTHERS = ("with.age", "event.author age")  # of which a page shows only on which side of the policy's limits they are


def abroad(answers: Answers, own: Rulebook, other: Rulebook) -> Answers:
    """What another policy may be told: without an age that the registers know, where a limit of its own would tell more of it than was seen here."""
    told = dict(answers.known)
    for fact in OF_OTHERS:
        age = told.get(fact)
        if isinstance(age, int):
            low, high = _limits(age, own.space.cuts.get(fact, ()))
            if any(low < cut and not (high and cut >= high) for cut in other.space.cuts.get(fact, ())):
                del told[fact]
    return replace(answers, known=told)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The answer under one policy. tag: its verdict; words: how sure, or how much there is to do; link: to that decision."""

    school: str
    tag: Markup
    words: str
    href: str
    here: bool


def elsewhere(under: Under, answers: Answers, as_of: date) -> list[Elsewhere]:
    """The same facts under every policy that comes with Belisha, each in its own place; a draft, or a school's own, comes last."""
    made = []
    counted = answers.that_count()
    own = under.decided(counted.situation, as_of, law=False).rulebook if counted.known else None
    for other in (*map(named, rulebooks.names()), *([under] if under.prefix else [])):
        told = counted if own is None else abroad(counted, own, own if other is under else rulebooks.rulebook(other.name, as_of))  # fmt: skip
        decision = other.decided(told.situation, as_of, law=False)
        to_do = sum(each.fired == "yes" for each in decision.duties)
        words = [f"{to_do} thing{'s' if to_do != 1 else ''} to do"] if to_do else []
        if decision.verdict == "depends":
            words.insert(0, "could be " + wording.listed([VERDICT_WORDS[each] for each in decision.possible], "or"))
        if not decision.outcome.settled:
            words.append("more questions to answer")
        happened = decision.silent_because == NO_ACT
        here = other.name == under.name and other.prefix == under.prefix
        if under.is_signed_in and not here:  # what the registers know stands in no address
            href = under.beneath("ask-elsewhere", other.name, counted.query(**{"as-of": as_of.isoformat()}))
        else:
            href = other.address("ask-decision" if decision.outcome.settled or here else "ask-question", counted.query())  # fmt: skip
        made.append(
            Elsewhere(
                other.school,
                ui.verdict_tag("to do" if happened and to_do else decision.verdict),
                "; ".join(words),
                href,
                here,
            )
        )
    return made
