"""`open_account`: the first administrator of an installation, and anybody after."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns.accounts import services as accounts_services
from campaigns.kernel import actor, errors, roles
from campaigns.units import queries, services


class Command(BaseCommand):
    help = "Open an account with a role; without --unit the role holds in the whole tree."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("full_name")
        parser.add_argument(
            "--role", choices=[r.value for r in roles.Role], default=roles.Role.ADMINISTRATOR.value
        )
        parser.add_argument("--unit", default="", help="code of the unit")
        parser.add_argument(
            "--no-password",
            action="store_true",
            help="ask for none: the person sets one by «forgotten password»",
        )

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        unit = queries.unit_or_root(options["unit"], on=timezone.localdate(now))
        if unit is None:
            raise CommandError("No such unit in force. Load a kit first, or check the code.")
        password = None if options["no_password"] else getpass.getpass("Password: ")
        account = accounts_services.NewAccount(options["email"], options["full_name"], password)
        try:
            services.open_account_with_role(
                account=account,
                role=roles.Role(options["role"]),
                unit=unit,
                by=actor.SystemActor("command line"),
                at=now,
            )
        except errors.LoaError as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{options['email']}: {options['role']} in {unit.name_vi}")
