"""A document comes in: whole or not at all, once, whatever it is; and what is wrong with it is said beside its field."""

import io
import re
import threading
import time
import zipfile

import pytest

from importing import made
from web.drafting import TEXT, read_once, text_of

ASHGROVE = next(path for path in made.DOCUMENTS if path.stem == "ashgrove")


@pytest.fixture
def fresh(monkeypatch, database):
    """The page's own limits, as after a restart."""
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


@pytest.fixture
def quick(fresh, monkeypatch):
    """Reads every document as if it were the same, at once."""
    from belisha.schools.drafts import queue

    seen = []
    monkeypatch.setattr(queue, "read_through", lambda data, ending: seen.append((data, ending)) or read_once(TEXT))
    return seen


def link_in(page):
    return re.search(r'name="link" value="([^"]+)"', page.content.decode()).group(1)


def send(client, data=None, name="policy.txt", **fields):
    """Sends the form. data: of the file, or None for none."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = {"link": link_in(client.get("/import/")), "text": "", "whole": "yes", **fields}
    if data is not None:
        sent["file"] = SimpleUploadedFile(name, data)
    return client.post("/import/", {key: value for key, value in sent.items() if value is not None})


def arrived(client, response):
    """Waits until the document has been read: the page of the draft."""
    assert response.status_code == 302, text_of(response)
    for _ in range(300):
        page = client.get(response.url)
        if "Reading your document" not in text_of(page):
            return page
        time.sleep(0.1)
    pytest.fail("it was not read in time")


def errors_in(page):
    """The sentences of the error summary, each of which has to stand beside its field too."""
    text = page.content.decode()
    summary = text[text.index('class="govuk-error-summary') : text.index("<h1")]
    found = re.findall(r'<a href="#(\w+)">(.*?)</a>', summary)
    assert "<title>Error: " in text
    for field, said in found:
        assert re.search(rf'<p id="{field}-error" class="govuk-error-message">\s*<span[^>]*>Error:</span> ', text), (
            field
        )
        assert f'id="{field}"' in text and text.count(said) >= 2
    return [said for _, said in found]


# ---- what comes in ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".pdf", ".docx", ".txt"])
def test_a_document_is_read(client, fresh, ending):
    page = arrived(client, send(client, made.as_bytes(ASHGROVE, ending), f"Our policy{ending}"))
    said = text_of(page)
    assert f"From Our policy{ending} ." in said
    assert re.search(r"0 of \d\d decided", said) and "DR-1" in said


def test_a_pasted_text(client, fresh):
    page = arrived(client, send(client, text="Oak School\r\n\r\nStaff must not befriend a pupil.\r\n"))
    assert "0 of 1 decided" in text_of(page) and "From" not in text_of(page)


def test_the_file_is_not_kept(client, quick):
    from belisha.schools.drafts.models import Draft

    token = arrived(client, send(client, b"Staff must.")).request["PATH_INFO"].split("/")[2]
    draft = Draft.objects.by_link(token).get()
    assert draft.pending is None and draft.source["text"] == TEXT


def test_the_page_says_what_happens_to_it(client):
    said = text_of(client.get("/import/"))
    for words in ("smaller than 20 MB", "Nothing leaves the computer", "deleted as soon as it has been read", "for 30 days", "Whoever holds the link can read and change the draft"):  # fmt: skip
        assert words in said


# ---- once ---------------------------------------------------------------------------------------------------------


def test_a_form_that_is_sent_twice_makes_one_draft(client, quick):
    link = link_in(client.get("/import/"))
    first, second = (send(client, b"Staff must.", link=link) for _ in range(2))
    assert first.url == second.url
    arrived(client, first)
    assert send(client, b"Staff must.", link=link).url == first.url
    assert len(quick) == 1


def test_a_form_that_is_used_for_another_document_makes_another_draft(client, quick):
    link = link_in(client.get("/import/"))
    first, second = send(client, b"Staff must.", link=link), send(client, b"Staff may.", link=link)
    assert first.url != second.url
    arrived(client, first), arrived(client, second)
    assert sorted(data for data, _ in quick) == [b"Staff may.", b"Staff must."]


@pytest.mark.parametrize("link", [None, "", "x" * 43, "x" * 43 + ":1:abc", "../../x"])
def test_a_link_that_we_did_not_make_is_not_taken(client, quick, link):
    response = send(client, b"Staff must.", link=link)
    assert re.fullmatch(r"/drafts/[\w-]{43}/", response.url)
    assert link is None or not link or link[:43] not in response.url


def test_the_same_document_from_somebody_else_is_a_draft_of_its_own(client, quick):
    assert send(client, b"Staff must.").url != send(client, b"Staff must.").url


def test_a_restart_in_between_loses_nothing(client, fresh, monkeypatch):
    """The server dies while it reads: the document waits, and is read as soon as somebody looks."""
    from belisha.schools.drafts import queue
    from belisha.web.drafts import upload

    monkeypatch.setattr(upload.QUEUE, "add", lambda *_: threading.Event())  # nobody comes to read it
    response = send(client, b"Staff must not befriend a pupil.")
    monkeypatch.undo()
    monkeypatch.setattr(queue, "read_through", lambda *_: read_once(TEXT))
    assert "0 of 8 decided" in text_of(arrived(client, response))


# ---- waiting ------------------------------------------------------------------------------------------------------


@pytest.fixture
def slow(fresh, monkeypatch):
    """Reading goes on until the test says so."""
    from belisha.schools.drafts import queue
    from belisha.web.drafts import views

    go = threading.Event()
    monkeypatch.setattr(queue, "read_through", lambda *_: go.wait(20) and read_once(TEXT))
    monkeypatch.setattr(views, "SHORT", 0.05)
    yield go
    go.set()


def test_what_takes_longer_has_a_page_to_wait_on(client, slow):
    address = send(client, b"Staff must.").url
    page = client.get(address)
    assert "Reading your document" in text_of(page) and "Belisha is reading it now" in text_of(page)
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page.content.decode()
    asked = {"HTTP_ACCEPT": "application/json"}
    assert client.get(address, **asked).json() == {"waiting": True, "before": 0}
    second = send(client, b"Staff may.").url
    assert "1 document will be read before yours." in text_of(client.get(second))
    slow.set()
    assert "0 of 8 decided" in text_of(arrived(client, client.get(address + "next")))
    assert client.get(address, **asked).json() == {"waiting": False, "before": 0}


def test_nothing_else_of_a_draft_is_there_before_it_is_read(client, slow):
    address = send(client, b"Staff must.").url
    for part in ("sentences/1/", "next", "accept", "check", "paper", "policy.md", "sentences.csv", "sentences.json"):
        assert client.get(address + part).url == address, part
    for part in ("policy/", "ask/"):
        assert "not been read yet" in text_of(client.get(address + part))
    assert "Delete this draft?" in text_of(client.get(address + "delete"))
    assert "is deleted" in text_of(client.post(address + "delete"))
    assert client.get(address).status_code == 404


# ---- what is wrong ------------------------------------------------------------------------------------------------


def test_nothing_was_chosen(client, fresh):
    page = send(client)
    assert page.status_code == 400
    assert errors_in(page) == ["Choose a file, or paste the text of the policy"]


def test_both_were_given(client, fresh):
    page = send(client, b"Staff must.", text="Staff <may>.")
    assert errors_in(page) == ["Choose a file or paste a text, not both"]
    assert "Staff &lt;may&gt;.</textarea>" in page.content.decode()


def _zip(name, data):
    file = io.BytesIO(made.as_bytes(ASHGROVE, ".docx"))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


def _bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w>" + b" " * 210_000_000)
    return file.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
WRONG = {
    "empty": (b"", "policy.txt", "The file is empty"),
    "a scanned PDF": (made.pdf([("paragraph", "")], header=""), "scan.pdf", "no text in this PDF"),
    "an encrypted PDF": (made.pdf([("paragraph", "Staff must not shout.")], password="x"), "secret.pdf", "encrypted"),
    "macros": (_zip("word/vbaProject.bin", b"x"), "policy.docx", "macros"),
    "macros by name": (b"PK", "policy.docm", "macros"),
    "an old Word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "policy.doc", ".doc"),
    "a picture": (SVG, "policy.svg", "cannot tell what kind of file"),
    "a picture called a PDF": (b"\x89PNG\r\n\x1a\n" + b"\0" * 90, "policy.pdf", "something else"),
    "a page that is a PDF too": (b"<html><script>alert(1)</script>%PDF-1.4\n", "policy.html", "name says"),
    "no ending": (b"Staff must not.", "policy", "cannot tell what kind of file"),
    "a zip bomb": (_bomb(), "policy.docx", "unpack"),
    "too much text": (b"Staff must take care. " * 850_000, "policy.txt", "characters"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_read_is_said_beside_the_field(client, fresh, what):
    from belisha.schools.drafts.models import Draft

    data, name, says = WRONG[what]
    response = send(client, data, name)
    page = arrived(client, response)
    (said,) = errors_in(page)
    assert says in said.replace("&#39;", "'")
    assert "<script>alert" not in page.content.decode() and "onload" not in page.content.decode()
    draft = Draft.objects.by_link(response.url.split("/")[2]).get()
    assert draft.pending is None and draft.source is None
    assert link_in(page) != response.url.split("/")[2]  # the form on that page is for a draft of its own


def test_a_pasted_text_without_a_word_in_it(client, fresh):
    assert errors_in(send(client, text=" \r\n ")) == ["Choose a file, or paste the text of the policy"]
    page = arrived(client, send(client, text="\x00"))
    assert "The file is empty" in errors_in(page)[0] and 'id="text-error"' in page.content.decode()


def test_what_takes_too_long(client, fresh, monkeypatch):
    from belisha.importing import apart
    from belisha.schools.drafts import queue

    monkeypatch.setattr(queue, "read_through", lambda data, ending: apart.read_through(data, ending, seconds=0.01))
    (said,) = errors_in(arrived(client, send(client, b"Staff must.")))
    assert "took longer than" in said and "Save its text alone" in said


@pytest.mark.parametrize("megabytes", [21, 30, 200])
def test_what_is_too_large_is_refused_before_it_is_read(client, fresh, monkeypatch, megabytes):
    """The rest is read and thrown away, so that a browser shows the answer; nothing of it is kept."""

    class Body(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            piece = min(size if size > 0 else 1 << 20, megabytes * 1_000_000 - self.given)
            self.given += piece
            return b"x" * piece

    body = Body()
    page = client.generic("POST", "/import/", b"", "multipart/form-data; boundary=x", **{"wsgi.input": body, "CONTENT_LENGTH": str(megabytes * 1_000_000)})  # fmt: skip
    assert page.status_code == 413
    assert "smaller than 20 MB" in errors_in(page)[0]
    assert body.given == megabytes * 1_000_000


def test_a_text_that_is_too_long_to_paste(client, fresh):
    page = send(client, text="Staff must take care. " * 60_000)
    assert page.status_code == 413
    assert errors_in(page) == ["The text is too long to paste. Save it as a file, and choose that"]


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95, 0.999])
def test_an_upload_that_was_cut_off_is_no_draft(client, fresh, share):
    """Whatever arrived of it: a part of a policy is no policy."""
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    from belisha.schools.drafts.models import Draft

    before = Draft.objects.count()
    fields = {"link": link_in(client.get("/import/")), "file": io.BytesIO(b"Staff must not.\n" * 2_000), "whole": "yes"}
    fields["file"].name = "policy.txt"
    whole = encode_multipart(BOUNDARY, fields)
    part = whole[: int(len(whole) * share)]
    cut = {"wsgi.input": io.BytesIO(part), "CONTENT_LENGTH": str(len(whole))}
    page = client.generic("POST", "/import/", b"", MULTIPART_CONTENT, **cut)
    assert page.status_code == 400
    assert errors_in(page) == ["The document did not arrive whole. Choose it again"]
    assert Draft.objects.count() == before


def test_a_form_that_is_none(client, fresh):
    page = client.generic("POST", "/import/", b"nonsense", "multipart/form-data")
    assert page.status_code == 400 and "did not arrive whole" in errors_in(page)[0]


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.txt", "C:\\a\\b.txt", "a\x00\x1b[2J\u202etxt.txt", "<img src=x onerror=alert(1)>.txt"]
)
def test_a_hostile_file_name_is_only_shown(client, quick, name):
    from belisha.schools.drafts.models import Draft

    response = send(client, b"Staff must.", name)
    page = arrived(client, response).content.decode()
    kept = Draft.objects.by_link(response.url.split("/")[2]).get().file_name
    assert not set("/\\\x00\x1b\u202e") & set(kept) and kept.endswith(".txt")
    assert "<img" not in page and "\u202e" not in page
    header = client.get(response.url + "policy.md")["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="[a-z0-9_-]+-draft\.md"', header)


# ---- how often ----------------------------------------------------------------------------------------------------


def test_a_network_sends_so_many_documents_a_minute(client, fresh, monkeypatch):
    from belisha.web.drafts import upload
    from belisha.web.security import Window

    monkeypatch.setattr(upload, "WINDOW", Window(2))
    assert [send(client).status_code for _ in range(3)] == [400, 400, 429]
    assert "Wait a minute" in errors_in(send(client))[0]


def test_two_are_received_at_once_and_one_from_each_address(database):
    from belisha.web.drafts.upload import Gate

    gate = Gate(2)
    with gate.place("a") as first, gate.place("a") as again, gate.place("b") as second, gate.place("c") as third:
        assert (first, again, second, third) == (True, False, True, False)
    with gate.place("a") as later:
        assert later


def test_while_others_are_received_nothing_of_this_one_is_read(client, fresh, monkeypatch):
    from belisha.web.drafts import upload

    monkeypatch.setattr(upload, "GATE", upload.Gate(0))
    page = send(client, b"Staff must.")
    assert page.status_code == 503 and "Wait half a minute" in errors_in(page)[0]


def test_a_queue_that_is_full_takes_no_more(client, fresh, monkeypatch):
    monkeypatch.setattr(fresh, "has_room", lambda _: False)
    page = send(client, text="Staff must not.")
    assert page.status_code == 503 and "reading other documents" in errors_in(page)[0]
    assert "Staff must not.</textarea>" in page.content.decode()


# ---- whose form ---------------------------------------------------------------------------------------------------


def test_a_form_from_elsewhere_is_refused(quick):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    page = client.get("/import/")
    assert set(page.cookies) == {"csrftoken"} and page.cookies["csrftoken"]["samesite"] == "Lax"
    sent = {"link": link_in(page), "text": "Staff must.", "whole": "yes"}
    assert client.post("/import/", sent).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode()).group(1)
    assert client.post("/import/", {**sent, "csrfmiddlewaretoken": token}).status_code == 302


def test_no_file_is_written_to_a_folder(client, quick, monkeypatch):
    import tempfile

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda *_, **__: pytest.fail("a file was written"))
    arrived(client, send(client, b"Staff must. " * 400_000))
