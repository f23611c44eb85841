"""Jinja: what every template can use.

Room: web. `ui` holds the parts (`components`), `url(name, …)` an address, `static(path)` a file under its hashed name,
`fields(form)` the parts of a form, `summary(form)` what has to be mended in it, `page_links(request, page)` leads to the other pages of a list, and the
filters `day` and `moment` say when.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment

from belisha.web import components, fields, lists, wording
from belisha.web.life import taking
from belisha.web.people import rows
from belisha.web.school.parts import school_navigation
from belisha.web.signin.devices import device


def environment(**options: Any) -> Environment:
    """For Django's Jinja2 backend. Escapes everything that is not `Markup`."""
    made = Environment(**options, trim_blocks=True, lstrip_blocks=True)
    made.globals.update(ui=components, url=url, static=static, fields=fields.fields, summary=fields.summary)
    made.globals.update(
        device=device, link=components.link, choices=choices, row=components.Row, school_navigation=school_navigation
    )
    made.globals.update(people_rows=rows.people_rows, person_rows=rows.person_rows, page_links=lists.pages)
    made.globals.update(schools_that_take=taking.schools_that_take)
    made.filters.update(day=wording.day, moment=wording.moment, to_json=to_json)
    return made


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a view by its name in the URL table: `url("policy", "highwood")`."""
    return reverse(name, args=args, kwargs=kwargs)


def choices(pairs: Iterable[tuple[str, str]]) -> list[components.Option]:
    """Pairs of value and words as options of a select or radios."""
    return [components.Option(value, words) for value, words in pairs]


def to_json(value: Any) -> str:
    """For a `data-…` attribute."""
    return json.dumps(value)
