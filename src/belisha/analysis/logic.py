"""Logic: rules that do not go together, and rules that do nothing, over every situation that there can be.

Room: analysis. `engine.contradictions` finds them exactly, each with a situation that shows it; here they become findings.
Next door: `strengths` finds one rule at two strengths, `silence` what the policy does not speak of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from belisha.engine.contradictions import Contradiction, Contradictions, Idle
from belisha.engine.situation import Situation
from belisha.engine.wording import Wording

from .findings import Example, Finding
from .looked import Looked, counted, listed

_MOST_NAMED = 4


def check(looked: Looked) -> Iterator[Finding]:
    if looked.rulebook is None:
        return
    wording = Wording(looked.vocabulary, dict(looked.policy.front.groups))
    contradictions = Contradictions(looked.rulebook)
    found = list(contradictions.found())
    yield from _leaves(looked, wording, found)
    for each in found:
        if each.kind in _PAIRS:
            kind, message = _PAIRS[each.kind]
            yield looked.about(
                kind, message.format(*each.clauses), each.clauses, example=_example(wording, each.example)
            )
    for idle in contradictions.idle():
        yield _idle(looked, wording, idle)


def _example(wording: Wording, situation: Situation | None) -> Example | None:
    return None if situation is None else Example(wording.situation(situation).example, dict(situation.facts))


# ---- a leave and what stands against it --------------------------------------------------------------------------


def _leaves(looked: Looked, wording: Wording, found: Sequence[Contradiction]) -> Iterator[Finding]:
    """One finding for each clause that allows something, with all that stands against it."""
    for kind, name, stand, stands in (
        ("clash", "clash", "forbid", "forbids"),
        (
            "mixed message",
            "mixed-message",
            "advise against, or leave to approval",
            "advises against, or leaves to approval",
        ),
    ):
        by_leave: dict[str, list[Contradiction]] = {}
        for each in found:
            if each.kind == kind:
                by_leave.setdefault(each.clauses[0], []).append(each)
        for leave, pairs in by_leave.items():
            others = list(dict.fromkeys(each.clauses[1] for each in pairs))
            named = (
                listed(others[:_MOST_NAMED])
                if len(others) <= _MOST_NAMED
                else f"{', '.join(others[:_MOST_NAMED])} and {counted(len(others) - _MOST_NAMED, 'more clause')}"
            )
            message = f"{leave} allows what {named} {stands if len(others) == 1 else stand}"
            yield looked.find(
                name, message, looked.place(leave), (leave, *others), example=_example(wording, pairs[0].example)
            )


_PAIRS = {
    "duties": ("duties-apart", "{0} and {1} ask the same people for what cannot both be done"),
    "deadlines": ("two-deadlines", "{0} and {1} give two deadlines for one duty"),
    "outside": ("outside-reached", "{0} puts outside the policy what {1} speaks of"),
    "recipients": ("two-recipients", "{0} and {1} send the same report to different people"),
}


# ---- rules that do nothing ---------------------------------------------------------------------------------------


def _idle(looked: Looked, wording: Wording, idle: Idle) -> Finding:
    if idle.kind == "never fires":
        return looked.about(
            "never-fires",
            f"{idle.clause} can never apply: there is no situation that meets its conditions",
            [idle.clause],
        )
    if idle.kind == "exception":
        return looked.about(
            "exception-never", f"the exception in {idle.clause} can never apply where the rule does", [idle.clause]
        )
    beside = listed(idle.beside) if idle.beside else "stricter rules"
    says = "says" if len(idle.beside) == 1 else "say"
    message = f"{idle.clause} never decides anything: wherever it applies, {beside} {says} as much or more"
    return looked.about("never-decides", message, (idle.clause, *idle.beside), example=_example(wording, idle.example))


__all__ = ["check"]
