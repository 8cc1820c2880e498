"""What lines of the log carry: the id of their request, and no secret of an address."""

import logging
import re

import pytest
import structlog
from django.conf import settings

from campaigns.jobs import tasks
from config import celery_app
from tests.access import addresses


def test_a_message_carries_the_id_of_the_request_that_sent_it() -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-2754"):
        tasks.record_heartbeat.delay()
    with celery_app.connection_for_read() as broker, broker.channel() as channel:
        message = channel.basic_get(celery_app.conf.task_default_queue, no_ack=True)
    assert message.headers["__django_structlog__"]["request_id"] == "r-2754"


def written(address: str) -> str:
    """A line of the log that tells of an address."""
    made = settings.LOGGING["formatters"]["loa"]
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=made["processors"], foreign_pre_chain=made["foreign_pre_chain"]
    )
    words = "Not Found: %s"
    line = logging.LogRecord("django.request", logging.WARNING, "", 1, words, (address,), None)
    return formatter.format(line)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/station/SECRET2754/schedule.ics", "/station/…/schedule.ics"),
        ("/xin-giup/theo-doi/SECRET2754/rut/?moi=1", "/xin-giup/theo-doi/…/rut/?moi=1"),
        ("/xin-giup/theo-doi/?ma=SECRET2754&x=1", "/xin-giup/theo-doi/?ma=…&x=1"),
        ("/accounts/password/reset/key/4-SECRET2754/", "/accounts/password/reset/key/…/"),
        ("/accounts/confirm-email/SECRET2754/", "/accounts/confirm-email/…/"),
    ],
)
def test_a_secret_in_an_address_is_not_written_into_the_log(address: str, shown: str) -> None:
    line = written(address)
    assert shown in line
    assert "SECRET2754" not in line


OPENS_SOMETHING = re.compile(r"<(?:\w+:)?(?:secret|token|code)>")
SECRET_ROUTES = sorted(
    {address.route for address in addresses.walk() if OPENS_SOMETHING.search(address.route)}
)


def test_there_are_addresses_that_open_something() -> None:
    assert len(SECRET_ROUTES) > 20


@pytest.mark.parametrize("route", SECRET_ROUTES)
def test_no_address_that_opens_something_is_written_into_the_log(route: str) -> None:
    """Whoever adds such an address adds it to `config/logs.py`."""
    path = re.sub(r"<[^>]+>", "1", OPENS_SOMETHING.sub("SECRET2754", route))
    assert "SECRET2754" not in written(f"/{path}")
