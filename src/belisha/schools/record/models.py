"""The lines of the record, and the anchors that hold its end.

Room: schools.record. Written by `actions` alone. The role that serves may add and read, nothing else, and a trigger refuses
every change (migration 0001). No foreign key but the school: a line outlives whom it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from belisha.schools.apart import SchoolRow
from belisha.schools.people.permissions import Permission

if TYPE_CHECKING:
    from belisha.schools.people.places import Place


class Entries(models.QuerySet["Entry"]):
    def visible_to(self, place: Place) -> Entries:
        here = self.filter(school=place.school)
        return here if place.may(Permission.SEE_RECORD) else here.none()


class Entry(SchoolRow):
    """One line: what happened, when, who did it in which roles, and what changed."""

    number = models.BigIntegerField()
    at = models.DateTimeField()
    event = models.CharField(max_length=80)
    who = models.UUIDField(null=True)  # the person; null: Belisha itself
    who_words = models.CharField(max_length=300)  # their name then
    roles = models.JSONField(default=list)
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.CharField(max_length=60, blank=True)
    about_words = models.CharField(max_length=300, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = Entries.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="entry_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="entry_number_from_one"),
        ]
        indexes = [
            models.Index(fields=["school", "event", "number"], name="entry_by_event"),
            models.Index(fields=["school", "about_kind", "about_id", "number"], name="entry_by_about"),
        ]

    class Privacy:
        said = "line of the record"
        personal = {"who", "who_words", "roles", "about_id", "about_words", "before", "after"}
        plain = {"id", "school", "number", "at", "event", "about_kind", "previous", "hash"}

    def __str__(self) -> str:
        return f"{self.school_id} {self.number}"


class Anchor(SchoolRow):
    """Where the record stood once: a tail that is cut off afterwards is missed. The data folder holds the same in a file."""

    at = models.DateTimeField()
    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    why = models.CharField(max_length=60)  # "the day", "download"

    class Meta:
        ordering = ["number", "at"]
        indexes = [models.Index(fields=["school", "number"], name="anchor_by_number")]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "school", "at", "number", "hash", "why"}

    def __str__(self) -> str:
        return f"{self.school_id} {self.number}"
