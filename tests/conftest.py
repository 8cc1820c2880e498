"""What every test stands on: its own database, its own cache keys, and no error in the log."""

import itertools
import logging
import shutil
from collections.abc import Iterator

import pytest
import structlog
from django.conf import settings as django_settings
from django.core.cache import caches
from django.core.management import call_command
from django.test import TransactionTestCase
from django.test.signals import setting_changed
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker

from config import celery_app
from tests import standing, template_database

_cache_numbers = itertools.count()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[template_database.Copy]:
    """Give the run its copy of the migrated template, restored after every flushing test.

    Django would truncate all tables after a transactional test and take away the root page, the
    site and the locale that Wagtail's migrations made; a new copy brings them back.
    """
    with django_db_blocker.unblock():
        copy = template_database.open_copy()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: copy.restore())
        yield copy
    with django_db_blocker.unblock():
        copy.drop()


@pytest.fixture(scope="session", autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Remove the temporary folder that the settings made, and this run's queue on a real broker."""
    yield
    if django_settings.REDIS_URL:
        with celery_app.connection_for_write() as broker, broker.channel() as channel:
            channel.queue_delete(celery_app.conf.task_default_queue)
    shutil.rmtree(django_settings.DATA_DIR, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _compiled_messages() -> None:
    """Show the Vietnamese that stands in the source of the catalogue."""
    call_command("messages", compile=True)
    # Setting Django up has read the catalogue already: as it stood before, or none.
    setting_changed.send(sender=None, setting="LOCALE_PATHS", value=None, enter=True)


_has_stood = False


@pytest.fixture(autouse=True)
def _standing_gives_way(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> None:
    """Let a test that commits begin with what the migrations made, whatever ran before it.

    Workers take tests off each other, so that one may follow tests that share what stands.
    """
    global _has_stood  # noqa: PLW0603  of this process
    if not standing.commits(request):
        _has_stood = True
        return
    standing.give_way()
    if _has_stood:
        with django_db_blocker.unblock():
            request.getfixturevalue("django_db_setup").restore()
        _has_stood = False


@pytest.fixture(autouse=True)
def _own_cache_keys() -> None:
    """Hide what other tests cached, without emptying a cache that others may be using."""
    prefix = f"{django_settings.CACHES['default']['KEY_PREFIX']}".partition(":")[0]
    prefix = f"{prefix}:{next(_cache_numbers)}"
    django_settings.CACHES["default"]["KEY_PREFIX"] = prefix
    caches["default"].key_prefix = prefix


@pytest.fixture(autouse=True)
def _plain_context() -> Iterator[None]:
    """Forget the language, time zone and log context that a request of another test set."""
    with translation.override(django_settings.LANGUAGE_CODE):
        yield
    timezone.deactivate()
    structlog.contextvars.clear_contextvars()


class _ErrorCollector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def logged_errors() -> Iterator[list[logging.LogRecord]]:
    """Errors logged during the test, which fail it.

    A test that expects errors asks for this list, looks at it and clears it.
    """
    collector = _ErrorCollector()
    logging.getLogger().addHandler(collector)
    yield collector.records
    logging.getLogger().removeHandler(collector)
    messages = [f"{record.name}: {record.getMessage()}" for record in collector.records]
    assert not messages, "errors were logged"
