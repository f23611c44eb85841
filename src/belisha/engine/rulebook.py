"""Rulebook: a policy compiled for deciding, on one day: every box of every norm is a bit.

Room: engine. For each dimension and value, one mask says which boxes admit it. AND the masks of what is known, and the bits left are the boxes
that hold (nothing unknown) or may hold. Everything exact about unknown facts is asked of `search`.
Keeps out: how sentences become conditions (language.meaning) and how a decision is worded (explain).
Next door: `boxes` makes the boxes; `decide` is the door that callers use; `ask` orders the questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from belisha.language.conditions import (
    ALWAYS,
    NEVER,
    All,
    Among,
    AnyOf,
    Condition,
    Limit,
    Not,
    Term,
    both,
    either,
    leaves,
    negated,
    possibly,
    rewritten,
    surely,
    terms,
)
from belisha.language.meaning import Excuse, Meant, Norm, meaning_of
from belisha.language.policy import Policy
from belisha.language.vocabulary import Vocabulary

from .boxes import SOME, Box, Cell, Dimension, Space, TooManyCases, boxes_of, guarded, space_of
from .decision import Cited, ConsequenceFaced, DutyOwed, Outcome
from .search import Search, Unknown
from .situation import Situation, Stated

VERDICTS = ("prohibited", "needs approval", "advised against", "unsettled", "permitted")
SILENT = "silent"
_ORDER = {
    effect: place for place, effect in enumerate((*VERDICTS, "class", "outside", "no duty", "excepted", "suspended"))
}
_CACHED_OUTCOMES = 20_000
_FEW_BOXES = 40


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that a norm may bring: the bits of its boxes.

    effect: as in Norm, or excepted / suspended (by: whose words). settled False: the part that rests on an unsettled middle.
    """

    norm: Norm
    effect: str
    mask: int
    settled: bool = True
    by: str = ""


class Rulebook:
    """A policy on one day, ready to decide. law: the law layer, which alone may suspend a duty of the policy.

    Raises TooManyCases where a rule falls into more cases than can be kept apart.
    """

    def __init__(self, policy: Policy, vocabulary: Vocabulary, as_of: date, law: Policy | None = None) -> None:
        self.policy, self.vocabulary, self.as_of, self.law = policy, vocabulary, as_of, law
        self.meant: Meant = meaning_of(policy, vocabulary, as_of)
        suspensions = _suspensions(law, vocabulary, as_of) if law is not None else ()
        self._guard = Among("actor", self.meant.bound)
        self.norms = tuple(_suspended(norm, suspensions) for norm in self.meant.norms)
        gathered = [each for norm in self.norms for each in self._conditions(norm)]
        guarded_all = [
            (norm, effect, guarded(condition, vocabulary), settled, by)
            for norm, effect, condition, settled, by in gathered
        ]
        self.space: Space = space_of((each[2] for each in guarded_all), vocabulary)
        self.boxes: list[Box] = []
        self.signals: list[Signal] = []
        made: dict[Condition, tuple[Box, ...]] = {}
        for norm, effect, condition, settled, by in guarded_all:
            if condition not in made:
                try:
                    made[condition] = boxes_of(condition, self.space)
                except TooManyCases:
                    clause = norm.clause
                    said = f"{clause.id} falls into too many cases; split it into several rules"
                    raise TooManyCases(said, clause.id, clause.line) from None
            start = len(self.boxes)
            self.boxes.extend(made[condition])
            mask = ((1 << (len(self.boxes) - start)) - 1) << start
            if mask:
                self.signals.append(Signal(norm, effect, mask, settled, by))
        self.signals = _merged(self.signals)
        self._build_tables()
        self._clause_places = {clause.id: place for place, clause in enumerate(policy.clauses)}
        self._outcomes: dict[int, Outcome] = {}
        self._all_cited: dict[tuple[int, str, str, str], Cited] = {}
        self._plans: dict[int, tuple[tuple[str, dict[Any, int], int], ...]] = {}

    # ---- compiling -------------------------------------------------------------------------------------------

    def _conditions(self, norm: Norm) -> Iterable[tuple[Norm, str, Condition, bool, str]]:
        """What a norm brings, each with its condition: its effect, the part left unsettled, its exceptions, the terms by which it fires."""
        if len(norm.broken) > 1:
            # Rule by rule: the cases of a whole policy at once would be too many to compare with one another.
            for each in norm.broken:
                for _, *rest in self._conditions(replace(norm, broken=(each,))):
                    yield norm, *rest  # type: ignore[misc]
            return
        fires, may_fire = self._fires(norm), self._may_fire(norm)
        verdict = norm.effect in VERDICTS
        unclear = any(True for condition in _trees(norm) for _ in terms(condition))
        yield norm, norm.effect, may_fire if norm.effect == "unsettled" else fires, True, ""
        if unclear and norm.effect != "unsettled" and (verdict or norm.effect in ("duty", "consequence")):
            # A duty or consequence that fires is told apart when it is shown; a rule that fires is not unsettled too.
            yield norm, norm.effect, both(may_fire, negated(fires)) if verdict else may_fire, False, ""
        if verdict or norm.effect in ("duty", "consequence"):
            # It fires by a term where another answer to that would have kept it from firing. (The rules that a consequence
            # speaks of name their own terms, and so does the law.)
            alone = replace(norm, broken=(), unless=tuple(excuse for excuse in norm.unless if not _by_law(excuse)))
            named = {term.name: term for condition in _trees(alone) for term in terms(condition)}
            for name, term in named.items():
                without = [self._may_fire(_answered(alone, name, answer)) for answer in _answers_against(alone, name)]
                by = both(may_fire, either(*(negated(each) for each in without)))
                for clause in term.clauses:
                    yield norm, "term", by, True, clause
        for excuse in norm.unless:
            law = _by_law(excuse)
            met = both(surely(norm.when), self._broken(norm, self._fires), surely(excuse.when))
            words = (excuse.id or "").removeprefix("law:") if law else excuse.words
            yield norm, "suspended" if law else "excepted", self._as_bound(norm, met), True, words

    def _fires(self, norm: Norm) -> Condition:
        """Where the norm fires, whatever an unsettled middle is taken to be."""
        unless = (negated(possibly(excuse.when)) for excuse in norm.unless)
        return self._as_bound(norm, both(surely(norm.when), self._broken(norm, self._fires), *unless))

    def _may_fire(self, norm: Norm) -> Condition:
        """Where the norm fires or is left unsettled."""
        unless = (negated(surely(excuse.when)) for excuse in norm.unless)
        return self._as_bound(norm, both(possibly(norm.when), self._broken(norm, self._may_fire), *unless))

    def _broken(self, norm: Norm, fires: Callable[[Norm], Condition]) -> Condition:
        """For a consequence of breaking rules: where one of these fires."""
        return either(*(fires(each) for each in norm.broken)) if norm.broken else ALWAYS

    def _as_bound(self, norm: Norm, condition: Condition) -> Condition:
        """What rests on an act counts only for an actor whom the policy binds; for anybody else it is as if nothing was done."""
        if not norm.on_act:
            return condition
        otherwise = self._without_act(condition)
        return either(both(self._guard, condition), both(negated(self._guard), otherwise))

    def _without_act(self, condition: Condition) -> Condition:
        def leaf(each: Among | Limit | Term) -> Condition:
            if each.fact == "act":  # type: ignore[union-attr]
                return NEVER
            return both(self._without_act(self.vocabulary.makes_sense(each.fact)), each)  # type: ignore[union-attr]

        return rewritten(condition, leaf)

    def _build_tables(self) -> None:
        vocabulary, all_bits = self.vocabulary, (1 << len(self.boxes)) - 1
        self.all = all_bits
        mentions: dict[Dimension, int] = {}
        admits: dict[Dimension, dict[Cell, int]] = {}
        for bit, box in enumerate(self.boxes):
            for dimension, cells in box.items():
                mentions[dimension] = mentions.get(dimension, 0) | 1 << bit
                table = admits.setdefault(dimension, {})
                for cell in cells:
                    table[cell] = table.get(cell, 0) | 1 << bit
        # By dimension and value, the boxes that admit it; a box that does not mention the dimension admits all of it.
        self.masks: dict[Dimension, dict[Cell, int]] = {}
        for dimension, mentioned in mentions.items():
            cells = frozenset[Cell]({True, False}) if isinstance(dimension, tuple) else self.space.cells(dimension)
            self.masks[dimension] = {cell: (all_bits & ~mentioned) | admits[dimension].get(cell, 0) for cell in cells}
        self.facts = tuple(
            dict.fromkeys(dimension[0] if isinstance(dimension, tuple) else dimension for dimension in self.masks)
        )
        self.parts_of: dict[str, tuple[tuple[str, str], ...]] = {}
        for dimension in self.masks:
            if isinstance(dimension, tuple):
                self.parts_of[dimension[0]] = (*self.parts_of.get(dimension[0], ()), dimension)
        # The boxes that need a fact to be none of its values cannot hold where it is merely not known.
        self._thinkable: dict[str, int] = {}
        for dimension, table in self.masks.items():
            some = 0
            for cell, mask in table.items():
                some |= mask if cell is not None else 0
            if isinstance(dimension, str) and some != all_bits:
                self._thinkable[dimension] = some
        self._stated: dict[str, dict[Any, int]] = {}
        self._absent: dict[str, int] = {}
        for fact in self.facts:
            known = vocabulary.facts[fact]
            if known.type == "many":
                self._stated[fact] = {}
                self._absent[fact] = self._mask_of_set(fact, frozenset())
            else:
                self._stated[fact] = {cell: mask for cell, mask in self.masks[fact].items() if known.type != "count"}
                self._absent[fact] = self.masks[fact][
                    known.absent if known.type == "one" else False if known.type == "flag" else None
                ]
        # The boxes that rest on no judgement.
        facts = vocabulary.facts
        self.unjudged = 0
        for bit, box in enumerate(self.boxes):
            judged = (
                isinstance(each, str) and facts[each].judgement and False not in cells for each, cells in box.items()
            )
            self.unjudged |= 0 if any(judged) else 1 << bit
        self._signals_of = [
            tuple(place for place, signal in enumerate(self.signals) if signal.mask >> bit & 1)
            for bit in range(len(self.boxes))
        ]
        verdict_masks = dict.fromkeys(VERDICTS, 0)
        for signal in self.signals:
            if signal.effect in verdict_masks:
                verdict_masks[signal.effect] |= signal.mask
        self.verdict_masks = tuple((verdict, verdict_masks[verdict]) for verdict in VERDICTS if verdict_masks[verdict])
        self.search = Search(self.boxes, self.masks, self.verdict_masks)
        # For `ask`: the boxes of each duty and consequence, and which question (flags asked together are one) each box speaks of.
        self.outputs = tuple(signal.mask for signal in self.signals if signal.effect in ("duty", "consequence"))
        numbers: dict[str, int] = {}
        self.question_of: dict[Dimension, int] = {}
        for dimension in self.masks:
            fact = dimension[0] if isinstance(dimension, tuple) else dimension
            self.question_of[dimension] = 1 << numbers.setdefault(vocabulary.page_of(fact) or fact, len(numbers))
        self.question_bits = [0] * len(self.boxes)
        for bit, box in enumerate(self.boxes):
            for dimension in box:
                self.question_bits[bit] |= self.question_of[dimension]

    def _mask_of_set(self, fact: str, values: frozenset[str]) -> int:
        mask = self.all
        for dimension in self.parts_of.get(fact, ()):
            mask &= self.masks[dimension][bool(values) if dimension[1] == SOME else dimension[1] in values]
        return mask

    def _mask_of(self, fact: str, value: Stated) -> int:
        """The boxes that admit a stated value; remembered."""
        table = self._stated[fact]
        known = self.vocabulary.facts[fact]
        if known.type == "count":
            assert isinstance(value, int)
            mask = self.masks[fact][self.space.interval(fact, value)]
        else:
            assert isinstance(value, frozenset)
            mask = self._mask_of_set(fact, value)
        if len(table) < 4_096:
            table[value] = mask
        return mask

    # ---- deciding --------------------------------------------------------------------------------------------

    def decide(self, situation: Situation) -> Outcome:
        """What follows in the situation."""
        if not situation.closed:
            return self._open(situation)
        mask = self.holding(situation)
        outcome = self._outcomes.get(mask)
        return outcome if outcome is not None else self.settled(mask)

    def holding(self, situation: Situation) -> int:
        """The boxes that hold in a closed situation."""
        # Who does what rules out most boxes; only the facts of which the boxes left speak are looked at.
        facts = situation.facts
        mask = self.all
        for fact in ("actor", "act"):
            if fact in self._stated:
                mask &= self._stated[fact][facts.get(fact)]
        plan = self._plans.get(mask)
        if plan is None:
            plan = self._plan(mask)
        for fact, table, absent in plan:
            value = facts.get(fact)
            if value is None:
                mask &= absent
            else:
                known = table.get(value)
                mask &= known if known is not None else self._mask_of(fact, value)
        return mask

    def _plan(self, mask: int) -> tuple[tuple[str, dict[Any, int], int], ...]:
        """The facts, but for who and what, of which these boxes speak; each with its masks. There are few such sets: one for each actor and act."""
        spoken: dict[str, None] = {}
        left = mask
        while left:
            low = left & -left
            left ^= low
            spoken.update(
                dict.fromkeys(
                    dimension[0] if isinstance(dimension, tuple) else dimension
                    for dimension in self.boxes[low.bit_length() - 1]
                )
            )
        plan = tuple((fact, self._stated[fact], self._absent[fact]) for fact in spoken if fact not in ("actor", "act"))
        self._plans[mask] = plan
        return plan

    def settled(self, mask: int) -> Outcome:
        """What follows where exactly these boxes hold, and nothing is unknown."""
        verdict = next((verdict for verdict, bits in self.verdict_masks if mask & bits), SILENT)
        outcome = self._outcome((verdict,), mask, mask, lambda _: True)
        if len(self._outcomes) >= _CACHED_OUTCOMES:
            self._outcomes.clear()
        self._outcomes[mask] = outcome
        return outcome

    def known(self, situation: Situation) -> tuple[int, Unknown]:
        """The boxes that may hold, and the dimensions that are not known."""
        facts = situation.facts
        mask = self.all
        unknown: list[Dimension] = []
        act_may_be_none = False
        for fact in self.facts:
            if fact in facts:
                value = facts[fact]
                table = self._stated[fact]
                known = table.get(value)
                mask &= known if known is not None else self._mask_of(fact, value)
            elif (self.vocabulary.facts[fact].default is not None) or situation.closed:
                mask &= self._absent[fact]
            elif fact == "event" and "act" in facts:
                # An act without an event has no event.
                mask &= self._absent[fact]
            elif fact == "act" and facts.get("event"):
                # An event without an act has no act.
                mask &= self._absent[fact]
            elif fact in self.parts_of:
                unknown.extend(self.parts_of[fact])
            else:
                unknown.append(fact)
                if fact == "act" and "event" not in facts:
                    act_may_be_none = True
                elif fact in self._thinkable:
                    mask &= self._thinkable[fact]
        return mask, Unknown(tuple(unknown), act_may_be_none)

    def _open(self, situation: Situation) -> Outcome:
        live, unknown = self.known(situation)
        sure = self.search.sure(live, unknown)
        possible = self.search.verdicts(live, sure, unknown)
        return self._outcome(possible, live, sure, lambda bits: self.search.covered(live & bits, unknown))

    def _outcome(self, possible: tuple[str, ...], live: int, sure: int, covered: Any) -> Outcome:
        """live: boxes that may hold; sure: those that hold whatever else is learnt; covered: whether a union of boxes must hold."""

        def fired(mask: int) -> str:
            bits = live & mask
            if not bits:
                return "no"
            return "yes" if sure & bits or (bits & (bits - 1) and covered(bits)) else "perhaps"

        cited: dict[tuple[str, str, str], Cited] = {}
        duties: list[DutyOwed] = []
        consequences: list[ConsequenceFaced] = []
        firing: list[tuple[Norm, bool]] = []
        settled = len(possible) == 1
        seen: set[int] = set()
        for signal in self._brought_by(live):
            norm, effect = signal.norm, signal.effect
            state = fired(signal.mask)
            if effect in ("excepted", "suspended"):
                if state == "yes":
                    cited[norm.clause.id, effect, signal.by] = self._cited(norm, effect, "no", signal.by)
            elif effect == "term":
                cited[signal.by, "class", ""] = self._term(signal.by, state)
            elif effect in ("duty", "consequence"):
                settled = settled and state == "yes"
                # Where the settled part may fire, that is what is shown; else what an unsettled middle brings.
                if id(norm) in seen:
                    continue
                seen.add(id(norm))
                shown = state if signal.settled or state != "yes" else "unsettled"
                if effect == "duty":
                    duties.append(self._duty(norm, shown))
                else:
                    consequences.append(_faced(norm, shown))
            elif effect != "suspends":
                cited[norm.clause.id, effect, ""] = self._cited(norm, effect, state, "")
                if state == "yes" and effect in ("permitted", "prohibited"):
                    firing.append((norm, fired(signal.mask & self.unjudged) == "yes"))
        ordered = sorted(cited.values(), key=lambda each: (_ORDER[each.effect], self._clause_places.get(each.id, 0)))
        return Outcome(
            possible,
            tuple(ordered),
            tuple(self._first_marked(duties)),
            tuple(consequences),
            self._clashes(firing),
            settled,
        )

    def _brought_by(self, boxes: int) -> Iterable[Signal]:
        """The signals that one of the boxes brings, in their order."""
        if boxes.bit_count() > _FEW_BOXES:
            return (signal for signal in self.signals if boxes & signal.mask)
        found: set[int] = set()
        while boxes:
            low = boxes & -boxes
            boxes ^= low
            found.update(self._signals_of[low.bit_length() - 1])
        return (self.signals[place] for place in sorted(found))

    def _cited(self, norm: Norm, effect: str, fired: str, by: str) -> Cited:
        key = (id(norm), effect, fired, by)  # the norms live as long as the rulebook
        if key not in self._all_cited:
            self._all_cited[key] = self._cite(norm, effect, fired, by)
        return self._all_cited[key]

    def _cite(self, norm: Norm, effect: str, fired: str, by: str) -> Cited:
        clause = norm.clause
        judged = tuple(
            dict.fromkeys(leaf.fact for leaf in leaves(norm.when) if self.vocabulary.facts[leaf.fact].judgement)
        )
        return Cited(
            clause.id,
            clause.section,
            clause.sentence,
            effect,
            fired,
            by,
            norm.givers if effect == "needs approval" else (),
            clause.note,
            judged,
        )

    def _term(self, name: str, fired: str) -> Cited:
        """A clause of a term by which something fired."""
        clause = next(clause for clause in self.policy.clauses if clause.id == name)
        return Cited(name, clause.section, clause.sentence, "class", fired, note=clause.note)

    def _duty(self, norm: Norm, fired: str) -> DutyOwed:
        duty, clause = norm.duty, norm.clause
        assert duty is not None
        return DutyOwed(
            duty.who, duty.do, duty.to, duty.within, duty.strength, fired, clause.id, clause.section, clause.sentence, duty.words, clause.procedure, note=clause.note
        )  # fmt: skip

    def _first_marked(self, duties: list[DutyOwed]) -> Iterable[DutyOwed]:
        started: set[str] = set()
        for duty in duties:
            if duty.procedure and duty.procedure not in started and duty.fired == "yes":
                started.add(duty.procedure)
                yield replace(duty, next=True)
            else:
                yield duty

    def _clashes(self, firing: list[tuple[Norm, bool]]) -> tuple[tuple[str, str], ...]:
        """Pairs of a may and a must not that fire together. No clash: a leave to use something as such beside a ban whose
        acts are fewer, and a ban that fires only by a judgement (the second of each pair: whether it fires without one)."""
        pairs: dict[tuple[str, str], None] = {}
        for ban, without_judgement in firing:
            if ban.effect != "prohibited" or not without_judgement:
                continue
            for leave, _ in firing:
                if leave.effect == "permitted" and self.may_clash(leave, ban):
                    pairs[leave.clause.id, ban.clause.id] = None
        return tuple(pairs)

    def may_clash(self, leave: Norm, ban: Norm) -> bool:
        """Whether a may and a must not clash where both fire (and the ban without a judgement)."""
        return leave.clause.id != ban.clause.id and not (leave.as_such and len(ban.acts) < len(leave.acts))

    # ---- silence and questions -------------------------------------------------------------------------------

    def why_silent(self, situation: Situation, outcome: Outcome) -> str:
        """The first reason that holds."""
        facts = situation.facts
        no_act = "act" not in facts and (situation.closed or bool(facts.get("event")))
        actor = facts.get("actor")
        if no_act:
            return "no act in question"
        if (actor is not None or situation.closed) and actor not in self.meant.bound | self.meant.doubtful:
            return "not bound"
        if any(each.effect == "outside" and each.fired == "yes" for each in outcome.clauses):
            return "outside"
        return "nothing said"

    def questions(self, situation: Situation) -> tuple[str, ...]:
        """The facts that could still change the verdict, a duty or a consequence, best first."""
        from .ask import ordered

        return ordered(self, situation)

    def relevant(self, live: int, unknown: Unknown) -> tuple[str, ...]:
        """Exactly the unknown facts that could still change the verdict, a duty or a consequence, in the vocabulary's order."""
        outputs = [mask for mask in self.outputs if live & mask]
        found = {
            dimension[0] if isinstance(dimension, tuple) else dimension
            for dimension in self.search.relevant(live, unknown, outputs)
        }
        return tuple(fact for fact in self.vocabulary.facts if fact in found)


def _faced(norm: Norm, fired: str) -> ConsequenceFaced:
    clause = norm.clause
    return ConsequenceFaced(norm.result, norm.certainty, fired, clause.id, clause.section, clause.sentence)


def _merged(signals: Iterable[Signal]) -> list[Signal]:
    """The signals, with those made one that a decision shows as one: what a clause leaves unsettled, its exception,
    a term's clause, a consequence of breaking several rules."""
    found: dict[tuple[str, str, str, int], Signal] = {}
    for signal in signals:
        if signal.effect in VERDICTS and not signal.settled:
            signal = replace(signal, effect="unsettled", settled=True)
        effect, clause = signal.effect, signal.norm.clause.id
        key = (effect, "", signal.by, len(found))
        if effect == "term":
            key = (effect, "", signal.by, -1)
        elif effect in ("excepted", "suspended", "unsettled"):
            key = (effect, clause, signal.by, -1)
        elif effect in ("duty", "consequence"):
            key = (effect, str(signal.settled), "", id(signal.norm))
        before = found.get(key)
        found[key] = signal if before is None else replace(before, mask=before.mask | signal.mask)
    # INVARIANT: of a duty or consequence the settled part stands first, and what may be unsettled holds it too.
    sure = {
        id(each.norm): each.mask for each in found.values() if each.effect in ("duty", "consequence") and each.settled
    }
    places: dict[int, int] = {}
    made = []
    for signal in found.values():
        places.setdefault(id(signal.norm), len(places))
        if not signal.settled:
            signal = replace(signal, mask=signal.mask | sure.get(id(signal.norm), 0))
        made.append(signal)
    return sorted(made, key=lambda each: (places[id(each.norm)], not each.settled))


def _by_law(excuse: Excuse) -> bool:
    return excuse.id is not None and excuse.id.startswith("law:")


def _trees(norm: Norm) -> Iterator[Condition]:
    """Every condition on which the norm rests."""
    yield norm.when
    for excuse in norm.unless:
        yield excuse.when
    for each in norm.broken:
        yield from _trees(each)


def _answers_against(norm: Norm, name: str) -> Iterator[Condition]:
    """The answers to a term that could keep the norm from firing."""
    signs = set(_signs(norm.when, name, True)).union(*(_signs(excuse.when, name, False) for excuse in norm.unless))
    yield from (NEVER if sign else ALWAYS for sign in signs)


def _signs(condition: Condition, name: str, sign: bool) -> Iterator[bool]:
    """For each place of the term in the condition: whether it stands there affirmed (sign: what that is outside)."""
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _signs(part, name, sign)
        case Not(part):
            yield from _signs(part, name, not sign)
        case Term(other, yes, middle, _):
            if other == name:
                yield sign
            else:
                yield from _signs(yes, name, sign)
                yield from _signs(middle, name, sign)


def _answered(norm: Norm, name: str, answer: Condition) -> Norm:
    """The norm as if the term always, or never, held."""

    def leaf(each: Among | Limit | Term) -> Condition:
        if not isinstance(each, Term):
            return each
        if each.name == name:
            return answer
        return Term(each.name, rewritten(each.yes, leaf), rewritten(each.middle, leaf), each.clauses)

    return replace(
        norm,
        when=rewritten(norm.when, leaf),
        unless=tuple(replace(each, when=rewritten(each.when, leaf)) for each in norm.unless),
        broken=tuple(_answered(each, name, answer) for each in norm.broken),
    )


def _suspensions(law: Policy, vocabulary: Vocabulary, day: date) -> tuple[Norm, ...]:
    return tuple(norm for norm in meaning_of(law, vocabulary, day).norms if norm.effect == "suspends")


def _suspended(norm: Norm, suspensions: tuple[Norm, ...]) -> Norm:
    """The norm with what the law says against its duty."""
    if norm.duty is None:
        return norm
    extra = tuple(
        Excuse("", each.when, f"law:{each.clause.id}") for each in suspensions if norm.duty.do in each.suspends
    )
    return replace(norm, unless=(*norm.unless, *extra)) if extra else norm
