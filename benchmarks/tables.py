"""Tables: situations a second and peak memory from file to file, and the same rules by other engines in memory; as JSON.

    tables.py [rows]     10,000,000 where left out, for the policy with most boxes; a fifth of it for each of the others

Random tables with every fact of the policy: half of the flags true (or a tenth, as of the situations in docs/adr/0031), a tenth of all values left
out. Beside each, what it takes to read the file and do nothing. Nothing is kept.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from belisha import library
from belisha.engine import Rulebook, rulebook_of
from belisha.engine.boxes import SOME
from belisha.engine.tables.kernel import Kernel
from belisha.engine.tables.plan import Plan
from belisha.engine.tables.situations import read_block

AS_OF = date(2026, 11, 20)
BLOCK = 131_072
IN_MEMORY = 4 * BLOCK
COMMAND = [sys.executable, "-c", "from belisha.cli.main import main; main()"]


def rulebook(name: str) -> Rulebook:
    return rulebook_of(library.policy(name), AS_OF, library.law())


def random_batch(book: Rulebook, rows: int, start: int, facts: tuple[str, ...], flags: float = 0.5) -> pa.Table:
    chance, columns = np.random.default_rng(start), {"id": pa.array(np.arange(start, start + rows)).cast(pa.string())}
    for name in facts:
        fact = book.vocabulary.facts[name]
        left_out = chance.random(rows) < (0 if name in ("actor", "act") else 0.1)
        match fact.type:
            case "flag":
                columns[name] = pa.array(chance.random(rows) < flags, mask=left_out)
            case "count":
                columns[name] = pa.array(chance.integers(0, 40, rows, dtype=np.int32), mask=left_out)
            case "one":
                places = pa.array(chance.integers(0, len(fact.values), rows, dtype=np.int32), mask=left_out)
                columns[name] = pa.DictionaryArray.from_arrays(places, pa.array(fact.values))
            case _:
                values = [each for each in fact.values if each != "none"]
                starts = np.concatenate([[0], np.cumsum(chance.random(rows) < 0.3)]).astype(np.int32)
                held = pa.array(chance.integers(0, len(values), starts[-1], dtype=np.int32))
                columns[name] = pa.ListArray.from_arrays(starts, pa.array(values).take(held))
    return pa.table(columns)


def random_file(path: Path, book: Rulebook, rows: int, facts: tuple[str, ...], flags: float) -> None:
    writer = None
    for start in range(0, rows, BLOCK):
        batch = random_batch(book, min(BLOCK, rows - start), start, facts, flags)
        if writer is None:
            writer = pq.ParquetWriter(path, batch.schema, store_schema=False)
        writer.write_table(batch)
    assert writer is not None
    writer.close()


def only_read(path: Path) -> float:
    """Seconds of the processor that reading the file alone takes, as fast as Arrow does it."""
    file = pq.ParquetFile(path)
    used = time.process_time()
    for _ in file.iter_batches(BLOCK):
        pass
    return time.process_time() - used


def file_to_file(name: str, rows: int, facts: tuple[str, ...], folder: Path, flags: float = 0.5) -> dict[str, Any]:
    """Runs the command line, and measures it from outside."""
    source, target = folder / "in.parquet", folder / "out.parquet"
    random_file(source, rulebook(name), rows, facts, flags)
    arguments = ["decide", "--policy", name, "--as-of", AS_OF.isoformat(), "--table", str(source), "--out", str(target)]
    began = time.perf_counter()
    process = subprocess.Popen([*COMMAND, *arguments])
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    assert status == 0 and pq.read_metadata(target).num_rows == rows
    return {
        "policy": name, "boxes": len(rulebook(name).boxes), "columns": len(facts), "rows": rows, "seconds": seconds, "processor": used.ru_utime + used.ru_stime,
        "peak": used.ru_maxrss * 1024, "reading": only_read(source), "flags": flags, "in": source.stat().st_size, "out": target.stat().st_size,
    }  # fmt: skip


# ---- the same rules by other engines, in memory: how often each clause fired -----------------------------------------


def by_bitmaps(book: Rulebook, table: pa.Table) -> Callable[[], list[int]]:
    kernel = Kernel(Plan(book))
    batches = table.combine_chunks().to_batches(max_chunksize=BLOCK)
    batches = [pa.Table.from_batches([each]).combine_chunks().to_batches()[0] for each in batches]

    def run() -> list[int]:
        total = np.zeros(len(kernel.plan.lists["clauses"]), np.int64)
        for batch in batches:
            block = read_block(batch, book.vocabulary)
            found = kernel.decide(block)
            _, which = found.list_of("clauses")
            total += np.bincount(which, minlength=len(total))
        return [int(each) for each in total]

    return run


def by_masks(book: Rulebook, table: pa.Table) -> Callable[[], list[int]]:
    """NumPy as one would write it first: for each fact a table of masks, ANDed row by row in words of 64 boxes."""
    plan, words = Plan(book), (len(book.boxes) + 63) // 64
    full = (1 << 64) - 1

    def split(mask: int) -> list[int]:
        return [mask >> 64 * word & full for word in range(words)]

    codes, masks = [], []
    for name in book.facts:
        fact, column = book.vocabulary.facts[name], table[name].combine_chunks()
        if fact.type == "many":
            lists = column.to_pylist()
            for dimension in book.parts_of[name]:
                wanted = dimension[1]
                there = [bool(each) if wanted == SOME else bool(each) and wanted in each for each in lists]
                codes.append(np.array(there, np.uint8))
                masks.append([split(book.masks[dimension][held]) for held in (False, True)])
        elif fact.type == "flag":
            codes.append(column.fill_null(False).to_numpy(zero_copy_only=False).astype(np.uint8))
            masks.append([split(book.masks[name][held]) for held in (False, True)])
        elif fact.type == "count":
            numbers = column.fill_null(0).to_numpy(zero_copy_only=False)
            places = np.searchsorted(book.space.cuts[name], numbers, side="right").astype(np.uint8) + 1
            places[column.is_null().to_numpy(zero_copy_only=False)] = 0
            codes.append(places)
            pieces = [None, *range(len(book.space.cuts[name]) + 1)]
            masks.append([split(book.masks[name].get(piece, 0)) for piece in pieces])
        else:
            encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
            texts = encoded.dictionary.to_pylist()
            codes.append(encoded.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False).astype(np.uint8))
            masks.append([split(book.masks[name][each]) for each in (*texts, fact.absent)])
    tables = [np.array(each, np.uint64) for each in masks]
    clauses = [
        (np.array(split(each.case.boxes), np.uint64), [split(case.boxes) for case in each.unless])
        for each in plan.lists["clauses"]
    ]

    def run() -> list[int]:
        total = []
        held = [np.full(table.num_rows, full, np.uint64) for _ in range(words)]
        for code, lookup in zip(codes, tables, strict=True):
            for word in range(words):
                if (lookup[:, word] != full).any():
                    held[word] &= lookup[:, word][code]
        for boxes, unless in clauses:
            fired = _any(held, boxes)
            for each in unless:
                fired &= ~_any(held, each)
            total.append(int(fired.sum()))
        return total

    return run


def _any(held: list[Any], boxes: Any) -> Any:
    found = np.zeros(len(held[0]), np.bool_)
    for word, mask in enumerate(boxes):
        if mask:
            found |= (held[word] & np.uint64(mask)) != 0
    return found


def by_polars(book: Rulebook, table: pa.Table) -> Callable[[], list[int]]:
    import polars as pl

    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    frame = frame.with_columns(
        pl.col(name).cast(pl.Enum(book.vocabulary.facts[name].values))
        for name in book.facts
        if book.vocabulary.facts[name].type == "one"
    )

    def test(dimension: Any, cells: Any) -> Any:
        if isinstance(dimension, tuple):
            fact, value = dimension
            there = (pl.col(fact).list.len() > 0) if value == SOME else pl.col(fact).list.contains(value)
            there = there.fill_null(False)
            return there if True in cells else ~there
        fact = book.vocabulary.facts[dimension]
        column = pl.col(dimension)
        if fact.type == "flag":
            return column.fill_null(False) if True in cells else ~column.fill_null(False)
        if fact.type == "count":
            cuts, found = book.space.cuts[dimension], pl.lit(False)
            for piece in cells:
                low, high = (0, *cuts)[piece or 0], (*cuts, 1 << 30)[piece or 0]
                found = found | (
                    column.is_null()
                    if piece is None
                    else (column >= low).fill_null(False) & (column < high).fill_null(False)
                )
            return found
        column = column.fill_null(fact.absent) if fact.absent is not None else column
        named = [each for each in cells if each is not None]
        among = column.is_in(named).fill_null(False) if named else pl.lit(False)
        return among | column.is_null() if None in cells else among

    def union(boxes: int) -> Any:
        return pl.any_horizontal(pl.col(f"box {place}") for place in range(len(book.boxes)) if boxes >> place & 1)

    held = [
        pl.all_horizontal(test(*each) for each in box.items()).alias(f"box {place}")
        for place, box in enumerate(book.boxes)
    ]
    clauses = []
    for place, said in enumerate(Plan(book).lists["clauses"]):
        fired = union(said.case.boxes)
        for case in said.unless:
            fired = fired & ~union(case.boxes)
        clauses.append(fired.sum().alias(str(place)))
    lazy = frame.lazy().with_columns(held).select(clauses)
    return lambda: [int(each) for each in lazy.collect().row(0)]


def by_duckdb(book: Rulebook, table: pa.Table) -> Callable[[], list[int]]:
    import duckdb

    from belisha.engine.tables.databases import _sql
    from belisha.engine.tables.query import NUMBER

    plain = pa.table(
        {
            name: table[name].cast(pa.string()) if pa.types.is_dictionary(table[name].type) else table[name]
            for name in table.column_names
        }
    )
    database = duckdb.connect()
    database.execute("SET threads = 2")
    database.register("rows", plain.append_column(NUMBER, pa.array(np.arange(table.num_rows))))
    database.execute("CREATE TABLE situations AS FROM rows")
    sql = _sql(Plan(book), plain.schema, "duckdb")
    names = [each.value for each in Plan(book).lists["clauses"]]

    def run() -> list[int]:
        counted = database.execute(
            f"SELECT each, count(*) FROM (SELECT unnest(clauses) AS each FROM ({sql})) GROUP BY each"
        ).fetchall()
        found = dict(counted)
        return [found.pop(name, 0) for name in names]

    return run


def in_memory(name: str, rows: int) -> list[dict[str, Any]]:
    book = rulebook(name)
    table = random_batch(book, rows, 1, book.facts)
    clauses = [each.value for each in Plan(book).lists["clauses"]]
    made, expected = [], None
    engines = {
        "Belisha (bitmaps)": by_bitmaps,
        "NumPy, a mask a row": by_masks,
        "Polars expressions": by_polars,
        "DuckDB, the SQL of `query`": by_duckdb,
    }
    for engine, prepared in engines.items():
        run = prepared(book, table)
        began, used = time.perf_counter(), time.process_time()
        fired = run()
        seconds, processor = time.perf_counter() - began, time.process_time() - used
        # A clause that is said on two grounds counts once, however an engine tells them apart.
        counted = {
            clause: sum(times for other, times in zip(clauses, fired, strict=True) if other == clause)
            for clause in clauses
        }
        assert expected in (None, counted), f"{engine} says something else"
        expected = counted
        made.append({"engine": engine, "policy": name, "rows": rows, "seconds": seconds, "processor": processor})
    return made


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    names = sorted(library.NAMES, key=lambda name: -len(rulebook(name).boxes))
    with tempfile.TemporaryDirectory() as folder:
        runs = []
        for name in names:
            facts = rulebook(name).facts
            print(f"{name} …", file=sys.stderr)
            runs.append(file_to_file(name, rows if name == names[0] else rows // 5, facts, Path(folder)))
            if name == names[0]:
                runs.append(
                    file_to_file(name, rows // 10, facts, Path(folder))
                )  # so that memory can be seen not to grow
                few = tuple(fact for fact in facts if book_of_one(name, fact))[:28]
                runs.append(file_to_file(name, rows, few, Path(folder)))
                runs.append(file_to_file(name, rows // 5, few, Path(folder), flags=0.1))
        memory = [row for name in (names[0], "little-eaton") for row in in_memory(name, min(IN_MEMORY, rows))]
    json.dump({"files": runs, "memory": memory}, sys.stdout, indent=1)


def book_of_one(name: str, fact: str) -> bool:
    """Facts of people, acts and what is posted: those of a table of posts, without what has come up."""
    return fact != "event" and not fact.startswith("event.")


if __name__ == "__main__":
    main()
