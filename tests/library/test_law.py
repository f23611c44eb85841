"""The law pack says honestly what is in force, and the law layer rests on nothing else."""

import re
from importlib.resources import files

import pytest
import yaml

KEYS = [
    "id",
    "jurisdiction",
    "title",
    "text",
    "source",
    "in force from",
    "in force to",
    "status",
    "checked on",
    "verified",
    "note",
]
STATUSES = {"draft", "announced", "in force", "superseded"}
LIBRARY = files("belisha.library")
PACK = yaml.safe_load(LIBRARY.joinpath("law/england.yaml").read_text(encoding="utf-8"))
ENTRIES = {entry["id"]: entry for entry in PACK["entries"]}
_CITED = re.compile(r"law: ([a-z0-9-]+(?:, [a-z0-9-]+)*)")


def cited_in(name):
    """The ids of entries that a document cites as `law: …`."""
    text = LIBRARY.joinpath(name).read_text(encoding="utf-8")
    return [each for group in _CITED.findall(text) for each in group.split(", ")]


def test_every_entry_has_every_key_and_an_id_of_its_own():
    assert len(ENTRIES) == len(PACK["entries"])
    for entry in PACK["entries"]:
        assert list(entry) == KEYS, entry["id"]
        assert entry["status"] in STATUSES, entry["id"]
        assert entry["verified"] in {"primary", "secondary", "no"}, entry["id"]


def test_nothing_unverified_is_stated_as_in_force():
    assert [
        entry["id"] for entry in PACK["entries"] if entry["status"] == "in force" and entry["verified"] == "no"
    ] == []


def test_what_is_only_announced_has_no_day():
    assert [entry["id"] for entry in PACK["entries"] if entry["status"] == "announced" and entry["in force from"]] == []


@pytest.mark.parametrize("name", ["law/england.md", "policies/model.md"])
def test_every_citation_stands_in_the_pack(name):
    assert cited_in(name)
    assert [each for each in cited_in(name) if each not in ENTRIES] == []


def test_the_law_layer_rests_only_on_what_is_in_force():
    assert [each for each in cited_in("law/england.md") if ENTRIES[each]["status"] != "in force"] == []
    rules = re.findall(
        r"^EN-\d+: .*\n  Note: (.*)$", LIBRARY.joinpath("law/england.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert rules and all(note.startswith("law: ") for note in rules)
