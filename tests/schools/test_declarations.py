"""Ties with families and approvals: who writes them, who sees them, and that the same question gets another answer once they change."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from belisha import library
from belisha.engine import Situation, decide, rulebook_of
from belisha.language import load
from belisha.schools.apart import in_school
from belisha.schools.declarations import actions, approving, facts, reminders, years
from belisha.schools.declarations.models import Approval, Declaration
from belisha.schools.people.models import Guardianship, Person, Role
from belisha.schools.people.permissions import RoleName
from belisha.schools.policies import force
from belisha.schools.policies.models import State, Version
from belisha.schools.post.models import Message
from belisha.schools.record.models import Entry
from cast import LONG_AGO, person_of, place_of, role_of

R = RoleName
TODAY = timezone.localdate()
YEAR = date(TODAY.year + (TODAY.month >= 9), 9, 1)  # the next school year


@pytest.fixture
def oak(town):
    """Stands in Oak, as every action does."""
    with in_school(town.oak):
        yield town


def left(town, name, on, **more):
    """Somebody who was a pupil until a day."""
    made = person_of(town.oak, name, account=False, email="", **more)
    role_of(made, R.PUPIL, until=on)
    return made


def answer(actor, whom, stated, day):
    """What the policy of the day says with what the registers know: verdict, the clauses it rests on, and the version."""
    known = facts.known(actor, whom, day=day, stated=stated)
    policy, _ = force.lived_by(actor.school, day)
    book = rulebook_of(policy, day, library.law())
    made = decide(book, Situation({**stated, **{name: each.value for name, each in known.items()}}))
    ids = {each.id for each in made.clauses if each.fired == "yes" and each.effect == made.verdict}
    return made.verdict, ids, policy.hash


# -- The same question gets another answer ---------------------------------------------------------------------------

CALM = {"account": "personal", "purpose": "personal", "time": "outside work", "place": "elsewhere", "place.children present": False, "started by other": True, "in doubt": False, "contact is school related": False, "head informed first": False, "authorised by": frozenset(), "with.relation": "none", "device": "personal", "privacy settings are weak": False, "time.excessive": False}  # fmt: skip
BEFRIEND = {"act": "befriend", **CALM}
DAY = date(2026, 11, 20)  # every answer is as of this day, or one beside it


def after_a_declaration(town):
    yield town.ben, BEFRIEND, DAY
    Declaration(school=town.oak, person=town.ada, about=town.ben, relation="friend", since=DAY, confirmed=DAY).save()
    yield town.ben, BEFRIEND, DAY


def after_an_approval(town):
    lea = left(town, "Lea", date(2026, 7, 22), born=date(2008, 1, 1))
    yield lea, BEFRIEND, DAY
    scope = facts.scope_of({**BEFRIEND, "actor": "teacher", "with": "former pupil"})
    Approval(
        school=town.oak, person=town.ada, about=lea, kind="other", state="granted", what="x", reason="x", facts=scope, givers=["headteacher"],
        decided_as=["headteacher"], decided_by=town.dora.pk, decided_by_words="Dora Example", decided=timezone.now(), version="0" * 64, since=DAY,
        until=DAY + timedelta(days=1),
    ).save()  # fmt: skip
    yield lea, BEFRIEND, DAY


def after_a_birthday(town):
    lea = left(town, "Lea", date(2023, 7, 22), born=date(2008, 11, 20))
    yield lea, BEFRIEND, DAY - timedelta(days=1)
    yield lea, BEFRIEND, DAY


def after_a_leaving_date(town):
    lea = left(town, "Lea", DAY, born=date(2008, 1, 1))
    yield lea, BEFRIEND, DAY - timedelta(days=1)
    yield lea, BEFRIEND, DAY


def after_months_since_leaving(town):
    lea = left(town, "Lea", date(2024, 11, 20), born=date(2006, 1, 1))
    yield lea, BEFRIEND, DAY - timedelta(days=1)
    yield lea, BEFRIEND, DAY


def after_a_new_version(town):
    yield town.pip, BEFRIEND, DAY - timedelta(days=1)
    publish(town, "OA-1: Staff may befriend a pupil.", DAY)
    yield town.pip, BEFRIEND, DAY


def publish(town, rule, day):
    text = f"---\npolicy: Social media\nschool: Oak School\nversion: {day}\n---\n\n# Friends\n\n```rules\n{rule}\n```\n"
    Version(
        school=town.oak, policy="Social media", number=str(day), text=text, sha256=sha256(text.encode()).hexdigest(), state=State.PUBLISHED,
        by_words="Dora", meeting=day, minute="7", in_force_from=day,
    ).save(force_insert=True)  # fmt: skip


@pytest.mark.parametrize(
    ("what", "before", "after"),
    [
        (after_a_declaration, ("prohibited", "MO-9"), ("permitted", "MO-10")),
        (after_an_approval, ("needs approval", "MO-7"), ("permitted", "")),
        (after_a_birthday, ("prohibited", "MO-5"), ("permitted", "")),
        (after_a_leaving_date, ("prohibited", "MO-1"), ("needs approval", "MO-7")),
        (after_months_since_leaving, ("needs approval", "MO-7"), ("permitted", "")),
        (after_a_new_version, ("prohibited", "MO-1"), ("permitted", "OA-1")),
    ],
)
def test_the_same_question_gets_another_answer(oak, what, before, after):
    with_version = []
    told = what(oak)
    for expected, (whom, stated, day) in zip((before, after), told, strict=True):
        verdict, ids, version = answer(oak.ada, whom, stated, day)
        assert (verdict, expected[1] in ids or not expected[1]) == (expected[0], True), (verdict, ids)
        with_version.append(version)
    assert (with_version[0] != with_version[1]) == (what is after_a_new_version)
    assert with_version[0] == library.policy("model").hash


def test_an_approval_that_is_over_counts_no_more_and_a_day_that_is_past_keeps_its_answer(oak):
    lea, stated, _ = list(after_an_approval(oak))[1]
    verdicts = [answer(oak.ada, lea, stated, DAY + timedelta(days=n))[0] for n in (-1, 0, 1)]
    assert verdicts == ["needs approval", "permitted", "needs approval"]


def test_an_approval_is_for_whom_it_concerns_and_for_all_that_was_asked(oak):
    lea, stated, _ = list(after_an_approval(oak))[1]
    other = left(oak, "Mo", date(2026, 7, 22), born=date(2008, 1, 1))
    assert answer(oak.ada, other, stated, DAY)[0] == "needs approval"
    assert answer(oak.ada, lea, {**stated, "act": "message"}, DAY)[0] != "permitted"
    assert "authorised by" not in facts.known(oak.ada, None, day=DAY, stated=stated)


# -- What the registers know, and what they do not -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "day", "years_old"),
    [
        (date(2008, 11, 20), date(2026, 11, 19), 17),
        (date(2008, 11, 20), date(2026, 11, 20), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age(born, day, years_old):
    assert facts.age(born, day) == years_old


@pytest.mark.parametrize(
    ("first", "day", "months"),
    [
        (date(2026, 7, 22), date(2026, 7, 22), 0),
        (date(2026, 7, 22), date(2026, 8, 21), 0),
        (date(2026, 7, 22), date(2026, 8, 22), 1),
        (date(2026, 1, 31), date(2026, 2, 27), 0),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2024, 11, 20), date(2026, 11, 20), 24),
    ],
)
def test_months(first, day, months):
    assert facts.months_between(first, day) == months


@pytest.mark.parametrize(
    ("detail", "stage"),
    [
        ("Reception, class 2", "EYFS"), ("Year 2", "KS1"), ("year 3", "lower KS2"), ("Year 6, class 1", "upper KS2"), ("Year 7", "KS3"),
        ("Year 10", "KS4"), ("Year 13", "KS5"), ("Year 14", ""), ("4B", ""), ("", ""),
    ],
)  # fmt: skip
def test_stage(detail, stage):
    assert facts.stage(detail) == stage
    assert not stage or stage in load().facts["actor.stage"].values


@pytest.mark.parametrize(("role", "side"), facts.SIDES.items())
def test_every_side_is_a_word_of_the_vocabulary(role, side):
    assert side in load().facts["with"].values
    assert facts.FORMER in load().facts["with"].values


def values(town, actor, whom=None, day=TODAY, **more):
    return {name: each.value for name, each in facts.known(actor, whom, day=day, **more).items()}


def test_what_is_known_of_a_pupil_and_a_teacher(oak):
    known = facts.known(oak.ada, oak.pip, day=date(2026, 11, 20))
    assert {name: each.value for name, each in known.items()} == {"actor": "teacher", "with": "pupil", "with.age": 10}
    assert known["with"].source == "the roster: pupil"
    assert not any("Pip" in each.source or "Ada" in each.source for each in known.values())


def test_a_blank_is_unknown_and_not_no(oak):
    Person.objects.filter(pk=oak.pip.pk).update(born=None)
    found = values(oak, oak.ada, Person.objects.get(pk=oak.pip.pk))
    assert not {"with.age", "with.relation", "authorised by", "actor.is family of pupil"} & set(found)


def test_who_is_two_things_says_which(oak):
    role_of(oak.ada, R.PARENT)
    assert "actor" not in values(oak, oak.ada)
    assert values(oak, oak.ada, role="parent")["actor"] == "parent"
    assert "actor" not in values(oak, oak.ada, role="headteacher")
    assert "with" not in values(oak, oak.dora, oak.ada)
    assert values(oak, oak.dora, oak.ada, side="colleague")["with"] == "colleague"


def test_whose_child_it_is_says_the_roster(oak):
    assert values(oak, oak.ben, oak.pip)["with.relation"] == "own child"
    assert values(oak, oak.ben, oak.pip)["actor.is family of pupil"] is True
    assert values(oak, oak.pip, oak.ben)["with.relation"] == "close family"
    assert "with.relation" not in values(oak, oak.ben, oak.quin)


def test_of_what_a_court_has_restricted_nothing_is_said(oak):
    """Not by a declaration either: the register adds to the roster, and never contradicts it."""
    assert "with.relation" not in values(oak, oak.robin, oak.pip)
    Declaration(school=oak.oak, person=oak.robin, about=oak.pip, relation="parent", since=TODAY, confirmed=TODAY).save()
    assert "with.relation" not in values(oak, oak.robin, oak.pip)


def test_a_tie_with_a_parent_is_one_with_their_children(oak):
    Declaration(school=oak.oak, person=oak.ada, about=oak.ben, relation="friend", since=TODAY, confirmed=TODAY).save()
    assert values(oak, oak.ada, oak.ben)["with.relation"] == "declared friend"
    assert values(oak, oak.ada, oak.pip)["with.relation"] == "declared friend"
    assert "with.relation" not in values(oak, oak.ada, oak.quin)
    said = facts.known(oak.ada, oak.pip, day=TODAY)["with.relation"].source
    assert said == f"your declaration of {TODAY.day} {TODAY:%B %Y}: friend of the family"


def test_whoever_has_written_is_as_old_as_the_roster_says(oak):
    message = {"event": frozenset({"message from pupil"})}
    assert values(oak, oak.ada, oak.pip, stated=message)["event.author age"] == facts.age(oak.pip.born, TODAY)
    assert "event.author age" not in values(oak, oak.ada, oak.pip, stated={"event": frozenset({"cyberbullying"})})


def test_a_friend_who_is_not_declared_is_none(oak):
    stated = {"with.relation": "declared friend"}
    assert values(oak, oak.ada, oak.pip, stated=stated)["with.relation"] == "none"
    Declaration(school=oak.oak, person=oak.ada, about=oak.pip, relation="friend", since=TODAY, confirmed=TODAY).save()
    assert values(oak, oak.ada, oak.pip, stated=stated)["with.relation"] == "declared friend"


def test_one_s_own_child_stays_it_after_leaving(oak):
    """Where the school's system ends the tie with the pupil's days here."""
    Role.objects.filter(person=oak.pip).update(until=TODAY - timedelta(days=40))
    Guardianship.objects.filter(pupil=oak.pip, adult=oak.ben).update(until=TODAY - timedelta(days=40))
    found = values(oak, oak.ben, oak.pip)
    assert (found["with"], found["with.relation"]) == ("former pupil", "own child")


@pytest.mark.parametrize(
    ("confirmed", "day", "counts"),
    [
        (date(2025, 9, 3), date(2026, 8, 31), True),
        (date(2025, 9, 3), date(2026, 9, 30), True),
        (date(2025, 9, 3), date(2026, 10, 1), False),
        (date(2026, 9, 1), date(2027, 9, 30), True),
        (date(2026, 8, 31), date(2026, 10, 1), False),
    ],
)
def test_what_is_not_confirmed_counts_until_the_end_of_september(oak, confirmed, day, counts):
    Declaration(
        school=oak.oak, person=oak.ada, about=oak.ben, relation="friend", since=confirmed, confirmed=confirmed
    ).save()
    assert ("with.relation" in values(oak, oak.ada, oak.ben, day=day)) == counts
    assert (years.counted_from(day) <= confirmed) == counts


def test_a_learning_group_that_was_approved_is_justified(oak):
    Approval(
        school=oak.oak, person=oak.ada, kind="group", state="granted", what="x", reason="x", facts={"account": "learning group"},
        decided_as=["headteacher"], decided_by_words="Dora", version="0" * 64, since=TODAY, until=YEAR,
    ).save()  # fmt: skip
    stated = {"act": "post", "account": "learning group"}
    assert values(oak, oak.ada, stated=stated)["authorised by"] == frozenset({"headteacher"})
    assert values(oak, oak.ada, stated=stated)["purpose.can be justified"] is True
    assert "authorised by" not in values(oak, oak.ada, stated={"act": "post", "account": "school"})


def test_an_approval_without_a_scope_is_for_people_to_read(oak):
    Approval(
        school=oak.oak, person=oak.ada, kind="other", state="granted", what="x", reason="x", facts={}, decided_as=["headteacher"],
        decided_by_words="Dora", version="0" * 64, since=TODAY, until=YEAR,
    ).save()  # fmt: skip
    assert "authorised by" not in values(oak, oak.ada, stated=BEFRIEND)


def test_the_number_of_queries_does_not_grow(oak, django_assert_max):
    for n in range(5):
        parent = person_of(oak.oak, f"Par{n}", R.PARENT, account=False)
        Declaration(
            school=oak.oak, person=oak.ada, about=parent, relation="friend", since=TODAY, confirmed=TODAY
        ).save()
    with django_assert_max(7):
        facts.known(oak.ada, oak.pip, day=TODAY, stated=BEFRIEND)


@pytest.fixture
def django_assert_max():
    from contextlib import contextmanager

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    @contextmanager
    def most(number):
        with CaptureQueriesContext(connection) as found:
            yield
        assert len(found) <= number, [each["sql"] for each in found]

    return most


# -- Declaring -------------------------------------------------------------------------------------------------------


def declared(town, **more):
    told = {"by": place_of(town.ada), "about": town.pip, "relation": "friend", **more}
    return actions.declare(**told)


def test_a_tie_is_declared_noted_confirmed_and_ended_each_with_its_line(oak):
    made = declared(oak)
    with pytest.raises(PermissionDenied):
        actions.note(made, by=place_of(oak.ada))
    noted = actions.note(made, by=place_of(oak.edna))
    assert noted.noted_by_words == "Edna Example"
    Declaration.objects.filter(pk=made.pk).update(confirmed=TODAY - timedelta(days=1))
    assert actions.confirm(made, by=place_of(oak.ada)).confirmed == TODAY
    ended = actions.end(made, by=place_of(oak.ada))
    assert ended.until == TODAY and "with.relation" not in values(oak, oak.ada, oak.pip)
    events = list(Entry.objects.order_by("number").values_list("event", flat=True))
    assert events == ["tie with a family declared", "declared tie noted", "declared tie confirmed", "declared tie ended"]  # fmt: skip
    assert "Pip" not in str(list(Entry.objects.values("about_words", "after")))


def test_who_sees_a_tie(oak):
    made = declared(oak)
    seeing = {role for role in R if role != R.APPLICANT and Declaration.objects.visible_to(place_of(oak.of_role[role])).filter(pk=made.pk).exists()}  # fmt: skip
    assert seeing == {R.TEACHER, R.HEADTEACHER, R.SAFEGUARDING_LEAD}  # the teacher is Ada herself


@pytest.mark.parametrize("role", [R.PARENT, R.RELATIVE, R.PUPIL])
def test_families_declare_nothing(oak, role):
    with pytest.raises(PermissionDenied):
        actions.declare(by=place_of(oak.of_role[role]), relation="friend", named="Somebody")


def test_nobody_declares_a_tie_with_whom_they_may_not_see(oak):
    volunteer = place_of(oak.of_role[R.VOLUNTEER])
    with pytest.raises(PermissionDenied):
        actions.declare(by=volunteer, about=oak.pip, relation="friend")


def test_a_name_that_was_written_counts_once_a_leader_has_found_who_is_meant(oak):
    volunteer = oak.of_role[R.VOLUNTEER]
    made = actions.declare(by=place_of(volunteer), named="  Ben   the father ", relation="friend")
    assert made.named == "Ben the father" and "with.relation" not in values(oak, volunteer, oak.ben)
    with pytest.raises(ValidationError):
        actions.note(made, by=place_of(oak.dora))
    actions.note(made, by=place_of(oak.dora), about=oak.ben)
    assert values(oak, volunteer, oak.ben)["with.relation"] == "declared friend"


@pytest.mark.parametrize(
    ("about", "relation", "said"),
    [
        (lambda town: None, "friend", "Enter the name"),
        (lambda town: town.ada, "friend", "this is you"),
        (lambda town: town.dora, "friend", "Choose a pupil"),
        (lambda town: town.pip, "enemy", "Select how you know them"),
        (lambda town: town.ben, "parent", "Choose a pupil|Choose the child|may not see"),
    ],
)
def test_what_is_no_tie_with_a_family_is_refused(oak, about, relation, said):
    role_of(oak.ada, R.OFFICE)  # who sees everybody
    with pytest.raises(ValidationError, match=said):
        declared(oak, about=about(oak), relation=relation)


def test_what_the_roster_says_is_not_declared(oak):
    Guardianship(school=oak.oak, pupil=oak.pip, adult=oak.ada, relation="parent", since=LONG_AGO).save()
    with pytest.raises(ValidationError, match="says already"):
        declared(oak)


def test_a_tie_is_declared_once(oak):
    declared(oak)
    with pytest.raises(ValidationError, match="already"):
        declared(oak, relation="relative")


def test_an_ending_is_not_in_the_past(oak):
    with pytest.raises(ValidationError):
        actions.end(declared(oak), by=place_of(oak.ada), on=TODAY - timedelta(days=1))


# -- Approvals -------------------------------------------------------------------------------------------------------


def asked(town, **more):
    told = {"by": place_of(town.ada), "kind": Approval.Kind.GROUP, "what": "River project", "reason": "Two classes", "benefit": "We count", "until": YEAR}  # fmt: skip
    return actions.ask_for(**{**told, **more})[0]


def test_the_policy_says_whom_to_ask(oak):
    made = asked(oak)
    assert (made.givers, made.clauses, made.facts) == (["headteacher"], ["MO-62"], {"account": "learning group"})
    device = asked(oak, kind=Approval.Kind.DEVICE, facts={"purpose": "personal"})
    assert (device.givers, device.clauses) == (["senior leader"], ["MO-56"])
    assert device.facts == {"device": "school", "purpose": "personal"}
    told = Message.objects.filter(purpose="approval")
    assert {each.to for each in told} >= {"dora@example.org", "edna@example.org"}
    assert not any("Ada" in each.subject or "River" in each.text for each in told)


def may(town, approval, role):
    save = transaction.savepoint()
    try:
        actions.grant(approval, by=place_of(town.of_role[role]), answer="Yes")
    except PermissionDenied:
        return False
    finally:
        transaction.savepoint_rollback(save)
    return True


def test_only_whom_the_policy_names_decides(oak):
    group, device = asked(oak), asked(oak, kind=Approval.Kind.DEVICE, facts={"purpose": "personal"})
    roles = [role for role in R if role != R.APPLICANT]
    assert {role for role in roles if may(oak, group, role)} == {R.HEADTEACHER}
    assert {role for role in roles if may(oak, device, role)} == {R.HEADTEACHER, R.SENIOR_LEADER, R.SAFEGUARDING_LEAD}


def test_nobody_decides_on_what_they_ask_for_and_the_chair_decides_for_the_headteacher(oak):
    made = asked(oak, by=place_of(oak.dora))
    with pytest.raises(PermissionDenied):
        actions.grant(made, by=place_of(oak.dora), answer="Yes")
    chair = place_of(oak.of_role[R.CHAIR])
    assert list(Approval.objects.waiting_for(chair)) == [made]
    assert actions.grant(made, by=chair, answer="Yes").decided_as == ["headteacher"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=made.pk).update(decided_by=oak.dora.pk)


def test_the_policy_in_force_when_somebody_decides_counts(oak):
    made = asked(oak)
    publish(oak, "OA-1: Staff need approval from the data protection officer to create an account in a learning group.", TODAY)  # fmt: skip
    assert not may(oak, made, R.HEADTEACHER)
    assert may(oak, made, R.DATA_PROTECTION_OFFICER)


def test_what_the_policy_forbids_nobody_approves(oak):
    made = asked(oak)
    publish(oak, "OA-1: Staff must not create an account in a learning group.", TODAY)
    with pytest.raises(ValidationError, match=r"forbids this \(OA-1\)"):
        actions.grant(made, by=place_of(oak.dora), answer="Yes")
    assert actions.refuse(made, by=place_of(oak.dora), answer="The policy forbids it").state == "refused"
    with pytest.raises(ValidationError, match="forbids"):
        asked(oak)


def test_where_no_sentence_asks_for_leave_a_senior_leader_decides(oak):
    publish(oak, "OA-1: Staff must not befriend a pupil.", TODAY)
    assert asked(oak, kind=Approval.Kind.OTHER).givers == ["senior leader"]


def test_given_refused_withdrawn_each_with_its_line(oak):
    head, ada = place_of(oak.dora), place_of(oak.ada)
    made = actions.grant(asked(oak), by=head, answer="Go ahead", until=TODAY + timedelta(days=30))
    assert (made.since, made.until, made.answer) == (TODAY, TODAY + timedelta(days=30), "Go ahead")
    for again in (actions.grant, actions.refuse):
        with pytest.raises(ValidationError, match="decided already"):
            again(made, by=head, answer="Again")
    actions.measure(made, by=ada, outcome="Thirty entries")
    with pytest.raises(PermissionDenied):
        actions.withdraw(made, by=place_of(oak.olive), why="No")
    with pytest.raises(ValidationError, match="Say why"):
        actions.withdraw(made, by=head, why="")
    over = actions.withdraw(made, by=head, why="The project is over")
    assert (over.state, over.until, over.stands(TODAY)) == ("withdrawn", TODAY, "Withdrawn")
    refused = actions.refuse(asked(oak, what="Another"), by=head, answer="No")
    assert refused.since is None
    back = actions.withdraw(asked(oak, what="A third"), by=ada, why="")
    assert back.state == "withdrawn"
    events = list(Entry.objects.order_by("number").values_list("event", flat=True))
    assert events == [
        "approval asked for", "channel added", "approval given", "benefit of a learning group written down", "approval withdrawn", "approval asked for",
        "approval refused", "approval asked for", "approval withdrawn",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"what": " "}, "what"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 1001}, "reason"),
        ({"benefit": ""}, "benefit"),
        ({"kind": Approval.Kind.POST}, "post"),
        ({"kind": Approval.Kind.POST, "post": "x" * 5001}, "post"),
        ({"until": None}, "until"),
        ({"until": TODAY}, "until"),
        ({"until": date(TODAY.year + 5, 1, 1)}, "until"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(oak, more, field):
    with pytest.raises(ValidationError) as error:
        asked(oak, **more)
    assert list(error.value.message_dict) == [field]


def test_asking_twice_is_asking_once(oak):
    asked(oak)
    with pytest.raises(ValidationError, match="waits for an answer"):
        asked(oak)


ON_THE_PAGE = {"act": "post", "account": "school", "purpose": "publicity"}


def post(town, words):
    return asked(town, kind=Approval.Kind.POST, what="A teacher · Post something", benefit="", facts=ON_THE_PAGE, post=words)  # fmt: skip


def test_the_approval_of_a_post_is_for_its_words_and_no_others(oak):
    """Of posts of this kind until a day, by contrast, every later question says that they are approved."""
    one = post(oak, "Well sung, choir!")
    assert (one.givers, one.clauses, one.post) == (["senior leader"], ["MO-65"], "Well sung, choir!")
    actions.grant(one, by=place_of(oak.dora), answer="Lovely")
    assert "authorised by" not in facts.known(oak.ada, day=TODAY, stated=ON_THE_PAGE)
    post(oak, "Well sung again, choir!")
    with pytest.raises(ValidationError, match="waits for an answer"):
        post(oak, "Well sung again, choir!")
    all_of_them = asked(oak, kind=Approval.Kind.OTHER, what="Posts of the choir", facts=ON_THE_PAGE)
    actions.grant(all_of_them, by=place_of(oak.dora), answer="Of the choir")
    assert "authorised by" in facts.known(oak.ada, day=TODAY, stated=ON_THE_PAGE)


def test_leave_to_have_an_account_is_none_to_post_on_it(oak):
    account = asked(oak, kind=Approval.Kind.ACCOUNT, what="Songs of our class", benefit="")
    actions.grant(account, by=place_of(oak.dora), answer="For the songs")
    known = {
        act: facts.known(oak.ada, day=TODAY, stated={**ON_THE_PAGE, "act": act}) for act in ("run account", "post")
    }
    assert ["authorised by" in each for each in known.values()] == [True, False]


def test_the_words_of_a_post_stand_in_no_letter_and_no_line_of_the_record(oak):
    actions.grant(post(oak, "Well sung, choir!"), by=place_of(oak.dora), answer="Lovely")
    told = [*Message.objects.filter(school=oak.oak).values(), *Entry.objects.filter(school=oak.oak).values()]
    assert told and not any("sung" in str(each) for each in told)


def test_who_sees_an_approval(oak):
    made = asked(oak)
    seeing = {role for role in R if role != R.APPLICANT and Approval.objects.visible_to(place_of(oak.of_role[role])).filter(pk=made.pk).exists()}  # fmt: skip
    assert seeing == {R.TEACHER, R.HEADTEACHER, R.SENIOR_LEADER, R.SAFEGUARDING_LEAD}
    for_dpo = asked(oak, what="Another")
    Approval.objects.filter(pk=for_dpo.pk).update(givers=["data protection officer"])
    assert list(Approval.objects.visible_to(place_of(oak.piotr))) == [for_dpo]


def test_every_giver_of_the_vocabulary_is_somebody_of_the_school():
    assert set(load().facts["authorised by"].values) <= set(approving.GIVERS)


# -- Reminders -------------------------------------------------------------------------------------------------------


def test_what_runs_out_and_what_is_to_be_confirmed_is_told_once(oak):
    from belisha.schools.people import places

    made = actions.grant(asked(oak), by=place_of(oak.dora), answer="Yes", until=TODAY + timedelta(days=15))
    tie = declared(oak)
    Message.objects.all().delete()
    belisha = places.of_belisha(oak.oak)
    assert reminders.run(TODAY, belisha) == 0
    assert [reminders.run(TODAY + timedelta(days=1), belisha) for _ in range(2)] == [1, 0]
    assert "runs out" in Message.objects.get().text
    assert "Ada" not in Message.objects.get().text
    assert [reminders.run(YEAR, belisha) for _ in range(2)] == [1, 0]
    tie.refresh_from_db()
    made.refresh_from_db()
    assert (tie.reminded, made.reminded) == (YEAR, TODAY + timedelta(days=1))


def test_the_demonstration_has_its_rows_and_may_be_made_twice(database):
    from belisha.schools.declarations import demonstration
    from belisha.schools.published.models import School

    school = School.objects.get(key="beacon-lane")
    assert demonstration.make(school) is False
    with in_school(school):
        assert Declaration.objects.count() >= 4
        states = set(Approval.objects.values_list("state", flat=True))
        assert {"asked", "granted", "refused"} <= states
        policy, _ = force.lived_by(school, TODAY)
        cited = {id for ids in Approval.objects.values_list("clauses", flat=True) for id in ids}
        assert cited <= {each.id for each in policy.clauses}
