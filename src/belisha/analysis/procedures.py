"""Events and procedures: what can happen and is not dealt with, and procedures that lead nowhere.

Room: analysis. A procedure is looked at as what its steps bring once it has started; a step waits only for what its words name.
Next door: rules in general that can never fire are logic; here it is steps.
"""

from __future__ import annotations

from collections.abc import Iterator

from belisha.engine.boxes import TooManyCases, boxes_of, guarded, space_of
from belisha.language.conditions import Among, leaves, possibly
from belisha.language.meaning import Norm
from belisha.language.policy import Procedure

from .findings import Finding
from .looked import Looked, counted, listed

# What ends a matter: something is decided, answered, written down, put right or looked at again.
_ENDS = frozenset(
    [
        "respond",
        "decide",
        "record",
        "review",
        "support",
        "remove",
        "discuss",
        "teach",
        "tell",
        "refer",
        "reassure",
        "start again",
    ]
)
_TELLS = ("report", "tell", "refer")


def check(looked: Looked) -> Iterator[Finding]:
    if looked.policy.front.layer == "school":
        yield from _events(looked)
        yield from _deadlines(looked)
    for part in looked.policy.parts:
        if isinstance(part, Procedure):
            yield from _procedure(looked, part)


def _events_of(norm: Norm) -> set[str]:
    named = [leaf for leaf in leaves(norm.when) if isinstance(leaf, Among) and leaf.fact == "event"]
    return {str(value) for leaf in named for value in leaf.values} - {"none"}


def _events(looked: Looked) -> Iterator[Finding]:
    named: dict[str, list[str]] = {}
    handled: set[str] = set()
    for norm in looked.meant.norms:
        for event in _events_of(norm):
            if norm.duty is not None:
                handled.add(event)
            elif norm.effect in ("class", "consequence"):
                named.setdefault(event, []).append(norm.clause.id)
    left = [event for event in looked.vocabulary.facts["event"].values if event in named and event not in handled]
    if left:
        ids = list(dict.fromkeys(id for event in left for id in named[event]))
        message = (
            f"{listed(left)} {'is' if len(left) == 1 else 'are'} named ({listed(ids)}), and no duty of anybody follows"
        )
        yield looked.about("event-unhandled", message, ids)


def _deadlines(looked: Looked) -> Iterator[Finding]:
    found = [
        norm.clause.id
        for norm in looked.meant.norms
        if norm.duty is not None
        and norm.duty.do in _TELLS
        and norm.duty.strength != "may"
        and not norm.duty.within
        and _events_of(norm)
    ]
    if found:
        ids = list(dict.fromkeys(found))
        message = f"{counted(len(ids), 'duty' if len(ids) == 1 else 'dutie')} to report, tell or refer {'gives' if len(ids) == 1 else 'give'} no time"
        yield looked.about("no-deadline", message, ids)


def _procedure(looked: Looked, part: Procedure) -> Iterator[Finding]:
    where, norms = looked.place(part.id), [norm for norm in looked.meant.norms if norm.clause.procedure == part.id]
    if part.starts is None:
        return  # said where the document is read
    if _never(looked, norms):
        yield looked.find("procedure-never", f"{part.id} ({part.title}) can never start", where, [part.id])
        return
    for norm in norms:
        if norm.effect != "class" and not _can_be(looked, norm):
            message = f"{norm.clause.id} waits for what cannot be once {part.id} has started"
            yield looked.about("step-never", message, [norm.clause.id])
    if not part.led_by:
        yield looked.find("procedure-leader", f"nobody leads {part.id} ({part.title})", where, [part.id])
    duties = [norm.duty for norm in norms if norm.duty is not None]
    told = {to for duty in duties for to in duty.to} - set(part.led_by.split(" or "))
    if duties and not told and not any(duty.do == "follow procedure" for duty in duties):
        message = f"no step of {part.id} ({part.title}) tells or asks anybody besides whoever leads it"
        yield looked.find("procedure-inside", message, where, [part.id])
    if duties and not any(duty.do in _ENDS for duty in duties):
        message = f"no step of {part.id} ({part.title}) decides, answers, records, reviews or helps"
        yield looked.find("procedure-end", message, where, [part.id])


def _never(looked: Looked, norms: list[Norm]) -> bool:
    """Whether none of the steps can ever be taken."""
    return bool(norms) and not any(_can_be(looked, norm) for norm in norms)


def _can_be(looked: Looked, norm: Norm) -> bool:
    condition = guarded(possibly(norm.when), looked.vocabulary)
    try:
        return bool(boxes_of(condition, space_of([condition], looked.vocabulary)))
    except TooManyCases:
        return True


__all__ = ["check"]
