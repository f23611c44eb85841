"""The versions of a school's policy, who moved each of them, what was said and assessed about it, its translations, and who was reminded.

Room: schools.policies. Written by `actions` alone. Once a version has left draft, a trigger refuses another text (migration 0002), and so does
whoever holds the database's key: what governors adopted is what was in force. "Superseded" is no state: it follows from the days.
Next door: `moves` says who may move a version, `force` which one is in force on a day.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from belisha.schools.apart import InSchool, SchoolRow
from belisha.schools.people.permissions import Permission

if TYPE_CHECKING:
    from belisha.schools.people.places import Place


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in review", "In review"
    APPROVED = "approved", "Approved"
    ADOPTED = "adopted", "Adopted"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Versions(models.QuerySet["Version"]):
    def visible_to(self, place: Place) -> Versions:
        """What was published, to everybody of the school; the rest to those who take part in making it."""
        here = self.filter(school=place.school)
        return here if place.may(Permission.SEE_DRAFT_POLICIES) else here.published()

    def published(self) -> Versions:
        return self.filter(state=State.PUBLISHED)

    def begun(self, day: date) -> Versions:
        """Those that were in force on this day or before it; the one in force first."""
        return self.published().filter(in_force_from__lte=day).order_by("-in_force_from")


class Version(SchoolRow):
    """One text of the policy. policy, number: what its front matter says, `policy:` and `version:`."""

    policy = models.CharField(max_length=200)
    number = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    edition = models.PositiveIntegerField(default=1)  # counts the savings of a draft
    based_on = InSchool("self", models.PROTECT, null=True, blank=True, related_name="+")
    made = models.DateTimeField(default=timezone.now)
    changed = models.DateTimeField(default=timezone.now)
    by = models.UUIDField(null=True)  # the person who began it; null: Belisha itself
    by_words = models.CharField(max_length=300)
    meeting = models.DateField(null=True, blank=True)  # at which the governing body adopted it
    minute = models.CharField(max_length=120, blank=True)
    in_force_from = models.DateField(null=True, blank=True)
    law = models.JSONField(default=dict)  # what the law pack held when it was published, or last compared: entry, hash

    objects = Versions.as_manager()

    class Meta:
        ordering = ["-made", "id"]
        indexes = [
            models.Index(fields=["school", "made"], name="version_by_time"),
            models.Index(fields=["school", "state", "in_force_from"], name="version_in_force"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="version_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(in_force_from__isnull=False),
                name="version_published_from_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ADOPTED, State.PUBLISHED]) | (Q(meeting__isnull=False) & ~Q(minute="")),
                name="version_adopted_at_a_meeting",
            ),
            models.UniqueConstraint(
                fields=["school", "in_force_from"], condition=Q(state=State.PUBLISHED), name="version_one_from_a_day"
            ),
            models.UniqueConstraint(
                fields=["school", "policy", "number"],
                condition=~Q(state__in=[State.DRAFT, State.WITHDRAWN]),
                name="version_number_once",
            ),
        ]

    class Privacy:
        said = "version of the policy"
        personal = {"by", "by_words"}
        plain = {
            "id", "school", "policy", "number", "text", "sha256", "state", "edition", "based_on", "made", "changed", "meeting",
            "minute", "in_force_from", "law",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"version {self.pk}"

    @property
    def name(self) -> str:
        """As people say it: "Social media, version 2026.1"."""
        return f"{self.policy}, version {self.number}" if self.number else self.policy

    @property
    def short(self) -> str:
        """Enough of the hash to tell any two apart; what an address and a receipt name it by."""
        return self.sha256[:16]


class Move(SchoolRow):
    """One step of a version's life: who, when, from which state to which, and why. Only added to."""

    version = InSchool(Version, models.PROTECT, related_name="moves")
    before = models.CharField(max_length=20, blank=True)  # "": it was begun
    after = models.CharField(max_length=20, choices=State)
    at = models.DateTimeField(default=timezone.now)
    by = models.UUIDField(null=True)
    by_words = models.CharField(max_length=300)
    roles = models.JSONField(default=list)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["school", "version", "at"], name="move_of_version")]

    class Privacy:
        said = "step of a version"
        personal = {"by", "by_words", "roles", "note"}
        plain = {"id", "school", "version", "before", "after", "at"}

    def __str__(self) -> str:
        return f"move {self.pk}"


class Comment(SchoolRow):
    """What somebody who may read a version said about it."""

    version = InSchool(Version, models.PROTECT, related_name="comments")
    at = models.DateTimeField(default=timezone.now)
    by = models.UUIDField(null=True)
    by_words = models.CharField(max_length=300)
    text = models.TextField(max_length=2000)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["school", "version", "at"], name="comment_of_version")]

    class Privacy:
        said = "comment on a version"
        personal = {"by", "by_words", "text"}
        plain = {"id", "school", "version", "at"}

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Effect(SchoolRow):
    """What a version is likely to do to people with one protected characteristic. It is frozen with the version (migration 0003)."""

    class Likely(models.TextChoices):
        POSITIVE = "positive", "Positive"
        NONE = "none", "None"
        NEGATIVE = "negative", "Negative"

    version = InSchool(Version, models.PROTECT, related_name="effects")
    characteristic = models.CharField(max_length=60)  # as the law pack has it
    likely = models.CharField(max_length=10, choices=Likely)
    evidence = models.TextField(max_length=2000)
    mitigation = models.TextField(max_length=2000, blank=True)
    confirmed = models.BooleanField(default=True)  # False: taken over from the version before, and not looked at yet
    edition = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)
    by = models.UUIDField(null=True)
    by_words = models.CharField(max_length=300)

    class Meta:
        ordering = ["characteristic", "id"]
        constraints = [
            models.UniqueConstraint(fields=["school", "version", "characteristic"], name="effect_once"),
            models.CheckConstraint(
                condition=Q(likely__in=["positive", "none", "negative"]), name="effect_likely_known"
            ),
            models.CheckConstraint(
                condition=~Q(likely="negative") | ~Q(mitigation=""), name="effect_negative_mitigated"
            ),
        ]

    class Privacy:
        personal = {"by", "by_words", "evidence", "mitigation"}
        plain = {"id", "school", "version", "characteristic", "likely", "confirmed", "edition", "at"}

    def __str__(self) -> str:
        return f"effect {self.pk}"


class EarlyReviews(models.QuerySet["EarlyReview"]):
    def visible_to(self, place: Place) -> EarlyReviews:
        here = self.filter(school=place.school)
        return here if place.may(Permission.SEE_DRAFT_POLICIES) else here.none()

    def open(self) -> EarlyReviews:
        return self.filter(closed=None)


class EarlyReview(SchoolRow):
    """That the version in force has to be looked at before its day. trigger: what brought it, as `sooner when` of the policy has it."""

    class Outcome(models.TextChoices):
        BEGUN = "begun", "The next version was begun"
        PUBLISHED = "published", "The next version was published"
        NOTHING = "nothing", "Looked at, nothing to change"

    version = InSchool(Version, models.PROTECT, related_name="early_reviews")
    trigger = models.CharField(max_length=100)
    why = models.TextField(max_length=1000, blank=True)
    law = models.JSONField(default=dict)  # the entries of the law pack that changed: id, hash of what counts in it now
    opened = models.DateTimeField(default=timezone.now)
    by = models.UUIDField(null=True)
    by_words = models.CharField(max_length=300)
    closed = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    minute = models.CharField(max_length=120, blank=True)
    closed_by = models.UUIDField(null=True, blank=True)
    closed_by_words = models.CharField(max_length=300, blank=True)

    objects = EarlyReviews.as_manager()

    class Meta:
        ordering = ["-opened", "id"]
        indexes = [models.Index(fields=["school", "version", "closed"], name="early_review_of_version")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed=None, outcome="") | (Q(closed__isnull=False) & ~Q(outcome="")),
                name="early_review_closed_how",
            ),
            models.CheckConstraint(condition=~Q(outcome="nothing") | ~Q(minute=""), name="early_review_minuted"),
        ]

    class Privacy:
        personal = {"by", "by_words", "why", "closed_by", "closed_by_words"}
        plain = {"id", "school", "version", "trigger", "law", "opened", "closed", "outcome", "minute"}

    def __str__(self) -> str:
        return f"early review {self.pk}"


class Translations(models.QuerySet["Translation"]):
    def visible_to(self, place: Place) -> Translations:
        """Everybody of the school: what is translated is public."""
        return self.filter(school=place.school)

    def standing(self) -> Translations:
        return self.filter(withdrawn=None)


class Translation(SchoolRow):
    """A published version in another language, to be read: the English decides."""

    version = InSchool(Version, models.PROTECT, related_name="translations")
    language = models.CharField(max_length=35)  # a tag of BCP 47, such as "cy" or "zh-Hant"
    title = models.CharField(max_length=200)
    text = models.TextField()
    translator = models.CharField(max_length=200)
    checked_by = models.CharField(max_length=200, blank=True)
    made = models.DateTimeField(default=timezone.now)
    by = models.UUIDField(null=True)
    by_words = models.CharField(max_length=300)
    withdrawn = models.DateTimeField(null=True, blank=True)

    objects = Translations.as_manager()

    class Meta:
        ordering = ["language", "-made", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "version", "language"],
                condition=Q(withdrawn=None),
                name="translation_one_of_a_language",
            ),
        ]

    class Privacy:
        personal = {"by", "by_words", "translator", "checked_by"}
        plain = {"id", "school", "version", "language", "title", "text", "made", "withdrawn"}

    def __str__(self) -> str:
        return f"translation {self.pk}"


class Reminder(SchoolRow):
    """That the review of a version was called to mind: once for each day that it is due, and each step on the way there."""

    version = InSchool(Version, models.PROTECT, related_name="+")
    due = models.DateField()
    step = models.SmallIntegerField()  # days before: 90, 30, 7; -1: overdue
    on = models.DateField()

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["school", "version", "due", "step"], name="reminder_once"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "school", "version", "due", "step", "on"}

    def __str__(self) -> str:
        return f"reminder {self.pk}"
