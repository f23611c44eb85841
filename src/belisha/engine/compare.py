"""Compare: on which situations two policies differ, exactly.

Room: engine. First the whole table, verdict by verdict, counted on diagrams; then the differences that people would name. A difference is a smallest
situation in which the two give different verdicts by these clauses, widened to the kind of situation that it stands for. Two differences that only
meet (a post that one policy forbids for what it names, and the other advises against for its tone) are no third one.
Keeps out: words (`telling`).
Next door: `joint` is the space, `regions` names kinds of situations, `decide` gives every answer that is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeAlias

from .decision import Cited, ConsequenceFaced, DutyOwed
from .diagram import OUT
from .joint import Case, Joint, Path
from .regions import Region, widened
from .rulebook import SILENT, VERDICTS, Rulebook, Signal
from .situation import Situation

# How far apart two verdicts are for somebody who acts by them: what one allows and the other forbids comes first.
STRICTNESS = {"prohibited": 4, "needs approval": 3, "advised against": 2, "unsettled": 1, SILENT: 0, "permitted": -2}
# By which clauses each of the two gives which verdict.
Key: TypeAlias = "tuple[tuple[str, frozenset[str]], tuple[str, frozenset[str]]]"
NOT_BOUND = "not bound"


@dataclass(frozen=True, slots=True)
class Side:
    """What one policy says. clauses: those that give the verdict; silent_because: why it is silent, or "".

    bound: False where it does not bind the person, None where it does not settle whether it does.
    """

    verdict: str
    clauses: tuple[Cited, ...] = ()
    silent_because: str = ""
    bound: bool | None = True

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
    """One difference in what must be done. left, right: the duties of one kind, () where a policy has none of it."""

    do: str
    left: tuple[DutyOwed, ...]
    right: tuple[DutyOwed, ...]
    examples: tuple[Situation, ...]


@dataclass(frozen=True, slots=True)
class ConsequenceDifference:
    """One difference in what follows. left, right: the consequences of one kind, () where a policy has none of it."""

    result: str
    left: tuple[ConsequenceFaced, ...]
    right: tuple[ConsequenceFaced, ...]
    examples: tuple[Situation, ...]


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
        self.roots = (self.joint.verdict_diagram(left), self.joint.verdict_diagram(right))
        self._names = {OUT: SILENT, **dict(enumerate(VERDICTS))}
        self._actor, self._act = self.joint.level_of["actor"], self.joint.level_of["act"]
        self._keys: dict[Path, Key] = {}
        # Of each policy, in its order: what gives a verdict, case by case.
        self._cases = [
            [
                (signal.effect, case)
                for signal in self.joint.deciding(book)
                for case in self.joint.cases(book, signal.mask)
            ]
            for book in self.books
        ]

    # ---- situations ------------------------------------------------------------------------------------------

    def verdicts(self, path: Path) -> tuple[str, str]:
        stated = dict(path)
        one, other = (self.joint.diagrams.at(root, stated) for root in self.roots)
        return self._names[one], self._names[other]

    def differ(self, path: Path) -> bool:
        one, other = self.verdicts(path)
        return one != other

    def key(self, path: Path) -> Key:
        found = self._keys.get(path)
        if found is None:
            situation = self.joint.situation(path)
            one, other = (self._told(book, situation) for book in self.books)
            found = self._keys[path] = one, other
        return found

    def _told(self, book: Rulebook, situation: Situation) -> tuple[str, frozenset[str]]:
        """The verdict and its clauses; of a policy that does not bind the person, that it does not."""
        holding, actor = book.holding(situation), situation.facts.get("actor")
        verdict = next((verdict for verdict, mask in book.verdict_masks if holding & mask), SILENT)
        if verdict == SILENT:
            return verdict, frozenset() if actor in book.meant.bound else frozenset({NOT_BOUND})
        if actor in book.meant.doubtful:
            return verdict, frozenset({NOT_BOUND})
        return verdict, frozenset(
            each.norm.clause.id for each in book.signals if each.effect == verdict and holding & each.mask
        )

    def _completed(self, path: Path | None) -> Path | None:
        """With somebody who does something: who and what, where the path leaves them open."""
        if path is None:
            return None
        found = dict(path)
        for fact, usual in (("actor", "teacher"), ("act", "post")):
            level = self.joint.level_of[fact]
            found.setdefault(level, self.joint.cell_of[level][usual])
        return tuple(sorted(found.items()))

    # ---- the situations that show a difference ---------------------------------------------------------------

    def candidates(self) -> list[Path]:
        """The situations of fewest facts in which something of one policy holds, or something of each; and those one fact away from such a one,
        where that fact is one on which the policies turn."""
        cases = self._cases
        found: dict[Path, bool] = {}

        def add(path: Path | None) -> Path | None:
            path = self._completed(path)
            if path is not None and path not in found:
                found[path] = self.differ(path)
            return path

        for _, case in (*cases[0], *cases[1]):
            path = add(self.joint.fewest(case))
            for near in self._one_fact_away(path, case) if path is not None else ():
                add(near)
        for one, case in cases[0]:
            for other, beside in cases[1]:
                if one != other:
                    add(self.joint.fewest(case, beside))
        return sorted((path for path, differs in found.items() if differs), key=self.joint.cost)

    def _one_fact_away(self, path: Path, case: Case) -> Iterator[Path]:
        """The case still holds: another value that it admits, or a fact that it leaves open and by which what decides here would no longer."""
        stated = dict(path)
        turning = {level for side in (0, 1) for each in self._holding(side, path) for level in each.cells} - {
            self._actor,
            self._act,
        }
        for level in sorted(turning | case.cells.keys()):
            admitted = case.cells.get(level)
            for cell in range(len(self.joint.cells[level])):
                if (
                    cell != stated.get(level, 0)
                    and self.joint.shares[level][cell]
                    and (admitted is None or cell in admitted)
                ):
                    changed = {**stated, level: cell}
                    yield tuple(sorted(each for each in changed.items() if each[1]))

    def _holding(self, side: int, path: Path) -> Iterator[Case]:
        """The cases by which a policy gives its verdict."""
        stated, verdict = dict(path), self.verdicts(path)[side]
        for effect, case in self._cases[side]:
            if effect == verdict and all(stated.get(level, 0) in cells for level, cells in case.cells.items()):
                yield case

    def smallest(self) -> list[Path]:
        """Those that nobody would call a case, or a meeting, of others; and one for each clause that is left out by that."""
        kept: list[Path] = []
        rest: list[Path] = []
        smaller: dict[tuple[str, str], list[frozenset[tuple[int, int]]]] = {}
        shown: set[str] = set()
        for path in self.candidates():
            held = frozenset(path)
            known = smaller.setdefault(self.verdicts(path), [])
            if any(each < held for each in known) or self._is_a_meeting(path, shown):
                rest.append(path)
            else:
                kept.append(path)
                known.append(held)
                shown.update(each for _, ids in self.key(path) for each in ids)
        for path in rest:
            named = {each for _, ids in self.key(path) for each in ids}
            if named - shown:
                kept.append(path)
                shown |= named
        return kept

    def _is_a_meeting(self, path: Path, shown: set[str]) -> bool:
        """Whether it falls into two parts, each of which is a difference already."""
        frame = [each for each in path if each[0] in (self._actor, self._act)]
        more = [each for each in path if each not in frame]

        def with_frame(part: Sequence[tuple[int, int]]) -> Path:
            return tuple(sorted([*frame, *part]))

        for size in range(1, len(more)):
            for part in combinations(more, size):
                if more[0] in part and self.differ(with_frame(part)):
                    if self.differ(with_frame([each for each in more if each not in part])):
                        return True
        # What makes one policy decide is a mere flag, and has nothing to do with what makes the other decide.
        needs = [self._needed(side, path) for side in (0, 1)]
        if None in needs:
            return False
        one, other = (need or frozenset() for need in needs)
        if one & other or not (one or other):
            return False
        for side, need, beside in ((0, one, other), (1, other, one)):
            flags = bool(need) and all(self.joint.cells[level] == (False, True) for level in need)
            apart = with_frame([each for each in more if each[0] in (need if beside else ())])
            if flags and apart != path and self.differ(apart):
                ids = self.key(path)[side][1]
                if beside or ids <= shown:
                    return True
        return False

    def _needed(self, side: int, path: Path) -> frozenset[int] | None:
        """The levels, but for who and what, that the policy's verdict needs: those of its smallest case. None where it is silent."""
        needs = [
            frozenset(level for level, cells in case.cells.items() if 0 not in cells) - {self._actor, self._act}
            for case in self._holding(side, path)
        ]
        return min(needs, key=len) if needs else None

    # ---- differences in verdicts -----------------------------------------------------------------------------

    def differences(self) -> list[Difference]:
        groups: dict[Key, list[Region]] = {}
        for path in self.smallest():
            key, situation = self.key(path), self.joint.situation(path)
            near = next(
                (each for each, regions in groups.items() if _says_more(key, each) and _covered(situation, regions)),
                None,
            )
            regions = groups.setdefault(key if near is None else near, [])
            if near is not None or _covered(situation, regions):
                continue

            def alike(changed: Path, key: Key = key) -> bool:
                return self.key(changed) == key

            regions.append(widened(self.joint, path, self.roots, alike))
        found = [self._difference(regions) for regions in groups.values()]
        return sorted(self._by_who_is_bound(found), key=lambda each: each.weight)

    def _difference(self, regions: Sequence[Region]) -> Difference:
        example = regions[0].example
        left, right = (self._side(book, example) for book in self.books)
        diagrams = self.joint.diagrams
        share = diagrams.share(diagrams.least(*(diagrams.box(each.admits, 0) for each in regions)), self.joint.shares)
        return Difference(left, right, tuple(regions), share)

    def _by_who_is_bound(self, found: Sequence[Difference]) -> Iterator[Difference]:
        """What follows from binding other people is one difference for those people, whatever the policy that binds them says."""
        by_people: dict[object, list[Difference]] = {}
        for each in sorted(found, key=lambda each: each.weight):
            if each.left.bound is True and each.right.bound is True:
                yield each
            else:
                actors = each.regions[0].admits[self._actor]
                by_people.setdefault((each.left.bound, each.right.bound, actors), []).append(each)
        for first, *more in by_people.values():
            yield Difference(first.left, first.right, first.regions, first.share, tuple(more))

    def _side(self, book: Rulebook, example: Situation) -> Side:
        outcome = book.decide(example)
        verdict, actor = outcome.possible[0], example.facts.get("actor")
        clauses = tuple(each for each in outcome.clauses if each.effect == verdict)
        bound = None if actor in book.meant.doubtful else actor in book.meant.bound
        return Side(verdict, clauses, book.why_silent(example, outcome) if verdict == SILENT else "", bound)

    def table(self) -> dict[tuple[str, str], float]:
        reached = self.joint.diagrams.together(self.roots, self.joint.shares)
        return {(self._names[one], self._names[other]): share for (one, other), share in reached.items()}

    # ---- differences in duties and consequences --------------------------------------------------------------

    def _examples(self, effect: str) -> Iterator[tuple[Signal, Situation]]:
        """For each norm of this effect, the situations of fewest facts in which it holds."""
        for book in self.books:
            for signal in book.signals:
                if signal.effect == effect:
                    paths = {self.joint.fewest(case) for case in self.joint.cases(book, signal.mask)} - {None}
                    for path in sorted((each for each in paths if each is not None), key=self.joint.cost):
                        stated = dict(path)
                        if self._act in stated or not any(self.joint.is_event(level) for level in stated):
                            path = self._completed(path) or path
                        yield signal, self.joint.situation(path)

    def duties(self) -> list[DutyDifference]:
        found: dict[tuple[str, frozenset[str], frozenset[str]], DutyDifference] = {}
        for signal, situation in self._examples("duty"):
            assert signal.norm.duty is not None
            do = signal.norm.duty.do
            owed = [tuple(each for each in book.decide(situation).duties if each.do == do) for book in self.books]
            told = [
                frozenset((each.who, each.to, each.within, each.strength, each.fired) for each in side) for side in owed
            ]
            if told[0] == told[1]:
                continue
            key = (do, frozenset(each.clause for each in owed[0]), frozenset(each.clause for each in owed[1]))
            before = found.get(key)
            found[key] = DutyDifference(do, owed[0], owed[1], (*(before.examples if before else ()), situation))
        return _without_meetings(found)

    def consequences(self) -> list[ConsequenceDifference]:
        found: dict[tuple[str, frozenset[str], frozenset[str]], ConsequenceDifference] = {}
        for signal, situation in self._examples("consequence"):
            result = signal.norm.result
            faced = [
                tuple(each for each in book.decide(situation).consequences if each.result == result)
                for book in self.books
            ]
            told = [frozenset((each.certainty, each.fired) for each in side) for side in faced]
            if told[0] == told[1]:
                continue
            key = (result, frozenset(each.clause for each in faced[0]), frozenset(each.clause for each in faced[1]))
            before = found.get(key)
            found[key] = ConsequenceDifference(
                result, faced[0], faced[1], (*(before.examples if before else ()), situation)
            )
        return _without_meetings(found)


def _covered(situation: Situation, regions: Sequence[Region]) -> bool:
    return any(region.covers(situation) for region in regions)


def _says_more(key: Key, than: Key) -> bool:
    """Whether it is the same difference, with further clauses that say so."""
    return all(one[0] == other[0] and other[1] <= one[1] for one, other in zip(key, than, strict=True))


def _without_meetings(found: dict[tuple[str, frozenset[str], frozenset[str]], Any]) -> list[Any]:
    """Those that are not merely several others at once."""
    kept = []
    for (kind, left, right), each in found.items():
        others = [
            key for key in found if key[0] == kind and key[1] <= left and key[2] <= right and key != (kind, left, right)
        ]
        if not others or left | right != frozenset().union(*(one | other for _, one, other in others)):
            kept.append(each)
    return kept


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
