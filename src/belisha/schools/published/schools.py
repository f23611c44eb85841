"""Which schools an office has in its charge.

Room: schools.published.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from belisha.schools.published.models import School

if TYPE_CHECKING:
    from belisha.schools.accounts.models import Office


def in_charge_of(offices: Iterable[Office]) -> QuerySet[School]:
    """All for an administrator; a trust's or an authority's own for its officer."""
    seen = Q(pk__in=[])
    for office in offices:
        if office.organisation_id is None:
            return School.objects.all()
        seen |= Q(trust=office.organisation_id) | Q(authority=office.organisation_id)
    return School.objects.filter(seen)
