"""belisha publish: one file, whole or not at all."""

import pytest


def test_the_page_goes_to_the_terminal_or_a_pipe(belisha, policy):
    result = belisha("publish", policy)
    assert result.exit_code == 0
    assert result.stdout.startswith("<!DOCTYPE html>") and 'id="fr-1"' in result.stdout


def test_the_page_goes_to_a_file(belisha, policy, tmp_path):
    out = tmp_path / "out.html"
    result = belisha("publish", policy, "-o", str(out))
    assert result.exit_code == 0 and "published" in result.stderr and result.stdout == ""
    assert out.read_text(encoding="utf-8").endswith("</html>\n")
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_a_page_that_was_there_is_replaced_and_keeps_its_permissions(belisha, policy, tmp_path):
    out = tmp_path / "out.html"
    out.write_text("old")
    out.chmod(0o640)
    assert belisha("publish", policy, "-o", str(out)).exit_code == 0
    assert "old" not in out.read_text() and out.stat().st_mode & 0o777 == 0o640


def test_a_policy_with_faults_leaves_the_old_page(belisha, tmp_path):
    out, bad = tmp_path / "out.html", tmp_path / "bad.md"
    out.write_text("old")
    bad.write_text("no policy")
    assert belisha("publish", str(bad), "-o", str(out)).exit_code == 2
    assert out.read_text() == "old"


@pytest.mark.parametrize(
    ("where", "said"),
    [(".", "is a folder"), ("no/such/out.html", "There is no folder"), ("x" * 300 + ".html", "cannot be written")],
)
def test_a_place_that_cannot_be_written_is_told(belisha, policy, tmp_path, where, said):
    result = belisha("publish", policy, "-o", str(tmp_path / where))
    assert (result.exit_code, said in result.stderr) == (2, True)


def test_a_pdf_goes_to_a_file(belisha, policy, tmp_path):
    out = tmp_path / "out.pdf"
    assert belisha("publish", policy, "--to", "pdf", "-o", str(out)).exit_code == 0
    assert out.read_bytes().startswith(b"%PDF-")


def test_a_wrong_name_is_told(belisha):
    assert "Did you mean `highwood`?" in belisha("publish", "higwood").stderr
