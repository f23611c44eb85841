"""Meaning: the sentences of a policy in, norms out: what each does, under which condition over the vocabulary's facts.

Room: language. One sentence may give several norms (`may only` permits and prohibits). Conditions keep terms whole; the engine settles them.
Keeps out: where a fact makes sense (the engine adds it to every leaf) and how norms combine into a verdict (engine).
Next door: `engine.rulebook` compiles norms; the plain evaluator in the tests reads the same norms in its own slow way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from . import sentences as s
from .conditions import ALWAYS, NEVER, Among, Condition, Limit, Term, both, either, facts_of, leaves, negated
from .policy import Clause, Policy, Procedure
from .vocabulary import Noun, Phrase, Vocabulary
from .writing import Writer

VERDICT_OF = {
    "must not": "prohibited",
    "should not": "advised against",
    "may": "permitted",
    "need approval": "needs approval",
    "need consent": "needs approval",
}
ACCOUNT_ACTS = frozenset({"create account", "run account", "allow child"})


@dataclass(frozen=True, slots=True)
class DutyMeant:
    """Who does what. who: as the sentence has it; to: recipients (any of them will do); within: a deadline's words, or ""."""

    who: str
    do: str
    to: tuple[str, ...]
    within: str
    strength: str
    words: str


@dataclass(frozen=True, slots=True)
class Excuse:
    """An exception: its words, its condition, and its own clause's id where it has one."""

    words: str
    when: Condition
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Norm:
    """One thing that a clause does.

    effect: a verdict, class, outside, no duty, duty, consequence or suspends. when: its condition without its exceptions.
    on_act: it rests on an act, and so asks whether the policy binds the actor. acts: the acts it speaks of.
    as_such: a leave to use something as such. since, until: the first and the last day on which it counts.
    """

    clause: Clause
    effect: str
    when: Condition
    unless: tuple[Excuse, ...] = ()
    on_act: bool = False
    acts: frozenset[str] = frozenset()
    as_such: bool = False
    givers: tuple[str, ...] = ()
    duty: DutyMeant | None = None
    result: str = ""
    certainty: str = ""
    suspends: tuple[str, ...] = ()
    broken: tuple[Norm, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """All that a policy means.

    norms: in the document's order. bound: the actors whom it binds; doubtful: those of whom it is not settled.
    """

    norms: tuple[Norm, ...]
    bound: frozenset[str]
    doubtful: frozenset[str]


class NotMeant(Exception):
    """A sentence that can be read and means nothing. problem and mend: in the words of its writer."""

    def __init__(self, problem: str, mend: str = "") -> None:
        super().__init__(problem)
        self.problem, self.mend = problem, mend


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the words around a clause speak of, so that `the pupil`, `they` and `it` find their part."""

    who: s.People = ()
    deed: s.Deed | None = None
    they: str = "actor"


class _Reading:
    """day: only the sentences that count on it mean something; None: all do."""

    def __init__(self, policy: Policy, vocabulary: Vocabulary, day: date | None = None) -> None:
        self.policy, self.vocabulary, self.writer, self.day = policy, vocabulary, Writer(vocabulary), day
        self.phrases: dict[tuple[str, str], Phrase] = {
            (phrase.kind, phrase.text): phrase for phrase in vocabulary.phrases
        }
        # In a group's own list its word means the default; groups that hold it follow the policy's meaning.
        self.groups = dict(vocabulary.groups)
        defaults = dict(vocabulary.groups)
        for name, members in policy.front.groups:
            self.groups[name] = tuple(
                each
                for member in members
                for each in (vocabulary.expand([member], defaults) if member == name else (member,))
            )
        self.classes: dict[str, list[s.Clause]] = {}
        self.counts: dict[str, list[tuple[Clause, s.Counts]]] = {}
        for clause in policy.clauses:
            if isinstance(clause.tree, s.Class):
                # A class none of whose sentences counts is never so.
                whens = self.classes.setdefault(clause.tree.name, [])
                if self.counts_today(clause.tree):
                    whens.append(clause.tree.when)
            elif isinstance(clause.tree, s.Counts):
                self.counts.setdefault(clause.tree.name, []).append((clause, clause.tree))
        self._made: dict[str, Condition] = {}
        self._making: list[str] = []

    def counts_today(self, tree: s.Sentence) -> bool:
        since, until = tree.since, tree.until
        return self.day is None or ((since is None or since <= self.day) and (until is None or self.day <= until))

    # ---- people ----------------------------------------------------------------------------------------------

    def noun(self, name: str) -> Noun | None:
        return self.vocabulary.nouns.get(name)

    def actors(self, name: str) -> frozenset[str]:
        """The actors that a noun stands for."""
        if name in self.groups:
            return frozenset(self.vocabulary.expand([name], self.groups))
        noun = self.noun(name)
        if noun is None or not noun.actor:
            raise NotMeant(
                f"`{name}` is nobody who acts", "name a person or group that can act, such as `staff` or `a parent`"
            )
        return frozenset(self.vocabulary.expand(noun.actor, self.groups))

    def acting(self, people: s.People) -> Condition:
        """The actor is one of these."""
        plain: set[str] = set()
        parts: list[Condition] = []
        for person in people:
            if person.who is None:
                plain |= self.actors(person.noun)
            else:
                parts.append(
                    both(Among("actor", self.actors(person.noun)), self.predicates(person.who, "actor", person.noun))
                )
        return either(*([Among("actor", frozenset(plain))] if plain else []), *parts)

    def others(self, people: s.People) -> Condition:
        """The other side is one of these."""
        parts: list[Condition] = []
        plain: set[str] = set()
        for person in people:
            condition = self.other(person.noun)
            if person.who is None and isinstance(condition, Among):
                plain |= {str(value) for value in condition.values}
            else:
                parts.append(
                    both(condition, self.predicates(person.who, "with", person.noun)) if person.who else condition
                )
        return either(*([Among("with", frozenset(plain))] if plain else []), *parts)

    def other(self, name: str) -> Condition:
        if name in self.counts:
            counted = self.noun(self.counts[name][0][1].noun)
            if counted is None or not counted.other:
                raise NotMeant(f'"{name}" is no word for people', "define it of people, such as a former pupil")
            return both(Among("with", frozenset(counted.other)), self.term(name))
        if ("PEOPLE", name) in self.phrases:
            return self.phrases["PEOPLE", name].readings[0][1]
        noun = self.noun(name)
        if noun is None or not noun.other:
            raise NotMeant(
                f"`{name}` cannot be on the other side",
                "name somebody else, such as `a pupil`, `a parent` or `a colleague`",
            )
        return Among("with", frozenset(noun.other))

    # ---- phrases ---------------------------------------------------------------------------------------------

    def phrase(self, kind: str, text: str) -> Phrase:
        try:
            return self.phrases[kind, text]
        except KeyError:
            raise NotMeant(f"the vocabulary has no phrase `{text}`") from None

    def whole(self, kind: str, text: str, denied: bool = False) -> Condition:
        """A phrase whose subject does not matter."""
        phrase = self.phrase(kind, text)
        readings = phrase.denials if denied else phrase.readings
        return either(*(condition for _, condition in readings))

    def predicates(self, predicates: s.Predicates, part: str, subject: str) -> Condition:
        parts = [self.predicate(each, (part,), subject) for each in predicates.items]
        return both(*parts) if predicates.joined == "and" else either(*parts)

    def predicate(self, predicate: s.Predicate, wanted: tuple[str, ...], subject: str) -> Condition:
        """What is said of a subject that plays one of the parts; a predicate without parts fits any subject."""
        name = predicate.phrase.removeprefix("is ")
        if name in self.counts:
            term = self.term(name)
            return negated(term) if predicate.denied else term
        phrase = self.phrase("PRED", predicate.phrase)
        readings = phrase.denials if predicate.denied else phrase.readings
        fitting = [condition for part, condition in readings if part in wanted] or [
            condition for part, condition in readings if part == ""
        ]
        if not fitting:
            raise NotMeant(
                f"`{predicate.phrase.replace('{n}', str(predicate.number))}` cannot be said of `{subject}`",
                "say it of somebody or something else (belisha words)",
            )
        if predicate.number is not None:
            fitting = [Limit(each.fact, predicate.number, each.below) for each in fitting if isinstance(each, Limit)]
        return either(*fitting)

    # ---- clauses ---------------------------------------------------------------------------------------------

    def clause(self, clause: s.Clause, scope: _Scope) -> Condition:
        match clause:
            case s.Said(phrase, denied):
                return self.whole("CLAUSE", phrase, denied)
            case s.Classed(name, account):
                return self.term(name) if account else self.class_(name)
            case s.Setting(settings):
                return either(*(self.whole("WHERE", text) for text in settings))
            case s.Joined(joined, items):
                parts = [self.clause(item, scope) for item in items]
                return both(*parts) if joined == "and" else either(*parts)
            case s.Is(subject, what):
                if isinstance(subject, tuple):
                    return either(*(self._of_person(person, what, scope) for person in subject))
                if subject == "they":
                    return self.predicates(what, scope.they, "they")
                # With a deed before it, `it` is what is posted or sent; otherwise it may be that or what has come up, whichever makes sense.
                wanted = ("thing",) if scope.deed is not None else ("thing", "event")
                parts = [self._of_it(each, wanted) for each in what.items]
                return both(*parts) if what.joined == "and" else either(*parts)
        raise AssertionError(clause)

    def _of_it(self, predicate: s.Predicate, wanted: tuple[str, ...]) -> Condition:
        try:
            return self.predicate(predicate, wanted, "it")
        except NotMeant:
            return self.predicate(predicate, ("event", "thing"), "it")

    def _of_person(self, person: s.Person, what: s.Predicates, scope: _Scope) -> Condition:
        noun = self.noun(person.noun)
        sides = self._sides(person.noun)
        if person.noun == "author":
            return self.predicates(what, "author", person.noun)
        if scope.they == "with" and noun is not None and noun.other:
            return self.predicates(what, "with", person.noun)
        acts_too = noun is not None and bool(noun.actor)
        spoken_of = any(self._sides(each.noun) & sides for each in scope.deed.people) if scope.deed else False
        if acts_too and not spoken_of and any(self.actors(person.noun) & self.actors(each.noun) for each in scope.who):
            return both(Among("actor", self.actors(person.noun)), self.predicates(what, "actor", person.noun))
        if noun is not None and noun.whoever:
            return self.predicates(what, "with", person.noun)
        side = self.other(person.noun)
        return both(
            side,
            self.predicates(what, "with", person.noun),
            *([self.predicates(person.who, "with", person.noun)] if person.who else []),
        )

    def _sides(self, name: str) -> frozenset[str]:
        """The values of `with` that a noun, a term or a phrase for people stands for."""
        noun = self.noun(name) or (self.noun(self.counts[name][0][1].noun) if name in self.counts else None)
        if noun is not None:
            return frozenset(noun.other)
        named = (leaf for leaf in leaves(self.other(name)) if isinstance(leaf, Among) and leaf.fact == "with")
        return frozenset(str(value) for leaf in named for value in leaf.values)

    def class_(self, name: str) -> Condition:
        return self._define(name, lambda: either(*(self.clause(when, _Scope()) for when in self.classes[name])))

    def term(self, name: str) -> Condition:
        def made() -> Condition:
            yes: list[Condition] = []
            maybe: list[Condition] = []
            clauses: list[str] = []
            counting = [each for each in self.counts[name] if self.counts_today(each[1])]
            for clause, tree in sorted(counting, key=lambda each: not each[1].settled):
                scope = _Scope(they="" if tree.noun == "account" else "with")
                (yes if tree.settled else maybe).append(self.clause(tree.when, scope))
                clauses.append(clause.id)
            settled = either(*yes)
            return Term(name, settled, both(either(*maybe), negated(settled)), tuple(clauses))

        return self._define(name, made)

    def _define(self, name: str, make: Callable[[], Condition]) -> Condition:
        if name in self._making:
            raise NotMeant(f'"{name}" is defined by itself', "define it by what can be seen")
        if name not in self._made:
            if name not in self.classes and name not in self.counts:
                raise NotMeant(f'"{name}" is not defined', f'add a sentence such as `It is "{name}" when …`')
            self._making.append(name)
            try:
                self._made[name] = make()
            finally:
                self._making.pop()
        return self._made[name]

    # ---- deeds and leads -------------------------------------------------------------------------------------

    def deed(self, deed: s.Deed) -> Condition:
        parts: list[Condition] = []
        if deed.acts:
            parts.append(self._any([self.whole("ACT", act) for act in deed.acts]))
        if deed.things:
            parts.append(either(*(self._thing(thing, deed) for thing in deed.things)))
        if deed.people:
            parts.append(self.others(deed.people))
        parts.extend(self._any([self.whole("WHERE", text) for text in setting]) for setting in deed.settings)
        return both(*parts)

    def _any(self, conditions: list[Condition]) -> Condition:
        """Any of the conditions; memberships of one fact become one membership."""
        if (
            all(isinstance(each, Among) for each in conditions)
            and len({each.fact for each in conditions if isinstance(each, Among)}) == 1
        ):
            first = conditions[0]
            assert isinstance(first, Among)
            return Among(
                first.fact, frozenset(value for each in conditions if isinstance(each, Among) for value in each.values)
            )
        return either(*conditions)

    def _thing(self, thing: s.Thing, deed: s.Deed) -> Condition:
        condition = self.whole("THING", thing.phrase)
        if thing.that is None:
            return condition
        parts = [self._of_it(each, ("thing",)) for each in thing.that.items]
        return both(condition, both(*parts) if thing.that.joined == "and" else either(*parts))

    def lead(self, lead: s.Lead | None) -> Condition:
        match lead:
            case None:
                return ALWAYS
            case s.Finder(who, events, also):
                met = self._any([self.whole("EVENT", event) for event in events])
                return both(self.acting(who), met, *([self.clause(also, _Scope(who))] if also is not None else []))
            case s.Doer(who, deed, also):
                return both(
                    self.acting(who),
                    self.deed(deed),
                    *([self.clause(also, _Scope(who, deed))] if also is not None else []),
                )
            case _:
                return self.clause(lead, _Scope())

    def acts_of(self, condition: Condition) -> frozenset[str]:
        return frozenset(
            str(value)
            for leaf in leaves(condition)
            if isinstance(leaf, Among) and leaf.fact == "act"
            for value in leaf.values
        )

    def on_act(self, condition: Condition) -> bool:
        """Whether it rests on an act: it speaks of the act, or of something that only an act has."""
        seen: set[str] = set()
        waiting = list(facts_of([condition]))
        while waiting:
            fact = waiting.pop()
            if fact not in seen:
                seen.add(fact)
                waiting.extend(facts_of([self.vocabulary.makes_sense(fact)]))
        return "act" in seen

    # ---- norms -----------------------------------------------------------------------------------------------

    def norms(self, clause: Clause, starts: Condition) -> Iterator[Norm]:
        """What one clause does. starts: what its procedure's start adds."""
        tree = clause.tree
        for norm in self._norms(clause):
            when = both(starts, norm.when)
            yield replace(
                norm,
                when=when,
                on_act=norm.on_act or (norm.effect in ("duty", "consequence") and self.on_act(norm.when)),
                since=tree.since,
                until=tree.until,
            )

    def _norms(self, clause: Clause) -> Iterator[Norm]:
        match clause.tree:
            case s.Rule():
                yield from self._rule(clause, clause.tree)
            case s.Duty():
                yield self._duty(clause, clause.tree)
            case s.Consequence():
                yield from self._consequences(clause, clause.tree)
            case s.Class(name):
                yield Norm(clause, "class", self.class_(name))
            case s.Counts(name=name):
                self.term(name)
            case s.NotSettled(who, None):
                actors = frozenset().union(*(self.actors(person.noun) for person in who))
                yield Norm(
                    clause,
                    "unsettled",
                    both(Among("actor", actors), Among("act", frozenset(self.vocabulary.facts["act"].values))),
                )
            case s.NotSettled(who, deed):
                assert deed is not None
                scope = _Scope(who, deed)
                meant = both(
                    self.lead(clause.tree.lead), self.acting(who), self.deed(deed), self._when(clause.tree.when, scope)
                )
                yield Norm(
                    clause,
                    "unsettled",
                    meant,
                    self._excuses(clause.tree.unless, scope),
                    True,
                    self.acts_of(self.deed(deed)),
                )
            case s.Outside(deed, when):
                yield Norm(clause, "outside", both(self.deed(deed), self._when(when, _Scope((), deed))))
            case s.NoDuty(duties, lead):
                yield Norm(clause, "suspends", self.lead(lead), suspends=duties)

    def _when(self, when: s.Clause | None, scope: _Scope) -> Condition:
        return ALWAYS if when is None else self.clause(when, scope)

    def _excuses(self, unless: Iterable[s.Exception_], scope: _Scope) -> tuple[Excuse, ...]:
        return tuple(Excuse(self.writer.clause(each.when), self.clause(each.when, scope), each.id) for each in unless)

    def _rule(self, clause: Clause, rule: s.Rule) -> Iterator[Norm]:
        scope = _Scope(rule.who, rule.deed)
        deed = self.deed(rule.deed)
        acts = self.acts_of(deed)
        excuses = self._excuses(rule.unless, scope)
        if rule.modality == "need not":
            # "need not handle misuse by a pupil": what has come up counts, whatever is proposed; without such a thing, the act does.
            happening = [
                self.whole("THING", thing.phrase)
                for thing in rule.deed.things
                if "event" in facts_of([self.whole("THING", thing.phrase)])
            ]
            about = (
                both(
                    *happening,
                    *(self._any([self.whole("WHERE", text) for text in setting]) for setting in rule.deed.settings),
                )
                if happening
                else deed
            )
            yield Norm(
                clause,
                "no duty",
                both(self.lead(rule.lead), self.acting(rule.who), about, self._when(rule.when, scope)),
                excuses,
            )
            return
        when = both(self.lead(rule.lead), self.acting(rule.who), deed, self._when(rule.when, scope))
        as_such = any(self.phrase("ACT", act).as_such or act in ("use a phone",) for act in rule.deed.acts)
        if rule.modality == "may only":
            assert rule.only_when is not None
            only = self.clause(rule.only_when, scope)
            yield Norm(clause, "permitted", both(when, only), excuses, True, acts, as_such)
            yield Norm(clause, "prohibited", both(when, negated(only)), excuses, True, acts)
            return
        if rule.modality == "need approval":
            roles = self._roles(rule.givers)
            words = f"{' or '.join(self.writer.noun(giver) for giver in rule.givers)} has authorised it"
            excuses = (*excuses, Excuse(words, Among("authorised by", roles)))
        elif rule.modality == "need consent":
            excuses = (*excuses, self._consent(rule, acts))
        yield Norm(
            clause,
            VERDICT_OF[rule.modality],
            when,
            excuses,
            True,
            acts,
            as_such and rule.modality == "may",
            rule.givers,
        )

    def _roles(self, givers: tuple[str, ...]) -> frozenset[str]:
        known = self.vocabulary.facts["authorised by"].values
        for giver in givers:
            if giver not in known and giver != "leaders":
                raise NotMeant(f"`{giver}` is no role that approves", f"name one of {', '.join(known)}")
        roles = {*givers} - {"leaders"} | ({"headteacher", "senior leader"} if "leaders" in givers else set())
        # The headteacher counts as a senior leader.
        return frozenset(roles | ({"headteacher"} if "senior leader" in roles else set()))

    def _consent(self, rule: s.Rule, acts: frozenset[str]) -> Excuse:
        giver = rule.givers[0]
        if len(rule.givers) > 1 or giver not in ("parent", "colleague"):
            raise NotMeant(
                f"consent is not given by {' or '.join(rule.givers)}",
                "write `need consent from a parent` or `need consent from the colleague`; for a role write `need approval from`",
            )
        if giver == "colleague":
            return Excuse("the colleague has agreed", Among("consent.colleague agreed", frozenset({True})))
        about_account = bool(acts & ACCOUNT_ACTS) and not rule.deed.things
        if about_account:
            return Excuse("a parent has agreed to the account", Among("consent.parent for account", frozenset({True})))
        return Excuse("a parent has signed consent", Among("consent.parent signed", frozenset({True})))

    def _duty(self, clause: Clause, duty: s.Duty) -> Norm:
        lead = duty.lead
        leading = lead.who if isinstance(lead, s.Finder | s.Doer) else ()
        if not duty.who and not leading:
            raise NotMeant("`they` is nobody here", "begin with `When staff …, they must …`, or name who must do it")
        scope = _Scope(leading or duty.who, lead.deed if isinstance(lead, s.Doer) else None)
        when = both(self.lead(lead), self._when(duty.when, scope))
        # Whoever asks is told of a duty that an event brings; a standing one, or one on an act, falls on those who are named.
        if (
            duty.who
            and not leading
            and not any(fact == "event" or fact.startswith("event.") for fact in facts_of([when]))
            and clause.procedure is None
        ):
            if not any(person.noun == "school" for person in duty.who) and all(
                self._acts(person) for person in duty.who
            ):
                when = both(self.acting(duty.who), when)
        done = self.vocabulary.duty_done.get(duty.do)
        if done is not None:
            when = both(when, negated(Among(done, frozenset({True}))))
        people = duty.who or leading
        # One noun without its article ("headteacher"), several as the sentence lists them.
        alone = self.writer.noun(people[0].noun).removeprefix("a ").removeprefix("an ").removeprefix("the ")
        who = alone if len(people) == 1 else self.writer.people(people, "and")
        always = self.vocabulary.duty_always_to.get(duty.do)
        meant = DutyMeant(
            who, duty.do, duty.to or ((always,) if always else ()), duty.within, duty.strength, self.writer.duty(duty)
        )
        return Norm(clause, "duty", when, self._excuses(duty.unless, scope), isinstance(lead, s.Doer), duty=meant)

    def _acts(self, person: s.Person) -> bool:
        noun = self.noun(person.noun)
        return person.noun in self.groups or (noun is not None and bool(noun.actor))

    def _consequences(self, clause: Clause, tree: s.Consequence) -> Iterator[Norm]:
        lead = tree.lead
        scope = _Scope(
            lead.who if isinstance(lead, s.Finder | s.Doer) else tree.who,
            lead.deed if isinstance(lead, s.Doer) else None,
        )
        guard = both(self.acting(tree.who) if tree.who else ALWAYS, self.lead(lead), self._when(tree.when, scope))
        excuses = self._excuses(tree.unless, scope)
        certainty = "may" if tree.certainty == "may" else "will"
        broken: tuple[Norm, ...] = ()
        if tree.breaking:
            broken = tuple(self._broken(tree.breaking))
            if not broken:
                # Where nothing can be broken, nothing follows.
                guard = NEVER
        for result in tree.results:
            yield Norm(
                clause,
                "consequence",
                guard,
                excuses,
                bool(tree.breaking) or isinstance(lead, s.Doer),
                result=result,
                certainty=certainty,
                broken=broken,
            )

    def _broken(self, breaking: tuple[str, ...]) -> Iterator[Norm]:
        effects = ("prohibited",) if breaking == ("ban",) else ("prohibited", "needs approval", "advised against")
        known = {clause.id for clause in self.policy.clauses}
        if breaking not in (("policy",), ("ban",)):
            for each in breaking:
                if each not in known:
                    raise NotMeant(f"{each} is no clause of this policy", "name a clause that stands in the document")
        for clause, starts in self.steps():
            if not isinstance(clause.tree, s.Rule) or (
                breaking not in (("policy",), ("ban",)) and clause.id not in breaking
            ):
                continue
            try:
                yield from (norm for norm in self.norms(clause, starts) if norm.effect in effects)
            except NotMeant:
                continue

    def steps(self) -> Iterator[tuple[Clause, Condition]]:
        """Every clause that counts, with what its procedure's start adds."""
        starts: dict[str, Condition] = {}
        for part in self.policy.parts:
            if isinstance(part, Procedure):
                starts[part.id] = self.clause(part.starts, _Scope()) if part.starts is not None else ALWAYS
        for clause in self.policy.clauses:
            if self.counts_today(clause.tree):
                yield clause, starts.get(clause.procedure or "", ALWAYS)


def _people_of(tree: s.Sentence) -> s.People:
    if isinstance(tree, s.Rule | s.NotSettled):
        return tree.who
    lead = getattr(tree, "lead", None)
    return lead.who if isinstance(lead, s.Doer) else ()


@lru_cache(maxsize=256)
def _meant(policy: Policy, vocabulary_id: int, day: date | None) -> Meant:
    vocabulary = _vocabularies[vocabulary_id]
    reading = _Reading(policy, vocabulary, day)
    clauses = [clause for clause in policy.clauses if reading.counts_today(clause.tree)]
    norms = tuple(norm for clause, starts in reading.steps() for norm in reading.norms(clause, starts))
    doubtful = frozenset(
        actor for clause in clauses if isinstance(clause.tree, s.NotSettled) and clause.tree.deed is None for person in clause.tree.who for actor in reading.actors(person.noun)
    )  # fmt: skip
    if policy.front.applies_to:
        bound = frozenset(vocabulary.expand(policy.front.applies_to, reading.groups))
    else:
        # Left out: it binds whomever a rule names.
        bound = frozenset(
            actor for clause in clauses for person in _people_of(clause.tree) for actor in reading.actors(person.noun)
        )
    return Meant(norms, (bound | {"school"}) - doubtful, doubtful)


_vocabularies: dict[int, Vocabulary] = {}


def meaning_of(policy: Policy, vocabulary: Vocabulary, day: date | None = None) -> Meant:
    """What the policy means on a day (None: all of it, whatever the dates of its sentences).

    Raises NotMeant where a sentence means nothing (a policy that was read has none).
    """
    _vocabularies[id(vocabulary)] = vocabulary
    return _meant(policy, id(vocabulary), day)


def check_meaning(policy: Policy, vocabulary: Vocabulary) -> Iterator[tuple[Clause | None, str, str, bool]]:
    """Every sentence that can be read and means nothing, and what is doubtful: the clause, the problem, the mend, and whether it is a warning."""
    reading = _Reading(policy, vocabulary)
    for part in policy.parts:
        if isinstance(part, Procedure) and part.starts is not None:
            try:
                reading.clause(part.starts, _Scope())
            except NotMeant as error:
                yield (
                    part.steps[0] if part.steps else None,
                    f"{part.id} starts by what means nothing: {error.problem}",
                    error.mend,
                    False,
                )
                return
    for clause, starts in reading.steps():
        try:
            list(reading.norms(clause, starts))
        except NotMeant as error:
            yield clause, error.problem, error.mend, False
            continue
        tree = clause.tree
        if isinstance(tree, s.NoDuty) and policy.front.layer != "law":
            yield (
                clause,
                "only a law layer suspends a duty; in this policy the sentence has no effect",
                "write it into the law layer, or an `unless` into the duty",
                True,
            )
        if isinstance(tree, s.Counts) and not any(each.settled for _, each in reading.counts[tree.name]):
            yield clause, f'"{tree.name}" has no settled part', f'add `… counts as "{tree.name}" when …`', True


__all__ = ["DutyMeant", "Excuse", "Meant", "Norm", "NotMeant", "check_meaning", "meaning_of"]
