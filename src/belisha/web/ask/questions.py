"""Questions: what the engine asks next, as a page with a form; and what somebody sent, read back.

Room: web.ask. `question_for` makes the page, `read_reply` reads the form. Next door: `answers` keeps what was said, `views` moves between pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from markupsafe import Markup

from belisha.engine import Decision
from belisha.engine.ask import Page, next_page, possible_after
from belisha.engine.explain import VERDICT_WORDS
from belisha.engine.situation import LARGEST_COUNT, SituationFault, Stated, read_value
from belisha.language.vocabulary import Fact, load
from belisha.web import components as ui
from belisha.web import wording
from belisha.web.ask.answers import Answers, Given, shortened

FIELD = "answer"
NONE, UNSURE = "none", "unsure"
ABOUT = "about"
# Radios up to this many stand in one list; more go under the vocabulary's headings.
SHORT_LIST = 8
# With fewer questions left than this, how many is said; a large number would only frighten.
FEW = 6


@dataclass(frozen=True, slots=True)
class Question:
    """A page of the journey. facts: what it asks for; key: the same for the form; form: its fields; leads: what each answer leads to, in words."""

    facts: tuple[str, ...]
    title: str
    form: Markup
    why: str = ""
    leads: tuple[str, ...] = ()
    left: int = 0
    errors: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        return ",".join(shortened(self.facts))

    @property
    def can_be_unsure_by_button(self) -> bool:
        """Whether "I don't know" is a button of its own; else it is one of the answers."""
        return self.facts[0] in load().facts and load().facts[self.facts[0]].type == "count"

    @property
    def progress(self) -> str:
        """How many questions are left, where that is few; never fewer than there are."""
        if not 0 < self.left < FEW:
            return ""
        return "This is the last question" if self.left == 1 else f"At most {self.left} questions left"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a form sent: as it was typed, what it means, and what is wrong with it (pairs of field and sentence)."""

    typed: tuple[str, ...] = ()
    given: Given | None = None
    errors: tuple[tuple[str, str], ...] = ()
    years: str = ""
    months: str = ""


# ---- which question ---------------------------------------------------------------------------------------------


def first_question(answers: Answers, about: str) -> tuple[str, ...]:
    """Who asks, and what it is about: asked before the engine has anything to go by. () once both are known."""
    if "actor" not in answers.given and "actor" not in answers.known:
        return ("actor",)
    if "act" in answers.given or "event" in answers.given:
        return ()
    return (about,) if about in ("act", "event") else (ABOUT,)


def questions_left(decision: Decision, answers: Answers) -> int:
    """The most that can still be asked: a page of ticks is one."""
    vocabulary = load()
    return len({vocabulary.page_of(fact) or fact for fact in decision.ask if fact not in answers.unsure})


def next_question(decision: Decision, answers: Answers) -> Question | None:
    """The engine's next question; None once nothing is left that the person may know."""
    page = next_page(decision, answers.unsure)
    if page is None:
        return None
    made = question_for(page.facts, answers)
    return replace(made, why=page.why, leads=_leads(page, decision), left=questions_left(decision, answers))


def same_page(fact: str, answers: Answers, decision: Decision) -> tuple[str, ...]:
    """The facts of the page on which a fact was answered; a page of ticks has those answered and those that matter now."""
    ask = load().page_of(fact)
    if ask is None:
        return (fact,)
    there = {*answers.given, *decision.ask, fact}
    return tuple(each for each in load().facts if each in there and load().page_of(each) == ask)


def _leads(page: Page, decision: Decision) -> tuple[str, ...]:
    """What each answer leads to: "Yes: not allowed"; () where no answer says anything new."""
    said = []
    if page.limits:
        pieces = (0, *page.limits)
        for low, high in zip(pieces, (*page.limits, 0), strict=True):
            if high == 0:
                words = f"{low} or more"
            elif high - 1 > low:
                words = f"{low} to {high - 1}"
            else:
                words = str(low)
            said.append((f"{words} {page.unit}", possible_after(decision, {page.facts[0]: low})))
    elif not page.together and len(page.choices) <= SHORT_LIST:
        said = [(wording.answer(page.facts[0], each.value), each.possible) for each in page.choices]
    if all(possible == decision.possible for _, possible in said):
        return ()
    return tuple(
        f"{words}: {wording.listed([VERDICT_WORDS[each] for each in possible], 'or')}" for words, possible in said
    )


# ---- the page -----------------------------------------------------------------------------------------------------


def question_for(facts: Sequence[str], answers: Answers, reply: Reply | None = None) -> Question:
    """The page that asks for these facts. reply: what was sent and could not be taken."""
    errors = reply.errors if reply else ()
    error = errors[0][1] if errors else ""
    if tuple(facts) == (ABOUT,):
        options = [
            ui.Option("act", "Something that they want to do", "Such as posting, messaging or accepting a request"),
            ui.Option("event", "Something that has happened", "Such as a message, abuse, or something found online"),
        ]
        title = "What is your question about?"
        return Question((ABOUT,), title, ui.radios(FIELD, title, options, page_title=True, error=error), errors=errors)
    first = load().facts[facts[0]]
    title = load().page_of(first.name) or first.ask if len(facts) > 1 else first.ask
    chosen = reply.typed if reply else _chosen(facts, answers)
    if len(facts) > 1:
        form = _ticks(facts, title, chosen, error)
    else:
        match first.type:
            case "count":
                form = _count(first, chosen, reply, error)
            case "many":
                form = _several(first, chosen, error)
            case "flag":
                options = [ui.Option("yes", "Yes"), ui.Option("no", "No"), _unsure()]
                form = ui.radios(
                    FIELD, title, options, value=_one(chosen), hint=first.note, error=error, page_title=True
                )
            case _:
                form = _one_of(first, _one(chosen), error)
    return Question(tuple(facts), title, form, errors=errors)


def _chosen(facts: Sequence[str], answers: Answers) -> tuple[str, ...]:
    """What was answered before, as the form's own values."""
    given = [(fact, answers.given[fact]) for fact in facts if fact in answers.given]
    if not given:
        return ()
    if len(facts) > 1:
        ticked = tuple(fact for fact, value in given if value)
        unsure = (UNSURE,) if any(value is None for _, value in given) else ()
        return (*ticked, *unsure) or (NONE,)
    value = given[0][1]
    if value is None:
        return (UNSURE,)
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    return tuple(sorted(value)) or (NONE,) if isinstance(value, frozenset) else (str(value),)


def _one(chosen: Sequence[str]) -> str | None:
    return chosen[0] if chosen else None


def _unsure(words: str = wording.UNSURE, hint: str = "") -> ui.Option:
    return ui.Option(UNSURE, words, hint, divider="or")


def _option(fact: str, value: str) -> ui.Option:
    return ui.Option(value, *wording.label(fact, value))


def _one_of(fact: Fact, chosen: str | None, error: str) -> Markup:
    options = [_option(fact.name, value) for value in fact.values]
    if len(options) <= SHORT_LIST or fact.name not in load().raw["headings"]:
        return ui.radios(
            FIELD, fact.ask, [*options, _unsure()], value=chosen, hint=fact.note, error=error, page_title=True
        )
    groups = [
        (heading, [_option(fact.name, value) for value in values])
        for heading, values in wording.under_headings(fact.name, fact.values)
    ]
    groups[-1] = (groups[-1][0], [*groups[-1][1], _unsure()])
    hint = "If you ask for somebody else, choose what they are." if fact.name == "actor" else ""
    return ui.grouped_radios(FIELD, fact.ask, groups, value=chosen, hint=hint, error=error)


def _several(fact: Fact, chosen: Sequence[str], error: str) -> Markup:
    values = [value for value in fact.values if value != NONE]
    groups = [
        (heading, [_option(fact.name, value) for value in listed])
        for heading, listed in wording.under_headings(fact.name, values)
    ]
    if fact.name == "event":
        last = [ui.Option(UNSURE, wording.UNSURE, divider="or", exclusive=True)]
    else:
        none = "Nobody" if fact.name == "authorised by" else "None of these"
        last = [
            ui.Option(NONE, none, divider="or", exclusive=True),
            ui.Option(UNSURE, wording.UNSURE, exclusive=True),
        ]
    groups[-1] = (groups[-1][0], [*groups[-1][1], *last])
    return ui.grouped_checkboxes(FIELD, fact.ask, groups, values=chosen, hint="Select all that apply.", error=error)


def _ticks(facts: Sequence[str], title: str, chosen: Sequence[str], error: str) -> Markup:
    options = {fact: ui.Option(fact, *wording.statement(fact)) for fact in facts}
    listed = (
        wording.under_headings(facts[0].partition(".")[0], facts) if len(facts) > SHORT_LIST else [("", list(facts))]
    )
    groups = [(heading, [options[fact] for fact in there]) for heading, there in listed]
    groups.append(
        (
            "If none of it, or if you cannot say" if len(listed) > 1 else "",
            [
                ui.Option(NONE, "None of these", exclusive=True),
                ui.Option(UNSURE, "I don't know about the rest", "What you have ticked counts; the others stay open."),
            ],
        )
    )
    return ui.grouped_checkboxes(
        FIELD,
        title,
        groups,
        values=chosen,
        hint="Select all that apply. What you leave empty counts as no.",
        error=error,
    )


def _count(fact: Fact, chosen: Sequence[str], reply: Reply | None, error: str) -> Markup:
    value = chosen[0] if chosen and chosen[0] not in (UNSURE, "") else ""
    if fact.unit != "months":
        hint = " ".join(filter(None, (fact.note, "For example, 17")))
        return ui.number_input(FIELD, fact.ask, value=value, hint=hint, suffix=fact.unit, error=error, page_title=True)
    years, months = (reply.years, reply.months) if reply else _years(value)
    wrong = reply.errors[0][0] if reply and reply.errors else ""
    return ui.years_and_months(fact.ask, years=years, months=months, error=error, wrong=wrong)


def _years(months: str) -> tuple[str, str]:
    if not months.isdigit():
        return "", ""
    years, rest = divmod(int(months), 12)
    return str(years), str(rest)


# ---- what was sent -------------------------------------------------------------------------------------------------


def read_reply(facts: Sequence[str], sent: QueryDict) -> Reply:
    """What the form for these facts sent. `given` is None where it cannot be taken, and `errors` says why."""
    typed = tuple(dict.fromkeys(sent.getlist(FIELD)))
    if tuple(facts) == (ABOUT,):
        return Reply(
            typed,
            {} if typed[:1] in (("act",), ("event",)) else None,
            _errors("Select what your question is about", typed[:1] not in (("act",), ("event",))),
        )
    if len(facts) > 1:
        return _read_ticks(facts, typed)
    fact = load().facts[facts[0]]
    if typed == (UNSURE,):
        return Reply(typed, {fact.name: None})
    if fact.type == "count":
        return _read_count(fact, typed, sent)
    if not typed:
        return Reply(
            typed,
            errors=_errors(f"Select {'all that apply' if fact.type == 'many' else 'an answer'}, or “{wording.UNSURE}”"),
        )
    value: object = typed[0]
    if fact.type == "flag":
        value = {"yes": True, "no": False}.get(typed[0], typed[0])
    elif fact.type == "many":
        if len(typed) > 1 and {NONE, UNSURE} & set(typed):
            return Reply(typed, errors=_errors("Select what applies, or the last answer, but not both"))
        value = [] if typed == (NONE,) and fact.name != "event" else list(typed)
    read: Stated | SituationFault = read_value(fact, value, load())
    if isinstance(read, SituationFault) or (fact.name == "event" and not read):
        return Reply((), errors=_errors("Select an answer from the list"))
    return Reply(typed, {fact.name: read})


def _read_ticks(facts: Sequence[str], typed: tuple[str, ...]) -> Reply:
    ticked = [each for each in typed if each not in (NONE, UNSURE)]
    if not typed:
        return Reply(typed, errors=_errors("Select what is true, or “None of these”"))
    if NONE in typed and len(typed) > 1:
        return Reply(typed, errors=_errors("Select what is true, or “None of these”, but not both"))
    if not set(ticked) <= set(facts):
        return Reply((), errors=_errors("Select an answer from the list"))
    rest = None if UNSURE in typed else False
    return Reply(typed, {fact: True if fact in ticked else rest for fact in facts})


def _read_count(fact: Fact, typed: tuple[str, ...], sent: QueryDict) -> Reply:
    if fact.unit != "months":
        text = (typed[0] if typed else "").strip()
        number = _whole(text)
        if number is None:
            problem = (
                f"Enter a whole number of {fact.unit}, such as 17"
                if text
                else f"Enter how many {fact.unit}, or choose “{wording.UNSURE}”"
            )
            return Reply((text[:40],), errors=_errors(problem))
        return Reply((text,), {fact.name: number})
    years, months = sent.get("years", "").strip()[:40], sent.get("months", "").strip()[:40]
    if not years and not months:
        return Reply((), errors=_errors(f"Enter how long ago it was, or choose “{wording.UNSURE}”", field="years"))
    read_years, read_months = _whole(years or "0"), _whole(months or "0")
    if read_years is None or read_months is None or read_years * 12 + read_months > LARGEST_COUNT:
        wrong = "months" if read_years is not None and read_months is None else "years"
        problem = f"The {wrong} must be a whole number, such as 2"
        return Reply((), errors=_errors(problem, field=wrong), years=years, months=months)
    return Reply((), {fact.name: read_years * 12 + read_months}, years=years, months=months)


def _whole(text: str) -> int | None:
    """A whole number from 0; "17.0", "１７" and "seventeen" are none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= LARGEST_COUNT else None


def _errors(problem: str, there: bool = True, field: str = FIELD) -> tuple[tuple[str, str], ...]:
    return ((field, problem),) if there else ()
