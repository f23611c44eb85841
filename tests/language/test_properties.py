"""Reading and writing are inverse, for random policies, for the sentences of the grammar by example and for the policies that come with Belisha.

`BELISHA_EXAMPLES=100 pytest tests/language/test_properties.py` tries a hundred times as many.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from belisha.language import read_policy, write_policy
from belisha.language import sentences as s
from belisha.language.policy import Policy, Procedure, Rules
from belisha.language.reading import Names, Reader
from belisha.language.writing import Writer
from belisha.library import NAMES, law, policy
from engine.generators import VOCABULARY, ByChance, make_policy, policies

TIMES = int(os.environ.get("BELISHA_EXAMPLES", "1"))
WRITER = Writer(VOCABULARY)

# The sentences of DESIGN.md, "The grammar, by example".
BY_EXAMPLE = """
Staff, governors and volunteers must not befriend or message a pupil, unless the pupil is their own child or close family.
A pupil who is in upper Key Stage 2 must not use a phone at school in working time, unless the phone was handed in.
A parent must not post or livestream a picture of their own child that was taken at school.
Staff should not befriend a former pupil who is under 18.
Staff should not befriend a former pupil who left in the last 12 months.
Staff may only use social media on their own device at school when it is in their own time.
Staff need approval from the headteacher or a senior leader to use social media on a school device.
Staff need consent from a parent to post a picture of a pupil.
Staff must not post somebody else's work, unless the owner has allowed it and the maker is named.
Governors must not befriend a pupil, unless (LE-84) the pupil is close family.
The headteacher must not act against the adult until the local authority designated officer has advised.
When a copy has been kept and either the author is not known or it was not removed after asking, the school should remove it.
When staff find an inappropriate reference, they should report it to the headteacher as soon as possible.
When there is cyberbullying and the author is under 16, the school should ask the author's parents to remove it within 2 school days.
When staff befriend a former pupil, they must take care.
A new starter should check what they have posted before starting.
When it is defamatory, the school may seek advice from the legal adviser.
For staff, breaking this policy may lead to disciplinary action or dismissal.
Breaking FR-1 or FR-2 may lead to dismissal.
Breaking a ban of this policy is gross misconduct.
When staff post something that harms the reputation of the school outside work, disciplinary action may follow.
It is "illegal activity" when there may be a sexual image of a child.
When there is illegal activity, the headteacher must record it.
A former pupil counts as "a recent leaver" when they left in the last 6 months.
Staff must not befriend a recent leaver.
Whether a former pupil counts as "a recent leaver" when they left in the last 24 months is not settled.
Whether staff may use social media for personal use in a break is not settled.
Whether parents are bound by this policy is not settled.
This policy does not cover pictures of pupils on the school website or for publicity.
Staff need not handle misuse by a pupil.
From 1 September 2027, pupils must not use a phone at school.
When there may be a sexual image of a child, no duty to keep a copy applies.
When staff get a message from a pupil, they must report it to the designated safeguarding lead immediately.
Breaking FR-1 is gross misconduct.
Staff may join a learning group with pupils.
""".strip().splitlines()


def reader_of(each: Policy) -> Reader:
    """A reader that knows the names that the policy defines."""
    classes = tuple(dict.fromkeys(c.tree.name for c in each.clauses if isinstance(c.tree, s.Class)))
    terms = tuple(dict.fromkeys((c.tree.name, c.tree.noun) for c in each.clauses if isinstance(c.tree, s.Counts)))
    return Reader(VOCABULARY, Names(classes, terms))


def assert_inverse(made: Policy) -> None:
    reader = reader_of(made)
    for clause in made.clauses:
        text = WRITER.sentence(clause.tree)
        assert reader.sentence(text) == clause.tree, text
    for part in made.parts:
        if isinstance(part, Procedure) and part.starts is not None:
            assert reader.condition(WRITER.clause(part.starts)) == part.starts
    document = write_policy(made)
    again = read_policy(document)
    assert again == made, document
    assert write_policy(again) == document


def test_what_is_written_reads_back_as_itself():
    for seed in range(250 * TIMES):
        assert_inverse(make_policy(ByChance(seed)))


@settings(max_examples=40 * TIMES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=TIMES == 1)
@given(policies())
def test_what_is_written_reads_back_as_itself_and_a_failure_shrinks(made):
    assert_inverse(made)


@pytest.mark.parametrize("sentence", BY_EXAMPLE)
def test_the_grammar_by_example_reads_and_writes(sentence):
    reader = Reader(VOCABULARY, Names(("illegal activity",), (("a recent leaver", "former pupil"),)))
    tree = reader.sentence(sentence)
    assert reader.sentence(WRITER.sentence(tree)) == tree


@pytest.mark.parametrize("name", (*NAMES, "england"))
def test_the_policies_that_come_with_belisha_read_and_write(name):
    made = law() if name == "england" else policy(name)
    again = read_policy(write_policy(made))
    assert [(clause.id, clause.tree, clause.note, clause.section) for clause in again.clauses] == [
        (clause.id, clause.tree, clause.note, clause.section) for clause in made.clauses
    ]
    assert again.front == made.front
    assert len(again.parts) == len(made.parts)
    assert_inverse(again)


def test_articles_plurals_and_capitals_do_not_matter():
    reader = Reader(VOCABULARY)
    told = reader.sentence("Staff must not befriend a pupil who is under 18, unless the pupil is close family.")
    for other in (
        "Staff must not befriend pupils who are under 18, unless the pupils are close family.",
        "A member of staff must not befriend any pupil who is under 18, unless the pupil is close family",
        "staff must not befriend every student who is under 18 unless the pupil is close family.",
    ):
        assert reader.sentence(other) == told


def test_every_sentence_can_carry_dates():
    reader = Reader(VOCABULARY, Names(("illegal activity",), (("a recent leaver", "former pupil"),)))
    chance = random.Random(3)
    for sentence in BY_EXAMPLE:
        tree = reader.sentence(sentence)
        since, until = date(2027, 9, chance.randint(1, 30)), date(2028, 2, 29)
        for dated in (replace(tree, since=since), replace(tree, until=until), replace(tree, since=since, until=until)):
            assert reader.sentence(WRITER.sentence(dated)) == dated


def test_rules_and_steps_keep_their_place():
    made = make_policy(ByChance(11))
    again = read_policy(write_policy(made))
    assert [type(part) for part in again.parts] == [type(part) for part in made.parts]
    assert any(isinstance(part, Rules) for part in again.parts)
