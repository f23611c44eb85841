"""A person at a browser brings a document in and goes through it: by keyboard, by mouse, on a phone, on paper, with and without JavaScript."""

import io
import re
import threading

import pytest
from playwright.sync_api import expect

from belisha.language import read_policy
from importing import made
from web.drafting import BEFRIEND, FORMER, TEXT, make_draft, read_once
from web.test_journey import fits

ASHGROVE = next(path for path in made.DOCUMENTS if path.stem == "ashgrove")


@pytest.fixture
def draft(database):
    from belisha.schools.drafts import actions

    token, fresh = make_draft()
    fresh.at = f"/drafts/{token}/"
    yield fresh
    actions.remove(fresh)


@pytest.fixture(autouse=True)
def fresh(monkeypatch, database):
    """The site's own limits, as after a restart."""
    from belisha.schools.drafts.queue import Queue
    from belisha.web.drafts import upload, views
    from belisha.web.security import Window

    queue = Queue()
    monkeypatch.setattr(upload, "QUEUE", queue)
    monkeypatch.setattr(views, "QUEUE", queue)
    monkeypatch.setattr(upload, "WINDOW", Window(1_000))
    yield queue
    for over in list(queue.over.values()):
        over.wait(30)


def scripted(page):
    return "js-enabled" in (page.locator("body").get_attribute("class") or "")


def choose(page, name, data):
    page.goto("/import/")
    page.set_input_files("#file", {"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.get_by_role("button", name="Read the document").click()


def heading(page):
    return page.get_by_role("heading", level=1).inner_text()


def at(page):
    """The sentence that has the focus."""
    return page.evaluate("document.activeElement?.closest('[data-sentence]')?.dataset.sentence ?? ''")


def said(page, words):
    page.locator("[data-said]").filter(has_text=re.compile(re.escape(words))).wait_for(state="attached")


def stands(draft, position):
    sentence = draft.sentences.get(position=position)
    return sentence.choice, sentence.rule


# ---- coming in ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "screen", "javascript"), [(".pdf", "phone", False), (".docx", "desktop", True), (".txt", "phone", True)]
)
def test_a_document_is_brought_in(new_page, axe, ending, screen, javascript):
    """From the start page to the review, whatever it takes to read."""
    page = new_page(screen, javascript=javascript)
    page.goto("/")
    page.get_by_role("link", name="Bring your policy in").click()
    assert heading(page) == "Bring your own policy in"
    choose(page, f"Our policy{ending}", made.as_bytes(ASHGROVE, ending))
    page.wait_for_selector("[data-review]", timeout=60_000)
    expect(page.locator("main")).to_contain_text(f"From Our policy{ending}", use_inner_text=True)
    expect(page.locator("main")).to_contain_text(re.compile(r"0 of \d+ decided"), use_inner_text=True)
    axe(page)


def test_a_text_is_pasted(every_page, monkeypatch):
    from belisha.schools.drafts import queue

    monkeypatch.setattr(queue, "read_through", lambda *_: read_once(TEXT))
    every_page.goto("/import/")
    every_page.get_by_label("Or paste its text").fill(TEXT)
    every_page.get_by_role("button", name="Read the document").click()
    every_page.wait_for_selector("[data-review]")
    assert heading(every_page) == "Social Media Policy"


def test_the_page_to_wait_on_goes_on_by_itself(every_page, axe, monkeypatch):
    from belisha.schools.drafts import queue
    from belisha.web.drafts import views

    go = threading.Event()
    monkeypatch.setattr(queue, "read_through", lambda *_: go.wait(30) and read_once(TEXT))
    monkeypatch.setattr(views, "SHORT", 0.1)
    choose(every_page, "policy.txt", b"Staff must.")
    every_page.get_by_role("heading", name="Reading your document").wait_for()
    if scripted(every_page):  # without a script it is loaded again every other second, under the hands of whoever looks
        axe(every_page)
        assert fits(every_page)
    go.set()
    every_page.wait_for_selector("[data-review]", timeout=20_000)
    expect(every_page).to_have_url(re.compile(re.escape("/drafts/")))


def test_what_is_wrong_stands_beside_the_field(every_page, axe):
    choose(every_page, "secret.docm", b"PK")
    every_page.wait_for_selector(".govuk-error-summary", timeout=30_000)
    link = every_page.locator(".govuk-error-summary a")
    expect(link).to_contain_text("macros is not opened", use_inner_text=True)
    axe(every_page)
    assert fits(every_page)
    link.click()
    every_page.wait_for_function("document.activeElement.id === 'file' || location.hash === '#file'")


def test_a_file_that_is_too_large(every_page, axe, tmp_path):
    """With a script it is not even sent; without one it is, and the answer is the same."""
    sent = []
    every_page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    (tmp_path / "policy.pdf").write_bytes(b"%PDF-" + b"x" * 20_200_000)
    every_page.goto("/import/")
    every_page.set_input_files("#file", tmp_path / "policy.pdf")
    every_page.get_by_role("button", name="Read the document").click()
    every_page.wait_for_selector(".govuk-error-summary", timeout=30_000)
    expect(every_page.locator(".govuk-error-summary")).to_contain_text("smaller than 20 MB", use_inner_text=True)
    expect(every_page).to_have_title(re.compile("^Error: "))
    assert bool(sent) != scripted(every_page)
    assert every_page.locator("#file").get_attribute("aria-describedby") == "file-hint file-error"
    axe(every_page)


# ---- the review, with a script ------------------------------------------------------------------------------------


def test_the_review_by_keyboard_alone(page, draft):
    page.goto(draft.at)
    page.keyboard.press("n")
    assert at(page) == "1"
    page.keyboard.press("a")
    assert at(page) == "2"  # at once, before the answer is there
    said(page, "DR-1 accepted as a rule. 1 of 8 decided.")
    page.keyboard.press("p")
    said(page, "DR-2 kept as prose. 2 of 8 decided.")
    assert at(page) == "3"
    page.keyboard.press("a")
    said(page, "There is no suggested rule to accept here.")
    page.keyboard.press("b")
    said(page, "DR-3")
    assert at(page) == "4"
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert at(page) == "2"
    page.keyboard.press("r")
    said(page, "DR-2 put back")
    assert at(page) == "2"
    expect(page.locator("#s-2").get_by_role("button", name="Accept")).to_have_count(1)
    page.keyboard.press("u")
    said(page, "Undone: DR-2.")
    assert stands(draft, 2) == ("prose", "")
    assert [stands(draft, each)[0] for each in (1, 2, 3, 4)] == ["rule", "prose", "nobody", ""]
    expect(page.locator("main")).to_contain_text("3 of 8 decided", use_inner_text=True)


def test_keys_in_quick_succession_lose_nothing(page, draft):
    page.goto(draft.at)
    page.keyboard.press("n")
    for key in "aapppppp":
        page.keyboard.press(key)
    page.get_by_text("All are decided.").wait_for()
    assert [stands(draft, each)[0] for each in range(1, 9)] == ["rule", "rule", *["prose"] * 6]
    for _ in range(8):
        before = page.locator("[data-progress]").inner_text()
        page.keyboard.press("u")
        page.wait_for_function("before => document.querySelector('[data-progress]').innerText !== before", arg=before)
    expect(page.locator("main")).to_contain_text("0 of 8 decided", use_inner_text=True)
    assert draft.sentences.exclude(choice="").count() == 0


def test_an_edit_with_a_fault_that_is_mended(page, draft, axe):
    page.goto(draft.at)
    page.keyboard.press("n")
    page.keyboard.press("e")
    page.wait_for_url("**/sentences/1/**")
    assert heading(page) == "DR-1"
    field = page.get_by_label("The rule", exact=True)
    field.fill("Staff must not befreind a pupil.")
    page.locator("[data-typed]").get_by_text("Did you mean “befriend”?").wait_for()
    expect(page.locator("mark")).to_have_text("befreind", use_inner_text=True)
    said(page, "1 problem: Unknown act “befreind”.")
    axe(page)
    assert fits(page)
    page.get_by_role("button", name="Save as a rule").click()
    page.wait_for_selector(".govuk-error-summary")
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    axe(page)
    field = page.get_by_label("The rule", exact=True)
    field.fill("Staff must not befriend a pupil, unless the pupil is their own child.")
    page.get_by_text("What it means").wait_for()
    said(page, "The rule can be read.")
    axe(page)
    page.get_by_label("A note beside it").fill("As agreed.")
    page.get_by_role("button", name="Save as a rule").click()
    page.wait_for_selector("[data-review]")
    expect(page).to_have_url(re.compile("#s-2$"))
    page.wait_for_function("document.activeElement.id === 's-2'")
    assert stands(draft, 1) == ("rule", "Staff must not befriend a pupil, unless the pupil is their own child.")
    expect(page.locator("#s-1")).to_contain_text("Note: As agreed.", use_inner_text=True)


def test_no_key_is_taken_from_somebody_who_types(page, draft):
    page.goto(draft.at + "sentences/1/")
    field = page.get_by_label("The rule", exact=True)
    field.fill("")
    field.press_sequentially("apbejknru")
    expect(field).to_have_value("apbejknru")
    page.goto(draft.at)
    page.keyboard.press("n")
    for key in ("Control+a", "Alt+p", "Meta+b", "Shift+A"):
        page.keyboard.press(key)
    page.evaluate(
        "() => { const i = document.createElement('input'); i.id = 'own'; document.querySelector('main').prepend(i); i.focus() }"
    )
    page.locator("#own").press_sequentially("apb")
    expect(page.locator("#own")).to_have_value("apb")
    page.wait_for_timeout(300)
    assert draft.sentences.exclude(choice="").count() == 0


def test_the_keys_can_be_switched_off_for_good(page, draft):
    page.goto(draft.at)
    page.get_by_text("Keys: a accept").click()
    expect(page.get_by_role("row", name="a accept the suggested rule")).to_be_visible()
    page.get_by_role("button", name="Switch the keys off").click()
    for again in range(2):
        page.locator("#s-1").focus()
        page.keyboard.press("a")
        page.keyboard.press("n")
        page.wait_for_timeout(200)
        assert at(page) == "1" and stands(draft, 1)[0] == ""
        if not again:
            page.reload()
    page.get_by_text("Keys: a accept").click()
    page.get_by_role("button", name="Switch the keys on").click()
    page.locator("#s-1").focus()
    page.keyboard.press("a")
    said(page, "DR-1 accepted")


def test_what_was_found_is_looked_for_again_by_itself(page, draft):
    page.goto(draft.at)
    found = page.locator("[data-findings]")
    found.get_by_text("To mend").wait_for()
    expect(found).to_contain_text("0 rules", use_inner_text=True)
    page.locator("#s-1").get_by_role("button", name="Accept").click()
    found.get_by_text("1 rule", exact=False).first.wait_for()
    page.wait_for_function("document.querySelector('[data-findings]').innerText.includes('1 rule')")


def test_two_tabs(new_page, draft, axe):
    one, two = new_page(), new_page()
    one.goto(draft.at)
    two.goto(draft.at)
    one.locator("#s-1").get_by_role("button", name="Accept").click()
    said(one, "DR-1 accepted")
    two.locator("#s-1").get_by_role("button", name="Keep as prose").click()
    two.get_by_text("DR-1 was changed in another tab").first.wait_for()
    axe(two)
    assert stands(draft, 1) == ("rule", BEFRIEND)
    two.locator("#s-2").get_by_role("button", name="Keep as prose").click()
    said(two, "DR-2 kept as prose. 2 of 8 decided.")
    one.keyboard.press("u")
    said(one, "nothing was undone")
    assert stands(draft, 2)[0] == "prose"


def test_what_was_not_saved_says_so(page, draft, axe):
    page.goto(draft.at)
    page.route("**/sentences/**", lambda route: route.fulfill(status=500, body="Sorry"), times=1)
    page.locator("#s-1").get_by_role("button", name="Accept").click()
    page.locator("#s-1").get_by_role("alert").filter(has_text="Not saved").wait_for()
    axe(page)
    page.locator("#s-1").get_by_role("button", name="Accept").click()
    said(page, "DR-1 accepted")
    page.context.clear_cookies()
    page.locator("#s-2").get_by_role("button", name="Accept").click()
    page.locator("#s-2").get_by_role("alert").filter(has_text="Load the page again").wait_for()
    assert stands(draft, 2)[0] == ""


# ---- the review, on every screen, with and without a script --------------------------------------------------------


def test_the_review_on_every_screen(every_page, draft, axe):
    page = every_page
    page.goto(draft.at)
    axe(page)
    assert fits(page)
    page.locator("#s-1").get_by_role("button", name="Accept").click()
    page.get_by_text("1 of 8 decided").first.wait_for()
    page.locator("#s-2").get_by_role("button", name="Keep as prose").click()
    page.get_by_text("2 of 8 decided").first.wait_for()
    page.locator("#s-4").get_by_role("link", name="Write a rule").click()
    page.get_by_label("The rule", exact=True).fill("Staff must not post pictures of pupils on a persnal account.")
    page.get_by_role("button", name="Check it first").click()
    page.locator("mark").first.wait_for()
    axe(page)
    assert fits(page)
    page.get_by_label("The rule", exact=True).fill("Staff must not post pictures of pupils on a personal account.")
    page.get_by_label("How strongly the sentence binds").select_option("should")
    page.get_by_role("button", name="Check it first").click()
    page.get_by_text("Look again.").wait_for()
    axe(page)
    page.get_by_label("How strongly the sentence binds").select_option("must not")
    page.get_by_role("button", name="Save as a rule").click()
    page.get_by_text("3 of 8 decided").first.wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("2 of 8 decided").first.wait_for()
    page.get_by_role("link", name="To decide (").click()
    expect(page.locator("[data-sentence]")).to_have_count(6)
    axe(page)
    page.get_by_role("link", name="Next one to decide").click()
    expect(page).to_have_url(re.compile("#s-3$"))
    assert [stands(draft, each)[0] for each in (1, 2, 4)] == ["rule", "prose", ""]


def test_accepting_all_then_asking_then_taking_it_away(every_page, draft, axe):
    page = every_page
    page.goto(draft.at)
    page.get_by_role("link", name="Accept many at once").click()
    axe(page)
    page.get_by_role("button", name="See the list").click()
    expect(page).to_have_title(re.compile("^Error: "))
    axe(page)
    page.get_by_label("70% and above").check()
    page.get_by_role("button", name="See the list").click()
    axe(page)
    assert fits(page)
    page.get_by_role("button", name="Accept these 2 rules").click()
    expect(page.locator("main")).to_contain_text("2 of 8 decided", use_inner_text=True)
    assert stands(draft, 1) == ("rule", BEFRIEND) and stands(draft, 2) == ("rule", FORMER)
    with page.expect_download() as download:
        page.get_by_role("link", name="The draft (Markdown)").click()
    assert download.value.suggested_filename == "policy-draft.md"
    text = io.FileIO(download.value.path()).read().decode()
    assert [each.sentence for each in read_policy(text, "policy").clauses] == [BEFRIEND, FORMER]
    page.get_by_role("link", name="Ask it a question").first.click()
    axe(page)
    page.get_by_role("link", name="A pupil wants to be my friend or follower").first.click()
    page.get_by_label("A teacher", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    if "Check your answers" in heading(page):
        page.get_by_role("button", name="See what the policy says").click()
    expect(page).to_have_url(re.compile(re.escape("/drafts/")))


def test_the_draft_is_opened_again_by_its_link(new_page, draft):
    first = new_page("phone", javascript=False)
    first.goto(draft.at)
    first.locator("#s-1").get_by_role("button", name="Accept").click()
    address = first.get_by_role("link", name="Link to this draft").get_attribute("href")
    second = new_page("desktop")
    second.goto(address)
    expect(second.locator("main")).to_contain_text("1 of 8 decided", use_inner_text=True)
    second.get_by_role("link", name="Delete it now").click()
    second.get_by_role("button", name="Delete the draft").click()
    assert heading(second) == "The draft is deleted"
    first.reload()
    assert heading(first) == "There is no draft at this address"


PAGES = ("", "?show=rules", "sentences/1/", "sentences/9/", "accept?from=50%25", "check", "paper", "policy/", "delete", "ask/", "ask/decision?actor=teacher&act=befriend&with=pupil")  # fmt: skip


@pytest.mark.parametrize("part", PAGES)
def test_every_page_is_accessible_and_fits(new_page, draft, axe, part):
    from belisha.schools.drafts import actions

    actions.decide(draft, 1, 0, "rule", rules=[BEFRIEND], note="A note.")
    actions.decide(draft, 4, 0, "nobody")
    for screen, javascript in (("phone", True), ("desktop", False)):
        page = new_page(screen, javascript=javascript)
        page.goto(draft.at + part)
        axe(page)
        assert fits(page)
    page.set_viewport_size({"width": 320, "height": 256})
    assert fits(page)


def test_a_conflict_without_a_script(new_page, draft, axe):
    from belisha.schools.drafts import actions

    page = new_page("phone", javascript=False)
    page.goto(draft.at)
    actions.decide(draft, 1, 0, "rule", rules=[BEFRIEND])
    page.locator("#s-1").get_by_role("button", name="Keep as prose").click()
    page.locator(".govuk-error-summary a").click()
    expect(page).to_have_url(re.compile("#s-1$"))
    axe(page)
    page.get_by_role("button", name="Undo").click()
    page.goto(draft.at + "sentences/2/")
    actions.decide(draft, 2, 0, "prose")
    page.get_by_label("The rule", exact=True).fill(FORMER)
    page.get_by_role("button", name="Save as a rule").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("was changed in another tab", use_inner_text=True)
    expect(page.get_by_label("The rule", exact=True)).to_have_value(FORMER)
    axe(page)
    page.get_by_role("button", name="Save as a rule").click()
    assert stands(draft, 2) == ("rule", FORMER)


def test_things_to_press_are_large_enough(every_page, draft):
    """WCAG 2.5.8: 24 pixels, but for links within a sentence."""
    every_page.goto(draft.at)
    small = every_page.evaluate(
        """() => [...document.querySelectorAll('main a, main button, main summary')].filter(each => each.getClientRects().length)
                 .filter(each => !each.closest('p:not([class*=go])')).filter(each => each.getClientRects()[0].height < 24).map(each => each.outerHTML)"""
    )
    assert small == []


def test_the_source_stands_above_the_rule_on_a_phone_and_left_of_it_elsewhere(new_page, draft):
    for screen in ("phone", "desktop"):
        page = new_page(screen)
        page.goto(draft.at)
        source, rule = (page.locator(f"#s-1 .belisha-sentence__{part}").bounding_box() for part in ("source", "rule"))
        if screen == "phone":
            assert source["y"] + source["height"] <= rule["y"] + 1
        else:
            assert source["x"] + source["width"] <= rule["x"] and abs(source["y"] - rule["y"]) < 5


def test_on_paper_there_are_no_buttons(page, draft):
    page.goto(draft.at)
    page.emulate_media(media="print")
    expect(page.locator("#s-1 button").first).not_to_be_visible()
    expect(page.locator("#s-1 .belisha-sentence__sentence")).to_be_visible()
    assert (
        page.locator("#s-1 .belisha-sentence__source").bounding_box()["x"]
        < page.locator("#s-1 .belisha-sentence__rule").bounding_box()["x"]
    )
