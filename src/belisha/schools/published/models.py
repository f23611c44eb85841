"""The schools of this installation.

Room: schools.published. Written by `actions` alone. A school's key is what every other table will carry.
"""

from django.db import models


class School(models.Model):
    """A school, and the policy that it has published: the name of one in `belisha.library`."""

    key = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=200)
    policy = models.CharField(max_length=60)

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
        plain = {"key", "name", "policy"}

    def __str__(self) -> str:
        return self.name
