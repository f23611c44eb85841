"""What a rule's sentence says of a complete situation, straight from its tree and the vocabulary file: no norms, no conditions.

It holds `language.meaning` to account for the common shapes, and says None of the others (classes, terms, leads, people as subjects of clauses).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from belisha.language import sentences as s
from belisha.language.vocabulary import Vocabulary
from engine.plainly import Complete, World

PARTS = {
    "actor": ("actor.",),
    "with": ("with.",),
    "author": ("event.author",),
    "thing": ("content.",),
    "it": ("content.", "event."),
}


class NotSaid(Exception):
    """A shape that is not looked at here."""


class Saying:
    """The words of the vocabulary file, by what brings them in: to, thing, that, where, when."""

    def __init__(self, vocabulary: Vocabulary, own_groups: Mapping[str, Iterable[str]]) -> None:
        raw = vocabulary.raw
        self.world, self.raw = World(vocabulary), raw
        self.words: dict[str, dict[str, list[tuple[str, Any]]]] = {
            key: {} for key in ("to", "thing", "that", "where", "when", "who")
        }
        for fact, entry in raw["facts"].items():
            says = entry.get("says", {})
            if entry["type"] in ("flag", "count"):
                self._learn(fact, True, says)
            else:
                for value in entry.get("values", ()):
                    own = says.get(value, {"to": value} if fact == "act" else {})
                    self._learn(fact, value, own if isinstance(own, dict) else {"when": own})
        self.phrases = {
            (key, text): entry["facts"]
            for entry in raw["phrases"]
            for key in self.words
            if key in entry
            for text in _list(entry[key])
        }
        self.defaults = dict(raw["groups"])
        self.groups = {**self.defaults, **own_groups}
        self.own = set(own_groups)

    def _learn(self, fact: str, value: Any, says: Mapping[str, Any]) -> None:
        for key, texts in says.items():
            if key != "not":
                for text in texts if isinstance(texts, dict) else _list(texts):
                    limit = texts[text] if isinstance(texts, dict) else None
                    self.words[key].setdefault(text, []).append((fact, limit or value))

    # ---- words ---------------------------------------------------------------------------------------------------

    def says(
        self, key: str, text: str, situation: Complete, part: str = "", denied: bool = False, number: int | None = None
    ) -> bool:
        """Whether what the words say is so. part: of whom it is said."""
        if (key, text) in self.phrases:
            return self.world.holds(self.phrases[key, text], situation)
        entries = self.words[key][text]
        if part:
            fitting = [each for each in entries if each[0].startswith(PARTS[part])]
            entries = fitting or [
                each for each in entries if not each[0].startswith(("actor.", "with.", "event.", "content."))
            ]
            if not entries:
                raise NotSaid
        return any(self._is_so(fact, value, situation, denied, number) for fact, value in entries)

    def _is_so(self, fact: str, value: Any, situation: Complete, denied: bool, number: int | None) -> bool:
        if not self.world.makes_sense(fact, situation):
            return False
        known, stated = self.raw["facts"][fact], situation[fact]
        if known["type"] == "count":
            return stated is not None and (stated < number if value == "<" else stated >= number)
        if known["type"] == "many":
            return value in stated if value != "none" else not stated
        if denied:
            return stated is not None and stated != value
        return bool(stated == value)

    def actors(self, name: str, groups: Mapping[str, Iterable[str]] | None = None) -> set[str]:
        groups = self.groups if groups is None else groups
        noun = self.raw["people"].get(name, {}).get("actor", name)
        if noun == "anybody":
            return {each for each in self.raw["facts"]["actor"]["values"] if each != "school"}
        if noun not in groups:
            return {noun}
        found: set[str] = set()
        for member in groups[noun]:
            # In its own list a word means its default.
            found |= self.actors(member, self.defaults if member == noun else groups)
        return found

    def is_actor(self, people: s.People, situation: Complete) -> bool:
        return any(
            situation["actor"] in self.actors(each.noun) and self.of(each.who, "actor", situation) for each in people
        )

    def is_other(self, people: s.People, situation: Complete) -> bool:
        return any(self._is_the_other(each, situation) for each in people)

    def _is_the_other(self, person: s.Person, situation: Complete) -> bool:
        if ("who", person.noun) in self.phrases:
            there = self.says("who", person.noun, situation)
        else:
            if person.noun not in self.raw["people"] and person.noun not in self.raw["facts"]["with"]["values"]:
                raise NotSaid  # a term
            values = self.raw["people"].get(person.noun, {}).get("with", [person.noun])
            there = situation["with"] is not None if values == "any" else situation["with"] in values
        return there and self.of(person.who, "with", situation)

    def of(self, what: s.Predicates | None, part: str, situation: Complete) -> bool:
        if what is None:
            return True
        found = [self._predicate(each, part, situation) for each in what.items]
        return all(found) if what.joined == "and" else any(found)

    def _predicate(self, each: s.Predicate, part: str, situation: Complete) -> bool:
        if each.phrase not in self.words["that"]:
            raise NotSaid  # a term
        return self.says("that", each.phrase, situation, part, each.denied, each.number)

    # ---- sentences -----------------------------------------------------------------------------------------------

    def is_done(self, deed: s.Deed, situation: Complete) -> bool:
        return (
            any(self.says("to", act, situation) for act in deed.acts)
            and (
                not deed.things
                or any(
                    self.says("thing", thing.phrase, situation) and self.of(thing.that, "thing", situation)
                    for thing in deed.things
                )
            )
            and (not deed.people or self.is_other(deed.people, situation))
            and all(any(self.says("where", text, situation) for text in setting) for setting in deed.settings)
        )

    def is_so(self, clause: s.Clause, situation: Complete) -> bool:
        match clause:
            case s.Said(phrase, denied):
                return self.says("when", phrase, situation, "", denied)
            case s.Setting(settings):
                return any(self.says("where", text, situation) for text in settings)
            case s.Joined(joined, items):
                found = [self.is_so(each, situation) for each in items]
                return all(found) if joined == "and" else any(found)
            case s.Is("they", what):
                return self.of(what, "actor", situation)
            case s.Is("it", what):
                return self.of(what, "thing", situation)
            case s.Is((s.Person("author", None),), what):
                return self.of(what, "author", situation)
        raise NotSaid

    def fires(self, rule: s.Rule, situation: Complete) -> bool | None:
        """Whether a must not, should not, may or need approval fires for an actor whom the policy binds; None where it is not said here."""
        if rule.lead is not None or rule.modality not in ("must not", "should not", "may", "need approval"):
            return None
        try:
            givers = {"headteacher", *rule.givers} if "senior leader" in rule.givers else set(rule.givers)
            givers = givers | {"headteacher", "senior leader"} if "leaders" in givers else givers
            given = rule.modality == "need approval" and bool(situation["authorised by"] & givers)
            # Each part is looked at, so that a shape not said here is found whatever the situation.
            parts = [
                self.is_actor(rule.who, situation),
                self.is_done(rule.deed, situation),
                rule.when is None or self.is_so(rule.when, situation),
                True not in [self.is_so(each.when, situation) for each in rule.unless],
                not given,
            ]
        except NotSaid:
            return None
        return all(parts)


def _list(entry: Any) -> list[str]:
    return entry if isinstance(entry, list) else [entry]
