"""The list of channels, and asking the policy about a channel and about a school event."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from belisha.schools.apart import in_school
from belisha.schools.asked.models import KeptAnswer
from belisha.schools.channels.models import Channel
from belisha.schools.declarations.models import Approval
from belisha.schools.notices.models import SchoolEvent
from cast import sign_in
from schools.test_channels import OFFICIAL, channel_of, event_of
from web.test_ask import follow, link, text_of, where
from web.test_asking import walk

TODAY = timezone.localdate()
CHANNELS, ASK = "/schools/oak/channels/", "/schools/oak/ask/"
FLAGS = {"account-school-holds-master-access": "yes", "account-in-privacy-notice": "no"}


@pytest.fixture
def made(town):
    """A public account that is official, a group that only colleagues see, and a concert of which everybody may know."""
    with in_school(town.oak):
        public = channel_of(town, audience="public", facts=OFFICIAL)
        group = channel_of(town, name="Staff room", kind="staff group", audience="limited", keeper=town.ada)
        return public, group, event_of(town)


# -- The list --------------------------------------------------------------------------------------------------------


def test_the_office_adds_changes_and_closes_one(client, town):
    sign_in(client, town.olive)
    assert "Begin with the website" in text_of(client.get(CHANNELS))
    wrong = client.post(f"{CHANNELS}add", {"name": "", "kind": "", "address": "ftp://x"})
    assert wrong.status_code == 422
    assert "Enter what it is called" in text_of(wrong) and "Select what it is" in text_of(wrong)
    told = {
        "name": "Oak on a network",
        "kind": "school",
        "audience": "public",
        "keeper": str(town.ada.pk),
        "address": "@oak",
        **FLAGS,
    }
    page = client.post(f"{CHANNELS}add", told)["Location"]
    said = text_of(client.get(page))
    assert "Kept by Ada Example" in said and "In use" in said
    assert "Does the school hold the main log-in and permissions? Yes" in said
    assert "Is it listed in the school's privacy notice? No" in said.replace("’", "'")
    with in_school(town.oak):
        assert Channel.objects.get().facts == {
            "account.school holds master access": True,
            "account.in privacy notice": False,
        }
    again = client.post(f"{CHANNELS}add", told)
    assert again.status_code == 422 and "stands in the list already" in text_of(again)
    changed = {
        **told,
        "keeper": "role:school office",
        "address": "https://www.example.org/oak",
        "account-in-privacy-notice": "",
    }
    assert client.post(f"{page}change", changed).status_code == 302
    said = client.get(page).content.decode()
    assert (
        'href="https://www.example.org/oak"' in said and "The school office" in said and "privacy notice?" not in said
    )
    assert client.post(f"{page}close", {"why": ""}).status_code == 422
    assert client.post(f"{page}close", {"why": "It moved"}).status_code == 302
    said = text_of(client.get(page))
    assert "It moved" in said and "Ask the policy about it" not in said and "Change it" not in said
    assert client.post(f"{page}change", told).status_code == 422


def test_search_filters_and_csv(client, town, made):
    sign_in(client, town.ada)
    for asked, names in (
        ({}, {"Oak on a network", "Staff room"}),
        ({"q": "staff ROOM"}, {"Staff room"}),
        ({"kind": "school"}, {"Oak on a network"}),
        ({"q": "zebra"}, set()),
        ({"show": "closed"}, set()),
    ):
        for page in (CHANNELS, f"{CHANNELS}channels.csv"):
            said = client.get(page, asked).content.decode()
            assert {each for each in ("Oak on a network", "Staff room") if each in said} == names, (page, asked)
    rows = client.get(f"{CHANNELS}channels.csv").content.decode()
    assert "Ada Example" in rows and "Does the school hold the main log-in and permissions? Yes" in rows
    assert "Add a channel" not in client.get(CHANNELS).content.decode()


def test_families_see_the_public_ones_and_nobody_who_keeps_them(client, town, made):
    public, group, _ = made
    sign_in(client, town.ben)
    said = text_of(client.get(CHANNELS))
    assert "Oak on a network" in said and "Staff room" not in said and "kept" not in said.lower()
    said = text_of(client.get(f"{CHANNELS}{public.pk}/"))
    assert "Kept by" not in said and "What the policy may ask of it" not in said
    assert client.get(f"{CHANNELS}{group.pk}/").status_code == 404
    assert client.get(f"{CHANNELS}channels.csv").status_code == 403


# -- Asking ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "channels", "events"),
    [
        ("ada", {"Oak on a network", "Staff room"}, {"Winter concert", "Museum"}),
        ("ben", {"Oak on a network"}, {"Winter concert"}),
    ],
)
def test_one_picks_what_one_may_see(client, town, made, who, channels, events):
    with in_school(town.oak):
        event_of(town, name="Museum", public=False)
        event_of(town, name="Cancelled fair", cancelled=TODAY)
        event_of(town, name="Summer play", first=TODAY - timedelta(days=100))
        channel_of(town, name="Gone", closed=TODAY, closed_because="x")
    sign_in(client, getattr(town, who))
    said = client.get(ASK).content.decode()
    offered = {
        each
        for each in (
            "Oak on a network",
            "Staff room",
            "Winter concert",
            "Museum",
            "Cancelled fair",
            "Summer play",
            "Gone",
        )
        if each in said
    }
    assert offered == channels | events
    assert "Summer play" in client.get(ASK, {"q": "play"}).content.decode()
    assert "Winter concert" not in client.get(ASK, {"q": "play"}).content.decode()
    assert "nothing found" in text_of(client.get(ASK, {"q": "x"}))


def test_what_one_may_not_see_is_not_there(client, town, made):
    _, group, _ = made
    with in_school(town.oak):
        trip = event_of(town, name="Museum", public=False)
    sign_in(client, town.ben)
    for picked in (f"channel={group.pk}", f"occasion={trip.pk}", "channel=1", "occasion=1"):
        for page in ("", "question", "check", "decision", "approval", "compare"):
            assert client.get(f"{ASK}{page}?{picked}&act=post").status_code == 404, (page, picked)


def test_what_stands_in_the_list_is_not_asked_and_says_so(client, town, made):
    public, _, _ = made
    sign_in(client, town.ada)
    start = client.get(f"{CHANNELS}{public.pk}/")
    first = client.get(link(start, "ask/?channel"))
    assert "I want to post about the school on my own account" not in text_of(first), "that is another account"
    titles, answer = walk(client, link(first, "about=act"))
    assert not {"Which account or channel is used?", "Who can see it?", "Which of these is true of the account?"} & set(
        titles
    )
    said = text_of(answer)
    assert "About Oak on a network" in said and "The school's channels: Oak on a network" in said.replace("’", "'")
    addresses = " ".join(re.findall(r'(?:href|action)="[^"]*"', answer.content.decode()))
    assert str(public.pk) in addresses and "account=" not in addresses and "Oak+on" not in addresses


def test_a_parent_asks_about_the_concert(client, town, made):
    *_, concert = made
    sign_in(client, town.ben)
    start = client.get(ASK, {"q": "concert"})
    being_there = next(
        each for each in re.findall(r'href="([^"]*occasion=[^"]*)"', start.content.decode()) if "part=there" in each
    )
    chosen = client.get(html.unescape(being_there))
    assert "Winter concert" in text_of(chosen) and "Leave out" in text_of(chosen)
    start = f"{ASK}question?{html.unescape(being_there).partition('?')[2]}&whom={town.pip.pk}&act=photograph"
    titles, answer = walk(client, start)
    assert not {"Where does it happen?", "Was the picture taken at the school or at one of its events?"} & set(titles)
    said = text_of(answer)
    assert f"The calendar: a performance on {concert.first.day} {concert.first:%B %Y}" in said
    assert "MO-98" in said and "Allowed" in said


def test_all_three_are_picked_and_left_out(client, town, made):
    public, _, concert = made
    sign_in(client, town.ada)
    picked = f"?whom={town.pip.pk}&side=pupil&channel={public.pk}&occasion={concert.pk}&part=of%20it"
    said = client.get(f"{ASK}{picked}").content.decode()
    assert said.count("Leave out") == 3 and 'name="q"' not in said
    shorter = re.search(r'href="([^"]*)">Leave out<span class="govuk-visually-hidden"> Winter concert', said).group(1)
    assert client.get(html.unescape(shorter)).content.decode().count("Leave out") == 2
    decided = text_of(follow(client, f"{ASK}decision{picked}&act=post"))
    assert "About Pip Example, pupil" in decided and "Winter concert" in decided and "Oak on a network" in decided


def test_leave_for_one_channel_from_the_question_to_the_other_answer(client, town, made):
    public, *_ = made
    with in_school(town.oak):
        other = channel_of(town, name="Oak elsewhere", facts=OFFICIAL)
    sign_in(client, town.ada)
    _, first = walk(client, f"{ASK}question?channel={public.pk}&act=post")
    question = where(first) + "?" + first.request["QUERY_STRING"]
    elsewhere = question.replace(str(public.pk), str(other.pk))
    assert "MO-65" in text_of(first) and "a senior leader" in text_of(first)
    day = TODAY + timedelta(days=20)
    until = {"until-day": day.day, "until-month": day.month, "until-year": day.year}
    page = client.post(link(first, "ask/approval?"), {"reason": "News of the week", **until})["Location"]
    assert "Oak on a network" in text_of(client.get(page))
    assert "You have asked for it" in text_of(client.get(question))
    assert "You have asked for it" not in text_of(client.get(elsewhere))
    decide = sign_in(Client(), town.dora).post(f"{page}decide", {"do": "grant", "answer": "Yes", **until})
    assert decide.status_code == 302
    assert "Ask for approval" not in text_of(client.get(question))
    assert "Ask for approval" in text_of(client.get(elsewhere))
    with in_school(town.oak):
        assert Approval.objects.get().channel == public


def test_a_kept_answer_keeps_what_was_known(client, town, made):
    public, *_ = made
    sign_in(client, town.ada)
    answer = follow(client, f"{ASK}decision?channel={public.pk}&act=run+account&purpose=learning")
    action = re.search(r'action="([^"]*ask/keep[^"]*)"', answer.content.decode()).group(1).replace("&amp;", "&")
    page = client.post(action, {"note": ""})["Location"]
    with in_school(town.oak):
        Channel.objects.filter(pk=public.pk).update(facts={}, name="Renamed")
        assert KeptAnswer.objects.get().facts["account.in privacy notice"] is True
    said = text_of(client.get(page))
    assert "it says the same" in said and "Oak on a network" in said and "Renamed" not in said
    assert "1 answer" in text_of(client.get(f"{ASK}kept/?q=network"))


# -- As many queries, however many there are ---------------------------------------------------------------------------


def test_the_pages_cost_the_same_however_many_there_are(client, town, made):
    sign_in(client, town.dora)

    def queries(address):
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    addresses = [CHANNELS, f"{CHANNELS}channels.csv", ASK, f"{ASK}?q=oa", "/schools/oak/"]
    few = [queries(each) for each in addresses]
    with in_school(town.oak):
        for n in range(12):
            channel_of(town, name=f"Oak {n}", keeper=town.ada)
            event_of(town, name=f"Oak event {n}")
    assert [queries(each) for each in addresses] == few
    assert SchoolEvent.objects.count() == 0  # outside of the school there is nothing
