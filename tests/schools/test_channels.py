"""The list of channels: who writes it, what an approval puts into it, and that picking a channel or an event gives another answer."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from belisha.schools.channels import actions
from belisha.schools.channels.models import Channel, kinds, known_of
from belisha.schools.declarations import actions as approvals
from belisha.schools.declarations import facts
from belisha.schools.declarations.models import Approval
from belisha.schools.notices.models import SchoolEvent
from belisha.schools.people.models import Role
from belisha.schools.record.models import Entry
from belisha.web.channels import presenters
from belisha.web.school.need import Visit
from cast import place_of
from schools.test_declarations import answer
from schools.test_record import written_by

TODAY = timezone.localdate()
OFFICIAL = dict.fromkeys(
    ("account.school holds master access", "account.school has editorial oversight", "account.administrators are limited", "account.in privacy notice"),
    True,
)  # fmt: skip


def channel_of(town, **more):
    told = {"name": "Oak on a network", "kind": "school", "since": TODAY - timedelta(days=90), **more}
    made = Channel(school=town.oak, **told)
    made.save(force_insert=True)
    return made


def event_of(town, **more):
    told = {"name": "Winter concert", "kind": "performance", "first": TODAY + timedelta(days=9), "public": True, **more}
    made = SchoolEvent(school=town.oak, **{"last": told["first"], **told})
    made.save(force_insert=True)
    return made


def known(actor, **more):
    return {name: each.value for name, each in facts.known(actor, **{"day": TODAY, **more}).items()}


# -- Written by ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["dora", "edna", "olive"])
def test_leaders_and_the_office_keep_the_list(oak, who):
    by = place_of(getattr(oak, who))
    made = actions.add(by=by, name="  Oak  School ", kind="school website", keeper_role="school office", site="", audience="public", facts={"nonsense": True, **OFFICIAL})  # fmt: skip
    assert (made.name, made.facts, made.since) == ("Oak School", OFFICIAL, TODAY)
    changed = actions.change(made, by=by, keeper=oak.ada, keeper_role="", address="https://www.oak.example/")
    assert changed.keeper == oak.ada
    actions.change(made, by=by, address="https://www.oak.example/")  # nothing new: no line
    closed = actions.close(made, by=by, why="Moved")
    assert not closed.is_in_use(TODAY)
    with pytest.raises(ValidationError, match="It is closed"):
        actions.change(made, by=by, name="Other")
    lines = list(Entry.objects.order_by("number"))
    assert [each.event for each in lines] == ["channel added", "channel changed", "channel closed"]
    assert "Ada" not in str([(each.before, each.after) for each in lines])
    assert lines[1].after == {"keeper": "(personal)", "keeper_role": "", "address": "https://www.oak.example/"}


def test_every_deed_is_tried_here():
    assert written_by(actions) == {"add", "add_approved", "change", "close"}


@pytest.mark.parametrize("who", ["ada", "finn", "ben", "pip", "piotr"])
def test_nobody_else_does(oak, who):
    made, by = channel_of(oak), place_of(getattr(oak, who))
    for deed, told in (
        (actions.add, {"name": "x", "kind": "school", "keeper_role": "teacher"}),
        (actions.change, {"channel": made, "name": "x"}),
        (actions.close, {"channel": made, "why": "x"}),
    ):
        with pytest.raises(PermissionDenied):
            deed(by=by, **told)
    if who != "piotr":  # who decides on approvals
        with pytest.raises(PermissionDenied):
            actions.add_approved(by=by, name="x", kind="school", keeper=oak.ada)


@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("name", "", "called"),
        ("name", "x" * 301, "at most"),
        ("name", "Oak on a network", "already"),
        ("kind", "personal", "what it is"),
        ("kind", "nonsense", "what it is"),
        ("site", "nonsense", "kind of site"),
        ("audience", "private message", "who can see"),
        ("address", "javascript://alert", "web address"),
        ("address", "https://", "web address"),
        ("keeper_role", "", "who keeps it"),
        ("keeper_role", "pupil", "who keeps it"),
        ("keeper_role", "nonsense", "who keeps it"),
    ],
)
def test_what_is_wrong_is_said(oak, field, wrong, said):
    channel_of(oak)
    told = {"name": "Another", "kind": "school", "keeper_role": "teacher", field: wrong}
    with pytest.raises(ValidationError) as refused:
        actions.add(by=place_of(oak.dora), **told)
    where = "keeper" if field == "keeper_role" else field
    assert said in refused.value.message_dict[where][0]


def test_it_is_kept_by_one_who_works_here_or_by_nobody_where_it_is_not_ours(oak):
    by = place_of(oak.dora)
    with pytest.raises(ValidationError, match="works here"):
        actions.add(by=by, name="x", kind="school", keeper=oak.ben)
    assert actions.add(by=by, name="Parents of Oak", kind="unofficial school").keeper is None
    with pytest.raises(IntegrityError), transaction.atomic():
        channel_of(oak, name="y", keeper=oak.ada, keeper_role="teacher")


def test_what_the_vocabulary_says_of_a_channel():
    assert "personal" not in kinds() and "school website" in kinds()
    assert set(OFFICIAL) < set(known_of())
    assert "account.joined with personal profile" not in known_of()


# -- Seen by ---------------------------------------------------------------------------------------------------------


def test_families_see_what_anybody_can_see(oak):
    public, limited = channel_of(oak, audience="public"), channel_of(oak, name="Staff room", audience="limited")
    not_said = channel_of(oak, name="Not said")
    for who, seen in (("ben", {public}), ("pip", {public}), ("ada", {public, limited, not_said})):
        assert set(Channel.objects.visible_to(place_of(getattr(oak, who)))) == seen, who


def test_an_event_is_known_to_colleagues_and_where_it_is_public_to_all(oak):
    public, trip = event_of(oak), event_of(oak, name="Museum", public=False)
    event_of(oak, name="Fair", cancelled=TODAY)
    for who, seen in (("ben", {public}), ("ada", {public, trip})):
        assert set(SchoolEvent.objects.known_to(place_of(getattr(oak, who)))) == seen, who


# -- Facts -----------------------------------------------------------------------------------------------------------


def test_what_stands_in_the_list_is_a_fact_with_its_source(oak):
    made = channel_of(
        oak, site="media sharing", audience="public", facts={**OFFICIAL, "account.in privacy notice": False}
    )
    found = known(oak.ada, channel=made, stated={"act": "post"})
    assert (found["account"], found["site"], found["audience"]) == ("school", "media sharing", "public")
    assert found["account.in privacy notice"] is False and found["account.school holds master access"] is True
    source = facts.known(oak.ada, day=TODAY, channel=made)["account"].source
    assert source == "the school's channels: Oak on a network"
    blank = known(oak.ada, channel=channel_of(oak, name="Blank"), stated={"act": "post"})
    assert not {"site", "audience", *OFFICIAL} & set(blank), "a blank is unknown, not no"


@pytest.mark.parametrize(
    ("act", "seen"), [("post", True), ("livestream", True), ("message", False), ("email", False), (None, False)]
)
def test_a_private_message_has_an_audience_of_its_own(oak, act, seen):
    made = channel_of(oak, audience="public")
    assert ("audience" in known(oak.ada, channel=made, stated={"act": act} if act else {})) == seen


@pytest.mark.parametrize(("days", "counts"), [(-91, False), (-90, True), (-1, True), (0, False)])
def test_it_counts_from_a_day_to_a_day(oak, days, counts):
    made = channel_of(oak, closed=TODAY, closed_because="Over")
    assert ("account" in known(oak.ada, channel=made, day=TODAY + timedelta(days=days))) == counts


@pytest.mark.parametrize(
    ("kind", "part", "act", "found"),
    [
        ("performance", facts.THERE, "use phone", {"place": "school event", "place.children present": True}),
        ("parents' evening", facts.THERE, "use phone", {"place": "school event"}),
        ("sports day", facts.THERE, "photograph", {"place": "school event", "place.children present": True, "content.taken at school": True}),
        ("school trip", facts.OF_IT, "post", {"content.taken at school": True, "content.mentions school event": True}),
    ],
)  # fmt: skip
def test_what_the_calendar_says_of_an_event(oak, kind, part, act, found):
    made = event_of(oak, kind=kind, first=TODAY.replace(year=TODAY.year + 1, month=12, day=12))
    told = facts.known(oak.ben, day=TODAY, occasion=made, part=part, stated={"act": act})
    ours = {name: each for name, each in told.items() if name.split(".")[0] in ("place", "content")}
    assert {name: each.value for name, each in ours.items()} == found
    assert all(
        "the calendar: a" in each.source and f"12 December {TODAY.year + 1}" in each.source for each in ours.values()
    )
    assert set(facts.EVENTS) == set(SchoolEvent.Kind)


# -- The same question gets another answer -----------------------------------------------------------------------------

RUN = {
    "act": "run account",
    "purpose": "learning",
    "with": "nobody",
    "authorised by": frozenset(),
    "content.shows pupil": False,
}


def decided(actor, stated, **picked):
    from belisha import library
    from belisha.engine import Situation, decide, rulebook_of
    from belisha.schools.policies import force

    told = facts.known(actor, day=TODAY, stated=stated, **picked)
    policy, _ = force.lived_by(actor.school, TODAY)
    book = rulebook_of(policy, TODAY, library.law())
    return decide(book, Situation({**stated, **{name: each.value for name, each in told.items()}}))


def test_an_account_that_is_official_is_run_and_another_is_not(oak):
    official = channel_of(oak, facts=OFFICIAL)
    other = channel_of(oak, name="Other", facts={**OFFICIAL, "account.in privacy notice": False})
    not_ours = channel_of(oak, name="Parents of Oak", kind="unofficial school")
    assert decided(oak.ada, RUN, channel=official).verdict != "prohibited"
    assert decided(oak.ada, RUN, channel=other).verdict == "prohibited"
    fired = {each.id for each in decided(oak.ada, RUN, channel=not_ours).clauses if each.fired == "yes"}
    assert "MO-64" in fired


def test_the_register_answers_for_what_somebody_said_otherwise(oak):
    assert answer(oak.ada, None, {**RUN, "account": "school", **OFFICIAL}, TODAY)[0] != "prohibited"
    other = channel_of(oak, name="Other", facts={**OFFICIAL, "account.in privacy notice": False})
    assert decided(oak.ada, {**RUN, "account": "personal", **OFFICIAL}, channel=other).verdict == "prohibited"


def test_a_parent_may_take_pictures_at_an_event(oak):
    stated = {
        "act": "photograph",
        "with": "pupil",
        "with.relation": "own child",
        "content.shows pupil": True,
        "account": "none",
    }
    cited = {each.id for each in decided(oak.ben, stated, occasion=event_of(oak)).clauses if each.fired == "yes"}
    assert "MO-98" in cited


# -- What an approval puts into the list ---------------------------------------------------------------------------------


def group(oak, name="Year 4 rivers"):
    made = approvals.ask_for(by=place_of(oak.ada), kind=Approval.Kind.GROUP, what=name, reason="Two classes", benefit="Entries", until=TODAY + timedelta(days=60))  # fmt: skip
    return approvals.grant(made[0], by=place_of(oak.dora), answer="Yes")


def test_an_approved_group_comes_into_the_list_by_itself(oak):
    given = group(oak)
    made = Channel.objects.get()
    assert (given.channel, made.name, made.kind, made.keeper, made.since) == (made, "Year 4 rivers", "learning group", oak.ada, TODAY)  # fmt: skip
    found = known(oak.ada, channel=made, stated={"act": "post", "purpose": "learning"})
    assert found["account"] == "learning group" and found["authorised by"] == frozenset({"headteacher"})
    again = group(oak, "year 4 RIVERS")
    assert again.channel == made and Channel.objects.count() == 1, "asked for again, it is the same one"


def test_what_was_refused_or_is_of_another_kind_comes_into_none(oak):
    made = approvals.ask_for(by=place_of(oak.ada), kind=Approval.Kind.ACCOUNT, what="A channel", reason="x", until=TODAY + timedelta(days=9))  # fmt: skip
    approvals.refuse(made[0], by=place_of(oak.dora), answer="No")
    device = approvals.ask_for(by=place_of(oak.ada), kind=Approval.Kind.DEVICE, what="Tablet", reason="x", facts={"purpose": "personal"}, until=TODAY + timedelta(days=9))  # fmt: skip
    approvals.grant(device[0], by=place_of(oak.dora), answer="Yes")
    assert not Channel.objects.exists()


def test_the_approval_of_one_channel_is_none_of_another(oak):
    given = group(oak)
    other = channel_of(oak, name="Year 5 castles", kind="learning group")
    assert "authorised by" in known(oak.ada, stated={"account": "learning group"}), "described, not picked"
    assert "authorised by" in known(oak.ada, channel=given.channel)
    assert "authorised by" not in known(oak.ada, channel=other)
    assert "authorised by" not in known(oak.finn, channel=given.channel), "leave is somebody's own"


@pytest.mark.parametrize("name", ["channel", "occasion"])
def test_leave_that_was_asked_for_one_thing_holds_for_that_alone(oak, name):
    one, other = (channel_of(oak, name=each) if name == "channel" else event_of(oak, name=each) for each in "ab")
    stated = {"act": "post", "with": "public", "account": "school"}
    made = approvals.ask_for(by=place_of(oak.ada), kind=Approval.Kind.OTHER, what="x", reason="x", facts=stated, until=TODAY + timedelta(days=9), **{name: one})  # fmt: skip
    approvals.grant(made[0], by=place_of(oak.edna), answer="Yes")
    assert getattr(made[0], name) == one
    assert "authorised by" in known(oak.ada, stated=stated, **{name: one})
    assert "authorised by" not in known(oak.ada, stated=stated, **{name: other})
    assert "authorised by" not in known(oak.ada, stated=stated)
    with pytest.raises(ValidationError, match="waits"):
        for _ in range(2):
            approvals.ask_for(by=place_of(oak.ada), kind=Approval.Kind.OTHER, what="x", reason="x", facts=stated, until=TODAY + timedelta(days=9), **{name: other})  # fmt: skip


def test_nobody_asks_about_what_they_may_not_see(oak):
    hidden, trip = channel_of(oak, audience="limited"), event_of(oak, public=False)
    for picked in ({"channel": hidden}, {"occasion": trip}):
        with pytest.raises(PermissionDenied):
            approvals.ask_for(by=place_of(oak.ben), kind=Approval.Kind.OTHER, what="x", reason="x", facts={"act": "post"}, until=TODAY + timedelta(days=9), **picked)  # fmt: skip


def test_what_somebody_has_to_see_to_waits_for_who_keeps_the_list(oak):
    kept, given = channel_of(oak, keeper=oak.finn), group(oak)
    assert presenters.needs(Visit(place_of(oak.dora))) == []
    Role.objects.filter(person=oak.finn).update(until=TODAY)
    Approval.objects.filter(pk=given.pk).update(since=TODAY - timedelta(days=9), until=TODAY)
    assert [each.does for each in presenters.needs(Visit(place_of(oak.dora)))] == [
        "See to Oak on a network",
        "See to Year 4 rivers",
    ]
    assert presenters.needs(Visit(place_of(oak.ada))) == []
    told = presenters.beside([kept, given.channel], place_of(oak.dora))
    assert [told.standing(each, TODAY) for each in (kept, given.channel)] == ["Nobody keeps it", "Approval is over"]
    assert (
        told.keeper(kept, presenters.keepers_seen([kept], place_of(oak.dora))) == "Finn Example, who works here no more"
    )
