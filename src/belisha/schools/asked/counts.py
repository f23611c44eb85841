"""Counts: how often the policy had no answer, by what was asked.

Room: schools.asked. Reads only, one query; stands in the school. There are no names in what it reads.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Sum

from belisha.schools.asked.models import Unanswered
from belisha.schools.published.models import School


def counts_of_unanswered(school: School, first: date, until: date) -> list[dict[str, Any]]:
    """In the months between two days, whatever the version: situation, verdict and how many times, most asked first."""
    here = Unanswered.objects.filter(school=school, month__gte=first.replace(day=1), month__lte=until)
    return list(
        here.values("situation", "verdict").annotate(times=Sum("count")).order_by("-times", "situation", "verdict")
    )
