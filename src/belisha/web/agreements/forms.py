"""Forms about agreements. What they are called with is what `agreements.actions` takes.

Room: web.agreements.
"""

from __future__ import annotations

from typing import Any

from django import forms

from belisha.schools.agreements.models import Reply
from belisha.schools.agreements.statements import Standing
from belisha.schools.agreements.whom import KEY_STAGE_2
from belisha.web.fields import DayField, Listed

# The reminders that can be chosen, in days after the day by which it is to be signed.
REMINDERS = [("-14", "14 days before"), ("-7", "7 days before"), ("-1", "The day before"), ("1", "The day after"), ("8", "A week after that"), ("22", "Three weeks after the day")]  # fmt: skip
USUAL = ["-7", "1", "8"]
STANDS, AGAIN = "stand", "again"
SAME, OTHER = "same", "other"


class OpenForm(forms.Form):
    """For one agreement. standing: how it stands; pupils: whether they are among those whom it is for."""

    due = DayField(label="To be signed by", help_text="Whoever joins later has at least a fortnight.")
    reminders = forms.MultipleChoiceField(label="Reminders", choices=REMINDERS, required=False)
    from_year = forms.ChoiceField(label="Which pupils", required=False)
    stand = forms.ChoiceField(label="Those who have signed before")

    def __init__(self, *args: Any, standing: Standing, pupils: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        if pupils:
            self.fields["from_year"].choices = [
                (str(KEY_STAGE_2), "From Key Stage 2 on (Year 3 and above)"),
                ("0", "All pupils"),
            ]
        else:
            del self.fields["from_year"]
        if standing.campaign is None:
            del self.fields["stand"]
        else:
            self.fields["stand"].choices = [
                (AGAIN, "Everybody signs again"),
                (STANDS, "What they signed stands; only the others are asked"),
            ]
        for change in standing.changes:
            self.fields[f"material-{change.id}"] = forms.ChoiceField(
                label=f"Does {change.id} mean something else now?",
                choices=[(SAME, "No: other words for the same"), (OTHER, "Yes: a duty is new, different or gone")],
                error_messages={"required": f"Say whether {change.id} means something else now"},
            )

    @property
    def told(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        return {
            "due": said["due"],
            "reminders": [int(each) for each in said["reminders"]],
            "from_year": int(said.get("from_year") or 0) or None,
            "stand": said.get("stand") == STANDS,
            "material": {
                name.removeprefix("material-"): value == OTHER
                for name, value in said.items()
                if name.startswith("material-")
            },
        }


class DueForm(forms.Form):
    due = DayField(label="To be signed by", help_text="For example, 8 1 2027")


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="Why do you not agree?",
        max_length=1000,
        widget=forms.Textarea,
        help_text="The headteacher and the school office read it, and answer. Nobody else does.",
        error_messages={"required": "Say why, so that the school can answer"},
    )


class AskForm(forms.Form):
    kind = forms.ChoiceField(
        label="What do you need?",
        choices=[each for each in Reply.Kind.choices if each[0] != Reply.Kind.DECLINED],
        error_messages={"required": "Choose what you need"},
    )
    text = forms.CharField(
        label="Tell us more",
        max_length=1000,
        required=False,
        widget=forms.Textarea,
        help_text="For example, which language, or which statement.",
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label="Your answer",
        max_length=2000,
        widget=forms.Textarea,
        help_text="It is kept here, and sent by e-mail with a new link to sign.",
        error_messages={"required": "Write an answer"},
    )


class PaperForm(forms.Form):
    """parents: of a pupil, who may have signed with them."""

    on = DayField(label="Day on the paper")
    parent_words = forms.ChoiceField(
        label="Parent or carer who signed it too",
        widget=Listed,
        error_messages={"required": "Choose the parent or carer who signed it too"},
    )
    scan = forms.FileField(label="Scan", required=False)

    def __init__(self, *args: Any, parents: list[str] | None, **named: Any) -> None:
        super().__init__(*args, **named)
        if parents is None:
            del self.fields["parent_words"]
        elif parents:
            self.fields["parent_words"].choices = [("", "Choose"), *((each, each) for each in parents)]
        else:  # nobody here knows whose child it is
            self.fields["parent_words"] = forms.CharField(
                label="Parent or carer who signed it too",
                max_length=300,
                error_messages={"required": "Enter the parent or carer who signed it too"},
            )


class StrikeForm(forms.Form):
    why = forms.CharField(
        label="What was wrong with it?",
        max_length=500,
        help_text="For example, it was somebody else's paper.",
        error_messages={"required": "Say what was wrong with it"},
    )
