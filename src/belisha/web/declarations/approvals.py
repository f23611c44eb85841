"""Pages about approvals: the list, asking for one, and what is decided.

Room: web.declarations. HTTP in, HTTP out; what is shown comes through `visible_to`, what is done through `declarations.actions`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from belisha.schools.declarations import actions
from belisha.schools.declarations.models import Approval
from belisha.schools.declarations.years import next_year
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.policies import force
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event
from belisha.web import components as ui
from belisha.web import lists
from belisha.web.declarations import presenters
from belisha.web.declarations.forms import FORMS, DecideForm, OutcomeForm, WithdrawForm
from belisha.web.door import at_school
from belisha.web.fields import refused

SHOW = (("all", "All"), ("waiting", "Waiting for me"), ("asked", "Waiting"), ("given", "Given, and not over"), ("over", "Expired"), ("refused", "Refused"), ("withdrawn", "Withdrawn"))  # fmt: skip
KINDS = [("", "All"), *Approval.Kind.choices]
HINTS = {
    "device": "Social media on a tablet, a phone or a computer of the school.",
    "group": "A forum or group for pupils' learning, with what it shall bring.",
    "account": "An account, page or channel on which you teach.",
    "other": "Something else that the policy, or your headteacher, wants to be asked about.",
}


def _wanted(request: HttpRequest) -> tuple[Any, dict[str, str]]:
    place, day = request.place, timezone.localdate()
    asked = lists.asked(request.GET, "q", "kind", "show", "whose")
    found = Approval.objects.visible_to(place).select_related("person")
    if asked["whose"] == "mine":
        found = found.filter(person=place.person)
    if asked["q"]:
        named = Person.objects.visible_to(place).called(asked["q"]).values("pk")
        found = found.filter(
            Q(person__in=named) | Q(about__in=named) | Q(what__icontains=asked["q"]) | Q(post__icontains=asked["q"])
        )
    if asked["kind"] in Approval.Kind.values:
        found = found.filter(kind=asked["kind"])
    if asked["show"] not in dict(SHOW):
        asked["show"] = "all"
    granted = Approval.State.GRANTED
    match asked["show"]:
        case "waiting":
            found = found.filter(pk__in=Approval.objects.waiting_for(place).values("pk"))
        case "given":
            found = found.held(day).filter(state=granted)
        case "over":
            found = found.filter(state=granted, until__lte=day)
        case "asked" | "refused" | "withdrawn":
            found = found.filter(state=asked["show"])
    return found, asked


@at_school()
def approvals(request: HttpRequest) -> HttpResponse:
    """One's own, and those that one decides on; for leaders everybody's."""
    place, day = request.place, timezone.localdate()
    found, asked = _wanted(request)
    page = lists.page_of(request, found)
    shown = {
        "page": page,
        "rows": presenters.approval_rows(list(page), place, day),
        "asked": asked,
        "show": [each for each in SHOW if each[0] != "waiting" or place.may(Permission.DECIDE_APPROVALS)],
        "kinds": KINDS,
        "decides": place.may(Permission.DECIDE_APPROVALS),
        "sees_all": place.may(Permission.SEE_APPROVALS),
    }
    return render(request, "declarations/approvals.html", shown)


@at_school(Permission.SEE_APPROVALS, fresh=True)
def export(request: HttpRequest) -> HttpResponse:
    place, day = request.place, timezone.localdate()
    found, asked = _wanted(request)
    rows = [
        (
            each.person.listed_name, each.get_kind_display(), each.what, each.post, each.reason, each.benefit, each.outcome, ", ".join(each.givers),
            ", ".join(each.clauses), timezone.localdate(each.asked), each.stands(day), each.since or "", each.until, each.decided_by_words, each.answer,
        )
        for each in found
    ]  # fmt: skip
    record.read(place, Event.APPROVALS_EXPORTED, record.About("list", "", f"{len(rows)} approvals; {asked['show']}"))
    head = [
        "Asked by", "Kind", "For", "The post", "Why", "What it shall bring", "What it has brought", "Asked of", "Clauses", "Asked on", "Stands", "From", "Until",
        "Decided by", "Their reason",
    ]  # fmt: skip
    return lists.as_csv("approvals", head, rows)


@at_school(methods=("GET", "POST"))
def ask_for(request: HttpRequest) -> HttpResponse:
    """Asks for approval of something that stands in no question: which kind, then what it needs."""
    place, kind = request.place, request.GET.get("kind", "")
    if kind not in FORMS:
        error = "Select what you ask for" if "asked" in request.GET else ""
        options = [ui.Option(value, words, HINTS[value]) for value, words in Approval.Kind.choices if value in FORMS]
        shown = {"options": options, "error": error}
        return render(request, "declarations/kinds.html", shown, status=422 if error else 200)
    form = FORMS[kind](request.POST or None, initial={"until": next_year(timezone.localdate())})
    if form.is_valid():
        told = dict(form.cleaned_data)
        stated = {"purpose": told.pop("purpose")} if "purpose" in told else None
        try:
            made = actions.ask_for(by=place, kind=Approval.Kind(kind), facts=stated, **told)
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect("approval", place.school.key, made[0].pk)
    shown = {"form": form, "kind": Approval.Kind(kind).label, "hint": HINTS[kind]}
    return render(request, "declarations/ask_for.html", shown, status=422 if form.errors else 200)


def _approval(request: HttpRequest, approval: UUID) -> Approval:
    return get_object_or_404(Approval.objects.visible_to(request.place).select_related("person", "about"), pk=approval)


@at_school()
def approval(request: HttpRequest, approval: UUID) -> HttpResponse:
    """One of them: what is asked, by which sentences, and what became of it."""
    found = _approval(request, approval)
    return _page(request, found, DecideForm(initial={"until": found.until}))


def _page(request: HttpRequest, found: Approval, form: Any) -> HttpResponse:
    place, day = request.place, timezone.localdate()
    own = found.person_id == place.person.pk
    forbidden, decides = "", False
    if found.state == Approval.State.ASKED:
        try:
            decides = bool(actions.may_decide(found, place))
        except ValidationError as error:
            forbidden = error.messages[0]
            decides = place.may(Permission.DECIDE_APPROVALS) and not own
    policy, version = force.by_hash(place.school, found.version)
    cited = [each for each in policy.clauses if each.id in found.clauses] if policy is not None else []
    document = reverse("published-policy", args=[place.school.key])
    if version is not None:
        document = reverse("published-version", args=[place.school.key, version.short])
    shown = {
        "approval": found,
        "rows": presenters.approval_summary(found, place, day),
        "facts": presenters.fact_rows(found.facts),
        "clauses": [ui.clause(each.id, each.sentence, href=f"{document}#{each.id.lower()}") for each in cited],
        "form": form,
        "decides": decides,
        "forbidden": forbidden,
        "may_withdraw": _may_withdraw(found, place),
        "may_measure": own and found.kind == Approval.Kind.GROUP and found.since is not None,
        "own": own,
    }  # fmt: skip
    return render(request, "declarations/approval.html", shown, status=422 if form.errors else 200)


def _may_withdraw(found: Approval, place: Place) -> bool:
    """What waits is taken back by whoever asked; what was given, by them or by whoever could give it."""
    own = place.person is not None and found.person_id == place.person.pk
    if found.state == Approval.State.ASKED:
        return own
    live = found.state == Approval.State.GRANTED and found.until > timezone.localdate()
    return live and (own or actions.may_withdraw(found, place))


@at_school(Permission.DECIDE_APPROVALS, methods=("POST",))
def decide(request: HttpRequest, approval: UUID) -> HttpResponse:
    """Yes or no, with a reason."""
    found, place = _approval(request, approval), request.place
    form = DecideForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            if request.POST.get("do") == "grant":
                actions.grant(found, by=place, answer=told["answer"], until=told["until"])
            else:
                actions.refuse(found, by=place, answer=told["answer"])
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect("approval", place.school.key, found.pk)
    return _page(request, found, form)


def _form(request: HttpRequest, found: Approval, form: Any, deed: Any, title: str, button: str, said: str) -> HttpResponse:  # fmt: skip
    page = reverse("approval", args=[found.school_id, found.pk])
    if form.is_valid():
        try:
            deed(found, by=request.place, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect(page)
    shown = {"form": form, "title": title, "button": button, "back": page, "said": said}
    return render(request, "people/form.html", shown, status=422 if form.errors else 200)


@at_school(methods=("GET", "POST"))
def withdraw(request: HttpRequest, approval: UUID) -> HttpResponse:
    found = _approval(request, approval)
    if not _may_withdraw(found, request.place):
        raise PermissionDenied
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    said = "It holds no more from today on." if found.since else "Nobody has to decide on it any more."
    return _form(request, found, form, actions.withdraw, "Withdraw the approval", "Withdraw it", said)


@at_school(methods=("GET", "POST"))
def measure(request: HttpRequest, approval: UUID) -> HttpResponse:
    """What a learning group has brought."""
    found = _approval(request, approval)
    if found.person_id != request.place.person.pk:
        raise PermissionDenied
    form = OutcomeForm(request.POST or None, initial={"outcome": found.outcome})
    said = f"You wrote: {found.benefit}" if found.benefit else ""
    return _form(request, found, form, actions.measure, "What has the group brought?", "Save", said)
