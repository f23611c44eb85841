"""School years, and how long a declaration counts without being said again.

Room: schools.declarations. Days in, days out. A school year begins on 1 September; what was said in one counts until the end of the September after it.
"""

from __future__ import annotations

from datetime import date

GRACE_ENDS = (10, 1)  # month and day on which what was said last year counts no more


def school_year(day: date) -> date:
    """The day on which the school year of a day began."""
    return date(day.year if day.month >= 9 else day.year - 1, 9, 1)


def next_year(day: date) -> date:
    """The day on which the next school year begins."""
    begun = school_year(day)
    return date(begun.year + 1, 9, 1)


def counted_from(day: date) -> date:
    """What was confirmed on this day or later counts on `day`."""
    begun = school_year(day)
    return date(begun.year - 1, 9, 1) if day < date(begun.year, *GRACE_ENDS) else begun


def overdue_from(day: date) -> date:
    """The day of this school year from which what was not confirmed in it counts no more."""
    return date(school_year(day).year, *GRACE_ENDS)
