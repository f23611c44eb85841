"""Forms about a version of the policy. What they are called with is what `policies.actions` takes.

Room: web.life.
"""

from __future__ import annotations

from django import forms

from belisha.schools.policies.moves import Step
from belisha.web.fields import DayField


class ReasonForm(forms.Form):
    note = forms.CharField(
        label="Why",
        max_length=1000,
        widget=forms.Textarea,
        help_text="Its writers and the governors read this.",
        error_messages={"required": "Say why, so that its writers know what to do"},
    )


class NoteForm(forms.Form):
    note = forms.CharField(label="Note (optional)", max_length=1000, required=False, widget=forms.Textarea)


class AdoptForm(forms.Form):
    meeting = DayField(label="Day of the meeting", help_text="For example, 27 3 2027")
    minute = forms.CharField(
        label="Where the minutes say so", max_length=120, help_text="For example, FGB 2027-03, item 7."
    )


class PublishForm(forms.Form):
    from_day = DayField(
        label="In force from", help_text="Today, or a later day. On that day it takes the place of the one before."
    )


def form_for(step: Step) -> type[forms.Form]:
    """What a step asks for."""
    return {"adopt": AdoptForm, "publish": PublishForm}.get(step.name, ReasonForm if step.reasoned else NoteForm)
