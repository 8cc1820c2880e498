"""A worker of its own process for the drill: sweeps once, and dies in its second chunk where told.

Called as `python -m tests.jobs.job_worker POINT`, with the database in LOA_DRILL_DATABASE.
"""

import os
import sys

import django
from django.conf import settings

from tests.cms.scheduled_worker import die


def main(point: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
    settings.DATABASES["default"]["NAME"] = os.environ["LOA_DRILL_DATABASE"]
    django.setup()
    from campaigns.jobs import services
    from campaigns.jobs.services import ordering, running
    from tests.factories import jobs

    def run(turn):
        if turn.cursor and point == "reading":
            die()
        if turn.cursor and point == "written":
            running._let_go = die
            running._goes_on = die
        step = jobs.count_on(turn)

        def write():
            step.write()
            if turn.cursor and point == "writing":
                die()

        if point == "last":
            ordering._tell = die
        return services.Step(**(vars(step) | {"write": write}))

    with jobs.counting(run):
        jobs.run()


if __name__ == "__main__":
    main(sys.argv[1])
