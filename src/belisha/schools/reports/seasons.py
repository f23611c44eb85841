"""Seasons: on which school years there can be a report, and when it is time for one.

Room: schools.reports. Days in, days out, and what the school keeps. A school year is from 1 September to 31 August here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from belisha.schools.days import in_words
from belisha.schools.declarations.years import school_year
from belisha.schools.policies import force
from belisha.schools.policies.models import Version
from belisha.schools.published.models import School
from belisha.schools.reports.models import Report

MOST_YEARS = 7
# The report on a year is for the last meeting of that year, or the autumn's: from 1 July until the end of December.
FROM, UNTIL = (7, 1), (12, 31)


@dataclass(frozen=True, slots=True)
class Year:
    """A school year. begins: 2026 for 2026/27."""

    begins: int

    @property
    def first(self) -> date:
        return date(self.begins, 9, 1)

    @property
    def last(self) -> date:
        return date(self.begins + 1, 8, 31)

    @property
    def words(self) -> str:
        """ "2026/27"."""
        return f"{self.begins}/{(self.begins + 1) % 100:02}"

    def until(self, day: date) -> date:
        """The last day of it that there is anything to tell of."""
        return min(day, self.last)


def year_of(day: date) -> Year:
    return Year(school_year(day).year)


def years(school: School, day: date) -> list[Year]:
    """The running school year, and those before it in which the school lived by a version of its own; the newest first. One query."""
    first = Version.objects.filter(school=school).begun(day).values_list("in_force_from", flat=True).last()
    now = year_of(day).begins
    oldest = year_of(first).begins if first else now
    return [Year(each) for each in range(now, max(oldest, now - MOST_YEARS + 1) - 1, -1)]


@dataclass(frozen=True, slots=True)
class Season:
    """That it is time for a report on a school year, and why, in a sentence. overdue: the day by which it was needed is over."""

    year: Year
    why: str
    overdue: bool = False


def season(version: Version | None, day: date) -> Season | None:
    """What report is wanted on a day; None out of season, or where it has been put before the governing body. At most two queries.

    version: the one in force that day, with its school.

    Before the policy is looked at again, governors read how it went: from 90 days before its review until they have. And each school year at its end.
    """
    if version is None:
        return None
    school = version.school
    due, ended = force.due(version), Year(day.year - 1)  # the school year that ends, or ended, in this summer
    opens = due - timedelta(days=force.DRAWS_NEAR) if due else date.max
    at_its_end = FROM <= (day.month, day.day) <= UNTIL and ended in years(school, day)
    if day < opens and not at_its_end:
        return None
    received = dict(Report.objects.filter(school=school).order_by("meeting").values_list("year", "meeting"))
    if due is not None and day >= opens and max(received.values(), default=date.min) < opens:
        return Season(year_of(day), f"The review of the policy is due on {in_words(due)}", due < day)
    if at_its_end and ended.begins not in received:
        return Season(
            ended, f"The school year {ended.words} {'ends' if day <= ended.last else 'ended'} on {in_words(ended.last)}"
        )
    return None
