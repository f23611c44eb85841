"""belisha decide --table: files in, files out; a bad row never costs a good one its answer, and a bad table writes nothing."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
import pytest

ROWS = """id,actor,act,with,with.relation,event,content.abusive
a,teacher,befriend,pupil,,,
b,teacher,befriend,pupil,close family,,
c,teacher,message,parent,,,
d,teacher,,,,message from pupil,
e,teacher,post,,,,yes
"""


@pytest.fixture
def table(tmp_path):
    """table("in.csv", "…"): writes it and gives its path."""

    def write(name, content):
        path = tmp_path / name
        if isinstance(content, dict):
            pq.write_table(pa.table(content), path)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return write


@pytest.fixture
def answers(belisha, policy, tmp_path):
    """answers(table): the rows of the answers, the result of the run."""

    def run(source, *more, out="out.parquet", status=0):
        target = tmp_path / out
        result = belisha("decide", "--policy", policy, "--table", source, "--out", str(target), *more)
        assert result.exit_code == status, result.stderr
        if not target.exists():
            return None, result
        read = pq.read_table(target) if out.endswith(".parquet") else arrow_csv.read_csv(target)
        return read.to_pylist(), result

    return run


def refused(answers, source, *more, out="out.parquet"):
    """What is said of a table that is refused; nothing may have been written."""
    rows, result = answers(source, *more, out=out, status=2)
    assert rows is None and "Traceback" not in result.stderr
    return " ".join(result.stderr.split())


# ---- answers ---------------------------------------------------------------------------------------------------


def test_a_row_in_an_answer_out_in_the_same_order(answers, table):
    rows, result = answers(table("in.csv", ROWS))
    assert [row["id"] for row in rows] == list("abcde")
    assert [row["verdict"] for row in rows] == ["prohibited", "silent", "permitted", "silent", "advised against"]
    assert [row["clauses"] for row in rows] == [["FR-1"], [], ["FR-2"], [], ["FR-4"]]
    assert rows[0]["consequences"] == [
        {"is": "disciplinary action", "certainty": "may", "fired": "yes", "clause": "FR-5"}
    ]
    assert rows[1]["silent because"] == "nothing said" and rows[3]["silent because"] == "no act in question"
    assert rows[3]["duties"] == [
        {
            "who": "staff", "do": "report", "to": ["headteacher"], "within": "1 working day", "strength": "must", "fired": "yes", "clause": "FR-3",
        }
    ]  # fmt: skip
    assert all(row["error"] is None for row in rows) and result.stderr == ""


def test_parquet_and_csv_say_the_same(answers, table):
    expected, _ = answers(table("in.csv", ROWS))
    columns = {
        "id": list("abcde"), "actor": ["teacher"] * 5, "act": ["befriend", "befriend", "message", None, "post"], "with": ["pupil", "pupil", "parent", None, None],
        "with.relation": [None, "close family", None, None, None], "event": [None, None, [], ["message from pupil"], None],
        "content.abusive": [None, None, None, None, True],
    }  # fmt: skip
    rows, _ = answers(table("in.parquet", columns))
    assert rows == expected
    flat, _ = answers(table("in.parquet", columns), out="out.csv")
    assert [row["clauses"] for row in flat] == ["FR-1", "", "FR-2", "", "FR-4"]
    assert (
        json.loads(flat[3]["duties"]) == expected[3]["duties"]
        and json.loads(flat[0]["consequences"]) == expected[0]["consequences"]
    )


def test_the_day_decides_which_sentences_count(belisha, table, tmp_path):
    dated = tmp_path / "dated.md"
    dated.write_text(
        "---\npolicy: x\n---\n\n```rules\nFR-1: From 1 September 2027, pupils must not use a phone at school.\n```\n"
    )
    source, out = table("in.csv", "actor,act,place\npupil,use phone,school\n"), tmp_path / "out.parquet"
    for day, verdict in (("2027-08-31", "silent"), ("2027-09-01", "prohibited")):
        belisha("decide", "--policy", str(dated), "--as-of", day, "--table", source, "--out", str(out))
        assert [row["verdict"] for row in pq.read_table(out).to_pylist()] == [verdict]


def test_many_blocks_are_as_one(answers, table, monkeypatch):
    bad = "".join(f"{row},x,,,,,\n" if row % 5 == 0 else ROWS.splitlines()[row % 5 + 1] + "\n" for row in range(40))
    source = table("in.csv", ROWS + bad)
    expected, _ = answers(source, status=2)
    read = arrow_csv.read_csv(
        source,
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(ROWS.splitlines()[0].split(","), pa.string()), strings_can_be_null=True
        ),
    )
    columns = {name: read[name].to_pylist() for name in read.column_names}
    monkeypatch.setattr("belisha.engine.tables.files.ROWS", 7)
    rows, result = answers(
        table("in.parquet", columns | {"content.abusive": [each == "yes" for each in columns["content.abusive"]]}),
        status=2,
    )
    assert rows == expected and "8 rows could not be read" in result.stderr


def test_rows_without_an_id_are_numbered(answers, table):
    rows, _ = answers(table("in.csv", "actor,act,with\nteacher,befriend,pupil\nteacher,message,parent\n"))
    assert [row["id"] for row in rows] == ["1", "2"]


def test_a_table_without_rows_has_answers_without_rows(answers, table):
    assert answers(table("in.csv", "id,actor\n"))[0] == []
    assert answers(table("in.parquet", {"id": pa.array([], pa.string()), "actor": pa.array([], pa.string())}))[0] == []


def test_a_table_of_ids_alone_says_what_is_missing(answers, table):
    rows, result = answers(table("in.parquet", {"id": [1, 2]}), status=2)
    assert [row["error"] for row in rows] == ["a closed situation states its actor or an event"] * 2
    assert "rows 1, 2" in result.stderr


# ---- rows that cannot be read ----------------------------------------------------------------------------------


def test_a_bad_row_has_its_error_and_the_others_their_answers(answers, table):
    bad = ROWS + "f,teachr,befriend,pupil,,,\ng,teacher,post,,,,perhaps\nh,teacher,message,parent,,,\n"
    rows, result = answers(table("in.csv", bad), status=2)
    assert [row["verdict"] for row in rows[5:]] == [None, None, "permitted"]
    assert rows[5]["error"] == "`actor` cannot be 'teachr'" and rows[5]["clauses"] is None
    assert rows[6]["error"] == "`content.abusive` is true or false, not 'perhaps'"
    assert "2 rows could not be read" in result.stderr and "6 decided" in result.stderr
    assert "row 6: `actor` cannot be 'teachr'. Did you mean `teacher`" in result.stderr


def test_a_row_with_too_many_or_too_few_cells_keeps_its_place(answers, table):
    rows, _ = answers(
        table("in.csv", "actor,act,with\nteacher,befriend,pupil\nteacher\nteacher,a,b,c\nteacher,message,parent\n"),
        status=2,
    )
    assert [(row["id"], row["verdict"]) for row in rows] == [
        ("1", "prohibited"),
        ("2", None),
        ("3", None),
        ("4", "permitted"),
    ]
    assert rows[1]["error"] == "the row has 1 cells; there are 3 columns"


def test_counts_have_limits(answers, table):
    rows, _ = answers(table("in.parquet", {"actor": ["teacher"] * 4, "with.age": [0, 10_000, 10_001, -1]}), status=2)
    assert [row["error"] is None for row in rows] == [True, True, False, False]


# ---- tables that are refused -----------------------------------------------------------------------------------


def test_an_unknown_column_stops_before_anything_is_written(answers, table):
    said = refused(answers, table("in.csv", "id,actr,act\n1,teacher,befriend\n"))
    assert "There is no fact `actr`, and so no such column. Did you mean `actor`" in said


@pytest.mark.parametrize(
    "column", ['"; DROP TABLE situations; --', "actor; select 1", "__proto__", "=cmd|' /C calc'!A0", "x" * 100_000]
)
def test_a_column_with_a_hostile_name_is_an_unknown_column(answers, table, column):
    assert "There is no fact `" in refused(answers, table("in.parquet", {"id": ["1"], column: ["x"]}))


def test_a_column_twice(answers, table):
    assert "The column `actor` stands twice" in refused(answers, table("in.csv", "actor,actor\nteacher,pupil\n"))


def test_a_column_of_the_wrong_type(answers, table):
    said = refused(
        answers, table("in.parquet", {"actor": ["teacher"], "with.age": [17.5], "content.abusive": [1], "act": [True]})
    )
    assert (
        "`with.age` holds double; write whole numbers" in said
        and "`content.abusive` holds int64; write true or false" in said
    )
    assert "`act` holds bool; write text" in said


@pytest.mark.parametrize(
    ("name", "content", "mend"),
    [
        ("in.csv", b"", "is empty"),
        ("in.csv", "id,actor\n1,teacher\n".encode("utf-16"), "CSV UTF-8"),
        ("in.csv", b"id,actor\n1,teacher \xff\xfe\n", "CSV UTF-8"),
        ("in.parquet", b"PAR1 is not enough", "cannot be read"),
        ("in.parquet", b"", "cannot be read"),
        ("in.xlsx", b"PK", "neither .parquet nor .csv"),
    ],
)
def test_an_unreadable_table(answers, table, name, content, mend):
    assert mend in refused(answers, table(name, content))


def test_a_row_of_a_hundred_megabytes(answers, table):
    assert "a row is longer than 16 MB" in refused(
        answers, table("in.csv", b'id,actor\n1,"' + b"x" * 100_000_000 + b'"\n')
    )


def test_a_table_that_promises_more_than_it_has(answers, table, tmp_path):
    path = table("in.parquet", {"id": [str(each) for each in range(1000)], "actor": ["teacher"] * 1000})
    whole = (tmp_path / "in.parquet").read_bytes()
    (tmp_path / "in.parquet").write_bytes(whole[:500] + b"\xff" * 200 + whole[700:])
    refused(answers, path)
    # A footer that claims four thousand million rows.
    (tmp_path / "in.parquet").write_bytes(whole.replace(b"\xd0\x0f", b"\xfe\xff\xff\xff\xff\x1f"))
    refused(answers, path)


def test_the_answers_may_not_take_the_place_of_the_table(answers, table, tmp_path):
    source = table("in.csv", ROWS)
    result = answers(source, out="in.csv", status=2)[1]
    assert "is the table itself" in result.stderr and (tmp_path / "in.csv").read_text() == ROWS


@pytest.mark.parametrize("out", ["nowhere/out.csv", "out.json"])
def test_a_place_that_cannot_be_written(answers, table, out):
    refused(answers, table("in.csv", ROWS), out=out)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--table", "in.csv"], "--out"),
        (["--out", "out.csv"], "for a table"),
        (["--table", "in.csv", "--out", "out.csv", "--layers", "law"], "--layers"),
        (["--policy", "model"], "one policy"),
        (
            ["--table", "in.csv", "--out", "out.parquet", "--engine", "duckdb", "--against", "model"],
            "one policy at a time",
        ),
    ],
)
def test_options_that_do_not_go_together(belisha, policy, arguments, said):
    result = belisha("decide", "--policy", policy, *arguments)
    assert result.exit_code == 2 and said in result.stderr


# ---- whole or not at all ---------------------------------------------------------------------------------------


def test_what_stood_there_stays_until_the_answers_are_whole(answers, table, tmp_path):
    (tmp_path / "out.parquet").write_text("what stood there")
    source = table("in.csv", ROWS + "x,y\n" + "\xff" * 3)
    (tmp_path / "in.csv").write_bytes((tmp_path / "in.csv").read_bytes() + b'\xff\xfe,"\n')
    with pytest.raises(pa.ArrowInvalid):
        answers(source, status=2)
    assert (tmp_path / "out.parquet").read_text() == "what stood there"
    assert not list(tmp_path.glob("*.part")) and not list(tmp_path.glob(".*.part"))


def test_stopped_half_way_it_leaves_nothing(start, policy, table, tmp_path):
    big = {"actor": ["teacher"] * 3_000_000, "act": ["befriend"] * 3_000_000, "content.abusive": [True] * 3_000_000}
    source, out = table("in.parquet", big), tmp_path / "out.csv"
    for _ in range(5):  # on a busy machine it may be done before we get to stop it
        running = start("decide", "--policy", policy, "--table", source, "--out", str(out))
        while not list(tmp_path.glob(".*.part")) and running.poll() is None:
            time.sleep(0.02)
        os.kill(running.pid, signal.SIGINT)
        _, stderr = running.communicate(timeout=60)
        if running.returncode != 0:
            break
        out.unlink()
    assert running.returncode == 2 and b"Traceback" not in stderr
    assert not (tmp_path / "out.csv").exists() and not list(tmp_path.glob(".*.part"))


# ---- spreadsheets ----------------------------------------------------------------------------------------------


def test_no_cell_of_csv_is_a_formula(answers, table, tmp_path):
    cells = ["=HYPERLINK(1)", "+1+1", "@x", "-2+3", "-17", "plain"]
    answers(table("in.parquet", {"id": cells, "actor": ["teacher"] * 5 + ["=1+1"]}), out="out.csv", status=2)
    written = arrow_csv.read_csv(tmp_path / "out.csv").to_pylist()
    assert [row["id"] for row in written] == ["'=HYPERLINK(1)", "'+1+1", "'@x", "'-2+3", "-17", "plain"]
    assert written[5]["error"] == "`actor` cannot be '=1+1'"


@pytest.mark.parametrize("head", ["\ufeff", ""])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_as_spreadsheets_write_it(answers, table, head, delimiter):
    text = (head + ROWS).replace(",", delimiter).replace("\n", "\r\n")
    assert [row["id"] for row in answers(table("in.csv", text))[0]] == list("abcde")


def test_several_values_and_answers_in_words(answers, table):
    text = 'actor,event\nteacher,"cyberbullying; message from pupil"\nteacher,cyberbullying|message from pupil\n'
    rows, _ = answers(table("in.csv", text))
    assert [len(row["duties"]) for row in rows] == [1, 1]


# ---- several policies ------------------------------------------------------------------------------------------


def test_policies_side_by_side(belisha, policy, table, tmp_path):
    out = tmp_path / "matrix.csv"
    result = belisha(
        "decide",
        "--policy",
        policy,
        "--policy",
        "highwood",
        "--table",
        table("in.csv", ROWS + "f,x,,,,,\n"),
        "--out",
        str(out),
    )
    assert result.exit_code == 2
    rows = arrow_csv.read_csv(out).to_pylist()
    assert list(rows[0]) == ["id", policy, "highwood", "error"]
    assert [row[policy] for row in rows] == ["prohibited", "silent", "permitted", "silent", "advised against", ""]
    assert rows[0]["highwood"] == "unsettled" and rows[5]["error"] == "`actor` cannot be 'x'"


def test_every_policy_that_comes_with_belisha(belisha, table, tmp_path):
    out = tmp_path / "matrix.parquet"
    assert belisha("decide", "--policy", "all", "--table", table("in.csv", ROWS), "--out", str(out)).exit_code == 0
    assert len(pq.read_table(out).column_names) >= 8


def test_what_another_policy_would_change(belisha, policy, table, tmp_path):
    after = tmp_path / "after.md"
    changed = Path(policy).read_text(encoding="utf-8").replace("FR-2: Staff may", "FR-9: Staff must not")
    after.write_text(changed.replace("within 1 working day", "immediately"), encoding="utf-8")
    out = tmp_path / "changes.parquet"
    result = belisha(
        "decide", "--policy", policy, "--against", str(after), "--table", table("in.csv", ROWS + "f,x,,,,,\n"), "--out", str(out)
    )  # fmt: skip
    rows = pq.read_table(out).to_pylist()
    assert [(row["id"], row["was"], row["now"], row["changes"]) for row in rows] == [
        ("c", "permitted", "prohibited", "verdict"),
        ("d", "silent", "silent", "duties"),
        ("f", None, None, None),
    ]
    assert (rows[0]["clauses then"], rows[0]["clauses now"]) == ("FR-2", "FR-9")
    assert "2 of 5 answers would be others" in result.stdout and "permitted → prohibited" in result.stdout


def test_a_policy_changes_nothing_against_itself(belisha, policy, table, tmp_path):
    out = tmp_path / "changes.csv"
    result = belisha(
        "decide", "--policy", policy, "--against", policy, "--table", table("in.csv", ROWS), "--out", str(out)
    )
    assert result.exit_code == 0 and out.read_text().count("\n") == 1
