"""Presenters: the report for its spreadsheet, and when it waits for somebody.

Room: web.reports. What the report says: `schools.reports.writing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from belisha.schools.people.permissions import GOVERNING_ROLES, Permission, RoleName
from belisha.schools.reports.seasons import season
from belisha.web.school.need import Need, Visit

AWAITING = {*GOVERNING_ROLES, RoleName.HEADTEACHER}
FIGURES = ["Section", "Table", "Of", "What", "Figure"]


def needs(visit: Visit) -> list[Need]:
    """In its season the report, for those who give it and those who read it; until it was put before the governing body."""
    place = visit.place
    if not place.may(Permission.SEE_REPORT) or place.roles.isdisjoint(AWAITING):
        return []
    found = season(visit.in_force, visit.day)
    if found is None:
        return []
    href = f"{reverse('report', args=[place.school.key])}?year={found.year.begins}"
    does = (
        "Put the report before the governing body"
        if place.may(Permission.RECEIVE_REPORT)
        else "The report for the governing body"
    )
    return [Need(f"{does}: school year {found.year.words}", href, found.why, found.overdue)]


def figures(said: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Every cell of every table, a line each."""
    return [
        (section["title"], table["caption"], row[0], table["head"][column], cell)
        for section in said["sections"]
        for table in section["tables"]
        for row in table["rows"]
        for column, cell in enumerate(row)
        if column
    ]
