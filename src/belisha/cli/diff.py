"""belisha diff: on which situations two policies, or two versions of one, differ.

Room: cli. Lays out what `engine.compare` finds and `engine.telling` words.
Next door: `review` says what a new version changes, and from when.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import click

from belisha import library
from belisha.engine import Rulebook, rulebook_of
from belisha.engine.boxes import TooManyCases
from belisha.engine.compare import Comparison, Difference, Side, compare
from belisha.engine.decision import Cited
from belisha.engine.explain import VERDICT_WORDS
from belisha.engine.telling import Teller, Told, names_of

from .main import NO, CannotRead
from .policies import as_of_option, open_policy

ORDER = ("prohibited", "needs approval", "advised against", "unsettled", "permitted", "silent")


def compiled(given: str, day: date) -> Rulebook:
    """The policy of that name or in that file, ready to decide. Raises CannotRead."""
    policy = open_policy(given)
    try:
        return rulebook_of(policy, day, library.law())
    except TooManyCases as error:
        raise CannotRead(f"`{given}`: {error}.") from None


def _percent(share: float) -> str:
    return "less than 0.1 %" if 0 < share < 0.001 else f"{share:.1%}".replace("%", " %")


# ---- for people ------------------------------------------------------------------------------------------------


def _text(comparison: Comparison, names: tuple[str, str]) -> Iterator[str]:
    teller = Teller(comparison, names)
    one, other = names
    yield f"{one} and {other}\n"
    if not (comparison.differences or comparison.duties or comparison.consequences):
        yield "They give the same answer to everything: the same verdicts, duties and consequences in every situation."
        return
    yield _wrapped(
        f"They give different verdicts in {_percent(comparison.differing)} of the situations we look at (somebody does something; every person and act as "
        "likely as the next). The table shows the share of each pair of verdicts; the same verdict stands on the diagonal."
    )
    yield _table(comparison, names)
    yield f"What may be done: {len(comparison.differences)} differences, the most important first\n"
    for number, each in enumerate(comparison.differences, 1):
        told = teller.difference(each)
        yield _numbered(number, told.sentence)
        yield from (f"      - {line}" for line in _lines(told.further, "also: "))
        yield from _quoted([*each.left.clauses, *each.right.clauses])
        yield ""
    for title, group in (
        ("What must be done", teller.duties(comparison.duties)),
        ("What follows", teller.consequences(comparison.consequences)),
    ):
        yield f"{title}: {len(group)} differences\n"
        for number, told in enumerate(group, 1):
            yield _numbered(number, told.sentence)
        yield ""


def _lines(further: Sequence[str], lead: str) -> Iterator[str]:
    for each in further:
        yield textwrap.fill(lead + each, 108, subsequent_indent="        ")


def _numbered(number: int, sentence: str) -> str:
    return textwrap.fill(sentence, 110, initial_indent=f"{number:>4}. ", subsequent_indent="      ")


def _quoted(clauses: Sequence[Cited]) -> Iterator[str]:
    for clause in clauses:
        yield textwrap.fill(
            f"{clause.id}: {clause.sentence}", 110, initial_indent="      | ", subsequent_indent="      |   "
        )


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 110) + "\n"


def _table(comparison: Comparison, names: tuple[str, str]) -> str:
    columns = [verdict for verdict in ORDER if any(right == verdict for _, right in comparison.table)]
    lines = [f"{'':<18}{names[1]:>15}", " " * 18 + "".join(f"{VERDICT_WORDS[each]:>17}" for each in columns)]
    for row in ORDER:
        cells = [comparison.table.get((row, column)) for column in columns]
        if any(cells):
            lines.append(
                f"{VERDICT_WORDS[row]:<18}" + "".join(f"{'' if cell is None else f'{cell:.2%}':>17}" for cell in cells)
            )
    lines.append(f"{names[0]} (rows)")
    return "\n".join(lines) + "\n"


# ---- for programs ----------------------------------------------------------------------------------------------


def as_json(comparison: Comparison, names: tuple[str, str]) -> dict[str, Any]:
    """The comparison as one JSON object; shares from 0 to 1."""
    teller = Teller(comparison, names)
    return {
        "left": names[0], "right": names[1], "as of": comparison.books[0].as_of.isoformat(), "differing": comparison.differing,
        "table": [
            {"left": left, "right": right, "share": share}
            for (left, right), share in sorted(comparison.table.items(), key=lambda each: (ORDER.index(each[0][0]), ORDER.index(each[0][1])))
        ],
        "differences": [_difference_json(each, teller) for each in comparison.differences],
        "duties": [
            {"do": each.do, **_told_json(teller.duties([each])[0]), "left": [one.as_json() for one in each.left], "right": [one.as_json() for one in each.right],
             "examples": [_facts(one.facts) for one in each.examples]}
            for each in comparison.duties
        ],
        "consequences": [
            {"is": each.result, **_told_json(teller.consequences([each])[0]), "left": [one.as_json() for one in each.left],
             "right": [one.as_json() for one in each.right], "examples": [_facts(one.facts) for one in each.examples]}
            for each in comparison.consequences
        ],
    }  # fmt: skip


def _told_json(told: Told) -> dict[str, Any]:
    return {"sentence": told.sentence, "also": list(told.further)}


def _difference_json(each: Difference, teller: Teller) -> dict[str, Any]:
    made = {
        "kind": "bound" if each.left.bound is not True or each.right.bound is not True else "verdict",
        **_told_json(teller.difference(each)),
        "left": _side_json(each.left),
        "right": _side_json(each.right),
        "share": each.share,
        "regions": [
            {"deciding facts": sorted(region.facts), "example": {"facts": _facts(region.example.facts), "assume": "no"}}
            for region in each.regions
        ],
    }
    if each.more:
        made["more"] = [_difference_json(one, teller) for one in each.more]
    return made


def _side_json(side: Side) -> dict[str, Any]:
    return {
        "verdict": side.verdict,
        "silent because": side.silent_because or None,
        "clauses": [
            {"id": clause.id, "section": clause.section, "sentence": clause.sentence} for clause in side.clauses
        ],
    }


def _facts(facts: Any) -> dict[str, Any]:
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in facts.items()}


@click.command(
    epilog="""\b
Each difference is one sentence with the clauses of both, the most important first. It holds for the kind of situation that
it names, with everything else taken as not so; `belisha decide` answers the same.

\b
Examples:
  belisha diff dilton-marsh wilnecote
  belisha diff our-policy-2025.md our-policy-2026.md
  belisha diff our-policy.md model --format json > differences.json

\b
Status: 0 if they never differ, 1 if they do, 2 if a policy could not be read."""
)
@click.argument("left", metavar="FILE|NAME")
@click.argument("right", metavar="FILE|NAME")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For people, or for other programs."
)  # fmt: skip
@as_of_option
def command(left: str, right: str, form: str, as_of: date | None) -> None:
    """Compare two policies, or two versions of one: on which situations they differ, in words."""
    day = as_of or date.today()
    comparison = compare(compiled(left, day), compiled(right, day))
    names = names_of(comparison.books[0].policy, comparison.books[1].policy)
    if form == "json":
        click.echo(json.dumps(as_json(comparison, names), ensure_ascii=False, indent=2))
    else:
        for line in _text(comparison, names):
            click.echo(line)
    differ = bool(comparison.differing or comparison.duties or comparison.consequences)
    raise click.exceptions.Exit(NO if differ else 0)


__all__ = ["command", "compiled"]
