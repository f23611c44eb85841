"""What a document's shape says: lists in lists, clause numbers, tables, notes, boxes, what was struck out; a sentence is what a person would mark."""

from __future__ import annotations

import io
import zipfile

import pytest

from belisha.importing.formats import read
from belisha.importing.formats.plain import read_text
from belisha.importing.sentences import Sentence, sentences


def _of(text: str) -> list[Sentence]:
    return list(sentences(read_text(text)))


def _words(found: list[Sentence]) -> list[str]:
    return [each.text for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4.2.1 Staff must ask. 4.2.2 They must wait.", ["Staff must ask.", "They must wait."]),
        ("1. Staff must ask.\n2. They must wait.", ["Staff must ask.", "They must wait."]),
        ("Step 1. Tell the head. Step 2. Write it down.", ["Tell the head.", "Write it down."]),
        ("(a) ask first\n(b) wait", ["ask first", "wait"]),
        ("☐ I have read it\n☐ I will keep it", ["I have read it", "I will keep it"]),
        ("3 members of staff were away.", ["3 members of staff were away."]),
        ("The answer is no. Staff must ask. See no. 7.", ["The answer is no.", "Staff must ask.", "See no. 7."]),
        ("It opens at 7 a.m. on Mondays. It shuts at 5 p.m. Then we go.", ["It opens at 7 a.m. on Mondays.", "It shuts at 5 p.m.", "Then we go."]),
        ("It is nobody else's. Ask first.", ["It is nobody else's.", "Ask first."]),
        ("Ring ext. 204. Sites, e.g. Facebook, count.", ["Ring ext. 204.", "Sites, e.g. Facebook, count."]),
        ("Can my child bring a phone? No. It stays at home.", ["Can my child bring a phone?", "No.", "It stays at home."]),
        ("Staff must not share pass-\nwords with any-\none.", ["Staff must not share passwords with anyone."]),
    ],
)  # fmt: skip
def test_a_sentence_is_what_a_person_would_mark(text: str, expected: list[str]) -> None:
    found = _of(text)
    assert _words(found) == expected
    assert all(" ".join(text[each.start : each.end].split()) == each.text or "-\n" in text for each in found)


def test_a_list_in_a_list_is_read_with_both_lead_ins() -> None:
    found = _of(
        "Staff must not:\n\n- share passwords\n- post pictures of:\n    - pupils\n    - parents\n- argue online\n"
    )
    assert [(each.text, each.lead_in) for each in found] == [
        ("Staff must not:", ""),
        ("share passwords", "Staff must not:"),
        ("post pictures of:", "Staff must not:"),
        ("pupils", "Staff must not: post pictures of:"),
        ("parents", "Staff must not: post pictures of:"),
        ("argue online", "Staff must not:"),
    ]


def test_a_list_copied_from_a_pdf_nests_by_its_marks() -> None:
    found = _of("The head will:\n\n• tell:\no parents\no governors\n• keep a log\n")
    assert [each.lead_in for each in found] == ["", "The head will:", "The head will: tell:", "The head will: tell:", "The head will:"]  # fmt: skip


def test_a_numbered_clause_with_a_colon_leads_its_list_in() -> None:
    clause, bullet = _of("4.1 Employees must not:\n- share passwords\n")
    assert (clause.text, clause.leads, bullet.lead_in) == ("Employees must not:", True, "Employees must not:")


def test_a_table_of_duties_gives_a_sentence_for_each_duty() -> None:
    found = _of(
        "Role\tResponsibility\nHeadteacher\tLeads. Sees that all staff read the policy.\nOffice\tKeeps the list\n"
    )
    assert [(each.text, each.lead_in) for each in found] == [
        ("Leads.", "Headteacher:"),
        ("Sees that all staff read the policy.", "Headteacher:"),
        ("Keeps the list", "Office:"),
    ]


def test_a_document_control_table_keeps_its_rows() -> None:
    assert _words(_of("Version\t3.1\nApproved by\tFull governing body\nNext review\tMarch 2027\n")) == [
        "Version | 3.1",
        "Approved by | Full governing body",
        "Next review | March 2027",
    ]


# ---- Word -------------------------------------------------------------------------------------------------------

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'


def _docx(body: str, **parts: str) -> list[Sentence]:
    """The sentences of a Word document with this body; parts: of its archive, beside the ones that it needs."""
    from docx import Document

    file = io.BytesIO()
    Document().save(file)
    made = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name == "word/document.xml":
                new.writestr(
                    name, f'<?xml version="1.0"?><w:document {_W}><w:body>{body}<w:sectPr/></w:body></w:document>'
                )
            else:
                new.writestr(name, old.read(name))
        for name, text in parts.items():
            new.writestr(f"word/{name}.xml", f'<?xml version="1.0"?><w:{name} {_W}>{text}</w:{name}>')
    return list(sentences(read(made.getvalue(), ".docx")))


def _p(text: str, before: str = "") -> str:
    return f"<w:p>{before}<w:r><w:t>{text}</w:t></w:r></w:p>"


def test_what_was_inserted_stands_and_what_was_struck_out_does_not() -> None:
    body = (
        "<w:p><w:r><w:t xml:space='preserve'>Staff must </w:t></w:r><w:del><w:r><w:delText>not </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>ask.</w:t></w:r></w:ins></w:p>"
        + "<w:ins>" + _p("They must wait.") + "</w:ins>"
        + "<w:moveFrom>" + _p("This went elsewhere.") + "</w:moveFrom>"
    )  # fmt: skip
    assert _words(_docx(body)) == ["Staff must ask.", "They must wait."]


def test_a_text_box_is_read_once_after_the_paragraph_that_it_hangs_on() -> None:
    box = f"<w:txbxContent>{_p('Visitors must sign in.')}</w:txbxContent>"
    body = f"<w:p><w:r><w:t>Welcome to our school.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    assert _words(_docx(body)) == ["Welcome to our school.", "Visitors must sign in."]


def test_a_footnote_is_read_after_its_paragraph() -> None:
    body = "<w:p><w:r><w:t>Staff must ask.</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>" + _p(
        "They must wait."
    )
    notes = (
        "<w:footnote w:type='separator' w:id='0'/><w:footnote w:id='2'>"
        + _p("Supply staff ask the office.")
        + "</w:footnote>"
    )
    assert _words(_docx(body, footnotes=notes)) == [
        "Staff must ask.",
        "Supply staff ask the office.",
        "They must wait.",
    ]


def test_what_a_content_control_wraps_is_read() -> None:
    body = f"<w:sdt><w:sdtContent>{_p('Staff must ask.')}<w:sdt><w:sdtContent>{_p('They must wait.')}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>"
    assert _words(_docx(body)) == ["Staff must ask.", "They must wait."]


def test_a_numbered_list_in_word_nests_by_its_levels() -> None:
    def item(text: str, level: int) -> str:
        return _p(text, f"<w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='1'/></w:numPr></w:pPr>")

    found = _docx(_p("Staff must not:") + item("share:", 0) + item("passwords", 1) + item("shout", 0))
    assert [each.lead_in for each in found] == ["", "Staff must not:", "Staff must not: share:", "Staff must not:"]


# ---- PDF --------------------------------------------------------------------------------------------------------


def _pdf(story: list[object], **how: object) -> list[Sentence]:
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    file = io.BytesIO()
    SimpleDocTemplate(file, pagesize=A4, **how).build(story)
    return list(sentences(read(file.getvalue(), ".pdf")))


@pytest.mark.parametrize("ruled", [True, False], ids=["ruled", "without lines"])
def test_a_cell_of_a_pdf_that_wraps_stays_together(ruled: bool) -> None:
    from reportlab.lib import colors
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, Table

    plain = getSampleStyleSheet()["Normal"]
    rows = [
        ["Role", "Responsibility"],
        ["Headteacher", "Makes sure that everybody has read the policy, and that whatever is agreed is written in the log. Reports to governors each term."],
        ["Designated safeguarding lead", "Leads on online safety, on filtering and on monitoring, and looks into each alert on the day that it comes in."],
    ]  # fmt: skip
    style = [("VALIGN", (0, 0), (-1, -1), "TOP"), *([("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else [])]
    table = Table([[Paragraph(cell, plain) for cell in row] for row in rows], colWidths=[100, 260], style=style)
    found = _pdf([Paragraph("The table says who does what in our school.", plain), table])
    assert [(each.text, each.lead_in) for each in found] == [
        ("The table says who does what in our school.", ""),
        ("Makes sure that everybody has read the policy, and that whatever is agreed is written in the log.", "Headteacher:"),
        ("Reports to governors each term.", "Headteacher:"),
        ("Leads on online safety, on filtering and on monitoring, and looks into each alert on the day that it comes in.", "Designated safeguarding lead:"),
    ]  # fmt: skip


def test_a_footnote_of_a_pdf_does_not_break_the_sentence_that_runs_over_the_page() -> None:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import PageBreak, Paragraph, Spacer

    plain = getSampleStyleSheet()["Normal"]
    small = plain.clone("small", fontSize=7)
    found = _pdf(
        [
            Paragraph("Every member of staff must ask the headteacher<super size=6>1</super> before any picture of a child is put on", plain),
            Spacer(1, 560),
            Paragraph("1 Or, in her absence, the deputy.", small),
            PageBreak(),
            Paragraph("the school's own page, and must keep a note of the answer.", plain),
            Paragraph("Nobody may post without one.", plain),
        ]
    )  # fmt: skip
    assert sorted(_words(found)) == sorted(
        [
            "Every member of staff must ask the headteacher before any picture of a child is put on the school's own page, and must keep a note of the answer.",
            "Or, in her absence, the deputy.",
            "Nobody may post without one.",
        ]
    )


# ---- web pages --------------------------------------------------------------------------------------------------


def test_a_web_page_keeps_its_lists_cells_and_notes_apart() -> None:
    page = (
        "<html><body><p>Staff must not:<sup>1</sup></p><ul><li>share passwords</li><li>post pictures of:<ul><li>pupils</li></ul></li></ul>"
        "<table><tr><th>Role</th><th>Responsibility</th></tr><tr><td>Head</td><td><p>Leads on this policy.</p><p>Tells the governors.</p></td></tr></table></body></html>"
    )
    found = sentences(read(page.encode(), ".html"))
    assert [(each.text, each.lead_in) for each in found] == [
        ("Staff must not:", ""),
        ("share passwords", "Staff must not:"),
        ("post pictures of:", "Staff must not:"),
        ("pupils", "Staff must not: post pictures of:"),
        ("Leads on this policy.", "Head:"),
        ("Tells the governors.", "Head:"),
    ]
