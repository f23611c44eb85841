"""Every format gives the same sentences; what cannot be read is refused with its reason; garbage ends in nothing worse."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from belisha.importing.apart import read_bytes, read_file
from belisha.importing.faults import ImportFault
from belisha.importing.formats import LARGEST, read
from belisha.importing.formats.plain import read_text
from belisha.importing.sentences import sentences
from belisha.importing.source import Source
from importing import made

ASHGROVE = next(path for path in made.DOCUMENTS if path.stem == "ashgrove")


@pytest.mark.parametrize("ending", made.FORMATS)
@pytest.mark.parametrize("path", made.ALL, ids=lambda path: path.stem)
def test_every_sentence_is_found_in_every_format(path: Path, ending: str) -> None:
    found = [each.text for each in sentences(read(made.as_bytes(path, ending), ending))]
    missing = [text for text in made.labels(path) if text not in found]
    assert len(missing) <= (2 if ending == ".pdf" else 1), missing


@pytest.mark.parametrize("ending", made.FORMATS)
def test_structure_is_kept(ending: str) -> None:
    found = {each.text: each for each in sentences(read(made.as_bytes(ASHGROVE, ending), ending))}
    bullet = found["discuss individual children or families online"]
    assert (bullet.lead_in, bullet.section, bullet.kind) == ("Staff must not:", "3. Rules", "bullet")
    assert found["Next review | March 2027"].kind == "row"
    assert bullet.page == {".pdf": 1}.get(ending)


@pytest.mark.parametrize("ending", made.FORMATS)
def test_offsets_point_at_the_sentence(ending: str) -> None:
    source = read(made.as_bytes(ASHGROVE, ending), ending)
    for each in sentences(source):
        if each.kind != "row":
            assert " ".join(source.text[each.start : each.end].split()) == each.text


def test_offsets_are_those_of_a_text_file_itself() -> None:
    text = "Rules for 😀 all\r\n\r\nStaff must not share pass-\r\nwords with **any\u00adbody**. They should\r\nask.\r\n"
    first, second = sentences(read_text(text))
    assert first.text == "Staff must not share passwords with anybody."
    assert text[first.start : first.end].startswith("Staff must not") and text[first.end - 1] == "."
    assert text[second.start : second.end] == "They should\r\nask."


def test_a_source_survives_its_way_between_processes() -> None:
    source = read(made.as_bytes(ASHGROVE, ".txt"), ".txt")
    assert Source.from_json(source.as_json()) == source


def test_two_columns_are_read_one_after_the_other() -> None:
    words = [
        f"Sentence number {number} tells every reader plainly what the school expects of staff online."
        for number in range(1, 41)
    ]
    data = made.pdf([("paragraph", text) for text in words], columns=2)
    found = [each.text for each in sentences(read(data, ".pdf"))]
    assert [text for text in found if text in words] == words


def test_page_headers_and_numbers_are_no_sentences() -> None:
    data = made.pdf(
        [
            ("paragraph", f"Rule {number} says that staff must take care of what they write online at all times.")
            for number in range(60)
        ]
    )
    texts = [each.text for each in sentences(read(data, ".pdf"))]
    assert not any("A school's policy" in text or text.startswith("Page") for text in texts)
    assert len(texts) == 60


def test_a_page_header_inside_a_text_file_is_left_out() -> None:
    pages = [
        f"Oakfield School Social Media Policy\n\nStaff must follow rule {number} of this policy.\n\n{number}\n\f"
        for number in range(1, 5)
    ]
    found = sentences(read_text("".join(pages)))
    assert [each.text for each in found] == [
        f"Staff must follow rule {number} of this policy." for number in range(1, 5)
    ]
    assert [each.page for each in found] == [1, 2, 3, 4]


def _docx_with(name: str, data: bytes) -> bytes:
    file = io.BytesIO(made.as_bytes(ASHGROVE, ".docx"))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


def _bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w>" + b" " * 210_000_000)
    return file.getvalue()


BAD = {
    "an empty file": (b"", ".txt", "empty"),
    "a scanned PDF": (made.pdf([("paragraph", "")], header=""), ".pdf", "no text in this PDF"),
    "an encrypted PDF": (made.pdf([("paragraph", "Staff must not shout.")], password="x"), ".pdf", "encrypted"),
    "a PDF that is none": (b"%PDF-1.7 and nothing more", ".pdf", "PDF"),
    "macros": (_docx_with("word/vbaProject.bin", b"x"), ".docx", "macros"),
    "a .docm": (b"PK", ".docm", "macros"),
    "a zip bomb": (_bomb(), ".docx", "unpack"),
    "a Word document called PDF": (made.as_bytes(ASHGROVE, ".docx"), ".pdf", "name says"),
    "a PDF called text": (made.as_bytes(ASHGROVE, ".pdf"), ".txt", "name says"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".doc", ".doc"),
    "a picture called text": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 90, ".txt", "something else"),
    "an unknown kind": (b"Staff must not.", ".xyz", "what kind"),
    "another archive": (_bomb()[:30] + b"", ".docx", "damaged"),
    "a file that is too large": (b"a" * (LARGEST + 1), ".txt", "MB"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_read_is_refused_with_a_reason(what: str) -> None:
    data, ending, says = BAD[what]
    with pytest.raises(ImportFault) as met:
        read(data, ending)
    assert says in str(met.value)
    assert met.value.mend


# ---- the process apart ------------------------------------------------------------------------------------------


def test_the_process_apart_reads_as_the_reader_does() -> None:
    data = made.as_bytes(ASHGROVE, ".docx")
    assert read_bytes(data, ".docx") == read(data, ".docx")


def test_the_process_apart_says_what_is_wrong() -> None:
    with pytest.raises(ImportFault, match="encrypted"):
        read_bytes(BAD["an encrypted PDF"][0], ".pdf")


def test_the_process_apart_is_stopped_when_it_takes_too_long() -> None:
    with pytest.raises(ImportFault, match="took longer"):
        read_bytes(made.as_bytes(ASHGROVE, ".pdf"), ".pdf", seconds=0.01)


def _in_a_process_apart(*attempts: str) -> list[str]:
    """What becomes of these attempts once the process has confined itself: `done` or `refused`, or how the process ended."""
    lines = [
        "import os, socket, sys",
        "import _socket, ctypes",
        "from belisha.importing.worker import confine",
        "confine()",
    ]
    for attempt in attempts:
        lines += [
            "try:",
            f"    {attempt}",
            "    print('done', flush=True)",
            "except (PermissionError, MemoryError): print('refused', flush=True)",
        ]
    made = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=False, timeout=60
    )
    return made.stdout.split() if made.returncode == 0 else [*made.stdout.split(), f"ended {made.returncode}"]


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.socket()",
        "_socket.socket(_socket.AF_INET, _socket.SOCK_DGRAM)",
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.getaddrinfo('localhost', 80)",
        "socket.socketpair()",
        "__import__('urllib.request').request.urlopen('http://127.0.0.1:9')",
        "os.system('true')",
        "os.fork()",
        "__import__('subprocess').run(['true'])",
        "open('/tmp/belisha-never', 'w')",
        "os.open('/tmp/belisha-never', os.O_CREAT | os.O_WRONLY)",
        "os.remove('/tmp/belisha-never')",
        "ctypes.CDLL(None)",
        "bytearray(3_000_000_000)",
    ],
)
def test_the_process_apart_can_neither_write_nor_call_out(attempt: str) -> None:
    assert _in_a_process_apart(attempt) == ["refused"]


def test_the_process_apart_ends_when_it_has_worked_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    assert (
        _in_a_process_apart("print(__import__('resource').getrlimit(__import__('resource').RLIMIT_CPU)[1])")[0] == "60"
    )
    code = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    ended = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert ended.returncode in (-24, -9), resource  # SIGXCPU, or SIGKILL at the hard limit


def test_the_process_apart_is_given_nothing_that_it_does_not_need(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}

    def run(command: list[str], **how: object) -> subprocess.CompletedProcess[bytes]:
        seen.update(how)
        return subprocess.CompletedProcess(command, 0, b'{"problem": "x", "mend": "y"}', b"")

    monkeypatch.setenv("BELISHA_SECRET_KEY", "hush")
    monkeypatch.setattr("belisha.importing.apart.subprocess.run", run)
    with pytest.raises(ImportFault):
        read_bytes(b"Staff must ask.", ".txt")
    assert set(seen["env"]) <= {"PATH", "SYSTEMROOT", "LANG", "PYTHONPATH"}  # type: ignore[call-overload]


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "policy.pdf"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(ImportFault, match="200 MB"):
        read_file(path)
