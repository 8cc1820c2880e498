"""A request can be followed into the worker: its id travels with the message."""

import structlog

from campaigns.jobs import tasks
from config import celery_app


def test_a_message_carries_the_id_of_the_request_that_sent_it() -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-2754"):
        tasks.record_heartbeat.delay()
    with celery_app.connection_for_read() as broker, broker.channel() as channel:
        message = channel.basic_get(celery_app.conf.task_default_queue, no_ack=True)
    assert message.headers["__django_structlog__"]["request_id"] == "r-2754"
