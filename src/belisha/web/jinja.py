"""Jinja: what every template can use.

Room: web. `ui` holds the parts (`components`), `url(name, …)` an address, `static(path)` a file under its hashed name.
"""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment

from belisha.web import components


def environment(**options: Any) -> Environment:
    """For Django's Jinja2 backend. Escapes everything that is not `Markup`."""
    made = Environment(**options, trim_blocks=True, lstrip_blocks=True)
    made.globals.update(ui=components, url=url, static=static)
    return made


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a view by its name in the URL table: `url("policy", "highwood")`."""
    return reverse(name, args=args, kwargs=kwargs)
