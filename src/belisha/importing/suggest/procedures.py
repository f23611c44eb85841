"""Procedures: the sentences of a document in, blocks of steps out, where what starts them and what somebody does can be stated.

Room: importing. A lead-in that says when ("If a concern is reported, the headteacher should:") starts its list. A step that cannot be stated
stays prose; a list of which fewer than two can be, or whose start cannot, is no procedure.
Next door: `translate` makes the steps; `draft` writes the block.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from belisha.language import sentences as s

from .deeds import Cannot
from .translate import Translation, translator

if TYPE_CHECKING:
    from ..reading import Reading

FEWEST = 2
_MAY_START = ("procedure", "must", "should", "may")


@dataclass(frozen=True, slots=True)
class Step:
    """A step. sentence: as it stands in the block, which says when it starts; alone: as it reads on its own."""

    sentence: str
    alone: str
    made: Translation


@dataclass(frozen=True, slots=True)
class Steps:
    """A procedure. lead: the number of its lead-in among the sentences; starts: in our language; led_by: a role, or "".

    steps: by the number of the sentence that each stands for.
    """

    lead: int
    title: str
    starts: str
    led_by: str
    steps: dict[int, Step]


def procedures(readings: Sequence[Reading]) -> tuple[Steps, ...]:
    """Every procedure of a document, in its order."""
    made: list[Steps] = []
    for number, reading in enumerate(readings):
        if reading.sentence.leads and reading.said.modality in _MAY_START:
            text = reading.sentence.text
            following = [at for at in range(number + 1, len(readings)) if readings[at].sentence.lead_in == text]
            if following and (found := _steps(number, following, readings)) is not None:
                made.append(found)
    return tuple(made)


def _steps(lead: int, following: list[int], readings: Sequence[Reading]) -> Steps | None:
    here = translator()
    section = readings[lead].sentence.section
    try:
        starts, who = here.start(readings[lead].sentence)
    except Cannot:
        return None
    steps: dict[int, Step] = {}
    for at in following:
        one = readings[at]
        made = here.translate(one.sentence, one.said, replace(one.around, people=who or one.around.people, before=(), step=True))  # fmt: skip
        if made is None or len(made.trees) != 1:
            continue
        tree = made.trees[0]
        if isinstance(tree, s.Duty) and not isinstance(tree.lead, s.Finder | s.Doer):
            both = starts if tree.lead is None else s.Joined("and", (starts, tree.lead))
            steps[at] = Step(here.worded(tree), here.worded(replace(tree, lead=both)), made)
    if len(steps) < FEWEST:
        return None
    return Steps(lead, section or "What happens", here.writer.clause(starts), who[0] if len(who) == 1 else "", steps)
