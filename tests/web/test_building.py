"""Rules from menus: what is chosen is written as a sentence, and the sentence reads back as what was chosen.

`BELISHA_EXAMPLES=100 pytest tests/web/test_building.py` tries a hundred times as many.
"""

import os
import random
from datetime import date

import pytest
from django.http import QueryDict

from belisha import library
from belisha.analysis.review import review
from belisha.language import names_in, read_policy
from belisha.language.reading import Names, Reader
from belisha.language.vocabulary import load
from belisha.schools.policies import clauses
from belisha.web.life import building, menus
from belisha.web.life.rules import chosen_in
from engine.generators import ByChance, make_policy

TIMES = int(os.environ.get("BELISHA_EXAMPLES", "1"))
NAMES = Names(("illegal activity",), (("a recent leaver", "former pupil"), ("official", "account")))


def values(options):
    return [option.value for _, group in options for option in group]


def by_chance(seed):
    """Choices as a form would send them, from the menus themselves."""
    chance = random.Random(seed)
    kind = chance.choice([each for each in building.KINDS if each != building.BY_HAND])
    chosen = {"kind": kind, "lead": chance.choice(("", "", "so", "find", "do"))}

    def fill(group, options, most, least=0):
        for place in range(1, chance.randint(least, most) + 1):
            value = chosen[f"{group}-{place}"] = chance.choice(values(options))
            if building.LIMIT in value:
                chosen[f"{group}-{place}-n"] = str(chance.choice((1, 16, 18)))

    def conditions(group, most, least=0):
        subjects = tuple(chosen[name] for name in chosen if name.startswith("with-") and "that" not in name)
        fill(group, menus.conditions(subjects, NAMES), most, least)
        mix(group)

    def mix(group):
        chosen[f"{group}-joined"] = chance.choice(("and", "or"))
        for line in building.lines(chosen, group)[1:]:
            if chance.random() < 0.3:
                chosen[f"{group}-{line.place}-or"] = "or"

    def deed(before):
        fill(f"{before}act", menus.acts(), 2, 1)
        fill(f"{before}thing", menus.things(), 1)
        fill(f"{before}with", menus.others(NAMES), 2)
        fill(f"{before}where", menus.wheres(), 2)
        if chance.random() < 0.3 and f"{before}with-1" in chosen:
            fill(f"{before}with-that", menus.said_of("with", NAMES), 2)

    if chosen["lead"] in ("find", "do"):
        fill("lead-who", menus.who()[:2], 2, 1)
    if chosen["lead"] == "find":
        fill("event", menus.events(), 2, 1)
    if chosen["lead"] == "do":
        deed("lead-")
    if chosen["lead"]:
        conditions("also", 2, chosen["lead"] == "so")
    if kind in building.DEFINITIONS:
        chosen |= {
            "name": "an attack",
            "settled": chance.choice(("yes", "no")),
            "noun": chance.choice(values(menus.nouns())),
        }
        if kind == building.BOUND:
            fill("who", menus.who()[:2], 3, 1)
        elif kind == building.OUTSIDE:
            deed("")
            if chance.random() < 0.3:
                chosen = {name: value for name, value in chosen.items() if not name.startswith("act-")}
                fill("thing", menus.things(), 2, 1)
            conditions("when", 2)
        else:
            fill("when", menus.conditions((), NAMES, "with" if kind == building.TERM else "actor"), 3, 1)
            mix("when")
        return chosen
    if kind == building.CONSEQUENCE:
        fill("result", menus.results(), 2, 1)
        chosen["certainty"] = chance.choice(menus.CERTAINTIES)[0]
        if not chosen["lead"]:
            fill("who", menus.who()[:2], 2)
            chosen["broken-1"] = chance.choice(("policy", "ban", "FR-1"))
        conditions("when", 2)
        conditions("unless", 2)
        return chosen
    fill("who", menus.who()[:2], 2, 1)
    if kind in building.DUTIES:
        chosen["duty"] = chance.choice(values(menus.duties()))
        fill("to", menus.recipients(), 2, 1)
        chosen["within"], chosen["within-n"] = chance.choice(menus.WITHIN)[0], "2"
    else:
        deed("")
    if kind.startswith("need approval") or kind == "need consent":
        fill("giver", menus.givers(kind), 1, 1)
    conditions("only" if kind == "may only" else "when", 3, kind == "may only")
    conditions("unless", 3)
    return chosen


@pytest.mark.parametrize("seed", range(60))
def test_what_is_chosen_reads_back_as_itself(seed):
    """Or it is refused with a reason; and most of what menus hold goes together."""
    refused = 0
    for one in range(10 * TIMES):
        chosen = by_chance(seed * 100_000 + one)
        tree, faults = building.tree_of(chosen)
        assert faults == [], chosen
        sentence, wrong = building.sentence_of(tree, NAMES)
        if wrong:
            refused += 1
            continue
        assert Reader(load(), NAMES).sentence(sentence) == tree, sentence
        if (again := building.chosen_of(tree)) is not None:
            assert building.same(building.tree_of(again)[0], tree)
    assert refused <= 5 * TIMES


@pytest.mark.parametrize("seed", range(40 * TIMES))
def test_a_tree_that_menus_can_state_comes_back_from_its_choices(seed):
    for clause in make_policy(ByChance(seed)).clauses:
        if (chosen := building.chosen_of(clause.tree)) is not None:
            assert building.same(building.tree_of(chosen)[0], clause.tree)


@pytest.mark.parametrize("name", library.NAMES)
def test_menus_state_every_sentence_of_the_policies_that_come_with_belisha(name):
    """And nearly all come back as the same tree; of the others the conditions stand together otherwise, to the same effect."""
    policy = library.policy(name)
    text = policy.text
    differ = set()
    for clause in policy.clauses:
        tree, faults = building.tree_of(building.chosen_of(clause.tree))
        assert faults == []
        sentence, wrong = building.sentence_of(tree, names_in(policy.text))
        assert wrong == "", sentence
        if tree != clause.tree:
            differ.add(clause.id)
            text = clauses.with_other(text, clause.id, sentence)
    changed = review(policy, read_policy(text, name), date(2026, 11, 1))
    assert changed.changes == ()
    assert set(changed.reworded) == differ


def test_some_twenty_of_twenty_one_come_back_as_the_same_tree():
    trees = [each.tree for name in library.NAMES for each in library.policy(name).clauses]
    assert sum(building.tree_of(building.chosen_of(tree)) == (tree, []) for tree in trees) > 0.95 * len(trees)


def test_what_menus_cannot_state_is_none():
    reader = Reader(load())
    for sentence in (
        "Staff must not befriend a pupil, unless a pupil or a parent is close family.",
        "When it is serious, no duty to keep a copy applies.",
    ):
        assert building.chosen_of(reader.sentence(sentence)) is None


@pytest.mark.parametrize(
    ("joined", "sentence"),
    [
        (
            "and",
            "Staff must not post when it is serious and either it is proven or there is cyberbullying and it is for learning.",
        ),
        (
            "or",
            "Staff must not post when it is serious or both it is proven and there is cyberbullying or it is for learning.",
        ),
    ],
)
def test_conditions_that_belong_together_are_joined_the_other_way(joined, sentence):
    chosen = {
        "kind": "must not", "who-1": "staff", "act-1": "post", "when-1": "said|it is serious", "when-2": "said|it is proven",
        "when-3": "said|there is cyberbullying", "when-3-or": "or", "when-4": "where|for learning", "when-joined": joined,
    }  # fmt: skip
    tree, faults = building.tree_of(chosen)
    assert faults == []
    assert building.sentence_of(tree, Names()) == (sentence, "")
    assert building.chosen_of(tree) == chosen


def test_definitions_say_what_is_missing_at_its_field():
    def missing(**chosen):
        return [field for field, _ in building.tree_of(chosen)[1]]

    assert missing(kind="class") == ["name", "when-1"]
    assert missing(kind="term", name='a "recent" leaver') == ["noun", "name", "when-1"]
    assert missing(kind="outside") == ["act-1"]
    assert missing(kind="bound") == ["who-1"]


def test_every_menu_can_be_chosen_from_once():
    """No list holds a value twice, and each value has words."""
    lists = [menus.who(), menus.others(NAMES), menus.acts(), menus.things(), menus.wheres(), menus.events(), menus.duties(), menus.recipients(),
             menus.conditions((), NAMES), menus.conditions(("pupil",), NAMES), *(menus.said_of(part, NAMES) for part in ("actor", "with", "thing"))]  # fmt: skip
    for options in lists:
        assert len(values(options)) == len(set(values(options)))
        assert all(option.text for _, group in options for option in group)


def test_a_sentence_speaks_of_the_pupil_whom_it_named():
    chosen = {
        "kind": "must not",
        "who-1": "staff",
        "act-1": "befriend",
        "with-1": "pupil",
        "unless-1": "is|pupil|is close family",
    }
    tree, _ = building.tree_of(chosen)
    assert (
        building.sentence_of(tree, Names())[0] == "Staff must not befriend a pupil, unless the pupil is close family."
    )


def test_what_is_missing_is_said_at_its_field():
    assert [field for field, _ in building.tree_of({"kind": "must not"})[1]] == ["who-1", "act-1"]
    assert [field for field, _ in building.tree_of({"kind": "duty must", "who-1": "staff", "duty": "tell|0"})[1]] == [
        "to-1"
    ]
    assert [field for field, _ in building.tree_of({"kind": "consequence"})[1]] == ["broken-1", "result-1"]
    assert [field for field, _ in building.tree_of({"kind": "consequence", "lead": "so"})[1]] == ["also-1", "result-1"]
    both = {"kind": "consequence", "broken-1": "policy", "broken-2": "FR-1", "result-1": "dismissal"}
    assert [field for field, _ in building.tree_of(both)[1]] == ["broken-1"]
    assert [field for field, _ in building.tree_of({"kind": "may only", "who-1": "staff", "act-1": "post"})[1]] == [
        "only-1"
    ]
    limit = {
        "kind": "must not",
        "who-1": "staff",
        "act-1": "befriend",
        "with-1": "pupil",
        "with-that-1": "is under {n}",
        "with-that-1-n": "x",
    }
    assert [field for field, _ in building.tree_of(limit)[1]] == ["with-that-1-n"]
    assert [
        field
        for field, _ in building.tree_of(
            {**limit, "with-that-1-n": "9", "since-day": "31", "since-month": "2", "since-year": "2027"}
        )[1]
    ] == ["since-day"]


def test_lines_that_were_left_empty_close_up():
    given = QueryDict(
        "kind=must+not&who-1=&who-2=staff&who-4=governor&with-3=pupil&with-that-2=is+under+%7Bn%7D&with-that-2-n=9&more=who&x%00=1"
    )
    assert chosen_in(given) == {
        "kind": "must not", "who-1": "staff", "who-2": "governor", "with-1": "pupil", "with-that-1": "is under {n}", "with-that-1-n": "9",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["who-1", "act-1", "with-1", "duty", "when-1", "unless-1", "giver-1", "to-1", "thing-1", "where-1", "event-1"],
)
@pytest.mark.parametrize("kind", ["must not", "duty must", "need approval"])
def test_a_value_that_no_menu_has_is_refused_and_breaks_nothing(name, kind):
    chosen = {
        "kind": kind,
        "lead": "find",
        "lead-who-1": "staff",
        "event-1": "get a message from a pupil",
        "who-1": "staff",
        "act-1": "befriend",
        "duty": "tell|0",
        "to-1": "parent",
        "giver-1": "headteacher",
        name: "<nonsense>|x",
    }
    tree, _ = building.tree_of(chosen)
    if tree is not None:
        sentence, wrong = building.sentence_of(tree, Names())
        assert wrong or "nonsense" not in sentence
