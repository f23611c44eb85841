"""Every write to the calendar, the notices and their log: one deed a function, allowed, whole or not at all, with its line in the record.

Room: schools.notices. Each takes `by: Place` and stands in that school. `gather` matches what is kept with what the calendar calls for, and may be
called at any time; sending is a job in blocks, begun again where it stood, and writes to nobody twice.
Next door: `calling` says what is called for, `reaching` whom it is for, `jobs` runs the sending, `feeds` keeps the addresses of calendars.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from belisha import library
from belisha.language.policy import Notice as Said
from belisha.schools.apart import in_school
from belisha.schools.days import in_words
from belisha.schools.notices import calling, reaching
from belisha.schools.notices.models import Addressed, Notice, Pace, SchoolEvent, Taking, Telling, Term, Told
from belisha.schools.people import places
from belisha.schools.people.classes import pupils
from belisha.schools.people.models import People, Person
from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.policies import force
from belisha.schools.post import actions as post
from belisha.schools.published import settings as school_settings
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

BLOCK = 100  # people written to in one transaction
State, Way = Telling.State, Telling.Way


# ---- the calendar -----------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_terms(year: int, terms: Sequence[tuple[str, date, date]], *, by: Place) -> list[Term]:
    """Keeps the terms of a school year in place of those that it had. terms: name, first and last day. Raises ValidationError."""
    by.must_be_allowed(Permission.GIVE_NOTICES)
    terms = sorted(terms, key=lambda each: each[1])
    if not terms:
        raise ValidationError("Enter at least one term")
    for name, first, last in terms:
        if last < first:
            raise ValidationError(f"The {name.lower()} term ends before it begins")
        if not date(year, 7, 1) <= first <= date(year + 1, 9, 30):
            raise ValidationError(f"The {name.lower()} term does not begin in the school year {calling.year_words(year)}")  # fmt: skip
    for (name, _, last), (other, first, _) in pairwise(terms):
        if first <= last:
            raise ValidationError(f"The {other.lower()} term begins before the {name.lower()} term has ended")
    held = Term.objects.filter(school=by.school, year=year)
    before = _said(held)
    held.delete()
    made = [Term(school=by.school, year=year, name=name, first=first, last=last) for name, first, last in terms]
    Term.objects.bulk_create(made)
    about = record.About("terms", str(year), f"school year {calling.year_words(year)}")
    record.write(by, Event.TERMS_KEPT, about, before={"terms": before}, after={"terms": _said(made)})
    gather(by)
    return made


def _said(terms: Any) -> list[str]:
    return [f"{each.name}: {each.first} to {each.last}" for each in terms]


@transaction.atomic
def add_event(*, by: Place, name: str, kind: str, first: date, last: date | None = None, **more: Any) -> SchoolEvent:
    """A school event. more: time, place, whom, chosen, public. Raises ValidationError."""
    by.must_be_allowed(Permission.GIVE_NOTICES)
    event = SchoolEvent(school=by.school, name=name, kind=kind, first=first, last=last or first, **more)
    _check(event)
    event.save(force_insert=True)
    record.write(by, Event.SCHOOL_EVENT_ADDED, event, after={"first": event.first, "last": event.last, "kind": kind})
    gather(by)
    return event


@transaction.atomic
def change_event(event: SchoolEvent, *, by: Place, **changed: Any) -> SchoolEvent:
    """Changes what is given. Raises ValidationError."""
    by.must_be_allowed(Permission.GIVE_NOTICES)
    held = _held(event)
    if held.cancelled:
        raise ValidationError("It was cancelled. Add it anew if it takes place after all")
    if "first" in changed and not changed.get("last"):
        changed["last"] = changed["first"]
    before = {name: getattr(held, name) for name, value in changed.items() if getattr(held, name) != value}
    if not before:
        return held
    for name in before:
        setattr(held, name, changed[name])
    _check(held)
    held.changed = timezone.now()
    held.save(update_fields=[*before, "changed"])
    if not held.chosen:
        Taking.objects.filter(school=by.school, event=held).delete()
    record.write(by, Event.SCHOOL_EVENT_CHANGED, held, before=before, after={name: changed[name] for name in before})
    gather(by)
    return held


@transaction.atomic
def cancel_event(event: SchoolEvent, *, by: Place) -> None:
    """It does not take place: its open notices are let go."""
    by.must_be_allowed(Permission.GIVE_NOTICES)
    held = _held(event)
    if held.cancelled:
        return
    held.cancelled, held.changed = timezone.localdate(), timezone.now()
    held.save(update_fields=["cancelled", "changed"])
    record.write(by, Event.SCHOOL_EVENT_CANCELLED, held)
    gather(by)


@transaction.atomic
def choose_pupils(
    event: SchoolEvent, *, by: Place, add: Collection[uuid.UUID] = (), remove: Collection[uuid.UUID] = (), same_as: SchoolEvent | None = None
) -> int:  # fmt: skip
    """Which single pupils take part. same_as: those of another event too, such as the choir's last one. Ids of others than today's pupils are passed over.

    Returns how many take part now.
    """
    by.must_be_allowed(Permission.GIVE_NOTICES)
    held = _held(event)
    if not held.chosen or held.cancelled:
        raise ValidationError("This event is not for single pupils")
    takings = Taking.objects.filter(school=by.school, event=held)
    gone = takings.filter(pupil__in=list(remove)).delete()[0]
    there = set(takings.values_list("pupil", flat=True))
    if same_as is not None:
        add = [*add, *Taking.objects.filter(school=by.school, event=same_as).values_list("pupil", flat=True)]
    found = pupils(by.school, timezone.localdate()).filter(pk__in=list(add)).exclude(pk__in=there)
    new = [Taking(school=by.school, event=held, pupil=each) for each in found]
    Taking.objects.bulk_create(new)
    if new or gone:
        record.write(by, Event.SCHOOL_EVENT_PUPILS, held, after={"added": len(new), "removed": gone})
    return len(there) + len(new)


def _check(event: SchoolEvent) -> None:
    event.name = " ".join(event.name.split())
    wrong: dict[str, str] = {}
    if not event.name:
        wrong["name"] = "Enter what the event is called"
    if event.kind not in SchoolEvent.Kind.values:
        wrong["kind"] = "Choose what kind of event it is"
    if event.last < event.first:
        wrong["last"] = "The last day must not be before the first"
    elif (event.last - event.first).days > 60:
        wrong["last"] = "An event lasts at most 60 days"
    if wrong:
        raise ValidationError(wrong)


def _held(event: SchoolEvent) -> SchoolEvent:
    return SchoolEvent.objects.select_for_update().get(school_id=event.school_id, pk=event.pk)


# ---- what it calls for --------------------------------------------------------------------------------------------------


@transaction.atomic
def gather(place: Place, today: date | None = None) -> int:
    """Keeps a notice for each thing that the calendar calls for, with the words of the policy in force today; says how many are new.

    Open ones follow the policy and the calendar; one for which nothing calls any more is let go. What was given stays as it was given.
    """
    today = today or timezone.localdate()
    try:
        policy, version = force.lived_by(place.school, today)
    except library.UnknownPolicy:  # one school's mistake must not stop the day's work for the others
        return 0
    with connection.cursor() as cursor:  # of two at once the second sees what the first has kept
        cursor.execute("SELECT pg_advisory_xact_lock(1936, hashtext(%s))", [place.school.key])
    ahead = school_settings.read(place.school.settings).notice_days
    events = SchoolEvent.objects.filter(school=place.school, cancelled__isnull=True, last__gte=today)
    terms = Term.objects.filter(school=place.school, year__gte=calling.year_of(today))
    paces = {each.clause: (each.often, each.since) for each in Pace.objects.filter(school=place.school)}
    called = {
        (each.key, each.said.id): each for each in calling.calls(policy, events, list(terms), ahead, today, paces)
    }
    kept = {(each.key, each.clause): each for each in Notice.objects.filter(school=place.school, key__in={key for key, _ in called})}  # fmt: skip
    new = [_of(place, call, version) for at, call in called.items() if at not in kept]
    Notice.objects.bulk_create(new)
    changed = [each for at, each in kept.items() if _follow(each, called.get(at), version)]
    fields = ["title", "to", "says", "version", "period", "opens", "by", "dropped", "dropped_because"]
    Notice.objects.bulk_update(changed, fields)
    gone = Notice.objects.filter(school=place.school, by__gte=today).open().exclude(reason=Notice.Why.HAND)
    gone = gone.exclude(pk__in=[each.pk for each in (*new, *kept.values()) if (each.key, each.clause) in called])
    dropped = gone.update(dropped=today, dropped_because=NOTHING_CALLS)
    if new or dropped:
        about = record.About("notices", "", f"{len(new)} called for, {dropped} let go")
        record.write(place, Event.NOTICES_DUE, about, after={"called_for": len(new), "let_go": dropped})
    return len(new)


NOTHING_CALLS = "Nothing in the calendar or the policy calls for it any more."


def _of(place: Place, call: calling.Call, version: Any) -> Notice:
    said = call.said
    return Notice(
        school=place.school, clause=said.id, title=said.title, to=list(said.to), says=said.says, version=version, reason=call.reason,
        key=call.key, period=call.period, event=call.event, opens=call.opens, by=call.by,
    )  # fmt: skip


def _follow(notice: Notice, call: calling.Call | None, version: Any) -> bool:
    """Lets an open notice follow the policy and the calendar; one that was let go because nothing called for it is taken up again."""
    if call is None or notice.given or (notice.dropped and notice.dropped_because != NOTHING_CALLS):
        return False
    now: dict[str, Any] = {
        "title": call.said.title, "to": list(call.said.to), "says": call.said.says, "version_id": version.pk if version else None,
        "period": call.period, "opens": call.opens, "by": call.by, "dropped": None, "dropped_because": "",
    }  # fmt: skip
    if all(getattr(notice, name) == value for name, value in now.items()):
        return False
    for name, value in now.items():
        setattr(notice, name, value)
    return True


@transaction.atomic
def settle(said: Said, *, by: Place, often: str) -> Pace | None:
    """How often the school gives a notice of which the policy names no moment; "": it is started by hand again. From today on: the past is not made overdue."""
    by.must_be_allowed(Permission.GIVE_NOTICES)
    policy, _ = force.lived_by(by.school, timezone.localdate())
    if said not in calling.unmeasured(policy):
        raise ValidationError("The policy in force says itself when this is given")
    if often and often not in Pace.Often.values:
        raise ValidationError({"often": "Select how often it is given"})
    held = Pace.objects.select_for_update().filter(school=by.school, clause=said.id).first()
    before = held.often if held else ""
    if before == often:
        return held
    if held is not None:
        held.delete()
    made = None
    if often:
        made = Pace(
            school=by.school, clause=said.id, often=often, since=timezone.localdate(), by=by.person.pk if by.person else None,
            by_words=by.words[:300],
        )  # fmt: skip
        made.save(force_insert=True)
    about = record.About("notice", said.id, f"{said.id} {said.title}"[:300])
    record.write(by, Event.NOTICE_PACED, about, before={"often": before}, after={"often": often})
    gather(by)
    return made


def run(today: date, place: Place) -> int:
    """Daily."""
    return gather(place, today)


# ---- a notice -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def start(said: Said, *, by: Place, period: str, whom: Sequence[str] = (), people: Sequence[uuid.UUID] = (), days: int = 14) -> Notice:  # fmt: skip
    """Starts a notice by hand, because what its `when` names has come up. period: what, in words. people: whom alone it is for."""
    by.must_be_allowed(Permission.GIVE_NOTICES)
    today = timezone.localdate()
    policy, version = force.lived_by(by.school, today)
    if said not in calling.notices_of(policy):
        raise ValidationError("The policy in force has no such notice")
    if not (period := " ".join(period.split())[:200]):
        raise ValidationError({"period": "Say what it is about, such as who was shortlisted for which post"})
    here = list(Person.objects.filter(school=by.school, pk__in=list(people)))
    if "applicant" in said.to and not here:
        raise ValidationError({"people": "Choose whom it is for"})
    made = Notice(
        school=by.school, clause=said.id, title=said.title, to=list(said.to), says=said.says, version=version, reason=Notice.Why.HAND,
        key=f"hand {uuid.uuid4()}", period=period, whom=list(whom), chosen=bool(people), opens=today,
        by=today + timedelta(days=days),
    )  # fmt: skip
    made.save(force_insert=True)
    Addressed.objects.bulk_create(Addressed(school=by.school, notice=made, person=each) for each in here)
    record.write(by, Event.NOTICE_STARTED, made, after={"clause": made.clause, "by": made.by})
    return made


@transaction.atomic
def write_own(notice: Notice, *, by: Place, own: str) -> Notice:
    """The one paragraph of the school's own. The policy's words stay as they are."""
    by.must_be_allowed(Permission.GIVE_NOTICES)
    held = _open(notice)
    own = " ".join(own.split())
    if len(own) > 1000:
        raise ValidationError({"own": "Say it in at most 1,000 characters"})
    if held.own != own:
        before, held.own = held.own, own
        held.save(update_fields=["own"])
        record.write(by, Event.NOTICE_CHANGED, held, before={"own": before}, after={"own": own})
    return held


@transaction.atomic
def let_go(notice: Notice, *, by: Place, why: str) -> None:
    """It is not given, for a reason that governors can read."""
    by.must_be_allowed(Permission.GIVE_NOTICES)
    held = _open(notice)
    if held.given:
        raise ValidationError("It has been given already")
    if not (why := " ".join(why.split())[:500]):
        raise ValidationError({"why": "Say why it is not given"})
    held.dropped, held.dropped_because = timezone.localdate(), why
    held.save(update_fields=["dropped", "dropped_because"])
    record.write(by, Event.NOTICE_DROPPED, held, after={"dropped_because": why})


@transaction.atomic
def tell(notice: Notice, *, by: Place, way: str, on: date, groups: Collection[str], note: str = "") -> Telling:
    """Writes down that it was given in a way of which Belisha cannot know. groups: of those whom it is for, whom it reached."""
    by.must_be_allowed(Permission.GIVE_NOTICES)
    held = _open(notice)
    wrong: dict[str, str] = {}
    if way not in Way.values or way == Way.EMAIL:
        wrong["way"] = "Choose how they were informed"
    if on > timezone.localdate():
        wrong["on"] = "The day must be today or earlier"
    if not (reached := [each for each in held.to if each in groups]):
        wrong["groups"] = "Choose who was informed"
    if wrong:
        raise ValidationError(wrong)
    made = Telling(
        school=by.school, notice=held, way=way, on=on, groups=reached, note=" ".join(note.split())[:300],
        by=by.person.pk if by.person else None, by_words=by.words[:300],
    )  # fmt: skip
    made.save(force_insert=True)
    _given(held, on)
    record.write(by, Event.NOTICE_TOLD, made, after={"way": way, "on": on, "groups": reached})
    return made


@transaction.atomic
def take_back(telling: Telling, *, by: Place) -> None:
    """Takes a line of the log back that was written down by mistake; the record keeps it. What was sent cannot be."""
    by.must_be_allowed(Permission.GIVE_NOTICES)
    held = Telling.objects.select_for_update().filter(school=by.school, pk=telling.pk).first()
    if held is None:
        return
    if held.way == Way.EMAIL:
        raise ValidationError("An e-mail that was sent cannot be taken back")
    notice = _open(held.notice)
    record.write(by, Event.NOTICE_UNTOLD, held, before={"way": held.way, "on": held.on, "groups": held.groups})
    held.delete()
    first = Telling.objects.filter(school=by.school, notice=notice).order_by("on").first()
    notice.given = first.on if first else None
    notice.save(update_fields=["given"])


def _open(notice: Notice) -> Notice:
    held = Notice.objects.select_for_update(of=("self",)).select_related("school", "event").get(school_id=notice.school_id, pk=notice.pk)  # fmt: skip
    if held.dropped:
        raise ValidationError("It has been let go in the meantime")
    return held


def _given(notice: Notice, on: date) -> None:
    if notice.given is None or on < notice.given:
        notice.given = on
        notice.save(update_fields=["given"])


# ---- by e-mail -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def mail(notice: Notice, *, by: Place) -> Telling:
    """Has a notice sent to all whom it is for and who have not been written to about it. Raises ValidationError where there is nobody."""
    by.must_be_allowed(Permission.GIVE_NOTICES)
    held = _open(notice)
    if Telling.objects.filter(school=by.school, notice=held, state=State.SENDING).exists():
        raise ValidationError("It is being sent already")
    left = waiting_for(held).count()
    if not left:
        raise ValidationError("There is nobody to write to who has not been written to already")
    made = Telling(
        school=by.school, notice=held, way=Way.EMAIL, on=timezone.localdate(), groups=[each for each in held.to if each != "pupil"],
        by=by.person.pk if by.person else None, by_words=by.words[:300], state=State.SENDING, total=left,
    )  # fmt: skip
    made.save(force_insert=True)
    _given(held, made.on)
    record.write(by, Event.NOTICE_MAILED, made, after={"people": left})
    _go_on(made)
    return made


@transaction.atomic
def begin_again(telling: Telling, *, by: Place) -> None:
    """Goes on with what stands still, because whatever did it was stopped."""
    by.must_be_allowed(Permission.GIVE_NOTICES)
    held = Telling.objects.select_for_update().get(school=by.school, pk=telling.pk)
    if held.stands_still or held.state == State.STOPPED:
        held.state, held.touched = State.SENDING, timezone.now()
        held.by, held.by_words = (by.person.pk if by.person else None), by.words[:300]
        held.save(update_fields=["state", "touched", "by", "by_words"])
        _go_on(held)


def waiting_for(notice: Notice) -> People:
    """Whom a notice is for and who have not been written to about it."""
    today = timezone.localdate()
    policy, _ = force.lived_by(notice.school, today)
    told = set(Told.objects.filter(school=notice.school_id, notice=notice).values_list("person", flat=True))
    left = reaching.recipients(notice, today, policy) - told
    return Person.objects.filter(school=notice.school_id, pk__in=left).order_by("pk")


def _go_on(telling: Telling) -> None:
    from belisha.schools.notices import jobs

    jobs.send.defer(school=telling.school_id, telling=str(telling.pk))


def go_on(school: str, pk: str) -> None:
    """Writes to everybody whom it is for, a block a transaction. Twice at once, or begun again after a stop, nobody is written to twice."""
    while _block(school, pk):
        pass


def _block(school: str, pk: str) -> bool:
    """Whether there is more to do."""
    with in_school(school):
        found = Telling.objects.select_for_update(of=("self",)).filter(school_id=school, pk=pk, state=State.SENDING)
        telling = found.select_related("school", "notice", "notice__event", "notice__school").first()
        if telling is None:
            return False
        telling.touched = timezone.now()
        place = _place(telling)
        people = list(waiting_for(telling.notice)[:BLOCK]) if place else []
        if not people:
            telling.state = State.DONE if place else State.STOPPED
        else:
            told = [_write(place, telling, person) for person in people]
            Told.objects.bulk_create(told)
        telling.save(update_fields=["state", "touched"])
        return bool(people)


def _place(telling: Telling) -> Place | None:
    """Where whoever asked for it stands now; None where they may not any more."""
    if telling.by is None:
        return places.of_belisha(telling.school)
    person = Person.objects.filter(school=telling.school, pk=telling.by).first()
    place = places.of_person(telling.school, person) if person else None
    return place if place is not None and place.may(Permission.GIVE_NOTICES) else None


def _write(place: Place, telling: Telling, person: Person) -> Told:
    subject, text = letter(telling.notice, person)
    message = post.send(place, to=person, purpose="notice", subject=subject, text=text)
    return Told(school=telling.school, telling=telling, notice=telling.notice, person=person, message=message)


def letter(notice: Notice, person: Person | None = None) -> tuple[str, str]:
    """Subject and text of the mail. The policy's words stand by themselves, the school's own after them."""
    school = notice.school
    where = f"{settings.BELISHA_ADDRESS}/schools/{school.key}/published/"
    paragraphs = [
        f"Dear {person.name}," if person else "Dear …,",
        *([f"This is about {about(notice.event)}."] if notice.event else []),
        notice.says,
        *([notice.own] if notice.own else []),
        f"These are the words of our policy, {notice.clause}. All of it stands here: {where}",
        school.name,
    ]
    subject = f"{notice.title}: {notice.event.name}" if notice.event else notice.title
    return subject, "\n\n".join(paragraphs)


def about(event: SchoolEvent) -> str:
    """ "Winter concert, on Friday 4 December 2026, 2 pm, in the hall"."""
    days = f"on {event.first:%A} {in_words(event.first)}"
    if event.last != event.first:
        days = f"from {event.first.day} {event.first:%B} to {in_words(event.last)}"
    return ", ".join(each for each in (event.name, days, event.time, event.place) if each)


def known(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Of a form's fields, those of a school event."""
    return {name: fields[name] for name in ("name", "kind", "first", "last", "time", "place", "whom", "chosen", "public") if name in fields}  # fmt: skip
