"""The door: what `check` promises whatever the policy, and what other programs are given."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from belisha import library
from belisha.analysis import KINDS, check, fingerprints
from belisha.analysis.passages import passages
from belisha.analysis.sarif import as_sarif
from belisha.analysis.touches import changes, touched
from belisha.engine import Situation, decide
from belisha.language import LanguageError, Policy, read_policy, read_policy_file, write_policy
from belisha.library.lawpack import law_pack

DAY = date(2026, 11, 28)
FRONT = "---\npolicy: Social media\nschool: Ashgrove\napplies to: [staff]\n{}---\n\n"
TEXT = st.text(alphabet=st.sampled_from("aeé 0\n-*#[]<>_`'\"“”:.;,()AA-1TBC…X@/\\\t\u200b"), max_size=300)


def test_nothing_is_wrong_with_the_rules_of_law():
    assert [finding for finding in check(library.law(), as_of=DAY) if finding.severity != "note"] == []


@pytest.mark.parametrize("name", library.NAMES)
def test_an_example_is_a_situation_in_which_both_clauses_fire(name):
    policy = library.policy(name)
    for finding in check(policy, as_of=DAY):
        if finding.example is None or not finding.clauses:
            continue
        facts = {
            key: frozenset(value) if isinstance(value, list) else value for key, value in finding.example.facts.items()
        }
        decision = decide(policy, Situation(facts, closed=True), DAY, law=library.law())
        fired = {each.id for each in decision.clauses if each.fired == "yes"} | {
            each.clause for each in decision.duties
        }
        assert len(fired & set(finding.ids)) >= 2, finding


def test_the_day_decides_what_is_out_of_date():
    wilnecote = library.policy("wilnecote")
    then, now = check(wilnecote, as_of=date(2022, 1, 1)), check(wilnecote, as_of=DAY)
    assert "review-overdue" not in {each.kind for each in then} and "review-overdue" in {each.kind for each in now}
    assert "twitter" not in {each.source for each in then} and "twitter" in {each.source for each in now}


def test_the_school_may_say_who_fills_a_role():
    policy = library.policy("wilnecote")
    text = policy.text.replace("lead: Mr S. Simpson\n", "").replace("owner: senior leader\n", "")
    policy = read_policy(text, "ours")

    def missing(**people: str) -> bool:
        return "role-unfilled" in {each.kind for each in check(policy, as_of=DAY, people=people)}

    assert missing() and not missing(**{"senior leader": "Ms Patel"})
    named = read_policy(text.replace("policy:", "people: {senior leader: Ms Patel}\npolicy:", 1), "ours")
    assert "role-unfilled" not in {each.kind for each in check(named, as_of=DAY)}
    assert read_policy(write_policy(named), "ours").front.people == (("senior leader", "Ms Patel"),)


def test_a_role_that_is_none_is_a_fault():
    with pytest.raises(LanguageError) as error:
        read_policy(FRONT.format("people: {headmaster: Ms Khan}\n"))
    assert error.value.faults[0].problem == "unknown role `headmaster`"
    with pytest.raises(LanguageError):
        read_policy(FRONT.format("people: [Ms Khan]\n"))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(TEXT)
def test_no_text_brings_a_check_down(text: str):
    try:
        policy = read_policy(FRONT.format("") + text, "odd.md")
    except LanguageError:
        return
    for finding in check(policy, as_of=DAY):
        line = policy.text.split("\n")[finding.where.line - 1]
        assert finding.where.text == line and finding.mend


@pytest.mark.parametrize(
    "text",
    ["must " * 50_000, "[" * 50_000, "- must not\n" * 20_000, "_" * 200_000, "race gender " * 20_000, "Facebook 13 " * 10_000, "(AA-1" + ", AA-1" * 20_000, "under 13 parents film " * 5_000],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_a_long_text_is_checked_to_its_end(text: str):
    # What took more than linear time would not come to its end here.
    assert check(read_policy(FRONT.format("") + text, "long.md"), as_of=DAY)


@pytest.mark.parametrize("name", library.NAMES)
def test_a_policy_is_cut_into_passages_that_know_where_they_stand(name):
    policy = library.policy(name)
    lines = policy.text.split("\n")
    for passage in passages(policy):
        for offset, line, column, text in passage.spots:
            assert lines[line - 1] == text
            assert text[column - 1 :].startswith(passage.text[offset : offset + 5].split(" ")[0])
    ids = {id for passage in passages(policy) for id in passage.ids}
    assert ids >= {clause.id for clause in policy.clauses}


# ---- fingerprints and SARIF ----------------------------------------------------------------------------------------


def names_of(policy: Policy) -> dict[str, str]:
    found = check(policy, as_of=DAY)
    return dict(zip(fingerprints(found), (each.kind for each in found), strict=True))


def test_a_finding_is_known_again_when_lines_have_moved():
    policy = library.policy("little-eaton")
    moved = read_policy(
        policy.text.replace("\n# 5.1 Introduction\n", "\nA new paragraph.\n\n# 5.1 Introduction\n"), "little-eaton"
    )
    assert names_of(policy) == names_of(moved)
    assert len(names_of(policy)) == len(check(policy, as_of=DAY))


def test_sarif_names_its_rules_and_keeps_to_its_shape():
    documents = [(f"policies/{name} 1.md", check(library.policy(name), as_of=DAY)) for name in library.NAMES]
    said = as_sarif(documents, "0.1.0", ["`x` cannot be opened"])
    assert said["version"] == "2.1.0" and said["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = said["runs"]
    driver = run["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == list(KINDS)
    for rule in driver["rules"]:
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help"))
        assert re.fullmatch(r"[A-Z][A-Za-z]+", rule["name"])
    assert len(run["results"]) == sum(len(findings) for _, findings in documents)
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] and result["message"]["text"].endswith(
            (".", "?", "!", "`")
        )
        (place,) = result["locations"]
        artifact, region = place["physicalLocation"]["artifactLocation"], place["physicalLocation"]["region"]
        assert artifact["uri"].startswith("policies/") and " " not in artifact["uri"]
        assert region["startLine"] >= 1 and region["endColumn"] > region["startColumn"] >= 1
        assert result["partialFingerprints"]["belishaFinding/v1"]
        numbers = [each["id"] for each in result.get("relatedLocations", ())]
        assert numbers == list(range(1, len(numbers) + 1))
    assert (
        len({each["partialFingerprints"]["belishaFinding/v1"] for each in run["results"]}) >= len(run["results"]) * 0.9
    )
    assert run["invocations"] == [
        {"executionSuccessful": False, "toolExecutionNotifications": [{"level": "error", "message": {"text": "`x` cannot be opened"}}]}
    ]  # fmt: skip


# ---- touches -----------------------------------------------------------------------------------------------------


def test_an_entry_touches_what_cites_it_rests_on_it_has_its_time_or_is_set_aside_by_it():
    policies = [library.law(), *(library.policy(name) for name in library.NAMES)]
    found = touched(policies, pack=law_pack(), as_of=DAY, law=library.law())

    def said(id: str) -> set[tuple[str, str, tuple[str, ...]]]:
        return {(each.policy, each.how, tuple(one.id for one in each.clauses)) for each in found.get(id, ())}

    assert ("model", "rests on it", ("MO-73.7",)) in said("lado-one-working-day")
    assert ("dilton-marsh", "has its time", ("DM-47",)) in said("lado-one-working-day")
    assert ("model", "has its time", ("MO-79.5",)) in said("breach-72-hours")
    assert ("christ-church", "is set aside by EN-1", ("CC-90",)) in said("indecent-images-1988")
    assert ("christ-church", "cites it", ("CC-117",)) in said("cps-social-media-2013")
    assert ("wilnecote", "names it", ("WI-17",)) in said("oovoo")
    assert said("osa-48-hours") == set()


def test_a_pack_is_unlike_another_by_what_was_added_taken_out_or_changed():
    pack = law_pack()
    first, *rest = pack.entries
    other = replace(pack, entries=(replace(first, note="Read again."), *rest[1:]), platforms=pack.platforms[1:])
    found = {(each.id, each.what, each.keys) for each in changes(pack, other)}
    assert found == {
        (first.id, "changed", ("note",)),
        (rest[0].id, "removed", ()),
        (pack.platforms[0].id, "removed", ()),
    }
    assert changes(pack, pack) == ()
    assert {each.what for each in changes(other, pack)} == {"added", "changed"}


def test_what_touches_a_file_is_said_by_its_name(tmp_path):
    path = tmp_path / "ours.md"
    path.write_text(FRONT.format("refers to: [KCSIE 2023]\n"), encoding="utf-8")
    (touch,) = touched([read_policy_file(path)], pack=law_pack(), as_of=DAY)["kcsie-2023"]
    assert (touch.policy, touch.how, touch.where.line) == ("ours", "cites it", 5)
