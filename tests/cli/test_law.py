"""belisha law: the law pack, and what each entry touches."""

import json
from importlib.resources import files

import pytest

PACK = files("belisha.library").joinpath("law")
POLICY = "---\npolicy: x\nrefers to: [KCSIE 2022]\n---\n\nWe are on Vine. (AA-2)\n\n```rules\nAA-1: Staff must take care.\n```\n"


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "ours.md"
    path.write_text(POLICY, encoding="utf-8")
    return str(path)


def test_the_list_says_what_counts_how_far_it_was_verified_and_what_is_not_held(belisha):
    said = belisha("law", "list", "--on", "2026-11-28").stdout
    assert "kcsie-2025                  in force        2025-09-01 to now         secondary   " in said
    assert "kcsie-2026                  draft           September 2026            unverified  " in said
    assert "Not held: Wales, Scotland, Northern Ireland. This is no legal advice." in said


def test_the_list_is_of_the_day_that_is_asked_about(belisha):
    before = json.loads(belisha("law", "list", "--on", "2023-01-01", "--format", "json").stdout)
    assert {each["id"] for each in before if each["counts"]} >= {"kcsie-2022", "equality-act-2010"}
    assert {each["id"] for each in before if not each["counts"]} >= {"kcsie-2025", "mobile-phones-regard"}


def test_the_list_can_be_of_one_status_or_of_platforms(belisha):
    announced = json.loads(belisha("law", "list", "--status", "announced", "--format", "json").stdout)
    assert {each["id"] for each in announced} == {"csa-duty-to-report-2026", "osa-48-hours", "under-16-social-media"}
    assert "vine                        dead, since 2017-01-17" in belisha("law", "list", "--platforms").stdout


def test_one_entry_is_shown_with_its_time_and_its_source(belisha, tmp_path):
    said = belisha("law", "show", "lado-one-working-day").stdout
    assert "1 working day" in said and "Sheffield" in said and "not legal" not in said
    local = tmp_path / "times.yaml"
    local.write_text("lado-one-working-day: {amount: 4, unit: hours}", encoding="utf-8")
    assert "4 hours" in belisha("law", "show", "lado-one-working-day", "--local", str(local)).stdout
    assert json.loads(belisha("law", "show", "whatsapp", "--format", "json").stdout)["minimum age"] == 13


def test_an_id_that_is_not_there_is_told_what_is(belisha):
    result = belisha("law", "show", "kcsie-2052")
    assert result.exit_code == 2 and "Did you mean `kcsie-202" in result.stderr


def test_an_entry_says_which_policies_and_clauses_it_touches(belisha, policy):
    said = belisha("law", "touches", "kcsie-2022", policy).stdout
    assert "ours.md:3  cites it" in said and "little-eaton.md:345  cites it  (LE-98)" in said
    assert "ours.md:6  names it  (AA-2)" in belisha("law", "touches", "vine", policy).stdout
    found = json.loads(belisha("law", "touches", "indecent-images-1978", "--format", "json").stdout)["touches"]
    assert {(each["policy"], each["how"]) for each in found} >= {
        ("england", "rests on it"), ("little-eaton", "is set aside by EN-1"), ("christ-church", "is set aside by EN-1"),
    }  # fmt: skip


def test_two_packs_are_compared_and_each_change_says_what_it_touches(belisha, policy, tmp_path):
    for name in ("england.yaml", "platforms.yaml"):
        text = PACK.joinpath(name).read_text(encoding="utf-8")
        text = text.replace("since: 2017-01-17", "since: 2017-02-17").replace(
            "in force to: 2023-08\n", "in force to: 2023-07\n"
        )
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = belisha("law", "changes", str(tmp_path), policy)
    assert result.exit_code == 1
    assert "kcsie-2022: changed (in force to). Keeping children safe in education 2022" in result.stdout
    assert "vine: changed (since). Vine" in result.stdout and "ours.md:6  names it" in result.stdout
    assert result.stdout.endswith("2 changes.\n")


def test_two_packs_that_are_alike_have_no_change(belisha, tmp_path):
    for name in ("england.yaml", "platforms.yaml"):
        (tmp_path / name).write_text(PACK.joinpath(name).read_text(encoding="utf-8"), encoding="utf-8")
    result = belisha("law", "changes", str(tmp_path))
    assert (result.exit_code, result.stdout) == (0, "Nothing changed.\n")


@pytest.mark.parametrize("text", ["", "entries: [", "a: &a [*a]", "[1, 2]", "entries: x", "\x00"])
def test_a_pack_that_cannot_be_read_says_so(belisha, tmp_path, text):
    path = tmp_path / "england.yaml"
    path.write_text(text, encoding="utf-8")
    result = belisha("law", "changes", str(path))
    assert result.exit_code == 2 and "Traceback" not in result.stderr and "fault of Belisha" not in result.stderr
    assert belisha("law", "changes", str(tmp_path / "none")).exit_code == 2
