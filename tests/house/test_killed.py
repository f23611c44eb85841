"""Killed while the database is brought up to date, again and again: begun once more, nothing is missing and nothing there twice.

An import that is killed: `tests/schools/test_rosters.py`, `tests/web/test_import_served.py`; a campaign: `tests/schools/test_agreements.py`.
"""

import json
import os
import signal
import subprocess
import sys

import psycopg
from psycopg import conninfo, sql

from belisha.config import postgres

# What a start of Belisha does to its database; it dies, without a word, at one of its statements. Prints how many there were.
BEGINNING = """
import os, signal, sys
import django
django.setup()
from django.db import connections
from belisha.config.serve import _migrate_and_fill
done, last = 0, int(sys.argv[1])
def count(execute, *what):
    global done
    done += 1
    if done == last:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(*what)
for alias in ("owner", "default"):
    connections[alias].execute_wrappers.append(count)
_migrate_and_fill()
print(done)
"""
CATALOGUE = """
    SELECT 'column', table_name::text, column_name::text, data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')
        FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index', tablename::text, indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'policy', tablename::text, policyname::text, concat(roles, cmd, qual, with_check) FROM pg_policies
    UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'row security', oid::regclass::text, '', concat(relrowsecurity, relforcerowsecurity, relacl) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    UNION ALL SELECT 'function', proname::text, '', prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'migration', app::text, name::text, '' FROM django_migrations
"""


def begin(running, folder, last=0):
    """A start of Belisha, killed at its statement of that number (0: not at all); how many there were, or None when it was killed."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("BELISHA_")}
    environ |= {"DJANGO_SETTINGS_MODULE": "belisha.config.settings", "BELISHA_DATA": str(folder), **running.variables()}
    ended = subprocess.run([sys.executable, "-c", BEGINNING, str(last)], env=environ, capture_output=True, text=True)
    if ended.returncode == -signal.SIGKILL:
        return None
    assert ended.returncode == 0, ended.stderr
    return int(ended.stdout)


def held(running, folder):
    """Every column, key and policy of the database, and how many rows each table has; as the superuser, who sees all schools."""
    passwords = json.loads((folder / "postgres-passwords.json").read_text())
    as_superuser = {"user": postgres.SUPERUSER, "password": passwords[postgres.SUPERUSER]}
    with psycopg.connect(**conninfo.conninfo_to_dict(running.owner_url) | as_superuser) as database:
        catalogue = sorted(database.execute(CATALOGUE).fetchall())
        tables = [sql.Identifier(name) for kind, name, *_ in catalogue if kind == "row security"]
        rows = [
            database.execute(sql.SQL("SELECT %s, count(*) FROM {}").format(each), [str(each)]).fetchone()
            for each in tables
        ]
    return catalogue, rows


def test_killed_while_it_migrates_and_fills_it_goes_on(tmp_path):
    whole, killed = (postgres.start(tmp_path / "postgres", name) for name in ("whole", "killed"))
    statements = begin(whole, tmp_path)
    last, kills = statements // 5, 0
    while begin(killed, tmp_path, last) is None:
        kills, last = kills + 1, last * 3 // 2  # a little later each time, since what is done in one piece begins anew
    assert kills >= 3
    assert held(killed, tmp_path) == held(whole, tmp_path)
    for each in (whole, killed):
        each.release()
