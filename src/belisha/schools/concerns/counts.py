"""Counts: how many concerns there were, of which kind, for the yearly report. Numbers and titles in the policy's words, nothing that was written.

Room: schools.concerns. Reads only, in two queries. Next door: `reports.small` says which numbers may be shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils import timezone

from belisha.schools.concerns import readers
from belisha.schools.concerns.models import Concern
from belisha.schools.published.models import School


@dataclass(frozen=True, slots=True)
class Kind:
    """title: as the concern has it. closed, open: of those opened in the time, as they stand now. late: of the open ones, those with a step that is overdue."""

    title: str
    closed: int
    open: int
    late: int


def counts_of_concerns(school: School, first: date, until: date, now: datetime) -> list[Kind]:
    """Of the concerns that were opened in a time, both days included, and from which no headteacher is shut out; by title. Stands in the school."""
    # INVARIANT: no number that a headteacher sees betrays that there is a concern about them.
    today = timezone.localdate(now)
    heads = readers.heads(school, today)
    found = Concern.objects.filter(school=school, opened__date__gte=first, opened__date__lte=until).order_by()
    for head in heads:
        found = found.exclude(barred__contains=[head])
    late = Q(closed__isnull=True, due__lt=now) | Q(closed__isnull=True, at_once=True, opened__date__lt=today)
    rows = found.values("title").annotate(
        closed_=Count("pk", filter=Q(closed__isnull=False)), open_=Count("pk", filter=Q(closed__isnull=True)), late_=Count("pk", filter=late),
    )  # fmt: skip
    return sorted((Kind(each["title"], each["closed_"], each["open_"], each["late_"]) for each in rows), key=lambda kind: kind.title)  # fmt: skip
