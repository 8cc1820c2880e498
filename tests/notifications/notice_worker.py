"""A worker of its own process for the drill: runs the sweep, and dies where it is told to.

Called as `python -m tests.notifications.notice_worker POINT MINUTES NTH`, with the database in
LOA_DRILL_DATABASE and the folder of mails in LOA_DRILL_FOLDER; it dies at the NTH time that it
comes to the point.
"""

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django
from django.conf import settings

from tests.cms.scheduled_worker import die


def dying(function: Callable[..., Any], nth: int, *, is_after: bool) -> Callable[..., Any]:
    """The function, and death before or after its nth call."""
    calls = 0

    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth and not is_after:
            die()
        result = function(*args, **kwargs)
        if calls == nth:
            die()
        return result

    return deadly


def main(point: str, minutes: int, nth: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
    settings.DATABASES["default"]["NAME"] = os.environ["LOA_DRILL_DATABASE"]
    settings.EMAIL_BACKEND = "campaigns.kernel.mails.FolderBackend"
    settings.EMAIL_FILE_PATH = os.environ["LOA_DRILL_FOLDER"]
    django.setup()
    from campaigns.kernel import mails
    from campaigns.notifications.services import outbox, routing
    from tests.factories import notices

    if point == "routing":
        routing.sending_for = dying(routing.sending_for, nth, is_after=True)
    elif point == "claimed":
        outbox._send_batch = dying(outbox._send_batch, nth, is_after=False)
    elif point == "writing":
        mails.os.fsync = dying(os.fsync, nth, is_after=True)
    elif point == "sent":
        outbox._write_down = dying(outbox._write_down, nth, is_after=False)
    elif point == "noted":
        outbox._write_down = dying(outbox._write_down, nth, is_after=True)
    print(notices.sweep(notices.NOW + timedelta(minutes=minutes)))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
