"""Alone: of several workers that are given one long piece of work, one does it.

Room: schools. Next door: the `jobs` of each app.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def alone(key: str) -> Iterator[bool]:
    """Whether nobody else is at it now. Held by the connection, over many transactions; the database frees it when a process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(1935, hashtext(%s))", [key])
        got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(1935, hashtext(%s))", [key])
