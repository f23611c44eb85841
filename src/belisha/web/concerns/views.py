"""Pages of concerns. Each opens for those alone who may open that concern; to everybody else it is not there.

Room: web.concerns. The deeds are those of `schools.concerns`. What was typed is never lost to a proof of who somebody is: that is asked before a page, not after it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps
from typing import Any
from uuid import UUID

from allauth.core.exceptions import ReauthenticationRequired
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from belisha.engine.boxes import TooManyCases
from belisha.schools.concerns import actions, handling
from belisha.schools.concerns.files import LARGEST
from belisha.schools.concerns.models import Concern, Evidence
from belisha.schools.concerns.sealing import CannotOpen
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import WORKING_ROLES, Permission
from belisha.web import lists, wording
from belisha.web.ask import presenters as asked_presenters
from belisha.web.ask import questions, views
from belisha.web.ask.answers import Answers
from belisha.web.ask.under import Under
from belisha.web.asking.whom import Asking, of_place, safeguarding
from belisha.web.concerns import presenters
from belisha.web.concerns.forms import CloseForm, DoneForm, NoteForm, OpenForm, ReopenForm, WhoForm
from belisha.web.door import at_school, has_second_factor, is_fresh
from belisha.web.drafts.within import TookTooLong, within
from belisha.web.fields import refused
from belisha.web.security import length_of

MEANWHILE = "Somebody has told more in the meantime. Here is what is known now"
FORM_AROUND = 100_000  # bytes of a form beside its file
SHOW = {"": "Those that are open", "closed": "Those that are closed", "all": "All of them"}


# ---- the list ------------------------------------------------------------------------------------------------------------


def _wanted(request: HttpRequest) -> tuple[Any, dict[str, str]]:
    asked = lists.asked(request.GET, "q", "show")
    found = Concern.objects.visible_to(request.place)
    if asked["show"] != "all":
        found = found.filter(closed__isnull=asked["show"] != "closed")
    words = asked["q"]
    found = found.filter(number=int(words)) if words.isdecimal() and len(words) < 9 else lists.with_words(found, words, "title")  # fmt: skip
    return found, asked


@at_school(Permission.REPORT_CONCERNS)
def concerns(request: HttpRequest) -> HttpResponse:
    """Those that whoever asks may open. What was written into them is sealed, so it is not looked for in the list."""
    place, now = request.place, timezone.now()
    found, asked = _wanted(request)
    page = lists.page_of(request, found)
    shown = {
        "page": page,
        "asked": asked,
        "filtered": any(asked.values()),
        "show": SHOW,
        "rows": [(each, presenters.standing(each, now), each.is_overdue(now)) for each in page],
        "safeguarding": safeguarding(place),
    }
    return render(request, "concerns/concerns.html", shown)


@at_school(Permission.REPORT_CONCERNS)
def export(request: HttpRequest) -> HttpResponse:
    """The same list for a spreadsheet: numbers, titles and times, nothing that was written."""
    now = timezone.now()
    rows = [
        (each.number, each.title, timezone.localtime(each.opened).strftime("%Y-%m-%d %H:%M"), presenters.standing(each, now), ", ".join(each.readers))
        for each in _wanted(request)[0]
    ]  # fmt: skip
    return lists.as_csv("concerns", ["Number", "Concern", "Opened", "How it stands", "Open to"], rows)


# ---- opening -------------------------------------------------------------------------------------------------------------


def _open(request: HttpRequest, who: Asking, under: Under) -> HttpResponse:
    """First what has happened, unless the address says it; then what was seen, told or found."""
    who.place.must_be_allowed(Permission.REPORT_CONCERNS)
    answers = views.answers_of(request, under).without(["act"])
    if answers.faults:
        return views.unreadable(request, under, answers)
    if not answers.given.get("event"):
        return _what_has_happened(request, under, answers)
    answers = answers.that_count()
    facts = {name: value for name, value in answers.situation.facts.items() if name != "act"}
    named, people = actions.would_read(who.place, facts)
    told = zip([str(person.pk) for person, _ in people], presenters.who(people), strict=True)
    others = (
        Person.objects.visible_to(who.place).holding(*WORKING_ROLES).exclude(pk__in=[person.pk for person, _ in people])
    )
    colleagues = [(str(each.pk), each.name) for each in others.order_by("given", "family")] if who.place.may(Permission.SEE_STAFF) else []  # fmt: skip
    form = OpenForm(request.POST or None, people=list(told), others=colleagues, initial=_begun(who, people))
    if form.is_valid():
        try:
            made = actions.open_(by=who.place, facts=facts, text=form.cleaned_data["text"], about=form.whom, came_up=form.moment)  # fmt: skip
        except ValidationError as error:
            refused(form, _beside(error))
        except CannotOpen as error:  # what was written down is not lost with it
            refused(form, ValidationError(str(error)))
        else:
            return _back_or_away(request, made)
    shown = {
        "form": form,
        "rows": asked_presenters.answer_rows(under, answers, change=False),
        "titles": [each.title for each in named.started],
        "roles": [each.value for each in named.roles],
        "indecent": not actions.may_be_kept(facts),
        "safeguarding": safeguarding(who.place),
        "back": reverse("concerns", args=[who.place.school.key]),
    }
    return render(request, "concerns/open.html", shown, status=422 if form.errors else 200)


def _begun(who: Asking, people: list[tuple[Person, list[str]]]) -> dict[str, object]:
    now = timezone.localtime()
    picked = str(who.about.pk) if who.about else ""
    about = [picked] if picked in [str(person.pk) for person, _ in people] else []
    return {"day": now.date(), "clock": f"{now:%H:%M}", "about": about, "other": "" if about else picked}


def _beside(error: ValidationError) -> ValidationError:
    """What an action says of a moment stands beside the day."""
    if not hasattr(error, "error_dict"):
        return error
    return ValidationError({{"came_up": "day", "on": "day"}.get(name, name): said for name, said in error.message_dict.items()})  # fmt: skip


def _what_has_happened(request: HttpRequest, under: Under, answers: Answers) -> HttpResponse:
    reply = questions.read_reply(("event",), request.GET) if "question" in request.GET else None
    if reply is not None and reply.given and reply.given.get("event"):
        return redirect(under.address("open-concern", answers.having(reply.given).query()))
    if reply is not None and reply.given is not None:  # "I don't know"
        reply = questions.Reply((), None, ((questions.FIELD, "Select what has happened, as near as it can be said"),))
    asked = questions.question_for(("event",), answers, reply)
    shown = {"question": asked, "hidden": [*under.carried, *answers.pairs()], "address": under.path("open-concern")}  # fmt: skip
    return render(request, "concerns/what.html", shown, status=422 if asked.errors else 200)


open_ = of_place(_open, methods=("GET", "POST"))


@at_school(Permission.REPORT_CONCERNS)
def written(request: HttpRequest) -> HttpResponse:
    """For whoever has written one down that they may not open."""
    return render(request, "concerns/written.html", {"safeguarding": safeguarding(request.place)})


# ---- one of them ---------------------------------------------------------------------------------------------------------


def of_concern(view: Callable[..., HttpResponse], methods: tuple[str, ...] = ("GET",)) -> Any:
    """A page of a concern, for those who may open it. Bounded in time, since the rules are anybody's; says what is wrong where it cannot be unsealed."""

    @at_school(methods=methods)
    @wraps(view)
    def opened(request: HttpRequest, concern: UUID, **named: Any) -> HttpResponse:
        found = get_object_or_404(Concern.objects.visible_to(request.place).select_related("school"), pk=concern)
        if "evidence" in named:
            kept = Evidence.objects.filter(school=request.place.school, concern=found).select_related("concern__school")
            named["evidence"] = get_object_or_404(kept, pk=named["evidence"])
        if request.method != "POST" and not is_fresh(request):
            raise ReauthenticationRequired
        if not has_second_factor(request):  # a chair of governors, or whoever was let in, has none by their role
            return redirect("mfa_index")
        try:
            with within():
                return view(request, found, **named)
        except CannotOpen as error:
            return render(request, "concerns/sealed.html", {"concern": found, "said": str(error)}, status=500)
        except (TookTooLong, TooManyCases):
            return render(request, "life/slow.html", {"school": request.place.school}, status=503)

    return opened


def _concern(request: HttpRequest, found: Concern) -> HttpResponse:
    """All of it: what to do and by when, what is known, its evidence, who may open it, its log."""
    place, now = request.place, timezone.now()
    case = actions.read(found, by=place)
    questions_ = presenters.questions(case)
    shown = {
        "concern": found,
        "case": case,
        "overdue": found.is_overdue(now),
        "other_version": case.policy.hash != found.version,
        "standing": presenters.standing(found, now),
        "parts": presenters.parts(case, now),
        "kept_to": presenters.kept_to(case),
        "bans": presenters.bans(case),
        "perhaps": presenters.perhaps(case),
        "others": presenters.others(case),
        "known": presenters.known(case),
        "questions": questions_[: questions.FEW],
        "more_questions": questions_[questions.FEW :],
        "began": case.entries[0],
        "came_up": wording.moment(case.entries[0].moment),
        "evidence": presenters.evidence(case),
        "takes_evidence": actions.may_be_kept(case.facts),
        "not_out": actions.NOT_OUT,
        "who": presenters.who(actions.people_of(found)),
        "why_they": presenters.why_they(case),
        "log": presenters.log(case),
        "form": NoteForm(),
        "may_call_early": place.may(Permission.CALL_EARLY_REVIEW),
    }
    return render(request, "concerns/concern.html", shown)


def _note(request: HttpRequest, found: Concern) -> HttpResponse:
    """A note. Where it cannot be kept as it is, the form alone comes back: nobody reads the concern by that, unproved and unlogged."""
    form = NoteForm(request.POST)
    if form.is_valid():
        actions.note(found, by=request.place, **form.cleaned_data)
        return redirect("concern", found.school_id, found.pk)
    return _form(request, found, form, "Add a note", "Add the note", "")


def _know(request: HttpRequest, found: Concern) -> HttpResponse:
    """One more thing that is known, or a page of them."""
    case = handling.case_of(found)
    fact = request.GET.get("fact", "")
    if found.closed or fact not in {*case.facts, *case.open_questions} - {"actor"}:
        return redirect("concern", found.school_id, found.pk)
    answers = Answers(dict(case.facts))
    facts = presenters.together(case, fact)
    reply = None
    # A page of ticks would take back, unseen, what somebody else has ticked in the meantime.
    seen = str(max(each.line.number for each in case.entries if each.facts))
    if request.method == "POST" and request.POST.get("seen", seen) == seen:
        reply = questions.read_reply(facts, request.POST)
        if reply.given is not None:
            try:
                actions.know(found, by=request.place, facts=reply.given)
            except ValidationError as error:
                reply = questions.Reply((), None, ((questions.FIELD, error.messages[0]),))
            else:
                return _back_or_away(request, found)
    asked = questions.question_for(facts, answers, reply)
    if request.method == "POST" and reply is None:
        asked = replace(asked, errors=((questions.FIELD, MEANWHILE),))
    return render(request, "concerns/know.html", {"concern": found, "question": asked, "seen": seen}, status=422 if asked.errors else 200)  # fmt: skip


def _back_or_away(request: HttpRequest, found: Concern) -> HttpResponse:
    """To the concern, or away from it where whoever wrote may not open it any more."""
    if Concern.objects.visible_to(request.place).filter(pk=found.pk).exists():
        return redirect("concern", found.school_id, found.pk)
    return redirect("concern-written", found.school_id)


def _step(request: HttpRequest, found: Concern) -> HttpResponse:
    """A step is done."""
    step = next((each for each in handling.case_of(found).steps if each.key == request.GET.get("step", "")), None)
    if step is None or step.is_kept_to or found.closed:  # it fell away since the page was shown
        return redirect("concern", found.school_id, found.pk)
    now = timezone.localtime()
    form = DoneForm(request.POST or None, initial={"day": now.date(), "clock": f"{now:%H:%M}"})
    if form.is_valid():
        try:
            actions.do(found, by=request.place, step=step.key, on=form.moment, text=form.cleaned_data["text"])
        except ValidationError as error:
            refused(form, _beside(error))
        else:
            return redirect("concern", found.school_id, found.pk)
    said = f"{step.duty.sentence} ({step.duty.clause})"
    return _form(request, found, form, "Mark a step as done", "It is done", said)


def _who(request: HttpRequest, found: Concern) -> HttpResponse:
    """Lets somebody in by name, or shuts them out."""
    people = Person.objects.visible_to(request.place).holding(*WORKING_ROLES).order_by("given", "family")
    form = WhoForm(request.POST or None, people=[(str(each.pk), each.name) for each in people])
    if form.is_valid():
        person = people.get(pk=form.cleaned_data["person"])
        deed = actions.let_in if form.cleaned_data["do"] == "let in" else actions.shut_out
        try:
            deed(found, by=request.place, person=person, why=form.cleaned_data["why"])
        except ValidationError as error:
            refused(form, error)
        else:
            return _back_or_away(request, found)
    said = "Whoever is let in reads all of it. Whoever is shut out cannot open it from now on, whatever their role, and is told nothing."
    return _form(request, found, form, "Change who may open it", "Change it", said)


def _end(form_of: type[Form], deed: Callable[..., None], closed: bool, title: str, button: str, said: str, request: HttpRequest, found: Concern) -> HttpResponse:  # fmt: skip
    if bool(found.closed) is not closed:
        return redirect("concern", found.school_id, found.pk)
    form = form_of(request.POST or None)
    if form.is_valid():
        try:
            deed(found, by=request.place, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect("concern", found.school_id, found.pk)
    return _form(request, found, form, title, button, said)


def _form(request: HttpRequest, found: Concern, form: Form, title: str, button: str, said: str) -> HttpResponse:
    shown = {"form": form, "title": title, "button": button, "said": said, "back": reverse("concern", args=[found.school_id, found.pk])}  # fmt: skip
    return render(request, "people/form.html", shown, status=422 if form.errors else 200)


_close = partial(_end, CloseForm, actions.close, False, "Close the concern", "Close it", "It stays as it is and can be opened again. Steps that are not done are named in its log.")  # fmt: skip
_reopen = partial(_end, ReopenForm, actions.reopen, True, "Open the concern again", "Open it again", "Its steps and their times stand as they did.")  # fmt: skip
_close.__name__, _reopen.__name__ = "close", "reopen"  # type: ignore[attr-defined]

concern = of_concern(_concern)
note = of_concern(_note, methods=("POST",))
know = of_concern(_know, methods=("GET", "POST"))
step = of_concern(_step, methods=("GET", "POST"))
who = of_concern(_who, methods=("GET", "POST"))
close = of_concern(_close, methods=("GET", "POST"))
reopen = of_concern(_reopen, methods=("GET", "POST"))


# ---- evidence ------------------------------------------------------------------------------------------------------------


def _attach(request: HttpRequest, found: Concern) -> HttpResponse:
    """A file that belongs to it. Where it may be a sexual image of a child, what to do instead."""
    if found.closed:
        return redirect("concern", found.school_id, found.pk)
    if request.method != "POST":
        return _attach_page(request, found, {})
    if length_of(request) > LARGEST + FORM_AROUND:
        return _attach_page(request, found, {"file": f"The file must be smaller than {LARGEST // 1_000_000} MB"}, 413)
    try:
        return _received(request, found)
    except (RequestDataTooBig, MultiPartParserError, UnreadablePostError):
        return _attach_page(request, found, {"file": "The file did not arrive whole. Choose it again"}, 400)


@csrf_protect
def _received(request: HttpRequest, found: Concern) -> HttpResponse:
    sent, given = request.FILES.get("file"), request.POST
    try:
        actions.attach(
            found, by=request.place, data=sent.read() if sent else None, name=sent.name if sent else "", where=given.get("where", ""),
            shows_child_undressed=given.get("shows", ""),
        )  # fmt: skip
    except ValidationError as refused_:
        return _attach_page(request, found, {field: said[0] for field, said in refused_.message_dict.items()}, 422)
    return redirect("concern", found.school_id, found.pk)


def _attach_page(request: HttpRequest, found: Concern, errors: dict[str, str], status: int = 200) -> HttpResponse:
    takes = actions.may_be_kept(handling.case_of(found).facts)
    given = {name: request.POST.get(name, "") if status == 422 else "" for name in ("where", "shows")}
    shown = {"concern": found, "errors": errors, "takes": takes, "refusal": actions.NOT_HERE, "most": LARGEST // 1_000_000, **given}  # fmt: skip
    return render(request, "concerns/attach.html", shown, status=status)


def _evidence(request: HttpRequest, found: Concern, evidence: Evidence) -> HttpResponse:
    """A file, to be saved; that it was taken stands in the log."""
    try:
        name, data = actions.take(evidence, by=request.place)
    except ValidationError:  # the concern says why
        return redirect("concern", found.school_id, found.pk)
    response = HttpResponse(data, content_type=evidence.kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{_ascii(name)}"'
    return response


def _ascii(name: str) -> str:
    return "".join(each if each.isascii() and (each.isalnum() or each in " ._-()") else "_" for each in name)


attach = csrf_exempt(
    of_concern(_attach, methods=("GET", "POST"))
)  # checked in `_received`: looking for the token reads the whole file
attach.takes_files = True  # type: ignore[attr-defined]
evidence = of_concern(_evidence)
