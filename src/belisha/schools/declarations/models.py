"""Two registers: ties with families, and approvals.

Room: schools.declarations. Written by `actions` alone. Both hold from the day of `since` until the day before `until`, and rows stay when they are over,
so that a day that is past keeps its answer. Next door: `facts` reads them for the engine, `approving` says who may decide.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from belisha.schools.apart import InSchool, SchoolRow
from belisha.schools.declarations import approving
from belisha.schools.declarations.years import counted_from
from belisha.schools.people.models import Person, running
from belisha.schools.people.permissions import Permission, RoleName

if TYPE_CHECKING:
    from belisha.schools.people.places import Place

LONGEST = 1000  # characters of a reason
LONGEST_POST = 5_000  # and of a post


# ---- ties with families ----------------------------------------------------------------------------------------------


class Declarations(models.QuerySet["Declaration"]):
    def visible_to(self, place: Place) -> Declarations:
        """One's own; all of them to the headteacher and the designated safeguarding lead."""
        here = self.filter(school=place.school)
        return here if place.may(Permission.SEE_DECLARATIONS) else here.filter(person=place.person)

    def standing(self, day: date) -> Declarations:
        """Those that count on a day: begun, not ended, and confirmed lately enough."""
        return self.filter(running(day)).filter(confirmed__gte=counted_from(day))


class Declaration(SchoolRow):
    """That somebody who works here is the parent, a relative or a friend of a family of the school.

    about: a pupil, or a parent and so their children; null while a leader has not yet found who is meant by `named`, which the declarer wrote.
    confirmed: the last day on which it was said; each school year it is said again (`years`).
    """

    class Relation(models.TextChoices):
        PARENT = "parent", "Parent or carer"
        RELATIVE = "relative", "Close family"
        FRIEND = "friend", "Friend outside school"

    person = InSchool(Person, models.CASCADE, related_name="declarations")
    about = InSchool(Person, models.CASCADE, null=True, blank=True, related_name="+")
    named = models.CharField(max_length=200, blank=True)
    relation = models.CharField(max_length=20, choices=Relation)
    words = models.CharField(max_length=300, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)  # the first day without it
    confirmed = models.DateField()
    noted = models.DateTimeField(null=True, blank=True)
    noted_by = models.UUIDField(null=True, blank=True)
    noted_by_words = models.CharField(max_length=300, blank=True)
    reminded = models.DateField(null=True, blank=True)

    objects = Declarations.as_manager()

    class Meta:
        ordering = ["-since", "id"]
        indexes = [
            models.Index(fields=["school", "person", "since"], name="declaration_of_person"),
            models.Index(fields=["school", "since"], name="declaration_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(relation__in=["parent", "relative", "friend"]), name="declaration_relation_known"
            ),
            models.CheckConstraint(condition=Q(about__isnull=False) | ~Q(named=""), name="declaration_of_somebody"),
            models.CheckConstraint(condition=~Q(about=F("person")), name="declaration_of_another"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="declaration_ends_after_begin"
            ),
            models.CheckConstraint(
                condition=Q(noted__isnull=True, noted_by_words="") | (Q(noted__isnull=False) & ~Q(noted_by_words="")),
                name="declaration_noted_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["school", "person", "about"],
                condition=Q(until__isnull=True, about__isnull=False),
                name="declaration_once",
            ),
        ]

    class Privacy:
        said = "tie with a family"
        personal = {"person", "about", "named", "relation", "words", "noted_by", "noted_by_words"}
        plain = {"id", "school", "since", "until", "confirmed", "noted", "reminded"}

    def __str__(self) -> str:
        return f"declaration {self.pk}"

    def has_ended(self, day: date) -> bool:
        return self.until is not None and self.until <= day


# ---- approvals -------------------------------------------------------------------------------------------------------


class Approvals(models.QuerySet["Approval"]):
    def visible_to(self, place: Place) -> Approvals:
        """One's own, and those that one is asked for or has decided; all of them to leaders."""
        here = self.filter(school=place.school)
        if place.may(Permission.SEE_APPROVALS) or place.person is None:
            return here
        own = Q(person=place.person)
        if place.may(Permission.DECIDE_APPROVALS):
            own |= Q(decided_by=place.person.pk) | asked_of(place)
        return here.filter(own)

    def waiting_for(self, place: Place) -> Approvals:
        """Those that whoever stands here may decide now; never their own."""
        if place.person is None or not place.may(Permission.DECIDE_APPROVALS):
            return self.none()
        here = self.filter(school=place.school, state=Approval.State.ASKED).exclude(person=place.person)
        return here.filter(asked_of(place))

    def held(self, day: date) -> Approvals:
        """Those that hold on a day: given, and not over."""
        return self.filter(running(day))


def asked_of(place: Place) -> Q:
    """Those that ask for the leave of somebody with these roles."""
    found = Q(pk__in=[])
    for giver in approving.givers_of(place.roles):
        found |= Q(givers__contains=[giver])
    if RoleName.CHAIR in place.roles:  # who decides what the headteacher asks for
        found |= Q(person__in=Person.objects.filter(school=place.school).holding(RoleName.HEADTEACHER).values("pk"))
    return found


class Approval(SchoolRow):
    """What somebody asked for leave to do, and what became of it.

    what: in words without names. facts: its scope, `{fact: value}`; a question about all of which says the same rests on it once it is given; empty: it
    is for people to read alone. post: of a post, its words as they shall stand; the approval is for these and no others, so no later question rests on it. givers: the roles that the policy asks for leave of, any of which will do; clauses: by which sentences; version: SHA-256
    of the policy then. about, channel, occasion: whom, which channel and which school event it concerns; of a group or an account, the channel that
    stands in the list since it was given. benefit: of a learning group, how what it brings is measured; outcome: what was measured.
    """

    class Kind(models.TextChoices):
        DEVICE = "device", "Use of a school device"
        GROUP = "group", "A learning group"
        ACCOUNT = "account", "An account for teaching"
        POST = "post", "A post"
        OTHER = "other", "Something else"

    class State(models.TextChoices):
        ASKED = "asked", "Waiting"
        GRANTED = "granted", "Given"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    person = InSchool(Person, models.CASCADE, related_name="approvals")
    about = InSchool(Person, models.CASCADE, null=True, blank=True, related_name="+")
    channel = InSchool("channels.Channel", models.PROTECT, null=True, blank=True, related_name="approvals")
    occasion = InSchool("notices.SchoolEvent", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=20, choices=State, default=State.ASKED)
    what = models.CharField(max_length=300)
    facts = models.JSONField(default=dict)
    post = models.TextField(max_length=LONGEST_POST, blank=True)
    reason = models.TextField(max_length=LONGEST)
    benefit = models.TextField(max_length=LONGEST, blank=True)
    outcome = models.TextField(max_length=LONGEST, blank=True)
    givers = models.JSONField(default=list)
    clauses = models.JSONField(default=list)
    version = models.CharField(max_length=64)
    asked = models.DateTimeField(default=timezone.now)
    since = models.DateField(null=True, blank=True)  # null: not given
    until = models.DateField()  # the first day without it
    decided = models.DateTimeField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_by_words = models.CharField(max_length=300, blank=True)
    decided_as = models.JSONField(default=list)  # of `givers`, for whom the decision was made
    answer = models.TextField(max_length=LONGEST, blank=True)  # the reason of whoever decided
    ended_by = models.UUIDField(null=True, blank=True)
    ended_by_words = models.CharField(max_length=300, blank=True)  # who withdrew it
    ended_why = models.TextField(max_length=LONGEST, blank=True)
    reminded = models.DateField(null=True, blank=True)

    objects = Approvals.as_manager()

    class Meta:
        ordering = ["-asked", "id"]
        indexes = [
            models.Index(fields=["school", "person", "asked"], name="approval_of_person"),
            models.Index(fields=["school", "state", "asked"], name="approval_by_state"),
            models.Index(fields=["school", "channel"], name="approval_of_channel"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "granted", "refused", "withdrawn"]), name="approval_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["device", "group", "account", "post", "other"]), name="approval_kind_known"
            ),
            models.CheckConstraint(condition=Q(kind="post") ^ Q(post=""), name="approval_of_a_post_has_it"),
            models.CheckConstraint(
                condition=~Q(state="granted") | (Q(since__isnull=False) & ~Q(decided_by_words="")),
                name="approval_given_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__gte=F("since")), name="approval_ends_after_begin"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("person_id")), name="approval_by_another"
            ),
        ]

    class Privacy:
        said = "approval asked for"
        personal = {
            "person", "about", "what", "facts", "post", "reason", "benefit", "outcome", "decided_by", "decided_by_words", "answer", "ended_by", "ended_by_words", "ended_why",
        }  # fmt: skip
        plain = {
            "id", "school", "channel", "occasion", "kind", "state", "givers", "clauses", "version", "asked", "since", "until", "decided", "decided_as", "reminded",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"approval {self.pk}"

    def stands(self, day: date) -> str:
        """How it stands on a day, in a word or two: a given one that is over has expired."""
        if self.state == self.State.GRANTED and self.until <= day:
            return "Expired"
        return str(self.State(self.state).label)
