"""School: what a school changes about itself.

Room: schools.people, since somebody in it does so. Next door: `published.settings` says what there is to set.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from django.db import transaction

from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.published import settings
from belisha.schools.published.settings import Settings
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event


@transaction.atomic
def change_settings(*, by: Place, **changed: Any) -> Settings:
    """Changes what is given, and writes down what differs."""
    by.must_be_allowed(Permission.CHANGE_SETTINGS)
    before = settings.read(by.school.settings)
    after = replace(before, **changed)
    if after == before:
        return before
    by.school.settings = after.kept()
    by.school.save(update_fields=["settings"])
    names = [name for name in changed if asdict(before)[name] != asdict(after)[name]]
    record.write(
        by,
        Event.SETTINGS_CHANGED,
        record.About("school", by.school.key, by.school.name),
        before={name: _plain(getattr(before, name)) for name in names},
        after={name: _plain(getattr(after, name)) for name in names},
    )
    return after


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
