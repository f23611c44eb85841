"""Reminders: that the policy in force is to be looked at again, 90, 30 and 7 days before, and once it is overdue.

Room: schools.policies. A daily job that may be run twice, and may miss days: of several steps that are over, the last alone is told.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import connection, transaction

from belisha.schools.days import in_words
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import RoleName
from belisha.schools.people.places import Place
from belisha.schools.policies import force, moves
from belisha.schools.policies.models import Reminder, Version
from belisha.schools.post import actions as post
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

OVERDUE = -1
STEPS = (force.DRAWS_NEAR, 30, 7, OVERDUE)


@transaction.atomic
def run(today: date, place: Place) -> int:
    """Daily. Returns how many people were written to."""
    version = force.in_force(place.school, today)
    due = force.due(version) if version else None
    if version is None or due is None:
        return 0
    left = (due - today).days
    over = [step for step in STEPS if left <= step]
    with connection.cursor() as cursor:  # of two workers, the second sees what the first has told
        cursor.execute("SELECT pg_advisory_xact_lock(1935, hashtext(%s))", [place.school.key])
    told = set(Reminder.objects.filter(school=place.school, version=version, due=due).values_list("step", flat=True))
    new = [step for step in over if step not in told]
    if not new:
        return 0
    rows = [Reminder(school=place.school, version=version, due=due, step=step, on=today) for step in new]
    Reminder.objects.bulk_create(rows)
    if max(over, key=STEPS.index) not in new:  # nothing nearer than what was told already
        return 0
    people = list(to_whom(version, today))
    subject, text = letter(version, due, today)
    for person in people:
        post.send(place, to=person, purpose="policy review", subject=subject, text=text)
    record.write(place, Event.POLICY_REVIEW_DUE, version, after={"due": due, "people": len(people)})
    return len(people)


def to_whom(version: Version, today: date) -> list[Person]:
    """Whoever owns the policy, and the clerk; the headteacher and the chair where nobody does or there is no clerk."""
    here = Person.objects.filter(school_id=version.school_id)
    owners = moves.owners(force.policy_of(version).front)
    owning = list(here.holding(*owners, on=today)) if owners else []
    keeping = list(here.holding(RoleName.CLERK, on=today))
    found = (owning or list(here.holding(RoleName.HEADTEACHER, on=today))) + (
        keeping or list(here.holding(RoleName.CHAIR, on=today))
    )
    return list({person.pk: person for person in found}.values())


def letter(version: Version, due: date, today: date) -> tuple[str, str]:
    """Subject and text."""
    left, on = (due - today).days, in_words(due)
    when = f"was due on {on}" if left < 0 else "is due today" if left == 0 else f"is due on {on}"
    subject = f"The review of {version.policy} {when}"
    where = f"{settings.BELISHA_ADDRESS}/schools/{version.school_id}/policy/"
    return subject, (
        f"The review of {version.name} {when}.\n\n"
        f"Begin the next version, or put the present one forward again with the day of its next review, here:\n\n{where}\n\n"
        "You get this because you own the policy, or keep the governors' papers."
    )
