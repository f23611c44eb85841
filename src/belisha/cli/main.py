"""The command line: the same verbs as the web site, for a terminal.

Room: cli. Here is what all verbs share: which there are, how they end, and that nobody ever sees a traceback.
Next door: one module a verb (`decide`, `ask`, `check`, `diff` …), each with its click command called `command`.
"""

from __future__ import annotations

import difflib
import os
import signal
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import NoReturn

import click

VERBS = (
    "decide",
    "ask",
    "audit",
    "check",
    "diff",
    "law",
    "import",
    "passwords",
    "publish",
    "review",
    "schools",
    "words",
)
LATER = {"screen"}
MODULES = {"import": "import_"}  # a word of Python: its module needs another name

FINE, NO, UNREADABLE = 0, 1, 2
WIDTH = {"max_content_width": 110, "help_option_names": ["-h", "--help"]}


class CannotRead(click.ClickException):
    """Something that was given could not be read: the message says what, and the mend."""

    exit_code = UNREADABLE


class _Verbs(click.Group):
    """Loads a verb's module when it is wanted, so that `belisha --help` does not read a vocabulary."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"belisha.cli.{MODULES.get(cmd_name, cmd_name)}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise click.exceptions.Exit(FINE) from None  # whoever reads has seen enough; click would say 1

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name in LATER:
            raise click.UsageError(f"`{name}` is planned and does not exist yet; there are {', '.join(VERBS)}.", ctx)
        if name not in VERBS and not name.startswith("-"):
            near = difflib.get_close_matches(name, VERBS, n=1)
            mend = f"Did you mean `{near[0]}`?" if near else f"There are {', '.join(VERBS)}."
            raise click.UsageError(f"There is no `belisha {name}`. {mend}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Verbs,
    context_settings=WIDTH,
    epilog="""\b
Examples:
  belisha ask --policy little-eaton
  belisha decide --policy little-eaton < situations.jsonl > decisions.jsonl
  belisha check my-policy.md
  belisha diff my-policy.md model
  belisha publish my-policy.md -o my-policy.html
  belisha words people

\b
Every verb ends with the status
  0  fine
  1  the answer is "no" (ask, diff, audit verify), or faults were found (check)
  2  something that was given could not be read""",
)
@click.version_option(package_name="belisha", prog_name="belisha")
def belisha() -> None:
    """Makes a school's own social media policy work: read it, ask it, check it, publish it."""


def main() -> NoReturn:
    """Runs a verb and ends the process with its status."""
    _prepare_streams()
    signal.signal(
        signal.SIGTERM, signal.default_int_handler
    )  # to be stopped is to be interrupted: what is done is kept
    try:
        status = belisha.main(prog_name="belisha", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nStopped.", err=True)
        status = UNREADABLE
    except BrokenPipeError:
        status = FINE
    except OSError as error:
        click.echo(f"Error: Something could not be read or written ({error.strerror or error}).", err=True)
        status = UNREADABLE
    except Exception as error:
        if os.environ.get("BELISHA_TRACEBACK"):
            raise
        click.echo(
            f"This is a fault of Belisha, and not of what you gave it: {type(error).__name__}: {error}\n"
            "Please report it with what you did. BELISHA_TRACEBACK=1 shows where it happened.",
            err=True,
        )
        status = UNREADABLE
    _leave(status if isinstance(status, int) else FINE)


def _prepare_streams() -> None:
    """A terminal that cannot show a character shows a question mark instead of stopping the run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _leave(status: int) -> NoReturn:
    """Ends the process. What a closed pipe did not take is dropped, without a word from the interpreter."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(status)


__all__ = ["FINE", "NO", "UNREADABLE", "WIDTH", "CannotRead", "belisha", "main"]
