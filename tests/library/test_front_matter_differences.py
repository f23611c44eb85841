"""Where the five policies differ in what no situation can state: scope, approval, review, agreements, notices, and what is only told.

Room: tests. One test a row of the table of differences; `tests/scenarios/differences.yaml` names each of them.
Next door: `tests/scenarios` has all the other rows.
"""

from __future__ import annotations

import re
from datetime import date

import pytest

from belisha import library
from belisha.language import Policy
from belisha.language.policy import Agreement, Clause, FrontMatter, Notice, Procedure, Prose

DILTON, EATON, HIGHWOOD, CHRIST, WILNECOTE = library.SCHOOLS
ON = date(2025, 10, 1)


def front(name: str) -> FrontMatter:
    return library.policy(name).front


def carries(name: str, clause: str) -> str:
    """In which front matter key, prose, agreement, notice or sentence a ledger clause stands; fails when nowhere."""
    policy: Policy = library.policy(name)
    for key, ids in policy.front.clauses:
        if clause in ids:
            return key
    for part in policy.parts:
        if isinstance(part, Prose) and clause in part.ids:
            return part.text
        if isinstance(part, Agreement | Notice) and (part.id == clause or clause in part.clauses):
            return part.title
    return sentence(name, clause).sentence


def sentence(name: str, clause: str) -> Clause:
    [found] = [each for each in library.policy(name).clauses if each.id == clause]
    return found


def agreements(name: str) -> dict[str, Agreement]:
    return {each.id: each for each in library.policy(name).parts_of(Agreement)}  # type: ignore[attr-defined,misc]


def notices(name: str) -> dict[str, Notice]:
    return {each.id: each for each in library.policy(name).parts_of(Notice)}  # type: ignore[attr-defined,misc]


def noted(name: str, *words: str) -> bool:
    """Whether a note on the document as a whole has all these words."""
    return any(all(word in note for word in words) for note in front(name).notes)


def cadence(every: str) -> int:
    """A cycle in years."""
    found = re.fullmatch(r"(\d+) years?", every)
    assert found, every
    return int(found.group(1))


def after(printed: str, years: int = 0) -> date:
    """The last day that a date as printed (2023-02: a month) may mean, some years on."""
    year, month, *_ = [int(each) for each in printed.split("-")]
    return date(year + years + month // 12, month % 12 + 1, 1)


# -- F. Who is covered -------------------------------------------------------------------------------------------------


def test_row_67_groups_bound() -> None:
    assert set(front(DILTON).applies_to) == {"staff", "governor", "volunteer", "pupil"}
    assert noted(DILTON, "DM-07", "DM-11"), "scope is printed twice, and the note says so"
    assert carries(DILTON, "DM-07") and carries(DILTON, "DM-11")
    assert set(front(EATON).applies_to) == {"staff", "governor", "volunteer"}
    assert front(HIGHWOOD).applies_to == (), "each section speaks to its own group"
    assert set(front(CHRIST).applies_to) >= {"staff", "governor", "volunteer", "contractor", "external provider"}
    assert not {"pupil", "parent"} & set(front(CHRIST).applies_to)
    assert set(front(WILNECOTE).applies_to) == {"staff", "governor", "volunteer", "external provider", "contractor"}


# -- B to D. What no fact can state --------------------------------------------------------------------------------------


def test_row_22_what_is_said_of_periods_without_teaching() -> None:
    assert "undefined" in sentence(DILTON, "DM-18").note
    assert "period" in " ".join(each.note for each in library.policy(CHRIST).clauses if each.id.startswith("CC-21"))
    assert "designated break" in sentence(WILNECOTE, "WI-29").note


def test_row_52_what_is_said_of_consent() -> None:
    assert "not said" in sentence(EATON, "LE-76").note
    assert "Signed" in sentence(WILNECOTE, "WI-59").note
    assert "consent" not in " ".join(
        each.sentence for each in library.policy(CHRIST).clauses if each.id.startswith("CC-36")
    )


def test_row_74_what_is_online_can_be_seen_by_others() -> None:
    assert "seen by others" in carries(HIGHWOOD, "HW-24")


# -- I. Registers, agreements and governance -----------------------------------------------------------------------------


def test_row_98_review_cadence() -> None:
    for silent in (DILTON, HIGHWOOD):
        assert front(silent).review.every == "" and front(silent).review.next == ""
    eaton = front(EATON).review
    assert (eaton.every, eaton.last, eaton.next) == ("1 year", "2024-09", "2027-09")
    assert any("next review" in fault.problem for fault in library.policy(EATON).warnings), (
        "annual, and next in three years: the reader says so"
    )
    assert noted(EATON, "LE-04", "LE-06")
    assert front(CHRIST).review.every == "1 year"
    assert (front(WILNECOTE).review.every, front(WILNECOTE).review.next) == ("2 years", "2023-02")
    assert all(library.policy(name).warnings == () for name in (DILTON, HIGHWOOD, CHRIST, WILNECOTE))


def test_row_99_review_overdue_on_1_october_2025() -> None:
    for unknown in (DILTON, HIGHWOOD):
        review = front(unknown).review
        assert (review.every, review.last, review.next) == ("", "", ""), "nothing to compute from"
    eaton = front(EATON).review
    assert after(eaton.last, cadence(eaton.every)) <= ON < after(eaton.next), "overdue by LE-06, not by LE-04"
    christ = front(CHRIST)
    assert christ.review.next == ""
    assert after(christ.adopted, cadence(christ.review.every)) == date(2015, 12, 1) <= ON, "since November 2015"
    assert after(front(WILNECOTE).review.next) == date(2023, 3, 1) <= ON, "since February 2023"


def test_row_101_approved_by() -> None:
    approved = {name: [(each.by, each.on) for each in front(name).approved] for name in library.SCHOOLS}
    assert approved == {
        DILTON: [],
        EATON: [],
        HIGHWOOD: [],
        CHRIST: [("governing body", "2014-11")],
        WILNECOTE: [("senior leadership team", "2021-01"), ("governing body", "2021-02")],
    }
    [reviewer] = front(EATON).reviewed
    assert "headteacher" in reviewer.by


def test_row_102_person_in_charge() -> None:
    assert front(WILNECOTE).lead == "Mr S. Simpson"
    assert front(EATON).owner == "headteacher"
    for silent in (DILTON, HIGHWOOD, CHRIST):
        assert (front(silent).lead, front(silent).owner) == ("", "")


def test_row_103_what_staff_sign() -> None:
    assert agreements(DILTON) == agreements(WILNECOTE) == {}
    assert "teams" in agreements(EATON)["LE-20"].title
    assert {"HW-29", "HW-33"} <= {
        each for each, agreement in agreements(HIGHWOOD).items() if "staff" in agreement.people
    }
    assert "crime" in agreements(CHRIST)["CC-78"].title and "contractor" not in agreements(CHRIST)["CC-78"].people
    assert "WI-70" in notices(WILNECOTE), "training instead"


def test_row_104_what_pupils_and_parents_sign() -> None:
    signed = {
        name: {person for each in agreements(name).values() for person in each.people} & {"pupil", "parent"}
        for name in library.SCHOOLS
    }
    assert signed == {DILTON: set(), EATON: set(), HIGHWOOD: {"pupil", "parent"}, CHRIST: set(), WILNECOTE: set()}
    ours = agreements(HIGHWOOD)
    assert ours["HW-43"].people == ("pupil",) and ours["HW-53"].people == ("pupil",)
    assert "parent" in ours["HW-66"].people and "parent" in ours["HW-68"].people
    assert any("Key Stage 2" in each for each in ours["HW-66"].signed)


def test_row_107_training() -> None:
    assert not [each for name in (DILTON, CHRIST) for each in notices(name)]
    assert "LE-96" in notices(EATON)
    assert {"HW-22", "HW-41", "HW-42"} <= set(notices(HIGHWOOD))
    assert notices(HIGHWOOD)["HW-41"].to == notices(HIGHWOOD)["HW-42"].to == ("pupil",)
    assert notices(WILNECOTE)["WI-70"].to == ("staff",)


def test_row_108_monitoring() -> None:
    assert "reported incidents" in carries(CHRIST, "CC-83")


def test_row_109_read_with() -> None:
    read_with = {name: " | ".join(front(name).read_with).lower() for name in library.SCHOOLS}
    for policy in ("equalities", "child protection", "e-safety"):
        assert policy in read_with[DILTON]
    for policy in ("bring your own device", "acceptable use of it"):
        assert policy in read_with[EATON]
    assert len(front(HIGHWOOD).read_with) == 8
    for policy in ("child protection", "safeguarding", "e-safety", "disciplinary"):
        assert policy in read_with[CHRIST]
    for policy in ("child protection and safeguarding", "online safety", "whistleblowing", "staff code of conduct"):
        assert policy in read_with[WILNECOTE]


# -- rows whose situations are elsewhere, and whose words stand here -------------------------------------------------------


def test_row_60_reminders_are_notices_too() -> None:
    ours = notices(HIGHWOOD)
    carried = {id for each in ours.values() for id in (each.id, *each.clauses)}
    assert {"HW-35", "HW-36", "HW-37", "HW-57"} <= carried
    assert all(ours[id].before == "school event" for id in ("HW-35", "HW-37", "HW-57"))
    assert {name: len(notices(name)) for name in (DILTON, CHRIST)} == {DILTON: 0, CHRIST: 0}


def test_row_77_who_is_led_and_told_by_the_procedure() -> None:
    [procedure] = library.policy(DILTON).parts_of(Procedure)
    assert isinstance(procedure, Procedure)
    assert (procedure.id, procedure.led_by) == ("DM-45", "headteacher")


def test_row_100_what_brings_the_review_forward() -> None:
    sooner = {name: front(name).review.sooner_when for name in library.SCHOOLS}
    assert sooner == {DILTON: (), EATON: ("law changed",), HIGHWOOD: (), CHRIST: sooner[CHRIST], WILNECOTE: ()}
    assert set(sooner[CHRIST]) == {"serious incident", "new technology or threat"}


@pytest.mark.parametrize("name", library.SCHOOLS)
def test_front_matter_names_only_its_own_clauses(name: str) -> None:
    key = {DILTON: "DM", EATON: "LE", HIGHWOOD: "HW", CHRIST: "CC", WILNECOTE: "WI"}[name]
    assert all(each.startswith(f"{key}-") for _, ids in front(name).clauses for each in ids)
