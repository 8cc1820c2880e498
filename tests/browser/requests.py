"""The door of the live server: how many requests are inside, and shut between two tests."""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from django.core.signals import request_finished


class Door:
    """Lets requests through to the server's own application while it is open."""

    def __init__(self, application: Any) -> None:
        self._application = application
        self._inside = 0
        self._is_open = True
        self._changed = threading.Condition()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        with self._changed:
            if not self._is_open:
                start_response("503 Service Unavailable", [("Content-Length", "0")])
                return []
            self._inside += 1
        return self._application(environ, start_response)

    def shut(self, seconds: float) -> None:
        """Let nobody in any more, and wait until everybody is out."""
        with self._changed:
            self._is_open = False
            assert self._changed.wait_for(lambda: self._inside <= 0, seconds), "never answered"

    def leave(self, **_: object) -> None:
        if threading.current_thread() is threading.main_thread():
            return  # a test's own client
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()


@contextlib.contextmanager
def door_of(httpd: Any, seconds: float) -> Iterator[None]:
    """What a closed page had asked for is answered still, what it asks for later is turned away:
    the next test owns another database."""
    shut_before = httpd.get_app()
    application = getattr(shut_before, "_application", shut_before)
    door = Door(application)
    request_finished.connect(door.leave)
    httpd.set_app(door)
    try:
        yield
        door.shut(seconds)
    finally:
        request_finished.disconnect(door.leave)
