"""Pages of a question by whoever has signed in: whom it is about, the journey, and asking the right person for approval.

Room: web.asking. The journey is `web.ask`'s, whom it is about is `whom`'s. Next door: `kept` keeps answers, `unanswered` shows what had none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from belisha.engine import Decision
from belisha.engine.explain import givers_in_words
from belisha.schools.asked.models import KeptAnswer
from belisha.schools.declarations import actions, approving, facts
from belisha.schools.declarations.models import Approval
from belisha.schools.declarations.years import next_year
from belisha.schools.people.permissions import Permission
from belisha.schools.people.permissions import RoleName as R
from belisha.web import lists, rulebooks, wording
from belisha.web.ask import answers as addresses
from belisha.web.ask import presenters, views
from belisha.web.ask.answers import Answers
from belisha.web.ask.quick import QUICK, TROUBLE
from belisha.web.ask.under import Under, named
from belisha.web.asking.whom import PARTS, Asking, asking, called, channels, fits, occasions, of_place, safeguarding
from belisha.web.channels.forms import said_of
from belisha.web.declarations.forms import AskForm, AskToPostForm
from belisha.web.declarations.presenters import fact_rows, in_short
from belisha.web.door import at_school
from belisha.web.fields import refused

Kind = Approval.Kind


@at_school()
def start(request: HttpRequest) -> HttpResponse:
    """Whom it is about, and where to begin."""
    who, words = asking(request), lists.asked(request.GET, "q")["q"]
    if len(who.actors) > 1 and not who.role:
        who = replace(who, role=who.actors[0])  # what they work as; the page says so, and offers the others
    found, more = called(who.place, words) if who.party is None else ([], False)
    fitting = {each.asks for each in fits(who, [each for starts in QUICK.values() for each in starts])}
    quick = {heading: [each for each in starts if each.asks in fitting] for heading, starts in QUICK.items()}
    looks = words if len(words) >= 2 else ""
    shown = {
        "who": who,
        "actors": [
            (wording.label("actor", each)[0], each == who.role, who.query(**{"as": each})) for each in who.actors
        ]
        if who.role
        else [],
        "safeguarding": safeguarding(who.place),
        "actors_known": bool(who.actors),
        "trouble": TROUBLE,
        "leads": R.SAFEGUARDING_LEAD in who.place.roles,
        "parts": PARTS,
        "words": words,
        "looked": bool(words),
        "people": [
            (each.person.name, each.words, [("", who.query(whom=each.person.pk, side=each.side))]) for each in found
        ],
        "more": more,
        "channels": [
            (each.name, said_of(each.kind).lower(), [("", who.query(channel=each.pk))])
            for each in channels(who.place, looks)
        ]
        if who.channel is None and looks == words
        else [],
        "occasions": [
            (
                each.name,
                wording.day(each.first),
                [(said, who.query(occasion=each.pk, part=part)) for part, said in PARTS.items()],
            )
            for each in occasions(who.place, looks)
        ]
        if who.occasion is None and looks == words
        else [],
        "quick": {heading: starts for heading, starts in quick.items() if starts},
        "carried": who.query(),
        "kept": KeptAnswer.objects.visible_to(who.place).exists(),
    }
    return render(request, "asking/start.html", shown)


def _question(request: HttpRequest, who: Asking, under: Under) -> HttpResponse:
    return views.question(request, under)


def _check(request: HttpRequest, who: Asking, under: Under) -> HttpResponse:
    return views.check(request, under)


def _decision(request: HttpRequest, who: Asking, under: Under) -> HttpResponse:
    def beside(decision: Decision, answers: Answers) -> dict[str, object]:
        keep = under.address("ask-keep", answers.query(**{"as-of": decision.as_of.isoformat()}))
        due = [each for each in decision.duties if each.fired == "yes"]
        told = any("designated safeguarding lead" in each.to for each in due)
        # A tie is declared; that there is none is not.
        tie = any(each.do == "declare" for each in due) and decision.situation.facts.get("with.relation") != "none"
        return {
            "keep": keep,
            "approval": _approval(who, under, answers, decision),
            "safeguarding": safeguarding(who.place) if told else "",
            "concern": under.address("open-concern", answers.query())
            if decision.situation.facts.get("event")
            and "act" not in decision.situation.facts
            and who.place.may(Permission.REPORT_CONCERNS)
            else "",
            "declare": tie and who.place.may(Permission.DECLARE),
        }

    return views.decision(request, replace(under, beside=beside))


def _compare(request: HttpRequest, who: Asking, under: Under) -> HttpResponse:
    return views.compare(request, under)


def _elsewhere(request: HttpRequest, who: Asking, under: Under, policy: str) -> HttpResponse:
    """Why another policy says what it says of the same facts. Here and not on its own pages, since what the registers know stands in no address."""
    answers, own = decided(request, under)
    other = named(policy)
    if answers.faults or not answers.given:
        return redirect(under.address("ask"))
    told = presenters.abroad(answers, own.rulebook, rulebooks.rulebook(policy, own.as_of))
    made = other.decided(told.situation, own.as_of, law=False)
    shown = {
        "under": under,
        "other": other,
        "page": presenters.decision_page(other, told, made),
        "rows": presenters.answer_rows(under, answers, change=False),
        "known": presenters.known_rows(told, own),
        "not_told": [wording.question(name) for name in answers.known if name not in told.known],
        "back": under.address("ask-compare", answers.query(**{"as-of": own.as_of.isoformat()})),
    }
    return render(request, "asking/elsewhere.html", shown)


question, check, decision = of_place(_question), of_place(_check), of_place(_decision)
compare, elsewhere = of_place(_compare), of_place(_elsewhere)


# ---- approval --------------------------------------------------------------------------------------------------------


def decided(request: HttpRequest, under: Under) -> tuple[Answers, Decision]:
    """What the address states with what the registers know, and the answer to it."""
    answers = views.answers_of(request, under).that_count()
    day = addresses.read_day(request.GET.get("as-of", "")) or rulebooks.today()
    return answers, under.decided(answers.situation, day)


def _approval(who: Asking, under: Under, answers: Answers, decision: Decision) -> dict[str, object] | None:
    """Whom to ask for approval and where, or what waits already; None where no approval of the school would change the answer."""
    if decision.verdict != "needs approval" or decision.as_of != rulebooks.today():
        return None
    leaves = [each for each in approving.leaves(decision) if each.clauses]
    if not leaves:
        return None  # a parent's consent is another thing
    scope, school = facts.scope_of(decision.situation.facts), who.place.school
    own = Approval.objects.filter(
        school=school, person=who.place.person, kind__in=[Kind.OTHER, Kind.POST], about=who.about, channel=who.channel, occasion=who.occasion
    )  # fmt: skip
    same = [each for each in own if each.facts == scope]
    href = under.address("ask-approval", answers.query())
    if decision.situation.facts.get("account") == "learning group":  # with its justification, and what it shall bring
        href = f"{reverse('ask-for-approval', args=[school.key])}?kind=group"
    waits = next((each for each in same if each.kind == Kind.OTHER and each.state == Approval.State.ASKED), None)
    posts = [(in_short(each), each.pk, each.stands(decision.as_of)) for each in same if each.kind == Kind.POST]
    return {"who": [givers_in_words(each.givers) for each in leaves], "href": href, "waits": waits, "posts": posts[:5]}


def _ask_approval(request: HttpRequest, who: Asking, under: Under) -> HttpResponse:
    """Asks the right person, with the situation in words."""
    answers, decision = decided(request, under)
    offered = None if answers.faults else _approval(who, under, answers, decision)
    if offered is None:
        return redirect(under.address("ask-check", answers.query()))
    until = who.occasion.last + timedelta(days=1) if who.occasion and who.part == facts.THERE else None
    made_of = AskToPostForm if answers.situation.facts.get("act") == "post" else AskForm
    form = made_of(request.POST or None, initial={"until": until or next_year(rulebooks.today())})
    if form.is_valid():
        stated = {name: value for name, value in answers.situation.facts.items() if name not in facts.PASSING}
        kind = Kind.POST if form.cleaned_data.get("post") else Kind.OTHER
        try:
            made = actions.ask_for(
                by=who.place, kind=kind, what=" · ".join([presenters.about(answers), *who.things]), facts=stated, about=who.about,
                role=who.role, side=who.side, channel=who.channel, occasion=who.occasion, part=who.part, **form.cleaned_data,
            )  # fmt: skip
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect("approval", who.place.school.key, made[0].pk)
    shown = {
        "under": under,
        "form": form,
        "offered": offered,
        "rows": fact_rows(facts.scope_of(decision.situation.facts)),
        "back": under.address("ask-decision", answers.query()),
    }
    return render(request, "asking/ask_approval.html", shown, status=422 if form.errors else 200)


ask_approval = of_place(_ask_approval, methods=("GET", "POST"))
