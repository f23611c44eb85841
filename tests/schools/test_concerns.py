"""Concerns: who may open one, which steps are owed and by when, that it is kept sealed, and that its log is whole."""

import io
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from belisha import library
from belisha.language.vocabulary import load
from belisha.schools.apart import in_school
from belisha.schools.concerns import actions, clocks, counts, demonstration, handling, proof, reminders, sealing
from belisha.schools.concerns.clocks import LONDON, SchoolDays
from belisha.schools.concerns.models import Concern, Evidence, Line, SchoolKey, Seal
from belisha.schools.people.models import Role
from belisha.schools.people.permissions import RoleName as R
from belisha.schools.people.places import of_belisha
from belisha.schools.policies.models import State, Version
from belisha.schools.post.models import Message
from belisha.schools.published.models import School
from belisha.schools.record.models import Entry
from cast import place_of, role_of
from schools.test_declarations import publish

ADULT = {"event": frozenset({"concern about adult"})}
BULLIED = {"event": frozenset({"cyberbullying"})}
NUDE = {"event": frozenset({"nude or semi-nude image"}), "event.child abuse image": True}
PICTURE = b"\x89PNG\r\n\x1a\n" + b"what was on the screen"


def concern_of(oak, facts=ADULT, by="edna", text="A parent rang about Leon's posts", about=(), **more):
    return actions.open_(by=place_of(getattr(oak, by)), facts=facts, text=text, about=[str(each.pk) for each in about], **more)  # fmt: skip


def may_open(oak, concern):
    """The roles and people of Oak that may open it."""
    people = {**oak.people, **{role.value: who for role, who in oak.of_role.items()}}
    return {name for name, who in people.items() if Concern.objects.visible_to(place_of(who)).filter(pk=concern.pk).exists()}  # fmt: skip


def steps(concern):
    concern.refresh_from_db()
    return {each.duty.clause: each for each in handling.case_of(concern).steps}


# -- Who may open it --------------------------------------------------------------------------------------------------


def test_those_may_open_it_whom_the_procedure_names(oak):
    """MO-73 is confidential to the headteacher, the chair and the safeguarding lead; MO-76 to the safeguarding team and the headteacher."""
    assert may_open(oak, concern_of(oak)) == {"dora", "edna", "headteacher", "chair of governors", "designated safeguarding lead"}  # fmt: skip
    lead = {"dora", "edna", "headteacher", "designated safeguarding lead"}
    assert may_open(oak, concern_of(oak, BULLIED)) == {*lead, "deputy designated safeguarding lead"}
    assert may_open(oak, concern_of(oak, NUDE)) == lead


def test_where_the_procedure_is_silent_whoever_leads_it_and_the_safeguarding_team_may(oak):
    made = concern_of(oak, {"event": frozenset({"abuse of staff"})})  # MO-75
    assert made.readers == ["headteacher", "designated safeguarding lead", "deputy designated safeguarding lead"]


POLICY = """---
policy: Social media
school: Oak School
version: 1
---

# Phishing

```procedure
OA-1: Phishing
starts: there is phishing
led by: data protection officer
confidential to: [data protection officer]
steps:
  OA-1.1: The data protection officer must keep a copy.
```
"""


def lives_by(oak, text):
    made = Version(
        school=oak.oak, policy="Social media", number="1", text=text, sha256=sha256(text.encode()).hexdigest(), state=State.PUBLISHED,
        by_words="Dora", meeting=date(2026, 1, 1), minute="7", in_force_from=date(2026, 1, 1),
    )  # fmt: skip
    made.save(force_insert=True)
    return made


@pytest.mark.parametrize("policy", library.NAMES)
def test_who_may_open_it_does_not_hang_on_which_steps_are_owed(oak, policy):
    """CC-87 and HW-51 have no step that is always owed. Of whatever comes up, whoever may open it at first may when all is done."""
    oak.oak.policy = policy
    oak.oak.save()
    for event in load().facts["event"].values:
        if event == "none":
            continue
        made = concern_of(oak, {"event": frozenset({event})})
        before = made.readers
        reader = place_of(actions.people_of(made)[0][0])
        for step in handling.case_of(made).steps:
            if not step.is_kept_to:
                actions.do(made, by=reader, step=step.key)
        actions.know(made, by=reader, facts={"event.author known": False, "event.child abuse image": False})
        made.refresh_from_db()
        assert made.readers == before, event
        assert "headteacher" in before or policy == "highwood"  # HW-51 is led by the safeguarding team


def test_nobody_else_comes_in_because_all_is_done(oak):
    lives_by(oak, POLICY)
    made, piotr = concern_of(oak, {"event": frozenset({"phishing"})}), place_of(oak.piotr)
    assert may_open(oak, made) == {
        "piotr",
        "data protection officer",
    }  # the procedure has started, though its step hangs on what is not known
    actions.know(made, by=piotr, facts={"event.child abuse image": False})
    actions.do(made, by=piotr, step=steps(made)["OA-1.1"].key)
    assert list(steps(made)) == ["OA-1.1"] and may_open(oak, made) == {"piotr", "data protection officer"}


def test_a_concern_has_the_title_of_what_handles_it_now(oak):
    made = concern_of(oak)
    assert made.title == "A concern about an adult"
    actions.know(made, by=place_of(oak.edna), facts=BULLIED)
    made.refresh_from_db()
    assert made.title == "Cyberbullying"


def test_whom_it_is_about_never_opens_it(oak):
    made = concern_of(oak, about=[oak.edna])
    assert "edna" not in may_open(oak, made)
    with pytest.raises(PermissionDenied):
        actions.read(made, by=place_of(oak.edna))


def test_about_the_headteacher_the_chair_opens_it_in_their_place(oak):
    """Whatever else the headteacher is: in a small school, the safeguarding lead too."""
    role_of(oak.dora, R.SAFEGUARDING_LEAD)
    made = concern_of(oak, by="ada", about=[oak.dora])
    assert "dora" not in may_open(oak, made) and {"edna", "chair of governors"} <= may_open(oak, made)
    assert handling.case_of(made).facts["event.about headteacher"] is True
    assert {"MO-73.3", "MO-73.6"} <= steps(made).keys() and "MO-73.5" not in steps(made)


def test_that_it_is_about_the_headteacher_may_come_out_later(oak):
    made = concern_of(oak)
    assert "dora" in may_open(oak, made)
    actions.know(made, by=place_of(oak.edna), facts={"event.about headteacher": True})
    assert "dora" not in may_open(oak, made) and "chair of governors" in may_open(oak, made)


def test_somebody_can_always_open_it(oak):
    """Nobody holds the roles that the procedure names, or it is about them: the next ones come in."""
    Role.objects.filter(school=oak.oak, role__in=["chair of governors", "deputy designated safeguarding lead"]).delete()
    Role.objects.filter(school=oak.oak, role="headteacher").delete()
    made = concern_of(oak, by="ada", about=[oak.edna])
    lead = oak.of_role[R.SAFEGUARDING_LEAD]
    assert [person for person, _ in actions.people_of(made)] == [lead]
    with pytest.raises(ValidationError, match="Let somebody in first"):
        actions.shut_out(made, by=place_of(lead), person=lead, why="It is about them too")


def test_where_those_who_could_open_it_have_gone_the_next_ones_come_in_at_night(oak):
    """MO-79 is confidential to the headteacher and the data protection officer; it is about the one, and the other leaves."""
    made = concern_of(oak, {"event": frozenset({"data breach"})}, about=[oak.dora])
    gone = Role.objects.filter(school=oak.oak, role__in=["data protection officer", "chair of governors"])
    gone.update(until=timezone.localdate())
    Message.objects.filter(school=oak.oak).delete()
    assert actions.people_of(made) == []
    reminders.run(timezone.localdate(), of_belisha(oak.oak))
    made.refresh_from_db()
    found = [person for person, _ in actions.people_of(made)]
    assert oak.edna in found and oak.dora not in found
    assert oak.edna.pk in {each.person for each in Message.objects.filter(school=oak.oak)}


def test_whoever_writes_it_down_need_not_be_one_who_opens_it(oak):
    made = concern_of(oak, by="ada", text="I saw it")
    assert "ada" not in may_open(oak, made)
    assert actions.read(made, by=place_of(oak.edna)).entries[0].said["who"] == oak.ada.name


@pytest.mark.parametrize("who", ["ben", "pip"])
def test_families_and_pupils_tell_somebody_and_write_none_down(oak, who):
    with pytest.raises(PermissionDenied):
        concern_of(oak, by=who)


def test_it_can_be_opened_to_somebody_by_name_and_shut_to_them(oak):
    made = concern_of(oak)
    edna = place_of(oak.edna)
    with pytest.raises(ValidationError) as refused:
        actions.let_in(made, by=edna, person=oak.ben, why="")
    assert set(refused.value.message_dict) == {"why", "person"}
    actions.let_in(made, by=edna, person=oak.ada, why="She knows the family")
    assert "ada" in may_open(oak, made)
    actions.shut_out(made, by=edna, person=oak.ada, why="It touches her too")
    assert "ada" not in may_open(oak, made)
    actions.let_in(made, by=edna, person=oak.ada, why="It was another Ada")
    assert "ada" in may_open(oak, made)


def test_a_headteacher_whom_it_is_about_is_let_in_by_nobody(oak):
    made = concern_of(oak, about=[oak.dora])
    with pytest.raises(ValidationError, match="It is about the headteacher"):
        actions.let_in(made, by=place_of(oak.edna), person=oak.dora, why="She asked me")
    actions.know(made, by=place_of(oak.edna), facts={"event.about headteacher": False})
    actions.let_in(made, by=place_of(oak.edna), person=oak.dora, why="It was about somebody else")
    assert "dora" in may_open(oak, made)


def test_whoever_it_is_about_is_shut_out_of_what_they_cannot_open_yet(oak):
    made = concern_of(oak, about=[oak.ada])
    role_of(oak.ada, R.SAFEGUARDING_LEAD)
    assert "ada" not in may_open(oak, made)


def test_whoever_was_let_in_and_works_here_no_more_is_shut_out(oak):
    made = concern_of(oak)
    actions.let_in(made, by=place_of(oak.edna), person=oak.ada, why="She teaches the pupil")
    role_of(oak.ada, R.PARENT)
    Role.objects.filter(school=oak.oak, person=oak.ada, role="teacher").update(until=timezone.localdate())
    made.refresh_from_db()
    assert "ada" not in may_open(oak, made) and oak.ada not in [person for person, _ in actions.people_of(made)]


@pytest.mark.parametrize("deed", ["read", "know", "do", "note", "attach", "let_in", "shut_out", "close", "reopen"])
def test_nobody_else_does_anything_with_it(oak, deed):
    more = {
        "know": {"facts": {}}, "do": {"step": ""}, "note": {"text": "x"}, "close": {"text": "x"}, "reopen": {"text": "x"},
        "attach": {"data": b"x", "name": "", "where": "x", "shows_child_undressed": "no"},
        "let_in": {"person": oak.ada, "why": "x"}, "shut_out": {"person": oak.ada, "why": "x"},
    }  # fmt: skip
    made = concern_of(oak)
    for who in (oak.ada, oak.olive, oak.piotr, oak.of_role[R.SENIOR_LEADER], oak.ben):
        with pytest.raises(PermissionDenied):
            getattr(actions, deed)(made, by=place_of(who), **more.get(deed, {}))


# -- Steps and clocks -------------------------------------------------------------------------------------------------


def test_a_concern_has_its_steps_in_the_order_of_the_policy(oak):
    found = steps(concern_of(oak, {**ADULT, "event.about headteacher": False}))
    assert list(found)[:4] == ["MO-73.2", "MO-73.4", "MO-73.5", "MO-73.12"]
    assert found["MO-73.4"].is_kept_to and not found["MO-73.4"].waits and found["MO-73.5"].waits


@pytest.mark.parametrize(
    "who", [R.TEACHER, R.DEPUTY_SAFEGUARDING_LEAD, R.DATA_PROTECTION_OFFICER, R.CLERK, R.VOLUNTEER]
)
def test_what_is_asked_of_whoever_finds_something_is_asked_of_whoever_writes_it_down(oak, who):
    made = actions.open_(by=place_of(oak.of_role[who]), facts={"event": frozenset({"message from pupil"})}, text="It", about=[])  # fmt: skip
    assert list(steps(made)) == ["MO-19"]


def test_what_somebody_has_to_do_anyway_is_no_step(oak):
    """MO-106 and MO-108 ask something of every new starter."""
    starter = place_of(oak.of_role[R.NEW_STARTER])
    made = actions.open_(by=starter, facts={"event": frozenset({"cyberbullying"})}, text="It", about=[])
    assert all(clause.startswith("MO-76.") for clause in steps(made))


def test_a_step_is_owed_from_when_it_became_known(oak):
    made = concern_of(
        oak,
        {**BULLIED, "event.author known": True, "event.child abuse image": False},
        came_up=timezone.now() - timedelta(days=2),
    )
    assert "MO-76.5" not in steps(made)
    actions.know(made, by=place_of(oak.edna), facts={"event.author age": 10})
    step = steps(made)["MO-76.5"]
    assert made.opened < step.raised < step.due.at
    told = steps(made)["MO-76.1"]
    assert told.raised < made.opened - timedelta(days=1)


def test_a_step_that_comes_in_later_stands_where_the_policy_has_it(oak):
    made = concern_of(oak, {**BULLIED, "event.child abuse image": False, "event.significant harm suspected": False})
    assert "MO-76.2" not in steps(made)
    actions.know(made, by=place_of(oak.edna), facts={"event.significant harm suspected": True})
    assert list(steps(made)) == ["MO-76.1", "MO-76.2", "MO-76.3", "MO-76.4"]


def test_a_clock_does_not_start_again_when_what_it_rests_on_is_taken_back_and_said_again(oak):
    known = {**BULLIED, "event.author known": True, "event.author age": 10, "event.child abuse image": False}
    made, edna = concern_of(oak, known, came_up=timezone.now() - timedelta(days=5)), place_of(oak.edna)
    before = steps(made)["MO-76.5"]
    for age in (16, 10):
        actions.know(made, by=edna, facts={"event.author age": age})
    assert steps(made)["MO-76.5"].raised == before.raised


def test_what_is_done_stays_and_is_known(oak):
    made = concern_of(oak, {**BULLIED, "event.child abuse image": False, "event.significant harm suspected": False})
    step = steps(made)["MO-76.4"]
    actions.do(made, by=place_of(oak.edna), step=step.key, text="Two pictures of the chat")
    made.refresh_from_db()
    case = handling.case_of(made)
    assert case.facts["event.copy kept"] is True
    assert steps(made)["MO-76.4"].done.said["text"] == "Two pictures of the chat" and not steps(made)["MO-76.4"].waits
    with pytest.raises(ValidationError, match="already"):
        actions.do(made, by=place_of(oak.edna), step=step.key)


def test_what_falls_away_is_gone_and_what_nobody_asks_for_cannot_be_done(oak):
    made = concern_of(
        oak, {**BULLIED, "event.author known": True, "event.author age": 10, "event.child abuse image": False}
    )
    step = steps(made)["MO-76.5"]
    actions.know(made, by=place_of(oak.edna), facts={"event.author age": 16})
    assert "MO-76.5" not in steps(made) and "MO-76.6" in steps(made)
    with pytest.raises(ValidationError, match="no such step"):
        actions.do(made, by=place_of(oak.edna), step=step.key)


def test_the_law_takes_away_what_the_policy_asks_for(oak):
    """A copy of what may be a sexual image of a child is kept by nobody."""
    found = steps(concern_of(oak, {**BULLIED, "event.child abuse image": True}))
    assert "MO-76.4" not in found and "EN-4" in found and found["EN-4"].layer == "law"


def test_nobody_acts_against_the_adult_until_the_officer_has_advised(oak):
    made = concern_of(oak, {**ADULT, "event.about headteacher": False})
    case = handling.case_of(made)
    assert [each.id for each in case.bans] == ["MO-73.9"] and "event.LADO has advised" in case.open_questions
    actions.know(made, by=place_of(oak.edna), facts={"event.LADO has advised": True})
    assert handling.case_of(made).bans == ()


def test_the_list_knows_by_when_the_next_step_is_due(oak):
    made = concern_of(oak, {**BULLIED, "event.child abuse image": False})
    assert made.due == steps(made)["MO-76.1"].due.at
    for clause, step in steps(made).items():
        if step.waits:
            actions.do(made, by=place_of(oak.edna), step=step.key, text=clause)
    made.refresh_from_db()
    assert made.due is None


def test_what_is_to_be_done_at_once_is_told_apart_from_what_has_a_time(oak):
    made = concern_of(oak, {**ADULT, "event.about headteacher": False, "event.child abuse image": False})
    assert made.at_once and made.due is None  # MO-73.2, immediately
    actions.know(made, by=place_of(oak.edna), facts={"event.crime suspected": True})
    actions.do(made, by=place_of(oak.edna), step=steps(made)["MO-73.2"].key)
    made.refresh_from_db()
    assert not made.at_once and made.due == steps(made)["MO-73.7"].due.at


def test_a_done_step_may_be_entered_later_but_not_before_its_time(oak):
    made = concern_of(oak, BULLIED, came_up=timezone.now() - timedelta(days=3))
    key, edna = steps(made)["MO-76.1"].key, place_of(oak.edna)
    with pytest.raises(ValidationError, match="later than now"):
        actions.do(made, by=edna, step=key, on=timezone.now() + timedelta(days=1))
    with pytest.raises(ValidationError, match="Enter when it was done"):
        actions.do(made, by=edna, step=key, on=timezone.now() - timedelta(days=500))
    when = timezone.now() - timedelta(days=2)
    actions.do(made, by=edna, step=key, on=when)
    assert steps(made)["MO-76.1"].done.moment == when


def test_a_concern_keeps_to_the_version_under_which_it_was_opened(oak):
    """The next version has another deadline; what was opened before goes on by its own."""
    before = concern_of(oak, BULLIED)
    publish(oak, "OA-1: When there is cyberbullying, the headteacher must record it within 3 working days.", timezone.localdate())  # fmt: skip
    after = concern_of(oak, BULLIED)
    assert "MO-76.1" in steps(before) and "OA-1" not in steps(before)
    assert (
        steps(after)["OA-1"].due.at and after.title == "Somebody was bullied online" and after.version != before.version
    )
    assert after.readers == ["headteacher", "designated safeguarding lead", "deputy designated safeguarding lead"]


TERMS = SchoolDays([(date(2026, 9, 1), date(2026, 12, 18)), (date(2027, 1, 4), date(2027, 3, 25))])


@pytest.mark.parametrize(
    ("within", "raised", "due"),
    [
        ("immediately", "2026-11-28 10:00", "2026-11-28 10:00"),
        ("24 hours", "2026-11-28 10:00", "2026-11-29 10:00"),
        ("24 hours", "2026-10-24 10:00", "2026-10-25 09:00"),  # the clocks go back
        ("72 hours", "2026-12-24 16:00", "2026-12-27 16:00"),
        ("1 working day", "2026-11-26 23:30", "2026-11-27 23:59"),
        ("1 working day", "2026-11-27 09:00", "2026-11-30 23:59"),  # a Friday
        ("1 working day", "2026-12-24 09:00", "2026-12-29 23:59"),  # Christmas, a weekend, a day in place of Boxing Day
        ("5 working days", "2026-11-27 09:00", "2026-12-04 23:59"),
        ("2 school days", "2026-12-17 09:00", "2027-01-04 23:59"),  # over a holiday
        ("2 school days", "2027-06-01 09:00", "2027-06-03 23:59"),  # beyond the terms that are known: working days
        ("as soon as possible", "2026-11-28 10:00", None),
        ("", "2026-11-28 10:00", None),
    ],
)
def test_by_when(within, raised, due):
    found = clocks.due(within, datetime.fromisoformat(raised).replace(tzinfo=LONDON).astimezone(UTC), TERMS)
    assert (found.at and f"{found.at.astimezone(LONDON):%Y-%m-%d %H:%M}") == due
    assert found.now is (within == "immediately")


def test_nobody_has_to_open_a_concern_to_be_told_that_something_waits(oak):
    """The office reads the mail that goes out: it says nothing."""
    concern_of(oak, by="ada")
    told = Message.objects.filter(school=oak.oak, purpose="home")
    assert {each.person for each in told} >= {oak.dora.pk, oak.edna.pk} and oak.ada.pk not in {each.person for each in told}  # fmt: skip
    assert not any(
        word in f"{each.subject} {each.text}".lower() for each in told for word in ("concern", "adult", "leon")
    )


def test_whoever_comes_in_later_is_told_and_nobody_twice(oak):
    made, edna = concern_of(oak, BULLIED), place_of(oak.edna)
    chair = oak.of_role[R.CHAIR]
    Message.objects.filter(school=oak.oak).delete()
    actions.know(made, by=edna, facts={"event.about headteacher": True})
    actions.let_in(made, by=edna, person=oak.ada, why="She knows the family")
    actions.note(made, by=edna, text="Nothing new for anybody")
    assert {each.person for each in Message.objects.filter(school=oak.oak)} == {chair.pk, oak.ada.pk}
    assert Message.objects.filter(school=oak.oak).count() == 2


def test_whether_they_may_is_asked_of_the_concern_as_it_is_held(oak):
    """One query: somebody else may be shutting them out at this moment."""
    made = concern_of(oak)
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        actions.must_read(made, by=place_of(oak.edna))
    held = [each["sql"] for each in asked if "FOR UPDATE" in each["sql"]]
    assert len(held) == 1 and "barred" in held[0]


def test_what_is_overdue_is_called_to_mind_once_a_week(oak):
    made = concern_of(oak, BULLIED, by="ada", came_up=timezone.now() - timedelta(days=9))
    Message.objects.filter(school=oak.oak).delete()
    today, belisha = timezone.localdate(), of_belisha(oak.oak)
    assert reminders.run(today, belisha) == len(actions.people_of(made)) > 1
    assert reminders.run(today, belisha) == reminders.run(today + timedelta(days=6), belisha) == 0
    assert not any(
        "concern" in f"{each.subject} {each.text}".lower() for each in Message.objects.filter(school=oak.oak)
    )
    assert reminders.run(today + timedelta(days=7), belisha) > 1


def test_the_report_counts_them_and_none_that_is_about_the_headteacher(oak):
    concern_of(oak, BULLIED, came_up=timezone.now() - timedelta(days=9))
    concern_of(oak, by="ada", about=[oak.dora])
    closed = concern_of(oak, BULLIED)
    actions.close(closed, by=place_of(oak.edna), text="Over")
    today = timezone.localdate()
    assert counts.counts_of_concerns(oak.oak, today, today, timezone.now()) == [counts.Kind("Cyberbullying", 1, 1, 1)]
    assert (
        counts.counts_of_concerns(oak.oak, today - timedelta(days=9), today - timedelta(days=1), timezone.now()) == []
    )


# -- What cannot be written -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"facts": {}}, "event"), ({"facts": {"event": frozenset({"none"})}}, "event"), ({"text": " "}, "text"), ({"text": "x" * 10_001}, "text"), ({"about": ["nobody"]}, "about"),
        ({"came_up": timezone.now() + timedelta(hours=1)}, "came_up"), ({"came_up": timezone.now() - timedelta(days=500)}, "came_up"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(oak, wrong, field):
    given = {"by": place_of(oak.edna), "facts": ADULT, "text": "It", "about": [], **wrong}
    with pytest.raises(ValidationError) as refused:
        actions.open_(**given)
    assert field in refused.value.message_dict
    assert not Concern.objects.filter(school=oak.oak).exists()


def test_something_has_come_up_as_long_as_there_is_a_concern(oak):
    made = concern_of(oak)
    for nothing in (None, frozenset(), frozenset({"none"})):
        with pytest.raises(ValidationError, match="Select what has happened"):
            actions.know(made, by=place_of(oak.edna), facts={"event": nothing})


def test_what_is_closed_waits_until_it_is_opened_again(oak):
    made, edna = concern_of(oak), place_of(oak.edna)
    actions.close(made, by=edna, text="Talked to, and noted")
    made.refresh_from_db()
    assert made.closed and made.due is None
    with pytest.raises(ValidationError, match="closed"):
        actions.know(made, by=edna, facts={"event.serious": True})
    actions.note(made, by=edna, text="A letter came")  # what comes in later is not lost
    actions.reopen(made, by=edna, text="It happened again")
    made.refresh_from_db()
    assert made.closed is None
    kinds = [each.kind for each in handling.case_of(made).entries]
    assert kinds == ["opened", "closed", "noted", "reopened"]


# -- Evidence ---------------------------------------------------------------------------------------------------------


def evidence_of(concern, by, **more):
    told = {"data": PICTURE, "name": "C:\\chat\\shot.jpeg", "where": "Pip's mother, by e-mail", "shows_child_undressed": "no", **more}  # fmt: skip
    return actions.attach(concern, by=by, **told)


def test_evidence_is_kept_by_its_content_with_who_when_and_where_from(oak):
    made, edna = concern_of(oak, BULLIED), place_of(oak.edna)
    kept = evidence_of(made, edna)
    name, data = actions.take(kept, by=edna)
    assert (name, data, kept.kind) == ("shot.png", PICTURE, "image/png")
    line = handling.case_of(made).entries[-2]
    assert line.said["from"] == "Pip's mother, by e-mail" and len(line.said["sha256"]) == 64
    assert handling.case_of(made).entries[-1].kind == "taken"


@pytest.mark.parametrize("facts", [NUDE, {**BULLIED, "event.child abuse image": True}])
def test_a_picture_of_a_child_that_may_be_indecent_is_never_kept(oak, facts):
    made, edna = concern_of(oak, facts), place_of(oak.edna)
    with pytest.raises(ValidationError, match="never kept here"):
        evidence_of(made, edna)
    assert not Evidence.objects.filter(school=oak.oak).exists()


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"shows_child_undressed": "yes"}, "shows", "never kept here"), ({"shows_child_undressed": ""}, "shows", "Say whether"),
        ({"where": " "}, "where", "where it comes from"), ({"data": None}, "file", "Choose the file"), ({"data": b""}, "file", "Choose the file"),
        ({"data": b"MZ\x00\x01"}, "file", "Choose a picture"), ({"data": b"%PDF-" + b"x" * 10_000_000}, "file", "smaller than 10 MB"),
    ],
)  # fmt: skip
def test_what_cannot_be_evidence(oak, more, field, words):
    made = concern_of(oak, BULLIED)
    with pytest.raises(ValidationError, match=words) as refused:
        evidence_of(made, place_of(oak.edna), **more)
    assert field in refused.value.message_dict


# -- Sealed -----------------------------------------------------------------------------------------------------------


def test_no_word_of_it_stands_in_the_database(oak):
    made, edna = concern_of(oak, BULLIED, text="Zzelmsecret was bullied"), place_of(oak.edna)
    evidence_of(made, edna, data=b"Zzelmsecret wrote", where="Zzelmsecret")
    actions.note(made, by=edna, text="Zzelmsecret again")
    for model in (Concern, Line, Evidence, SchoolKey, Entry, Message):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT string_agg(each::text, ' ') FROM {model._meta.db_table} each")
            held = cursor.fetchone()[0] or ""
        assert "Zzelmsecret" not in held and b"Zzelmsecret".hex() not in held
        assert str(oak.edna.pk) not in held or model in (Message, Entry)


def test_the_schools_record_does_not_grow_with_them(oak):
    """A headteacher who reads it would see that something was written that they do not see."""
    lines = Entry.objects.filter(school=oak.oak).count()
    made = concern_of(oak, by="ada", about=[oak.dora])
    actions.note(made, by=place_of(oak.edna), text="More")
    actions.close(made, by=place_of(oak.edna), text="Over")
    assert Entry.objects.filter(school=oak.oak).count() == lines


def test_with_another_key_it_cannot_be_opened_and_a_new_key_can_follow(oak, monkeypatch):
    made, edna = concern_of(oak), place_of(oak.edna)
    old, new = (Path(settings.BELISHA_DATA) / "concern-keys").read_text(), Fernet.generate_key().decode()
    monkeypatch.setattr(settings, "BELISHA_CONCERN_KEYS", (new,))
    with pytest.raises(sealing.CannotOpen, match="BELISHA_CONCERN_KEYS"):
        actions.read(made, by=edna)
    monkeypatch.setattr(settings, "BELISHA_CONCERN_KEYS", (new, old))
    sealing.wrap_again(oak.oak)
    monkeypatch.setattr(settings, "BELISHA_CONCERN_KEYS", (new,))
    assert actions.read(made, by=edna).entries[0].said["text"]


def test_what_is_sealed_opens_nowhere_else(oak):
    one, other = concern_of(oak), concern_of(oak)
    key = sealing.key_of(oak.oak)
    line = Line.objects.get(school=oak.oak, concern=one, number=1)
    with pytest.raises(sealing.CannotOpen, match="altered"):
        handling.opened(other, line, key)
    line.sealed = bytes(line.sealed[:-1]) + bytes([line.sealed[-1] ^ 1])
    with pytest.raises(sealing.CannotOpen, match="altered"):
        handling.opened(one, line, key)


# -- The log ----------------------------------------------------------------------------------------------------------


def test_who_opens_it_stands_in_its_log_and_not_each_time(oak):
    made, edna = concern_of(oak, by="ada"), place_of(oak.edna)
    for _ in range(3):
        actions.read(made, by=edna)
    actions.read(made, by=place_of(oak.dora))
    told = [(each.kind, each.said["who"]) for each in handling.case_of(made).entries]
    assert told == [("opened", oak.ada.name), ("read", oak.edna.name), ("read", oak.dora.name)]


@pytest.mark.parametrize("table", ["concerns_line", "concerns_evidence", "concerns_seal"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET school_id = school_id", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_log_and_the_evidence_are_only_added_to(oak, table, deed):
    made = concern_of(oak, BULLIED)
    evidence_of(made, place_of(oak.edna))
    actions.seal(timezone.localdate(), of_belisha(oak.oak))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed.format(table))


def lines_of(concern, number, digest="0" * 64):
    """A line that nobody wrote."""
    sealed = Line.objects.get(school=concern.school, concern=concern, number=1).sealed
    Line(school=concern.school, concern=concern, number=number, kind="noted", sealed=sealed, digest=digest).save(force_insert=True)  # fmt: skip


def test_the_logs_are_proved_whole(oak):
    made = concern_of(oak)
    actions.note(made, by=place_of(oak.edna), text="More")
    assert proof.verify("oak") == ""
    lines_of(made, 3)
    assert proof.verify("oak") == f"line 3 of concern {made.number} was altered"


def test_a_line_in_the_middle_is_missed(oak):
    made = concern_of(oak)
    lines_of(made, 3)
    assert proof.verify("oak") == f"a line before line 3 of concern {made.number} is missing"


def test_each_day_a_seal_is_put_to_them_whether_anything_was_written_or_not(oak):
    today, belisha = timezone.localdate(), of_belisha(oak.oak)
    assert actions.seal(today, belisha).lines == 0
    assert actions.seal(today, belisha) is None
    concern_of(oak)
    assert actions.seal(today + timedelta(days=1), belisha).lines == 1 and proof.verify("oak") == ""


def test_lines_that_were_cut_off_are_missed_by_the_seal_in_the_table_and_by_that_in_the_file(
    oak, monkeypatch, tmp_path
):
    concern_of(oak)
    monkeypatch.setattr(settings, "BELISHA_DATA", tmp_path)
    seal = Seal(school=oak.oak, lines=2, digest="f" * 64)
    proof.keep(seal)
    said = f"1 lines are missing that were there on {seal.at:%d.%m.%Y}"
    assert proof.verify("oak") == said
    (tmp_path / "anchors" / "concerns" / "oak.jsonl").unlink()
    assert proof.verify("oak") == ""
    seal.save(force_insert=True)
    assert proof.verify("oak") == said


def test_a_new_key_of_the_installation_takes_the_place_of_the_old(oak, monkeypatch):
    made = concern_of(oak)
    old, new = (Path(settings.BELISHA_DATA) / "concern-keys").read_text(), Fernet.generate_key().decode()
    monkeypatch.setattr(settings, "BELISHA_CONCERN_KEYS", (new,))
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("wrap_concern_keys")
    monkeypatch.setattr(settings, "BELISHA_CONCERN_KEYS", (new, old))
    call_command("wrap_concern_keys", stdout=io.StringIO())
    monkeypatch.setattr(settings, "BELISHA_CONCERN_KEYS", (new,))
    assert actions.read(made, by=place_of(oak.edna)).entries[0].said["text"]


def test_a_file_that_is_missing_is_missed(oak):
    made, edna = concern_of(oak, BULLIED), place_of(oak.edna)
    evidence_of(made, edna)
    assert proof.verify("oak") == ""
    actions._log(made, edna, Line.Kind.ATTACHED, name="shot.png")
    assert proof.verify("oak") == f"evidence of concern {made.number} is missing"


def test_an_installation_without_a_key_makes_one_for_its_owner_alone(monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "BELISHA_DATA", tmp_path / "data")
    kept = []
    monkeypatch.setattr("os.fsync", kept.append)
    sealing._ring().decrypt(sealing._ring().encrypt(b"once and again"))
    assert (tmp_path / "data" / "concern-keys").stat().st_mode & 0o077 == 0
    assert [each.name for each in (tmp_path / "data").iterdir()] == ["concern-keys"] and len(kept) == 1


def test_the_demonstration_school_has_one_in_hand_and_one_that_is_closed(database):
    school = School.objects.get(key="beacon-lane")
    assert demonstration.make(school) is False  # it was made with the school
    with in_school(school):
        made = Concern.objects.filter(school=school)
        assert {(each.title, each.closed is None) for each in made} >= {
            ("Cyberbullying", True),
            ("A data breach", False),
        }
        assert proof.verify("beacon-lane") == ""
