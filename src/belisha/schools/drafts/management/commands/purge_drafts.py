"""`manage.py purge_drafts`: removes the drafts whose thirty days are over. Pages do so too, as they are used; this is for a nightly job."""

from typing import Any

from django.core.management.base import BaseCommand

from belisha.schools.drafts import actions


class Command(BaseCommand):
    help = "Removes the drafts that have expired."

    def handle(self, *args: Any, **options: Any) -> None:
        gone = actions.purge()
        if options["verbosity"]:
            self.stdout.write(f"{gone} expired draft{'' if gone == 1 else 's'} removed.")
