"""Notices: what the calendar calls for and when, whom a notice is for, its sending by real mail, the log, and who was never reached."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from belisha import library
from belisha.language.policy import Notice as Said
from belisha.schools.apart import in_school
from belisha.schools.notices import actions, calling, demonstration, feeds, reaching
from belisha.schools.notices.models import Addressed, Notice, Pace, SchoolEvent, Telling, Term, Told
from belisha.schools.people import classes, places
from belisha.schools.people.demonstration import KEY
from belisha.schools.people.groups import roles_of
from belisha.schools.people.models import Guardianship, Person, Role
from belisha.schools.people.permissions import RoleName as R
from belisha.schools.people.school import change_settings
from belisha.schools.policies import force
from belisha.schools.post.models import Message
from belisha.schools.published.models import School
from belisha.schools.record.models import Entry
from cast import LONG_AGO, person_of, place_of
from jobs import run_jobs
from schools.test_post import inbox  # noqa: F401
from schools.test_record import written_by

TODAY = timezone.localdate()
YEAR = calling.year_of(TODAY)
SOON = TODAY + timedelta(days=3)


@pytest.fixture
def oak(town):
    with in_school(town.oak):
        for name, detail in (("Pip", "Year 6, class 1"), ("Quin", "Year 2, class 1")):
            Role.objects.filter(person__given=name, role="pupil").update(detail=detail)
        yield town


def terms_of(town, *terms, year=YEAR):
    return actions.keep_terms(
        year, terms or (("Autumn", TODAY - timedelta(days=10), TODAY + timedelta(days=60)),), by=place_of(town.olive)
    )


def event_of(town, **more):
    told = {"name": "Winter concert", "kind": "performance", "first": SOON}
    return actions.add_event(by=place_of(town.olive), **{**told, **more})


def notice_of(town, **more):
    event = event_of(town, **more)
    return Notice.objects.get(event=event)


def written_to(notice):
    return set(Person.objects.filter(pk__in=reaching.recipients(notice, TODAY)).values_list("given", flat=True))


# -- Classes and groups ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("detail", "year", "stage"),
    [
        ("Year 4, class 2", "Year 4", "lower KS2"), ("Reception", "Reception", "EYFS"), ("Nursery", "Nursery", "EYFS"), ("4B", "Year 4", "lower KS2"),
        ("Y11 Oak", "Year 11", "KS4"), ("yr 1", "Year 1", "KS1"), ("Year 13", "Year 13", "KS5"), ("Oak", "", ""), ("", "", ""), ("Year 77", "", ""),
    ],
)  # fmt: skip
def test_a_class_has_a_year_and_a_stage(detail, year, stage):
    assert (classes.year_of(detail), classes.stage_of(detail)) == (year, stage)


def test_a_class_is_meant_by_itself_its_year_and_its_stage():
    among = ["Year 1, class 1", "Year 10", "Year 2"]
    assert classes.meant(["Year 1"], among) == ["Year 1, class 1"]
    assert classes.meant(["KS1"], among) == ["Year 1, class 1", "Year 2"]
    assert classes.meant([], among) == among


def test_a_policy_means_people_by_its_words():
    assert roles_of(["governor"]) == {R.GOVERNOR, R.CHAIR, R.CLERK}
    assert {R.TEACHER, R.OFFICE, R.HEADTEACHER, R.DATA_PROTECTION_OFFICER} <= roles_of(["staff"])
    assert R.VOLUNTEER not in roles_of(["staff"])
    wide = library.policy("wilnecote")  # there staff are governors and volunteers too
    assert {R.GOVERNOR, R.VOLUNTEER, R.TEACHER} <= roles_of(["staff"], wide)


# -- What the calendar calls for ----------------------------------------------------------------------------------------


def called(before="", every="", events=(), terms=(), ahead=7, today=date(2026, 11, 28), paces=None):
    policy = SimpleNamespace(parts=[Said("NO-1", "T", ("parent",), "S", before=before, every=every)])
    return [(each.key.partition(" ")[2][:6] if before else each.key, str(each.opens), str(each.by)) for each in calling.calls(policy, events, terms, ahead, today, paces)]  # fmt: skip


def on(day, kind="performance", last=None):
    return SchoolEvent(name="E", kind=kind, first=date.fromisoformat(day), last=date.fromisoformat(last or day))


def test_an_event_calls_for_its_notice_so_many_days_ahead():
    concert = on("2026-12-04")
    assert called("school event", events=[concert])[0][1:] == ("2026-11-27", "2026-12-04")
    assert called("school event", events=[concert], ahead=14)[0][1] == "2026-11-20"
    assert called("school event", events=[on("2026-11-27")]) == []  # it is over
    assert len(called("school event", events=[on("2026-11-27", last="2026-11-28")])) == 1


@pytest.mark.parametrize(
    ("before", "kind", "means"),
    [
        ("school event", "sports day", True), ("school trip", "school trip", True), ("school trip", "sports day", False),
        ("a trip", "residential", True), ("school play", "performance", True), ("school play", "fair", False), ("an open day", "fair", True),
        ("a bring-your-own party", "fair", True),
    ],
)  # fmt: skip
def test_which_events_a_policy_means(before, kind, means):
    assert calling.speaks_of(before, kind) is means


def test_terms_and_school_years_call_from_their_first_day():
    terms = [
        Term(year=2026, name="Autumn", first=date(2026, 9, 2), last=date(2026, 12, 18)),
        Term(year=2026, name="Spring", first=date(2027, 1, 4), last=date(2027, 1, 22)),
    ]
    assert called(every="term", terms=terms) == [
        ("term 2026 Autumn", "2026-09-02", "2026-09-30"),
        ("term 2026 Spring", "2027-01-04", "2027-01-22"),  # a short one is over before four weeks are
    ]
    assert called(every="school year", terms=terms) == [("year 2026", "2026-09-02", "2026-10-14")]
    assert called(every="term", terms=terms, today=date(2026, 12, 19)) == [
        ("term 2026 Spring", "2027-01-04", "2027-01-22")
    ]
    assert called(every="school year", terms=terms, today=date(2027, 8, 1)) == []


AUTUMN = Term(year=2026, name="Autumn", first=date(2026, 9, 2), last=date(2026, 12, 18))
SPRING = Term(year=2026, name="Spring", first=date(2027, 1, 4), last=date(2027, 3, 24))


def test_a_month_calls_within_the_terms():
    assert called(every="month", terms=[AUTUMN, SPRING], today=date(2026, 12, 1)) == [
        ("month 2026-12", "2026-12-01", "2026-12-18"),
        ("month 2027-01", "2027-01-04", "2027-01-31"),
        ("month 2027-02", "2027-02-01", "2027-02-28"),
        ("month 2027-03", "2027-03-01", "2027-03-24"),
    ]


@pytest.mark.parametrize(
    ("often", "since", "found"),
    [
        ("term", date(2026, 9, 1), ("term 2026 Autumn", "2026-09-02", "2026-09-30")),
        (
            "term",
            date(2026, 11, 28),
            ("term 2026 Autumn", "2026-11-28", "2026-12-18"),
        ),  # said late: due now, and not overdue
        ("term", date(2026, 12, 19), ("term 2026 Spring", "2027-01-04", "2027-02-01")),
        ("year", date(2026, 11, 28), ("year 2026", "2026-11-28", "2027-01-09")),
        ("month", date(2026, 11, 28), ("month 2026-11", "2026-11-28", "2026-11-30")),
    ],
)
def test_where_the_policy_names_no_moment_the_school_says_how_often(often, since, found):
    for every in ("", "regularly"):
        assert called(every=every, terms=[AUTUMN, SPRING]) == []
        assert called(every=every, terms=[AUTUMN, SPRING], paces={"NO-1": (often, since)})[0] == found
    assert called(every="term", terms=[AUTUMN], paces={"NO-1": ("month", since)})[0][0] == "term 2026 Autumn", (
        "the policy's own word counts"
    )
    assert called(before="school event", paces={"NO-1": ("term", since)}, terms=[AUTUMN]) == []


REGULARLY = "```notice\nNO-7: Safe online\nto: parent\nsays: How to be safe.\n```\n"


OF_EACH_KIND = (
    "```notice\nNO-5: Pictures\nto: parent\nbefore: school event\nsays: Take pictures.\n```\n\n"
    "```notice\nNO-6: To candidates\nto: applicant\nwhen: somebody is shortlisted\nsays: We look.\n```\n\n"
) + REGULARLY


def lived(town, text=REGULARLY):
    from hashlib import sha256

    from belisha.schools.policies.models import State, Version

    text = f"---\npolicy: Social media\nschool: Oak School\nversion: 1\n---\n\n{text}"
    Version(
        school=town.oak, policy="Social media", number="1", text=text, sha256=sha256(text.encode()).hexdigest(), state=State.PUBLISHED, by_words="Dora",
        meeting=TODAY, minute="7", in_force_from=TODAY,
    ).save(force_insert=True)  # fmt: skip
    return calling.unmeasured(force.lived_by(town.oak, TODAY)[0])


def test_what_is_said_regularly_is_held_to_what_the_school_said(oak):
    [said] = lived(oak)
    terms_of(oak)
    assert not Notice.objects.exists()
    made = actions.settle(said, by=place_of(oak.olive), often="term")
    assert actions.settle(said, by=place_of(oak.dora), often="term") == made, "said twice is said once"
    notice = Notice.objects.get()
    assert (notice.reason, notice.opens, notice.standing(TODAY), notice.standing(TODAY + timedelta(days=29))) == (
        "term",
        TODAY,
        "due",
        "overdue",
    )
    assert calling.by_hand(force.lived_by(oak.oak, TODAY)[0], {"NO-7"}) == []
    actions.settle(said, by=place_of(oak.olive), often="")
    assert Notice.objects.get().standing(TODAY) == "let go" and not Pace.objects.exists()
    lines = list(
        Entry.objects.filter(event="notice: how often it is given").order_by("number").values_list("before", "after")
    )
    assert lines == [({"often": ""}, {"often": "term"}), ({"often": "term"}, {"often": ""})]


def test_who_may_not_says_nothing_and_nonsense_is_refused(oak):
    [said] = lived(oak)
    with pytest.raises(PermissionDenied):
        actions.settle(said, by=place_of(oak.ada), often="term")
    with pytest.raises(ValidationError, match="how often"):
        actions.settle(said, by=place_of(oak.olive), often="sometimes")
    with pytest.raises(ValidationError, match="says itself"):
        actions.settle(Said("NO-1", "T", ("parent",), "S", every="term"), by=place_of(oak.olive), often="term")


def test_the_pupils_of_another_event_are_taken_over(oak):
    first, second = (event_of(oak, name=each, chosen=True) for each in ("Choir in spring", "Choir in summer"))
    by = place_of(oak.olive)
    assert actions.choose_pupils(first, by=by, add=[oak.pip.pk, oak.quin.pk]) == 2
    Role.objects.filter(person=oak.quin).update(until=TODAY)  # has left
    assert actions.choose_pupils(second, by=by, same_as=first) == 1
    assert actions.choose_pupils(second, by=by, same_as=first) == 1


@pytest.mark.parametrize("year", range(2024, 2034))
def test_suggested_terms_are_weekdays_in_order(year):
    days = [day for _, *both in calling.suggested(year) for day in both]
    assert days == sorted(days)
    assert all(day.weekday() < 5 for day in days)
    assert calling.suggested(2026)[0] == ("Autumn", date(2026, 9, 1), date(2026, 12, 18))


def test_without_terms_nothing_is_assumed(oak):
    actions.gather(places.of_belisha(oak.oak))
    assert not Notice.objects.exists()
    terms_of(oak)
    assert set(Notice.objects.values_list("clause", flat=True)) == {"MO-123", "MO-125"}


def test_gathering_twice_keeps_each_once_and_leaves_one_line(oak):
    terms_of(oak)
    event_of(oak)
    before, lines = list(Notice.objects.values()), Entry.objects.count()
    assert actions.run(TODAY, places.of_belisha(oak.oak)) == 0
    assert list(Notice.objects.values()) == before
    assert Entry.objects.count() == lines


def test_an_open_notice_follows_its_event_and_a_given_one_stays(oak):
    notice = notice_of(oak)
    assert (notice.opens, notice.by, notice.standing(TODAY)) == (SOON - timedelta(days=7), SOON, "due")
    later = SOON + timedelta(days=20)
    actions.change_event(notice.event, by=place_of(oak.olive), first=later)
    notice.refresh_from_db()
    assert (notice.by, notice.standing(TODAY)) == (later, "coming")
    actions.tell(notice, by=place_of(oak.olive), way="poster", on=TODAY, groups=["parent"])
    actions.change_event(notice.event, by=place_of(oak.olive), first=SOON)
    notice.refresh_from_db()
    assert (notice.by, notice.standing(TODAY)) == (later, "given")


def test_a_cancelled_event_lets_its_notice_go_and_no_more(oak):
    notice = notice_of(oak)
    actions.cancel_event(notice.event, by=place_of(oak.olive))
    notice.refresh_from_db()
    assert (notice.standing(TODAY), notice.dropped_because) == ("let go", actions.NOTHING_CALLS)
    with pytest.raises(ValidationError):
        actions.mail(notice, by=place_of(oak.olive))


def test_the_days_ahead_are_the_schools(oak):
    change_settings(by=place_of(oak.dora), notice_days=2)
    oak.oak.refresh_from_db()
    assert notice_of(oak).opens == SOON - timedelta(days=2)


def test_what_somebody_let_go_is_not_taken_up_again(oak):
    notice = notice_of(oak)
    actions.let_go(notice, by=place_of(oak.olive), why="A rehearsal only")
    actions.gather(places.of_belisha(oak.oak))
    notice.refresh_from_db()
    assert notice.dropped_because == "A rehearsal only"


def test_what_was_missed_stays_overdue(oak):
    notice = notice_of(oak)
    assert notice.standing(SOON + timedelta(days=1)) == "overdue"
    actions.gather(places.of_belisha(oak.oak), SOON + timedelta(days=5))
    notice.refresh_from_db()
    assert not notice.dropped


@pytest.mark.parametrize(
    "terms",
    [
        (),
        (("Autumn", date(2026, 9, 2), date(2026, 8, 1)),),
        (("Autumn", date(2026, 9, 2), date(2026, 12, 18)), ("Spring", date(2026, 12, 1), date(2027, 3, 1))),
        (("Autumn", date(2025, 9, 2), date(2025, 12, 18)),),
    ],
)
def test_terms_that_cannot_be(oak, terms):
    with pytest.raises(ValidationError):
        actions.keep_terms(2026, terms, by=place_of(oak.olive))


# -- Whom it is for ------------------------------------------------------------------------------------------------------


def test_parents_of_those_who_take_part_and_of_nobody_else(oak):
    una = person_of(oak.oak, "Una", R.PARENT, account=False)
    Guardianship(school=oak.oak, pupil=oak.quin, adult=una, relation="carer", since=LONG_AGO).save()
    assert written_to(notice_of(oak)) == {"Ben", "Una"}
    assert written_to(notice_of(oak, name="Year 2 trip", whom=["Year 2"])) == {"Una"}
    assert written_to(notice_of(oak, name="KS2 play", whom=["upper KS2"])) == {"Ben"}


def test_single_pupils(oak):
    notice = notice_of(oak, chosen=True)
    assert written_to(notice) == set()
    assert (
        actions.choose_pupils(notice.event, by=place_of(oak.olive), add=[oak.pip.pk, oak.ada.pk]) == 1
    )  # Ada is no pupil
    assert written_to(notice) == {"Ben"}
    assert actions.choose_pupils(notice.event, by=place_of(oak.olive), remove=[oak.pip.pk]) == 0


def test_nobody_about_a_child_whom_a_court_keeps_from_them(oak):
    """Robin may not know of Pip; not even where another child of theirs takes part as well. Nor may somebody whose contact the school has ended."""
    notice = notice_of(oak)
    assert "Robin" not in written_to(notice)
    assert reaching.kept_from(notice, TODAY) == {oak.robin.pk}
    Guardianship(school=oak.oak, pupil=oak.quin, adult=oak.robin, relation="parent", since=LONG_AGO).save()
    assert "Robin" not in written_to(notice)
    assert written_to(notice_of(oak, name="Year 2", whom=["Year 2"])) == {"Robin"}
    Guardianship.objects.filter(adult=oak.ben).update(contact_allowed=False)
    assert written_to(notice) == set()


def test_a_grandparent_is_no_parent_and_who_left_is_gone(oak):
    gran = person_of(oak.oak, "Gran", R.RELATIVE, account=False)
    Guardianship(school=oak.oak, pupil=oak.pip, adult=gran, relation="grandparent", since=LONG_AGO).save()
    notice = notice_of(oak)
    assert written_to(notice) == {"Ben"}
    notice.to = ["family"]
    assert written_to(notice) == {"Ben", "Gran"}
    Person.objects.filter(pk=oak.ben.pk).update(until=TODAY)
    assert written_to(notice) == {"Gran"}


def test_everybody_who_works_here_but_no_applicant(oak):
    terms_of(oak)
    found = written_to(Notice.objects.get(clause="MO-125"))
    assert {"Ada", "Finn", "Volunteer", "Olive"} <= found
    assert not {"Ben", "Pip", "Applicant", "Contractor"} & found


# -- By real mail -----------------------------------------------------------------------------------------------------------


def staffed(town, count=250):
    """So many more teachers; one of them without an address."""
    people = [Person(school=town.oak, given=f"T{n}", family="Many", email=f"t{n}@example.org" if n else "", since=LONG_AGO) for n in range(count)]  # fmt: skip
    Person.objects.bulk_create(people)
    Role.objects.bulk_create(Role(school=town.oak, person=each, role="teacher", since=LONG_AGO) for each in people)
    terms_of(town)
    return Notice.objects.get(clause="MO-125")


def test_everybody_is_written_to_once_and_the_log_says_what_became_of_it(oak, inbox):  # noqa: F811
    notice = staffed(oak)
    inbox.refuses["t5@example.org"] = "550 No such mailbox"
    everybody = written_to(notice)
    telling = actions.mail(notice, by=place_of(oak.olive))
    run_jobs()  # the sending
    run_jobs()  # the mails
    telling.refresh_from_db()
    assert telling.state == "done"
    became = reaching.became([telling])[telling.pk]
    assert (became.all, became.sent, became.refused, became.no_address, became.waiting) == (
        len(everybody), len(everybody) - 2, 1, 1, 0,
    )  # fmt: skip
    assert len({each["To"] for each in inbox.got}) == len(inbox.got) == became.sent
    text = inbox.got[0].get_body(("plain",)).get_content()
    assert notice.says in " ".join(text.split())
    assert "https://policy.example/schools/oak/published/" in text
    with pytest.raises(ValidationError):  # nobody is left
        actions.mail(notice, by=place_of(oak.olive))
    nell = person_of(oak.oak, "Nell", R.TEACHER, account=False)
    actions.mail(notice, by=place_of(oak.olive))
    run_jobs()
    assert list(Told.objects.filter(telling__total=1).values_list("person", flat=True)) == [nell.pk]


def test_killed_in_the_middle_it_goes_on_and_nobody_gets_it_twice(oak, inbox, monkeypatch):  # noqa: F811
    notice = staffed(oak)
    count = len(written_to(notice))
    telling = actions.mail(notice, by=place_of(oak.olive))
    write, done = actions._write, []

    def dies(*told):
        done.append(told)
        if len(done) > 150:
            raise KeyboardInterrupt
        return write(*told)

    monkeypatch.setattr(actions, "_write", dies)
    with pytest.raises(KeyboardInterrupt):
        actions.go_on("oak", str(telling.pk))
    assert Told.objects.count() == Message.objects.count() == actions.BLOCK  # whole blocks
    monkeypatch.setattr(actions, "_write", write)
    Telling.objects.update(touched=timezone.now() - timedelta(minutes=2))
    telling.refresh_from_db()
    assert telling.stands_still
    actions.begin_again(telling, by=place_of(oak.olive))
    run_jobs()
    run_jobs()
    actions.go_on("oak", str(telling.pk))
    assert Told.objects.count() == count
    assert len({each["To"] for each in inbox.got}) == len(inbox.got) == count - 1


def test_who_may_not_any_more_sends_no_more(oak):
    telling = actions.mail(notice_of(oak), by=place_of(oak.olive))
    Role.objects.filter(person=oak.olive).update(until=TODAY)
    run_jobs()
    telling.refresh_from_db()
    assert (telling.state, Told.objects.count()) == ("stopped", 0)


def test_the_letter_has_the_policys_words_as_they_stand_and_the_schools_after_them(oak):
    notice = notice_of(oak, time="2 pm", place="the hall")
    actions.write_own(notice, by=place_of(oak.olive), own="  Doors open\nat 1.30 pm. ")
    notice.refresh_from_db()
    subject, text = actions.letter(notice, oak.ben)
    paragraphs = text.split("\n\n")
    assert subject == "Pictures at our events: Winter concert"
    assert paragraphs[0] == "Dear Ben Example,"
    assert paragraphs[1].startswith("This is about Winter concert, on ") and paragraphs[1].endswith("2 pm, the hall.")
    assert paragraphs[2:4] == [notice.says, "Doors open at 1.30 pm."]


# -- Written down by hand -----------------------------------------------------------------------------------------------------


def test_a_poster_is_written_down_and_taken_back(oak):
    notice = notice_of(oak)
    telling = actions.tell(
        notice, by=place_of(oak.olive), way="poster", on=TODAY, groups=["parent", "wizard"], note="at the gate"
    )
    notice.refresh_from_db()
    assert (notice.given, telling.groups) == (TODAY, ["parent"])
    actions.take_back(telling, by=place_of(oak.olive))
    notice.refresh_from_db()
    assert notice.given is None
    assert [each.event for each in Entry.objects.order_by("-number")[:2]] == [
        "notice: entry of the log taken back",
        "notice: given",
    ]


@pytest.mark.parametrize(
    "wrong",
    [{"way": "email"}, {"way": "pigeon"}, {"on": TODAY + timedelta(days=1)}, {"groups": ["staff"]}, {"groups": []}],
)
def test_what_cannot_be_written_down(oak, wrong):
    with pytest.raises(ValidationError):
        actions.tell(
            notice_of(oak), by=place_of(oak.olive), **{"way": "poster", "on": TODAY, "groups": ["parent"], **wrong}
        )


def test_an_email_cannot_be_taken_back(oak):
    telling = actions.mail(notice_of(oak), by=place_of(oak.olive))
    with pytest.raises(ValidationError):
        actions.take_back(telling, by=place_of(oak.olive))


def test_a_notice_is_started_by_hand_for_those_who_were_chosen(oak):
    policy, _ = force.lived_by(oak.oak, TODAY)
    said = next(each for each in calling.by_hand(policy) if each.id == "MO-124")
    applicant = oak.of_role[R.APPLICANT]
    with pytest.raises(ValidationError):
        actions.start(said, by=place_of(oak.olive), period="Shortlist")
    made = actions.start(said, by=place_of(oak.olive), period="Shortlist", people=[applicant.pk, oak.cleo.pk])
    assert written_to(made) == {"Applicant"}
    assert list(Addressed.objects.values_list("person", flat=True)) == [applicant.pk]
    actions.gather(places.of_belisha(oak.oak))
    made.refresh_from_db()
    assert made.standing(TODAY) == "due"


# -- Who was never reached -------------------------------------------------------------------------------------------------------


def reached(town, first=TODAY - timedelta(days=30), last=TODAY):
    policy, _ = force.lived_by(town.oak, TODAY)
    found = reaching.groups(town.oak, policy, ["parent", "staff", "governor"], first, last, TODAY)
    return {(each.word, each.year): each for each in found}


def test_who_was_never_reached(oak, inbox):  # noqa: F811
    una = person_of(oak.oak, "Una", R.PARENT, account=False)
    Guardianship(school=oak.oak, pupil=oak.quin, adult=una, relation="parent", since=LONG_AGO).save()
    assert all(each.never for each in reached(oak).values())
    inbox.refuses["una@example.org"] = "550 No"
    actions.mail(notice_of(oak), by=place_of(oak.olive))
    run_jobs()
    run_jobs()
    found = reached(oak)
    assert (found["parent", ""].people, found["parent", ""].mailed) == (3, 1)  # Robin is a parent too
    assert not found["parent", "Year 6"].never
    assert found["parent", "Year 2"].never  # her mail was refused
    assert found["staff", ""].never
    assert all(each.never for each in reached(oak, last=TODAY - timedelta(days=1)).values())


def test_a_poster_for_some_years_reaches_those(oak):
    Guardianship(school=oak.oak, pupil=oak.quin, adult=oak.ben, relation="parent", since=LONG_AGO).save()
    notice = notice_of(oak, whom=["Year 6"])
    actions.tell(notice, by=place_of(oak.olive), way="poster", on=TODAY, groups=["parent"])
    found = reached(oak)
    assert found["parent", "Year 6"].other == 1
    assert found["parent", "Year 2"].other == 0
    assert found["parent", ""].last == TODAY


# -- Allowed, and written down ------------------------------------------------------------------------------------------------------


def deeds(town):
    """Every function of `notices.actions` that writes, and a call of it that does something."""
    by, [unmeasured] = place_of(town.olive), lived(town, OF_EACH_KIND)
    event, notice = event_of(town, chosen=True, name="A"), notice_of(town, name="B")
    poster = actions.tell(notice_of(town, name="C"), by=by, way="poster", on=TODAY, groups=["parent"])
    policy, _ = force.lived_by(town.oak, TODAY)
    said = calling.by_hand(policy)[0]
    stopped = actions.mail(notice_of(town, name="D"), by=by)
    Telling.objects.filter(pk=stopped.pk).update(state="stopped")
    return {
        "keep_terms": lambda by: actions.keep_terms(YEAR, [("Autumn", date(YEAR, 9, 2), date(YEAR, 12, 18))], by=by),
        "add_event": lambda by: actions.add_event(by=by, name="N", kind="fair", first=SOON),
        "change_event": lambda by: actions.change_event(event, by=by, name="Other"),
        "cancel_event": lambda by: actions.cancel_event(event, by=by),
        "choose_pupils": lambda by: actions.choose_pupils(event, by=by, add=[town.pip.pk]),
        "start": lambda by: actions.start(said, by=by, period="Now", people=[town.of_role[R.APPLICANT].pk]),
        "settle": lambda by: actions.settle(unmeasured, by=by, often="term"),
        "write_own": lambda by: actions.write_own(notice, by=by, own="Ours"),
        "let_go": lambda by: actions.let_go(notice, by=by, why="Because"),
        "tell": lambda by: actions.tell(notice, by=by, way="aloud", on=TODAY, groups=["parent"]),
        "take_back": lambda by: actions.take_back(poster, by=by),
        "mail": lambda by: actions.mail(notice, by=by),
        "begin_again": lambda by: actions.begin_again(Telling.objects.get(pk=stopped.pk), by=by),
    }


def test_every_deed_is_in_this_test(oak):
    assert set(deeds(oak)) == written_by(actions)


@pytest.mark.parametrize("name", ["keep_terms", "add_event", "change_event", "cancel_event", "choose_pupils", "start", "settle", "write_own", "let_go", "tell", "take_back", "mail", "begin_again"])  # fmt: skip
def test_every_deed_writes_its_line_and_asks_for_the_right(oak, name):
    deed, before = deeds(oak)[name], Entry.objects.count()
    for may_not in (oak.ada, oak.finn, oak.ben):
        with pytest.raises(PermissionDenied):
            deed(place_of(may_not))
    before = Entry.objects.count()
    deed(place_of(oak.olive))
    assert Entry.objects.count() > before or name == "begin_again"


def test_no_name_of_a_person_stands_in_the_record(oak):
    for name, deed in deeds(oak).items():
        if name not in ("let_go", "cancel_event"):
            deed(place_of(oak.olive))
    said = " ".join(str((each.about_words, each.before, each.after)) for each in Entry.objects.all())
    assert "Pip" not in said and "Ben" not in said and "Ours" not in said


# -- Somebody's own calendar -----------------------------------------------------------------------------------------------------------


def test_a_feed_opens_for_its_secret_until_it_is_renewed_or_its_person_leaves(oak):
    first = feeds.renew(by=place_of(oak.ada))
    assert feeds.place_of(oak.oak, first).person == oak.ada
    second = feeds.renew(by=place_of(oak.ada))
    assert feeds.place_of(oak.oak, first) is None
    assert feeds.place_of(oak.oak, second).roles == {R.TEACHER}
    with in_school(oak.elm):
        assert feeds.place_of(oak.elm, second) is None
    Role.objects.filter(person=oak.ada).update(until=TODAY)
    assert feeds.place_of(oak.oak, second) is None
    Role.objects.filter(person=oak.ada).update(until=None)
    feeds.end(by=place_of(oak.ada))
    assert feeds.place_of(oak.oak, second) is None


# -- The demonstration -----------------------------------------------------------------------------------------------------------------


def test_the_demonstration_has_something_due_a_log_and_one_that_bounced(db):
    school = School.objects.get(key=KEY)
    assert demonstration.make(school) is False
    with in_school(school):
        assert Term.objects.count() == 3
        assert SchoolEvent.objects.count() == 3
        assert any(timedelta() <= each.first - TODAY <= timedelta(days=14) for each in SchoolEvent.objects.all())
        assert Notice.objects.open().exists()
        assert Message.objects.filter(state="bounced", purpose="notice").count() == 1
        assert {each.way for each in Telling.objects.all()} >= {"email", "poster", "aloud"}
