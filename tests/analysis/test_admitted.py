"""The five shipped policies: `check` names the defects that their own notes, and the ledger of their clauses, admit.

`admitted.csv` holds one defect a line. `found by`: the kind of finding that names it, or `none: …` where nothing in the document shows it to a
program, and why.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from belisha import library
from belisha.analysis import KINDS, check
from belisha.analysis.passages import passages

DAY = date(2026, 11, 28)
ROWS = list(csv.DictReader((Path(__file__).parent / "admitted.csv").open(encoding="utf-8")))
CLERK = [row for row in ROWS if not re.match(r"none: ", row["found by"])]


@cache
def found(policy: str) -> dict[str, set[str]]:
    """The clauses that the findings of each kind are about."""
    made: dict[str, set[str]] = {}
    for finding in check(library.policy(policy), as_of=DAY):
        made.setdefault(finding.kind, set()).update(finding.ids)
    return made


@pytest.mark.parametrize("row", CLERK, ids=lambda row: f"{row['policy']}: {row['defect'][:60]}")
def test_a_defect_that_is_admitted_is_named(row):
    of_kind = found(row["policy"]).get(row["found by"])
    assert of_kind is not None, f"no {row['found by']} in {row['policy']}"
    assert not set(row["clauses"].split()) - of_kind


def test_every_kind_in_the_table_is_a_kind():
    assert {row["found by"] for row in CLERK} <= KINDS.keys()


def test_every_clause_in_the_table_stands_in_its_policy():
    for row in ROWS:
        policy = library.policy(row["policy"])
        ids = {id for each in passages(policy) for id in each.ids} | {
            id for _, own in policy.front.clauses for id in own
        }
        ids |= {each for id in ids for each in [re.sub(r"[a-z]$", "", id)]}
        ids |= {id for part in policy.parts for id in getattr(part, "clauses", ()) if isinstance(id, str)}
        assert not set(row["clauses"].split()) - ids, row


def test_the_table_goes_through_every_policy():
    assert {row["policy"] for row in ROWS} == set(library.SCHOOLS)
    assert len(CLERK) >= 110 and len(ROWS) >= 160


@pytest.mark.parametrize("name", library.SCHOOLS)
def test_no_shipped_policy_has_a_reading_fault(name):
    assert not [finding for finding in check(library.policy(name), as_of=DAY) if finding.severity == "error"]
