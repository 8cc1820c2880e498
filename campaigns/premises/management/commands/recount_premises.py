"""`manage.py recount_premises [--repair]`: prove the coverage of premises from the facts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from campaigns.kernel import actor
from campaigns.premises import services


class Command(BaseCommand):
    help = "Recompute coverage from the register and compare; --repair sets it right."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="set wrong totals right")

    def handle(self, *args: Any, **options: Any) -> None:
        found = services.recount_coverage(
            is_repair=options["repair"], by=actor.SystemActor("recount"), at=timezone.now()
        )
        for row in found:
            place = f"unit {row.unit_id}, kind {row.kind_id}, {row.day or 'sum'}"
            self.stdout.write(f"{place}: kept {row.kept}, counted {row.counted}")
        if found and not options["repair"]:
            raise CommandError(f"{len(found)} totals differ from the facts.")
        self.stdout.write(f"{len(found)} totals set right." if found else "All totals are true.")
