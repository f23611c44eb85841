"""What is asked about ties and approvals. Forms parse; `declarations.actions` decides.

Room: web.declarations.
"""

from __future__ import annotations

from typing import Any

from django import forms

from belisha.schools.declarations.models import LONGEST, Declaration
from belisha.web.fields import DayField

UNTIL = "The first day without it, for example 1 9 2027."


class DeclareForm(forms.Form):
    named = forms.CharField(
        label="Their name",
        max_length=200,
        required=False,
        help_text="Of a pupil, or of a parent: then it is of all their children here.",
    )
    relation = forms.ChoiceField(
        label="What are they to you?",
        choices=[
            ("parent", "I am their parent or carer"),
            ("relative", "We are close family"),
            ("friend", "We are friends outside school"),
        ],
        error_messages={"required": "Select what they are to you"},
    )
    words = forms.CharField(
        label="In your words (optional)",
        max_length=300,
        required=False,
        help_text="For example, our children play football together. No more than is needed.",
    )

    def __init__(self, *args: Any, chosen: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        if chosen:
            del self.fields["named"]


class EndForm(forms.Form):
    until = DayField(label="Ends on", help_text="From this day on it counts no more.")


class AskForm(forms.Form):
    reason = forms.CharField(
        label="Why do you want to do this?",
        max_length=LONGEST,
        widget=forms.Textarea,
        help_text="Whoever decides reads it. Name no child.",
        error_messages={"required": "Say why you want this"},
    )
    until = DayField(label="Until", help_text=UNTIL)


class AskToPostForm(AskForm):
    post = forms.CharField(
        label="The post, word for word (optional)",
        required=False,
        widget=forms.Textarea,
        help_text="Then the approval is for these words, and for no others. Leave it empty to ask for all posts of this kind until a day.",
    )
    field_order = ["post", "reason", "until"]


PURPOSES = [
    ("learning", "For teaching and learning"),
    ("school business", "For school business"),
    ("personal", "For myself"),
]


class DeviceForm(AskForm):
    what = forms.CharField(
        label="Which device, and what for?",
        max_length=300,
        help_text="For example, the class tablet, for the class blog.",
        error_messages={"required": "Say which device, and what for"},
    )
    purpose = forms.ChoiceField(
        label="Whose purpose is it?",
        choices=PURPOSES,
        error_messages={"required": "Select what it is for"},
    )
    field_order = ["what", "purpose", "reason", "until"]


class GroupForm(AskForm):
    what = forms.CharField(
        label="What is the group called, and where is it?",
        max_length=300,
        error_messages={"required": "Say what the group is called, and where it is"},
    )
    benefit = forms.CharField(
        label="What shall it bring to learning, and how will you measure that?",
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={"required": "Say what it shall bring to learning, and how you will measure that"},
    )
    field_order = ["what", "reason", "benefit", "until"]

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["reason"].label = "Why can this not be had without a group online?"


class AccountForm(AskForm):
    what = forms.CharField(
        label="Which account, and what for?",
        max_length=300,
        help_text="For example, a class account on the school's video channel.",
        error_messages={"required": "Say which account, and what for"},
    )
    field_order = ["what", "reason", "until"]


class OtherForm(AskForm):
    what = forms.CharField(
        label="What do you ask for?",
        max_length=300,
        help_text="In a line. Name no child.",
        error_messages={"required": "Say what you ask for"},
    )
    field_order = ["what", "reason", "until"]


FORMS: dict[str, type[AskForm]] = {"device": DeviceForm, "group": GroupForm, "account": AccountForm, "other": OtherForm}


class DecideForm(forms.Form):
    answer = forms.CharField(
        label="Why do you decide so?",
        max_length=LONGEST,
        widget=forms.Textarea,
        help_text="Whoever asked reads it, and so do those who look at the register.",
        error_messages={"required": "Say why: whoever asked reads it"},
    )
    until = DayField(label="If you say yes, until", required=False, help_text=UNTIL)


class WithdrawForm(forms.Form):
    why = forms.CharField(label="Why", max_length=LONGEST, required=False, widget=forms.Textarea)


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label="What has it brought?",
        max_length=LONGEST,
        widget=forms.Textarea,
        help_text="What you have measured, as you said you would.",
        error_messages={"required": "Write what you have measured"},
    )


RELATIONS = [("", "All"), *Declaration.Relation.choices]
