"""Early: that the version in force has to be looked at before its day: the law has changed, or something has happened (docs/adr/0058).

Room: schools.policies. What brings it forward is the policy's own to say (`sooner when` of its front matter). The law pack is compared with what it held
when the version was published, or the last time, entry by entry; only what touches the version counts. Next door: `reminders` calls the ordinary review to mind.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from belisha import library
from belisha.analysis.touches import Touch, title_of, touched
from belisha.library.lawpack import LawPack, law_pack
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import Permission, RoleName
from belisha.schools.people.places import Place
from belisha.schools.policies import force, reminders
from belisha.schools.policies.models import EarlyReview, Version
from belisha.schools.post import actions as post
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

Outcome = EarlyReview.Outcome
USUAL = ("law changed", "serious incident")  # where the policy says nothing of it
LAW = "law"  # the word by which `sooner when` speaks of it
LONGEST = 1000


def triggers(version: Version) -> tuple[str, ...]:
    """What brings the review of a version forward, in its own words."""
    return force.policy_of(version).front.review.sooner_when or USUAL


def by_law(version: Version) -> str:
    """The trigger that is the law's, or "" where the policy does not have it."""
    return next((each for each in triggers(version) if LAW in each.lower().split()), "")


@transaction.atomic
def call(version: Version, *, by: Place, trigger: str, why: str) -> EarlyReview:
    """Somebody calls for it. version: the one in force; why: without names. Raises ValidationError."""
    by.must_be_allowed(Permission.CALL_EARLY_REVIEW)
    why = why.strip()
    wrong: dict[str, str] = {}
    if trigger not in triggers(version):
        wrong["trigger"] = "Choose what has happened"
    if not why:
        wrong["why"] = "Say what the policy has to be looked at for, without names"
    elif len(why) > LONGEST:
        wrong["why"] = f"Say it in at most {LONGEST:,} characters"
    if force.in_force(by.school, timezone.localdate()) != version:
        wrong["__all__"] = "Another version is in force by now"
    if wrong:
        raise ValidationError(wrong)
    _alone(by)
    there = EarlyReview.objects.filter(school=by.school, version=version, trigger=trigger, why=why).open().first()
    return there or _open(version, by, timezone.localdate(), trigger, why, {})


@transaction.atomic
def close(review: EarlyReview, *, by: Place, minute: str) -> EarlyReview:
    """Looked at, and nothing to change. minute: where the minutes say so. Raises ValidationError where it has none, or is closed by now."""
    by.must_be_allowed(Permission.CLOSE_EARLY_REVIEW)
    minute = " ".join(minute.split())[:120]
    if not minute:
        raise ValidationError({"minute": "Enter where the minutes say so, such as FGB 2026-11, item 7"})
    held = EarlyReview.objects.select_for_update().get(school=by.school, pk=review.pk)
    if held.closed is not None:
        raise ValidationError({"__all__": "It is closed by now"})
    _close([held], by, Outcome.NOTHING, minute)
    return held


def answered(version: Version, outcome: str, by: Place) -> None:
    """The next version has been begun from it, or takes its place: what was to be looked at early is being looked at."""
    _close(
        list(EarlyReview.objects.filter(school=by.school, version=version).open().select_for_update()), by, outcome, ""
    )


def published(version: Version, by: Place) -> None:
    """A version was published: what was open for the one before it is answered."""
    before = (
        Version.objects.filter(school=by.school, in_force_from__lt=version.in_force_from)
        .published()
        .exclude(pk=version.pk)
    )
    for one in before.filter(early_reviews__closed=None, early_reviews__isnull=False).distinct():
        answered(one, Outcome.PUBLISHED, by)


@transaction.atomic
def run(today: date, place: Place, pack: LawPack | None = None) -> int:
    """Daily: compares the law pack of today with what is known, and opens an early review where that touches the version in force.

    Returns how many people were written to. May be run twice: what was compared is known from then on. A version that was published before this was
    kept is compared from its first day on which this runs.
    """
    pack = pack or law_pack()
    version = force.in_force(place.school, today)
    if version is None or version.law == pack.hashes:
        return 0
    _alone(place)
    version.refresh_from_db(fields=["law"])
    changed = tuple(id for id, hash in pack.hashes.items() if version.law.get(id) != hash) if version.law else ()
    Version.objects.filter(school=place.school, pk=version.pk).update(law=pack.hashes)
    trigger = by_law(version)
    touching = touched_by(version, changed, today, pack) if changed and trigger else {}
    if not touching:
        return 0
    names = [title_of(entry) for id in touching if (entry := pack.get(id) or pack.platform(id)) is not None]
    _open(version, place, today, trigger, "; ".join(names)[:LONGEST], {id: pack.hashes[id] for id in touching})
    return len(leading(version, today))


def touched_by(
    version: Version, ids: tuple[str, ...], day: date, pack: LawPack | None = None
) -> dict[str, tuple[Touch, ...]]:
    """Of these entries of the law pack, those that touch the version, and where."""
    found = touched([force.policy_of(version)], pack=pack or law_pack(), as_of=day, law=library.law())
    return {id: found[id] for id in ids if id in found}


def leading(version: Version, day: date) -> list[Person]:
    """Who is written to: whoever owns the policy, keeps the governors' papers, and leads safeguarding."""
    safe = Person.objects.filter(school_id=version.school_id).holding(
        RoleName.HEADTEACHER, RoleName.SAFEGUARDING_LEAD, on=day
    )
    return list({person.pk: person for person in (*reminders.to_whom(version, day), *safe)}.values())


def _open(version: Version, by: Place, day: date, trigger: str, why: str, law: dict[str, str]) -> EarlyReview:
    made = EarlyReview(
        school=by.school, version=version, trigger=trigger, why=why, law=law, by=by.person.pk if by.person else None, by_words=by.words
    )  # fmt: skip
    made.save(force_insert=True)
    where = f"{settings.BELISHA_ADDRESS}/schools/{version.school_id}/policy/early-reviews/{made.pk}/"
    said = f"This has changed: {why}" if law else f"The reason given: {why}"
    people = leading(version, day)
    for person in people:
        post.send(
            by,
            to=person,
            purpose="policy review",
            subject=f"{version.policy} has to be looked at early: {trigger}",
            text=f"{version.name} says that it is reviewed sooner when: {trigger}.\n\n{said}.\n\nWhat to do about it:\n\n{where}\n\n"
            "You get this because you own the policy, lead the school or its safeguarding, or keep the governors' papers.",
        )
    record.write(
        by, Event.POLICY_EARLY_REVIEW_CALLED, made, after={"trigger": trigger, "why": why, "people": len(people)}
    )
    return made


def _close(found: list[EarlyReview], by: Place, outcome: str, minute: str) -> None:
    for each in found:
        each.closed, each.outcome, each.minute = timezone.now(), outcome, minute
        each.closed_by, each.closed_by_words = by.person.pk if by.person else None, by.words
        each.save(update_fields=["closed", "outcome", "minute", "closed_by", "closed_by_words"])
        record.write(by, Event.POLICY_EARLY_REVIEW_CLOSED, each, after={"outcome": outcome, "minute": minute})


def _alone(by: Place) -> None:
    """Of two workers, the second sees what the first has opened."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(1935, hashtext(%s))", [by.school.key])
