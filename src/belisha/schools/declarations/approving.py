"""Approving: whose leave the policy asks for, and which roles of the school may give it.

Room: schools.declarations. What is asked for comes from the policy's own sentences ("need approval from the headteacher to …"), decided anew each time:
when it is asked for, and again when somebody decides. Keeps out: what is written (`actions`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from belisha.engine import Decision
from belisha.schools.people.permissions import RoleName as R

# Who a sentence means by each, among the roles of a school. The headteacher counts as a senior leader, and so does the designated safeguarding lead, who
# is one of them by law.
GIVERS: dict[str, frozenset[R]] = {
    "headteacher": frozenset({R.HEADTEACHER}),
    "senior leader": frozenset({R.HEADTEACHER, R.SENIOR_LEADER, R.SAFEGUARDING_LEAD}),
    "leaders": frozenset({R.HEADTEACHER, R.SENIOR_LEADER, R.SAFEGUARDING_LEAD}),
    "designated safeguarding lead": frozenset({R.SAFEGUARDING_LEAD}),
    "governing body": frozenset({R.CHAIR, R.CLERK}),
    "data protection officer": frozenset({R.DATA_PROTECTION_OFFICER}),
}
IN_DOUBT = ("senior leader",)  # where no sentence names anybody


@dataclass(frozen=True, slots=True)
class Leave:
    """That the leave of any of `givers` is needed, by these clauses."""

    givers: tuple[str, ...]
    clauses: tuple[str, ...]


def leaves(decision: Decision) -> tuple[Leave, ...]:
    """What has to be asked for, one for each set of roles. Raises ValidationError where the policy forbids it: nobody can allow that."""
    if decision.possible == ("prohibited",):
        ids = ", ".join(each.id for each in decision.clauses if each.effect == "prohibited" and each.fired == "yes")
        raise ValidationError(f"The policy forbids this ({ids}), so nobody can approve it")
    asking = [each for each in decision.clauses if each.effect == "needs approval" and each.givers]
    fired = [each for each in asking if each.fired == "yes"] or (asking if decision.verdict == "needs approval" else [])
    found: dict[tuple[str, ...], list[str]] = {}
    for each in fired:
        found.setdefault(tuple(sorted(each.givers)), []).append(each.id)
    return tuple(Leave(givers, tuple(ids)) for givers, ids in found.items()) or (Leave(IN_DOUBT, ()),)


def givers_of(roles: Iterable[R]) -> list[str]:
    """For whom somebody with these roles may decide."""
    held = frozenset(roles)
    return [giver for giver, may in GIVERS.items() if may & held]


def deciders(giver: str, asker: frozenset[R]) -> frozenset[R]:
    """The roles that may decide for a giver. asker: the roles of whoever asks: what only a headteacher could allow themselves, the chair decides."""
    found = GIVERS.get(giver, frozenset())
    return found | {R.CHAIR} if R.HEADTEACHER in asker and R.HEADTEACHER in found else found


def value_of(giver: str) -> str:
    """As the fact `authorised by` has it."""
    return "senior leader" if giver == "leaders" else giver
