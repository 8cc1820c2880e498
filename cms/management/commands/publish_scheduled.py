"""Stands in for Wagtail's command of the same name."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms import services


class Command(BaseCommand):
    """Publish approved texts whose hour has come: the sweep of the worker, by hand.

    Wagtail's own command knows nothing of approvals and scripts; whoever calls its name out of
    habit gets ours, which publishes nothing twice.
    """

    help = "Publish approved guidance whose hour has come."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(services.publish_due(at=timezone.now())))
