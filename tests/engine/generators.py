"""Random policies and situations, over the whole vocabulary.

One generator, two sources of chance: Hypothesis (`policies()`, `situations()`: failures shrink) and `random.Random` (`by_chance`: fast, for long
runs). A policy draws on a small palette of phrases of its own, so that its sentences meet; over many policies everything is reached.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from hypothesis import strategies as st

from belisha.engine.situation import Situation
from belisha.language import sentences as s
from belisha.language.conditions import All, Among, AnyOf, Condition, Limit, Not, Term
from belisha.language.meaning import NotMeant, check_meaning
from belisha.language.policy import Clause, FrontMatter, Heading, Policy, Procedure, Prose, Rules
from belisha.language.vocabulary import load
from belisha.language.writing import Writer
from engine.plainly import Book, classes_of, every_term, trees_of

T = TypeVar("T")
VOCABULARY = load()
WRITER = Writer(VOCABULARY)
NUMBERS = (0, 1, 6, 16, 18, 24)
DAYS = (date(2026, 9, 1), date(2027, 1, 31), date(2027, 9, 1))
AS_OF = (date(2026, 8, 31), date(2026, 9, 1), date(2027, 1, 31), date(2027, 2, 1), date(2027, 9, 1), date(2028, 1, 1))
CLASS_NAMES = ("illegal activity", "a grave matter", "private life")
TERM_NAMES = ("a recent leaver", "a young leaver", "an old friend")
ACCOUNT_TERMS = ("official", "well kept")
DEADLINES = (
    "",
    "",
    "",
    "immediately",
    "as soon as possible",
    "before the act",
    "before starting",
    "24 hours",
    "1 hour",
    "2 school days",
    "1 working day",
)

_PHRASES: dict[str, list[Any]] = {}
for _phrase in VOCABULARY.phrases:
    _PHRASES.setdefault(_phrase.kind, []).append(_phrase)
_ACTORS = [noun.name for noun in VOCABULARY.nouns.values() if noun.actor]
_OTHERS = [noun.name for noun in VOCABULARY.nouns.values() if noun.other] + [
    phrase.text for phrase in _PHRASES["PEOPLE"]
]
_RECIPIENTS = [noun.name for noun in VOCABULARY.nouns.values() if noun.recipient]
_ROLES = [noun.name for noun in VOCABULARY.nouns.values() if noun.role]
_IDLE = [noun.name for noun in VOCABULARY.nouns.values() if not noun.actor and (noun.recipient or noun.role)]

# Every clause of the vocabulary by its spellings.
_CLAUSES = {text: s.Said(each.text) for each in _PHRASES["CLAUSE"] for text in (each.text, *each.also)}
_CLAUSES |= {text: s.Said(each.text, denied=True) for each in _PHRASES["CLAUSE"] for text in each.denied_by}


class Chooser:
    """A source of chance."""

    def pick(self, values: Sequence[T]) -> T:
        raise NotImplementedError

    def chance(self, percent: int) -> bool:
        raise NotImplementedError

    def some(self, values: Sequence[T], least: int, most: int) -> list[T]:
        """Different ones, in any order."""
        left = list(values)
        found = []
        for _ in range(self.pick(range(least, most + 1))):
            if left:
                found.append(left.pop(self.pick(range(len(left)))))
        return found


class ByChance(Chooser):
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pick(self, values: Sequence[T]) -> T:
        return values[self.random.randrange(len(values))]

    def chance(self, percent: int) -> bool:
        return self.random.random() * 100 < percent


class ByHypothesis(Chooser):
    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self.draw = draw

    def pick(self, values: Sequence[T]) -> T:
        return values[self.draw(st.integers(0, len(values) - 1))]  # it shrinks to the first

    def chance(self, percent: int) -> bool:
        return bool(self.draw(st.integers(0, 99)) >= 100 - percent)  # it shrinks to no


@dataclass
class Maker:
    """Makes the sentences of one policy."""

    chooser: Chooser
    classes: list[str] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    account_terms: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    deeds: list[tuple[s.People, s.Deed]] = field(default_factory=list)

    def __post_init__(self) -> None:
        some = self.chooser.some
        self.actors = some(_ACTORS, 2, 4)
        self.others = some(_OTHERS, 1, 3)
        self.acts = [each.text for each in some(_PHRASES["ACT"], 2, 4)]
        self.things = [each.text for each in some(_PHRASES["THING"], 1, 3)]
        self.wheres = [each.text for each in some(_PHRASES["WHERE"], 1, 4)]
        self.said = some(_PHRASES["CLAUSE"], 2, 5)
        self.events = [each.text for each in some(_PHRASES["EVENT"], 1, 3)]
        self.predicates = {
            part: some([each for each in _PHRASES["PRED"] if any(p == part for p, _ in each.readings)], 1, 3)
            for part in ("actor", "with", "author", "thing", "event", "")
        }
        self.numbers = some(NUMBERS, 1, 2)

    # ---- people and predicates -----------------------------------------------------------------------------------

    def predicate(self, *parts: str) -> s.Predicate:
        pick = self.chooser.pick
        phrase = pick([each for part in parts for each in self.predicates[part]])
        number = pick(self.numbers) if phrase.limit else None
        return s.Predicate(phrase.text, number, bool(phrase.denial) and self.chooser.chance(30))

    def said_of(self, *parts: str) -> s.Predicates:
        many = self.chooser.pick((1, 1, 1, 2, 3))
        items = tuple(self._predicate_or_term(parts) for _ in range(many))
        return s.Predicates(items, "or" if many == 1 else self.chooser.pick(("or", "and")))

    def _predicate_or_term(self, parts: tuple[str, ...]) -> s.Predicate:
        if "with" in parts and self.terms and self.chooser.chance(45):
            return s.Predicate(f"is {self.chooser.pick(self.terms)}", denied=self.chooser.chance(30))
        return self.predicate(*parts)

    def people(self, names: Sequence[str], part: str, most: int = 2) -> s.People:
        found = self.chooser.some(names, 1, most)
        if len(found) == 1 and self.chooser.chance(25):
            return (s.Person(found[0], self.said_of(part, "") if self.chooser.chance(20) else self.said_of(part)),)
        return tuple(s.Person(name) for name in found)

    def doers(self) -> s.People:
        return self.people(self.actors, "actor")

    def other_side(self) -> s.People:
        return self.people((*self.others, *self.terms), "with")

    # ---- deeds and clauses ---------------------------------------------------------------------------------------

    def deed(self, acts_needed: bool = True) -> s.Deed:
        chance, some = self.chooser.chance, self.chooser.some
        acts = tuple(some(self.acts, 1, 3)) if acts_needed or chance(30) else ()
        things = tuple(s.Thing(phrase) for phrase in some(self.things, 1, 2)) if chance(40) or not acts else ()
        if len(things) == 1 and chance(40):
            things = (replace(things[0], that=self.said_of("thing")),)
        people = self.other_side() if chance(50) else ()
        settings = tuple(tuple(some(self.wheres, 1, 2)) for _ in range(self.chooser.pick((0, 0, 1, 1, 2))))
        return s.Deed(acts, things, people, settings)

    def simple(self) -> s.Clause:
        """A clause. Where a setting or a predicate of `it` is also a clause of the vocabulary, it is that: one spelling, one tree."""
        made = self._simple()
        match made:
            case s.Setting((text,)) if f"it is {text}" in _CLAUSES:
                return _CLAUSES[f"it is {text}"]
            case s.Is("it", s.Predicates((only,))) if f"it {WRITER._predicate(only)}" in _CLAUSES:
                return _CLAUSES[f"it {WRITER._predicate(only)}"]
        return made

    def _simple(self) -> s.Clause:
        pick, chance = self.chooser.pick, self.chooser.chance
        kind = pick(("said", "said", "said", "it", "author", "other", "they", "setting", "class", "account", "person"))
        if kind == "class" and self.classes:
            return s.Classed(pick(self.classes))
        if kind == "account" and self.account_terms:
            return s.Classed(pick(self.account_terms), account=True)
        if kind == "it":
            return s.Is("it", self.said_of(*pick((("thing",), ("event",), ("thing", "event"), ("",)))))
        if kind == "author":
            return s.Is((s.Person("author"),), self.said_of("author"))
        if kind == "other":
            return s.Is((s.Person(pick((*self.others, *self.terms))),), self.said_of("with"))
        if kind == "person":
            return s.Is((s.Person(pick(self.actors)),), self.said_of(pick(("actor", "with"))))
        if kind == "they":
            return s.Is("they", self.said_of("actor"))
        if kind == "setting":
            return s.Setting(tuple(self.chooser.some(self.wheres, 1, 2)))
        phrase = pick(self.said)
        return s.Said(phrase.text, bool(phrase.denial) and chance(35))

    def clause(self) -> s.Clause:
        pick = self.chooser.pick
        many = pick((1, 1, 1, 2, 2, 3))
        if many == 1:
            return self.simple()
        joined = pick(("and", "or"))
        return s.Joined(joined, tuple(self._item("or" if joined == "and" else "and") for _ in range(many)))

    def _item(self, joined: str) -> s.Clause:
        if self.chooser.chance(25):
            return s.Joined(joined, (self.simple(), self.simple()))
        return self.simple()

    def also(self) -> s.Clause | None:
        if not self.chooser.chance(40):
            return None
        if self.chooser.chance(40):
            return s.Joined("and", tuple(self._item("or") for _ in range(self.chooser.pick((2, 3)))))
        return self.simple()

    def lead(self, percent: int = 100) -> s.Lead | None:
        if not self.chooser.chance(percent):
            return None
        if self.terms and self.chooser.chance(25):
            return s.Doer(
                self.doers(),
                s.Deed(tuple(self.chooser.some(self.acts, 1, 2)), (), (s.Person(self.chooser.pick(self.terms)),)),
            )
        kind = self.chooser.pick(("clause", "finder", "doer", "doer"))
        if kind == "finder":
            return s.Finder(self.doers(), tuple(self.chooser.some(self.events, 1, 2)), self.also())
        if kind == "doer":
            return s.Doer(self.doers(), self.deed(), self.also())
        return self.clause()

    def when(self, percent: int) -> s.Clause | None:
        return self.clause() if self.chooser.chance(percent) else None

    def unless(self) -> tuple[s.Exception_, ...]:
        pick, chance = self.chooser.pick, self.chooser.chance
        found = []
        for _ in range(pick((0, 0, 0, 1, 1, 2))):
            if chance(20):
                found.append(s.Exception_(self.simple(), until=True))
            else:
                found.append(s.Exception_(self.clause(), f"EX-{pick(range(1, 5))}" if chance(30) else None))
        return tuple(found)

    def dates(self) -> dict[str, date | None]:
        if not self.chooser.chance(12):
            return {}
        since, until = self.chooser.pick(
            ((DAYS[0], None), (DAYS[1], None), (DAYS[2], None), (None, DAYS[1]), (DAYS[0], DAYS[1]))
        )
        return {"since": since, "until": until}

    # ---- sentences -----------------------------------------------------------------------------------------------

    def rule(self) -> s.Rule:
        pick = self.chooser.pick
        modality = pick(
            (
                "must not",
                "must not",
                "may",
                "may",
                "should not",
                "may only",
                "need approval",
                "need consent",
                "need not",
            )
        )
        givers: tuple[str, ...] = ()
        if modality == "need approval":
            givers = tuple(self.chooser.some((*_ROLES, "leaders"), 1, 2))
        if modality == "need consent":
            givers = (pick(("parent", "colleague")),)
        only = self.clause() if modality == "may only" else None
        if self.deeds and self.chooser.chance(30):
            # Of what another rule speaks of too, so that they meet.
            who, deed = pick(self.deeds)
            return s.Rule(who, modality, deed, None, None, only, (), givers)
        who, deed = self.doers(), self.deed()
        self.deeds.append((who, deed))
        return s.Rule(
            who,
            modality,
            deed,
            self.lead(10),
            None if only else self.when(35),
            only,
            self.unless(),
            givers,
            **self.dates(),
        )

    def duty(self) -> s.Duty:
        pick, chance = self.chooser.pick, self.chooser.chance
        lead = self.lead(75)
        they = isinstance(lead, s.Finder | s.Doer) and chance(70)
        who: s.People = (
            ()
            if they
            else self.people((*self.actors, *_IDLE[:4], "school", "school"), "actor")
            if chance(80)
            else (s.Person("headteacher"),)
        )
        do = pick(
            tuple(dict.fromkeys(each.do for each in VOCABULARY.duty_phrases))
            if chance(35)
            else ("preserve evidence", "ask to remove", "report", "take care")
        )
        forms = [each for each in VOCABULARY.duty_phrases if each.do == do]
        form = pick(range(len(forms)))
        # "report it to the platform" is a duty of its own.
        recipients = [each for each in _RECIPIENTS if do != "report" or each != "platform"]
        to = tuple(self.chooser.some(recipients, 1, 2)) if forms[form].slot else ()
        return s.Duty(
            who,
            pick(("must", "should", "may")),
            do,
            form,
            to,
            pick(DEADLINES),
            lead,
            self.when(20),
            self.unless(),
            **self.dates(),
        )

    def consequence(self) -> s.Consequence:
        pick, chance = self.chooser.pick, self.chooser.chance
        results = tuple(self.chooser.some(tuple(VOCABULARY.consequences), 1, 2))
        if chance(70):
            breaking = (
                pick((("policy",), ("ban",)))
                if chance(45) or not self.ids
                else tuple(self.chooser.some(self.ids, 1, 2))
            )
            return s.Consequence(
                results,
                pick(("is", "may", "will")),
                breaking,
                self.doers() if chance(40) else (),
                None,
                self.when(25),
                self.unless(),
                **self.dates(),
            )
        return s.Consequence(
            results, pick(("may", "will")), (), (), self.lead(), self.when(15), self.unless(), **self.dates()
        )

    def not_settled(self) -> s.NotSettled:
        if self.chooser.chance(30):
            return s.NotSettled(
                tuple(s.Person(name) for name in self.chooser.some(self.actors, 1, 2)), None, **self.dates()
            )
        return s.NotSettled(self.doers(), self.deed(), self.lead(10), self.when(30), self.unless(), **self.dates())

    def outside(self) -> s.Outside:
        return s.Outside(self.deed(acts_needed=False), self.when(30), **self.dates())

    def class_(self, name: str) -> s.Class:
        return s.Class(name, self.clause(), **self.dates())

    def term(self, name: str, settled: bool) -> s.Counts:
        pick, chance = self.chooser.pick, self.chooser.chance
        if name in ACCOUNT_TERMS:
            return s.Counts("account", name, self.clause(), settled, **self.dates())
        when: s.Clause = (
            s.Is(
                "they",
                s.Predicates(
                    (s.Predicate(pick(("left in the last {n} months", "left at least {n} months ago")), pick(NUMBERS)),)
                ),
            )
            if chance(70)
            else s.Is("they", self.said_of("with"))
        )
        return s.Counts(pick(("former pupil", "former pupil", "pupil", "parent")), name, when, settled, **self.dates())

    def no_duty(self) -> s.NoDuty:
        lead = self.lead()
        assert lead is not None
        return s.NoDuty(
            tuple(self.chooser.some(("preserve evidence", "ask to remove", "report", "take care"), 1, 2)),
            lead,
            **self.dates(),
        )

    def any(self) -> s.Sentence:
        make = self.chooser.pick(
            (self.rule,) * 7 + (self.duty,) * 4 + (self.consequence,) * 3 + (self.not_settled, self.outside)
        )
        return make()


# ---- policies ----------------------------------------------------------------------------------------------------


def make_policy(chooser: Chooser, most: int = 6, law: bool = False) -> Policy:
    """A policy that means something: a sentence that would mean nothing is made anew, and in the end left out."""
    maker = Maker(chooser)
    trees: list[tuple[str, s.Sentence, str | None]] = []
    front = FrontMatter(
        "Social media", "Example School", "2026.1", layer="law" if law else "school", **_front(chooser, maker)
    )
    for name in CLASS_NAMES[: chooser.pick((0, 0, 1, 2))]:
        if _add(trees, front, lambda name=name: maker.class_(name)):
            maker.classes.append(name)
            if chooser.chance(20):
                _add(trees, front, lambda name=name: maker.class_(name))
    for name in TERM_NAMES[: chooser.pick((0, 0, 0, 1, 2))]:
        _terms(chooser, trees, front, maker, name, maker.terms)
    for name in ACCOUNT_TERMS[: chooser.pick((0, 0, 0, 1))]:
        _terms(chooser, trees, front, maker, name, maker.account_terms)
    for _ in range(chooser.pick(range(1, most + 1))):
        made = _add(trees, front, maker.no_duty if law and chooser.chance(75) else maker.any)
        if made:
            maker.ids = [id for id, tree, _ in trees if isinstance(tree, s.Rule)]
    starts = None
    if chooser.chance(30):
        starts = maker.clause() if chooser.chance(85) else None
        for _ in range(chooser.pick((1, 2, 3))):
            _add(trees, front, maker.duty if chooser.chance(75) else maker.any, "PR-1", starts)
    return _policy(front, trees, starts)


def _terms(chooser: Chooser, trees: list[Any], front: FrontMatter, maker: Maker, name: str, names: list[str]) -> None:
    noun: list[str] = []

    def make(settled: bool) -> s.Counts:
        tree = maker.term(name, settled)
        noun.append(tree.noun)
        return replace(tree, noun=noun[0])

    if _add(trees, front, lambda: make(chooser.chance(80))):
        if chooser.chance(70):
            _add(trees, front, lambda: make(chooser.chance(25)))
        names.append(name)
    else:
        noun.clear()


def _front(chooser: Chooser, maker: Maker) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if chooser.chance(60):
        found["applies_to"] = tuple(chooser.some((*VOCABULARY.groups, "anybody", *maker.actors[:2], "pupil"), 1, 3))
        found["applies_to"] = tuple(
            each for each in found["applies_to"] if each in (*VOCABULARY.groups, *VOCABULARY.actors, "anybody")
        )
    if chooser.chance(25):
        name = chooser.pick(("staff", "workforce", "leaders"))
        # In its own list a word means its default; a word that holds it would go round in a circle.
        members = chooser.some(
            (
                "teacher",
                "support staff",
                "governor",
                "volunteer",
                "parent",
                "pupil",
                name,
                *(("staff",) if name == "workforce" else ()),
            ),
            1,
            4,
        )
        found["groups"] = ((name, tuple(dict.fromkeys(members))),)
    return found


def _add(
    trees: list[tuple[str, s.Sentence, str | None]],
    front: FrontMatter,
    make: Callable[[], s.Sentence],
    procedure: str | None = None,
    starts: s.Clause | None = None,
) -> bool:
    for _ in range(4):
        tree = make()
        id = f"PR-1.{len(trees) + 1}" if procedure else f"FR-{len(trees) + 1}"
        trees.append((id, tree, procedure))
        if not any(not warning for *_, warning in check_meaning(_policy(front, trees, starts), VOCABULARY)):
            return True
        trees.pop()
    return False


def _policy(front: FrontMatter, trees: list[tuple[str, s.Sentence, str | None]], starts: s.Clause | None) -> Policy:
    rules = tuple(
        Clause(id, WRITER.sentence(tree), tree, "", "Rules") for id, tree, procedure in trees if procedure is None
    )
    steps = tuple(
        Clause(id, WRITER.sentence(tree), tree, "", "Procedures", "PR-1") for id, tree, procedure in trees if procedure
    )
    parts: list[Any] = [Heading(1, "Rules"), Prose("What we ask of each other."), Rules(rules)]
    if steps:
        parts += [
            Heading(1, "Procedures"),
            Procedure(
                "PR-1",
                "What we do",
                starts,
                WRITER.clause(starts) if starts is not None else "",
                steps,
                section="Procedures",
            ),
        ]
    return Policy(front, tuple(parts))


def make_law(chooser: Chooser) -> Policy | None:
    return make_policy(chooser, 2, law=True) if chooser.chance(35) else None


def make_version(chooser: Chooser, policy: Policy) -> Policy:
    """Another version of the policy: some sentences are gone, and some rules are stricter or laxer, or have lost a condition or an exception."""

    def changed(clause: Clause) -> Clause | None:
        tree = clause.tree
        if chooser.chance(10):
            return None
        if isinstance(tree, s.Rule) and tree.modality in ("must not", "should not", "may") and chooser.chance(40):
            tree = replace(tree, modality=chooser.pick(("must not", "should not", "may")))
        if isinstance(tree, s.Rule | s.Duty | s.Consequence) and chooser.chance(40):
            tree = replace(tree, unless=tree.unless[1:])
        if isinstance(tree, s.Rule | s.Duty) and chooser.chance(30):
            tree = replace(tree, when=None)
        return replace(clause, tree=tree, sentence=WRITER.sentence(tree))

    def left(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
        return tuple(each for each in map(changed, clauses) if each is not None)

    for _ in range(4):
        parts: list[Any] = []
        for part in policy.parts:
            match part:
                case Rules(clauses):
                    part = replace(part, clauses=left(clauses))
                case Procedure():
                    part = replace(part, steps=left(part.steps))
            parts.append(part)
        made = replace(policy, parts=tuple(parts))
        if not any(not warning for *_, warning in check_meaning(made, VOCABULARY)):
            return made
    return policy


# ---- situations --------------------------------------------------------------------------------------------------


def make_facts(chooser: Chooser, book: Book, closed: bool, most_ways: int = 300) -> dict[str, Any]:
    """The facts of a situation that the policy has something to say about. Open: so few are left out that all completions can be tried."""
    classes = classes_of(book)
    pick, chance = chooser.pick, chooser.chance
    # Half of the situations are such that one rule or another may fire.
    hints = _met_by(chooser, book) if book.norms and chance(60) else {}
    shape = pick(("act", "act", "act", "event", "event", "both", "neither", "random", "none happened"))
    if hints:
        shape = (
            "both"
            if {"act", "event"} <= hints.keys()
            else "event"
            if "event" in hints
            else "act"
            if "act" in hints
            else shape
        )
    facts: dict[str, Any] = {}
    ways = 1
    for fact in chooser.some(tuple(classes), len(classes), len(classes)):
        if (fact == "act" and shape in ("event", "neither")) or (fact == "event" and shape in ("act", "neither")):
            if (
                not closed
                and shape == "neither"
                and (classes[fact] == ("too many",) or ways * len(classes[fact]) > most_ways)
            ):
                shape = "act" if fact == "act" else "event"
            else:
                ways *= len(classes[fact]) if shape == "neither" else 1
                continue
        wanted = fact in ("act", "event") and shape != "random"
        feasible = closed or (classes[fact] != ("too many",) and ways * len(classes[fact]) <= most_ways)
        left_out = feasible and chance((5 if closed else 15) if fact in hints else (35 if closed else 50))
        if left_out and not wanted:
            ways *= 1 if closed else len(classes[fact])
            continue
        if fact == "event" and shape == "none happened":
            facts[fact] = frozenset()
            continue
        facts[fact] = hints[fact] if fact in hints and chance(90) else make_value(chooser, book, fact, classes[fact])
    for fact in chooser.some(tuple(VOCABULARY.facts), 0, 2) if chance(20) else ():
        if fact not in classes:
            facts[fact] = make_value(chooser, book, fact, ())
    if closed and "actor" not in facts and not facts.get("event"):
        facts["actor"] = pick(VOCABULARY.actors)
    return facts


def _met_by(chooser: Chooser, book: Book) -> dict[str, Any]:
    """Facts by which a norm's condition is more or less met."""
    found: dict[str, Any] = {}

    def meet(condition: Condition) -> None:
        match condition:
            case All(parts):
                for part in sorted(parts, key=lambda each: not isinstance(each, Not)):
                    meet(part)
            case Not(Limit(fact, number, below)):
                want(fact, number if below else max(0, number - 1))
            case AnyOf(parts) if parts:
                meet(chooser.pick(parts))
            case Term(_, yes, middle, _):
                meet(chooser.pick((yes, middle, middle)))
            case Limit(fact, number, below):
                want(fact, max(0, number - 1) if below else number)
            case Among(fact, values):
                wanted = chooser.pick(sorted(values, key=str))
                many = VOCABULARY.facts[fact].type == "many"
                want(fact, frozenset({wanted} - {"none"}) if many else wanted)

    def want(fact: str, value: Any) -> None:
        if fact not in found:
            found[fact] = value
            for other, values in book.world.memberships(fact):
                if other != "event":
                    found.setdefault(other, chooser.pick(sorted(values, key=str)))

    suspended = [each for each in book.norms if any(excuse.id == "the law" for excuse in each.unless)]
    unsure = [
        each for each in book.norms if each.result and any(True for tree in trees_of(each) for _ in every_term(tree))
    ]
    norm = chooser.pick(chooser.pick((book.norms, book.norms, suspended or unsure or book.norms, unsure or book.norms)))
    if norm in suspended:
        meet(chooser.pick([excuse.when for excuse in norm.unless if excuse.id == "the law"]))
    also = [chooser.pick(book.norms)] if chooser.chance(30) else []
    for each in (norm, *norm.broken[:1], *also):
        meet(each.when)
    return found


def make_value(chooser: Chooser, book: Book, fact: str, classes: tuple[Any, ...]) -> Any:
    pick = chooser.pick
    known = VOCABULARY.facts[fact]
    match known.type:
        case "flag":
            return chooser.chance(55)
        case "count":
            return max(0, pick((0, 200, *classes)) + pick((0, 0, -1, 1)))
        case "one":
            return pick(classes) if classes and chooser.chance(85) else pick(known.values)
    named = sorted({value for each in classes if each != "too many" for value in each}) or [
        each for each in known.values if each != "none"
    ]
    return frozenset(chooser.some(named, 0, 3))


# ---- for Hypothesis ----------------------------------------------------------------------------------------------


@st.composite
def policies(draw: Any, most: int = 6) -> Policy:
    return make_policy(ByHypothesis(draw), most)


@st.composite
def laws(draw: Any) -> Policy | None:
    return make_law(ByHypothesis(draw))


@st.composite
def situations(draw: Any, book: Book, most_ways: int = 300) -> Situation:
    chooser = ByHypothesis(draw)
    closed = chooser.chance(35)
    return Situation(make_facts(chooser, book, closed, most_ways), closed)


@st.composite
def cases(draw: Any, most_ways: int = 300) -> tuple[Policy, Policy | None, date, Situation, Book]:
    """A policy, the law above it or none, a day, a situation, and the policy as the plain twin reads it."""
    chooser = ByHypothesis(draw)
    return make_case(chooser, most_ways)


def make_case(
    chooser: Chooser, most_ways: int = 300, most: int = 6
) -> tuple[Policy, Policy | None, date, Situation, Book]:
    policy = make_policy(chooser, most)
    law = make_law(chooser)
    as_of = chooser.pick(AS_OF)
    book = Book(policy, as_of, law, VOCABULARY)
    closed = chooser.chance(35)
    return policy, law, as_of, Situation(make_facts(chooser, book, closed, most_ways), closed), book


def by_chance(seed: int, most_ways: int = 300, most: int = 6) -> tuple[Policy, Policy | None, date, Situation, Book]:
    """The same without Hypothesis: much faster, and it does not shrink."""
    return make_case(ByChance(seed), most_ways, most)


__all__ = [
    "NotMeant",
    "by_chance",
    "cases",
    "laws",
    "make_case",
    "make_facts",
    "make_policy",
    "make_version",
    "policies",
    "situations",
]
