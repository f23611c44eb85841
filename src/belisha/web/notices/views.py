"""Pages of the notices: which are due, one of them with all that it offers, starting one by hand, the log, and who was never reached.

Room: web.notices. HTTP in, HTTP out. Who was written to by name is shown to those who give notices; numbers to everybody who works or governs here.
Next door: `papers` makes its poster and its large print, `calendar` is what calls for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from belisha.schools.notices import actions, calling, reaching
from belisha.schools.notices.models import Notice, Pace, Telling, Term, Told
from belisha.schools.people import classes
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import Permission, RoleName
from belisha.schools.people.places import Place
from belisha.schools.policies import force
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event
from belisha.web import components as ui
from belisha.web import lists, wording
from belisha.web.door import at_school
from belisha.web.notices import presenters
from belisha.web.notices.forms import BY_HAND, LetGoForm, OftenForm, OwnForm, StartForm, TellForm

SHOW = (("waiting", "Due"), ("coming", "To come"), ("given", "Given"), ("let go", "Let go"), ("all", "All"))
OUTCOMES = {"sent": "Sent", "refused": "Refused by their server", "no_address": "No e-mail address", "waiting": "Waiting in the outbox"}  # fmt: skip


@at_school(Permission.SEE_NOTICES)
def notices(request: HttpRequest) -> HttpResponse:
    place, today = request.place, timezone.localdate()
    found, asked = _wanted(request, today)
    page = lists.page_of(request, found)
    policy, _ = force.lived_by(place.school, today)
    paces = {each.clause: each for each in Pace.objects.visible_to(place)}
    shown = {
        "page": page,
        "rows": presenters.notice_rows(list(page), today),
        "unmeasured": [(each, paces.get(each.id)) for each in calling.unmeasured(policy)],
        "asked": asked,
        "show": SHOW,
        "by_hand": calling.by_hand(policy, paces) if place.may(Permission.GIVE_NOTICES) else [],
        "any": bool(calling.notices_of(policy)),
        "terms": Term.objects.visible_to(place).filter(last__gte=today).exists(),
        "may_give": place.may(Permission.GIVE_NOTICES),
    }
    return render(request, "notices/notices.html", shown)


def _wanted(request: HttpRequest, today: date) -> tuple[QuerySet[Notice], dict[str, str]]:
    asked = lists.asked(request.GET, "q", "show")
    asked["show"] = asked["show"] if asked["show"] in dict(SHOW) else "waiting"
    seen = Notice.objects.visible_to(request.place)
    found = lists.with_words(seen, asked["q"], "title", "period") | seen.filter(clause__iexact=asked["q"])
    match asked["show"]:
        case "waiting":
            found = found.due(today)
        case "coming":
            found = found.open().filter(opens__gt=today)
        case "given":
            found = found.filter(given__isnull=False).order_by("-given", "title", "id")
        case "let go":
            found = found.filter(dropped__isnull=False).order_by("-dropped", "title", "id")
    return found, asked


@at_school(Permission.SEE_NOTICES)
def export(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    rows = [
        (
            each.clause, each.title, presenters.to_words(each), each.period, each.standing(today), each.opens, each.by, each.given or "",
            each.dropped or "", each.dropped_because,
        )
        for each in _wanted(request, today)[0]
    ]  # fmt: skip
    head = ["Clause", "Notice", "For", "What for", "How it stands", "Due from", "To be given by", "Given on", "Let go on", "Why let go"]  # fmt: skip
    return lists.as_csv("notices", head, rows)


# ---- one notice -----------------------------------------------------------------------------------------------------------


def _notice(request: HttpRequest, notice: UUID) -> Notice:
    return get_object_or_404(Notice.objects.visible_to(request.place).select_related("school", "event", "version"), pk=notice)  # fmt: skip


@at_school(Permission.SEE_NOTICES)
def notice(request: HttpRequest, notice: UUID) -> HttpResponse:
    return _page(request, _notice(request, notice))


def _page(request: HttpRequest, found: Notice, error: str = "") -> HttpResponse:
    place, today = request.place, timezone.localdate()
    tellings = list(Telling.objects.visible_to(place).filter(notice=found))
    for each in tellings:
        each.notice = found
    became = reaching.became(tellings)
    may_give = place.may(Permission.GIVE_NOTICES)
    standing = found.standing(today)
    sending = next((each for each in tellings if each.state in (Telling.State.SENDING, Telling.State.STOPPED)), None)
    reached = {group for each in tellings for group in each.groups}
    shown = {
        "notice": found,
        "standing": presenters.tag(standing),
        "rows": _about(found, today),
        "to": presenters.to_words(found),
        "may_give": may_give and standing != "let go",
        "may_let_go": may_give and standing not in ("let go", "given"),
        "log": presenters.telling_rows(tellings, became, named=may_give, with_notice=False),
        "by_hand": [each for each in tellings if each.way != Telling.Way.EMAIL] if may_give else [],
        "sending": sending,
        "written": became[sending.pk].all if sending else 0,
        "busy": bool(sending and sending.state == Telling.State.SENDING),
        "left": presenters.wording.listed(map(presenters.people, [each for each in found.to if each not in reached])),
        "script": script(found),
        "error": error,
    }
    return render(request, "notices/notice.html", shown, status=422 if error else 200)


def script(notice: Notice) -> tuple[str, str]:
    """Two lines to say: what this is, and the policy's words."""
    where = f"Welcome to {notice.event.name}" if notice.event else f"A word from {notice.school.name}"
    return f"{where}. {notice.title}.", notice.says


def _about(found: Notice, today: date) -> list[ui.Row]:
    policy = reverse("published-policy", args=[found.school_id])
    clause = ui.link(f"{policy}#{found.clause.lower()}", found.clause)
    event = ui.link(reverse("event", args=[found.school_id, found.event_id]), found.period) if found.event_id else wording.capital(found.period)  # fmt: skip
    return [
        ui.Row(
            "For", wording.capital(presenters.to_words(found)) + (f" ({', '.join(found.whom)})" if found.whom else "")
        ),
        ui.Row(Notice.Why(found.reason).label, event),
        ui.Row("When", presenters.days_words(found, today)),
        *([ui.Row("Why not", found.dropped_because)] if found.dropped else []),
        ui.Row("Clause", clause),
    ]


def _form(
    request: HttpRequest, form: django_forms.Form, act: Callable[..., Any], found: Notice, title: str, button: str, said: str = ""
) -> HttpResponse:  # fmt: skip
    """A page with a form about a notice, and what it does. Goes back to the notice."""
    back = presenters.href(found)
    if request.method == "POST" and form.is_valid():
        try:
            act(found, by=request.place, **form.cleaned_data)
        except ValidationError as refused:
            lists.into(form, refused)
        else:
            return redirect(back)
    shown = {"form": form, "title": title, "button": button, "back": back, "said": said, "caption": found.title, "notice": found}  # fmt: skip
    return render(request, "notices/form.html", shown, status=422 if form.errors else 200)


@at_school(Permission.SEE_NOTICES, Permission.GIVE_NOTICES, methods=("GET", "POST"))
def own(request: HttpRequest, notice: UUID) -> HttpResponse:
    found = _notice(request, notice)
    form = OwnForm(request.POST) if request.method == "POST" else OwnForm(initial={"own": found.own})
    return _form(request, form, actions.write_own, found, "Your own paragraph", "Save")


@at_school(Permission.SEE_NOTICES, Permission.GIVE_NOTICES, methods=("GET", "POST"))
def tell(request: HttpRequest, notice: UUID) -> HttpResponse:
    """Writes down that it was given by poster, by word, on paper."""
    found = _notice(request, notice)
    initial = {"on": timezone.localdate(), "groups": found.to}
    form = TellForm(request.POST, notice=found) if request.method == "POST" else TellForm(initial=initial, notice=found)
    return _form(request, form, actions.tell, found, "Write down that it was given", "Write it down")


@at_school(Permission.SEE_NOTICES, Permission.GIVE_NOTICES, methods=("GET", "POST"))
def let_go(request: HttpRequest, notice: UUID) -> HttpResponse:
    found = _notice(request, notice)
    form = LetGoForm(request.POST or None)
    return _form(request, form, actions.let_go, found, "Let this notice go", "Let it go", "It is then not given, and the list says why.")  # fmt: skip


@at_school(Permission.SEE_NOTICES, Permission.GIVE_NOTICES, methods=("GET", "POST"))
def mail(request: HttpRequest, notice: UUID) -> HttpResponse:
    """To how many it would go, and how it reads; then it goes."""
    found, place, error = _notice(request, notice), request.place, ""
    if request.method == "POST":
        try:
            actions.mail(found, by=place)
        except ValidationError as refused:
            error = refused.messages[0]
        else:
            return redirect(presenters.href(found))
    today = timezone.localdate()
    waiting = actions.waiting_for(found)
    subject, text = actions.letter(found)
    shown = {
        "notice": found,
        "count": waiting.exclude(email="").count(),
        "without": waiting.filter(email="").count(),
        "kept": len(reaching.kept_from(found, today)) if place.may(Permission.SEE_COURT_ORDERS) else 0,
        "to": presenters.to_words(found),
        "pupils": "pupil" in found.to,
        "subject": subject,
        "text": text.split("\n\n"),
        "error": error,
    }
    return render(request, "notices/mail.html", shown, status=422 if error else 200)


def _telling(request: HttpRequest, notice: UUID, telling: UUID) -> Telling:
    found = Telling.objects.visible_to(request.place).select_related("notice", "school")
    return get_object_or_404(found, pk=telling, notice=notice)


@at_school(Permission.SEE_NOTICES, Permission.GIVE_NOTICES)
def telling(request: HttpRequest, notice: UUID, telling: UUID) -> HttpResponse:
    """To whom an e-mail went, and what became of each; as CSV with `?as=csv`."""
    found, place = _telling(request, notice, telling), request.place
    asked = lists.asked(request.GET, "q", "became")
    wanted = asked["became"]
    told = Told.objects.filter(school=place.school, telling=found).select_related("person", "message")
    told = told.order_by("person__family", "person__given", "pk")
    told = lists.with_words(told, asked["q"], "person__given", "person__family", "person__preferred")
    if wanted in ("refused", "no_address"):
        told = told.filter(message__state__in=["bounced", "failed"])
        told = told.filter(message__to="") if wanted == "no_address" else told.exclude(message__to="")
    elif wanted in ("sent", "waiting"):
        told = told.filter(message__state=wanted)
    if request.GET.get("as") == "csv":
        about = record.About("telling", str(found.pk), f"{told.count()} people: {found.notice.words_for_record}")
        record.read(place, Event.NOTICES_EXPORTED, about)
        return lists.as_csv("notice", ["Name", "E-mail", "What became of it", "What the server said"], _told_rows(told))
    page = lists.page_of(request, told)
    shown = {
        "telling": found,
        "notice": found.notice,
        "page": page,
        "rows": [[name, became + (f": {said}" if said and said != "There is no e-mail address." else "")] for name, _, became, said in _told_rows(page)],
        "asked": asked,
        "outcomes": [("", "All"), *OUTCOMES.items()],
        "numbers": presenters.became_words(found, reaching.became([found])[found.pk]),
    }  # fmt: skip
    return render(request, "notices/telling.html", shown)


def _told_rows(told: Any) -> list[tuple[str, str, str, str]]:
    rows = []
    for each in told:
        message = each.message
        became = OUTCOMES[reaching.outcome(message.state, message.to) if message else "sent"]
        rows.append((each.person.listed_name, message.to if message else "", became, message.error if message else ""))
    return rows


@at_school(Permission.SEE_NOTICES, Permission.GIVE_NOTICES, methods=("POST",))
def again(request: HttpRequest, notice: UUID, telling: UUID) -> HttpResponse:
    found = _telling(request, notice, telling)
    actions.begin_again(found, by=request.place)
    return redirect(presenters.href(found.notice))


@at_school(Permission.SEE_NOTICES, Permission.GIVE_NOTICES, methods=("POST",))
def take_back(request: HttpRequest, notice: UUID, telling: UUID) -> HttpResponse:
    found = _telling(request, notice, telling)
    try:
        actions.take_back(found, by=request.place)
    except ValidationError as refused:
        return _page(request, _notice(request, notice), refused.messages[0])
    return redirect("notice", request.place.school.key, notice)


@at_school(Permission.SEE_NOTICES, Permission.GIVE_NOTICES, methods=("GET", "POST"))
def start(request: HttpRequest) -> HttpResponse:
    """Starts a notice that no day of the calendar calls for. `clause`: which."""
    place, today = request.place, timezone.localdate()
    policy, _ = force.lived_by(place.school, today)
    clause = request.POST.get("clause", request.GET.get("clause", ""))
    said = next((each for each in calling.by_hand(policy) if each.id == clause), None)
    if said is None:
        return render(request, "notices/choose.html", {"by_hand": calling.by_hand(policy)})
    applicants = Person.objects.filter(school=place.school).holding(RoleName.APPLICANT, on=today)
    named: dict[str, Any] = {
        "to": said.to,
        "classes": classes.options(classes.classes(place.school, today)),
        "applicants": [(str(each.pk), each.listed_name) for each in applicants],
    }
    form = StartForm(request.POST, **named) if request.method == "POST" else StartForm(**named)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.start(said, by=place, period=given["period"], whom=given.get("whom", []), people=lists.ids(given.get("people", [])))  # fmt: skip
        except ValidationError as refused:
            lists.into(form, refused)
        else:
            return redirect(presenters.href(made))
    shown = {"form": form, "said": said, "nobody": "applicant" in said.to and not named["applicants"]}
    return render(request, "notices/start.html", shown, status=422 if form.errors else 200)


@at_school(Permission.SEE_NOTICES, Permission.GIVE_NOTICES, methods=("GET", "POST"))
def often(request: HttpRequest) -> HttpResponse:
    """How often a notice is given of which the policy names no moment. `clause`: which."""
    place, today = request.place, timezone.localdate()
    policy, _ = force.lived_by(place.school, today)
    clause = request.POST.get("clause", request.GET.get("clause", ""))
    said = next((each for each in calling.unmeasured(policy) if each.id == clause), None)
    if said is None:
        return redirect("notices", place.school.key)
    held = Pace.objects.visible_to(place).filter(clause=said.id).first()
    form = OftenForm(
        request.POST if request.method == "POST" else None, initial={"often": held.often if held else BY_HAND}
    )
    if form.is_valid():
        actions.settle(said, by=place, **form.cleaned_data)
        return redirect("notices", place.school.key)
    return render(request, "notices/often.html", {"form": form, "said": said}, status=422 if form.errors else 200)


# ---- the log ----------------------------------------------------------------------------------------------------------------


@at_school(Permission.SEE_NOTICES)
def log(request: HttpRequest) -> HttpResponse:
    place, periods = request.place, _periods(request.place)
    found, asked = _logged(request, periods)
    page = lists.page_of(request, found)
    tellings = list(page)
    shown = {
        "page": page,
        "rows": presenters.telling_rows(tellings, reaching.became(tellings), named=place.may(Permission.GIVE_NOTICES)),
        "asked": asked,
        "periods": [(key, words) for key, words, _, _ in periods],
        "ways": [("", "All ways"), *Telling.Way.choices],
    }
    return render(request, "notices/log.html", shown)


def _logged(request: HttpRequest, periods: Sequence[tuple[str, str, date, date]]) -> tuple[Any, dict[str, str]]:
    asked = lists.asked(request.GET, "q", "way", "period")
    found = Telling.objects.visible_to(request.place).select_related("notice")
    chosen = next((each for each in periods if each[0] == asked["period"]), None)
    if chosen:
        found = found.between(chosen[2], chosen[3])
    if asked["way"] in Telling.Way.values:
        found = found.filter(way=asked["way"])
    if asked["q"]:
        found = found.filter(Q(notice__title__icontains=asked["q"]) | Q(notice__period__icontains=asked["q"]))
    return found, asked


@at_school(Permission.SEE_NOTICES)
def export_log(request: HttpRequest) -> HttpResponse:
    """The log in numbers; who wrote a line down, and where, for those who give notices."""
    named = request.place.may(Permission.GIVE_NOTICES)
    tellings = list(_logged(request, _periods(request.place))[0])
    became = reaching.became(tellings)
    rows = [
        (each.on, each.notice.clause, each.notice.title, each.notice.period, each.get_way_display(), ", ".join(each.groups),
         became[each.pk].sent, became[each.pk].refused, became[each.pk].no_address, *((each.note, each.by_words) if named else ()))
        for each in tellings
    ]  # fmt: skip
    head = ["Day", "Clause", "Notice", "What for", "How", "Whom", "Sent", "Refused", "No address", *(["Where", "By"] if named else [])]  # fmt: skip
    return lists.as_csv("log-of-notices", head, rows)


def _periods(place: Place) -> list[tuple[str, str, date, date]]:
    """What one can ask of: key, words, first and last day. This school year, its terms so far, the year before."""
    today = timezone.localdate()
    year = calling.year_of(today)
    found = [
        (f"year {each}", f"School year {calling.year_words(each)}", date(each, 8, 1), date(each + 1, 7, 31)) for each in (year, year - 1)
    ]  # fmt: skip
    terms = Term.objects.visible_to(place).filter(year=year, first__lte=today)
    return [found[0], *((f"term {each.year} {each.name}", f"{each.name} term {each.first.year}", each.first, each.last) for each in terms), found[1]]  # fmt: skip


def _reached(request: HttpRequest) -> tuple[list[reaching.Group], list[tuple[str, str, date, date]], tuple[str, str, date, date]]:  # fmt: skip
    place, today, periods = request.place, timezone.localdate(), _periods(request.place)
    chosen = next((each for each in periods if each[0] == request.GET.get("period")), periods[0])
    policy, _ = force.lived_by(place.school, today)
    words = list(dict.fromkeys(word for each in calling.notices_of(policy) for word in each.to if word != "applicant"))
    return reaching.groups(place.school, policy, words, chosen[2], chosen[3], today), periods, chosen


@at_school(Permission.SEE_NOTICES)
def reached(request: HttpRequest) -> HttpResponse:
    """How far the notices of a period have reached each group; in numbers alone."""
    groups, periods, chosen = _reached(request)
    never = [each for each in groups if each.never and each.people]
    shown = {
        "rows": presenters.group_rows(groups),
        "never": [wording.capital(presenters.people(each.word)) + (f" of {each.year}" if each.year else "") for each in never],
        "periods": [(key, words) for key, words, _, _ in periods],
        "period": chosen[0],
        "words": chosen[1],
    }  # fmt: skip
    return render(request, "notices/reached.html", shown)


@at_school(Permission.SEE_NOTICES)
def export_reached(request: HttpRequest) -> HttpResponse:
    groups, _, chosen = _reached(request)
    rows = [
        (each.word, each.year, each.people, each.mailed, each.other, each.last or "", presenters.reach(each)[0]) for each in groups
    ]  # fmt: skip
    head = ["Group", "Year", "People", "Reached by e-mail", "Times in other ways", "Last", f"In {chosen[1]}"]
    return lists.as_csv("reached", head, rows)
