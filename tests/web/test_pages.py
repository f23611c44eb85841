"""Pages to read: the start, the policies, the law, the words, and what the site says of itself."""

import html
import re

import pytest

from belisha import library, publishing
from belisha.language import load

PAGES = ("/", "/law/", "/words/", "/api/", "/privacy", "/accessibility")


def text_of(response):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))).strip()


def test_the_start_leads_to_each_school(client):
    page = client.get("/").content.decode()
    for name in library.NAMES:
        assert f'href="/policies/{name}/"' in page
        assert f'href="/policies/{name}/ask/"' in page
    assert "call 999" in page


@pytest.mark.parametrize("name", library.NAMES)
def test_a_policy_as_people_read_it(client, name):
    response = client.get(f"/policies/{name}/")
    page, policy = response.content.decode(), library.policy(name)
    assert policy.front.school in html.unescape(page)
    assert f'href="/policies/{name}/ask/"' in page
    assert policy.hash in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for carried in (each for _, ids in policy.front.clauses for each in ids):
        assert f'id="{carried.lower()}"' in page
    for inside in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{inside}"' in page, inside


def test_what_a_reader_should_know(client):
    said = text_of(client.get("/policies/little-eaton/"))
    assert "What a reader should know" in said
    assert "The next review is 2027-09, but 1 year after 2024-09 is 2025-09." in said


@pytest.mark.parametrize("name", library.NAMES)
def test_a_policy_to_take_away(client, name):
    text = client.get(f"/policies/{name}/policy.md")
    assert text.content.decode() == library.policy(name).text
    assert text["Content-Disposition"] == f'attachment; filename="{name}.md"'
    page = client.get(f"/policies/{name}/policy.html")
    assert page.content.decode() == publishing.publish(library.policy(name))
    assert page["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "address", ["/policies/nowhere/", "/policies/nowhere/policy.md", "/policies/nowhere/policy.html", "/policies/law/"]
)
def test_a_policy_that_there_is_not(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "Page not found" in text_of(response)
    assert "Go to the start" in text_of(response)


def test_the_law_says_that_it_is_no_advice(client):
    said = text_of(client.get("/law/"))
    assert "no legal advice" in said
    assert 'id="en-1"' in client.get("/law/").content.decode()


def test_the_words_of_the_language(client):
    said = text_of(client.get("/words/"))
    assert "How a sentence is built" in said
    assert "Predicates" in said or "What is said of people and things" in said


@pytest.mark.parametrize("topic", ["people", "acts", "facts", "duties"])
def test_the_words_by_topic(client, topic):
    response = client.get("/words/", {"topic": topic})
    assert f'id="topic-{topic}"' in response.content.decode()


def test_every_fact_is_listed(client):
    said = text_of(client.get("/words/?topic=facts"))
    for name in load().facts:
        assert name in said


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("picture", "found for “picture”"),
        ("PICTURE  pupil", "a picture of a pupil"),
        ("immediatly", "Did you mean immediately"),
        ("zzzz", "Nothing found for “zzzz”"),
        ("<script>", "Nothing found for “<script>”"),
        ("x" * 5000, "Nothing found for “" + "x" * 100 + "”"),
    ],
)
def test_looking_for_words(client, wanted, says):
    response = client.get("/words/", {"q": wanted})
    assert response.status_code == 200
    assert says in text_of(response)
    assert "<script>" not in response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_pages_send_nobody_elsewhere_and_keep_nothing(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert not re.findall(r'(?:src|srcset|action)="(?!/)', response.content.decode().replace('action=""', ""))
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.parametrize("part", ["actor", "act", "with", "account", "event", "purpose", "time"])
def test_every_answer_has_a_label(database, part):
    from belisha.web import wording

    for value in load().facts[part].values:
        if value != "none":
            assert wording.label(part, value)[0][0].isupper()


def test_labels_and_headings_name_what_there_is():
    vocabulary = load()
    for fact, labels in vocabulary.raw["labels"].items():
        assert fact in vocabulary.facts
        if isinstance(labels, dict):
            assert set(labels) <= set(vocabulary.facts[fact].values), fact
    for name, headings in vocabulary.raw["headings"].items():
        listed = [each for under in headings.values() for each in under]
        assert len(listed) == len(set(listed))
        known = vocabulary.facts[name].values if name in vocabulary.facts else vocabulary.facts
        assert set(listed) <= set(known), name
