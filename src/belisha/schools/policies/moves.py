"""Moves: the steps of a version's life, and who may take each.

Room: schools.policies. Two things are asked: the table of permissions, and the version's own front matter, which may narrow that to those whom it
names (`owner:`, `approved: [{by: …}]`); it can never widen it. Keeps out: what a step writes (`actions`).
"""

from __future__ import annotations

from dataclasses import dataclass

from belisha.language.policy import FrontMatter
from belisha.schools.people.permissions import ROLES, Permission, RoleName
from belisha.schools.people.places import Place
from belisha.schools.policies.models import State
from belisha.schools.record.events import Event

R = RoleName
LEADERSHIP, GOVERNORS, OWNER = "leadership", "governors", "owner"


@dataclass(frozen=True, slots=True)
class Step:
    """name: in addresses; says: on its button. side: whom in the front matter it is for, or "". reasoned: it needs a reason."""

    name: str
    says: str
    before: frozenset[State]
    after: State
    permission: Permission
    event: Event
    side: str = ""
    reasoned: bool = False


STEPS = {
    each.name: each
    for each in (
        Step("put-forward", "Put it forward for review", frozenset({State.DRAFT}), State.IN_REVIEW, Permission.WRITE_POLICY, Event.POLICY_PUT_FORWARD),
        Step("approve", "Approve it for the leadership", frozenset({State.IN_REVIEW}), State.APPROVED, Permission.APPROVE_POLICY, Event.POLICY_APPROVED, LEADERSHIP),
        Step("adopt", "Record that the governing body adopted it", frozenset({State.APPROVED}), State.ADOPTED, Permission.ADOPT_POLICY, Event.POLICY_ADOPTED, GOVERNORS),
        Step("publish", "Publish it", frozenset({State.ADOPTED}), State.PUBLISHED, Permission.PUBLISH_POLICY, Event.POLICY_PUBLISHED, OWNER),
        Step("send-back", "Send it back to its writers", frozenset({State.IN_REVIEW}), State.DRAFT, Permission.SEND_BACK_POLICY, Event.POLICY_SENT_BACK, reasoned=True),
        Step("withdraw", "Withdraw it for good", frozenset({State.DRAFT, State.IN_REVIEW, State.APPROVED, State.ADOPTED, State.PUBLISHED}), State.WITHDRAWN, Permission.PUBLISH_POLICY, Event.POLICY_WITHDRAWN, reasoned=True),
    )
}  # fmt: skip

# How documents name those who approve: a word of it, the side that it is on, and the roles that act for it.
NAMED: tuple[tuple[str, str, frozenset[RoleName]], ...] = (
    ("chair of governors", GOVERNORS, frozenset({R.CHAIR})),
    ("govern", GOVERNORS, frozenset({R.CHAIR, R.CLERK})),
    ("trustee", GOVERNORS, frozenset({R.CHAIR, R.CLERK})),
    ("board", GOVERNORS, frozenset({R.CHAIR, R.CLERK})),
    ("leader", LEADERSHIP, frozenset({R.HEADTEACHER, R.SENIOR_LEADER})),
    ("headteacher", LEADERSHIP, frozenset({R.HEADTEACHER})),
    ("head teacher", LEADERSHIP, frozenset({R.HEADTEACHER})),
    ("principal", LEADERSHIP, frozenset({R.HEADTEACHER})),
)
DEFAULT = {
    LEADERSHIP: frozenset({R.HEADTEACHER, R.SENIOR_LEADER}),
    GOVERNORS: frozenset({R.CHAIR, R.CLERK}),
    OWNER: frozenset({R.HEADTEACHER, R.SENIOR_LEADER}),
}


def named_by(front: FrontMatter) -> dict[str, frozenset[RoleName]]:
    """Who acts on each side, as the document names them; the usual ones where it names nobody that we know."""
    found: dict[str, frozenset[RoleName]] = {}
    for approval in front.approved:
        for word, side, roles in NAMED:
            if word in approval.by.lower():
                found[side] = found.get(side, frozenset()) | roles
                break
    owner = owners(front)
    return {**DEFAULT, **found, **({OWNER: owner | {R.HEADTEACHER}} if owner else {})}


def owners(front: FrontMatter) -> frozenset[RoleName]:
    """The role that `owner:` names; the longest that stands in its words. Empty where it names none."""
    said = front.owner.lower()
    held = sorted((role for role in R if role.value in said), key=lambda role: -len(role.value))
    return frozenset(held[:1])


def may(place: Place, step: Step, front: FrontMatter) -> bool:
    """Whether somebody may take this step with a version that has this front matter, once it is its turn."""
    if not place.may(step.permission):
        return False
    return place.person is None or not step.side or not place.roles.isdisjoint(named_by(front)[step.side])


def whose_turn(step: Step, front: FrontMatter) -> list[RoleName]:
    """The roles that may take the step, in the order of the table."""
    allowed = [role for role in RoleName if step.permission in ROLES[role]]
    return [role for role in allowed if not step.side or role in named_by(front)[step.side]]
