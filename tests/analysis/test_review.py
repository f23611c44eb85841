"""What a new version changes, for whom and from when."""

from datetime import date

import pytest

from belisha.analysis.review import changed_materially, review
from belisha.language import read_policy

HEAD = "---\npolicy: Social media\nschool: Ash\nversion: '{version}'\nreview: {{every: 1 year}}\napplies to: [staff, pupil]\n---\n\n"


def policy(rules: str, version: str = "1", more: str = "", head: str = HEAD):
    rules = "\n".join(line.strip() for line in rules.strip().split("\n"))
    return read_policy(head.format(version=version) + f"```rules\n{rules}\n```\n\n{more}", "policy")


def changes(old: str, new: str, on: date = date(2027, 1, 1)):
    return review(policy(old), policy(new, "2"), on)


def test_a_rule_that_becomes_stricter():
    found = changes("FR-1: Staff should not befriend a pupil.", "FR-1: Staff must not befriend a pupil.")
    assert [told.sentence for told in found.changes[0].may] == [
        "Until now the policy advises staff not to befriend a pupil (FR-1); the new version forbids it (FR-1)."
    ]


def test_a_limit_that_moves_is_named_by_what_lies_between():
    found = changes(
        "FR-1: Staff must not befriend a former pupil who left in the last 24 months.",
        "FR-1: Staff must not befriend a former pupil who left in the last 12 months.",
    )
    (told,) = found.changes[0].may
    assert "who left at least 12 months ago and left in the last 24 months" in told.sentence


def test_a_rule_that_comes_later_changes_things_on_its_day():
    found = changes(
        "FR-1: Staff must not befriend a pupil.",
        """FR-1: Staff must not befriend a pupil.
           FR-2: From 1 September 2027, pupils must not use a phone at school.""",
    )
    assert [change.on for change in found.changes] == [date(2027, 9, 1)]
    assert found.changes[0].may[0].sentence == (
        "From 1 September 2027 it forbids pupils to use a phone at school (FR-2); until 31 August 2027 the policy says nothing of it."
    )
    assert found.added == ("FR-2",)


def test_a_rule_that_ends_changes_things_on_the_day_after():
    found = changes(
        "FR-1: Until 31 August 2027, staff must not befriend a pupil.",
        "FR-1: Until 31 August 2027, staff must not befriend a pupil.",
    )
    assert [change.on for change in found.changes] == [date(2027, 9, 1)]


def test_a_sentence_in_other_words_changes_nothing():
    found = changes("FR-1: Staff must not befriend a pupil.", "FR-1: A member of staff must not befriend a student.")
    assert (found.changes, found.reworded) == ((), ("FR-1",))


def test_a_deadline_and_a_recipient_are_changes_of_a_duty():
    found = changes(
        "FR-1: When staff get a message from a pupil, they must report it to the headteacher within 2 school days.",
        "FR-1: When staff get a message from a pupil, they must report it to the designated safeguarding lead immediately.",
    )
    (told,) = found.changes[0].must
    assert "report it to the headteacher within 2 school days" in told.sentence
    assert "report it to the designated safeguarding lead immediately" in told.sentence


def test_what_is_signed_again_is_what_says_something_else():
    agreement = "```agreement\nAG-1: What staff agree to\nfor: staff\nsigned: [on joining]\nstatements:\n{}```\n"
    rule = "FR-1: Staff must not befriend a pupil."
    old = policy(rule, more=agreement.format("  AG-1.1: I keep my accounts private.\n  AG-1.2: I ask first.\n"))
    new = policy(
        rule, "2", agreement.format("  AG-1.1: I keep my accounts private!\n  AG-1.2: I ask the headteacher first.\n")
    )
    assert review(old, new, date(2027, 1, 1)).signing == (
        "Staff sign AG-1.2 anew, which now says “I ask the headteacher first.”",
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("I ask first.", "I ask first", False),
        ("I ask  first.", "i ask first!", False),
        ("I ask first.", "I never ask first.", True),
    ],
)
def test_what_is_material(before, after, said):
    assert changed_materially(before, after) is said


def test_the_document_itself():
    old = policy("FR-1: Staff must not befriend a pupil.")
    new = policy("FR-1: Staff must not befriend a pupil.", "2", head=HEAD.replace("1 year", "2 years"))
    assert review(old, new, date(2027, 1, 1)).document == (
        "Review cycle: “every year” until now; “every 2 years” in the new version.",
    )


def test_nothing():
    old = policy("FR-1: Staff must not befriend a pupil.")
    assert review(old, old, date(2027, 1, 1)).nothing
