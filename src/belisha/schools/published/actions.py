"""Every write to the list of schools.

Room: schools.published. Next door: `models`.
"""

from django.db import transaction

from belisha.schools.published.models import School


@transaction.atomic
def register(key: str, *, name: str, policy: str) -> School:
    """Adds a school, or corrects the one that has this key; doing it twice changes nothing."""
    school, _ = School.objects.update_or_create(key=key, defaults={"name": name, "policy": policy})
    return school
