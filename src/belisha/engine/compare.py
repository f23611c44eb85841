"""Compare: on which situations two policies differ, exactly.

Room: engine. First the whole table, verdict by verdict, counted on diagrams; then the differences that people would name. A difference is a smallest
situation in which one policy gives a verdict and the other less (or one gives leave, and the other does not), widened to the kind of situation that it
stands for. What two differences make of a post that is of both kinds (one policy forbids it for what it names, the other advises against it for its
tone) is no third one.
INVARIANT: what is said of a kind is so in every situation that states its facts and nothing else. Wherever the two differ, a difference covers the
situation that has the stricter verdict on the same side and less on the other; and where one gives leave, one that has the leave on the same side.
Keeps out: words (`telling`).
Next door: `joint` is the space, `regions` names kinds of situations, `decide` gives every answer that is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from belisha.language.meaning import DutyMeant

from .decision import Cited, ConsequenceFaced, DutyOwed
from .diagram import OUT, Cells, Node
from .joint import OTHER, Joint, Path
from .regions import Region, widened, without
from .rulebook import SILENT, VERDICTS, Rulebook
from .situation import Situation

# How far apart two verdicts are for somebody who acts by them: what one allows and the other forbids comes first.
STRICTNESS = {"prohibited": 4, "needs approval": 3, "advised against": 2, "unsettled": 1, SILENT: 0, "permitted": -2}
# Which verdict each of the two gives, and on which grounds: its clauses, or why it is silent.
Key: TypeAlias = "tuple[tuple[str, frozenset[str]], tuple[str, frozenset[str]]]"
_WITHOUT_LEAVE = ("prohibited", "advised against", "unsettled")
# The verdicts that break a rule.
_BREACHES = frozenset(map(VERDICTS.index, ("prohibited", "needs approval", "advised against")))
ANYTHING = "anything that has come up"
# What a duty or a consequence comes to: what, and then whatever else may differ.
Told: TypeAlias = "tuple[Any, ...]"
Owed = TypeVar("Owed", DutyOwed, ConsequenceFaced)
_NAMES = {**dict(enumerate(VERDICTS)), OUT: SILENT}
_NUMBERS = {name: number for number, name in _NAMES.items()}
# By verdict, those beside which it makes a difference of its own: whatever is less strict; and beside a leave, anything else.
_LESS = {
    number: frozenset(each for each in _NAMES if (each != number if name == "permitted" else each > number))
    for number, name in _NAMES.items()
    if name != SILENT
}


@dataclass(frozen=True, slots=True)
class Side:
    """What one policy says. clauses: those that give the verdict; silent_because: why it is silent, or "".

    bound: False where it does not bind the person, None where it does not settle whether it does. excepted: whether further facts may bring it to say
    less (of a leave, and of what needs leave, that is not asked).
    """

    verdict: str
    clauses: tuple[Cited, ...] = ()
    silent_because: str = ""
    bound: bool | None = True
    excepted: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.clauses)


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference in what may be done. regions: the kinds of situations, those of fewest facts first; share: of all situations, those of these
    kinds. more: where a policy does not bind somebody, what else the other says of them."""

    left: Side
    right: Side
    regions: tuple[Region, ...]
    share: float
    more: tuple[Difference, ...] = ()

    @property
    def weight(self) -> tuple[int, float]:
        """For the order: the most important first."""
        return -abs(STRICTNESS[self.left.verdict] - STRICTNESS[self.right.verdict]), -self.share

    @property
    def whole(self) -> tuple[Difference, ...]:
        """This, and what stands under it."""
        return (self, *self.more)


@dataclass(frozen=True, slots=True)
class DutyDifference:
    """One difference in what must be done. left, right: the duties of one kind, () where a policy has none of it, as in the first of these situations.

    regions: the kinds of situations in which it is so, whoever does what; where anything that has come up will do, one thing stands for all.
    """

    do: str
    left: tuple[DutyOwed, ...]
    right: tuple[DutyOwed, ...]
    regions: tuple[Region, ...]

    @property
    def examples(self) -> tuple[Situation, ...]:
        return tuple(each.example for each in self.regions)


@dataclass(frozen=True, slots=True)
class ConsequenceDifference:
    """One difference in what follows. left, right: the consequences of one kind, () where a policy has none of it, as in the first of these situations.

    regions: the kinds of situations in which it is so, whoever does what; where anything that has come up will do, one thing stands for all.
    """

    result: str
    left: tuple[ConsequenceFaced, ...]
    right: tuple[ConsequenceFaced, ...]
    regions: tuple[Region, ...]

    @property
    def examples(self) -> tuple[Situation, ...]:
        return tuple(each.example for each in self.regions)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two policies side by side. table: by (left, right) verdict, the share of all situations (docs/adr/0031); a pair that never occurs is left out."""

    books: tuple[Rulebook, Rulebook]
    joint: Joint
    table: dict[tuple[str, str], float]
    differences: tuple[Difference, ...]
    duties: tuple[DutyDifference, ...]
    consequences: tuple[ConsequenceDifference, ...]

    @property
    def differing(self) -> float:
        """The share of all situations on which the verdicts differ."""
        return sum(share for (left, right), share in self.table.items() if left != right)

    def covering(self, situation: Situation) -> Iterator[Difference]:
        """The differences whose kinds of situations a closed situation belongs to."""
        for each in self.differences:
            for one in each.whole:
                if any(region.covers(situation) for region in one.regions):
                    yield one


class _Comparing:
    def __init__(self, left: Rulebook, right: Rulebook) -> None:
        self.books = (left, right)
        self.joint = Joint(self.books)
        self.diagrams = self.joint.diagrams
        self.roots = (self.joint.verdict_diagram(left), self.joint.verdict_diagram(right))
        self._actor, self._act = self.joint.level_of["actor"], self.joint.level_of["act"]
        self._grounds = [self._grounds_of(book) for book in self.books]
        self._said_less: dict[tuple[int, str], Node] = {}

    def _grounds_of(self, book: Rulebook) -> dict[str, list[tuple[str, Node]]]:
        """For each verdict, what may give it and where that does: clauses, or the reasons for silence."""
        found: dict[str, list[tuple[str, Node]]] = {}
        for signal in self.joint.deciding(book):
            found.setdefault(signal.effect, []).append((signal.norm.clause.id, self.joint.diagram(book, signal.mask)))
        people = self.joint.cell_of[self._actor]
        bound = self.diagrams.box({self._actor: frozenset(people[each] for each in book.meant.bound)}, 0)
        outside = self.diagrams.least(
            *(self.joint.diagram(book, each.mask) for each in book.signals if each.effect == "outside")
        )
        found[SILENT] = [
            ("not bound", self._but(bound)),
            ("outside", self.diagrams.most(bound, outside)),
            ("nothing said", self.diagrams.most(bound, self._but(outside))),
        ]
        return found

    def _but(self, where: Node) -> Node:
        """Everywhere else."""
        return self.diagrams.renumbered(where, lambda each: 0 if each == OUT else OUT)

    # ---- the situations that show a difference ---------------------------------------------------------------

    def _alone(self, side: int, verdict: int) -> Node:
        """Where a policy gives this verdict and the other one less."""
        this, that = self.roots[side], self.roots[1 - side]
        return self.diagrams.most(
            self.diagrams.renumbered(this, lambda each: 0 if each == verdict else OUT),
            self.diagrams.renumbered(that, lambda each: 0 if each in _LESS[verdict] else OUT),
        )

    def smallest(self) -> Iterator[tuple[int, int, Cells]]:
        """For each policy and verdict, the situations of fewest facts in which it gives this verdict and the other policy gives less."""
        doing = {
            level: frozenset(cell for cell, share in enumerate(self.joint.shares[level]) if share)
            for level in (self._actor, self._act)
        }
        for side in (0, 1):
            for verdict in _LESS:
                for box in self.diagrams.smallest(self._alone(side, verdict), self.joint.shares):
                    yield side, verdict, {**doing, **box}

    def kinds(self) -> list[tuple[Key, Region]]:
        """Kinds of situations to which all of the smallest ones belong: each to one in which the policy gives the same verdict."""
        found: list[tuple[Key, Region]] = []
        told: dict[tuple[int, int], list[Cells]] = {}
        for side, verdict, box in sorted(self.smallest(), key=lambda each: self.joint.cost(self.joint.first(each[2]))):
            parts = [box]
            for known in told.setdefault((side, verdict), []):
                parts = [left for part in parts for left in without(part, known)]
            while parts:
                key, region = self._widened(self.joint.first(parts[0]))
                found.append((key, region))
                given = [_NUMBERS[each] for each, _ in key]
                for one in (0, 1):
                    if given[1 - one] in _LESS.get(given[one], ()):
                        told.setdefault((one, given[one]), []).append(region.admits)
                parts = [left for part in parts for left in without(part, region.admits)]
        return found

    def _widened(self, path: Path) -> tuple[Key, Region]:
        """The kind of situation around a smallest one: as wide as both verdicts stay the same, each on the same grounds."""
        stated = dict(path)
        ends_here = [self.diagrams.at(root, stated) for root in self.roots]
        grounds = [
            {name: where for name, where in every[_NAMES[end]] if self.diagrams.at(where, stated) != OUT}
            for every, end in zip(self._grounds, ends_here, strict=True)
        ]

        def alike(box: Cells) -> bool:
            # One situation of the box tells most that differ from this one; only then all of them are looked at.
            one = {level: next(iter(cells)) for level, cells in box.items()}
            if any(self.diagrams.at(root, one) != end for root, end in zip(self.roots, ends_here, strict=True)):
                return False
            if not all(self.diagrams.stays(root, end, box) for root, end in zip(self.roots, ends_here, strict=True)):
                return False
            left = [
                {name: where for name, where in each.items() if self.diagrams.stays(where, 0, box)} for each in grounds
            ]
            if all(left):
                grounds[:] = left
            return all(left)

        region = widened(self.joint, path, alike)
        one, other = ((_NAMES[end], frozenset(each)) for end, each in zip(ends_here, grounds, strict=True))
        return (one, other), region

    # ---- differences in verdicts -----------------------------------------------------------------------------

    def differences(self) -> list[Difference]:
        groups: dict[Key, list[Region]] = {}
        alike: dict[tuple[str, ...], list[tuple[Key, Region]]] = {}
        for key, region in self.kinds():
            alike.setdefault(tuple(verdict for verdict, _ in key), []).append((key, region))
        for kinds in alike.values():
            for key, region in kinds:
                if not any(_says_more(key, than) and not without(region.admits, wider.admits) for than, wider in kinds):
                    groups.setdefault(key, []).append(region)
        found = [self._difference(key, regions) for key, regions in groups.items()]
        return sorted(self._by_who_is_bound(found), key=lambda each: each.weight)

    def _difference(self, key: Key, regions: Sequence[Region]) -> Difference:
        boxes: list[Cells] = []
        for each in regions:
            parts = [each.admits]
            for box in boxes:
                parts = [left for part in parts for left in without(part, box)]
            boxes += parts
        left, right = (self._side(side, grounds, regions) for side, (_, grounds) in enumerate(key))
        return Difference(left, right, tuple(regions), sum(map(self.joint.share, boxes)))

    def _by_who_is_bound(self, found: Sequence[Difference]) -> Iterator[Difference]:
        """What follows from binding other people is one difference for those people, whatever the policy that binds them says."""
        by_people: dict[tuple[bool | None, bool | None, frozenset[int]], list[Difference]] = {}
        for each in sorted(found, key=lambda each: each.weight):
            if each.left.bound is True and each.right.bound is True:
                yield each
            else:
                actors = each.regions[0].admits[self._actor]
                by_people.setdefault((each.left.bound, each.right.bound, actors), []).append(each)
        for left, right, actors in sorted(by_people, key=lambda each: len(each[2])):
            # Of people of whom each is told apart, nothing is left to tell.
            apart = [each for each in by_people if each[:2] == (left, right) and each[2] < actors]
            if apart and frozenset().union(*(each[2] for each in apart)) == actors:
                by_people[apart[0]] += by_people.pop((left, right, actors))
        for first, *more in by_people.values():
            yield Difference(first.left, first.right, first.regions, first.share, tuple(more))

    def _side(self, side: int, grounds: frozenset[str], regions: Sequence[Region]) -> Side:
        book, example = self.books[side], regions[0].example
        outcome = book.decide(example)
        verdict, actor = outcome.possible[0], example.facts.get("actor")
        clauses = tuple(each for each in outcome.clauses if each.effect == verdict and each.id in grounds)
        bound = None if actor in book.meant.doubtful else actor in book.meant.bound
        silent = book.why_silent(example, outcome) if verdict == SILENT else ""
        excepted = verdict in _WITHOUT_LEAVE and any(
            self.diagrams.meets(self._less(side, verdict), each.admits) for each in regions
        )
        return Side(verdict, clauses, silent, bound, excepted)

    def _less(self, side: int, verdict: str) -> Node:
        """Where a policy says less than this verdict."""
        if (side, verdict) not in self._said_less:
            number = _NUMBERS[verdict]
            less = self.diagrams.renumbered(self.roots[side], lambda each: 0 if each > number else OUT)
            self._said_less[side, verdict] = less
        return self._said_less[side, verdict]

    def table(self) -> dict[tuple[str, str], float]:
        reached = self.joint.diagrams.together(self.roots, self.joint.shares)
        return {(_NAMES[one], _NAMES[other]): share for (one, other), share in reached.items()}

    # ---- differences in duties and consequences --------------------------------------------------------------

    def _owed(self, book: Rulebook, effect: str) -> dict[Told, tuple[Node, Node]]:
        """What the policy's duties or consequences come to, and where each does: by itself, and by the breaking of a rule."""
        found: dict[Told, tuple[list[Node], list[Node]]] = {}
        sure: dict[int, Node] = {}
        for signal in book.signals:
            if signal.effect == effect:
                norm, where = signal.norm, self.joint.diagram(book, signal.mask)
                if signal.settled:
                    sure[id(norm)] = where
                elif id(norm) in sure:
                    where = self.diagrams.most(where, self._but(sure[id(norm)]))
                told = _told_duty(norm.duty) if norm.duty is not None else (norm.result, norm.certainty)
                ways = found.setdefault((*told, "yes" if signal.settled else "unsettled"), ([], []))
                ways[bool(norm.broken)].append(where)
        return {
            told: (self.diagrams.least(*direct), self.diagrams.least(*broken))
            for told, (direct, broken) in found.items()
        }

    def _shown(self, effect: str) -> Iterator[tuple[str, Region]]:
        """What is done or follows, and the situations of fewest facts in which one policy has it so and the other does not.

        What follows of breaking a rule is compared where a rule of each is broken, and shown once: what is a breach of one policy only is told already.
        """
        sides = [self._owed(book, effect) for book in self.books]
        nowhere = self.diagrams.least()
        every = [[True] * size for size in self.diagrams.sizes]
        breached = [self.diagrams.renumbered(root, lambda each: 0 if each in _BREACHES else OUT) for root in self.roots]
        for told in dict.fromkeys((*sides[0], *sides[1])):
            here = [side.get(told, (nowhere, nowhere)) for side in sides]
            for one, other in ((0, 1), (1, 0)):
                missing = self.diagrams.most(*map(self._but, here[other]), self.joint.stateable)
                direct, broken = here[one]
                for box in self.diagrams.smallest(self.diagrams.most(direct, missing), every):
                    yield told[0], Region(self.joint, box, self.joint.situation(self.joint.first(box)))
                path = self.diagrams.cheapest(self.diagrams.most(broken, missing, breached[other]), self.joint.costs)
                if path is not None:
                    cells = {level: frozenset({cell}) for level, cell in path}
                    yield told[0], Region(self.joint, cells, self.joint.situation(path))

    def duties(self) -> list[DutyDifference]:
        def owed(book: Rulebook, situation: Situation, do: str) -> tuple[DutyOwed, ...]:
            return tuple(each for each in book.decide(situation).duties if each.do == do)

        return [DutyDifference(do, *sides, kinds) for do, sides, kinds in self._grouped("duty", owed)]

    def consequences(self) -> list[ConsequenceDifference]:
        def faced(book: Rulebook, situation: Situation, result: str) -> tuple[ConsequenceFaced, ...]:
            return tuple(each for each in book.decide(situation).consequences if each.result == result)

        return [
            ConsequenceDifference(result, *sides, kinds) for result, sides, kinds in self._grouped("consequence", faced)
        ]

    def _grouped(
        self, effect: str, having: Callable[[Rulebook, Situation, str], tuple[Owed, ...]]
    ) -> Iterator[tuple[str, tuple[tuple[Owed, ...], tuple[Owed, ...]], tuple[Region, ...]]]:
        """Every difference by its clauses, with the kinds of situations in which it is so."""
        groups: dict[tuple[str, tuple[str, ...], tuple[str, ...]], tuple[Any, list[Region]]] = {}
        for what, region in sorted(
            self._shown(effect), key=lambda each: self.joint.cost(self.joint.first(each[1].admits))
        ):
            one, other = (having(book, region.example, what) for book in self.books)
            key = what, tuple(each.clause for each in one), tuple(each.clause for each in other)
            groups.setdefault(key, ((one, other), []))[1].append(region)
        for (what, *_), (sides, regions) in groups.items():
            yield what, sides, tuple(self._apart(regions))

    def _apart(self, regions: Sequence[Region]) -> Iterable[Region]:
        """Without those that another differs from in who does what, or in what has come up where anything will do."""
        found: dict[frozenset[tuple[object, frozenset[int]]], list[Region]] = {}
        for each in regions:
            found.setdefault(self._so(each, ANYTHING), []).append(each)
        for alike in found.values():
            if any(self.joint.level_of.get(("event", OTHER)) in each.admits for each in alike):
                yield alike[0]
            else:
                apart: dict[object, Region] = {}
                for each in alike:
                    apart.setdefault(self._so(each), each)
                yield from apart.values()

    def _so(self, region: Region, event: str = "") -> frozenset[tuple[object, frozenset[int]]]:
        """What is so, but for who does what. event: what to call whatever has come up."""
        return frozenset(
            (event if event and self.joint.is_event(level) else level, cells)
            for level, cells in region.admits.items()
            if level not in (self._actor, self._act)
        )


def _told_duty(duty: DutyMeant) -> Told:
    return duty.do, duty.who, duty.to, duty.within, duty.strength


def _says_more(key: Key, than: Key) -> bool:
    """Whether it is the same difference, with further clauses that say so. Both: of the same verdicts."""
    return key[0][1] >= than[0][1] and key[1][1] >= than[1][1] and key != than


def compare(left: Rulebook, right: Rulebook) -> Comparison:
    """Two policies, each compiled for a day, side by side."""
    comparing = _Comparing(left, right)
    return Comparison(
        comparing.books,
        comparing.joint,
        comparing.table(),
        tuple(comparing.differences()),
        tuple(comparing.duties()),
        tuple(comparing.consequences()),
    )


__all__ = ["Comparison", "ConsequenceDifference", "Difference", "DutyDifference", "Side", "compare"]
