"""Installation: for the few verbs that need this installation's own data: where it is, and its database.

Room: cli. The one module here that looks up to `config`; pyproject.toml names the exception.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from belisha.cli.main import CannotRead


def data() -> Path:
    """The folder of all that the installation makes. Raises CannotRead."""
    from belisha.config import environment

    try:
        return environment.read(os.environ).data
    except environment.SettingsError as error:
        raise CannotRead(str(error)) from None


@contextmanager
def database() -> Iterator[None]:
    """Django, and the database: the one that the variables name, or the embedded one for as long as this lasts. Raises CannotRead."""
    from belisha.config import environment, postgres

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belisha.config.settings")
    try:
        running = postgres.ensure(os.environ)
    except (environment.SettingsError, postgres.PostgresError) as error:
        raise CannotRead(str(error)) from None
    try:
        import django

        django.setup()
        _must_be_set_up()
        yield
    finally:
        if running is not None:
            from django.db import connections

            connections.close_all()
            running.release()


def _must_be_set_up() -> None:
    from django.db import DatabaseError, connection

    try:
        tables = connection.introspection.table_names()
    except DatabaseError as error:
        raise CannotRead(f"The database could not be read: {str(error).strip().splitlines()[0]}") from None
    if "published_school" not in tables:
        raise CannotRead("This installation has no tables yet. Start it once (`script/server`), which makes them")
