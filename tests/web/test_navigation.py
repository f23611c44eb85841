"""The navigation of a school: which sections each role has, that each link opens, and what is marked as open."""

import re

import pytest

SCHOOL = "/schools/beacon-lane/"
WORKS = ["Home", "Policy", "Ask", "Concerns", "Agreements", "Notices", "Teaching", "People"]
SECTIONS = {
    "dora": [*WORKS, "Administration"],
    "edna": WORKS,
    "piotr": [*WORKS, "Record"],
    "olive": [*WORKS, "Mail"],
    "ada": WORKS,
    "finn": WORKS,
    "clement": WORKS,
    "vera": ["Home", "Policy", "Ask", "Concerns", "Agreements"],
    "ben": ["Home", "Policy", "Ask", "Agreements"],
    "pip": ["Home", "Policy", "Ask", "Agreements"],
}
BENEATH = {
    ("dora", "settings"): ["Record", "Mail", "Settings"],
    ("dora", "policy/"): ["Policy", "What it did not answer", "Report for governors"],
    ("ada", "approvals/"): ["Ask", "Approvals", "Ties with families", "Channels"],
    ("ben", "ask/"): ["Ask", "Approvals", "Channels"],
    ("ben", "policy/"): [],
    ("finn", "calendar/"): ["Notices", "Calendar"],
    ("ben", ""): [],
}
LINK = re.compile(r'<a [^>]*href="([^"]*)"(?: aria-current="(\w+)")?[^>]*>(?:\s*<strong[^>]*>)?\s*([^<]*?)\s*<')


def links(page, kind):
    """(address, aria-current, words) of each link in a kind of navigation."""
    found = re.search(rf'class="{kind}.*?</nav>', page, re.DOTALL)
    return LINK.findall(found[0]) if found else []


@pytest.fixture
def enter(client, db):
    def enter(who):
        client.post("/sign-in/demonstration", {"email": f"{who}@demonstration.example"})
        return lambda address="": client.get(f"{SCHOOL}{address}").content.decode()

    return enter


@pytest.mark.parametrize(("who", "sections"), SECTIONS.items(), ids=SECTIONS)
def test_each_role_has_its_sections_and_every_link_opens(client, enter, who, sections):
    page = enter(who)()
    assert [words for _, _, words in links(page, "govuk-service-navigation")] == sections
    for href, _, _ in links(page, "govuk-service-navigation"):
        answer = client.get(href)
        assert answer.status_code == 200, href
        for beneath, _, _ in links(answer.content.decode(), "belisha-parts"):
            assert client.get(beneath).status_code == 200, beneath


@pytest.mark.parametrize(("where", "parts"), BENEATH.items(), ids=[" ".join(each) for each in BENEATH])
def test_the_parts_of_the_open_section_stand_beneath(enter, where, parts):
    who, address = where
    assert [words for _, _, words in links(enter(who)(address), "belisha-parts")] == parts


@pytest.mark.parametrize(
    ("address", "section", "part"),
    [
        ("", ("Home", "page"), None),
        ("people/", ("People", "page"), ("People", "page")),
        ("people/add", ("People", "true"), ("People", "true")),
        ("mail/", ("Administration", "true"), ("Mail", "page")),
        ("policy/unanswered", ("Policy", "true"), ("What it did not answer", "page")),
        ("ask/kept/", ("Ask", "true"), ("Ask", "true")),
    ],
)
def test_what_is_open_is_marked(enter, address, section, part):
    page = enter("dora")(address)
    for kind, marked in (("govuk-service-navigation", section), ("belisha-parts", part)):
        found = [(words, current) for _, current, words in links(page, kind) if current]
        assert found == ([marked] if marked else [])


def test_a_page_of_no_section_marks_none(enter):
    page = enter("ben")("permissions")
    assert not [each for each in links(page, "govuk-service-navigation") if each[1]]
