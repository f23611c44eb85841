"""Where somebody lands, what waits there and whom they are told to turn to."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from belisha.schools.agreements.models import Signing
from belisha.schools.apart import in_school
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import RoleName as R
from belisha.schools.record.events import LOOKS, Event
from cast import person_of, role_of, sign_in
from web.test_agreements import oak, opened  # noqa: F401 (a fixture)
from web.test_ask import text_of

TODAY = timezone.localdate()


def seen_by(person, address=""):
    return text_of(sign_in(Client(), person).get(f"/schools/oak/{address}"))


# -- Where somebody lands --------------------------------------------------------------------------------------------------


def test_an_officer_lands_at_the_schools_and_somebody_with_a_place_as_well_chooses(town):
    hal = sign_in(Client(), town.hal)
    assert hal.get("/places/").headers["Location"] == "/offices/"
    assert hal.get("/places/?stay").status_code == 200
    with in_school(town.oak):
        Person.objects.filter(pk=person_of(town.oak, "Hal", R.GOVERNOR, account=False).pk).update(account=town.hal)
    assert hal.get("/places/").status_code == 200


# -- What waits ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "said"),
    [(15, None), (14, "See who has not signed"), (0, "See who has not signed"), (-1, "Overdue See who has not signed")],
)
def test_the_home_says_who_has_not_signed_from_two_weeks_before_the_day_on(oak, days, said):  # noqa: F811
    opened(oak)
    with in_school(oak.oak):
        Signing.objects.update(due=TODAY + timedelta(days=days))
        missing = Signing.objects.open().count()
    home = seen_by(oak.dora)
    assert (said in home and f"({missing})" in home) if said else "See who has not signed" not in home
    assert "See who has not signed" not in seen_by(oak.ada)


def test_whoever_follows_it_up_sees_from_the_list_how_many_are_missing(oak):  # noqa: F811
    opened(oak)
    assert "not signed yet" in seen_by(oak.dora, "agreements/")
    assert "not signed yet" not in seen_by(oak.of_role[R.CHAIR], "agreements/")


# -- Whom to turn to -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_everybody_reads_who_the_designated_safeguarding_lead_is(town, who):
    page = seen_by(getattr(town, who), "ask/")
    told = page.partition("tell the designated safeguarding lead now: ")[2].partition(". ")[0]
    leads, _, deputies = told.partition("; deputy: ")
    assert town.edna.name in leads
    assert town.of_role[R.DEPUTY_SAFEGUARDING_LEAD].name in deputies
    assert "You are the designated safeguarding lead" in seen_by(town.edna, "ask/")


def test_what_to_do_about_a_sexual_picture_comes_before_any_question(town):
    client = sign_in(Client(), town.ada)
    page = client.get("/schools/oak/ask/").content.decode()
    assert "ask/decision?event=nude+or+semi-nude+image" in page
    told = text_of(
        client.get("/schools/oak/ask/decision?event=nude+or+semi-nude+image&yes=event.child+abuse+image", follow=True)
    )
    assert "What to do now" in told


def test_who_is_two_things_asks_as_what_they_work_as_and_may_choose(town):
    with in_school(town.oak):
        role_of(town.ada, R.PARENT)
    client = sign_in(Client(), town.ada)
    page = client.get("/schools/oak/ask/").content.decode()
    assert "ask/question?as=teacher&amp;act=befriend" in page
    assert "Ask as a parent or carer" in page
    assert "ask/question?as=parent&amp;act=befriend" in client.get("/schools/oak/ask/?as=parent").content.decode()


# -- Who has looked --------------------------------------------------------------------------------------------------------


def test_the_record_shows_by_itself_who_opened_and_downloaded_what(town):
    officer = sign_in(Client(), town.of_role[R.DATA_PROTECTION_OFFICER])
    officer.get(f"/schools/oak/people/{town.pip.pk}/")
    sign_in(Client(), town.dora).post("/schools/oak/settings", {"domains": "", "notice_days": "9"})
    everything, looked = (text_of(officer.get(f"/schools/oak/record/{query}")) for query in ("", "?event=looked"))
    assert "School settings changed" in everything.partition("No.")[2]
    assert "School settings changed" not in looked.partition("No.")[2]
    assert f"Person opened: {town.pip.name}" in looked
    assert {Event.PERSON_OPENED, Event.PERSON_EXPORTED, Event.RECORD_OPENED, Event.MAIL_EXPORTED} < LOOKS
    assert Event.PERSON_CHANGED not in LOOKS
