"""Every write about questions: an answer kept, an answer deleted, and one more that the policy did not answer.

Room: schools.asked. A count is nobody's deed and has no line in the record; keeping and deleting have.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from belisha.engine import Decision
from belisha.engine.explain import explain
from belisha.schools.asked.models import KeptAnswer, Unanswered
from belisha.schools.declarations.facts import as_json
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import Permission
from belisha.schools.people.places import Place
from belisha.schools.published.models import School
from belisha.schools.record import actions as record
from belisha.schools.record.events import Event

MOST_KEPT = 500  # for one person; more is a mistake, or a record that belongs elsewhere


@transaction.atomic
def keep(
    decision: Decision, *, by: Place, question: str, sources: Mapping[str, str], about: Person | None, note: str = ""
) -> KeptAnswer:
    """Keeps an answer for whoever stands here. question: the situation in a line; sources: by fact, where the school knew it from.

    Raises PermissionDenied, ValidationError.
    """
    by.must_be_allowed(Permission.ENTER)
    if by.person is None or (about is not None and not Person.objects.visible_to(by).filter(pk=about.pk).exists()):
        raise PermissionDenied("an answer is kept by a person, about whom they may see")
    if KeptAnswer.objects.visible_to(by).count() >= MOST_KEPT:
        raise ValidationError(f"You have kept {MOST_KEPT} answers. Delete those that you need no more")
    front = decision.rulebook.policy.front
    version = f", version {front.version}" if front.version else ""
    made = KeptAnswer(
        school=by.school,
        person=by.person,
        about=about,
        question=question[:300],
        note=" ".join(note.split())[:300],
        facts={name: as_json(value) for name, value in decision.situation.facts.items()},
        sources=dict(sources),
        as_of=decision.as_of,
        policy=f"{front.policy}{version}"[:300],
        version=decision.rulebook.policy.hash,
        verdict=decision.verdict,
        headline=explain(decision).headline[:300],
        clauses=[each.id for each in decision.clauses if each.fired == "yes" and each.effect == decision.verdict],
    )
    made.save(force_insert=True)
    record.write(by, Event.ANSWER_KEPT, made, after={"version": made.version, "verdict": made.verdict})
    return made


@transaction.atomic
def forget(kept: KeptAnswer, *, by: Place) -> None:
    """Deletes an answer of one's own."""
    by.must_be_allowed(Permission.ENTER)
    if by.person is None or kept.person_id != by.person.pk:
        raise PermissionDenied("this is somebody else's")
    record.write(by, Event.ANSWER_FORGOTTEN, kept)
    kept.delete()


def count_unanswered(school: School, decision: Decision, situation: str, today: date) -> None:
    """One more. Stands in the school. One statement, so that two at once are two."""
    front = decision.rulebook.policy.front
    policy = f"{front.policy}, version {front.version}" if front.version else front.policy
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO {Unanswered._meta.db_table} AS held
                (id, school_id, version, policy, situation, verdict, month, count)
                VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, 1)
                ON CONFLICT (school_id, version, situation, verdict, month) DO UPDATE SET count = held.count + 1""",
            [
                school.key,
                decision.rulebook.policy.hash,
                policy[:300],
                situation[:300],
                decision.verdict,
                today.replace(day=1),
            ],
        )
