"""What is asked about something to be taught. What fields are called is what `teaching.actions` takes.

Room: web.teaching. Forms parse; the actions decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from belisha.schools.people.classes import STAGES
from belisha.schools.teaching.models import FOR_PUPILS, Attended, Item
from belisha.schools.teaching.standing import ADULTS
from belisha.web import wording
from belisha.web.fields import DayField


class ItemForm(forms.Form):
    """kind: of the item; what is asked besides depends on it."""

    title = forms.CharField(label="What is it called?", max_length=160)
    about = forms.CharField(
        label="What is it about? (optional)", max_length=1000, required=False, widget=forms.Textarea
    )
    whom = forms.MultipleChoiceField(label="Who is it for?", required=False)
    first = DayField(label="From", help_text="The first day on which it can take place.")
    last = DayField(label="Until", help_text="After this day it is overdue for whoever has not had it.")
    days = forms.IntegerField(label="Days to read it", min_value=1, max_value=365, help_text="So many days after somebody has begun.")  # fmt: skip
    leads = forms.CharField(label="Who gives it? (optional)", max_length=120, required=False, help_text="A teacher, a visitor, an organisation.")  # fmt: skip
    clause = forms.CharField(label="Clause of the policy (optional)", max_length=40, required=False, help_text="Which sentence promises it, such as MO-97.")  # fmt: skip

    def __init__(self, *args: Any, kind: str, classes: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        whom = self.fields["whom"]
        if kind in FOR_PUPILS:
            stages = [(each, f"{wording.label('actor.stage', each)[0]}") for each in STAGES]
            whom.choices = [*stages, *classes]
            whom.help_text = "Stages, years or classes. Tick none for all pupils."
            del self.fields["days"]
        elif kind == Item.Kind.TRAINING:
            whom.choices = [each for each in ADULTS.items() if each[0] != "new starter"]
            whom.required = True
            whom.error_messages["required"] = "Choose who is trained"
            del self.fields["days"]
        else:
            del self.fields["whom"], self.fields["leads"]
            self.fields["first"].help_text = "It is for everybody who begins to work here on this day or later, and for new starters."  # fmt: skip
            self.fields["last"].help_text = "The last day on which it is given to somebody new."


class HeldForm(forms.Form):
    groups = forms.MultipleChoiceField(label="Which classes have had it?", error_messages={"required": "Choose the classes that have had it"})  # fmt: skip
    on = DayField(label="Day", help_text="Today, or an earlier day.")
    note = forms.CharField(label="Note (optional)", max_length=300, required=False, help_text="No names of pupils.")

    def __init__(self, *args: Any, missing: Sequence[str], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["groups"].choices = [(each, each) for each in missing]


class AttendedForm(forms.Form):
    people = forms.MultipleChoiceField(label="Who?", error_messages={"required": "Choose who took part"})
    how = forms.ChoiceField(label="What is so of them?", choices=[])
    on = DayField(label="Day", help_text="Today, or an earlier day.")

    def __init__(self, *args: Any, missing: Sequence[tuple[str, str]], may_excuse: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["people"].choices = missing
        hows = [Attended.How.THERE, Attended.How.LATER, *([Attended.How.EXCUSED] if may_excuse else [])]
        self.fields["how"].choices = [(each.value, each.label) for each in hows]


class LetGoForm(forms.Form):
    why = forms.CharField(label="Why?", max_length=500, widget=forms.Textarea, help_text="The governors can read this. No names of pupils.", error_messages={"required": "Say why it does not take place"})  # fmt: skip
