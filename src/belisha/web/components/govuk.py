"""The one place that calls the macros of GOV.UK Frontend.

Room: web.components. They come as Jinja macros in the package `govuk_frontend_jinja`, in step with the npm package.
"""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, PrefixLoader
from markupsafe import Markup

Content = str | Markup  # a str is text and will be escaped; Markup is HTML

_macros = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}), autoescape=True
)


def macro(part: str, parameters: dict[str, Any]) -> Markup:
    """The HTML of a part, by the name that the GOV.UK Design System gives it: `macro("date-input", {…})`."""
    return Markup(str(_macro(part)(parameters)).strip())


@cache
def _macro(part: str) -> Any:
    template = _macros.get_template(f"govuk_frontend_jinja/components/{part}/macro.html")
    return getattr(template.module, "govuk" + "".join(word.capitalize() for word in part.split("-")))


def content(said: Content | None, *, text: str = "text", html: str = "html") -> dict[str, Any]:
    """Under `html` if it is Markup, else under `text`; nothing if there is nothing."""
    if not said:
        return {}
    return {html: said} if isinstance(said, Markup) else {text: said}


def without_nothing(**parameters: Any) -> dict[str, Any]:
    """Leaves out what is None or empty: the macros test for being there."""
    return {name: value for name, value in parameters.items() if value not in (None, "", {}, [], False)}
