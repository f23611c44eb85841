"""Demonstration: two concerns for the demonstration school: one that is being handled, and one that is closed. The same each time, but for their numbers and how they are sealed.

Room: schools.concerns. Done by the people of the school, as they would. Doing it twice changes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from belisha.schools.apart import in_school
from belisha.schools.concerns import actions, handling
from belisha.schools.concerns.models import Concern
from belisha.schools.people import places
from belisha.schools.people.models import Person
from belisha.schools.people.places import Place
from belisha.schools.published.models import School

BULLIED = {
    "event": frozenset({"cyberbullying"}), "event.author is": "pupil", "event.author known": True, "event.child abuse image": False,
    "event.significant harm suspected": False, "event.about headteacher": False,
}  # fmt: skip
PHISHED = {"event": frozenset({"phishing"}), "event.author known": False, "event.child abuse image": False}


def make(school: School) -> bool:
    """Gives the school its concerns; False if it has some."""
    with in_school(school):
        if Concern.objects.filter(school=school).exists():
            return False
        uma, edna, piotr = (_place(school, name) for name in ("uma", "edna", "piotr"))
        gate = _after_school(timezone.localtime())
        mail = actions.open_(
            by=uma, facts=PHISHED, about=[], came_up=gate - timedelta(days=9),
            text="A mail that looked like the office's asked for my password. I did not give it. It went to all of Year 3's staff.",
        )  # fmt: skip
        for step in handling.case_of(mail).steps:
            if step.waits:
                actions.do(mail, by=piotr, step=step.key, on=gate - timedelta(days=9))
        actions.note(mail, by=piotr, text="Told all staff not to answer. Nobody had. The sender is blocked.")
        actions.close(
            mail, by=piotr, text="No data got out. Recorded; the lesson of the autumn term on passwords goes ahead."
        )
        chat = actions.open_(
            by=uma, facts=BULLIED, about=[], came_up=gate,
            text="Two pupils of Year 6 have made a page that mocks a third. Her mother showed me on her phone at the gate. I told Edna Marlow at once.",
        )  # fmt: skip
        told = next(each for each in handling.case_of(chat).steps if each.duty.do == "report" and not each.layer)
        actions.do(chat, by=edna, step=told.key, on=gate + timedelta(minutes=15), text="Uma Bird told me in person.")
        actions.note(chat, by=edna, text="Spoke with the pupil and her mother. She is safe, and wants the page gone.")
        return True


def _after_school(now: datetime) -> datetime:
    """At twenty past three on the last working day before."""
    day = now - timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day.replace(hour=15, minute=20, second=0, microsecond=0)


def _place(school: School, name: str) -> Place:
    person = Person.objects.get(school=school, email=f"{name}@demonstration.example")
    found = places.of_person(school, person)
    assert found is not None
    return found
