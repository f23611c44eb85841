"""Analysis: seconds to check a policy, to hold two side by side, and to do both with three hundred sentences; beside z3; as JSON.

The middle of three runs each, on one core, with the policy already read. z3 (the model of tests/engine/symbolic.py) is asked for less than a
comparison gives: one situation for each pair of verdicts that occurs, and that the others do not; the pairs are compared before a figure is written.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from itertools import combinations, product
from pathlib import Path
from statistics import median
from typing import Any

from long import long_policy

from belisha import library
from belisha.analysis import check
from belisha.engine.compare import compare
from belisha.engine.contradictions import Contradictions
from belisha.engine.rulebook import VERDICTS, Rulebook
from belisha.engine.telling import Teller
from belisha.language import load
from belisha.language.policy import Policy

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from engine.symbolic import Asking, Symbolic

AS_OF = date(2026, 11, 20)


def seconds(deed: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        deed()
        taken.append(time.perf_counter() - start)
    return median(taken)


def book(policy: Policy) -> Rulebook:
    return Rulebook(policy, load(), AS_OF, library.law())


def compared(left: Policy, right: Policy) -> list[str]:
    """From policies to sentences."""
    comparison = compare(book(left), book(right))
    teller = Teller(comparison, ("The one", "the other"))
    return [teller.difference(each).sentence for each in comparison.differences]


def contradicted(policy: Policy) -> list[object]:
    contradictions = Contradictions(book(policy))
    return [*contradictions.found(), *contradictions.idle()]


def pairs_by_z3(left: Policy, right: Policy) -> set[tuple[str, str]]:
    asking = Asking(acting=True)
    one, other = (Symbolic(each, AS_OF, library.law()).verdicts for each in (left, right))
    return {pair for pair in product((*VERDICTS, "silent"), repeat=2) if asking.find(one[pair[0]], other[pair[1]])}


def rows() -> Iterable[dict[str, Any]]:
    shipped = [library.policy(name) for name in library.NAMES]
    for policy in shipped:
        yield {"what": "check", "of": policy.name, "seconds": seconds(lambda policy=policy: check(policy, as_of=AS_OF))}
    for left, right in combinations(shipped, 2):
        of = f"{left.name}, {right.name}"
        yield {"what": "compare", "of": of, "seconds": seconds(lambda one=left, two=right: compared(one, two))}
        assert pairs_by_z3(left, right) == set(compare(book(left), book(right)).table), of
        yield {"what": "z3", "of": of, "seconds": seconds(lambda one=left, two=right: pairs_by_z3(one, two))}
    long = [long_policy(seed) for seed in (1, 2, 3)]
    for number, policy in enumerate(long):
        of = f"three hundred sentences, {number + 1}"
        yield {"what": "check", "of": of, "seconds": seconds(lambda policy=policy: contradicted(policy))}
    for (one, left), (two, right) in combinations(enumerate(long), 2):
        of = f"three hundred sentences, {one + 1} and {two + 1}"
        yield {"what": "compare", "of": of, "seconds": seconds(lambda one=left, two=right: compared(one, two))}


if __name__ == "__main__":
    json.dump(list(rows()), sys.stdout, indent=1)
