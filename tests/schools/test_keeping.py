"""How long copies of agreements are kept: nothing early, nothing late, nothing that still counts, whatever is tried; and what was done stands in the record."""

import uuid
from datetime import date, datetime, time, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from belisha.language.frontmatter import add_months
from belisha.schools.agreements import actions, keeping
from belisha.schools.agreements.models import Campaign, Reply, Scan, Signing
from belisha.schools.apart import in_school
from belisha.schools.people.models import Person, Role
from belisha.schools.people.school import change_settings
from belisha.schools.policies.models import State
from belisha.schools.record.actions import verify
from belisha.schools.record.models import Entry
from cast import LONG_AGO, R, person_of, place_of
from schools.test_agreements import PDF, copy_of, opened, policy
from schools.test_policies import belisha, version_in

TODAY = timezone.localdate()
DAY = timedelta(days=1)
SIX = add_months(TODAY, -72)  # six years ago


@pytest.fixture
def oak(town):
    with in_school(town.oak):
        town.oak.version = version_in(town, State.PUBLISHED, policy())
        yield town


def run(town, day=TODAY):
    return keeping.run(day, belisha(town))


def left(person, day):
    """Nobody has a role from that day on."""
    Role.objects.filter(person=person).update(since=min(LONG_AGO, day - 30 * DAY), until=day)


def long_ago(town, years, agreement="AG-1"):
    """A campaign of so many years ago, without anybody in it."""
    version = town.oak.version
    made = Campaign(
        school=town.oak, version=version, sha256=version.sha256, agreement=agreement, title="What staff agree to", statements=[{"id": "AG-1.1", "text": "I ask."}],
        roles=["teacher"], due=add_months(TODAY, -12 * years), state="closed", closed=at(add_months(TODAY, -12 * years + 1)), made=at(add_months(TODAY, -12 * years)),
        by_words="Dora",
    )  # fmt: skip
    made.save(force_insert=True)
    return made


def signed(campaign, person, on=None, **more):
    on = on or timezone.localtime(campaign.made).date()
    made = Signing(
        school=campaign.school, campaign=campaign, person=person, group="Teacher", due=campaign.due, asked=campaign.made,
        **{"state": "signed", "at": at(on), "on": on, "way": "link", "name": person.name, **more},
    )  # fmt: skip
    made.save(force_insert=True)
    return made


def at(day):
    return timezone.make_aware(datetime.combine(day, time(9)))


# -- To the day --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gone", "kept", "deleted"),
    [(SIX, None, True), (SIX + DAY, None, False), (SIX - 400 * DAY, 8, False), (SIX - 900 * DAY, 8, True), (SIX - 900 * DAY, 0, False), (None, None, False)],
)  # fmt: skip
def test_after_somebody_has_left(oak, gone, kept, deleted):
    """Six years where the school says nothing; 0 is for ever."""
    opened(oak)
    copy = actions.sign(copy_of(oak.ada), by=place_of(oak.ada), way="link")
    if kept is not None:
        change_settings(by=place_of(oak.dora), keep_agreements=kept)
    if gone:
        left(oak.ada, gone)
    assert run(oak) == deleted
    assert Signing.objects.filter(pk=copy.pk).exists() != deleted
    assert run(oak) == 0


def test_the_day_that_stands_with_the_person_counts_too(oak):
    signed(long_ago(oak, 9), oak.ada)
    Person.objects.filter(pk=oak.ada.pk).update(until=SIX - DAY, since=SIX - 9 * DAY)
    assert run(oak) == 1


def test_whoever_came_back_has_not_left(oak):
    signed(long_ago(oak, 9), oak.ada)
    left(oak.ada, SIX - DAY)
    Role(school=oak.oak, person=oak.ada, role="volunteer", since=TODAY).save(force_insert=True)
    assert run(oak) == 0


def test_after_a_newer_copy_took_its_place(oak):
    """Of three, only the first was replaced long enough ago."""
    copies = [signed(long_ago(oak, years), oak.ada) for years in (9, 7, 3)]
    [found] = keeping.going(oak.oak, TODAY)
    assert (found.signing, found.why, found.since) == (copies[0].pk, keeping.REPLACED, copies[1].on)
    assert run(oak) == 1
    assert set(Signing.objects.values_list("pk", flat=True)) == {each.pk for each in copies[1:]}


def test_another_agreement_takes_nothing_s_place(oak):
    signed(long_ago(oak, 9), oak.ada)
    signed(long_ago(oak, 8, "AG-2"), oak.ada)
    signed(long_ago(oak, 8), oak.edna)
    assert run(oak) == 0


def test_what_was_signed_once_and_stands_is_kept_with_what_rests_on_it(oak):
    """The second rests on the first: the first counts. After they have left, both go."""
    first = signed(long_ago(oak, 9), oak.ada)
    signed(long_ago(oak, 8), oak.ada, on=first.on, earlier=first)
    assert run(oak) == 0
    left(oak.ada, SIX)
    assert run(oak) == 2


def test_a_paper_that_was_struck_out_goes_after_the_one_that_took_its_place(oak):
    campaign = long_ago(oak, 8)
    signed(campaign, oak.ada, state="struck", way="paper", struck="Somebody else's")
    kept = signed(campaign, oak.ada)
    assert run(oak) == 1
    assert Signing.objects.get().pk == kept.pk


def test_what_was_never_signed_goes_as_well(oak):
    signed(long_ago(oak, 9), oak.ada, state="gone", way="", at=None, on=None, name="")
    left(oak.ada, SIX)
    assert run(oak) == 1


# -- What goes with it -------------------------------------------------------------------------------------------------------


def test_replies_and_scans_go_with_their_copy_and_a_shared_scan_stays(oak):
    campaign = long_ago(oak, 9)
    scans = [Scan(school=oak.oak, sha256=str(number), kind="application/pdf", data=PDF) for number in range(2)]
    Scan.objects.bulk_create(scans)
    copy = signed(campaign, oak.ada, way="paper", scan=scans[0])
    kay = person_of(oak.oak, "Kay", R.TEACHER, account=False)
    signed(campaign, kay, way="paper", scan=scans[1])
    signed(campaign, oak.edna, way="paper", scan=scans[1])
    Reply(school=oak.oak, signing=copy, kind="talk", text="x", person=oak.ada.pk, person_words="Ada").save(
        force_insert=True
    )
    for person in (oak.ada, kay):
        left(person, SIX)
    assert run(oak) == 2
    assert [each.pk for each in Scan.objects.all()] == [scans[1].pk]
    assert not Reply.objects.exists()


def test_the_record_says_how_many_and_names_nobody(oak):
    campaign = long_ago(oak, 9)
    signed(campaign, oak.ada)
    left(oak.ada, SIX)
    run(oak)
    line = Entry.objects.latest("number")
    assert line.event == "agreement: copies deleted, since their time was over"
    assert line.after == {"copies": 1, "left": 1, "replaced": 0, "scans": 0, "years_kept": 6}
    assert (line.about_id, line.who) == (str(campaign.pk), None)
    assert "Ada" not in str([line.after, line.about_words])
    assert verify("oak").problem == ""
    run(oak)
    assert Entry.objects.latest("number").pk == line.pk


# -- Looking ahead -----------------------------------------------------------------------------------------------------------


def test_what_is_seen_ahead_is_what_goes(oak):
    """Nothing happens when one looks; each copy goes on the day that was said."""
    campaign = long_ago(oak, 9)
    for days, person in enumerate((oak.ada, oak.edna, oak.dora)):
        signed(campaign, person)
        left(person, SIX + (days * 10) * DAY)
    ahead = keeping.going(oak.oak, TODAY + 30 * DAY)
    assert [each.goes - TODAY for each in ahead] == [timedelta(days=0), timedelta(days=10), timedelta(days=20)]
    assert Signing.objects.count() == 3
    assert [each.signing for each in keeping.going(oak.oak, TODAY)] == [ahead[0].signing]


def test_the_queries_do_not_grow(oak):
    campaign, newer = long_ago(oak, 9), long_ago(oak, 8)

    def count():
        with CaptureQueriesContext(connection) as found:
            keeping.going(oak.oak, TODAY)
        return len(found)

    def more(number):
        people = [
            Person(id=uuid.uuid4(), school=oak.oak, given=f"P{each}", family="Many", since=LONG_AGO)
            for each in range(number)
        ]
        Person.objects.bulk_create(people)
        Role.objects.bulk_create(Role(school=oak.oak, person=each, role="teacher", since=LONG_AGO) for each in people)
        for each in people:
            signed(campaign, each)
            signed(newer, each)

    more(1)
    before = count()
    more(25)
    assert count() == before <= 6


# -- Kept by the database ----------------------------------------------------------------------------------------------------

OVER = "DELETE FROM agreements_signing WHERE person_id = %s"


def deleted(person):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(OVER, [person.pk])
        return cursor.rowcount


@pytest.mark.parametrize("days", [None, 0, 364])
def test_what_counts_or_has_counted_until_lately_is_not_deleted(oak, days):
    signed(long_ago(oak, 9), oak.ada)
    if days is not None:
        left(oak.ada, TODAY - days * DAY)
    with pytest.raises(DatabaseError, match="is not deleted"):
        deleted(oak.ada)


def test_what_is_over_may_be(oak):
    signed(long_ago(oak, 9), oak.ada)
    left(oak.ada, TODAY - 366 * DAY)
    assert deleted(oak.ada) == 1


def test_a_scan_that_belongs_to_a_copy_is_not_deleted(oak):
    scan = Scan(school=oak.oak, sha256="1", kind="application/pdf", data=PDF)
    scan.save(force_insert=True)
    signed(long_ago(oak, 9), oak.ada, way="paper", scan=scan)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM agreements_scan")


def test_every_day_it_is_done(town):
    from belisha.schools.post.jobs import daily_jobs

    assert keeping.run in daily_jobs()


@pytest.mark.parametrize(("said", "years"), [("7", 7), ("", 0), (" 30 ", 30)])
def test_how_long_is_read_from_a_box(said, years):
    from belisha.schools.published.settings import keep_agreements

    assert keep_agreements(said) == years


def test_a_leap_day_is_no_trap():
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
