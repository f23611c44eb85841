"""Counts: by which versions a school lived in a period, and what was looked at early.

Room: schools.policies. Reads only, one query each; every function stands in the school.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q

from belisha.schools.policies.models import EarlyReview, Effect, Translation, Version
from belisha.schools.published.models import School


def versions_between(school: School, first: date, last: date) -> list[Version]:
    """Those in force on some day between two days, the first one first; each knows the one before it as `before`."""
    found = list(reversed(Version.objects.filter(school=school).begun(last)))
    for before, version in zip([None, *found], found, strict=False):
        version.before = before  # type: ignore[attr-defined]
    began = [each for each in found if each.in_force_from is not None and each.in_force_from > first]
    return found[max(0, len(found) - len(began) - 1) :]


def early_reviews_between(school: School, first: date, until: date) -> list[EarlyReview]:
    """Those that were open on some day between two days."""
    opened = EarlyReview.objects.filter(school=school, opened__date__lte=until)
    return list(opened.filter(Q(closed__isnull=True) | Q(closed__date__gte=first)).order_by("opened", "id"))


def counts_of_effects(version: Version) -> dict[str, int]:
    """How many protected characteristics were assessed of a version, by the effect that is likely."""
    done = Effect.objects.filter(school_id=version.school_id, version=version, confirmed=True)
    return {each["likely"]: each["all"] for each in done.values("likely").annotate(all=Count("id"))}


def languages_of(version: Version) -> list[str]:
    """The tags of the languages into which a version is translated."""
    here = Translation.objects.filter(school_id=version.school_id, version=version).standing()
    return list(here.values_list("language", flat=True))
