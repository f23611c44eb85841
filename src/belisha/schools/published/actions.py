"""Every write to the list of schools, and of the trusts and authorities above them.

Room: schools.published. Next door: `models`; `people.settings` is what a school sets for itself.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from belisha import library
from belisha.rosters.register import SchoolRow
from belisha.schools.published.models import Organisation, School


@transaction.atomic
def register(key: str, *, name: str, policy: str, **facts: Any) -> School:
    """Adds a school, or corrects the one that has this key; doing it twice changes nothing. facts: other fields of it."""
    school, _ = School.objects.update_or_create(key=key, defaults={"name": name, "policy": policy, **facts})
    return school


@transaction.atomic
def register_organisation(key: str, *, name: str, kind: str) -> Organisation:
    """Adds a trust or an authority, or corrects the one that has this key; doing it twice changes nothing."""
    found, _ = Organisation.objects.update_or_create(key=key, defaults={"name": name, "kind": kind})
    return found


@transaction.atomic
def bring_in(rows: Iterable[SchoolRow], *, dry_run: bool = False) -> tuple[int, int, int]:
    """Adds schools of the national register, and corrects those that are here by their number; how many are new, corrected and as they were.

    One that is new begins with the model policy; one that is here keeps its key and its policy.
    """
    counts = [0, 0, 0]
    here = {school.urn: school for school in School.objects.filter(urn__isnull=False)}
    for row in rows:
        facts: dict[str, Any] = {
            "name": row.name,
            "phase": row.phase,
            "kind": row.kind,
            "jurisdiction": row.jurisdiction,
        }
        for name, kind, told in (("trust", "trust", row.trust), ("authority", "authority", row.authority)):
            key = f"{kind}-{told[0]}".lower() if told else None
            facts[f"{name}_id"] = key
            if told and key and not dry_run:
                register_organisation(key, name=told[1], kind=kind)
        school = here.get(row.urn)
        if school is None:
            counts[0] += 1
            if not dry_run:
                School.objects.create(key=row.key, urn=row.urn, policy=library.NAMES[-1], **facts)
        elif any(getattr(school, name) != value for name, value in facts.items()):
            counts[1] += 1
            if not dry_run:
                School.objects.filter(pk=school.pk).update(**facts)
        else:
            counts[2] += 1
    return counts[0], counts[1], counts[2]
