"""What lines of the log carry: the id of their request, and no secret of an address."""

import logging

import pytest
import structlog
from django.conf import settings

from campaigns.jobs import tasks
from config import celery_app


def test_a_message_carries_the_id_of_the_request_that_sent_it() -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-2754"):
        tasks.record_heartbeat.delay()
    with celery_app.connection_for_read() as broker, broker.channel() as channel:
        message = channel.basic_get(celery_app.conf.task_default_queue, no_ack=True)
    assert message.headers["__django_structlog__"]["request_id"] == "r-2754"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/station/SECRET2754/schedule.ics", "/station/…/schedule.ics"),
        ("/xin-giup/theo-doi/SECRET2754/rut/?moi=1", "/xin-giup/theo-doi/…/rut/?moi=1"),
        ("/xin-giup/theo-doi/?ma=SECRET2754&x=1", "/xin-giup/theo-doi/?ma=…&x=1"),
    ],
)
def test_a_secret_in_an_address_is_not_written_into_the_log(address: str, shown: str) -> None:
    made = settings.LOGGING["formatters"]["loa"]
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=made["processors"], foreign_pre_chain=made["foreign_pre_chain"]
    )
    words = "Not Found: %s"
    line = logging.LogRecord("django.request", logging.WARNING, "", 1, words, (address,), None)
    written = formatter.format(line)
    assert shown in written
    assert "SECRET2754" not in written
