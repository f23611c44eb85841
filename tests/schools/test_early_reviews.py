"""Early reviews: what opens one, who is told, how it is closed, and that the same change of the law opens it once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from belisha.library.lawpack import law_pack
from belisha.schools.people.permissions import RoleName as R
from belisha.schools.policies import actions, early
from belisha.schools.policies.models import EarlyReview, State, Version
from belisha.schools.policies.moves import STEPS
from belisha.schools.post.models import Message
from belisha.schools.record.models import Entry
from schools.test_policies import TODAY, belisha, given, place, text_of, version_in

CITING = 'refers to: ["Keeping children safe in education 2025"]\n'
LATER = TODAY + timedelta(days=1)


def changed(id="equality-act-2010", **what):
    pack = law_pack()
    return replace(pack, entries=tuple(replace(each, **what) if each.id == id else each for each in pack.entries))


def citing(town, more=""):
    return version_in(town, State.PUBLISHED, text_of(more=f"refers to: [Equality Act 2010]\n{more}"))


def reviews(town):
    return list(EarlyReview.objects.filter(school=town.oak))


# -- By the law ------------------------------------------------------------------------------------------------------


def test_a_changed_entry_that_the_policy_cites_opens_one_and_those_who_lead_are_written_to(oak):
    version = citing(oak)
    assert early.run(TODAY, belisha(oak)) == 0
    pack = changed(text="Ten characteristics are protected.")
    told = early.run(LATER, belisha(oak), pack)
    (review,) = reviews(oak)
    assert (review.trigger, review.version, review.closed) == ("law changed", version, None)
    assert "Equality Act 2010" in review.why
    assert list(review.law) == ["equality-act-2010"]
    mail = Message.objects.filter(school=oak.oak, purpose="policy review")
    assert told == mail.count() > 0
    assert {each.person for each in mail} >= {
        place(oak, R.HEADTEACHER).person.pk,
        place(oak, R.SAFEGUARDING_LEAD).person.pk,
    }
    assert f"/early-reviews/{review.pk}/" in mail.first().text
    assert early.run(LATER, belisha(oak), pack) == 0
    assert len(reviews(oak)) == 1


@pytest.mark.parametrize("what", [{"checked": "2027-01-01"}, {"note": "Read again."}, {"source": "elsewhere"}])
def test_that_an_entry_was_checked_again_is_no_change_of_the_law(oak, what):
    citing(oak)
    early.run(LATER, belisha(oak), changed(**what))
    assert reviews(oak) == []


def test_a_changed_entry_that_touches_nothing_of_the_policy_opens_none(oak):
    citing(oak)
    early.run(LATER, belisha(oak), changed("indecent-images-1978", text="Otherwise."))
    assert reviews(oak) == []


def test_what_the_policy_does_not_name_opens_none(oak):
    citing(oak, "review: {every: 1 year, sooner when: [serious incident]}\n")
    early.run(LATER, belisha(oak), changed(text="Otherwise."))
    assert reviews(oak) == []


def test_a_version_from_before_this_was_kept_is_compared_from_its_first_day_on(oak):
    version = citing(oak)
    Version.objects.filter(pk=version.pk).update(law={})
    early.run(TODAY, belisha(oak), changed(text="Otherwise."))
    assert reviews(oak) == []
    early.run(LATER, belisha(oak))
    assert len(reviews(oak)) == 1


def test_a_school_without_a_policy_in_force_has_none(oak):
    assert early.run(TODAY, belisha(oak), changed(text="Otherwise.")) == 0


# -- By hand ---------------------------------------------------------------------------------------------------------


def call(
    town, version, role=R.SAFEGUARDING_LEAD, trigger="serious incident", why="A concern about pictures has been closed."
):
    return early.call(version, by=place(town, role), trigger=trigger, why=why)


def test_the_headteacher_and_the_safeguarding_lead_call_for_one(oak):
    version = version_in(oak, State.PUBLISHED)
    for role in R:
        if place(oak, role).roles & {R.HEADTEACHER, R.SAFEGUARDING_LEAD}:
            continue
        with pytest.raises(PermissionDenied):
            call(oak, version, role)
    review = call(oak, version)
    assert review.by_words == place(oak, R.SAFEGUARDING_LEAD).words
    assert call(oak, version).pk == review.pk  # sent twice
    line = Entry.objects.filter(school=oak.oak, event="policy: early review called for").get()
    assert line.after["why"] == "(personal)"


@pytest.mark.parametrize(
    ("field", "what"), [("trigger", {"trigger": "a whim"}), ("why", {"why": " "}), ("why", {"why": "x" * 1001})]
)
def test_what_is_missing_is_said(oak, field, what):
    with pytest.raises(ValidationError) as refused:
        call(oak, version_in(oak, State.PUBLISHED), **what)
    assert list(refused.value.message_dict) == [field]


def test_the_policys_own_words_say_what_brings_it_forward(oak):
    version = version_in(
        oak,
        State.PUBLISHED,
        text_of(more="review: {every: 1 year, sooner when: [new technology or threat, law changed]}\n"),
    )
    assert early.triggers(version) == ("new technology or threat", "law changed")
    assert early.by_law(version) == "law changed"
    with pytest.raises(ValidationError):
        call(oak, version)


# -- How it is closed ------------------------------------------------------------------------------------------------


def test_looked_at_and_nothing_to_change_needs_a_minute(oak):
    review = call(oak, version_in(oak, State.PUBLISHED))
    for role in (R.SAFEGUARDING_LEAD, R.GOVERNOR, R.TEACHER):
        with pytest.raises(PermissionDenied):
            early.close(review, by=place(oak, role), minute="FGB 1")
    with pytest.raises(ValidationError):
        early.close(review, by=place(oak, R.CLERK), minute=" ")
    closed = early.close(review, by=place(oak, R.CLERK), minute="FGB 2027-01, item 3")
    assert (closed.outcome, closed.minute) == ("nothing", "FGB 2027-01, item 3")
    with pytest.raises(ValidationError):
        early.close(review, by=place(oak, R.CLERK), minute="FGB 2")


def test_beginning_the_next_version_closes_it(oak):
    version = version_in(oak, State.PUBLISHED)
    review = call(oak, version)
    actions.begin(by=belisha(oak), text=text_of("2"))
    review.refresh_from_db()
    assert review.closed is None  # begun from elsewhere
    actions.begin(by=belisha(oak), text=text_of("2"), based_on=version)
    review.refresh_from_db()
    assert review.outcome == "begun"


def test_publishing_the_next_version_closes_it(oak):
    review = call(oak, version_in(oak, State.PUBLISHED))
    adopted = version_in(oak, State.ADOPTED, text_of("2"))
    step = STEPS["publish"]
    actions.move(adopted, step, by=belisha(oak), seen=adopted.sha256, **given(step, LATER))
    review.refresh_from_db()
    assert review.outcome == "published"
    line = Entry.objects.filter(school=oak.oak, event="policy: published").last()
    assert "law" not in line.after
