"""Force: which version of its policy a school lives by on a day, and when that is to be looked at again.

Room: schools.policies. A query, asked each time: nothing has to happen on the day itself. Reads only.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from belisha import library
from belisha.language import Policy, load, read_policy
from belisha.language.frontmatter import add_months, first_day, months_of
from belisha.schools.policies.models import State, Version
from belisha.schools.published.models import School

DRAWS_NEAR = 90  # days


def in_force(school: School, day: date) -> Version | None:
    """The version that counts on this day; None where the school has published none by then. Stands in the school."""
    found = Version.objects.filter(school=school).begun(day).first()
    if found is not None:
        found.school = school  # whoever asks holds it already
    return found


def lived_by(school: School, day: date) -> tuple[Policy, Version | None]:
    """What a school lives by on a day: its own version in force, else the policy that comes with Belisha and that it names (and None).

    Stands in the school. Raises UnknownPolicy (`belisha.library`) where it names none that there is.
    """
    version = in_force(school, day)
    return (policy_of(version), version) if version is not None else (library.policy(school.policy), None)


def by_hash(school: School, sha256: str) -> tuple[Policy | None, Version | None]:
    """The document with this SHA-256 by which a school has lived, and its version, if it is the school's own; (None, None) where it is not kept.

    Stands in the school.
    """
    version = Version.objects.filter(school=school, sha256=sha256).published().first()
    if version is not None:
        return policy_of(version), version
    return next((each for each in map(library.policy, library.NAMES) if each.hash == sha256), None), None


def policy_of(version: Version) -> Policy:
    """What the version says. Raises LanguageError, which none that is past draft does."""
    return read(version.text)


@lru_cache(maxsize=128)
def read(text: str) -> Policy:
    """A document, read once. Raises LanguageError."""
    return read_policy(text, "policy", load())


def ends(version: Version) -> date | None:
    """The last day on which a published version is in force; None while no other follows. Stands in the school."""
    after = Version.objects.filter(school_id=version.school_id, in_force_from__gt=version.in_force_from).published()
    first = after.order_by("in_force_from").values_list("in_force_from", flat=True).first()
    return first - timedelta(days=1) if first else None


def due(version: Version) -> date | None:
    """When its review is due, by its own front matter: `next`, else `every` counted from the day it came into force; None where it says neither."""
    review = policy_of(version).front.review
    if review.next:
        return first_day(review.next)
    months = months_of(review.every)
    return add_months(version.in_force_from, months) if months and version.in_force_from else None


def standing(versions: list[Version], day: date) -> dict[Version, str]:
    """How each of a school's versions stands on a day, in a word or two. versions: all that were published, at least."""
    published = sorted(
        (each for each in versions if each.state == State.PUBLISHED), key=lambda each: each.in_force_from or date.max
    )
    begun = [each for each in published if each.in_force_from is not None and each.in_force_from <= day]
    said = {each: State(each.state).label for each in versions}
    said |= {each: "Published" if each not in begun else "Superseded" for each in published}
    if begun:
        said[begun[-1]] = "In force"
    return said
