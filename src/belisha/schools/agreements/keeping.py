"""Keeping: how long copies of agreements are kept after they have stopped to count, and deleting those whose time is over.

Room: schools.agreements. A copy counts while the person is here and has signed no newer one for the same agreement. So many years after it is deleted, with
what was said about it and its scan; the record keeps how many. How many years, the school decides (`published.settings`). Triggers refuse to delete
what still counts (migration 0004). Why: docs/adr/0062.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Max, Q

from belisha.language.frontmatter import add_months
from belisha.schools.agreements.models import Campaign, Signing
from belisha.schools.people.models import Person, Role
from belisha.schools.people.places import Place
from belisha.schools.published import settings
from belisha.schools.published.models import School
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

# How far the number that Belisha suggests is known to be right, in words.
SOURCE = (
    "Belisha knows of no law that says how long. Six years is its suggestion, from what is usual for papers of people who work somewhere, and was not checked "
    "against the Information and Records Management Society’s toolkit for schools. Put in what stands in your own retention schedule."
)  # fmt: skip
LEFT, REPLACED = "they have left", "a newer copy took its place"
State = Signing.State


@dataclass(frozen=True, slots=True)
class Over:
    """A copy that has stopped to count: since which day, why, and on which day it is deleted."""

    signing: UUID
    campaign: UUID
    scan: UUID | None
    since: date
    why: str
    goes: date


def years(school: School) -> int:
    """How many years copies are kept after they have stopped to count; 0: none is deleted."""
    return settings.read(school.settings).keep_agreements


def going(school: School, by: date) -> list[Over]:
    """The copies that are deleted by a day, the first one first; six queries at most, put together here. Stands in the school."""
    kept = years(school)
    if not kept:
        return []
    cutoff = add_months(by, -12 * kept)
    left, newer = _left(school, cutoff), _newer(school, cutoff)
    copies = Signing.objects.filter(school=school).filter(
        Q(person__in=left) | Q(person__in={person for person, _ in newer})
    )
    rows = copies.values_list("pk", "campaign", "scan", "person", "state", "campaign__agreement", "campaign__made")
    found = []
    for pk, campaign, scan, person, state, agreement, made in rows:
        day, why = left.get(person, date.max), LEFT
        for its, its_made, on in newer.get((person, agreement), ()):
            if (its_made > made or (state == State.STRUCK and its == campaign)) and on < day:
                day, why = on, REPLACED
        if day <= cutoff:
            found.append(Over(pk, campaign, scan, day, why, add_months(day, 12 * kept)))
    rests = Signing.objects.filter(school=school, earlier__in=[each.signing for each in found])
    needed = set(rests.exclude(pk__in=[each.signing for each in found]).values_list("earlier", flat=True))
    return sorted(
        (each for each in found if each.signing not in needed), key=lambda each: (each.goes, str(each.signing))
    )


def _left(school: School, by: date) -> dict[UUID, date]:
    """Who had left by a day, and when: the first day without any role, or the one that stands with the person."""
    held = (
        Role.objects.filter(school=school)
        .values("person")
        .annotate(open=Count("id", filter=Q(until__isnull=True)), last=Max("until"))
    )
    found = dict(held.filter(open=0, last__lte=by).values_list("person", "last"))
    for person, until in Person.objects.filter(school=school, until__lte=by).values_list("pk", "until"):
        found[person] = min(until, found.get(person, until))
    return found


def _newer(school: School, by: date) -> dict[tuple[UUID, str], list[tuple[UUID, datetime, date]]]:
    """By person and agreement, what they signed anew by a day: the campaign, when it was opened, and on which day they signed."""
    signed = Signing.objects.filter(school=school, state=State.SIGNED, earlier__isnull=True, on__lte=by)
    found: dict[tuple[UUID, str], list[tuple[UUID, datetime, date]]] = {}
    for person, agreement, campaign, made, on in signed.values_list(
        "person", "campaign__agreement", "campaign", "campaign__made", "on"
    ):
        found.setdefault((person, agreement), []).append((campaign, made, on))
    return found


@transaction.atomic
def run(today: date, place: Place) -> int:
    """Daily: deletes the copies whose time is over. Returns how many. May be run twice."""
    gone = going(place.school, today)
    if not gone:
        return 0
    pks = [each.signing for each in gone]
    scans = {each.scan for each in gone if each.scan}
    still = set(
        Signing.objects.filter(school=place.school, scan__in=scans).exclude(pk__in=pks).values_list("scan", flat=True)
    )
    # In this order, by hand: Django would refuse a copy on which another one of these rests.
    _delete("agreements_reply", "signing_id", place.school, pks)
    _delete("agreements_signing", "id", place.school, pks)
    _delete("agreements_scan", "id", place.school, scans - still)
    campaigns = Campaign.objects.filter(school=place.school).in_bulk({each.campaign for each in gone})
    for campaign in sorted(campaigns.values(), key=lambda each: each.made):
        mine = [each for each in gone if each.campaign == campaign.pk]
        after = {
            "copies": len(mine),
            "left": sum(each.why == LEFT for each in mine),
            "replaced": sum(each.why == REPLACED for each in mine),
            "scans": len({each.scan for each in mine if each.scan} - still),
            "years_kept": years(place.school),
        }
        record.write(place, Event.AGREEMENT_FORGOTTEN, campaign, after=after)
    return len(gone)


def _delete(table: str, column: str, school: School, pks: Iterable[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM {table} WHERE school_id = %s AND "{column}" = ANY(%s)', [school.key, list(pks)])
