"""The engine: a policy and a situation in, a decision out.

Room: engine. Pure functions over values: no clock, no database, no Django.
Inside: `decide` (the door), `rulebook`, `boxes` and `search` (how it is fast and exact), `explain` (how it is worded), `ask` (the next question).
Next door: `belisha.language` reads policies.
"""

from .decide import decide, rulebook_of
from .decision import Cited, ConsequenceFaced, Decision, DutyOwed, Outcome
from .rulebook import Rulebook
from .situation import Asked, Situation, SituationError, SituationFault, read_asked, read_situation

__all__ = [
    "Asked", "Cited", "ConsequenceFaced", "Decision", "DutyOwed", "Outcome", "Rulebook", "Situation", "SituationError", "SituationFault",
    "decide", "read_asked", "read_situation", "rulebook_of",
]  # fmt: skip
