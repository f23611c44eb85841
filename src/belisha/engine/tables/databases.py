"""Databases: the SQL of a policy run by DuckDB in this process, or by a Spark cluster.

Room: engine.tables. DuckDB is handed rows that are read here, and can open no file and reach no network. Spark reads and writes by itself, where its
workers are; there Parquet is a folder of parts, and rows have no numbers, so the table has to have an `id`.
Keeps out: the SQL (`query`). Next door: `answering` has the same answers without a database, and is several times as fast (docs/adr/0030).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..rulebook import Rulebook
from .answering import Report
from .columns import NESTED
from .files import Output, Progress, Table, ahead, ending_of
from .plan import Plan
from .situations import ID, TableError

_DUCKDB_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False, "autoinstall_known_extensions": False, "autoload_known_extensions": False,
    "memory_limit": "1GB", "preserve_insertion_order": True,
}  # fmt: skip


def run_sql(engine: str, source: Path, target: Path, rulebook: Rulebook, progress: Progress) -> Report:
    """One policy's answer to every row, by `duckdb` or `spark`, into Parquet. Raises TableError, also where the engine is not installed."""
    if ending_of(target) != ".parquet":
        raise TableError(f"`--engine {engine}` writes Parquet; name a file that ends with .parquet.")
    try:
        return (_duckdb if engine == "duckdb" else _spark)(source, target, rulebook, progress)
    except ImportError as error:
        raise TableError(
            f"`{error.name}` is not installed. Install Belisha with what it needs: pip install 'belisha[{engine}]'."
        ) from None


def _sql(plan: Plan, schema: pa.Schema, dialect: str) -> str:
    from .query import table_query

    return table_query(plan, {each.name: _kind(each.type) for each in schema}).sql(dialect=dialect)


def _kind(kind: pa.DataType) -> str:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return "list"
    return "" if pa.types.is_boolean(kind) or pa.types.is_integer(kind) else "text"


# ---- DuckDB ------------------------------------------------------------------------------------------------------


def _duckdb(source: Path, target: Path, rulebook: Rulebook, progress: Progress) -> Report:
    import duckdb

    plan, report = Plan(rulebook), Report()
    with Table(source, rulebook.vocabulary) as table, Output(target) as output:
        from .query import NUMBER, TABLE

        schema = pa.schema([*table.read_schema, (NUMBER, pa.int64())])
        rows = pa.RecordBatchReader.from_batches(schema, _numbered(table, schema, report))
        with duckdb.connect(config=_DUCKDB_SETTINGS) as database:
            database.execute("SET lock_configuration = true")
            database.register(TABLE, rows)
            answers = database.sql(_sql(plan, table.read_schema, "duckdb")).to_arrow_reader(100_000)
            written = False
            for batch in answers:
                _count(report, batch)
                made = pa.Table.from_batches([batch]).drop_columns([NUMBER])
                output.write(made.cast(_SCHEMA))
                written = True
                progress(report.decided + report.bad, table.total)
            if not written:
                output.write(_SCHEMA.empty_table())
    return report


_SCHEMA = pa.schema([(ID, pa.string()), *NESTED, ("error", pa.string())])


def _numbered(table: Table, schema: pa.Schema, report: Report) -> Iterator[pa.RecordBatch]:
    for rows in ahead(table.rows()):
        for number, problem in rows.broken:
            report.met("", problem, number, tuple)
            report.bad += 1
        if rows.batch.num_rows:
            yield pa.RecordBatch.from_arrays([*rows.batch.columns, pa.array(rows.numbers)], schema=schema)


def _count(report: Report, batch: pa.RecordBatch) -> None:
    from .query import NUMBER

    errors = batch.column("error")
    bad = batch.num_rows - errors.null_count
    report.bad += bad
    report.decided += batch.num_rows - bad
    if bad:
        for number, error in zip(batch.column(NUMBER).to_pylist(), errors.to_pylist(), strict=True):
            if error is not None:
                report.met("", error, number, tuple)


# ---- Spark -------------------------------------------------------------------------------------------------------


def _spark(source: Path, target: Path, rulebook: Rulebook, progress: Progress) -> Report:
    from pyspark.sql import SparkSession
    from pyspark.sql import functions as f

    from .query import NUMBER, TABLE

    plan = Plan(rulebook)
    # Where it runs, and with how much, is the cluster's business: spark-submit, or SPARK_REMOTE and spark-defaults.conf.
    session: Any = SparkSession.builder.appName("belisha").getOrCreate()
    with Table(source, rulebook.vocabulary) as table:  # the driver checks the columns before a worker starts
        schema = table.read_schema
    if ID not in schema.names:
        raise TableError("On a cluster rows have no numbers: give the table a column `id`.")
    read = session.read
    if ending_of(source) == ".csv":
        frame = read.csv(str(source), header=True, inferSchema=False, multiLine=True, escape='"', sep=table.delimiter)
    else:
        frame = read.parquet(str(source))
    frame.withColumn(NUMBER, f.lit(0).cast("bigint")).createOrReplaceTempView(TABLE)
    part = Path(tempfile.mkdtemp(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent))
    try:
        session.sql(_sql(plan, schema, "spark")).drop(NUMBER).write.mode("overwrite").parquet(str(part))
        written = session.read.parquet(str(part))
        report = Report(decided=written.filter("error IS NULL").count())
        for row in written.filter("error IS NOT NULL").groupBy("error").agg(f.count("*").alias("times")).collect():
            report.bad += row["times"]
            report.met("", row["error"], 0, tuple)
        if target.is_dir():
            shutil.rmtree(target)
        part.replace(target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    progress(report.decided + report.bad, None)
    return report


__all__ = ["run_sql"]
