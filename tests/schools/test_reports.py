"""The report for the governing body: it says what the school holds on a year, in numbers that point at nobody; and is kept as governors had it."""

import json
from datetime import date, datetime, time, timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from belisha import library
from belisha.language import load, read_policy
from belisha.schools.agreements.models import Signing
from belisha.schools.apart import in_school
from belisha.schools.asked.models import Unanswered
from belisha.schools.declarations.models import Approval
from belisha.schools.notices.models import Notice
from belisha.schools.people.demonstration import KEY
from belisha.schools.people.models import Person
from belisha.schools.policies import force
from belisha.schools.policies.models import State
from belisha.schools.published.models import School
from belisha.schools.record.models import Entry
from belisha.schools.reports import actions, small, writing
from belisha.schools.reports.models import Report
from belisha.schools.reports.promises import promises
from belisha.schools.reports.seasons import Year, season, year_of, years
from cast import R, person_of, place_of
from schools.test_agreements import opened
from schools.test_policies import version_in

TODAY = timezone.localdate()
DAY = timedelta(days=1)
NOW = year_of(TODAY)


@pytest.fixture
def oak(town):
    """Stands in Oak, with the model policy in force from today on."""
    text = library.text_of("model").replace("school: A school in England", "school: Oak School")
    with in_school(town.oak):
        town.oak.version = version_in(town, State.PUBLISHED, text)
        yield town


def told(town, year=NOW, on=TODAY):
    return writing.report(town.oak, year, on)


def section(report, title):
    return next(each for each in report["sections"] if each["title"] == title)


def row(report, title, of, table=0):
    return next(each for each in section(report, title)["tables"][table]["rows"] if each[0] == of)


# -- Small numbers -------------------------------------------------------------------------------------------------------

SMALL = """
13 1    | not shown    fewer than 5  14
0 0     | 0            0             0
7 9     | 7            9             16
2 1     | fewer than 5 fewer than 5  fewer than 5
1200 30 | 1,200        30            1,230
"""


@pytest.mark.parametrize("line", SMALL.strip().splitlines())
def test_a_small_number_is_not_shown_nor_what_would_give_it_away(line):
    numbers, shown = line.split("|")
    found = small.added_up([[int(each) for each in numbers.split()]])
    assert " ".join(found[0]) == " ".join(shown.split())


def test_where_all_are_so_small_that_few_says_too_much():
    assert {cell for line in small.added_up([[1, 1], [1, 1]]) for cell in line} == {small.WITHHELD}


tables = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9]), min_size=width, max_size=width), min_size=1, max_size=2
    )
)


@given(tables)
def test_no_small_number_can_be_worked_out(rows):
    """A plain twin of the reader: all tables of numbers up to a bound that would be shown so. Each small number has two values among them."""
    shown = small.added_up(rows)
    height, width = len(rows), len(rows[0])
    hidden = sum(cell in (small.FEW, small.WITHHELD) for line in shown[:-1] for cell in line[:-1])
    if hidden > 4:  # too many to try, and the more are hidden, the less is known
        return
    could = [(range(1, 5) if cell == small.FEW else range(5, 16) if cell == small.WITHHELD else [int(cell)]) for line in shown[:-1] for cell in line[:-1]]  # fmt: skip
    found = []
    for cells in product(*could):
        whole = [[*(line := cells[width * r : width * (r + 1)]), sum(line)] for r in range(height)]
        whole.append([sum(column) for column in zip(*whole, strict=True)])
        if all(
            _fits(count, cell)
            for line, counts in zip(shown, whole, strict=True)
            for cell, count in zip(line, counts, strict=True)
        ):
            found.append(whole)
    for r, c in product(range(height + 1), range(width + 1)):
        if shown[r][c] == small.FEW:
            assert len({each[r][c] for each in found}) > 1


def _fits(count, cell):
    return {small.FEW: 1 <= count <= 4, small.WITHHELD: count >= 5}.get(cell, str(count) == cell)


def test_small_groups_are_put_together():
    found = small.together([("Head", [1, 0]), ("Teachers", [9, 3]), ("Clerk", [1, 0]), ("Cooks", [2, 3])], "Others")
    assert found == [("Teachers", [9, 3]), ("Others", [4, 3])]


# -- What it says --------------------------------------------------------------------------------------------------------


def test_a_school_that_begins_is_told_what_will_stand_there(town):
    with in_school(town.oak):
        found = told(town)
    assert "no policy of its own" in section(found, "The policy")["says"][0]
    assert [each["title"] for each in found["sections"]] == [
        "The policy", "What the policy promises the governing body", "What changed in the law", "Agreements", "What people were told",
        "Teaching and training", "Declared ties and approvals", "Questions without an answer", "Concerns",
    ]  # fmt: skip
    assert all(each["rests"] and (each["says"] or each["tables"]) for each in found["sections"])
    assert "No concern was written down in Belisha" in section(found, "Concerns")["says"][0]


def test_the_demonstration_has_life_and_names_nobody(database):
    school = School.objects.get(key=KEY)
    with in_school(school):
        said = json.dumps(writing.report(school, NOW, TODAY), ensure_ascii=False)
        people = [(each.given, each.family) for each in Person.objects.filter(school=school)]
        report = writing.report(school, NOW, TODAY)
    assert [f"{given} {family}" for given, family in people if f"{given} {family}" in said] == []
    assert all(table["rows"] for each in report["sections"] for table in each["tables"])
    for title in ("Agreements", "What people were told", "Teaching and training", "Declared ties and approvals", "Questions without an answer"):  # fmt: skip
        assert section(report, title)["tables"], title
    assert report["calls"] and report["version"] == "Social media, version 2026.1"


def test_another_version_says_what_it_changes(oak):
    begun = timezone.localdate()
    second = oak.oak.version.text.replace("2026.1", "2026.2").replace("I am kind online", "I am nice online")
    version_in(oak, State.PUBLISHED, second, begun + 30 * DAY)
    found = told(oak, year_of(begun + 40 * DAY), begun + 40 * DAY)
    rows = section(found, "The policy")["tables"][0]["rows"]
    assert [each[0] for each in rows] == ["Social media, version 2026.1", "Social media, version 2026.2"]
    assert rows[0][3] == "The first that the school published."
    assert "MO-121a anew, which now says “I am nice online" in rows[1][3]
    assert [each["version"] for each in (told(oak), found)] == [each[0] for each in rows]


def test_an_overdue_review_calls_for_attention(oak):
    late = date(2028, 3, 1)
    found = told(oak, year_of(late), late)
    assert "The review of the policy was due on 1 November 2027 and is overdue." in found["calls"]


def test_what_of_the_law_began_in_the_year_and_touches_the_policy(town):
    with in_school(town.oak):
        rows = section(told(town, Year(2025), date(2026, 9, 20)), "What changed in the law")["tables"][0]["rows"]
    found = {each[0]: each[1:] for each in rows}
    assert found["Keeping children safe in education 2025"][0].startswith(
        "In force since 1 September 2025 (read in accounts"
    )
    assert not [each for each in found if "nudes" in each]  # in force since 2024
    with in_school(town.oak):
        assert section(told(town), "What changed in the law")["says"]


def test_notices_in_time_late_and_missed(oak):
    first = NOW.first
    for number, (by, given_, dropped) in enumerate(
        [
            (first, first, None),
            (first, first + DAY, None),
            (first, None, None),
            (first, None, first),
            (TODAY, None, None),
            (TODAY + 9 * DAY, None, None),
        ]
    ):
        Notice(
            school=oak.oak, clause="MO-122", title="Pictures", to=["parent"], says="x", reason="event", key=f"event {number}", period="x", opens=by, by=by,
            given=given_, dropped=dropped, dropped_because="x" if dropped else "",
        ).save(force_insert=True)  # fmt: skip
    found = told(oak)
    assert row(found, "What people were told", "School events") == ["School events", "1", "1", "1", "1", "1"]
    assert "1 notice was not given by the day." in found["calls"] and "1 notice was given late." in found["calls"]
    assert any(each.startswith("No notice of this school year has reached parents") for each in found["calls"])


def test_approvals_by_kind_and_how_long_they_took(oak):
    """Nine devices given and three refused, after two days; four groups. No number says three or four, nor leaves it to be worked out."""
    asked = timezone.make_aware(datetime.combine(NOW.first + DAY, time(9)))
    for number in range(16):
        kind = "device" if number < 12 else "group"
        state = "refused" if number in (3, 4, 5) else "granted"
        Approval(
            school=oak.oak, person=oak.ada, kind=kind, state=state, what="x", reason="x", version="0", asked=asked, decided=asked + 2 * DAY, decided_by_words="Dora",
            since=NOW.first + 3 * DAY if state == "granted" else None, until=NOW.last + DAY,
        ).save(force_insert=True)  # fmt: skip
    found = told(oak)
    assert row(found, "Declared ties and approvals", "Use of a school device")[1:4] == [
        "not shown",
        "0",
        "fewer than 5",
    ]
    assert row(found, "Declared ties and approvals", "A learning group")[1] == "fewer than 5"
    assert row(found, "Declared ties and approvals", "All")[-1] == "16"
    assert "Of the approvals that were decided, half took 2 days or less." in section(found, "Declared ties and approvals")["says"]  # fmt: skip


def test_questions_are_an_agenda_and_many_kinds_are_put_together(oak):
    for number in range(25):
        Unanswered(
            school=oak.oak, version="0", policy="x", situation=f"Situation {number:02}", verdict="silent", month=NOW.first, count=30 - number
        ).save(force_insert=True)  # fmt: skip
    rows = section(told(oak), "Questions without an answer")["tables"][0]["rows"]
    assert rows[0] == ["Situation 00", "It says nothing", "30"]
    assert rows[-1] == ["Other kinds of situation", "", "40"]
    assert len(rows) == writing.MOST_QUESTIONS + 1


def test_signatures_of_a_year_that_is_over_are_counted_as_they_were_then(oak):
    campaign = opened(oak, "MO-117", due=TODAY + 9 * DAY)
    before = section(told(oak), "Agreements")["tables"][0]["rows"][-1]
    Signing.objects.filter(campaign=campaign).update(
        state="signed", at=timezone.now(), on=NOW.last + 20 * DAY, way="link", name="x"
    )
    later = told(oak, NOW, NOW.last + 40 * DAY)
    assert section(later, "Agreements")["tables"][0]["rows"][-1] == before
    assert any("though it was due on" in each for each in later["calls"])
    assert (
        "The policy promises a report. No meeting stands here at which this report was put before the governing body."
        in later["calls"]
    )


def test_the_queries_do_not_grow_with_the_school(oak):
    def count():
        with CaptureQueriesContext(connection) as queries:
            told(oak)
        return len(queries)

    opened(oak, "MO-117", due=TODAY + 9 * DAY)
    told(oak)  # what is kept in memory from then on
    before = count()
    for number in range(8):
        person_of(oak.oak, f"Teacher{number}", R.TEACHER, account=False)
    opened(oak, "MO-117", due=TODAY + 9 * DAY, material={})
    assert count() == before <= 40


PROMISED = {
    "model": {("15. Looking at it again", "report"), ("15. Looking at it again", "review"), ("MO-118d", "report"), ("MO-89", "early"), ("Front matter", "review")},
    "christ-church": {("CC-83", "effect"), ("CC-84, CC-85", "review")},
    "dilton-marsh": set(),
}  # fmt: skip


@pytest.mark.parametrize("name", PROMISED)
def test_what_a_policy_promises_its_governors(name):
    found = {(each.where, each.about) for each in promises(library.policy(name), TODAY)}
    assert PROMISED[name] <= found
    assert PROMISED[name] or not found


def test_the_chair_who_reviews_a_complaint_is_no_promise_to_governors():
    assert "MO-74.2" not in {each.where for each in promises(library.policy("model"), TODAY)}


def test_a_governing_board_that_monitors():
    text = "---\npolicy: Social media\nschool: Oak\n---\n\n# Afterwards\n\nTrustees monitor it each term. Nobody else does.\n"
    [found] = promises(read_policy(text, "policy", load()), TODAY)
    assert (found.where, found.says, found.about) == ("Afterwards", "Trustees monitor it each term.", "effect")


# -- Put before the governing body ---------------------------------------------------------------------------------------


def received(town, who="of_role", **more):
    by = place_of(town.of_role[R.CLERK])
    return actions.receive(NOW, by=by, **{"meeting": TODAY, "minute": " FGB 2026-11,  item 6 ", **more})


def test_it_is_kept_as_governors_had_it(oak):
    assert row(told(oak), "What the policy promises the governing body", "MO-118d")[2].startswith("Not yet")
    found = received(oak)
    assert found.minute == "FGB 2026-11, item 6"
    assert found.said["version"] == oak.oak.version.name
    assert Entry.objects.latest("number").event == "report: put before the governing body"
    kept = row(told(oak), "What the policy promises the governing body", "MO-118d")[2]
    assert kept.startswith("Put before the governing body on") and "FGB 2026-11, item 6" in kept
    received(oak)
    assert Report.objects.count() == 1


def test_governors_alone_say_that_they_have_had_it(oak):
    for person in (oak.dora, oak.edna, oak.finn, oak.ada):
        with pytest.raises(PermissionDenied):
            actions.receive(NOW, by=place_of(person), meeting=TODAY, minute="7")
    assert not Report.objects.visible_to(place_of(oak.ada)).exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [({"meeting": TODAY + DAY}, "meeting"), ({"meeting": NOW.first - DAY}, "meeting"), ({"minute": " "}, "minute"), ({"minute": "x" * 121}, "minute")],
)  # fmt: skip
def test_a_meeting_that_cannot_be(oak, more, field):
    with pytest.raises(ValidationError) as refused:
        received(oak, **more)
    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize(
    "deed", ["UPDATE reports_report SET minute = 'x'", "DELETE FROM reports_report", "TRUNCATE reports_report"]
)
def test_what_they_had_stays(oak, deed):
    received(oak)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)


# -- Seasons -------------------------------------------------------------------------------------------------------------


def test_the_years_of_which_there_can_be_a_report(oak):
    assert [each.words for each in years(oak.oak, TODAY)] == [NOW.words]
    later = date(TODAY.year + 3, 10, 1)
    assert years(oak.oak, later)[0] == year_of(later)
    assert years(oak.oak, later)[-1] == NOW


def wanted(oak, day):
    return season(force.in_force(oak.oak, day), day)


def test_it_is_wanted_before_the_policy_is_looked_at_again(oak):
    """The model's next review is in November 2027."""
    assert wanted(oak, date(2027, 6, 30)) is None
    found = wanted(oak, date(2027, 8, 3))
    assert found and found.why == "The review of the policy is due on 1 November 2027" and not found.overdue
    assert wanted(oak, date(2027, 11, 2)).overdue
    actions.receive(
        Year(2027), by=place_of(oak.of_role[R.CLERK]), meeting=date(2027, 10, 4), minute="6", today=date(2027, 10, 4)
    )
    assert wanted(oak, date(2027, 10, 5)) != found


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2027, 6, 30), ""),
        (date(2027, 7, 1), "The school year 2026/27 ends on 31 August 2027"),
        (date(2027, 7, 30), "The school year 2026/27 ends on 31 August 2027"),
        (date(2028, 1, 1), ""),
    ],
)
def test_it_is_wanted_at_the_end_of_a_school_year(oak, day, why):
    if day.year > 2027:  # the review has been and gone
        actions.receive(Year(2027), by=place_of(oak.of_role[R.CLERK]), meeting=day, minute="6", today=day)
    found = wanted(oak, day)
    assert (found.why if found else "") == why
