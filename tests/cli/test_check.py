"""belisha check: faults and warnings with their places, for people and for programs."""

import json

import pytest

FRONT = (
    "policy: x\nversion: 2026.1\nowner: headteacher\napproved: [{by: governing body, on: 2026-09-01}]\n"
    "review: {every: 1 year, next: 2027-09}\napplies to: [staff]"
)
RULES = (
    "FR-1: Staff must not befriend a pupil, unless the pupil is their own child.\n"
    "FR-2: For staff, breaking this policy may lead to disciplinary action."
)
GOOD = f"---\n{FRONT}\n---\n\n```rules\n{RULES}\n```\n"
WARNED = GOOD.replace("next: 2027-09", "next: 2029-09")
DAY = ("--as-of", "2026-11-28")
FAULTY = GOOD.replace("befriend", "befreind")


@pytest.fixture
def write(tmp_path):
    def written(name, text):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return written


def test_a_good_document_is_fine(belisha, write):
    result = belisha("check", *DAY, write("good.md", GOOD))
    said = "1 document checked: no faults, no warnings, no notes, 2 sentences read.\n"
    assert (result.exit_code, result.stdout) == (0, said)


def test_a_fault_is_shown_with_its_line_its_column_and_its_mend(belisha, write):
    result = belisha("check", write("faulty.md", FAULTY))
    assert result.exit_code == 1
    assert result.stdout.startswith("faulty.md:11:22: unknown act `befreind`\n")
    assert "did you mean `befriend`?" in result.stdout
    assert result.stdout.endswith("1 document checked: 1 fault, no warnings, no notes.\n")


def test_a_warning_alone_is_no_fault(belisha, write):
    result = belisha("check", *DAY, write("warned.md", WARNED))
    assert result.exit_code == 0
    assert "warning: the next review is 2029-09" in result.stdout and "[review-date]" in result.stdout


def test_a_warning_is_enough_to_fail_where_that_is_asked_for(belisha, write):
    assert belisha("check", *DAY, "--strict", write("warned.md", WARNED)).exit_code == 1
    assert belisha("check", *DAY, "--strict", write("good.md", GOOD)).exit_code == 0


def test_it_is_checked_for_the_day_that_is_asked_about(belisha, write):
    later = belisha("check", "--as-of", "2027-10-01", write("good.md", GOOD))
    assert "warning: the next review was due in September 2027 [review-overdue]" in later.stdout
    assert belisha("check", "--as-of", "yesterday", write("good.md", GOOD)).exit_code == 2


def test_what_is_less_severe_can_be_left_out(belisha):
    shown = [belisha("check", *DAY, "--least", least, "wilnecote").stdout for least in ("error", "warning", "note")]
    assert ["note: " in each for each in shown] == [False, False, True]
    assert ["warning: " in each for each in shown] == [False, True, True]
    assert len({each.splitlines()[-1] for each in shown}) == 1


def test_a_finding_quotes_its_clauses_with_an_example_and_its_source(belisha):
    shown = belisha("check", *DAY, "little-eaton").stdout
    assert "LE-86: Staff, governors and volunteers must not share something that is unprofessional." in shown
    assert "for example: actor: headteacher; act: post; content.unprofessional: yes" in shown
    assert "law pack: kcsie-2022" in shown


def test_a_school_has_times_of_its_own(belisha, write):
    rule = (
        "FR-3: When there is a concern about an adult, the headteacher must refer it to the local authority designated officer within 1 working day."
        "\nFR-4: When it is about the headteacher, staff must tell the chair of governors immediately."
    )
    policy = write("own.md", GOOD.replace(RULES, f"{RULES}\n{rule}"))
    assert "deadline-differs" not in belisha("check", *DAY, policy).stdout
    local = write("times.yaml", "lado-one-working-day: {amount: 4, unit: hours}")
    assert "the law pack has 4 hours" in belisha("check", *DAY, "--local", local, policy).stdout
    wrong = belisha("check", "--local", write("wrong.yaml", "lado: {amount: soon}"), policy)
    assert wrong.exit_code == 2 and "`lado` is no entry with a clock" in wrong.stderr


def test_for_a_program_it_is_json(belisha, write):
    result = belisha("check", *DAY, "--format", "json", write("faulty.md", FAULTY), write("warned.md", WARNED))
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert (said["faults"], said["warnings"], said["notes"], said["as of"]) == (1, 1, 0, "2026-11-28")
    fault = said["documents"][0]["faults"][0]
    assert (fault["line"], fault["column"], fault["length"]) == (11, 22, 8)
    assert fault["problem"] == "unknown act `befreind`" and fault["mend"] == "did you mean `befriend`?"
    assert said["documents"][1]["sentences"] == 2
    warning = said["documents"][1]["warnings"][0]
    assert (warning["kind"], warning["severity"], warning["line"]) == ("review-date", "warning", 6)


def test_for_code_hosts_it_is_sarif(belisha, write, tmp_path):
    result = belisha(
        "check", *DAY, "--format", "sarif", write("warned.md", WARNED), str(tmp_path / "none.md"), "wilnecote"
    )
    said = json.loads(result.stdout)
    run = said["runs"][0]
    assert result.exit_code == 2 and said["version"] == "2.1.0"
    assert run["invocations"][0]["executionSuccessful"] is False
    assert {each["level"] for each in run["results"]} == {"warning", "note"}
    uris = {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"]}
    assert uris == {(tmp_path / "warned.md").as_uri(), "wilnecote.md"}


def test_a_file_that_cannot_be_opened_does_not_keep_the_others_from_being_checked(belisha, write, tmp_path):
    result = belisha("check", *DAY, str(tmp_path / "none.md"), str(tmp_path), write("good.md", GOOD))
    assert result.exit_code == 2
    assert "no file" in result.stdout and "is a folder" in result.stdout
    said = "1 document checked: no faults, no warnings, no notes, 2 sentences read. 2 files could not be opened."
    assert said in result.stdout


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
    assert result.stdout.startswith("wide.md:6:1: AA-1 falls into too many cases [too-many-cases]\n")
