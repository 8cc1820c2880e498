"""A worker of its own process for the drill: sweeps silence, and dies where it is told to.

Called as `python -m tests.directives.silence_worker POINT DAY NTH`, with the database in
LOA_DRILL_DATABASE; it dies at the NTH time that it comes to the point.
"""

import os
import sys
from datetime import date

import django
from django.conf import settings

from tests.notifications.notice_worker import dying


def main(point: str, day: date, nth: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
    settings.DATABASES["default"]["NAME"] = os.environ["LOA_DRILL_DATABASE"]
    django.setup()
    from campaigns.directives.services import climbing as service
    from tests.factories import climbing

    service.BATCH = 4
    if point == "written":
        service._tell = dying(service._tell, nth, is_after=False)
    elif point == "told":
        service._record = dying(service._record, nth, is_after=True)
    elif point == "between":
        service._climb_batch = dying(service._climb_batch, nth, is_after=False)
    print(climbing.sweep(day))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], date.fromisoformat(sys.argv[2]), int(sys.argv[3]))
