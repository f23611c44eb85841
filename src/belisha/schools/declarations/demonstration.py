"""Demonstration: ties with families, approvals, and questions without an answer, for the demonstration school. The same each time.

Room: schools.declarations. Written in bulk, with one line in the record, since nobody did it. Doing it twice changes nothing.
Next door: `people.demonstration` makes the school and its people, `policies.demonstration` its policy, `channels.demonstration` its channels.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from belisha.schools.apart import in_school
from belisha.schools.asked.models import Unanswered
from belisha.schools.channels import demonstration as channels
from belisha.schools.declarations.models import Approval, Declaration
from belisha.schools.declarations.years import next_year, school_year
from belisha.schools.people import places
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import RoleName
from belisha.schools.policies import force
from belisha.schools.published.models import School
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

SPACE = uuid.UUID("5ab1e5ed-be11-5a00-8000-000000001951")
BEN = "Ben Archer"  # as somebody writes the name who may not see the families
UNANSWERED = (
    ("A teacher · Send a private message on social media · A parent or carer", "unsettled", 6),
    ("Support staff · Join a chat, forum or group · A colleague", "silent", 4),
    ("A governor · Post something", "silent", 2),
)


OTHERS = 20  # colleagues with something of their own in the registers, so that a governor has numbers to read
ASKED = (
    (Approval.Kind.DEVICE, "A school tablet at home, to plan lessons", "My own computer is shared.", ["senior leader"], ["MO-56"]),
    (Approval.Kind.ACCOUNT, "A channel for the songs of our class", "Families ask for the words.", ["headteacher"], ["MO-62"]),
    (Approval.Kind.DEVICE, "The camera, on our walk to the library", "For the display in the corridor.", ["senior leader"], ["MO-56"]),
)  # fmt: skip


def make(school: School, today: date | None = None) -> bool:
    """Gives the school its rows; False if it has some."""
    day = today or timezone.localdate()
    with in_school(school):
        if Declaration.objects.filter(school=school).exists():
            return False
        named = ("ada", "ben", "dora", "edna", "finn", "leon", "moira", "nico", "silas", "uma")
        mails = {f"{each}@demonstration.example": each for each in named}
        who = {
            mails[each.email]: each
            for each in Person.objects.filter(school=school, email__in=mails)
            if each.email in mails
        }
        staff = Person.objects.filter(school=school).holding(
            RoleName.TEACHER, RoleName.TEACHING_ASSISTANT, RoleName.SUPPORT_STAFF
        )
        others = [each for each in staff.order_by("pk") if each.email not in mails][:OTHERS]
        parents = Person.objects.filter(school=school).holding(RoleName.PARENT).exclude(email__in=mails)
        families = list(parents.order_by("pk")[:OTHERS])
        Declaration.objects.bulk_create(
            [*_ties(school, who, day), *_other_ties(school, others, families, who["edna"], day)]
        )
        Approval.objects.bulk_create(
            [*_approvals(school, who, day), *_other_approvals(school, others, who["dora"], day)]
        )
        policy, _ = force.lived_by(school, day)
        called = f"{policy.front.policy}, version {policy.front.version}"
        Unanswered.objects.bulk_create(
            Unanswered(
                id=uuid.uuid5(SPACE, situation), school=school, version=policy.hash, policy=called, situation=situation, verdict=verdict,
                month=day.replace(day=1), count=count,
            )
            for situation, verdict, count in UNANSWERED
        )  # fmt: skip
        about = record.About("school", school.key, "ties with families, approvals, and questions without an answer")
        record.write(places.of_belisha(school), Event.DEMONSTRATION_MADE, about)
        return True


def _ties(school: School, who: dict[str, Person], day: date) -> list[Declaration]:
    begun, last = school_year(day), school_year(day) - timedelta(days=330)
    noted = {"noted": _at(max(begun, day - timedelta(days=3))), "noted_by": who["edna"].pk, "noted_by_words": who["edna"].name}  # fmt: skip

    def tie(name: str, relation: str, since: date, **more: Any) -> Declaration:
        made = {"confirmed": since, **more}
        return Declaration(id=uuid.uuid5(SPACE, f"tie {name}"), school=school, person=who[name], relation=relation, since=since, **made)  # fmt: skip

    friend, relative = Declaration.Relation.FRIEND, Declaration.Relation.RELATIVE
    return [
        tie("ada", friend, begun, about=who["ben"], named=BEN, words="We sing in the same choir.", **noted),
        tie("finn", relative, max(begun, day - timedelta(days=5)), named="The Garners, with a child in Year 3", words="My sister's family."),
        tie("leon", friend, last, about=who["ben"], named=BEN, words="Our children play football together.", **noted),
        tie("moira", friend, last, about=who["ben"], named=BEN, until=last + timedelta(days=200), **noted),
    ]  # fmt: skip


def _other_ties(
    school: School, others: list[Person], families: list[Person], leader: Person, day: date
) -> list[Declaration]:
    """Friends among the families, confirmed by most; read by the safeguarding lead."""
    begun = school_year(day)
    return [
        Declaration(
            id=uuid.uuid5(SPACE, f"tie {each.pk}"), school=school, person=each, relation=Declaration.Relation.FRIEND, about=family, named=family.name,
            words="We have been neighbours for years.", since=begun - timedelta(days=300), confirmed=begun - timedelta(days=300) if number % 7 == 6 else begun,
            noted=_at(begun - timedelta(days=290)), noted_by=leader.pk, noted_by_words=leader.name,
        )
        for number, (each, family) in enumerate(zip(others, families, strict=True))
    ]  # fmt: skip


def _other_approvals(school: School, others: list[Person], head: Person, day: date) -> list[Approval]:
    """Asked for since September, and decided within days: most given, some refused, some over by now."""
    policy, _ = force.lived_by(school, day)
    found = []
    for number, each in enumerate(others):
        kind, what, reason, givers, clauses = ASKED[number % len(ASKED)]
        asked = max(school_year(day), day - timedelta(days=30 + number))
        decided = min(day, asked + timedelta(days=1 + number % 4))
        refused = number % 6 == 5
        outcome: dict[str, Any] = {"state": Approval.State.REFUSED, "answer": "Use the one in school for that."}
        if not refused:
            until = day if number % 5 == 4 and decided < day else next_year(day)
            outcome = {
                "state": Approval.State.GRANTED,
                "since": decided,
                "until": until,
                "answer": "For that, and no longer than this year.",
            }
        found.append(
            Approval(
                id=uuid.uuid5(SPACE, f"approval {each.pk}"), school=school, person=each, kind=kind, what=what, reason=reason, givers=givers, clauses=clauses,
                version=policy.hash, asked=_at(asked), decided=_at(decided), decided_by=head.pk, decided_by_words=head.name, decided_as=givers,
                **{"until": next_year(day), **outcome},
            )
        )  # fmt: skip
    return found


def _approvals(school: School, who: dict[str, Person], day: date) -> list[Approval]:
    policy, _ = force.lived_by(school, day)
    since = max(school_year(day), day - timedelta(days=40))
    given = {"state": Approval.State.GRANTED, "since": since, "decided": _at(since), "decided_by": who["dora"].pk, "decided_by_words": who["dora"].name}  # fmt: skip

    def one(name: str, kind: Approval.Kind, what: str, reason: str, givers: list[str], clauses: list[str], days: int, **more: Any) -> Approval:  # fmt: skip
        return Approval(
            id=uuid.uuid5(SPACE, f"approval {name} {kind}"), school=school, person=who[name], kind=kind, what=what, reason=reason, givers=givers,
            clauses=clauses, version=policy.hash, asked=_at(day - timedelta(days=days)), **{"until": next_year(day), **more},
        )  # fmt: skip

    kind, head = Approval.Kind, ["headteacher"]
    return [
        one("ada", kind.GROUP, "Year 4 river project, on the school's learning platform", "The two classes share one field trip and work on it together.", head, ["MO-62"], 1, facts={"account": "learning group"}, benefit="Each pair writes three entries; we count them, and compare them with last year's posters."),
        one("nico", kind.DEVICE, "The supply tablet, for the class blog", "I have none of my own in school.", ["senior leader"], ["MO-56"], 42, facts={"device": "school", "purpose": "learning"}, decided_as=["senior leader"], answer="For the class blog and nothing else.", **given),
        one("uma", kind.ACCOUNT, "A channel for reading Year 1's favourite books aloud", "Families ask for it.", head, ["MO-62"], 45, facts={"account": "school"}, decided_as=head, answer="With comments turned off.", channel_id=channels.id_of(channels.BOOKS), **{**given, "until": day + timedelta(days=9)}),
        one("leon", kind.DEVICE, "A school laptop, at home at weekends", "For my own things.", ["senior leader"], ["MO-56"], 20, facts={"device": "school", "purpose": "personal"}, state=Approval.State.REFUSED, decided=_at(day - timedelta(days=18)), decided_by=who["dora"].pk, decided_by_words=who["dora"].name, answer="School laptops are for school."),
        one("silas", kind.OTHER, "A senior leader · Look somebody up online to check that they are suitable · A colleague", "A parent says that a new colleague has posted about the school.", ["data protection officer"], ["MO-110"], 2, facts={"actor": "senior leader", "act": "search", "with": "colleague"}),
    ]  # fmt: skip


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 15, 40))
