"""Lists: what is looked for in them, pages of fifty, and the same rows as CSV; and what a form that chooses from a list has sent.

Room: web. A list shows what a queryset holds, a page at a time, with a constant number of queries.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from markupsafe import Markup

from belisha.web import components as ui

PER_PAGE = 50
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def asked(given: QueryDict, *names: str) -> dict[str, str]:
    """What an address or a form asks of a list, by name, in single spaces and no longer than 100 characters; "" for what it does not say."""
    # The database cannot look for the character 0.
    return {name: " ".join(given.get(name, "").replace("\0", " ").split())[:100] for name in names}


def with_words(rows: Any, words: str, *fields: str) -> Any:
    """Those that hold every one of the words, each in one or another of the fields. More than five words are not looked for."""
    for word in words.split()[:5]:
        rows = rows.filter(Q(*((f"{field}__icontains", word) for field in fields), _connector=Q.OR))
    return rows


def page_of(request: HttpRequest, rows: Any) -> Page[Any]:
    """The page that the address asks for; the nearest one where it asks for nonsense."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def pages(request: HttpRequest, page: Page[Any]) -> Markup:
    """Links to the other pages; nothing where there is one."""
    if page.paginator.num_pages == 1:
        return Markup()

    def to(number: int) -> str:
        kept = [(name, value) for name, value in request.GET.items() if name != "page"]
        return f"?{urlencode([*kept, ('page', number)])}"

    numbers = {1, page.paginator.num_pages, *range(page.number - 2, page.number + 3)}
    return ui.pagination(
        previous=("", to(page.number - 1)) if page.has_previous() else None,
        next=("", to(page.number + 1)) if page.has_next() else None,
        pages=[(each, to(each)) for each in sorted(numbers) if 1 <= each <= page.paginator.num_pages],
        current=page.number,
        label="Pages of the list",
    )


def ids(given: Iterable[str]) -> list[UUID]:
    """The identifiers among what a form sent; nonsense is passed over."""
    found = []
    for each in given:
        with suppress(ValueError):
            found.append(UUID(each))
    return found


def into(form: Form, refused: ValidationError) -> None:
    """Puts what an action refused beside the fields that it names; the rest at the head of the form."""
    told = refused.message_dict if hasattr(refused, "error_dict") else {"": refused.messages}
    for name, messages in told.items():
        form.add_error(name if name in form.fields else None, messages)


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A file for a spreadsheet. What would begin a formula there is written as text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _safe(cell: Any) -> str:
    said = "" if cell is None else str(cell)
    return f"'{said}" if said.startswith(BEGINS_A_FORMULA) else said
