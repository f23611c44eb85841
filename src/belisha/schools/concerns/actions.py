"""Every write about a concern: one deed a function, allowed, whole or not at all, with its line in the concern's own log.

Room: schools.concerns. Each takes `by: Place` and stands in that school. The school's record gets no line: it would betray to a headteacher that something was written that they
do not see. The log is its own record, proved whole by `proof`. Keeps out: what has to be done (`handling`).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from belisha.engine.situation import Stated
from belisha.language.vocabulary import load
from belisha.schools.concerns import files, handling, proof, readers, sealing
from belisha.schools.concerns.handling import Case, Kind
from belisha.schools.concerns.models import Concern, Evidence, Line, Seal
from belisha.schools.declarations.facts import actors_of, as_json
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import STAFF_ROLES, WORKING_ROLES, Permission
from belisha.schools.people.places import Place, of_belisha
from belisha.schools.policies import force
from belisha.schools.post import actions as post
from belisha.schools.post.models import QUIET
from belisha.schools.published.models import School

LONGEST = 10_000
SHORT = 300
OLDEST = timedelta(days=366)  # so long ago something can have come up that is written down now
NOTHING = (None, frozenset(), frozenset({"none"}))  # of `event`: that nothing has come up
INDECENT = "event.child abuse image"
NOT_HERE = "Such a picture is never kept here: to copy or to store it is an offence, whatever for. Leave it where it is, unopened and uncopied, and follow the steps of the concern"
NOT_OUT = "It has come out that it may be a sexual image of a child: what was kept of it is given to nobody. To look at it or to copy it is an offence, whatever for. Tell the police that it is here"


# ---- opening -----------------------------------------------------------------------------------------------------------


def would_read(by: Place, facts: Mapping[str, Stated]) -> tuple[readers.Named, list[tuple[Person, list[str]]]]:
    """Who could open a concern about this, were it about none of them, with the headteacher, whom it may be about: for whoever writes it down."""
    day = timezone.localdate()
    policy, _ = force.lived_by(by.school, day)
    started, _ = readers.begun(policy, facts, day)
    named = readers.named(started, facts)
    asked = readers.widened((*named.roles, readers.R.HEADTEACHER), by.school, (), day)
    return named, readers.people(asked, by.school, (), day)


@transaction.atomic
def open_(
    *, by: Place, facts: Mapping[str, Stated], text: str, about: Collection[str], came_up: datetime | None = None
) -> Concern:
    """Writes a concern down.

    facts: what has come up (`event`), and what else is known of it. text: what was seen, told or found, in their words. about: the ids of those of the school
    whom it is about, so far as they could ever open it. came_up: when the school came to know of it, from which the clocks run; now, where left out. Raises ValidationError.
    """
    by.must_be_allowed(Permission.REPORT_CONCERNS)
    if by.person is None:
        raise PermissionDenied("a concern is written down by a person")
    now = timezone.now()
    text, came_up = text.strip(), came_up or now
    wrong: dict[str, str] = {}
    if facts.get("event") in NOTHING:
        wrong["event"] = "Select what has happened"
    if not text:
        wrong["text"] = "Write what was seen, told or found"
    elif len(text) > LONGEST:
        wrong["text"] = f"Say it in at most {LONGEST:,} characters"
    if came_up > now + timedelta(minutes=5):
        wrong["came_up"] = "It cannot have come up later than now"
    elif came_up < now - OLDEST:
        wrong["came_up"] = "It must have come up within the last year"
    if wrong:
        raise ValidationError(wrong)
    day = timezone.localdate(now)
    barred = _barred(by, about, day)
    known = {**_found_by(by), **facts}
    if barred & set(readers.heads(by.school, day)):
        known[readers.ABOUT_HEADTEACHER] = True
    policy, _ = force.lived_by(by.school, day)
    made = Concern(school=by.school, number=_number(by), version=policy.hash, opened=now, barred=sorted(barred))
    made.save(force_insert=True)
    _log(made, by, Kind.OPENED, text=text, facts=_json(known), on=came_up.isoformat())
    _settle(made, by)
    return made


def _found_by(by: Place) -> dict[str, Stated]:
    """What whoever writes it down is, in the vocabulary: what the policy asks of those who find something is asked of them."""
    actors = actors_of(by.roles & set(WORKING_ROLES))
    if not actors and by.roles & set(STAFF_ROLES):
        actors = [readers.R.SUPPORT_STAFF.value]  # such as the data protection officer, of whom policies do not speak
    return {"actor": actors[0]} if actors else {}


def _number(by: Place) -> int:
    """One of five figures that is free. Not the next: a gap would tell somebody who is shut out that there is one that they may not see."""
    with connection.cursor() as cursor:  # two at once get two numbers
        cursor.execute("SELECT pg_advisory_xact_lock(1966, hashtext(%s))", [by.school.key])
    taken = set(Concern.objects.filter(school=by.school).values_list("number", flat=True))
    return secrets.choice([each for each in range(10_000, 100_000) if each not in taken])


def _barred(by: Place, about: Collection[str], day: date) -> set[str]:
    """The ids of those whom it is about. One who is headteacher stands for whoever else is headteacher too. Raises ValidationError."""
    ids = {str(each) for each in about}
    try:
        found = {str(each) for each in Person.objects.filter(school=by.school, pk__in=ids).values_list("pk", flat=True)}
    except (ValidationError, ValueError):
        found = set()
    if found != ids:
        raise ValidationError({"about": "Select them from the list"})
    heads = set(readers.heads(by.school, day))
    return found | heads if found & heads else found


def _what(facts: Mapping[str, Stated | None]) -> str:
    """What has happened, in the vocabulary's words."""
    events, labels = facts["event"], load().raw["labels"]["event"]
    found = [labels.get(each, each) for each in sorted(events)] if isinstance(events, frozenset) else []
    return "; ".join(each[0] if isinstance(each, list) else each for each in found)


def _tell(concern: Concern, by: Place, before: Collection[Person]) -> None:
    """Writes to whoever may open it now and could not before, in words that tell nobody else anything, by mail that the outbox does not show."""
    text = f"Something new waits for you in Belisha. Sign in to read it:\n\n{settings.BELISHA_ADDRESS}/schools/{concern.school_id}/"
    for person in _readers_of(concern):
        if person != by.person and person not in before:
            post.send(
                of_belisha(concern.school), to=person, purpose=QUIET, subject="Something waits for you", text=text
            )


def _readers_of(concern: Concern) -> list[Person]:
    return [person for person, _ in people_of(concern)]


def people_of(concern: Concern) -> list[tuple[Person, list[str]]]:
    """Everybody who may open it today, with the roles by which they do."""
    return readers.people(concern.readers, concern.school, concern.barred, timezone.localdate(), concern.let_in)


# ---- handling ----------------------------------------------------------------------------------------------------------


def must_read(concern: Concern, by: Place) -> Concern:
    """The concern, held until the transaction ends. Raises PermissionDenied for whoever may not open it."""
    # Asked of the row that is held: somebody else may be shutting them out at this moment.
    held = Concern.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=concern.pk).first()
    if held is None:
        raise PermissionDenied("this concern is not theirs to open")
    held.school = by.school
    return held


def _must_be_open(concern: Concern) -> None:
    if concern.closed:
        raise ValidationError("It is closed. Open it again first")


@transaction.atomic
def read(concern: Concern, *, by: Place) -> Case:
    """All of it, for somebody who may open it; that they did stands in its log, once until something else is written. Raises PermissionDenied, CannotOpen."""
    held = must_read(concern, by)
    case = handling.case_of(held)
    last = case.entries[-1].said
    if by.person is not None and last.get("who_id") != str(by.person.pk):
        _log(held, by, Kind.READ)
    return case


@transaction.atomic
def know(concern: Concern, *, by: Place, facts: Mapping[str, Stated | None]) -> None:
    """More became known, from now on; None: nobody can say. Steps may come to be owed, or fall away, and others may come to open it. Raises ValidationError."""
    held = must_read(concern, by)
    _must_be_open(held)
    before = handling.case_of(held).facts
    changed = {name: value for name, value in facts.items() if name not in before or before[name] != value}
    if "event" in changed and changed["event"] in NOTHING:
        raise ValidationError("Select what has happened")
    if changed:
        _log(held, by, Kind.KNOWN, facts=_json(changed))
        _settle(held, by)


@transaction.atomic
def do(concern: Concern, *, by: Place, step: str, on: datetime | None = None, text: str = "") -> None:
    """A step is done. step: its key. on: when; now, where left out. Where the vocabulary has a fact for it (a copy is kept), that is known from then on. Raises ValidationError."""
    held = must_read(concern, by)
    _must_be_open(held)
    found = next((each for each in handling.case_of(held).steps if each.key == step), None)
    now = timezone.now()
    on, text = on or now, text.strip()
    if found is None or found.is_kept_to:
        raise ValidationError("The policy asks for no such step any more. Look at the steps again")
    if found.done is not None:
        raise ValidationError("Somebody has marked this step as done already")
    if on > now + timedelta(minutes=5):
        raise ValidationError({"on": "It cannot have been done later than now"})
    if on < found.raised - OLDEST:
        raise ValidationError({"on": "Enter when it was done"})
    if len(text) > LONGEST:
        raise ValidationError({"text": f"Say it in at most {LONGEST:,} characters"})
    fact = load().raw["duties"]["done"].get(found.duty.do)
    told = {"facts": {fact: True}} if fact else {}
    _log(
        held,
        by,
        Kind.DONE,
        step=step,
        clause=found.duty.clause,
        sentence=found.duty.words,
        text=text,
        on=on.isoformat(),
        **told,
    )
    _settle(held, by)


@transaction.atomic
def note(concern: Concern, *, by: Place, text: str) -> None:
    """Something to be remembered. Raises ValidationError."""
    held = must_read(concern, by)
    text = text.strip()
    if not text:
        raise ValidationError({"text": "Write what is to be noted"})
    if len(text) > LONGEST:
        raise ValidationError({"text": f"Say it in at most {LONGEST:,} characters"})
    _log(held, by, Kind.NOTED, text=text)


# ---- evidence ----------------------------------------------------------------------------------------------------------


def may_be_kept(facts: Mapping[str, Stated | None]) -> bool:
    """Whether pictures of it may be kept: never where it may be a sexual image of a child."""
    events = facts.get("event")
    nude = isinstance(events, frozenset) and "nude or semi-nude image" in events
    return not nude and facts.get(INDECENT) is not True


def may_be_taken(name: str, facts: Mapping[str, Stated | None]) -> bool:
    """Whether a file that is kept may be downloaded: what could show a picture not, once it may be a sexual image of a child. name: as it is kept."""
    return name.endswith(".txt") or may_be_kept(facts)


@transaction.atomic
def attach(
    concern: Concern, *, by: Place, data: bytes | None, name: str, where: str, shows_child_undressed: str
) -> Evidence:
    """Keeps a file. where: where it comes from, and when it was found. shows_child_undressed: "no", or it is not taken. Raises ValidationError."""
    held = must_read(concern, by)
    _must_be_open(held)
    if not may_be_kept(handling.case_of(held).facts):
        raise ValidationError({"shows": NOT_HERE})
    if shows_child_undressed == "yes":
        raise ValidationError({"shows": NOT_HERE})
    where, wrong = " ".join(where.split()), {}
    if shows_child_undressed != "no":
        wrong["shows"] = "Say whether it could show a child undressed or in a sexual way"
    if not where:
        wrong["where"] = "Say where it comes from"
    elif len(where) > SHORT:
        wrong["where"] = f"Say it in at most {SHORT} characters"
    ending = kind = ""
    try:
        ending, kind = files.kind_of(data or b"")
    except ValidationError as refused:
        wrong["file"] = refused.messages[0] if data else "Choose the file"
    if wrong or data is None:
        raise ValidationError(wrong)
    made = Evidence(school=held.school, concern=held, kind=kind, size=len(data))
    made.sealed = sealing.seal(sealing.key_of(held.school), data, handling.place_of(held, made.pk))
    made.save(force_insert=True)
    name = files.named(name, ending)
    _log(
        held,
        by,
        Kind.ATTACHED,
        evidence=str(made.pk),
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        **{"from": where},
    )
    return made


@transaction.atomic
def take(evidence: Evidence, *, by: Place) -> tuple[str, bytes]:
    """Its name and its bytes, for somebody who may open the concern; that they took it stands in the log. Raises PermissionDenied, ValidationError, CannotOpen."""
    held = must_read(evidence.concern, by)
    key = sealing.key_of(held.school)
    data = sealing.unseal(key, evidence.sealed, handling.place_of(held, evidence.pk))
    lines = Line.objects.filter(school=held.school, concern=held, kind=Kind.ATTACHED)
    told = next(
        (
            entry.said
            for each in lines
            if (entry := handling.opened(held, each, key)).said["evidence"] == str(evidence.pk)
        ),
        None,
    )
    if told is None or told["sha256"] != hashlib.sha256(data).hexdigest():
        raise sealing.CannotOpen("This is not the file that was kept, so it is not shown")
    if not may_be_taken(told["name"], handling.case_of(held).facts):
        raise ValidationError(NOT_OUT)
    _log(held, by, Kind.TAKEN, evidence=str(evidence.pk), name=told["name"])
    return str(told["name"]), data


# ---- who may open it, and the end ----------------------------------------------------------------------------------------


@transaction.atomic
def let_in(concern: Concern, *, by: Place, person: Person, why: str) -> None:
    """Opens it to somebody who works here, by name, also to whom it was shut wrongly; never to a headteacher whom it is about. Raises ValidationError."""
    held = must_read(concern, by)
    why = " ".join(why.split())
    wrong: dict[str, str] = {}
    if not why or len(why) > SHORT:
        wrong["why"] = f"Say why, in at most {SHORT} characters"
    if not Person.objects.filter(school=by.school, pk=person.pk).holding(*WORKING_ROLES).exists():
        wrong["person"] = "Select somebody who works here"
    elif str(person.pk) in readers.heads(by.school, timezone.localdate()) and handling.case_of(held).facts.get(readers.ABOUT_HEADTEACHER) is True:  # fmt: skip
        wrong["person"] = "It is about the headteacher. If it is not, say so first in what is known"
    if wrong:
        raise ValidationError(wrong)
    me = str(person.pk)
    if me not in held.let_in or me in held.barred:
        before = _readers_of(held)
        held.let_in, held.barred = sorted({*held.let_in, me}), [each for each in held.barred if each != me]
        held.save(update_fields=["let_in", "barred"])
        _log(held, by, Kind.WHO, text=why, let_in=person.name)
        _tell(held, by, before)


@transaction.atomic
def shut_out(concern: Concern, *, by: Place, person: Person, why: str) -> None:
    """Shuts somebody out, whatever their role: it is about them. Somebody else must be left. Raises ValidationError."""
    held = must_read(concern, by)
    why = " ".join(why.split())
    if not why or len(why) > SHORT:
        raise ValidationError({"why": f"Say why, in at most {SHORT} characters"})
    barred = sorted({*held.barred, str(person.pk)})
    if not readers.people(held.readers, held.school, barred, timezone.localdate(), held.let_in):
        raise ValidationError({"person": "Nobody else could open it then. Let somebody in first"})
    held.barred, held.let_in = barred, [each for each in held.let_in if each != str(person.pk)]
    held.save(update_fields=["barred", "let_in"])
    _log(held, by, Kind.WHO, text=why, shut_out=person.name)


@transaction.atomic
def close(concern: Concern, *, by: Place, text: str) -> None:
    """It is dealt with. text: what came of it. Raises ValidationError."""
    held = must_read(concern, by)
    _must_be_open(held)
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise ValidationError({"text": f"Write what came of it, in at most {LONGEST:,} characters"})
    left = [each.duty.clause for each in handling.case_of(held).steps if each.waits and each.duty.strength == "must"]
    held.closed, held.at_once, held.due = timezone.now(), False, None
    held.save(update_fields=["closed", "at_once", "due"])
    _log(held, by, Kind.CLOSED, text=text, left=left)


@transaction.atomic
def reopen(concern: Concern, *, by: Place, text: str) -> None:
    """It is not over. Raises ValidationError."""
    held = must_read(concern, by)
    text = text.strip()
    if not held.closed:
        raise ValidationError("It is open")
    if not text or len(text) > LONGEST:
        raise ValidationError({"text": f"Say why, in at most {LONGEST:,} characters"})
    held.closed = None
    held.save(update_fields=["closed"])
    _log(held, by, Kind.REOPENED, text=text)
    _settle(held, by)


# ---- the log -----------------------------------------------------------------------------------------------------------


def _log(concern: Concern, by: Place, kind: Kind, **said: Any) -> Line:
    _one_at_a_time(concern.school)
    last = Line.objects.filter(school=concern.school, concern=concern).last()
    told = {
        "who": by.words,
        "who_id": str(by.person.pk) if by.person else "",
        "roles": sorted(by.roles),
        **{name: value for name, value in said.items() if value},
    }
    made = Line(school=concern.school, concern=concern, number=(last.number if last else 0) + 1, kind=kind)
    made.sealed = sealing.seal_words(sealing.key_of(concern.school), told, handling.place_of(concern, made.number))
    made.digest = proof.digest_of(made, last.digest if last else proof.BEGINNING)
    made.save(force_insert=True)
    return made


def _one_at_a_time(school: School) -> None:
    """Until the transaction ends, nobody else writes a line or a seal in this school: what is there up to a moment stays so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(1967, hashtext(%s))", [school.key])


@transaction.atomic
def seal(today: date, place: Place) -> Seal | None:
    """Daily: remembers where the logs stand, in a table and in a file of the data folder; a second call on the same day does nothing."""
    if Seal.objects.filter(school=place.school, at__date=today).exists():
        return None
    _one_at_a_time(place.school)
    made = Seal(school=place.school)
    made.lines, made.digest = proof.up_to(place.school.key, made.at)
    made.save(force_insert=True)
    transaction.on_commit(partial(proof.keep, made))
    return made


def _settle(concern: Concern, by: Place) -> None:
    """Puts down what lists and questions of rights go by: its title, the next time, and who may open it as things stand now; tells whoever comes in by that."""
    before = _readers_of(concern)
    case = handling.case_of(concern)
    day = timezone.localdate()
    barred = set(concern.barred)
    if case.facts.get(readers.ABOUT_HEADTEACHER) is True:
        barred |= set(readers.heads(concern.school, day))
    roles = readers.widened(readers.named(case.started, case.facts).roles, concern.school, barred, day)
    concern.title = (case.started[0].title if case.started else _what(case.facts))[:SHORT]
    concern.at_once, concern.due = case.at_once, case.due
    concern.barred, concern.readers = sorted(barred), [each.value for each in roles]
    concern.save(update_fields=["title", "at_once", "due", "barred", "readers"])
    _tell(concern, by, before)


@transaction.atomic
def open_to_somebody(concern: Concern, *, by: Place) -> None:
    """Where nobody can open it any more, since the roles have changed, the next ones come in and are told. For a job: nothing is unsealed."""
    if by.person is not None:
        raise PermissionDenied("Belisha itself sees to it")
    if not people_of(concern):
        roles = tuple(readers.R(each) for each in concern.readers)
        concern.readers = [
            each.value for each in readers.widened(roles, by.school, concern.barred, timezone.localdate())
        ]
        concern.save(update_fields=["readers"])
        _tell(concern, by, ())


def _json(facts: Mapping[str, Stated | None]) -> dict[str, object]:
    return {name: None if value is None else as_json(value) for name, value in facts.items()}
