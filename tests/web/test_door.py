"""The door of a school: who comes in, and what they may see there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from belisha.schools.accounts import actions as accounts
from belisha.schools.apart import in_school
from belisha.schools.people import actions, places
from belisha.schools.people.models import Person, Role
from belisha.schools.people.permissions import RoleName
from belisha.schools.record.models import Entry
from cast import GOOD, place_of, sign_in, yesterday


def test_walking_in(client, town):
    """A person with a role signs in, sees a page of their school and of no other; one deed leaves its line in the record."""
    accounts.set_password(town.ada.account, GOOD, checked=False)
    assert client.get("/schools/oak/").headers["Location"] == "/sign-in/?next=/schools/oak/"
    answer = client.post("/sign-in/", {"login": "ada@example.org", "password": GOOD, "next": "/schools/oak/"})
    assert answer.headers["Location"] == "/schools/oak/"
    page = client.get("/schools/oak/").content.decode()
    assert "Oak School" in page
    assert "Ada Example" in page
    assert client.get("/schools/elm/").status_code == 403
    assert client.get("/schools/nowhere/").status_code == 404

    sign_in(client, town.dora)
    answer = client.post(
        f"/schools/oak/people/{town.ada.pk}/roles/give",
        {"role": "governor", "detail": "", "since-day": "1", "since-month": "9", "since-year": "2024"},
    )
    assert answer.headers["Location"] == f"/schools/oak/people/{town.ada.pk}/"
    with in_school(town.oak):
        line = Entry.objects.get()
        assert (line.event, line.who_words, line.about_words) == ("role given", "Dora Example", "Ada Example")
        assert line.after == {"role": "governor", "since": "2024-09-01", "until": None, "detail": ""}


def test_a_person_of_two_schools_is_in_each_what_they_are_there(client, town):
    sign_in(client, town.finn)
    with in_school(town.elm):
        here = Person.objects.get(school=town.elm, account=town.finn.account)
        here.given = "Finlay"
        here.save()
    assert "Finn Example" in client.get("/schools/oak/").content.decode()
    elm = client.get("/schools/elm/").content.decode()
    assert "Finlay Example" in elm
    assert "Oak" not in elm
    assert [place.school.name for place in places.of_account(town.finn.account)] == ["Elm School", "Oak School"]
    both = client.get("/places/").content.decode()
    assert both.index("Elm School") < both.index("Oak School")


def test_a_leaver_is_out_that_day(client, town):
    sign_in(client, town.ada)
    assert client.get("/schools/oak/").status_code == 200
    with in_school(town.oak):
        actions.end_role(Role.objects.get(person=town.ada), by=place_of(town.dora))
    assert client.get("/schools/oak/").status_code == 403


@pytest.mark.parametrize(
    ("since", "until", "status"), [(-1, None, 200), (0, 1, 200), (1, None, 403), (-9, 0, 403), (-9, -1, 403)]
)
def test_a_role_counts_from_its_first_day_and_no_longer_on_its_last(client, town, since, until, status):
    today = timezone.localdate()
    with in_school(town.oak):
        end = None if until is None else today + timedelta(days=until)
        Role.objects.filter(person=town.ada).update(since=today + timedelta(days=since), until=end)
    assert sign_in(client, town.ada).get("/schools/oak/").status_code == status


def test_a_person_who_has_left_is_out_whatever_their_roles_say(client, town):
    with in_school(town.oak):
        Person.objects.filter(pk=town.ada.pk).update(until=yesterday())
    assert sign_in(client, town.ada).get("/schools/oak/").status_code == 403


def test_a_trusted_role_needs_a_second_factor(client, town):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user=town.dora.account).delete()
    sign_in(client, town.dora)
    for address in ("/schools/oak/", "/schools/oak/people/"):
        assert client.get(address).headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert sign_in(client, town.ada).get("/schools/oak/").status_code == 200


def test_a_sensitive_page_asks_again(client, town):
    sign_in(client, town.dora, minutes_ago=11)
    assert client.get("/schools/oak/people/people.csv").headers["Location"].startswith("/sign-in/again/")
    sign_in(client, town.dora, minutes_ago=9)
    assert client.get("/schools/oak/people/people.csv").status_code == 200


def test_a_role_given_by_somebody_who_may_not(client, town):
    sign_in(client, town.olive)
    given = {"detail": "", "since-day": "1", "since-month": "9", "since-year": "2024"}
    address = f"/schools/oak/people/{town.ada.pk}/roles/give"
    assert client.post(address, {"role": "volunteer", **given}).status_code == 302
    assert client.post(address, {"role": "headteacher", **given}).status_code == 422
    assert sign_in(client, town.ada).post(address, {"role": "volunteer", **given}).status_code == 403
    with in_school(town.oak):
        assert not Role.objects.filter(person=town.ada, role=RoleName.HEADTEACHER).exists()
