"""Pages about the versions of a school's policy: the list, one of them, its text, its review, writing it, and each step with its form.

Room: web.life. HTTP in, HTTP out; what is shown comes through `visible_to`, what is done through `policies.actions`.
Next door: `public` shows everybody what is in force.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from belisha import library
from belisha.engine import rulebook_of
from belisha.engine.boxes import TooManyCases
from belisha.language.policy import FrontMatter
from belisha.language.reading import ID
from belisha.schools.drafts.models import Draft
from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.policies import actions, force
from belisha.schools.policies.models import Comment, Move, State, Version
from belisha.schools.policies.moves import STEPS, Step
from belisha.schools.policies.sources import as_next
from belisha.web import components as ui
from belisha.web import lists, rulebooks
from belisha.web.door import at_school
from belisha.web.drafts import links as draft_links
from belisha.web.drafts.checked import checked
from belisha.web.drafts.within import TookTooLong, within
from belisha.web.life import early, pages, presenters, worked
from belisha.web.life.forms import form_for
from belisha.web.once import PATIENCE
from belisha.web.policies.views import in_frame
from belisha.web.wording import moment


def version_of(request: HttpRequest, version: UUID) -> Version:
    return get_object_or_404(Version.objects.visible_to(request.place).select_related("school"), pk=version)


def _standing(version: Version, day: date) -> str:
    if version.state != State.PUBLISHED:
        return State(version.state).label
    published = list(Version.objects.filter(school_id=version.school_id).published().defer("text"))
    return force.standing(published, day)[version]


# ---- to read -------------------------------------------------------------------------------------------------------


def _wanted(request: HttpRequest) -> tuple[QuerySet[Version], dict[str, str], dict[Version, str]]:
    """The versions that the address asks for, what it asks, and how every version that one may see stands today."""
    asked, seen = lists.asked(request.GET, "q", "stands"), Version.objects.visible_to(request.place)
    stands = force.standing(list(seen.defer("text")), rulebooks.today())
    found = lists.with_words(seen, asked["q"], "policy", "number", "minute", "text")
    if asked["stands"] in stands.values():
        found = found.filter(pk__in=[each.pk for each, word in stands.items() if word == asked["stands"]])
    return found, asked, stands


@at_school()
def versions(request: HttpRequest) -> HttpResponse:
    """All versions, and what is next."""
    place, day = request.place, rulebooks.today()
    found, asked, stands = _wanted(request)
    page = lists.page_of(request, found)
    now = force.in_force(place.school, day)
    review, calls = presenters.review_said(now, day)
    shown = {
        "page": page,
        "rows": presenters.list_rows(list(page), stands),
        "asked": asked,
        "stands": [("", "All"), *((each, each) for each in presenters.COLOURS if each in stands.values())],
        "now": now,
        "review": review,
        "calls": calls,
        "library": place.school.policy,
        "may_write": place.may(Permission.WRITE_POLICY),
        "may_see_history": place.may(Permission.SEE_DRAFT_POLICIES),
        "may_call": place.may(Permission.CALL_EARLY_REVIEW),
        "early": early.listed(place),
    }
    return render(request, "life/versions.html", shown)


@at_school()
def export(request: HttpRequest) -> HttpResponse:
    """The same list for a spreadsheet."""
    found, _, stands = _wanted(request)
    rows = [
        (
            each.policy, each.number, stands[each], each.in_force_from or "", each.meeting or "", each.minute, moment(each.made), each.by_words,
            moment(each.changed), each.sha256,
        )
        for each in found.defer("text")
    ]  # fmt: skip
    head = ["Policy", "Version", "How it stands", "In force from", "Adopted on", "Minute", "Begun", "By", "Last changed", "SHA-256"]  # fmt: skip
    return lists.as_csv("policy-versions", head, rows)


@at_school(Permission.SEE_DRAFT_POLICIES)
def history(request: HttpRequest) -> HttpResponse:
    """Every step of every version, for a spreadsheet."""
    moves = Move.objects.filter(school=request.place.school).select_related("version").order_by("at", "pk")
    rows = [
        (moment(each.at), each.version.name, each.get_after_display(), each.by_words, ", ".join(each.roles), each.note, each.version.in_force_from or "", each.version.sha256)
        for each in moves
    ]  # fmt: skip
    return lists.as_csv("policy-history", ["When", "Version", "Became", "By", "As", "Why", "In force from", "SHA-256"], rows)  # fmt: skip


@at_school()
def version(request: HttpRequest, version: UUID) -> HttpResponse:
    """One version: how it stands, what is next, who moved it, what was said."""
    return _page(request, version_of(request, version))


def _page(request: HttpRequest, found: Version, error: str = "", text: str = "") -> HttpResponse:
    place, day = request.place, rulebooks.today()
    policy, faults = worked.readable(found.text)
    front = policy.front if policy is not None else FrontMatter()
    base = Version.objects.visible_to(place).filter(pk=found.based_on_id).first() if found.based_on_id else None
    until = force.ends(found) if found.state == State.PUBLISHED else None
    takes_part = place.may(Permission.SEE_DRAFT_POLICIES)
    shown = {
        "version": found,
        "rows": presenters.version_rows(found, _standing(found, day), until, base),
        "readable": policy is not None,
        "faults": faults,
        "nexts": presenters.nexts(found, front, place, day),
        "may_edit": found.state == State.DRAFT and place.may(Permission.WRITE_POLICY),
        "moves": presenters.move_rows(list(Move.objects.filter(school=place.school, version=found)))
        if takes_part
        else [],
        "comments": list(Comment.objects.filter(school=place.school, version=found)) if takes_part else [],
        "takes_part": takes_part,
        "equality": presenters.assessed(found)[0] if takes_part else "",
        "translates": found.state == State.PUBLISHED and place.may(Permission.TRANSLATE_POLICY),
        "translated": presenters.languages(found),
        "error": error,
        "text": text,
    }
    return render(request, "life/version.html", shown, status=422 if error else 200)


@at_school()
def text(request: HttpRequest, version: UUID) -> HttpResponse:
    """A version as people read it; the text itself where it has faults."""
    found = version_of(request, version)
    policy, faults = worked.readable(found.text)
    shown = {"version": found, "standing": presenters.tag(_standing(found, rulebooks.today())), "faults": faults}
    if policy is None:
        return render(request, "life/unreadable.html", shown)
    return render(request, "life/text.html", {**shown, "policy": policy, **in_frame(policy)})


@at_school()
def as_markdown(request: HttpRequest, version: UUID) -> HttpResponse:
    """The document itself."""
    found = version_of(request, version)
    headers = {"Content-Disposition": f'attachment; filename="policy-{found.short}.md"'}
    return HttpResponse(found.text, content_type="text/markdown; charset=utf-8", headers=headers)


@at_school()
def as_pdf(request: HttpRequest, version: UUID) -> HttpResponse:
    """The pages that governors have, with how the version stands on the cover and in every foot."""
    found = version_of(request, version)
    policy, _ = worked.readable(found.text)
    if policy is None:
        raise Http404
    return pages.of_version(request.place.school, found, policy, _standing(found, rulebooks.today()))


@at_school(Permission.SEE_DRAFT_POLICIES)
def review(request: HttpRequest, version: UUID) -> HttpResponse:
    """What a version changes against the one in force, and what was found in it."""
    found = version_of(request, version)
    shown = {"version": found, "equality": presenters.assessed(found)[0]}
    return render(request, "life/review.html", {**shown, **_reviewed(request.place, found, PATIENCE)})


def _reviewed(place: Place, found: Version, wait: float, *, changes_alone: bool = False) -> dict[str, Any]:
    """What `life/changes.html` and `life/findings.html` show."""
    day = rulebooks.today()
    on = max(day, found.in_force_from or day)
    before = before_of(found, on)
    policy, faults = worked.readable(found.text)
    shown: dict[str, Any] = {
        "faults": faults,
        "before": before,
        "on": on,
        "again": "",
        "changes": None,
        "findings": None,
    }
    if policy is None:
        return shown
    if before is not None:
        shown["changes"] = worked.changes(before.text, found.text, on, wait)
        shown["difference"] = worked.difference(before.text, found.text)
    if not changes_alone:
        shown["findings"] = worked.findings(found.text, day, wait)
    return shown


def before_of(found: Version, on: date) -> Version | None:
    """The version whose place this one takes, or took, or would take."""
    here = Version.objects.filter(school_id=found.school_id).exclude(pk=found.pk)
    if found.state == State.PUBLISHED:
        return here.filter(in_force_from__lt=found.in_force_from).begun(found.in_force_from or on).first()
    return here.begun(on).first()


# ---- to write ------------------------------------------------------------------------------------------------------


@at_school(Permission.SEE_DRAFT_POLICIES, Permission.WRITE_POLICY, methods=("GET", "POST"))
def begin(request: HttpRequest) -> HttpResponse:
    """A draft: from the version in force or another, from a policy that comes with Belisha, or from a document that was brought in."""
    place, error = request.place, ""
    given = request.POST if request.method == "POST" else request.GET
    token = _token(given.get("draft", ""))
    options = _sources(place)
    chosen = given.get("from", "draft" if token else options[0].value)
    if request.method == "POST":
        try:
            started, based_on = _source(place, chosen, token)
        except (Http404, Draft.DoesNotExist):
            error = "Belisha has no such text. Choose where to begin"
            if chosen == "draft":
                error = "Paste the whole link of a draft that you brought in; it is kept for thirty days"
        except TookTooLong:
            error = "Writing the document took too long. Make its rules with the most conditions shorter"
        else:
            taken = set(Version.objects.filter(school=place.school).exclude(number="").values_list("number", flat=True))
            written = as_next(started, school=place.school.name, taken=taken, today=rulebooks.today())
            try:
                made = actions.begin(by=place, text=written, based_on=based_on)
            except ValidationError as refused:
                error = refused.messages[0]
            else:
                return redirect("edit-version", place.school.key, made.pk)
    shown = {"options": options, "chosen": chosen, "draft": given.get("draft", ""), "error": error}
    return render(request, "life/begin.html", shown, status=422 if error else 200)


def _sources(place: Place) -> list[ui.Option]:
    now = force.in_force(place.school, rulebooks.today())
    latest = Version.objects.filter(school=place.school).order_by("-made").defer("text")[:5]
    own = {each.pk: each for each in ([now] if now else []) + list(latest)}
    stands = {pk: "in force" if each == now else State(each.state).label.lower() for pk, each in own.items()}
    found = [ui.Option(f"version {pk}", f"{each.name} ({stands[pk]})") for pk, each in own.items()]
    names = [place.school.policy, *(name for name in ("model", *library.SCHOOLS) if name != place.school.policy)]
    known = [name for name in names if name in library.NAMES]
    found += [ui.Option(f"library {name}", _of_library(name, "" if now else place.school.policy)) for name in known]
    return [*found, ui.Option("draft", "A document that I brought in", hint="Paste its link below.")]


def _of_library(name: str, used: str) -> str:
    said = "The model policy" if name == "model" else f"The policy of {rulebooks.school(name)}"
    return f"{said}, by which the school lives until it has its own" if name == used else said


def _source(place: Place, chosen: str, token: str) -> tuple[str, Version | None]:
    """The text to begin with. Raises Http404, TookTooLong."""
    kind, _, name = chosen.partition(" ")
    if kind == "version":
        try:
            pk = UUID(name)
        except ValueError:
            raise Http404 from None
        based_on = get_object_or_404(Version.objects.visible_to(place), pk=pk)
        return based_on.text, based_on
    if kind == "library" and name in library.NAMES:
        return library.text_of(name), None
    if kind == "draft" and token:
        draft = draft_links.opened(token)
        if draft.read is None:
            raise Http404
        return checked(draft).written.text, None
    raise Http404


def _token(link: str) -> str:
    """The token in a draft's link, or alone; "" where there is none."""
    parts = [each for each in link.strip().split("?")[0].split("/") if len(each) == 43]
    return parts[0] if parts else ""


@at_school(Permission.SEE_DRAFT_POLICIES, Permission.WRITE_POLICY, methods=("GET", "POST"))
def edit(request: HttpRequest, version: UUID) -> HttpResponse:
    """The text of a draft, with its faults at their lines. "Check" shows them and saves nothing."""
    place, found = request.place, version_of(request, version)
    if found.state != State.DRAFT and request.method != "POST":
        return moved_on(request, found, "It has left draft, so its text stays as it is.")
    put = request.GET.get("put", "")
    done = f"{put} is in the draft." if ID.fullmatch(put) and request.method != "POST" else ""
    written, edition, error, theirs = found.text, found.edition, "", None
    if request.method == "POST":
        written = request.POST.get("text", "")
        edition = (
            int(number)
            if (number := request.POST.get("edition", "")).isascii() and number.isdigit() and len(number) < 9
            else 0
        )
        try:
            written = actions.tidy(written)
            if request.POST.get("do") == "check":
                done = "Nothing has been saved yet."
            else:
                saved = actions.change(found, by=place, edition=edition, text=written)
                edition, done = saved.edition, "Saved."
        except ValidationError as refused:
            error = refused.messages[0]
        except actions.Conflict as conflict:
            theirs, edition = conflict.version, conflict.version.edition
            if theirs.state != State.DRAFT:
                return moved_on(request, theirs, "It has left draft in the meantime, so nothing was saved.", written)
    policy, faults = (None, ()) if error else worked.readable(written)
    found_in = worked.findings(written, rulebooks.today(), PATIENCE) if policy is not None and done else None
    shown = {
        "version": found,
        "text": written,
        "edition": edition,
        "error": error,
        "faults": faults,
        "readable": policy is not None,
        "findings": found_in,
        "done": done,
        "theirs": theirs,
        "difference": worked.difference(theirs.text, written) if theirs else [],
        "latest": Move.objects.filter(school=place.school, version=found).last(),
    }
    return render(request, "life/edit.html", shown, status=409 if theirs else 422 if error else 200)


@at_school(Permission.SEE_DRAFT_POLICIES, methods=("POST",))
def comment(request: HttpRequest, version: UUID) -> HttpResponse:
    """Says something about a version."""
    found, said = version_of(request, version), request.POST.get("text", "")
    try:
        actions.comment(found, by=request.place, text=said)
    except ValidationError as refused:
        return _page(request, found, refused.messages[0], said)
    return redirect("version", request.place.school.key, found.pk)


# ---- its steps -----------------------------------------------------------------------------------------------------


def _step(request: HttpRequest, version: UUID, step: Step) -> HttpResponse:
    """The page that asks whether a step is meant, and the step itself."""
    place, found = request.place, version_of(request, version)
    if found.state not in step.before:
        said = f"It is {State(found.state).label.lower()} now, so it is not the turn of this step."
        return moved_on(request, found, said)
    kind = form_for(step)
    form = kind(request.POST) if request.method == "POST" else kind(initial={"from_day": rulebooks.today()})
    if request.method == "POST" and form.is_valid():
        try:
            if step.name == "put-forward":
                _try_it(found)
            actions.move(found, step, by=place, seen=request.POST.get("seen", ""), **form.cleaned_data)
        except ValidationError as refused:
            for field, messages in refused.message_dict.items():
                form.add_error(field if field in form.fields else None, messages)
        except actions.Conflict as conflict:
            return moved_on(
                request,
                conflict.version,
                "Somebody changed or moved it while you had this page open, so nothing was done.",
            )
        else:
            return redirect("version", place.school.key, found.pk)
    equality, complete = presenters.assessed(found)
    shown = {
        "version": found,
        "step": step,
        "form": form,
        "equality": equality,
        "unassessed": not complete and step.name in presenters.ONWARD[:3],
        **(_reviewed(place, found, PATIENCE, changes_alone=True) if step.name in presenters.ONWARD else {}),
    }
    return render(request, "life/step.html", shown, status=422 if form.errors else 200)


def _try_it(found: Version) -> None:
    """Reads and compiles it within a bound of time, before the deed does so. Raises ValidationError."""
    policy, faults = worked.readable(found.text)
    try:
        if policy is not None:
            with within():
                rulebook_of(policy, rulebooks.today(), library.law())
        elif faults and not faults[0].line:
            raise ValidationError({"text": faults[0].problem})
    except TookTooLong:
        raise ValidationError({"text": worked.TOO_LONG}) from None
    except TooManyCases:
        return  # the deed says so


def moved_on(request: HttpRequest, found: Version, said: str, written: str = "") -> HttpResponse:
    shown = {
        "version": found,
        "said": said,
        "written": written,
        "standing": presenters.tag(_standing(found, rulebooks.today())),
    }
    return render(request, "life/moved.html", shown, status=409)


def step(name: str) -> Callable[..., HttpResponse]:
    """The view of one step: `step("approve")`."""
    found = STEPS[name]
    decorated = at_school(Permission.SEE_DRAFT_POLICIES, found.permission, methods=("GET", "POST"))
    return decorated(partial(_taken, found))


def _taken(step: Step, request: HttpRequest, version: UUID) -> HttpResponse:
    return _step(request, version, step)


__all__ = [
    "as_markdown",
    "before_of",
    "begin",
    "comment",
    "edit",
    "moved_on",
    "review",
    "step",
    "text",
    "version",
    "version_of",
    "versions",
]
