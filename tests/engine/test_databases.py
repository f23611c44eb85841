"""The same answers in SQL: DuckDB beside the kernel, Spark beside DuckDB, row for row."""

from __future__ import annotations

import shutil
from datetime import date

import pyarrow.parquet as pq
import pytest

from belisha.engine import Situation, rulebook_of
from belisha.engine.tables import Output, Table, decide_table, run_sql
from belisha.language import load
from belisha.library import NAMES, law, policy
from engine.generators import ByChance, by_chance, make_facts
from engine.plainly import Book
from engine.tables import as_table
from engine.test_properties import TIMES, compiled, seeds

AS_OF = date(2026, 11, 20)


def quiet(*_: object) -> None:
    """No progress."""


def by_kernel(source, target, rulebook):
    with Table(source, load()) as table, Output(target) as output:
        return decide_table(table, output, rulebook, quiet)


def rows(path):
    return sorted(pq.read_table(path).to_pylist(), key=lambda row: row["id"])


@pytest.mark.parametrize("batch", range(4))
def test_duckdb_says_what_the_kernel_says(tmp_path, batch):
    pytest.importorskip("duckdb")
    for seed in seeds(batch + 60, 3):
        made, above, as_of, _, book = by_chance(seed)
        rulebook = compiled(made, as_of, above)
        if rulebook is None:
            continue
        chooser = ByChance(seed + 1)
        situations = [Situation(make_facts(chooser, book, closed=True), closed=True) for _ in range(40)]
        pq.write_table(as_table(situations), tmp_path / "in.parquet")
        by_kernel(tmp_path / "in.parquet", tmp_path / "kernel.parquet", rulebook)
        run_sql("duckdb", tmp_path / "in.parquet", tmp_path / "duckdb.parquet", rulebook, quiet)
        assert rows(tmp_path / "duckdb.parquet") == rows(tmp_path / "kernel.parquet"), f"seed {seed}"


HOSTILE = '''id,actor,act,with,with.age,event,content.abusive,authorised by
1,teacher,befriend,pupil,,,,
2,teachr,befriend,pupil,,,,
3,teacher,message, former pupil ,17,,yes,headteacher|senior leader
4,teacher,message,former pupil,-1,,maybe,
5,,,,,cyberbullying; phishing,NO,
6,,befriend,pupil,,none,,
7,,,,,cyberbullying|phising,,
8,teacher,"'; drop table situations; --",pupil,,,,
"9""",teacher,befriend,pupil,1e3,,,
=cmd(),teacher,befriend,pupil,10001,,,
,teacher,befriend,pupil,10000,,TRUE,nobody|
12,teacher,befriend,pupil,007,|,true,none
'''


@pytest.mark.parametrize("name", NAMES)
def test_duckdb_reads_a_table_as_the_kernel_does(tmp_path, name):
    pytest.importorskip("duckdb")
    rulebook = rulebook_of(policy(name), AS_OF, law())
    (tmp_path / "in.csv").write_text(HOSTILE, encoding="utf-8")
    ours = by_kernel(tmp_path / "in.csv", tmp_path / "kernel.parquet", rulebook)
    theirs = run_sql("duckdb", tmp_path / "in.csv", tmp_path / "duckdb.parquet", rulebook, quiet)
    assert rows(tmp_path / "duckdb.parquet") == rows(tmp_path / "kernel.parquet")
    assert (ours.bad, ours.decided) == (theirs.bad, theirs.decided) == (9, 3)


def test_duckdb_can_open_no_file_of_its_own(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    from belisha.engine.tables.databases import _DUCKDB_SETTINGS

    (tmp_path / "secret.csv").write_text("a\n1\n")
    with duckdb.connect(config=_DUCKDB_SETTINGS) as database, pytest.raises(duckdb.Error):
        database.sql(f"SELECT * FROM read_csv('{tmp_path / 'secret.csv'}')").fetchall()


# ---- Spark -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def spark():
    """Spark on this machine; the tests skip where it cannot run."""
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed (the extra `spark`)")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed, and Spark needs it")
    session = (
        sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "1")
        .config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1").getOrCreate()
    )  # fmt: skip
    yield session
    session.stop()


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_spark_says_what_duckdb_says(tmp_path, spark, name):
    pytest.importorskip("duckdb")
    chooser, rulebook, book = (
        ByChance(5),
        rulebook_of(policy(name), AS_OF, law()),
        Book(policy(name), AS_OF, law()),
    )
    situations = [Situation(make_facts(chooser, book, closed=True), closed=True) for _ in range(60 * TIMES)]
    pq.write_table(as_table(situations), tmp_path / "in.parquet")
    for engine in ("duckdb", "spark"):
        run_sql(engine, tmp_path / "in.parquet", tmp_path / f"{engine}.parquet", rulebook, quiet)
    assert rows(tmp_path / "spark.parquet") == rows(tmp_path / "duckdb.parquet")


@pytest.mark.slow
def test_spark_reads_a_table_as_duckdb_does(tmp_path, spark):
    pytest.importorskip("duckdb")
    rulebook = rulebook_of(policy("highwood"), AS_OF, law())
    (tmp_path / "in.csv").write_text(HOSTILE.replace("\n,teacher", "\nx,teacher"), encoding="utf-8")
    ours = run_sql("duckdb", tmp_path / "in.csv", tmp_path / "duckdb.parquet", rulebook, quiet)
    theirs = run_sql("spark", tmp_path / "in.csv", tmp_path / "spark.parquet", rulebook, quiet)
    assert rows(tmp_path / "spark.parquet") == rows(tmp_path / "duckdb.parquet")
    assert (ours.bad, ours.decided) == (theirs.bad, theirs.decided)
