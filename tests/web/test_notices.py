"""The pages of the calendar and the notices: from an event to a log, what each may see, and what the lists cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from belisha.schools.apart import in_school
from belisha.schools.notices.models import Notice, SchoolEvent, Taking, Telling, Term
from belisha.schools.people.models import Role
from belisha.schools.people.permissions import RoleName as R
from cast import place_of, sign_in
from jobs import run_jobs
from schools.test_notices import actions, event_of
from web.test_life import in_parts

TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=3)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).strip()


def at(name, *args):
    return reverse(name, args=["oak", *args])


@pytest.fixture
def office(town):
    with in_school(town.oak):
        Role.objects.filter(person=town.pip, role="pupil").update(detail="Year 6, class 1")
    return sign_in(Client(), town.olive)


def concert(office, **more):
    given = {
        "name": "Winter concert",
        "kind": "performance",
        "takes_part": "whole",
        "time": "2 pm",
        **in_parts("first", SOON),
        **more,
    }
    return office.post(at("add-event"), given)


def one_notice(town):
    with in_school(town.oak):
        return Notice.objects.get()


# -- From the calendar to the log ------------------------------------------------------------------------------------


def test_from_an_event_to_the_log(office, town):
    assert "are not entered yet" in text_of(office.get(at("calendar")))
    event = concert(office)["Location"]
    assert "Pictures at our events" in text_of(office.get(event))
    home = text_of(office.get(at("school")))
    assert "Inform parents and carers: Pictures at our events" in home
    notice = one_notice(town)
    page = at("notice", notice.pk)
    assert "It has not been given yet" in text_of(office.get(page))
    office.post(at("notice-own", notice.pk), {"own": "Doors open at 1.30."})
    ask = text_of(office.get(at("mail-notice", notice.pk)))
    assert "It goes to 1 person: parents and carers" in ask
    assert "1 adult is left out" in ask  # Robin
    assert "Winter concert" in ask and "Doors open at 1.30." in ask and notice.says in ask
    office.post(at("mail-notice", notice.pk))
    assert "It is being sent" in text_of(office.get(page))
    run_jobs()
    said = text_of(office.get(page))
    assert "It is being sent" not in said and "1 waiting in the outbox" in said
    office.post(
        at("tell-notice", notice.pk),
        {"way": "poster", "groups": ["parent"], "note": "at the gate", **in_parts("on", TODAY)},
    )
    log = text_of(office.get(at("notice-log")))
    assert "2 lines" in log and "Poster put up" in log and "at the gate, Olive Example" in log
    assert "Inform parents" not in text_of(office.get(at("school")))


def test_terms_are_suggested_and_count_once_they_are_saved(office, town):
    page = office.get(at("terms"))
    assert "only suggested" in text_of(page)
    with in_school(town.oak):
        assert not Term.objects.exists()
    boxes = dict(
        re.findall(r'name="([a-z]+-(?:first|last)-(?:day|month|year))"[^>]*value="(\d+)"', page.content.decode())
    )
    year = re.search(r'name="year" value="(\d+)"', page.content.decode()).group(1)
    assert len(boxes) == 18
    assert office.post(at("terms"), {**boxes, "year": year}).status_code == 302
    with in_school(town.oak):
        assert list(Term.objects.values_list("name", flat=True)) == ["Autumn", "Spring", "Summer"]
        assert Notice.objects.filter(clause="MO-123").count() >= 1
    wrong = office.post(at("terms"), {**boxes, "year": year, "autumn-last-year": "1999"})
    assert wrong.status_code == 422 and "ends before it begins" in text_of(wrong)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"name": ""}, "Enter what is it called"),
        ({"kind": ""}, "Enter what kind of event is it"),
        ({"takes_part": "some"}, "Choose the years or classes that take part"),
        (in_parts("last", TODAY - timedelta(days=9)), "The last day must not be before the first"),
        ({"first-day": "31", "first-month": "2"}, "Day must be a real date"),
    ],
)
def test_an_event_that_is_wrong_says_so(office, more, said):
    answer = concert(office, **more)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_single_pupils_are_found_and_chosen(office, town):
    chosen = concert(office, takes_part="chosen")["Location"]
    assert chosen.endswith("/pupils")
    assert "Example, Pip" in text_of(office.get(f"{chosen}?q=pip"))
    assert "Example, Ada" not in text_of(office.get(f"{chosen}?q=ada"))
    office.post(chosen, {"add": [str(town.pip.pk), "nonsense"]})
    with in_school(town.oak):
        assert list(Taking.objects.values_list("pupil", flat=True)) == [town.pip.pk]
    assert "1 pupils, chosen by name" in text_of(office.get(chosen.removesuffix("pupils")))
    office.post(chosen, {"remove": [str(town.pip.pk)]})
    assert "No pupil is chosen yet" in text_of(office.get(chosen.removesuffix("pupils")))


def test_an_event_is_changed_and_cancelled(office, town):
    event = concert(office)["Location"]
    form = office.get(event + "change").content.decode()
    assert 'value="Winter concert"' in form and 'value="2 pm"' in form
    office.post(
        event + "change",
        {
            "name": "Spring concert",
            "kind": "performance",
            "takes_part": "some",
            "whom": ["Year 6"],
            **in_parts("first", SOON),
        },
    )
    assert "Year 6" in text_of(office.get(event))
    office.post(event + "cancel")
    said = text_of(office.get(event))
    assert "It was cancelled on" in said and "Let go" in said


def test_a_notice_is_started_by_hand(office, town):
    page = office.get(at("start-notice") + "?clause=MO-124")
    assert "when somebody is shortlisted" in text_of(page)
    applicant = town.of_role[R.APPLICANT]
    refused = office.post(at("start-notice"), {"clause": "MO-124", "period": ""})
    assert refused.status_code == 422 and "Choose whom it is for" in text_of(refused)
    made = office.post(
        at("start-notice"), {"clause": "MO-124", "period": "Year 3 teacher", "people": [str(applicant.pk)]}
    )
    assert "Year 3 teacher" in text_of(office.get(made["Location"]))
    assert "MO-124" in text_of(
        office.get(at("start-notice") + "?clause=nonsense") if False else office.get(at("notices"))
    )


def test_how_often_is_said_where_the_policy_does_not(office, town):
    from schools.test_notices import lived, terms_of

    with in_school(town.oak):
        [said] = lived(town)
        terms_of(town)
    listing, page = "/schools/oak/notices/", f"/schools/oak/notices/often?clause={said.id}"
    assert "nobody has said how often" in office.get(listing).content.decode()
    assert office.post("/schools/oak/notices/often", {"clause": said.id, "often": ""}).status_code == 422
    assert office.post("/schools/oak/notices/often", {"clause": said.id, "often": "term"}).status_code == 302
    found = office.get(listing).content.decode()
    assert "every term, since" in found and "Change how often" in found
    assert office.get(page).status_code == 200
    assert office.get("/schools/oak/notices/often?clause=NO-99").status_code == 302
    assert office.post("/schools/oak/notices/often", {"clause": said.id, "often": "by hand"}).status_code == 302
    assert "nobody has said how often" in office.get(listing).content.decode()


def test_the_pupils_of_another_event_are_taken_over(office, town):
    from schools.test_notices import event_of

    with in_school(town.oak):
        first, second = (event_of(town, name=each, chosen=True) for each in ("Choir in spring", "Choir in summer"))
    address = "/schools/oak/calendar/{}/pupils"
    office.post(address.format(first.pk), {"add": str(town.pip.pk)})
    assert "Choir in spring" in office.get(address.format(second.pk)).content.decode()
    assert office.post(address.format(second.pk), {"same_as": str(first.pk)}).status_code == 302
    assert "1 take part" in office.get(address.format(second.pk)).content.decode()


def test_a_notice_is_let_go_for_a_reason(office, town):
    concert(office)
    notice = one_notice(town)
    assert "Say why it is not given" in text_of(office.post(at("let-go-notice", notice.pk), {"why": ""}))
    office.post(at("let-go-notice", notice.pk), {"why": "Only a rehearsal"})
    assert "Only a rehearsal" in text_of(sign_in(Client(), town.finn).get(at("notice", notice.pk)))
    assert (
        office.post(
            at("tell-notice", notice.pk), {"way": "poster", "groups": ["parent"], **in_parts("on", TODAY)}
        ).status_code
        == 422
    )


# -- In numbers for governors, by name for those who give them -----------------------------------------------------------


def test_a_governor_sees_numbers_and_no_names(office, town):
    concert(office)
    notice = one_notice(town)
    office.post(at("mail-notice", notice.pk))
    run_jobs()
    office.post(
        at("tell-notice", notice.pk), {"way": "aloud", "groups": ["parent"], "note": "by Ada", **in_parts("on", TODAY)}
    )
    governor = sign_in(Client(), town.finn)
    for page in (at("notice", notice.pk), at("notice-log"), at("export-notice-log"), at("reached")):
        said = text_of(governor.get(page))
        assert not re.search("Ben|Olive|by Ada", said.replace("Finn Example", "")), page
    with in_school(town.oak):
        telling = Telling.objects.get(way="email")
    assert governor.get(at("telling", notice.pk, telling.pk)).status_code == 403
    assert "Example, Ben" in text_of(office.get(at("telling", notice.pk, telling.pk)))
    for query, there in (("", True), ("q=ben+EXAMPLE", True), ("q=zebra", False), ("became=no_address", False)):
        said = text_of(office.get(at("telling", notice.pk, telling.pk) + f"?{query}"))
        assert ("Example, Ben" in said, "Nobody." in said) == (there, not there), query
        csv = office.get(at("telling", notice.pk, telling.pk) + f"?as=csv&{query}").content.decode()
        assert ('"Example, Ben",ben@example.org' in csv) == there, query
    with in_school(town.oak):
        from belisha.schools.record.models import Entry

        assert Entry.objects.filter(event="notices: log downloaded").count() == 4


def test_who_was_never_reached(office, town):
    concert(office)
    page = sign_in(Client(), town.finn).get(at("reached"))
    assert (
        "Never reached in this time: Parents and carers, Parents and carers of Year 6, Staff, Governors, Volunteers"
        in text_of(page)
    )
    with in_school(town.oak):
        actions.tell(one_notice(town), by=place_of(town.olive), way="poster", on=TODAY, groups=["parent"])
    said = text_of(office.get(at("reached")))
    assert "Never reached in this time: Staff, Governors, Volunteers" in said
    csv = office.get(at("export-reached")).content.decode().splitlines()
    assert csv[1].startswith("parent,,2,0,1,") and csv[1].endswith(",Reached")
    assert "Never reached in this time: Parents" in text_of(
        office.get(at("reached") + f"?period=year+{actions.calling.year_of(TODAY) - 1}")
    )


# -- Lists --------------------------------------------------------------------------------------------------------------


def many(town, count):
    with in_school(town.oak):
        for n in range(count):
            event = event_of(town, name=f"Event {n}")
            notice = Notice.objects.get(event=event)
            actions.tell(notice, by=place_of(town.olive), way="poster", on=TODAY, groups=["parent"])
            actions.mail(notice, by=place_of(town.olive))


@pytest.mark.parametrize(
    "name", ["calendar", "notices", "export-notices", "notice-log", "reached", "export-notice-log"]
)
def test_a_longer_list_asks_no_more_of_the_database(office, town, name):
    counts = []
    for more in (1, 5):
        many(town, more)
        with CaptureQueriesContext(connection) as asked:
            assert office.get(at(name) + "?show=all").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 32


def test_lists_are_searched_filtered_and_downloaded(office, town):
    many(town, 2)
    with in_school(town.oak):
        Notice.objects.filter(event__name="Event 1").update(title="At the zoo")
    assert "1 event" in text_of(office.get(at("calendar") + "?q=event+1"))
    assert "No such event" in text_of(office.get(at("calendar") + "?kind=fair"))
    assert "No school event is to come" not in text_of(office.get(at("calendar") + "?when=past"))
    for query, found in (
        ("?show=given", {"0", "1"}),
        ("?show=given&q=EVENT+zoo", {"1"}),
        ("?show=given&q=mo-122", {"0", "1"}),
        ("?show=given&q=zebra", set()),
        ("?show=coming", set()),
        ("", set()),
    ):
        for page in ("notices", "export-notices"):
            assert set(re.findall(r"Event (\d)", office.get(at(page) + query).content.decode())) == found, (page, query)
    assert ",given," in office.get(at("export-notices") + "?show=given").content.decode()
    assert sign_in(Client(), town.ben).get(at("export-notices")).status_code == 403
    elm = sign_in(Client(), town.cleo).get(reverse("export-notices", args=["elm"]) + "?show=all")
    assert elm.status_code == 200 and "Event" not in elm.content.decode()
    assert "No notice is due today" in text_of(office.get(at("notices")))
    assert "1 line" in text_of(office.get(at("notice-log") + "?way=poster&q=Event+0"))
    assert office.get(at("export-calendar")).content.decode().count("Event ") == 2 + 1 - 1
    with in_school(town.oak):
        assert SchoolEvent.objects.count() == 2


# -- Papers ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", ["poster-a4", "poster-a3", "large-print"])
def test_a_paper_has_the_words_as_they_stand(office, town, paper):
    from io import BytesIO

    from pdfminer.high_level import extract_pages, extract_text

    concert(office)
    notice = one_notice(town)
    answer = office.get(at("notice-paper", notice.pk, paper))
    assert answer["Content-Type"] == "application/pdf"
    words = " ".join(extract_text(BytesIO(answer.content)).split())
    assert notice.says in words
    assert "Winter concert" in words and "/schools/oak/published/" in words.replace(" ", "")
    [*pages] = extract_pages(BytesIO(answer.content))
    size = sorted(round(each) for each in pages[0].bbox[2:])
    assert size == ([842, 1191] if paper == "poster-a3" else [595, 842])
    if paper.startswith("poster"):
        assert len(pages) == 1


def test_a_long_notice_still_fits_its_poster(office, town):
    from io import BytesIO

    from pdfminer.high_level import extract_pages

    concert(office)
    notice = one_notice(town)
    with in_school(town.oak):
        Notice.objects.update(
            says="Please keep your phone in your bag, and ask us first. " * 16, own="We are glad that you come. " * 20
        )
    for paper in ("poster-a4", "poster-a3"):
        assert len(list(extract_pages(BytesIO(office.get(at("notice-paper", notice.pk, paper)).content)))) == 1


def test_there_are_three_papers(office, town):
    concert(office)
    assert office.get(at("notice-paper", one_notice(town).pk, "banner")).status_code == 404


def test_the_code_is_a_picture(office):
    answer = office.get(at("policy-qr"))
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.lstrip().startswith((b"<?xml", b"<svg"))


# -- Days ahead --------------------------------------------------------------------------------------------------------------


def test_the_headteacher_sets_how_long_before(town):
    head = sign_in(Client(), town.dora)
    assert head.post(at("settings"), {"domains": "", "notice_days": "61"}).status_code == 422
    assert head.post(at("settings"), {"domains": "", "notice_days": "10"}).status_code == 302
    assert 'value="10"' in head.get(at("settings")).content.decode()
