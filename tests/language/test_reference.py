"""The reference: every example is read and written back; everything that the vocabulary holds is in it."""

import re
from pathlib import Path

import pytest

from belisha.language import load, read_policy, write_policy
from belisha.language.reading import KEYWORDS, Names, NotRead, Reader
from belisha.language.reference import (
    TOPIC_NAMES,
    examples,
    examples_text,
    grammar,
    page,
    search,
    shapes,
    topics,
)
from belisha.language.sentences import Class, Counts
from belisha.language.writing import Writer

ROOT = Path(__file__).resolve().parent.parent.parent
CLAUSES = examples().clauses


def names_of(policy):
    trees = [clause.tree for clause in policy.clauses]
    classes = tuple(dict.fromkeys(tree.name for tree in trees if isinstance(tree, Class)))
    return Names(classes, tuple(dict.fromkeys((tree.name, tree.noun) for tree in trees if isinstance(tree, Counts))))


READER = Reader(load(), names_of(examples()))


@pytest.mark.parametrize("clause", CLAUSES, ids=[clause.id for clause in CLAUSES])
def test_every_example_is_read_and_written_back(clause):
    written = Writer(load()).sentence(clause.tree)
    assert READER.sentence(clause.sentence) == clause.tree
    assert READER.sentence(written) == clause.tree
    assert Writer(load()).sentence(READER.sentence(written)) == written


def test_the_examples_are_a_policy_that_is_written_and_read_back():
    again = read_policy(write_policy(examples()), "examples")
    assert again.front == examples().front
    assert [clause.tree for clause in again.clauses] == [clause.tree for clause in examples().clauses]
    assert [type(part) for part in again.parts] == [type(part) for part in examples().parts]


def test_only_the_laws_own_sentence_is_warned_of():
    assert [fault.problem for fault in examples().warnings] == [
        "only a law layer suspends a duty; in this policy the sentence has no effect"
    ]


# The grammar by example, as the design gives it: all of it has to read.
DESIGN = """
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
Breaking FR-1 or FR-2 is gross misconduct.
For staff, breaking a ban of this policy may lead to disciplinary action or dismissal.
When staff post something that harms the reputation of the school outside work, disciplinary action may follow.
It is "illegal activity" when there may be a sexual image of a child.
When there is illegal activity, the school must report it to the police.
A former pupil counts as "a recent leaver" when they left in the last 6 months.
Whether a former pupil counts as "a recent leaver" when they left in the last 24 months is not settled.
Whether staff may use social media for personal use in a break is not settled.
Whether parents are bound by this policy is not settled.
This policy does not cover pictures of pupils on the school website or for publicity.
Staff need not handle misuse by a pupil.
From 1 September 2027, pupils must not use a phone at school.
When there may be a sexual image of a child, no duty to keep a copy applies.
""".strip().splitlines()


@pytest.mark.parametrize("sentence", DESIGN)
def test_the_grammar_by_example_reads(sentence):
    tree = READER.sentence(sentence)
    assert READER.sentence(Writer(load()).sentence(tree)) == tree


def test_over_18_is_refused_with_the_mend():
    with pytest.raises(NotRead) as error:
        READER.sentence("Staff must not befriend a former pupil who is over 18.")
    assert error.value.mend == "write `is 18 or over`, or `is 19 or over` if 18 itself is not meant"


def test_every_keyword_stands_in_an_example():
    """A word of the grammar that no example shows is a word that nobody will find."""
    kinds = {kind for kind, _ in KEYWORDS.values()}
    plain = " ".join(clause.sentence for clause in CLAUSES).lower()
    unseen = {
        kind
        for kind in kinds
        if not any(
            word.replace("{n}", "") in plain or each_number(word, plain)
            for word, (k, _) in KEYWORDS.items()
            if k == kind
        )
    }
    # "is bound" is written in the plural, and needs an "s" in the singular.
    assert unseen - {"BOUND"} == set()
    assert "are bound by this policy" in plain


def each_number(word, text):
    return re.search(re.escape(word).replace(r"\{n\}", r"\d+"), text) is not None


# ---- topics ------------------------------------------------------------------------------------------------------


def entries(name):
    return next(topic for topic in topics() if topic.name == name).entries


def test_every_phrase_of_the_vocabulary_is_in_a_topic():
    listed = {said for topic in topics() for entry in topic.entries for said in (*entry.said, *entry.denied)}
    for phrase in load().phrases:
        assert {phrase.text, *phrase.also, *phrase.denied_by} <= listed, phrase
    for noun in load().nouns.values():
        assert set(noun.texts) <= listed
    for texts in load().consequences.values():
        assert set(texts) <= listed


def test_every_fact_is_in_a_topic_with_its_question_and_its_values():
    facts = {entry.said[0]: entry for entry in entries("facts")}
    assert set(facts) == set(load().facts)
    for fact in load().facts.values():
        assert fact.ask in facts[fact.name].means
        assert all(value in facts[fact.name].means for value in fact.values)


def test_every_entry_says_what_it_means():
    for topic in topics():
        assert topic.name in TOPIC_NAMES and topic.title and topic.intro and topic.entries
        for entry in topic.entries:
            assert entry.said and entry.means, entry


def test_every_example_of_a_topic_reads():
    for topic in topics():
        sentence = topic.example.replace("**", "")
        if sentence and not sentence.startswith("They "):
            assert READER.sentence(sentence), sentence


def test_searching_takes_every_word():
    found = search("picture pupil", topics())
    assert found and all(
        "picture" in entry.text and "pupil" in entry.text for topic in found for entry in topic.entries
    )
    assert search("zeppelin", topics()) == ()


# ---- shapes and the page -----------------------------------------------------------------------------------------


def test_shapes_hold_every_sentence_once():
    assert [sentence for shape in shapes() for sentence in shape.sentences] + [
        step.sentence for step in CLAUSES if step.procedure
    ] == [clause.sentence for clause in CLAUSES]
    assert [shape.title for shape in shapes() if shape.block] == ["Procedures", "Agreements", "Notices"]
    assert all(shape.sentences or shape.block for shape in shapes())


def test_the_grammar_stands_without_remarks():
    assert grammar().startswith("sentence:") and "%declare" not in grammar() and "//" not in grammar()


def test_the_page_holds_all_of_it():
    said = page()
    for topic in topics():
        assert f"\n### {topic.title}\n" in said
    for shape in shapes():
        assert f"\n### {shape.title}\n" in said
        assert all(sentence in said for sentence in shape.sentences)
    assert examples_text().split("---\n")[1] in said


def test_the_page_is_fresh():
    assert (ROOT / "docs/language.md").read_text(encoding="utf-8") == page(), (
        "run: .venv/bin/python script/pages --write"
    )


@pytest.mark.parametrize(
    ("who", "need"),
    [("Staff", "need"), ("Anybody", "needs"), ("Everybody who works at the school", "needs"), ("The headteacher", "needs"), ("Governors and volunteers", "need")],
)  # fmt: skip
def test_one_needs_and_several_need(who, need):
    """Both are read; whichever is right is written."""
    for word in ("need", "needs"):
        tree = READER.sentence(f"{who} {word} approval from a senior leader to create an account.")
        assert f" {need} approval from a senior leader" in Writer(load()).sentence(tree)
