"""Imports of a roster, and each change that one made.

Room: schools.rosters. Written by `actions` alone. The changes are what an import is undone by, and how a later one knows which roles a roster gave.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from belisha.schools.apart import InSchool, SchoolRow
from belisha.schools.people.permissions import Permission

if TYPE_CHECKING:
    from belisha.schools.people.places import Place

KEPT_FOR = timedelta(days=7)  # a file that nobody took over


class Imports(models.QuerySet["Import"]):
    def visible_to(self, place: Place) -> Imports:
        here = self.filter(school=place.school)
        return here if place.may(Permission.CHANGE_PEOPLE) else here.none()


class Import(SchoolRow):
    """A roster that was brought in.

    mapping: of a plain CSV, by field, the column that holds it, and "everybody", what all are. counts: of what it changes, by kind; sample: the first of
    each; bad: the rows that were left out. pending: the file, until it was taken over or a week has passed. done: of `counts`, how many are written.
    """

    class Kind(models.TextChoices):
        ONEROSTER = "oneroster", "OneRoster zip"
        PLAIN = "plain", "CSV"

    class State(models.TextChoices):
        NEW = "new", "Columns to be told apart"
        WAITING = "waiting", "Being read"
        READY = "ready", "To be looked at"
        APPLYING = "applying", "Being taken over"
        DONE = "done", "Taken over"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"
        REFUSED = "refused", "Could not be read"

    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=20, choices=State, default=State.NEW)
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    pending = models.BinaryField(null=True)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    sample = models.JSONField(default=dict)
    bad = models.JSONField(default=list)
    problem = models.TextField(blank=True)
    mend = models.TextField(blank=True)
    done = models.PositiveIntegerField(default=0)
    sure = models.BooleanField(default=False)  # somebody has said that all who would leave have left
    made = models.DateTimeField(default=timezone.now)
    touched = models.DateTimeField(default=timezone.now)
    person = models.UUIDField(null=True)  # who brought it in
    person_words = models.CharField(max_length=300)

    objects = Imports.as_manager()

    class Meta:
        ordering = ["-made", "id"]
        indexes = [models.Index(fields=["school", "made"], name="import_by_time")]

    class Privacy:
        said = "list of people brought in"
        personal = {"file_name", "pending", "sample", "bad", "person", "person_words"}
        plain = {
            "id", "school", "kind", "state", "digest", "mapping", "counts", "problem", "mend", "done", "sure", "made", "touched",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def words_for_record(self) -> str:
        return f"roster of {timezone.localtime(self.made):%d.%m.%Y %H:%M}"

    @property
    def total(self) -> int:
        """How many changes there are."""
        return sum(value for name, value in self.counts.items() if name in CHANGES)

    @property
    def stands_still(self) -> bool:
        """Whether what was begun has not gone on for a minute: whoever did it was stopped, and it can be begun again."""
        busy = self.state in (self.State.WAITING, self.State.APPLYING, self.State.UNDOING)
        return busy and self.touched < timezone.now() - timedelta(minutes=1)


# What an import changes, in the order in which it does: in words for one, and for several.
CHANGES = {
    "person added": ("person is new", "people are new"),
    "person changed": ("person changes", "people change"),
    "role given": ("role begins", "roles begin"),
    "role changed": ("role changes", "roles change"),
    "role ended": ("role ends", "roles end"),
    "person left": ("person has left", "people have left"),
    "guardianship added": (
        "parent, carer or relative of a child is new",
        "parents, carers and relatives of children are new",
    ),
    "guardianship ended": (
        "parent, carer or relative of a child ends",
        "parents, carers and relatives of children end",
    ),
}


class Change(SchoolRow):
    """One change that an import made. row: of the person, role or guardianship; before, after: the fields that changed, as JSON has them."""

    roster = InSchool(Import, models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=30, choices=[(each, each) for each in CHANGES])
    row = models.UUIDField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["school", "what", "row"], name="change_of_row"),
        ]
        constraints = [models.UniqueConstraint(fields=["school", "roster", "number"], name="change_number_once")]

    class Privacy:
        said = "change by a list of people"
        personal = {"row", "before", "after"}
        plain = {"id", "school", "roster", "number", "what", "undone"}

    def __str__(self) -> str:
        return f"change {self.number} of import {self.roster_id}"

    @property
    def fields(self) -> dict[str, Any]:
        return self.after or {}
