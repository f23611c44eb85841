"""Long: policies of three hundred sentences, longer than any school's, for measuring what is said of every situation at once.

Sentences that come with Belisha, drawn by chance from all of its policies; one in four rules speaks to other people, or is stricter or laxer.
"""

from __future__ import annotations

import random
from dataclasses import replace

from belisha import library
from belisha.language import sentences as s
from belisha.language.policy import Clause, FrontMatter, Policy, Rules

PEOPLE = ("staff", "teacher", "governor", "volunteer", "pupil", "parent", "workforce", "senior leader")
MODALITIES = ("must not", "should not", "may")
BOUND = ("workforce", "pupil", "parent")


def long_policy(seed: int, sentences: int = 300) -> Policy:
    """A policy of so many rules, duties, consequences and open questions, with every definition that they need."""
    chance = random.Random(seed)
    every = [clause for name in library.NAMES for clause in library.policy(name).clauses if clause.procedure is None]
    defining = [each for each in every if isinstance(each.tree, s.Class | s.Counts)]
    rest = [each for each in every if not isinstance(each.tree, s.Class | s.Counts)]
    drawn = [_varied(each, chance) for each in sorted(chance.sample(rest, sentences), key=rest.index)]
    ids = {each.id for each in drawn}
    left = [each for each in drawn if set(getattr(each.tree, "breaking", ())) <= ids | {"policy", "ban"}]
    front = FrontMatter("Social media", f"Long School {seed}", "2026.1", applies_to=BOUND)
    return Policy(front, (Rules((*defining, *left)),), f"long-{seed}")


def _varied(clause: Clause, chance: random.Random) -> Clause:
    tree = clause.tree
    if isinstance(tree, s.Rule) and chance.random() < 0.25:
        if tree.modality in MODALITIES and chance.random() < 0.5:
            return replace(clause, tree=replace(tree, modality=chance.choice(MODALITIES)))
        if all(each.who is None for each in tree.who):
            return replace(clause, tree=replace(tree, who=(s.Person(chance.choice(PEOPLE)),)))
    return clause


__all__ = ["long_policy"]
