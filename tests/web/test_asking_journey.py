"""The pages of asking about real people, ties and approvals in a browser: on a phone and a desktop. The way through them: `test_first_minutes`."""

import pytest
from playwright.sync_api import expect

from web.test_school_journey import SCHOOL, enter, fits

# Whose page, its address; {tie}, {named}, {approval}, {answer}, {leaver}, {channel} and {concert} are of the demonstration.
FACTS = "act=message&account=personal&purpose=personal&time=outside+work&place=elsewhere&authorised+by=none"
PAGES = {
    "ask": ("uma", f"{SCHOOL}/ask/"),
    "ask, somebody found": ("ada", f"{SCHOOL}/ask/?q=ar"),
    "ask, nobody found": ("ada", f"{SCHOOL}/ask/?q=zzzz"),
    "ask about a former pupil": ("ada", f"{SCHOOL}/ask/?whom={{leaver}}"),
    "a question": ("ada", f"{SCHOOL}/ask/question?whom={{leaver}}&about=act"),
    "check": ("ada", f"{SCHOOL}/ask/check?whom={{leaver}}&{FACTS}"),
    "an answer": ("ada", f"{SCHOOL}/ask/decision?whom={{leaver}}&{FACTS}"),
    "ask about all three": ("ada", f"{SCHOOL}/ask/?whom={{leaver}}&channel={{channel}}&occasion={{concert}}"),
    "ask, a channel and an event found": ("ben", f"{SCHOOL}/ask/?q=n"),
    "an answer about a channel": (
        "uma",
        f"{SCHOOL}/ask/decision?channel={{channel}}&act=post&occasion={{concert}}&part=of+it",
    ),
    "under other policies": ("ada", f"{SCHOOL}/ask/compare?whom={{leaver}}&{FACTS}"),
    "under another policy": ("ada", f"{SCHOOL}/ask/compare/highwood?whom={{leaver}}&{FACTS}"),
    "channels": ("olive", f"{SCHOOL}/channels/"),
    "channels of a parent": ("ben", f"{SCHOOL}/channels/"),
    "no channels found": ("ada", f"{SCHOOL}/channels/?q=zzzz"),
    "a channel": ("olive", f"{SCHOOL}/channels/{{channel}}/"),
    "add a channel": ("olive", f"{SCHOOL}/channels/add"),
    "add a channel, wrong": ("olive", f"{SCHOOL}/channels/add wrong"),
    "change a channel": ("dora", f"{SCHOOL}/channels/{{channel}}/change"),
    "close a channel": ("dora", f"{SCHOOL}/channels/{{channel}}/close"),
    "no answer kept": ("silas", f"{SCHOOL}/ask/kept/"),
    "answers kept": ("ada", f"{SCHOOL}/ask/kept/"),
    "an answer kept": ("ada", f"{SCHOOL}/ask/kept/{{answer}}/"),
    "unanswered": ("connie", f"{SCHOOL}/policy/unanswered"),
    "ties": ("dora", f"{SCHOOL}/declarations/"),
    "own ties": ("ada", f"{SCHOOL}/declarations/"),
    "no ties": ("vera", f"{SCHOOL}/declarations/"),
    "declare": ("ada", f"{SCHOOL}/declarations/declare?q=Pip"),
    "declare, wrong": ("vera", f"{SCHOOL}/declarations/declare wrong"),
    "a tie": ("edna", f"{SCHOOL}/declarations/{{tie}}/"),
    "a tie with a name": ("dora", f"{SCHOOL}/declarations/{{named}}/"),
    "a tie to confirm": ("leon", f"{SCHOOL}/declarations/{{old}}/"),
    "end a tie": ("ada", f"{SCHOOL}/declarations/{{tie}}/end"),
    "approvals": ("dora", f"{SCHOOL}/approvals/"),
    "no approvals": ("ben", f"{SCHOOL}/approvals/"),
    "kinds of approval": ("ada", f"{SCHOOL}/approvals/ask"),
    "ask for a group": ("ada", f"{SCHOOL}/approvals/ask?kind=group"),
    "an approval to decide": ("dora", f"{SCHOOL}/approvals/{{approval}}/"),
    "an approval, decided without a reason": ("dora", f"{SCHOOL}/approvals/{{approval}}/ wrong"),
    "withdraw": ("ada", f"{SCHOOL}/approvals/{{approval}}/withdraw"),
    "home with what waits": ("dora", f"{SCHOOL}/"),
}


@pytest.fixture(scope="session")
def things(live_server):
    """Identifiers of the demonstration, and an answer that Ada keeps."""
    from django.test import Client

    from belisha.schools.apart import in_school
    from belisha.schools.asked.models import KeptAnswer
    from belisha.schools.channels.models import Channel
    from belisha.schools.declarations.models import Approval, Declaration
    from belisha.schools.notices.models import SchoolEvent
    from belisha.schools.people.models import Role

    client = Client()
    client.post("/sign-in/demonstration", {"email": "ada@demonstration.example"})
    with in_school("beacon-lane"):
        # One who left last summer, and has no other role.
        leaver = Role.objects.filter(role="pupil", until__isnull=False).order_by("until", "id").first().person_id
    client.post(f"{SCHOOL}/ask/keep?whom={leaver}&{FACTS}", {"note": "For the file"})
    with in_school("beacon-lane"):
        ties = {each.person.given: each.pk for each in Declaration.objects.filter(until=None).select_related("person")}
        group = Approval.objects.get(state="asked", kind="group", person__given="Ada")
        return {
            "leaver": leaver,
            "answer": KeptAnswer.objects.latest("made").pk,
            "tie": ties["Ada"],
            "named": ties["Finn"],
            "old": ties["Leon"],
            "approval": group.pk,
            "channel": Channel.objects.get(name__startswith="Favourite books").pk,
            "concert": SchoolEvent.objects.get(name="Winter concert").pk,
        }


@pytest.mark.parametrize("javascript", [True, False], ids=["phone", "desktop without JavaScript"])
@pytest.mark.parametrize(("who", "address"), PAGES.values(), ids=PAGES)
def test_every_page_is_accessible_and_fits(new_page, axe, session_of, things, who, address, javascript):
    page = new_page("phone" if javascript else "desktop", javascript=javascript)
    address, _, wrong = address.partition(" ")
    page.context.add_cookies([session_of(who)])
    page.goto(address.format(**things))
    if wrong:
        page.locator("main form[method=post] button[type=submit]").first.click()
        page.wait_for_selector(".govuk-error-summary")
    if javascript:  # the same page otherwise
        axe(page)
    assert fits(page)
    assert "went wrong here" not in page.content()


@pytest.mark.parametrize(
    ("screen", "javascript"), [("phone", True), ("desktop", False)], ids=["phone", "desktop without JavaScript"]
)
def test_a_parent_asks_about_the_concert(new_page, axe, things, screen, javascript):
    """From the calendar's event to the sentence that allows it; what the calendar knows is not asked."""
    page = new_page(screen, javascript=javascript)
    enter(page, "ben")
    page.goto(f"{SCHOOL}/ask/")
    page.get_by_text("Choose an event in the calendar").click()
    page.get_by_role("link", name="being there").first.click()
    page.get_by_label("Is it about somebody").fill("Pip")
    page.get_by_role("button", name="Look for it").click()
    page.get_by_role("link", name="Pip Archer").click()
    expect(page.get_by_text("Leave out")).to_have_count(2)
    page.get_by_role("link", name="I want to take pictures or film at a school event").click()
    answered(page)
    expect(page.get_by_text("The calendar: a performance").first).to_be_visible()
    expect(page.get_by_text("MO-98").first).to_be_visible()
    if javascript:  # the same page otherwise
        axe(page)
    page.get_by_role("link", name="The same question under other schools' policies").click()
    page.get_by_role("link", name="See why under the policy of Highwood").first.click()
    expect(page.get_by_text("This is not the policy of your school")).to_be_visible()
    assert fits(page)


def answered(page):
    """Through the interview to the decision, with no to all that is asked."""
    for _ in range(20):
        if page.locator("h1").first.inner_text() == "Check your answers":
            page.get_by_role("button", name="See what the policy says").click()
            return
        form = page.locator("main form")
        no = [
            form.get_by_label(each, exact=True)
            for each in ("No", "None of these", "Nobody", "No account", "Outside work", "Personal use", "Their own")
        ]
        next(each for each in no if each.count()).first.check()
        page.get_by_role("button", name="Continue").click()
    raise AssertionError("the interview does not end")
