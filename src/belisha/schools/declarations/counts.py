"""Counts: how many ties with families and approvals there are, in numbers; for whoever sees no names.

Room: schools.declarations. Reads only, one query each; every function stands in the school.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, Q

from belisha.schools.declarations.models import Approval, Declaration
from belisha.schools.declarations.years import counted_from
from belisha.schools.people.models import running
from belisha.schools.published.models import School


class Median(Aggregate):
    """The middle one."""

    function = "percentile_cont"
    name = "median"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def counts_of_ties(school: School, first: date, on: date) -> dict[str, int]:
    """On a day: ties that run, of them said again since `first` (`said_again`), still counting, and not noted by a leader yet; and how many ended since `first`."""
    runs = running(on)
    return Declaration.objects.filter(school=school).aggregate(
        running=Count("id", filter=runs),
        said_again=Count("id", filter=runs & Q(confirmed__gte=first)),
        counting=Count("id", filter=runs & Q(confirmed__gte=counted_from(on))),
        not_noted=Count("id", filter=runs & Q(noted__isnull=True)),
        ended=Count("id", filter=Q(until__gt=first, until__lte=on)),
    )


def counts_of_approvals(school: School, first: date, until: date) -> list[dict[str, Any]]:
    """Of what was asked for between two days, by kind: how many, given and in force on the second, over by then, refused, withdrawn, waiting."""
    asked = Approval.objects.filter(school=school, asked__date__gte=first, asked__date__lte=until)
    state, given = Approval.State, Q(state=Approval.State.GRANTED)
    return list(
        asked.values("kind")
        .annotate(
            all=Count("id"),
            given=Count("id", filter=given & Q(until__gt=until)),
            expired=Count("id", filter=given & Q(until__lte=until)),
            refused=Count("id", filter=Q(state=state.REFUSED)),
            withdrawn=Count("id", filter=Q(state=state.WITHDRAWN)),
            waiting=Count("id", filter=Q(state=state.ASKED)),
        )
        .order_by("kind")
    )


def time_to_decide(school: School, first: date, until: date) -> tuple[int, timedelta | None]:
    """Of what was asked for between two days and decided: how many, and the time that the one in the middle took."""
    decided = Approval.objects.filter(
        school=school, asked__date__gte=first, asked__date__lte=until, decided__isnull=False
    )
    took = Median(F("decided") - F("asked"), output_field=DurationField())
    found = decided.aggregate(count=Count("id"), middle=took)
    return found["count"], found["middle"]
