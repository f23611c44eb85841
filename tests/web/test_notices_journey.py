"""The calendar, notices and teaching in a browser: each page on a phone and a desktop, with and without JavaScript; and each role's way through them."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from jobs import run_jobs
from web.test_life_journey import fill, leave
from web.test_school_journey import SCHOOL, enter, fits, show

TODAY = timezone.localdate()
# Whose page, its address; the names in braces are of the demonstration.
PAGES = {
    "calendar": ("olive", f"{SCHOOL}/calendar/"),
    "calendar, for a governor": ("finn", f"{SCHOOL}/calendar/?when=all"),
    "terms": ("olive", f"{SCHOOL}/calendar/terms"),
    "terms, suggested": ("olive", f"{SCHOOL}/calendar/terms?year={{next}}"),
    "add an event": ("olive", f"{SCHOOL}/calendar/add"),
    "add an event, wrong": ("olive", f"{SCHOOL}/calendar/add wrong"),
    "an event": ("olive", f"{SCHOOL}/calendar/{{event}}/"),
    "pupils of an event": ("olive", f"{SCHOOL}/calendar/{{event}}/pupils?q=an"),
    "cancel an event": ("olive", f"{SCHOOL}/calendar/{{event}}/cancel"),
    "one's own calendar": ("ben", f"{SCHOOL}/calendar/own"),
    "notices": ("olive", f"{SCHOOL}/notices/"),
    "notices, all": ("finn", f"{SCHOOL}/notices/?show=all"),
    "a notice": ("olive", f"{SCHOOL}/notices/{{notice}}/"),
    "a notice that was given": ("olive", f"{SCHOOL}/notices/{{given}}/"),
    "a notice, for a governor": ("finn", f"{SCHOOL}/notices/{{given}}/"),
    "send a notice": ("olive", f"{SCHOOL}/notices/{{notice}}/mail"),
    "write down": ("olive", f"{SCHOOL}/notices/{{notice}}/tell"),
    "write down, wrong": ("olive", f"{SCHOOL}/notices/{{notice}}/let-go wrong"),
    "own words": ("olive", f"{SCHOOL}/notices/{{notice}}/own"),
    "to whom it was sent": ("olive", f"{SCHOOL}/notices/{{given}}/log/{{telling}}/"),
    "start a notice": ("dora", f"{SCHOOL}/notices/start?clause=MO-124"),
    "log": ("connie", f"{SCHOOL}/notices/log"),
    "never reached": ("connie", f"{SCHOOL}/notices/reached"),
    "teaching": ("edna", f"{SCHOOL}/teaching/"),
    "promises": ("edna", f"{SCHOOL}/teaching/promised"),
    "the year": ("finn", f"{SCHOOL}/teaching/year"),
    "the report for governors": ("finn", f"{SCHOOL}/report/"),
    "the report, for the clerk": ("clement", f"{SCHOOL}/report/"),
    "put before the governing body, wrong": ("clement", f"{SCHOOL}/report/received wrong"),
    "plan, which": ("edna", f"{SCHOOL}/teaching/plan"),
    "plan a lesson": ("edna", f"{SCHOOL}/teaching/plan?kind=lesson&clause=MO-97"),
    "plan a training, wrong": ("edna", f"{SCHOOL}/teaching/plan?kind=training wrong"),
    "a lesson": ("ada", f"{SCHOOL}/teaching/{{lesson}}/"),
    "a training": ("edna", f"{SCHOOL}/teaching/{{training}}/"),
    "it took place": ("ada", f"{SCHOOL}/teaching/{{lesson}}/held"),
    "who took part": ("edna", f"{SCHOOL}/teaching/{{training}}/attended"),
    "attach": ("edna", f"{SCHOOL}/teaching/{{lesson}}/attach"),
    "own reading": ("kit", f"{SCHOOL}/teaching/reading"),
    "read": ("kit", f"{SCHOOL}/teaching/{{reading}}/read"),
    "settings": ("dora", f"{SCHOOL}/settings"),
    "home of the office": ("olive", f"{SCHOOL}/"),
    "home of a new starter": ("kit", f"{SCHOOL}/"),
}


@pytest.fixture(scope="session")
def things(live_server):
    """Identifiers of the demonstration."""
    from belisha.schools.apart import in_school
    from belisha.schools.notices import actions
    from belisha.schools.notices.calling import year_of
    from belisha.schools.notices.models import Notice, Telling
    from belisha.schools.people import places
    from belisha.schools.published.models import School
    from belisha.schools.teaching.models import Item

    school = School.objects.get(key="beacon-lane")
    with in_school(school):
        event = actions.add_event(by=places.of_belisha(school), name="Choir at the town hall", kind="performance", first=TODAY + timedelta(days=5), chosen=True)  # fmt: skip
        telling = Telling.objects.get(way="email", notice__key__startswith="year")
        return {
            "event": event.pk,
            "notice": Notice.objects.open().get(event__name="Winter concert").pk,
            "given": telling.notice_id,
            "telling": telling.pk,
            "lesson": Item.objects.get(title="Friends I have never met").pk,
            "training": Item.objects.get(title="Our policy, and how to report a concern").pk,
            "reading": Item.objects.get(kind="reading").pk,
            "next": year_of(TODAY) + 1,
        }


@pytest.mark.parametrize("javascript", [True, False], ids=["phone", "desktop without JavaScript"])
@pytest.mark.parametrize(("who", "address"), PAGES.values(), ids=PAGES)
def test_every_page_is_accessible_and_fits(new_page, axe, session_of, things, who, address, javascript):
    page = new_page("phone" if javascript else "desktop", javascript=javascript)
    show(page, session_of, who, address, things)
    if javascript:  # the same page otherwise
        axe(page)
    assert fits(page)
    assert "went wrong here" not in page.content()
    assert "Page not found" not in page.content()


def test_from_an_event_to_those_who_were_informed(every_page, things):
    """The office adds an event, finds its notice waiting, sends it and puts a poster up; a governor sees that it was done, in numbers."""
    page, name = every_page, f"Fair {uuid.uuid4().hex[:8]}"
    enter(page, "olive")
    page.goto(f"{SCHOOL}/calendar/")
    page.get_by_role("button", name="Add a school event").click()
    page.get_by_label("What is it called?").fill(name)
    page.get_by_label("Fair, open day or other gathering").check()
    fill(page, "first", TODAY + timedelta(days=2))
    page.get_by_label("Some years or classes").check()
    page.get_by_label("Year 1", exact=True).check()
    page.get_by_role("button", name="Add the event").click()
    page.get_by_role("link", name="Pictures at our events").click()
    page.get_by_role("button", name="Send it by e-mail").click()
    expect(page.get_by_text("parents and carers.").first).to_be_visible()
    page.get_by_role("button", name="Send it", exact=True).click()
    expect(page.get_by_text("people written to")).to_be_visible()
    run_jobs()
    page.get_by_text("waiting in the outbox").wait_for()  # the page asks again by itself, with JavaScript and without
    page.get_by_role("button", name="Write down that it was given").click()
    page.get_by_label("Poster put up").check()
    page.get_by_role("button", name="Write it down").click()
    assert (
        page.get_by_role("cell", name="Poster put up")
        .or_(page.get_by_role("rowheader", name="Poster put up"))
        .is_visible()
    )
    address = page.url
    leave(page)
    enter(page, "finn")
    page.goto(address)
    expect(page.get_by_text("waiting in the outbox")).to_be_visible()
    expect(page.get_by_text("Olive Hart")).to_have_count(0)


def test_a_new_starter_reads_what_waits_for_them(page, things):
    enter(page, "kit")
    page.get_by_role("link", name="Read: The policy, before your first day online with us").click()
    page.get_by_label("Yes, I have read it").check()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("There is nothing that you have still to read.")).to_be_visible()


def test_a_teacher_writes_down_that_a_lesson_took_place(page, things):
    """Of the lesson that is overdue in one class; the safeguarding lead then sees nothing overdue but what is."""
    enter(page, "ada")
    page.goto(f"{SCHOOL}/teaching/?show=overdue")
    page.get_by_role("link", name="Friends I have never met").click()
    page.get_by_role("button", name="Write down that it took place").click()
    page.locator("main input[type=checkbox]").first.check()
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("4 of 4 classes (100 %)")).to_be_visible()


def test_the_policys_dates_in_another_program(page, things):
    """Somebody makes an address and their calendar program reads it, without signing in."""
    enter(page, "finn")
    page.goto(f"{SCHOOL}/calendar/own")
    page.get_by_role("button", name="Make an address").click()
    address = page.locator("code").inner_text()
    path = address[address.index("/schools/") :]
    answer = page.request.get(path, headers={"Cookie": ""})
    assert answer.ok
    assert "BEGIN:VCALENDAR" in answer.text() and "Winter concert" in answer.text()
