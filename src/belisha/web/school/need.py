"""Need: one thing that waits for somebody, as their home page lists it; and the visit for which it is asked.

Room: web.school. Next door: `needs` gathers them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.policies.models import State, Version

FORWARD = (State.IN_REVIEW, State.APPROVED, State.ADOPTED)


@dataclass(frozen=True)
class Visit:
    """Somebody opens the home of their school on a day."""

    place: Place
    day: date = field(default_factory=timezone.localdate)

    @cached_property
    def _versions(self) -> list[Version]:
        """The version that the school lives by, and those that were put forward: looked up once, by whichever part asks for one of them first."""
        here = Version.objects.filter(school=self.place.school)
        found = list(here.filter(Q(state__in=FORWARD) | Q(pk__in=here.begun(self.day).values("pk")[:1])))
        for each in found:
            each.school = self.place.school  # whoever asks holds it already
        return found

    @property
    def in_force(self) -> Version | None:
        """The version that the school lives by."""
        return next((each for each in self._versions if each.state == State.PUBLISHED), None)

    @property
    def forward(self) -> list[Version]:
        """Those that are on their way from review to publication, for whoever may see them; the newest first."""
        seen = self.place.may(Permission.SEE_DRAFT_POLICIES)
        return [each for each in self._versions if each.state in FORWARD] if seen else []


@dataclass(frozen=True, slots=True)
class Need:
    """does: what to do, as the link says it ("Sign what staff agree to"). about: what more there is to say, such as by when."""

    does: str
    href: str
    about: str = ""
    overdue: bool = False
