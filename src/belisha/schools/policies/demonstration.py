"""Demonstration: the policy of the demonstration school, adopted, in force and translated; its next version, which waits for the governing body; a draft
of the one after, half assessed; an early review.

The same each time.

Room: schools.policies. Written with one line in the record, since nobody did it. Doing it twice changes nothing.
Next door: `people.demonstration` makes the school and its people.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.utils import timezone

from belisha import library
from belisha.library.lawpack import law_pack
from belisha.schools.apart import in_school
from belisha.schools.people import places
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import RoleName
from belisha.schools.policies.models import Comment, EarlyReview, Effect, Move, State, Translation, Version
from belisha.schools.policies.sources import as_next, head_of, with_line
from belisha.schools.published.models import School
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

SPACE = uuid.UUID("5ab1e5ed-be11-5a00-8000-000000002026")
# What the draft says otherwise: the old words, and the new.
CHANGES = (
    ("when they left in the last 24 months.", "when they left in the last 36 months."),
    ("MO-33: Everybody who works at the school should not publish", "MO-33: Everybody who works at the school must not publish"),
)  # fmt: skip
AGREED = CHANGES[1:]  # what the version that waits for the governing body says otherwise; the draft goes on from it
SAID = "Three years instead of two for former pupils, as the governors asked in the autumn. Is that what we want for students on a placement as well?"

# What was assessed of the version in force, by protected characteristic: the likely effect, the evidence, and what is done about it.
ASSESSED = {
    "age": ("positive", "The rules protect children, who are the youngest people we serve. The school council said which words it did not follow.", "There is a version in plain words for Key Stage 2."),
    "disability": ("negative", "Two parents told us that they cannot read long documents on a phone. One colleague uses a screen reader.", "The policy is read aloud on request, can be signed with help, and its page works with a screen reader."),
    "gender reassignment": ("none", "Nobody whom we asked expected a different effect. Names and pictures are treated alike for everybody.", ""),
    "marriage and civil partnership": ("none", "It applies to staff alone, and no rule speaks of it.", ""),
    "pregnancy and maternity": ("none", "Staff on leave are told of changes by post, as they asked.", ""),
    "race": ("negative", "A third of our families speak another language at home; few of them came to the evening about the policy.", "Translations are published, and the Polish one was checked by a parent."),
    "religion or belief": ("none", "Consent for pictures is asked of every family, whatever the reason for refusing.", ""),
    "sex": ("positive", "Girls in Year 6 report more pictures passed on without being asked. The rules on pictures answer that.", ""),
    "sexual orientation": ("none", "Nobody whom we asked expected a different effect. Hateful words are banned whoever they are about.", ""),
}  # fmt: skip
LOOKED_AT = 5  # of them, in the draft
TRIGGER = "new technology or threat"  # of those that the model policy names
EARLY = "Pupils in Year 6 talk of an app that makes pictures of people who were never photographed. Do our rules on pictures reach those?"
TRANSLATED = """# Znajomi i wiadomości

Pracownicy szkoły nie dodają uczniów do znajomych w mediach społecznościowych i nie piszą do nich prywatnych wiadomości, chyba że uczeń jest ich własnym
dzieckiem lub bliskim krewnym.

# Zdjęcia

- Na imprezach szkolnych rodzice mogą fotografować własne dziecko dla siebie.
- Zdjęć, na których są inne dzieci, nie wolno publikować w internecie.
- Szkoła publikuje zdjęcie ucznia tylko wtedy, gdy rodzic wyraził na to zgodę. Zgodę można w każdej chwili wycofać.

# Gdy coś się stanie

O wszystkim, co budzi obawy o dziecko, proszę mówić osobie odpowiedzialnej w szkole za ochronę dzieci.
"""


def make(school: School, today: date | None = None) -> bool:
    """Gives the school its versions; False if it has some."""
    day = today or timezone.localdate()
    begun = date(day.year if day.month >= 9 else day.year - 1, 9, 1)
    with in_school(school):
        if Version.objects.filter(school=school).exists():
            return False
        who = {
            role: Person.objects.filter(school=school).holding(role).order_by("pk").first()
            for role in (RoleName.HEADTEACHER, RoleName.CLERK, RoleName.SENIOR_LEADER, RoleName.SAFEGUARDING_LEAD)
        }
        now = as_next(library.text_of(school.policy), school=school.name, taken=(), today=begun)
        now = with_line(now, "dated", (begun - timedelta(days=60)).isoformat())
        # Before their versions, since those that have left draft take no more (the key is checked at the end).
        _assess(school, "first", begun - timedelta(days=100), who[RoleName.SENIOR_LEADER], len(ASSESSED))
        first = _version(
            school, "first", now, who[RoleName.HEADTEACHER], begun - timedelta(days=120),
            state=State.PUBLISHED, in_force_from=begun, meeting=begun - timedelta(days=60), minute=f"FGB {begun.year}-07, item 9",
            law=law_pack().hashes,
        )  # fmt: skip
        steps = (
            (State.DRAFT, RoleName.HEADTEACHER, 120), (State.IN_REVIEW, RoleName.HEADTEACHER, 95),
            (State.APPROVED, RoleName.SENIOR_LEADER, 80), (State.ADOPTED, RoleName.CLERK, 55), (State.PUBLISHED, RoleName.HEADTEACHER, 50),
        )  # fmt: skip
        before = ""
        for state, role, days in steps:
            _move(first, before, state, who[role], role, _at(begun - timedelta(days=days)))
            before = state
        _assess(school, "next", max(begun, day - timedelta(days=20)), who[RoleName.SENIOR_LEADER], len(ASSESSED))
        text = _changed(as_next(now, school=school.name, taken=(first.number,), today=day), day, AGREED)
        written = max(begun, day - timedelta(days=30))
        waits = _version(school, "next", text, who[RoleName.HEADTEACHER], written, based_on=first, state=State.APPROVED)
        before = ""
        for state, role, days in steps[:3]:
            on = max(begun, day - timedelta(days=days // 4))
            _move(waits, before, state, who[role], role, _at(on))
            before = state
        text = _changed(as_next(now, school=school.name, taken=(first.number, waits.number), today=day), day, CHANGES)
        started = max(begun, day - timedelta(days=10))
        draft = _version(school, "second", text, who[RoleName.SENIOR_LEADER], started, based_on=first)
        _move(draft, "", State.DRAFT, who[RoleName.SENIOR_LEADER], RoleName.SENIOR_LEADER, _at(started))
        _assess(school, "second", started, who[RoleName.SENIOR_LEADER], LOOKED_AT)
        safe = who[RoleName.SAFEGUARDING_LEAD]
        EarlyReview(
            id=uuid.uuid5(SPACE, f"early {school.key}"), school=school, version=first, trigger=TRIGGER, why=EARLY, opened=_at(day - timedelta(days=3)),
            by=safe.pk if safe else None, by_words=safe.name if safe else "Belisha",
        ).save(force_insert=True)  # fmt: skip
        Translation(
            id=uuid.uuid5(SPACE, f"translation {school.key}"), school=school, version=first, language="pl", title="Media społecznościowe: nasze najważniejsze zasady",
            text=TRANSLATED, translator="a translator of the demonstration", checked_by="a parent of the demonstration", made=_at(begun - timedelta(days=40)), by_words="Belisha",
        ).save(force_insert=True)  # fmt: skip
        head = who[RoleName.HEADTEACHER]
        Comment(
            id=uuid.uuid5(SPACE, f"comment {school.key}"), school=school, version=draft, at=_at(started) + timedelta(days=1),
            by=head.pk if head else None, by_words=head.name if head else "Belisha", text=SAID,
        ).save(force_insert=True)  # fmt: skip
        about = record.About("school", school.key, "a policy in force, its next version and a draft")
        record.write(places.of_belisha(school), Event.DEMONSTRATION_MADE, about)
        return True


def _changed(text: str, day: date, changes: tuple[tuple[str, str], ...]) -> str:
    text = with_line(text, "dated", day.isoformat())
    for old, new in changes:
        text = text.replace(old, new)
    return text


def _assess(school: School, name: str, on: date, by: Person | None, confirmed: int) -> None:
    rows = [
        Effect(
            id=uuid.uuid5(SPACE, f"{school.key} {name} {characteristic}"), school=school, version_id=uuid.uuid5(SPACE, f"{school.key} {name}"),
            characteristic=characteristic, likely=likely, evidence=evidence, mitigation=mitigation, confirmed=place < confirmed, at=_at(on),
            by=by.pk if by else None, by_words=by.name if by else "Belisha",
        )
        for place, (characteristic, (likely, evidence, mitigation)) in enumerate(ASSESSED.items())
    ]  # fmt: skip
    Effect.objects.bulk_create(rows)


def _version(school: School, name: str, text: str, by: Person | None, on: date, **more: object) -> Version:
    policy, number = head_of(text)
    made = Version(
        id=uuid.uuid5(SPACE, f"{school.key} {name}"), school=school, policy=policy, number=number, text=text,
        sha256=sha256(text.encode()).hexdigest(), made=_at(on), changed=_at(on), by=by.pk if by else None,
        by_words=by.name if by else "Belisha", **more,
    )  # fmt: skip
    made.save(force_insert=True)
    return made


def _move(version: Version, before: str, after: str, by: Person | None, role: RoleName, at: datetime) -> None:
    Move(
        id=uuid.uuid5(SPACE, f"{version.pk} {after}"), school=version.school, version=version, before=before, after=after, at=at,
        by=by.pk if by else None, by_words=by.name if by else "Belisha", roles=[role.value],
    ).save(force_insert=True)  # fmt: skip


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 16, 30))
