"""What somebody signs in with, and the offices above the schools.

Room: schools.accounts. An account says nothing of a person but an e-mail address; who they are in a school is in
`people.models`. No page lists accounts. Written by `actions`, and by django-allauth where somebody changes their own.
"""

from __future__ import annotations

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from belisha.schools.published.models import Organisation


class Accounts(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """One for each human who signs in, whatever they are in however many schools."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254)
    is_active = models.BooleanField(default=True)
    made = models.DateTimeField(default=timezone.now)
    demonstration = models.BooleanField(default=False)  # of the demonstration school: usable where BELISHA_DEMO is on

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = Accounts()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="account_email_once"),
            models.CheckConstraint(condition=~models.Q(email=""), name="account_has_email"),
        ]

    class Privacy:
        personal = {"email", "last_login", "password"}
        plain = {"id", "is_active", "made", "demonstration"}

    def __str__(self) -> str:
        return "an account"  # its address belongs in no log


class Office(models.Model):
    """An office above the schools. No office sees a pupil, a parent or a concern: `people.permissions`."""

    class Kind(models.TextChoices):
        ADMINISTRATOR = "installation administrator", "Installation administrator"
        TRUST_OFFICER = "trust officer", "Trust officer"
        AUTHORITY_OFFICER = "authority officer", "Local authority officer"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="offices")
    kind = models.CharField(max_length=40, choices=Kind)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "organisation"], name="office_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(kind="installation administrator", organisation__isnull=True)
                | models.Q(kind__in=["trust officer", "authority officer"], organisation__isnull=False),
                name="office_of_an_organisation",
            ),
        ]

    class Privacy:
        personal = {"account"}
        plain = {"id", "kind", "organisation"}

    def __str__(self) -> str:
        return self.get_kind_display()
