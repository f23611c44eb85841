"""Taking: into which schools whoever looks at a draft that was brought in may take it.

Room: web.life. The draft is its link's (docs/adr/0036); the right to make it a version is the school's.
"""

from __future__ import annotations

from django.http import HttpRequest

from belisha.schools.people import places
from belisha.schools.people.permissions import Permission, of_roles
from belisha.schools.published.models import School


def schools_that_take(request: HttpRequest) -> list[School]:
    """By name; none for somebody who is not signed in."""
    if not request.user.is_authenticated:
        return []
    own = places.of_account(request.user)
    return [place.school for place in own if Permission.WRITE_POLICY in of_roles(frozenset(place.roles))]
