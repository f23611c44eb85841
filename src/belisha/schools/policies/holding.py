"""Holding: a version's row for the length of a deed, so that of two at once the second sees what the first did.

Room: schools.policies.
"""

from __future__ import annotations

from dataclasses import dataclass

from belisha.schools.policies.models import State, Version


@dataclass
class Conflict(Exception):
    """Somebody changed or moved the version in between; nothing was written. version: as it is now."""

    version: Version


def held(version: Version) -> Version:
    return Version.objects.select_for_update().get(school_id=version.school_id, pk=version.pk)


def held_in(version: Version, state: State) -> Version:
    """Raises Conflict where it is in another state by now."""
    found = held(version)
    if found.state != state:
        raise Conflict(found)
    return found
