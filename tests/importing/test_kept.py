"""Readings survive being kept; a draft is written again of how its sentences stand."""

from __future__ import annotations

import json

import pytest

from belisha.importing import draft, kept, worker
from belisha.importing.apart import read_bytes, read_through
from belisha.importing.draft import Standing
from belisha.importing.faults import ImportFault
from belisha.importing.formats.plain import read_text
from belisha.importing.known import suggestions
from belisha.importing.reading import read
from belisha.language import load, read_policy

TEXT = (
    "Oak School\n\nSocial Media Policy\n\n1. Rules\n\nStaff must not befriend a pupil. Pupils should be kind.\n\n"
    "Staff must not:\n\n- lend their phones to pupils\n- shout\n\nThis is why: trust takes years.\n"
)
SOURCE = read_text(TEXT)


@pytest.fixture(scope="module")
def readings():
    return read(SOURCE, suggestions())


def test_a_reading_survives_being_kept(readings) -> None:
    assert any(each.suggestion for each in readings) and any(each.suggestion is None for each in readings)
    for each in readings:
        assert kept.from_json(json.loads(json.dumps(kept.as_json(each)))) == each


def test_the_process_apart_says_what_the_readings_here_say(readings) -> None:
    assert read_through(TEXT.encode(), ".txt") == (SOURCE, readings)
    assert read_bytes(TEXT.encode(), ".txt") == SOURCE


def test_a_document_of_too_many_sentences_is_refused() -> None:
    text = "Staff must take care. " * (worker.MOST_SENTENCES + 1)
    with pytest.raises(ImportFault, match="1,501 sentences"):
        read_through(text.encode(), ".txt")


def standings(readings, **rules: str) -> tuple[Standing, ...]:
    """How each sentence stands: DR_1="…" as these rules, a line each; all others as prose."""
    ids = draft.numbered(readings, "DR")
    return tuple(Standing(id, tuple(filter(None, rules.get(id.replace("-", "_"), "").split("\n")))) for id in ids)


def test_what_nobody_accepted_is_prose(readings) -> None:
    made = draft.write(SOURCE, readings, "oak", load(), standings(readings))
    assert made.ruled == frozenset() and "```" not in made.text
    assert "0 of them stand as rules" in made.text and "(DR-1, DR-2, DR-3)" in made.text
    assert read_policy(made.text, "oak").clauses == ()


def test_what_was_accepted_is_a_rule_and_keeps_its_id(readings) -> None:
    own = 'It is "lending" when it is on a school account.\nStaff must not befriend a former pupil.'
    made = draft.write(SOURCE, readings, "oak", load(), standings(readings, DR_2=own))
    assert [(each.id, each.sentence) for each in read_policy(made.text, "oak").clauses] == [
        ("DR-2", 'It is "lending" when it is on a school account.'),
        ("DR-2a", "Staff must not befriend a former pupil."),
    ]
    assert "(DR-1, DR-3)" in made.text


def test_a_sentence_that_binds_nobody_has_no_id(readings) -> None:
    nobody = tuple(Standing("") if each.id == "DR-1" else each for each in standings(readings))
    made = draft.write(SOURCE, readings, "oak", load(), nobody)
    assert "(DR-2, DR-3)" in made.text and "Staff must not befriend a pupil." in made.text


def test_a_rule_that_cannot_stand_goes_back_to_prose_and_says_why(readings) -> None:
    made = draft.write(
        SOURCE, readings, "oak", load(), standings(readings, DR_1="Breaking DR-9 is gross misconduct.", DR_2="Staff must not befriend a pupil.")
    )  # fmt: skip
    ((id, fault),) = made.refused
    assert id == "DR-1" and "DR-9" in fault.problem
    assert made.ruled == {"DR-2"} and "(DR-1, DR-3)" in made.text
