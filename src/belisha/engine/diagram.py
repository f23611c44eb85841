"""Diagram: what policies say of every situation at once, as a decision diagram; counted and searched exactly.

Room: engine. A diagram asks one dimension after another, in one order, and ends in a number; equal parts are one part, so it stays small where a
table of situations would have 10^30 rows. The number is the place of what decides (smallest first), OUT where nothing does.
Keeps out: what the numbers stand for (`joint`), and how a difference is put into words (`compare`).
Next door: `boxes` are what a diagram is made of; `search` answers single questions about unknown facts faster.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

OUT = 1 << 30
Node = int


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

    # ---- making ----------------------------------------------------------------------------------------------

    @staticmethod
    def end(number: int) -> Node:
        return -1 - number

    def node(self, level: int, kids: tuple[Node, ...]) -> Node:
        """The node that asks this dimension and goes on with these; one that makes no difference is left out."""
        first = kids[0]
        if all(kid == first for kid in kids):
            return first
        found = self._unique.get((level, kids))
        if found is None:
            found = self._unique[level, kids] = len(self._level)
            self._level.append(level)
            self._kids.append(kids)
        return found

    def box(self, box: Mapping[int, frozenset[int]], number: int) -> Node:
        """`number` where every level of the box has one of its cells, OUT elsewhere."""
        inner, out = self.end(number), self.end(OUT)
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
        waiting = list(nodes) or [self.end(OUT)]
        while len(waiting) > 1:
            pairs = [join(one, other) for one, other in zip(waiting[::2], waiting[1::2], strict=False)]
            waiting = pairs + waiting[len(pairs) * 2 :]
        return waiting[0]

    def _joined(
        self, one: Node, other: Node, choose: Callable[[int, int], int], made: dict[tuple[Node, Node], Node]
    ) -> Node:
        if one == other:
            return one
        if one < 0 and other < 0:
            return -1 - choose(-1 - one, -1 - other)
        key = (one, other) if one < other else (other, one)
        found = made.get(key)
        if found is not None:
            return found
        out = -1 - OUT
        if out in key:  # nothing to choose from, or nothing left
            result = (other if one == out else one) if made is self._least else out
            made[key] = result
            return result
        here = self.level_of(one), self.level_of(other)
        level = min(here)
        size = self.sizes[level]
        ones = self._kids[one] if here[0] == level else (one,) * size
        others = self._kids[other] if here[1] == level else (other,) * size
        kids: dict[tuple[Node, Node], Node] = {}
        joined = []
        for pair in zip(ones, others, strict=True):
            if pair not in kids:
                kids[pair] = self._joined(*pair, choose, made)
            joined.append(kids[pair])
        made[key] = result = self.node(level, tuple(joined))
        return result

    def renumbered(self, root: Node, number: Callable[[int], int]) -> Node:
        """The same diagram with other numbers at its ends."""
        made: dict[Node, Node] = {}

        def go(node: Node) -> Node:
            if node < 0:
                return self.end(number(-1 - node))
            if node not in made:
                made[node] = self.node(self._level[node], tuple(go(kid) for kid in self._kids[node]))
            return made[node]

        return go(root)

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

    def size(self, root: Node) -> int:
        """How many parts the diagram has."""
        seen: set[Node] = set()
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node >= 0 and node not in seen:
                seen.add(node)
                waiting.extend(self._kids[node])
        return len(seen)

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

    def share(self, root: Node, shares: Sequence[Sequence[float]]) -> float:
        """The share of situations that the diagram does not leave OUT."""
        found = self.together((root, self.end(0)), shares)
        return sum(share for (number, _), share in found.items() if number != OUT)

    def cheapest(self, root: Node, costs: Sequence[Sequence[float]]) -> tuple[tuple[int, int], ...] | None:
        """The situation of least cost that the diagram does not leave OUT, as the (level, cell)s that cost something; None where there is none."""
        known: dict[Node, tuple[float, tuple[tuple[int, int], ...]] | None] = {}

        def go(node: Node) -> tuple[float, tuple[tuple[int, int], ...]] | None:
            if node < 0:
                return None if node == -1 - OUT else (0.0, ())
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


__all__ = ["OUT", "Diagrams", "Node"]
