"""Small numbers: which numbers of people may be shown, so that none points at somebody.

Room: schools.reports. Pure. From one to four people is "fewer than 5"; and where that could be worked out from the numbers beside it or beneath it, another
number is withheld as well. Nought is shown: that nobody did something points at nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from math import inf

FEWEST = 5
FEW, WITHHELD = f"fewer than {FEWEST}", "not shown"
RULE = (
    f"Numbers of people from 1 to {FEWEST - 1} stand as “{FEW}”, and groups of fewer than {FEWEST} are put together. A number that would give such a small one away, "
    f"by taking one from the other, is “{WITHHELD}”."
)  # fmt: skip
Cell = tuple[int, int]


def alone(count: int) -> str:
    """A number that adds up to nothing else.

    >>> [alone(each) for each in (0, 3, 5, 1200)]
    ['0', 'fewer than 5', '5', '1,200']
    """
    return FEW if 0 < count < FEWEST else f"{count:,}"


def together(rows: Sequence[tuple[str, Sequence[int]]], name: str) -> list[tuple[str, list[int]]]:
    """Groups whose numbers add up to fewer than five people, as one group of that name; with the smallest of the others, where that is still too few.

    >>> together([("Cooks", [2, 1]), ("Teachers", [9, 3]), ("Clerks", [1, 0])], "Others")
    [('Others', [12, 4])]
    """
    kept = sorted(((title, list(parts)) for title, parts in rows), key=lambda each: sum(each[1]))
    few: list[list[int]] = []
    while kept and (sum(kept[0][1]) < FEWEST or 0 < sum(map(sum, few)) < FEWEST):
        few.append(kept.pop(0)[1])
    order = {title: place for place, (title, _) in enumerate(rows)}
    found = sorted(kept, key=lambda each: order[each[0]])
    return [*found, (name, [sum(column) for column in zip(*few, strict=True)])] if few else found


def added_up(rows: Sequence[Sequence[int]]) -> list[list[str]]:
    """Rows of numbers that add up both ways, as they may be shown: each with its sum at the end, and a row of sums beneath.

    >>> added_up([[13, 1], [30, 0]])
    [['not shown', 'fewer than 5', '14'], ['30', '0', '30'], ['not shown', 'fewer than 5', '44']]
    """
    if not rows:
        return []
    whole = [[*row, sum(row)] for row in rows]
    whole.append([sum(column) for column in zip(*whole, strict=True)])
    lines = _lines(len(whole), len(whole[0]))
    few = {(r, c) for r, row in enumerate(whole) for c, count in enumerate(row) if 0 < count < FEWEST}
    hidden = set(few)
    while given_away := _given_away(whole, lines, few, hidden):
        alone = [line for line in lines if len(hidden.intersection(line)) == 1]
        shown = {cell for cell in chain(*lines) if whole[cell[0]][cell[1]]} - hidden
        beside = shown.intersection(chain(*(alone or [line for line in lines if given_away in line]))) or shown
        if not beside:  # all of them are so small that even "fewer than 5" says too much
            few = set()
            break
        hidden.add(min(beside, key=lambda cell: _loss(cell, whole, lines, hidden)))
    return [
        [FEW if (r, c) in few else WITHHELD if (r, c) in hidden else f"{count:,}" for c, count in enumerate(row)]
        for r, row in enumerate(whole)
    ]


def _lines(height: int, width: int) -> list[list[Cell]]:
    """Each row and each column, with its sum as the last."""
    rows = [[(r, c) for c in range(width)] for r in range(height)]
    return [*rows, *([(r, c) for r in range(height)] for c in range(width))]


def _loss(
    cell: Cell, whole: Sequence[Sequence[int]], lines: Sequence[Sequence[Cell]], hidden: set[Cell]
) -> tuple[object, ...]:
    """What a reader loses with a cell: the sum of all, the further cells that would have to go for it, a sum rather than a part, a large number rather than a small one."""
    (r, c), last = cell, (len(whole) - 1, len(whole[0]) - 1)
    further = sum(len((hidden | {cell}).intersection(line)) == 1 for line in lines)
    return cell == last, further, c == last[1], r == last[0], whole[r][c], cell


def _given_away(
    whole: Sequence[Sequence[int]], lines: Sequence[Sequence[Cell]], few: set[Cell], hidden: set[Cell]
) -> Cell | None:
    """A small number that follows from what is shown, as a reader could work out who narrows each line by the others until nothing moves."""
    low: dict[Cell, float] = {(r, c): count for r, row in enumerate(whole) for c, count in enumerate(row)}
    high = dict(low)
    for cell in hidden:
        low[cell], high[cell] = (1, FEWEST - 1) if cell in few else (FEWEST, inf)
    moved = True
    while moved:
        moved = False
        for *parts, total in lines:
            narrower = [(total, sum(low[each] for each in parts), sum(high[each] for each in parts))]
            for cell in parts:
                others = [each for each in parts if each != cell]
                narrower.append(
                    (
                        cell,
                        low[total] - sum(high[each] for each in others),
                        high[total] - sum(low[each] for each in others),
                    )
                )
            for cell, at_least, at_most in narrower:
                if cell in hidden and (at_least > low[cell] or at_most < high[cell]):
                    low[cell], high[cell], moved = max(low[cell], at_least), min(high[cell], at_most), True
    return min((cell for cell in few if low[cell] == high[cell]), default=None)
