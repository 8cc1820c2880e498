"""`manage.py recount_support [--repair]`: prove the totals of support from the facts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from campaigns.drives import services
from campaigns.kernel import actor


class Command(BaseCommand):
    help = "Recompute the totals of support from the entries and compare; --repair sets them right."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="set wrong totals right")

    def handle(self, *args: Any, **options: Any) -> None:
        found = services.recount_support(
            is_repair=options["repair"], by=actor.SystemActor("recount"), at=timezone.now()
        )
        for difference in found:
            line = f"{difference}: kept {difference.kept}, counted {difference.counted}"
            self.stdout.write(line)
        if found and not options["repair"]:
            raise CommandError(f"{len(found)} totals differ from the facts.")
        self.stdout.write(f"{len(found)} totals set right." if found else "All totals are true.")
