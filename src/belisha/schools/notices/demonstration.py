"""Demonstration: a calendar for the demonstration school, what it calls for, and a log with one address that refused. The same each time.

Room: schools.notices. Written in bulk, with one line in the record, since nobody did it. Doing it twice changes nothing.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from belisha.schools.apart import in_school
from belisha.schools.days import in_words
from belisha.schools.notices import actions, calling, reaching
from belisha.schools.notices.models import Notice, SchoolEvent, Telling, Term, Told
from belisha.schools.people import places
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import RoleName
from belisha.schools.policies import force
from belisha.schools.post.models import Message
from belisha.schools.published.models import School
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

SPACE = uuid.UUID("5ab1e5ed-be11-5a00-8000-000000000055")
Kind, Way, Why = SchoolEvent.Kind, Telling.Way, Notice.Why


def make(school: School, today: date | None = None) -> bool:
    """Gives the school a calendar and a log; False if it has some."""
    day = today or timezone.localdate()
    year = calling.year_of(day)
    with in_school(school):
        if Term.objects.filter(school=school).exists():
            return False
        terms = [
            Term(id=_id(school, name), school=school, year=year, name=name, first=first, last=last)
            for name, first, last in calling.suggested(year)
        ]
        Term.objects.bulk_create(terms)
        past = _event(
            school, "Harvest assembly", Kind.ASSEMBLY, day - timedelta(days=40), "9.15 am", "the hall", public=True
        )
        SchoolEvent.objects.bulk_create([
            past,
            _event(school, "Winter concert", Kind.PERFORMANCE, day + timedelta(days=10), "2 pm", "the hall", public=True),
            _event(school, "Science museum", Kind.TRIP, day + timedelta(days=24), "all day", "the city", whom=["Year 5"]),
        ])  # fmt: skip
        place = places.of_belisha(school)
        actions.gather(place, day)
        _log(school, past, year, min(term.first for term in terms), day)
        about = record.About("school", school.key, "a calendar, its notices and a log")
        record.write(place, Event.DEMONSTRATION_MADE, about)
        return True


def _event(school: School, name: str, kind: str, day: date, at: str, place: str, **more: object) -> SchoolEvent:
    first = day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)  # no weekend
    return SchoolEvent(id=_id(school, name), school=school, name=name, kind=kind, first=first, last=first, time=at, place=place, **more)  # fmt: skip


def _log(school: School, past: SchoolEvent, year: int, begun: date, day: date) -> None:
    """What was given so far: to everybody who works here by e-mail, to parents by poster, by word and in the newsletter."""
    policy, version = force.lived_by(school, day)
    office = Person.objects.filter(school=school).holding(RoleName.OFFICE, on=day).order_by("pk").first()
    by = {"by": office.pk if office else None, "by_words": office.name if office else "Belisha"}
    yearly = Notice.objects.filter(school=school, key=f"year {year}", dropped__isnull=True).first()
    termly = Notice.objects.filter(school=school, key__startswith=f"term {year}", opens__lte=day).first()
    before = next((each for each in calling.notices_of(policy) if each.before), None)
    if before is not None:
        at = Notice(
            id=_id(school, "past"), school=school, clause=before.id, title=before.title, to=list(before.to), says=before.says, version=version,
            reason=Why.EVENT, key=f"event {past.pk}", period=f"{past.name}, {in_words(past.first)}", event=past,
            opens=past.first - timedelta(days=7), by=past.first,
        )  # fmt: skip
        at.save(force_insert=True)
        _tell(school, at, Way.POSTER, past.first - timedelta(days=3), "at the gate and by the hall", **by)
        _tell(school, at, Way.ALOUD, past.first, "by the headteacher, before it began", **by)
    if termly is not None:
        _tell(school, termly, Way.SITE, min(day, termly.opens + timedelta(days=9)), "in the newsletter", **by)
    if yearly is not None:
        on = min(day, begun + timedelta(days=3))
        telling = _tell(school, yearly, Way.EMAIL, on, "", state=Telling.State.DONE, **by)
        _mails(school, yearly, telling, on)


def _tell(school: School, notice: Notice, way: str, on: date, note: str, **more: object) -> Telling:
    made = Telling(
        id=_id(school, f"{notice.key} {way}"), school=school, notice=notice, way=way, on=on, groups=notice.to, note=note, made=_at(on), **more
    )  # fmt: skip
    made.save(force_insert=True)
    notice.given = min(notice.given or on, on)
    notice.save(update_fields=["given"])
    return made


def _mails(school: School, notice: Notice, telling: Telling, on: date) -> None:
    """All arrived but one."""
    people = list(Person.objects.filter(school=school, pk__in=reaching.recipients(notice, on)).order_by("pk"))
    messages, told = [], []
    for number, person in enumerate(people):
        subject, text = actions.letter(notice, person)
        message = Message(
            id=_id(school, f"message {number}"), school=school, to=person.email, person=person.pk, subject=subject, text=text, purpose="notice",
            state=Message.State.SENT, tries=1, made=_at(on), sent=_at(on), message_id=f"<{_id(school, f'message id {number}')}@belisha>",
        )  # fmt: skip
        if not person.email:
            message.state, message.sent, message.error = Message.State.FAILED, None, "There is no e-mail address."
        elif number == 3:
            message.state, message.sent, message.error = Message.State.BOUNCED, None, "550 No such mailbox"
        messages.append(message)
        told.append(Told(id=_id(school, f"told {number}"), school=school, telling=telling, notice=notice, person=person, message=message))  # fmt: skip
    Message.objects.bulk_create(messages)
    Told.objects.bulk_create(told)
    telling.total = len(people)
    telling.save(update_fields=["total"])


def _id(school: School, name: str) -> uuid.UUID:
    return uuid.uuid5(SPACE, f"{school.key} {name}")


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9, 30)))
