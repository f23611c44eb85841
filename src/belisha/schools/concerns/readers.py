"""Readers: who may open a concern: those whom the policy's procedure names, and never somebody whom it is about (docs/adr/0066).

Room: schools.concerns. What is known in, roles out, and the people who hold them. Keeps out: what is stored (`actions`), and the asking (`models`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.db.models import Q

from belisha.engine import Situation, decide, rulebook_of
from belisha.engine.situation import Stated
from belisha.language import load, read_policy
from belisha.language.policy import Policy, Procedure, Rules
from belisha.language.sentences import Class, Counts, NotSettled
from belisha.schools.people.models import Person, Role
from belisha.schools.people.permissions import WORKING_ROLES
from belisha.schools.people.permissions import RoleName as R
from belisha.schools.published.models import School

SAFEGUARDING = (R.SAFEGUARDING_LEAD, R.DEPUTY_SAFEGUARDING_LEAD)
# Whom `confidential to` and `led by` mean, among the roles of a school. Whom it does not have (the police, the platform) can open nothing here.
NAMED: dict[str, tuple[R, ...]] = {
    "headteacher": (R.HEADTEACHER,),
    "senior leader": (R.HEADTEACHER, R.SENIOR_LEADER, R.SAFEGUARDING_LEAD),
    "leaders": (R.HEADTEACHER, R.SENIOR_LEADER, R.SAFEGUARDING_LEAD),
    "designated safeguarding lead": (R.SAFEGUARDING_LEAD,),
    "safeguarding team": SAFEGUARDING,
    "chair of governors": (R.CHAIR,),
    "governing body": (R.CHAIR, R.GOVERNOR),
    "data protection officer": (R.DATA_PROTECTION_OFFICER,),
}
DEFINES = (Class, Counts, NotSettled)
ABOUT_HEADTEACHER = "event.about headteacher"
# Where nobody whom the procedure names could open it, these come in, one after the other, until somebody can.
INSTEAD = (SAFEGUARDING, (R.HEADTEACHER,), (R.CHAIR,))


@dataclass(frozen=True, slots=True)
class Named:
    """roles: who may open it, in the order of the table of roles; started: the procedures under which it falls."""

    roles: tuple[R, ...]
    started: tuple[Procedure, ...]

    @property
    def by(self) -> tuple[Procedure, ...]:
        """Those that say who may."""
        return tuple(each for each in self.started if each.confidential_to)


def begun(
    policy: Policy, facts: Mapping[str, Stated], day: date
) -> tuple[tuple[Procedure, ...], tuple[Procedure, ...]]:
    """The procedures that have started, whichever of their steps are owed, and those that may yet start, each in the order of the policy. Raises what compiling a policy raises."""
    found = decide(rulebook_of(_beginnings(policy), day), Situation(facts)).duties
    of_id = {each.id: each for each in policy.parts if isinstance(each, Procedure)}
    told = [(of_id[each.clause], each.fired) for each in found if each.clause in of_id]
    return tuple(each for each, fired in told if fired == "yes"), tuple(each for each, fired in told if fired != "yes")


@lru_cache(maxsize=32)
def _beginnings(policy: Policy) -> Policy:
    """The same policy with one step in each procedure, owed wherever it starts: so that the engine says whether it has started."""
    example = read_policy(
        "---\npolicy: P\n---\n\n# S\n\n```rules\nXX-1: The school must record it.\n```\n", "step", load()
    )
    step, parts = example.clauses[0], []
    for part in policy.parts:
        if isinstance(part, Procedure):
            parts.append(replace(part, steps=(replace(step, id=part.id, procedure=part.id),)))
        elif isinstance(part, Rules):  # what a procedure starts by may be a class or a term
            parts.append(replace(part, clauses=tuple(each for each in part.clauses if isinstance(each.tree, DEFINES))))
    return replace(policy, parts=tuple(parts), text=f"beginnings of {policy.hash}")


def named(started: tuple[Procedure, ...], facts: Mapping[str, Stated | None]) -> Named:
    """Whom the policy lets open it.

    Those whom the procedures that have started are confidential to; where one says nothing of that, whoever leads it (the headteacher, where it does not say),
    and the safeguarding lead with the deputies, who have to know of whatever touches a child. In place of a headteacher whom it is about, the chair of governors.
    """
    found: set[R] = set()
    for each in started:
        if each.confidential_to:
            found.update(_roles(each.confidential_to))
        else:
            found.update((*_roles((each.led_by or "headteacher").split(" or ")), *SAFEGUARDING))
    if not started:
        found.update((*SAFEGUARDING, R.HEADTEACHER))
    if facts.get(ABOUT_HEADTEACHER) is True:
        found = found - {R.HEADTEACHER} | {R.CHAIR}
    return Named(tuple(each for each in R if each in found), started)


def _roles(words: Collection[str]) -> Iterator[R]:
    for word in words:
        yield from NAMED.get(word, ())


def widened(roles: tuple[R, ...], school: School, barred: Collection[str], on: date) -> tuple[R, ...]:
    """The same, with others beside them where nobody who is left could open it."""
    found = list(roles)
    for more in ((), *INSTEAD):
        found += [each for each in more if each not in found]
        if people(found, school, barred, on):
            break
    return tuple(each for each in R if each in found)


def people(
    roles: Collection[R | str], school: School, barred: Collection[str], on: date, let_in: Collection[str] = ()
) -> list[tuple[Person, list[str]]]:
    """Everybody who may open it on a day, each with the roles by which they do; none of `barred`. Two queries. Stands in the school."""
    held: dict[object, list[str]] = {}
    for person, role in (
        Role.objects.filter(school=school, role__in=[str(R(each).value) for each in roles])
        .running(on)
        .values_list("person_id", "role")
    ):
        held.setdefault(person, []).append(role)
    named = Person.objects.filter(school=school, pk__in=let_in).holding(*WORKING_ROLES, on=on)
    found = Person.objects.filter(Q(pk__in=held) | Q(pk__in=named), school=school).exclude(pk__in=barred)
    return [
        (each, held.get(each.pk, []))
        for each in found.order_by("given", "family")
        if each.until is None or each.until > on
    ]


def heads(school: School, on: date) -> list[str]:
    """The ids of whoever is headteacher on a day."""
    return [str(each.pk) for each in Person.objects.filter(school=school).holding(R.HEADTEACHER, on=on)]
