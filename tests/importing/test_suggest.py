"""What is suggested for a sentence, and what is not: nothing may say the opposite, or bind others than the sentence does."""

from __future__ import annotations

from functools import cache

import pytest

from belisha.cli.import_ import suggestions
from belisha.importing.draft import write
from belisha.importing.formats.plain import read_text
from belisha.importing.reading import Reading, read
from belisha.importing.suggest import Library
from belisha.language import load, read_policy
from belisha.language.reading import Reader
from importing.paired import Pair, pairs


@cache
def _library() -> Library:
    return suggestions()


@cache
def _reader() -> Reader:
    return Reader(load())


def _read(text: str) -> Reading:
    return read(read_text(text), _library())[-1]


@pytest.mark.parametrize("pair", pairs("shown"), ids=lambda pair: pair.sentence[:40])
def test_a_sentence_and_the_rules_that_say_it(pair: Pair) -> None:
    if pair.rules and pair.rules[0].startswith("applies to: "):
        source = read_text(pair.document)
        front = read_policy(write(source, read(source, _library()), "policy", load()).text).front
        assert ", ".join(front.applies_to) == pair.rules[0].removeprefix("applies to: ")
        return
    suggestion = _read(pair.document).suggestion
    told = suggestion.rules if suggestion else ()
    assert [_reader().sentence(each) for each in told] == [_reader().sentence(each) for each in pair.rules], told
    for each in pair.left_out:
        assert suggestion is not None
        assert each in suggestion.left_out


@pytest.mark.parametrize(
    "sentence",
    [
        # what nobody has to do is not banned
        "No member of staff is obliged to join a group on their own phone.",
        "Staff are not required to give their phone number to parents.",
        "Staff do not have to befriend parents.",
        "Staff need not accept friend requests from parents.",
        "Nothing in this policy prevents staff from befriending parents.",
        "Staff should not feel obliged to accept friend requests from parents.",
        "A breach of this policy will not lead to dismissal.",
        "Staff are free to decline friend requests from parents.",
        "Staff must not ignore cyberbullying.",
        "Staff must never fail to report a message from a pupil to the headteacher.",
        # a ban of something for a purpose, or at a time, is no ban of all of it
        "Staff must not use social media in order to bully colleagues.",
        "Phones must not be seen between 8.40am and 3.10pm.",
        "Pupils may bring mobile devices into school.",
        # of whom the vocabulary has no noun, and who is not the one that is bound
        "Sixth-formers may use social media at school.",
        "Only the headteacher may post on the school account.",
        "Staff must not be made to post on social media.",
        "All staff except teachers must not use phones at school.",
        "Staff must not let pupils use their phones.",
        "Parents must not use their child's password to contact staff.",
        "Parents must not post about other people's children.",
        "Personal telephone numbers and private accounts are not to be given by staff to pupils.",
    ],
)
def test_rather_nothing_than_something_else(sentence: str) -> None:
    suggestion = _read(f"# Rules\n\nThis policy applies to staff, pupils and parents.\n\n{sentence}\n").suggestion
    assert suggestion is None, suggestion.rules


def test_a_ban_of_use_for_a_purpose_bans_that_purpose() -> None:
    suggestion = _read("# Pupils\n\nPupils must not use social media so as to bully others.\n").suggestion
    assert suggestion and suggestion.rules == ("A pupil must not use social media when it bullies somebody.",)


def test_pupils_are_not_those_who_tell_their_parents() -> None:
    assert _read("# Rules for pupils\n\nYour parents will be told if it is serious.\n").suggestion is None


def test_who_does_what_comes_of_a_pupils_deed() -> None:
    suggestion = _read("# Staff code\n\nParents must be told when a pupil posts something abusive.\n").suggestion
    assert suggestion is None or "staff must tell a parent" in suggestion.rule


def test_a_scope_that_names_others_too_binds_nobody() -> None:
    assert _read("This policy applies to governors and anyone else who has a log-in.\n\nDo not befriend pupils.\n").suggestion is None  # fmt: skip


def test_what_a_group_is_not_for_is_not_banned_elsewhere() -> None:
    assert _read("# Staff group\n\n## It’s not for\n\n- Photos taken in school\n").suggestion is None
