"""The journey: where to begin, one question a page, check your answers, the decision, the same elsewhere.

Room: web.ask. Every view reads the whole situation from its address and keeps nothing.
"""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from belisha import library
from belisha.engine import Decision
from belisha.language.vocabulary import load
from belisha.web import rulebooks, wording
from belisha.web.ask import answers as addresses
from belisha.web.ask import presenters, questions
from belisha.web.ask.answers import Answers, lengthened
from belisha.web.ask.quick import QUICK
from belisha.web.ask.under import Under


def start(request: HttpRequest, under: Under) -> HttpResponse:
    """Where to begin: the questions that are asked most."""
    return render(request, "ask/start.html", {**_frame(under), "quick": QUICK})


def question(request: HttpRequest, under: Under) -> HttpResponse:
    """The next question, the one that somebody changes, or what its form sent."""
    answers = _open_answers(request, under)
    if answers.faults:
        return unreadable(request, under, answers)
    about = request.GET.get("about", "")
    if "question" in request.GET:
        return _reply(request, under, answers, about)
    change = request.GET.get("change", "")
    if change in load().facts:
        decision = under.decided(answers.situation, law=False)
        asked = questions.question_for(questions.same_page(change, answers, decision), answers)
        return _show(request, under, answers, asked, about)
    first = questions.first_question(answers, about)
    if first:
        return _show(request, under, answers, questions.question_for(first, answers), about)
    decision = under.decided(answers.situation, law=False)
    following = questions.next_question(decision, answers)
    if following is None:
        return HttpResponseRedirect(_address("ask-check", under, answers))
    return _show(request, under, answers, following, about, decision)


def _reply(request: HttpRequest, under: Under, answers: Answers, about: str) -> HttpResponse:
    """What a form sent: on to the next question, or the same page with what is wrong."""
    facts = lengthened(request.GET["question"])
    if not _is_page(facts):
        return unreadable(request, under, answers)
    reply = questions.read_reply(facts, request.GET)
    if reply.given is None:
        return _show(request, under, answers, questions.question_for(facts, answers, reply), about)
    if facts == [questions.ABOUT]:
        return HttpResponseRedirect(_address("ask-question", under, answers, about=reply.typed[0]))
    onward = {"about": about} if about and not {"act", "event"} & set(facts) else {}
    return HttpResponseRedirect(_address("ask-question", under, answers.having(reply.given), **onward))


def _is_page(facts: list[str]) -> bool:
    """Whether these facts can stand on one page: a single one, or flags that the vocabulary asks together."""
    known = load()
    if facts == [questions.ABOUT]:
        return True
    if not facts or len(set(facts)) != len(facts) or not all(fact in known.facts for fact in facts):
        return False
    return len(facts) == 1 or (
        len({known.page_of(fact) for fact in facts} | {None}) == 2 and all(map(known.page_of, facts))
    )


def _show(
    request: HttpRequest,
    under: Under,
    answers: Answers,
    asked: questions.Question,
    about: str,
    decision: Decision | None = None,
) -> HttpResponse:
    settled = decision is not None and decision.verdict != "depends" and not decision.outcome.settled
    so_far = settled and (
        decision.silent_because != presenters.NO_ACT or any(d.fired == "yes" for d in decision.duties)
    )
    return render(
        request,
        "ask/question.html",
        {
            **_frame(under),
            "question": asked,
            "hidden": [*under.carried, *answers.pairs(), *([("about", about)] if about else [])],
            "about": presenters.about(answers),
            "back": _back(under, answers, asked),
            "so_far": _address("ask-decision", under, answers) if so_far else "",
            "other_way": _other_way(under, answers, asked),
            "answered": presenters.answer_rows(under, answers) if answers.given else [],
        },
    )


def _other_way(under: Under, answers: Answers, asked: questions.Question) -> tuple[str, str] | None:
    """From what somebody wants to do to what has happened, and back: words and address."""
    if asked.facts == ("act",) and "event" not in answers.given:
        return "It is about something that has happened", _address(
            "ask-question", under, answers.without(["act"]), about="event"
        )
    if asked.facts == ("event",) and "act" not in answers.given:
        return "It is about something that somebody wants to do", _address(
            "ask-question", under, answers.without(["event"]), about="act"
        )
    return None


def _back(under: Under, answers: Answers, asked: questions.Question) -> str:
    """The page before, in the order of answering; with every answer kept."""
    vocabulary = load()
    trail: dict[str, str] = {}
    asking = "actor" in answers.known
    for fact in answers.given:
        asking = asking or fact == "actor"
        if asking:
            trail.setdefault(vocabulary.page_of(fact) or fact, fact)
    first = asked.facts[0]
    here = first if first == questions.ABOUT else vocabulary.page_of(first) or first
    pages = list(trail)
    if here == "actor" or not pages:
        return under.address("ask")
    before = pages[: pages.index(here)] if here in pages else pages
    if not before or (first in answers.given and here not in pages):
        return _address("ask-check", under, answers)
    return _address("ask-question", under, answers, change=trail[before[-1]])


def check(request: HttpRequest, under: Under) -> HttpResponse:
    """Check your answers."""
    answers = _open_answers(request, under)
    if answers.faults:
        return unreadable(request, under, answers)
    if not answers.given:
        return HttpResponseRedirect(under.address("ask"))
    decision = under.decided(answers.situation, law=False)
    return render(
        request,
        "ask/check.html",
        {
            **_frame(under),
            "rows": presenters.answer_rows(under, answers),
            "known": presenters.known_rows(answers, decision),
            "left": 0 if questions.first_question(answers, "") else questions.questions_left(decision, answers),
            "next": _address("ask-question", under, answers),
            "back": _back_from_check(under, answers),
            "decision": _address("ask-decision", under, answers.that_count(), **_receipt(under).controls()),
        },
    )


def _back_from_check(under: Under, answers: Answers) -> str:
    last = next(reversed(answers.given))
    return _address("ask-question", under, answers, change=last)


def decision(request: HttpRequest, under: Under) -> HttpResponse:
    """The answer: what the address states is decided again, so that a link reproduces it."""
    answers = answers_of(request, under)
    if answers.faults:
        return unreadable(request, under, answers)
    now = _receipt(under)
    as_of = addresses.read_day(request.GET["as-of"]) if "as-of" in request.GET else now.as_of
    if as_of is None:
        return unreadable(request, under, answers, "The day in the address is not one that a policy could be of.")
    counted = answers.that_count()
    receipt = presenters.Receipt(as_of, now.version, now.law)
    if "version" not in request.GET:
        return HttpResponseRedirect(_address("ask-decision", under, counted, **receipt.controls()))
    made = under.decided(counted.situation, as_of)
    if under.tell is not None and request.method == "GET" and as_of == now.as_of and not counted.closed:
        under.tell(made, counted)
    return render(
        request,
        "ask/decision.html",
        {
            **_frame(under),
            "page": presenters.decision_page(under, answers, made),
            "rows": presenters.answer_rows(under, counted),
            "known": presenters.known_rows(counted, made),
            "closed": counted.closed,
            "receipt": receipt,
            "policy_hash": under.policy.hash,
            "old_policy": request.GET["version"] not in (now.version, under.policy.hash),
            "old_law": request.GET.get("law", now.law) != now.law,
            "today": now.as_of,
            "here": request.build_absolute_uri(_address("ask-decision", under, counted, **receipt.controls())),
            "now": _address("ask-decision", under, counted),
            "check": _address("ask-check", under, replace(answers, closed=False)),
            "onward": _address("ask-question", under, answers),
            "compare": _address("ask-compare", under, counted, **{"as-of": as_of.isoformat()}),
            **(under.beside(made, counted) if under.beside is not None else {}),
        },
    )


def compare(request: HttpRequest, under: Under) -> HttpResponse:
    """The same facts under every policy."""
    answers = answers_of(request, under)
    if answers.faults:
        return unreadable(request, under, answers)
    as_of = addresses.read_day(request.GET.get("as-of", "")) or rulebooks.today()
    known = presenters.known_rows(answers, under.decided(answers.situation, as_of, law=False)) if answers.known else []
    return render(
        request,
        "ask/compare.html",
        {
            **_frame(under),
            "rows": presenters.answer_rows(under, answers, change=False),
            "known": known,
            "policies": presenters.elsewhere(under, answers, as_of),
            "closed": answers.closed,
            "back": _address("ask-decision", under, answers),
        },
    )


def unreadable(request: HttpRequest, under: Under, answers: Answers, problem: str = "") -> HttpResponse:
    """An address that states something that nobody can state: what it was, and how to go on."""
    problems = [problem] if problem else []
    for fault in answers.faults[:10]:
        near = (
            f" Did you mean {wording.listed([f'“{each}”' for each in fault.suggestions], 'or')}?"
            if fault.suggestions
            else ""
        )
        problems.append(f"{wording.quoted(wording.capital(fault.problem))}.{near}")
    onward = _address("ask-question", under, Answers(answers.given)) if answers.given else ""
    return render(
        request,
        "ask/unreadable.html",
        {**_frame(under), "problems": problems, "more": max(0, len(answers.faults) - 10), "onward": onward},
        status=400,
    )


# ---- what every page needs ---------------------------------------------------------------------------------------------


def _frame(under: Under) -> dict[str, object]:
    return {"under": under, "school": under.school}


def answers_of(request: HttpRequest, under: Under) -> Answers:
    """What the address states, and what the registers say on its day."""
    day = addresses.read_day(request.GET.get("as-of", ""))
    return under.informed(addresses.read(request.GET, request.META.get("QUERY_STRING", "")), day)


def _open_answers(request: HttpRequest, under: Under) -> Answers:
    """The answers of somebody who goes on answering: what is left out is not known yet."""
    return replace(answers_of(request, under), closed=False)


def _address(view: str, under: Under, answers: Answers, **controls: str) -> str:
    return under.address(view, answers.query(**controls))


def _receipt(under: Under) -> presenters.Receipt:
    return presenters.Receipt(
        rulebooks.today(), rulebooks.receipt_of(under.policy), rulebooks.receipt_of(library.law())
    )
