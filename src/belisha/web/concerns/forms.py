"""What is asked about a concern. Forms parse; `concerns.actions` decides.

Room: web.concerns.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from belisha.schools.concerns.actions import LONGEST, SHORT
from belisha.web.fields import DayField, Listed

NOBODY = "nobody"
CLOCK = "For example, 14:30. Leave it empty if you do not know."


class MomentForm(forms.Form):
    """With a day and a time, which together are `moment`: aware; None without a day. Where the time was left empty: now, if the day is today, else noon."""

    day = DayField(label="On which day?")
    clock = forms.CharField(label="At what time? (optional)", required=False, max_length=10, help_text=CLOCK)

    def clean_clock(self) -> time | None:
        said = self.cleaned_data["clock"].strip().replace(".", ":")
        if not said:
            return None
        try:
            return datetime.strptime(said, "%H:%M").time()
        except ValueError:
            raise forms.ValidationError("Enter a time such as 14:30") from None

    @property
    def moment(self) -> datetime | None:
        day, clock = self.cleaned_data.get("day"), self.cleaned_data.get("clock")
        if day is None:
            return None
        return timezone.make_aware(datetime.combine(day, self.unknown(day) if clock is None else clock))

    def unknown(self, day: date) -> time:
        """What stands for a time that was left empty."""
        now = timezone.localtime()
        return now.time() if day == now.date() else time(12)


class OpenForm(MomentForm):
    text = forms.CharField(
        label="What was seen, told or found?",
        max_length=LONGEST,
        widget=forms.Textarea,
        help_text="As exactly as you can, and what was said in the words that were used. Names may stand here.",
        error_messages={"required": "Write what was seen, told or found"},
    )
    about = forms.MultipleChoiceField(
        label="Is it about one of these people?",
        help_text="They could open it. Whoever it is about is shut out from it, and is told nothing.",
        error_messages={"required": "Select whom it is about, or “None of them”"},
    )
    other = forms.ChoiceField(
        label="Is it about somebody else who works here? (optional)",
        required=False,
        widget=Listed,
        help_text="They cannot open it today, and are shut out should they come to a role that could.",
    )
    field_order = ["text", "day", "clock", "about", "other"]

    def unknown(self, day: date) -> time:
        return time.min  # a clock that nobody knows the start of runs out sooner, and never later

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], others: Sequence[tuple[str, str]] = (), **named: Any) -> None:  # fmt: skip
        super().__init__(*args, **named)
        self.fields["about"].choices = [*people, (NOBODY, "None of them")]  # type: ignore[attr-defined]
        self.fields["other"].choices = [("", "Nobody else"), *others]  # type: ignore[attr-defined]
        if not others:
            del self.fields["other"]
        self.fields["day"].label = "On which day did the school come to know of it?"
        self.fields["day"].help_text = "What has to be done by a time is counted from then."

    def clean_about(self) -> list[str]:
        said: list[str] = self.cleaned_data["about"]
        if NOBODY in said and len(said) > 1:
            raise forms.ValidationError("Select whom it is about, or “None of them”, but not both")
        return [each for each in said if each != NOBODY]

    @property
    def whom(self) -> list[str]:
        """The ids of all whom it is about."""
        return [*self.cleaned_data["about"], *filter(None, [self.cleaned_data.get("other")])]


class DoneForm(MomentForm):
    text = forms.CharField(
        label="What came of it? (optional)",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea,
        help_text="For example, with whom you spoke, a reference number, or what they advised.",
    )


class NoteForm(forms.Form):
    text = forms.CharField(label="Add a note", max_length=LONGEST, widget=forms.Textarea, error_messages={"required": "Write what is to be noted"})  # fmt: skip


class CloseForm(forms.Form):
    text = forms.CharField(label="What came of it?", max_length=LONGEST, widget=forms.Textarea, error_messages={"required": "Write what came of it"})  # fmt: skip


class ReopenForm(forms.Form):
    text = forms.CharField(label="Why is it opened again?", max_length=LONGEST, widget=forms.Textarea, error_messages={"required": "Say why it is opened again"})  # fmt: skip


class WhoForm(forms.Form):
    person = forms.ChoiceField(label="Who?", error_messages={"required": "Select somebody"})
    do = forms.ChoiceField(label="What about them?", error_messages={"required": "Select whether they are let in or shut out"},
        choices=[("let in", "Let them open this concern"), ("shut out", "Shut them out: it is about them, or touches them")])  # fmt: skip
    why = forms.CharField(label="Why?", max_length=SHORT, error_messages={"required": "Say why"})

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["person"].choices = [("", ""), *people]  # type: ignore[attr-defined]
