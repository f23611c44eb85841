"""The address of a page holds the answers: what is written is read back, and whatever else stands there is refused with a mend."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belisha.language import load

FACTS = load().facts


def values_of(fact):
    match fact.type:
        case "flag":
            return st.booleans()
        case "count":
            return st.integers(0, 10_000)
        case "many":
            return st.frozensets(st.sampled_from([value for value in fact.values if value != "none"]), max_size=3)
    return st.sampled_from(fact.values)


@st.composite
def answers(draw):
    names = draw(st.lists(st.sampled_from(list(FACTS)), unique=True, max_size=12))
    return {name: draw(st.none() | values_of(FACTS[name])) for name in names}


def read(query):
    from django.http import QueryDict

    from belisha.web.ask import answers

    return answers.read(QueryDict(query), query)


@given(answers())
def test_what_is_written_is_read_back_in_its_order(database, given):
    from belisha.web.ask.answers import Answers

    back = read(Answers(given).query())
    assert back.faults == ()
    assert list(back.given.items()) == list(given.items())


@given(answers())
def test_what_is_left_out_is_denied_only_where_somebody_is_stated(database, given):
    from belisha.web.ask.answers import Answers

    back = read(Answers(given, closed=True).query())
    assert list(back.given.items()) == list(given.items())
    assert back.closed == bool(given.get("actor") or given.get("event"))
    assert back.situation.closed == back.closed
    for changed in (back.having({"in doubt": True}), back.without(["in doubt"]), back.that_count()):
        assert changed.closed == back.closed


@given(answers())
def test_a_receipt_has_one_order_and_only_what_counts(database, given):
    from belisha.web.ask.answers import Answers

    counted = Answers(given).that_count()
    backwards = Answers(dict(reversed(given.items()))).that_count()
    assert counted.query() == backwards.query()
    assert list(counted.given) == [name for name in FACTS if name in counted.given]
    assert counted.that_count() == counted


def test_names_of_facts_and_values_can_stand_in_an_address():
    for fact in FACTS.values():
        assert not set(",~") & set(fact.name)
        assert not any("," in value for value in fact.values)


def test_no_fact_has_the_name_of_something_else_in_the_address(database):
    from belisha.web.ask.answers import CONTROLS, NO, UNSURE, YES

    assert not {*CONTROLS, YES, NO, UNSURE} & set(FACTS)


def test_flags_share_the_beginning_of_their_names():
    from belisha.web.ask.answers import lengthened, shortened

    names = ["content.abusive", "content.hateful", "in doubt", "account.in privacy notice", "content.sexual"]
    short = ["content.abusive", ".hateful", "in doubt", "account.in privacy notice", "content.sexual"]
    assert shortened(names) == short
    assert lengthened(",".join(short)) == names


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("actor=teachr", "teacher"),
        ("actor=", "cannot be"),
        ("nonsense=1", "not something that Belisha asks about"),
        ("contentt.abusive=yes", "content.abusive"),
        ("yes=actor", "cannot be answered with yes or no"),
        ("yes=content.nothing", "content."),
        ("with.age=seventeen", "whole number"),
        ("with.age=-1", "whole number"),
        ("with.age=99999999999999999999", "whole number"),
        ("with.age=%D9%A1%D9%A7", "whole number"),
        ("event=message+from+pupil,nothing", "cannot hold"),
        ("content.abusive=yes", "not something"),
        ("unsure=nobody", "not something"),
    ],
)
def test_what_nobody_can_state_is_a_fault(database, query, problem):
    back = read(query)
    (fault,) = back.faults
    assert problem in fault.problem + " " + " ".join(fault.suggestions)
    assert back.given == {}


def test_a_wrong_answer_costs_none_of_the_others(database):
    back = read("actor=teacher&with=nobody+at+all&act=befriend")
    assert dict(back.given) == {"actor": "teacher", "act": "befriend"}
    assert len(back.faults) == 1


def test_answers_keep_their_place_when_they_change(database):
    from belisha.web.ask.answers import Answers

    before = Answers({"actor": "teacher", "content.abusive": True, "content.hateful": False, "audience": "public"})
    after = before.having({"content.abusive": False, "content.hateful": None, "content.illegal": False})
    assert [name for name, _ in after.given.items()] == [
        "actor", "content.abusive", "content.hateful", "content.illegal", "audience",
    ]  # fmt: skip
    assert after.unsure == {"content.hateful"}
    assert after.without(["actor"]).having({"actor": "parent"}).query() == (
        "no=content.abusive&unsure=content.hateful&no=content.illegal&audience=public&actor=parent"
    )


@pytest.mark.parametrize(
    ("given", "counts"),
    [
        ({"actor": "teacher", "actor.stage": "KS2"}, {"actor"}),
        ({"actor": "pupil", "actor.stage": "KS3"}, {"actor", "actor.stage"}),
        ({"act": "befriend", "content.shows pupil": True, "content.taken at school": True}, {"act"}),
        ({"event": frozenset({"cyberbullying"}), "event.author known": True}, {"event", "event.author known"}),
        ({"act": "post", "event.author known": True}, {"act"}),
        ({"actor": None, "actor.stage": "KS3"}, {"actor", "actor.stage"}),
    ],
)
def test_what_makes_no_sense_beside_the_rest_does_not_count(database, given, counts):
    from belisha.web.ask.answers import Answers

    assert set(Answers(given).that_count().given) == counts


def test_an_answer_has_no_room_for_a_name(client):
    """No page of the journey has a field for free text, so no name can get into an address."""
    import re

    for query in ("", "actor=teacher", "actor=teacher&act=befriend&with=former+pupil&change=with.age"):
        page = client.get(f"/policies/little-eaton/ask/question?{query}").content.decode()
        assert "<textarea" not in page
        assert not re.findall(r'<input[^>]*type="text"(?![^>]*inputmode="numeric")', page)


def test_the_address_is_readable(client):
    response = client.get(
        "/policies/highwood/ask/question?act=befriend&with=pupil&actor=teacher&question=with.relation&answer=own+child"
    )
    assert response.status_code == 302
    assert response["Location"].endswith("?act=befriend&with=pupil&actor=teacher&with.relation=own+child")
    assert parse_qsl(response["Location"].partition("?")[2])[-1] == ("with.relation", "own child")
