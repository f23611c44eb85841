"""Who is in a school: people, their roles, whose guardian they are, and who has been asked to sign in.

Room: schools.people. Written by `actions` alone; read through the querysets, of which `visible_to(place)` is the door for
pages. Next door: `permissions` says what a role may do, `places` who stands where, `accounts` what they sign in with.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from belisha.schools.accounts.models import Account
from belisha.schools.apart import InSchool, SchoolRow
from belisha.schools.people.permissions import FAMILY_ROLES, PUPIL_ROLES, WORKING_ROLES, Permission, RoleName

if TYPE_CHECKING:
    from belisha.schools.people.places import Place

ROLE_CHOICES = [(each.value, each.label) for each in RoleName]


def running(on: date, prefix: str = "") -> Q:
    """What has begun and not ended on a day. The day of `until` is the first on which it is over."""
    begun, open_, later = f"{prefix}since__lte", f"{prefix}until__isnull", f"{prefix}until__gt"
    return Q(**{begun: on}) & (Q(**{open_: True}) | Q(**{later: on}))


class People(models.QuerySet["Person"]):
    def visible_to(self, place: Place) -> People:
        """Whom somebody may see: everybody to some roles, colleagues to others, oneself and one's own children to all."""
        here = self.filter(school=place.school)
        if place.may(Permission.SEE_PUPILS) and place.may(Permission.SEE_STAFF) and place.may(Permission.SEE_FAMILIES):
            return here
        seen = Q(pk__in=[]) if place.person is None else Q(pk=place.person.pk)
        if place.person is not None:
            seen |= Exists(
                Guardianship.objects.filter(school=place.school, pupil=OuterRef("pk"), adult=place.person)
                .filter(restricted=False, contact_allowed=True)
                .filter(running(timezone.localdate()))
            )
        for permission, roles in (
            (Permission.SEE_STAFF, WORKING_ROLES),
            (Permission.SEE_PUPILS, PUPIL_ROLES),
            (Permission.SEE_FAMILIES, FAMILY_ROLES),
        ):
            if place.may(permission):
                seen |= Exists(Role.objects.filter(school=place.school, person=OuterRef("pk"), role__in=roles))
        return here.filter(seen)

    def holding(self, *roles: RoleName, on: date | None = None) -> People:
        """Those who hold one of the roles on a day; today, where left out."""
        held = Role.objects.filter(school=OuterRef("school"), person=OuterRef("pk"), role__in=roles)
        return self.filter(Exists(held.filter(running(on or timezone.localdate()))))

    def called(self, words: str) -> People:
        """Those whose names hold each of the words."""
        found = self
        for word in words.split()[:5]:
            found = found.filter(Q(given__icontains=word) | Q(family__icontains=word) | Q(preferred__icontains=word))
        return found


class Person(SchoolRow):
    """A human as one school knows them. A governor at two schools is two of these, with one account."""

    given = models.CharField(max_length=100)
    family = models.CharField(max_length=100)
    preferred = models.CharField(max_length=100, blank=True)  # the given name that they go by; blank: the same
    email = models.EmailField(max_length=254, blank=True)
    born = models.DateField(null=True, blank=True)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    external_id = models.CharField(max_length=255, blank=True)  # from the roster; blank: entered by hand

    objects = People.as_manager()

    class Meta:
        ordering = ["family", "given", "id"]
        indexes = [
            models.Index(fields=["school", "family", "given", "id"], name="person_by_name"),
            models.Index("school", Lower("email"), name="person_by_email", condition=~Q(email="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "school"], name="person_once_for_account", condition=Q(account__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["school", "external_id"], name="person_once_in_roster", condition=~Q(external_id="")
            ),
            models.CheckConstraint(condition=~Q(given="") | ~Q(family=""), name="person_is_named"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="person_ends_after_begin"
            ),
        ]

    class Privacy:
        personal = {"given", "family", "preferred", "email", "born", "account", "external_id"}
        plain = {"id", "school", "since", "until"}

    def __str__(self) -> str:
        return f"person {self.pk}"  # a name belongs in no log

    @property
    def name(self) -> str:
        """As people say it."""
        return " ".join(each for each in (self.preferred or self.given, self.family) if each)

    @property
    def listed_name(self) -> str:
        """As a list has it: by family name."""
        return ", ".join(each for each in (self.family, self.preferred or self.given) if each)


class Roles(models.QuerySet["Role"]):
    def running(self, on: date | None = None) -> Roles:
        return self.filter(running(on or timezone.localdate()))


class Role(SchoolRow):
    """What a person is in the school, from a day to a day. A parent who teaches has two."""

    person = InSchool(Person, models.CASCADE, related_name="roles")
    role = models.CharField(max_length=40, choices=ROLE_CHOICES)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)  # the first day without it
    detail = models.CharField(max_length=200, blank=True)  # such as "Year 4" or "link governor for safeguarding"

    objects = Roles.as_manager()

    class Meta:
        ordering = ["since", "role", "id"]
        indexes = [
            models.Index(fields=["school", "person", "role"], name="role_of_person"),
            models.Index(fields=["school", "role", "since"], name="role_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="role_ends_after_begin"
            ),
            models.CheckConstraint(condition=Q(role__in=[each.value for each in RoleName]), name="role_is_known"),
        ]

    class Privacy:
        personal = {"person", "role", "detail"}
        plain = {"id", "school", "since", "until"}

    def __str__(self) -> str:
        return f"role {self.pk}"

    @property
    def name(self) -> RoleName:
        return RoleName(self.role)

    @property
    def has_ended(self) -> bool:
        return self.until is not None and self.until <= timezone.localdate()


class Guardianship(SchoolRow):
    """Whose parent, carer or relative an adult is, and what a court has said about it.

    A restriction hides the pupil from the adult at once, and no import may lift it.
    """

    class Relation(models.TextChoices):
        PARENT = "parent", "Parent"
        CARER = "carer", "Carer"
        GRANDPARENT = "grandparent", "Grandparent"
        SIBLING = "sibling", "Brother or sister"
        OTHER = "other", "Another relation"

    pupil = InSchool(Person, models.CASCADE, related_name="guardians")
    adult = InSchool(Person, models.CASCADE, related_name="wards")
    relation = models.CharField(max_length=20, choices=Relation)
    contact_allowed = models.BooleanField(default=True)
    restricted = models.BooleanField(default=False)  # by a court order
    note = models.CharField(max_length=500, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["since", "id"]
        indexes = [models.Index(fields=["school", "adult"], name="guardianship_of_adult")]
        constraints = [
            models.UniqueConstraint(fields=["school", "pupil", "adult"], name="guardianship_once"),
            models.CheckConstraint(condition=~Q(pupil=models.F("adult")), name="guardian_of_another"),
            models.CheckConstraint(
                condition=Q(relation__in=["parent", "carer", "grandparent", "sibling", "other"]),
                name="guardianship_relation_known",
            ),
        ]

    class Privacy:
        personal = {"pupil", "adult", "relation", "contact_allowed", "restricted", "note"}
        plain = {"id", "school", "since", "until"}

    def __str__(self) -> str:
        return f"guardianship {self.pk}"


class Link(SchoolRow):
    """A link by e-mail: for one person and one purpose, once, until a moment. Only a hash of its secret is kept."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation", "Accept an invitation"
        SIGN_IN = "sign in", "Sign in"
        SIGN = "sign", "Sign an agreement"
        ANSWER = "answer", "Answer a question"

    person = InSchool(Person, models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=20, choices=Purpose)
    about = models.UUIDField(null=True, blank=True)  # what is to be signed or answered
    role = models.CharField(max_length=40, blank=True, choices=ROLE_CHOICES)  # what an invitation grants
    hash = models.CharField(max_length=64)
    made = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)
    withdrawn = models.DateTimeField(null=True, blank=True)
    by = models.UUIDField(null=True, blank=True)  # the person who sent it

    class Meta:
        ordering = ["-made", "id"]
        indexes = [
            models.Index(fields=["school", "person", "purpose"], name="link_of_person"),
        ]
        constraints = [models.UniqueConstraint(fields=["school", "hash"], name="link_hash_once")]

    class Privacy:
        said = "link by e-mail"
        personal = {"person", "role", "by", "about"}
        plain = {"id", "school", "purpose", "hash", "made", "expires", "used", "withdrawn"}

    def __str__(self) -> str:
        return f"link {self.pk}"

    @property
    def open(self) -> bool:
        return self.used is None and self.withdrawn is None and self.expires > timezone.now()
