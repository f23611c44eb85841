"""Counts: how many notices a period called for, and which were given in time.

Room: schools.notices. Reads only, one query; stands in the school. Next door: `reaching` says which groups they reached.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from belisha.schools.notices.models import Notice
from belisha.schools.published.models import School


def counts_of_notices(school: School, first: date, last: date, on: date) -> list[dict[str, Any]]:
    """Of the notices that were, or are, to be given between two days, by why: how many, in time, late, missed, let go, and still to come on a day."""
    mine = Notice.objects.filter(school=school, by__gte=first, by__lte=last)
    given, gone = Q(given__isnull=False), Q(given__isnull=True, dropped__isnull=False)
    neither = Q(given__isnull=True, dropped__isnull=True)
    return list(
        mine.values("reason")
        .annotate(
            all=Count("id"),
            in_time=Count("id", filter=given & Q(given__lte=F("by"))),
            late=Count("id", filter=given & Q(given__gt=F("by"))),
            missed=Count("id", filter=neither & Q(by__lt=on)),
            let_go=Count("id", filter=gone),
            to_come=Count("id", filter=neither & Q(by__gte=on)),
        )
        .order_by("reason")
    )
