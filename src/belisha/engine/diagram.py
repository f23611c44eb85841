"""Diagram: what policies say of every situation at once, as a decision diagram; counted and searched exactly.

Room: engine. A diagram asks one dimension after another, in one order, and ends in a number; equal parts are one part, so it stays small where a
table of situations would have 10^30 rows. The number is the place of what decides (smallest first), OUT where nothing does.
Keeps out: what the numbers stand for (`joint`), and how a difference is put into words (`compare`).
Next door: `boxes` are what a diagram is made of; `search` answers single questions about unknown facts faster.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import TypeAlias

OUT = 1 << 30
_OUT = -1 - OUT
Node: TypeAlias = int
# By level, the cells that it may be in.
Cells: TypeAlias = "Mapping[int, frozenset[int]]"


class Diagrams:
    """Diagrams over one order of dimensions, which share their parts. sizes: how many cells each dimension has.

    A node is a number: an end `e` is `-1 - e`, an inner node its place in the tables.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = tuple(sizes)
        self._level: list[int] = []
        self._kids: list[tuple[Node, ...]] = []
        self._unique: dict[tuple[int, tuple[Node, ...]], Node] = {}
        self._least: dict[tuple[Node, Node], Node] = {}
        self._most: dict[tuple[Node, Node], Node] = {}
        self._known_parts: dict[Node, list[Node]] = {}

    # ---- making ----------------------------------------------------------------------------------------------

    @staticmethod
    def end(number: int) -> Node:
        return -1 - number

    def node(self, level: int, kids: tuple[Node, ...]) -> Node:
        """The node that asks this dimension and goes on with these; one that makes no difference is left out."""
        if kids.count(kids[0]) == len(kids):
            return kids[0]
        found = self._unique.get((level, kids))
        if found is None:
            found = self._unique[level, kids] = len(self._level)
            self._level.append(level)
            self._kids.append(kids)
        return found

    def box(self, box: Cells, number: int) -> Node:
        """`number` where every level of the box has one of its cells, OUT elsewhere."""
        inner, out = self.end(number), _OUT
        for level in sorted(box, reverse=True):
            cells = box[level]
            inner = self.node(level, tuple(inner if cell in cells else out for cell in range(self.sizes[level])))
        return inner

    def least(self, *nodes: Node) -> Node:
        """The smallest number that one of the diagrams gives."""
        return self._folded(nodes, lambda one, other: self._joined(one, other, min, self._least))

    def most(self, *nodes: Node) -> Node:
        """The largest number that one of the diagrams gives: OUT where one of them is out."""
        return self._folded(nodes, lambda one, other: self._joined(one, other, max, self._most))

    def _folded(self, nodes: Sequence[Node], join: Callable[[Node, Node], Node]) -> Node:
        # Halves first: neighbours are alike, and stay small together.
        waiting = list(nodes) or [_OUT]
        while len(waiting) > 1:
            pairs = [join(one, other) for one, other in zip(waiting[::2], waiting[1::2], strict=False)]
            waiting = pairs + waiting[len(pairs) * 2 :]
        return waiting[0]

    def _joined(
        self, one: Node, other: Node, choose: Callable[[int, int], int], made: dict[tuple[Node, Node], Node]
    ) -> Node:
        if one == other:
            return one
        if one > other:
            one, other = other, one
        if one < 0:  # an end: the smaller of two nodes, and OUT the smallest of all
            if other < 0:
                return -1 - choose(-1 - one, -1 - other)
            if one == _OUT:
                return other if choose is min else one
            if one == -1:  # no number is smaller than 0
                return one if choose is min else other
        found = made.get((one, other))
        if found is not None:
            return found
        level = self._level[other] if one < 0 else min(self._level[one], self._level[other])
        ones = self._kids[one] if one >= 0 and self._level[one] == level else (one,) * self.sizes[level]
        others = self._kids[other] if self._level[other] == level else (other,) * self.sizes[level]
        if len(ones) == 2:
            joined: tuple[Node, ...] = (
                self._joined(ones[0], others[0], choose, made),
                self._joined(ones[1], others[1], choose, made),
            )
        else:
            kids: dict[tuple[Node, Node], Node] = {}
            for pair in zip(ones, others, strict=True):
                if pair not in kids:
                    kids[pair] = self._joined(*pair, choose, made)
            joined = tuple(kids[pair] for pair in zip(ones, others, strict=True))
        made[one, other] = result = self.node(level, joined)
        return result

    def renumbered(self, root: Node, number: Callable[[int], int]) -> Node:
        """The same diagram with other numbers at its ends."""
        made: dict[Node, Node] = {end: self.end(number(-1 - end)) for end in self._ends(root)}
        for node in self._parts(root):
            made[node] = self.node(self._level[node], tuple([made[kid] for kid in self._kids[node]]))
        return made[root]

    def _parts(self, root: Node) -> list[Node]:
        """The inner nodes of a diagram, each after those that it goes on with."""
        if root not in self._known_parts:
            seen: set[Node] = set()
            waiting = [root]
            while waiting:
                node = waiting.pop()
                if node >= 0 and node not in seen:
                    seen.add(node)
                    waiting.extend(self._kids[node])
            self._known_parts[root] = sorted(seen)
        return self._known_parts[root]

    def _ends(self, root: Node) -> set[Node]:
        return {kid for node in self._parts(root) for kid in self._kids[node] if kid < 0} | (
            {root} if root < 0 else set()
        )

    # ---- asking ----------------------------------------------------------------------------------------------

    def level_of(self, node: Node) -> int:
        return self._level[node] if node >= 0 else len(self.sizes)

    def kids_of(self, node: Node) -> tuple[Node, ...]:
        """Where an inner node goes on, by cell."""
        return self._kids[node]

    def at(self, root: Node, stated: Mapping[int, int]) -> int:
        """The number for one situation: the cell of each level, 0 where it is not stated."""
        while root >= 0:
            root = self._kids[root][stated.get(self._level[root], 0)]
        return -1 - root

    def stays(self, root: Node, number: int, admits: Cells) -> bool:
        """Whether every situation in the product of these cells gives this number; a level that is not named is in its quiet cell."""
        end, level_of, kids_of = self.end(number), self._level, self._kids
        seen: set[Node] = set()
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node < 0:
                if node != end:
                    return False
            elif node not in seen:
                seen.add(node)
                kids, cells = kids_of[node], admits.get(level_of[node])
                if cells is None:
                    waiting.append(kids[0])
                else:
                    waiting.extend([kids[cell] for cell in cells])
        return True

    def size(self, root: Node) -> int:
        """How many parts the diagram has."""
        return len(self._parts(root))

    def together(self, roots: tuple[Node, Node], shares: Sequence[Sequence[float]]) -> dict[tuple[int, int], float]:
        """Every pair of numbers that some situation gives under two diagrams side by side, with the share of situations that give it.

        shares: of each level's cells, which add up to 1; a cell without any does not exist.
        """
        level_of, kids_of, end = self._level, self._kids, len(self.sizes)
        levels: list[dict[tuple[Node, Node], float]] = [{} for _ in range(end + 1)]
        levels[min(map(self.level_of, roots))][roots] = 1.0
        for level in range(end):
            share_of = shares[level]
            size = len(share_of)
            for (one, other), share in levels[level].items():
                ones = kids_of[one] if one >= 0 and level_of[one] == level else (one,) * size
                others = kids_of[other] if other >= 0 and level_of[other] == level else (other,) * size
                for after, part in zip(zip(ones, others, strict=True), share_of, strict=True):
                    if part:
                        first, second = after
                        here = level_of[first] if first >= 0 else end
                        if second >= 0 and level_of[second] < here:
                            here = level_of[second]
                        at = levels[here]
                        at[after] = at.get(after, 0.0) + share * part
            levels[level] = {}
        return {(-1 - one, -1 - other): share for (one, other), share in levels[end].items()}

    def meets(self, root: Node, box: Cells) -> bool:
        """Whether the diagram is not OUT in some situation of the box, whatever else that states."""
        last, seen = max(box, default=-1), set[Node]()
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node == _OUT or node in seen:
                continue
            if node < 0 or self._level[node] > last:  # only OUT itself is OUT everywhere
                return True
            seen.add(node)
            kids, cells = self._kids[node], box.get(self._level[node])
            waiting.extend(kids if cells is None else [kids[cell] for cell in cells])
        return False

    def cheapest(self, root: Node, costs: Sequence[Sequence[float]]) -> tuple[tuple[int, int], ...] | None:
        """The situation of least cost that the diagram does not leave OUT, as the (level, cell)s that cost something; None where there is none."""
        known: dict[Node, tuple[float, tuple[tuple[int, int], ...]] | None] = {}

        def go(node: Node) -> tuple[float, tuple[tuple[int, int], ...]] | None:
            if node < 0:
                return None if node == _OUT else (0.0, ())
            if node not in known:
                best: tuple[float, tuple[tuple[int, int], ...]] | None = None
                level = self._level[node]
                for cell, kid in enumerate(self._kids[node]):
                    after = go(kid)
                    if after is not None and (best is None or after[0] + costs[level][cell] < best[0]):
                        step = ((level, cell),) if costs[level][cell] else ()
                        best = (after[0] + costs[level][cell], step + after[1])
                known[node] = best
            return known[node]

        found = go(root)
        return None if found is None else found[1]

    def smallest(self, root: Node, exists: Sequence[Sequence[float]]) -> tuple[Cells, ...]:
        """The situations of fewest facts that the diagram does not leave OUT: nothing that one of them states can be left out.

        Each is a box of the cells that it states, those together that are alike; any other situation that is not OUT states what one of them does,
        and more. exists: of each level's cells; where the quiet one does not exist, another has to be stated.
        """
        before = [0, *accumulate(self.sizes)]
        known: dict[Node, tuple[int, ...]] = {}

        def go(node: Node) -> tuple[int, ...]:
            # A box as one number: the bits of the cells that its levels rule out. It lies in another that rules out nothing more.
            if node < 0:
                return () if node == _OUT else (0,)
            if node not in known:
                level, kids = self._level[node], self._kids[node]
                quiet = go(kids[0]) if exists[level][0] else ()
                alike: dict[Node, int] = {}
                for cell, kid in enumerate(kids):
                    if exists[level][cell] and not (exists[level][0] and kid == kids[0]):
                        alike[kid] = alike.get(kid, 0) | 1 << cell
                every = (1 << self.sizes[level]) - 1
                found = {
                    box | (every & ~cells) << before[level] for kid, cells in alike.items() for box in go(kid)
                }.difference(quiet)
                known[node] = (*quiet, *sorted(box for box in found if not _lies_in_one(box, quiet)))
            return known[node]

        def cells(box: int) -> Cells:
            ruled_out = [(box >> before[level]) & ((1 << size) - 1) for level, size in enumerate(self.sizes)]
            return {
                level: frozenset(cell for cell in range(self.sizes[level]) if not out >> cell & 1)
                for level, out in enumerate(ruled_out)
                if out
            }

        return tuple(cells(box) for box in go(root))


def _lies_in_one(box: int, others: Sequence[int]) -> bool:
    free = ~box
    for each in others:  # noqa: SIM110 - `any` takes twice as long, and this is asked a million times
        if not each & free:
            return True
    return False


__all__ = ["OUT", "Cells", "Diagrams", "Node"]
