"""All that the school holds on somebody, for whoever answers their request: to look at, on paper, and for a program.

Room: web.people. Which rows and which words: `schools.people.held`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from belisha.library.lawpack import law_pack
from belisha.publishing.pdf import pdf
from belisha.schools.people import held
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import Permission
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event
from belisha.web import paper, wording
from belisha.web.door import at_school

SAID = (
    "What tells of somebody else stands as “somebody else”. What people wrote freely, such as a note or a comment, may name others: read it before you hand it over.",
    "Concerns are kept sealed and are not here, whether there are any or not. Ask those who lead on safeguarding: what of a concern is given to somebody, they decide with you.",
    "What the school keeps outside Belisha is not here.",
)


def _find(request: HttpRequest, pk: UUID) -> tuple[Person, tuple[held.Kind, ...]]:
    found = get_object_or_404(Person.objects.visible_to(request.place).select_related("account"), pk=pk)
    return found, held.on(found)


@at_school(Permission.EXPORT_PERSON, fresh=True)
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What there is of each kind, and where to download it."""
    person, kinds = _find(request, pk)
    rows = [(kind.name, f"{'more than ' if kind.more else ''}{len(kind.rows):,}") for kind in kinds]
    return render(
        request,
        "people/held.html",
        {"person": person, "rows": rows, "said": SAID, "law": law_pack().get("subject-access")},
    )


@at_school(Permission.EXPORT_PERSON, fresh=True)
def as_json(request: HttpRequest, pk: UUID) -> HttpResponse:
    person, kinds = _find(request, pk)
    record.read(request.place, Event.PERSON_EXPORTED, person)
    told = {kind.name: list(kind.rows) for kind in kinds}
    headers = {"Content-Disposition": f'attachment; filename="held-on-{person.pk}.json"'}
    return JsonResponse(told, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 1})


@at_school(Permission.EXPORT_PERSON, fresh=True)
def as_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    person, kinds = _find(request, pk)
    record.read(request.place, Event.PERSON_EXPORTED, person)
    told = {
        "title": f"What we hold on {person.name}",
        "school": request.place.school.name,
        "on": wording.day(timezone.localdate()),
        "by": request.place.words,
        "said": SAID,
        "kinds": [
            {
                "name": kind.name,
                "more": kind.more,
                "rows": [[_fact(*each) for each in row.items()] for row in kind.rows],
            }
            for kind in kinds
        ],
    }
    return paper.as_download(pdf("held", told, made=timezone.now()), f"held-on-{person.pk}")


def _fact(name: str, value: Any) -> dict[str, Any]:
    return {"key": wording.capital(name.replace("_", " ")), "values": [_words(value)]}


def _words(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return wording.moment(value)
        case date():
            return wording.day(value)
        case dict():
            return "; ".join(f"{name}: {_words(each)}" for name, each in value.items())
        case list():
            return ", ".join(map(_words, value))
    return str(value)
