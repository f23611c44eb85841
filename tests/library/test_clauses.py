"""What of the five documents is there to be read, and not to be decided: titles, dates, laws, agreements, notices, procedures, prose.

Room: tests. `docs/coverage.md` names these tests for the clauses that no scenario can show.
Next door: `test_front_matter_differences` (scope, review, approval), `tests/scenarios` (whatever decides something).
"""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from belisha import library
from belisha.language.policy import Agreement, Notice, Procedure, Prose
from belisha.publishing import publish

ROOT = Path(__file__).resolve().parents[2]
LEDGER = [line.split(",") for line in (ROOT / "tests/library/ledger.csv").read_text(encoding="utf-8").splitlines()[1:]]
DILTON, EATON, HIGHWOOD, CHRIST, WILNECOTE = library.SCHOOLS
KEYS = {DILTON: "DM", EATON: "LE", HIGHWOOD: "HW", CHRIST: "CC", WILNECOTE: "WI"}


def of_school(name: str) -> list[str]:
    return [clause for clause, *_ in LEDGER if clause.startswith(KEYS[name] + "-")]


def test_the_ledger_has_437_clauses() -> None:
    assert len(LEDGER) == len({clause for clause, *_ in LEDGER}) == 437
    assert [len(of_school(name)) for name in library.SCHOOLS] == [53, 122, 75, 117, 70]


def test_every_clause_lives_somewhere_and_is_shown_by_a_test() -> None:
    """docs/coverage.md is whole and fresh."""
    found = subprocess.run([sys.executable, ROOT / "script" / "coverage", "--check"], capture_output=True, text=True)
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


@pytest.mark.parametrize("name", library.SCHOOLS)
def test_the_published_page_carries_every_clause(name: str) -> None:
    page = publish(library.policy(name))
    anchors = {re.sub(r"^([a-z]+-\d+).*", r"\1", each) for each in re.findall(r'id="([^"]+)"', page)}
    assert [clause for clause in of_school(name) if clause.lower() not in anchors] == []


@pytest.mark.parametrize("name", library.SCHOOLS)
def test_the_published_page_carries_every_paragraph(name: str) -> None:
    """The words of each paragraph that carries a clause, less the marks of Markdown and what is a link."""
    text = words(re.sub(r"<[^>]+>", " ", publish(library.policy(name))))
    missing = [
        part.ids
        for part in library.policy(name).parts
        if isinstance(part, Prose) and part.ids and not words(part.text) <= text
    ]
    assert missing == []


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{3,}", re.sub(r"https?://\S+", " ", unescape(text)).lower()))


def test_what_the_documents_are_called_and_when_they_are_of() -> None:
    said = {}
    for name in library.SCHOOLS:
        front = library.policy(name).front
        said[name] = (front.policy, front.school, front.version, front.dated, front.adopted)
    assert said == {
        DILTON: ("Social Media Policy", "Dilton Marsh Church of England Primary School", "", "2015-03-26", ""),
        EATON: ("5.0 Social Media Policy", "Little Eaton Primary School", "Spring 2023", "", ""),
        HIGHWOOD: ("Social Media Policy", "Highwood Primary School", "", "2019-05", ""),
        CHRIST: ("Schools social media policy", "Christ Church School, Hampstead", "v1.0", "2014-07", "2014-11"),
        WILNECOTE: ("Social Networking Policy", "The Wilnecote School", "", "", "2021-02"),
    }


def test_laws_that_are_named() -> None:
    laws = " | ".join(library.policy(DILTON).front.refers_to)
    for law in ("Copyright", "Data protection", "Freedom of Information", "Safeguarding Vulnerable Groups Act 2006"):
        assert law in laws
    # Eleven laws are clauses of Little Eaton; each stands in its prose, and for a machine in the front matter.
    assert len([each for each in library.policy(EATON).front.refers_to if not each.startswith("http")]) == 11


def test_what_people_sign() -> None:
    """Each agreement, for whom and when, with its statements and what else it carries."""
    said = {
        each.id: (
            set(each.people),
            " ".join(each.signed),
            {*(statement.id for statement in each.statements), *each.clauses},
        )
        for name in library.SCHOOLS
        for each in library.policy(name).parts_of(Agreement)
        if isinstance(each, Agreement)
    }
    assert said == {
        "LE-20": ({"staff"}, "", {"LE-20a", "LE-20b", "LE-20c"}),
        "HW-29": ({"staff"}, "when asked", {"HW-30s", "HW-31s", "HW-32s"}),
        "HW-33": ({"staff"}, "when asked", {"HW-34"}),
        "HW-43": ({"pupil"}, "in Key Stage 2", {"HW-43a"}),
        "HW-53": ({"pupil"}, "when asked", {"HW-54s", "HW-55", "HW-56s"}),
        "HW-66": ({"parent", "pupil"}, "in Key Stage 2", {"HW-65", "HW-67", "HW-67a", "HW-67b"}),
        "HW-68": ({"parent"}, "when asked", {"HW-69s", "HW-70", "HW-71s", "HW-72s"}),
        "CC-78": ({"staff", "governor", "volunteer"}, "on joining", {"CC-78a", "CC-78b"}),
    }


def test_what_people_are_told() -> None:
    """Each notice: to whom, when, and what else it carries."""
    said = {
        each.id: (set(each.to), each.before or each.when or each.every, set(each.clauses))
        for name in library.SCHOOLS
        for each in library.policy(name).parts_of(Notice)
        if isinstance(each, Notice)
    }
    everybody = {"staff", "governor", "pupil", "parent"}
    assert said == {
        "LE-96": ({"staff"}, "", {"LE-71", "LE-80"}),
        "HW-22": (everybody, "", set()),
        "HW-23": (everybody, "", set()),
        "HW-35": ({"parent"}, "school event", {"HW-36"}),
        "HW-37": ({"parent"}, "school event", set()),
        "HW-41": ({"pupil"}, "computing lessons on internet safety", set()),
        "HW-42": ({"pupil"}, "a visitor is invited", set()),
        "HW-57": ({"parent"}, "school event", set()),
        "HW-59": ({"parent"}, "", set()),
        "WI-70": ({"staff"}, "", set()),
    }


def test_procedures() -> None:
    """Who leads each, who may see it, and which ledger clauses are its steps, in order."""
    said = {}
    for name in library.SCHOOLS:
        for each in library.policy(name).parts_of(Procedure):
            assert isinstance(each, Procedure)
            steps = [step.id.rstrip("abcdefgh") for step in each.steps]
            said[each.id] = (each.led_by, each.confidential_to, list(dict.fromkeys(steps)))
    assert said == {
        "DM-45": ("headteacher", ("headteacher",), [f"DM-{number}" for number in range(46, 54)]),
        "HW-51": ("safeguarding team", (), ["HW-51", "HW-52", "HW-49"]),
        "CC-87": ("", (), [*(f"CC-{number}" for number in range(88, 102)), "CC-103"]),
    }
