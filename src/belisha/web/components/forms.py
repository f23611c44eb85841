"""Parts that ask for something.

Room: web.components. `name` is the form field; its `id` is the same, so an error summary links to `#name` (a date: `#name-day`).
`page_title=True` makes the question the heading of the page, as is right when a page asks one thing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from belisha.web.components.govuk import Content, content, macro, without_nothing


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of radios, checkboxes or a select.

    divider: the word between it and the one before, such as "or". exclusive: with checkboxes, the one that unticks the
    others, such as "None of these". (No answer reveals a field: GOV.UK's way of doing so is wrong ARIA; ask on the next page.)
    """

    value: str
    text: Content
    hint: Content = ""
    divider: str = ""
    exclusive: bool = False


def button(
    text: str,
    *,
    href: str = "",
    secondary: bool = False,
    warning: bool = False,
    start: bool = False,
    small: bool = False,
    name: str = "",
    value: str = "",
    disabled: bool = False,
    about: str = "",
) -> Markup:
    """A button; with `href`, a link that looks like one. about: what a screen reader says after the text, where several look alike."""
    chosen = (
        ("govuk-button--secondary", secondary),
        ("govuk-button--warning", warning),
        ("belisha-button--small", small),
    )
    said = Markup('{}<span class="govuk-visually-hidden"> {}</span>').format(text, about) if about else text
    return macro(
        "button",
        without_nothing(
            **content(said),
            href=href,
            name=name,
            value=value,
            disabled=disabled,
            isStartButton=start,
            classes=" ".join(name for name, wanted in chosen if wanted),
            preventDoubleClick=not href,
        ),
    )


def button_group(*parts: Markup) -> Markup:
    """Buttons and links side by side."""
    return Markup('<div class="govuk-button-group">{}</div>').format(Markup("\n").join(parts))


def radios(
    name: str,
    legend: Content,
    options: Sequence[Option],
    *,
    value: str | None = None,
    hint: Content = "",
    error: str = "",
    inline: bool = False,
    small: bool = False,
    page_title: bool = False,
    legend_size: str = "",
) -> Markup:
    """Choose one. legend_size: s, m, l or xl; l if the question is the page's title."""
    classes = [f"govuk-radios--{kind}" for kind, wanted in (("inline", inline), ("small", small)) if wanted]
    return macro(
        "radios",
        without_nothing(
            name=name,
            idPrefix=name,
            fieldset={"legend": _legend(legend, page_title, legend_size)},
            hint=content(hint),
            errorMessage=content(error),
            classes=" ".join(classes),
            items=_items(options, {value} if value is not None else set()),
        ),
    )


def checkboxes(
    name: str,
    legend: Content,
    options: Sequence[Option],
    *,
    values: Collection[str] = (),
    hint: Content = "",
    error: str = "",
    small: bool = False,
    page_title: bool = False,
    legend_size: str = "",
) -> Markup:
    """Tick any."""
    return macro(
        "checkboxes",
        without_nothing(
            name=name,
            idPrefix=name,
            fieldset={"legend": _legend(legend, page_title, legend_size)},
            hint=content(hint),
            errorMessage=content(error),
            classes="govuk-checkboxes--small" if small else "",
            items=_items(options, values),
        ),
    )


def text_input(
    name: str,
    label: Content,
    *,
    value: str = "",
    hint: Content = "",
    error: str = "",
    width: int | None = None,
    suffix: str = "",
    autocomplete: str = "",
    inputmode: str = "",
    page_title: bool = False,
    label_size: str = "",
) -> Markup:
    """One line. width: how many characters it is made for: 2, 3, 4, 5, 10, 20 or 30; the whole line where left out."""
    return macro(
        "input",
        without_nothing(
            id=name,
            name=name,
            label=_label(label, page_title, label_size),
            value=value,
            hint=content(hint),
            errorMessage=content(error),
            classes=f"govuk-input--width-{width}" if width else "",
            suffix=content(suffix),
            autocomplete=autocomplete,
            inputmode=inputmode,
        ),
    )


def password_input(
    name: str,
    label: Content,
    *,
    hint: Content = "",
    error: str = "",
    autocomplete: str = "current-password",
    label_size: str = "",
) -> Markup:
    """A password; a button shows it. It is never sent back in a page. autocomplete: `new-password` where one is chosen."""
    return macro(
        "password-input",
        without_nothing(
            id=name,
            name=name,
            label=_label(label, False, label_size),
            hint=content(hint),
            errorMessage=content(error),
            autocomplete=autocomplete,
        ),
    )


def number_input(
    name: str,
    label: Content,
    *,
    value: str = "",
    hint: Content = "",
    error: str = "",
    width: int = 4,
    suffix: str = "",
    page_title: bool = False,
    label_size: str = "",
) -> Markup:
    """A whole number. Not `type=number`, which scrolls away what somebody typed."""
    return text_input(
        name,
        label,
        value=value,
        hint=hint,
        error=error,
        width=width,
        suffix=suffix,
        inputmode="numeric",
        page_title=page_title,
        label_size=label_size,
    )


def textarea(
    name: str,
    label: Content,
    *,
    value: str = "",
    hint: Content = "",
    error: str = "",
    rows: int = 5,
    page_title: bool = False,
    label_size: str = "",
) -> Markup:
    """Several lines."""
    return macro(
        "textarea",
        without_nothing(
            id=name,
            name=name,
            label=_label(label, page_title, label_size),
            value=value,
            hint=content(hint),
            errorMessage=content(error),
            rows=str(rows),
        ),
    )


def file_upload(
    name: str, label: Content, *, accept: str = "", hint: Content = "", error: str = "", label_size: str = ""
) -> Markup:
    """A file of the reader's own. accept: the endings to offer, with commas between; what is sent may be anything."""
    return macro(
        "file-upload",
        without_nothing(
            id=name,
            name=name,
            label=_label(label, False, label_size),
            hint=content(hint),
            errorMessage=content(error),
            attributes={"accept": accept} if accept else {},
        ),
    )


def select(
    name: str,
    label: Content,
    options: Sequence[Option],
    *,
    value: str | None = None,
    hint: Content = "",
    error: str = "",
    label_size: str = "",
) -> Markup:
    """Choose one of very many; radios are better for up to a dozen."""
    return macro(
        "select",
        without_nothing(
            id=name,
            name=name,
            label=_label(label, False, label_size),
            hint=content(hint),
            errorMessage=content(error),
            items=[{"value": each.value, "text": each.text, "selected": each.value == value} for each in options],
        ),
    )


def date_input(
    name: str,
    legend: Content,
    *,
    day: str = "",
    month: str = "",
    year: str = "",
    hint: Content = "For example, 27 3 2027",
    error: str = "",
    wrong: Collection[str] = ("day", "month", "year"),
    page_title: bool = False,
    legend_size: str = "",
) -> Markup:
    """A date as `name-day`, `name-month` and `name-year`. wrong: the fields that the error is about."""
    fields = []
    for part, value, width in (("day", day, 2), ("month", month, 2), ("year", year, 4)):
        mistaken = " govuk-input--error" if error and part in wrong else ""
        fields.append({"name": part, "value": value, "classes": f"govuk-input--width-{width}{mistaken}"})
    return macro(
        "date-input",
        without_nothing(
            id=name,
            namePrefix=name,
            fieldset={"legend": _legend(legend, page_title, legend_size)},
            hint=content(hint),
            errorMessage=content(error),
            items=fields,
        ),
    )


def error_summary(errors: Sequence[tuple[str, str]]) -> Markup:
    """What has to be mended before the form can be sent: pairs of a field's id and the sentence beside it. None: nothing."""
    if not errors:
        return Markup()
    return macro(
        "error-summary",
        {
            "titleText": "There is a problem",
            "errorList": [{"href": f"#{field}", "text": text} for field, text in errors],
        },
    )


def _legend(said: Content, page_title: bool, size: str) -> dict[str, Any]:
    size = size or ("l" if page_title else "m")
    return {**content(said), "isPageHeading": page_title, "classes": f"govuk-fieldset__legend--{size}"}


def _label(said: Content, page_title: bool, size: str) -> dict[str, Any]:
    size = size or ("l" if page_title else "s")
    return {**content(said), "isPageHeading": page_title, "classes": f"govuk-label--{size}"}


def _items(options: Sequence[Option], chosen: Collection[str]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for each in options:
        if each.divider:
            items.append({"divider": each.divider})
        items.append(
            without_nothing(
                value=each.value,
                **content(each.text),
                hint=content(each.hint),
                checked=each.value in chosen,
                behaviour="exclusive" if each.exclusive else "",
            )
        )
    return items
