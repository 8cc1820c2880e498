"""The web process dies again and again under 10,000 records: none is lost, none counts twice."""

import gzip
import http.client
import json
import os
import signal
import threading

import pytest
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.drives import models, queries, services
from campaigns.kernel import models as kernel_models
from tests.factories import cast as cast_factory
from tests.factories import field, servers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PHONES, BATCHES, BATCH = 4, 25, 100
# A worker is killed after so many answers, while other batches are under way.
KILLED_EVERY = 15
COUNTS = [{"app": "ncovi", "outcome": "INSTALLED", "count": 1}]


class Killer:
    """Counts answers, and at every fifteenth kills the process: what others await is lost."""

    def __init__(self, server: servers.Server) -> None:
        self.server = server
        self.answers = self.kills = 0
        self.lock = threading.Lock()

    def answered(self) -> None:
        with self.lock:
            self.answers += 1
            if self.answers % KILLED_EVERY:
                return
            for pid in self.server.workers:
                os.kill(pid, signal.SIGKILL)
            self.kills += 1


def make_bodies(drive) -> list[bytes]:
    payload = {"drive": drive.pk, "setting": "MARKET", "people": 1, "counts": COUNTS}
    sample = field.record(drive, payload=payload)
    moments = [field.earlier(timezone.now(), seconds=20 * n) for n in range(BATCH)]
    return [
        gzip.compress(
            json.dumps(
                {
                    "records": [
                        sample
                        | {
                            "client_uuid": field.record(drive, payload=payload)["client_uuid"],
                            "captured_at": moment.isoformat(),
                        }
                        for moment in moments
                    ]
                }
            ).encode()
        )
        for _ in range(BATCHES)
    ]


def send_all(port: int, secret: str, bodies: list[bytes], killer: Killer) -> dict[str, int]:
    """What a phone does: the same bytes again until somebody answers. Verdicts, and how many
    answers were missed."""
    seen = {"lost": 0, "created": 0, "replayed": 0}
    headers = servers.HEADERS | {
        "Authorization": f"Bearer {secret}",
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
    }
    for body in bodies:
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
                connection.request("POST", "/api/field/records", body, headers)
                response = connection.getresponse()
                answers = json.loads(response.read())["answers"]
            except (OSError, http.client.HTTPException):
                seen["lost"] += 1
                continue
            finally:
                connection.close()
            verdicts = {answer["verdict"] for answer in answers}
            assert verdicts in ({201}, {200}), verdicts
            assert len(answers) == BATCH
            seen["created" if verdicts == {201} else "replayed"] += 1
            killer.answered()
            break
    return seen


def test_a_killed_web_process_loses_no_record_and_doubles_none():
    scene = field.make_scene()
    work = [(field.join(scene), make_bodies(scene.drive)) for _ in range(PHONES)]
    results: list[dict[str, int]] = []
    with servers.serving("--preload", entry="tests.factories.warm_wsgi") as server:
        killer = Killer(server)

        def run(secret: str, bodies: list[bytes]) -> None:
            results.append(send_all(server.port, secret, bodies, killer))

        threads = [threading.Thread(target=run, args=pair) for pair in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
    assert len(results) == PHONES, "every phone got an answer for every batch"
    assert killer.kills == PHONES * BATCHES // KILLED_EVERY
    assert sum(seen["lost"] for seen in results) >= killer.kills, "answers were lost on the way"
    all_records = PHONES * BATCHES * BATCH
    assert kernel_models.FieldReceipt.objects.count() == all_records
    assert models.SupportEntry.objects.standing().count() == all_records
    assert models.SupportCount.objects.count() == all_records
    totals = queries.totals_by_app(scene.drive)
    assert (totals.people, totals.entries) == (all_records, all_records)
    events = audit_models.Event.objects.filter(verb="drives.support_received")
    assert sum(event.after["records"] for event in events) == all_records
    assert (
        services.recount_support(is_repair=False, by=cast_factory.SYSTEM, at=timezone.now()) == []
    )
