"""Classes: in which class, year and stage a pupil is, and which pupils somebody means who names one of these.

Room: schools.people. It reads the detail of a pupil's role, as people enter it and as rosters have it: "Year 4, class 2", "Reception", "4B".
Next door: `groups` finds the people whom a policy names.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from belisha.schools.people.models import People, Person, Role, running
from belisha.schools.people.permissions import PUPIL_ROLES
from belisha.schools.published.models import School

STAGES = ("EYFS", "KS1", "lower KS2", "upper KS2", "KS3", "KS4", "KS5")  # as in the vocabulary's `actor.stage`
LAST_YEARS = (0, 2, 4, 6, 9, 11, 14)  # the last year of each
YEAR = re.compile(r"^(?:year|yr|y)?\s*0?(\d{1,2})(?!\d)", re.IGNORECASE)


def year_of(detail: str) -> str:
    """ "Year 4" of "Year 4, class 2", "Y4" or "4B"; "Reception", "Nursery"; "" where it says none."""
    said = detail.strip()
    if said[:1].lower() == "n" and "nurs" in said.lower():
        return "Nursery"
    if said.lower().startswith(("recep", "yr r", "year r")) or said.lower() in ("r", "yr"):
        return "Reception"
    found = YEAR.match(said)
    return f"Year {int(found[1])}" if found and 1 <= int(found[1]) <= 14 else ""


def stage_of(detail: str) -> str:
    """One of STAGES; "" where the detail says no year."""
    year = year_of(detail)
    if not year:
        return ""
    number = 0 if year in ("Nursery", "Reception") else int(year.split()[1])
    return next(stage for stage, last in zip(STAGES, LAST_YEARS, strict=True) if number <= last)


def classes(school: School, on: date) -> list[str]:
    """Every class of today's pupils, in the order of the school. Stands in the school."""
    held = Role.objects.filter(school=school, role__in=PUPIL_ROLES).filter(running(on)).exclude(detail="")
    return sorted(set(held.values_list("detail", flat=True)), key=_order)


def meant(named: Collection[str], among: Collection[str]) -> list[str]:
    """Those of some classes that are named by themselves, by their year or by their stage; all where nothing is named."""
    return [each for each in among if not named or not {each, year_of(each), stage_of(each)}.isdisjoint(named)]


def options(among: Collection[str]) -> list[tuple[str, str]]:
    """What a form offers: years, then classes where a year has several."""
    years = list(dict.fromkeys(year for each in among if (year := year_of(each))))
    return [(each, each) for each in [*years, *(each for each in among if each not in years)]]


def pupils(school: School, on: date, named: Collection[str] = ()) -> People:
    """The pupils of a day; of the named classes, years or stages alone, where some are named. Stands in the school."""
    held = Role.objects.filter(school=school, role__in=PUPIL_ROLES).filter(running(on))
    if named:
        held = held.filter(detail__in=meant(named, classes(school, on)))
    return Person.objects.filter(school=school, pk__in=held.values("person"))


def _order(detail: str) -> tuple[int, int, str]:
    year, stage = year_of(detail), stage_of(detail)
    number = int(year.split()[1]) if year.startswith("Year") else (0 if year == "Reception" else -1)
    return (STAGES.index(stage) if stage else len(STAGES), number, detail)
