"""belisha decide --table: a file of situations in, a file of answers out.

Room: cli. Here is what a person sees of it: which options go together, how far it is, and in words which rows could not be read.
Next door: `decide` is the verb; `belisha.engine.tables` reads, answers and writes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from belisha import library
from belisha.engine import Rulebook, rulebook_of
from belisha.engine.boxes import TooManyCases
from belisha.language import load

from .main import UNREADABLE, CannotRead
from .policies import open_policy

ENGINES = ("arrow", "duckdb", "spark")
ALL = "all"
PROGRESS_AFTER_S = 2.0
PROGRESS_EVERY_S = 0.5


def decide_table(
    table: str, out: str | None, given: Sequence[str], against: str | None, as_of: date, engine: str
) -> None:
    """Answers a table. Ends with status 2 where some row has no answer."""
    try:
        from belisha.engine import tables
    except ImportError as error:
        raise CannotRead(f"Tables need `{error.name}`, which is not installed.") from None
    if out is None:
        raise CannotRead("Name the file for the answers: --out decisions.parquet (or .csv).")
    # A row that is neither whole nor text makes Arrow complain past us; that the table is not text is said below.
    sys.unraisablehook = lambda _: None
    source, target = Path(table), Path(out)
    rulebooks = {name: _rulebook(name, as_of) for name in _named(given)}
    if engine != "arrow" and (len(rulebooks) > 1 or against):
        raise CannotRead(f"`--engine {engine}` answers by one policy at a time. Leave it out to compare policies.")
    try:
        if target.exists() and source.exists() and target.samefile(source):
            raise CannotRead(f"`{out}` is the table itself. Name another file for the answers.")
        tables.ending_of(target)
        progress = _Progress()
        if engine != "arrow":
            report = tables.run_sql(engine, source, target, next(iter(rulebooks.values())), progress.show)
        else:
            with tables.Table(source, load()) as opened, tables.Output(target) as output:
                if against is not None:
                    report = tables.changed_answers(opened, output, rulebooks, _rulebook(against, as_of), progress.show)
                elif len(rulebooks) > 1:
                    report = tables.verdicts_side_by_side(opened, output, rulebooks, progress.show)
                else:
                    report = tables.decide_table(opened, output, next(iter(rulebooks.values())), progress.show)
        progress.end()
    except tables.TableError as error:
        raise CannotRead(str(error)) from None
    _tell(report, against)
    raise click.exceptions.Exit(UNREADABLE if report.bad else 0)


def _named(given: Sequence[str]) -> list[str]:
    names = [name for each in given for name in (library.NAMES if each == ALL else (each,))]
    return list(dict.fromkeys(names))


def _rulebook(given: str, as_of: date) -> Rulebook:
    try:
        return rulebook_of(open_policy(given), as_of, library.law())
    except TooManyCases as error:
        raise CannotRead(f"`{given}`: {error}") from None


class _Progress:
    """How many rows are done, on a terminal, once it has taken a while."""

    def __init__(self) -> None:
        self.wanted = sys.stderr is not None and sys.stderr.isatty()
        self.began, self.shown = time.monotonic(), 0.0

    def show(self, done: int, total: int | None) -> None:
        now = time.monotonic()
        if self.wanted and now - self.began >= PROGRESS_AFTER_S and now - self.shown >= PROGRESS_EVERY_S:
            self.shown = now
            of = f" of {total:,}" if total else ""
            click.echo(f"\r{done:,}{of} rows decided, {done / (now - self.began):,.0f} a second", err=True, nl=False)

    def end(self) -> None:
        if self.shown:
            click.echo("\r" + " " * 70 + "\r", err=True, nl=False)


def _tell(report: object, against: str | None) -> None:
    from belisha.engine.tables import Report

    assert isinstance(report, Report)
    for name, counted in report.changes.items():
        changed = sum(counted.values())
        share = f" ({changed / report.decided:.1%})" if report.decided else ""
        click.echo(f"{name}: {changed:,} of {report.decided:,} answers would be others under {against}{share}.")
        for (was, now), times in counted.most_common():
            click.echo(
                f"  {times:>12,}  " + (f"{was} → {now}" if was != now else f"{was}, with other duties or consequences")
            )
    if not report.bad:
        return
    rows = "row" if report.bad == 1 else "rows"
    click.echo(
        f"{report.bad:,} {rows} could not be read; the column `error` says why. {report.decided:,} decided.", err=True
    )
    for kind in report.kinds.values():
        places = ", ".join(f"{row:,}" for row in kind.rows if row) + (" …" if kind.times > len(kind.rows) else "")
        meant = (
            f" Did you mean {' or '.join(f'`{each}`' for each in kind.suggestions[:3])}?" if kind.suggestions else ""
        )
        click.echo(f"  {'row' if kind.times == 1 else 'rows'} {places}: {kind.problem}.{meant}", err=True)


__all__ = ["ALL", "ENGINES", "decide_table"]
