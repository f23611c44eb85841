"""What is said of every situation at once, held to account: by z3 (`symbolic`), by `decide`, by chance, and on small policies by trying all.

`BELISHA_EXAMPLES=20 pytest tests/engine/test_whole_policies.py` tries twenty times as many pairs of policies.
"""

from __future__ import annotations

import math
import os
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import combinations, product
from typing import Any

import pytest
import z3

from belisha.engine import Situation, decide
from belisha.engine.boxes import TooManyCases
from belisha.engine.compare import Comparison, Difference, compare
from belisha.engine.contradictions import Contradictions
from belisha.engine.diagram import OUT
from belisha.engine.joint import LIKELY, LIKELY_OF_SEVERAL, OTHER, UNSAID, Joint
from belisha.engine.regions import Region
from belisha.engine.rulebook import VERDICTS, Rulebook
from belisha.language.policy import Policy, Rules
from belisha.library import NAMES, law, policy
from engine.generators import AS_OF, VOCABULARY, ByChance, make_facts, make_law, make_policy, make_version
from engine.symbolic import Asking, Symbolic, closed

TIMES = int(os.environ.get("BELISHA_EXAMPLES", "1"))
BATCHES = 4
DAY = date(2026, 11, 20)
SILENT = "silent"
STRICTEST_FIRST = (*VERDICTS, SILENT)


def less_than(verdict: str) -> list[str]:
    """The verdicts beside which this one is a difference of its own: whatever is less strict; and beside a leave, anything else."""
    if verdict == "permitted":
        return [each for each in STRICTEST_FIRST if each != verdict]
    return list(STRICTEST_FIRST[STRICTEST_FIRST.index(verdict) + 1 :])


# ---- pairs of policies ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """Two policies on a day, as the engine compiles them and as z3 has them."""

    name: str
    policies: tuple[Policy, Policy]
    as_of: date
    law: Policy | None
    books: tuple[Rulebook, Rulebook]

    @cached_property
    def symbolic(self) -> tuple[Symbolic, Symbolic]:
        one, other = (Symbolic(each, self.as_of, self.law) for each in self.policies)
        return one, other

    @cached_property
    def verdicts(self) -> tuple[dict[str, z3.BoolRef], dict[str, z3.BoolRef]]:
        return self.symbolic[0].verdicts, self.symbolic[1].verdicts

    @cached_property
    def comparison(self) -> Comparison:
        return compare(*self.books)

    def told(self) -> Iterator[Difference]:
        for each in self.comparison.differences:
            yield from each.whole

    def __str__(self) -> str:
        said = [
            f"{each.front.applies_to} {each.front.groups}\n" + "\n".join(f"{c.id}: {c.sentence}" for c in each.clauses)
            for each in self.policies
        ]
        return f"{self.name}, {self.as_of}\n" + "\n\n".join(said)


def by_chance(batch: int, count: int, most: int = 6) -> Iterator[Pair]:
    """Pairs by chance, the same in every run: half of them two versions of one policy, some under a law."""
    for seed in range(batch * 1_000_000, batch * 1_000_000 + count * TIMES):
        chooser = ByChance(seed)
        as_of, above = chooser.pick(AS_OF), make_law(chooser)
        one = make_policy(chooser, most)
        other = make_version(chooser, one) if chooser.chance(50) else make_policy(chooser, most)
        try:
            books = Rulebook(one, VOCABULARY, as_of, above), Rulebook(other, VOCABULARY, as_of, above)
        except TooManyCases:
            continue
        yield Pair(f"seed {seed}", (one, other), as_of, above, books)


def contrary(pair: Pair) -> Pair:
    """A pair whose first policy also says the contrary of its rules, without an exception."""
    one = pair.policies[0]
    said: list[Any] = []
    for part in one.parts:
        if isinstance(part, Rules):
            rules = [each for each in part.clauses if getattr(each.tree, "modality", "") in ("must not", "may")]
            turned = [
                replace(each.tree, modality={"must not": "may", "may": "must not"}[each.tree.modality], unless=())
                for each in rules
            ]
            added = [replace(each, id=f"{each.id}x", tree=tree) for each, tree in zip(rules, turned, strict=True)]
            part = replace(part, clauses=(*part.clauses, *added))
        said.append(part)
    made = replace(one, parts=tuple(said))
    book = Rulebook(made, VOCABULARY, pair.as_of, pair.law)
    return replace(pair, policies=(made, pair.policies[1]), books=(book, pair.books[1]))


def shipped(*names: str) -> Pair:
    one, other = (policy(name) for name in names)
    books = Rulebook(one, VOCABULARY, DAY, law()), Rulebook(other, VOCABULARY, DAY, law())
    return Pair(" and ".join(names), (one, other), DAY, law(), books)


SHIPPED = [pytest.param(pair, id="-".join(pair)) for pair in combinations(NAMES, 2)]


def situations_of(pair: Pair, chooser: ByChance, count: int) -> Iterator[Situation]:
    """Closed situations of which the policies speak; counts at, below and above their limits."""
    for _ in range(count):
        book = chooser.pick(pair.symbolic).book
        yield Situation(make_facts(chooser, book, closed=True), closed=True)


def belongs(region: Region) -> z3.BoolRef:
    """Whether a situation is of a kind."""
    return z3.And([_is_in(region.joint, level, cells) for level, cells in region.admits.items()])


def _is_in(joint: Joint, level: int, cells: Iterable[int]) -> z3.BoolRef:
    return z3.Or([_is(joint, joint.levels[level], joint.cells[level][cell]) for cell in cells])


def _is(joint: Joint, dimension: Any, cell: Any) -> z3.BoolRef:
    situations = closed()
    if isinstance(dimension, tuple):
        fact, value = dimension
        named = {each[1] for each in joint.levels if isinstance(each, tuple) and each[0] == fact}
        meant = [each for each in situations.values(fact) if each not in named] if value == OTHER else [value]
        return z3.Or([situations.there(fact, each) for each in meant]) == cell
    match situations.type(dimension):
        case "flag":
            return situations.flag(dimension) == cell
        case "count":
            if cell is None:
                return z3.Not(situations.stated(dimension))
            cuts, number = joint.cuts[dimension], situations.number(dimension)
            above = [z3.UGE(number, cuts[cell - 1])] if cell else []
            below = [z3.ULT(number, cuts[cell])] if cell < len(cuts) else []
            return z3.And(situations.stated(dimension), *above, *below)
    return situations.number(dimension) == (situations.values(dimension).index(cell) + 1 if cell is not None else 0)


# ---- the z3 model itself -------------------------------------------------------------------------------------------


def test_z3_says_what_decide_says():
    for pair in by_chance(10, 40):
        chooser, asking = ByChance(1), Asking()
        for book, verdicts in zip(pair.books, pair.verdicts, strict=True):
            for situation in situations_of(pair, chooser, 1):
                here, verdict = closed().is_situation(situation), decide(book, situation).verdict
                assert asking.find(here, verdicts[verdict]), f"{pair}\n{dict(situation.facts)}: {verdict}"
            for verdict, where in verdicts.items():
                found = asking.find(where)
                assert found is None or decide(book, found).verdict == verdict, f"{pair}\n{found}: {verdict}"


# ---- diagrams and the table ----------------------------------------------------------------------------------------


def numbered(number: int) -> str:
    return SILENT if number == OUT else VERDICTS[number]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_diagram_gives_the_verdict_of_every_closed_situation(batch):
    for pair in by_chance(batch, 50):
        joint = Joint(pair.books)
        roots = [joint.verdict_diagram(book) for book in pair.books]
        for situation in situations_of(pair, ByChance(batch), 12):
            place = dict(enumerate(joint.place(situation)))
            said = [numbered(joint.diagrams.at(root, place)) for root in roots]
            assert said == [decide(book, situation).verdict for book in pair.books], f"{pair}\n{dict(situation.facts)}"


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_pair_of_verdicts_has_a_share_exactly_where_z3_finds_a_situation(batch):
    for pair in by_chance(batch, 12):
        assert_table_is_right(pair)


@pytest.mark.parametrize("names", SHIPPED)
def test_the_table_of_the_policies_that_come_with_belisha(names):
    assert_table_is_right(shipped(*names))


def assert_table_is_right(pair: Pair) -> None:
    asking, table = Asking(acting=True), pair.comparison.table
    assert math.isclose(sum(table.values()), 1)
    for left, right in product(STRICTEST_FIRST, repeat=2):
        found = asking.find(pair.verdicts[0][left], pair.verdicts[1][right])
        assert (found is not None) == (table.get((left, right), 0) > 0), f"{pair}\n{left}, {right}: {found}"
        if found is not None:
            assert [decide(book, found).verdict for book in pair.books] == [left, right], f"{pair}\n{found}"


# ---- differences in verdicts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", range(BATCHES))
def test_differences_are_true_and_none_is_missing(batch):
    differing = 0
    for pair in by_chance(batch, 25):
        assert_differences_are_right(pair, random.Random(batch))
        differing += bool(pair.comparison.differing)
    assert differing > 5 * TIMES


@pytest.mark.slow
@pytest.mark.parametrize("names", SHIPPED)
def test_the_differences_of_the_policies_that_come_with_belisha(names):
    assert_differences_are_right(shipped(*names), random.Random(1))


def assert_differences_are_right(pair: Pair, chance: random.Random) -> None:
    """True: a sample of every kind of situation is decided as it is said. None missing: wherever the two differ, one that is listed covers the situation
    and has the stricter verdict on the same side and less on the other; and where one of them gives leave, one that has the leave on the same side."""
    for each in pair.told():
        assert each.left.verdict != each.right.verdict, f"{pair}\n{each}"
        for region in each.regions:
            for situation in _samples(region, chance, 4):
                assert region.covers(situation)
                for book, side in zip(pair.books, (each.left, each.right), strict=True):
                    decision = decide(book, situation)
                    giving = {one.id for one in decision.clauses if one.effect == decision.verdict}
                    assert decision.verdict == side.verdict, f"{pair}\n{side}\n{situation}"
                    assert set(side.ids) <= giving and bool(side.ids) == (side.verdict != SILENT), f"{pair}\n{side}"
                    assert (decision.silent_because or "") == side.silent_because, f"{pair}\n{side}\n{situation}"
    asking = Asking(acting=True)
    for side, other in ((0, 1), (1, 0)):
        for verdict in VERDICTS:
            less = less_than(verdict)
            covered = [
                belongs(region)
                for each in pair.told()
                if (each.left, each.right)[side].verdict == verdict and (each.left, each.right)[other].verdict in less
                for region in each.regions
            ]
            missing = asking.find(
                pair.verdicts[side][verdict],
                z3.Or([pair.verdicts[other][one] for one in less]),
                z3.Not(z3.Or(covered)),
            )
            assert missing is None, f"{pair}\n{verdict} on side {side}: {missing}"


def _samples(region: Region, chance: random.Random, count: int) -> Iterator[Situation]:
    yield region.example
    for _ in range(count):
        yield region.joint.situation((level, chance.choice(sorted(cells))) for level, cells in region.admits.items())


def test_a_policy_does_not_differ_from_itself_nor_from_the_same_rules_in_another_order():
    for pair in by_chance(20, 60):
        one = pair.policies[0]
        parts = tuple(
            replace(part, clauses=tuple(reversed(part.clauses))) if isinstance(part, Rules) else part
            for part in one.parts
        )
        other = Rulebook(replace(one, parts=parts), VOCABULARY, pair.as_of, pair.law)
        same = compare(pair.books[0], other)
        assert (same.differences, same.duties, same.consequences, same.differing) == ((), (), (), 0), str(pair)


def test_differences_from_the_other_side_are_the_same():
    for pair in by_chance(21, 40):
        turned = compare(*reversed(pair.books))

        def said(comparison: Comparison, side: int) -> set[Any]:
            return {
                (
                    (each.left, each.right)[side].verdict,
                    (each.left, each.right)[1 - side].verdict,
                    frozenset((each.left, each.right)[side].ids),
                    frozenset((each.left, each.right)[1 - side].ids),
                    frozenset(region.facts for region in each.regions),
                )
                for difference in comparison.differences
                for each in difference.whole
            }

        assert said(pair.comparison, 0) == said(turned, 1), str(pair)


# ---- differences in duties and consequences ------------------------------------------------------------------------


@pytest.mark.parametrize("batch", range(BATCHES))
def test_differences_in_what_must_be_done_and_what_follows(batch):
    shown = 0
    for pair in by_chance(30 + batch, 25):
        assert_duties_are_right(pair)
        shown += bool(pair.comparison.duties) and bool(pair.comparison.consequences)
    assert shown > TIMES


@pytest.mark.slow
@pytest.mark.parametrize("names", SHIPPED)
def test_what_must_be_done_under_the_policies_that_come_with_belisha(names):
    assert_duties_are_right(shipped(*names))


def _owed(each: Any) -> tuple[Any, ...]:
    """What a duty or a consequence of a decision comes to."""
    if hasattr(each, "do"):
        return each.do, each.who, each.to, each.within, each.strength, each.fired
    return each.result, each.certainty, each.fired


def assert_duties_are_right(pair: Pair) -> None:
    """True: both sides of every example are as decided, and come to something else. None missing: where something is owed under one policy and not under
    the other, an example says so that is the same but for who does what and what has come up; of what follows of breaking a rule, one is enough."""
    listed: dict[tuple[int, Any], list[Region]] = {}
    for group, name, kind in ((pair.comparison.duties, "duties", "do"), (pair.comparison.consequences, "consequences", "result")):  # fmt: skip
        for each in group:
            for region in each.regions:
                decisions = [decide(book, region.example) for book in pair.books]
                sides = [
                    [one for one in getattr(decision, name) if getattr(one, kind) == getattr(each, kind)]
                    for decision in decisions
                ]
                for there, side in zip(sides, (each.left, each.right), strict=True):
                    assert [one.clause for one in there] == [one.clause for one in side], f"{pair}\n{each}"
                left, right = (set(map(_owed, side)) for side in sides)
                assert left != right, f"{pair}\n{each}"
                for owed in left - right:
                    listed.setdefault((0, owed), []).append(region)
                for owed in right - left:
                    listed.setdefault((1, owed), []).append(region)
    asking = Asking()
    stateable = z3.Or(
        closed().is_stated("actor"), *(closed().there("event", each) for each in closed().values("event"))
    )
    breached = [z3.Or([verdicts[each] for each in VERDICTS[:3]]) for verdicts in pair.verdicts]
    sides = [_where_owed(each) for each in pair.symbolic]
    for side, other in ((0, 1), (1, 0)):
        for owed, (direct, broken) in sides[side].items():
            elsewhere = z3.Not(z3.Or(*sides[other].get(owed, (z3.BoolVal(False),))))
            regions = listed.get((side, owed), [])
            missing = asking.find(direct, elsewhere, stateable, z3.Not(z3.Or([_is_so_in(each) for each in regions])))
            assert missing is None, f"{pair}\n{owed} on side {side}: {missing}"
            if not regions:
                missing = asking.find(broken, elsewhere, stateable, breached[other])
                assert missing is None, f"{pair}\n{owed} on side {side}: {missing}"


def _where_owed(symbolic: Symbolic) -> dict[Any, tuple[z3.BoolRef, z3.BoolRef]]:
    """Where what is owed: by a sentence itself, and by the breaking of a rule."""
    found: dict[Any, tuple[list[z3.BoolRef], list[z3.BoolRef]]] = {}
    for norm in symbolic.norms:
        duty = norm.duty
        if duty is None and not norm.result:
            continue
        sure, maybe = symbolic.fires(norm)
        told = (duty.do, duty.who, duty.to, duty.within, duty.strength) if duty else (norm.result, norm.certainty)
        for fired, where in (("yes", sure), ("unsettled", z3.And(maybe, z3.Not(sure)))):
            found.setdefault((*told, fired), ([], []))[symbolic.book.breaks(norm)].append(where)
    return {owed: (z3.Or(direct), z3.Or(broken)) for owed, (direct, broken) in found.items()}


def _is_so_in(region: Region) -> z3.BoolRef:
    """What is so in a kind of situation, but for who does what; whatever has come up, where something has."""
    joint, anything = region.joint, [closed().there("event", each) for each in closed().values("event")]
    return z3.And(
        [
            z3.Or(anything) if joint.levels[level][0] == "event" else _is_in(joint, level, cells)
            for level, cells in region.admits.items()
            if joint.levels[level] not in ("actor", "act")
        ]
    )


# ---- contradictions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", range(BATCHES))
def test_contradictions_can_happen_and_none_between_bare_rules_is_missing(batch):
    clashes = 0
    for pair in by_chance(40 + batch, 25):
        clashes += assert_contradictions_are_right(contrary(pair), 0)
    assert clashes > TIMES


@pytest.mark.parametrize("name", NAMES)
def test_the_contradictions_of_the_policies_that_come_with_belisha(name):
    assert_contradictions_are_right(shipped(name, name), 0)


def assert_contradictions_are_right(pair: Pair, side: int) -> int:
    book, symbolic, asking = pair.books[side], pair.symbolic[side], Asking()
    found = list(Contradictions(book).found())
    for each in found:
        decision = decide(book, each.example)
        fired = {(one.id, one.effect) for one in decision.clauses if one.fired == "yes"}
        first, second = each.clauses
        match each.kind:
            case "clash":
                assert (first, second) in decision.clashes, f"{pair}\n{each}"
            case "mixed message":
                assert (first, "permitted") in fired, f"{pair}\n{each}"
                assert {(second, "needs approval"), (second, "advised against")} & fired, f"{pair}\n{each}"
            case "outside":
                assert (first, "outside") in fired, f"{pair}\n{each}"
                spoken = {one.clause for one in decision.duties if one.fired == "yes"} | {one for one, _ in fired}
                assert second in spoken, f"{pair}\n{each}"
            case _:
                owed = {one.clause for one in decision.duties if one.fired == "yes"}
                assert {first, second} <= owed, f"{pair}\n{each}"
    named = {each.clauses for each in found if each.kind == "clash"}
    for leave in (norm for norm in symbolic.norms if norm.effect == "permitted"):
        for ban in (norm for norm in symbolic.norms if norm.effect == "prohibited"):
            here = leave.clause.id, ban.clause.id
            if here[0] == here[1] or (leave.as_such and len(ban.acts) < len(leave.acts)):
                continue
            both = asking.find(symbolic.fires(leave)[0], symbolic.fires(ban)[0], symbolic.fires(ban, judged=False)[0])
            assert both is not None or here not in named, f"{pair}\n{here}"
            if both is not None and _speaks_of_nothing_else(ban):
                assert here in named, f"{pair}\n{here}: {both}"
    return len(named)


def _speaks_of_nothing_else(ban: Any) -> bool:
    """A bare ban, such as `Staff must not post`: whatever leave there is to do it is on the same matter."""
    from belisha.language.conditions import facts_of

    return not ban.unless and facts_of([ban.when]) <= {"actor", "act"}


@pytest.mark.parametrize("batch", range(BATCHES))
def test_what_does_nothing_is_what_z3_says(batch):
    kinds: Counter[str] = Counter()
    for pair in by_chance(50 + batch, 40):
        kinds += assert_idle_is_right(contrary(pair), 0)
    assert kinds["never fires"] and kinds["exception"] + kinds["never decides"]


@pytest.mark.parametrize("name", NAMES)
def test_what_does_nothing_in_the_policies_that_come_with_belisha(name):
    assert_idle_is_right(shipped(name, name), 0)


def assert_idle_is_right(pair: Pair, side: int) -> Counter[str]:
    book, symbolic, asking = pair.books[side], pair.symbolic[side], Asking()
    found = list(Contradictions(book).idle())
    for each in found:
        if each.example is not None:
            decision = decide(book, each.example)
            assert each.clause in {one.id for one in decision.clauses if one.fired == "yes"}, f"{pair}\n{each}"
            assert each.beside, f"{pair}\n{each}"
    said = {(each.kind, each.clause) for each in found}
    effects = (*VERDICTS, "duty", "consequence")
    for clause in {norm.clause.id for norm in symbolic.norms if norm.effect in effects}:
        norms = [norm for norm in symbolic.norms if norm.clause.id == clause and norm.effect in effects]
        fires = asking.find(z3.Or([symbolic.fires(norm)[1] for norm in norms])) is not None
        assert (("never fires", clause) in said) != fires, f"{pair}\n{clause}: {said}"
        if fires and any(norm.effect in VERDICTS for norm in norms):
            decides = asking.find(_decides(symbolic, clause)) is not None
            assert (("never decides", clause) in said) != decides, f"{pair}\n{clause}: {said}"
        if fires:
            idle = any(
                excuse.id != "the law" and asking.find(*symbolic.excuses(norm, excuse)) is None
                for norm in norms
                for excuse in norm.unless
            )
            assert (("exception", clause) in said) == idle, f"{pair}\n{clause}: {said}"
    return Counter(each.kind for each in found)


def _decides(symbolic: Symbolic, clause: str) -> z3.BoolRef:
    """Where the policy without the clause would give less."""
    with_it, without = symbolic.verdicts, symbolic.without(clause).verdicts
    weaker = [
        z3.And(with_it[verdict], z3.Or([without[each] for each in STRICTEST_FIRST[place + 1 :]]))
        for place, verdict in enumerate(STRICTEST_FIRST)
    ]
    return z3.Or(weaker)


# ---- shares --------------------------------------------------------------------------------------------------------


def _likely(joint: Joint, level: int) -> Sequence[float]:
    """How likely each cell is, as docs/adr/0031 has it."""
    dimension, cells = joint.levels[level], joint.cells[level]
    if dimension in ("actor", "act"):
        return [0.0, *[1 / (len(cells) - 1)] * (len(cells) - 1)]
    if isinstance(dimension, tuple):
        return [1 - LIKELY_OF_SEVERAL, LIKELY_OF_SEVERAL]
    if cells == (False, True):
        return [1 - LIKELY, LIKELY]
    return [UNSAID, *[(1 - UNSAID) / (len(cells) - 1)] * (len(cells) - 1)]


def test_shares_are_how_often_it_happens():
    for pair in by_chance(60, 12):
        joint, chance, count = pair.comparison.joint, random.Random(1), 2_000
        likely = [_likely(joint, level) for level in range(len(joint.levels))]
        seen: Counter[tuple[str, str]] = Counter()
        belonging: Counter[int] = Counter()
        for _ in range(count):
            path = [(level, chance.choices(range(len(each)), each)[0]) for level, each in enumerate(likely)]
            situation = joint.situation(path)
            left, right = (decide(book, situation).verdict for book in pair.books)
            seen[left, right] += 1
            for number, each in enumerate(pair.told()):
                belonging[number] += any(region.covers(situation) for region in each.regions)
        for verdicts, share in pair.comparison.table.items():
            assert _about(seen[verdicts] / count, share, count), f"{pair}\n{verdicts}: {seen[verdicts]}, {share}"
        for number, each in enumerate(pair.told()):
            assert _about(belonging[number] / count, each.share, count), f"{pair}\n{each}"


def _about(frequency: float, share: float, count: int) -> bool:
    return abs(frequency - share) <= 5 * math.sqrt(share * (1 - share) / count) + 5 / count


def test_small_policies_by_trying_everything():
    tried = 0
    for pair in by_chance(70, 150, most=2):
        joint = pair.comparison.joint
        number = math.prod(len(each) for each in joint.cells)
        if number > 30_000:
            continue
        tried += 1
        likely = [_likely(joint, level) for level in range(len(joint.levels))]
        table: Counter[tuple[str, str]] = Counter()
        for place in product(*(range(len(each)) for each in joint.cells)):
            share = math.prod(each[cell] for each, cell in zip(likely, place, strict=True))
            if share:
                situation = joint.situation(enumerate(place))
                assert joint.place(situation) == place
                left, right = (decide(book, situation).verdict for book in pair.books)
                table[left, right] += share  # type: ignore[assignment]
        assert table.keys() == pair.comparison.table.keys(), str(pair)
        assert all(math.isclose(share, pair.comparison.table[each]) for each, share in table.items()), str(pair)
    assert tried > 10 * TIMES
