"""Answers that people keep for themselves; and, without anybody's name, how often the policy had no answer.

Room: schools.asked. Written by `actions` alone. A kept answer is its owner's, and nobody else opens it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from belisha.schools.apart import InSchool, SchoolRow
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import Permission

if TYPE_CHECKING:
    from belisha.schools.people.places import Place


class KeptAnswers(models.QuerySet["KeptAnswer"]):
    def visible_to(self, place: Place) -> KeptAnswers:
        """One's own alone."""
        return self.filter(school=place.school, person=place.person)


class KeptAnswer(SchoolRow):
    """One answer of the policy, as it was given.

    question: the situation in a line. facts: all of it, `{fact: value}`, by which it can be decided again; sources: where each that the school knew came
    from. about: whom it was about. as_of: the day; version: SHA-256 of the policy; policy: what it is called. clauses: those it rests on.
    """

    person = InSchool(Person, models.CASCADE, related_name="+")
    about = InSchool(Person, models.CASCADE, null=True, blank=True, related_name="+")
    made = models.DateTimeField(default=timezone.now)
    question = models.CharField(max_length=300)
    note = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict)
    sources = models.JSONField(default=dict)
    as_of = models.DateField()
    policy = models.CharField(max_length=300)
    version = models.CharField(max_length=64)
    verdict = models.CharField(max_length=30)
    headline = models.CharField(max_length=300)
    clauses = models.JSONField(default=list)

    objects = KeptAnswers.as_manager()

    class Meta:
        ordering = ["-made", "id"]
        indexes = [models.Index(fields=["school", "person", "made"], name="kept_answer_of_person")]

    class Privacy:
        said = "answer kept"
        personal = {"person", "about", "question", "note", "facts", "sources"}
        plain = {"id", "school", "made", "as_of", "policy", "version", "verdict", "headline", "clauses"}

    def __str__(self) -> str:
        return f"kept answer {self.pk}"


class UnansweredCounts(models.QuerySet["Unanswered"]):
    def visible_to(self, place: Place) -> UnansweredCounts:
        """To whoever takes part in making the policy."""
        here = self.filter(school=place.school)
        return here if place.may(Permission.SEE_DRAFT_POLICIES) else here.none()


class Unanswered(SchoolRow):
    """How often a policy was silent on one kind of situation in a month, or left it open.

    version: SHA-256 of the policy; policy: what it is called. situation: in words of the vocabulary, "A teacher · Befriend · A parent"; nothing that
    anybody wrote. month: its first day, so that no day points at who asked.
    """

    version = models.CharField(max_length=64)
    policy = models.CharField(max_length=300)
    situation = models.CharField(max_length=300)
    verdict = models.CharField(max_length=30)
    month = models.DateField()
    count = models.PositiveIntegerField(default=1)

    objects = UnansweredCounts.as_manager()

    class Meta:
        ordering = ["-count", "situation", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "version", "situation", "verdict", "month"], name="unanswered_once_a_month"
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "school", "version", "policy", "situation", "verdict", "month", "count"}

    def __str__(self) -> str:
        return f"unanswered {self.pk}"
