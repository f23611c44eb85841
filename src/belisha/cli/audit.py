"""`belisha audit verify`: proves the record of each school whole, or names the first line that is not.

Room: cli. Needs the installation's database, so it runs on the server. Next door: `schools.record` holds the chain.
"""

from __future__ import annotations

import sys

import click

from belisha.cli.installation import database
from belisha.cli.main import FINE, NO, UNREADABLE, WIDTH, CannotRead


@click.group(context_settings=WIDTH)
def command() -> None:
    """The record of what was done in a school."""


@command.command()
@click.option("--school", metavar="KEY", help="Only this school; all of them where left out.")
def verify(school: str | None) -> None:
    """Goes through the record, and the logs of concerns, line by line. Status 0: whole; 1: not; 2: it could not be read."""
    with database():
        status = _verify(school)
    sys.exit(status)


def _verify(wanted: str | None) -> int:
    from django.db import DatabaseError

    from belisha.schools.apart import in_school
    from belisha.schools.concerns.proof import verify as proof_of_concerns
    from belisha.schools.published.models import School
    from belisha.schools.record.actions import verify as proof

    status = FINE
    try:
        schools = list(School.objects.order_by("key").filter(**({"key": wanted} if wanted else {})))
        if wanted and not schools:
            raise CannotRead(f"There is no school `{wanted}`; `belisha audit verify` alone goes through all of them")
        for school in schools:
            with in_school(school):
                found, concerns = proof(school.key), proof_of_concerns(school.key)
            if concerns and not found.problem:
                status = NO
                click.echo(
                    f"{school.key}: NOT WHOLE. The record is as it was written; of the logs of concerns, {concerns}."
                )
            elif found.problem:
                status = NO
                click.echo(
                    f"{school.key}: NOT WHOLE. {found.problem}. The {found.lines} lines before it are as they were written."
                )
            else:
                click.echo(f"{school.key}: whole, {found.lines} lines")
    except DatabaseError as error:
        click.echo(f"The record could not be read: {str(error).splitlines()[0]}", err=True)
        return UNREADABLE
    return status
