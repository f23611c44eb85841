"""Decide: a policy and a situation in, a decision out.

Room: engine. Pure functions: no clock, no database, no Django; whatever a decision rests on is an argument.
Next door: `rulebook` compiles policies; `explain` puts decisions into sentences.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from belisha.language.policy import Policy
from belisha.language.vocabulary import Vocabulary, load

from .decision import Decision
from .rulebook import Rulebook
from .situation import Situation

_KEPT = 64
_rulebooks: OrderedDict[tuple[str, str, date, str, int], Rulebook] = OrderedDict()


def rulebook_of(
    policy: Policy, as_of: date, law: Policy | None = None, vocabulary: Vocabulary | None = None
) -> Rulebook:
    """The policy compiled for a day; the last ones are kept.

    Raises TooManyCases (engine.boxes) where a rule falls into more cases than can be kept apart.
    """
    vocabulary = vocabulary or load()
    key = (policy.name, policy.hash if policy.text else str(id(policy)), as_of, law.hash if law else "", id(vocabulary))
    if (there := _rulebooks.get(key)) is not None:
        with suppress(KeyError):  # another thread may just have let go of it
            _rulebooks.move_to_end(key)
        return there
    made = Rulebook(policy, vocabulary, as_of, law)
    _rulebooks[key] = made
    if len(_rulebooks) > _KEPT:
        with suppress(KeyError):
            _rulebooks.popitem(last=False)
    return made


def decide(
    policy: Policy | Rulebook,
    situation: Situation,
    as_of: date | None = None,
    *,
    law: Policy | None = None,
    layers: Sequence[Policy] = (),
) -> Decision:
    """What the policy says about the situation.

    as_of: the day that is decided for; needed unless a compiled rulebook is given. law: the law layer, which may suspend duties of the policy.
    layers: policies above it (law, trust) whose own decisions are to stand beside this one.
    """
    if isinstance(policy, Rulebook):
        rulebook = policy
    else:
        if as_of is None:
            raise TypeError("decide needs `as_of`, the day that is decided for")
        rulebook = rulebook_of(policy, as_of, law)
    outcome = rulebook.decide(situation)
    if not layers:
        return Decision(rulebook, situation, outcome, rulebook.as_of)
    above = tuple((layer.front.layer, decide(layer, situation, rulebook.as_of)) for layer in layers)
    return Decision(rulebook, situation, outcome, rulebook.as_of, above)


__all__ = ["decide", "rulebook_of"]
