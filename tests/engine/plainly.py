"""Decide plainly: the slow, obvious twin of the engine, written from DESIGN.md ("Situation, decision") and never from the engine.

It walks the condition trees norm by norm, in three parts (no, unsettled, yes), for a *complete* situation; an open situation is decided by
trying every completion. It borrows from the language the norms of a policy (`meaning_of`) and from the vocabulary file its own words (`raw`);
`saying.py` beside it evaluates sentences without the norms, so that these are held to account too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, product
from typing import Any

from belisha.language import sentences as s
from belisha.language.conditions import All, Among, AnyOf, Condition, Limit, Not, Term
from belisha.language.meaning import Excuse, Norm, meaning_of
from belisha.language.policy import Policy, Procedure, Rules
from belisha.language.vocabulary import Vocabulary, load

NO, UNSETTLED, YES = 0, 1, 2
STRICTEST_FIRST = ("prohibited", "needs approval", "advised against", "unsettled", "permitted")
ORDER = (*STRICTEST_FIRST, "class", "outside", "no duty", "excepted", "suspended")
REASONS = ("no act in question", "not bound", "outside", "nothing said")

# A complete situation: every fact that matters has a value; None where it is none of its values (no act; left out of a closed situation).
Complete = Mapping[str, Any]


class TooMany(Exception):
    """More completions than anybody wants to wait for."""


# ---- a complete situation ----------------------------------------------------------------------------------------


class World:
    """What the vocabulary file says of facts, read from its raw text."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.facts = vocabulary.raw["facts"]
        self.applies = vocabulary.raw["applies"]
        self.judgement = frozenset(vocabulary.raw["judgement"])
        self._entries = {fact: self._looked_up(fact) for fact in self.facts}

    def entries(self, fact: str) -> list[Mapping[str, Any]]:
        """Where the fact makes sense: all of these must hold."""
        return self._entries[fact]

    def _looked_up(self, fact: str) -> list[Mapping[str, Any]]:
        named = [each["when"] for each in self.applies if fact in each["facts"]]
        by_pattern = [
            each["when"]
            for each in self.applies
            if any(p.endswith("*") and fact.startswith(p[:-1]) for p in each["facts"])
        ]
        return named or by_pattern

    def makes_sense(self, fact: str, situation: Complete) -> bool:
        return all(self.holds(each, situation) for each in self.entries(fact))

    def holds(self, wanted: Mapping[str, Any], situation: Complete) -> bool:
        for fact, values in wanted.items():
            if fact == "any of":
                if not any(self.holds(each, situation) for each in values):
                    return False
            elif isinstance(values, Mapping):
                if not self.is_among(
                    fact, [each for each in self.facts[fact]["values"] if each not in values["not"]], situation
                ):
                    return False
            elif not self.is_among(fact, values, situation):
                return False
        return True

    def is_among(self, fact: str, values: Iterable[Any], situation: Complete) -> bool:
        """A membership. It fails where the fact makes no sense, and where the fact has no value at all."""
        if not self.makes_sense(fact, situation):
            return False
        value = situation[fact]
        if self.facts[fact]["type"] == "many":
            return any(each in values for each in value) if value else "none" in values
        return value is not None and value in values

    def is_within(self, limit: Limit, situation: Complete) -> bool:
        count = situation[limit.fact]
        if count is None or not self.makes_sense(limit.fact, situation):
            return False
        return bool(count < limit.number if limit.below else count >= limit.number)

    def speaks_of(self, fact: str) -> Iterator[str]:
        """The fact, and those that decide whether it makes sense."""
        yield fact
        waiting = [*self.entries(fact)]
        while waiting:
            for name, values in waiting.pop().items():
                if name == "any of":
                    waiting.extend(values)
                else:
                    yield from self.speaks_of(name)

    def memberships(self, fact: str) -> Iterator[tuple[str, frozenset[Any]]]:
        """The memberships that decide whether the fact makes sense."""
        waiting = [*self.entries(fact)]
        while waiting:
            for name, values in waiting.pop().items():
                if name == "any of":
                    waiting.extend(values)
                    continue
                yield (
                    name,
                    frozenset(self.facts[name]["values"]) - frozenset(values["not"])
                    if isinstance(values, Mapping)
                    else frozenset(values),
                )
                yield from self.memberships(name)


def value_of(condition: Condition, situation: Complete, world: World, taken: Mapping[str, int] | None = None) -> int:
    """NO, UNSETTLED or YES. taken: terms whose value is taken to be something, for asking whether a term matters."""
    match condition:
        case All(parts):
            return min((value_of(each, situation, world, taken) for each in parts), default=YES)
        case AnyOf(parts):
            return max((value_of(each, situation, world, taken) for each in parts), default=NO)
        case Not(part):
            return YES - value_of(part, situation, world, taken)
        case Term(name, yes, middle, _):
            if taken is not None and name in taken:
                return taken[name]
            settled = value_of(yes, situation, world, taken)
            if settled == YES:
                return YES
            return UNSETTLED if settled == UNSETTLED or value_of(middle, situation, world, taken) != NO else NO
        case Limit():
            return YES if world.is_within(condition, situation) else NO
        case Among(fact, values):
            return YES if world.is_among(fact, values, situation) else NO


# ---- a policy on a day -------------------------------------------------------------------------------------------


def counts_on(tree: s.Sentence, day: date) -> bool:
    return (tree.since is None or tree.since <= day) and (tree.until is None or day <= tree.until)


# Of a fact that rests on neither an act nor an event.
NEVER_SO = s.Joined(
    "and", (s.Said("the headteacher was told first"), s.Said("the headteacher was told first", denied=True))
)


def on_day(policy: Policy, day: date) -> Policy:
    """The policy as if it held only the sentences that count on the day; a name whose every sentence is gone is never so."""
    gone = {clause.id for clause in policy.clauses if not counts_on(clause.tree, day)}
    parts: list[Any] = []
    for part in policy.parts:
        if isinstance(part, Rules):
            parts.append(replace(part, clauses=tuple(_left(part.clauses, gone))))
        elif isinstance(part, Procedure):
            parts.append(replace(part, steps=tuple(_left(part.steps, gone))))
        else:
            parts.append(part)
    return replace(policy, parts=tuple(parts))


def _left(clauses: Iterable[Any], gone: set[str]) -> Iterator[Any]:
    for clause in clauses:
        tree = clause.tree
        if clause.id in gone:
            if isinstance(tree, s.Class | s.Counts):
                yield replace(clause, tree=replace(tree, when=NEVER_SO))
        elif isinstance(tree, s.Consequence) and tree.breaking and tree.breaking not in (("policy",), ("ban",)):
            if left := tuple(each for each in tree.breaking if each not in gone):
                yield replace(clause, tree=replace(tree, breaking=left))
        else:
            yield clause


class Book:
    """A policy on a day, with what the law suspends."""

    def __init__(
        self, policy: Policy, as_of: date, law: Policy | None = None, vocabulary: Vocabulary | None = None
    ) -> None:
        vocabulary = vocabulary or load()
        self.vocabulary, self.world, self.policy = vocabulary, World(vocabulary), policy
        self.gone = {clause.id for clause in policy.clauses if not counts_on(clause.tree, as_of)}
        meant = meaning_of(on_day(policy, as_of), vocabulary)
        self.bound, self.doubtful = meant.bound, meant.doubtful
        suspending = (
            [each for each in meaning_of(on_day(law, as_of), vocabulary).norms if each.effect == "suspends"]
            if law
            else []
        )
        self.norms = [
            self._with_law(norm, suspending)
            for norm in meant.norms
            if norm.effect != "suspends" and norm.clause.id not in self.gone
        ]

    def _with_law(self, norm: Norm, suspending: list[Norm]) -> Norm:
        if norm.duty is None:
            return norm
        by_law = tuple(
            Excuse(each.clause.id, each.when, "the law") for each in suspending if norm.duty.do in each.suspends
        )
        return replace(norm, unless=(*norm.unless, *by_law))

    # ---- one norm in a complete situation ------------------------------------------------------------------------

    def as_far_as_bound(self, norm: Norm, situation: Complete) -> Complete:
        """What rests on an act fires only for an actor whom the policy binds: for anybody else it is as if nothing was done."""
        return situation if not norm.on_act or situation["actor"] in self.bound else {**situation, "act": None}

    def fires(self, norm: Norm, situation: Complete, taken: Mapping[str, int] | None = None) -> int:
        situation = self.as_far_as_bound(norm, situation)
        value = value_of(norm.when, situation, self.world, taken)
        for excuse in norm.unless:
            value = min(value, YES - value_of(excuse.when, situation, self.world, taken))
        if norm.result and self.breaks(norm):
            value = min(value, max((self.fires(each, situation, taken) for each in norm.broken), default=NO))
        return value

    def breaks(self, norm: Norm) -> bool:
        return isinstance(norm.clause.tree, s.Consequence) and bool(norm.clause.tree.breaking)

    def fires_by(self, norm: Norm, situation: Complete) -> Iterator[Term]:
        """The terms by which a norm fires: another answer to the term would have kept it from firing."""
        if self.fires(norm, situation) == NO:
            return
        # The law's terms are cited by the law.
        norm = replace(norm, unless=tuple(each for each in norm.unless if each.id != "the law"))
        seen = set()
        for tree in trees_of(norm):
            for term in every_term(tree):
                if term.name not in seen:
                    seen.add(term.name)
                    if any(self.fires(norm, situation, {term.name: answer}) == NO for answer in (NO, UNSETTLED, YES)):
                        yield term

    def says_and_denies(self, norm: Norm) -> bool:
        said = {
            (leaf.fact, leaf.values) for tree in trees_of(norm) for leaf in every_leaf(tree) if isinstance(leaf, Among)
        }
        return any({(fact, frozenset({True})), (fact, frozenset({False}))} <= said for fact in self.world.judgement)

    def rests_on_judgement(self, ban: Norm, situation: Complete) -> bool:
        """Whether it would not fire if whatever a person has judged to be so were not so."""
        judged = {fact: False for fact in self.world.judgement if situation.get(fact) is True}
        return self.fires(ban, {**situation, **judged}) != YES

    # ---- everything in a complete situation ----------------------------------------------------------------------

    def settle(self, situation: Complete) -> Settled:
        """What follows in a complete situation."""
        settled = Settled()
        permitting, banning = [], []
        for number, norm in enumerate(self.norms):
            value = self.fires(norm, situation)
            if norm.duty is not None:
                settled.duties[number] = value
            elif norm.result:
                settled.consequences[number] = value
            elif value == YES:
                settled.cited.add((norm.clause.id, norm.effect, ""))
                if norm.effect == "permitted":
                    permitting.append(norm)
                if norm.effect == "prohibited":
                    banning.append(norm)
            elif value == UNSETTLED and norm.effect in STRICTEST_FIRST:
                settled.cited.add((norm.clause.id, "unsettled", ""))
            if value != NO and (norm.effect in STRICTEST_FIRST or norm.duty is not None or norm.result):
                for term in self.fires_by(norm, situation):
                    settled.cited.update((each, "class", "") for each in term.clauses if each not in self.gone)
            narrowed = self.as_far_as_bound(norm, situation)
            for excuse in norm.unless:
                whens = [norm.when, excuse.when]
                if all(value_of(each, narrowed, self.world) == YES for each in whens) and (
                    not self.breaks(norm) or any(self.fires(each, narrowed) == YES for each in norm.broken)
                ):
                    settled.cited.add(
                        (norm.clause.id, "suspended" if excuse.id == "the law" else "excepted", excuse.words)
                    )
        effects = {effect for _, effect, _ in settled.cited}
        settled.verdict = next((each for each in STRICTEST_FIRST if each in effects), "silent")
        for ban in banning:
            if self.rests_on_judgement(ban, situation):
                continue
            for leave in permitting:
                if leave.clause.id != ban.clause.id and not (leave.as_such and len(ban.acts) < len(leave.acts)):
                    settled.clashes.add((leave.clause.id, ban.clause.id))
        if situation["act"] is None:
            settled.reasons.add("no act in question")
        if situation["actor"] not in self.bound | self.doubtful:
            settled.reasons.add("not bound")
        if "outside" in effects:
            settled.reasons.add("outside")
        settled.reasons.add("nothing said")
        return settled


class Settled:
    def __init__(self) -> None:
        self.verdict = "silent"
        self.cited: set[tuple[str, str, str]] = set()
        self.duties: dict[int, int] = {}
        self.consequences: dict[int, int] = {}
        self.clashes: set[tuple[str, str]] = set()
        self.reasons: set[str] = set()

    @property
    def answer(self) -> tuple[Any, ...]:
        """What `ask` asks about."""
        return self.verdict, tuple(self.duties.items()), tuple(self.consequences.items())


def trees_of(norm: Norm) -> Iterator[Condition]:
    """Every condition on which the norm rests."""
    yield norm.when
    yield from (excuse.when for excuse in norm.unless)
    for each in norm.broken:
        yield from trees_of(each)


def every_term(condition: Condition) -> Iterator[Term]:
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from every_term(part)
        case Not(part):
            yield from every_term(part)
        case Term(_, yes, middle, _):
            yield condition
            yield from every_term(yes)
            yield from every_term(middle)


def every_leaf(condition: Condition) -> Iterator[Among | Limit]:
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from every_leaf(part)
        case Not(part):
            yield from every_leaf(part)
        case Term(_, yes, middle, _):
            yield from every_leaf(yes)
            yield from every_leaf(middle)
        case Among() | Limit():
            yield condition


# ---- completing a situation --------------------------------------------------------------------------------------


def leaves_of(book: Book) -> list[Among | Limit]:
    found: list[Among | Limit] = []
    for norm in book.norms:
        for condition in trees_of(norm):
            found.extend(every_leaf(condition))
    return found


def classes_of(book: Book) -> dict[str, tuple[Any, ...]]:
    """For every fact that the policy speaks of, values that stand for all others: what no membership and no limit tells apart is one class."""
    told_apart: dict[str, set[frozenset[Any]]] = {
        "actor": {frozenset(book.bound), frozenset(book.doubtful)},
        "act": set(),
        "event": set(),
    }
    limits: dict[str, set[int]] = {}
    for leaf in leaves_of(book):
        for fact in book.world.speaks_of(leaf.fact):
            told_apart.setdefault(fact, set())
        for fact, values in book.world.memberships(leaf.fact):
            told_apart[fact].add(values)
        if isinstance(leaf, Limit):
            limits.setdefault(leaf.fact, set()).add(leaf.number)
        else:
            told_apart[leaf.fact].add(leaf.values)
    found: dict[str, tuple[Any, ...]] = {}
    for fact, sets in told_apart.items():
        known = book.world.facts[fact]
        if known["type"] == "flag":
            found[fact] = (False, True)
        elif known["type"] == "count":
            found[fact] = tuple(sorted({0, *limits.get(fact, ())}))
        elif known["type"] == "one":
            alike = {tuple(value in each for each in sets): value for value in reversed(known["values"])}
            found[fact] = tuple(alike.values())
        else:
            values = [each for each in known["values"] if each != "none"]
            named = sorted({value for each in sets if not each >= set(values) for value in each} - {"none"})
            other = [value for value in values if value not in named][:1]
            names = [*named, *other]
            found[fact] = tuple(frozenset(each) for each in _subsets(names)) if len(names) <= 12 else ("too many",)
    return found


def _subsets(values: list[str]) -> Iterator[list[str]]:
    for there in product((False, True), repeat=len(values)):
        yield [value for value, is_there in zip(values, there, strict=True) if is_there]


def completions(
    book: Book, facts: Mapping[str, Any], closed: bool, most: int = 1_000_000
) -> tuple[list[str], list[Complete]]:
    """The facts that are not known, and every way in which they could come out."""
    classes = classes_of(book)
    options: dict[str, tuple[Any, ...]] = {}
    unknown: list[str] = []
    for fact, values in classes.items():
        known = book.world.facts[fact]
        if fact in facts:
            options[fact] = (facts[fact],)
        elif known.get("default") is not None:
            options[fact] = (known["default"],)
        elif closed:
            options[fact] = (_left_out(known),)
        elif fact == "event" and "act" in facts:
            options[fact] = (frozenset(),)
        elif fact == "act" and facts.get("event"):
            options[fact] = (None,)
        else:
            unknown.append(fact)
            # Neither act nor event is stated: it may come out as an event alone, and then there is no act.
            options[fact] = (*values, None) if fact == "act" and "event" not in facts else values
    number = 1
    for each in options.values():
        number *= len(each)
        if number > most or each == ("too many",):
            raise TooMany
    ways = (dict(zip(options, values, strict=True)) for values in product(*options.values()))
    apart = "act" in unknown and "event" in unknown
    return unknown, [each for each in ways if not (apart and each["act"] is None and not each["event"])]


def _left_out(known: Mapping[str, Any]) -> Any:
    match known["type"]:
        case "flag":
            return False
        case "many":
            return frozenset()
        case "count":
            return None
    return next((each for each in ("none", "nobody") if each in known["values"]), None)


# ---- the decision ------------------------------------------------------------------------------------------------


@dataclass
class Plain:
    """The parts of Decision.as_json(), as far as order does not matter; clauses, duties and consequences in its order."""

    verdict: str
    possible: list[str]
    ask: set[str]
    clauses: list[tuple[str, str, str, str]]
    duties: list[tuple[Any, ...]]
    consequences: list[tuple[Any, ...]]
    clashes: set[tuple[str, str]]
    silent: str | None
    # Bans that affirm and deny one judgement: whether such a ban rests on it, the engine tells by its cases, and the plain twin cannot.
    unclear: frozenset[str] = frozenset()


def decide_plainly(
    policy: Policy | Book,
    facts: Mapping[str, Any],
    as_of: date,
    law: Policy | None = None,
    closed: bool = False,
    most: int = 1_000_000,
) -> Plain:
    book = policy if isinstance(policy, Book) else Book(policy, as_of, law)
    unknown, ways = completions(book, facts, closed, most)
    settled = [book.settle(each) for each in ways]
    order = (*STRICTEST_FIRST, "silent")
    possible = sorted({each.verdict for each in settled}, key=order.index)

    def state(values: set[int]) -> str:
        return {frozenset({YES}): "yes", frozenset({UNSETTLED}): "unsettled", frozenset({NO}): "no"}.get(
            frozenset(values), "perhaps"
        )

    clauses = []
    for each in set().union(*(one.cited for one in settled)):
        always = all(each in one.cited for one in settled)
        if each[1] in ("excepted", "suspended"):
            if always:
                clauses.append((each[0], each[1], "no", each[2]))
        else:
            clauses.append((each[0], each[1], "yes" if always else "perhaps", ""))
    places = {clause.id: place for place, clause in enumerate(book.policy.clauses)}
    clauses.sort(key=lambda each: (ORDER.index(each[1]), places[each[0]], each[3]))

    duties, started = [], set()
    consequences = []
    for number, norm in enumerate(book.norms):
        if norm.duty is not None and (fired := state({one.duties[number] for one in settled})) != "no":
            first = fired == "yes" and norm.clause.procedure is not None and norm.clause.procedure not in started
            if first:
                started.add(norm.clause.procedure)
            duty = norm.duty
            duties.append((norm.clause.id, duty.who, duty.do, duty.to, duty.within, duty.strength, fired, first))
        elif norm.result and (fired := state({one.consequences[number] for one in settled})) != "no":
            consequences.append((norm.clause.id, norm.result, norm.certainty, fired))

    silent = (
        next((each for each in REASONS if all(each in one.reasons for one in settled)), None)
        if possible == ["silent"]
        else None
    )
    ask = set()
    for fact in unknown:
        answers: dict[tuple[Any, ...], set[Any]] = {}
        for way, one in zip(ways, settled, strict=True):
            answers.setdefault(tuple(value for name, value in way.items() if name != fact), set()).add(one.answer)
        if any(len(each) > 1 for each in answers.values()):
            ask.add(fact)
    clashes = set.intersection(*(one.clashes for one in settled))
    unclear = frozenset(
        norm.clause.id for norm in book.norms if norm.effect == "prohibited" and book.says_and_denies(norm)
    )
    verdict = possible[0] if len(possible) == 1 else "depends"
    return Plain(verdict, possible, ask, clauses, duties, consequences, clashes, silent, unclear)


def as_plain(decision: Any) -> Plain:
    """The engine's decision, for comparing; read from its JSON, which is the contract."""
    made = decision.as_json()

    def recipients(to: Any) -> tuple[str, ...]:
        return () if to is None else (to,) if isinstance(to, str) else tuple(to)

    clauses = [(each["id"], each["effect"], each["fired"], each.get("by", "")) for each in made["clauses"]]
    places = {clause.id: place for place, clause in enumerate(decision.rulebook.policy.clauses)}
    # Of one clause with two exceptions, the order of these is not told; else the order is as it came.
    for one, other in pairwise(clauses):
        assert (ORDER.index(one[1]), places[one[0]]) <= (ORDER.index(other[1]), places[other[0]]), (
            "clauses stand in the wrong order"
        )
    clauses.sort(key=lambda each: (ORDER.index(each[1]), places[each[0]], each[3]))
    return Plain(
        made["verdict"], made["possible"], set(made["ask"]), clauses,
        [(each["clause"], each["who"], each["do"], recipients(each["to"]), each["within"] or "", each["strength"], each["fired"], each.get("next", False)) for each in made["duties"]],
        [(each["clause"], each["is"], each["certainty"], each["fired"]) for each in made["consequences"]],
        {tuple(each) for each in made["clashes"]}, made["silent because"],
    )  # fmt: skip


def differences(quick: Plain, plain: Plain) -> dict[str, tuple[Any, Any]]:
    """By part: what the engine says, what the plain twin says."""
    found = {}
    for name in ("verdict", "possible", "ask", "clauses", "duties", "consequences", "clashes", "silent"):
        one, other = getattr(quick, name), getattr(plain, name)
        if name == "clashes":
            one, other = ({pair for pair in each if pair[1] not in plain.unclear} for each in (one, other))
        if one != other:
            found[name] = (one, other)
    return found
