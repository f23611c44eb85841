"""belisha check: reads policy documents and says what is wrong with them and what a reader should know, each with its line and the mend.

Room: cli. Text for people, JSON and SARIF for editors and other programs. A file that cannot be opened does not keep the others from being checked.
Next door: `belisha.language` finds what cannot be read, `belisha.analysis` the rest.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Any

import click

from belisha import analysis, library
from belisha.analysis import SEVERITIES, Finding
from belisha.analysis.sarif import as_sarif
from belisha.language import Fault, LanguageError, Policy, read_policy, read_policy_file
from belisha.library.lawpack import LawPack

from .main import NO, UNREADABLE, CannotRead
from .policies import as_day, local_option, named_or_file, pack_with

MOST_QUOTED = 4
_KEYS = {"error": "faults", "warning": "warnings", "note": "notes"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking one document gave. unopened: why it could not be opened, or ""."""

    given: str
    policy: Policy | None = None
    findings: tuple[Finding, ...] = ()
    unopened: str = ""

    def of(self, severity: str) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.severity == severity)

    @property
    def path(self) -> str:
        """The file; for a policy of the library the document's own name."""
        return f"{self.given}.md" if self.given in library.NAMES else self.given

    def as_json(self) -> dict[str, Any]:
        made: dict[str, Any] = {"file": self.given, "sentences": len(self.policy.clauses) if self.policy else None}
        if self.unopened:
            made["unopened"] = self.unopened
        return {
            **made,
            **{key: [each.as_json() for each in self.of(severity)] for severity, key in _KEYS.items()},
        }


def check(given: str, day: date, pack: LawPack | None = None) -> Checked:
    """The document read and looked through, as of a day."""
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
        return Checked(given, findings=analysis.arranged(analysis.of_fault(fault) for fault in error.faults))
    except FileNotFoundError:
        return Checked(given, unopened=f"The policy `{given}` does not come with this version of Belisha yet.")
    return Checked(given, policy, analysis.check(policy, as_of=day, pack=pack))


def _count(number: int, what: str) -> str:
    return f"{f'{number:,}' if number else 'no'} {what}{'' if number == 1 else 's'}"


def _shown(finding: Finding) -> str:
    """A finding as a terminal shows it: the place, the mend, then the clauses, an example and the source."""
    tag = "" if finding.kind == "reading" else f" [{finding.kind}]"
    note = "note: " if finding.severity == "note" else ""
    lines = [
        str(
            Fault(
                finding.where,
                f"{note}{finding.message}{tag}",
                finding.mend,
                finding.length,
                finding.severity == "warning",
            )
        )
    ]
    others = [each for each in finding.clauses if each.line != finding.where.line]
    lines += [f"        {each.id}: {_short(each.sentence)}" for each in others[:MOST_QUOTED]]
    if len(others) > MOST_QUOTED:
        lines.append(f"        and {', '.join(each.id for each in others[MOST_QUOTED:])}")
    if finding.example is not None:
        lines.append(f"        for example: {finding.example.words}")
    if finding.source:
        lines.append(f"        law pack: {finding.source}")
    return "\n".join(lines)


def _short(text: str, most: int = 140) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _say(checked: Checked, least: str) -> None:
    order = list(SEVERITIES)
    for finding in checked.findings:
        if order.index(finding.severity) <= order.index(least):
            click.echo(f"{_shown(finding)}\n")
    if checked.unopened:
        click.echo(f"{checked.unopened}\n")


def _summary(all_checked: list[Checked]) -> str:
    sentences = sum(len(each.policy.clauses) for each in all_checked if each.policy)
    counts = {severity: sum(len(each.of(severity)) for each in all_checked) for severity in SEVERITIES}
    unopened = [each for each in all_checked if each.unopened]
    said = f"{_count(len(all_checked) - len(unopened), 'document')} checked: {_count(counts['error'], 'fault')}"
    said += f", {_count(counts['warning'], 'warning')}, {_count(counts['note'], 'note')}"
    said += f", {_count(sentences, 'sentence')} read." if not counts["error"] else "."
    return said + (f" {_count(len(unopened), 'file')} could not be opened." if unopened else "")


@click.command(
    epilog="""\b
Examples:
  belisha check my-policy.md
  belisha check --strict --as-of 2027-09-01 my-policy.md
  belisha check --format sarif policies/*.md > findings.sarif
  belisha check little-eaton

\b
A fault keeps the document from being used; a warning makes an answer wrong, contradictory or out of date;
a note is what a reader should know. docs/checks.md lists all kinds.

\b
Status: 0 without faults, 1 if faults were found (with --strict: or warnings), 2 if a file could not be opened."""
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="For people, or for other programs.",
)
@click.option(
    "--as-of", "day", callback=as_day, metavar="DAY", help="The day that is asked about. Today, where left out."
)
@click.option(
    "--least",
    type=click.Choice(list(SEVERITIES)),
    default="note",
    show_default=True,
    help="Show, as text, nothing that is less severe.",
)
@click.option("--strict", is_flag=True, help="End with status 1 for warnings too.")
@local_option
def command(files: tuple[str, ...], form: str, day: date | None, least: str, strict: bool, local: str | None) -> None:
    """Check policy documents: what cannot be read, what is wrong, and what a reader should know."""
    pack, day = pack_with(local), day or date.today()
    all_checked: list[Checked] = []
    for given in files:
        all_checked.append(check(given, day, pack))
        if form == "text":
            _say(all_checked[-1], least)
    unopened = [each.unopened for each in all_checked if each.unopened]
    if form == "json":
        totals = {key: sum(len(each.of(severity)) for each in all_checked) for severity, key in _KEYS.items()}
        documents = [each.as_json() for each in all_checked]
        click.echo(
            json.dumps({"documents": documents, "as of": day.isoformat(), **totals}, ensure_ascii=False, indent=2)
        )
    elif form == "sarif":
        opened = [(each.path, each.findings) for each in all_checked if not each.unopened]
        click.echo(json.dumps(as_sarif(opened, version("belisha"), unopened), ensure_ascii=False, indent=2))
    else:
        click.echo(_summary(all_checked))
    if unopened:
        raise click.exceptions.Exit(UNREADABLE)
    stops = ("error", "warning") if strict else ("error",)
    raise click.exceptions.Exit(NO if any(each.of(severity) for each in all_checked for severity in stops) else 0)
