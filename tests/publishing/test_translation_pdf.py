"""A translation as a PDF: each script in its own letters and its own direction, or refused with what is missing."""

import io

import pytest
from pdfminer.high_level import extract_text
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser

from belisha.publishing import translation_pdf
from belisha.publishing.pdf import NoLetters
from belisha.publishing.prose import document

# One line of each language that schools translate into most and that needs letters of its own.
LINES = {
    "ar": "السلام عليكم، يجب على الموظفين", "fa": "کارکنان نباید پ چ ژ گ", "ur": "اردو زبان ہے ٹ ڈ ں ے گھر", "ps": "پښتو ډ ړ ږ ښ ګ ڼ ې ۍ", "bn": "বাংলা ভাষা",
    "pa": "ਪੰਜਾਬੀ ਸਟਾਫ ਨੂੰ", "gu": "ગુજરાતી સ્ટાફે", "ta": "தமிழ் ஊழியர்கள்", "hi": "हिन्दी कर्मचारियों को", "ti": "ትግርኛ ሰራሕተኛታት", "vi": "Tiếng Việt nhân viên",
    "el": "Ελληνικά", "bg": "Български език", "uk": "Українська ї є ґ", "ro": "Română ș ț", "pl": "Zażółć gęślą jaźń", "tr": "ğ ı ş İ", "cy": "ŵ ŷ", "he": "שלום",
}  # fmt: skip
RIGHT_TO_LEFT = ("ar", "fa", "ur", "ps", "he")


def made(text, language="pl", direction="", title="Tytuł"):
    return translation_pdf(
        text, title=title, language=language, direction=direction or ("rtl" if language in RIGHT_TO_LEFT else "ltr"), english="Polish",
        school="Ash School", policy="Social media, version 1", hash="f" * 64, said=("For reading. The English decides.", "Translated by a service."),
        address="https://www.example.org/policy",
    )  # fmt: skip


def words(data):
    return " ".join(extract_text(io.BytesIO(data)).split())


@pytest.mark.parametrize("language", LINES)
def test_each_script_has_its_letters(language):
    line = LINES[language]
    data = made(f"# {line}\n\n{line}, **{line}**\n\n- {line}\n", language, title=line)
    catalog = PDFDocument(PDFParser(io.BytesIO(data))).catalog
    assert catalog["Lang"].decode().lower() == language
    assert "StructTreeRoot" in catalog


def test_what_stands_around_it_is_in_english_and_says_which_version():
    said = words(made("Nie.\n"))
    for each in (
        "Ash School",
        "The English decides",
        "Translated by a service",
        "f" * 64,
        "https://www.example.org/policy",
        "Nie.",
    ):
        assert each in said
    assert PDFDocument(PDFParser(io.BytesIO(made("Nie.\n")))).catalog["Lang"] == b"pl"


def test_right_to_left_begins_at_the_right():
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LTTextLine

    def first(language):
        page = next(iter(extract_pages(io.BytesIO(made("שלום\n", language)))))
        lines = [
            line for box in page for line in (box if hasattr(box, "__iter__") else ()) if isinstance(line, LTTextLine)
        ]
        return next(line for line in lines if "ש" in line.get_text() or "ם" in line.get_text())

    assert first("he").x0 > 300 > first("pl").x0


def test_a_script_without_letters_is_refused_with_the_first_of_them():
    with pytest.raises(NoLetters) as refused:
        made("\U00012000\U00012001\n")  # cuneiform
    assert refused.value.letters[0] in "\U00012000\U00012001"


def test_headings_leave_no_level_out_and_a_table_may_be_empty():
    levels = [
        each["level"] for each in document("### a\n\n# b\n\n###### c\n\nText\n\n## d\n") if each["is"] == "heading"
    ]
    assert levels == [1, 1, 2, 2]
    assert made("### a\n\n##### b\n\n| a | b |\n|---|---|\n\n1. x\n\n> q\n\n---\n").startswith(b"%PDF")


def test_nothing_in_it_is_taken_for_an_instruction():
    hostile = '#panic() $x$ #read("/etc/passwd") <script>'
    said = words(made(hostile, title=hostile))
    assert said.count("#panic()") == 2 and "root:" not in said
