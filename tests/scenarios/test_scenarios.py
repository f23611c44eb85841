"""Every scenario, as one test: what the documents call for, and what the engine says.

Room: tests. The scenarios stand in files (README.md says how they are written); a governor can add one without touching this.
Next door: `checker` reads, decides and compares; `../library` holds what is in front matter and in prose.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from belisha import library
from scenarios import checker

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "scenarios"
LEDGER = ROOT / "tests" / "library" / "ledger.csv"


@pytest.mark.parametrize("scenario", checker.every(), ids=lambda each: each.id)
def test_scenario(scenario: checker.Scenario) -> None:
    found = checker.faults(scenario.expect, checker.decision_of(scenario))
    if found:
        pytest.fail(checker.told(scenario, found), pytrace=False)


# -- the files themselves ----------------------------------------------------------------------------------------------


def test_ids_are_unique() -> None:
    counted = Counter((each.file, each.id) for each in checker.every())
    assert [each for each, times in counted.items() if times > 1] == []


def test_every_scenario_expects_something_that_can_fail() -> None:
    verdicts = {"prohibited", "needs approval", "advised against", "unsettled", "permitted", "silent"}
    idle = []
    for each in checker.every():
        verdict = each.expect.get("verdict")
        allowed = set(verdict) if isinstance(verdict, list) else {verdict}
        if not (set(each.expect) - {"verdict"}) and (verdict is None or verdicts <= allowed):
            idle.append(each.id)
    assert idle == []


def test_expected_clauses_are_clauses_of_that_policy() -> None:
    known = {line.split(",")[0] for line in LEDGER.read_text(encoding="utf-8").splitlines()[1:]}
    keys = {"dilton-marsh": "DM", "little-eaton": "LE", "highwood": "HW", "christ-church": "CC", "wilnecote": "WI"}
    strangers = []
    for each in checker.every():
        if each.policy not in keys:
            continue
        for clause in each.cites | each.may_cite | each.denies:
            if clause not in known or not clause.startswith(keys[each.policy] + "-"):
                strangers.append((each.id, clause))
    assert strangers == []


@pytest.mark.parametrize("policy", library.SCHOOLS)
def test_the_copies_are_those_of_the_shared_folder(policy: str) -> None:
    shared = SHARED / f"{policy}.jsonl"
    if not shared.exists():
        pytest.skip(f"{shared} is not here: the project stands by itself")
    ours = (checker.HERE / f"{policy}.jsonl").read_text(encoding="utf-8")
    assert ours == shared.read_text(encoding="utf-8")


# -- the table of differences ------------------------------------------------------------------------------------------


def test_every_row_of_the_table_is_a_situation_or_says_why_not() -> None:
    table = checker.table()
    stated: dict[int, set[str]] = {}
    for each in checker.of_table():
        assert each.row is not None
        stated.setdefault(each.row, set()).add(each.policy)
    for each in table["cells that are not a situation"]:
        stated.setdefault(each["row"], set()).add(each["policy"])
    not_stated = {each["row"] for each in table["not a situation"]}
    assert not not_stated & set(stated)
    assert not_stated | set(stated) == set(range(1, 110))
    missing = [
        (row, policy)
        for row, policies in sorted(stated.items())
        for policy in library.SCHOOLS
        if policy not in policies
    ]
    assert missing == []


def test_what_is_no_situation_is_checked_where_the_table_says() -> None:
    table = checker.table()
    for each in (*table["not a situation"], *table["cells that are not a situation"]):
        assert each["because"]
        for test in each["checked in"]:
            path, _, name = test.partition("::")
            assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), f"row {each['row']}: {test}"


# -- the checker fails when it should ----------------------------------------------------------------------------------


def clause(id: str, effect: str = "prohibited", fired: str = "yes") -> dict[str, Any]:
    return {"id": id, "effect": effect, "fired": fired}


def duty(
    clause: str, do: str = "report", to: Any = None, within: str | None = None, fired: str = "yes"
) -> dict[str, Any]:
    return {"who": "staff", "do": do, "to": to, "within": within, "strength": "must", "clause": clause, "fired": fired}


def result(clause: str, what: str, fired: str = "yes") -> dict[str, Any]:
    return {"is": what, "certainty": "may", "clause": clause, "fired": fired}


SILENT: dict[str, Any] = {
    "verdict": "silent",
    "possible": ["silent"],
    "ask": [],
    "clauses": [],
    "duties": [],
    "consequences": [],
    "clashes": [],
    "silent because": "nothing said",
}
BUSY: dict[str, Any] = {
    "verdict": "prohibited",
    "possible": ["prohibited"],
    "ask": ["time"],
    "clauses": [clause("LE-83a"), clause("LE-90", fired="perhaps"), clause("LE-84", "excepted", "no")],
    "duties": [
        duty("LE-70", "report", "senior leader", "immediately"),
        duty("LE-110a", "report", ["senior leader", "governing body"]),
        duty("LE-99", "ask to remove", "author", fired="perhaps"),
    ],
    "consequences": [result("LE-32", "disciplinary action"), result("LE-26", "dismissal", "perhaps")],
    "clashes": [["LE-14a", "LE-55"]],
    "silent because": None,
}
DEPENDS: dict[str, Any] = {
    **SILENT,
    "verdict": "depends",
    "possible": ["prohibited", "silent"],
    "ask": ["device"],
    "silent because": None,
}


@pytest.mark.parametrize(
    ("expect", "decision", "holds"),
    [
        ({"verdict": "prohibited"}, BUSY, True),
        ({"verdict": "silent"}, BUSY, False),
        ({"verdict": ["silent", "prohibited"]}, BUSY, True),
        ({"verdict": ["silent", "permitted"]}, BUSY, False),
        ({"verdict": "depends"}, DEPENDS, True),
        (
            {"because": ["LE-83", "LE-70", "LE-32"]},
            BUSY,
            True,
        ),  # a letter is no other clause; a duty and a consequence count
        ({"because": ["LE-83", "LE-8"]}, BUSY, False),
        ({"because": ["LE-90"]}, BUSY, False),  # only perhaps
        ({"because": ["LE-84"]}, BUSY, False),  # excepted
        ({"because": ["LE-99"]}, BUSY, False),  # a duty that there may be
        ({"because_any_of": ["LE-1", "LE-110"]}, BUSY, True),
        ({"because_any_of": ["LE-1", "LE-2"]}, BUSY, False),
        ({"not_because": ["LE-84", "LE-90"]}, BUSY, True),
        ({"not_because": ["LE-83"]}, BUSY, False),
        ({"not_because": ["LE-110"]}, BUSY, False),
        ({"not_because": ["LE-99"]}, BUSY, False),  # may be, and was not to be
        ({"duties": [{"clause": "LE-70"}, {"clause": "LE-110"}]}, BUSY, True),
        ({"duties": [{"clause": "LE-110"}, {"clause": "LE-70"}]}, BUSY, False),  # the document's order
        (
            {"duties": [{"do": "report", "to": "governing body", "clause": "LE-110"}]},
            BUSY,
            True,
        ),  # any of those to whom
        ({"duties": [{"do": "report", "to": ["headteacher", "senior leader"], "clause": "LE-70"}]}, BUSY, True),
        ({"duties": [{"do": "report", "to": "headteacher"}]}, BUSY, False),
        ({"duties": [{"clause": "LE-70", "within": "immediately", "strength": "must"}]}, BUSY, True),
        ({"duties": [{"clause": "LE-70", "within": "24 hours"}]}, BUSY, False),
        ({"duties": [{"clause": "LE-110", "within": None}]}, BUSY, True),  # without a deadline
        ({"duties": [{"clause": "LE-70", "within": None}]}, BUSY, False),
        ({"duties": [{"clause": "LE-70", "strength": "should"}]}, BUSY, False),
        ({"duties": [{"clause": "LE-99"}]}, BUSY, False),
        ({"not_duties": [{"do": "refer"}]}, BUSY, True),
        ({"not_duties": [{"do": "report", "to": "senior leader"}]}, BUSY, False),
        ({"no_duties": True}, SILENT, True),
        ({"no_duties": True}, BUSY, False),
        ({"consequences": [{"is": "disciplinary action", "certainty": "may", "clause": "LE-32"}]}, BUSY, True),
        ({"consequences": [{"is": "disciplinary action", "certainty": "will"}]}, BUSY, False),
        ({"consequences": [{"is": "dismissal"}]}, BUSY, False),
        ({"no_consequences": True}, SILENT, True),
        ({"no_consequences": True}, BUSY, False),
        ({"possible": ["silent"]}, DEPENDS, True),
        ({"possible": ["silent", "permitted"]}, DEPENDS, False),
        ({"ask_any_of": ["place", "device"]}, DEPENDS, True),
        ({"ask_any_of": ["place"]}, DEPENDS, False),
        ({"silent because": "nothing said"}, SILENT, True),
        ({"silent because": "not bound"}, SILENT, False),
        ({"silent because": "nothing said"}, BUSY, False),
        ({"clash": [["LE-14", "LE-55"]]}, BUSY, True),
        ({"clash": [["LE-55", "LE-14"]]}, BUSY, True),
        ({"clash": [["LE-14", "LE-54"]]}, BUSY, False),
        ({"becuase": ["LE-83"]}, BUSY, False),
    ],
    ids=str,
)
def test_the_checker(expect: dict[str, Any], decision: dict[str, Any], holds: bool) -> None:
    assert (checker.faults(expect, decision) == []) is holds


def test_a_failure_is_told_in_words() -> None:
    scenario = checker.Scenario("X-1", "wilnecote", "A teacher asks.", {"actor": "teacher"}, {}, closed=True)
    expect = {
        "verdict": ["silent", "permitted"],
        "because": ["LE-83", "LE-9"],
        "duties": [{"do": "report", "to": "police"}],
    }
    assert checker.told(scenario, checker.faults(expect, BUSY)).splitlines() == [
        "X-1 (wilnecote): A teacher asks.",
        "  facts: actor: teacher; everything else is no",
        "  - expected the verdict silent or permitted; got prohibited",
        "  - expected LE-9 to surface; what surfaces is LE-110, LE-32, LE-70, LE-83",
        "  - expected the duty (do: report, to: police); the duties are: staff must report to senior leader within: immediately (LE-70, yes); "
        "staff must report to senior leader or governing body (LE-110a, yes); staff must ask to remove to author (LE-99, perhaps)",
    ]
