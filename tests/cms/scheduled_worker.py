"""A worker of its own process for the drill: runs the sweep, and dies where it is told to.

Called as `python -m tests.cms.scheduled_worker POINT`, with the database in LOA_DRILL_DATABASE.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django
from django.conf import settings


def die(*args: object, **kwargs: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def after(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, and death at once when it has done its work."""

    def deadly(*args: Any, **kwargs: Any) -> Any:
        function(*args, **kwargs)
        die()

    return deadly


def main(point: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
    settings.DATABASES["default"]["NAME"] = os.environ["LOA_DRILL_DATABASE"]
    django.setup()
    from cms import services
    from cms.services import edges, scripts
    from tests.factories.cast import NOW

    if point == "claimed":
        edges.make_public = die
    elif point == "public":
        scripts.freeze_scripts = die
    elif point == "frozen":
        scripts.freeze_scripts = after(scripts.freeze_scripts)
    services.publish_due(at=NOW + timedelta(hours=2))


if __name__ == "__main__":
    main(sys.argv[1])
