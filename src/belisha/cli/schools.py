"""`belisha schools load FILE`: schools of England from the national register, as the Department for Education publishes it.

Room: cli. Needs the installation's database, so it runs on the server. Next door: `belisha.rosters.register` reads the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from belisha.cli.installation import database
from belisha.cli.main import WIDTH, CannotRead
from belisha.rosters.register import SchoolRow, read_register
from belisha.rosters.rows import RosterFault

MOST_SHOWN = 20


@click.group(context_settings=WIDTH)
def command() -> None:
    """The schools of this installation."""


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--urn", "urns", type=int, multiple=True, metavar="NUMBER", help="The school with this number; may be given again.")  # fmt: skip
@click.option("--authority", metavar="NAME", help="The schools of this local authority, by name or code.")
@click.option("--trust", metavar="NAME", help="The schools of this trust, by name or code.")
@click.option("--dry-run", is_flag=True, help="Says what it would do, and does nothing.")
def load(file: Path, urns: tuple[int, ...], authority: str | None, trust: str | None, dry_run: bool) -> None:
    """Adds schools that are open, and corrects those that are here. FILE: "Establishment fields" from Get Information about Schools.

    A school that is new begins with the model policy. One that is here keeps its address, its policy and its people.
    """
    if not (urns or authority or trust):
        raise CannotRead("Say which schools: --urn 100001, --authority Wiltshire or --trust 'Grove Trust'")
    try:
        schools, bad = read_register(file.read_bytes())
    except RosterFault as fault:
        raise CannotRead(f"{file}: {fault}") from None
    chosen = [each for each in schools if _is_wanted(each, urns, authority, trust)]
    missing = sorted(set(urns) - {each.urn for each in chosen})
    if missing:
        click.echo(f"No open school has the number {', '.join(map(str, missing))}.", err=True)
    if not chosen:
        raise CannotRead(f"{file} holds {len(schools):,} open schools, and none of them is asked for")
    with database():
        from belisha.schools.published import actions

        new, corrected, same = actions.bring_in(chosen, dry_run=dry_run)
    click.echo(f"{'Would add' if dry_run else 'Added'} {new:,}, {'would correct' if dry_run else 'corrected'} {corrected:,}, {same:,} as they were.")  # fmt: skip
    for each in bad[:MOST_SHOWN]:
        click.echo(f"{file.name}, {each}", err=True)
    if len(bad) > MOST_SHOWN:
        click.echo(f"and {len(bad) - MOST_SHOWN:,} more rows that cannot be read", err=True)


def _is_wanted(school: SchoolRow, urns: Iterable[int], authority: str | None, trust: str | None) -> bool:
    return school.urn in urns or _is(school.authority, authority) or _is(school.trust, trust)


def _is(organisation: tuple[str, str] | None, wanted: str | None) -> bool:
    return organisation is not None and wanted is not None and wanted.lower() in {each.lower() for each in organisation}
