"""The questions that people ask: each reads, is asked once, can be put to every policy, and stands for the rows of the table of differences."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files

import pytest

from belisha import library
from belisha.engine import rulebook_of
from belisha.library.questions import QuestionsError, questions, read_questions
from scenarios import checker

TEXT = files("belisha.library").joinpath("questions.yaml").read_text(encoding="utf-8")
QUESTIONS = questions().questions
DAY = date(2026, 11, 20)
# Which rows of the table of differences a question stands for, as its comment says.
ROWS = {
    name: [row.strip() for row in rows.split(",")] for name, rows in re.findall(r"(?m)^  - id: (\S+) +# (.*)$", TEXT)
}


def book(name):
    return rulebook_of(library.policy(name), DAY, library.law())


def test_there_are_as_many_as_a_reader_bears():
    assert 90 <= len(QUESTIONS) <= 120
    assert len({each.id for each in QUESTIONS}) == len(QUESTIONS)
    assert len({each.asks.casefold() for each in QUESTIONS}) == len(QUESTIONS)
    assert {each.topic for each in QUESTIONS} == set(questions().topics)
    assert {who for each in QUESTIONS for who in each.who} == set(questions().people)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.id)
def test_every_policy_decides_it(question):
    answered = []
    for name in library.NAMES:
        outcome = book(name).decide(question.situation)
        assert outcome.settled and len(outcome.possible) == 1
        answered.append(outcome.possible != ("silent",) or outcome.duties or outcome.consequences)
    assert any(answered), "no policy says anything about it"


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.id)
def test_it_stands_alone(question):
    """Filters part it from the question before; and somebody is named, of whom all else can be denied."""
    assert question.asks[0].isupper() and not re.match(r"And |But |Then |The same", question.asks)
    assert "actor" in question.situation.facts


def test_every_row_of_the_table_of_differences_that_is_a_situation_is_asked():
    rows = {re.match(r"\d+", str(each["row"])).group() for each in checker.table()["situations"]}
    asked = {re.match(r"\d+", row).group() for rows in ROWS.values() for row in rows}
    assert sorted(rows - asked, key=int) == []
    assert asked <= rows


SITUATIONS = {str(each["row"]): each for each in checker.table()["situations"]}
STANDING = [(each, ROWS[each.id][0]) for each in QUESTIONS if each.id in ROWS]


@pytest.mark.parametrize(("question", "row"), STANDING, ids=lambda each: getattr(each, "id", each))
def test_it_is_answered_as_its_row_is(question, row):
    """The same verdicts as the table calls for: a question that leaves out a detail of its row still asks the same."""
    for name, expected in SITUATIONS[row]["expect"].items():
        if "verdict" in expected and question.wants == "verdict":
            verdict = book(name).decide(question.situation).possible[0]
            allowed = expected["verdict"] if isinstance(expected["verdict"], list) else [expected["verdict"]]
            assert verdict in allowed, name
        for kind in ("duties", "consequences"):
            if kind in expected and question.wants == kind:
                clauses = {checker.base(each.clause) for each in getattr(book(name).decide(question.situation), kind)}
                assert {each["clause"] for each in expected[kind] if "clause" in each} <= clauses, name


# -- faults ------------------------------------------------------------------------------------------------------------

HEAD = "topics: {talk: Talk}\npeople: {staff: Staff}\nquestions:\n"
GOOD = '  - {id: a-b, topic: talk, who: [staff], asks: "May they?", facts: {actor: teacher, act: post}}\n'


def test_a_good_one_reads():
    (read,) = read_questions(HEAD + GOOD).questions
    assert (read.id, read.topic, read.who, read.asks, read.wants) == ("a-b", "talk", ("staff",), "May they?", "verdict")
    assert read.situation.closed
    (happened,) = read_questions(HEAD + GOOD.replace("act: post", "event: phishing")).questions
    assert happened.wants == "duties"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["line 1: nothing stands here; write `topics`, `people` and `questions`"]),
        ("topics: [", ["no YAML"]),
        ("topics: {}\n", ["`people` is missing", "`questions` is a list"]),
        (HEAD, ["line 3: `questions` is a list of questions"]),
        (HEAD + "  - May they?\n", ["line 4: a question is a mapping"]),
        (HEAD + GOOD.replace("a-b", "A b"), ["line 4: `id` is lower case words with hyphens, not `A b`"]),
        (HEAD + GOOD.replace("May they?", "They may"), ["line 4: `asks` is a question and ends in `?`"]),
        (HEAD + GOOD.replace("topic: talk", "topic: tlak"), ["no topic is called `tlak`; did you mean talk?"]),
        (HEAD + GOOD.replace("[staff]", "[stuff]"), ["nobody is called `stuff`; did you mean staff?"]),
        (HEAD + GOOD.replace("[staff]", "[]"), ["`who` is a list of those who ask"]),
        (HEAD + GOOD.replace("teacher", "teachr"), ["`actor` cannot be 'teachr'; did you mean teacher"]),
        (HEAD + GOOD.replace("act:", "axt:"), ["unknown fact `axt`; did you mean act?"]),
        (HEAD + GOOD.replace("act: post", "act: post, act: use"), ["`act` stands twice; keep one of them"]),
        (HEAD + GOOD.replace("facts:", "fact:"), ["`fact` is no key of a question; did you mean facts?", "`facts` is missing"]),
        (HEAD + GOOD.replace("asks:", "wants: duty, asks:"), ["`wants` is one of verdict, duties, consequences here, not `duty`"]),
        (
            HEAD + GOOD.replace("act: post", "event: phishing").replace("asks:", "wants: verdict, asks:"),
            ["`wants` is one of duties, consequences here, not `verdict`"],
        ),
        (HEAD + GOOD + GOOD, ["line 5: the id of `a-b` is that of `a-b`", "the question of `a-b`", "the situation of `a-b`"]),
    ],
)  # fmt: skip
def test_every_fault_is_named_with_its_line(text, faults):
    with pytest.raises(QuestionsError) as raised:
        read_questions(text)
    said = "\n".join(raised.value.faults)
    for fault in faults:
        assert fault in said
    assert re.fullmatch(r"(line \d+: .+\n?)+", said)


def test_all_faults_come_at_once():
    with pytest.raises(QuestionsError) as raised:
        read_questions(HEAD + GOOD.replace("a-b", "A") + GOOD.replace("teacher", "teachr") + GOOD.replace("?", ""))
    assert [fault.partition(":")[0] for fault in raised.value.faults] == ["line 4", "line 5", "line 6"]
