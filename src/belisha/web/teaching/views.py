"""Pages of what is taught and trained: the list, one item with who has had it and what belongs to it, what the policy promises, the year, one's own reading.

Room: web.teaching. HTTP in, HTTP out. Who took part is named to those who write it down; governors and others see numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from belisha.schools.notices.calling import year_of, year_words
from belisha.schools.people import classes
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import WORKING_ROLES, Permission
from belisha.schools.policies import force
from belisha.schools.teaching import actions, standing
from belisha.schools.teaching.files import LARGEST
from belisha.schools.teaching.models import Attended, Held, Item, Resource
from belisha.schools.teaching.promises import promises
from belisha.schools.teaching.standing import Standing
from belisha.web import components as ui
from belisha.web import lists
from belisha.web.door import at_school
from belisha.web.security import length_of
from belisha.web.teaching import presenters
from belisha.web.teaching.forms import AttendedForm, HeldForm, ItemForm, LetGoForm

SHOW = (("all", "All"), ("overdue", "Overdue"), ("planned", "Planned"), ("done", "Done"), ("let go", "Let go"))
FORM_AROUND = 100_000  # bytes that a form adds to its file


# ---- the list ---------------------------------------------------------------------------------------------------------------


def _wanted(request: HttpRequest) -> tuple[list[Standing], dict[str, str]]:
    """What the address asks for. "Overdue" follows from who is here, so a year's items are looked at as a whole: some dozens."""
    today = timezone.localdate()
    asked = lists.asked(request.GET, "q", "kind", "show", "year")
    asked["show"] = asked["show"] if asked["show"] in dict(SHOW) else "all"
    if asked["year"] not in dict(_years(request)):
        asked["year"] = str(year_of(today))
    found = Item.objects.visible_to(request.place).of_year(int(asked["year"]))
    if asked["kind"] in Item.Kind.values:
        found = found.filter(kind=asked["kind"])
    if asked["q"]:
        found = found.filter(title__icontains=asked["q"])
    found = found.filter(dropped__isnull=False) if asked["show"] == "let go" else found.standing() if asked["show"] != "all" else found  # fmt: skip
    stands = standing.of(list(found), request.place.school, today)
    if asked["show"] in ("overdue", "planned", "done"):
        stands = [each for each in stands if each.word == asked["show"]]
    return sorted(stands, key=lambda each: each.word != "overdue"), asked


def _years(request: HttpRequest) -> list[tuple[str, str]]:
    now = year_of(timezone.localdate())
    return [(str(each), year_words(each)) for each in (now - 1, now, now + 1)]


@at_school(Permission.SEE_TEACHING)
def items(request: HttpRequest) -> HttpResponse:
    place = request.place
    stands, asked = _wanted(request)
    page = lists.page_of(request, stands)
    shown = {
        "page": page,
        "rows": presenters.rows(list(page)),
        "asked": asked,
        "kinds": [("", "All kinds"), *Item.Kind.choices],
        "show": SHOW,
        "years": _years(request),
        "may_plan": place.may(Permission.PLAN_TEACHING),
        "filtered": any(asked[name] for name in ("q", "kind")) or asked["show"] != "all",
    }
    return render(request, "teaching/items.html", shown)


@at_school(Permission.SEE_TEACHING)
def export(request: HttpRequest) -> HttpResponse:
    return lists.as_csv("teaching", CSV_HEAD, _csv_rows(_wanted(request)[0]))


CSV_HEAD = [
    "Title",
    "Kind",
    "Whom",
    "Clause",
    "From",
    "Until",
    "State",
    "Have had it",
    "Expected",
    "Per cent",
    "Why let go",
]


def _csv_rows(stands: Sequence[Standing]) -> list[Sequence[Any]]:
    return [
        (each.item.title, each.item.get_kind_display(), presenters.whom(each.item), each.item.clause, each.item.first, each.item.last, each.word,
         len(each.had), len(each.expected), "" if each.share is None else each.share, each.item.dropped_because)
        for each in stands
    ]  # fmt: skip


@at_school(Permission.SEE_TEACHING)
def promised(request: HttpRequest) -> HttpResponse:
    """What the policy in force promises to teach, each with what is planned for it this year."""
    place, today = request.place, timezone.localdate()
    policy, _ = force.lived_by(place.school, today)
    planned: dict[str, list[Item]] = {}
    for each in Item.objects.visible_to(place).of_year(year_of(today)).standing().exclude(clause=""):
        planned.setdefault(each.clause, []).append(each)
    found = [(each, planned.get(each.clause, [])) for each in promises(policy, today)]
    shown = {
        "promises": [(each, [presenters.link(item) for item in kept]) for each, kept in found],
        "year": year_words(year_of(today)),
        "may_plan": place.may(Permission.PLAN_TEACHING),
    }
    return render(request, "teaching/promised.html", shown)


@at_school(Permission.SEE_TEACHING)
def year(request: HttpRequest) -> HttpResponse:
    """The year at a glance, for governors: in numbers alone, and good on paper."""
    stands, asked = _wanted(request)
    shown = {
        "glance": presenters.glance(stands, int(asked["year"]), presenters.today_classes(request.place)),
        "year": year_words(int(asked["year"])),
        "asked": asked,
        "years": _years(request),
    }
    return render(request, "teaching/year.html", shown)


@at_school(Permission.SEE_TEACHING)
def export_year(request: HttpRequest) -> HttpResponse:
    """The year as CSV: a line for each item in each month and group."""
    stands, asked = _wanted(request)
    found = presenters.glance(stands, int(asked["year"]), presenters.today_classes(request.place))
    rows = [
        (month, group, each.item.title, each.word, len(each.had), len(each.expected))
        for month, cells in found.months
        for group, cell in zip(found.groups, cells, strict=True)
        for each in cell
    ]
    return lists.as_csv("teaching-year", ["Month", "Group", "Title", "State", "Have had it", "Expected"], rows)


# ---- one item -----------------------------------------------------------------------------------------------------------------


def _item(request: HttpRequest, item: UUID) -> Item:
    return get_object_or_404(Item.objects.visible_to(request.place), pk=item)


@at_school(Permission.SEE_TEACHING)
def item(request: HttpRequest, item: UUID) -> HttpResponse:
    return _page(request, _item(request, item))


def _page(request: HttpRequest, found: Item) -> HttpResponse:
    place, today = request.place, timezone.localdate()
    [stands] = standing.of([found], place.school, today)
    may_mark = place.may(Permission.MARK_TEACHING) and not found.dropped
    shown = {
        "item": found,
        "tag": presenters.tag(stands.word),
        "rows": _about(found, stands),
        "held": list(Held.objects.filter(school=place.school, item=found)) if found.for_pupils else [],
        "named": may_mark,
        "missing": sorted(map(str, stands.missing)) if found.for_pupils else [],
        "people": _people(request, stands) if may_mark and not found.for_pupils else [],
        "attended": _attended(request, found) if may_mark and not found.for_pupils else [],
        "resources": [(each, presenters.resource_words(each)) for each in Resource.objects.filter(school=place.school, item=found).defer("data")],
        "may_plan": place.may(Permission.PLAN_TEACHING) and not found.dropped,
        "may_mark": may_mark,
        "reading": found.kind == Item.Kind.READING,
    }  # fmt: skip
    return render(request, "teaching/item.html", shown)


def _about(found: Item, stands: Standing) -> list[ui.Row]:
    said = [
        ui.Row("For", presenters.whom(found)),
        ui.Row("When", presenters.days(found)),
        *([ui.Row("Given by", found.leads)] if found.leads else []),
        ui.Row("Have had it", presenters.had_words(stands) + (f" ({stands.share} %)" if stands.share is not None else "")),
        *([ui.Row("Why not", found.dropped_because)] if found.dropped else []),
    ]  # fmt: skip
    if found.clause:
        policy = reverse("published-policy", args=[found.school_id])
        said.append(ui.Row("Promised in", ui.quotes([(found.clause, found.promise)], policy) if found.promise else found.clause))  # fmt: skip
    return said


def _people(request: HttpRequest, stands: Standing) -> list[tuple[str, str]]:
    """Of the adults who have not had it, id and name, as far as whoever looks may see them."""
    found = Person.objects.visible_to(request.place).filter(pk__in=stands.missing)
    return [(str(each.pk), each.listed_name) for each in found]


def _attended(request: HttpRequest, found: Item) -> list[Attended]:
    rows = Attended.objects.filter(school=request.place.school, item=found).select_related("person")
    return list(rows.order_by("person__family", "person__given", "pk"))


@at_school(Permission.SEE_TEACHING, Permission.PLAN_TEACHING, methods=("GET", "POST"))
def plan(request: HttpRequest) -> HttpResponse:
    """Plans something. `kind`: what; without it the page asks. `clause`: the promise that it keeps."""
    kind = request.POST.get("kind", request.GET.get("kind", ""))
    if kind not in Item.Kind.values:
        error = "Choose what it is" if request.method == "POST" else ""
        shown = {"kinds": Item.Kind.choices, "clause": request.GET.get("clause", ""), "error": error}
        return render(request, "teaching/kind.html", shown, status=422 if error else 200)
    today = timezone.localdate()
    promise = next((each for each in _promises(request, today) if each.clause == request.GET.get("clause")), None)
    initial: dict[str, Any] = {"first": today, "days": 14}
    if promise is not None:
        initial |= {"clause": promise.clause, "whom": list(promise.whom)}
    return _form(request, None, kind, initial)


def _promises(request: HttpRequest, today: date) -> Sequence[Any]:
    policy, _ = force.lived_by(request.place.school, today)
    return promises(policy, today)


@at_school(Permission.SEE_TEACHING, Permission.PLAN_TEACHING, methods=("GET", "POST"))
def change(request: HttpRequest, item: UUID) -> HttpResponse:
    found = _item(request, item)
    initial = {
        name: getattr(found, name) for name in ("title", "about", "whom", "first", "last", "days", "leads", "clause")
    }
    return _form(request, found, found.kind, initial)


def _form(request: HttpRequest, found: Item | None, kind: str, initial: dict[str, Any]) -> HttpResponse:
    place, today = request.place, timezone.localdate()
    named: dict[str, Any] = {"kind": kind, "classes": classes.options(classes.classes(place.school, today))}
    form = ItemForm(request.POST, **named) if request.method == "POST" else ItemForm(initial=initial, **named)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["clause"] = given["clause"].strip()
        given["promise"] = _sentence(request, given["clause"], today)
        if given["clause"] and not given["promise"]:
            form.add_error(
                "clause", "The policy in force has no such clause. Leave it empty, or look it up in the policy"
            )
        else:
            try:
                kept = actions.change(found, by=place, **given) if found else actions.plan(by=place, kind=kind, **given)
            except ValidationError as refused:
                lists.into(form, refused)
            else:
                return redirect(presenters.href_of(kept))
    label = Item.Kind(kind).label
    title = f"Change: {found.title}" if found else f"Plan: {label[:1].lower()}{label[1:]}"
    shown = {"form": form, "title": title, "kind": kind, "item": found}
    return render(request, "teaching/form.html", shown, status=422 if form.errors else 200)


def _sentence(request: HttpRequest, clause: str, today: date) -> str:
    """What the clause says; "" where the policy in force has none of that id."""
    policy, _ = force.lived_by(request.place.school, today)
    if not clause:
        return ""
    said = {each.id: each.sentence for each in policy.clauses}
    said |= {each.clause: each.says for each in promises(policy, today)}
    said |= {part.id: getattr(part, "says", "") or part.title for part in policy.parts if getattr(part, "id", "")}
    return said.get(clause, "")[:1000]


@at_school(Permission.SEE_TEACHING, Permission.PLAN_TEACHING, methods=("GET", "POST"))
def let_go(request: HttpRequest, item: UUID) -> HttpResponse:
    found = _item(request, item)
    form = LetGoForm(request.POST or None)
    return _deed(request, form, actions.let_go, found, "Let it go", "Let it go")


@at_school(Permission.SEE_TEACHING, Permission.MARK_TEACHING, methods=("GET", "POST"))
def held(request: HttpRequest, item: UUID) -> HttpResponse:
    """Which classes have had it."""
    found = _item(request, item)
    [stands] = standing.of([found], request.place.school, timezone.localdate())
    missing = sorted(map(str, stands.missing)) if found.for_pupils else []
    form = HeldForm(request.POST, missing=missing) if request.method == "POST" else HeldForm(initial={"on": timezone.localdate()}, missing=missing)  # fmt: skip
    return _deed(request, form, actions.took_place, found, "It took place", "Write it down", nobody=not missing)


@at_school(Permission.SEE_TEACHING, Permission.MARK_TEACHING, methods=("GET", "POST"))
def attended(request: HttpRequest, item: UUID) -> HttpResponse:
    """Which adults took part."""
    found, place = _item(request, item), request.place
    [stands] = standing.of([found], place.school, timezone.localdate())
    named = {
        "missing": _people(request, stands) if not found.for_pupils else [],
        "may_excuse": place.may(Permission.PLAN_TEACHING),
    }
    form = AttendedForm(request.POST, **named) if request.method == "POST" else AttendedForm(initial={"on": timezone.localdate(), "how": "there"}, **named)  # fmt: skip

    def act(found: Item, *, by: Any, people: list[str], how: str, on: date) -> None:
        actions.attended(found, by=by, people=lists.ids(people), how=how, on=on)

    return _deed(request, form, act, found, "Who took part", "Write it down", nobody=not named["missing"])


def _deed(request: HttpRequest, form: django_forms.Form, act: Callable[..., Any], found: Item, title: str, button: str, *, nobody: bool = False) -> HttpResponse:  # fmt: skip
    back = presenters.href_of(found)
    if request.method == "POST" and form.is_valid():
        try:
            act(found, by=request.place, **form.cleaned_data)
        except ValidationError as refused:
            lists.into(form, refused)
        else:
            return redirect(back)
    shown = {"form": form, "title": title, "button": button, "back": back, "item": found, "nobody": nobody}
    return render(request, "teaching/deed.html", shown, status=422 if form.errors else 200)


@at_school(Permission.SEE_TEACHING, Permission.MARK_TEACHING, methods=("POST",))
def not_so(request: HttpRequest, item: UUID) -> HttpResponse:
    """Takes back that a class, or an adult, has had it."""
    found = _item(request, item)
    people = lists.ids([request.POST.get("person", "")])
    actions.not_so(found, by=request.place, group=request.POST.get("group", ""), person=people[0] if people else None)
    return redirect(presenters.href_of(found))


# ---- one's own reading ----------------------------------------------------------------------------------------------------------


@at_school()
def reading(request: HttpRequest) -> HttpResponse:
    """What whoever looks has to read, and has read."""
    place, today = request.place, timezone.localdate()
    left = standing.unread(place.school, place.person.pk, place.roles, today)
    done = Attended.objects.filter(school=place.school, person=place.person, how=Attended.How.READ).select_related(
        "item"
    )
    return render(request, "teaching/reading.html", {"left": left, "done": list(done)})


@at_school(methods=("GET", "POST"))
def read(request: HttpRequest, item: UUID) -> HttpResponse:
    """Something to read, with what belongs to it; and the confirmation that it was read."""
    place, today = request.place, timezone.localdate()
    found = _reading(request, item)
    error = ""
    if request.method == "POST":
        if request.POST.get("read") != "yes":
            error = "Tick the box once you have read it"
        else:
            try:
                actions.has_read(found, by=place)
            except ValidationError as refused:
                error = refused.messages[0]
            else:
                return redirect("reading", place.school.key)
    due = dict(standing.unread(place.school, place.person.pk, place.roles, today)).get(found)
    resources = Resource.objects.filter(school=place.school, item=found).defer("data")
    shown = {"item": found, "due": due, "resources": [(each, presenters.resource_words(each)) for each in resources], "error": error}  # fmt: skip
    return render(request, "teaching/read.html", shown, status=422 if error else 200)


def _reading(request: HttpRequest, item: UUID) -> Item:
    """A reading that whoever asks may open: everybody who works here may."""
    if request.place.roles.isdisjoint(WORKING_ROLES):
        raise Http404
    found = Item.objects.filter(school=request.place.school, kind=Item.Kind.READING, dropped__isnull=True)
    return get_object_or_404(found, pk=item)


# ---- what belongs to it -----------------------------------------------------------------------------------------------------------


@csrf_exempt  # checked in `_received`: looking for the token reads the whole file
@at_school(Permission.SEE_TEACHING, Permission.PLAN_TEACHING, methods=("GET", "POST"))
def attach(request: HttpRequest, item: UUID) -> HttpResponse:
    """A link or a file that belongs to an item."""
    found = _item(request, item)
    if request.method != "POST":
        return _attach_page(request, found, {})
    if length_of(request) > LARGEST + FORM_AROUND:
        return _attach_page(request, found, {"file": f"The file must be smaller than {LARGEST // 1_000_000} MB"}, 413)
    try:
        return _received(request, found)
    except (RequestDataTooBig, MultiPartParserError, UnreadablePostError):
        return _attach_page(request, found, {"file": "The file did not arrive whole. Choose it again"}, 400)


attach.takes_files = True  # type: ignore[attr-defined]


@csrf_protect
def _received(request: HttpRequest, found: Item) -> HttpResponse:
    sent = request.FILES.get("file")
    name = request.POST.get("name", "") or (sent.name if sent else "")
    try:
        actions.attach(found, by=request.place, name=name, href=request.POST.get("href", ""), data=sent.read() if sent else None)  # fmt: skip
    except ValidationError as refused:
        errors = refused.message_dict if hasattr(refused, "error_dict") else {"href": refused.messages}
        return _attach_page(request, found, {field: messages[0] for field, messages in errors.items()}, 422)
    return redirect(presenters.href_of(found))


def _attach_page(request: HttpRequest, found: Item, errors: dict[str, str], status: int = 200) -> HttpResponse:
    given = {name: request.POST.get(name, "") if status == 422 else "" for name in ("name", "href")}
    shown = {"item": found, "errors": errors, "most": LARGEST // 1_000_000, **given}
    return render(request, "teaching/attach.html", shown, status=status)


def _resource(request: HttpRequest, item: UUID, resource: UUID) -> Resource:
    found = Resource.objects.filter(school=request.place.school).select_related("item", "school")
    return get_object_or_404(found, pk=resource, item=item)


@at_school()
def resource(request: HttpRequest, item: UUID, resource: UUID) -> HttpResponse:
    """A file, to be saved; or the way to a link. Of a reading to everybody who works here, of the rest to those who see the teaching."""
    if not request.place.may(Permission.SEE_TEACHING):
        _reading(request, item)
    found = _resource(request, item, resource)
    if found.href:
        return redirect(found.href)
    response = HttpResponse(bytes(found.data), content_type=found.kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{_ascii(found.name)}"'
    return response


def _ascii(name: str) -> str:
    return "".join(each if each.isascii() and (each.isalnum() or each in " ._-()") else "_" for each in name)


@at_school(Permission.SEE_TEACHING, Permission.PLAN_TEACHING, methods=("POST",))
def detach(request: HttpRequest, item: UUID, resource: UUID) -> HttpResponse:
    found = _resource(request, item, resource)
    actions.detach(found, by=request.place)
    return redirect("item", request.place.school.key, item)
