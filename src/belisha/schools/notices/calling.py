"""Calling: what the calendar calls for under a policy: each notice before a school event, every month, every term, every school year, with its days.

Room: schools.notices. Pure: a policy's notices, a calendar and a day in, calls out. Keeps out: what has been given (`actions.gather` matches the two).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter

from belisha.language import Policy
from belisha.language.policy import Notice as Said
from belisha.schools.days import in_words
from belisha.schools.notices.models import Notice, SchoolEvent, Term

IN_A_TERM, IN_A_YEAR = (
    timedelta(days=28),
    timedelta(days=42),
)  # so long after its beginning it is overdue (docs/adr/0055)
# What else a policy may call an event of a kind, beside the kind's own name.
OTHER_WORDS = {
    SchoolEvent.Kind.PERFORMANCE: ("play", "concert", "production", "nativity", "show"),
    SchoolEvent.Kind.SPORTS: ("sport",),
    SchoolEvent.Kind.TRIP: ("trip", "visit", "outing"),
    SchoolEvent.Kind.RESIDENTIAL: ("trip", "visit", "outing"),
    SchoolEvent.Kind.MEETING: ("parents", "meeting"),
    SchoolEvent.Kind.FAIR: ("open day", "fete"),
}


PACES = ("month", "term", "year")  # what `every` may name
Paces = Mapping[
    str, tuple[str, date]
]  # by clause: how often the school gives it, and since when, where the policy says neither


@dataclass(frozen=True, slots=True)
class Call:
    """That something calls for a notice: see the fields of `models.Notice`."""

    said: Said
    reason: str
    key: str
    period: str
    opens: date
    by: date
    event: SchoolEvent | None = None


def calls(
    policy: Policy,
    events: Iterable[SchoolEvent],
    terms: Sequence[Term],
    ahead: int,
    today: date,
    paces: Paces | None = None,
) -> list[Call]:
    """All that these events and terms call for, from this day on. ahead: so many days before an event its notices are due."""
    found: list[Call] = []
    events = list(events)
    for said in notices_of(policy):
        if said.before:
            found += [
                Call(said, Notice.Why.EVENT, f"event {each.pk}", f"{each.name}, {in_words(each.first)}", each.first - timedelta(days=ahead), each.first, each)
                for each in events
                if each.last >= today and speaks_of(said.before, each.kind)
            ]  # fmt: skip
        else:
            every, since = (paces or {}).get(said.id, ("", today)) if is_unmeasured(said) else (said.every, date.min)
            for reason, key, period, first, within, last in _periods(every, terms, today):
                if last >= since:
                    opens = max(first, since)
                    found.append(Call(said, reason, key, period, opens, min(opens + within, last)))
    return found


def _periods(every: str, terms: Sequence[Term], today: date) -> Iterator[tuple[str, str, str, date, timedelta, date]]:
    """Of each period that is not over: reason, key, words, its first day, within how long it is due, and its last day."""
    ahead = [each for each in terms if each.last >= today]
    if "month" in every:
        for month in sorted({day.replace(day=1) for each in ahead for day in _days(each.first, each.last)}):
            end = month.replace(day=monthrange(month.year, month.month)[1])
            parts = [
                (max(month, each.first), min(end, each.last))
                for each in ahead
                if each.first <= end and each.last >= month
            ]
            first, last = min(part[0] for part in parts), max(part[1] for part in parts)
            if last >= today:
                yield Notice.Why.MONTH, f"month {month:%Y-%m}", f"{month:%B %Y}", first, timedelta(days=31), last
    elif "term" in every:
        for each in ahead:
            words = f"{each.name.lower()} term {each.first.year}"
            yield Notice.Why.TERM, f"term {each.year} {each.name}", words, each.first, IN_A_TERM, each.last
    elif "year" in every:
        for year in sorted({each.year for each in terms if each.year >= year_of(today)}):
            first = min(each.first for each in terms if each.year == year)
            yield (
                Notice.Why.YEAR,
                f"year {year}",
                f"school year {year_words(year)}",
                first,
                IN_A_YEAR,
                date(year + 1, 8, 31),
            )


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=each) for each in range((last - first).days + 1))


def notices_of(policy: Policy) -> list[Said]:
    return [part for part in policy.parts if isinstance(part, Said)]


def is_unmeasured(said: Said) -> bool:
    """Whether the policy names no moment: it says "regularly", or nothing. The school says how often, or starts it by hand."""
    return not said.before and not said.when and not any(each in said.every for each in PACES)


def unmeasured(policy: Policy) -> list[Said]:
    return [each for each in notices_of(policy) if is_unmeasured(each)]


def by_hand(policy: Policy, paced: Collection[str] = ()) -> list[Said]:
    """Those that no day of the calendar calls for: somebody has to see that it is time. paced: the clauses of which the school has said how often."""
    found = [each for each in notices_of(policy) if not each.before and not any(pace in each.every for pace in PACES)]
    return [each for each in found if not (each.id in paced and is_unmeasured(each))]


def speaks_of(before: str, kind: str) -> bool:
    """Whether `before: …` means events of this kind. `school event` means them all; so does a word that no kind has."""
    words = {each: (SchoolEvent.Kind(each).value, *OTHER_WORDS.get(each, ())) for each in SchoolEvent.Kind}
    named = [each for each in SchoolEvent.Kind if any(re.search(rf"\b{word}", before.lower()) for word in words[each])]
    return not named or kind in named


def suggested(year: int) -> list[tuple[str, date, date]]:
    """The terms that most schools in England have in a school year, for somebody to correct: name, first and last day."""
    sunday = easter(year + 1)
    spring = _monday_from(date(year + 1, 1, 2))
    # Maundy Thursday, or early April where Easter is late.
    break_up = min(sunday - timedelta(days=3), _friday_until(date(year + 1, 4, 8)))
    return [
        ("Autumn", _weekday_from(date(year, 9, 1)), _friday_until(date(year, 12, 21))),
        ("Spring", spring, break_up),
        ("Summer", _monday_from(break_up + timedelta(days=15)), _friday_until(date(year + 1, 7, 24))),
    ]


def year_words(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02}"


def year_of(day: date) -> int:
    """The school year of a day: the calendar year in which it began. It turns on 1 August, when most schools have broken up."""
    return day.year if day.month >= 8 else day.year - 1


def _weekday_from(day: date) -> date:
    return day + timedelta(days=(7 - day.weekday()) % 7) if day.weekday() > 4 else day


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _friday_until(day: date) -> date:
    return day - timedelta(days=(day.weekday() - 4) % 7)
