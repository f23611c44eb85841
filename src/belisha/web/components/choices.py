"""Many answers under headings.

Room: web.components. Up to a dozen answers stand in `forms.radios` and `forms.checkboxes`; a longer list is easier to scan in groups.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from markupsafe import Markup

from belisha.web.components.forms import Option, _items
from belisha.web.components.govuk import Content, content, macro, without_nothing

Group = tuple[str, Sequence[Option]]


def grouped_radios(
    name: str,
    legend: Content,
    groups: Sequence[Group],
    *,
    value: str | None = None,
    hint: Content = "",
    error: str = "",
    page_title: bool = True,
) -> Markup:
    """Choose one of many. groups: pairs of heading and options; "" as a heading for none. page_title: whether the legend is the page's h1."""
    chosen = {value} if value is not None else set()
    return _grouped("radios", name, legend, groups, chosen, hint, error, page_title=page_title)


def grouped_checkboxes(
    name: str,
    legend: Content,
    groups: Sequence[Group],
    *,
    values: Collection[str] = (),
    hint: Content = "",
    error: str = "",
) -> Markup:
    """Tick any of many. groups: pairs of heading and options; "" as a heading for none. The legend is the page's h1."""
    return _grouped("checkboxes", name, legend, groups, values, hint, error)


def grouped_select(
    name: str,
    label: Content,
    groups: Sequence[Group],
    *,
    value: str = "",
    nothing: str = "Choose",
    hint: Content = "",
    error: str = "",
) -> Markup:
    """Choose one of very many, under headings. groups: pairs of heading and options; "" as a heading for none. nothing: what says that none is chosen.

    A value that is not among the options is shown as it is, so that it is not lost.
    """
    described = " ".join(f"{name}-{what}" for what, there in (("hint", hint), ("error", error)) if there)
    known = {option.value for _, options in groups for option in options}
    listed = [
        ("", (Option("", nothing),)),
        *([("", (Option(value, value),))] if value and value not in known else []),
        *groups,
    ]
    items = Markup("").join(
        Markup('<optgroup label="{}">{}</optgroup>').format(heading, _choices(options, value))
        if heading
        else _choices(options, value)
        for heading, options in listed
    )
    said = Markup('<label class="govuk-label" for="{}">{}</label>').format(name, label)
    if hint:
        said += Markup('<div id="{}-hint" class="govuk-hint">{}</div>').format(name, hint)
    if error:
        said += Markup(
            '<p id="{}-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> {}</p>'
        ).format(name, error)
    return Markup(
        '<div class="govuk-form-group{}">{}<select class="govuk-select belisha-select{}" id="{}" name="{}"{}>{}</select></div>'
    ).format(
        Markup(" govuk-form-group--error") if error else "",
        said,
        Markup(" govuk-select--error") if error else "",
        name,
        name,
        Markup(' aria-describedby="{}"').format(described) if described else "",
        items,
    )


def _choices(options: Sequence[Option], chosen: str) -> Markup:
    return Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            each.value, Markup(" selected") if each.value == chosen else "", each.text
        )
        for each in options
    )


def _grouped(
    part: str,
    name: str,
    legend: Content,
    groups: Sequence[Group],
    chosen: Collection[str],
    hint: Content,
    error: str,
    *,
    page_title: bool = True,
) -> Markup:
    described = " ".join(f"{name}-{what}" for what, there in (("hint", hint), ("error", error)) if there)
    said = Markup()
    if hint:
        said += Markup('<div id="{}-hint" class="govuk-hint">{}</div>').format(name, hint)
    if error:
        said += Markup(
            '<p id="{}-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> {}</p>'
        ).format(name, error)
    parts = Markup("\n").join(_group(part, name, place, group, chosen) for place, group in enumerate(groups))
    words = Markup('<h1 class="govuk-fieldset__heading">{}</h1>').format(legend) if page_title else legend
    return Markup(
        '<div class="govuk-form-group{}"><fieldset class="govuk-fieldset"{}>'
        '<legend class="govuk-fieldset__legend govuk-fieldset__legend--{}">{}</legend>'
        "{}{}</fieldset></div>"
    ).format(
        Markup(" govuk-form-group--error") if error else "",
        Markup(' aria-describedby="{}"').format(described) if described else "",
        "l" if page_title else "m",
        words,
        said,
        parts,
    )


def _group(part: str, name: str, place: int, group: Group, chosen: Collection[str]) -> Markup:
    heading, options = group
    prefix = name if place == 0 else f"{name}-g{place + 1}"
    made = macro(part, without_nothing(name=name, idPrefix=prefix, items=_items(options, chosen)))
    if not heading:
        return Markup('<div class="belisha-group">{}</div>').format(made)
    return Markup(
        '<div class="belisha-group" role="group" aria-labelledby="{0}-h"><h2 class="govuk-heading-s belisha-group__heading" id="{0}-h">{1}</h2>{2}</div>'
    ).format(prefix, heading, made)


def years_and_months(
    legend: Content, *, name: str = "", years: str = "", months: str = "", error: str = "", wrong: str = ""
) -> Markup:
    """How long ago: the fields `years` and `months`, or `name-years` and `name-months`. wrong: the field that the error is about.

    The legend is the page's h1.
    """
    start = f"{name}-" if name else ""
    items = [
        {
            "id": start + part,
            "name": start + part,
            "label": part.capitalize(),
            "value": value,
            "classes": "govuk-input--width-3"
            + (" govuk-input--error" if error and wrong in ("", start + part) else ""),
        }
        for part, value in (("years", years), ("months", months))
    ]
    return macro(
        "date-input",
        without_nothing(
            id=f"{start}length",
            fieldset={
                "legend": {**content(legend), "isPageHeading": True, "classes": "govuk-fieldset__legend--l"},
            },
            hint={"text": "For example, 1 year and 3 months. Leave a box empty for none."},
            errorMessage=content(error),
            items=items,
        ),
    )
