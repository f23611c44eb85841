"""The pages of a policy's life in a browser: on a phone and a desktop, with and without JavaScript; and the whole way of a version, step by step."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from web.test_school_journey import SCHOOL, enter, fits

# Whose page, its address; {now}, {draft}, {broken} and {review} are versions of the demonstration.
PAGES = {
    "versions": ("dora", f"{SCHOOL}/policy/"),
    "versions, for a parent": ("ben", f"{SCHOOL}/policy/"),
    "begin": ("dora", f"{SCHOOL}/policy/begin"),
    "begin, wrong": ("dora", f"{SCHOOL}/policy/begin?from=draft wrong"),
    "the version in force": ("connie", f"{SCHOOL}/policy/{{now}}/"),
    "a draft": ("silas", f"{SCHOOL}/policy/{{draft}}/"),
    "what it changes": ("finn", f"{SCHOOL}/policy/{{draft}}/review"),
    "edit": ("dora", f"{SCHOOL}/policy/{{draft}}/edit"),
    "edit, with faults": ("dora", f"{SCHOOL}/policy/{{broken}}/edit"),
    "a text with faults": ("dora", f"{SCHOOL}/policy/{{broken}}/text"),
    "a rule, which kind": ("dora", f"{SCHOOL}/policy/{{draft}}/rule"),
    "a rule": (
        "dora",
        f"{SCHOOL}/policy/{{draft}}/rule?kind=must+not&who-1=staff&act-1=message&with-1=pupil&unless-1=is%7Cpupil%7Cis+close+family",
    ),
    "a duty": (
        "silas",
        f"{SCHOOL}/policy/{{draft}}/rule?kind=duty+must&lead=find&lead-who-1=staff&event-1=get+a+message+from+a+pupil&who-1=they&duty=tell%7C0&to-1=headteacher&within=hours&within-n=2",
    ),
    "a consequence": (
        "dora",
        f"{SCHOOL}/policy/{{draft}}/rule?kind=consequence&broken-1=policy&result-1=disciplinary+action&result-2=dismissal&certainty=may&who-1=staff",
    ),
    "a consequence, not whole": (
        "dora",
        f"{SCHOOL}/policy/{{draft}}/rule?kind=consequence&show=sentence&certainty=may",
    ),
    "a definition": (
        "dora",
        f"{SCHOOL}/policy/{{draft}}/rule?kind=class&name=a+grave+matter&when-1=said%7Cit+is+serious&when-2=said%7Cit+is+proven&when-3=said%7Cthere+is+cyberbullying&when-3-or=or&when-joined=and",
    ),
    "a term": ("silas", f"{SCHOOL}/policy/{{draft}}/rule?clause=MO-6"),
    "a definition, not whole": ("dora", f"{SCHOOL}/policy/{{draft}}/rule?kind=term&show=sentence"),
    "a rule, with a fault": (
        "dora",
        f"{SCHOOL}/policy/{{draft}}/rule?kind=by+hand&sentence=Staff+must+not+befrend+a+pupil.",
    ),
    "a rule, not whole": ("dora", f"{SCHOOL}/policy/{{draft}}/rule?kind=may+only&who-1=staff&who-2=governor&more=with"),
    "a clause to take over": ("dora", f"{SCHOOL}/policy/{{draft}}/rule?source=highwood%2FHW-26"),
    "the clause library": ("dora", f"{SCHOOL}/policy/{{draft}}/library?q=former+pupil"),
    "side by side": ("finn", f"{SCHOOL}/policy/{{draft}}/side-by-side"),
    "equality": ("silas", f"{SCHOOL}/policy/{{draft}}/equality"),
    "equality, one of nine": ("silas", f"{SCHOOL}/policy/{{draft}}/equality/assess?of=religion-or-belief"),
    "equality, wrong": ("silas", f"{SCHOOL}/policy/{{broken}}/equality/assess wrong"),
    "call for an early review, wrong": ("edna", f"{SCHOOL}/policy/early-review wrong"),
    "an early review": ("connie", f"{SCHOOL}/policy/early-reviews/{{early}}/"),
    "an early review, wrong": ("clement", f"{SCHOOL}/policy/early-reviews/{{early}}/ wrong"),
    "translations, wrong": ("dora", f"{SCHOOL}/policy/{{now}}/translations publish"),
    "a translation": (None, "/schools/beacon-lane/published/versions/{short}/in/pl/"),
    "put forward": ("dora", f"{SCHOOL}/policy/{{draft}}/put-forward"),
    "approve": ("dora", f"{SCHOOL}/policy/{{review}}/approve"),
    "send back, wrong": ("connie", f"{SCHOOL}/policy/{{review}}/send-back wrong"),
    "withdraw": ("dora", f"{SCHOOL}/policy/{{review}}/withdraw"),
    "not its turn": ("clement", f"{SCHOOL}/policy/{{review}}/adopt"),
    "what everybody reads": (None, "/schools/beacon-lane/published/"),
    "an answer": (None, "/schools/beacon-lane/published/ask/decision?actor=teacher&act=befriend&with=pupil"),
}


@pytest.fixture(scope="session")
def versions(live_server):
    """Identifiers of versions of the demonstration; two more are made."""
    from belisha.schools.apart import in_school
    from belisha.schools.people import places
    from belisha.schools.policies import actions
    from belisha.schools.policies.models import State, Version
    from belisha.schools.policies.moves import STEPS
    from belisha.schools.published.models import School

    school = School.objects.get(key="beacon-lane")
    with in_school(school):
        by = places.of_belisha(school)
        draft = Version.objects.get(school=school, state=State.DRAFT)
        now = draft.based_on
        broken = actions.begin(
            by=by,
            text=draft.text.replace("must not befriend a pupil", "must not befrend a pupil").replace("MO-4:", "MO-1:"),
        )
        text = draft.text.replace(f'version: "{draft.number}"', "version: Browsers 1").replace(
            f"version: {draft.number}", "version: Browsers 1"
        )
        review = actions.begin(by=by, text=text, based_on=now)
        review = actions.move(review, STEPS["put-forward"], by=by, seen=review.sha256)
        from belisha.schools.policies.models import EarlyReview

        # Of a version from which nobody begins another, so that it stays open.
        early = EarlyReview(school=school, version=broken, trigger="serious incident", why="A concern is closed.")
        early.save(force_insert=True)
        found = {"now": now, "draft": draft, "broken": broken, "review": review, "early": early}
        return {**{name: each.pk for name, each in found.items()}, "short": now.short}


def show(page, session_of, who, address, versions):
    address, _, wrong = address.partition(" ")
    if who:
        page.context.add_cookies([session_of(who)])
    page.goto(address.format(**versions))
    for _ in range(30):
        if not page.get_by_text("This is being worked out.").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    if wrong:
        buttons = page.locator("main form button[type=submit]")
        (buttons.last if wrong == "publish" else buttons.first).click()
        page.wait_for_selector(".govuk-error-summary")


@pytest.mark.parametrize("javascript", [True, False], ids=["phone", "desktop without JavaScript"])
@pytest.mark.parametrize(("who", "address"), PAGES.values(), ids=PAGES)
def test_every_page_is_accessible_and_fits(new_page, axe, session_of, versions, who, address, javascript):
    page = new_page("phone" if javascript else "desktop", javascript=javascript)
    show(page, session_of, who, address, versions)
    axe(page)
    assert fits(page)
    assert "went wrong here" not in page.content()


@pytest.mark.parametrize(
    ("screen", "javascript"), [("phone", False), ("desktop", True)], ids=["phone without JavaScript", "desktop"]
)
def test_from_a_draft_to_the_day_it_takes_over(new_page, versions, screen, javascript):
    """The headteacher writes, puts forward, approves; the clerk records the adoption; the headteacher publishes for a later day."""
    from datetime import timedelta

    from django.utils import timezone

    page, number = new_page(screen, javascript=javascript), f"J{uuid.uuid4().hex[:8]}"
    enter(page, "dora")
    page.goto(f"{SCHOOL}/policy/")
    page.get_by_role("button", name="Begin a new version").click()
    page.locator("main input[type=radio]").first.check()
    page.get_by_role("button", name="Begin", exact=True).click()
    text = page.get_by_label("The policy", exact=True).input_value()
    lines = [f"version: {number}" if line.startswith("version:") else line for line in text.split("\n")]
    page.get_by_label("The policy", exact=True).fill("\n".join(lines))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. Its text can be read.")).to_be_visible()
    page.get_by_role("link", name="Back to the version").click()
    for name in ("Put it forward for review", "Approve it for the leadership"):
        page.get_by_role("button", name=name).click()
        page.locator("main form").get_by_role("button", name=name).click()
    address = page.url
    leave(page)
    enter(page, "clement")
    page.goto(address)
    page.get_by_role("button", name="Record that the governing body adopted it").click()
    fill(page, "meeting", timezone.localdate())
    page.get_by_label("Where the minutes say so").fill("FGB 4, item 2")
    page.locator("main form").get_by_role("button", name="Record that").click()
    leave(page)
    enter(page, "dora")
    page.goto(address)
    page.get_by_role("button", name="Publish it").click()
    fill(page, "from_day", timezone.localdate() + timedelta(days=uuid.uuid4().int % 20_000 + 1000))
    page.locator("main form").get_by_role("button", name="Publish it").click()
    expect(page.locator("main").get_by_text("Published", exact=True).first).to_be_visible()
    page.goto("/schools/beacon-lane/published/")
    expect(page.get_by_role("link", name=f"Version {number}")).to_be_visible()


@pytest.mark.parametrize(
    ("screen", "javascript"), [("phone", False), ("desktop", True)], ids=["phone without JavaScript", "desktop"]
)
def test_a_rule_from_menus_into_a_draft(new_page, versions, screen, javascript):
    """The headteacher begins a version, makes a duty from menus, sees what it changes, and puts it in; then the same rule is changed."""
    page = new_page(screen, javascript=javascript)
    enter(page, "dora")
    page.goto(f"{SCHOOL}/policy/begin")
    page.locator("main input[type=radio]").first.check()
    page.get_by_role("button", name="Begin", exact=True).click()
    edit = page.url
    page.get_by_role("link", name="Add or change a rule from menus").click()
    page.get_by_label("Somebody must do something that is a duty").check()
    page.get_by_label("When somebody finds or gets something").check()
    page.get_by_role("button", name="Continue").click()
    page.locator("#lead-who-1").select_option("staff")
    page.locator("#event-1").select_option("get a message from a child")
    page.get_by_role("button", name=re.compile("When these people")).click()
    page.locator("#lead-who-2").select_option("governor")
    page.locator("#who-1").select_option("they")
    page.locator("#duty").select_option(label="tell …")
    page.locator("#to-1").select_option("headteacher")
    page.get_by_role("button", name="Show the sentence").click()
    sentence = "When staff and governors get a message from a child, they must tell the headteacher."
    for _ in range(30):
        if not page.get_by_text("This is being worked out.").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.get_by_text("What must be done").first).to_be_visible()
    page.get_by_label("Under which heading").select_option(index=2)
    id = page.get_by_label("Its id").input_value()
    page.get_by_role("button", name="Put it into the draft").click()
    expect(page.get_by_text(f"{id} is in the draft.")).to_be_visible()
    assert f"{id}: {sentence}" in page.get_by_label("The policy", exact=True).input_value()
    page.goto(edit.replace("/edit", f"/rule?clause={id}"))
    expect(page.locator("#duty")).to_have_value("tell|0")


def test_a_name_and_what_follows_from_it_with_the_keyboard(new_page, versions):
    """On a phone without JavaScript, nothing is clicked: a name is defined by conditions that mix "and" and "or", put in, and then used by a consequence."""
    page = new_page("phone", javascript=False)
    enter(page, "dora")
    page.goto(f"{SCHOOL}/policy/begin")
    page.locator("main input[type=radio]").first.check()
    page.get_by_role("button", name="Begin", exact=True).press("Enter")
    rule = page.url.replace("/edit", "/rule")

    def put(sentence):
        page.get_by_role("button", name="Show the sentence").press("Enter")
        for _ in range(30):
            if not page.get_by_text("This is being worked out.").count():
                break
            page.wait_for_timeout(1000)
            page.reload()
        expect(page.get_by_text(sentence, exact=True)).to_be_visible()
        page.get_by_role("button", name="Put it into the draft").press("Enter")
        expect(page.get_by_text("is in the draft.")).to_be_visible()
        assert sentence in page.get_by_label("The policy", exact=True).input_value()

    page.goto(rule)
    page.get_by_label("What a name of this policy stands for").press("Space")
    page.get_by_role("button", name="Continue").press("Enter")
    page.get_by_label("The name", exact=True).press_sequentially("a grave matter")
    for place, words in enumerate(("it is serious", "it is proven", "there is cyberbullying"), 1):
        page.locator(f"#when-{place}").press_sequentially(words)
        page.get_by_role("button", name="Add a condition").press("Enter")
    page.locator("#when-3-or").press("ArrowDown")
    put('It is "a grave matter" when it is serious and either it is proven or there is cyberbullying.')
    page.goto(rule)
    page.get_by_label("Something follows").press("Space")
    page.get_by_label("When something is so, or has come up").press("Space")
    page.get_by_role("button", name="Continue").press("Enter")
    page.locator("#also-1").press_sequentially("there is a grave")
    page.locator("#result-1").press_sequentially("dismissal")
    page.locator("#certainty").press("ArrowDown")
    put("When there is a grave matter, dismissal will follow.")


def leave(page):
    page.goto("/sign-out")
    page.locator("main").get_by_role("button", name="Sign out").click()


def fill(page, name, day):
    for part in ("day", "month", "year"):
        page.locator(f"#{name}-{part}").fill(str(getattr(day, part)))
