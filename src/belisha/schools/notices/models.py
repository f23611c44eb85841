"""The calendar (terms, school events), the notices that it calls for, and the log: each time that a notice was given, and by e-mail to whom.

Room: schools.notices. Written by `actions` alone. What became of a mail stands in the outbox (`post.Message`), and is asked for there.
Next door: `calling` says what the calendar calls for; `reaching` whom.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from belisha.schools.apart import InSchool, SchoolRow
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import Permission
from belisha.schools.policies.models import Version
from belisha.schools.post.models import Message

if TYPE_CHECKING:
    from belisha.schools.people.places import Place


class Seen(models.QuerySet):
    """What whoever may see the calendar and the notices sees; nobody else anything."""

    def visible_to(self, place: Place) -> Seen:
        here = self.filter(school=place.school)
        return here if place.may(Permission.SEE_NOTICES) else here.none()


class Term(SchoolRow):
    """A term. year: in which its school year begins, 2026 for 2026/27; first, last: the first and the last day on which pupils are there."""

    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    first = models.DateField()
    last = models.DateField()

    objects = Seen.as_manager()

    class Meta:
        ordering = ["first"]
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "name"], name="term_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="term_ends_after_begin"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "school", "year", "name", "first", "last"}

    def __str__(self) -> str:
        return f"{self.name} {self.first.year}"


class SchoolEvents(Seen):
    def known_to(self, place: Place) -> SchoolEvents:
        """Those that take place and of which somebody may know: all, or what everybody may."""
        planned = self.filter(school=place.school, cancelled__isnull=True)
        return planned if place.may(Permission.SEE_NOTICES) else planned.filter(public=True)


class SchoolEvent(SchoolRow):
    """Something in the calendar. whom: the classes, years or stages that take part; empty and not `chosen`: the whole school.

    chosen: single pupils take part, see `Taking`. public: everybody may know of it, and it stands among the public dates.
    """

    class Kind(models.TextChoices):
        """What a policy may call it in a notice's `before`; `school event` means them all."""

        PERFORMANCE = "performance", "Play, concert or performance"
        SPORTS = "sports day", "Sports day"
        ASSEMBLY = "assembly", "Assembly for families"
        TRIP = "school trip", "School trip"
        RESIDENTIAL = "residential", "Residential trip"
        MEETING = "parents' evening", "Parents’ evening or meeting"
        FAIR = "fair", "Fair, open day or other gathering"
        OTHER = "other", "Another school event"

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind)
    first = models.DateField()
    last = models.DateField()
    time = models.CharField(max_length=40, blank=True)  # as people say it: "2 pm", "all day"
    place = models.CharField(max_length=120, blank=True)
    whom = models.JSONField(default=list, blank=True)
    chosen = models.BooleanField(default=False)
    public = models.BooleanField(default=False)
    cancelled = models.DateField(null=True, blank=True)
    changed = models.DateTimeField(default=timezone.now)

    objects = SchoolEvents.as_manager()

    class Meta:
        ordering = ["first", "name", "id"]
        indexes = [models.Index(fields=["school", "first"], name="school_event_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="school_event_ends_after_begin"),
            models.CheckConstraint(condition=~Q(name=""), name="school_event_is_named"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "school", "name", "kind", "first", "last", "time", "place", "whom", "chosen", "public", "cancelled", "changed",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Taking(SchoolRow):
    """That a pupil takes part in a school event for which single pupils were chosen."""

    event = InSchool(SchoolEvent, models.CASCADE, related_name="takings")
    pupil = InSchool(Person, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "event", "pupil"], name="taking_once")]
        indexes = [models.Index(fields=["school", "pupil"], name="taking_of_pupil")]

    class Privacy:
        said = "part in an event"
        personal = {"pupil"}
        plain = {"id", "school", "event"}

    def __str__(self) -> str:
        return f"taking {self.pk}"


class Notices(Seen):
    def open(self) -> Notices:
        """Neither given in any way nor let go."""
        return self.filter(given__isnull=True, dropped__isnull=True)

    def due(self, on: date) -> Notices:
        return self.open().filter(opens__lte=on)


class Notice(SchoolRow):
    """A notice of the policy that something calls for.

    clause, title, to, says: of the policy in force while it is open, and as it was once it is given. key: what calls for it, once for each clause:
    "event ID", "month 2026-11", "term 2026 Autumn", "year 2026", "hand ID". period: the same in words. opens, by: the days from which and by which it is to be given.
    own: one paragraph of the school's own. whom: the classes, where no event says so. chosen: it is for single people alone, see `Addressed`.
    """

    class Why(models.TextChoices):
        EVENT = "event", "Before a school event"
        MONTH = "month", "Every month"
        TERM = "term", "Every term"
        YEAR = "year", "Every school year"
        HAND = "hand", "Started by hand"

    clause = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    to = models.JSONField(default=list)
    says = models.TextField()
    version = InSchool(Version, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=10, choices=Why)
    key = models.CharField(max_length=60)
    period = models.CharField(max_length=200)
    event = InSchool(SchoolEvent, models.PROTECT, null=True, blank=True, related_name="notices")
    whom = models.JSONField(default=list, blank=True)
    chosen = models.BooleanField(default=False)
    opens = models.DateField()
    by = models.DateField()
    own = models.CharField(max_length=1000, blank=True)
    given = models.DateField(null=True, blank=True)  # the day on which it was first given
    dropped = models.DateField(null=True, blank=True)
    dropped_because = models.CharField(max_length=500, blank=True)
    made = models.DateTimeField(default=timezone.now)

    objects = Notices.as_manager()

    class Meta:
        ordering = ["by", "title", "id"]
        indexes = [models.Index(fields=["school", "by"], name="notice_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["school", "key", "clause"], name="notice_once"),
            models.CheckConstraint(condition=Q(by__gte=F("opens")), name="notice_due_after_open"),
            models.CheckConstraint(
                condition=Q(dropped__isnull=True) | ~Q(dropped_because=""), name="notice_dropped_for_a_reason"
            ),
        ]

    class Privacy:
        personal = {"own"}
        plain = {
            "id", "school", "clause", "title", "to", "says", "version", "reason", "key", "period", "event", "whom", "chosen", "opens", "by", "given",
            "dropped", "dropped_because", "made",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"notice {self.clause} {self.key}"

    @property
    def words_for_record(self) -> str:
        return f"{self.clause} {self.title}: {self.period}"

    def standing(self, on: date) -> str:
        """In a word: coming, due, overdue, given or let go."""
        if self.dropped:
            return "let go"
        if self.given:
            return "given"
        return "coming" if self.opens > on else "due" if self.by >= on else "overdue"


class Pace(SchoolRow):
    """How often the school gives a notice of which the policy names no moment ("regularly"), from a day on. clause: of the policy."""

    class Often(models.TextChoices):
        MONTH = "month", "Every month of a term"
        TERM = "term", "Every term"
        YEAR = "year", "Every school year"

    clause = models.CharField(max_length=40)
    often = models.CharField(max_length=10, choices=Often)
    since = models.DateField()
    by = models.UUIDField(null=True)
    by_words = models.CharField(max_length=300)

    objects = Seen.as_manager()

    class Meta:
        ordering = ["clause"]
        constraints = [
            models.UniqueConstraint(fields=["school", "clause"], name="pace_once"),
            models.CheckConstraint(condition=Q(often__in=["month", "term", "year"]), name="pace_known"),
        ]

    class Privacy:
        said = "how often a notice is given"
        personal = {"by", "by_words"}
        plain = {"id", "school", "clause", "often", "since"}

    def __str__(self) -> str:
        return f"pace of {self.clause}"


class Addressed(SchoolRow):
    """That a notice is for this person, where single people were chosen."""

    notice = InSchool(Notice, models.CASCADE, related_name="addressed")
    person = InSchool(Person, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "notice", "person"], name="addressed_once")]
        indexes = [models.Index(fields=["school", "person"], name="addressed_person")]

    class Privacy:
        said = "notice meant for them"
        personal = {"person"}
        plain = {"id", "school", "notice"}

    def __str__(self) -> str:
        return f"addressed {self.pk}"


class Tellings(models.QuerySet["Telling"]):
    def visible_to(self, place: Place) -> Tellings:
        here = self.filter(school=place.school)
        return here if place.may(Permission.SEE_NOTICES) else here.none()

    def between(self, first: date, last: date) -> Tellings:
        return self.filter(on__gte=first, on__lte=last)


class Telling(SchoolRow):
    """One line of the log: a notice was given, in one way, on a day. groups: of those whom the notice names, whom this way reaches.

    state: of an e-mail, how far it is; "" for what a person wrote down. total: so many were to be written to when it began.
    """

    class Way(models.TextChoices):
        EMAIL = "email", "E-mail"
        POSTER = "poster", "Poster put up"
        ALOUD = "aloud", "Said aloud"
        LETTER = "letter", "Letter or slip handed out"
        SITE = "site", "Website, newsletter or app"

    class State(models.TextChoices):
        BY_HAND = "", "Written down by hand"
        SENDING = "sending", "Being sent"
        DONE = "done", "Sent"
        STOPPED = "stopped", "Stopped"

    notice = InSchool(Notice, models.PROTECT, related_name="tellings")
    way = models.CharField(max_length=10, choices=Way)
    on = models.DateField()
    groups = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    by = models.UUIDField(null=True)
    by_words = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.BY_HAND, blank=True)
    total = models.PositiveIntegerField(default=0)
    made = models.DateTimeField(default=timezone.now)
    touched = models.DateTimeField(default=timezone.now)

    objects = Tellings.as_manager()

    class Meta:
        ordering = ["-on", "-made", "id"]
        indexes = [
            models.Index(fields=["school", "on"], name="telling_by_day"),
            models.Index(fields=["school", "notice"], name="telling_of_notice"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=["email", "poster", "aloud", "letter", "site"]), name="telling_way_known"
            ),
        ]

    class Privacy:
        said = "notice given"
        personal = {"by", "by_words", "note"}
        plain = {"id", "school", "notice", "way", "on", "groups", "state", "total", "made", "touched"}

    def __str__(self) -> str:
        return f"telling {self.pk}"

    @property
    def words_for_record(self) -> str:
        return f"{self.get_way_display()}: {self.notice.words_for_record}"

    @property
    def stands_still(self) -> bool:
        """Whether sending has not gone on for a minute: whatever did it was stopped, and it can be begun again."""
        return self.state == self.State.SENDING and self.touched < timezone.now() - timedelta(minutes=1)


class Told(SchoolRow):
    """That somebody was written to about a notice: once, however often it is sent. message: what became of it."""

    telling = InSchool(Telling, models.CASCADE, related_name="told")
    notice = InSchool(Notice, models.CASCADE, related_name="told")
    person = InSchool(Person, models.CASCADE, related_name="+")
    message = InSchool(Message, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["school", "person"], name="told_person")]
        constraints = [models.UniqueConstraint(fields=["school", "notice", "person"], name="told_once")]

    class Privacy:
        said = "notice by e-mail"
        personal = {"person", "message"}
        plain = {"id", "school", "telling", "notice"}

    def __str__(self) -> str:
        return f"told {self.pk}"


class Feed(SchoolRow):
    """The secret address of somebody's own calendar. Only a hash of it is kept; a person has one at a time."""

    person = InSchool(Person, models.CASCADE, related_name="+")
    hash = models.CharField(max_length=64)
    made = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "person"], name="feed_once"),
            models.UniqueConstraint(fields=["school", "hash"], name="feed_hash_once"),
        ]

    class Privacy:
        said = "address of their own calendar"
        personal = {"person", "hash"}
        plain = {"id", "school", "made"}

    def __str__(self) -> str:
        return f"feed {self.pk}"
