"""`manage.py office`: gives an office above the schools. On the server alone, so that nobody can give themselves one in the web site.

manage.py office administrator gus@example.org
manage.py office trust-officer hal@example.org --of grove
Asks for a password; the second factor is set up at the first sign-in.
"""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from belisha.schools.accounts import actions
from belisha.schools.accounts.models import Office
from belisha.schools.published.models import Organisation

KINDS = {
    "administrator": Office.Kind.ADMINISTRATOR,
    "trust-officer": Office.Kind.TRUST_OFFICER,
    "authority-officer": Office.Kind.AUTHORITY_OFFICER,
}


class Command(BaseCommand):
    help = "Gives an account an office above the schools, and a new password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=KINDS)
        parser.add_argument("email")
        parser.add_argument("--of", help="the key of the trust or authority; made with --name if there is none")
        parser.add_argument("--name", help="the name of a trust or authority that is not here yet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
        except ValidationError:
            raise CommandError(f"{options['email']} is no e-mail address; write name@example.org") from None
        organisation = self._organisation(options)
        account = actions.ensure(options["email"])
        password = sys.stdin.readline().rstrip("\n") if not sys.stdin.isatty() else getpass.getpass("Password: ")
        try:
            actions.set_password(account, password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        actions.give_office(account, KINDS[options["kind"]], organisation)
        self.stdout.write(f"{account.email} is {KINDS[options['kind']].label.lower()}.")

    def _organisation(self, options: dict[str, Any]) -> Organisation | None:
        if options["kind"] == "administrator":
            if options["of"]:
                raise CommandError("An administrator is one of the whole installation; leave --of out")
            return None
        if not options["of"]:
            raise CommandError("Of which trust or authority? Write --of KEY")
        found = Organisation.objects.filter(key=options["of"]).first()
        if found is None and options["name"]:
            from belisha.schools.published.actions import register_organisation

            found = register_organisation(
                options["of"], name=options["name"], kind="trust" if options["kind"] == "trust-officer" else "authority"
            )
        if found is None:
            raise CommandError(f"There is no trust or authority {options['of']}; add --name NAME to make it")
        return found
