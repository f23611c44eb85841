"""Demonstration: four agreements that the demonstration school has put to its people: signed by most, declined, asked about, missing. The same each time.

Room: schools.agreements. Written in bulk, with one line in the record, since nobody did it. Doing it twice changes nothing. Volunteers
have not been asked yet, so that it can be tried. Next door: `policies.demonstration` makes the version from which they come.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from belisha.schools.agreements import asking, whom
from belisha.schools.agreements.models import Campaign, Reply, Signing
from belisha.schools.agreements.statements import kept, of_version
from belisha.schools.apart import in_school
from belisha.schools.people import places
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import RoleName
from belisha.schools.policies import force
from belisha.schools.policies.models import Version
from belisha.schools.published.models import School
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

SPACE = uuid.UUID("5ab1e5ed-be11-5a00-8000-000000002027")
# The agreement, from which school year on, and of ten people how many have signed.
PUT = (("MO-117", None, 8), ("MO-118", None, 7), ("MO-120", None, 7), ("MO-121", whom.KEY_STAGE_2, 6))
BEN = "ben@demonstration.example"
WAITING = (
    "Ada",
    "Ben",
    "Pip",
    "Uma",
    "Leon",
    "Moira",
    "Nico",
    "Finn",
    "Connie",
    "Clement",
)  # those of the cast who have not signed
SAID = {
    "Leon": (Reply.Kind.LARGE_PRINT, "", Signing.State.ASKED),
    "Moira": (Reply.Kind.DECLINED, "I look after the buildings and have no account anywhere. I do not see why I should sign about posts.", Signing.State.DECLINED),
}  # fmt: skip


def make(school: School, today: date | None = None) -> bool:
    """Gives the school its campaigns; False if it has some, or no version in force."""
    day = today or timezone.localdate()
    with in_school(school):
        version = force.in_force(school, day)
        if version is None or Campaign.objects.filter(school=school).exists():
            return False
        head = Person.objects.filter(school=school).holding(RoleName.HEADTEACHER).order_by("pk").first()
        for id, from_year, of_ten in PUT:
            _campaign(school, version, id, from_year, of_ten, head, day)
        about = record.About("school", school.key, "four agreements, signed by most")
        record.write(places.of_belisha(school), Event.DEMONSTRATION_MADE, about)
        return True


def _campaign(
    school: School, version: Version, id: str, from_year: int | None, of_ten: int, head: Person | None, day: date
) -> None:
    found = next(each for each in of_version(version) if each.id == id)
    roles = whom.roles_of(found, force.policy_of(version))
    wanted = whom.wanted(school, roles, from_year, day)
    opened = max(day - timedelta(days=10), version.in_force_from or day)
    campaign = Campaign(
        id=uuid.uuid5(SPACE, f"{school.key} {id}"), school=school, version=version, sha256=version.sha256, agreement=id, title=found.title, statements=kept(found),
        signed=list(found.signed), roles=[role.value for role in roles], from_year=from_year, due=day + timedelta(days=11), reminders=[-7, 1, 8],
        state=Campaign.State.OPEN, total=len(wanted), done=len(wanted), made=_at(opened), looked_on=day, by=head.pk if head else None,
        by_words=head.name if head else "Belisha",
    )  # fmt: skip
    campaign.save(force_insert=True)
    people = Person.objects.filter(school=school).in_bulk(list(wanted))
    parents = whom.parents_of(school, [pk for pk, each in wanted.items() if each.as_pupil], day)
    signings, replies = [], []
    for number, (pk, each) in enumerate(sorted(wanted.items(), key=lambda pair: pair[0].int)):
        person = people[pk]
        to = parents.get(pk, []) if each.as_pupil else [person]
        signing = Signing(
            id=uuid.uuid5(SPACE, f"{campaign.pk} {pk}"), school=school, campaign=campaign, person=person, as_pupil=each.as_pupil, group=each.group,
            asked=_at(opened), due=campaign.due, told=sum(bool(who.email) for who in to),
        )  # fmt: skip
        own = person.email.partition("@")[0].capitalize()
        if own in SAID:
            kind, text, state = SAID[own]
            signing.state = state
            if state == Signing.State.DECLINED:
                signing.at, signing.on, signing.way = _at(day), day, Signing.Way.SIGNED_IN
            replies.append(
                Reply(
                    id=uuid.uuid5(SPACE, f"reply {signing.pk}"),
                    school=school,
                    signing=signing,
                    kind=kind,
                    text=text,
                    at=_at(day),
                    person=pk,
                    person_words=person.name,
                )
            )
        elif number % 10 < of_ten and own not in WAITING and (to or not each.as_pupil):
            on = min(day, opened + timedelta(days=number % 9))
            signing.state, signing.at, signing.on, signing.name = Signing.State.SIGNED, _at(on), on, person.name
            signing.way = Signing.Way.PAPER if number % 40 == 4 else Signing.Way.LINK
            if signing.way == Signing.Way.PAPER:
                signing.by_words = "Olive Hart"
            if each.as_pupil:
                signing.parent, signing.parent_words = to[0].pk, to[0].name
        signings.append(signing)
    Signing.objects.bulk_create(signings, batch_size=1000)
    Reply.objects.bulk_create(replies)
    # Ben has his letters in the outbox, so that his link can be tried.
    ben = [
        (
            each,
            [
                who
                for who in (parents.get(each.person_id, []) if each.as_pupil else [people[each.person_id]])
                if who.email == BEN
            ],
        )
        for each in signings
    ]
    asking.write_asked(places.of_belisha(school), campaign, ben)


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9, 30)))
