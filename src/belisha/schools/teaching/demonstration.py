"""Demonstration: what the demonstration school teaches this year: something for each stage, one of them overdue; a training; and reading. The same each time.

Room: schools.teaching. Written in bulk, with one line in the record, since nobody did it. Doing it twice changes nothing.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.utils import timezone

from belisha.schools.apart import in_school
from belisha.schools.notices.calling import year_of
from belisha.schools.people import places
from belisha.schools.people.classes import classes, meant
from belisha.schools.people.models import Role, running
from belisha.schools.people.permissions import STAFF_ROLES, WORKING_ROLES, RoleName
from belisha.schools.published.models import School
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event
from belisha.schools.teaching.models import Attended, Held, Item, Resource

SPACE = uuid.UUID("5ab1e5ed-be11-5a00-8000-000000000056")
Kind = Item.Kind
# What, its title, for whom, how many days from today it begins and ends, and of its classes how many have had it.
LESSONS = (
    (Kind.LESSON, "Pictures of me: who may see them?", ["EYFS"], -60, -30, 9),
    (Kind.LESSON, "Asking before we share", ["KS1"], -25, 20, 2),
    (Kind.LESSON, "Friends I have never met", ["lower KS2"], -50, -12, 3),
    (Kind.LESSON, "What a post can set going", ["upper KS2"], 10, 40, 0),
    (Kind.VISITOR, "The police on staying safe online", ["upper KS2"], 55, 55, 0),
    (Kind.ASSEMBLY, "Safer Internet Day", [], 70, 74, 0),
)


def make(school: School, today: date | None = None) -> bool:
    """Gives the school a year of teaching; False if it has some."""
    day = today or timezone.localdate()
    with in_school(school):
        if Item.objects.filter(school=school).exists():
            return False
        held_now = Role.objects.filter(school=school).filter(running(day))
        leading = held_now.filter(role=RoleName.SAFEGUARDING_LEAD).order_by("pk").select_related("person").first()
        lead = leading.person if leading else None
        words = lead.name if lead else "Belisha"
        by = {"by": lead.pk if lead else None, "by_words": words}
        among = classes(school, day)
        lessons, held = [], []
        for kind, title, whom, first, last, had in LESSONS:
            item = _item(
                school, kind, title, day, first, last, whom=whom, clause="MO-97" if kind == Kind.LESSON else ""
            )
            lessons.append(item)
            held += [
                Held(id=_id(school, f"{title} {each}"), school=school, item=item, group=each, on=item.first + timedelta(days=3), **by)
                for each in meant(whom, among)[:had]
            ]  # fmt: skip
        training = _item(school, Kind.TRAINING, "Our policy, and how to report a concern", day, -80, 20, whom=["staff"], leads=words)  # fmt: skip
        governors = _item(
            school, Kind.TRAINING, "What governors ask about social media", day, 30, 30, whom=["governor"]
        )
        reading = _item(school, Kind.READING, "The policy, before your first day online with us", day, -90, 270, whom=["new starter"], days=30)  # fmt: skip
        Item.objects.bulk_create([*lessons, training, governors, reading])
        Held.objects.bulk_create(held)
        staff = held_now.filter(role__in=STAFF_ROLES).exclude(role=RoleName.NEW_STARTER)
        there = list(staff.order_by("person").values_list("person", flat=True).distinct())[:-4]  # four were away
        new = held_now.filter(role__in=WORKING_ROLES, since__gte=reading.first).exclude(role=RoleName.NEW_STARTER)
        Attended.objects.bulk_create(  # whoever began in September has read it; the new starter has it before them
            Attended(
                id=_id(school, f"read {each}"), school=school, item=reading, person_id=each, how=Attended.How.READ, on=reading.first + timedelta(days=9),
                by=each, by_words="",
            )
            for each in new.order_by("person").values_list("person", flat=True).distinct()
        )  # fmt: skip
        Attended.objects.bulk_create(
            Attended(id=_id(school, f"attended {each}"), school=school, item=training, person_id=each, how=Attended.How.THERE, on=training.first, **by)
            for each in there
        )  # fmt: skip
        Resource.objects.bulk_create(
            Resource(id=_id(school, f"resource {item.title}"), school=school, item=item, name=name, href=href, by_words=words)
            for item, name, href in (
                (reading, "Keeping children safe in education", "https://www.gov.uk/government/publications/keeping-children-safe-in-education--2"),
                (lessons[5], "Safer Internet Day", "https://saferinternet.org.uk/"),
            )
        )  # fmt: skip
        record.write(places.of_belisha(school), Event.DEMONSTRATION_MADE, record.About("school", school.key, "a year of teaching"))  # fmt: skip
        return True


def _item(school: School, kind: str, title: str, day: date, first: int, last: int, **more: object) -> Item:
    begins = day + timedelta(days=first)
    return Item(
        id=_id(school, title), school=school, kind=kind, title=title, year=year_of(begins), first=begins, last=day + timedelta(days=last), **more
    )  # fmt: skip


def _id(school: School, name: str) -> uuid.UUID:
    return uuid.uuid5(SPACE, f"{school.key} {name}")
