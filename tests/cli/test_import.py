"""belisha import: a draft, its sentences, and what it says of a document that it cannot read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

TEXT = "Oakfield School\n\nSocial Media Policy\n\n1. Rules\n\nStaff must not befriend a pupil. Pupils should be kind.\n"


def _belisha(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from belisha.cli.main import main; main()", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_draft_passes_the_check(tmp_path: Path) -> None:
    given, draft = tmp_path / "policy.txt", tmp_path / "draft.md"
    given.write_text(TEXT, encoding="utf-8")
    made = _belisha("import", str(given), "-o", str(draft))
    assert (made.returncode, made.stdout) == (0, "")
    assert "DR-1: Staff must not befriend a pupil." in draft.read_text(encoding="utf-8")
    assert _belisha("check", str(draft)).returncode == 0


def test_one_object_a_sentence(tmp_path: Path) -> None:
    given = tmp_path / "policy.txt"
    given.write_text(TEXT, encoding="utf-8")
    made = [json.loads(line) for line in _belisha("import", str(given), "--format", "json").stdout.splitlines()]
    assert list(made[0]) == [
        "sentence",
        "start",
        "end",
        "page",
        "section",
        "lead_in",
        "modality",
        "actors",
        "topic",
        "rule",
        "confidence",
    ]
    assert [TEXT[each["start"] : each["end"]] for each in made] == [
        "Staff must not befriend a pupil.",
        "Pupils should be kind.",
    ]
    assert [each["modality"] for each in made] == ["must not", "should"]
    assert made[0]["rule"] == "Staff must not befriend a pupil." and made[0]["section"] == "1. Rules"


def test_what_cannot_be_read(tmp_path: Path) -> None:
    for name, data in (("macro.docm", b"PK"), ("old.doc", b"x"), ("empty.txt", b"")):
        (tmp_path / name).write_bytes(data)
        made = _belisha("import", str(tmp_path / name))
        assert made.returncode == 2 and name in made.stderr and "Traceback" not in made.stderr
    assert _belisha("import", str(tmp_path / "none.pdf")).returncode == 2
    assert _belisha("import", str(tmp_path)).returncode == 2
