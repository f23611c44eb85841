"""belisha diff and belisha review: two policies side by side, for people and for programs."""

import json

import pytest

HEAD = "---\npolicy: Social media\nschool: {school}\napplies to: [staff]\n---\n\n```rules\n{rule}\n```\n"


@pytest.fixture
def two(tmp_path):
    ash, birch = tmp_path / "ash.md", tmp_path / "birch.md"
    ash.write_text(HEAD.format(school="Ash", rule="FR-1: Staff should not befriend a former pupil who is under 18."))
    birch.write_text(HEAD.format(school="Birch", rule="FR-7: Staff may befriend a former pupil."))
    return str(ash), str(birch)


def test_a_difference_is_one_sentence_with_both_clauses(belisha, two):
    result = belisha("diff", *two)
    assert result.exit_code == 1
    text = " ".join(result.stdout.split())
    assert "Ash advises staff not to befriend a former pupil who is under 18 (FR-1); Birch allows it (FR-7)." in text
    assert (
        "FR-1: Staff should not befriend a former pupil who is under 18." in text and "FR-7: Staff may befriend" in text
    )


def test_for_programs(belisha, two):
    made = json.loads(belisha("diff", *two, "--format", "json").stdout)
    first = made["differences"][0]
    assert (first["left"]["verdict"], first["right"]["verdict"]) == ("advised against", "permitted")
    assert first["regions"][0]["deciding facts"] == ["act", "actor", "with", "with.age"]
    assert first["regions"][0]["example"] == {
        "facts": {"actor": "teacher", "act": "befriend", "with": "former pupil", "with.age": 17},
        "assume": "no",
    }
    assert sum(cell["share"] for cell in made["table"]) == pytest.approx(1)


def test_an_example_is_decided_as_it_is_said(belisha, two):
    made = json.loads(belisha("diff", *two, "--format", "json").stdout)
    for each in made["differences"]:
        for side, policy in (("left", two[0]), ("right", two[1])):
            line = json.dumps({"id": "x", **each["regions"][0]["example"]})
            decision = json.loads(belisha("decide", "--policy", policy, input=line).stdout)
            assert decision["verdict"] == each[side]["verdict"]


def test_a_policy_and_itself(belisha, two):
    result = belisha("diff", two[0], two[0])
    assert (result.exit_code, "the same answer to everything" in result.stdout) == (0, True)


def test_a_policy_that_is_not_there(belisha, two):
    result = belisha("diff", two[0], "higwood")
    assert (result.exit_code, "Did you mean `highwood`?" in result.stderr) == (2, True)


def test_a_review_is_a_paper(belisha, two):
    result = belisha("review", *two, "--as-of", "2027-01-01")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "# What the new version changes: Birch (Social media)\n\n## From its adoption on 1 January 2027\n"
    )
    assert json.loads(belisha("review", *two, "--format", "json").stdout)["added"] == ["FR-7"]


def test_a_review_of_nothing(belisha, two):
    assert "Nothing: every rule" in belisha("review", two[0], two[0]).stdout
