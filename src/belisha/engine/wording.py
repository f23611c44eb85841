"""Wording: situations and kinds of situations in words, named by the facts that decide: "staff, to befriend a former pupil who is under 18".

Room: engine. The words are the vocabulary's own phrases, put in the order of an English sentence; nothing here decides anything.
Keeps out: how a decision is worded (`explain`) and how rules are written (`language.writing`).
Next door: `regions` says which facts decide; `telling` makes whole sentences of these parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from belisha.language.conditions import Among, Condition, Limit, leaves
from belisha.language.vocabulary import Vocabulary
from belisha.language.writing import Writer

from .situation import Situation, Stated


@dataclass(frozen=True, slots=True)
class Deciding:
    """A fact that decides. values: any of these (of a count: (); of a fact with several values: this one is there).

    low, high: of a count, at least `low` and under `high`; None where there is no such limit. but: all values but these instead.
    """

    fact: str
    values: tuple[str | bool, ...] = ()
    low: int | None = None
    high: int | None = None
    but: bool = False


@dataclass(frozen=True, slots=True)
class Worded:
    """A kind of situation in words. who: "staff"; plural: whether its verb is; deed: "befriend a pupil on a personal account", or "";
    when: "there is a message from a pupil", or ""."""

    who: str
    plural: bool
    deed: str
    when: str

    @property
    def example(self) -> str:
        """As one sentence: "A teacher wants to befriend a pupil." """
        if not self.deed:
            asks = "" if self.who == "somebody" else f", and {self.who} {'ask' if self.plural else 'asks'}"
            return sentence(self.when + asks)
        said = f"{self.who} {'want' if self.plural else 'wants'} to {self.deed}"
        return sentence(f"{said}, when {self.when}" if self.when else said)


@dataclass(slots=True)
class _Parts:
    """A sentence in the making. who, other: what is said of these people; objects: (as a noun, as what is said of `it`); when: whole clauses."""

    who: list[str] = field(default_factory=list)
    objects: list[tuple[str, str]] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    when: list[str] = field(default_factory=list)
    unless: list[str] = field(default_factory=list)


# Of a fact's phrases, which kind is taken first.
_KINDS = ("THING", "WHERE", "PRED", "CLAUSE")
_SUBJECTS = {"author": "the author", "actor": "they"}


class Wording:
    """Words for situations, from one vocabulary.

    groups: what policies mean by a word for people, where they say so themselves. ignoring: people who do not matter to how a group is called.
    """

    def __init__(
        self, vocabulary: Vocabulary, *groups: Mapping[str, tuple[str, ...]], ignoring: Iterable[str] = ()
    ) -> None:
        self.vocabulary, self.writer, self.ignoring = vocabulary, Writer(vocabulary), frozenset(ignoring)
        named: dict[str, set[frozenset[str]]] = {}
        for own in (*groups, vocabulary.groups):
            for name in own:
                # A policy's own list stands for itself; its words mean their default in it.
                members = vocabulary.expand(
                    own[name], {**vocabulary.groups, **{n: m for n, m in own.items() if n != name}}
                )
                named.setdefault(name, set()).add(frozenset(members))
        self._groups = sorted(
            ((members, name) for name, all_members in named.items() for members in all_members if len(members) > 1),
            key=lambda each: (-len(each[0]), each[1]),
        )
        self._takes: Mapping[str, str] = vocabulary.raw["object left out"]

    # ---- the vocabulary by what its phrases state ------------------------------------------------------------

    @cached_property
    def _said(self) -> dict[tuple[str, str | bool], dict[str, tuple[str, str]]]:
        """By fact and value, and by the kind of phrase, the part that it is said of and its text."""
        found: dict[tuple[str, str | bool], dict[str, tuple[str, str]]] = {}
        for phrase in self.vocabulary.phrases:
            if phrase.limit or phrase.kind in ("ACT", "EVENT"):
                continue
            for readings, text in ((phrase.readings, phrase.text), (phrase.denials, phrase.denial)):
                for part, condition in readings if text else ():
                    only = condition if isinstance(condition, Among) else None
                    if only is not None and len(only.values) == 1:
                        (value,) = only.values
                        found.setdefault((only.fact, value), {}).setdefault(phrase.kind, (part, text))
        return found

    @cached_property
    def _met(self) -> dict[str, tuple[str, str]]:
        """By event, how somebody meets it ("get a message from a pupil"), and that it is there ("there is a message from a pupil")."""
        found = {}
        for phrase in self.vocabulary.phrases:
            condition = phrase.readings[0][1]
            if phrase.kind == "EVENT" and isinstance(condition, Among):
                (value,) = condition.values
                found[str(value)] = (phrase.text, self._said["event", value].get("CLAUSE", ("", ""))[1])
        return found

    @cached_property
    def _limits(self) -> dict[tuple[str, bool], tuple[str, str]]:
        """By count, and by whether the number is a limit from above, the part that it is said of and the text."""
        return {
            (condition.fact, condition.below): (part, phrase.text)
            for phrase in self.vocabulary.phrases
            if phrase.limit
            for part, condition in phrase.readings
            if isinstance(condition, Limit)
        }

    @cached_property
    def _verbs(self) -> list[tuple[frozenset[str], Condition, str]]:
        """Verbs by the acts that they stand for, with what else they state; those for most acts first."""
        found: list[tuple[frozenset[str], Condition, str]] = []
        for phrase in self.vocabulary.phrases:
            if phrase.kind == "ACT":
                condition = phrase.readings[0][1]
                acts = next(leaf for leaf in leaves(condition) if isinstance(leaf, Among) and leaf.fact == "act")
                found.append((frozenset(map(str, acts.values)), condition, phrase.text))
        return sorted(found, key=lambda each: (-len(each[0]), each[2] != "share", each[2] != "use social media"))

    # ---- people and acts -------------------------------------------------------------------------------------

    def people(self, actors: Iterable[str], *, one: bool = False) -> tuple[str, bool]:
        """People as somebody would name them, and whether that is a plural: "staff and governors". one: "a teacher", and not "teachers"."""
        left = set(actors)
        if left >= set(self.vocabulary.actors) - {"school"}:
            return "anybody", False
        names: list[str] = []
        for members, name in self._groups:
            counting = members - self.ignoring
            # A group keeps its name without a few of its members, and not without half of them.
            if len(counting) * 4 >= len(members) * 3 and counting <= left and name not in names:
                names.append(name)
                left -= counting
        names += [actor for actor in self.vocabulary.actors if actor in left]
        plural = len(names) > 1 or not (one or self.writer.noun(names[0]).startswith("the "))
        words = listed([self.writer.noun(name, plural) for name in names])
        return words, plural or names[0] in self.vocabulary.groups

    def _chosen(self, acts: frozenset[str], facts: Mapping[str, Deciding]) -> list[tuple[frozenset[str], str]]:
        """The verbs that cover the acts. What else a verb states must be so: as the facts have it, or by default."""
        left, found = set(acts), []
        for covered, condition, text in self._verbs:
            if covered <= left and all(self._is_so(leaf, facts) for leaf in leaves(condition)):
                found.append((covered, text))
                left -= covered
        return found

    def _is_so(self, leaf: Among | Limit, facts: Mapping[str, Deciding]) -> bool:
        if leaf.fact == "act":
            return True
        fact, stated = self.vocabulary.facts[leaf.fact], facts.get(leaf.fact)
        values = set(self._listed(stated)) if stated is not None else {fact.default}
        return isinstance(leaf, Among) and values <= leaf.values

    def _deed(self, acts: frozenset[str], facts: Mapping[str, Deciding], parts: _Parts, other: str) -> str:
        """What is done, with its object, the other side and the setting."""
        verbs = [text for _, text in self._chosen(acts, facts)]
        things = self._things(parts.objects)
        direct = [verb for verb in verbs if self._takes.get(verb)] if things else []
        rest = [verb for verb in verbs if verb not in direct]
        said: list[str] = []
        if direct:
            said.append(f"{listed(direct, 'or')} {things}" + (f" to {other}" if other else ""))
        to_people = [verb for verb in rest if self._takes.get(verb) == "somebody"] if other else []
        if to_people:
            said.append(listed([*to_people[:-1], self._before(to_people[-1])], "or") + f" {other}")
        bare = [self._bare(verb, other) for verb in rest if verb not in to_people]
        if things and rest:
            # What takes no object: "or join a group, when it is hateful".
            when = f", when it {listed([each for _, each in parts.objects])}"
            bare = [listed(bare, "or") + when] if direct else bare
            parts.when += [] if direct else [f"it {each}" for _, each in parts.objects]
        return listed([*said, *bare], "or") + "".join(f" {each}" for each in parts.settings)

    def _before(self, verb: str) -> str:
        """The verb as it stands before people: "join a group with"."""
        return self.writer._before_people(verb)

    def _bare(self, verb: str, other: str) -> str:
        """A verb by itself, with the other side where there is one."""
        takes = self._takes.get(verb, "")
        if not other:
            return f"{self._before(verb) if takes == 'somebody' else verb} {takes}".strip()
        before = self._before(verb)
        if before != verb:
            return f"{before} {other}"
        return f"{verb} {takes} {'of' if takes.startswith('a ') else 'to'} {other}" if takes else f"{verb} with {other}"

    @staticmethod
    def _things(objects: Sequence[tuple[str, str]]) -> str:
        if not objects:
            return ""
        head = next((noun for noun, _ in objects if noun), "")
        said = [pred for noun, pred in objects if noun != head or not head]
        return f"{head or 'something'} that {listed(said)}" if said else head

    # ---- facts -----------------------------------------------------------------------------------------------

    def worded(self, deciding: Sequence[Deciding], any_of: Sequence[Deciding] = (), *, one: bool = False) -> Worded:
        """A kind of situation in words. any_of: facts about what is posted or sent of which one is enough. one: of one person, and not of people."""
        facts = {each.fact: each for each in deciding if each.fact not in ("actor", "act", "with")}
        several = [
            each for each in deciding if each.fact not in ("actor", "act", "with") and facts[each.fact] is not each
        ]
        by_name = {each.fact: each for each in deciding}
        parts = _Parts()
        for each in (*facts.values(), *several):
            self._place(each, parts)
        if any_of:
            ways = _Parts()
            for each in any_of:
                self._place(each, ways)
            nouns, said = [noun for noun, _ in ways.objects], [pred for _, pred in ways.objects]
            parts.objects.append(("" if not all(nouns) else listed(nouns, "or"), listed(said, "or")))
            parts.when += [listed(ways.when, "or")] if ways.when else []
        who, plural = ("somebody", False)
        if "actor" in by_name:
            who, plural = self.people(map(str, self._listed(by_name["actor"])), one=one)
        if parts.who:
            who = f"{who} who {listed(parts.who)}"
        other = self._other_side(by_name.get("with"), parts)
        deed = ""
        if "act" in by_name:
            deed = self._deed(frozenset(map(str, self._listed(by_name["act"]))), facts, parts, other)
        else:
            parts.when += [f"it {said}" for _, said in parts.objects] + [f"it is {each}" for each in parts.settings]
            parts.when += [f"the other person is {other}"] if other else []
            met = next((each for each in deciding if each.fact == "event" and len(each.values) == 1), None)
            found = self._met.get(str(met.values[0])) if met is not None and "actor" in by_name else None
            if found:
                # "Teachers get a message from a pupil": the verbs of finders are plural.
                who, plural = self.people(map(str, self._listed(by_name["actor"])))
                parts.when = [f"{who} {found[0]}", *(each for each in parts.when if each != found[1])]
                who = "somebody"
        when = listed(parts.when) + (f", unless {listed(parts.unless, 'or')}" if parts.unless else "")
        return Worded(who, plural, deed, when)

    def _other_side(self, beside: Deciding | None, parts: _Parts) -> str:
        if beside is None or beside.values == ("nobody",):
            return ""
        named = [self.writer.noun(str(value)) for value in self._listed(beside) if value != "nobody"]
        words = listed(named, "or")
        return f"{words} who {listed(parts.other)}" if parts.other else words

    def _listed(self, each: Deciding) -> tuple[str | bool, ...]:
        if not each.but:
            return each.values
        return tuple(value for value in self.vocabulary.facts[each.fact].values if value not in each.values)

    def _place(self, each: Deciding, parts: _Parts) -> None:
        """Puts what decides where an English sentence has it."""
        fact = self.vocabulary.facts[each.fact]
        if fact.type == "count":
            self._place_limit(each, parts)
            return
        ways = [self._said.get((each.fact, value), {}) for value in each.values]
        kinds = _KINDS if each.fact != "event" else ("CLAUSE",)
        kind = next((kind for kind in kinds if all(kind in way for way in ways)), "")
        if not kind:
            answers = ["yes" if value is True else "no" if value is False else str(value) for value in each.values]
            parts.when.append(f"“{fact.ask}” is answered “{listed(answers, 'or')}”")
            return
        part, words = ways[0][kind][0], listed([way[kind][1] for way in ways], "or")
        if each.but:
            parts.unless.append(f"it {words}" if kind == "PRED" else f"it is {words}" if kind == "WHERE" else words)
        elif kind == "THING" or (kind == "PRED" and part == "thing"):
            said = (
                listed([way["PRED"][1] for way in ways], "or") if all("PRED" in way for way in ways) else f"is {words}"
            )
            parts.objects.append((words if kind == "THING" else "", said))
        elif kind == "WHERE":
            parts.settings.append(words)
        elif kind == "CLAUSE":
            parts.when.append(words)
        elif part in ("actor", "with"):
            (parts.who if part == "actor" else parts.other).append(words)
        else:
            parts.when.append(f"{_SUBJECTS.get(part, 'it')} {words}")

    def _place_limit(self, each: Deciding, parts: _Parts) -> None:
        said: list[str] = []
        part = ""
        if each.low is not None and each.high == each.low + 1:
            part = self._limits[each.fact, True][0]
            unit = self.vocabulary.facts[each.fact].unit
            exactly = (
                f"left {each.low} {unit if each.low != 1 else unit.rstrip('s')} ago"
                if unit == "months"
                else f"is {each.low}"
            )
            (parts.who if part == "actor" else parts.other if part == "with" else parts.when).append(
                exactly if part in ("actor", "with") else f"{_SUBJECTS.get(part, 'it')} {exactly}"
            )
            return
        for number, below in ((each.low, False), (each.high, True)):
            if number is not None:
                part, text = self._limits[each.fact, below]
                said.append(text.replace("{n}", str(number)))
        if part in ("actor", "with"):
            (parts.who if part == "actor" else parts.other).extend(said)
        elif said:
            parts.when.append(f"{_SUBJECTS.get(part, 'it')} {listed(said)}")

    def situation(self, situation: Situation) -> Worded:
        """A stated situation in words."""
        return self.worded([each for name, value in situation.facts.items() for each in _stated(name, value)], one=True)


def _stated(name: str, value: Stated) -> list[Deciding]:
    if isinstance(value, frozenset):
        return [Deciding(name, (each,)) for each in sorted(value)]
    if isinstance(value, int) and not isinstance(value, bool):
        return [Deciding(name, low=value, high=value + 1)]
    return [Deciding(name, (value,))]


def listed(words: Sequence[str], word: str = "and") -> str:
    """Words as a list: "a, b and c"."""
    if len(words) < 2:
        return words[0] if words else ""
    return f"{', '.join(words[:-1])} {word} {words[-1]}"


def sentence(words: str) -> str:
    """With its capital and its full stop."""
    return f"{words[:1].upper()}{words[1:]}."


__all__ = ["Deciding", "Worded", "Wording", "listed", "sentence"]
