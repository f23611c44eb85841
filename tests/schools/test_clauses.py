"""Sentences in a document: where they stand, the next id, one more, one worded otherwise; and nothing else changes."""

import difflib

import pytest

from belisha import library
from belisha.language import read_policy
from belisha.schools.policies import clauses

TEXT = """---
policy: Social media
version: 1
---

Before.

# Friends

A paragraph. (FR-9)

```rules
FR-1: Staff must not befriend a pupil,
  unless the pupil is close family.
  Note: printed otherwise.
FR-2: Staff must not befriend a former pupil who is under 18.   # a remark
```

More.

# Nothing yet

# Concerns

```procedure
PR-1: A concern
starts: there is cyberbullying
steps:
  PR-1.1: The headteacher must record it.
```

```agreement
AG-1: What staff agree to
for: staff
statements:
  AG-1.1: I take care.
```
"""


def test_sentences_are_found_with_their_lines():
    found = {each.id: each for each in clauses.items(TEXT)}
    assert list(found) == ["FR-1", "FR-2", "PR-1.1"]
    assert found["FR-1"].sentence == "Staff must not befriend a pupil, unless the pupil is close family."
    assert (found["FR-1"].section, found["PR-1.1"].section) == ("Friends", "Concerns")


def test_headings_are_found_with_the_place_for_one_more():
    assert [(each.heading, each.block) for each in clauses.sections(TEXT)] == [
        ("", False), ("Friends", True), ("Nothing yet", False), ("Concerns", False),
    ]  # fmt: skip


def test_the_next_id_goes_on_with_the_series():
    sections = clauses.sections(TEXT)
    assert clauses.next_id(TEXT, sections[1]) == "FR-10"
    assert clauses.next_id(TEXT, sections[2]) == "FR-10"
    assert clauses.next_id(TEXT, sections[3]) == "PR-2"
    assert clauses.next_id("No rules at all.") == "RU-1"


@pytest.mark.parametrize("place", range(4))
def test_one_more_sentence_stands_under_its_heading_and_nothing_else_changes(place):
    section = clauses.sections(TEXT)[place]
    written = clauses.with_sentence(TEXT, section, "FR-10", "Staff must not  message a pupil.")
    policy = read_policy(written, "x")
    made = next(each for each in policy.clauses if each.id == "FR-10")
    assert (made.section, made.sentence) == (section.heading, "Staff must not message a pupil.")
    taken_out = [line for line in difflib.ndiff(TEXT.split("\n"), written.split("\n")) if line.startswith("- ")]
    assert taken_out == []
    assert len(policy.clauses) == 4


def test_a_sentence_worded_otherwise_keeps_its_note_and_its_place():
    written = clauses.with_other(TEXT, "FR-1", "Staff must not message a pupil.")
    made = read_policy(written, "x").clauses[0]
    assert (made.id, made.sentence, made.note) == ("FR-1", "Staff must not message a pupil.", "printed otherwise.")
    assert "  PR-1.1: Staff must record it." not in written
    assert "  PR-1.1: The school must record it." in clauses.with_other(TEXT, "PR-1.1", "The school must record it.")
    with pytest.raises(KeyError):
        clauses.with_other(TEXT, "AG-1.1", "x")


@pytest.mark.parametrize("name", library.NAMES)
def test_in_the_policies_that_come_with_belisha_all_are_found(name):
    text, policy = library.text_of(name), library.policy(name)
    assert [(each.id, " ".join(each.sentence.split())) for each in clauses.items(text)] == [
        (each.id, each.sentence) for each in policy.clauses
    ]
    for section in clauses.sections(text)[:40:7]:
        id = clauses.next_id(text, section)
        again = read_policy(clauses.with_sentence(text, section, id, "Staff may befriend a governor."), name)
        assert {each.id for each in again.clauses} == {each.id for each in policy.clauses} | {id}


@pytest.mark.parametrize(
    "text",
    ["", "---", "---\npolicy: x\n", "```rules", "```rules\nFR-1: x", "# One", "~~~\n# no heading\n~~~\n", "FR-1: x"],
)
def test_half_a_document_is_no_fault(text):
    for section in clauses.sections(text):
        assert "RU-1: y" in clauses.with_sentence(text, section, "RU-1", "y")
    clauses.items(text)
