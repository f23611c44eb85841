"""Page: a policy laid out, as HTML.

Room: publishing. One template for the body, one for the page around it; every text is escaped by Jinja, and prose comes through `markdown`.
Keeps out: what is said (contents).
Next door: `templates/` and `style.css`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from belisha.language import Policy
from belisha.language.reading import ID

from .contents import Laid, laid_out
from .markdown import is_harmless, markdown, markdown_line

_WEB = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)]")
# Characters that no HTML document may hold, whoever wrote them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("belisha.publishing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        lstrip_blocks=True,
    )
    made.filters.update(markdown=markdown, line=markdown_line, linked=_linked)
    return made


def _linked(text: str) -> Markup:
    """A text with its web addresses as links."""
    made, place = Markup(""), 0
    for met in _WEB.finditer(text):
        made += escape(text[place : met.start()])
        made += Markup('<a href="{0}">{0}</a>').format(met.group()) if is_harmless(met.group()) else escape(met.group())
        place = met.end()
    return made + escape(text[place:])


def _referring(laid: Laid) -> object:
    """A filter: a sentence with the ids that it names as links to their clauses."""

    def refer(text: str, own: str = "") -> Markup:
        made, place = Markup(""), 0
        for met in ID.finditer(text):
            if (anchor := met.group().lower()) in laid.anchors and met.group() != own:
                made += escape(text[place : met.start()]) + Markup('<a href="#{}">{}</a>').format(anchor, met.group())
                place = met.end()
        return made + escape(text[place:])

    return refer


@cache
def style() -> str:
    """The style sheet that `publish` puts into its page."""
    return files("belisha.publishing").joinpath("style.css").read_text(encoding="utf-8")


def body_html(policy: Policy, *, top: int = 2) -> Markup:
    """The policy's own text as HTML, to stand in somebody else's page: sections, sentences, procedures, agreements and notices.

    top: the level of its highest heading. All of it stands in `<div class="policy">`; classes begin with `policy-`. Its anchors are
    those of `contents(policy)`, and `#le-81` for each id. What is said about the policy is `about(policy)`, its notes `policy.front.notes`.
    """
    return _body(laid_out(policy, top=top))


def _body(laid: Laid) -> Markup:
    return Markup(_clean(_environment().get_template("body.html").render(laid=laid, refer=_referring(laid))))


def publish(policy: Policy) -> str:
    """The policy as a whole page: one HTML file that needs nothing else, for a school's web site, a phone or paper."""
    laid = laid_out(policy)
    css = style()
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    page = _environment().get_template("page.html")
    return _clean(
        page.render(policy=policy, front=policy.front, laid=laid, body=_body(laid), css=Markup(css), digest=digest)
    )


def _clean(html: str) -> str:
    return _FORBIDDEN.sub("\ufffd", html)


__all__ = ["body_html", "publish", "style"]
