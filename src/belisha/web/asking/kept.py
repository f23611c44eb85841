"""Kept: the answers that somebody keeps for themselves; each is shown as it was given, and decided again by its version and its day.

Room: web.asking. The deeds are those of `schools.asked`.
"""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from belisha import library
from belisha.engine import Decision, Situation, decide, rulebook_of
from belisha.engine.explain import APPROVED
from belisha.language import Policy
from belisha.schools.asked import actions
from belisha.schools.asked.models import KeptAnswer
from belisha.schools.declarations import facts
from belisha.schools.people.models import Person
from belisha.schools.policies import force
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event
from belisha.web import components as ui
from belisha.web import lists, wording
from belisha.web.ask import presenters
from belisha.web.ask.answers import Answers
from belisha.web.ask.under import Under
from belisha.web.asking.views import decided
from belisha.web.asking.whom import Asking, of_place
from belisha.web.components.decisions import VERDICTS
from belisha.web.door import at_school


def _keep(request: HttpRequest, who: Asking, under: Under) -> HttpResponse:
    answers, decision = decided(request, under)
    if answers.faults or not answers.given:
        return redirect(under.address("ask"))
    try:
        made = actions.keep(
            decision, by=who.place, question=" · ".join([presenters.about(answers), *who.things]), sources=answers.sources, about=who.about, note=request.POST.get("note", ""),
        )  # fmt: skip
    except ValidationError as error:
        shown = {"said": error.messages[0], "back": under.address("ask-decision", answers.query())}
        return render(request, "asking/refused.html", shown, status=422)
    return redirect("kept-answer", who.place.school.key, made.pk)


keep = of_place(_keep, methods=("POST",))


def _wanted(request: HttpRequest) -> tuple[QuerySet[KeptAnswer], dict[str, str]]:
    place, asked = request.place, lists.asked(request.GET, "q", "verdict")
    found = KeptAnswer.objects.visible_to(place)
    if asked["verdict"] == "approved":
        found = found.filter(headline=APPROVED)
    elif asked["verdict"] in VERDICTS:
        found = found.filter(verdict=asked["verdict"]).exclude(headline=APPROVED)
    for word in asked["q"].split()[:5]:
        named = Person.objects.visible_to(place).called(word).values("pk")
        found = found.filter(
            Q(question__icontains=word) | Q(note__icontains=word) | Q(headline__icontains=word) | Q(about__in=named)
        )
    return found, asked


@at_school()
def answers(request: HttpRequest) -> HttpResponse:
    """One's own, newest first."""
    place = request.place
    found, asked = _wanted(request)
    page = lists.page_of(request, found)
    held = KeptAnswer.objects.visible_to(place).order_by().values_list("verdict", "headline").distinct()
    kinds = {_kind(*each) for each in held}
    seen = seen_names(place, [each.about_id for each in page])
    rows = [
        [
            ui.link(reverse("kept-answer", args=[place.school.key, each.pk]), each.question),
            _tag(each),
            " · ".join(filter(None, (seen.get(each.about_id, ""), each.note, wording.day(each.as_of)))),
        ]
        for each in page
    ]
    verdicts = [("", "All"), *((each, words) for each, (words, _) in VERDICTS.items() if each in kinds)]
    return render(request, "asking/answers.html", {"page": page, "rows": rows, "asked": asked, "verdicts": verdicts})


@at_school()
def export(request: HttpRequest) -> HttpResponse:
    """The same list for a spreadsheet; it may name children, so the record says that it was downloaded."""
    place, found = request.place, list(_wanted(request)[0])
    seen = seen_names(place, [each.about_id for each in found])
    rows = [
        (
            each.question, each.headline, seen.get(each.about_id, ""), each.note, each.as_of, timezone.localdate(each.made), ", ".join(each.clauses),
            each.policy, each.version,
        )
        for each in found
    ]  # fmt: skip
    record.read(place, Event.ANSWERS_EXPORTED, record.About("list", "", f"{len(rows)} answers"))
    head = [
        "Question",
        "Answer",
        "About",
        "Your note",
        "As of",
        "Kept on",
        "Clauses",
        "Policy",
        "SHA-256 of the policy",
    ]
    return lists.as_csv("kept-answers", head, rows)


def _kind(verdict: str, headline: str) -> str:
    """What its tag says: a key of VERDICTS."""
    return "approved" if headline == APPROVED else verdict


def _tag(kept: KeptAnswer) -> Markup:
    return ui.verdict_tag(_kind(kept.verdict, kept.headline))


def seen_names(place: object, people: list[UUID | None]) -> dict[UUID | None, str]:
    """The names of those among these whom somebody may see."""
    found = Person.objects.visible_to(place).filter(pk__in=[each for each in people if each])
    return {each.pk: each.name for each in found}


@at_school()
def answer(request: HttpRequest, kept: UUID) -> HttpResponse:
    """One of them."""
    place = request.place
    held = get_object_or_404(KeptAnswer.objects.visible_to(place), pk=kept)
    policy, version = force.by_hash(place.school, held.version)
    again = _again(held, policy) if policy is not None else None
    shown = {
        "kept": held,
        "about": seen_names(place, [held.about_id]).get(held.about_id, ""),
        "tag": _tag(held),
        "again": again,
        "same": again is not None and again.verdict == held.verdict,
        "page": None,
    }
    if again is not None and policy is not None:
        read = facts.read_scope(held.facts)
        known = {name: value for name, value in read.items() if name in held.sources}
        told = Answers({name: value for name, value in read.items() if name not in known}, known=known, sources=held.sources)  # fmt: skip
        document = reverse("published-policy", args=[place.school.key])
        if version is not None:
            document = reverse("published-version", args=[place.school.key, version.short])
        under = Under(place.school.key, policy, None, "school-", document)
        shown |= {
            "page": presenters.decision_page(under, told, again),
            "rows": presenters.answer_rows(under, told, change=False),
            "known": presenters.known_rows(told, again),
            "document": document,
        }
    return render(request, "asking/answer.html", shown)


def _again(kept: KeptAnswer, policy: Policy) -> Decision:
    """Decided again, by the same version and as of the same day."""
    book = rulebook_of(policy, kept.as_of, library.law())
    return decide(book, Situation(facts.read_scope(kept.facts)), layers=(library.law(),))


@at_school(methods=("POST",))
def forget(request: HttpRequest, kept: UUID) -> HttpResponse:
    held = get_object_or_404(KeptAnswer.objects.visible_to(request.place), pk=kept)
    actions.forget(held, by=request.place)
    return redirect("kept-answers", request.place.school.key)
