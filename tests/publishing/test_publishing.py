"""Publishing: a whole page that needs nothing else, says all that the policy says, and does no harm whatever the policy holds."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from belisha import library
from belisha.language import read_policy
from belisha.language.reference import examples
from belisha.publishing import about, body_html, contents, publish
from belisha.publishing.contents import day, slug, split_at_modality
from belisha.publishing.markdown import is_harmless, markdown

VOID = {"meta", "link", "br", "hr", "img", "input", "col"}


class Seen(HTMLParser):
    """A page as its tags and its text; fails where a tag is not closed."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.text = [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        assert tag in VOID
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.text.append(data)

    @property
    def words(self):
        return " ".join("".join(self.text).split())

    @property
    def ids(self):
        return [attributes["id"] for _, attributes in self.tags if "id" in attributes]


POLICIES = [*library.NAMES, "examples"]


@pytest.fixture(scope="module")
def pages():
    read = {name: library.policy(name) for name in library.NAMES} | {"examples": examples()}
    return {name: (policy, Seen(publish(policy))) for name, policy in read.items()}


def made(text, front="policy: Social media\nschool: Example"):
    return read_policy(f"---\n{front}\n---\n\n{text}")


# ---- every policy ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", POLICIES)
def test_every_sentence_statement_and_title_is_on_the_page(pages, name):
    policy, page = pages[name]
    for clause in policy.clauses:
        assert " ".join(clause.sentence.split()) in page.words, clause.id
        assert clause.id in page.words
    for part in policy.parts:
        for text in (getattr(part, "title", ""), getattr(part, "starts_text", "")):
            assert " ".join(text.split()) in page.words
        for statement in getattr(part, "statements", ()):
            assert " ".join(statement.text.split()) in page.words


@pytest.mark.parametrize("name", POLICIES)
def test_every_id_is_an_anchor_and_no_anchor_stands_twice(pages, name):
    policy, page = pages[name]
    assert len(page.ids) == len(set(page.ids))
    for clause in policy.clauses:
        assert clause.id.lower() in page.ids
    carried = [each for _, ids in policy.front.clauses for each in ids]
    carried += [each for part in policy.parts for each in getattr(part, "ids", ())]
    assert {each.lower() for each in carried} <= set(page.ids)


@pytest.mark.parametrize("name", POLICIES)
def test_every_link_into_the_page_leads_somewhere(pages, name):
    _, page = pages[name]
    for tag, attributes in page.tags:
        if tag == "a" and attributes["href"].startswith("#"):
            assert attributes["href"][1:] in page.ids, attributes


@pytest.mark.parametrize("name", POLICIES)
def test_headings_leave_no_step_out(pages, name):
    _, page = pages[name]
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", POLICIES)
def test_the_page_needs_nothing_else_and_runs_nothing(pages, name):
    _, page = pages[name]
    for tag, attributes in page.tags:
        assert tag not in ("script", "img", "iframe", "object", "embed", "link", "form", "input", "base", "svg")
        assert not any(key.startswith("on") or key in ("src", "style", "srcset") for key in attributes)
    assert ("html", {"lang": "en-GB"}) in page.tags
    assert {"header", "nav", "main", "footer"} <= {tag for tag, _ in page.tags}
    first_link = next(attributes for tag, attributes in page.tags if tag == "a")
    assert first_link["href"] == "#main"


@pytest.mark.parametrize("name", POLICIES)
def test_the_body_alone_has_the_same_anchors(pages, name):
    policy, page = pages[name]
    body = Seen(str(body_html(policy)))
    assert set(body.ids) <= set(page.ids)
    assert len(body.ids) == len(set(body.ids))
    anchors = []

    def gather(entries):
        for entry in entries:
            anchors.append(entry.anchor)
            gather(entry.entries)

    gather(contents(policy))
    assert set(anchors) <= set(body.ids)
    deeper = Seen(str(body_html(policy, top=3)))
    assert not any(tag in ("h1", "h2") for tag, _ in deeper.tags)


def test_the_page_is_the_same_each_time():
    policy = library.policy("little-eaton")
    assert publish(policy) == publish(policy)


# ---- what stands on it -------------------------------------------------------------------------------------------


def test_who_approved_it_and_when_it_is_reviewed_is_said_in_words(pages):
    _, page = pages["examples"]
    for said in (
        "governing body, 14 September 2026",
        "Next review 14 September 2027",
        "Review cycle every year",
        "“Staff” means teachers, support staff, governors and volunteers",
        "Where it says nothing ask a senior leader",
        "version 1",
        examples().hash,
    ):
        assert said in page.words, said


def test_a_row_without_a_value_is_left_out():
    assert [row.key for row in about(made("Text."))] == []


def test_a_procedure_has_numbered_steps_with_who_leads_and_by_when(pages):
    _, page = pages["examples"]
    assert "Led by headteacher" in page.words
    assert "Confidential to headteacher and designated safeguarding lead" in page.words
    assert "Starts when there is a concern about an adult and the author is a colleague" in page.words
    assert "within 1 working day" in page.words
    assert any(tag == "ol" for tag, _ in page.tags)


def test_notes_on_defects_are_kept():
    page = Seen(publish(library.policy("little-eaton")))
    assert "Notes kept with this policy" in page.words
    assert "No official channel is declared (LE-35)" in page.words


def test_a_sentence_links_to_the_clauses_that_it_names():
    html = publish(
        made("```rules\nFR-1: Staff must not befriend a pupil.\nFR-2: Breaking FR-1 is gross misconduct.\n```")
    )
    assert 'Breaking <a href="#fr-1">FR-1</a> is gross misconduct.' in html


def test_a_heading_takes_no_clauses_anchor_from_it():
    html = publish(
        made("# FR-1\n\n# FR 1\n\n# Main\n\n```rules\nFR-1: Staff must not befriend a pupil.\n```\n\n# Main\n")
    )
    ids = Seen(html).ids
    assert ids.count("fr-1") == 1 and "main-2" in ids and "main-3" in ids
    assert '<li id="fr-1">' in html


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Staff must not befriend a pupil.", "must not"),
        ("When it may be obscene, the school must report it to the police.", "must"),
        ("Staff may only use social media on their own device at school when it is in their own time.", "may only"),
        ("Staff need consent from a parent to post a picture of a pupil.", "need consent from"),
        ("A teacher needs approval from the headteacher to post.", "needs approval from"),
        ("Whether staff may use social media for personal use in a break is not settled.", "is not settled"),
        ("For staff, breaking this policy may lead to dismissal.", ""),
    ],
)
def test_the_words_that_oblige_or_permit_stand_out(sentence, words):
    clause = made(f"```rules\nFR-1: {sentence}\n```").clauses[0]
    before, modality, after = split_at_modality(clause)
    assert (modality, before + modality + after) == (words, sentence)


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("2026-09-14", "14 September 2026"),
        ("2026-09", "September 2026"),
        ("2026", "2026"),
        ("Spring 2023", "Spring 2023"),
        ("", ""),
    ],
)
def test_dates_keep_their_precision(printed, said):
    assert day(printed) == said


@pytest.mark.parametrize(
    ("text", "anchor"), [("5.5 Our Rules!", "5-5-our-rules"), ("Café", "cafe"), ("…", "section"), ("家", "section")]
)
def test_slugs(text, anchor):
    assert slug(text) == anchor


# ---- harm --------------------------------------------------------------------------------------------------------

HOSTILE = """
# <script>alert(1)</script> "heading" & 'more'

<script>alert(2)</script> and <img src=x onerror=alert(3)> and <b>bold</b>

[click](javascript:alert(4)) [click](JaVaScRiPt:alert(5)) [click](data:text/html,<script>alert(6)</script>) [file](file:///etc/passwd)
[odd](java\tscript:alert(7)) <javascript:alert(8)> [vb](vbscript:alert(9)) [ok](https://example.org/?a=1&b=2)

![alt "text"](https://evil.example/pixel.png) and ![](x.png)

Setext heading
--------------

```rules
FR-1: Staff must not befriend a pupil.
  Note: <script>alert(10)</script> [x](javascript:alert(11)) "quoted"
```

```agreement
AG-1: <svg onload=alert(12)>
for: staff
signed: ["<i>"]
statements:
  AG-1.1: </li></ul><script>alert(13)</script>
```

```notice
NO-1: "><script>alert(14)</script>
to: parent
says: <iframe src="https://evil.example"></iframe> [x](javascript:alert(15))
```
"""
FRONT = """policy: "</title><script>alert(16)</script>"
school: "\\"><img src=x onerror=alert(17)>"
version: "{{ 7 * 7 }}"
owner: "<b>owner</b>"
approved: [{by: "<script>", on: 2026-09-01}]
refers to: ["https://example.org/<script>alert(18)</script>", "javascript:alert(19)", "https://example.org/a(b)"]
notes: ["<script>alert(20)</script> [x](javascript:alert(21))"]"""


def test_a_hostile_policy_is_harmless():
    html = publish(made(HOSTILE, FRONT))
    page = Seen(html)
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "img", "svg", "iframe", "b", "i"}
    for tag, attributes in page.tags:
        assert not any(key.startswith("on") for key in attributes), (tag, attributes)
        if "href" in attributes:
            assert attributes["href"].startswith(("#", "https://example.org/")), attributes
    assert "<script>alert(1)</script>" in page.words  # shown, not run
    assert "{{ 7 * 7 }}" in page.words
    assert len(page.ids) == len(set(page.ids))


def test_characters_that_no_page_may_hold_are_replaced():
    html = publish(made("Text \x08 with \x1b[31m odd \x85 characters \ufffe."))
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe]", html)


@pytest.mark.parametrize(
    "link", ["https://a.org", "http://a", "mailto:a@b.org", "tel:+44", "#le-81", "other.html", "/path", "?q"]
)
def test_harmless_links(link):
    assert is_harmless(link)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:x",
        "JAVASCRIPT:x",
        " java\nscript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///x",
        "http://[x",
        "blob:x",
    ],
)
def test_links_that_may_do_harm(link):
    assert not is_harmless(link)


def test_prose_may_have_lists_tables_and_emphasis():
    html = str(markdown("- *one*\n- **two**"))
    assert "<ul>" in html and "<em>one</em>" in html and "<strong>two</strong>" in html
    assert "<table>" in str(markdown("| a | b |\n| - | - |\n| 1 | 2 |"))
    assert "<h" not in str(markdown("Title\n=====\n\n# Title"))


def test_a_very_long_word_and_a_large_policy():
    sentences = "\n".join(f"FR-{number}: Staff must not befriend a pupil." for number in range(1, 2_001))
    html = publish(made(f"{'x' * 5_000}\n\n```rules\n{sentences}\n```"))
    assert html.count('<li id="fr-') == 2_000
