"""`script/server`, as somebody would use it: start, look, start again by mistake, stop."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from belisha.config.environment import ROOT


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@pytest.fixture
def serve(tmp_path):
    """serve(port): starts the server on a data folder of its own, with the static files that are built already."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BELISHA_", "DJANGO_"))}
    environment["BELISHA_DATA"] = str(tmp_path)
    (tmp_path / "static").symlink_to(ROOT / ".data" / "static")
    started = []

    def start(*arguments, **variables):
        process = subprocess.Popen(
            [sys.executable, "-m", "belisha.config.serve", *arguments],
            env={**environment, **variables},
            cwd=tmp_path,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def wait_until_up(process, address):
    for _ in range(600):
        assert process.poll() is None, process.stderr.read()
        try:
            return urllib.request.urlopen(address, timeout=5).read().decode()
        except OSError:
            time.sleep(0.2)
    pytest.fail("it did not come up in two minutes")


def the_worker_does_a_job(folder, port):
    """A link to sign in is asked for; the worker finds whose address it is, and puts the mail into the school's outbox."""
    import http.cookiejar
    import json
    import urllib.parse

    import psycopg

    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    address = f"http://127.0.0.1:{port}/sign-in/link"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.open(address).read().decode()).group(1)
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "email": "ada@demonstration.example"})
    assert "Look at your mail" in browser.open(address, form.encode()).read().decode()
    password = json.loads((folder / "postgres-passwords.json").read_text())["belisha_app"]
    socket_at = (folder / "postgres" / "postmaster.pid").read_text().splitlines()[4]
    with psycopg.connect(
        host=socket_at, dbname="belisha", user="belisha_app", password=password, autocommit=True
    ) as app:
        app.execute("SELECT set_config('belisha.school', 'beacon-lane', false)")
        for _ in range(600):
            if app.execute("SELECT count(*) FROM post_message WHERE purpose = 'sign in'").fetchone() == (1,):
                return
            time.sleep(0.2)
    pytest.fail("the worker did nothing in two minutes")


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_says_so_and_stops_cleanly(serve, tmp_path, how):
    port = free_port()
    process = serve("--port", str(port))
    assert "Belisha" in wait_until_up(process, f"http://127.0.0.1:{port}/")
    assert (tmp_path / "postgres" / "postmaster.pid").exists()
    the_worker_does_a_job(tmp_path, port)

    second = serve("--port", str(port))
    assert second.wait(30) == 1
    assert (
        second.stderr.read()
        == f"Belisha is already up, at http://127.0.0.1:{port}/. Stop it there with Ctrl-C first.\n"
    )

    process.send_signal(how)
    assert process.wait(30) == 0
    said = process.stderr.read()
    assert f"Belisha is at http://127.0.0.1:{port}/\nTo stop it, press Ctrl-C here." in said
    assert said.endswith("Stopped.\n")
    assert "Traceback" not in said and "Fatal" not in said
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


def test_a_port_that_is_taken(serve, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = serve(BELISHA_PORT=str(port))
        assert process.wait(30) == 1
        assert re.match(rf"Port {port} is taken by another program", process.stderr.read())


def test_a_setting_that_cannot_be(serve):
    process = serve(BELISHA_DEBUG="yes")
    assert process.wait(30) == 2
    assert process.stderr.read() == 'Belisha cannot start:\nBELISHA_DEBUG is "yes"; write "true" or "false"\n'
