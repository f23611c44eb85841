"""What is asked when the report was put before the governing body: what `reports.actions.receive` takes.

Room: web.reports.
"""

from __future__ import annotations

from django import forms

from belisha.web.fields import DayField


class ReceiveForm(forms.Form):
    meeting = DayField(label="Day of the meeting", help_text="For example, 8 7 2027")
    minute = forms.CharField(
        label="Where the minutes say so", max_length=120, help_text="For example, FGB 2027-07, item 6"
    )
