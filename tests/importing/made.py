"""Short policies of schools that do not exist, with a label for each sentence; and each of them as a file of every format.

Room: tests of importing. The documents stand in `documents/`, a sentence a line: `label | sentence`, `- label | bullet`, `## heading`,
`= title`, `row | cell | cell`, `row: label | cell | cell` where the second cell is a sentence of its own; an empty line or a change of kind ends
a paragraph. Each set was labelled before anything was run on it. `script/teach` learns from all but those that are KEPT back and those of `blind/`;
those of `taught/` and `sixth/` were written for it to learn from. `again/` has the labels of a second hand, who saw no others: a line a sentence, in order.
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from belisha.importing.sentences import after_number

HERE = Path(__file__).parent / "documents"
AGAIN = Path(__file__).parent / "again"
DOCUMENTS = sorted(HERE.glob("*.txt"))
SECOND, THIRD, FOURTH, FIFTH, SIXTH, TAUGHT, BLIND = (
    sorted((HERE / name).glob("*.txt")) for name in ("second", "third", "fourth", "fifth", "sixth", "taught", "blind")
)
# Nothing was ever learnt from these: they say how a document fares that nobody has seen.
KEPT = [path for path in FIFTH if path.stem in ("governors-code", "nursery", "parent-leaflet", "prep-school")]
ALL = (*DOCUMENTS, *SECOND, *THIRD, *FOURTH, *FIFTH)
LEARNT = [path for path in (*ALL, *TAUGHT, *SIXTH) if path not in KEPT]
FORMATS = (".txt", ".md", ".html", ".docx", ".odt", ".pdf")


@dataclass(frozen=True)
class Line:
    """A line of a document. kind: title, heading, row, bullet or sentence; label: "" where it has none."""

    kind: str
    text: str
    label: str = ""


@cache
def lines(path: Path) -> tuple[Line, ...]:
    made = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            made.append(Line("break", ""))
        elif line.startswith("= "):
            made.append(Line("title", line[2:]))
        elif line.startswith("## "):
            made.append(Line("heading", line[3:]))
        elif line.startswith("row | "):
            made.append(Line("row", line[6:].replace(" | ", "\t")))
        elif line.startswith("row: "):
            label, _, text = line[5:].partition(" | ")
            made.append(Line("row", text.replace(" | ", "\t"), label))
        else:
            label, _, text = line.removeprefix("- ").partition(" | ")
            made.append(Line("bullet" if line.startswith("- ") else "sentence", text, label))
    return tuple(made)


def labels(path: Path) -> dict[str, str]:
    """The label of each sentence, which the number of its clause stands outside of; of a row, that of its second cell."""
    said = [(line.text.partition("\t")[2] if line.kind == "row" else line.text, line.label) for line in lines(path)]
    return {text[after_number(text) :]: label for text, label in said if label}


def twice(path: Path) -> dict[str, tuple[str, str]]:
    """Of each sentence its label and that of the second hand (`again/`); rows and the documents that are KEPT have none."""
    said = [line for line in lines(path) if line.label and line.kind != "row"]
    second = (AGAIN / path.parent.name / path.name).read_text(encoding="utf-8").splitlines()
    return {one.text[after_number(one.text) :]: (one.label, other) for one, other in zip(said, second, strict=True)}


def blocks(path: Path) -> Iterator[tuple[str, str]]:
    """The document as blocks: paragraphs of their sentences; a sentence that ends in a colon ends its paragraph."""
    for kind, group in groupby(lines(path), key=lambda line: line.kind):
        run = list(group)
        if kind == "sentence":
            yield "paragraph", " ".join(line.text for line in run)
        elif kind != "break":
            yield from ((kind, line.text) for line in run)


def as_bytes(path: Path, ending: str) -> bytes:
    """The document as a file of this format."""
    made = list(blocks(path))
    return {".txt": _text, ".md": _markdown, ".html": _html, ".docx": docx, ".odt": odt, ".pdf": pdf}[ending](made)


def _text(made: list[tuple[str, str]]) -> bytes:
    parts = []
    for number, (kind, text) in enumerate(made):
        if kind == "bullet":
            parts.append(f"- {text}\n" + ("" if number + 1 < len(made) and made[number + 1][0] == "bullet" else "\n"))
        elif kind == "row":
            parts.append(f"{text}\n")
        else:
            parts.append(f"{text}\n\n")
    return "".join(parts).encode()


def _markdown(made: list[tuple[str, str]]) -> bytes:
    parts = []
    before = ""
    for kind, text in made:
        if kind == "row":
            parts += ["", "| | |", "|---|---|"] if before != "row" else []
            parts.append("| " + text.replace("\t", " | ") + " |")
        else:
            parts += [] if kind == before == "bullet" else [""]
            parts.append({"title": "# ", "heading": "## ", "bullet": "* "}.get(kind, "") + text)
        before = kind
    return "\n".join(parts).encode()


def _html(made: list[tuple[str, str]]) -> bytes:
    parts = [
        "<!doctype html><html><head><title>Policy</title><style>p{}</style></head><body><nav>Home | About us | Contact</nav>"
    ]
    for kind, group in groupby(made, key=lambda block: block[0]):
        texts = [html.escape(text) for _, text in group]
        if kind == "bullet":
            parts.append("<ul>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>")
        elif kind == "row":
            parts.append(
                "<table>"
                + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in text.split("\t")) + "</tr>" for text in texts)
                + "</table>"
            )
        else:
            tag = {"title": "h1", "heading": "h2"}.get(kind, "p")
            parts += [f"<{tag}>{text}</{tag}>" for text in texts]
    return "".join([*parts, "<footer>© The school</footer></body></html>"]).encode()


def docx(made: list[tuple[str, str]]) -> bytes:
    from docx import Document

    document = Document()
    for kind, group in groupby(made, key=lambda block: block[0]):
        texts = [text for _, text in group]
        if kind == "row":
            table = document.add_table(rows=0, cols=max(text.count("\t") + 1 for text in texts))
            for text in texts:
                cells = table.add_row().cells
                for cell, words in zip(cells, text.split("\t"), strict=False):
                    cell.text = words
            continue
        for text in texts:
            document.add_paragraph(
                text, style={"title": "Title", "heading": "Heading 1", "bullet": "List Bullet"}.get(kind, "Normal")
            )
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def odt(made: list[tuple[str, str]]) -> bytes:
    parts = []
    for kind, group in groupby(made, key=lambda block: block[0]):
        texts = [html.escape(text) for _, text in group]
        if kind == "bullet":
            parts.append(
                "<text:list>"
                + "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in texts)
                + "</text:list>"
            )
        elif kind == "row":
            rows = "".join(
                "<table:table-row>"
                + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in text.split("\t"))
                + "</table:table-row>"
                for text in texts
            )
            parts.append(f"<table:table>{rows}</table:table>")
        elif kind in ("title", "heading"):
            parts += [f'<text:h text:outline-level="{1 if kind == "title" else 2}">{text}</text:h>' for text in texts]
        else:
            parts += [f"<text:p>{text}</text:p>" for text in texts]
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{space}:office:1.0" xmlns:text="{space}:text:1.0" xmlns:table="{space}:table:1.0">'
        f"<office:body><office:text>{''.join(parts)}</office:text></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
    return file.getvalue()


def pdf(made: list[tuple[str, str]], columns: int = 1, password: str = "", header: str = "A school's policy") -> bytes:
    """Printed on small pages, so that there are several: each with a header and its number."""
    from reportlab.lib.pagesizes import A5
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import (
        BaseDocTemplate,
        Flowable,
        Frame,
        ListFlowable,
        ListItem,
        PageTemplate,
        Paragraph,
        Spacer,
        Table,
    )

    styles = getSampleStyleSheet()
    story: list[Flowable] = []
    for kind, group in groupby(made, key=lambda block: block[0]):
        texts = [text for _, text in group]
        if kind == "row":
            story += [Table([text.split("\t") for text in texts]), Spacer(1, 8)]
        elif kind == "bullet":
            items = [ListItem(Paragraph(html.escape(text), styles["Normal"])) for text in texts]
            story += [ListFlowable(items, bulletType="bullet", start="•", leftIndent=14), Spacer(1, 6)]
        else:
            style = styles[{"title": "Title", "heading": "Heading2"}.get(kind, "Normal")]
            for text in texts:
                story += [Paragraph(html.escape(text), style), Spacer(1, 6)]
    width, height = A5
    wide = (width - 80 - 20 * (columns - 1)) / columns

    def furnish(canvas: object, document: object) -> None:
        canvas.setFont("Helvetica", 8)  # type: ignore[attr-defined]
        canvas.drawString(40, height - 30, header)  # type: ignore[attr-defined]
        canvas.drawString(width / 2, 25, f"Page {document.page}")  # type: ignore[attr-defined]

    file = io.BytesIO()
    frames = [
        Frame(40 + number * (wide + 20), 45, wide, height - 95, leftPadding=0, rightPadding=0)
        for number in range(columns)
    ]
    document = BaseDocTemplate(file, pagesize=A5, encrypt=password or None)
    document.addPageTemplates([PageTemplate("page", frames, onPage=furnish)])
    document.build(story)
    return file.getvalue()
