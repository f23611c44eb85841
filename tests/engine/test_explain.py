"""How a decision is worded, where a verdict alone would mislead."""

from datetime import date

import pytest

from belisha import library
from belisha.engine import Situation, decide, rulebook_of
from belisha.engine.explain import APPROVED, HEADLINES, explain

# On a school computer, in a break, for oneself: MO-56 asks for the approval of a senior leader.
BUS = {
    "actor": "teacher", "act": "use", "account": "none", "device": "school", "purpose": "personal", "time": "break", "place": "school",
}  # fmt: skip
BOOK = rulebook_of(library.policy("model"), date(2026, 11, 28))


@pytest.mark.parametrize(
    ("given", "approved", "headline"),
    [
        ({"senior leader"}, ("MO-56",), APPROVED),
        ({"headteacher"}, ("MO-56",), APPROVED),  # counts as a senior leader
        ({"data protection officer"}, (), HEADLINES["needs approval"]),
        (set(), (), HEADLINES["needs approval"]),
    ],
)
def test_an_approval_that_was_given_is_a_yes_and_no_silence(given, approved, headline):
    said = explain(decide(BOOK, Situation({**BUS, "authorised by": frozenset(given)}, closed=True)))
    assert (said.approved, said.headline) == (approved, headline)
    assert not said.whom_to_ask


def test_where_no_sentence_asks_for_an_approval_a_silence_stays_one():
    facts = {**BUS, "device": "personal", "place": "elsewhere", "time": "outside work", "authorised by": frozenset({"senior leader"})}  # fmt: skip
    said = explain(decide(BOOK, Situation(facts, closed=True)))
    assert (said.approved, said.headline) == ((), HEADLINES["silent"])
    assert said.whom_to_ask
