"""The equality impact assessment of a version: what it holds, who writes it, that it is frozen with its version and carried over to the next."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from belisha.schools.people.permissions import RoleName as R
from belisha.schools.policies import actions, equality
from belisha.schools.policies.holding import Conflict
from belisha.schools.policies.models import Effect, State
from belisha.schools.policies.moves import STEPS
from belisha.schools.record.models import Entry
from schools.test_policies import belisha, place, text_of, version_in

# Section 4 of the Equality Act 2010, in its order.
NINE = (
    "age", "disability", "gender reassignment", "marriage and civil partnership", "pregnancy and maternity", "race", "religion or belief", "sex",
    "sexual orientation",
)  # fmt: skip


def assess(
    version, by, characteristic="age", edition=0, likely="none", evidence="We asked the council.", mitigation=""
):
    return equality.assess(
        version, characteristic, by=by, edition=edition, likely=likely, evidence=evidence, mitigation=mitigation
    )


def whole(version, by):
    for each in equality.characteristics():
        assess(version, by, each)


def test_there_are_nine_characteristics_and_what_the_law_says_has_its_source():
    assert equality.characteristics() == NINE
    assert all(each.source for each in equality.sources())
    assert len(equality.sources()) == 2


def test_those_who_write_the_policy_assess_it(oak):
    version = version_in(oak, State.DRAFT)
    for role in R:
        by = place(oak, role)
        if by.roles & {R.HEADTEACHER, R.SENIOR_LEADER, R.SAFEGUARDING_LEAD}:
            continue
        with pytest.raises(PermissionDenied):
            assess(version, by)
    made = assess(version, place(oak, R.SENIOR_LEADER), likely="negative", mitigation="We read it aloud.")
    assert (made.likely, made.edition, made.by_words) == ("negative", 1, place(oak, R.SENIOR_LEADER).words)
    line = Entry.objects.filter(school=oak.oak).order_by("-number").first()
    assert line.event == "policy: effect on equality assessed"
    assert (line.after["characteristic"], line.after["evidence"], line.after["mitigation"]) == (
        "age",
        "(personal)",
        "(personal)",
    )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"likely": ""}, "likely"),
        ({"likely": "huge"}, "likely"),
        ({"evidence": "  "}, "evidence"),
        ({"likely": "negative"}, "mitigation"),
        ({"evidence": "x" * 2001}, "evidence"),
        ({"characteristic": "shoe size"}, "__all__"),
    ],
)
def test_what_is_missing_is_said(oak, given, field):
    with pytest.raises(ValidationError) as refused:
        assess(version_in(oak, State.DRAFT), belisha(oak), **given)
    assert list(refused.value.message_dict) == [field]


def test_of_two_who_assess_the_same_the_second_is_told(oak):
    version, by = version_in(oak, State.DRAFT), belisha(oak)
    assess(version, by)
    assert assess(version, by).edition == 1  # the same again: sent twice
    with pytest.raises(equality.Changed) as changed:
        assess(version, by, likely="positive")
    assert changed.value.effect.edition == 1
    assert assess(version, by, edition=1, likely="positive").edition == 2


def test_it_is_complete_once_each_was_looked_at(oak):
    version, by = version_in(oak, State.DRAFT), belisha(oak)
    assert equality.open_in(version.effects.all()) == list(NINE)
    whole(version, by)
    assert equality.open_in(version.effects.all()) == []


def test_it_is_frozen_with_its_version_by_the_database_too(oak):
    version, by = version_in(oak, State.DRAFT), belisha(oak)
    made = assess(version, by)
    held = actions.move(version, STEPS["put-forward"], by=by, seen=version.sha256)
    with pytest.raises(Conflict):
        assess(held, by, "race")
    for deed in (
        lambda: Effect.objects.filter(pk=made.pk).update(likely="positive"),
        lambda: made.delete(),
        lambda: Effect(school=oak.oak, version=held, characteristic="race", likely="none", evidence="x").save(
            force_insert=True
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    back = actions.move(held, STEPS["send-back"], by=by, seen=held.sha256, note="Because.")
    assert assess(back, by, "race").edition == 1


def test_the_next_version_begins_with_it_as_a_proposal(oak):
    version, by = version_in(oak, State.DRAFT), belisha(oak)
    whole(version, by)
    made = actions.begin(by=by, text=text_of("2"), based_on=version)
    assert equality.open_in(made.effects.all()) == list(NINE)
    carried = made.effects.get(characteristic="sex")
    assert (carried.evidence, carried.confirmed) == ("We asked the council.", False)
    assess(made, by, "sex", edition=1)
    assert len(equality.open_in(made.effects.all())) == 8


def test_a_version_may_go_on_without_one(oak):
    """Section 149 asks for due regard and for no form; whoever decides is told (docs/adr/0057)."""
    assert version_in(oak, State.PUBLISHED).effects.count() == 0
