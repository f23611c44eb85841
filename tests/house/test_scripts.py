"""The scripts, and what they rest on: lock files that name no place, and steps that are not done twice."""

import json
import re
import subprocess

import pytest

from belisha.config.environment import ROOT

LOCKS = sorted((ROOT / "locks").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_pins_by_hash_and_names_no_place(lock):
    text = lock.read_text()
    assert "://" not in text
    assert "index-url" not in text
    pinned = re.findall(r"^([\w.-]+==\S+)(.*?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert pinned
    assert [name for name, rest in pinned if "--hash=sha256:" not in rest] == []


def test_the_lock_of_npm_names_no_place():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_macros_and_styles_are_of_one_release():
    """govuk-frontend-jinja 4.1 carries the HTML of govuk-frontend 6.3."""
    assert json.loads((ROOT / "package.json").read_text())["dependencies"]["govuk-frontend"] == "6.3.0"
    assert "govuk-frontend-jinja>=4.1,<4.2" in (ROOT / "pyproject.toml").read_text()


def test_setting_up_again_does_nothing():
    """The second run at the latest: the first may find that something is out of date."""
    for _ in range(2):
        again = subprocess.run([ROOT / "script" / "bootstrap", "--to-serve"], capture_output=True, text=True)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_every_script_says_what_it_is_for():
    for script in (ROOT / "script").iterdir():
        first = script.read_text().splitlines()[1]
        assert re.match(r'(# |""")[A-Z]\w+: ', first), script.name
