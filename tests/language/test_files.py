"""Good files and bad files: policy documents, each beside what must be said about it.

`bad/*.md` beside its faults, as a terminal shows them; `good/*.md` beside what its sentences mean. A mistake met in the wild is one more
file. `BELISHA_WRITE=1 pytest tests/language/test_files.py` writes what is said now, so that a change of wording shows in the diff.
"""

import os
from pathlib import Path

import pytest

from belisha.language import LanguageError, Policy, load, read_policy, read_policy_file, write_policy
from belisha.language.meaning import Norm, meaning_of
from belisha.language.reference import in_words

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.md"))
GOOD = sorted((HERE / "good").glob("*.md"))


def agrees(said: str, document: Path) -> None:
    expected = document.with_suffix(".txt")
    if os.environ.get("BELISHA_WRITE"):
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")


def faults_of(document: Path) -> str:
    try:
        found = read_policy_file(document).warnings
    except LanguageError as error:
        found = error.faults
    return "\n\n".join(str(fault) for fault in found) + "\n"


def meaning(policy: Policy) -> str:
    vocabulary = load()
    meant = meaning_of(policy, vocabulary)

    def said(norm: Norm) -> str:
        parts = [f"{norm.clause.id}: {norm.effect}{f' ({norm.result}, {norm.certainty})' if norm.result else ''}"]
        if norm.duty:
            duty = norm.duty
            to, within = " or ".join(duty.to), duty.within
            parts.append(f"  {duty.who} {duty.strength} {duty.do}{to and f' to {to}'}{within and f', {within}'}")
        parts += [f"  breaking {each.clause.id}" for each in norm.broken]
        parts.append(f"  when {in_words(norm.when, vocabulary)}")
        parts += [
            f"  unless {f'({each.id}) ' if each.id else ''}{in_words(each.when, vocabulary)}" for each in norm.unless
        ]
        parts += [f"  from {norm.since}"] * bool(norm.since) + [f"  until {norm.until}"] * bool(norm.until)
        return "\n".join(parts)

    head = [f"binds: {', '.join(sorted(meant.bound))}"]
    head += [f"not settled whether it binds: {', '.join(sorted(meant.doubtful))}"] if meant.doubtful else []
    notes = [f"{clause.id} notes: {clause.note}" for clause in policy.clauses if clause.note]
    return "\n".join([*head, *(said(norm) for norm in meant.norms), *notes]) + "\n"


@pytest.mark.parametrize("document", BAD, ids=lambda path: path.stem)
def test_a_bad_document_is_told_what_is_wrong_with_it(document):
    agrees(faults_of(document), document)


@pytest.mark.parametrize("document", BAD, ids=lambda path: path.stem)
def test_every_fault_says_where_it_is_and_how_to_mend_it(document):
    try:
        found = read_policy_file(document).warnings
    except LanguageError as error:
        found = error.faults
    assert found
    for fault in found:
        assert fault.where.line >= 1 and fault.where.column >= 1 and fault.problem and fault.mend
        assert "Traceback" not in str(fault) and "<class" not in str(fault)


@pytest.mark.parametrize("document", GOOD, ids=lambda path: path.stem)
def test_a_good_document_means_what_it_says(document):
    policy = read_policy_file(document)
    assert not policy.warnings
    agrees(meaning(policy), document)


@pytest.mark.parametrize("document", GOOD, ids=lambda path: path.stem)
def test_a_good_document_is_written_and_read_back(document):
    policy = read_policy_file(document)
    again = read_policy(write_policy(policy), document.stem)
    assert again.front == policy.front
    assert [clause.tree for clause in again.clauses] == [clause.tree for clause in policy.clauses]
    assert meaning(again) == meaning(policy)


def test_there_is_a_file_for_every_expectation():
    for kind in ("bad", "good"):
        assert {path.stem for path in (HERE / kind).glob("*.txt")} == {path.stem for path in (HERE / kind).glob("*.md")}


def test_a_document_that_is_too_long_says_so():
    with pytest.raises(LanguageError, match="a policy may have at most 4,000,000"):
        read_policy("x" * 4_000_001)


def test_front_matter_nested_in_its_depth_does_not_end_the_process():
    with pytest.raises(LanguageError, match="nested too deeply"):
        read_policy("---\npolicy: " + "[" * 32_000 + "]" * 32_000 + "\n---\n")


def test_front_matter_that_is_too_long_says_so():
    with pytest.raises(LanguageError, match="it may have at most 65,536"):
        read_policy(f"---\npolicy: {'x' * 70_000}\n---\n")


def test_a_file_without_an_end_is_not_read_for_ever():
    with pytest.raises(LanguageError):
        read_policy_file("/dev/zero")


def test_a_fault_shows_no_command_to_the_terminal():
    with pytest.raises(LanguageError) as error:
        read_policy("---\npolicy: x\n---\n\n```rules\nFR-1: Staff must not \x1b[31mbefreind\x07 a pupil.\n```\n")
    assert "\x1b" not in str(error.value) and "\x07" not in str(error.value)
