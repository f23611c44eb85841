"""That the report on a school year was put before the governing body, and what it said then.

Room: schools.reports. Written by `actions` alone, and only added to (migration 0001).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from belisha.schools.apart import SchoolRow
from belisha.schools.people.permissions import Permission

if TYPE_CHECKING:
    from belisha.schools.people.places import Place


class Reports(models.QuerySet["Report"]):
    def visible_to(self, place: Place) -> Reports:
        here = self.filter(school=place.school)
        return here if place.may(Permission.SEE_REPORT) else here.none()


class Report(SchoolRow):
    """year: in which the school year begins that it is on, 2026 for 2026/27. said: the report as it was that day, as `writing.report` gives it."""

    year = models.PositiveSmallIntegerField()
    meeting = models.DateField()
    minute = models.CharField(max_length=120)
    said = models.JSONField()
    at = models.DateTimeField(default=timezone.now)
    by = models.UUIDField(null=True)
    by_words = models.CharField(max_length=300)

    objects = Reports.as_manager()

    class Meta:
        ordering = ["-meeting", "-at", "id"]
        indexes = [models.Index(fields=["school", "year", "meeting"], name="report_of_year")]
        constraints = [models.CheckConstraint(condition=~models.Q(minute=""), name="report_minuted")]

    class Privacy:
        said = "report put before the governing body"
        personal = {"by", "by_words"}
        plain = {"id", "school", "year", "meeting", "minute", "said", "at"}

    def __str__(self) -> str:
        return f"report {self.pk}"

    @property
    def words_for_record(self) -> str:
        return f"school year {self.year}/{(self.year + 1) % 100:02}"
