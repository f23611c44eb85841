"""Serve: everything that `script/server` starts, in order, and stops again.

Room: config. The web server runs in processes of its own, the jobs in another (`worker`); this one waits for them, then stops
the database.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from belisha.config import environment, postgres


class CannotServe(Exception):
    """Says why, and what to do."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="script/server",
        description="Serve Belisha on this machine, with its own database and demonstration schools.",
    )
    parser.add_argument("--port", help="where to listen on 127.0.0.1 (also BELISHA_PORT; otherwise 8000)")
    wanted = parser.parse_args(arguments)
    if wanted.port:
        os.environ["BELISHA_PORT"] = wanted.port
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belisha.config.settings")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both mean: stop, and tidy up
    try:
        found = environment.read(os.environ)
        with _only_one(found.data, found.port):
            _check_port(found.port)
            _serve(found.port)
    except environment.SettingsError as error:
        print(f"Belisha cannot start:\n{error}", file=sys.stderr)
        return 2
    except (CannotServe, postgres.PostgresError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    print("Stopped.", file=sys.stderr)
    return 0


def _serve(port: int) -> None:
    with _step("Starting PostgreSQL"):
        running = postgres.ensure(os.environ)
    try:
        with _step("Bringing the database up to date"):
            _migrate_and_fill()
        with _worker():
            _run_web_server(port)
    finally:
        if running:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave the database half stopped
            with _step("Stopping PostgreSQL"):
                running.release()


def _migrate_and_fill() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    alias = "owner" if "owner" in settings.DATABASES else "default"
    call_command("migrate", database=alias, verbosity=0, interactive=False)
    call_command("demo", verbosity=0)
    call_command("purge_drafts", verbosity=0)  # what expired while nothing was up
    from django.db import connections

    connections.close_all()


@contextlib.contextmanager
def _worker() -> Iterator[None]:
    """The process that does the jobs: mail, and what is done every day. It ends with the web server, and by itself if that dies."""
    process = subprocess.Popen([sys.executable, "-m", "belisha.config.worker"], stdin=subprocess.PIPE)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(25)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _run_web_server(port: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "belisha.config.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=min(8, 2 * (os.cpu_count() or 1) + 1),
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
    )
    server.on_startup(
        lambda: print(
            f"\nBelisha is at http://127.0.0.1:{port}/\nTo stop it, press Ctrl-C here.\n", file=sys.stderr, flush=True
        )
    )
    server.serve()


@contextlib.contextmanager
def _only_one(data: Path, port: int) -> Iterator[None]:
    """One server for a data folder: a second is told where the first is."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "server.lock").open("a+") as lock:
        try:
            import fcntl
        except ImportError:  # Windows: the port check has to do
            yield
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CannotServe(
                f"Belisha is already up, at {lock.read().strip()}. Stop it there with Ctrl-C first."
            ) from None
        lock.truncate(0)
        lock.write(f"http://127.0.0.1:{port}/")
        lock.flush()
        yield


def _check_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except PermissionError:
            raise CannotServe(
                f"This user may not listen on port {port}; ports from 1024 on are free to all: --port 8000"
            ) from None
        except OSError:
            raise CannotServe(
                f"Port {port} is taken by another program. Choose another one: script/server --port {port + 1}"
            ) from None


@contextlib.contextmanager
def _step(what: str) -> Iterator[None]:
    began = time.monotonic()
    print(f"{what} …", file=sys.stderr, flush=True)
    yield
    if (took := time.monotonic() - began) > 2:
        print(f"{what}: done in {took:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
