"""Clocks: by when a step of a procedure has to be done.

Room: schools.concerns. Pure: a deadline in the policy's words, a moment and the school's days in, a moment out. Bank holidays are those of England.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
END_OF_DAY = time(23, 59)
_COUNTED = re.compile(r"(\d+) (hour|working day|school day)s?")


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """The school's terms, as first and last days. Where they do not reach, a school day is counted as a working day: never later than it is."""

    terms: Sequence[tuple[date, date]] = ()

    def is_working(self, day: date) -> bool:
        return day.weekday() < 5 and day not in _bank_holidays(day.year)

    def is_school(self, day: date) -> bool:
        if not self.is_working(day):
            return False
        known = any(first <= day for first, _ in self.terms) and any(last >= day for _, last in self.terms)
        return not known or any(first <= day <= last for first, last in self.terms)


@lru_cache
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


@dataclass(frozen=True, slots=True)
class Due:
    """at: aware; None: no moment can be named. now: it was to be done at once."""

    at: datetime | None
    now: bool = False


def due(within: str, raised: datetime, days: SchoolDays) -> Due:
    """By when a duty must be done.

    within: as a decision has it: "immediately", "24 hours", "1 working day", "2 school days", "as soon as possible" … raised: aware, when it came to
    be owed. The day on which it came to be owed does not count; a counted day ends at 23:59 in London.
    """
    if within == "immediately":
        return Due(raised, now=True)
    met = _COUNTED.fullmatch(within)
    if met is None:
        return Due(None)
    count, unit = int(met[1]), met[2]
    if unit == "hour":
        return Due(raised.astimezone(UTC) + timedelta(hours=count))  # hours pass alike when the clocks change
    counts = days.is_working if unit == "working day" else days.is_school
    day = raised.astimezone(LONDON).date()
    for _ in range(count):
        day += timedelta(days=1)
        while not counts(day):
            day += timedelta(days=1)
    return Due(datetime.combine(day, END_OF_DAY, LONDON))
