"""Tables: millions of situations decided at once, from a Parquet or CSV file to another.

Room: engine. A row is a closed situation; its answer is the one that `decide` gives (verdict, clauses, duties, consequences, clashes).
Inside: `plan` (what may be said, and in which boxes), `situations` (columns as facts), `kernel` (a bit a row), `columns` (answers as columns), `files`,
`answering` (all of these together); `query` (the same in SQL) and `databases` (which run it: DuckDB, a Spark cluster).
Why not SQL throughout: docs/adr/0030.
"""

from .answering import Report, changed_answers, decide_table, verdicts_side_by_side
from .databases import run_sql
from .files import Output, Table, ending_of
from .situations import TableError

__all__ = [
    "Output",
    "Report",
    "Table",
    "TableError",
    "changed_answers",
    "decide_table",
    "ending_of",
    "run_sql",
    "verdicts_side_by_side",
]
