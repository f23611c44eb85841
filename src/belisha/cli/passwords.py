"""`belisha passwords load FILE`: a list of stolen passwords, of which none may be chosen here. Nothing is fetched and nothing leaves.

Room: cli. Next door: `schools.accounts.bloom` is the small file that it becomes.
"""

from __future__ import annotations

from pathlib import Path

import click

from belisha.cli.installation import data
from belisha.cli.main import WIDTH, CannotRead


@click.group(context_settings=WIDTH)
def command() -> None:
    """Which passwords are refused."""


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Reads one password, or one SHA-1 of a password, a line, and refuses them all from now on. Replaces an earlier list."""
    from belisha.schools.accounts import bloom

    kept = data() / "breached.bloom"
    with file.open("rb") as lines:
        count = sum(1 for line in lines if line.strip())
    if not count:
        raise CannotRead(f"{file} holds no line; give a file with one password, or one SHA-1, a line")
    with file.open("rb") as lines:
        taken = bloom.make(lines, count, kept)
    click.echo(f"{taken} passwords are refused from now on; the list takes {kept.stat().st_size} bytes.")
