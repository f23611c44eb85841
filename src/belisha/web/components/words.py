"""Parts that say something.

Room: web.components.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from belisha.web.components.govuk import Content, content, macro, without_nothing

COLOURS = ("grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a summary list. `change`: where it can be changed; `what`: what a screen reader says after "Change"."""

    key: Content
    value: Content
    change: str = ""
    what: str = ""


def link(href: str, text: Content) -> Markup:
    """A link within a text, a list or a table."""
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(href, text)


def as_written(text: str) -> Markup:
    """What somebody wrote, with its own lines. They are written as `&#10;`: tables and lists indent their HTML, and a space more is one that nobody wrote."""
    lines = text.replace("\r\n", "\n").split("\n")
    return Markup('<span class="belisha-as-written">{}</span>').format(Markup("&#10;").join(lines))


def tag(text: str, colour: str = "") -> Markup:
    """A short word on a coloured ground; one of COLOURS. The word has to say it without the colour."""
    if colour and colour not in COLOURS:
        raise ValueError(f"no tag is {colour}; write one of {', '.join(COLOURS)}")
    return macro("tag", without_nothing(text=text, classes=f"govuk-tag--{colour}" if colour else ""))


def inset_text(said: Content) -> Markup:
    """Words set apart from the rest of the page, such as the sentence of a rule."""
    return macro("inset-text", content(said))


def warning_text(said: Content) -> Markup:
    """Something that must not be missed."""
    return macro("warning-text", {**content(said), "iconFallbackText": "Warning"})


def details(summary: str, said: Content, *, open: bool = False) -> Markup:
    """Words that a click unfolds."""
    return macro("details", without_nothing(summaryText=summary, **content(said), open=open))


def panel(title: str, said: Content = "") -> Markup:
    """The confirmation at the end of a journey; it holds the page's h1."""
    return macro("panel", without_nothing(titleText=title, **content(said)))


def progress(done: int, of: int, what: str, *, name: str = "progress") -> Markup:
    """How much is done: "31 of 74 decided". what: the last word. name: its id."""
    return Markup(
        '<div class="belisha-progress"><label for="{0}" class="belisha-progress__words">{1:,} of {2:,} {3}</label>'
        '<progress class="belisha-progress__bar" id="{0}" max="{4}" value="{1}">{1:,} of {2:,}</progress></div>'
    ).format(name, done, of, what, max(of, 1))


def notification_banner(said: Content, *, title: str = "", success: bool = False, name: str = "notice") -> Markup:
    """News about the whole page. name: its id, where a page has two."""
    return macro(
        "notification-banner",
        without_nothing(**content(said), titleText=title, type="success" if success else "", titleId=f"{name}-title"),
    )


def summary_list(rows: Sequence[Row], *, borders: bool = True) -> Markup:
    """Questions and answers, facts and values."""
    shown: list[dict[str, Any]] = []
    for row in rows:
        line: dict[str, Any] = {"key": content(row.key), "value": content(row.value)}
        if row.change:
            action = {"href": row.change, "text": "Change", "visuallyHiddenText": row.what or str(row.key).lower()}
            line["actions"] = {"items": [action]}
        shown.append(line)
    return macro(
        "summary-list", without_nothing(rows=shown, classes="" if borders else "govuk-summary-list--no-border")
    )


def table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[Content]],
    *,
    numeric: Collection[int] = (),
    caption_size: str = "m",
    first_is_header: bool = True,
) -> Markup:
    """A table. numeric: the columns, counted from 0, that hold figures. Scrolls sideways where the page is narrow."""

    def cell(column: int, said: Content) -> dict[str, Any]:
        return {**(content(said) or {"text": ""}), **({"format": "numeric"} if column in numeric else {})}

    made = macro(
        "table",
        without_nothing(
            caption=caption,
            captionClasses=f"govuk-table__caption--{caption_size}",
            head=[cell(column, said) for column, said in enumerate(head)],
            rows=[[cell(column, said) for column, said in enumerate(row)] for row in rows],
            firstCellIsHeader=first_is_header,
        ),
    )
    return Markup('<div class="belisha-scroll" tabindex="0" role="region" aria-label="{}">{}</div>').format(
        caption, made
    )
