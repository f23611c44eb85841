"""A concern, the lines of its own log, and its evidence. Whatever tells of a person is sealed (`sealing`).

Room: schools.concerns. Written by `actions` alone; lines and evidence are only added to, by a trigger of the database as well (migration 0001).
Who may open a concern is a matter of the policy's procedure, not of the table of permissions: see `Concerns.visible_to` and `readers`.
No column points at a person, so that no list of what is held on somebody betrays a concern. Why: docs/adr/0066.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from belisha.schools.apart import InSchool, SchoolRow
from belisha.schools.people.permissions import WORKING_ROLES

if TYPE_CHECKING:
    from belisha.schools.people.places import Place


class SchoolKey(SchoolRow):
    """The key by which a school's concerns are sealed, wrapped by the installation's own."""

    wrapped = models.CharField(max_length=300)
    made = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school"], name="school_key_once")]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "school", "wrapped", "made"}

    def __str__(self) -> str:
        return f"key of {self.school_id}"


class Concerns(models.QuerySet["Concern"]):
    def visible_to(self, place: Place) -> Concerns:
        """Those that the policy's procedure shows to one of their roles, or that were opened to them by name while they work here; never one that is about them."""
        here = self.filter(school=place.school)
        if place.person is None:  # Belisha itself has no business in one
            return here.none()
        me = str(place.person.pk)
        # Somebody is let in as a colleague: whoever is only a parent by now is none.
        named = Q(pk__in=[]) if place.roles.isdisjoint(WORKING_ROLES) else Q(let_in__contains=[me])
        for role in place.roles:
            named |= Q(readers__contains=[role.value])
        return here.filter(named).exclude(barred__contains=[me])

    def still_open(self) -> Concerns:
        return self.filter(closed__isnull=True)


class Concern(SchoolRow):
    """Something that has come up.

    number: what people call it, of five figures at random. title: of the procedure by which it is handled, or what has happened, in the policy's words. version: SHA-256 of the policy under which it was opened. readers:
    the roles that may open it; barred: the people who may not, whatever their role; let_in: those to whom it was opened by name. at_once: whether a step that
    was to be done at once is not done; due: by when the next other step has to be done; null where none has a time.
    """

    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    version = models.CharField(max_length=64)
    opened = models.DateTimeField(default=timezone.now)
    closed = models.DateTimeField(null=True, blank=True)
    at_once = models.BooleanField(default=False)
    due = models.DateTimeField(null=True, blank=True)
    reminded = models.DateField(null=True, blank=True)
    readers = models.JSONField(default=list)
    barred = models.JSONField(default=list)
    let_in = models.JSONField(default=list)

    objects = Concerns.as_manager()

    class Meta:
        ordering = ["-opened", "id"]
        indexes = [models.Index(fields=["school", "closed", "due"], name="concern_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="concern_number_once"),
            models.CheckConstraint(
                condition=Q(closed__isnull=True) | Q(due__isnull=True, at_once=False),
                name="concern_closed_has_no_clock",
            ),
        ]

    class Privacy:
        said = "concern"
        personal = {"barred", "let_in"}
        plain = {
            "id",
            "school",
            "number",
            "title",
            "version",
            "opened",
            "closed",
            "at_once",
            "due",
            "reminded",
            "readers",
        }

    def __str__(self) -> str:
        return f"concern {self.number}"

    def is_overdue(self, now: datetime) -> bool:
        return self.due is not None and self.due < now


class Line(SchoolRow):
    """One line of a concern's own log: who wrote it, and what, is sealed. digest: SHA-256 over all of it and the line before."""

    class Kind(models.TextChoices):
        OPENED = "opened", "Opened"
        KNOWN = "known", "More became known"
        DONE = "done", "Step done"
        NOTED = "noted", "Noted"
        ATTACHED = "attached", "Evidence kept"
        WHO = "who", "Who may open it changed"
        READ = "read", "Opened by"
        TAKEN = "taken", "Evidence downloaded"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Opened again"

    concern = InSchool(Concern, models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=20, choices=Kind)
    sealed = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["school", "concern", "number"], name="concern_line_once")]

    class Privacy:
        said = "line of a concern"
        personal = {"sealed"}
        plain = {"id", "school", "concern", "number", "at", "kind", "digest"}

    def __str__(self) -> str:
        return f"line {self.number}"


class Seal(SchoolRow):
    """Where the logs of all concerns of a school stood once: digest is over those of every line up to then. One a day, whether anything was written or not; a file of the data folder holds the same."""

    at = models.DateTimeField(default=timezone.now)
    lines = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["at"]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "school", "at", "lines", "digest"}

    def __str__(self) -> str:
        return f"seal of {self.at}"


class Evidence(SchoolRow):
    """A file that belongs to a concern. Its name, its content hash, who brought it and where from stand, sealed, in the line of the log that has its id."""

    concern = InSchool(Concern, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=100)  # its content type, as its bytes say
    size = models.PositiveIntegerField()
    sealed = models.BinaryField()
    made = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["made", "id"]
        indexes = [models.Index(fields=["school", "concern"], name="evidence_of_concern")]

    class Privacy:
        said = "evidence of a concern"
        personal = {"sealed"}
        plain = {"id", "school", "concern", "kind", "size", "made"}

    def __str__(self) -> str:
        return f"evidence {self.pk}"
