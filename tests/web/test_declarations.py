"""The pages of the two registers: one's own, everybody's for leaders, each deed with its form, and what waits for whom."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from belisha.schools.apart import in_school
from belisha.schools.declarations.models import Approval, Declaration
from belisha.schools.declarations.years import school_year
from belisha.schools.people.permissions import RoleName
from belisha.schools.record.models import Entry
from cast import person_of, sign_in
from web.test_ask import link, text_of

R = RoleName
TODAY = timezone.localdate()
TIES, APPROVALS = "/schools/oak/declarations/", "/schools/oak/approvals/"


@pytest.fixture
def ada(client, town):
    return sign_in(client, town.ada)


@pytest.fixture
def dora(town):
    return sign_in(Client(), town.dora)


def tie(town, person=None, **more):
    with in_school(town.oak):
        told = {"about": town.pip, "relation": "friend", "since": TODAY, "confirmed": TODAY, **more}
        made = Declaration(school=town.oak, person=person or town.ada, **told)
        made.save()
        return made


# -- Ties ------------------------------------------------------------------------------------------------------------


def test_a_tie_from_the_search_to_the_leader_s_note(ada, dora, town):
    assert "None." in text_of(ada.get(TIES))
    found = ada.get(f"{TIES}declare?q=Pip")
    form = link(found, "declare?about=")
    assert ada.post(form, {"words": "x"}).status_code == 422
    page = ada.post(form, {"relation": "friend", "words": "Same choir"})["Location"]
    assert "Counts" in text_of(ada.get(page)) and "not yet" in text_of(ada.get(page))
    assert "1 tie" in text_of(ada.get(TIES))
    assert "Note what colleagues have declared" in text_of(dora.get("/schools/oak/"))
    assert "Ada Example: friend outside school" in text_of(dora.get(f"{TIES}?show=to-note"))
    dora.get(page)
    assert dora.post(f"{page}note").status_code == 302
    assert "Note what colleagues" not in text_of(dora.get("/schools/oak/"))
    with in_school(town.oak):
        events = list(Entry.objects.order_by("number").values_list("event", flat=True))
    assert events == ["tie with a family declared", "declared tie opened", "declared tie noted"]
    assert ada.post(f"{page}note").status_code == 403
    until = {"until-day": TODAY.day, "until-month": TODAY.month, "until-year": TODAY.year}
    assert ada.post(f"{page}end", until).status_code == 302
    assert "Ended" in text_of(ada.get(page))
    assert "None." in text_of(ada.get(TIES)) and "1 tie" in text_of(ada.get(f"{TIES}?show=ended"))


def test_whom_one_may_not_see_is_named_and_found_by_a_leader(town, dora):
    volunteer = sign_in(Client(), town.of_role[R.VOLUNTEER])
    assert "Look for the pupil" not in text_of(volunteer.get(f"{TIES}declare"))
    assert volunteer.get(f"{TIES}declare?about={town.pip.pk}").status_code == 404
    assert volunteer.post(f"{TIES}declare", {"relation": "friend", "named": ""}).status_code == 422
    page = volunteer.post(f"{TIES}declare", {"relation": "friend", "named": "Ben"})["Location"]
    assert "Name to be found" in text_of(volunteer.get(page))
    assert "Example, Ben" in text_of(dora.get(page))
    assert dora.post(f"{page}note", {"about": ""}).status_code == 422
    assert dora.post(f"{page}note", {"about": str(town.ben.pk)}).status_code == 302
    assert "Counts" in text_of(volunteer.get(page))
    said = text_of(volunteer.get(page))
    assert "Ben" in said and "Ben Example" not in said, "what they wrote, and not whom that is"


def test_a_new_school_year_asks_again(ada, town):
    begun = school_year(TODAY)
    made = tie(town, since=begun - timedelta(days=30), confirmed=begun - timedelta(days=30))
    assert "Confirm what you have declared" in text_of(ada.get("/schools/oak/"))
    page = f"{TIES}{made.pk}/"
    assert "It is still so" in text_of(ada.get(page))
    assert ada.post(f"{page}confirm").status_code == 302
    assert "Confirm what you" not in text_of(ada.get("/schools/oak/"))


def test_nobody_else_opens_a_tie(town):
    made = tie(town)
    for who in (town.olive, town.piotr, town.finn):
        other = sign_in(Client(), who)
        assert other.get(f"{TIES}{made.pk}/").status_code == 404
        assert "Pip" not in text_of(other.get(TIES))
    assert sign_in(Client(), town.ben).get(TIES).status_code == 403


def test_the_list_of_ties_is_searched_filtered_and_downloaded(dora, town):
    tie(town, words="=1+1")
    tie(town, town.of_role[R.VOLUNTEER], relation="relative", about=None, named="The Zebras")
    for query, count in (("", 2), ("q=Zebra", 1), ("q=Ada", 1), ("q=Pip", 1), ("relation=relative", 1), ("show=ended", 0), ("whose=mine", 0)):  # fmt: skip
        said = text_of(dora.get(f"{TIES}?{query}"))
        assert f"{count} tie" in said or (count == 0 and "None." in said), query
    rows = dora.get(f"{TIES}declarations.csv?q=Ada").content.decode().splitlines()
    assert len(rows) == 2 and "'=1+1" in rows[1]


# -- Approvals -------------------------------------------------------------------------------------------------------

UNTIL = TODAY + timedelta(days=60)
DAY = {"until-day": UNTIL.day, "until-month": UNTIL.month, "until-year": UNTIL.year}
GROUP = {"what": "River project", "reason": "Two classes", "benefit": "Three entries each", **DAY}


def test_a_learning_group_from_the_asking_to_what_it_has_brought(ada, dora, town):
    assert ada.get(f"{APPROVALS}ask?asked=yes").status_code == 422
    assert ada.post(f"{APPROVALS}ask?kind=group", {**GROUP, "benefit": ""}).status_code == 422
    page = ada.post(f"{APPROVALS}ask?kind=group", GROUP)["Location"]
    said = text_of(ada.get(page))
    assert "Waiting" in said and "The headteacher" in said and "MO-62" in said and "Approve it" not in said
    assert "Decide what Ada Example asks for" in text_of(dora.get("/schools/oak/"))
    assert "Approve it" in text_of(dora.get(page))
    assert dora.post(f"{page}decide", {"do": "grant", "answer": ""}).status_code == 422
    assert dora.post(f"{page}decide", {"do": "grant", "answer": "Good"}).status_code == 302
    assert "Given" in text_of(ada.get(page))
    assert dora.post(f"{page}decide", {"do": "refuse", "answer": "No"}).status_code == 422
    assert ada.post(f"{page}measure", {"outcome": "Thirty"}).status_code == 302
    assert "Thirty" in text_of(dora.get(page))
    assert dora.post(f"{page}withdraw", {"why": ""}).status_code == 422
    assert dora.post(f"{page}withdraw", {"why": "Over"}).status_code == 302
    assert "Withdrawn" in text_of(ada.get(page))


@pytest.mark.parametrize(
    ("kind", "more"),
    [("device", {"purpose": "personal"}), ("account", {}), ("other", {})],
)
def test_every_kind_can_be_asked_for(ada, kind, more):
    page = ada.post(f"{APPROVALS}ask?kind={kind}", {**GROUP, **more})["Location"]
    assert "Waiting" in text_of(ada.get(page))
    assert "None" not in text_of(ada.get(f"{APPROVALS}?kind={kind}"))


def test_who_is_not_asked_is_refused(ada, town):
    page = ada.post(f"{APPROVALS}ask?kind=group", GROUP)["Location"]
    edna = sign_in(Client(), town.edna)  # a senior leader sees it; the policy asks for the headteacher
    assert "Approve it" not in text_of(edna.get(page))
    assert edna.post(f"{page}decide", {"do": "grant", "answer": "Yes"}).status_code == 403
    assert ada.post(f"{page}decide", {"do": "grant", "answer": "Yes"}).status_code == 403
    for who in (town.olive, town.ben, town.finn):
        assert sign_in(Client(), who).get(page).status_code == 404


def test_the_list_of_approvals_is_searched_filtered_and_downloaded(ada, dora, town):
    for kind, what in (("group", "River"), ("account", "=HYPERLINK(1)")):
        ada.post(f"{APPROVALS}ask?kind={kind}", {**GROUP, "what": what})
    for query, count in (("", 2), ("q=River", 1), ("q=Ada", 2), ("kind=account", 1), ("show=waiting", 2), ("show=given", 0), ("whose=mine", 0)):  # fmt: skip
        said = text_of(dora.get(f"{APPROVALS}?{query}"))
        assert f"{count} approval" in said or (count == 0 and "None" in said), query
    rows = dora.get(f"{APPROVALS}approvals.csv").content.decode()
    assert "'=HYPERLINK(1)" in rows and "River" in rows


def test_what_runs_out_is_told_at_home(ada, dora, town):
    page = ada.post(f"{APPROVALS}ask?kind=group", GROUP)["Location"]
    dora.post(f"{page}decide", {"do": "grant", "answer": "Good"})
    assert "runs out" not in text_of(ada.get("/schools/oak/"))
    with in_school(town.oak):
        Approval.objects.update(until=TODAY + timedelta(days=7))
    assert "An approval of yours runs out" in text_of(ada.get("/schools/oak/"))


def test_the_lists_and_the_home_cost_the_same_however_many_there_are(dora, town):
    def queries(address):
        with CaptureQueriesContext(connection) as found:
            assert dora.get(address).status_code == 200
        return len(found)

    def more(n):
        person = person_of(town.oak, f"Help{n}", R.TEACHER, account=False)
        tie(town, person)
        with in_school(town.oak):
            Approval(
                school=town.oak, person=person, kind="group", what="x", reason="x", benefit="x", givers=["headteacher"], version="0" * 64, until=UNTIL
            ).save()  # fmt: skip

    more(0)
    addresses = [TIES, APPROVALS, "/schools/oak/"]
    few = [queries(each) for each in addresses]
    for n in range(1, 12):
        more(n)
    assert [queries(each) for each in addresses] == few
    assert "See what else is asked of you" in text_of(dora.get("/schools/oak/"))
