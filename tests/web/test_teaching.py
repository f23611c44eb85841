"""The pages of teaching and training: planned, written down, overdue; a new starter's reading; what is attached; the year for governors."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from belisha.schools.apart import in_school
from belisha.schools.people.models import Role
from belisha.schools.people.permissions import RoleName as R
from belisha.schools.teaching.models import Attended, Held, Item, Resource
from cast import place_of, sign_in
from schools.test_teaching import DOCX, actions, item_of
from web.test_life import in_parts

TODAY = timezone.localdate()
DAY = timedelta(days=1)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).strip()


def at(name, *args):
    return reverse(name, args=["oak", *args])


@pytest.fixture
def lead(town):
    with in_school(town.oak):
        for name, detail in (("Pip", "Year 6, class 1"), ("Quin", "Year 2, class 1")):
            Role.objects.filter(person__given=name, role="pupil").update(detail=detail)
    return sign_in(Client(), town.edna)


def planned(town, **more):
    with in_school(town.oak):
        return item_of(town, **more)


def page_of(item):
    return at("item", item.pk)


# -- From a promise to done ----------------------------------------------------------------------------------------------


def test_from_a_promise_to_done(lead, town):
    promises = lead.get(at("promised"))
    assert "MO-97" in text_of(promises) and "Nothing planned" in text_of(promises)
    way = re.search(r'href="([^"]*clause=MO-97)"', promises.content.decode()).group(1).replace("&amp;", "&")
    assert 'value="MO-97"' in lead.get(way).content.decode()
    page = lead.post(way, {
        "kind": "lesson", "title": "Asking before we share", "whom": ["KS1", "Year 6"], "clause": "MO-97",
        **in_parts("first", TODAY - 9 * DAY), **in_parts("last", TODAY - DAY),
    })["Location"]  # fmt: skip
    said = text_of(lead.get(page))
    assert "Overdue" in said and "0 of 2 classes (0 %)" in said and "must teach it" in said
    assert "Asking before we share" in text_of(lead.get(at("promised")))
    assert "See to what is overdue: Asking before we share" in text_of(lead.get(at("school")))
    ada = sign_in(Client(), town.ada)
    held = {"groups": ["Year 2, class 1"], "note": "with the tablets", **in_parts("on", TODAY)}
    assert ada.post(page + "held", held).status_code == 302
    assert "1 of 2 classes" in text_of(lead.get(page))
    ada.post(page + "held", {"groups": ["Year 6, class 1"], **in_parts("on", TODAY)})
    assert "Done" in text_of(lead.get(page))
    assert "See to what is overdue" not in text_of(lead.get(at("school")))
    ada.post(page + "not-so", {"group": "Year 2, class 1"})
    with in_school(town.oak):
        assert list(Held.objects.values_list("group", flat=True)) == ["Year 6, class 1"]


def test_who_took_part_in_a_training(lead, town):
    item = planned(town, kind="training", title="How to report", whom=["governor"])
    form = lead.get(at("item-attended", item.pk))
    assert "Example, Finn" in text_of(form) and "Example, Ada" not in text_of(form)
    lead.post(at("item-attended", item.pk), {"people": [str(town.finn.pk)], "how": "there", **in_parts("on", TODAY)})
    assert "1 of 3 people (33 %)" in text_of(lead.get(page_of(item)))
    governor = text_of(sign_in(Client(), town.finn).get(page_of(item)))
    assert "1 of 3 people" in governor and "Example, Finn" not in governor
    lead.post(at("item-not-so", item.pk), {"person": str(town.finn.pk)})
    with in_school(town.oak):
        assert not Attended.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"title": ""}, "Enter what is it called"),
        ({"clause": "MO-9999"}, "The policy in force has no such clause"),
        (in_parts("last", TODAY - 30 * DAY), "The last day must not be before the first"),
        ({"kind": "training"}, "Choose who is trained"),
        ({"kind": "reading", "days": "many"}, "Enter a whole number"),
    ],
)
def test_a_plan_that_is_wrong_says_so(lead, more, said):
    answer = lead.post(
        at("plan-teaching"),
        {"kind": "lesson", "title": "T", "days": "14", **in_parts("first", TODAY), **in_parts("last", TODAY), **more},
    )
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_what_is_let_go_says_why(lead, town):
    item = planned(town)
    assert lead.post(at("let-go-item", item.pk), {"why": ""}).status_code == 422
    lead.post(at("let-go-item", item.pk), {"why": "The visitor is ill"})
    assert "The visitor is ill" in text_of(sign_in(Client(), town.finn).get(page_of(item)))
    assert (
        lead.post(at("item-held", item.pk), {"groups": ["Year 2, class 1"], **in_parts("on", TODAY)}).status_code == 422
    )


# -- Reading -------------------------------------------------------------------------------------------------------------


def test_a_new_starter_reads_and_confirms_from_the_home_page(lead, town):
    item = planned(town, kind="reading", title="The policy before you begin")
    with in_school(town.oak):
        actions.attach(item, by=place_of(town.edna), name="Slides", data=DOCX)
    starter = sign_in(Client(), town.of_role[R.NEW_STARTER])
    home = starter.get(at("school"))
    assert "Read: The policy before you begin" in text_of(home)
    way = re.search(r'href="([^"]*/read)"', home.content.decode()).group(1)
    assert "Slides.docx" in text_of(starter.get(way))
    assert "Tick the box" in text_of(starter.post(way, {}))
    assert starter.post(way, {"read": "yes"}).status_code == 302
    assert "Read: " not in text_of(starter.get(at("school")))
    assert "The policy before you begin, on" in text_of(starter.get(at("reading")))
    assert sign_in(Client(), town.ben).get(way).status_code == 404


# -- What belongs to it ----------------------------------------------------------------------------------------------------


def test_a_file_is_attached_saved_and_removed(lead, town):
    item = planned(town)
    sent = {"file": SimpleUploadedFile("plan.docx", DOCX), "name": "Lesson plan"}
    assert lead.post(at("attach-resource", item.pk), sent).status_code == 302
    with in_school(town.oak):
        resource = Resource.objects.get()
    answer = sign_in(Client(), town.ada).get(at("resource", item.pk, resource.pk))
    assert answer.content == DOCX
    assert answer["Content-Disposition"] == 'attachment; filename="Lesson plan.docx"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert sign_in(Client(), town.of_role[R.VOLUNTEER]).get(at("resource", item.pk, resource.pk)).status_code == 404
    lead.post(at("detach-resource", item.pk, resource.pk))
    assert "Nothing yet" in text_of(lead.get(page_of(item)))


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"file": SimpleUploadedFile("x.pdf", b"<html>")}, 422, "Attach a PDF"),
        ({"href": "javascript:alert(1)"}, 422, "Enter a whole address"),
        ({}, 422, "Enter an address, or choose a file"),
        ({"file": SimpleUploadedFile("x.pdf", b"%PDF-" + b"0" * 10_200_000)}, 413, "smaller than 10 MB"),
    ],
    ids=["no pdf", "a script", "nothing", "too large"],
)
def test_what_is_not_attached(lead, town, sent, status, said):
    answer = lead.post(at("attach-resource", planned(town).pk), sent)
    assert answer.status_code == status
    assert said in text_of(answer)


def test_a_file_from_another_site_is_refused(town):
    client = sign_in(Client(enforce_csrf_checks=True), town.edna)
    assert client.post(at("attach-resource", planned(town).pk), {"href": "https://example.org"}).status_code == 403


# -- The year, and the lists -----------------------------------------------------------------------------------------------


def test_the_year_for_governors(lead, town):
    planned(town, whom=["KS1"], first=TODAY, last=TODAY)
    planned(town, kind="training", title="How to report", whom=["staff"], first=TODAY, last=TODAY)
    governor = sign_in(Client(), town.finn)
    page = governor.get(at("teaching-year"))
    said = text_of(page)
    assert "2 planned, 0 overdue, 0 done, 0 let go" in said
    assert "Key Stage 1" in said and f"{TODAY:%B %Y}" in said and "0 %" in said
    csv = governor.get(at("export-teaching-year")).content.decode()
    assert f"{TODAY:%B %Y},Key Stage 1,Asking before we share,planned,0,1" in csv


@pytest.mark.parametrize("name", ["teaching", "teaching-year", "promised", "school"])
def test_a_longer_list_asks_no_more_of_the_database(lead, town, name):
    counts = []
    for more in (1, 6):
        for n in range(more):
            planned(town, title=f"L{n}", first=TODAY - 9 * DAY, last=TODAY - DAY)
            planned(town, title=f"T{n}", kind="training", whom=["staff"])
        with CaptureQueriesContext(connection) as asked:
            assert lead.get(at(name)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 32


def test_the_list_is_searched_filtered_and_downloaded(lead, town):
    assert "Nothing is planned for this school year yet" in text_of(lead.get(at("teaching")))
    planned(town, title="Late", first=TODAY - 9 * DAY, last=TODAY - DAY)
    planned(town, kind="assembly", title="Safer Internet Day")
    assert "1 item" in text_of(lead.get(at("teaching") + "?show=overdue"))
    assert "1 item" in text_of(lead.get(at("teaching") + "?kind=assembly"))
    assert "Nothing of that kind" in text_of(lead.get(at("teaching") + "?q=zzz"))
    csv = lead.get(at("export-teaching") + "?show=overdue").content.decode().splitlines()
    assert len(csv) == 2 and csv[1].startswith("Late,Lesson,All pupils,,")
    with in_school(town.oak):
        assert Item.objects.count() == 2
