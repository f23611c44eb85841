"""Bringing a document in on the real server: killed in between, sent by halves, and far too much."""

import http.client
import os
import re
import signal
import time
from urllib.parse import urlsplit

import pytest

from belisha.importing.formats import LARGEST
from house.test_serve import free_port, serve, wait_until_up  # noqa: F401
from importing import made

ASHGROVE = next(path for path in made.DOCUMENTS if path.stem == "ashgrove")
BOUNDARY = "----belisha"


class Browser:
    """A browser as far as these tests need one: it keeps the one cookie."""

    def __init__(self, port):
        self.port, self.cookie = port, ""

    def ask(self, method, path, body=b"", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body or None, {"Cookie": self.cookie, **headers})
        response = connection.getresponse()
        if given := response.headers.get("Set-Cookie"):
            self.cookie = given.split(";")[0]
        text = response.read().decode()
        connection.close()
        return response.status, response.headers, text

    def form(self, name, data):
        """The body of the upload form."""
        _, _, page = self.ask("GET", "/import/")
        found = {
            field: re.search(rf'name="{field}" value="([^"]+)"', page).group(1)
            for field in ("csrfmiddlewaretoken", "link")
        }
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
            for field, value in found.items()
        ]
        parts.append(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
            + data
            + b"\r\n"
        )
        parts.append(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="whole"\r\n\r\nyes\r\n--{BOUNDARY}--\r\n'.encode()
        )
        return b"".join(parts)

    def send(self, body, **headers):
        return self.ask(
            "POST", "/import/", body, **{"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", **headers}
        )


@pytest.mark.slow
def test_killed_while_it_reads_it_goes_on_after_the_restart(serve):  # noqa: F811
    """Neither the web server nor the process that reads gets a chance to tidy up; the address still leads to the draft, once."""
    port = free_port()
    process = serve("--port", str(port))
    wait_until_up(process, f"http://127.0.0.1:{port}/")
    browser = Browser(port)
    status, headers, _ = browser.send(browser.form("policy.pdf", made.as_bytes(ASHGROVE, ".pdf")))
    assert status == 302
    address = urlsplit(headers["Location"]).path
    for child in children(process.pid):
        os.kill(child, signal.SIGKILL)
    process.send_signal(signal.SIGTERM)
    process.wait(60)

    again = serve("--port", str(port))
    wait_until_up(again, f"http://127.0.0.1:{port}/")
    for _ in range(120):
        status, _, page = browser.ask("GET", address)
        assert status == 200
        if "Reading your document" not in page:
            break
        time.sleep(0.5)
    assert re.search(r"0 of \d\d decided", page)

    # On the same server, what a browser may do to it:
    body = browser.form("policy.txt", b"Staff must not.\n" * 20_000)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.putrequest("POST", "/import/")
    for name, value in (
        ("Content-Type", f"multipart/form-data; boundary={BOUNDARY}"),
        ("Content-Length", str(len(body))),
        ("Cookie", browser.cookie),
    ):
        connection.putheader(name, value)
    connection.endheaders(body[: len(body) // 2])
    connection.sock.shutdown(1)  # half of it, and no more to come
    assert b"did not arrive whole" in connection.getresponse().read()
    connection.close()

    status, _, page = browser.send(b"x" * (LARGEST + 1_000_000))
    assert status == 413 and "smaller than 20 MB" in page
    status, _, page = browser.ask("GET", address)
    assert re.search(r"0 of \d\d decided", page)


def children(pid):
    """The processes that a process has started, and theirs, but for the database."""
    import psutil

    return [each.pid for each in psutil.Process(pid).children(recursive=True) if "postgres" not in each.name()]
