"""The generators reach everything: each kind of sentence, clause, condition and situation, every phrase of the vocabulary, every part of a decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from belisha.engine import decide
from belisha.engine.boxes import TooManyCases
from belisha.engine.rulebook import VERDICTS, Rulebook
from belisha.language import sentences as s
from belisha.language.conditions import All, Among, AnyOf, Limit, Not, Term
from belisha.language.meaning import meaning_of
from engine.generators import VOCABULARY, ByChance, by_chance, make_law, make_policy
from engine.plainly import REASONS, trees_of

MODALITIES = ("must not", "should not", "may", "may only", "need approval", "need consent", "need not")


def nodes(tree: Any) -> Iterator[Any]:
    """Every part of a tree, itself included."""
    yield tree
    if is_dataclass(tree):
        for field in fields(tree):
            yield from nodes(getattr(tree, field.name))
    elif isinstance(tree, tuple):
        for each in tree:
            yield from nodes(each)


def missing(wanted: dict[str, Any], seen: Counter[Any]) -> list[str]:
    return [f"{kind}: {each}" for kind, every in wanted.items() for each in every if not seen[kind, each]]


def test_every_kind_of_sentence_and_every_word_is_reached():
    seen: Counter[Any] = Counter()
    for seed in range(1_000):
        chooser = ByChance(seed)
        made, above = make_policy(chooser), make_law(chooser)
        for policy in filter(None, (made, above)):
            seen["front", "applies to"] += bool(policy.front.applies_to)
            seen["front", "applies to nobody in particular"] += not policy.front.applies_to
            seen["front", "groups"] += bool(policy.front.groups)
            for clause in policy.clauses:
                tree = clause.tree
                seen["sentence", type(tree).__name__] += 1
                seen["place", "a step" if clause.procedure else "a rule"] += 1
                seen["dates", (tree.since is not None, tree.until is not None)] += 1
                for node in nodes(tree):
                    _count(node, seen)
    wanted = {
        "front": ("applies to", "applies to nobody in particular", "groups"),
        "sentence": ("Rule", "Duty", "Consequence", "Class", "Counts", "NotSettled", "Outside", "NoDuty"),
        "place": ("a step", "a rule"),
        "dates": ((False, False), (True, False), (False, True), (True, True)),
        "modality": MODALITIES,
        "strength": ("must", "should", "may"),
        "duty of": ("they", "a group", "the school"),
        "breaking": ("policy", "ban", "ids", "nothing"),
        "certainty": ("is", "may", "will"),
        "settled": (True, False),
        "lead": ("NoneType", "Finder", "Doer", "Said", "Is", "Setting", "Classed", "Joined"),
        "exception": ("unless", "unless with an id", "until"),
        "joined": (("and", 2), ("and", 3), ("or", 2), ("or", 3), "both in or", "either in and"),
        "predicates": (("or", 1), ("or", 2), ("or", 3), ("and", 2), ("and", 3)),
        "classed": ("a class", "an account"),
        "denied": ("a predicate", "a clause", "a term"),
        "people": ("with who", "without"),
        "thing": ("with that", "without"),
        "settings": (0, 1, 2),
        "bound is not settled": (True, False),
        "actor": [noun.name for noun in VOCABULARY.nouns.values() if noun.actor],
        "act": [phrase.text for phrase in VOCABULARY.phrases if phrase.kind == "ACT"],
        "thing of": [phrase.text for phrase in VOCABULARY.phrases if phrase.kind == "THING"],
        "setting": [phrase.text for phrase in VOCABULARY.phrases if phrase.kind == "WHERE"],
        "clause": [phrase.text for phrase in VOCABULARY.phrases if phrase.kind == "CLAUSE"],
        "event": [phrase.text for phrase in VOCABULARY.phrases if phrase.kind == "EVENT"],
        "predicate": [phrase.text for phrase in VOCABULARY.phrases if phrase.kind == "PRED"],
        "duty": [(phrase.do, phrase.head) for phrase in VOCABULARY.duty_phrases],
        "consequence": list(VOCABULARY.consequences),
        "recipient": [noun.name for noun in VOCABULARY.nouns.values() if noun.recipient],
        "giver": [*VOCABULARY.facts["authorised by"].values, "leaders", "parent", "colleague"],
    }
    assert (left := missing(wanted, seen)) == [], "; ".join(left)


def _count(node: Any, seen: Counter[Any]) -> None:
    if isinstance(node, s.Rule | s.Duty | s.Consequence | s.NotSettled):
        seen["lead", type(node.lead).__name__] += 1
    match node:
        case s.Rule():
            seen["modality", node.modality] += 1
            seen.update(("giver", each) for each in node.givers)
            seen.update(("actor", person.noun) for person in node.who)
        case s.Duty():
            seen["strength", node.strength] += 1
            form = [each for each in VOCABULARY.duty_phrases if each.do == node.do][node.form]
            seen["duty", (form.do, form.head)] += 1
            seen.update(("recipient", each) for each in node.to)
            seen[
                "duty of", "they" if not node.who else "the school" if node.who[0].noun == "school" else "a group"
            ] += 1
        case s.Consequence():
            kind = (
                "nothing"
                if not node.breaking
                else node.breaking[0]
                if node.breaking in (("policy",), ("ban",))
                else "ids"
            )
            seen["breaking", kind] += 1
            seen["certainty", node.certainty] += 1
            seen.update(("consequence", each) for each in node.results)
        case s.NotSettled():
            seen["bound is not settled", node.deed is None] += 1
        case s.Counts():
            seen["settled", node.settled] += 1
        case s.Exception_():
            seen["exception", "until" if node.until else "unless with an id" if node.id else "unless"] += 1
        case s.Joined(joined, items):
            seen["joined", (joined, len(items))] += 1
            if any(isinstance(each, s.Joined) for each in items):
                seen["joined", "both in or" if joined == "or" else "either in and"] += 1
        case s.Predicates(items, joined):
            seen["predicates", (joined, len(items))] += 1
        case s.Predicate(phrase, _, denied):
            seen["predicate", phrase] += 1
            seen[
                "denied",
                "a term"
                if phrase.removeprefix("is ").startswith(("a ", "an ")) and "leaver" in phrase
                else "a predicate",
            ] += denied
        case s.Said(phrase, denied):
            seen["clause", phrase] += 1
            seen["denied", "a clause"] += denied
        case s.Classed(_, account):
            seen["classed", "an account" if account else "a class"] += 1
        case s.Person(_, who):
            seen["people", "with who" if who else "without"] += 1
        case s.Thing(phrase, that):
            seen["thing of", phrase] += 1
            seen["thing", "with that" if that else "without"] += 1
        case s.Deed():
            seen.update(("act", each) for each in node.acts)
            seen.update(("setting", each) for setting in node.settings for each in setting)
            seen["settings", len(node.settings)] += 1
        case s.Setting(settings):
            seen.update(("setting", each) for each in settings)
        case s.Finder():
            seen.update(("event", each) for each in node.events)


def test_every_kind_of_condition_situation_and_answer_is_reached():
    seen: Counter[Any] = Counter()
    facts_said = {name for name, entry in VOCABULARY.raw["facts"].items() if entry.get("says")} | {
        "actor",
        "act",
        "with",
    }
    wanted = {
        "effect": (*VERDICTS, "class", "outside", "no duty", "duty", "consequence", "suspends"),
        "condition": ("All", "AnyOf", "Not", "Term", "a one", "a many", "a flag", "under", "or over"),
        "fact": sorted(facts_said),
        "world": ("open", "closed"),
        "stated": (
            (True, "left out"),
            (True, "some"),
            (True, "none"),
            (False, "some"),
            (False, "none"),
            (False, "left out"),
            "several events",
            "no actor",
        ),
        "verdict": (*VERDICTS, "silent", "depends"),
        "possible": (*VERDICTS, "silent"),
        "cited": [
            (effect, fired) for effect in (*VERDICTS, "class", "outside", "no duty") for fired in ("yes", "perhaps")
        ]
        + [("excepted", "no"), ("suspended", "no")],
        "duty": ("yes", "perhaps", "unsettled", "next"),
        "consequence": ("yes", "perhaps", "unsettled"),
        "clash": ("yes",),
        "silent": REASONS,
    }
    for seed in range(4_000):
        if seed % 200 == 0 and not missing(wanted, seen):
            break
        made, above, as_of, situation, _ = by_chance(seed, most_ways=30)
        norms = meaning_of(made, VOCABULARY, as_of).norms + (
            meaning_of(above, VOCABULARY, as_of).norms if above else ()
        )
        for norm in norms:
            seen["effect", norm.effect] += 1
            for node in (each for tree in trees_of(norm) for each in nodes(tree)):
                if isinstance(node, All | AnyOf | Not | Term):
                    seen["condition", type(node).__name__] += 1
                elif isinstance(node, Among):
                    seen["condition", f"a {VOCABULARY.facts[node.fact].type}"] += 1
                    seen["fact", node.fact] += 1
                elif isinstance(node, Limit):
                    seen["condition", "under" if node.below else "or over"] += 1
                    seen["fact", node.fact] += 1
        facts = situation.facts
        seen["world", "closed" if situation.closed else "open"] += 1
        seen[
            "stated",
            (
                "act" in facts,
                "none" if facts.get("event") == frozenset() else "some" if "event" in facts else "left out",
            ),
        ] += 1
        seen["stated", "several events"] += len(facts.get("event", ())) > 1
        seen["stated", "no actor"] += "actor" not in facts
        try:
            decision = decide(Rulebook(made, VOCABULARY, as_of, above), situation).as_json()
        except TooManyCases:
            continue
        seen["verdict", decision["verdict"]] += 1
        seen.update(("possible", each) for each in decision["possible"])
        seen.update(("cited", (each["effect"], each["fired"])) for each in decision["clauses"])
        seen.update(("duty", each["fired"]) for each in decision["duties"])
        seen["duty", "next"] += any(each.get("next") for each in decision["duties"])
        seen.update(("consequence", each["fired"]) for each in decision["consequences"])
        seen["clash", "yes"] += bool(decision["clashes"])
        seen["silent", decision["silent because"]] += 1
    assert (left := missing(wanted, seen)) == [], "; ".join(left)
