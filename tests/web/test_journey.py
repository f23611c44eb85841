"""The site in a browser: on a phone and a desktop, with and without JavaScript, by keyboard, at 400 % and on paper."""

import re

import pytest
from playwright.sync_api import expect

REQUEST = "act=befriend&with=pupil&yes=started+by+other&account=personal&purpose=personal"
ASK = "/policies/little-eaton/ask"
PAGES = {
    "start": "/",
    "policy": "/policies/christ-church/",
    "law": "/law/",
    "quick starts": f"{ASK}/",
    "many radios": f"{ASK}/question?{REQUEST}",
    "many ticks": f"{ASK}/question?act=post&account=personal&yes=content.about+school&actor=teacher",
    "events": f"{ASK}/question?about=event&actor=teacher",
    "a few radios": f"{ASK}/question?{REQUEST}&actor=teacher",
    "a number": f"{ASK}/question?actor=teacher&act=befriend&with=former+pupil&change=with.age",
    "years and months": f"{ASK}/question?actor=teacher&act=befriend&change=with.months+since+leaving",
    "a mistake": f"{ASK}/question?actor=teacher&question=with.months+since+leaving&years=x",
    "a mistake in ticks": f"{ASK}/question?actor=teacher&act=post&question=content.abusive,.hateful",
    "check": f"{ASK}/check?act=post&yes=content.abusive&no=content.hateful,.illegal&unsure=content.sexual,audience&actor=teacher",
    "not allowed": f"{ASK}/decision?actor=teacher&act=befriend&with=pupil&with.relation=none&account=personal&version=1",
    "what to do": "/policies/christ-church/ask/decision?actor=teacher&event=abuse+of+staff&yes=event.author+known&event.author+is=pupil",
    "silent": f"{ASK}/decision?actor=parent&act=post&yes=content.shows+pupil",
    "compare": f"{ASK}/compare?actor=teacher&act=befriend&with=pupil",
    "unreadable": f"{ASK}/question?actor=teachr",
    "words": "/words/",
    "words found": "/words/?q=picture",
    "api": "/api/",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
}


def fits(page):
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("javascript", [True, False], ids=["phone", "desktop without JavaScript"])
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_every_page_is_accessible_and_fits(new_page, axe, address, javascript):
    page = new_page("phone" if javascript else "desktop", javascript=javascript)
    page.goto(address)
    axe(page)
    assert fits(page)


@pytest.mark.parametrize("address", [*PAGES.values(), "/components"], ids=[*PAGES, "components"])
def test_at_400_percent_nothing_scrolls_sideways(page, address):
    """1280 pixels at 400 % are 320; WCAG 1.4.10."""
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(address)
    assert fits(page)


@pytest.mark.parametrize("address", ["/", f"{ASK}/", f"{ASK}/question?{REQUEST}"])
def test_things_to_press_are_large_enough(every_page, address):
    """WCAG 2.5.8: 24 pixels, but for links within a sentence."""
    every_page.goto(address)
    small = every_page.evaluate(
        """() => [...document.querySelectorAll('main a, main button, main summary')].filter(each => !each.closest('p:not([class*=links])'))
                 .filter(each => each.getClientRects()[0]?.height < 24).map(each => each.outerHTML)"""
    )
    assert small == []


def answer(page, label):
    page.get_by_label(label, exact=True).check()
    page.get_by_role("button", name="Continue").click()


def test_a_teacher_asks_about_a_friend_request(every_page):
    page = every_page
    page.goto("/")
    page.get_by_role("link", name="Ask a question under the policy of The Wilnecote School").click()
    page.get_by_role("link", name="A pupil wants to be my friend or follower").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who is asking?", use_inner_text=True)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name="Select an answer, or “I don't know”")).to_be_visible()
    expect(page).to_have_title(re.compile("^Error: "))
    answer(page, "A teacher")
    for _ in range(12):
        if page.url.partition("?")[0].endswith("/check"):
            break
        unsure = page.get_by_label("I don't know", exact=True)
        unsure.check() if unsure.count() else page.get_by_label("None of these", exact=True).check()
        page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers", use_inner_text=True)
    page.get_by_role("link", name="Change the answer to “Who is asking?”").click()
    expect(page.get_by_label("A teacher", exact=True)).to_be_checked()
    answer(page, "A teaching assistant")
    expect(page.locator("main")).to_contain_text("A teaching assistant", use_inner_text=True)
    page.get_by_role("button", name="See what the policy says").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No. This is not allowed.", use_inner_text=True)
    expect(page).to_have_url(re.compile(re.escape("as-of=")))
    assert page.context.cookies() == []
    clause = page.locator(".belisha-clause a").first
    name = clause.inner_text()
    clause.click()
    assert page.url.endswith(f"#{name.lower()}")
    expect(page.locator(f"[id='{name.lower()}']")).to_be_visible()
    page.go_back()
    receipt = page.url
    page.goto("/")
    page.goto(receipt)
    expect(page.get_by_role("heading", level=1)).to_have_text("No. This is not allowed.", use_inner_text=True)


def test_back_and_forth_loses_nothing(every_page):
    page = every_page
    page.goto(f"{ASK}/question?{REQUEST}")
    answer(page, "A governor")
    second = page.get_by_role("heading", level=1).inner_text()
    page.get_by_label("I don't know", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(second, use_inner_text=True)
    expect(page.get_by_label("I don't know", exact=True)).to_be_checked()
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.get_by_label("A governor", exact=True)).to_be_checked()


def test_ticks_and_none_of_these(page):
    page.goto(PAGES["many ticks"])
    page.get_by_label("It names a pupil").check()
    page.get_by_label("None of these").check()
    expect(page.get_by_label("It names a pupil")).not_to_be_checked()
    page.get_by_label("It is against the law").check()
    expect(page.get_by_label("None of these")).not_to_be_checked()
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile(re.escape("yes=content.about+school")))
    assert ".illegal" in page.url or "content.illegal" in page.url


def test_from_a_question_to_the_answer_by_keyboard_alone(page):
    page.goto(f"{ASK}/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the header
    _tab_to(page, "A pupil wants to be my friend or follower")
    page.keyboard.press("Enter")
    page.wait_for_url("**/question**")
    for _ in range(15):
        if "/check" in page.url:
            break
        _tab_into_answers(page)
        before = page.url
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, before=before: url != before)
    _tab_to(page, "See what the policy says")
    page.keyboard.press("Enter")
    page.wait_for_url("**/decision**")
    expect(page.locator(".belisha-verdict h1")).to_be_visible()


def _tab_to(page, text):
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == text:
            outline = page.evaluate(
                "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).boxShadow + getComputedStyle(document.activeElement).backgroundColor"
            )
            assert outline
            return
    raise AssertionError(f"the keyboard does not reach “{text}”")


def _tab_into_answers(page):
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "answer":
            return
    raise AssertionError("the keyboard does not reach the answers")


def test_the_keyboard_goes_to_the_mistake(page):
    page.goto(PAGES["a mistake"])
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    page.get_by_role("link", name=re.compile("The years must be")).click()
    assert page.evaluate("document.activeElement.id") == "years"


def test_an_answer_on_paper(page):
    page.goto(PAGES["not allowed"])
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Ask another question")).not_to_be_visible()
    expect(page.locator(".govuk-service-navigation")).not_to_be_visible()
    expect(page.locator(".belisha-verdict")).to_be_visible()
    written = page.evaluate("getComputedStyle(document.querySelector('.belisha-address'), '::after').content")
    assert "/ask/decision?" in written
    folded = page.locator("details.govuk-details:not([open]) .belisha-clause__sentence").last
    assert folded.evaluate("each => each.getClientRects().length > 0"), "what is folded on the screen is open on paper"


def test_print_is_offered_only_where_it_works(every_page):
    every_page.goto(PAGES["not allowed"])
    scripts = "js-enabled" in (every_page.locator("body").get_attribute("class") or "")
    assert every_page.get_by_role("link", name="Print this answer").is_visible() == scripts


def test_nothing_comes_from_elsewhere(page, live_server):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for address in PAGES.values():
        page.goto(address)
    assert {url for url in asked if not url.startswith((live_server, "data:"))} == set()
