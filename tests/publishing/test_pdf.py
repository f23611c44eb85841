"""A policy as a PDF: whatever it says is on its pages, nothing that it says is taken for an instruction."""

import io
from datetime import UTC, datetime

import pytest
from pdfminer.high_level import extract_text
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser

from belisha import library
from belisha.language import load, read_policy
from belisha.language.policy import Rules
from belisha.publishing import policy_pdf
from belisha.publishing.contents import Row
from belisha.publishing.pdf import PdfError, pdf


def words(data: bytes) -> str:
    return " ".join(extract_text(io.BytesIO(data)).split())


@pytest.mark.parametrize("name", library.NAMES)
def test_every_sentence_of_a_policy_stands_in_it(name):
    policy = library.policy(name)
    said = words(policy_pdf(policy)).replace(" ", "")
    for part in policy.parts:
        for clause in part.clauses if isinstance(part, Rules) else ():
            assert clause.sentence.replace(" ", "") in said, clause.id


def test_cover_and_foot_say_which_version_it_is():
    policy = library.policy("model")
    made = policy_pdf(
        policy, school="Ash School", standing="In force from 1 September 2026", approvals=[Row("Adopted", ("14 September 2026, minute 7",))]
    )  # fmt: skip
    said = words(made)
    for each in ("Ash School", "In force from 1 September 2026", "14 September 2026, minute 7", policy.hash):
        assert each in said
    assert said.count(policy.hash) > 5  # on every page


def test_it_is_tagged_for_a_screen_reader_and_says_its_language_and_title():
    catalog = PDFDocument(PDFParser(io.BytesIO(policy_pdf(library.policy("model"))))).catalog
    assert catalog["Lang"] in (b"en-GB", b"en-gb")
    assert "StructTreeRoot" in catalog


def test_the_same_policy_gives_the_same_bytes():
    policy = library.policy("highwood")
    assert policy_pdf(policy) == policy_pdf(policy)


def test_nothing_in_a_policy_is_taken_for_an_instruction():
    hostile = "#panic() *a* $x$ @b <c> `#d` \\ // e /* f */ [g] #include \"x\" ![h](file:///etc/passwd) <script>i</script> [j](javascript:k)"  # fmt: skip
    text = f"---\npolicy: '{hostile.replace(chr(39), '')}'\nschool: '#read(\"/etc/passwd\")'\n---\n\n# {hostile}\n\n{hostile}\n\n| #a | b |\n|---|---|\n| #panic() | *d* |\n\n1. one\n2. two\n\n> quoted\n"
    said = words(policy_pdf(read_policy(text, "x.md", load())))
    assert "#panic() *a* $x$ @b <c> `#d`" in said and '#read("/etc/passwd")' in said and "root:" not in said


def test_a_policy_without_anything_can_be_set():
    assert policy_pdf(read_policy("---\npolicy: Empty\n---\n", "x.md", load())).startswith(b"%PDF")


def test_it_can_carry_the_moment_of_its_making():
    data = {"title": "x", "school": "", "on": "", "by": "", "said": [], "kinds": []}
    assert b"D:20261128101112" in pdf("held", data, made=datetime(2026, 11, 28, 10, 11, 12, 345, UTC))


def test_a_template_that_there_is_not():
    with pytest.raises((PdfError, FileNotFoundError)):
        pdf("nothing", {})
