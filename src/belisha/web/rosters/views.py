"""Pages of a roster: the file in, its columns told apart, what it would change, taking it over, undoing it.

Room: web.rosters. Next door: `schools.rosters.actions` does it, in a job; a page that waits asks again by itself.
"""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.core.exceptions import RequestDataTooBig, ValidationError
from django.db.models import Func, IntegerField, QuerySet
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from belisha.rosters.plain import FIELDS, LABELS, NEEDED, WORDS, heading_of
from belisha.rosters.rows import LARGEST_FILE, RosterFault
from belisha.schools.people.permissions import Permission
from belisha.schools.rosters import actions
from belisha.schools.rosters.comparing import suspicious
from belisha.schools.rosters.models import CHANGES, Import
from belisha.web import components as ui
from belisha.web import lists
from belisha.web.door import at_school
from belisha.web.security import length_of
from belisha.web.wording import capital, moment

FILE = "file"
FORM_AROUND = 100_000  # what a form adds to its file
BAD_SHOWN = 50


@csrf_exempt  # checked in `_received`: looking for the token reads the whole file
@at_school(Permission.CHANGE_PEOPLE, methods=("GET", "POST"))
def rosters(request: HttpRequest) -> HttpResponse:
    """What was brought in so far, and the form for another file."""
    if request.method != "POST":
        return _list(request)
    if length_of(request) > LARGEST_FILE + FORM_AROUND:
        return _list(request, f"The file must be smaller than {LARGEST_FILE // 1_000_000} MB", 413)
    try:
        return _received(request)
    except (RequestDataTooBig, MultiPartParserError, UnreadablePostError):
        return _list(request, "The file did not arrive whole. Choose it again", 400)


rosters.takes_files = True  # type: ignore[attr-defined]


@csrf_protect
def _received(request: HttpRequest) -> HttpResponse:
    sent = request.FILES.get(FILE)
    if sent is None:
        return _list(request, "Choose the file that your system exported", 422)
    try:
        made = actions.start(by=request.place, file_name=sent.name or "", data=sent.read())
    except RosterFault as fault:
        return _list(request, str(fault), 422)
    return redirect("roster-columns" if made.state == Import.State.NEW else "roster", request.place.school.key, made.pk)


def _list(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    found, asked = _wanted(request)
    shown = {
        "page": lists.page_of(request, found),
        "asked": asked,
        "states": [("", "All"), *Import.State.choices],
        "error": error,
        "most": LARGEST_FILE // 1_000_000,
    }
    return render(request, "rosters/rosters.html", shown, status=status)


def _wanted(request: HttpRequest) -> tuple[QuerySet[Import], dict[str, str]]:
    """The lists that the address asks for, without what they hold of anybody."""
    asked = lists.asked(request.GET, "q", "state")
    found = Import.objects.visible_to(request.place).defer("pending", "sample", "bad")
    if asked["state"] in Import.State.values:
        found = found.filter(state=asked["state"])
    return lists.with_words(found, asked["q"], "file_name", "person_words"), asked


@at_school(Permission.CHANGE_PEOPLE)
def export(request: HttpRequest) -> HttpResponse:
    """What was brought in, in numbers: nobody of those in the lists is in it."""
    found = _wanted(request)[0].annotate(
        left_out=Func("bad", function="jsonb_array_length", output_field=IntegerField())
    )
    rows = [
        (
            moment(each.made), each.file_name, each.get_kind_display(), each.person_words, each.get_state_display(),
            *(each.counts.get(what, 0) for what in CHANGES), each.left_out, each.problem,
        )
        for each in found
    ]  # fmt: skip
    head = ["Brought in", "File", "Kind", "By", "State", *map(capital, CHANGES), "Rows left out", "Why it could not be read"]  # fmt: skip
    return lists.as_csv("lists-of-people", head, rows)


def _import(request: HttpRequest, pk: UUID) -> Import:
    return get_object_or_404(Import.objects.visible_to(request.place).select_related("school"), pk=pk)


@at_school(Permission.CHANGE_PEOPLE, methods=("GET", "POST"))
def columns(request: HttpRequest, roster: UUID) -> HttpResponse:
    """Which column holds what."""
    found = _import(request, roster)
    if found.kind != Import.Kind.PLAIN or found.pending is None:
        return redirect("roster", request.place.school.key, found.pk)
    heading, rows = heading_of(bytes(found.pending))
    chosen = {field: request.POST.get(f"field-{place}", "") for place, field in enumerate(FIELDS)} if request.method == "POST" else found.mapping  # fmt: skip
    everybody = request.POST.get("everybody", found.mapping.get(actions.EVERYBODY, ""))
    errors: dict[str, str] = {}
    if request.method == "POST":
        chosen = {field: column for field, column in chosen.items() if column in heading}
        errors = {field: "Choose the column" for field in NEEDED if field not in chosen}
        if "role" not in chosen and everybody not in WORDS:
            errors["role"] = "Choose the column that says what people are, or say below what everybody in the file is"
        if not errors:
            with suppress(ValidationError):  # somebody was quicker; the page of the import says how it stands
                actions.choose(found, by=request.place, mapping=chosen, everybody=everybody)
            return redirect("roster", request.place.school.key, found.pk)
    options = [ui.Option("", "Not in this file"), *(ui.Option(each, _with_example(each, place, rows)) for place, each in enumerate(heading) if each)]  # fmt: skip
    shown = {
        "roster": found,
        "fields": [
            (f"field-{place}", LABELS[field] + ("" if field in NEEDED else " (optional)"), chosen.get(field, ""), errors.get(field, ""))
            for place, field in enumerate(FIELDS)
        ],
        "summary": [(f"field-{list(FIELDS).index(field)}", f"{LABELS[field]}: {said.lower()}") for field, said in errors.items()],
        "options": options,
        "everybody": everybody,
        "everybody_options": [ui.Option("", "A column says what people are"), *(ui.Option(each, each.capitalize()) for each in sorted(set(WORDS.values())))],
    }  # fmt: skip
    return render(request, "rosters/columns.html", shown, status=422 if errors else 200)


def _with_example(name: str, place: int, rows: list[list[str]]) -> str:
    example = next((cell for row in rows for cell in row[place : place + 1] if cell.strip()), "")
    return f"{name}, such as “{example[:40]}”" if example else name


@at_school(Permission.CHANGE_PEOPLE)
def roster(request: HttpRequest, roster: UUID) -> HttpResponse:
    """How an import stands."""
    return _page(request, _import(request, roster))


def _page(request: HttpRequest, found: Import, error: str = "") -> HttpResponse:
    state = Import.State(found.state)
    shown = {
        "roster": found,
        "state": state,
        "busy": state in (Import.State.WAITING, Import.State.APPLYING, Import.State.UNDOING),
        "changes": [
            (words[count > 1], count, found.sample.get(what, []))
            for what, words in CHANGES.items()
            if (count := found.counts.get(what))
        ],
        "suspicious": suspicious(found.counts),
        "bad": found.bad[:BAD_SHOWN],
        "may_undo": actions.may_be_undone(found),
        "error": error,
    }
    return render(request, "rosters/roster.html", shown, status=422 if error else 200)


@at_school(Permission.CHANGE_PEOPLE, methods=("POST",))
def take_over(request: HttpRequest, roster: UUID) -> HttpResponse:
    found = _import(request, roster)
    try:
        actions.take_over(found, by=request.place, sure=request.POST.get("sure") == "yes")
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            return _page(request, found, error.message_dict["sure"][0])
    return redirect("roster", request.place.school.key, found.pk)


def _done(request: HttpRequest, roster: UUID, action: str) -> HttpResponse:
    found = _import(request, roster)
    with suppress(ValidationError):  # somebody was quicker; the page of the import says how it stands
        getattr(actions, action)(found, by=request.place)
    if action == "drop":
        return redirect("rosters", request.place.school.key)
    return redirect("roster", request.place.school.key, found.pk)


@at_school(Permission.CHANGE_PEOPLE, methods=("POST",))
def undo(request: HttpRequest, roster: UUID) -> HttpResponse:
    return _done(request, roster, "undo")


@at_school(Permission.CHANGE_PEOPLE, methods=("POST",))
def begin_again(request: HttpRequest, roster: UUID) -> HttpResponse:
    return _done(request, roster, "begin_again")


@at_school(Permission.CHANGE_PEOPLE, methods=("POST",))
def drop(request: HttpRequest, roster: UUID) -> HttpResponse:
    return _done(request, roster, "drop")


@at_school(Permission.CHANGE_PEOPLE)
def bad_rows(request: HttpRequest, roster: UUID) -> HttpResponse:
    """The rows that were left out, as CSV."""
    found = _import(request, roster)
    rows = [(each["file"], each["line"] or "", each["problem"]) for each in found.bad]
    return lists.as_csv("left-out", ["File", "Line", "What is wrong"], rows)
