"""The one write about reports: that one was put before the governing body.

Room: schools.reports. What it said is kept with it, so that minutes point at the figures that governors saw.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event
from belisha.schools.reports import writing
from belisha.schools.reports.models import Report
from belisha.schools.reports.seasons import Year


@transaction.atomic
def receive(year: Year, *, by: Place, meeting: date, minute: str, today: date | None = None) -> Report:
    """Notes that the report on a school year was put before the governing body. meeting: its day, up to today. Raises ValidationError.

    Entered twice alike, it is there once.
    """
    by.must_be_allowed(Permission.RECEIVE_REPORT)
    day, minute = today or timezone.localdate(), " ".join(minute.split())
    wrong: dict[str, str] = {}
    if meeting > day:
        wrong["meeting"] = "The day of the meeting cannot be in the future"
    elif meeting < year.first:
        wrong["meeting"] = "The day of the meeting is before the school year that the report is on"
    if not minute:
        wrong["minute"] = "Enter where the minutes say so, such as FGB 2027-07, item 6"
    elif len(minute) > 120:
        wrong["minute"] = "Say it in at most 120 characters"
    if wrong:
        raise ValidationError(wrong)
    there = Report.objects.filter(school=by.school, year=year.begins, meeting=meeting, minute=minute).first()
    if there is not None:
        return there
    made = Report(
        school=by.school, year=year.begins, meeting=meeting, minute=minute, said=writing.report(by.school, year, day),
        by=by.person.pk if by.person else None, by_words=by.words[:300],
    )  # fmt: skip
    made.save(force_insert=True)
    record.write(by, Event.REPORT_RECEIVED, made, after={"year": year.begins, "meeting": meeting, "minute": minute})
    return made
