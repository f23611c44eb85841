"""belisha review: what a new version of a policy changes, and from when.

Room: cli. Lays out what `analysis.review` says, as a paper for governors (Markdown) or for other programs (JSON).
Next door: `diff` compares any two policies.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import click

from belisha.analysis.review import Change, Review, review
from belisha.engine.boxes import TooManyCases
from belisha.engine.telling import Told
from belisha.engine.wording import listed
from belisha.publishing.contents import day

from .main import CannotRead
from .policies import as_of_option, open_policy


def _paper(found: Review, title: str, on: date) -> Iterator[str]:
    yield f"# What the new version changes: {title}\n"
    if found.nothing:
        yield "Nothing: every rule, procedure, agreement and notice says what it said."
        return
    if not found.changes:
        yield "It changes no verdict, no duty and no consequence in any situation.\n"
    for change in found.changes:
        yield from _one_day(change, on)
    for heading, lines in (
        ("What people sign", found.signing),
        ("What people are told", found.telling),
        ("Procedures", found.procedures),
        ("About the policy", found.document),
    ):
        if lines:
            yield f"## {heading}\n"
            yield from (f"- {line}" for line in lines)
            yield ""
    yield from _words(found)


def _one_day(change: Change, on: date) -> Iterator[str]:
    yield f"## {'From its adoption' if change.on == on else 'From'} {'on ' if change.on == on else ''}{day(change.on.isoformat())}\n"
    for heading, told in (
        ("What may be done", change.may),
        ("What must be done", change.must),
        ("What follows", change.follows),
    ):
        if told:
            yield f"### {heading}\n"
            yield from _told(told)
            yield ""


def _told(all_told: Sequence[Told]) -> Iterator[str]:
    for told in all_told:
        further = "; ".join(each.rstrip(".") for each in told.further)
        yield f"- {told.sentence}" + (f" The same is true of: {further}." if further else "")


def _words(found: Review) -> Iterator[str]:
    rows = [
        (words, ids)
        for words, ids in (
            ("added", found.added),
            ("taken out", found.removed),
            ("worded anew, with the same effect", found.reworded),
        )
        if ids
    ]
    if rows:
        yield "## Sentences\n"
        yield from (f"- {words[0].upper()}{words[1:]}: {listed(ids)}." for words, ids in rows)


def _json(found: Review) -> dict[str, Any]:
    def told(all_told: Sequence[Told]) -> list[dict[str, Any]]:
        return [{"sentence": each.sentence, "also": list(each.further)} for each in all_told]

    return {
        "changes": [
            {"on": each.on.isoformat(), "differing": each.differing, "may": told(each.may), "must": told(each.must), "follows": told(each.follows)}
            for each in found.changes
        ],
        "signing": list(found.signing), "telling": list(found.telling), "procedures": list(found.procedures), "document": list(found.document),
        "added": list(found.added), "removed": list(found.removed), "reworded": list(found.reworded),
    }  # fmt: skip


@click.command(
    epilog="""\b
Every sentence could stand in the governors' papers; the text is Markdown.

\b
Examples:
  belisha review policy-2025.md policy-2026.md > what-changes.md
  belisha review policy-2025.md policy-2026.md --as-of 2027-01-01

\b
Status: 0, or 2 if a policy could not be read."""
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="A paper for people, or for other programs."
)  # fmt: skip
@as_of_option
def command(old: str, new: str, form: str, as_of: date | None) -> None:
    """Review a new version of a policy: what it changes, for whom, and from when (--as-of: the day of its adoption)."""
    on = as_of or date.today()
    before, after = open_policy(old), open_policy(new)
    try:
        found = review(before, after, on)
    except TooManyCases as error:
        raise CannotRead(f"`{new}`: {error}.") from None
    if form == "json":
        click.echo(json.dumps(_json(found), ensure_ascii=False, indent=2))
        return
    title = " ".join(each for each in (after.front.school, after.front.policy and f"({after.front.policy})") if each)
    for line in _paper(found, title or after.name, on):
        click.echo(line)


__all__ = ["command"]
