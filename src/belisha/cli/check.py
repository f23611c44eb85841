"""belisha check: reads policy documents and names each fault with its line, its column and the mend.

Room: cli. Text for people, JSON for editors and other programs. A file that cannot be opened does not keep the others from being checked.
Next door: `belisha.language` finds the faults.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from belisha import library
from belisha.engine import rulebook_of
from belisha.engine.boxes import TooManyCases
from belisha.language import Fault, LanguageError, Place, Policy, read_policy, read_policy_file

from .main import NO, UNREADABLE, CannotRead
from .policies import named_or_file


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking one document gave. unopened: why it could not be opened, or ""."""

    given: str
    policy: Policy | None = None
    found: tuple[Fault, ...] = ()
    unopened: str = ""

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(each for each in self.found if not each.warning)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        return tuple(each for each in self.found if each.warning)

    def as_json(self) -> dict[str, Any]:
        made: dict[str, Any] = {"file": self.given, "sentences": len(self.policy.clauses) if self.policy else None}
        if self.unopened:
            made["unopened"] = self.unopened
        return {
            **made,
            "faults": [_fault_as_json(each) for each in self.faults],
            "warnings": [_fault_as_json(each) for each in self.warnings],
        }


def _fault_as_json(fault: Fault) -> dict[str, Any]:
    where = fault.where
    return {
        "line": where.line, "column": where.column, "length": fault.length, "problem": fault.problem, "mend": fault.mend, "text": where.text[:1_000],
    }  # fmt: skip


def check(given: str) -> Checked:
    """The document read, or all that is wrong with it."""
    try:
        path = named_or_file(given)
        if path is not None:
            with path.open("rb"):
                pass
    except CannotRead as error:
        return Checked(given, unopened=error.message)
    except OSError as error:
        return Checked(given, unopened=f"`{given}` cannot be opened ({error.strerror}).")
    try:
        policy = read_policy_file(path) if path is not None else read_policy(library.text_of(given), given)
    except LanguageError as error:
        return Checked(given, found=error.faults)
    except FileNotFoundError:
        return Checked(given, unopened=f"The policy `{given}` does not come with this version of Belisha yet.")
    return Checked(given, policy, (*policy.warnings, *_undecidable(policy, given)))


def _undecidable(policy: Policy, given: str) -> tuple[Fault, ...]:
    """A rule that reads well and yet cannot be decided by: its condition falls into too many cases."""
    try:
        rulebook_of(policy, date.today())
    except TooManyCases as error:
        where = Place(Path(given).name, error.line, 1, policy.text.split("\n")[error.line - 1] if error.line else "")
        return (
            Fault(where, f"{error.clause} falls into too many cases", "split it into several rules", len(error.clause)),
        )
    return ()


def _count(number: int, what: str) -> str:
    return f"{f'{number:,}' if number else 'no'} {what}{'' if number == 1 else 's'}"


def _say(checked: Checked) -> None:
    for fault in checked.found:
        click.echo(f"{fault}\n")
    if checked.unopened:
        click.echo(f"{checked.unopened}\n")


def _summary(all_checked: list[Checked]) -> str:
    sentences = sum(len(each.policy.clauses) for each in all_checked if each.policy)
    faults, warnings = sum(len(each.faults) for each in all_checked), sum(len(each.warnings) for each in all_checked)
    unopened = [each for each in all_checked if each.unopened]
    read = len(all_checked) - len(unopened)
    said = f"{_count(read, 'document')} checked: {_count(faults, 'fault')}, {_count(warnings, 'warning')}"
    said += f", {_count(sentences, 'sentence')} read." if not faults else "."
    return said + (f" {_count(len(unopened), 'file')} could not be opened." if unopened else "")


@click.command(
    epilog="""\b
Examples:
  belisha check my-policy.md
  belisha check --format json policies/*.md
  belisha check little-eaton

\b
Status: 0 without faults (warnings do not count), 1 if faults were found, 2 if a file could not be opened."""
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for other programs.",
)
def command(files: tuple[str, ...], form: str) -> None:
    """Check policy documents: each fault with its line, what was found, and what to write instead."""
    all_checked: list[Checked] = []
    for given in files:
        all_checked.append(check(given))
        if form == "text":
            _say(all_checked[-1])
    if form == "json":
        totals = {
            "faults": sum(len(each.faults) for each in all_checked),
            "warnings": sum(len(each.warnings) for each in all_checked),
        }
        click.echo(
            json.dumps({"documents": [each.as_json() for each in all_checked], **totals}, ensure_ascii=False, indent=2)
        )
    else:
        click.echo(_summary(all_checked))
    if any(each.unopened for each in all_checked):
        raise click.exceptions.Exit(UNREADABLE)
    raise click.exceptions.Exit(NO if any(each.faults for each in all_checked) else 0)
