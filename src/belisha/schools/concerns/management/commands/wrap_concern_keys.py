"""`manage.py wrap_concern_keys`: after a new key was put before the old one in BELISHA_CONCERN_KEYS. Then the old one can be taken away."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from belisha.schools.apart import in_school
from belisha.schools.concerns import sealing
from belisha.schools.published.models import School


class Command(BaseCommand):
    help = "Wraps the key of every school by the first of BELISHA_CONCERN_KEYS; may be run again."

    def handle(self, *args: Any, **options: Any) -> None:
        schools = list(School.objects.order_by("key"))
        with transaction.atomic():
            for school in schools:
                with in_school(school):
                    try:
                        sealing.wrap_again(school)
                    except sealing.CannotOpen as error:
                        raise CommandError(f"{school.key}: {error}. Nothing was changed") from None
        self.stdout.write(f"The keys of {len(schools)} schools are wrapped by the first of BELISHA_CONCERN_KEYS.")
