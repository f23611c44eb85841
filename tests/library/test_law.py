"""The law pack says honestly what is in force, every fault of its files is named, and the law layer rests on nothing that is not in force."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files

import pytest

from belisha import library
from belisha.language import load
from belisha.library.lawpack import LawPackError, first_day, ids_cited, last_day, law_pack, read_pack

DAY = date(2026, 11, 28)
LIBRARY = files("belisha.library")
PACK = law_pack()
ENTRY = """jurisdiction: England
checked on: 2026-11-28
entries:
  - id: one
    jurisdiction: England
    title: One
    text: A text.
    source: A page
    in force from: 2020-01
    in force to: null
    status: in force
    checked on: 2026-11-28
    verified: secondary
    note: ""
"""
PLATFORMS = """checked on: 2026-11-28
platforms:
  - {id: vine, name: Vine, names: [Vine], status: dead, since: 2017-01, source: A page, verified: secondary, note: "", ages: []}
routes: []
"""


def faults(law: str, platforms: str = "") -> list[str]:
    with pytest.raises(LawPackError) as error:
        read_pack(law, platforms)
    assert all(fault.mend and fault.where.line >= 1 for fault in error.value.faults)
    return [fault.problem for fault in error.value.faults]


def cited_in(name: str) -> list[str]:
    """The ids of entries that a document cites as `law: …`."""
    return [each.id for each in ids_cited(LIBRARY.joinpath(name).read_text(encoding="utf-8"))]


# ---- what the pack that comes with Belisha promises --------------------------------------------------------------


def test_the_pack_holds_every_table_of_what_a_school_asks_about():
    assert len(PACK.entries) >= 80 and len(PACK.platforms) >= 30
    assert {each.jurisdiction for each in PACK.absent} == {"Wales", "Scotland", "Northern Ireland"}


def test_every_entry_has_a_source_and_says_what_was_not_verified():
    for entry in PACK.entries:
        assert entry.source and entry.text and entry.title and entry.checked
        assert entry.note or entry.verified == "secondary" or entry.id == "osa-complaints", entry.id
    assert [each.id for each in PACK.entries if each.verified == "no" and not each.note] == []


def test_nothing_that_is_announced_or_unverified_counts():
    for entry in PACK.entries:
        if entry.status in ("announced", "draft"):
            assert not any(entry.in_force(date(year, 1, 1)) for year in range(2000, 2040)), entry.id


def test_the_restriction_for_those_under_16_is_announced_and_no_age():
    assert PACK.get("under-16-social-media").status == "announced"
    assert {age.minimum for platform in PACK.platforms for age in platform.ages} <= {13, 16}
    assert PACK.platform("whatsapp").age(date(2020, 1, 1)).minimum == 16
    assert PACK.platform("whatsapp").age(DAY).minimum == 13


def test_clocks_can_be_computed_with():
    clocks = {entry.id: (entry.clock.amount, entry.clock.unit) for entry in PACK.entries if entry.clock}
    assert clocks["lado-one-working-day"] == (1, "working days")
    assert clocks["breach-72-hours"] == (72, "hours")
    assert clocks["osa-48-hours"] == (48, "hours")
    assert clocks["duaa-complaints-2026"] == (30, "days")
    assert clocks["csa-duty-to-report-2026"] == (7, "days")
    assert clocks["platform-acknowledges-24-hours"] == (24, "hours")
    assert clocks["platform-answers-72-hours"] == (72, "hours")
    assert clocks["freedom-of-information-2000"] == (20, "school days")
    vocabulary = load()
    for entry in PACK.entries:
        if entry.clock and entry.clock.do:
            assert entry.clock.do in {form.do for form in vocabulary.duty_phrases}
            assert set(entry.clock.to) <= {noun.name for noun in vocabulary.nouns.values() if noun.recipient}
            assert entry.clock.event in ("", *vocabulary.facts["event"].values)


def test_whatever_was_superseded_leads_to_what_counts_today_or_says_nothing():
    for entry in PACK.entries:
        if entry.status == "superseded":
            instead = PACK.instead_of(entry.id, DAY)
            assert instead is None or instead.in_force(DAY), entry.id
    assert PACK.instead_of("kcsie-2015", DAY).id == "kcsie-2025"
    assert PACK.instead_of("cps-social-media-2013", DAY).id == "cps-communications"


def test_one_edition_of_the_statutory_guidance_counts_on_each_day():
    editions = [entry for entry in PACK.entries if re.fullmatch(r"kcsie-20\d\d", entry.id)]
    for year in range(2016, 2027):
        assert sum(entry.in_force(date(year, 10, 1)) for entry in editions) == 1, year


@pytest.mark.parametrize("name", ["law/england.md", "policies/model.md"])
def test_every_citation_stands_in_the_pack(name):
    assert cited_in(name)
    assert [each for each in cited_in(name) if PACK.get(each) is None] == []


def test_the_law_layer_rests_only_on_what_is_in_force():
    assert [each for each in cited_in("law/england.md") if not PACK.get(each).in_force(DAY)] == []
    rules = list(library.law().clauses)
    assert rules and all(clause.note.startswith("law: ") for clause in rules)


# ---- what it is asked ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Keeping children safe in education", []),
        ("keeping children safe  in education 2022, and KCSIE 2025", ["kcsie-2022", "kcsie-2025"]),
        ("section 175 of the Education Act 2002", ["education-2002-175"]),
        ("Education Act 2002, section 141F", ["teacher-anonymity"]),
        ("the Teachers’ Standards and the Teachers' Standards", ["teachers-standards", "teachers-standards"]),
        ("the Equality Acts", []),
    ],
)
def test_a_citation_is_recognised_by_any_name_and_the_longest_wins(text, ids):
    assert [each.id for each in PACK.citations(text)] == ids
    assert all(text[each.start : each.end].strip() for each in PACK.citations(text))


def test_a_platform_is_named_with_its_capitals():
    assert [each.id for each in PACK.platforms_named("Vine, a vine, Facebook Messenger and pinterest")] == [
        "vine",
        "messenger",
    ]


@pytest.mark.parametrize(
    ("status", "begins", "ends", "day", "counts"),
    [
        ("in force", "2020-02", "null", "2020-01-31", False),
        ("in force", "2020-02", "null", "2020-02-01", True),
        ("in force", "null", "null", "1900-01-01", True),
        ("superseded", "2020", "2021-03", "2021-03-31", True),
        ("superseded", "2020", "2021-03", "2021-04-01", False),
        ("draft", "2020", "null", "2026-01-01", False),
    ],
)
def test_an_entry_counts_from_its_first_day_to_its_last(status, begins, ends, day, counts):
    text = ENTRY.replace("in force from: 2020-01", f"in force from: {begins}").replace(
        "in force to: null", f"in force to: {ends}"
    )
    entry = read_pack(text.replace("status: in force", f"status: {status}")).entries[0]
    assert entry.in_force(date.fromisoformat(day)) is counts


def test_a_date_keeps_the_precision_that_is_known():
    assert (first_day("2024"), last_day("2024")) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (first_day("2024-02"), last_day("2024-02")) == (date(2024, 2, 1), date(2024, 2, 29))


def test_a_school_sets_its_own_time_and_the_rest_stays():
    own = PACK.with_local("lado-one-working-day: {amount: 4, unit: hours}\nbreach-72-hours: {amount: 24}")
    assert own.get("lado-one-working-day").clock.words == "4 hours"
    assert (own.get("breach-72-hours").clock.words, own.get("breach-72-hours").clock.kind) == ("24 hours", "local")
    assert own.local == {"lado-one-working-day", "breach-72-hours"}
    assert PACK.get("lado-one-working-day").clock.words == "1 working day"
    with pytest.raises(LawPackError) as error:
        PACK.with_local("kcsie-2025: {amount: 1}\nbreach-72-hours: {amount: many, unit: moons, colour: red}")
    assert [fault.problem for fault in error.value.faults] == [
        "`kcsie-2025` is no entry with a clock",
        "unknown key `colour` in breach-72-hours",
        "`many` is no whole number",
        "`moons` is none of hours, working days, school days, days, months",
    ]


# ---- faults ----------------------------------------------------------------------------------------------------


def test_every_fault_of_a_pack_is_named_at_once():
    law = (
        ENTRY.replace("2020-01", "2020-13")
        .replace("verified: secondary", "verified: perhaps")
        .replace("    text: A text.\n", "    texts: A text.\n")
    )
    assert faults(law) == ["unknown key `texts` in an entry", "`one` has no `text`"]
    law = ENTRY.replace("2020-01", "2020-13").replace("verified: secondary", "verified: perhaps")
    assert faults(law) == ["`2020-13` is no date", "`perhaps` is none of primary, secondary, no"]


@pytest.mark.parametrize(
    ("law", "problem"),
    [
        (ENTRY.replace("secondary", '"no"'), "`one` is in force and was verified by nobody"),
        (ENTRY.replace("status: in force", "status: announced"), "`one` is only announced and has a day"),
        (ENTRY.replace("status: in force", "status: superseded"), "`one` is superseded and has no end"),
        (ENTRY.replace("in force to: null", "in force to: 2019"), "`one` ends before it begins"),
        (ENTRY + "    supersedes: [two]\n", "`one` supersedes `two`, which is no entry"),
        (ENTRY + "    clock: {amount: 3}\n", "the clock of `one` has no `unit`, `starts`, `kind`"),
        (ENTRY + ENTRY[ENTRY.index("  - id") :], "`one` stands twice"),
        (ENTRY + "    names: One\n", "here belongs a list"),
        ("", "the file is empty"),
        ("entries: [", "this cannot be read as YAML"),
        ("x: " + "[" * 5_000, "this cannot be read as YAML"),
        ("checked on: 2026\nentries: []", "the law pack has no `jurisdiction`"),
    ],
)  # fmt: skip
def test_a_fault_of_a_pack_says_what_is_wrong(law, problem):
    assert faults(law)[0].startswith(problem)


@pytest.mark.parametrize(
    ("platforms", "problem"),
    [
        (PLATFORMS.replace("dead", "gone"), "`gone` is none of alive, renamed, dead, unknown"),
        (PLATFORMS.replace("dead", "renamed"), "`vine` is renamed"),
        (PLATFORMS.replace("ages: []", "ages: [], may change: two"), "`two` is no entry of the law pack"),
        (PLATFORMS.replace("ages: []", "ages: [{minimum: old}]"), "an age of `vine` has no `from`, `to`, `source`, `verified`"),
    ],
)  # fmt: skip
def test_a_fault_of_the_register_says_what_is_wrong(platforms, problem):
    assert read_pack(ENTRY, PLATFORMS).platform("vine").over(DAY)
    assert faults(ENTRY, platforms)[0] == problem
