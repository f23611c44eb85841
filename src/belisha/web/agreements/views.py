"""Pages for those who put agreements to people and follow them up: what there is, how far it has come, who is missing, papers, answers.

Room: web.agreements. HTTP in, HTTP out; what is shown comes through `visible_to`, what is done through `agreements.actions`. Who has not signed
is seen by those who follow it up, never by colleagues. Next door: `copies` is what somebody signs.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from belisha.schools.agreements import actions, bounces, papers, statements, whom
from belisha.schools.agreements.models import Campaign, Reply, Signing
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import Permission, RoleName
from belisha.schools.policies import force
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event
from belisha.web import lists, rulebooks
from belisha.web.agreements import presenters
from belisha.web.agreements.copies import WHOLE, as_certificate
from belisha.web.agreements.forms import AGAIN, STANDS, USUAL, AnswerForm, DueForm, OpenForm, PaperForm, StrikeForm
from belisha.web.door import at_school
from belisha.web.fields import refused
from belisha.web.paper import as_download
from belisha.web.security import length_of

USUAL_TIME = timedelta(days=21)
CAME_BACK = "came back"  # asks for those whose mail came back
FORM_AROUND = 100_000  # what a form adds to its file


# ---- what there is -----------------------------------------------------------------------------------------------------


def _wanted_campaigns(request: HttpRequest) -> tuple[QuerySet[Campaign], dict[str, str]]:
    asked = lists.asked(request.GET, "q", "state")
    found = Campaign.objects.visible_to(request.place)
    found = lists.with_words(found, asked["q"], "title", "agreement", "version__policy", "version__number")
    if asked["state"] in Campaign.State.values:
        found = found.filter(state=asked["state"])
    return found, asked


@at_school()
def agreements(request: HttpRequest) -> HttpResponse:
    """One's own; and for those who follow them up, the agreements of the policy and what was put to people so far."""
    place, day = request.place, rulebooks.today()
    own = Signing.objects.own(place).counted().select_related("campaign", "person").order_by("-asked", "id")
    found, asked = _wanted_campaigns(request)
    page = lists.page_of(request, found)
    version = force.in_force(place.school, day) if place.may(Permission.SEE_AGREEMENTS) else None
    shown = {
        "own": presenters.own_rows(own[: lists.PER_PAGE], place),
        "follows": place.may(Permission.SEE_AGREEMENTS),
        "sees_keeping": place.may(Permission.SEE_KEEPING),
        "version": version,
        "standing": presenters.standing_rows(statements.standing(version, day), place) if version else [],
        "page": page,
        "missing": presenters.missing_of(page, place),
        "asked": asked,
        "states": [("", "All"), *Campaign.State.choices],
        "may_answer": place.may(Permission.SEE_SIGNATURES),
        "waiting": Reply.objects.visible_to(place).open().count() if place.may(Permission.SEE_SIGNATURES) else 0,
    }
    return render(request, "agreements/agreements.html", shown)


@at_school(Permission.SEE_AGREEMENTS)
def export_campaigns(request: HttpRequest) -> HttpResponse:
    """In numbers: how far each has come."""
    found = _wanted_campaigns(request)[0].select_related("version").defer("version__text", "version__law")
    rows = [
        (
            each.agreement, each.title, each.version.name, presenters.whom(each), timezone.localdate(each.made), each.by_words, each.due,
            each.get_state_display(), timezone.localdate(each.closed) if each.closed else "",
            *(numbers[name] for name in presenters.COUNTS),
        )
        for each, numbers in presenters.progress_of(found, request.place)
    ]  # fmt: skip
    head = [
        "Agreement", "Title", "Version", "For", "Put to people on", "By", "To be signed by", "State", "Closed on",
        "People", "Signed", "Declined", "Not signed yet", "Nobody could be written to",
    ]  # fmt: skip
    return lists.as_csv("agreements", head, rows)


@at_school(Permission.RUN_AGREEMENTS, methods=("GET", "POST"))
def open_agreement(request: HttpRequest) -> HttpResponse:
    """Which agreement; then by when, whom, and whether what changed in it means something else."""
    place, day = request.place, rulebooks.today()
    version = force.in_force(place.school, day)
    found = statements.standing(version, day) if version else []
    asked = request.POST.get("agreement") or request.GET.get("agreement", "")
    standing = next((each for each in found if each.agreement.id == asked), None)
    if version is None or standing is None:
        return render(request, "agreements/choose.html", {"version": version, "found": found})
    policy = force.policy_of(version)
    roles = whom.roles_of(standing.agreement, policy)
    pupils = RoleName.PUPIL in roles
    initial = {
        "due": day + USUAL_TIME,
        "reminders": USUAL,
        "from_year": str(whom.KEY_STAGE_2),
        "stand": AGAIN if standing.why == "a year old" else STANDS,
    }
    form = OpenForm(
        request.POST if request.method == "POST" else None, standing=standing, pupils=pupils, initial=initial
    )
    if form.is_valid():
        if request.POST.get("seen") != version.sha256:
            form.add_error(None, "Another version is in force since you opened the page. Look at it again")
        else:
            try:
                made = actions.open_campaign(by=place, version=version, agreement=asked, **form.told, today=day)
            except ValidationError as error:
                refused(form, error)
            else:
                return redirect("campaign", place.school.key, made.pk)
    people = whom.wanted(place.school, roles, None, day)
    counts: dict[str, int] = {}
    for each in people.values():
        group = "Pupil" if each.as_pupil else each.group
        counts[group] = counts.get(group, 0) + 1
    older = whom.wanted(place.school, [RoleName.PUPIL], whom.KEY_STAGE_2, day) if pupils else ()
    shown = {
        "form": form,
        "standing": standing,
        "version": version,
        "counts": counts,
        "people": len(people),
        "older": len(older),
    }
    return render(request, "agreements/open.html", shown, status=422 if form.errors else 200)


# ---- one campaign ------------------------------------------------------------------------------------------------------


def _campaign(request: HttpRequest, pk: UUID) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.place).select_related("school", "version"), pk=pk)


@at_school(Permission.SEE_AGREEMENTS)
def campaign(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """How far it has come, by group."""
    place, found = request.place, _campaign(request, campaign)
    progress = presenters.progress(found, place)
    shown = {
        "campaign": found,
        "rows": presenters.campaign_rows(found, place),
        "progress": progress,
        "groups": presenters.group_rows(progress, found, place),
        "judged": presenters.judged_rows(found),
        "busy": found.state == Campaign.State.OPENING,
        "sees_people": place.may(Permission.SEE_SIGNATURES),
        "runs": place.may(Permission.RUN_AGREEMENTS),
        "missing": presenters.missing(found),
        "came_back": len(bounces.came_back(found, rulebooks.today())) if found.state != Campaign.State.CLOSED else 0,
        "came_back_href": presenters.missing(found, state=CAME_BACK),
    }
    return render(request, "agreements/campaign.html", shown)


@at_school(Permission.SEE_AGREEMENTS)
def printed(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """To hand out: the agreement with lines to sign on, in large print where that is asked for."""
    found = _campaign(request, campaign)
    large, pupils = request.GET.get("print") == "large", RoleName.PUPIL in found.roles
    return as_download(
        papers.to_sign(found, with_pupil=pupils, large=large), f"{found.agreement}{'-large' if large else ''}"
    )


def _wanted(request: HttpRequest, found: Campaign) -> tuple[QuerySet[Signing], dict[str, str]]:
    """The copies that the address, or the form, asks for."""
    given = request.POST if request.method == "POST" else request.GET
    asked = lists.asked(given, "q", "state") | {"group": given.get("group", "").replace("\0", "")}
    copies = Signing.objects.visible_to(request.place).filter(campaign=found).by_name()
    if asked["state"] == CAME_BACK:
        copies = copies.filter(pk__in=bounces.came_back(found, rulebooks.today()))
    elif asked["state"] in Signing.State.values:
        copies = copies.filter(state=asked["state"])
    elif asked["state"] != "all":
        asked["state"], copies = "", copies.counted()
    if asked["group"]:
        copies = copies.filter(group=asked["group"])
    if asked["q"]:
        copies = copies.filter(person__in=Person.objects.filter(school=request.place.school).called(asked["q"]))
    return copies, asked


@at_school(Permission.SEE_AGREEMENTS, Permission.SEE_SIGNATURES)
def people(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """Who has signed and who is missing."""
    place, found = request.place, _campaign(request, campaign)
    copies, asked = _wanted(request, found)
    page = lists.page_of(request, copies)
    groups = Signing.objects.filter(school=place.school, campaign=found).values_list("group", flat=True)
    shown = {
        "campaign": found,
        "page": page,
        "rows": presenters.people_rows(page, bounces.came_back(found, rulebooks.today()), place),
        "asked": asked,
        "groups": [("", "All groups"), *((each, each) for each in groups.order_by("group").distinct())],
        "states": [("", "Everybody who is asked"), *Signing.State.choices, (CAME_BACK, "Mail came back"), ("all", "All, with those who left")],
        "may_remind": place.may(Permission.RUN_AGREEMENTS) and asked["state"] == Signing.State.ASKED and found.state == Campaign.State.OPEN,
        "may_export": place.may(Permission.EXPORT_PEOPLE),
        "reminded": request.GET.get("reminded", ""),
    }  # fmt: skip
    return render(request, "agreements/people.html", shown)


HEAD = ["Family name", "Given name", "Group", "State", "Signed on", "How", "Signed by", "With", "Entered by", "Stands from before", "Asked", "To be signed by", "Last reminded", "Written to", "Mail came back", "Agreement", "Version", "SHA-256 of the policy"]  # fmt: skip


@at_school(Permission.SEE_AGREEMENTS, Permission.SEE_SIGNATURES, Permission.EXPORT_PEOPLE, fresh=True)
def export(request: HttpRequest, campaign: UUID) -> HttpResponse:
    found = _campaign(request, campaign)
    copies, asked = _wanted(request, found)
    back = bounces.came_back(found, rulebooks.today())
    rows = [
        (
            each.person.family, each.person.given, each.group, each.get_state_display(), each.on or "", each.get_way_display(), each.name, each.parent_words,
            each.by_words, "yes" if each.earlier_id else "", timezone.localtime(each.asked).date(), each.due, each.reminded_on or "", each.told,
            "yes" if each.pk in back else "",
            f"{found.agreement}: {found.title}", found.version.name, found.sha256,
        )
        for each in copies
    ]  # fmt: skip
    record.write(
        request.place,
        Event.AGREEMENT_EXPORTED,
        found,
        after={"people": len(rows), "state": asked["state"] or "everybody"},
    )
    return lists.as_csv(f"signed-{found.agreement}", HEAD, rows)


@at_school(Permission.SEE_AGREEMENTS, Permission.RUN_AGREEMENTS, methods=("POST",))
def remind(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """Those of the list that has just been looked at."""
    found = _campaign(request, campaign)
    copies, asked = _wanted(request, found)
    count = actions.remind(found, copies, by=request.place)
    return redirect(f"{presenters.missing(found, asked['group'])}&reminded={count}")


@at_school(Permission.SEE_AGREEMENTS, Permission.RUN_AGREEMENTS, methods=("GET", "POST"))
def close(request: HttpRequest, campaign: UUID) -> HttpResponse:
    found = _campaign(request, campaign)
    if request.method == "POST":
        actions.close(found, by=request.place)
        return redirect("campaign", request.place.school.key, found.pk)
    return render(
        request, "agreements/close.html", {"campaign": found, "progress": presenters.progress(found, request.place)}
    )


@at_school(Permission.SEE_AGREEMENTS, Permission.RUN_AGREEMENTS, methods=("GET", "POST"))
def change_due(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """Another day by which it is to be signed."""
    found = _campaign(request, campaign)
    back = reverse("campaign", args=[request.place.school.key, found.pk])
    form = DueForm(request.POST if request.method == "POST" else None, initial={"due": found.due})
    if form.is_valid():
        try:
            actions.change_due(found, by=request.place, due=form.cleaned_data["due"], today=rulebooks.today())
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect(back)
    said = "Everybody who has not signed gets the new day, and their reminders follow it. Nobody is written to now: the next reminder says the new day."
    return _form(request, form, f"Change the day: {found.title}", "Change the day", back, said)


@at_school(Permission.SEE_AGREEMENTS, Permission.RUN_AGREEMENTS, methods=("POST",))
def begin_again(request: HttpRequest, campaign: UUID) -> HttpResponse:
    found = _campaign(request, campaign)
    actions.begin_again(found, by=request.place)
    return redirect("campaign", request.place.school.key, found.pk)


# ---- one copy ----------------------------------------------------------------------------------------------------------


def _signing(request: HttpRequest, pk: UUID) -> Signing:
    return get_object_or_404(
        Signing.objects.visible_to(request.place).select_related(*WHOLE, "scan").defer("scan__data"), pk=pk
    )


@at_school(Permission.SEE_SIGNATURES)
def signing(request: HttpRequest, signing: UUID) -> HttpResponse:
    """One person's copy, for those who follow it up."""
    place, found = request.place, _signing(request, signing)
    runs = place.may(Permission.RUN_AGREEMENTS)
    strikable = found.state == Signing.State.SIGNED and found.way == Signing.Way.PAPER and not found.earlier_id
    parents = whom.parents_of(place.school, [found.person_id], rulebooks.today()) if found.as_pupil else {}
    shown = {
        "signing": found,
        "campaign": found.campaign,
        "rows": presenters.signing_rows(found, bounces.came_back(found.campaign, rulebooks.today()).get(found.pk, [])),
        "replies": Reply.objects.filter(school=place.school, signing=found),
        "parents": parents.get(found.person_id, []),
        "may_enter": runs and found.can_be_signed,
        "may_strike": runs and strikable and found.campaign.state != Campaign.State.CLOSED,
        "signed": found.state == Signing.State.SIGNED,
    }
    return render(request, "agreements/signing.html", shown)


@at_school(Permission.SIGN)
def certificate(request: HttpRequest, signing: UUID) -> HttpResponse:
    """One's own, or anybody's for those who follow it up."""
    return as_certificate(_signing(request, signing))


@at_school(Permission.SEE_SIGNATURES)
def scan(request: HttpRequest, signing: UUID) -> HttpResponse:
    """The paper itself, to download. The record says who has opened it."""
    found = get_object_or_404(
        Signing.objects.visible_to(request.place).select_related("scan", "person", "campaign"), pk=signing
    )
    if found.scan is None:
        raise Http404
    record.read(request.place, Event.AGREEMENT_SCAN_OPENED, found)
    headers = {"Content-Disposition": f'attachment; filename="scan-{found.scan.sha256[:16]}.{found.scan.ending}"'}
    return HttpResponse(bytes(found.scan.data), content_type=found.scan.kind, headers=headers)


@csrf_exempt  # checked in `_entered`: looking for the token reads the whole file
@at_school(Permission.SEE_SIGNATURES, Permission.RUN_AGREEMENTS, methods=("GET", "POST"))
def paper(request: HttpRequest, signing: UUID) -> HttpResponse:
    """A paper that came back."""
    found = _signing(request, signing)
    if not found.can_be_signed:
        return redirect("signing", request.place.school.key, found.pk)
    if request.method != "POST":
        return _paper(request, found, _paper_form(request, found))
    if length_of(request) > actions.LARGEST_SCAN + FORM_AROUND:
        return _not_taken(request, found, f"The scan must be smaller than {actions.LARGEST_SCAN // 1_000_000} MB", 413)
    try:
        return _entered(request, found)
    except (RequestDataTooBig, MultiPartParserError, UnreadablePostError):
        return _not_taken(request, found, "The scan did not arrive whole. Choose it again", 400)


paper.takes_files = True  # type: ignore[attr-defined]


def _paper_form(request: HttpRequest, found: Signing, *sent: Any) -> PaperForm:
    parents = None
    if found.as_pupil:
        here = whom.parents_of(request.place.school, [found.person_id], rulebooks.today())
        parents = [each.name for each in here.get(found.person_id, [])]
    return PaperForm(*sent, parents=parents, initial={"on": rulebooks.today()})


@csrf_protect
def _entered(request: HttpRequest, found: Signing) -> HttpResponse:
    form = _paper_form(request, found, request.POST, request.FILES)
    if form.is_valid():
        told = form.cleaned_data
        sent = told.get("scan")
        try:
            actions.enter_paper(
                found,
                by=request.place,
                on=told["on"],
                parent_words=told.get("parent_words", ""),
                scan=sent.read() if sent else b"",
            )
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect("signing", request.place.school.key, found.pk)
    return _paper(request, found, form)


def _not_taken(request: HttpRequest, found: Signing, said: str, status: int) -> HttpResponse:
    form = _paper_form(request, found, {}, {})
    form.errors.clear()
    form.add_error("scan", said)
    return _paper(request, found, form, status)


def _paper(request: HttpRequest, found: Signing, form: PaperForm, status: int = 0) -> HttpResponse:
    shown = {"signing": found, "campaign": found.campaign, "form": form, "most": actions.LARGEST_SCAN // 1_000_000}
    return render(request, "agreements/paper.html", shown, status=status or (422 if form.errors else 200))


@at_school(Permission.SEE_SIGNATURES, Permission.RUN_AGREEMENTS, methods=("GET", "POST"))
def strike(request: HttpRequest, signing: UUID) -> HttpResponse:
    found = _signing(request, signing)
    form = StrikeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            new = actions.strike(found, by=request.place, why=form.cleaned_data["why"])
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect("signing", request.place.school.key, new.pk)
    back = reverse("signing", args=[request.place.school.key, found.pk])
    said = f"The paper of {found.person.name} then counts no more. It stays where it is, with what you write here, and they are asked to sign as before."
    return _form(request, form, "Strike out this paper", "Strike it out", back, said)


# ---- what people said instead ------------------------------------------------------------------------------------------


def _wanted_replies(request: HttpRequest) -> tuple[QuerySet[Reply], dict[str, str]]:
    asked = lists.asked(request.GET, "q", "kind", "state")
    found = Reply.objects.visible_to(request.place).select_related("signing__campaign", "signing__person")
    person = [f"signing__person__{name}" for name in ("given", "family", "preferred")]
    found = lists.with_words(found, asked["q"], "person_words", *person, "signing__campaign__title")
    if asked["kind"] in Reply.Kind.values:
        found = found.filter(kind=asked["kind"])
    if asked["state"] == "answered":
        return found.filter(answered__isnull=False).order_by("-answered", "id"), asked
    return found.order_by("-at", "id") if asked["state"] == "all" else found.open(), asked


@at_school(Permission.SEE_SIGNATURES)
def replies(request: HttpRequest) -> HttpResponse:
    """What people asked for, and why they declined."""
    found, asked = _wanted_replies(request)
    page = lists.page_of(request, found)
    shown = {
        "page": page,
        "rows": presenters.reply_rows(page),
        "asked": asked,
        "kinds": [("", "All"), *Reply.Kind.choices],
        "states": [("", "Waiting for an answer"), ("answered", "Answered"), ("all", "All")],
        "may_export": request.place.may(Permission.EXPORT_PEOPLE),
    }
    return render(request, "agreements/replies.html", shown)


@at_school(Permission.SEE_SIGNATURES, Permission.EXPORT_PEOPLE, fresh=True)
def export_replies(request: HttpRequest) -> HttpResponse:
    found, asked = _wanted_replies(request)
    rows = [
        (
            each.person_words, each.signing.person.listed_name, each.signing.campaign.title, each.get_kind_display(), each.text,
            timezone.localdate(each.at), timezone.localdate(each.answered) if each.answered else "", each.answer, each.answered_by_words,
        )
        for each in found
    ]  # fmt: skip
    about = record.About("list", "", f"{len(rows)} replies; {asked['state'] or 'waiting for an answer'}")
    record.read(request.place, Event.AGREEMENT_REPLIES_EXPORTED, about)
    head = ["Who", "Whose copy", "Agreement", "What", "In their words", "On", "Answered on", "Answer", "Answered by"]
    return lists.as_csv("agreement-replies", head, rows)


@at_school(Permission.SEE_SIGNATURES, Permission.RUN_AGREEMENTS, methods=("GET", "POST"))
def reply(request: HttpRequest, reply: UUID) -> HttpResponse:
    here = Reply.objects.visible_to(request.place).select_related("signing__campaign", "signing__person")
    found = get_object_or_404(here, pk=reply)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.answer(found, by=request.place, text=form.cleaned_data["text"])
        except ValidationError as error:
            refused(form, error)
        else:
            return redirect("replies", request.place.school.key)
    return render(request, "agreements/reply.html", {"reply": found, "form": form}, status=422 if form.errors else 200)


def _form(
    request: HttpRequest, form: django_forms.Form, title: str, button: str, back: str, said: str = ""
) -> HttpResponse:
    shown = {"form": form, "title": title, "button": button, "back": back, "said": said}
    return render(request, "people/form.html", shown, status=422 if form.errors else 200)
