"""Rows of the tables and lists about people.

Room: web.people.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse

from belisha.schools.people.models import Person
from belisha.web import components as ui
from belisha.web.wording import day


def people_rows(request: HttpRequest, rows: Sequence[tuple[Person, str]]) -> list[list[str]]:
    return [
        [
            ui.link(reverse("person", args=[request.place.school.key, person.pk]), person.listed_name),
            words,
        ]
        for person, words in rows
    ]


def person_rows(person: Person, own: bool) -> list[ui.Row]:
    signs_in = "yes" if person.account_id else "not yet"
    return [
        ui.Row("Given name", person.given or "none"),
        ui.Row("Family name", person.family or "none"),
        *([ui.Row("Preferred name", person.preferred)] if person.preferred else []),
        ui.Row("E-mail", person.email or "none"),
        *([ui.Row("Date of birth", day(person.born))] if person.born else []),
        ui.Row("Here since", day(person.since)),
        *([ui.Row("Until", day(person.until))] if person.until else []),
        *([] if own else [ui.Row("Can sign in", signs_in)]),
    ]
