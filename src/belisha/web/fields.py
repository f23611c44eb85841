"""Fields: a Django form shown with our parts; and a field for a day, which is asked for in three boxes.

Room: web. `fields(form)` and `summary(form)` are what a template needs. Words that are not ours (those of a library's form) are replaced
by WORDS.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from markupsafe import Markup

from belisha.web import components as ui

# By name of the field: what we call it, a hint, and how a browser may fill it in.
WORDS: dict[str, tuple[str, str, str]] = {
    "login": ("E-mail address", "", "username"),
    "password": ("Password", "", "current-password"),
    "oldpassword": ("Password of now", "", "current-password"),
    "password1": ("New password", "12 characters or more. Three words that do not belong together are easy to remember and hard to guess.", "new-password"),
    "password2": ("New password again", "", "new-password"),
    "code": ("Code", "", "one-time-code"),
}  # fmt: skip
MOST_RADIOS = 8


def fields(form: forms.Form, *, only: Collection[str] = ()) -> Markup:
    """The visible fields, in order, and the hidden ones."""
    shown = [_field(form, name) for name in form.fields if not only or name in only]
    return Markup("\n").join(shown)


def summary(form: forms.Form) -> Markup:
    """What has to be mended, as links to the fields."""
    first = next((name for name in form.fields if not form[name].is_hidden), "")
    found: list[tuple[str, str]] = []
    for name, errors in form.errors.items():
        at = first if name == "__all__" else name
        found += [(_target(form, at), _sentence(form, name, error)) for error in errors]
    return ui.error_summary(found)


def refused(form: forms.Form, error: ValidationError) -> None:
    """Puts what an action said beside the fields that it said it of."""
    told = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
    for name, said in told.items():
        form.add_error(name if name in form.fields else None, said)


def _target(form: forms.Form, name: str) -> str:
    return f"{name}-day" if isinstance(form.fields.get(name), DayField) else name


def _sentence(form: forms.Form, name: str, error: str) -> str:
    if error == "This field is required.":
        label = _label(form, name)
        return f"Enter {label[:1].lower()}{label[1:]}" if name in form.fields else "Something is missing"
    return str(error)


def _label(form: forms.Form, name: str) -> str:
    return WORDS[name][0] if name in WORDS else str(form[name].label)


def _field(form: forms.Form, name: str) -> Markup:
    bound = form[name]
    if bound.is_hidden:
        return Markup(str(bound))
    field = bound.field
    label = _label(form, name)
    hint = WORDS[name][1] if name in WORDS else str(field.help_text)
    autocomplete = WORDS[name][2] if name in WORDS else str(field.widget.attrs.get("autocomplete", ""))
    error = _sentence(form, name, bound.errors[0]) if bound.errors else ""
    value = bound.value()
    said: dict[str, Any] = {"hint": hint, "error": error}
    if isinstance(field, DayField):
        day, month, year = value if isinstance(value, tuple | list) else _parts(value)
        return ui.date_input(name, label, day=day, month=month, year=year, **said, legend_size="s")
    if isinstance(field, forms.MultipleChoiceField):
        ticks = [ui.Option(str(key), str(words)) for key, words in field.choices]
        if not ticks:  # the page says so
            return Markup()
        small = len(ticks) > MOST_RADIOS
        return ui.checkboxes(name, label, ticks, values=set(value or ()), **said, legend_size="s", small=small)
    if isinstance(field, forms.ModelChoiceField | forms.ChoiceField):
        options = [ui.Option(str(key), str(words)) for key, words in field.choices]
        if len(options) <= MOST_RADIOS and not isinstance(field.widget, Listed):
            return ui.radios(
                name, label, [each for each in options if each.value], value=_text(value), **said, legend_size="s"
            )
        return ui.select(name, label, options, value=_text(value), **said)
    if isinstance(field, forms.BooleanField):
        values = {"on"} if value in (True, "on", "true", "1") else set()
        ticked = ui.Option("on", label, hint=hint)
        unseen = Markup('<span class="govuk-visually-hidden">{}</span>').format(label)  # the box says it already
        return ui.checkboxes(name, unseen, [ticked], values=values, error=error, legend_size="s")
    if isinstance(field.widget, forms.PasswordInput):
        return ui.password_input(name, label, autocomplete=autocomplete, **said)
    if isinstance(field.widget, forms.Textarea):
        return ui.textarea(name, label, value=_text(value), **said)
    return ui.text_input(name, label, value=_text(value), autocomplete=autocomplete, **said)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


class Listed(forms.Select):
    """A choice that is a select, few as its options may be."""


class DayWidget(forms.Widget):
    """Three boxes: `name-day`, `name-month`, `name-year`."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str, str]:
        day, month, year = (str(data.get(f"{name}-{part}", "")).strip() for part in ("day", "month", "year"))
        return day, month, year

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}-{part}" in data for part in ("day", "month", "year"))


class DayField(forms.Field):
    widget = DayWidget

    def clean(self, value: Any) -> date | None:
        parts = value if isinstance(value, tuple) else _parts(value)
        if not any(parts):
            if self.required:
                raise forms.ValidationError(f"Enter {str(self.label).lower()}")
            return None
        try:
            if not all(part.isascii() and part.isdigit() for part in parts):
                raise ValueError
            found = date(int(parts[2]), int(parts[1]), int(parts[0]))
        except ValueError:
            raise forms.ValidationError(f"{self.label} must be a real date, such as 27 3 2027") from None
        if not 1900 <= found.year <= 2100:
            raise forms.ValidationError(f"{self.label} must be a date between 1900 and 2100")
        return found


def _parts(value: Any) -> tuple[str, str, str]:
    return (str(value.day), str(value.month), str(value.year)) if isinstance(value, date) else ("", "", "")
