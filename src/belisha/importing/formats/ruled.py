"""Ruled: the tables of a PDF page that lines are drawn around, so that a cell's words stay together however they wrap.

Room: importing. Keeps out: tables without lines (`pdf` goes by where their words stand).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pdfminer.layout import LTChar, LTCurve, LTFigure, LTLine, LTRect

from ..shapes import clean

_NEAR = 3.0  # points: lines that are nearer to each other than this are one
_MOST = 400  # lines on a page: more are a drawing


@dataclass(frozen=True, slots=True)
class Table:
    """A table of two columns or more. edges: where its columns begin and end, from the left; rows: top and bottom of each, from the top."""

    edges: tuple[float, ...]
    rows: tuple[tuple[float, float], ...]

    @property
    def left(self) -> float:
        return self.edges[0]

    @property
    def right(self) -> float:
        return self.edges[-1]

    @property
    def columns(self) -> int:
        return len(self.edges) - 1

    def holds(self, line: Any) -> bool:
        """Whether a line of text stands in the table."""
        middle = (line.y0 + line.y1) / 2
        return bool(
            self.rows[-1][1] < middle < self.rows[0][0]
            and self.left - _NEAR < line.x0
            and line.x1 < self.right + 2 * _NEAR
        )

    def row(self, line: Any) -> int:
        middle = (line.y0 + line.y1) / 2
        return next(number for number, (_, bottom) in enumerate(self.rows) if middle > bottom)

    def pieces(self, line: Any, size: float) -> Iterator[tuple[int, str]]:
        """What of a line of text stands in each column. size: of its letters; raised figures are left out."""
        column, made = -1, ""
        for each in line:
            if isinstance(each, LTChar):
                if each.size < size * 0.75 and each.get_text().isdigit() and made.strip():
                    continue
                here = min(max(bisect_right(self.edges, (each.x0 + each.x1) / 2) - 1, 0), self.columns - 1)
                if here != column:
                    if text := clean(made):
                        yield column, text
                    column, made = here, ""
            made += each.get_text()
        if column >= 0 and (text := clean(made)):
            yield column, text


def tables(page: Any) -> list[Table]:
    """The ruled tables of a page, as pdfminer lays it out."""
    across: list[tuple[float, float, float]] = []  # (y, from x, to x)
    down: list[tuple[float, float, float]] = []  # (x, from y, to y)
    for one in _drawn(page):
        wide, high = one.x1 - one.x0, one.y1 - one.y0
        if high < _NEAR and wide > 10:
            across.append(((one.y0 + one.y1) / 2, one.x0, one.x1))
        elif wide < _NEAR and high > 4:
            down.append(((one.x0 + one.x1) / 2, one.y0, one.y1))
        elif isinstance(one, LTRect) and wide > 10 and high > 6 and wide < page.width * 0.97:
            across += [(one.y0, one.x0, one.x1), (one.y1, one.x0, one.x1)]
            down += [(one.x0, one.y0, one.y1), (one.x1, one.y0, one.y1)]
        if len(across) + len(down) > _MOST:
            return []
    return [table for group in _groups(across, down) if (table := _table(*group)) is not None]


def _drawn(parent: Any, depth: int = 0) -> Iterator[Any]:
    for each in parent:
        if isinstance(each, LTLine | LTRect | LTCurve):
            yield each
        elif isinstance(each, LTFigure) and depth < 3:
            yield from _drawn(each, depth + 1)


_Lines = list[tuple[float, float, float]]


def _groups(across: _Lines, down: _Lines) -> Iterator[tuple[_Lines, _Lines]]:
    """The lines of each table: those that touch, one way or another."""
    left = sorted(across, reverse=True)
    while left:
        rows, columns = [left.pop(0)], set[int]()
        grown = True
        while grown:
            grown = False
            for number, (x, y0, y1) in enumerate(down):
                if number not in columns and any(
                    x0 - _NEAR <= x <= x1 + _NEAR and y0 - _NEAR <= y <= y1 + _NEAR for y, x0, x1 in rows
                ):
                    columns.add(number)
                    grown = True
            if not grown and len(rows) > 1:
                break
            touching = [
                (y, x0, x1)
                for y, x0, x1 in left
                if any(
                    x0 - _NEAR <= down[n][0] <= x1 + _NEAR and down[n][1] - _NEAR <= y <= down[n][2] + _NEAR
                    for n in columns
                )
            ]
            if touching:
                rows += touching
                left = [each for each in left if each not in touching]
                grown = True
        yield rows, [down[number] for number in columns]


def _table(across: _Lines, down: _Lines) -> Table | None:
    """The table that these lines make; None where they make none of two columns."""
    if not down:
        return None
    wide = max(x1 for _, _, x1 in across) - min(x0 for _, x0, _ in across)
    ys = _apart([y for y, _, _ in across])
    whole = [
        y
        for y in ys
        if sum(x1 - x0 for x0, x1 in _merged([(x0, x1) for at, x0, x1 in across if abs(at - y) <= _NEAR])) > wide * 0.5
    ]
    edges = _apart([x for x, _, _ in down])
    if len(edges) < 3 or len(whole) < 2:
        return None
    whole.sort(reverse=True)
    return Table(tuple(edges), tuple(pairwise(whole)))


def _apart(places: list[float]) -> list[float]:
    made: list[float] = []
    for place in sorted(places):
        if not made or place - made[-1] > _NEAR:
            made.append(place)
    return made


def _merged(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    made: list[tuple[float, float]] = []
    for begin, end in sorted(spans):
        if made and begin <= made[-1][1] + _NEAR:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((begin, end))
    return made
