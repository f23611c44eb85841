"""Every write to the list of channels: one deed a function, allowed, whole or not at all, with its line in the record.

Room: schools.channels. Each takes `by: Place` and stands in that school.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils import timezone

from belisha.language.vocabulary import load
from belisha.schools.channels.models import AUDIENCES, UNOFFICIAL, Channel, kinds, known_of
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import WORKING_ROLES, Permission
from belisha.schools.people.places import Place
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

FIELDS = ("name", "address", "kind", "site", "audience", "facts", "keeper", "keeper_role")


@transaction.atomic
def add(*, by: Place, name: str, kind: str, **more: Any) -> Channel:
    """A channel, from today on. more: the other FIELDS. Raises ValidationError."""
    by.must_be_allowed(Permission.KEEP_CHANNELS)
    made = Channel(school=by.school, name=name, kind=kind, since=timezone.localdate(), **more)
    _check(made)
    _save(made, force_insert=True)
    record.write(by, Event.CHANNEL_ADDED, made, after=_told(made))
    return made


@transaction.atomic
def add_approved(*, by: Place, name: str, kind: str, keeper: Person) -> Channel:
    """The channel for which leave was given. One of that name stands in the list already: it is that one. By whoever gave it."""
    by.must_be_allowed(Permission.DECIDE_APPROVALS)
    name = " ".join(name.split())
    there = Channel.objects.filter(school=by.school, name__iexact=name, closed=None).first()
    if there is not None:
        return there
    made = Channel(school=by.school, name=name, kind=kind, keeper=keeper, since=timezone.localdate())
    made.save(force_insert=True)
    record.write(by, Event.CHANNEL_ADDED, made, after=_told(made))
    return made


@transaction.atomic
def change(channel: Channel, *, by: Place, **changed: Any) -> Channel:
    """Changes what is given, of FIELDS. Raises ValidationError."""
    by.must_be_allowed(Permission.KEEP_CHANNELS)
    held = _held(channel)
    before = {name: getattr(held, name) for name in FIELDS if name in changed}
    for name in before:
        setattr(held, name, changed[name])
    _check(held)
    different = [name for name, value in before.items() if getattr(held, name) != value]
    if different:
        _save(held, update_fields=different)
        record.write(
            by, Event.CHANNEL_CHANGED, held, before=_ids({name: before[name] for name in different}),
            after=_ids({name: getattr(held, name) for name in different}),
        )  # fmt: skip
    return held


@transaction.atomic
def close(channel: Channel, *, by: Place, why: str) -> Channel:
    """The school has it no more, from today on."""
    by.must_be_allowed(Permission.KEEP_CHANNELS)
    held = _held(channel)
    if not (why := " ".join(why.split())[:300]):
        raise ValidationError({"why": "Say why it is closed"})
    held.closed, held.closed_because = timezone.localdate(), why
    held.save(update_fields=["closed", "closed_because"])
    record.write(by, Event.CHANNEL_CLOSED, held, after={"closed": held.closed, "closed_because": why})
    return held


def _held(channel: Channel) -> Channel:
    held = Channel.objects.select_for_update(of=("self",)).get(school_id=channel.school_id, pk=channel.pk)
    if held.closed:
        raise ValidationError("It is closed. Add it anew, if the school has it again")
    return held


def _save(channel: Channel, **how: Any) -> None:
    try:
        with transaction.atomic():
            channel.save(**how)
    except IntegrityError as error:
        if "channel_once" not in str(error):
            raise
        raise ValidationError({"name": "A channel of this name stands in the list already"}) from None


def _check(channel: Channel) -> None:
    channel.name, channel.address = " ".join(channel.name.split()), channel.address.strip()
    wrong: dict[str, str] = {}
    if not channel.name:
        wrong["name"] = "Enter what it is called"
    for field, most in (("name", 300), ("address", 300)):
        if len(getattr(channel, field)) > most:
            wrong[field] = f"Say it in at most {most} characters"
    if "://" in channel.address and "address" not in wrong:
        try:
            URLValidator(schemes=["http", "https"])(channel.address)
        except ValidationError:
            wrong["address"] = "Enter a web address such as https://www.example.org/, or what it is called where it is"
    if channel.kind not in kinds():
        wrong["kind"] = "Select what it is"
    if channel.site and channel.site not in load().facts["site"].values:
        wrong["site"] = "Select what kind of site it is on"
    if channel.audience and channel.audience not in AUDIENCES:
        wrong["audience"] = "Select who can see it"
    channel.facts = {name: value for name, value in channel.facts.items() if name in known_of() and isinstance(value, bool)}  # fmt: skip
    if (keeper := _keeper(channel)) is not None:
        wrong["keeper"] = keeper
    if wrong:
        raise ValidationError(wrong)


def _keeper(channel: Channel) -> str | None:
    """What is wrong with who keeps it; None where nothing is."""
    if channel.keeper is None and not channel.keeper_role:
        return None if channel.kind == UNOFFICIAL else "Select who keeps it"
    if channel.keeper is not None:
        works = Person.objects.filter(school=channel.school_id, pk=channel.keeper.pk).holding(*WORKING_ROLES).exists()
        return None if works else "Select somebody who works here"
    return None if channel.keeper_role in {role.value for role in WORKING_ROLES} else "Select who keeps it"


def _told(channel: Channel) -> dict[str, Any]:
    return _ids({name: getattr(channel, name) for name in FIELDS if getattr(channel, name)})


def _ids(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value.pk if isinstance(value, Person) else value for name, value in told.items()}
