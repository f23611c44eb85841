"""Statements: what an agreement says, what changed since somebody signed it, and which agreements call for signing now.

Room: schools.agreements. Reads only. Whether a change matters, a person says; what only differs in spaces, capitals and punctuation is no change.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from belisha.language.frontmatter import add_months
from belisha.language.policy import Agreement
from belisha.schools.agreements.models import Campaign
from belisha.schools.policies import force
from belisha.schools.policies.models import Version
from belisha.schools.published.models import School

ON_JOINING, EVERY_YEAR = "on joining", "every school year"


@dataclass(frozen=True, slots=True)
class Change:
    """One statement as it was signed and as it is now; "" where there is none."""

    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Standing:
    """An agreement of the version in force, the newest campaign for it, and why it calls for signing now: never, changed, a year old; "" where it does not."""

    agreement: Agreement
    campaign: Campaign | None
    why: str
    changes: tuple[Change, ...] = ()


def kept(agreement: Agreement) -> list[dict[str, str]]:
    """As a campaign keeps them."""
    return [{"id": each.id, "text": each.text} for each in agreement.statements]


def changes(before: Sequence[Mapping[str, str]], after: Sequence[Mapping[str, str]]) -> tuple[Change, ...]:
    """By id, what is said otherwise, anew or no more.

    >>> changes([{"id": "A", "text": "I am  kind"}], [{"id": "A", "text": "I am kind."}, {"id": "B", "text": "I ask."}])
    (Change(id='B', before='', after='I ask.'),)
    """
    old, new = ({each["id"]: each["text"] for each in told} for told in (before, after))
    return tuple(
        Change(id, old.get(id, ""), new.get(id, ""))
        for id in dict.fromkeys([*old, *new])
        if _plain(old.get(id, "")) != _plain(new.get(id, ""))
    )


def _plain(said: str) -> str:
    return " ".join(re.findall(r"\w+", said.casefold()))


def find(version: Version, id: str) -> Agreement | None:
    return next((each for each in of_version(version) if each.id == id), None)


def of_version(version: Version) -> tuple[Agreement, ...]:
    """The agreements that a version holds and that have something to sign."""
    found = force.policy_of(version).parts_of(Agreement)
    return tuple(each for each in found if isinstance(each, Agreement) and each.statements)


def newest(school: School) -> dict[str, Campaign]:
    """By the id of the agreement, its newest campaign; one query. Stands in the school."""
    found = Campaign.objects.filter(school=school).order_by("agreement", "-made", "id").distinct("agreement")
    return {each.agreement: each for each in found.select_related("version")}


def standing(version: Version, day: date) -> list[Standing]:
    """How each agreement of a version stands on a day. Stands in the school."""
    campaigns = newest(version.school)
    return [_standing(each, campaigns.get(each.id), day) for each in of_version(version)]


def _standing(agreement: Agreement, campaign: Campaign | None, day: date) -> Standing:
    if campaign is None:
        return Standing(agreement, None, "never")
    changed = changes(campaign.statements, kept(agreement))
    if changed:
        return Standing(agreement, campaign, "changed", changed)
    yearly = EVERY_YEAR in agreement.signed
    old = yearly and add_months(campaign.made.date(), 12) <= day
    return Standing(agreement, campaign, "a year old" if old else "")
