"""belisha ask: an interview, with answers from a person or, as here, from standard input."""

import os

import pytest

from belisha.cli.ask import NoAnswer, Question, plain_question, read_answer
from belisha.language import load


def ask(belisha, policy, *answers):
    return belisha("ask", "--policy", policy, input="".join(f"{answer}\n" for answer in answers))


def test_few_questions_bring_the_answer_no(belisha, policy):
    result = ask(belisha, policy, "teacher", "1", "befriend", "pupil", "none")
    assert result.exit_code == 1
    assert "No. This is not allowed." in result.stdout
    assert "FR-1: Staff must not befriend a pupil, unless the pupil is close family." in result.stdout
    assert "Disciplinary action may follow" in " ".join(result.stdout.split())


def test_another_answer_brings_no_no(belisha, policy):
    result = ask(belisha, policy, "teacher", "1", "message", "parent")
    assert result.exit_code == 0
    assert "Yes. This is allowed." in result.stdout


def test_something_has_happened_brings_what_to_do(belisha, policy):
    result = ask(belisha, policy, "teacher", "2", "message from pupil")
    assert result.exit_code == 0
    assert "Staff must report it to the headteacher, within 1 working day (FR-3)." in " ".join(result.stdout.split())


def test_answers_may_be_numbers_or_words(belisha, policy):
    words = ask(belisha, policy, "Teacher", "Somebody wants to do something", "befriend", "pupil", "none")
    numbers = ask(belisha, policy, "3", "1", "8", "1", "4")
    assert words.stdout.splitlines()[-12:] == numbers.stdout.splitlines()[-12:]


def test_who_does_not_know_is_not_asked_again(belisha, policy):
    result = ask(belisha, policy, "teacher", "1", "befriend", "pupil", "")
    assert result.exit_code == 0
    assert "It depends." in result.stdout
    assert result.stdout.count(load().facts["with.relation"].ask) == 1


def test_somebody_who_knows_nothing_still_gets_an_answer(belisha, policy):
    result = ask(belisha, policy, *[""] * 30)
    assert result.exit_code == 0 and "It depends." in result.stdout


def test_one_can_go_back_and_answer_otherwise(belisha, policy):
    result = ask(belisha, policy, "pupil", "b", "teacher", "1", "post", "b", "befriend", "pupil", "close family")
    assert result.stdout.count(load().facts["actor"].ask) == 2
    assert "FR-1 does not apply" in " ".join(result.stdout.split())
    assert result.exit_code == 0


def test_back_at_the_first_question_stays_there(belisha, policy):
    result = ask(belisha, policy, "b", "teacher", "q")
    assert "This is the first question." in result.stdout and result.exit_code == 0


def test_ticks_are_one_question(belisha, policy):
    result = ask(belisha, "wilnecote", "teacher", "1", "post", *[""] * 3, "q")
    asked = result.stdout.count(load().page_of("content.abusive"))
    assert asked == 1


def test_the_input_may_end_at_any_time(belisha, policy):
    for count in range(4):
        answers = ["teacher", "1", "befriend"][:count]
        result = ask(belisha, policy, *answers)
        assert result.exit_code == 0
        assert "It depends." in result.stdout and "The answers end here" in result.stderr


def test_an_answer_that_is_none_is_named(belisha, policy):
    result = ask(belisha, policy, "techer")
    assert result.exit_code == 2
    assert f"Answer 1, to “{load().facts['actor'].ask}”" in result.stderr and "Did you mean `teacher`?" in result.stderr


def test_the_law_is_shown_beside_it(belisha, policy):
    result = belisha("ask", "--policy", policy, "--layers", "law", input="teacher\n1\nmessage\nparent\n")
    assert "The layer above the policy: law" in result.stdout


@pytest.mark.parametrize("name", ["little-eaton", "highwood", "christ-church", "dilton-marsh", "wilnecote", "model"])
def test_every_policy_can_be_asked(belisha, name):
    result = ask(belisha, name, "teacher", "1", "befriend", *[""] * 40)
    assert result.exit_code in (0, 1) and "Why" in result.stdout


def test_binary_answers_are_refused(process, policy):
    result = process("ask", "--policy", policy, input=b"\xff\xfe\x00\n")
    assert result.returncode == 2 and b"Traceback" not in result.stderr


def test_ctrl_c_ends_it_without_a_traceback(start, policy):
    process = start("ask", "--policy", policy)
    process.stdin.write(b"teacher\n")
    process.stdin.flush()
    seen, more = b"", b" "
    while b"What is it about?" not in seen and more:
        seen += (more := os.read(process.stdout.fileno(), 10_000))
    process.send_signal(2)
    assert process.wait(60) == 2
    assert b"Stopped." in (said := process.stderr.read()) and b"Traceback" not in said


# ---- answers -----------------------------------------------------------------------------------------------------

TICKS = Question("Which?", "ticks", (("Is it one", {"a": True}), ("Is it two", {"b": True})), ("a", "b"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1", {"a": True, "b": False}),
        ("1, 2", {"a": True, "b": True}),
        ("1 2", {"a": True, "b": True}),
        ("none", {"a": False, "b": False}),
        ("0", {"a": False, "b": False}),
        ("is it two", {"a": False, "b": True}),
        ("", None),
        ("?", None),
        ("I don't know", None),
    ],
)
def test_ticks(typed, meant):
    assert read_answer(TICKS, typed, load()) == meant


def test_several_values_of_one_fact():
    question = plain_question("event", load())
    assert read_answer(question, "cyberbullying, phishing", load()) == {
        "event": frozenset({"cyberbullying", "phishing"})
    }
    assert read_answer(question, "none", load()) == {"event": frozenset()}


@pytest.mark.parametrize(("typed", "meant"), [("17", 17), ("17 years", 17), ("0", 0)])
def test_counts(typed, meant):
    assert read_answer(Question("How old?", "count", (), ("with.age",), unit="years"), typed, load()) == {
        "with.age": meant
    }


@pytest.mark.parametrize("typed", ["-1", "seventeen", "1.5", "99999999999", "²"])
def test_what_is_no_count(typed):
    with pytest.raises(NoAnswer, match="whole number of years"):
        read_answer(Question("How old?", "count", (), ("with.age",), unit="years"), typed, load())


@pytest.mark.parametrize("typed", ["0", "99", "x" * 10_000, "1, 9", "²"])
def test_what_is_no_answer(typed):
    with pytest.raises(NoAnswer):
        read_answer(plain_question("with", load()), typed, load())
