"""Tidying: what the outbox and the links no longer need.

Room: schools.post.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from belisha.schools.post.actions import forget_links

if TYPE_CHECKING:
    from belisha.schools.people.places import Place


def run(today: date, place: Place) -> int:
    """Daily. Links in unsent messages go after a fortnight; the rows of used-up links after a quarter of a year."""
    from belisha.schools.people.models import Link

    old = timezone.now() - timedelta(days=90)
    Link.objects.filter(school=place.school, expires__lt=old).delete()
    return forget_links(place.school.key)
