"""Demonstration: the website, the accounts and the groups of the demonstration school. The same each time.

Room: schools.channels. Written in bulk, with one line in the record, since nobody did it. Doing it twice changes nothing.
Next door: `declarations.demonstration` gives the approval on which one of them rests.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from belisha.schools.apart import in_school
from belisha.schools.channels.models import Channel, known_of
from belisha.schools.people import places
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import RoleName
from belisha.schools.published.models import School
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

SPACE = uuid.UUID("5ab1e5ed-be11-5a00-8000-000000000063")
BOOKS = "Favourite books of Year 1, read aloud"  # the account for teaching that was approved


def make(school: School, today: date | None = None) -> bool:
    """Gives the school its channels; False if it has some."""
    day = today or timezone.localdate()
    with in_school(school):
        if Channel.objects.filter(school=school).exists():
            return False
        Channel.objects.bulk_create(_channels(school, day))
        about = record.About("school", school.key, "channels")
        record.write(places.of_belisha(school), Event.DEMONSTRATION_MADE, about)
        return True


def id_of(name: str) -> uuid.UUID:
    return uuid.uuid5(SPACE, name)


def _channels(school: School, day: date) -> list[Channel]:
    mails = ("uma", "leon", "silas")
    people = Person.objects.filter(school=school, email__in=[f"{each}@demonstration.example" for each in mails])
    who = {str(each.email).split("@")[0]: each for each in people}
    office, year = {"keeper_role": RoleName.OFFICE.value}, day - timedelta(days=500)
    master, oversight, limited, notice = (f"account.{each}" for each in ("school holds master access", "school has editorial oversight", "administrators are limited", "in privacy notice"))  # fmt: skip
    official = dict.fromkeys((master, oversight, limited, notice), True)
    assert official.keys() <= set(known_of())

    def one(name: str, kind: str, site: str, audience: str, since: date = year, **more: Any) -> Channel:
        return Channel(id=id_of(name), school=school, name=name, kind=kind, site=site, audience=audience, since=since, **more)  # fmt: skip

    return [
        one("Beacon Lane website", "school website", "site without interaction", "public", address="https://www.beacon-lane.example/", **office),
        one("Beacon Lane on Instagram", "school", "social network", "public", address="@beaconlaneprimary", facts=official, **office),
        one("Learning platform", "learning group", "collaborative space", "limited", facts=official, keeper=who["silas"]),
        one("Staff room", "staff group", "messaging app", "limited", facts={master: False, notice: False}, keeper=who["leon"]),
        one(BOOKS, "school", "media sharing", "public", day - timedelta(days=40), facts={**official, notice: False}, keeper=who["uma"]),
        one("Beacon Lane parents and friends", "unofficial school", "social network", "public"),
        one("Beacon Lane on Vine", "school", "media sharing", "public", closed=day - timedelta(days=200), closed_because="The service has ended.", **office),
    ]  # fmt: skip
