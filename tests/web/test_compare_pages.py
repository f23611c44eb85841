"""Policies side by side in a browser: on a phone and a desktop, with and without JavaScript, by keyboard, at 400 % and on paper."""

import re

import pytest
from playwright.sync_api import expect

from belisha import library

ALL = "&".join(f"policy={name}" for name in library.NAMES)
TWO = "policy=dilton-marsh&policy=wilnecote"
PAGES = {
    "choose": "/compare/",
    "choose again": "/compare/?policy=model&show=answers",
    "six": f"/compare/?{ALL}&topic=contact",
    "two": f"/compare/?{TWO}&topic=events",
    "nothing left": f"/compare/?{TWO}&topic=follows&answer=permitted",
    "differences": f"/compare/differences?{TWO}&topic=contact",
    "differences that follow": f"/compare/differences?{TWO}&topic=follows",
    "what to know": "/policies/little-eaton/about",
    "all else denied": "/policies/highwood/ask/decision?actor=teacher&act=befriend&with=pupil&account=personal&assume=no",
}


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("javascript", [True, False], ids=["phone", "desktop without JavaScript"])
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_every_page_is_accessible_and_fits(warm, new_page, axe, address, javascript):
    page = new_page("phone" if javascript else "desktop", javascript=javascript)
    page.goto(address)
    axe(page)
    assert fits(page)


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_at_400_percent_nothing_scrolls_sideways(warm, page, address):
    """1280 pixels at 400 % are 320; WCAG 1.4.10."""
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(address)
    assert fits(page)


@pytest.mark.parametrize("address", [PAGES["six"], PAGES["differences"], PAGES["what to know"]])
def test_things_to_press_are_large_enough(warm, page, address):
    """WCAG 2.5.8: 24 pixels, but for links within a sentence."""
    page.goto(address)
    small = page.evaluate(
        """() => [...document.querySelectorAll('main a, main button, main summary')].filter(each => !each.closest('p, dd, li > span'))
                 .filter(each => each.getClientRects()[0]?.height < 24).map(each => each.outerHTML)"""
    )
    assert small == []


def test_a_headteacher_compares_two_policies(warm, every_page):
    page = every_page
    page.goto("/")
    page.locator("main").get_by_role("link", name="Compare policies").click()
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_role("link", name="Select the policies to compare").click()
    page.get_by_label("Dilton Marsh Church of England Primary School").check()
    page.get_by_label("The Wilnecote School").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Dilton Marsh and Wilnecote compared", use_inner_text=True
    )
    page.get_by_label("Topic", exact=True).select_option("Contact with pupils and families")
    page.get_by_label("on which the policies differ").check()
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#answers")).to_have_text(re.compile(r"^\d+ of 120 questions"), use_inner_text=True)
    expect(page.get_by_label("on which the policies differ")).to_be_checked()
    row = page.get_by_role("row", name="May a teacher accept a pupil's friend request on a personal account?")
    assert "Advised against" in row.inner_text() and "Not allowed" in row.inner_text()
    sentences = row.locator("summary", has_text="WI-51")
    sentences.click()
    expect(row.get_by_text("Staff must not befriend")).to_be_visible()
    row.get_by_role("link", name="The whole answer of Wilnecote").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No. This is not allowed.", use_inner_text=True)
    page.go_back()
    page.get_by_role("link", name="Exactly where the two differ").click()
    expect(page.locator("main")).to_contain_text("They give different answers in", use_inner_text=True)
    page.get_by_label("What the two answer").select_option(label="Dilton Marsh: Not allowed – Wilnecote: Allowed")
    page.get_by_role("button", name="Show").click()
    first = page.locator(".belisha-difference").first
    assert "forbids" in first.inner_text() and "allows it" in first.inner_text()
    first.get_by_role("link", name="Wilnecote in this example").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Yes. This is allowed.", use_inner_text=True)
    assert page.context.cookies() == []


def test_a_parent_reads_what_to_know(warm, every_page):
    page = every_page
    page.goto("/")
    page.get_by_role("link", name="What to know about the policy of Little Eaton Primary School").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What a reader should know about this policy", use_inner_text=True
    )
    expect(page.locator(".govuk-warning-text")).to_contain_text("The review is overdue.", use_inner_text=True)
    page.get_by_role("link", name="What others answer and it does not").click()
    page.locator("#silent ~ details summary, section[aria-labelledby=silent] summary").first.click()
    page.get_by_role("link", name="See what they answer").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Six policies compared", use_inner_text=True)


def test_sentences_unfold_by_keyboard(warm, page):
    page.goto(PAGES["six"])
    first = page.locator(".belisha-answer__clauses").first
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(first.locator(".belisha-quote").first).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith("The whole answer")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_keyboard_goes_to_the_mistake(warm, page):
    page.goto(PAGES["choose again"])
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "policy"


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_a_table_becomes_a_list_on_a_phone(warm, new_page, screen):
    page = new_page(screen)
    page.goto(PAGES["six"])
    cells = page.locator(".belisha-matrix tbody tr").first.locator("td")
    tops = {round(cells.nth(place).bounding_box()["y"]) for place in range(cells.count())}
    assert len(tops) == (6 if screen == "phone" else 1)
    assert page.locator(".belisha-matrix__name").first.is_visible() == (screen == "phone")
    # It stays a table for whoever hears it.
    assert page.get_by_role("row").count() > 20
    expect(page.get_by_role("columnheader", name="Highwood")).to_have_count(1)


def test_a_page_that_waits_looks_again_by_itself(warm, page, monkeypatch):
    from belisha.web.once import Once

    with monkeypatch.context() as patch:
        patch.setattr(Once, "get", lambda *_: None)
        page.goto(f"/compare/differences?{TWO}")
        expect(page.get_by_role("button", name="Look again")).to_be_visible()
    page.get_by_text("They give different answers in").wait_for()


def test_the_matrix_on_paper(warm, page):
    page.goto(PAGES["six"])
    page.emulate_media(media="print")
    for name in ("form", ".belisha-answer__whole", ".govuk-breadcrumbs", ".govuk-service-navigation"):
        expect(page.locator(name).first).not_to_be_visible()
    expect(page.locator(".belisha-answer__clauses summary").first).to_be_visible()
    assert page.locator(".belisha-matrix").evaluate("each => getComputedStyle(each).display") == "table"
    assert page.locator("thead").evaluate("each => getComputedStyle(each).display") == "table-header-group"
    assert page.locator("tbody tr").first.evaluate("each => getComputedStyle(each).breakInside") == "avoid"


def test_paper_lies_on_its_side_and_repeats_the_head(warm, page, tmp_path):
    from io import BytesIO

    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LTTextContainer

    for address, wide in ((PAGES["six"], True), (PAGES["differences"], False)):
        page.goto(address)
        pages = list(extract_pages(BytesIO(page.pdf(prefer_css_page_size=True))))
        assert (pages[0].width > pages[0].height) == wide
        if wide:
            texts = ["".join(each.get_text() for each in one if isinstance(each, LTTextContainer)) for one in pages]
            answered = [text for text in texts if "Not mentioned" in text and "How to read" not in text]
            assert len(answered) > 1
            assert all("Dilton Marsh" in text and "Wilnecote" in text for text in answered)
            assert "DM-32" in "".join(texts)
