"""Good documents and bad ones: of each kind of finding one that has it, and one that nearly has.

`bad/<kind>.md` (or `bad/<kind>-more-words.md`) stands beside what must be said about it; `good/` has a document of the same name in which that kind
must not be found. `BELISHA_WRITE=1 pytest tests/analysis/test_kinds.py` writes what is said now, so that a change of wording shows in the diff.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from belisha.analysis import KINDS, Finding, arranged, check, of_fault
from belisha.analysis.kinds import SEVERITIES, THEMES, page
from belisha.language import LanguageError, read_policy_file

HERE = Path(__file__).parent
DAY = date(2026, 11, 28)
BAD = sorted((HERE / "bad").glob("*.md"))
GOOD = sorted((HERE / "good").glob("*.md"))


def kind_of(document: Path) -> str:
    return max((kind for kind in KINDS if document.stem == kind or document.stem.startswith(f"{kind}-")), key=len)


def findings(document: Path) -> tuple[Finding, ...]:
    try:
        return check(read_policy_file(document), as_of=DAY)
    except LanguageError as error:
        return arranged(of_fault(fault) for fault in error.faults)


def said(finding: Finding) -> str:
    lines = [f"{finding.where.line}:{finding.where.column}: {finding.severity}: {finding.message}", f"  {finding.mend}"]
    lines += [f"  {each.id}, line {each.line}: {each.sentence}" for each in finding.clauses]
    lines += [f"  for example: {finding.example.words}"] if finding.example else []
    lines += [f"  law pack: {finding.source}"] if finding.source else []
    return "\n".join(lines)


@pytest.mark.parametrize("document", BAD, ids=lambda path: path.stem)
def test_a_bad_document_is_told_what_is_wrong_with_it(document):
    text = "\n\n".join(said(each) for each in findings(document) if each.kind == kind_of(document)) + "\n"
    expected = document.with_suffix(".txt")
    if os.environ.get("BELISHA_WRITE"):
        expected.write_text(text, encoding="utf-8")
    assert text.strip()
    assert text == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", GOOD, ids=lambda path: path.stem)
def test_a_document_that_nearly_has_it_is_left_alone(document):
    assert [said(each) for each in findings(document) if each.kind == kind_of(document)] == []


def test_every_kind_has_a_bad_document_and_a_good_one():
    names = {path.stem for path in BAD}
    assert names == {path.stem for path in GOOD} == {path.stem for path in (HERE / "bad").glob("*.txt")}
    assert {kind_of(path) for path in BAD} == set(KINDS)


@pytest.mark.parametrize("document", BAD, ids=lambda path: path.stem)
def test_every_finding_says_where_it_is_and_how_to_mend_it(document):
    for finding in findings(document):
        assert finding.message and finding.mend and finding.where.line >= 1 and finding.where.column >= 1
        text = document.read_text(encoding="utf-8").split("\n")[finding.where.line - 1]
        assert finding.where.text == text
        assert finding.where.column - 1 + finding.length <= len(text) + 1
        for each in finding.clauses:
            assert each.line >= 1 and each.sentence


@pytest.mark.parametrize("document", BAD, ids=lambda path: path.stem)
def test_findings_come_once_the_most_severe_first_and_always_alike(document):
    found = findings(document)
    assert len({each.identity for each in found}) == len(found)
    rank = list(SEVERITIES)
    places = [(rank.index(each.severity), each.where.line, each.where.column) for each in found]
    assert places == sorted(places)
    assert found == findings(document)


def test_the_table_of_kinds_is_whole():
    for id, kind in KINDS.items():
        assert kind.id == id and kind.severity in SEVERITIES and kind.theme in THEMES
        assert kind.title and kind.means.endswith(".") and kind.mend.endswith(".")
        assert f"`{id}`" in page()
