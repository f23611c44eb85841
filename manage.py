#!/usr/bin/env python3
"""Django's own commands, on the embedded PostgreSQL when no other database is set: .venv/bin/python manage.py COMMAND"""

import os
import sys

from belisha.config import postgres

NEED_NO_DATABASE = {
    "collectstatic",
    "check",
    "makemigrations",
    "help",
    "findstatic",
    "diffsettings",
    "--help",
    "--version",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belisha.config.settings")
    if not NEED_NO_DATABASE & set(sys.argv[1:2]):
        postgres.ensure(os.environ)

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
