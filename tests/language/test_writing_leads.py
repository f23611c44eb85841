"""A comma ends the front of a sentence, so what is written there joins its lists by words alone, and reads back as itself."""

import pytest

from belisha.language.reading import Reader
from belisha.language.vocabulary import load
from belisha.language.writing import Writer


@pytest.mark.parametrize(
    "sentence",
    [
        "When staff post or livestream or message something, they should take care.",
        "When staff and governors befriend parents or pupils or former pupils, they should take care.",
        "When it is at school or at a school event or away from school and there is misuse by a pupil, the headteacher must record it.",
        "When staff find misuse by a pupil and the author is a pupil or a parent or a governor, they must record it.",
    ],
)
def test_a_long_list_at_the_front_is_read_back_as_it_was_written(sentence):
    tree = Reader(load()).sentence(sentence)
    assert Reader(load()).sentence(Writer(load()).sentence(tree)) == tree
