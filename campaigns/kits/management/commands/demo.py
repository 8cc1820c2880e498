"""`demo`: eight weeks of invented activity, its logins, and its removal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.kernel import errors
from campaigns.kits.services import demo, demo_people

_MADE = (
    "Demo: {made.people} people, {made.texts} texts, {made.drives} drives, "
    "{made.releases} pieces on rundowns, {made.commendations} commendations, "
    "{made.pieces} pieces on the planning desk, {made.requests} requests for help, "
    "{made.premises} premises, {made.inspections} inspections, {made.duties} duties, "
    "{made.reports} reports; all invented."
)


class Command(BaseCommand):
    help = "Make eight weeks of clearly labelled, invented activity on the loaded kit."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_mutually_exclusive_group()
        acts.add_argument("--remove", action="store_true", help="remove all of it again")
        acts.add_argument("--logins", action="store_true", help="print the table of logins, only")
        parser.add_argument("--weeks", type=int, default=8, help="how many weeks back (default 8)")
        parser.add_argument("--seed", type=int, default=2754, help="same seed, same activity")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["weeks"] <= 52:
            raise CommandError("--weeks must lie between 1 and 52.")
        try:
            self.stdout.write(self._act(options))
        except errors.LoaError as refusal:
            raise CommandError(refusal.message) from refusal

    def _act(self, options: dict[str, Any]) -> str:
        if options["logins"]:
            return table()
        if options["remove"]:
            count = demo.remove_demo(by=demo_people.DEMO, at=timezone.now())
            return "There is no demo." if count is None else f"The demo is removed ({count} rows)."
        made = demo.make_demo(weeks=options["weeks"], seed=options["seed"], at=timezone.now())
        return "The demo is there already." if made is None else _MADE.format(made=made)


def table() -> str:
    """The demo's logins: email, password, role, and where its work begins."""
    if not demo.is_made():
        return "There is no demo."
    head = (_("Email"), _("Password"), _("Role"), _("Begins at"))
    lines = [head] + [
        (x.email, demo_people.PASSWORD, str(x.role.label), x.begins_at) for x in demo_people.LOGINS
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
