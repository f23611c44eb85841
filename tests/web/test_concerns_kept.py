"""Pages of concerns: what comes back to whom, where a form is wrong, an address is made up, or the key is another one."""

import re

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from belisha.schools.apart import in_school
from belisha.schools.concerns import actions, handling
from belisha.schools.concerns.models import Concern
from belisha.schools.people import held
from belisha.schools.people.permissions import RoleName as R
from belisha.web.concerns.forms import OpenForm
from cast import place_of, sign_in

BULLIED = {"event": frozenset({"cyberbullying"})}
WORDS = "Zzelm was mocked"


@pytest.fixture
def concern(town):
    with in_school(town.oak):
        return actions.open_(by=place_of(town.ada), facts=BULLIED, text=WORDS, about=[])


def kinds_of(concern):
    with in_school(concern.school_id):
        return [each.kind for each in handling.case_of(concern).entries]


def test_a_note_that_is_wrong_shows_nothing_of_the_concern(town, concern):
    """Neither to somebody who has left the page open for an hour nor without a line in the log."""
    edna = sign_in(Client(), town.edna, minutes_ago=60)
    answer = edna.post(reverse("note-concern", args=["oak", concern.pk]), {"text": " "})
    assert answer.status_code == 422 and "Write what is to be noted" in answer.content.decode()
    assert WORDS not in answer.content.decode()
    assert kinds_of(concern) == ["opened"]


@pytest.mark.parametrize("fact", ["act", "actor", "with.age", "event.platform", "nonsense", ""])
def test_only_what_is_known_or_asked_can_be_told(town, concern, fact):
    edna = sign_in(Client(), town.edna)
    address = reverse("know-concern", args=["oak", concern.pk]) + f"?fact={fact}"
    for answer in (edna.get(address), edna.post(address, {"answer": "post"})):
        assert answer.status_code == 302 and answer.url == reverse("concern", args=["oak", concern.pk])
    assert kinds_of(concern) == ["opened"]


def test_what_somebody_else_told_in_the_meantime_is_not_taken_back_unseen(town, concern):
    edna, address = (
        sign_in(Client(), town.edna),
        reverse("know-concern", args=["oak", concern.pk]) + "?fact=event.author%20age",
    )
    seen = re.search('name="seen" value="([0-9]+)"', edna.get(address).content.decode())[1]
    with in_school(town.oak):
        actions.know(concern, by=place_of(town.dora), facts={"event.author age": 16})
    late = edna.post(address, {"answer": "10", "seen": seen})
    page = late.content.decode()
    assert late.status_code == 422 and "Somebody has told more in the meantime" in page and 'value="16"' in page
    seen = re.search('name="seen" value="([0-9]+)"', page)[1]
    assert edna.post(address, {"answer": "10", "seen": seen}).status_code == 302
    with in_school(town.oak):
        assert handling.case_of(concern).facts["event.author age"] == 10


def test_what_was_kept_is_given_to_nobody_once_it_may_be_indecent(town, concern):
    with in_school(town.oak):
        edna = place_of(town.edna)
        more = {"where": "Her mother", "shows_child_undressed": "no"}
        picture = actions.attach(concern, by=edna, data=b"\x89PNG\r\n\x1a\nx", name="shot", **more)
        words = actions.attach(concern, by=edna, data=b"What was said", name="chat", **more)
        actions.know(concern, by=edna, facts={"event.child abuse image": True})
    browser = sign_in(Client(), town.edna)
    page = browser.get(reverse("concern", args=["oak", concern.pk])).content.decode()
    address, other = (reverse("evidence", args=["oak", concern.pk, each.pk]) for each in (picture, words))
    assert "shot.png" in page and address not in page and other in page and "Tell the police" in page
    assert browser.get(address).status_code == 302 and browser.get(other).content == b"What was said"
    assert kinds_of(concern).count("taken") == 1


def test_evidence_is_found_under_its_own_concern_alone(town, concern):
    with in_school(town.oak):
        edna = place_of(town.edna)
        kept = actions.attach(
            concern, by=edna, data=b"Said", name="chat", where="Her mother", shows_child_undressed="no"
        )
        other = actions.open_(by=edna, facts=BULLIED, text="Another", about=[])
    assert sign_in(Client(), town.edna).get(reverse("evidence", args=["oak", other.pk, kept.pk])).status_code == 404


def test_what_was_written_stays_in_the_form_where_the_key_is_another_one(town, concern, monkeypatch):
    today = timezone.localdate()
    monkeypatch.setattr(settings, "BELISHA_CONCERN_KEYS", (Fernet.generate_key().decode(),))
    answer = sign_in(Client(), town.ada).post(
        reverse("school-open-concern", args=["oak"]) + "?event=cyberbullying",
        {
            "text": "Seen at the gate",
            "day-day": today.day,
            "day-month": today.month,
            "day-year": today.year,
            "about": "nobody",
        },
    )
    page = answer.content.decode()
    assert (
        answer.status_code == 422 and "Seen at the gate" in page and "does not open what this school has sealed" in page
    )


@pytest.mark.parametrize("who", [R.HEADTEACHER, R.OFFICE])
def test_the_outbox_does_not_show_who_was_told_of_a_concern(town, who):
    """A headteacher whom it is about would see that others were, and they were not."""
    with in_school(town.oak):
        actions.open_(
            by=place_of(town.ada),
            facts={"event": frozenset({"concern about adult"})},
            text=WORDS,
            about=[str(town.dora.pk)],
        )
        assert Concern.objects.visible_to(place_of(town.edna)).exists()
    page = sign_in(Client(), town.of_role[who]).get(reverse("mail", args=["oak"])).content.decode()
    assert "Something waits for you" not in page and "edna@example.org" not in page
    with in_school(town.oak):
        assert "Something waits for you" not in str(held.on(town.edna))


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%F0%9F%98%80", "q=99999999999999999999", "q=-1", "show=%00", "page=%00", "q=12345678"]
)
def test_the_list_takes_whatever_is_looked_for(town, concern, query):
    edna = sign_in(Client(), town.edna)
    for name in ("concerns", "export-concerns"):
        assert edna.get(reverse(name, args=["oak"]) + "?" + query).status_code in (200, 404)


@pytest.mark.parametrize(("event", "title"), [("cyberbullying", "Cyberbullying"), ("abuse+of+staff", "Abuse of staff")])
def test_whoever_writes_it_down_reads_as_what_it_is_handled(town, event, title):
    """Whether or not the procedure says who may know of it: MO-75 does not."""
    page = (
        sign_in(Client(), town.ada)
        .get(reverse("school-open-concern", args=["oak"]) + f"?event={event}")
        .content.decode()
    )
    assert f"The policy handles this as “{title}”" in page


@pytest.mark.parametrize(("clock", "moment"), [("14:30", "14:30"), ("0.00", "00:00"), ("", "00:00")])
def test_a_clock_of_which_nobody_knows_the_start_never_runs_out_too_late(clock, moment):
    form = OpenForm(
        {"text": "It", "day-day": "27", "day-month": "11", "day-year": "2026", "clock": clock, "about": ["nobody"]},
        people=[],
    )
    assert form.is_valid(), form.errors
    assert f"{form.moment:%Y-%m-%d %H:%M}" == f"2026-11-27 {moment}"
