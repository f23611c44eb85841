"""belisha decide: situations in, decisions out, one JSON object a line.

Room: cli. Streams: what has come is answered before more is waited for, and memory stays flat. A line that cannot be read
gets a line that says why; the others are answered all the same.
Next door: `lines` cuts the input; `belisha.engine` reads a situation and decides.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BufferedReader
from typing import Any, cast

import click

from belisha import library
from belisha.engine import Asked, Rulebook, SituationError, decide, read_asked, rulebook_of
from belisha.engine.boxes import TooManyCases
from belisha.language import Policy, load

from .lines import LONGEST_LINE, Line, read_lines
from .main import CannotRead
from .policies import as_of_option, layers_of, layers_option, open_policy
from .tables import ALL, ENGINES, decide_table

MOST_DAYS = 16
PROGRESS_AFTER_S = 2.0
PROGRESS_EVERY_S = 0.5


class Unreadable(Exception):
    """A line that is no situation. name: its id, where it could be read; suggestions: what may have been meant."""

    def __init__(self, problem: str, name: str | None = None, suggestions: Sequence[str] = ()) -> None:
        super().__init__(problem)
        self.problem, self.name, self.suggestions = problem, name, tuple(suggestions)


# ---- one line --------------------------------------------------------------------------------------------------


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise Unreadable(f"`{_short(twice)}` stands twice")
    return made


def _no_constant(name: str) -> Any:
    raise Unreadable(f"`{name}` is no number that JSON knows")


_decoder = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)


def read_line(line: Line) -> Asked:
    """The situation that a line states. Raises Unreadable."""
    if line.too_long:
        raise Unreadable(f"the line has {line.length:,} bytes; it may have at most {LONGEST_LINE:,}")
    raw = _json(_text(line))
    name = raw.get("id") if isinstance(raw, dict) else None
    name = name if isinstance(name, str) and _whole(name) else None
    if isinstance(raw, dict):
        if isinstance(raw.get("id"), str) and name is None:
            raise Unreadable("`id` holds half a character (a lone surrogate)")
        # Looking for what was meant takes time; whoever has more facts than there are has made no slip of the pen.
        for what, most in ((raw, 50), (raw.get("facts"), len(load().facts))):
            if isinstance(what, dict) and len(what) > most:
                raise Unreadable(f"{len(what):,} keys stand here; there can be at most {most}", name)
    try:
        return read_asked(raw, load())
    except SituationError as error:
        raise Unreadable(str(error), name, error.suggestions) from None


def _text(line: Line) -> str:
    try:
        text = line.data.decode("utf-8-sig" if line.number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        utf_16 = line.data.startswith((b"\xff\xfe", b"\xfe\xff"))
        mend = "save it as UTF-8, not as UTF-16" if utf_16 else "save it as UTF-8"
        raise Unreadable(f"this is not text in UTF-8 (at byte {error.start + 1}); {mend}") from None
    if "\x00" in text:
        raise Unreadable("this is not text: it holds NUL bytes (perhaps it is UTF-16; save it as UTF-8)")
    return text


def _json(text: str) -> Any:
    try:
        return _decoder.decode(text)
    except json.JSONDecodeError as error:
        hint = ""
        if text.strip() in ("[", "{", "]", "}", "},", "[{") or text.lstrip().startswith('"'):
            hint = "; write each situation on one line of its own, without brackets around them all"
        raise Unreadable(
            f"this is no JSON ({error.msg[0].lower()}{error.msg[1:]} at character {error.colno}){hint}"
        ) from None
    except RecursionError:
        raise Unreadable("the JSON is nested too deeply; a situation is a flat object of facts") from None
    except ValueError:  # an integer of thousands of digits
        raise Unreadable("a number in it is too long") from None


def _whole(text: str) -> bool:
    return not any("\ud800" <= each <= "\udfff" for each in text)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"


# ---- all lines -------------------------------------------------------------------------------------------------


@dataclass
class Answerer:
    """Answers lines by one policy: the rulebooks of the last days asked for are kept."""

    policy: Policy
    law: Policy
    today: date
    layers: tuple[Policy, ...] = ()
    decided: int = 0
    bad: int = 0
    _rulebooks: dict[date, Rulebook] = field(default_factory=dict)

    def rulebook(self, day: date) -> Rulebook:
        if day not in self._rulebooks:
            if len(self._rulebooks) >= MOST_DAYS:
                self._rulebooks.clear()
            self._rulebooks[day] = rulebook_of(self.policy, day, self.law)
        return self._rulebooks[day]

    def answer(self, line: Line) -> dict[str, Any] | None:
        """The line's decision or error; None for a blank line."""
        if not line.too_long and not line.data.strip():
            return None
        try:
            asked = read_line(line)
            made = self._decide(asked)
        except Unreadable as error:
            return self._error(line, error.problem, error.name, error.suggestions)
        except RecursionError:
            return self._error(line, "the JSON is nested too deeply; a situation is a flat object of facts")
        self.decided += 1
        return made

    def _decide(self, asked: Asked) -> dict[str, Any]:
        try:
            decision = decide(self.rulebook(asked.as_of or self.today), asked.situation, layers=self.layers)
            return {"id": asked.id, **decision.as_json()}
        except Exception as error:  # one line that Belisha fails on must not cost the others their answers
            problem = f"this is a fault of Belisha, and not of the line: {type(error).__name__}: {error}"
            raise Unreadable(problem, asked.id) from error

    def _error(
        self, line: Line, problem: str, name: str | None = None, suggestions: Sequence[str] = ()
    ) -> dict[str, Any]:
        self.bad += 1
        return {"id": name, "line": line.number, "error": problem, "did you mean": list(suggestions)}


def as_line(answer: dict[str, Any]) -> bytes:
    """One line of output. What is half a character stays written as an escape."""
    return json.dumps(answer, ensure_ascii=False, separators=(", ", ": ")).encode("utf-8", "backslashreplace") + b"\n"


class _Interrupts:
    """Ctrl-C stops between two lines, so that no line of output is ever cut short; a second one stops at once."""

    SIGNALS = (signal.SIGINT, signal.SIGTERM)

    def __init__(self) -> None:
        self.stopped = self.waiting = False

    def __enter__(self) -> _Interrupts:
        self.before = {each: signal.signal(each, self._met) for each in self.SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for each, handler in self.before.items():
            signal.signal(each, handler)

    def _met(self, *_: object) -> None:
        again, self.stopped = self.stopped, True
        if self.waiting or again:
            raise KeyboardInterrupt


class _Progress:
    """How many lines are done, on a terminal that nothing else is written to, once it has taken a while."""

    def __init__(self) -> None:
        self.wanted = sys.stderr is not None and sys.stderr.isatty() and not sys.stdout.isatty()
        self.began, self.shown = time.monotonic(), 0.0

    def show(self, done: int) -> None:
        if not self.wanted:
            return
        now = time.monotonic()
        if now - self.began >= PROGRESS_AFTER_S and now - self.shown >= PROGRESS_EVERY_S:
            self.shown = now
            rate = done / (now - self.began)
            click.echo(f"\r{done:,} situations decided, {rate:,.0f} a second", err=True, nl=False)

    def end(self) -> None:
        if self.shown:
            click.echo("\r" + " " * 60 + "\r", err=True, nl=False)


@click.command(
    epilog="""\b
A line of input holds `id` and `facts`; where wanted, "assume": "no" (what is left out is not so) and "as of".
A line that cannot be read is answered by {"id", "line", "error", "did you mean"}; blank lines are skipped.

\b
A table has a column for each fact that it states, and an `id` where wanted. A row is a closed situation: what is left out is not so.
Several values of one fact are a list (Parquet) or parted by | or ; (CSV); true and false may be yes and no. A row that cannot be read
has its `error` instead of an answer. With several policies, each has a column of verdicts; with --against, only the rows are listed
whose answer would be another: what would change if a school took over a new version of the model policy?

\b
Examples:
  belisha decide --policy little-eaton < situations.jsonl > decisions.jsonl
  echo '{"id": "1", "facts": {"actor": "teacher", "act": "befriend", "with": "pupil"}}' |
    belisha decide --policy highwood --layers law --as-of 2026-11-20
  belisha decide --policy little-eaton --table situations.parquet --out decisions.parquet
  belisha decide --policy all --table situations.csv --out verdicts.csv
  belisha decide --policy all --against model-2027.md --table situations.csv --out changes.csv

\b
Status: 0, whatever the answers; 2 if a line, a row or the policy could not be read, or if it was stopped half-way."""
)
@click.option(
    "--policy", "given", required=True, multiple=True, metavar="NAME|FILE",
    help=f"A file, or the name of a policy that comes with Belisha: {', '.join(library.NAMES)}. With --table, several, or `all` of these.",
)  # fmt: skip
@layers_option
@as_of_option
@click.option("--table", metavar="FILE", help="A .parquet or .csv file of situations, instead of lines of JSON.")
@click.option("--out", metavar="FILE", help="The .parquet or .csv file for the answers to a table.")
@click.option(
    "--against", metavar="NAME|FILE", help="List only the rows of a table that this policy answers otherwise."
)
@click.option(
    "--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True,
    help="What works a table out: this process, DuckDB, or a Spark cluster (both by the same SQL).",
)  # fmt: skip
def command(
    given: tuple[str, ...], layers: tuple[str, ...], as_of: date | None,
    table: str | None, out: str | None, against: str | None, engine: str,
) -> None:  # fmt: skip
    """Decide situations: one JSON object a line in, one decision a line out, in the same order; or a whole table."""
    if table is not None:
        if layers:
            raise CannotRead("A table shows the policy's own answers; `--layers` is for lines of JSON.")
        return decide_table(table, out, given, against, as_of or date.today(), engine)
    if len(given) > 1 or given == (ALL,):
        raise CannotRead("Lines of JSON are decided by one policy; several can answer a table (--table).")
    if out is not None or against is not None or engine != ENGINES[0]:
        raise CannotRead("`--out`, `--against` and `--engine` are for a table (--table).")
    policy = open_policy(given[0])
    answerer = Answerer(policy, library.law(), as_of or date.today(), layers_of(layers))
    try:
        answerer.rulebook(answerer.today)
    except TooManyCases as error:
        raise CannotRead(f"`{given[0]}`: {error}") from None
    if sys.stdin is None or sys.stdout is None:
        raise CannotRead("There is no input to read, or no output to write to.")
    if sys.stdin.isatty():
        click.echo("Write one situation a line, as JSON; Ctrl-D ends. (belisha decide --help shows one.)", err=True)
    stopped_at = _run(answerer)
    if answerer.bad and sys.stderr is not None:
        lines = "line" if answerer.bad == 1 else "lines"
        click.echo(
            f"{answerer.bad:,} {lines} could not be read; the output says why. {answerer.decided:,} decided.", err=True
        )
    if stopped_at is not None:
        click.echo(f"Stopped after line {stopped_at:,}: what follows it is not decided.", err=True)
    raise click.exceptions.Exit(2 if answerer.bad or stopped_at is not None else 0)


def _run(answerer: Answerer) -> int | None:
    """Answers all that comes. Gives the last line that was answered where it was stopped, else None."""
    with _Interrupts() as interrupts:
        return _answer_all(answerer, interrupts)


def _answer_all(answerer: Answerer, interrupts: _Interrupts) -> int | None:
    progress, last = _Progress(), 0
    stdin, write = cast(BufferedReader, sys.stdin.buffer), sys.stdout.buffer.write

    def read(size: int) -> bytes:
        interrupts.waiting = True
        if interrupts.stopped:
            raise KeyboardInterrupt
        try:
            return stdin.read1(size)
        except OSError as error:
            raise CannotRead(f"The input cannot be read ({error.strerror}).") from None
        finally:
            interrupts.waiting = False

    try:
        for lines in read_lines(read):
            for line in lines:
                if interrupts.stopped:
                    raise KeyboardInterrupt
                answer = answerer.answer(line)
                if answer is not None:
                    write(as_line(answer))
                last = line.number
                progress.show(answerer.decided)
            sys.stdout.buffer.flush()
    except KeyboardInterrupt:
        sys.stdout.buffer.flush()
        return last
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever reads has seen enough
    except OSError as error:
        raise CannotRead(f"The output cannot be written ({error.strerror}).") from None
    finally:
        progress.end()
    return None
