"""`manage.py demo`: five demonstration schools, one for each policy that comes with Belisha; and, where BELISHA_DEMO is on, one
full of made-up people (`people.demonstration`), with a policy in force, agreements that most have signed, channels, ties, approvals, a calendar and a
year of teaching (`demonstration` in `policies`, `agreements`, `channels`, `declarations`, `notices`, `teaching`). Doing it twice changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from belisha.schools.published import actions
from belisha.schools.published.models import School

SCHOOLS = {
    "christ-church": "Christ Church",
    "dilton-marsh": "Dilton Marsh",
    "highwood": "Highwood",
    "little-eaton": "Little Eaton",
    "wilnecote": "Wilnecote",
}


class Command(BaseCommand):
    help = "Makes the demonstration schools; doing it twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        for policy, name in SCHOOLS.items():
            actions.register(policy, name=f"{name} demonstration school", policy=policy)
        if settings.BELISHA_DEMO:
            from belisha.schools.agreements import demonstration as agreements
            from belisha.schools.channels import demonstration as channels
            from belisha.schools.concerns import demonstration as concerns
            from belisha.schools.declarations import demonstration as declarations
            from belisha.schools.notices import demonstration as notices
            from belisha.schools.people import demonstration
            from belisha.schools.policies import demonstration as policies
            from belisha.schools.teaching import demonstration as teaching

            demonstration.make()
            school = School.objects.get(key=demonstration.KEY)
            for each in (policies, agreements, channels, declarations, notices, teaching, concerns):
                each.make(school)
        if options["verbosity"]:
            self.stdout.write(f"{len(SCHOOLS) + settings.BELISHA_DEMO} demonstration schools are there.")
