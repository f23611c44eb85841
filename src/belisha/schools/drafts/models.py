"""Drafts, their sentences, and the steps that can be undone.

Room: schools.drafts. Written by `actions` alone. What a document says of people is text in it; so all text of a document counts as personal.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from belisha.importing import kept
from belisha.importing.modality import LABELS
from belisha.importing.reading import Reading
from belisha.schools.days import in_words

KEPT_FOR = timedelta(days=30)
UNDECIDED, RULE, PROSE, NOBODY = "", "rule", "prose", "nobody"
CHOICES = (UNDECIDED, RULE, PROSE, NOBODY)
# A sentence whose modality is surer than this needs no second look.
SURE = 0.75


def hash_of(token: str) -> str:
    """What is kept of a draft's token: from it nobody gets back to the link."""
    return hashlib.sha256(token.encode()).hexdigest()


class DraftQuerySet(models.QuerySet["Draft"]):
    def by_link(self, token: str, at: datetime | None = None) -> DraftQuerySet:
        """The draft that this token opens, if it has not expired. Without what is large."""
        alive = self.filter(token_hash=hash_of(token), expires__gt=at or timezone.now())
        return alive.defer("pending", "source")

    def expired(self, at: datetime | None = None) -> DraftQuerySet:
        return self.filter(expires__lte=at or timezone.now())


class Draft(models.Model):
    """A document that was brought in.

    It is waiting (`pending` holds the file, until it is read), read (`source` holds its text), or refused (`problem` and `mend` say why). version
    counts every change to it, so that two tabs notice each other. school: whose it is, once schools sign in; until then it is its link's.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    school = models.ForeignKey("published.School", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=120, blank=True)  # as it was shown to us, made harmless; "" for pasted text
    ending = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    pending = models.BinaryField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    mend = models.TextField(blank=True)
    source = models.JSONField(null=True)
    title = models.CharField(max_length=200, blank=True)
    prefix = models.CharField(max_length=4, blank=True)  # of its clauses' ids
    version = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(default=timezone.now)
    read = models.DateTimeField(null=True)
    expires = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["expires"], name="draft_expires")]
        constraints = [
            models.CheckConstraint(
                condition=Q(pending__isnull=False, source__isnull=True, read__isnull=True, problem="")
                | Q(pending__isnull=True, source__isnull=False, read__isnull=False, problem="")
                | (Q(pending__isnull=True, source__isnull=True, read__isnull=True) & ~Q(problem="")),
                name="draft_waits_or_is_read_or_refused",
            ),
            models.CheckConstraint(condition=Q(expires__gt=models.F("created")), name="draft_expires_later"),
        ]

    class Privacy:
        """Which fields are about a person; docs/adr/0007. What a document says may be about anybody."""

        personal = {"file_name", "pending", "source", "title"}
        plain = {
            "id", "token_hash", "school", "ending", "digest", "attempts", "problem", "mend", "prefix", "version", "created", "read", "expires",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"draft {self.pk}"

    @property
    def waiting(self) -> bool:
        return self.read is None and not self.problem

    @property
    def last_day(self) -> str:
        """The day on which it is deleted, in words."""
        return in_words(timezone.localdate(self.expires))


class SentenceQuerySet(models.QuerySet["Sentence"]):
    """What of a draft is looked at. A sentence with a number binds somebody, or did until a person said otherwise."""

    def to_decide(self) -> SentenceQuerySet:
        return self.filter(number__isnull=False, choice=UNDECIDED)

    def shown(self, what: str) -> SentenceQuerySet:
        """what: a key of SHOWN."""
        return self.filter(SHOWN[what])

    def counts(self) -> dict[str, int]:
        """How many there are of each kind that can be shown; `binding`: those that have to be decided, `decided`: of these."""
        wanted = {
            **SHOWN,
            "binding": Q(number__isnull=False),
            "decided": Q(number__isnull=False) & ~Q(choice=UNDECIDED),
        }
        found: dict[str, int] = self.aggregate(**{name: Count("pk", filter=each) for name, each in wanted.items()})
        return found


SHOWN = {
    "all": Q(pk__isnull=False),
    "undecided": Q(number__isnull=False, choice=UNDECIDED),
    "suggested": Q(number__isnull=False, near__isnull=False),
    "unsuggested": Q(number__isnull=False, near__isnull=True),
    "doubtful": Q(sure__lt=SURE),
    "rules": Q(choice=RULE),
    "prose": Q(choice=PROSE),
    "nobody": Q(number__isnull=True) | Q(choice=NOBODY),
}


class Sentence(models.Model):
    """A sentence of a draft: what was read, and how a person wants it to stand.

    reading: as `belisha.importing.kept` keeps it; it never changes. near: how near the suggested rule is, null where there is none. number: of its
    id, kept once given. modality: as read, or as a person put it right. rule: what stands for it, a sentence a line. version: counts its changes.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="sentences")
    position = models.PositiveIntegerField()
    number = models.PositiveIntegerField(null=True)
    reading = models.JSONField()
    sure = models.FloatField()
    near = models.FloatField(null=True)
    modality = models.CharField(max_length=20)
    choice = models.CharField(max_length=8, blank=True, default=UNDECIDED)
    rule = models.TextField(blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = SentenceQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "position"], name="sentence_has_one_place"),
            models.UniqueConstraint(fields=["draft", "number"], name="sentence_has_its_own_id"),
            models.CheckConstraint(condition=Q(choice__in=CHOICES), name="sentence_choice_is_known"),
            models.CheckConstraint(condition=Q(modality__in=LABELS), name="sentence_modality_is_known"),
            models.CheckConstraint(
                condition=(Q(choice=RULE) & ~Q(rule="")) | (~Q(choice=RULE) & Q(rule="")),
                name="sentence_has_a_rule_if_it_is_one",
            ),
            models.CheckConstraint(
                condition=~Q(choice__in=[RULE, PROSE]) | Q(number__isnull=False), name="sentence_that_binds_has_an_id"
            ),
        ]

    class Privacy:
        """Which fields are about a person; docs/adr/0007."""

        personal = {"reading", "rule", "note"}
        plain = {"id", "draft", "position", "number", "sure", "near", "modality", "choice", "version"}

    def __str__(self) -> str:
        return f"sentence {self.position} of draft {self.draft_id}"

    @property
    def read(self) -> Reading:
        """What was read."""
        return kept.from_json(self.reading)

    @property
    def suggested(self) -> tuple[str, ...]:
        """What is suggested to stand for it."""
        suggestion = self.read.suggestion
        return suggestion.rules if suggestion else ()

    @property
    def binds(self) -> bool:
        """Whether it binds somebody, as it stands now."""
        return self.number is not None and self.choice != NOBODY

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(self.rule.split("\n")) if self.rule else ()


class Step(models.Model):
    """A change to a draft that can be undone. number: the draft's version after it. before: how each sentence that it changed stood."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    before = models.JSONField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="step_has_one_place")]

    class Privacy:
        """Which fields are about a person; docs/adr/0007."""

        personal = {"before"}
        plain = {"id", "draft", "number", "at"}

    def __str__(self) -> str:
        return f"step {self.number} of draft {self.draft_id}"

    @property
    def positions(self) -> list[int]:
        before: list[dict[str, Any]] = self.before
        return [each["position"] for each in before]
