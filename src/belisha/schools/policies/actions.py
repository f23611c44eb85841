"""Every write to a school's versions of its policy: one deed a function, allowed, whole or not at all, with its line in the record.

Room: schools.policies. Each takes `by: Place` and stands in that school; each holds the version's row, so that of two at once the second sees what
the first did. Next door: `moves` is the table of steps, `sources` makes the first text of a draft.
"""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from belisha import library
from belisha.engine import rulebook_of
from belisha.engine.boxes import TooManyCases
from belisha.language import LanguageError
from belisha.language.policy import FrontMatter
from belisha.library.lawpack import law_pack
from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.policies import early, equality, force
from belisha.schools.policies.holding import Conflict
from belisha.schools.policies.holding import held as _held
from belisha.schools.policies.models import Comment, EarlyReview, Move, State, Version
from belisha.schools.policies.moves import STEPS, Step, may
from belisha.schools.policies.sources import head_of
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

LONGEST_TEXT = 400_000  # characters; the longest policy that comes with Belisha has a quarter of it


@transaction.atomic
def begin(*, by: Place, text: str, based_on: Version | None = None, note: str = "") -> Version:
    """A draft. Raises ValidationError where the text is empty or too long."""
    by.must_be_allowed(Permission.WRITE_POLICY)
    text = tidy(text)
    version = Version(
        school=by.school,
        **_of_text(text),
        based_on=based_on,
        by=by.person.pk if by.person else None,
        by_words=by.words,
    )
    version.save(force_insert=True)
    _moved(version, "", by, note)
    if based_on is not None:
        equality.carry_over(based_on, version)
        early.answered(based_on, EarlyReview.Outcome.BEGUN, by)
    record.write(
        by, Event.POLICY_BEGUN, version, after={"sha256": version.sha256, "based_on": based_on and based_on.name}
    )
    return version


@transaction.atomic
def change(version: Version, *, by: Place, edition: int, text: str) -> Version:
    """Keeps another text of a draft. edition: of the draft, as it was when the writer opened it. Raises Conflict, ValidationError."""
    by.must_be_allowed(Permission.WRITE_POLICY)
    held = _held(version)
    text = tidy(text)
    if held.text == text:  # sent twice, or two wrote the same
        return held
    if held.state != State.DRAFT or held.edition != edition:
        raise Conflict(held)
    before = {"sha256": held.sha256, "edition": held.edition}
    for name, value in _of_text(text).items():
        setattr(held, name, value)
    held.edition += 1
    held.changed = timezone.now()
    held.save(update_fields=["policy", "number", "text", "sha256", "edition", "changed"])
    record.write(by, Event.POLICY_CHANGED, held, before=before, after={"sha256": held.sha256, "edition": held.edition})
    return held


@transaction.atomic
def move(
    version: Version,
    step: Step,
    *,
    by: Place,
    seen: str,
    note: str = "",
    meeting: date | None = None,
    minute: str = "",
    from_day: date | None = None,
) -> Version:
    """Takes a step. seen: the SHA-256 of the text that whoever moves it has read. note: the reason, where the step needs one.

    meeting, minute: for "adopt"; from_day: for "publish". Raises PermissionDenied, Conflict where it is not its turn (any more) or its text is
    another, and ValidationError where something is missing or wrong.
    """
    by.must_be_allowed(step.permission)
    held = _held(version)
    if not may(by, step, front_of(held)):
        raise PermissionDenied(f"the policy names others for: {step.says}")
    if held.state not in step.before or held.sha256 != seen:
        raise Conflict(held)
    note = note.strip()
    if step.reasoned and not note:
        raise ValidationError({"note": "Say why, so that its writers know what to do"})
    changed: dict[str, Any] = {"state": step.after}
    match step.name:
        case "put-forward":
            _must_be_ready(held)
        case "adopt":
            _must_be_another(held, by)
            changed |= _adopted(meeting, minute)
        case "publish":
            changed |= _published(held, from_day)
        case "withdraw" if held.in_force_from is not None and held.in_force_from <= timezone.localdate():
            raise ValidationError({"note": "It has come into force. Only another version can take its place"})
    before = {name: getattr(held, name) for name in changed}
    for name, value in changed.items():
        setattr(held, name, value)
    held.save(update_fields=list(changed))
    _moved(held, before["state"], by, note)
    if step.name == "publish":
        early.published(held, by)
    for told in (before, changed):
        told.pop("law", None)  # long, and the same for every school
    record.write(
        by, step.event, held, before=before, after={**changed, "sha256": held.sha256, **({"why": note} if note else {})}
    )
    return held


@transaction.atomic
def comment(version: Version, *, by: Place, text: str) -> Comment:
    by.must_be_allowed(Permission.SEE_DRAFT_POLICIES)
    if not (text := text.strip()):
        raise ValidationError({"text": "Write what you want to say"})
    if len(text) > 2000:
        raise ValidationError({"text": "Say it in at most 2,000 characters"})
    made = Comment(
        school=by.school, version=version, by=by.person.pk if by.person else None, by_words=by.words, text=text
    )
    made.save(force_insert=True)
    record.write(by, Event.POLICY_COMMENTED, version)
    return made


def front_of(version: Version) -> FrontMatter:
    """The version's front matter; an empty one where it cannot be read (yet)."""
    try:
        return force.policy_of(version).front
    except LanguageError:
        return FrontMatter()


def tidy(text: str) -> str:
    """A text as a form sends it, with the ends of lines that a document has. Raises ValidationError."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").rstrip() + "\n"
    if not text.strip():
        raise ValidationError({"text": "Write the policy: it has no text"})
    if len(text) > LONGEST_TEXT:
        raise ValidationError(
            {"text": f"A policy may have at most {LONGEST_TEXT:,} characters; this has {len(text):,}"}
        )
    if "\x00" in text or any("\ud800" <= each <= "\udfff" for each in text):
        raise ValidationError({"text": "The text holds signs that are no text; paste it from a plain text editor"})
    return text


def _of_text(text: str) -> dict[str, str]:
    policy, number = head_of(text)
    return {"policy": policy, "number": number, "text": text, "sha256": sha256(text.encode()).hexdigest()}


def _must_be_ready(held: Version) -> None:
    try:
        front = force.policy_of(held).front
    except LanguageError as error:
        count = sum(not fault.warning for fault in error.faults)
        faults = f"{count} faults" if count > 1 else "a fault"
        raise ValidationError(
            {"text": f"Its text has {faults}. Edit the draft: each fault is shown at its line"}
        ) from None
    try:
        rulebook_of(force.policy_of(held), timezone.localdate(), library.law())
    except TooManyCases as error:
        said = f"{error.clause} falls into too many cases to decide by. Split it into several rules"
        raise ValidationError({"text": said}) from None
    if not front.version:
        raise ValidationError({"text": "Its front matter has no version. Write a line such as “version: 2027.1”"})
    with connection.cursor() as cursor:  # two versions with one number, at once
        cursor.execute("SELECT pg_advisory_xact_lock(1935, hashtext(%s))", [held.school_id])
    taken = Version.objects.filter(school_id=held.school_id, policy=held.policy, number=held.number)
    if taken.exclude(state__in=[State.DRAFT, State.WITHDRAWN]).exclude(pk=held.pk).exists():
        raise ValidationError(
            {"text": f"There is a version {held.number} already. Give this one another in “version:”"}
        )


def _must_be_another(held: Version, by: Place) -> None:
    """Two approvals are by two people, whatever else one of them is (docs/adr/0058)."""
    approved = Move.objects.filter(school_id=held.school_id, version=held, after=State.APPROVED).last()
    if approved is not None and by.person is not None and approved.by == by.person.pk:
        said = "You approved it for the leadership. Somebody else records that the governing body adopted it"
        raise ValidationError({"minute": said})


def _adopted(meeting: date | None, minute: str) -> dict[str, Any]:
    wrong: dict[str, str] = {}
    if meeting is None:
        wrong["meeting"] = "Enter the day of the meeting"
    elif meeting > timezone.localdate():
        wrong["meeting"] = "The meeting must be over: its day is today or earlier"
    minute = " ".join(minute.split())[:120]
    if not minute:
        wrong["minute"] = "Enter where the minutes say so, such as FGB 2026-11, item 7"
    if wrong:
        raise ValidationError(wrong)
    return {"meeting": meeting, "minute": minute}


def _published(held: Version, from_day: date | None) -> dict[str, Any]:
    if from_day is None:
        raise ValidationError({"from_day": "Enter the day from which it is in force"})
    if from_day < timezone.localdate():
        raise ValidationError(
            {"from_day": "It can be in force from today on, or from a later day; never from one that is over"}
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(1935, hashtext(%s))", [held.school_id])
    same = Version.objects.filter(school_id=held.school_id, in_force_from=from_day).published().first()
    if same is not None:
        said = f"{same.name} comes into force on that day, and only one can. Choose another day"
        raise ValidationError({"from_day": said})
    return {"in_force_from": from_day, "law": law_pack().hashes}


def _moved(version: Version, before: str, by: Place, note: str) -> None:
    Move(
        school=by.school,
        version=version,
        before=before,
        after=version.state,
        by=by.person.pk if by.person else None,
        by_words=by.words,
        roles=sorted(by.roles),
        note=note[:1000],
    ).save(force_insert=True)


__all__ = ["STEPS", "Conflict", "begin", "change", "comment", "front_of", "move", "tidy"]
