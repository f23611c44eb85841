"""A kind of token that the grammar only seems to take next must not be chosen: what is read must be one of the others, or a fault."""

import pytest

from belisha.language.reading import Reader
from belisha.language.vocabulary import load


@pytest.mark.parametrize(
    "sentence",
    [
        "Staff should not message something that is unprofessional to a pupil.",
        "When the author is known, the school should ask the author to remove it, unless the author is under 10 or the author is a colleague.",
        "When the author is known and the author is 10 or over and the author is under 16, the school may ask the author to remove it.",
    ],
)
def test_a_word_is_taken_as_what_the_whole_sentence_allows(sentence):
    assert Reader(load()).sentence(sentence)
