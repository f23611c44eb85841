"""Lived: what a school lives by on a day: its own version in force, else the policy that comes with Belisha and that the school names.

Room: web.life. For everybody; no person of the school is asked for. Next door: `public` shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.urls import reverse

from belisha import library
from belisha.language import Policy
from belisha.schools.apart import in_school
from belisha.schools.policies import force
from belisha.schools.policies.models import Version
from belisha.schools.published.models import School
from belisha.web import rulebooks


@dataclass(frozen=True, slots=True)
class Lived:
    """What a school lives by on a day. version: its own, or None for a policy that comes with Belisha. today: whether that is so today."""

    school: School
    policy: Policy
    version: Version | None
    today: bool

    @property
    def document(self) -> str:
        """Where a version that is not today's stands; "" for the usual place."""
        if self.version is None or self.today:
            return ""
        return reverse("published-version", args=[self.school.key, self.version.short])


def lived_by(key: str, day: date) -> Lived:
    """Raises Http404."""
    school = School.objects.filter(key=key).first()
    if school is None:
        raise Http404(key)
    now = rulebooks.today()
    with in_school(school):
        try:
            policy, version = force.lived_by(school, day)
        except library.UnknownPolicy:
            raise Http404(school.policy) from None
        return Lived(school, policy, version, day == now or version == force.in_force(school, now))
