"""Makes an installation ready for `make run`; quick when it already is."""

from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone, translation
from django.utils.translation import reloader

from campaigns.jobs import services
from campaigns.kernel import actor

KIT = Path("campaigns") / "kits" / "ninh_thuan_2754"


class Command(BaseCommand):
    help = "Migrates, loads the kit and the demo; prints the table of demo logins, and that alone."
    requires_system_checks: list[str] = []

    def handle(self, **_: Any) -> None:
        call_command("messages", compile=True)
        _read_messages_anew()
        self._migrate()
        call_command("load_kit", str(settings.BASE_DIR / KIT), stdout=self.stderr)
        call_command("demo", stdout=self.stderr)
        if not settings.REDIS_URL:
            _empty_file_broker()
        services.forget_heartbeats(by=actor.SystemActor("start"), at=timezone.now())
        call_command("demo", logins=True, stdout=self.stdout)

    def _migrate(self) -> None:
        """Migrate only where something is missing: the signals after a migration take seconds."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stderr.write("Migrating the database...")
            call_command("migrate", verbosity=0, interactive=False)


def _read_messages_anew() -> None:
    """Forget the catalogue as it was when the process began: the demo writes texts for people."""
    reloader.translation_file_changed(sender=None, file_path=Path("django.mo"))
    translation.activate(settings.LANGUAGE_CODE)


def _empty_file_broker() -> None:
    """Drop old nudges and declare the queue, before three processes would do so at once.

    Nothing is lost: rows are the queue, and beat sends every pulse anew when it starts.
    """
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    for folder in (options["data_folder_in"], options["control_folder"]):
        for path in Path(folder).iterdir():
            path.unlink()
    with current_app.connection_for_write() as broker, broker.channel() as channel:
        current_app.amqp.queues[current_app.conf.task_default_queue].bind(channel).declare()
