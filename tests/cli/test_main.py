"""What all verbs share: help, verbs that do not exist, and that nobody sees a traceback."""

from pathlib import Path

import pytest

VERBS = ("decide", "ask", "check", "publish", "words")


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_examples(belisha, verb):
    result = belisha(verb, "--help")
    assert result.exit_code == 0
    assert "Examples:" in result.stdout and f"belisha {verb}" in result.stdout


def test_help_names_every_verb_and_status(belisha):
    said = belisha("--help").stdout
    assert all(f"\n  {verb} " in said for verb in VERBS)
    assert "could not be read" in said


def test_a_verb_that_does_not_exist_is_told_which_may_be_meant(belisha):
    result = belisha("chek")
    assert (result.exit_code, "Did you mean `check`?" in result.stderr) == (2, True)


def test_a_verb_that_comes_later_says_so(belisha):
    result = belisha("screen", "a.md", "b.md")
    assert (result.exit_code, "planned" in result.stderr) == (2, True)


def test_a_fault_of_belisha_shows_no_traceback(process, monkeypatch, tmp_path):
    broken = tmp_path / "sitecustomize.py"
    broken.write_text(
        "import belisha.language.reference as r\ndef fails(*_): raise ZeroDivisionError('of all things')\nr.topics = fails\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    result = process("words")
    assert result.returncode == 2
    assert b"a fault of Belisha" in result.stderr and b"Traceback" not in result.stderr


def test_whoever_stops_reading_the_help_hears_nothing(start):
    process = start("words", "facts")
    process.stdout.close()
    assert process.wait(60) == 0
    assert process.stderr.read() == b""


@pytest.mark.parametrize("arguments", [("words", "facts"), ("check", "highwood"), ("publish", "highwood")])
def test_a_full_disk_is_told(process, arguments):
    with Path("/dev/full").open("wb") as full:
        result = process(*arguments, stdout=full)
    assert result.returncode == 2
    assert b"No space left" in result.stderr and b"Traceback" not in result.stderr


def test_a_terminal_that_knows_no_such_letters_still_shows_the_text(process, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    result = process("words", "sentences")
    assert result.returncode == 0 and b"Staff must not befriend a pupil." in result.stdout
