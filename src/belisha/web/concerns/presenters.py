"""How a concern stands on a page: its steps with their clocks, what is known, who may open it, and its log.

Room: web.concerns. What has to be done, `concerns.handling` found out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from belisha.engine.explain import duty_in_words
from belisha.language.vocabulary import load
from belisha.schools.concerns import actions, readers
from belisha.schools.concerns.handling import LAW, Case, Entry, Kind, Step
from belisha.schools.concerns.models import Concern
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import RoleName
from belisha.web import components as ui
from belisha.web import wording
from belisha.web.ask.presenters import Address, duty_of
from belisha.web.school.need import Need, Visit

MOST_NEEDS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """Steps under a heading. intro: who leads, and the like."""

    heading: str
    duties: Markup
    intro: str = ""


def _href(concern: Concern, page: str = "concern") -> str:
    return reverse(page, args=[concern.school_id, concern.pk])


# ---- steps -----------------------------------------------------------------------------------------------------------


def document(concern: Concern) -> Address:
    return Address(reverse("published-policy", args=[concern.school_id]))


def parts(case: Case, now: datetime) -> list[Part]:
    """What to do: by procedure, then what else the policy asks for, then the law."""
    policy, law = document(case.concern), Address(reverse("law"))
    doing = [each for each in case.steps if not each.is_kept_to]
    found = []
    waiting = [each for each in doing if each.waits and not each.layer and not case.concern.closed]
    following = waiting[0] if waiting else None
    for procedure in case.started:
        steps = [each for each in doing if each.duty.procedure == procedure.id]
        led = f"{wording.capital(_the(procedure.led_by))} leads it." if procedure.led_by else ""
        if case.facts.get(readers.ABOUT_HEADTEACHER) is True and "headteacher" in procedure.led_by:
            led = "The chair of governors leads it, since it is about the headteacher."
        if steps:
            found.append(
                Part(procedure.title, _listed(case, steps, policy, now, following), f"{led} ({procedure.id})".strip())
            )
    told = {each.id for each in case.started}
    others = [each for each in doing if not each.layer and each.duty.procedure not in told]
    if others:
        found.append(
            Part(
                "What else the policy asks for" if found else "What the policy asks for",
                _listed(case, others, policy, now, following),
            )
        )
    of_law = [each for each in doing if each.layer == LAW]
    if of_law:
        found.append(Part("What the law asks for", _listed(case, of_law, law, now, None)))
    return found


def _listed(case: Case, steps: Sequence[Step], address: Address, now: datetime, following: Step | None) -> Markup:
    return ui.duty_list([_step(case, each, address, now, each is following) for each in steps], steps=True)


def _step(case: Case, step: Step, address: Address, now: datetime, following: bool) -> ui.Duty:
    said, on, state = duty_in_words(step.duty), Markup(""), ""
    by_when = said.by_when
    if step.due.at is not None and not step.due.now:
        by_when = f"by {wording.moment(step.due.at)}"
    if step.done is not None:
        state, by_when = "done", ""
        on = Markup("Done on {} by {}.{}").format(
            wording.moment(step.done.moment), step.done.said["who"], _lines(step.done.said.get("text", ""))
        )
    else:
        if step.waits and step.due.at is not None and not step.due.now and step.due.at < now:
            state = "overdue"
        if not case.concern.closed:
            href = f"{_href(case.concern, 'step-concern')}?step={quote(step.key)}"
            on = Markup(
                '<a class="govuk-link belisha-no-print" href="{}">Mark as done<span class="govuk-visually-hidden">: {}</span></a>'
            ).format(href, said.words)
    return replace(duty_of(said, address, on, by_when, state), first=following)


def _lines(text: str) -> Markup:
    return Markup("<br>{}").format(ui.as_written(text)) if text else Markup("")


def kept_to(case: Case) -> Markup:
    """What everybody keeps to as long as it is open."""
    steps = [each for each in case.steps if each.is_kept_to]
    policy, law = document(case.concern), Address(reverse("law"))
    return (
        ui.duty_list([duty_of(duty_in_words(each.duty), law if each.layer else policy) for each in steps])
        if steps
        else Markup("")
    )


def bans(case: Case) -> list[Markup]:
    address = document(case.concern)
    return [ui.clause(each.id, each.sentence, href=address.of(each.id)) for each in case.bans]


def perhaps(case: Case) -> Markup:
    """What may yet have to be done."""
    address = document(case.concern)
    made = [duty_of(duty_in_words(each), address, on=each.sentence) for each in case.perhaps]
    return ui.duty_list(made) if made else Markup("")


def others(case: Case) -> str:
    """The procedures that may yet start, by title."""
    return wording.listed([f"“{each.title}”" for each in case.may_start], "or")


def _the(who: str) -> str:
    nouns = load().nouns
    return " or ".join(nouns[each].text if each in nouns else each for each in who.split(" or "))


# ---- what is known -----------------------------------------------------------------------------------------------------


def known(case: Case) -> list[ui.Row]:
    """What is known of it, with the way to change it."""
    rows = []
    for name in load().facts:
        if name not in case.facts or name == "actor":
            continue
        href = "" if case.concern.closed else f"{_href(case.concern, 'know-concern')}?fact={quote(name)}"
        rows.append(
            ui.Row(
                wording.question(name),
                wording.answer(name, case.facts[name]),
                href,
                f"the answer to “{wording.question(name)}”",
            )
        )
    return rows


def questions(case: Case) -> list[tuple[str, str]]:
    """What is not known yet and would change what has to be done: each question once, and where to answer it."""
    pages: dict[str, list[str]] = {}
    for fact in case.open_questions:
        pages.setdefault(load().page_of(fact) or fact, []).append(fact)
    return [
        (wording.question(facts[0]) if len(facts) == 1 else page, f"{_href(case.concern, 'know-concern')}?fact={quote(facts[0])}")
        for page, facts in pages.items()
    ]  # fmt: skip


def together(case: Case, fact: str) -> tuple[str, ...]:
    """The facts that are asked for on one page with this one: of a page of ticks all that is known or open; a single one that is open alone."""
    page = load().page_of(fact)
    if page is None or [each for each in case.open_questions if load().page_of(each) == page] == [fact]:
        return (fact,)
    there = {*case.facts, *case.open_questions, fact}
    return tuple(each for each in load().facts if each in there and load().page_of(each) == page)


# ---- who, and the log --------------------------------------------------------------------------------------------------


def who(people: Sequence[tuple[Person, Sequence[str]]]) -> list[str]:
    """ "Edna Marlow (designated safeguarding lead)"."""
    order = [each.value for each in RoleName]
    return [
        f"{person.name} ({wording.listed(sorted(roles, key=order.index)) if roles else 'let in by name'})"
        for person, roles in people
    ]


def why_they(case: Case) -> str:
    """By which words of the policy they may."""
    named = readers.named(case.started, case.facts).by
    if named:
        return f"The policy says so ({', '.join(each.id for each in named)}: confidential to)."
    if case.started:
        return "The policy does not say who may know of it, so it is open to whoever leads the procedure and to those who lead on safeguarding."
    return "The policy has no procedure for it, so it is open to the headteacher and to those who lead on safeguarding."


def log(case: Case) -> list[ui.Row]:
    """When and who, and what, the newest last."""
    return [ui.Row(f"{wording.moment(each.line.at)}, {each.said['who']}", _told(each)) for each in case.entries]


def _told(entry: Entry) -> Markup:
    said, lines = entry.said, []
    match entry.kind:
        case Kind.DONE:
            lines.append(f"{said['sentence']} ({said['clause']}); done on {wording.moment(entry.moment)}")
        case Kind.ATTACHED:
            lines += [said["name"], f"from: {said['from']}", f"SHA-256 {said['sha256'][:16]}…"]
        case Kind.TAKEN:
            lines.append(said["name"])
        case Kind.WHO:
            lines.append(f"{said['let_in']} was let in" if "let_in" in said else f"{said['shut_out']} was shut out")
        case Kind.CLOSED if said.get("left"):
            lines.append(f"Not done: {', '.join(said['left'])}")
        case Kind.OPENED:
            lines.append(f"Came up on {wording.moment(entry.moment)}")
    lines += [
        f"{wording.question(name)} {wording.answer(name, value)}"
        for name, value in sorted(entry.facts.items(), key=_place)
        if name != "actor"
    ]
    head = Kind(entry.kind).label
    if said.get("text"):
        lines.append(ui.as_written(said["text"]))
    return Markup("<br>").join([Markup("<strong>{}</strong>").format(head), *lines])


def _place(known: tuple[str, object]) -> int:
    return list(load().facts).index(known[0])


@dataclass(frozen=True, slots=True)
class File:
    """Evidence as the page lists it. href: "" where it is given to nobody."""

    href: str
    name: str
    told: str


def evidence(case: Case) -> list[File]:
    found = []
    for each in case.entries:
        if each.kind == Kind.ATTACHED:
            name, href = (
                each.said["name"],
                reverse("evidence", args=[case.concern.school_id, case.concern.pk, each.said["evidence"]]),
            )
            told = f"From {each.said['from']}. Kept on {wording.moment(each.line.at)} by {each.said['who']}."
            found.append(File(href if actions.may_be_taken(name, case.facts) else "", name, told))
    return found


# ---- lists -------------------------------------------------------------------------------------------------------------


def standing(concern: Concern, now: datetime) -> str:
    """How it stands, in a few words."""
    if concern.closed:
        return f"Closed on {wording.day(timezone.localdate(concern.closed))}"
    if concern.at_once:
        return "Open: something has to be done at once"
    if concern.due is None:
        return "Open: nothing that is left has a time"
    return f"Open: the next step {'was' if concern.is_overdue(now) else 'is'} due by {wording.moment(concern.due)}"


def needs(visit: Visit) -> list[Need]:
    """The open concerns that they may open, those with a time first. One query."""
    now = timezone.now()
    rows = list(
        Concern.objects.visible_to(visit.place).still_open().order_by("-at_once", "due", "number")[: MOST_NEEDS + 1]
    )
    found = [
        Need(f"Concern {each.number}: {each.title}", _href(each), standing(each, now), each.is_overdue(now))
        for each in rows[:MOST_NEEDS]
    ]
    if len(rows) > MOST_NEEDS:
        found.append(Need("More open concerns", reverse("concerns", args=[visit.place.school.key])))
    return found
