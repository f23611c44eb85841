"""Two policies side by side, row by row of the table of differences: where the row's verdicts differ, a comparison tells of it.

A comparison names kinds of situations by the facts that decide, one clause at a time; a row's situation may be of several kinds ("the one forbids
what is defamatory, of which the other says nothing; the other advises against personal accounts"). So the stricter verdict has to be told, and that
the other policy says less.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations

import pytest

from belisha import library
from belisha.engine.compare import Comparison, compare
from belisha.engine.rulebook import VERDICTS, Rulebook
from belisha.language import load
from scenarios import checker

STRICTEST_FIRST = (*VERDICTS, "silent")
PAIRS = list(combinations(library.SCHOOLS, 2))


@cache
def book(name: str) -> Rulebook:
    return Rulebook(library.policy(name), load(), checker.AS_OF, library.law())


@cache
def comparison(left: str, right: str) -> Comparison:
    return compare(book(left), book(right))


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_where_the_verdicts_of_a_row_differ_it_is_told(left: str, right: str) -> None:
    rows: dict[str, dict[str, checker.Scenario]] = {}
    for each in checker.of_table():
        if each.closed:
            rows.setdefault(each.id.rpartition(" ")[0], {})[each.policy] = each
    told = 0
    for row, of_policy in rows.items():
        if not {left, right} <= set(of_policy):
            continue
        situation = checker.situation_of(of_policy[left], closed=True)
        if "actor" not in situation.facts or "act" not in situation.facts:
            continue
        verdicts = [book(name).decide(situation).possible[0] for name in (left, right)]
        if verdicts[0] == verdicts[1]:
            continue
        stricter, other = sorted((0, 1), key=lambda side: STRICTEST_FIRST.index(verdicts[side]))
        pairs = [(each.left.verdict, each.right.verdict) for each in comparison(left, right).covering(situation)]
        assert any(
            pair[stricter] == verdicts[stricter]
            and STRICTEST_FIRST.index(pair[other]) > STRICTEST_FIRST.index(pair[stricter])
            for pair in pairs
        ), f"row {row}: {of_policy[left].title} {verdicts} {pairs}"
        told += 1
    assert told > 20
