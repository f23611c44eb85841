"""Groups: the people of a school whom a policy means by a word, such as `staff`, `parent` or `governor`.

Room: schools.people. A policy's own meaning of a word goes before the vocabulary's. Next door: `classes` finds pupils by class.
"""

from __future__ import annotations

from collections.abc import Iterable

from belisha.language import Policy, load
from belisha.schools.people.permissions import STAFF_ROLES, RoleName


def roles_of(words: Iterable[str], policy: Policy | None = None) -> frozenset[RoleName]:
    """The roles that a policy means by some words. A role of which policies do not speak counts as staff, where it works here."""
    vocabulary = load()
    groups = dict(vocabulary.groups)
    for name, members in policy.front.groups if policy else ():  # in a group's own list its word means the default
        groups[name] = vocabulary.expand(members, {**groups, name: vocabulary.groups.get(name, (name,))})
    actors = set(vocabulary.expand(list(words), groups))
    found = {role for role in RoleName if role.actor in actors}
    if set(vocabulary.expand(["staff"], groups)) <= actors:
        found |= {role for role in STAFF_ROLES if role.actor is None or role is RoleName.OFFICE}
    return frozenset(found)
