"""belisha check: faults and warnings with their places, for people and for programs."""

import json

import pytest

GOOD = "---\npolicy: x\n---\n\n```rules\nFR-1: Staff must not befriend a pupil.\n```\n"
WARNED = GOOD.replace("policy: x", "policy: x\nreview: {every: 1 year, last: 2024-09, next: 2027-09}")
FAULTY = GOOD.replace("befriend", "befreind")


@pytest.fixture
def write(tmp_path):
    def written(name, text):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return written


def test_a_good_document_is_fine(belisha, write):
    result = belisha("check", write("good.md", GOOD))
    assert (result.exit_code, result.stdout) == (0, "1 document checked: no faults, no warnings, 1 sentence read.\n")


def test_a_fault_is_shown_with_its_line_its_column_and_its_mend(belisha, write):
    result = belisha("check", write("faulty.md", FAULTY))
    assert result.exit_code == 1
    assert result.stdout.startswith("faulty.md:6:22: unknown act `befreind`\n")
    assert "did you mean `befriend`?" in result.stdout
    assert result.stdout.endswith("1 document checked: 1 fault, no warnings.\n")


def test_a_warning_alone_is_no_fault(belisha, write):
    result = belisha("check", write("warned.md", WARNED))
    assert result.exit_code == 0
    assert "warning: the next review is 2027-09" in result.stdout


def test_for_a_program_it_is_json(belisha, write):
    result = belisha("check", "--format", "json", write("faulty.md", FAULTY), write("warned.md", WARNED))
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert (said["faults"], said["warnings"]) == (1, 1)
    fault = said["documents"][0]["faults"][0]
    assert (fault["line"], fault["column"], fault["length"]) == (6, 22, 8)
    assert fault["problem"] == "unknown act `befreind`" and fault["mend"] == "did you mean `befriend`?"
    assert said["documents"][1]["sentences"] == 1


def test_a_file_that_cannot_be_opened_does_not_keep_the_others_from_being_checked(belisha, write, tmp_path):
    result = belisha("check", str(tmp_path / "none.md"), str(tmp_path), write("good.md", GOOD))
    assert result.exit_code == 2
    assert "no file" in result.stdout and "is a folder" in result.stdout
    assert "1 document checked: no faults, no warnings, 1 sentence read. 2 files could not be opened." in result.stdout


@pytest.mark.parametrize("data", [b"PK\x03\x04\xff\xfe", b"\x00", b"", GOOD.encode("utf-16")])
def test_what_is_no_text_is_a_fault_of_the_document(belisha, write, data):
    result = belisha("check", write("odd.md", data))
    assert result.exit_code == 1 and "odd.md:1:1" in result.stdout


def test_a_policy_that_comes_with_belisha_can_be_checked_by_name(belisha):
    assert belisha("check", "little-eaton", "model").exit_code == 0


def test_a_misspelt_file_is_told_which_is_there(belisha, write, tmp_path):
    write("friends.md", GOOD)
    result = belisha("check", str(tmp_path / "freinds.md"))
    assert f"Did you mean `{tmp_path / 'friends.md'}`?" in result.stdout


def test_a_rule_that_cannot_be_decided_by_is_a_fault(belisha, write):
    lists = (
        "names a pupil or it is abusive or it is hateful",
        "is serious or it is proven or a child is involved",
        "is inflammatory or it names a parent or it is sexual",
        "names a colleague or it names the school or it is confidential",
        "is extremist or it is illegal or it is unprofessional",
        "is at school or it is in a break or it is in public",
    )
    when = " and ".join(f"either it {each}" for each in lists)
    rule = f"AA-1: Staff must not post something when {when}."
    result = belisha("check", write("wide.md", f"---\npolicy: Wide\n---\n\n```rules\n{rule}\n```\n"))
    assert result.exit_code == 1
    assert result.stdout.startswith("wide.md:6:1: AA-1 falls into too many cases\n")
