"""A worker of its own process for the drill: runs the sweep, and dies where it is told to.

Called as `python -m tests.broadcasts.delivery_worker POINT MINUTES`, with the database in
LOA_DRILL_DATABASE; the sweep runs that many minutes after the cast's own moment.
"""

import os
import sys
from datetime import timedelta

import django
from django.conf import settings

from tests.cms.scheduled_worker import die


def main(point: str, minutes: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
    settings.DATABASES["default"]["NAME"] = os.environ["LOA_DRILL_DATABASE"]
    django.setup()
    from campaigns.broadcasts import services
    from campaigns.broadcasts.services import sending, transports
    from tests.factories.cast import NOW, SYSTEM

    if point == "claimed":
        transports.carry = die
    elif point == "sent":
        sending._write_down = die
    print(services.deliver_due(by=SYSTEM, at=NOW + timedelta(minutes=minutes)))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
