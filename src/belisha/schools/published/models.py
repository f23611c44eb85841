"""The schools of this installation, and the trusts and authorities above them. Public facts only.

Room: schools.published. Written by `actions` alone. A school's key is what every other table carries.
"""

from django.db import models


class Organisation(models.Model):
    """A trust, or a local authority."""

    class Kind(models.TextChoices):
        TRUST = "trust", "Trust"
        AUTHORITY = "authority", "Local authority"

    key = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(key="") & ~models.Q(name=""), name="organisation_is_named"),
            models.CheckConstraint(condition=models.Q(kind__in=["trust", "authority"]), name="organisation_kind"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"key", "name", "kind"}

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """A school, and the policy that it has published: the name of one in `belisha.library`."""

    class Phase(models.TextChoices):
        NURSERY = "nursery", "Nursery"
        PRIMARY = "primary", "Primary"
        SECONDARY = "secondary", "Secondary"
        ALL_THROUGH = "all-through", "All-through"
        SIXTH_FORM = "sixth form", "16 to 19"

    class Kind(models.TextChoices):
        """Who answers for it, and so whom it tells; as in the national register, put together."""

        MAINTAINED = "maintained", "Maintained by the local authority"
        ACADEMY = "academy", "Academy or free school"
        INDEPENDENT = "independent", "Independent school"
        SPECIAL = "special", "Special school"

    class Jurisdiction(models.TextChoices):
        ENGLAND = "England", "England"
        WALES = "Wales", "Wales"
        SCOTLAND = "Scotland", "Scotland"
        NORTHERN_IRELAND = "Northern Ireland", "Northern Ireland"

    key = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=200)
    policy = models.CharField(max_length=60)
    urn = models.PositiveIntegerField(null=True, blank=True, unique=True)  # unique reference number, in England
    phase = models.CharField(max_length=20, choices=Phase, default=Phase.PRIMARY)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.MAINTAINED)
    jurisdiction = models.CharField(max_length=20, choices=Jurisdiction, default=Jurisdiction.ENGLAND)
    trust = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="schools_in_trust")
    authority = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="schools_in_authority"
    )
    settings = models.JSONField(default=dict, blank=True)  # read and written through `settings.py`

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(key="") & ~models.Q(name="") & ~models.Q(policy=""), name="school_is_named"
            ),
        ]

    class Privacy:
        """Which fields are about a person; docs/adr/0007."""

        personal: set[str] = set()
        plain = {
            "key", "name", "policy", "urn", "phase", "kind", "jurisdiction", "trust", "authority", "settings",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name
