"""Every write to the list of schools, and of the trusts and authorities above them.

Room: schools.published. Next door: `models`; `people.settings` is what a school sets for itself.
"""

from typing import Any

from django.db import transaction

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
