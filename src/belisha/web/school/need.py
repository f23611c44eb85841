"""Need: one thing that waits for somebody, as their home page lists it; and the visit for which it is asked.

Room: web.school. Next door: `needs` gathers them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils import timezone

from belisha.schools.people.places import Place
from belisha.schools.policies import force
from belisha.schools.policies.models import Version


@dataclass(frozen=True)
class Visit:
    """Somebody opens the home of their school on a day."""

    place: Place
    day: date = field(default_factory=timezone.localdate)

    @cached_property
    def in_force(self) -> Version | None:
        """The version that the school lives by: looked up once, by whichever part asks for it first."""
        return force.in_force(self.place.school, self.day)


@dataclass(frozen=True, slots=True)
class Need:
    """does: what to do, as the link says it ("Sign what staff agree to"). about: what more there is to say, such as by when."""

    does: str
    href: str
    about: str = ""
    overdue: bool = False
