"""What is taught and trained in a school year, with what belongs to it, and who has had it: pupils by class, adults by name.

Room: schools.teaching. Written by `actions` alone. "Overdue" is no state: it follows from the days and from who is here. Next door: `standing`.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from belisha.schools.apart import InSchool, SchoolRow
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import Permission

if TYPE_CHECKING:
    from belisha.schools.people.places import Place


class Items(models.QuerySet["Item"]):
    def visible_to(self, place: Place) -> Items:
        here = self.filter(school=place.school)
        return here if place.may(Permission.SEE_TEACHING) else here.none()

    def standing(self) -> Items:
        return self.filter(dropped__isnull=True)

    def of_year(self, year: int) -> Items:
        """What begins in a school year; and what was to be read in it, however long that has been so."""
        runs = Q(kind="reading", first__lt=date(year + 1, 8, 1), last__gte=date(year, 8, 1))
        return self.filter(Q(year=year) | runs)


class Item(SchoolRow):
    """A lesson, a visitor, an assembly; a training; something to read.

    year: in which its school year begins. whom: for pupils, the classes, years or stages, all of them where empty; for adults, words such as `staff`.
    clause, promise: the sentence of the policy that promises it, as it stood. first, last: the days between which it is to take place; a reading is for
    those who have come since `first`, each within `days` of their beginning.
    """

    class Kind(models.TextChoices):
        LESSON = "lesson", "Lesson"
        ASSEMBLY = "assembly", "Assembly"
        VISITOR = "visitor", "Visitor"
        TRAINING = "training", "Training"
        READING = "reading", "Reading for new starters"

    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=160)
    about = models.CharField(max_length=1000, blank=True)
    year = models.PositiveSmallIntegerField()
    whom = models.JSONField(default=list, blank=True)
    clause = models.CharField(max_length=40, blank=True)
    promise = models.CharField(max_length=1000, blank=True)
    first = models.DateField()
    last = models.DateField()
    days = models.PositiveSmallIntegerField(default=14)
    leads = models.CharField(max_length=120, blank=True)  # who gives it: a teacher, a visitor
    dropped = models.DateField(null=True, blank=True)
    dropped_because = models.CharField(max_length=500, blank=True)
    made = models.DateTimeField(default=timezone.now)

    objects = Items.as_manager()

    class Meta:
        ordering = ["last", "title", "id"]
        indexes = [models.Index(fields=["school", "year", "last"], name="item_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="item_ends_after_begin"),
            models.CheckConstraint(
                condition=Q(kind__in=["lesson", "assembly", "visitor", "training", "reading"]), name="item_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(dropped__isnull=True) | ~Q(dropped_because=""), name="item_dropped_for_a_reason"
            ),
        ]

    class Privacy:
        personal = {"leads"}
        plain = {
            "id", "school", "kind", "title", "about", "year", "whom", "clause", "promise", "first", "last", "days", "dropped", "dropped_because",
            "made",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"item {self.pk}"

    @property
    def words_for_record(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def for_pupils(self) -> bool:
        return self.kind in FOR_PUPILS


FOR_PUPILS = (Item.Kind.LESSON, Item.Kind.ASSEMBLY, Item.Kind.VISITOR)


class Held(SchoolRow):
    """That a class of pupils has had it."""

    item = InSchool(Item, models.CASCADE, related_name="held")
    group = models.CharField(max_length=200)  # the class, as it was called on that day
    on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    by = models.UUIDField(null=True)
    by_words = models.CharField(max_length=300)

    class Meta:
        ordering = ["on", "group"]
        constraints = [models.UniqueConstraint(fields=["school", "item", "group"], name="held_once")]

    class Privacy:
        personal = {"by", "by_words", "note"}
        plain = {"id", "school", "item", "group", "on"}

    def __str__(self) -> str:
        return f"held {self.pk}"


class Attended(SchoolRow):
    """That an adult took part, caught up, has read it, or need not (on long leave, say)."""

    class How(models.TextChoices):
        THERE = "there", "Took part"
        LATER = "later", "Caught up later"
        READ = "read", "Read and confirmed"
        EXCUSED = "excused", "Need not"

    item = InSchool(Item, models.CASCADE, related_name="attended")
    person = InSchool(Person, models.CASCADE, related_name="+")
    how = models.CharField(max_length=10, choices=How)
    on = models.DateField()
    by = models.UUIDField(null=True)
    by_words = models.CharField(max_length=300)

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["school", "item", "person"], name="attended_once")]
        indexes = [models.Index(fields=["school", "person"], name="attended_of_person")]

    class Privacy:
        said = "training or reading"
        personal = {"person", "how", "by", "by_words"}
        plain = {"id", "school", "item", "on"}

    def __str__(self) -> str:
        return f"attended {self.pk}"


class Resource(SchoolRow):
    """What belongs to an item: a link, or a file. kind: its content type, as its bytes say."""

    item = InSchool(Item, models.CASCADE, related_name="resources")
    name = models.CharField(max_length=160)
    href = models.CharField(max_length=500, blank=True)
    data = models.BinaryField(null=True)
    kind = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    made = models.DateTimeField(default=timezone.now)
    by_words = models.CharField(max_length=300)

    class Meta:
        ordering = ["made", "id"]
        indexes = [models.Index(fields=["school", "item"], name="resource_of_item")]
        constraints = [
            models.CheckConstraint(condition=~Q(href="") ^ Q(data__isnull=False), name="resource_is_link_or_file"),
        ]

    class Privacy:
        personal = {"by_words"}
        plain = {"id", "school", "item", "name", "href", "data", "kind", "size", "sha256", "made"}

    def __str__(self) -> str:
        return f"resource {self.pk}"
