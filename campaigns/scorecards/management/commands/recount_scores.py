"""`manage.py recount_scores [--repair]`: prove the scores from the rows that they count."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from campaigns.kernel import actor
from campaigns.scorecards import services


class Command(BaseCommand):
    help = "Count every scored period anew and compare; --repair sets wrong scores right."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="set wrong scores right")

    def handle(self, *args: Any, **options: Any) -> None:
        found = services.recount_scores(
            is_repair=options["repair"], by=actor.SystemActor("recount"), at=timezone.now()
        )
        for difference in found:
            line = f"{difference}: kept {difference.kept}, counted {difference.counted}"
            self.stdout.write(line)
        if found and not options["repair"]:
            raise CommandError(f"{len(found)} scores differ from the rows.")
        self.stdout.write(f"{len(found)} scores set right." if found else "All scores are true.")
