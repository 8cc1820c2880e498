"""`recount_airings`: compare the sums by day with the as-run log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from campaigns.broadcasts import services
from campaigns.kernel import actor


class Command(BaseCommand):
    help = "Recount airings by day from the log; with --check only compare, exit 1 on a difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        is_mended = not options["check"]
        found = services.recount_airings(
            by=actor.SystemActor("recount"), at=timezone.now(), is_mended=is_mended
        )
        for row in found:
            self.stdout.write(
                f"unit {row.unit_id} {row.day_date} {row.medium} {row.language}: "
                f"kept {row.kept}, counted {row.counted}"
            )
        self.stdout.write(f"differences {len(found)}{', mended' if found and is_mended else ''}")
        if found and not is_mended:
            raise CommandError("The sums differ from the log; run without --check to mend them.")
