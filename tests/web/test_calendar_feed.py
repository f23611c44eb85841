"""Calendars for other programs: valid iCalendar, for the holder of the secret alone, without the name of a pupil, and not sent again when nothing changed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from belisha.schools.apart import in_school
from belisha.schools.notices.models import SchoolEvent
from belisha.schools.people.models import Role
from cast import place_of, sign_in
from schools.test_notices import actions, event_of, feeds, terms_of
from schools.test_policies import State, text_of, version_in
from schools.test_teaching import item_of

TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=3)
NOTICE = "\n```notice\nOA-2: Pictures at our events\nto: parent\nbefore: school event\nsays: Keep them to yourselves, please.\n```\n"


def feed_of(town, person):
    with in_school(town.oak):
        return f"/schools/oak/calendar/feed/{feeds.renew(by=place_of(person))}.ics"


def read(answer):
    """By summary, the first and the last day of each."""
    return {
        str(each["summary"]): (each["dtstart"].dt, each["dtend"].dt - timedelta(days=1))
        for each in Calendar.from_ical(answer.content).events
    }


@pytest.fixture
def year(town):
    with in_school(town.oak):
        version_in(town, State.PUBLISHED, text_of() + NOTICE)
        terms_of(town)
        event_of(town, public=True, place="the hall", time="2 pm")
        secret = event_of(town, name="Staff outing", kind="other", chosen=True)
        actions.choose_pupils(secret, by=place_of(town.olive), add=[town.pip.pk])
        item_of(town)
    return town


def test_somebodys_own_calendar_holds_what_they_may_see(year, client):
    office = read(client.get(feed_of(year, year.olive)))
    assert office["Winter concert"] == (SOON, SOON)
    assert "Notice due: Pictures at our events" in office
    assert "Lesson: Asking before we share" in office
    assert "Autumn term begins" in office
    teacher = read(client.get(feed_of(year, year.ada)))
    assert "Staff outing" in teacher and "Lesson: Asking before we share" in teacher
    assert not [each for each in teacher if each.startswith("Notice due")]
    parent = read(client.get(feed_of(year, year.ben)))
    assert "Winter concert" in parent and "Autumn term begins" in parent
    assert not {"Staff outing", "Lesson: Asking before we share"} & set(parent)
    head = read(client.get(feed_of(year, year.dora)))
    assert [each for each in head if "comes into force" in each]


def test_no_pupil_is_named(year, client):
    for person in (year.dora, year.olive):
        said = client.get(feed_of(year, person)).content.decode()
        assert "Pip" not in said and "Quin" not in said


def test_it_is_as_the_standard_has_it(year, client):
    answer = client.get(feed_of(year, year.olive))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n") and answer.content.endswith(b"END:VCALENDAR\r\n")
    assert max(map(len, answer.content.split(b"\r\n"))) <= 75
    made = Calendar.from_ical(answer.content)
    assert made["version"] == "2.0" and made["prodid"]
    ids = [str(each["uid"]) for each in made.events]
    assert len(ids) == len(set(ids)) > 4
    assert all(each["dtstamp"].dt.utcoffset() == timedelta() for each in made.events)


def test_what_did_not_change_is_not_sent_again(year, client):
    address = feed_of(year, year.olive)
    first = client.get(address)
    same = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    with in_school(year.oak):
        event_of(year, name="Sports day", kind="sports day")
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_only_its_secret_opens_it(year, client):
    address = feed_of(year, year.olive)
    assert client.get(address.replace("/oak/", "/elm/")).status_code == 404
    assert client.get(f"/schools/oak/calendar/feed/{'x' * 43}.ics").status_code == 404
    assert client.post(address).status_code == 405
    with in_school(year.oak):
        Role.objects.filter(person=year.olive).update(until=TODAY)
    assert client.get(address).status_code == 404


def test_the_address_is_shown_once_renewed_and_ended(town, client):
    ada = sign_in(Client(), town.ada)
    page = ada.post("/schools/oak/calendar/own", {"do": "renew"}).content.decode()
    path = page[page.index("/schools/oak/calendar/feed/") :].split("<")[0]
    assert client.get(path).status_code == 200
    assert "calendar/feed" not in ada.get("/schools/oak/calendar/own").content.decode()
    ada.post("/schools/oak/calendar/own", {"do": "renew"})
    assert client.get(path).status_code == 404
    ada.post("/schools/oak/calendar/own", {"do": "end"})
    assert "Make an address" in ada.get("/schools/oak/calendar/own").content.decode()


def test_the_secret_stays_out_of_the_log():
    import logging

    from belisha.web.security import NoLinks

    line = logging.LogRecord("x", 30, "", 0, "%s", ("/schools/oak/calendar/feed/abcDEF-_1.ics",), None)
    NoLinks().filter(line)
    assert "abcDEF" not in line.getMessage()


def test_public_dates_are_for_everybody(year, client):
    answer = client.get("/schools/oak/published/dates.ics")
    assert answer["Content-Disposition"] == 'attachment; filename="oak-dates.ics"'
    found = read(answer)
    assert "Winter concert" in found and "Autumn term ends" in found
    assert not {"Staff outing", "Lesson: Asking before we share"} & set(found)
    assert b"/calendar/" not in answer.content
    assert client.get("/schools/nowhere/published/dates.ics").status_code == 404
    with in_school(year.oak):
        actions.cancel_event(SchoolEvent.objects.get(name="Winter concert"), by=place_of(year.olive))
    assert "Winter concert" not in read(client.get("/schools/oak/published/dates.ics"))
