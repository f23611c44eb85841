"""Agreements: put to whom they are for, once; signed by whoever they are for, and by nobody else; and kept as they were signed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from belisha.schools.agreements import actions, asking, bounces, jobs, whom
from belisha.schools.agreements.models import Campaign, Reply, Scan, Signing, kind_of
from belisha.schools.agreements.statements import Change, changes, standing
from belisha.schools.apart import in_school
from belisha.schools.people import links
from belisha.schools.people.models import Guardianship, Link, Person, Role
from belisha.schools.people.permissions import Permission
from belisha.schools.policies import force
from belisha.schools.policies.models import State
from belisha.schools.post.models import Message
from belisha.schools.record.models import Entry
from cast import LONG_AGO, R, person_of, place_of, role_of
from jobs import run_jobs
from schools.test_policies import belisha, version_in

TODAY = timezone.localdate()
DUE = TODAY + timedelta(days=14)
PDF = b"%PDF-1.7\n" + b"x" * 100 + b"\n%%EOF\n"


def policy(number="1", staff="I keep my own number to myself.", more="", front=""):
    return f"""---
policy: Social media
school: Oak School
version: {number}
{front}---

```agreement
AG-1: What staff agree to
for: staff
signed: [on joining, every school year]
statements:
  AG-1.1: {staff}
  AG-1.2: I tell somebody when I am worried.
{more}```

```agreement
AG-2: What parents agree to
for: parent
statements:
  AG-2.1: I put no picture from school online.
```

```agreement
AG-3: What pupils agree to
for: pupil
signed: [every school year]
statements:
  AG-3.1: I am kind online.
```

```agreement
AG-4: What trainees agree to
for: applicant
statements:
  AG-4.1: I ask first.
```
"""


@pytest.fixture
def oak(town):
    """Stands in Oak, with a policy in force that has agreements."""
    with in_school(town.oak):
        town.oak.version = version_in(town, State.PUBLISHED, policy())
        yield town


def opened(town, agreement="AG-1", **more):
    """A campaign that has been put to everybody."""
    told = {"version": force.in_force(town.oak, TODAY), "agreement": agreement, "due": DUE, **more}
    made = actions.open_campaign(by=place_of(town.dora), **told)
    run_jobs()
    made.refresh_from_db()
    return made


def copy_of(person, campaign=None):
    found = Signing.objects.exclude(state="struck").filter(person=person)
    return found.get(campaign=campaign) if campaign else found.get()


# -- Whom ------------------------------------------------------------------------------------------------------------

WHOM = """
staff                 | headteacher, senior leader, designated safeguarding lead, teacher, teaching assistant, support staff, school office, supply staff, trainee
governor              | governor, chair of governors, clerk to the governors
volunteer, contractor | volunteer, contractor
parent                | parent
pupil                 | pupil
"""


@pytest.mark.parametrize("line", WHOM.strip().splitlines())
def test_the_roles_that_the_policys_words_stand_for(db, line):
    words, roles = (part.strip() for part in line.split("|"))
    text = policy().replace("for: applicant", f"for: [{words}]")
    read = force.read(text)
    found = next(each for each in read.parts if getattr(each, "id", "") == "AG-4")
    assert ", ".join(whom.roles_of(found, read)) == roles


def test_a_group_of_the_policys_own_counts(db):
    read = force.read(policy(front="groups: {staff: [staff, governor]}\n"))
    found = next(each for each in read.parts if getattr(each, "id", "") == "AG-1")
    assert {R.GOVERNOR, R.TEACHER} <= set(whom.roles_of(found, read))


@pytest.mark.parametrize(
    ("born", "detail", "year"),
    [
        (date(2019, 8, 31), "", 3),
        (date(2019, 9, 1), "", 2),
        (date(2022, 8, 31), "", 0),
        (None, "Year 4, class 1", 4),
        (None, "Reception, class 2", 0),
        (None, "", None),
    ],
)
def test_the_school_year_of_a_pupil(born, detail, year):
    assert whom.year_of(born, detail, date(2026, 11, 1)) == year


# -- Opening ---------------------------------------------------------------------------------------------------------


def test_everybody_is_asked_once_and_gets_a_letter_with_a_link(oak):
    role_of(oak.ada, R.SUPPLY_STAFF)
    campaign = opened(oak)
    assert (campaign.state, campaign.done) == ("open", campaign.total)
    assert Signing.objects.filter(person=oak.ada).count() == 1
    assert Signing.objects.count() == campaign.total == Person.objects.holding(*campaign.roles).count()
    letter = Message.objects.get(to="ada@example.org")
    assert letter.subject == "Oak School asks you to sign: What staff agree to"
    assert letter.link.endswith("/agreement")
    link = Link.objects.get(person=oak.ada)
    assert (link.purpose, link.about) == ("sign", copy_of(oak.ada).pk)


def test_what_is_signed_is_frozen_with_the_fingerprint_of_the_version(oak):
    campaign = opened(oak)
    assert campaign.sha256 == campaign.version.sha256
    assert campaign.statements[0]["text"] == "I keep my own number to myself."


def test_a_pupils_agreement_goes_to_the_parents_whom_no_court_restricts(oak):
    opened(oak, "AG-3")
    assert copy_of(oak.pip).told == 1
    assert [each.to for each in Message.objects.filter(purpose="agreement")] == ["ben@example.org"]
    assert copy_of(oak.quin).told == 0  # nobody knows their parents


def test_only_pupils_from_a_school_year_on(oak):
    Person.objects.filter(pk=oak.pip.pk).update(born=date(TODAY.year - 5, 1, 1))
    Person.objects.filter(pk=oak.quin.pk).update(born=date(TODAY.year - 10, 1, 1))
    opened(oak, "AG-3", from_year=3)
    assert list(Signing.objects.values_list("person", flat=True)) == [oak.quin.pk]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"due": TODAY - timedelta(days=1)}, "due"),
        ({"due": TODAY + timedelta(days=200)}, "due"),
        ({"agreement": "AG-9"}, "agreement"),
        ({"reminders": range(9)}, "reminders"),
        ({"stand": True}, "stand"),
    ],
)
def test_what_cannot_be_opened_is_said(oak, told, field):
    with pytest.raises(ValidationError) as refused:
        opened(oak, **told)
    assert field in refused.value.message_dict


def test_another_campaign_takes_the_place_of_the_one_before(oak):
    first = opened(oak)
    second = opened(oak)
    first.refresh_from_db()
    assert (first.state, second.before) == ("closed", first)
    with pytest.raises(ValidationError, match="any more"):
        actions.sign(copy_of(oak.ada, first), by=place_of(oak.ada), way="link")


class TestStopped:
    """Killed in the middle: begun again, nobody is forgotten and nobody asked twice."""

    @pytest.mark.parametrize("after", [0, 1, 3])
    def test_while_people_are_asked(self, oak, monkeypatch, after):
        monkeypatch.setattr(asking, "BLOCK", 2)
        left, ask = [after], asking._ask

        def stopping(*given):
            if not left[0]:
                with transaction.atomic():
                    ask(*given)
                    transaction.set_rollback(True)
                raise KeyboardInterrupt
            left[0] -= 1
            ask(*given)

        monkeypatch.setattr(asking, "_ask", stopping)
        with pytest.raises(KeyboardInterrupt):
            opened(oak)
        campaign = Campaign.objects.get()
        assert (campaign.state, campaign.done) == ("opening", 2 * after)
        assert Signing.objects.count() == Message.objects.count() == 2 * after
        monkeypatch.setattr(asking, "_ask", ask)
        Campaign.objects.update(touched=timezone.now() - timedelta(minutes=2))
        campaign.refresh_from_db()
        actions.begin_again(campaign, by=place_of(oak.dora))
        run_jobs()
        campaign.refresh_from_db()
        assert (campaign.state, campaign.done) == ("open", campaign.total)
        assert Signing.objects.count() == campaign.total
        assert Message.objects.values("to").distinct().count() == Message.objects.count() == campaign.total

    def test_twice_at_once_it_is_done_once(self, oak):
        campaign = opened(oak)
        before = Message.objects.count()
        jobs.go_on("oak", str(campaign.pk))
        assert Message.objects.count() == before


# -- Who comes and goes ----------------------------------------------------------------------------------------------


def morning(town, day=TODAY + timedelta(days=1)):
    """The daily job, and what it leaves to the worker, on a day."""
    count = asking.run(day, belisha(town))
    for campaign in Campaign.objects.running():
        asking.go_on("oak", str(campaign.pk), day)
    return count


def test_whoever_joins_is_asked_and_has_a_fortnight(oak):
    opened(oak, due=TODAY)
    role_of(oak.finn, R.TEACHER)
    morning(oak)
    assert copy_of(oak.finn).due == TODAY + timedelta(days=15)
    assert Message.objects.filter(to="finn@example.org").count() == 1


def test_whoever_leaves_before_signing_falls_away_and_comes_back(oak):
    opened(oak)
    Role.objects.filter(person=oak.ada).update(until=TODAY)
    morning(oak)
    assert copy_of(oak.ada).state == "gone"
    Role.objects.filter(person=oak.ada).update(until=None)
    morning(oak, TODAY + timedelta(days=2))
    assert copy_of(oak.ada).state == "asked"
    assert Message.objects.filter(to="ada@example.org", purpose="agreement").count() == 2


def test_what_somebody_signed_before_they_left_stays(oak):
    opened(oak)
    actions.sign(copy_of(oak.ada), by=place_of(oak.ada), way="link")
    Role.objects.filter(person=oak.ada).update(until=TODAY)
    morning(oak)
    assert copy_of(oak.ada).state == "signed"


def test_the_daily_job_may_be_called_twice(oak):
    opened(oak)
    assert morning(oak) == 1
    before = Message.objects.count()
    assert morning(oak) == 0
    assert Message.objects.count() == before


# -- Reminders -------------------------------------------------------------------------------------------------------


def reminders_to(address):
    return Message.objects.filter(to=address, purpose="agreement reminder").count()


def test_reminders_come_on_their_days_and_then_no_more(oak):
    opened(oak, due=TODAY + timedelta(days=10), reminders=[-7, 1])
    found = []
    for days in range(1, 40):
        morning(oak, TODAY + timedelta(days=days))
        found.append(reminders_to("ada@example.org"))
    assert [day for day, (before, now) in enumerate(zip([0, *found], found, strict=False), 1) if now > before] == [
        3,
        11,
    ]


def test_days_that_were_missed_give_one_reminder(oak):
    opened(oak, due=TODAY + timedelta(days=10), reminders=[-7, -6, 1])
    morning(oak, TODAY + timedelta(days=12))
    morning(oak, TODAY + timedelta(days=13))
    assert reminders_to("ada@example.org") == 1


@pytest.mark.parametrize("deed", ["sign", "decline", "ask_for", "close"])
def test_they_stop(oak, deed):
    campaign = opened(oak, due=TODAY + timedelta(days=10), reminders=[-7])
    given = {"by": place_of(oak.ada)} | (
        {"way": "link"} if deed in ("sign", "decline") else {"kind": "interpreter"} if deed == "ask_for" else {}
    )
    if deed == "close":
        actions.close(campaign, by=place_of(oak.dora))
    else:
        getattr(actions, deed)(copy_of(oak.ada), **given, **({"reason": "No."} if deed == "decline" else {}))
    morning(oak, TODAY + timedelta(days=5))
    assert reminders_to("ada@example.org") == 0
    assert reminders_to("dora@example.org") == (deed != "close")


def test_these_are_reminded_now_and_once_a_day(oak):
    campaign = opened(oak)
    everybody = Signing.objects.filter(campaign=campaign)
    assert actions.remind(campaign, everybody, by=place_of(oak.olive)) == 0  # they were asked today
    Signing.objects.update(asked=timezone.now() - timedelta(days=3))
    assert actions.remind(campaign, everybody.filter(person=oak.ada), by=place_of(oak.olive)) == 1
    run_jobs()
    assert (reminders_to("ada@example.org"), reminders_to("dora@example.org")) == (1, 0)
    assert actions.remind(campaign, everybody.filter(person=oak.ada), by=place_of(oak.olive)) == 0


# -- Another day -----------------------------------------------------------------------------------------------------


def test_another_day_moves_the_reminders_of_those_who_have_not_signed(oak):
    campaign = opened(oak, due=TODAY + timedelta(days=10), reminders=[-7, 1])
    actions.sign(copy_of(oak.dora), by=place_of(oak.dora), way="link")
    for days in range(1, 5):
        morning(oak, TODAY + timedelta(days=days))
    assert reminders_to("ada@example.org") == 1
    later = TODAY + timedelta(days=30)
    actions.change_due(campaign, by=place_of(oak.olive), due=later, today=TODAY + timedelta(days=4))
    assert (copy_of(oak.ada).due, copy_of(oak.dora).due) == (later, campaign.due)
    found = {}
    for days in range(5, 40):
        morning(oak, TODAY + timedelta(days=days))
        found[days] = reminders_to("ada@example.org")
    assert [days for days in found if days > 5 and found[days] > found[days - 1]] == [23, 31]
    assert f"by {later.day} {later:%B %Y}" in Message.objects.filter(to="ada@example.org").latest("made").text


def test_a_nearer_day_is_told_the_next_morning(oak):
    campaign = opened(oak, due=TODAY + timedelta(days=30), reminders=[-7])
    actions.change_due(campaign, by=place_of(oak.olive), due=TODAY + timedelta(days=5))
    morning(oak)
    morning(oak, TODAY + timedelta(days=2))
    assert reminders_to("ada@example.org") == 1


def test_whoever_joined_later_keeps_their_own_day(oak):
    campaign = opened(oak, due=TODAY + timedelta(days=3))
    kay = person_of(oak.oak, "Kay", R.TEACHER, account=False)
    morning(oak)
    own = copy_of(kay).due
    actions.change_due(campaign, by=place_of(oak.olive), due=TODAY + timedelta(days=5))
    assert (copy_of(kay).due, copy_of(oak.ada).due) == (own, TODAY + timedelta(days=5))
    actions.change_due(campaign, by=place_of(oak.olive), due=TODAY + timedelta(days=60))
    assert copy_of(kay).due == TODAY + timedelta(days=60)


@pytest.mark.parametrize("days", [-1, 121])
def test_a_day_that_cannot_be(oak, days):
    with pytest.raises(ValidationError) as refused:
        actions.change_due(opened(oak), by=place_of(oak.olive), due=TODAY + timedelta(days=days))
    assert list(refused.value.message_dict) == ["due"]


def test_of_a_closed_one_nothing_is_moved(oak):
    campaign = actions.close(opened(oak), by=place_of(oak.dora))
    with pytest.raises(ValidationError, match="closed"):
        actions.change_due(campaign, by=place_of(oak.olive), due=TODAY + timedelta(days=9))


# -- Mail that came back ---------------------------------------------------------------------------------------------


def came_back(town, address):
    Message.objects.filter(to=address).update(state="bounced", error="550 No such mailbox")


def back(campaign):
    return {each.person.given: [who.given for who in people] for each in Signing.objects.select_related("person") for people in [bounces.came_back(campaign, TODAY).get(each.pk)] if people}  # fmt: skip


def test_mail_that_came_back_until_a_newer_one_arrives_or_the_address_is_another(oak):
    campaign = opened(oak)
    assert back(campaign) == {}
    came_back(oak, "ada@example.org")
    came_back(oak, "edna@example.org")
    assert back(campaign) == {"Ada": ["Ada"], "Edna": ["Edna"]}
    Person.objects.filter(pk=oak.ada.pk).update(email="ada@elsewhere.example")
    assert back(campaign) == {"Edna": ["Edna"]}
    Signing.objects.update(asked=timezone.now() - timedelta(days=3))
    actions.remind(campaign, Signing.objects.all(), by=place_of(oak.olive))
    run_jobs()
    assert back(campaign) == {}


def test_a_pupils_copy_says_whose_of_the_parents(oak):
    campaign = opened(oak, "AG-3")
    came_back(oak, "ben@example.org")
    assert back(campaign) == {"Pip": ["Ben"]}
    actions.sign(copy_of(oak.pip), by=place_of(oak.ben), way="link")
    assert back(campaign) == {}


# -- Signing ---------------------------------------------------------------------------------------------------------


def test_signed_by_whoever_is_asked(oak):
    opened(oak)
    signed = actions.sign(copy_of(oak.ada), by=place_of(oak.ada), way="signed in")
    assert (signed.state, signed.name, signed.on, signed.way) == ("signed", "Ada Example", TODAY, "signed in")
    line = Entry.objects.get(event="agreement: signed")
    assert line.after["sha256"] == force.in_force(oak.oak, TODAY).sha256


def test_twice_is_once(oak):
    opened(oak)
    first = actions.sign(copy_of(oak.ada), by=place_of(oak.ada), way="link")
    again = actions.sign(copy_of(oak.ada), by=place_of(oak.ada), way="signed in")
    assert (first.at, again.way) == (again.at, "link")
    assert Entry.objects.filter(event="agreement: signed").count() == 1


@pytest.mark.parametrize("name", ["dora", "olive", "ben", "finn"])
def test_nobody_signs_for_a_colleague(oak, name):
    opened(oak)
    for deed in (
        lambda by: actions.sign(copy_of(oak.ada), by=by, way="link"),
        lambda by: actions.decline(copy_of(oak.ada), by=by, way="link", reason="No."),
        lambda by: actions.ask_for(copy_of(oak.ada), by=by, kind="interpreter"),
    ):
        with pytest.raises(PermissionDenied):
            deed(place_of(getattr(oak, name)))


def test_a_pupil_signs_with_a_parent_and_both_names_are_kept(oak):
    opened(oak, "AG-3")
    with pytest.raises(PermissionDenied):
        actions.sign(copy_of(oak.pip), by=place_of(oak.pip), way="signed in")
    signed = actions.sign(copy_of(oak.pip), by=place_of(oak.ben), way="link")
    assert signed.who == "Pip Example with Ben Example"


def test_a_parent_whom_a_court_restricts_signs_nothing(oak):
    opened(oak, "AG-3")
    assert not Signing.objects.visible_to(place_of(oak.robin)).filter(person=oak.pip).exists()
    with pytest.raises(PermissionDenied):
        actions.sign(copy_of(oak.pip), by=place_of(oak.robin), way="link")
    Guardianship.objects.filter(adult=oak.ben).update(restricted=True)
    with pytest.raises(PermissionDenied):
        actions.sign(copy_of(oak.pip), by=place_of(oak.ben), way="link")


def test_declined_with_a_reason_answered_and_signed_all_the_same(oak):
    opened(oak)
    with pytest.raises(ValidationError, match="Say why"):
        actions.decline(copy_of(oak.ada), by=place_of(oak.ada), way="link", reason=" ")
    actions.decline(copy_of(oak.ada), by=place_of(oak.ada), way="link", reason="My number is public.")
    reply = Reply.objects.get()
    actions.answer(reply, by=place_of(oak.olive), text="Then keep to the school's phone.")
    letter = Message.objects.get(purpose="agreement answer")
    assert "Then keep to the school's phone." in letter.text
    assert letter.to == "ada@example.org"
    with pytest.raises(ValidationError, match="Somebody has answered"):
        actions.answer(reply, by=place_of(oak.dora), text="Again.")
    assert actions.sign(copy_of(oak.ada), by=place_of(oak.ada), way="link").state == "signed"


def test_signing_answers_why_somebody_declined(oak):
    opened(oak)
    actions.decline(copy_of(oak.ada), by=place_of(oak.ada), way="link", reason="Not yet.")
    actions.sign(copy_of(oak.ada), by=place_of(oak.ada), way="link")
    assert not Reply.objects.open().exists()


@pytest.mark.parametrize(("kind", "text", "said"), [("language", "", "which language"), ("talk", " ", "few words"), ("declined", "x", "what you need"), ("", "", "what you need")])  # fmt: skip
def test_what_is_missing_in_what_somebody_asks_for_is_said(oak, kind, text, said):
    opened(oak)
    with pytest.raises(ValidationError, match=said):
        actions.ask_for(copy_of(oak.ada), by=place_of(oak.ada), kind=kind, text=text)


# -- Paper -----------------------------------------------------------------------------------------------------------


def test_a_paper_is_entered_with_its_scan(oak):
    opened(oak)
    signed = actions.enter_paper(copy_of(oak.ada), by=place_of(oak.olive), on=TODAY, scan=PDF)
    assert (signed.way, signed.by_words, signed.name) == ("paper", "Olive Example", "Ada Example")
    assert (signed.scan.kind, bytes(signed.scan.data)) == ("application/pdf", PDF)
    actions.enter_paper(copy_of(oak.dora), by=place_of(oak.olive), on=TODAY, scan=PDF)
    assert Scan.objects.count() == 1


FILES = {
    b"%PDF-1.4 cut short": None,
    PDF: "application/pdf",
    b"\xff\xd8\xff\xe0 picture \xff\xd9": "image/jpeg",
    b"\x89PNG\r\n\x1a\n picture IEND\xaeB`\x82": "image/png",
    b"<html>%PDF-1.7 %%EOF": None,
    b"": None,
}


@pytest.mark.parametrize(("data", "kind"), FILES.items())
def test_a_scan_is_what_it_holds_whatever_it_is_called(data, kind):
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"on": TODAY - timedelta(days=1)}, "on"),
        ({"scan": b"MZ program"}, "scan"),
        ({"scan": PDF + b"x" * actions.LARGEST_SCAN}, "scan"),
    ],
)
def test_a_paper_that_cannot_be_is_refused(oak, given, field):
    opened(oak)
    with pytest.raises(ValidationError) as refused:
        actions.enter_paper(copy_of(oak.ada), by=place_of(oak.olive), **{"on": TODAY, **given})
    assert list(refused.value.message_dict) == [field]
    assert copy_of(oak.ada).state == "asked"


def test_a_pupils_paper_names_the_parent(oak):
    opened(oak, "AG-3")
    with pytest.raises(ValidationError, match="parent or carer"):
        actions.enter_paper(copy_of(oak.pip), by=place_of(oak.olive), on=TODAY)
    signed = actions.enter_paper(copy_of(oak.pip), by=place_of(oak.olive), on=TODAY, parent_words="Ben Example")
    assert signed.who == "Pip Example with Ben Example"


def test_a_paper_entered_by_mistake_is_struck_out_and_stays(oak):
    opened(oak)
    wrong = actions.enter_paper(copy_of(oak.ada), by=place_of(oak.olive), on=TODAY, scan=PDF)
    new = actions.strike(wrong, by=place_of(oak.olive), why="It was another Ada's.")
    assert Signing.objects.get(pk=wrong.pk).state == "struck"
    assert actions.sign(new, by=place_of(oak.ada), way="link").state == "signed"
    assert Link.objects.get(person=oak.ada).about == new.pk


def test_a_signature_that_somebody_gave_is_not_struck_out(oak):
    opened(oak)
    signed = actions.sign(copy_of(oak.ada), by=place_of(oak.ada), way="link")
    with pytest.raises(ValidationError, match="Only a paper"):
        actions.strike(signed, by=place_of(oak.olive), why="No.")


# -- Kept by the database --------------------------------------------------------------------------------------------

DEEDS = {
    "another name": "UPDATE agreements_signing SET name = 'X' WHERE state = 'signed'",
    "another day": "UPDATE agreements_signing SET \"on\" = '2020-01-01' WHERE state = 'signed'",
    "unsigned": "UPDATE agreements_signing SET state = 'asked' WHERE state = 'signed'",
    "struck out without a paper": "UPDATE agreements_signing SET state = 'struck', struck = 'X' WHERE state = 'signed'",
    "somebody else's": "UPDATE agreements_signing SET person_id = id",
    "deleted": "DELETE FROM agreements_signing",
    "emptied": "TRUNCATE agreements_signing CASCADE",
    "other statements": "UPDATE agreements_campaign SET statements = '[]'",
    "another fingerprint": "UPDATE agreements_campaign SET sha256 = 'x'",
    "no campaign": "DELETE FROM agreements_campaign",
    "another scan": "UPDATE agreements_scan SET data = ''",
    "no scan": "DELETE FROM agreements_scan",
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_what_was_signed_stays_whatever_is_tried(oak, deed):
    opened(oak)
    actions.sign(copy_of(oak.ada), by=place_of(oak.ada), way="link")
    actions.enter_paper(copy_of(oak.dora), by=place_of(oak.olive), on=TODAY, scan=PDF)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)


SAID = {
    "other words": "UPDATE agreements_reply SET text = 'X'",
    "somebody else's": "UPDATE agreements_reply SET person = id",
    "deleted": "DELETE FROM agreements_reply",
    "emptied": "TRUNCATE agreements_reply",
    "another answer": "UPDATE agreements_reply SET answer = 'X' WHERE answered IS NOT NULL",
    "unanswered": "UPDATE agreements_reply SET answer = '', answered = NULL WHERE answered IS NOT NULL",
}


@pytest.mark.parametrize("deed", SAID.values(), ids=SAID)
def test_what_somebody_said_and_was_answered_stays_whatever_is_tried(oak, deed):
    """By raw SQL, as the role that serves. An open one is answered once."""
    opened(oak)
    actions.decline(copy_of(oak.ada), by=place_of(oak.ada), way="link", reason="My number is public.")
    actions.answer(Reply.objects.get(), by=place_of(oak.olive), text="Then keep to the school's phone.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM agreements_reply GROUP BY 1")
        assert cursor.fetchone() == ("belisha_app", 1)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)


def test_a_closed_campaign_is_not_opened_again(oak):
    campaign = actions.close(opened(oak), by=place_of(oak.dora))
    with pytest.raises(DatabaseError, match="does not go from closed"), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(state="open", closed=None)


# -- What changed ----------------------------------------------------------------------------------------------------

OLD = [{"id": "A", "text": "I am kind."}, {"id": "B", "text": "I ask first."}]


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ({"A": "I am kind.", "B": "I ask first."}, []),
        ({"A": "I  am kind", "B": "I ask, first!"}, []),
        ({"A": "I am kind and patient.", "B": "I ask first."}, [Change("A", "I am kind.", "I am kind and patient.")]),
        ({"A": "I am kind."}, [Change("B", "I ask first.", "")]),
        ({"A": "I am kind.", "B": "I ask first.", "C": "I rest."}, [Change("C", "", "I rest.")]),
    ],
)
def test_what_is_a_change(now, found):
    assert list(changes(OLD, [{"id": id, "text": text} for id, text in now.items()])) == found


TOMORROW = TODAY + timedelta(days=1)


def replaced(town, **said):
    """After AG-1 was signed by Ada, another version is in force from tomorrow; opened anew then, as said."""
    first = opened(town)
    actions.sign(copy_of(town.ada, first), by=place_of(town.ada), way="link")
    version = version_in(town, State.PUBLISHED, policy("2", **said.pop("text", {})), TOMORROW)
    again = actions.open_campaign(
        by=place_of(town.dora), version=version, agreement="AG-1", due=DUE, today=TOMORROW, **said
    )
    asking.go_on("oak", str(again.pk), TOMORROW)
    return first, again


def test_unchanged_what_was_signed_stands_and_says_from_when(oak):
    first, again = replaced(oak, stand=True)
    stands = copy_of(oak.ada, again)
    assert (stands.state, stands.earlier, stands.at) == ("signed", copy_of(oak.ada, first), copy_of(oak.ada, first).at)
    assert copy_of(oak.dora, again).state == "asked"
    assert Message.objects.filter(to="ada@example.org").count() == 1


COMMA = {"staff": "I keep my own telephone number to myself."}


def test_other_words_for_the_same_leave_it_standing(oak):
    _, again = replaced(oak, text=COMMA, material={"AG-1.1": False}, stand=True)
    assert copy_of(oak.ada, again).state == "signed"
    assert again.judged == [
        {"id": "AG-1.1", "before": "I keep my own number to myself.", "after": COMMA["staff"], "material": False}
    ]


def test_a_new_duty_has_to_be_signed_anew(oak):
    with pytest.raises(ValidationError, match="means something else now"), transaction.atomic():
        replaced(oak, text=COMMA, material={"AG-1.1": True}, stand=True)


def test_a_new_duty_is_put_to_everybody(oak):
    _, again = replaced(oak, text=COMMA, material={"AG-1.1": True})
    assert copy_of(oak.ada, again).state == "asked"


def test_of_each_change_somebody_says_what_it_means(oak):
    with pytest.raises(ValidationError) as refused:
        replaced(oak, text=COMMA)
    assert list(refused.value.message_dict) == ["material-AG-1.1"]


def test_which_agreements_call_for_signing(oak):
    version = force.in_force(oak.oak, TODAY)
    said = {each.agreement.id: each.why for each in standing(version, TODAY)}
    assert said == {"AG-1": "never", "AG-2": "never", "AG-3": "never", "AG-4": "never"}
    opened(oak)
    opened(oak, "AG-2")
    nearly = TODAY.replace(year=TODAY.year + 1) - timedelta(days=1)
    for day, why in ((nearly, ""), (nearly + timedelta(days=1), "a year old")):
        said = {each.agreement.id: each.why for each in standing(version, day)}
        assert (said["AG-1"], said["AG-2"]) == (why, "")  # AG-2 is signed once


# -- Who sees it -----------------------------------------------------------------------------------------------------


def test_only_those_who_follow_it_up_see_who_is_missing(oak):
    opened(oak)
    for role, person in oak.of_role.items():
        if role == R.APPLICANT:
            continue
        place = place_of(person)
        seen = set(Signing.objects.visible_to(place).values_list("person", flat=True))
        if place.may(Permission.SEE_SIGNATURES):
            assert len(seen) > 5
        else:
            assert seen <= {person.pk}, role


def test_no_deed_without_its_right_and_its_line(oak):
    campaign = opened(oak)
    actions.ask_for(copy_of(oak.ada), by=place_of(oak.ada), kind="large print")
    reply = Reply.objects.get()
    for deed in (
        lambda by: actions.open_campaign(by=by, version=campaign.version, agreement="AG-1", due=DUE),
        lambda by: actions.close(campaign, by=by),
        lambda by: actions.begin_again(campaign, by=by),
        lambda by: actions.change_due(campaign, by=by, due=DUE + timedelta(days=1)),
        lambda by: actions.remind(campaign, Signing.objects.all(), by=by),
        lambda by: actions.enter_paper(copy_of(oak.dora), by=by, on=TODAY),
        lambda by: actions.strike(copy_of(oak.dora), by=by, why="x"),
        lambda by: actions.answer(reply, by=by, text="x"),
    ):
        for name in ("ada", "edna", "ben", "finn"):
            with pytest.raises(PermissionDenied):
                deed(place_of(getattr(oak, name)))
    actions.answer(reply, by=place_of(oak.olive), text="Here it is.")
    actions.decline(copy_of(oak.edna), by=place_of(oak.edna), way="link", reason="No.")
    paper = actions.enter_paper(copy_of(oak.dora), by=place_of(oak.olive), on=TODAY)
    actions.strike(paper, by=place_of(oak.olive), why="Wrong.")
    actions.change_due(campaign, by=place_of(oak.olive), due=DUE + timedelta(days=1))
    actions.close(campaign, by=place_of(oak.olive))
    events = set(Entry.objects.values_list("event", flat=True))
    for event in ("put to people for signing", "people asked to sign", "something else asked for first", "answered", "declined", "paper entered", "paper struck out", "to be signed by another day", "closed"):  # fmt: skip
        assert f"agreement: {event}" in events


def test_the_record_names_no_reason(oak):
    opened(oak)
    actions.decline(copy_of(oak.ada), by=place_of(oak.ada), way="link", reason="Because of Zebedee.")
    assert "Zebedee" not in str(list(Entry.objects.values()))


def test_a_link_is_looked_at_without_being_used(oak):
    opened(oak)
    letter = Message.objects.get(to="ada@example.org")
    secret = letter.link.split("/")[3]
    for _ in range(2):
        assert links.look(oak.oak, secret, Link.Purpose.SIGN).used is None
    with pytest.raises(links.LinkError):
        links.look(oak.oak, secret, Link.Purpose.ANSWER)
    Link.objects.update(expires=timezone.now())
    with pytest.raises(links.LinkError):
        links.look(oak.oak, secret, Link.Purpose.SIGN)


def test_a_roster_that_is_undone_deletes_nobody_who_was_asked(oak):
    from belisha.schools.rosters import actions as rosters
    from belisha.schools.rosters.models import Import

    opened(oak, "AG-3")
    Role.objects.filter(person=oak.quin).delete()
    rosters._forget(Import(school=oak.oak), [oak.quin.pk])
    assert Person.objects.filter(pk=oak.quin.pk).exists()


# -- Many ------------------------------------------------------------------------------------------------------------


def test_asking_more_people_takes_no_more_queries_for_each(oak, monkeypatch):
    from django.test.utils import CaptureQueriesContext

    def queries(more):
        people = [Person(school=oak.oak, given=f"P{n}", family="Many", since=LONG_AGO) for n in range(more)]
        Person.objects.bulk_create(people)
        Role.objects.bulk_create(Role(school=oak.oak, person=each, role="parent", since=LONG_AGO) for each in people)
        campaign = actions.open_campaign(by=place_of(oak.dora), version=oak.oak.version, agreement="AG-2", due=DUE)
        with CaptureQueriesContext(connection) as found:
            asking.go_on("oak", str(campaign.pk))
        return len(found)

    first = queries(5)
    assert queries(100) <= first + 2  # nobody of them has an address: no letters, so the rows alone
