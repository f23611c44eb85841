"""Pages: a version of a school's policy as a PDF, with how it came about on its cover.

Room: web.life. Offices stand there, no names: the public reads it. Stands in the school.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone

from belisha.language import Policy
from belisha.publishing import Row
from belisha.schools.policies import force
from belisha.schools.policies.models import Move, State, Version
from belisha.schools.published.models import School
from belisha.web import paper, wording


def of_version(school: School, version: Version, policy: Policy, standing: str) -> HttpResponse:
    """standing: how it stands today, in a word or two."""
    return paper.policy_as_pdf(
        policy,
        f"{school.key}-policy-{version.short}",
        school=school.name,
        standing=_standing(version, standing),
        approvals=_approvals(school, version),
    )


def _standing(version: Version, word: str) -> str:
    """In force from 1 September 2026; or a warning that it is not."""
    if version.in_force_from is None:
        return f"{word}: not in force"
    since = f"from {wording.day(version.in_force_from)}"
    until = force.ends(version)
    if word == "Superseded" and until is not None:
        return f"Superseded: was in force {since} until {wording.day(until)}"
    return f"{'To be in' if word == 'Published' else 'In'} force {since}"


def _approvals(school: School, version: Version) -> tuple[Row, ...]:
    """The steps since it was last a draft, the last of each kind."""
    said: dict[str, Row] = {}
    for move in Move.objects.filter(school=school, version=version):
        on = wording.day(timezone.localdate(move.at))
        office = f", {wording.listed(move.roles)}" if move.roles else ""
        match move.after:
            case State.DRAFT:
                said = {}
            case State.APPROVED:
                said["approved"] = Row("Approved", (f"{on}{office}",))
            case State.ADOPTED if version.meeting is not None:
                said["adopted"] = Row(
                    "Adopted by the governors", (f"{wording.day(version.meeting)}, {version.minute}",)
                )
            case State.PUBLISHED:
                said["published"] = Row("Published", (f"{on}{office}",))
    rows = tuple(said.values())
    due = force.due(version)
    return (*rows, Row("Next review", (wording.day(due),))) if due is not None and rows else rows
