"""Equality: what a version is likely to do to people with each protected characteristic, from the evidence, and what is done about it (docs/adr/0057).

Room: schools.policies. Which characteristics there are is the law pack's to say. The assessment belongs to its version and is frozen with it; the next
version begins with it as a proposal, which counts once somebody has looked at it. Keeps out: whether a version may go on without one (`actions`).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from belisha.library.lawpack import Entry, law_pack
from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.policies.holding import held_in
from belisha.schools.policies.models import Effect, State, Version
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

CHARACTERISTICS, DUTY = "equality-act-2010", "equality-due-regard"  # entries of the law pack
LONGEST = 2000


class Changed(Exception):
    """Somebody assessed the same in between; nothing was written. effect: as it is now."""

    def __init__(self, effect: Effect) -> None:
        super().__init__()
        self.effect = effect


def characteristics() -> tuple[str, ...]:
    """The protected characteristics, in the order of the Equality Act 2010, section 4."""
    entry = law_pack().get(CHARACTERISTICS)
    return tuple(name for name, _ in entry.characteristics) if entry else ()


def sources() -> list[Entry]:
    """What the law pack says of them and of the duty, with its sources."""
    return [entry for id in (DUTY, CHARACTERISTICS) if (entry := law_pack().get(id)) is not None]


def open_in(effects: Iterable[Effect]) -> list[str]:
    """The characteristics that nobody has assessed yet; what was only carried over is among them."""
    done = {each.characteristic for each in effects if each.confirmed}
    return [each for each in characteristics() if each not in done]


@transaction.atomic
def assess(
    version: Version, characteristic: str, *, by: Place, edition: int, likely: str, evidence: str, mitigation: str = ""
) -> Effect:
    """Keeps what was assessed. edition: of what the writer had before them, 0 for nothing. Raises ValidationError, Changed, Conflict."""
    by.must_be_allowed(Permission.WRITE_POLICY)
    held = held_in(version, State.DRAFT)
    evidence, mitigation = evidence.strip(), mitigation.strip()
    wrong: dict[str, str] = {}
    if characteristic not in characteristics():
        wrong["__all__"] = "There is no such protected characteristic"
    if likely not in Effect.Likely.values:
        wrong["likely"] = "Choose what effect is likely"
    if not evidence:
        wrong["evidence"] = "Say what this rests on, also where you expect no effect"
    if likely == Effect.Likely.NEGATIVE and not mitigation:
        wrong["mitigation"] = "Say what will be done about the negative effect, or why it is justified"
    for name, text in (("evidence", evidence), ("mitigation", mitigation)):
        if len(text) > LONGEST:
            wrong[name] = f"Say it in at most {LONGEST:,} characters"
    if wrong:
        raise ValidationError(wrong)
    made = Effect.objects.filter(school=by.school, version=held, characteristic=characteristic).first()
    said = (likely, evidence, mitigation)
    if made is not None and made.confirmed and (made.likely, made.evidence, made.mitigation) == said:
        return made  # sent twice
    if (made.edition if made else 0) != edition:
        assert made is not None
        raise Changed(made)
    made = made or Effect(school=by.school, version=held, characteristic=characteristic, edition=0)
    before = {"likely": made.likely, "confirmed": made.confirmed} if made.edition else None
    made.likely, made.evidence, made.mitigation = said
    made.confirmed, made.edition, made.at = True, made.edition + 1, timezone.now()
    made.by, made.by_words = by.person.pk if by.person else None, by.words
    made.save()
    after = {"characteristic": characteristic, "likely": likely, "evidence": evidence, "mitigation": mitigation}
    record.write(by, Event.POLICY_EFFECT_ASSESSED, made, before=before, after=after)
    return made


def carry_over(old: Version, new: Version) -> None:
    """What was assessed of a version, as a proposal for the one that is made from it."""
    known = Effect.objects.filter(school_id=old.school_id, version=old, characteristic__in=characteristics())
    names = ("school_id", "characteristic", "likely", "evidence", "mitigation", "at", "by", "by_words")
    Effect.objects.bulk_create(
        Effect(version=new, confirmed=False, **{name: getattr(each, name) for name in names}) for each in known
    )
