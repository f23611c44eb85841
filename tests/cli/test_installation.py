"""The verbs that need this installation: `audit verify`, `passwords load` and `schools load`."""

import os
import subprocess
import sys

import pytest

from belisha.schools.accounts import bloom


@pytest.fixture
def belisha(database):
    """Runs a verb in a process of its own, on the database and in the folder of the tests."""
    from django.conf import settings

    def run(*arguments, **variables):
        return subprocess.run(
            [sys.executable, "-c", "from belisha.cli.main import main; main()", *arguments],
            env={**os.environ, "BELISHA_DATA": str(settings.BELISHA_DATA), **variables},
            capture_output=True,
            text=True,
        )

    return run


def test_the_record_of_every_school_is_verified(belisha):
    told = belisha("audit", "verify")
    assert told.returncode == 0, told.stdout + told.stderr
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
    assert told.returncode == 0, told.stdout + told.stderr
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


# ---- the national register -----------------------------------------------------------------------------------------

HEAD = "URN,LA (code),LA (name),EstablishmentName,EstablishmentTypeGroup (name),EstablishmentStatus (name),PhaseOfEducation (name),Trusts (code),Trusts (name)"
REGISTER = f"""{HEAD}
990001,998,Zebrashire,Ash School,Academies,Open,Primary,9001,Hazel Trust
990002,998,Zebrashire,Elder School,Local authority maintained schools,Open,Secondary,,
990003,997,Elsewhere,Far School,Local authority maintained schools,Open,Primary,,
x,998,Zebrashire,Bad Row,Local authority maintained schools,Open,Primary,,
"""


@pytest.fixture
def register(tmp_path, database):
    from belisha.schools.published.models import Organisation, School

    path = tmp_path / "register.csv"
    path.write_text(REGISTER)
    yield path
    School.objects.filter(urn__gte=990000).delete()
    Organisation.objects.filter(key__in=["authority-998", "authority-997", "trust-9001"]).delete()


def test_schools_of_the_register_are_added_once_and_corrected(belisha, register):
    from belisha.schools.published.models import School

    told = belisha("schools", "load", str(register), "--authority", "zebrashire")
    assert (told.returncode, told.stdout) == (0, "Added 2, corrected 0, 0 as they were.\n"), told.stderr
    assert "register.csv, line 5: “x” is no unique reference number" in told.stderr
    ash = School.objects.get(urn=990001)
    assert (ash.key, ash.policy, ash.kind, ash.authority_id, ash.trust_id) == (
        "ash-school-990001",
        "model",
        "academy",
        "authority-998",
        "trust-9001",
    )
    assert (
        belisha("schools", "load", str(register), "--authority", "998").stdout
        == "Added 0, corrected 0, 2 as they were.\n"
    )
    School.objects.filter(urn=990001).update(policy="highwood")
    register.write_text(REGISTER.replace("Ash School", "Ash Academy"))
    told = belisha("schools", "load", str(register), "--trust", "Hazel Trust", "--urn", "990003")
    assert told.stdout == "Added 1, corrected 1, 0 as they were.\n"
    ash.refresh_from_db()
    assert (ash.name, ash.key, ash.policy) == ("Ash Academy", "ash-school-990001", "highwood")


def test_a_dry_run_does_nothing(belisha, register):
    from belisha.schools.published.models import School

    told = belisha("schools", "load", str(register), "--authority", "Zebrashire", "--dry-run")
    assert told.stdout == "Would add 2, would correct 0, 0 as they were.\n"
    assert not School.objects.filter(urn__gte=990000).exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Say which schools: --urn"),
        (("--authority", "Nowhere"), "holds 3 open schools, and none of them is asked for"),
        (("--urn", "990009"), "No open school has the number 990009."),
    ],
)
def test_schools_that_there_are_not(belisha, register, arguments, said):
    told = belisha("schools", "load", str(register), *arguments)
    assert told.returncode == 2 and said in told.stderr and "Traceback" not in told.stderr


def test_a_file_that_is_no_register(belisha, tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    told = belisha("schools", "load", str(tmp_path / "x.csv"), "--urn", "1")
    assert told.returncode == 2 and "no column “URN”" in told.stderr
