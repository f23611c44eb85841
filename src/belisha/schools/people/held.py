"""Held: all that a school holds on one person, for them to have (UK GDPR, article 15).

Room: schools.people. Goes through every table of a school by its fields, so that a table which is added later is in it by itself: whatever points at the person,
or at one of their roles or ties. What tells of somebody else stands as "somebody else"; of what the person did about others, it stands when and as what,
and their own words. Secrets never stand in it, nor what is `quiet` in a table's `Privacy`: it would betray a concern to whoever hands this over. Reads only.
A table is called what `said` of its `Privacy` says.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from belisha.schools.apart import tables
from belisha.schools.people.models import Guardianship, Person, Role
from belisha.schools.record.actions import SECRET

MOST = 5_000  # rows of one kind; a person with more is told so
SOMEBODY_ELSE = "somebody else"
# Of no use to the person, and large: the file of a list, a document.
LEFT_OUT = (models.BinaryField,)
# What somebody wrote, where all else of the row is about another.
OWN_WORDS = frozenset({"text", "note"})


@dataclass(frozen=True, slots=True)
class Kind:
    """The rows of one table, each with its fields by name. more: whether there are further ones."""

    name: str
    rows: tuple[dict[str, Any], ...]
    more: bool = False


def on(person: Person) -> tuple[Kind, ...]:
    """Everything, table by table; those without a row are left out. Stands in the school."""
    own = {person.pk}
    for model, where in ((Role, Q(person=person)), (Guardianship, Q(pupil=person) | Q(adult=person))):
        own |= set(model.objects.filter(where, school_id=person.school_id).values_list("pk", flat=True))
    found = [_kind(model, person, own) for model in tables()]
    account = _account(person)
    return tuple(each for each in (*found, *([account] if account else [])) if each.rows)


def _kind(model: type[models.Model], person: Person, own: set[uuid.UUID]) -> Kind:
    where = Q(pk__in=own)
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            if field.related_model is Person:
                where |= Q(**{field.name: person})
        elif isinstance(field, models.UUIDField):
            where |= Q(**{f"{field.name}__in": own})
        elif isinstance(field, models.CharField) and field.name.endswith("_id"):
            where |= Q(**{f"{field.name}__in": [str(each) for each in own]})
    kept_apart = getattr(model.Privacy, "quiet", {})  # type: ignore[attr-defined]
    here = model._default_manager.filter(where, school_id=person.school_id)
    rows = list((here.exclude(**kept_apart) if kept_apart else here).order_by("pk")[: MOST + 1])
    name = str(getattr(model.Privacy, "said", model._meta.verbose_name))  # type: ignore[attr-defined]
    return Kind(
        name[:1].upper() + name[1:], tuple(_row(each, person, own) for each in rows[:MOST]), more=len(rows) > MOST
    )


def _row(row: models.Model, person: Person, own: set[uuid.UUID]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    others: set[str] = set()
    hidden = frozenset() if _is_about(row, person, own) else row.Privacy.personal - OWN_WORDS  # type: ignore[attr-defined]
    for field in row._meta.concrete_fields:
        name, value = field.name, getattr(row, field.attname)
        if name in SECRET or name in ("id", "school") or isinstance(field, LEFT_OUT) or value in (None, "", [], {}):
            continue
        if name in hidden and value != person.pk:
            continue
        if isinstance(field, models.ForeignKey) and field.related_model is Person:
            told[name] = "this person" if value == person.pk else SOMEBODY_ELSE
            if value != person.pk:
                others.add(name)
        elif isinstance(value, uuid.UUID):
            if value in own:
                told[name] = "this person" if value == person.pk else "theirs"
            else:
                others.add(name)
        else:
            told[name] = str(getattr(row, f"get_{name}_display")()) if field.choices else value
    # The words beside somebody else's id are their name; of what somebody else did, their roles too.
    for name in others:
        if f"{name}_words" in told:
            told[f"{name}_words"] = SOMEBODY_ELSE
        told.pop("roles", None) if name in ("by", "who") else None
    return told


def _is_about(row: models.Model, person: Person, own: set[uuid.UUID]) -> bool:
    """Whether it tells of the person, and not only of what they did. Whoever did something stands with their name beside: `by`, `by_words`."""
    names = {field.name for field in row._meta.concrete_fields}
    mine = {str(each) for each in own}
    return row.pk in own or any(
        str(getattr(row, field.attname)) in mine and f"{field.name}_words" not in names
        for field in row._meta.concrete_fields
    )


def _account(person: Person) -> Kind | None:
    account = person.account
    if account is None:
        return None
    from allauth.mfa.models import Authenticator

    ways = [str(each) for each in Authenticator.objects.filter(user=account).values_list("type", flat=True)]
    told = {"email": account.email, "made": account.made, "last signed in": account.last_login, "second factors": ways}
    return Kind("Account", ({name: value for name, value in told.items() if value},))


__all__ = ["Kind", "on"]
