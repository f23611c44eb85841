"""The pages of a draft: the review, one sentence, accept many, what was found, take away, delete.

Room: web.drafts. HTTP in, HTTP out; every write is an action of `schools.drafts`. What a script of ours sends (`Accept: application/json`) is
answered with the parts of the page that have changed; all else with a page, or the way to one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belisha.importing.modality import LABELS
from belisha.schools.drafts import actions
from belisha.schools.drafts.document import name_of
from belisha.schools.drafts.models import NOBODY, PROSE, RULE, UNDECIDED, Draft, Sentence, Step
from belisha.schools.drafts.queue import QUEUE
from belisha.web import components as ui
from belisha.web.drafts import checked, links, presenters, upload
from belisha.web.drafts.presenters import A_PAGE, CHOSEN, MODALITIES, VIEWS, Place
from belisha.web.drafts.rules import Typed, read_typed
from belisha.web.drafts.within import TookTooLong
from belisha.web.security import address_of

# A document that is read, or refused, within this time needs no page to wait on. Only a few may wait so: each takes a thread of the server.
SHORT = 2.0
_holding = threading.BoundedSemaphore(2)
THRESHOLDS = (0.9, 0.8, 0.7, 0.6, 0.5)
# What a form of one sentence may ask for, and the choice that it makes; None leaves that as it is.
DOES = {
    "accept": RULE,
    "rule": RULE,
    "prose": PROSE,
    "nobody": NOBODY,
    "again": UNDECIDED,
    "later": None,
    "check": None,
}


def opened(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of a draft that has been read; while it has not, there is only the first page."""

    def of_a_draft(request: HttpRequest, token: str, **more: Any) -> HttpResponseBase:
        draft = links.opened(token)
        if draft.read is None:
            return HttpResponseRedirect(reverse("draft", args=[token]))
        return view(request, token, draft, **more)

    return of_a_draft


def by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


# ---- the review --------------------------------------------------------------------------------------------------------


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The draft: while it is read, the page to wait on; then the review; or why it could not be read."""
    actions.purge()
    draft = links.opened(token)
    if draft.waiting:
        over = QUEUE.add(draft.pk, address_of(request))
        if _holding.acquire(blocking=False):
            try:
                over.wait(SHORT)
            finally:
                _holding.release()
        draft = links.opened(token)
    if by_script(request):
        return JsonResponse({"waiting": draft.waiting, "before": QUEUE.before(draft.pk)})
    if draft.waiting:
        context = {"draft": draft, "token": token, "before": QUEUE.before(draft.pk)}
        return render(request, "drafts/waiting.html", context)
    if draft.problem:
        return upload.refused(request, draft)
    return review(request, token, draft, place_of(request.GET.get("show"), request.GET.get("page"), token))


def place_of(show: str | None, number: str | None, token: str) -> Place:
    """What an address or a form says of the place; the beginning, where it says nothing that there is."""
    known = show if show in VIEWS else "all"
    return Place(token, known, max(1, int(number)) if number and _number(number) else 1)


def review(
    request: HttpRequest,
    token: str,
    draft: Draft,
    place: Place,
    problems: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """One page of sentences, with what is beside it. problems: of sentences, by their position."""
    counts = draft.sentences.counts()
    pages = max(1, -(-counts[place.show] // A_PAGE))
    place = Place(token, place.show, min(place.page, pages))
    shown = list(draft.sentences.shown(place.show)[(place.page - 1) * A_PAGE : place.page * A_PAGE])
    errors = [(f"s-{position}", said) for position, said in (problems or {}).items()]
    return render(
        request,
        "drafts/review.html",
        {
            **beside(draft, token, place, counts),
            "groups": presenters.groups(draft, shown, problems),
            "empty": VIEWS[place.show][1],
            "errors": errors,
            "here": request.build_absolute_uri(reverse("draft", args=[token])),
            "pages": pages,
            "pagination": _pagination(place, pages),
        },
        status=status,
    )


def beside(draft: Draft, token: str, place: Place, counts: dict[str, int] | None = None) -> dict[str, Any]:
    """What stands beside the sentences: how far somebody is, what can be undone, what was found."""
    counts = counts or draft.sentences.counts()
    step = Step.objects.filter(draft=draft).first()
    changed = draft.sentences.filter(position=step.positions[0]).first() if step and len(step.positions) == 1 else None
    return {
        "draft": draft,
        "token": token,
        "place": place,
        "counts": counts,
        "views": presenters.views(place, counts),
        "left": counts["binding"] - counts["decided"],
        "last_step": presenters.last_step(draft, step, changed) if step else "",
        "checked": checked.known(draft),
    }


def _pagination(place: Place, pages: int) -> Any:
    if pages == 1:
        return ""
    near = sorted({1, pages, *range(max(1, place.page - 2), min(pages, place.page + 2) + 1)})
    return ui.pagination(
        previous=("", place.address(page=place.page - 1)) if place.page > 1 else None,
        next=("", place.address(page=place.page + 1)) if place.page < pages else None,
        pages=[(number, place.address(page=number)) for number in near],
        current=place.page,
        label="Pages of sentences",
    )


# ---- one sentence ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def sentence(request: HttpRequest, token: str, draft: Draft, position: int) -> HttpResponse:
    """A sentence by itself, to write its rule; and where every decision on a sentence is sent."""
    there = _sentence(draft, position)
    asked = request.POST if request.method == "POST" else request.GET
    place = place_of(asked.get("show"), asked.get("page"), token)
    if request.method != "POST":
        return edit(request, draft, there, place)
    do = request.POST.get("do", "")
    modality = request.POST.get("modality", there.modality)
    version = request.POST.get("version", "")
    if do not in DOES or modality not in LABELS or not _number(version) or (do == "accept" and not there.suggested):
        raise BadRequest("a form that is none of ours")
    typed = read_typed(request.POST.get("rule", ""), draft, there, modality) if do in ("rule", "check") else None
    if do == "check" or (typed and typed.faults):
        return edit(request, draft, there, place, typed, status=400 if do == "rule" else 200)
    choice, put_right = DOES[do], modality if "modality" in request.POST and do != "nobody" else None
    if typed and put_right == "none":  # who writes a rule means that it binds somebody
        put_right = typed.strength or None
    try:
        decided = actions.decide(
            draft,
            position,
            int(version),
            there.choice if choice is None else choice,
            rules=typed.rules if typed else there.suggested if do == "accept" else there.rules,
            modality=put_right,
            note=request.POST.get("note"),
        )
    except actions.Conflict as conflict:
        return _conflict(request, draft, conflict.sentence or there, place, typed)
    if by_script(request):
        left = draft.sentences.counts()
        said = f"{presenters.name(draft, decided)} {CHOSEN[decided.choice]}. {left['decided']} of {left['binding']} decided."
        return _changed(request, draft, [decided], place, said)
    following = _next(draft, position)
    if do == "later" or following is None:
        return HttpResponseRedirect(_address_of(draft, place, decided.position))
    return HttpResponseRedirect(_address_of(draft, place, following))


def _sentence(draft: Draft, position: int) -> Sentence:
    found = draft.sentences.filter(position=position).first() if position < 2**31 else None
    if found is None:
        raise Http404("no such sentence")
    return found


def edit(
    request: HttpRequest,
    draft: Draft,
    there: Sentence,
    place: Place,
    typed: Typed | None = None,
    status: int = 200,
    conflict: str = "",
) -> HttpResponse:
    """The page of one sentence. typed: what stood in its field, as it was read."""
    row = presenters.row(draft, there)
    around = draft.sentences.filter(position__in=[there.position - 1, there.position + 1])
    neighbours = {each.position: each.read.sentence.text for each in around}
    sent = request.POST if request.method == "POST" else {}
    field = sent.get("rule", "\n".join(row.rules or row.suggested))
    errors = [("rule", conflict)] if conflict else []
    if typed and sent.get("do") == "rule":
        several = "\n" in field.strip()
        errors += [("rule", f"Line {each.line}: {each.says}" if several else each.says) for each in typed.faults]
    return render(
        request,
        "drafts/sentence.html",
        {
            "draft": draft,
            "token": place.token,
            "place": place,
            "row": row,
            "before": neighbours.get(there.position - 1, ""),
            "after": neighbours.get(there.position + 1, ""),
            "field": field,
            "note": sent.get("note", row.note),
            "modality": sent.get("modality", there.modality),
            "modalities": [ui.Option(value, words) for value, (words, _) in MODALITIES.items()],
            "typed": typed,
            "errors": errors,
            "back": _address_of(draft, place, there.position),
        },
        status=status,
    )


def _conflict(request: HttpRequest, draft: Draft, there: Sentence, place: Place, typed: Typed | None) -> HttpResponse:
    """Somebody decided on the sentence in between: say so, show how it stands, and lose nothing that was typed."""
    draft.refresh_from_db(fields=["version"])
    name = presenters.name(draft, there)
    stands = {PROSE: "as prose", NOBODY: "as binding nobody", UNDECIDED: "to be decided"}.get(there.choice)
    stands = stands or f"as a rule: {' '.join(there.rules).rstrip('.')}"
    said = f"{name} was changed in another tab, or by somebody else, since you opened this page. It now stands {stands}. Decide again if you want it otherwise"
    if "rule" in request.POST:  # from the page of the sentence: nothing that was typed there is lost
        return edit(request, draft, there, place, typed, status=409, conflict=said)
    if by_script(request):
        return _changed(request, draft, [there], place, said, problems={there.position: said}, status=409)
    shown = place if draft.sentences.shown(place.show).filter(pk=there.pk).exists() else Place(place.token)
    before = draft.sentences.shown(shown.show).filter(position__lt=there.position).count()
    return review(
        request, place.token, draft, Place(place.token, shown.show, before // A_PAGE + 1), {there.position: said}, 409
    )


@require_POST
@opened
def rule(request: HttpRequest, token: str, draft: Draft, position: int) -> HttpResponse:
    """For the page of a sentence, as somebody types: the faults of a rule, or what it means."""
    there = _sentence(draft, position)
    typed = read_typed(request.POST.get("rule", ""), draft, there, request.POST.get("modality", there.modality))
    many = len(typed.faults)
    said = f"{many} problem{'s' if many > 1 else ''}: {typed.faults[0].says}" if many else "The rule can be read."
    faults = [
        {"line": each.line, "start": len(each.before), "word": each.word, "problem": each.problem, "mend": each.mend}
        for each in typed.faults
    ]
    return JsonResponse(
        {"html": render_to_string("drafts/typed.html", {"typed": typed}), "said": said, "faults": faults}
    )


def _changed(
    request: HttpRequest,
    draft: Draft,
    sentences: list[Sentence],
    place: Place,
    said: str,
    problems: dict[int, str] | None = None,
    status: int = 200,
) -> JsonResponse:
    """For the script: the sentences that have changed, and what stands beside them."""
    context = beside(draft, place.token, place)
    rows = {
        each.position: render_to_string(
            "drafts/row.html",
            {**context, "each": presenters.row(draft, each, (problems or {}).get(each.position, ""))},
            request,
        )
        for each in sentences
    }
    return JsonResponse(
        {
            "rows": rows,
            "progress": render_to_string("drafts/progress.html", context, request),
            "version": draft.version,
            "said": said,
        },
        status=status,
    )


# ---- from one sentence to another --------------------------------------------------------------------------------------


def _next(draft: Draft, after: int) -> int | None:
    """The next sentence to decide, beginning anew at the end; None where none is left."""
    left = draft.sentences.to_decide().values_list("position", flat=True)
    found: int | None = left.filter(position__gt=after).first()
    return found if found is not None else left.first()


def _address_of(draft: Draft, place: Place, position: int) -> str:
    """Where a sentence stands: in the view that somebody has, or else in the whole document."""
    show = place.show if draft.sentences.shown(place.show).filter(position=position).exists() else "all"
    before = draft.sentences.shown(show).filter(position__lt=position).count()
    return Place(place.token, show, before // A_PAGE + 1).address(f"s-{position}")


@require_safe
@opened
def next_to_decide(request: HttpRequest, token: str, draft: Draft) -> HttpResponse:
    """To the next sentence that has to be decided, after the one that the address names; or to one by its id."""
    place = place_of(request.GET.get("show"), request.GET.get("page"), token)
    clause = request.GET.get("clause", "")
    if clause:
        number = clause.rpartition("-")[2].rstrip("abcdefghijklmnopqrstuvwxyz")
        found = (
            draft.sentences.filter(number=int(number) if _number(number) else 0)
            .values_list("position", flat=True)
            .first()
        )
        return HttpResponseRedirect(_address_of(draft, place, found) if found else place.address())
    after = request.GET.get("after", "")
    position = _next(draft, int(after) if _number(after) else 0)
    return HttpResponseRedirect(_address_of(draft, place, position) if position else place.address())


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


# ---- many at once, and back ----------------------------------------------------------------------------------------------


@require_POST
@opened
def undo(request: HttpRequest, token: str, draft: Draft) -> HttpResponse:
    """Takes the last step back."""
    place = place_of(request.POST.get("show"), request.POST.get("page"), token)
    version = request.POST.get("version", "")
    try:
        positions = actions.undo(draft, int(version) if _number(version) else -1)
    except actions.Conflict:
        draft = links.opened(token)
        said = "Something was decided in another tab since you opened this page, so nothing was undone. Look at the last step, and undo it if you still want to"
        if by_script(request):
            return _changed(request, draft, [], place, said, status=409)
        return conflict_page(request, draft, token, place, said)
    if by_script(request):
        changed = list(draft.sentences.filter(position__in=positions))
        names = presenters.name(draft, changed[0]) if len(changed) == 1 else f"{len(changed)} sentences"
        return _changed(request, draft, changed, place, f"Undone: {names}." if changed else "There is nothing to undo.")
    return HttpResponseRedirect(_address_of(draft, place, positions[0]) if positions else place.address())


def conflict_page(request: HttpRequest, draft: Draft, token: str, place: Place, said: str) -> HttpResponse:
    """Something that many sentences were to be changed by did not happen."""
    context = {"draft": draft, "token": token, "place": place, "said": said}
    return render(request, "drafts/conflict.html", context, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def accept(request: HttpRequest, token: str, draft: Draft) -> HttpResponse:
    """Accepts every suggestion above a confidence; first it shows which, and says what that means."""
    asked = request.POST if request.method == "POST" else request.GET
    near = next((each for each in THRESHOLDS if f"{each:.0%}" == asked.get("from", "")), None)
    place = Place(token)
    if request.method == "POST":
        version = request.POST.get("version", "")
        if near is None or not _number(version):
            raise BadRequest("a form that is none of ours")
        try:
            actions.accept_all(draft, int(version), near)
        except actions.Conflict:
            said = "Something was decided in another tab since you opened this page, so nothing was accepted. Look at the list again"
            return conflict_page(request, links.opened(token), token, place, said)
        return HttpResponseRedirect(place.address(show="rules"))
    open_ones = draft.sentences.to_decide().filter(near__isnull=False)
    counts = [(each, open_ones.filter(near__gte=each).count()) for each in THRESHOLDS]
    chosen = [presenters.row(draft, each) for each in open_ones.filter(near__gte=near)] if near is not None else []
    return render(
        request,
        "drafts/accept.html",
        {
            "draft": draft,
            "token": token,
            "near": f"{near:.0%}" if near is not None else "",
            "options": [
                ui.Option(f"{each:.0%}", f"{each:.0%} and above", hint=_suggestions(count)) for each, count in counts
            ],
            "open": open_ones.count(),
            "chosen": chosen,
            "missing": bool({"from", "list"} & set(request.GET)) and near is None,
        },
    )


def _suggestions(count: int) -> str:
    return f"{count or 'No'} suggestion{'' if count == 1 else 's'}"


# ---- what was found ------------------------------------------------------------------------------------------------------


@require_safe
@opened
def check(request: HttpRequest, token: str, draft: Draft) -> HttpResponse:
    """The draft as it stands, checked: by itself, or as the part of the review that the script puts there."""
    try:
        found = checked.checked(draft)
    except TookTooLong:
        found = None
    context = {
        "draft": draft,
        "token": token,
        "place": Place(token),
        "counts": draft.sentences.counts(),
        "checked": found,
        "tried": True,
        "in_full": not by_script(request),
    }
    if by_script(request):
        return JsonResponse(
            {"html": render_to_string("drafts/findings.html", context, request), "version": draft.version}
        )
    return render(request, "drafts/check.html", context)


# ---- to take away, and to delete -----------------------------------------------------------------------------------------


@require_safe
@opened
def paper(request: HttpRequest, token: str, draft: Draft) -> HttpResponse:
    """Every sentence and how it stands, to print."""
    sentences = draft.sentences.all()
    context = {
        "draft": draft,
        "token": token,
        "groups": presenters.groups(draft, sentences),
        "counts": sentences.counts(),
    }
    return render(request, "drafts/paper.html", context)


@require_safe
@opened
def as_markdown(request: HttpRequest, token: str, draft: Draft) -> HttpResponse:
    """The draft as a policy document."""
    try:
        return _attachment(checked.checked(draft).written.text, draft, "md", "text/markdown")
    except TookTooLong:
        said = "Writing the document took too long. Make the rules with the most conditions shorter"
        return conflict_page(request, draft, token, Place(token), said)


@require_safe
@opened
def as_csv(request: HttpRequest, token: str, draft: Draft) -> HttpResponse:
    """Its sentences, with what was decided."""
    return _attachment(presenters.as_csv(presenters.records(draft, draft.sentences.all())), draft, "csv", "text/csv")


@require_safe
@opened
def as_json(request: HttpRequest, token: str, draft: Draft) -> HttpResponse:
    """The same for programs."""
    return JsonResponse(
        presenters.records(draft, draft.sentences.all()),
        safe=False,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
        headers={"Content-Disposition": f'attachment; filename="{_file_name(draft)}.json"'},
    )


def _attachment(text: str, draft: Draft, ending: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(draft)}.{ending}"'}
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers=headers)


def _file_name(draft: Draft) -> str:
    """Letters, digits and hyphens: nothing that a header, a folder or a shell would take for more."""
    return f"{slugify(name_of(draft))[:60].strip('-') or 'policy'}-draft"


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """Deletes the draft, once it was asked whether that is meant."""
    draft = links.opened(token)
    if request.method == "POST":
        actions.remove(draft)
        return render(request, "drafts/deleted.html")
    return render(request, "drafts/delete.html", {"draft": draft, "token": token})
