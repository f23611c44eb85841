"""belisha decide: JSON lines in, JSON lines out; a bad line never costs a good one its answer."""

import contextlib
import json
import os
import signal
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from belisha.cli.lines import Line, read_lines
from belisha.engine import decide, read_asked
from belisha.language import load, read_policy_file

GOOD = {"id": "s1", "facts": {"actor": "teacher", "act": "befriend", "with": "pupil", "with.relation": "none"}}
LINE = json.dumps(GOOD).encode() + b"\n"


def answers(stdout):
    return [json.loads(line) for line in stdout.splitlines()]


# ---- the contract ----------------------------------------------------------------------------------------------


def test_a_situation_a_line_in_a_decision_a_line_out_in_the_same_order(belisha, policy):
    lines = [
        {"id": "a", "facts": {"actor": "teacher", "act": "befriend", "with": "pupil"}},
        {"id": "b", "facts": {"actor": "teacher", "act": "message", "with": "parent"}},
        {"id": "c", "facts": {"actor": "teacher", "event": "message from pupil"}, "assume": "no"},
    ]
    result = belisha("decide", "--policy", policy, input="\n".join(map(json.dumps, lines)))
    assert result.exit_code == 0
    said = answers(result.stdout)
    assert [each["id"] for each in said] == ["a", "b", "c"]
    assert [each["verdict"] for each in said] == ["depends", "permitted", "silent"]
    assert said[0]["ask"] == ["with.relation"]
    assert said[2]["duties"][0]["within"] == "1 working day"
    assert result.stderr == ""


def test_a_decision_is_the_engines(belisha, policy):
    result = belisha("decide", "--policy", policy, "--as-of", "2026-11-20", input=LINE.decode())
    asked = read_asked(GOOD, load())
    assert answers(result.stdout) == [
        {"id": "s1", **decide(read_policy_file(policy), asked.situation, date(2026, 11, 20)).as_json()}
    ]


def test_the_day_is_the_lines_then_the_options_then_today(belisha, tmp_path):
    dated = tmp_path / "dated.md"
    dated.write_text(
        "---\npolicy: x\n---\n\n```rules\nFR-1: From 1 September 2027, pupils must not use a phone at school.\n```\n"
    )
    facts = {"actor": "pupil", "act": "use phone", "place": "school"}
    lines = "\n".join(json.dumps({"id": "x", "facts": facts, **more}) for more in ({}, {"as of": "2027-09-01"}))
    said = answers(belisha("decide", "--policy", str(dated), "--as-of", "2027-08-31", input=lines).stdout)
    assert [(each["verdict"], each["as of"]) for each in said] == [
        ("silent", "2027-08-31"),
        ("prohibited", "2027-09-01"),
    ]
    said = answers(belisha("decide", "--policy", str(dated), input=lines).stdout)
    assert said[0]["as of"] == date.today().isoformat()


def test_the_law_stands_beside_the_policy_where_it_is_asked_for(belisha, policy):
    without = answers(belisha("decide", "--policy", policy, input=LINE.decode()).stdout)[0]
    beside = answers(belisha("decide", "--policy", policy, "--layers", "law", input=LINE.decode()).stdout)[0]
    assert "layers" not in without
    assert beside["layers"]["law"]["verdict"]
    assert {key: value for key, value in beside.items() if key != "layers"} == without


@pytest.mark.parametrize("name", ["dilton-marsh", "little-eaton", "highwood", "christ-church", "wilnecote", "model"])
def test_a_policy_that_comes_with_belisha_is_named(belisha, name):
    result = belisha("decide", "--policy", name, input=LINE.decode())
    assert result.exit_code == 0 and answers(result.stdout)[0]["id"] == "s1"


def test_blank_lines_are_skipped_and_counted(belisha, policy):
    result = belisha("decide", "--policy", policy, input="\n   \r\n" + LINE.decode() + "\nnonsense")
    said = answers(result.stdout)
    assert [each.get("line") for each in said] == [None, 5]
    assert result.exit_code == 2


def test_an_empty_input_is_no_error(belisha, policy):
    result = belisha("decide", "--policy", policy, input="")
    assert (result.exit_code, result.stdout) == (0, "")


# ---- lines that cannot be read -----------------------------------------------------------------------------------

BAD = {
    "no JSON": (b"nonsense", None, "no JSON"),
    "half an object": (b'{"id": "x"', None, "no JSON"),
    "a bracket alone": (b"[", None, "on one line of its own"),
    "a list": (b"[1]", None, "a JSON object"),
    "null": (b"null", None, "a JSON object"),
    "no id": (b'{"facts": {}}', None, "`id` is missing"),
    "an id that is no text": (b'{"id": 5, "facts": {}}', None, "`id` is a text"),
    "no facts": (b'{"id": "x"}', "x", "`facts` is missing"),
    "facts that are none": (b'{"id": "x", "facts": []}', "x", "`facts` is an object"),
    "another key": (b'{"id": "x", "facts": {}, "assum": "no"}', "x", "unknown key `assum`"),
    "another assumption": (b'{"id": "x", "facts": {}, "assume": "yes"}', "x", "`assume` can only be"),
    "no day": (b'{"id": "x", "facts": {}, "as of": "2026-13-01"}', "x", "2026-11-20"),
    "an unknown fact": (b'{"id": "x", "facts": {"actr": "teacher"}}', "x", "unknown fact `actr`"),
    "an unknown value": (b'{"id": "x", "facts": {"actor": "techer"}}', "x", "`actor` cannot be"),
    "a wrong type": (b'{"id": "x", "facts": {"in doubt": "yes"}}', "x", "`in doubt` is true or false"),
    "a fraction": (b'{"id": "x", "facts": {"with.age": 12.5}}', "x", "whole number"),
    "a negative count": (b'{"id": "x", "facts": {"with.age": -1}}', "x", "whole number"),
    "not a number": (b'{"id": "x", "facts": {"with.age": NaN}}', None, "`NaN`"),
    "infinity": (b'{"id": "x", "facts": {"with.age": -Infinity}}', None, "Infinity"),
    "a number beyond all bounds": (b'{"id": "x", "facts": {"with.age": 1e999}}', "x", "whole number"),
    "a huge integer": (b'{"id": "x", "facts": {"with.age": ' + b"9" * 10_000 + b"}}", None, "too long"),
    "a large integer": (b'{"id": "x", "facts": {"with.age": ' + b"9" * 1_000 + b"}}", "x", "whole number"),
    "a key twice": (b'{"id": "x", "facts": {"actor": "teacher", "actor": "pupil"}}', None, "`actor` stands twice"),
    "an id twice": (b'{"id": "x", "id": "y", "facts": {}}', None, "`id` stands twice"),
    "deep nesting": (b"[" * 100_000 + b"]" * 100_000, None, "nested too deeply"),
    "deep nesting in a value": (
        b'{"id": "x", "facts": {"actor": ' + b"[" * 900 + b"]" * 900 + b"}}",
        None,
        ("nested too deeply", "`actor` cannot be"),
    ),
    "a NUL byte": (b'{"id": "x\x00", "facts": {}}', None, "NUL"),
    "no UTF-8": (b'{"id": "\xe9", "facts": {}}', None, "UTF-8"),
    "half a character": (b'{"id": "\\ud800", "facts": {}}', None, "half a character"),
    "half a character in a fact": (b'{"id": "x", "facts": {"\\ud800": true}}', "x", "unknown fact"),
    "an open world that is closed": (b'{"id": "x", "facts": {}, "assume": "no"}', "x", "states its actor or an event"),
    "more facts than there are": (
        json.dumps({"id": "x", "facts": {f"fact {number}": True for number in range(30_000)}}).encode(),
        "x",
        "keys stand here",
    ),
}


@pytest.mark.parametrize(("line", "name", "problem"), BAD.values(), ids=BAD.keys())
def test_a_bad_line_is_named_and_the_good_ones_are_answered(belisha, policy, line, name, problem):
    began = time.monotonic()
    result = belisha("decide", "--policy", policy, input=LINE + line + b"\n" + LINE)
    assert result.exit_code == 2
    first, bad, last = answers(result.stdout)
    assert first == last and first["verdict"] == "prohibited"
    assert set(bad) == {"id", "line", "error", "did you mean"}
    assert bad["line"] == 2
    if isinstance(problem, tuple):
        assert any(each in bad["error"] for each in problem)
    else:
        assert (bad["id"], problem in bad["error"]) == (name, True), bad
    assert "1 line could not be read" in result.stderr
    assert time.monotonic() - began < 60


def test_a_slip_of_the_pen_is_told_what_may_have_been_meant(belisha, policy):
    lines = '{"id": "x", "facts": {"actr": "teacher"}}\n{"id": "y", "facts": {"actor": "techer"}}'
    said = answers(belisha("decide", "--policy", policy, input=lines).stdout)
    assert [each["did you mean"][0] for each in said] == ["actor", "teacher"]


def test_half_of_the_input_in_another_encoding(belisha, policy):
    result = belisha("decide", "--policy", policy, input=LINE.decode().encode("utf-16"))
    assert result.exit_code == 2
    assert "not as UTF-16" in answers(result.stdout)[0]["error"]


def test_a_mark_at_the_front_of_the_file_is_no_part_of_the_line(belisha, policy):
    result = belisha("decide", "--policy", policy, input=b"\xef\xbb\xbf" + LINE)
    assert result.exit_code == 0


def test_binary_input_is_named_line_by_line(belisha, policy):
    result = belisha("decide", "--policy", policy, input=bytes(range(256)) * 40)
    assert result.exit_code == 2
    assert answers(result.stdout) and all(each["error"] for each in answers(result.stdout))


def test_a_fault_of_the_engine_costs_one_line_and_no_more(belisha, policy, monkeypatch):
    from belisha.cli import decide as module

    def fails(*_, **__):
        raise ZeroDivisionError("of all things")

    monkeypatch.setattr(module, "decide", fails)
    result = belisha("decide", "--policy", policy, input=LINE.decode())
    assert "this is a fault of Belisha" in answers(result.stdout)[0]["error"]
    assert answers(result.stdout)[0]["id"] == "s1" and result.exit_code == 2


# ---- what else can be wrong --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--policy", "litle-eaton"], "Did you mean `little-eaton`?"),
        (["--policy", "no-such-thing-at-all"], "comes with Belisha: dilton-marsh"),
        (["--policy", "/"], "is a folder"),
        (["--policy", "\x00"], "no file"),
        (["--policy", "x" * 5_000], "no file"),
        ([], "Missing option '--policy'"),
        (["--policy", "little-eaton", "--as-of", "tomorrow"], "write it as 2026-11-20"),
        (["--policy", "little-eaton", "--layers", "trust"], "later version"),
        (["--policy", "little-eaton", "--layers", "moon"], "no layer `moon`"),
    ],
)
def test_what_was_asked_wrongly_gets_a_friendly_error(belisha, arguments, said):
    result = belisha("decide", *arguments, input="")
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_a_policy_with_faults_is_not_decided_by(belisha, tmp_path):
    broken = tmp_path / "broken.md"
    broken.write_text("---\npolicy: x\n---\n\n```rules\nFR-1: Staff must not befreind a pupil.\n```\n")
    result = belisha("decide", "--policy", str(broken), input=LINE.decode())
    assert result.exit_code == 2
    assert "broken.md:6:22" in result.stderr and "did you mean `befriend`?" in result.stderr


def test_help_has_examples(belisha):
    said = belisha("decide", "--help").stdout
    assert "belisha decide --policy little-eaton < situations.jsonl" in said and "Status:" in said


# ---- lines -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1_000])
def test_lines_do_not_depend_on_how_they_come(size):
    text = b"one\n\nthree is long\r\nfour"
    pieces = iter([text[place : place + size] for place in range(0, len(text), size)] + [b""])
    lines = [line for some in read_lines(lambda _: next(pieces), longest=6) for line in some]
    assert lines == [Line(1, b"one", 3), Line(2, b"", 0), Line(3, b"three ", 14), Line(4, b"four", 4)]
    assert [line.too_long for line in lines] == [False, False, True, False]


# ---- the process -------------------------------------------------------------------------------------------------


def test_an_answer_comes_before_the_next_question_is_asked(start, policy):
    process = start("decide", "--policy", policy)
    for _ in range(3):
        process.stdin.write(LINE)
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["verdict"] == "prohibited"
    process.stdin.close()
    assert process.wait(60) == 0
    assert process.stderr.read() == b""


def test_whoever_stops_reading_ends_it_without_a_word(start, policy):
    process = start("decide", "--policy", policy)

    def feed():
        try:
            for _ in range(2_000):
                process.stdin.write(LINE * 20)
        except BrokenPipeError:
            pass

    feeder = threading.Thread(target=feed)
    feeder.start()
    assert json.loads(process.stdout.readline())["id"] == "s1"
    process.stdout.close()
    assert process.wait(60) == 0
    feeder.join()
    assert process.stderr.read() == b""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_keeps_what_is_done_and_says_where_it_stopped(start, policy, number):
    process = start("decide", "--policy", policy)
    process.stdin.write(LINE)
    process.stdin.flush()
    assert process.stdout.readline()
    process.send_signal(number)
    assert process.wait(60) == 2
    assert b"Stopped after line 1" in process.stderr.read()


def test_an_interrupted_run_cuts_no_line_short(start, policy, tmp_path):
    many = tmp_path / "many.jsonl"
    many.write_bytes(LINE * 200_000)
    out = tmp_path / "out.jsonl"
    with many.open("rb") as given, out.open("wb") as taken:
        process = start("decide", "--policy", policy, stdin=given, stdout=taken)
        began = time.monotonic()
        while out.stat().st_size < 100_000 and time.monotonic() - began < 60:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 2
    said = process.stderr.read().decode()
    done = out.read_bytes()
    assert done.endswith(b"\n")
    assert f"Stopped after line {len(answers(done)):,}" in said
    assert "Traceback" not in said


def measured(start, policy, lines):
    """Runs it on the lines; gives the status, the number of answers and the most memory it held, in MB."""
    process = start("decide", "--policy", policy, stderr=None)
    answered = []
    reader = threading.Thread(target=lambda: answered.append(sum(1 for _ in process.stdout)))
    reader.start()
    for line in lines:
        process.stdin.write(line)
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    reader.join()
    return process.returncode, answered[0], usage.ru_maxrss / 1024


def test_memory_stays_flat(start, policy):
    _, few, small = measured(start, policy, [LINE] * 1_000)
    status, many, large = measured(start, policy, [LINE * 1_000] * 30)
    assert (few, many, status) == (1_000, 30_000, 0)
    assert large < small + 20


def test_a_line_of_a_hundred_megabytes_is_named_and_held_nowhere(start, policy):
    _, _, small = measured(start, policy, [LINE])
    long = [b'{"id": "x", "facts": "', *[b"x" * 1_000_000] * 100, b'"}\n']
    status, answered, large = measured(start, policy, [LINE, *long, LINE])
    assert (status, answered) == (2, 3)
    assert large < small + 30


def test_a_full_disk_is_told(process, policy):
    with Path("/dev/full").open("wb") as full:
        result = process("decide", "--policy", policy, input=LINE, stdout=full)
    assert result.returncode == 2
    assert b"cannot be written" in result.stderr and b"Traceback" not in result.stderr


def test_progress_is_shown_on_a_terminal_alone_and_only_when_it_takes_a_while(start, policy):
    terminal, end = os.openpty()
    process = start("decide", "--policy", policy, stderr=end)
    os.close(end)
    os.set_blocking(terminal, False)
    shown, began = b"", time.monotonic()
    while time.monotonic() - began < 60 and b"situations decided" not in shown:
        process.stdin.write(LINE)
        process.stdin.flush()
        assert process.stdout.readline()
        with contextlib.suppress(BlockingIOError):
            shown += os.read(terminal, 10_000)
    assert time.monotonic() - began > 2
    process.stdin.close()
    assert process.wait(60) == 0
    assert b"situations decided" in shown
    os.close(terminal)
