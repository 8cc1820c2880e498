"""The web process dies again and again under scans: each redirect that arrived was counted."""

import http.client
import os
import signal
import threading
from dataclasses import dataclass, field

import pytest
from django.utils import timezone

from campaigns.premises import models, services
from tests.factories import links, servers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CLIENTS, SCANS = 8, 60
# The workers are killed after so many answers, while others are under way.
KILLED_EVERY = 90


@dataclass
class Tally:
    """What the phones saw; kills the server's workers at every ninetieth answer."""

    server: servers.Server
    answered: int = 0
    lost: int = 0
    kills: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, *, is_answered: bool) -> None:
        with self.lock:
            self.answered += is_answered
            self.lost += not is_answered
            if is_answered and self.answered % KILLED_EVERY == 0:
                for pid in self.server.workers:
                    os.kill(pid, signal.SIGKILL)
                self.kills += 1


def scan(tally: Tally, code: str, number: int) -> None:
    """A phone scans until it got sixty redirects; an answer that never came is asked for anew."""
    headers = servers.HEADERS | {"User-Agent": f"{links.PHONE} {number}", "Host": "127.0.0.1"}
    got = 0
    while got < SCANS:
        connection = http.client.HTTPConnection("127.0.0.1", tally.server.port, timeout=20)
        try:
            connection.request("GET", f"/q/{code}", headers=headers)
            response = connection.getresponse()
            response.read()
            assert response.status == 302, response.status
            got += 1
            tally.note(is_answered=True)
        except (OSError, http.client.HTTPException):
            tally.note(is_answered=False)
        finally:
            connection.close()


def test_every_redirect_that_arrived_was_counted_though_the_server_was_killed():
    scene = links.make_scene()
    with servers.serving("--preload", entry="tests.factories.warm_wsgi") as server:
        tally = Tally(server)
        threads = [
            threading.Thread(target=scan, args=(tally, scene.link.code, number))
            for number in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=180)
    assert tally.answered == CLIENTS * SCANS
    assert tally.kills == CLIENTS * SCANS // KILLED_EVERY
    services.collect_scans(at=timezone.now())
    stored = models.Scan.objects.count()
    # What was noted when the process died before its answer left is a scan all the same.
    assert tally.answered <= stored <= tally.answered + tally.lost
    assert services.roll_up_scans(at=timezone.now()) == stored
    assert links.totals(scene.link) == (stored, stored, CLIENTS)
