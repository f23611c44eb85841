"""What sentences mean, held to account: the norms fire exactly where the sentence, read straight from its tree, says so."""

from __future__ import annotations

from collections import Counter
from typing import Any

from belisha.language import sentences as s
from engine.generators import VOCABULARY, ByChance, by_chance, make_facts
from engine.plainly import YES, completions
from engine.saying import Saying


class Complete(dict[str, Any]):
    """A closed situation: what it does not state is false, none or not so."""

    def __missing__(self, fact: str) -> Any:
        known = VOCABULARY.facts[fact]
        match known.type:
            case "flag":
                return False
            case "many":
                return frozenset()
            case "count":
                return None
        return known.absent


def test_norms_fire_where_their_sentences_say_so():
    seen: Counter[Any] = Counter()
    for seed in range(7_000, 7_700):
        policy, _, _, _, book = by_chance(seed, most_ways=1)
        saying, chooser = Saying(VOCABULARY, dict(policy.front.groups)), ByChance(seed)
        rules = [norm for norm in book.norms if isinstance(norm.clause.tree, s.Rule) and norm.clause.procedure is None]
        for _ in range(6 if rules else 0):
            facts = make_facts(chooser, book, closed=True)
            situation = Complete(completions(book, facts, closed=True)[1][0]) | facts
            situation = Complete(situation)
            for norm in rules:
                said = saying.fires(norm.clause.tree, situation)
                if said is not None:
                    fires = book.fires(norm, situation) == YES
                    assert fires == (said and situation["actor"] in book.bound), f"{norm.clause.sentence}\n{facts}"
                    seen[norm.clause.tree.modality, fires] += 1
    assert all(
        seen[modality, fires] > 10
        for modality in ("must not", "should not", "may", "need approval")
        for fires in (True, False)
    ), seen
