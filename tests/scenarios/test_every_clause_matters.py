"""Every clause that decides something is missed when it is taken out: some scenario fails without it.

Room: tests. Takes each ledger clause's sentences out of its document, one clause at a time, and puts the scenarios to what is left.
Next door: `docs/coverage.md` names the scenarios that expect a clause; this shows that they would notice.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from belisha import library
from belisha.engine import decide, read_situation
from belisha.language import Policy, load
from belisha.language.meaning import NotMeant
from belisha.language.policy import Part, Procedure, Rules
from scenarios import checker


def without(policy: Policy, clause: str) -> Policy:
    """The policy with all the sentences of a ledger clause taken out."""
    parts: list[Part] = []
    for part in policy.parts:
        if isinstance(part, Rules):
            part = replace(part, clauses=tuple(each for each in part.clauses if checker.base(each.id) != clause))
        elif isinstance(part, Procedure):
            part = replace(part, steps=tuple(each for each in part.steps if checker.base(each.id) != clause))
        parts.append(part)
    return replace(policy, parts=tuple(parts), text="", name=f"{policy.name} without {clause}")


@pytest.mark.slow
@pytest.mark.parametrize("name", library.SCHOOLS)
def test_no_clause_can_be_taken_out_unnoticed(name: str) -> None:
    policy = library.policy(name)
    scenarios = [each for each in checker.every() if each.policy == name]
    unnoticed = []
    for clause in sorted({checker.base(each.id) for each in policy.clauses}):
        poorer = without(policy, clause)
        for scenario in sorted(scenarios, key=lambda each: clause not in each.cites):  # those that expect it first
            situation = read_situation(scenario.facts, load(), closed=scenario.closed)
            try:
                decision = decide(poorer, situation, scenario.as_of, law=library.law()).as_json()
            except NotMeant:  # another sentence rests on it, so the document would not read
                break
            if checker.faults(scenario.expect, decision):
                break
        else:
            unnoticed.append(clause)
    assert unnoticed == []
