"""What is asked about the calendar and about a notice. What fields are called is what `notices.actions` takes.

Room: web.notices. Forms parse; the actions decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from belisha.schools.notices.models import Notice, Pace, SchoolEvent, Telling
from belisha.web import wording
from belisha.web.fields import DayField

BY_HAND = "by hand"
WHOLE, SOME, CHOSEN = "whole", "some", "chosen"


class EventForm(forms.Form):
    name = forms.CharField(label="What is it called?", max_length=120, help_text="For example, Winter concert. No names of pupils.")  # fmt: skip
    kind = forms.ChoiceField(label="What kind of event is it?", choices=SchoolEvent.Kind.choices, help_text="The policy may ask for a notice before some kinds, or before all.")  # fmt: skip
    first = DayField(label="Day", help_text="For example, 4 12 2026")
    last = DayField(label="Last day", required=False, help_text="If it lasts longer than a day.")
    time = forms.CharField(label="Time (optional)", max_length=40, required=False, help_text="As people say it: 2 pm, all day.")  # fmt: skip
    place = forms.CharField(label="Place (optional)", max_length=120, required=False)
    takes_part = forms.ChoiceField(
        label="Who takes part?",
        choices=[(WHOLE, "The whole school"), (SOME, "Some years or classes"), (CHOSEN, "Single pupils, chosen by name on the next page")],
        help_text="The parents of those who take part get the notices.",
    )  # fmt: skip
    whom = forms.MultipleChoiceField(label="Which years or classes?", required=False, help_text="Only for some years or classes.")  # fmt: skip
    public = forms.BooleanField(label="Everybody may know of it", required=False, help_text="It then stands among the dates that anybody can download.")  # fmt: skip

    def __init__(self, *args: Any, classes: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["whom"].choices = classes
        if not classes:  # nobody has said in which class a pupil is
            takes = self.fields["takes_part"]
            takes.choices = [each for each in takes.choices if each[0] != SOME]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        takes = found.pop("takes_part", "")
        if takes == SOME and not found.get("whom") and "whom" not in self.errors:
            self.add_error("whom", "Choose the years or classes that take part")
        if takes and takes != SOME:
            found["whom"] = []
        found["chosen"] = takes == CHOSEN
        if found.get("first") and not found.get("last"):
            found["last"] = found["first"]
        return found


def of_event(event: SchoolEvent) -> dict[str, Any]:
    """What the form shows of an event."""
    takes = CHOSEN if event.chosen else SOME if event.whom else WHOLE
    return {
        **{name: getattr(event, name) for name in ("name", "kind", "first", "time", "place", "whom", "public")},
        "last": event.last if event.last != event.first else None,
        "takes_part": takes,
    }


class OwnForm(forms.Form):
    own = forms.CharField(
        label="Your own paragraph",
        max_length=1000,
        required=False,
        widget=forms.Textarea,
        help_text="One paragraph, after the policy's words, which stay as they are. No names of pupils. Leave it empty for none.",
    )


class TellForm(forms.Form):
    way = forms.ChoiceField(label="How were they informed?", choices=[each for each in Telling.Way.choices if each[0] != Telling.Way.EMAIL])  # fmt: skip
    on = DayField(label="Day", help_text="Today, or an earlier day.")
    groups = forms.MultipleChoiceField(
        label="Who was informed?", error_messages={"required": "Choose who was informed"}
    )
    note = forms.CharField(label="Where, or by whom (optional)", max_length=300, required=False, help_text="For example, at the gate; by the class teachers.")  # fmt: skip

    def __init__(self, *args: Any, notice: Notice, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["groups"].choices = [(each, wording.capital(people(each))) for each in notice.to]


class LetGoForm(forms.Form):
    why = forms.CharField(label="Why?", max_length=500, widget=forms.Textarea, help_text="The governors can read this. No names of pupils.", error_messages={"required": "Say why it is not given"})  # fmt: skip


class StartForm(forms.Form):
    """For a notice that no day calls for. people: only where it is for applicants; whom: only where it is for parents or pupils."""

    period = forms.CharField(label="What is it about?", max_length=200, help_text="For example, Shortlist for the Year 3 teacher. It stands in the list of notices; no names.")  # fmt: skip
    whom = forms.MultipleChoiceField(label="Which years or classes? (none: all)", required=False)
    people = forms.MultipleChoiceField(label="Who is it for?", error_messages={"required": "Choose whom it is for"})

    def __init__(self, *args: Any, to: Sequence[str], classes: Sequence[tuple[str, str]], applicants: Sequence[tuple[str, str]], **named: Any) -> None:  # fmt: skip
        super().__init__(*args, **named)
        self.fields["whom"].choices, self.fields["people"].choices = classes, applicants
        if "applicant" not in to:
            del self.fields["people"]
        if not {"parent", "pupil", "family"}.intersection(to):
            del self.fields["whom"]


class OftenForm(forms.Form):
    often = forms.ChoiceField(
        label="How often is it given?", choices=[*Pace.Often.choices, (BY_HAND, "Nothing fixed: somebody starts it when it is time")],
        help_text="From today on. Each time it is due by itself, and overdue until the log says that it was given.",
        error_messages={"required": "Select how often it is given"},
    )  # fmt: skip

    def clean_often(self) -> str:
        said = str(self.cleaned_data["often"])
        return "" if said == BY_HAND else said


class TermsForm(forms.Form):
    """Three terms, each from a day to a day."""

    def __init__(self, *args: Any, names: Sequence[str], **named: Any) -> None:
        super().__init__(*args, **named)
        for name in names:
            key = name.lower().replace(" ", "-")
            self.fields[f"{key}-first"] = DayField(label=f"First day of the {name.lower()} term", help_text="On which pupils are there.")  # fmt: skip
            self.fields[f"{key}-last"] = DayField(label=f"Last day of the {name.lower()} term")


def people(word: str) -> str:
    """A word of the policy for some people, as one speaks of them."""
    return {
        "parent": "parents and carers", "pupil": "pupils", "governor": "governors", "volunteer": "volunteers", "applicant": "applicants",
        "contractor": "contractors", "external provider": "external providers", "teacher": "teachers", "visitor": "visitors",
        "relative of pupil": "relatives of pupils", "family": "parents, carers and relatives", "workforce": "everybody who works here",
        "new starter": "new starters", "teaching assistant": "teaching assistants", "senior leader": "senior leaders",
    }.get(word, word)  # fmt: skip


__all__ = ["EventForm", "LetGoForm", "OwnForm", "StartForm", "TellForm", "TermsForm", "of_event", "people"]
