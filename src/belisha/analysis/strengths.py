"""Strengths and sanctions: one rule at two strengths, a sanction stronger than what it backs, bans that nothing follows.

Room: analysis. Compares rules by the boxes in which they fire, so that other words for the same condition are the same condition.
Next door: what makes two rules contradict each other, or one of them dead, is logic and not a clerk's business.
"""

from __future__ import annotations

from collections.abc import Iterator

from belisha.engine.boxes import Box, Cell, Dimension
from belisha.language import sentences as s
from belisha.language.meaning import Norm

from .findings import Finding
from .looked import Looked, counted, listed

# For rules, who and what may overlap in part; every other condition of the weaker rule has to lie inside the stronger one's.
_LOOSE = ("actor", "act")
_WORDS = {
    "prohibited": "forbids it",
    "needs approval": "leaves it to approval",
    "advised against": "advises against it",
}
_PLURALS = {"relative of pupil": "relatives of a pupil", "family": "families", "support staff": "support staff", "supply staff": "supply staff"}  # fmt: skip
STRONG = ("gross misconduct", "dismissal")


def check(looked: Looked) -> Iterator[Finding]:
    yield from _rules(looked)
    yield from _duties(looked)
    yield from _consequences(looked)
    yield from _sanctions(looked)
    yield from _without(looked)


def inside(small: Box, large: Box) -> dict[Dimension, frozenset[Cell]] | None:
    """Where both boxes hold, if the small one's condition lies inside the large one's; else None.

    Of who and what at least half has to be shared: a stricter rule for few of the people, or for one of many acts, is no second strength.
    """
    met = dict(small)
    for dimension, cells in large.items():
        own = small.get(dimension)
        if dimension in _LOOSE:
            shared = cells if own is None else own & cells
            if not shared or (own is not None and 2 * len(shared) < len(own)):
                return None
            met[dimension] = shared
        elif own is None or not own <= cells:
            return None
    return met


def _twice(weak: tuple[Box, ...], strong: tuple[Box, ...]) -> dict[Dimension, frozenset[Cell]] | None:
    for small in weak:
        for large in strong:
            if (met := inside(small, large)) is not None:
                return met
    return None


def _covered(some: tuple[Box, ...], others: tuple[Box, ...]) -> bool:
    return all(any(inside(each, other) is not None for other in others) for each in some)


def _rules(looked: Looked) -> Iterator[Finding]:
    by_effect: dict[str, list[tuple[Norm, tuple[Box, ...]]]] = {}
    for norm, effect, boxes in looked.fired:
        by_effect.setdefault(effect, []).append((norm, boxes))
    pairs = (("prohibited", "advised against"), ("prohibited", "needs approval"), ("needs approval", "advised against"))
    for stronger, weaker in pairs:
        for weak, weak_boxes in by_effect.get(weaker, ()):
            found = [
                (strong.clause.id, met)
                for strong, strong_boxes in by_effect.get(stronger, ())
                if strong.clause.id != weak.clause.id and (met := _twice(weak_boxes, strong_boxes)) is not None
            ]
            if found:
                ids = list(dict.fromkeys(id for id, _ in found))
                does = _WORDS[stronger] if len(ids) == 1 else _WORDS[stronger].replace("s it", " it", 1)
                message = f"{listed(ids)} {does} and {weak.clause.id} {_WORDS[weaker]}, for the same people, act and condition"
                yield looked.about(
                    "two-strengths", message, [*ids, weak.clause.id], example=looked.example(found[0][1])
                )


def _duties(looked: Looked) -> Iterator[Finding]:
    duties = [(norm, boxes) for norm, effect, boxes in looked.fired if effect == "duty" and norm.duty]
    for weak, weak_boxes in duties:
        for strong, strong_boxes in duties:
            one, other = weak.duty, strong.duty
            assert one is not None and other is not None
            if (one.strength, other.strength) not in (("should", "must"), ("may", "must"), ("may", "should")):
                continue
            if one.do != other.do or one.who != other.who or (set(one.to) != set(other.to) and one.to and other.to):
                continue
            # A narrower "should" beside a "must" is a case of its own; the same condition twice is not.
            met = _twice(weak_boxes, strong_boxes) if _covered(weak_boxes, strong_boxes) else None
            if met is not None and _covered(strong_boxes, weak_boxes):
                message = f"{strong.clause.id} says {other.strength} and {weak.clause.id} says {one.strength} ({one.words.partition(' ')[2] or one.words})"
                yield looked.about(
                    "two-strengths", message, [strong.clause.id, weak.clause.id], example=looked.example(met)
                )


def _consequences(looked: Looked) -> Iterator[Finding]:
    found = [norm for norm, effect, _ in looked.fired if effect == "consequence" and norm.broken]
    for weak in found:
        for strong in found:
            same = weak.result == strong.result and weak.broken == strong.broken
            if same and (weak.certainty, strong.certainty) == ("may", "will"):
                message = f"{strong.clause.id} says that {weak.result} will follow, and {weak.clause.id} that it may"
                yield looked.about("two-strengths", message, [strong.clause.id, weak.clause.id])


def _sanctions(looked: Looked) -> Iterator[Finding]:
    reached: dict[str, list[str]] = {}
    results: dict[str, list[str]] = {}
    for norm, effect, _ in looked.fired:
        if effect == "consequence" and norm.result in STRONG:
            weak = [each.clause.id for each in norm.broken if each.effect == "advised against"]
            if weak:
                reached.setdefault(norm.clause.id, []).extend(weak)
                results.setdefault(norm.clause.id, []).append(norm.result)
    for id, weak in reached.items():
        weak = list(dict.fromkeys(weak))
        what = listed(dict.fromkeys(results[id]), "or")
        some = listed(weak[:6]) if len(weak) <= 6 else f"{', '.join(weak[:6])} and {len(weak) - 6} more"
        message = f"{id} answers a breach with {what}, also where only advice was broken ({some})"
        yield looked.find("sanction-too-strong", message, looked.place(id), [id, *weak[:6]])


def _without(looked: Looked) -> Iterator[Finding]:
    """People whom a ban binds and for whom no sentence says what follows from breaking it."""
    banned: dict[str, set[str]] = {}
    answers = [boxes for norm, effect, boxes in looked.fired if effect == "consequence" and not norm.broken]
    for norm, effect, boxes in looked.fired:
        if effect == "prohibited":
            for box in boxes:
                if any(inside(box, other) is not None for others in answers for other in others):
                    continue
                for actor in looked.actors_of(box) & looked.meant.bound - {"school"}:
                    banned.setdefault(actor, set()).add(norm.clause.id)
    if not banned or looked.policy.front.layer == "law":  # what follows from breaking the law is not a school's to say
        return
    answered: set[str] = set()
    for norm, effect, boxes in looked.fired:
        if effect == "consequence" and isinstance(norm.clause.tree, s.Consequence) and norm.clause.tree.breaking:
            for box in boxes:
                answered |= looked.actors_of(box)
    missing = [actor for actor in looked.vocabulary.actors if actor in banned and actor not in answered]
    if missing:
        ids = sorted({id for actor in missing for id in banned[actor]}, key=lambda id: looked.place(id).line)
        words = listed(grouped(looked, missing))
        message = f"no sentence says what follows when {words} break a rule ({counted(len(ids), 'ban')})"
        yield looked.find("no-sanction", message, looked.place(ids[0]), ids[:6])


def grouped(looked: Looked, actors: list[str]) -> list[str]:
    """The people by the names of groups where a whole group is there."""
    left, words = list(actors), []
    for name, members in looked.vocabulary.groups.items():
        held = looked.vocabulary.expand(members, looked.vocabulary.groups)
        if name not in ("leaders", "community") and len(held) > 1 and set(held) <= set(left):
            words.append(name)
            left = [actor for actor in left if actor not in held]
    return [_PLURALS.get(word, word if word in looked.vocabulary.groups else f"{word}s") for word in (*words, *left)]


__all__ = ["check", "grouped", "inside"]
