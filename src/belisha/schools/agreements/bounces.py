"""Bounces: which of those who have not signed got no letter, because their mail came back.

Room: schools.agreements. Reads only, in a number of queries that does not grow; stands in the school. What became of a letter stands in the outbox. Somebody
whose address has been changed since is not among them: the next letter goes to the new one.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from belisha.schools.agreements.models import SIGN_WITH, Campaign, Signing
from belisha.schools.people.models import Guardianship, Person, running
from belisha.schools.post.models import Message

LETTERS = "agreement"  # how the purposes of all letters about agreements begin
CAME_BACK = (Message.State.BOUNCED, Message.State.FAILED)


def came_back(campaign: Campaign, day: date) -> dict[UUID, list[Person]]:
    """By copy that waits for a signature, the people whose last letter came back: whoever is asked, or the parents of a pupil."""
    letters = Message.objects.filter(
        school=campaign.school_id, purpose__startswith=LETTERS, made__gte=campaign.made, person__isnull=False
    )
    ever = letters.filter(state__in=CAME_BACK).exclude(to="").values_list("person", flat=True)
    last = letters.filter(person__in=set(ever)).order_by("person", "-made", "id").distinct("person")
    to = {each.person: each.to for each in last.only("person", "to", "state") if each.state in CAME_BACK}
    here = Person.objects.filter(school=campaign.school_id).in_bulk(list(to)) if to else {}
    people = {pk: each for pk, each in here.items() if each.email.lower() == to[pk].lower()}
    if not people:
        return {}
    waiting = Signing.objects.filter(school=campaign.school_id, campaign=campaign, state=Signing.State.ASKED)
    found: dict[UUID, list[Person]] = {
        pk: [people[person]]
        for pk, person in waiting.filter(as_pupil=False, person__in=people).values_list("pk", "person")
    }
    children: dict[UUID, list[Person]] = {}
    wards = Guardianship.objects.filter(
        school=campaign.school_id, adult__in=people, restricted=False, contact_allowed=True
    )
    for pupil, adult in wards.filter(running(day), relation__in=SIGN_WITH).values_list("pupil", "adult"):
        children.setdefault(pupil, []).append(people[adult])
    for pk, pupil in waiting.filter(as_pupil=True, person__in=children).values_list("pk", "person"):
        found[pk] = children[pupil]
    return found
