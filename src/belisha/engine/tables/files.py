"""Files: a table of situations read block by block from Parquet or CSV, and a table of answers written, whole or not at all.

Room: engine.tables. Memory does not grow with the file. Reading runs ahead, and writing behind, of whoever works out the answers between them.
Files are opened here and handed to Arrow open: no name in a table or on the command line is ever taken for an address.
Keeps out: what the columns mean (`situations`) and what is answered (`kernel`, `columns`).
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from belisha.language.vocabulary import Vocabulary

from .situations import ID, TableError, checked_columns, checked_types

ENDINGS = (".parquet", ".csv")
ROWS = 131_072  # in a block of Parquet, and in a group of rows that is written
CSV_BLOCK = 16 * 1_048_576  # bytes; no row may be longer
_MOST_COLUMNS = 1_000


def ending_of(path: Path) -> str:
    """`.parquet` or `.csv`. Raises TableError."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise TableError(f"`{path}` ends with neither .parquet nor .csv, so Belisha cannot tell what it is.")
    return ending


# ---- reading -----------------------------------------------------------------------------------------------------


@dataclass
class Rows:
    """Some rows as they were read. numbers: which rows of the file these are, from 1. broken: rows that are none, with what is wrong."""

    batch: pa.RecordBatch
    numbers: np.ndarray[Any, np.dtype[np.int64]]
    broken: list[tuple[int, str]] = field(default_factory=list)


class Table:
    """A file of situations, its columns checked. total: how many rows, where the file says so. wanted: of Parquet, which columns are read."""

    def __init__(self, path: Path, vocabulary: Vocabulary) -> None:
        self.path, self.vocabulary, self.ending = path, vocabulary, ending_of(path)
        self.total: int | None = None
        try:
            self._opened = pa.OSFile(str(path), "rb")
        except OSError as error:
            raise TableError(f"`{path}` cannot be read ({error.strerror or error}).") from None
        try:
            self._begin()
        except BaseException:
            self._opened.close()
            raise

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def _begin(self) -> None:
        try:
            schema = self._parquet() if self.ending == ".parquet" else self._csv()
        except (pa.ArrowException, OSError, MemoryError, ValueError) as error:
            raise unreadable(self.path, error) from None
        if len(schema) > _MOST_COLUMNS:
            raise TableError(
                f"`{self.path}` has {len(schema):,} columns; there are {len(self.vocabulary.facts)} facts."
            )
        checked_columns(schema.names, self.vocabulary)
        checked_types(schema, self.vocabulary)
        self.read_schema = schema
        self.columns = tuple(schema.names)
        self._truth = frozenset(each.name for each in schema if pa.types.is_boolean(each.type))

    def holds_truth_values(self, column: str) -> bool:
        return column in self._truth

    # -- Parquet

    def _parquet(self) -> pa.Schema:
        metadata = pq.read_metadata(self._opened)
        schema = metadata.schema.to_arrow_schema()
        # Texts are read as they are kept: the different ones, and a number for each row.
        texts = [each.name for each in schema if pa.types.is_string(each.type) and each.name != ID]
        self._file = pq.ParquetFile(self._opened, metadata=metadata, read_dictionary=texts, pre_buffer=False)
        self.total = metadata.num_rows
        return self._file.schema_arrow

    def _parquet_rows(self, leave_out: frozenset[str]) -> Iterator[Rows]:
        wanted = [name for name in self.columns if name not in leave_out]
        start = 1
        if not wanted:
            # Nothing to read in it, and still its rows want answers.
            for start in range(1, self._file.metadata.num_rows + 1, ROWS):
                count = min(ROWS, self._file.metadata.num_rows + 1 - start)
                yield Rows(_no_columns(count), np.arange(start, start + count))
            return
        for batch in self._file.iter_batches(ROWS, columns=wanted, use_threads=True):
            yield Rows(batch, np.arange(start, start + batch.num_rows))
            start += batch.num_rows

    # -- CSV

    def _csv(self) -> pa.Schema:
        head = self._opened.read(CSV_BLOCK)
        if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head[:4_096]:
            raise TableError(f"`{self.path}` is not text in UTF-8. In Excel, save it as “CSV UTF-8”.")
        if not head.strip():
            raise TableError(f"`{self.path}` is empty. Its first row names the columns: id, actor, act, with, …")
        first = re.split(rb"[\r\n]", head.lstrip(b"\xef\xbb\xbf"), maxsplit=1)[0]
        self.delimiter = next((sign for sign in (",", ";", "\t") if sign.encode() in first), ",")
        self._broken: list[tuple[int, str]] = []

        def broken(row: Any) -> str:
            self._broken.append(
                (row.number, f"the row has {row.actual_columns} cells; there are {row.expected_columns} columns")
            )
            return "skip"

        self._read_options = arrow_csv.ReadOptions(use_threads=False, block_size=CSV_BLOCK)
        self._parse_options = arrow_csv.ParseOptions(
            delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=broken
        )
        names = self._stream({}).schema.names
        self._texts = dict.fromkeys(names, pa.string())
        return pa.schema([(name, pa.string()) for name in names])

    def _stream(self, types: dict[str, pa.DataType]) -> arrow_csv.CSVStreamingReader:
        convert = arrow_csv.ConvertOptions(
            column_types=types, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=True
        )
        self._broken.clear()
        return arrow_csv.open_csv(pa.OSFile(str(self.path), "rb"), self._read_options, self._parse_options, convert)

    def _csv_rows(self) -> Iterator[Rows]:
        reader, start = self._stream(self._texts), 1
        for batch in reader:
            # The reader numbers rows with the heading as 1, and may have met some that come after this batch.
            broken = {number - 1: problem for number, problem in self._broken}
            numbers, number = np.empty(batch.num_rows, np.int64), start
            if broken:
                for place in range(batch.num_rows):
                    while number in broken:
                        number += 1
                    numbers[place] = number
                    number += 1
            else:
                numbers[:] = np.arange(start, start + batch.num_rows)
                number = start + batch.num_rows
            self._broken[:] = [each for each in self._broken if each[0] - 1 >= number]
            yield Rows(batch, numbers, sorted(each for each in broken.items() if each[0] < number))
            start = number
        left = sorted((number - 1, problem) for number, problem in self._broken if number - 1 >= start)
        if left:
            yield Rows(_no_columns(0), np.empty(0, np.int64), left)

    def rows(self, leave_out: frozenset[str] = frozenset()) -> Iterator[Rows]:
        """The table block by block. leave_out: columns that need not be read. Raises TableError where it cannot be read on."""
        try:
            yield from self._parquet_rows(leave_out) if self.ending == ".parquet" else self._csv_rows()
        except (pa.ArrowException, OSError, MemoryError, ValueError) as error:
            raise unreadable(self.path, error) from None


def _no_columns(rows: int) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.nulls(rows)], [ID])


def unreadable(path: Path, error: BaseException) -> TableError:
    said = re.sub(r"\s+", " ", str(error)).strip()[:300]
    mend = ""
    if isinstance(error, MemoryError | pa.ArrowMemoryError):
        said, mend = (
            "it asks for more memory than there is",
            " Is it damaged? Else write it with smaller groups of rows.",
        )
    elif "straddl" in said:
        said = f"a row is longer than {CSV_BLOCK // 1_048_576} MB"
        mend = " Is a quotation mark left open?"
    elif "UTF8" in said or "UTF-8" in said:
        said, mend = "it is not text in UTF-8", " In Excel, save it as “CSV UTF-8”."
    return TableError(f"`{path}` cannot be read: {said}.{mend}")


def ahead(rows: Iterator[Rows]) -> Iterator[Rows]:
    """The same, with the next one read while this one is worked on."""
    with ThreadPoolExecutor(1, "belisha-read") as pool:
        waiting: Future[Rows | None] = pool.submit(next, rows, None)
        while (found := waiting.result()) is not None:
            waiting = pool.submit(next, rows, None)
            yield found


# ---- writing -----------------------------------------------------------------------------------------------------


class Output:
    """The answers' file: written under another name beside it, and renamed when whole. One block is written while the next is made."""

    def __init__(self, path: Path) -> None:
        self.path, self.ending = path, ending_of(path)
        self._writer: pq.ParquetWriter | arrow_csv.CSVWriter | None = None
        self._written: Future[None] | None = None

    def __enter__(self) -> Output:
        try:
            number, name = tempfile.mkstemp(prefix=f".{self.path.name[:100]}.", suffix=".part", dir=self.path.parent)
        except OSError as error:
            raise TableError(f"`{self.path}` cannot be written ({error.strerror}).") from None
        self._part, self._file = Path(name), os.fdopen(number, "wb")
        self._pool = ThreadPoolExecutor(1, "belisha-write")
        return self

    def write(self, answers: pa.Table) -> None:
        """Takes a block; all have the same columns."""
        self._wait()
        self._written = self._pool.submit(self._write, answers)

    def _write(self, answers: pa.Table) -> None:
        if self.ending == ".csv":
            # A cell that a spreadsheet would take for a formula is none (the quotation mark is how spreadsheets say so).
            safe = [_no_formula(answers[name]) for name in answers.column_names]
            answers = pa.table(safe, names=answers.column_names)
        if self._writer is None:
            if self.ending == ".csv":
                self._writer = arrow_csv.CSVWriter(self._file, answers.schema)
            else:
                # A dictionary of ids, of which no two are alike, would only cost time.
                alike = [leaf for each in answers.schema if each.name != ID for leaf in _leaves(each.name, each.type)]
                self._writer = pq.ParquetWriter(
                    self._file, answers.schema, store_schema=False, write_statistics=False, use_dictionary=alike
                )
        self._writer.write_table(answers)

    def _wait(self) -> None:
        if self._written is not None:
            written, self._written = self._written, None
            try:
                written.result()
            except OSError as error:
                raise TableError(f"`{self.path}` cannot be written ({error.strerror or error}).") from None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._wait()
                assert self._writer is not None, "an empty table is written as an empty block"
                self._writer.close()
                self._file.flush()
                os.fsync(self._file.fileno())
        except OSError as failed:
            kind = type(failed)
            raise TableError(f"`{self.path}` cannot be written ({failed.strerror or failed}).") from None
        finally:
            self._pool.shutdown()
            with suppress(OSError):
                self._file.close()
            if kind is None:
                self._part.chmod(0o666 & ~_umask())
                self._part.replace(self.path)
            else:
                self._part.unlink(missing_ok=True)


def _leaves(path: str, kind: pa.DataType) -> Iterator[str]:
    """The columns of which Parquet makes a column of lists and structs."""
    if pa.types.is_list(kind):
        yield from _leaves(f"{path}.list.element", kind.value_type)
    elif pa.types.is_struct(kind):
        for each in kind:
            yield from _leaves(f"{path}.{each.name}", each.type)
    else:
        yield path


def _umask() -> int:
    now = os.umask(0o022)
    os.umask(now)
    return now


def _no_formula(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_string(column.type):
        return column
    risky = pc.and_(
        pc.match_substring_regex(column, r"^[=+\-@\t\r]"),
        pc.invert(pc.match_substring_regex(column, r"^[+-]?[0-9.]+$")),
    )
    return pc.if_else(pc.fill_null(risky, False), pc.binary_join_element_wise("'", column, ""), column)


Progress = Callable[[int, int | None], None]

__all__ = ["ENDINGS", "ROWS", "Output", "Progress", "Rows", "Table", "ahead", "ending_of", "unreadable"]
