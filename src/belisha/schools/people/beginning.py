"""Beginning: how a school that has nobody yet gets its first headteacher.

Room: schools.people. The one deed that an administrator can do in a school, and only while it has no headteacher; it shows them
nobody.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError

from belisha.schools.apart import in_school
from belisha.schools.people import actions, links, places
from belisha.schools.people.models import Link, Role
from belisha.schools.people.permissions import RoleName
from belisha.schools.published.models import School


def invite_first_headteacher(school: School, *, given: str, family: str, email: str, office: str) -> Link:
    """Adds the person and sends the invitation that makes them headteacher. Raises ValidationError where the school has one."""
    with in_school(school):
        if Role.objects.filter(school=school, role=RoleName.HEADTEACHER.value).running().exists():
            raise ValidationError("The school has a headteacher, who invites everybody else")
        by = places.of_belisha(school, office)
        person = actions.add_person(by=by, given=given, family=family, email=email)
        return links.invite(person, by=by, role=RoleName.HEADTEACHER)
