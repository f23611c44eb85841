"""Counts: how many people were asked to sign, and how they stand, in numbers; for whoever sees no names.

Room: schools.agreements. Reads only, one query each; every function stands in the school. A day in the past counts what was so then.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q

from belisha.schools.agreements.models import Reply, Signing
from belisha.schools.published.models import School


def counts_by_group(school: School, first: date, until: date) -> list[dict[str, Any]]:
    """Of each campaign that ran between two days, for each group: title, group, and how many had signed, declined, or neither, by the second day."""
    by_then = Q(on__lte=until)
    ran = Q(campaign__made__date__lte=until) & (Q(campaign__closed__isnull=True) | Q(campaign__closed__date__gte=first))
    asked = Signing.objects.filter(ran, school=school, asked__date__lte=until).counted()
    found = asked.values(
        "campaign", "campaign__agreement", "campaign__title", "campaign__due", "campaign__version__number", "group"
    )
    return list(
        found.annotate(
            all=Count("id"),
            signed=Count("id", filter=by_then & Q(state=Signing.State.SIGNED)),
            declined=Count("id", filter=by_then & Q(state=Signing.State.DECLINED)),
        ).order_by("campaign__made", "campaign", "group")
    )


def counts_of_replies(school: School, first: date, until: date) -> list[dict[str, Any]]:
    """What people asked for before they sign, between two days: kind, how many, and how many of them have been answered."""
    said = Reply.objects.filter(school=school, at__date__gte=first, at__date__lte=until)
    found = said.exclude(kind=Reply.Kind.DECLINED).values("kind")
    return list(
        found.annotate(all=Count("id"), answered=Count("id", filter=Q(answered__isnull=False))).order_by("kind")
    )
