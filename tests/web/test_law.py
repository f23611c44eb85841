"""The law pack on its page: what counts, how sure we are, and what each entry touches."""

import html
import re

import pytest
from playwright.sync_api import expect

from belisha.library.lawpack import law_pack


def page_of(client):
    return client.get("/law/").content.decode()


def text_of(page):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page))).strip()


def test_every_entry_and_every_platform_is_there_once(client):
    page = page_of(client)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {f"law-{entry.id}" for entry in law_pack().entries} <= set(ids)
    said = text_of(page)
    for platform in law_pack().platforms:
        assert platform.name in said


def test_each_link_within_the_page_and_to_a_policy_leads_to_something(client):
    page = page_of(client)
    ids = set(re.findall(r'\sid="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) - {"main-content"} <= ids
    for name in ("little-eaton", "christ-church", "dilton-marsh", "model"):
        there = set(re.findall(r'\sid="([^"]+)"', client.get(f"/policies/{name}/").content.decode()))
        for anchor in re.findall(rf'href="/policies/{name}/#([^"]+)"', page):
            assert anchor in there, f"{name}#{anchor}"


def test_an_entry_says_what_counts_since_when_how_sure_we_are_and_what_it_touches(client):
    page = page_of(client)
    assert '<a class="govuk-link" href="#law-ukcis-nudes-2024">ukcis-nudes-2024</a>' in page
    said = text_of(page)
    entry = said[said.index("Keeping children safe in education 2022 An earlier edition") :][:900]
    assert "From 1 September 2022 until August 2023" in entry
    assert "We read somebody else's account of it" in entry
    assert "Keeping children safe in education 2023" in entry
    assert "Little Eaton Primary School : cites it ( LE-98 , LE-112 )" in entry
    assert "is set aside by EN-1 ( CC-90 )" in said
    assert "1 working day, by local procedure. It starts when:" in said


def test_what_is_only_announced_or_not_verified_is_told_apart(client):
    page = page_of(client)
    said = text_of(page)
    announced = said[
        said.index("Announced, and not in force Enacted") : said.index("Drafts, and what we have not verified Never")
    ]
    assert "Restriction of social media for those under 16 Announced on 15 June 2026" in announced
    assert "Not yet. Expected: spring 2027" in announced
    drafts = said[said.index("Drafts, and what we have not verified Never") :]
    assert "Keeping children safe in education 2026 Not verified" in drafts


@pytest.mark.parametrize(
    ("wanted", "says", "says_not"),
    [
        ("photographs", "Photographs by parents at school events", "Teachers' Standards"),
        ("KCSIE 2022", "Keeping children safe in education 2022", "Photographs by parents"),
        ("zzzz", "Nothing holds these words", "In force in"),
        ("<script>", "“<script>” in the law pack", "Photographs by parents"),
        ("x" * 5000, "Nothing holds these words", "x" * 101),
    ],
)
def test_the_pack_can_be_searched(client, wanted, says, says_not):
    response = client.get("/law/", {"q": wanted})
    said = text_of(response.content.decode())
    assert says in said and says_not not in said and "<script>" not in response.content.decode()


def test_what_is_not_held_is_named(client):
    said = text_of(page_of(client))
    for jurisdiction in ("Wales.", "Scotland.", "Northern Ireland."):
        assert jurisdiction in said[said.index("What is not here") :]


@pytest.mark.browser
def test_the_page_can_be_used_by_everybody(every_page, axe):
    every_page.goto("/law/")
    every_page.get_by_label("Look in the law pack").fill("indecent photograph")
    every_page.get_by_role("button", name="Search").click()
    every_page.get_by_role("heading", name="Protection of Children Act 1978").wait_for()
    axe(every_page)
    every_page.get_by_role("link", name="The whole law pack").click()
    every_page.get_by_text("Dates, source and what it touches (touches 10 places)").first.click()
    expect(every_page.get_by_text("How far verified").first).to_be_visible()
    axe(every_page)
    width = every_page.viewport_size["width"]
    assert every_page.evaluate("document.documentElement.scrollWidth") <= width
