"""Campaigns, in which people are asked to sign an agreement of the policy; each person's copy of it; scans; and what people said instead.

Room: schools.agreements. Written by `actions` and `asking` alone. What was signed stays as it was signed: triggers refuse everything else
(migration 0002). Next door: `whom` says who is asked, `statements` what changed since somebody signed.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from belisha.schools.apart import InSchool, SchoolRow
from belisha.schools.people.models import Guardianship, Person, running
from belisha.schools.people.permissions import Permission
from belisha.schools.policies.models import Version

if TYPE_CHECKING:
    from belisha.schools.people.places import Place

# Whose name stands beside a pupil's.
SIGN_WITH = (Guardianship.Relation.PARENT, Guardianship.Relation.CARER)


class Campaigns(models.QuerySet["Campaign"]):
    def visible_to(self, place: Place) -> Campaigns:
        """How far each has come, to some roles. Whoever is asked sees their own copy (`Signings`)."""
        here = self.filter(school=place.school)
        return here if place.may(Permission.SEE_AGREEMENTS) else here.none()

    def running(self) -> Campaigns:
        return self.exclude(state=Campaign.State.CLOSED)


class Campaign(SchoolRow):
    """One agreement of one version of the policy, put to everybody whom it is for.

    statements: as they were signed, `{"id", "text"}`. signed: when the policy has it signed, in its words. from_year: of pupils, the first school
    year that is asked (3: from Key Stage 2 on). due, reminders: days after `due`; before it, below zero. before: the campaign in whose place it
    came; stand: whether what was signed there counts here; judged: what changed since, `{"id", "before", "after", "material"}`.
    total, done: how many were to be asked at the opening, and are.
    """

    class State(models.TextChoices):
        OPENING = "opening", "Being sent out"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    version = InSchool(Version, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)  # of the version's text
    agreement = models.CharField(max_length=40)  # the block's id
    title = models.CharField(max_length=300)
    statements = models.JSONField()
    signed = models.JSONField(default=list)
    roles = models.JSONField()
    from_year = models.PositiveSmallIntegerField(null=True, blank=True)
    due = models.DateField()
    reminders = models.JSONField(default=list)
    before = InSchool("self", models.PROTECT, null=True, blank=True, related_name="+")
    stand = models.BooleanField(default=False)
    judged = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=State, default=State.OPENING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    made = models.DateTimeField(default=timezone.now)
    touched = models.DateTimeField(default=timezone.now)
    looked_on = models.DateField(null=True, blank=True)  # when it last looked who has come, gone and not signed
    closed = models.DateTimeField(null=True, blank=True)
    by = models.UUIDField(null=True)  # the person who opened it
    by_words = models.CharField(max_length=300)

    objects = Campaigns.as_manager()

    class Meta:
        ordering = ["-made", "id"]
        indexes = [models.Index(fields=["school", "made"], name="campaign_by_time")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["opening", "open", "closed"]), name="campaign_state_known"),
            models.CheckConstraint(
                condition=Q(state="closed", closed__isnull=False) | (~Q(state="closed") & Q(closed__isnull=True)),
                name="campaign_closed_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["school", "agreement"], condition=~Q(state="closed"), name="campaign_one_for_an_agreement"
            ),
        ]

    class Privacy:
        said = "agreement put to people"
        personal = {"by", "by_words"}
        plain = {
            "id", "school", "version", "sha256", "agreement", "title", "statements", "signed", "roles", "from_year", "due", "reminders", "before", "stand",
            "judged", "state", "total", "done", "made", "touched", "looked_on", "closed",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"campaign {self.pk}"

    @property
    def words_for_record(self) -> str:
        return f"{self.agreement}: {self.title}"

    @property
    def stands_still(self) -> bool:
        """Whether sending it out has not gone on for a minute: whoever did it was stopped, and it can be begun again."""
        return self.state == self.State.OPENING and self.touched < timezone.now() - timedelta(minutes=1)


class Scan(SchoolRow):
    """A paper that somebody signed, as a picture or PDF. Kept once for each content."""

    class Kind(models.TextChoices):
        PDF = "application/pdf", "PDF"
        JPEG = "image/jpeg", "JPEG"
        PNG = "image/png", "PNG"

    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, choices=Kind)
    data = models.BinaryField()
    made = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["made", "id"]
        constraints = [models.UniqueConstraint(fields=["school", "sha256"], name="scan_once")]

    class Privacy:
        personal = {"data"}
        plain = {"id", "school", "sha256", "kind", "made"}

    def __str__(self) -> str:
        return f"scan {self.pk}"

    @property
    def ending(self) -> str:
        return {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}[self.kind]


class Signings(models.QuerySet["Signing"]):
    def visible_to(self, place: Place) -> Signings:
        """One's own, and with their children's for parents; everybody's to those who follow it up. Never a colleague's."""
        here = self.filter(school=place.school)
        return here if place.may(Permission.SEE_SIGNATURES) else here.filter(for_whom(place))

    def own(self, place: Place) -> Signings:
        """Those that whoever stands here signs, or signs with a child."""
        return self.filter(school=place.school).filter(for_whom(place))

    def counted(self) -> Signings:
        """Without those of people who left before they signed, and without what was struck out."""
        return self.exclude(state__in=[Signing.State.GONE, Signing.State.STRUCK])

    def by_name(self) -> Signings:
        """As a list has them, with their people at hand. (No ordering of every query: the join costs where the names are not wanted.)"""
        return self.select_related("person").order_by("person__family", "person__given", "id")

    def open(self) -> Signings:
        """Those that wait for a signature."""
        return self.filter(state=Signing.State.ASKED).exclude(campaign__state=Campaign.State.CLOSED)

    def numbers_by(self, what: str) -> list[dict[str, Any]]:
        """For each "group", or each "campaign", how many there are in each state; one query."""
        return list(
            self.counted()
            .values(what)
            .annotate(
                signed=Count("id", filter=Q(state="signed")),
                declined=Count("id", filter=Q(state="declined")),
                missing=Count("id", filter=Q(state="asked")),
                all=Count("id"),
                # Nobody could be written to: somebody has to give them the paper.
                unreached=Count("id", filter=Q(state="asked", told=0)),
            )
            .order_by(what)
        )


def for_whom(place: Place) -> Q:
    """What may be signed by whoever stands here: their own; a pupil's, if they are their parent and no court has said otherwise."""
    if place.person is None:
        return Q(pk__in=[])
    children = (
        Guardianship.objects.filter(school=place.school, pupil=OuterRef("person"), adult=place.person)
        .filter(restricted=False, contact_allowed=True, relation__in=SIGN_WITH)
        .filter(running(timezone.localdate()))
    )
    return Q(person=place.person) | (Q(as_pupil=True) & Exists(children))


class Signing(SchoolRow):
    """One person's copy of an agreement.

    group: the role by which they are asked, or a pupil's class. told: how many were written to: oneself, or a pupil's parents. at, on: when it was
    signed or declined, and for a paper the day that stands on it. name, parent_words: who signed, and which parent with them, as they were called then.
    earlier: the signature of another campaign that stands for this one. reminded: how many of the campaign's reminders are over; remind: one is to
    go out now.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Not signed yet"
        SIGNED = "signed", "Signed"
        DECLINED = "declined", "Declined"
        GONE = "gone", "Left before signing"
        STRUCK = "struck", "Struck out"

    class Way(models.TextChoices):
        LINK = "link", "by a link in an e-mail"
        SIGNED_IN = "signed in", "signed in"
        PAPER = "paper", "on paper"

    campaign = InSchool(Campaign, models.PROTECT, related_name="signings")
    person = InSchool(Person, models.PROTECT, related_name="signings")
    as_pupil = models.BooleanField(default=False)
    group = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=State, default=State.ASKED)
    asked = models.DateTimeField(default=timezone.now)
    due = models.DateField()
    told = models.PositiveSmallIntegerField(default=0)
    reminded = models.PositiveSmallIntegerField(default=0)
    reminded_on = models.DateField(null=True, blank=True)
    remind = models.BooleanField(default=False)
    at = models.DateTimeField(null=True, blank=True)
    on = models.DateField(null=True, blank=True)
    way = models.CharField(max_length=20, choices=Way, blank=True)
    name = models.CharField(max_length=300, blank=True)
    parent = models.UUIDField(null=True, blank=True)
    parent_words = models.CharField(max_length=300, blank=True)
    by = models.UUIDField(null=True, blank=True)  # who entered a paper
    by_words = models.CharField(max_length=300, blank=True)
    scan = InSchool(Scan, models.PROTECT, null=True, blank=True, related_name="+")
    earlier = InSchool("self", models.PROTECT, null=True, blank=True, related_name="+")
    struck = models.CharField(max_length=500, blank=True)  # why a paper that was entered counts no more

    objects = Signings.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["school", "campaign", "state", "group"], name="signing_by_state"),
            models.Index(fields=["school", "person"], name="signing_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "signed", "declined", "gone", "struck"]), name="signing_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "struck"])
                | (Q(at__isnull=False, on__isnull=False, way__in=["link", "signed in", "paper"]) & ~Q(name="")),
                name="signing_says_who_when_and_how",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed", as_pupil=True) | ~Q(parent_words=""), name="signing_of_pupil_with_parent"
            ),
            models.CheckConstraint(
                condition=~Q(state="struck") | (Q(way="paper") & ~Q(struck="")), name="signing_struck_is_paper"
            ),
            models.UniqueConstraint(
                fields=["school", "campaign", "person"], condition=~Q(state="struck"), name="signing_once"
            ),
        ]

    class Privacy:
        said = "agreement to sign"
        personal = {
            "person",
            "as_pupil",
            "group",
            "name",
            "parent",
            "parent_words",
            "by",
            "by_words",
            "scan",
            "struck",
        }
        plain = {
            "id", "school", "campaign", "state", "asked", "due", "told", "reminded", "reminded_on", "remind", "at", "on", "way", "earlier",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"signing {self.pk}"

    @property
    def words_for_record(self) -> str:
        return f"{self.person.name}: {self.campaign.title}"

    @property
    def can_be_signed(self) -> bool:
        return self.state in (self.State.ASKED, self.State.DECLINED) and self.campaign.state != Campaign.State.CLOSED

    @property
    def who(self) -> str:
        """Whose names stand under it."""
        return f"{self.name} with {self.parent_words}" if self.parent_words else self.name


class Replies(models.QuerySet["Reply"]):
    def visible_to(self, place: Place) -> Replies:
        here = self.filter(school=place.school)
        if place.may(Permission.SEE_SIGNATURES):
            return here
        return here.filter(person=place.person.pk) if place.person else here.none()

    def open(self) -> Replies:
        return self.filter(answered__isnull=True)


class Reply(SchoolRow):
    """What somebody said instead of signing: what they need first, or why they decline. It waits for an answer."""

    class Kind(models.TextChoices):
        LANGUAGE = "language", "It in another language"
        LARGE_PRINT = "large print", "It in large print"
        INTERPRETER = "interpreter", "Somebody to interpret"
        TALK = "talk", "To talk about a statement first"
        OTHER = "other", "Something else"
        DECLINED = "declined", "They decline"

    signing = InSchool(Signing, models.PROTECT, related_name="replies")
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField(max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)
    person = models.UUIDField()  # who said it: a pupil's parent, for instance
    person_words = models.CharField(max_length=300)
    answer = models.TextField(max_length=2000, blank=True)
    answered = models.DateTimeField(null=True, blank=True)
    answered_by = models.UUIDField(null=True, blank=True)
    answered_by_words = models.CharField(max_length=300, blank=True)

    objects = Replies.as_manager()

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["school", "signing", "at"], name="reply_of_signing"),
            models.Index(fields=["school", "at"], name="reply_open", condition=Q(answered__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered__isnull=True, answer="") | (Q(answered__isnull=False) & ~Q(answer="")),
                name="reply_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["language", "large print", "interpreter", "talk", "other", "declined"]),
                name="reply_kind_known",
            ),
        ]

    class Privacy:
        said = "what they said instead of signing"
        personal = {"signing", "kind", "text", "person", "person_words", "answer", "answered_by", "answered_by_words"}
        plain = {"id", "school", "at", "answered"}

    def __str__(self) -> str:
        return f"reply {self.pk}"

    @property
    def words_for_record(self) -> str:
        return f"{self.person_words}: {self.signing.campaign.title}"


def kind_of(data: bytes) -> Scan.Kind | None:
    """What a file is, by how it begins and ends; None for anything but a whole PDF, JPEG or PNG. Its name says nothing."""
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]:
        return Scan.Kind.PDF
    if data.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in data[-64:]:
        return Scan.Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in data[-32:]:
        return Scan.Kind.PNG
    return None


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
