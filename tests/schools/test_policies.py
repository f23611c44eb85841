"""The life of a school's policy: who moves a version from where to where, what stays as it was adopted, and which is in force on a day."""

import inspect
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from belisha.language.policy import Approval, FrontMatter
from belisha.schools.apart import in_school
from belisha.schools.people import places
from belisha.schools.people.permissions import RoleName
from belisha.schools.policies import actions, demonstration, force, moves, reminders, sources
from belisha.schools.policies.models import Comment, Move, Reminder, State, Version
from belisha.schools.policies.moves import STEPS
from belisha.schools.post.models import Message
from belisha.schools.published.models import School
from belisha.schools.record.models import Entry
from cast import place_of

R, S = RoleName, State
TODAY = timezone.localdate()
MEETING = {"meeting": TODAY - timedelta(days=1), "minute": "FGB 3, item 7"}


def text_of(number="1", *, rule="Staff must not befriend a pupil.", more=""):
    return f"---\npolicy: Social media\nschool: Oak School\nversion: {number}\n{more}---\n\n# Friends\n\n```rules\nOA-1: {rule}\n```\n"


BROKEN = text_of(rule="Staff must not befrend a pupil.")


def place(town, role):
    return place_of(town.of_role[role])


def belisha(town):
    return places.of_belisha(town.oak)


def given(step, day=TODAY):
    """What a step asks for beside the version."""
    if step.name == "adopt":
        return MEETING
    return {"from_day": day} if step.name == "publish" else {"note": "Because."} if step.reasoned else {}


def version_in(town, state, text=None, day=TODAY):
    """A version that has come as far as this."""
    by = belisha(town)
    version = actions.begin(by=by, text=text or text_of())
    way = {
        S.DRAFT: (), S.IN_REVIEW: ("put-forward",), S.APPROVED: ("put-forward", "approve"), S.ADOPTED: ("put-forward", "approve", "adopt"),
        S.PUBLISHED: ("put-forward", "approve", "adopt", "publish"), S.WITHDRAWN: ("withdraw",),
    }[state]  # fmt: skip
    for name in way:
        version = actions.move(version, STEPS[name], by=by, seen=version.sha256, **given(STEPS[name], day))
    return version


# -- Who moves it, from where to where -------------------------------------------------------------------------------

# Written by hand, beside the table of steps: the roles that may take a step with a version whose front matter names nobody.
WHO = {
    "put-forward": {R.HEADTEACHER, R.SENIOR_LEADER, R.SAFEGUARDING_LEAD},
    "approve": {R.HEADTEACHER, R.SENIOR_LEADER},
    "adopt": {R.CHAIR, R.CLERK},
    "publish": {R.HEADTEACHER, R.SENIOR_LEADER},
    "send-back": {R.HEADTEACHER, R.SENIOR_LEADER, R.CHAIR, R.CLERK},
    "withdraw": {R.HEADTEACHER, R.SENIOR_LEADER},
}
WHERE = {
    ("put-forward", S.DRAFT): S.IN_REVIEW,
    ("approve", S.IN_REVIEW): S.APPROVED,
    ("adopt", S.APPROVED): S.ADOPTED,
    ("publish", S.ADOPTED): S.PUBLISHED,
    ("send-back", S.IN_REVIEW): S.DRAFT,
    ("withdraw", S.DRAFT): S.WITHDRAWN,
    ("withdraw", S.IN_REVIEW): S.WITHDRAWN,
    ("withdraw", S.APPROVED): S.WITHDRAWN,
    ("withdraw", S.ADOPTED): S.WITHDRAWN,
    ("withdraw", S.PUBLISHED): S.WITHDRAWN,
}


def outcome(version, step, by):
    save = transaction.savepoint()
    try:
        return actions.move(version, step, by=by, seen=version.sha256, **given(step)).state
    except PermissionDenied:
        return "not allowed"
    except actions.Conflict:
        return "not its turn"
    finally:
        transaction.savepoint_rollback(save)


@pytest.mark.parametrize("state", State)
def test_every_step_from_every_state_by_every_role(oak, state):
    version = version_in(oak, state, day=TODAY + timedelta(days=9))
    roles = {role: place(oak, role) for role in R}
    wrong = []
    for name, step in STEPS.items():
        for role, by in roles.items():
            held = by.roles  # some of the cast hold two
            expected = "not allowed" if not held & WHO[name] else WHERE.get((name, state), "not its turn")
            if (found := outcome(version, step, by)) != expected:
                wrong.append(f"{name} from {state} by {role}: {found}, not {expected}")
    assert wrong == []


NAMED = {
    "nobody": ((), "", {"adopt": {R.CHAIR, R.CLERK}}),
    "the governing body": (("governing body",), "", {"adopt": {R.CHAIR, R.CLERK}, "approve": {R.HEADTEACHER, R.SENIOR_LEADER}}),
    "the chair alone": (("Chair of Governors",), "", {"adopt": {R.CHAIR}}),
    "both sides": (("senior leadership team", "Full Governing Board"), "", {"adopt": {R.CHAIR, R.CLERK}}),
    "the headteacher by name": (("P. Example, headteacher",), "", {"approve": {R.HEADTEACHER}}),
    "an owner": ((), "senior leader", {"publish": {R.HEADTEACHER, R.SENIOR_LEADER}}),
    "the headteacher owns it": ((), "headteacher", {"publish": {R.HEADTEACHER}}),
    "an owner without the right": ((), "teacher", {"publish": {R.HEADTEACHER}}),
    "words that name no role": (("the parish",), "the parish", {"publish": {R.HEADTEACHER, R.SENIOR_LEADER}}),
}  # fmt: skip


@pytest.mark.parametrize(("approved", "owner", "expected"), NAMED.values(), ids=NAMED)
def test_the_front_matter_narrows_who_may(approved, owner, expected):
    front = FrontMatter(policy="X", owner=owner, approved=tuple(Approval(each, "") for each in approved))
    assert {name: set(moves.whose_turn(STEPS[name], front)) for name in expected} == expected


def test_a_front_matter_gives_nobody_a_right(oak):
    """However a draft words it, a teacher approves nothing."""
    more = "owner: teacher\napproved: [{by: teacher}, {by: governing body}]\n"
    version = version_in(oak, S.IN_REVIEW, text_of(more=more))
    with pytest.raises(PermissionDenied):
        actions.move(version, STEPS["approve"], by=place(oak, R.TEACHER), seen=version.sha256)


def test_whoever_approved_it_does_not_record_its_adoption(oak):
    """A senior leader who is clerk as well: two offices, and two people all the same."""
    version, lead, clerk = version_in(oak, S.IN_REVIEW), place(oak, R.SENIOR_LEADER), place(oak, R.CLERK)
    both = replace(lead, roles=lead.roles | {R.CLERK})
    approved = actions.move(version, STEPS["approve"], by=both, seen=version.sha256)
    with pytest.raises(ValidationError) as refused:
        actions.move(approved, STEPS["adopt"], by=both, seen=version.sha256, **MEETING)
    assert "Somebody else records" in refused.value.messages[0]
    assert actions.move(approved, STEPS["adopt"], by=clerk, seen=version.sha256, **MEETING).state == S.ADOPTED


# -- What a step needs -----------------------------------------------------------------------------------------------

NEEDED = {
    "faults": (S.DRAFT, BROKEN, "put-forward", {}, "text", "a fault"),
    "no version": (S.DRAFT, text_of().replace("version: 1\n", ""), "put-forward", {}, "text", "no version"),
    "no reason to send back": (S.IN_REVIEW, None, "send-back", {"note": " "}, "note", "Say why"),
    "no meeting": (S.APPROVED, None, "adopt", {"minute": "7"}, "meeting", "Enter the day"),
    "a meeting to come": (S.APPROVED, None, "adopt", {"meeting": TODAY + timedelta(days=1), "minute": "7"}, "meeting", "must be over"),
    "no minute": (S.APPROVED, None, "adopt", {"meeting": TODAY, "minute": " "}, "minute", "minutes"),
    "no day": (S.ADOPTED, None, "publish", {}, "from_day", "Enter the day"),
    "a day that is over": (S.ADOPTED, None, "publish", {"from_day": TODAY - timedelta(days=1)}, "from_day", "never from one that is over"),
    "in force already": (S.PUBLISHED, None, "withdraw", {"note": "Wrong."}, "note", "Only another version"),
}  # fmt: skip


@pytest.mark.parametrize(("state", "text", "step", "values", "field", "said"), NEEDED.values(), ids=NEEDED)
def test_a_step_is_refused_without_what_it_needs(oak, state, text, step, values, field, said):
    version = version_in(oak, state, text)
    with pytest.raises(ValidationError) as refused:
        actions.move(version, STEPS[step], by=belisha(oak), seen=version.sha256, **values)
    assert said in refused.value.message_dict[field][0]
    assert Version.objects.get(pk=version.pk).state == state


def test_two_versions_never_have_one_number_or_one_day(oak):
    first = version_in(oak, S.PUBLISHED)
    second = actions.begin(by=belisha(oak), text=text_of("1", rule="Staff may befriend a pupil."))
    with pytest.raises(ValidationError, match="a version 1 already"):
        actions.move(second, STEPS["put-forward"], by=belisha(oak), seen=second.sha256)
    third = version_in(oak, S.ADOPTED, text_of("2"))
    with pytest.raises(ValidationError, match="on that day, and only one can"):
        actions.move(third, STEPS["publish"], by=belisha(oak), seen=third.sha256, from_day=first.in_force_from)


def test_what_is_approved_is_what_was_read(oak):
    """Sent back, changed and put forward again while somebody had the page of the old text open."""
    version = version_in(oak, S.IN_REVIEW)
    seen, by = version.sha256, belisha(oak)
    version = actions.move(version, STEPS["send-back"], by=by, seen=seen, note="Too soft.")
    version = actions.change(version, by=by, edition=version.edition, text=text_of(rule="Staff may befriend a pupil."))
    version = actions.move(version, STEPS["put-forward"], by=by, seen=version.sha256)
    with pytest.raises(actions.Conflict):
        actions.move(version, STEPS["approve"], by=place(oak, R.HEADTEACHER), seen=seen)


# -- Two people editing ----------------------------------------------------------------------------------------------


def test_the_second_of_two_writers_overwrites_nothing(oak):
    version, by = version_in(oak, S.DRAFT), belisha(oak)
    theirs, mine = text_of(rule="Staff may befriend a pupil."), text_of(rule="Staff must not message a pupil.")
    actions.change(version, by=by, edition=1, text=theirs)
    with pytest.raises(actions.Conflict) as conflict:
        actions.change(version, by=by, edition=1, text=mine)
    assert conflict.value.version.text == theirs
    assert actions.change(version, by=by, edition=2, text=mine).edition == 3


def test_of_many_writers_at_one_moment_one_saves_and_the_others_are_told(database):
    """Each on a connection of its own, as requests are."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connections

    school, ready = School.objects.get(key="wilnecote"), Barrier(4)
    with in_school(school):
        version = actions.begin(by=places.of_belisha(school), text=text_of())

    def write(n):
        try:
            ready.wait()
            with in_school(school):
                return actions.change(version, by=places.of_belisha(school), edition=1, text=text_of(f"w{n}")).number
        except actions.Conflict as conflict:
            return conflict
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(write, range(4)))
    saved = [each for each in found if isinstance(each, str)]
    assert len(saved) == 1
    with in_school(school):
        held = Version.objects.get(pk=version.pk)
        assert (held.number, held.edition) == (saved[0], 2)
        assert {each.version.number for each in found if not isinstance(each, str)} == {saved[0]}


def test_the_same_text_sent_twice_is_saved_once(oak):
    version, by = version_in(oak, S.DRAFT), belisha(oak)
    for _ in range(2):
        saved = actions.change(version, by=by, edition=1, text=text_of("2"))
    assert saved.edition == 2


def test_nobody_edits_what_has_left_draft(oak):
    version = version_in(oak, S.IN_REVIEW)
    with pytest.raises(actions.Conflict):
        actions.change(version, by=belisha(oak), edition=1, text=text_of("2"))


@pytest.mark.parametrize(
    "text", ["", " \n", "a\x00b", "x" * 400_001, "\ud800"], ids=["nothing", "blank", "nul", "long", "half"]
)
def test_a_text_that_is_none_is_refused(oak, text):
    with pytest.raises(ValidationError):
        actions.begin(by=belisha(oak), text=text)


# -- What stays as it was adopted, whoever writes --------------------------------------------------------------------

FORBIDDEN = {
    "another text": "UPDATE policies_version SET text = 'x', sha256 = encode(sha256('x'), 'hex')",
    "another number": "UPDATE policies_version SET number = '9'",
    "another edition": "UPDATE policies_version SET edition = 9",
    "back to draft": "UPDATE policies_version SET state = 'draft'",
    "another day": "UPDATE policies_version SET in_force_from = in_force_from + 1",
    "another meeting": "UPDATE policies_version SET meeting = meeting - 1",
    "another writer": "UPDATE policies_version SET by_words = 'Nobody'",
    "withdrawn after its day": "UPDATE policies_version SET state = 'withdrawn'",
    "deleted": "DELETE FROM policies_version",
    "a move altered": "UPDATE policies_move SET by_words = 'Nobody'",
    "a move deleted": "DELETE FROM policies_move",
    "a comment altered": "UPDATE policies_comment SET text = 'x'",
}


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN)
def test_by_raw_sql_nothing_of_a_published_version_changes(oak, statement):
    version = version_in(oak, S.PUBLISHED)
    actions.comment(version, by=belisha(oak), text="Well done.")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Version.objects.get(pk=version.pk).sha256 == sha256(version.text.encode()).hexdigest()


def test_by_raw_sql_a_draft_can_be_changed_and_its_hash_must_be_its_own(oak):
    version_in(oak, S.DRAFT)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE policies_version SET text = 'x', sha256 = encode(sha256('x'), 'hex')")
    with (
        pytest.raises(DatabaseError, match="version_hash_is_of_its_text"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE policies_version SET text = 'y'")


# -- Which is in force on a day --------------------------------------------------------------------------------------


def test_the_next_version_takes_its_place_on_its_day(oak):
    first = version_in(oak, S.PUBLISHED)
    day = TODAY + timedelta(days=30)
    second = version_in(oak, S.PUBLISHED, text_of("2"), day)
    version_in(oak, S.ADOPTED, text_of("3"))
    found = [force.in_force(oak.oak, day + timedelta(days=each)) for each in (-1, 0, 1)]
    assert found == [first, second, second]
    assert force.in_force(oak.oak, TODAY - timedelta(days=1)) is None
    assert (force.ends(first), force.ends(second)) == (day - timedelta(days=1), None)
    both = [first, second]
    assert force.standing(both, TODAY) == {first: "In force", second: "Published"}
    assert force.standing(both, day) == {first: "Superseded", second: "In force"}


def test_what_is_withdrawn_before_its_day_never_comes_into_force(oak):
    first = version_in(oak, S.PUBLISHED)
    day = TODAY + timedelta(days=30)
    second = version_in(oak, S.PUBLISHED, text_of("2"), day)
    actions.move(second, STEPS["withdraw"], by=place(oak, R.HEADTEACHER), seen=second.sha256, note="The law changed.")
    assert force.in_force(oak.oak, day) == first


def test_another_school_has_its_own(town):
    with in_school(town.oak):
        version_in(town, S.PUBLISHED)
    with in_school(town.elm):
        assert force.in_force(town.elm, TODAY) is None
        assert force.in_force(town.oak, TODAY) is None  # a query that stands in another school finds nothing


# -- The record ------------------------------------------------------------------------------------------------------


def test_every_step_leaves_its_line_with_before_and_after(oak):
    version = version_in(oak, S.PUBLISHED)
    lines = list(Entry.objects.filter(about_id=str(version.pk)).order_by("number"))
    assert [each.event for each in lines] == [
        "policy: version begun", "policy: put forward for review", "policy: approved by the leadership",
        "policy: adopted by the governing body", "policy: published",
    ]  # fmt: skip
    assert lines[-1].before == {"state": "adopted", "in_force_from": None}
    assert lines[-1].after["in_force_from"] == TODAY.isoformat()
    assert lines[-1].after["sha256"] == version.sha256
    assert [each.after for each in Move.objects.filter(version=version)] == [
        "draft",
        "in review",
        "approved",
        "adopted",
        "published",
    ]


def test_every_action_writes_a_line(oak):
    version, by = version_in(oak, S.DRAFT), place(oak, R.HEADTEACHER)
    calls = {
        "begin": lambda: actions.begin(by=by, text=text_of("5")),
        "change": lambda: actions.change(version, by=by, edition=1, text=text_of("6")),
        "comment": lambda: actions.comment(version, by=by, text="Well done."),
        "move": lambda: actions.move(
            version, STEPS["put-forward"], by=by, seen=sha256(text_of("6").encode()).hexdigest()
        ),
    }
    writes = {
        name
        for name, each in inspect.getmembers(actions, inspect.isfunction)
        if "by" in inspect.signature(each).parameters
    }
    assert {name for name in writes if not name.startswith("_")} - {"may"} == set(calls)
    for name, call in calls.items():
        before = Entry.objects.filter(school=oak.oak).count()
        call()
        assert Entry.objects.filter(school=oak.oak).count() == before + 1, name


def test_what_is_refused_leaves_no_line_and_no_move(oak):
    version = version_in(oak, S.IN_REVIEW)
    before = Entry.objects.filter(school=oak.oak).count(), Move.objects.count()
    with pytest.raises(PermissionDenied):
        actions.move(version, STEPS["approve"], by=place(oak, R.CLERK), seen=version.sha256)
    with pytest.raises(PermissionDenied):
        actions.comment(version, by=place(oak, R.PARENT), text="Let me in.")
    assert (Entry.objects.filter(school=oak.oak).count(), Move.objects.count()) == before
    assert not Comment.objects.exists()


# -- What somebody sees ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", RoleName)
def test_a_draft_is_seen_by_those_who_take_part_in_making_it(oak, role):
    published, draft = version_in(oak, S.PUBLISHED), version_in(oak, S.DRAFT, text_of("2"))
    by = place(oak, role)
    takes_part = by.roles & {
        R.HEADTEACHER, R.SENIOR_LEADER, R.SAFEGUARDING_LEAD, R.DEPUTY_SAFEGUARDING_LEAD, R.DATA_PROTECTION_OFFICER, R.GOVERNOR, R.CHAIR, R.CLERK,
    }  # fmt: skip
    assert set(Version.objects.visible_to(by)) == ({published, draft} if takes_part else {published})


# -- The first text of a draft ---------------------------------------------------------------------------------------

NUMBERS = [
    ("2026.1", (), "2026.1"), ("2026.1", ("2026.1",), "2026.2"), ("2026.9", ("2026.9", "2026.10"), "2026.11"), ("", (), "2027.1"),
    ("", ("2027.1",), "2027.2"), ("Spring 2023", ("Spring 2023",), "Spring 2024"), ("final", ("final",), "final 1"), ("3b", ("3b",), "4b"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "taken", "expected"), NUMBERS)
def test_the_next_number(number, taken, expected):
    assert sources.next_number(number, taken, date(2027, 1, 8)) == expected


@pytest.mark.parametrize(
    "school", ["Oak School", "St Mary’s", 'The "Oak": a school', "# Oak", "Yr Ysgol Gymraeg, Ffordd y Parc"]
)
def test_a_draft_from_the_library_has_the_schools_name_and_can_be_read(school):
    from belisha import library

    for name in library.NAMES:
        text = sources.as_next(library.text_of(name), school=school, taken=(), today=TODAY)
        front = force.read(text).front
        assert (front.school, front.version) == (school, sources.head_of(text)[1])
        assert front.version


def test_a_text_without_front_matter_gets_one():
    text = sources.as_next("# Friends\n", school="Oak School", taken=(), today=date(2027, 1, 8))
    assert sources.head_of(text) == ("Social media", "2027.1")
    assert text.endswith("# Friends\n")


# -- Its review ------------------------------------------------------------------------------------------------------

REVIEWS = {
    "a day": ("review: {every: 1 year, next: 2027-05-03}\n", date(2027, 5, 3)),
    "a month": ("review: {next: 2027-05}\n", date(2027, 5, 1)),
    "a cycle alone": ("review: {every: 1 year}\n", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("more", "expected"), REVIEWS.values(), ids=REVIEWS)
def test_when_the_review_is_due(oak, more, expected):
    version = version_in(oak, S.PUBLISHED, text_of(more=more))
    if "every" in more and expected is None:
        expected = TODAY.replace(year=TODAY.year + 1)
    assert force.due(version) == expected


def test_reminders_go_out_once_for_each_step_however_often_the_job_runs(oak):
    due = TODAY + timedelta(days=400)
    version_in(oak, S.PUBLISHED, text_of(more=f"owner: headteacher\nreview: {{next: {due.isoformat()}}}\n"))
    by, sent = belisha(oak), {}
    for left in range(120, -40, -1):
        for _ in range(2):
            count = reminders.run(due - timedelta(days=left), by)
            if count:
                sent[left] = count
    assert sent == {90: 2, 30: 2, 7: 2, -1: 2}  # the headteacher and the clerk
    told = Message.objects.filter(purpose="policy review")
    assert set(told.values_list("to", flat=True)) == {"dora@example.org", oak.of_role[R.CLERK].email}
    assert "was due on" in told.latest("made").subject
    assert Entry.objects.filter(event="policy: reminded of its review").count() == 4


def test_days_that_were_missed_are_told_of_once(oak):
    due = TODAY + timedelta(days=400)
    version_in(oak, S.PUBLISHED, text_of(more=f"review: {{next: {due.isoformat()}}}\n"))
    by = belisha(oak)
    assert reminders.run(due - timedelta(days=5), by) == 2
    assert Message.objects.filter(purpose="policy review").count() == 2
    assert set(Reminder.objects.values_list("step", flat=True)) == {90, 30, 7}
    assert reminders.run(due, by) == 0


def test_a_new_version_is_reminded_of_anew(oak):
    due = TODAY + timedelta(days=60)
    version_in(oak, S.PUBLISHED, text_of(more=f"review: {{next: {due.isoformat()}}}\n"))
    assert reminders.run(TODAY, belisha(oak)) == 2
    later = TODAY + timedelta(days=10)
    version_in(oak, S.PUBLISHED, text_of("2", more=f"review: {{next: {due.isoformat()}}}\n"), later)
    assert reminders.run(later - timedelta(days=1), belisha(oak)) == 0
    assert reminders.run(later, belisha(oak)) == 2


# -- The demonstration -----------------------------------------------------------------------------------------------


def test_the_demonstration_has_a_policy_in_force_and_a_draft_that_changes_it(db):
    school = School.objects.get(key="beacon-lane")
    assert demonstration.make(school) is False
    with in_school(school):
        now, draft = force.in_force(school, TODAY), Version.objects.get(school=school, state=S.DRAFT)
        assert draft.based_on == now
        assert force.policy_of(now).front.school == school.name
        for old, new in demonstration.CHANGES:
            assert old in now.text
            assert new in draft.text
            assert old not in draft.text
        assert force.policy_of(draft).front.version != now.number
