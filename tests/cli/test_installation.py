"""The verbs that need this installation: `audit verify` and `passwords load`."""

import os
import subprocess
import sys

import pytest

from belisha.schools.accounts import bloom


@pytest.fixture
def belisha(database):
    """Runs a verb in a process of its own, on the database of the tests."""

    def run(*arguments, **variables):
        return subprocess.run(
            [sys.executable, "-c", "from belisha.cli.main import main; main()", *arguments],
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
        )

    return run


def test_the_record_of_every_school_is_verified(belisha):
    told = belisha("audit", "verify")
    assert told.returncode == 0, told.stderr
    assert "beacon-lane: whole, " in told.stdout
    one = belisha("audit", "verify", "--school", "beacon-lane")
    assert (one.returncode, one.stdout.count("\n")) == (0, 1)


def test_a_record_that_was_tampered_with(belisha):
    """By the owner, with the trigger switched off; put right again afterwards."""
    from django.db import connections

    with connections["owner"].cursor() as owner:
        owner.execute("SELECT set_config('belisha.school', 'beacon-lane', false)")
        owner.execute("ALTER TABLE record_entry DISABLE TRIGGER USER")
        owner.execute("UPDATE record_entry SET who_words = 'Nobody' WHERE number = 1")
        told = belisha("audit", "verify", "--school", "beacon-lane")
        owner.execute("UPDATE record_entry SET who_words = 'Belisha' WHERE number = 1")
        owner.execute("ALTER TABLE record_entry ENABLE TRIGGER USER")
        owner.execute("SELECT set_config('belisha.school', '', false)")
    assert told.returncode == 1
    assert told.stdout.startswith("beacon-lane: NOT WHOLE. line 1 was altered.")


def test_a_school_that_there_is_not(belisha):
    told = belisha("audit", "verify", "--school", "nowhere")
    assert told.returncode == 2
    assert "There is no school `nowhere`" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_database_that_cannot_be_reached(belisha):
    told = belisha("audit", "verify", BELISHA_DATABASE_URL="postgresql://u:p@127.0.0.1:1/n")
    assert told.returncode == 2
    assert "could not be read" in told.stderr
    assert "Traceback" not in told.stderr


def test_stolen_passwords_are_refused(belisha, tmp_path):
    import hashlib

    stolen = tmp_path / "stolen.txt"
    hashed = hashlib.sha1(b"walnut tractor sideways 88").hexdigest().upper()
    stolen.write_text(f"anemone ladder umbrella 41\n{hashed}:12\n\n")
    told = belisha("passwords", "load", str(stolen), BELISHA_DATA=str(tmp_path))
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("2 passwords are refused from now on")
    kept = tmp_path / "breached.bloom"
    assert bloom.holds(kept, "anemone ladder umbrella 41")
    assert bloom.holds(kept, "walnut tractor sideways 88")
    assert not bloom.holds(kept, "walnut tractor sideways 89")

    from django.test import override_settings

    from belisha.schools.accounts import passwords

    with override_settings(BELISHA_DATA=tmp_path):
        assert "stolen" in passwords.faults("walnut tractor sideways 88")[0]
        assert passwords.faults("walnut tractor sideways 89") == []


def test_an_empty_list_is_no_list(belisha, tmp_path):
    (tmp_path / "empty").write_text("\n\n")
    told = belisha("passwords", "load", str(tmp_path / "empty"), BELISHA_DATA=str(tmp_path))
    assert told.returncode == 2
    assert not (tmp_path / "breached.bloom").exists()


def test_a_long_list_misses_nothing_and_is_seldom_wrong(tmp_path):
    words = [f"password number {n}".encode() for n in range(20_000)]
    bloom.make(words, len(words), tmp_path / "list")
    assert all(bloom.holds(tmp_path / "list", word.decode()) for word in words[::20])
    wrong = sum(bloom.holds(tmp_path / "list", f"another word {n}") for n in range(5_000))
    assert wrong < 25
    assert (tmp_path / "list").stat().st_size < 40_000
