"""Sweeps of silence killed anywhere, and two at once: each level hears of each duty once."""

import os
import signal
import subprocess
import sys
from collections import Counter

import pytest
from django.conf import settings as django_settings
from django.db import connection

from campaigns.directives import models
from campaigns.kernel import roles
from campaigns.notifications import models as notification_models
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import climbing, duties

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
COUNT = 12
DAY = climbing.HEARS[climbing.L.UNIT]


@pytest.fixture
def rows() -> list[models.Assignment]:
    """A duty of twelve communes, each with an officer."""
    scene = duties.make_scene()
    drafts = [
        units_services.UnitDraft(f"X{n}", "commune", *[f"Xã số {n}"] * 3, casts.START, "584")
        for n in range(COUNT)
    ]
    units = units_services.found_units(drafts=drafts, by=casts.SYSTEM, at=casts.NOW)
    for unit in units.values():
        casts.grant(scene.cast.officer, roles.Role.UNIT_OFFICER, unit)
    return duties.issue(scene, *units.values())


def start_worker(point: str = "nowhere", nth: int = 1) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "LOA_DRILL_DATABASE": str(django_settings.DATABASES["default"]["NAME"]),
    }
    connection.close()
    return subprocess.Popen(
        [sys.executable, "-m", "tests.directives.silence_worker", point, str(DAY), str(nth)],
        cwd=django_settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def end(worker: "subprocess.Popen[bytes]") -> int | None:
    """How many steps a worker made; None where it was killed."""
    out, err = worker.communicate(timeout=180)
    assert worker.returncode in {0, -signal.SIGKILL}, err.decode()[-2000:]
    return int(out) if worker.returncode == 0 else None


def assert_each_once(rows: list[models.Assignment]) -> None:
    told = models.Escalation.objects.filter(act="TOLD").values_list("assignment", "level")
    assert Counter(told) == {(row.pk, 1): 1 for row in rows}
    notices = notification_models.Notice.objects.filter(topic__startswith="directives.climb.")
    assert notices.values("topic").distinct().count() == notices.count() == COUNT


@pytest.mark.parametrize(("point", "nth"), [("between", 2), ("written", 6), ("told", 2)])
def test_a_killed_sweep_loses_nothing_and_doubles_nothing(
    rows: list[models.Assignment], point: str, nth: int
) -> None:
    assert end(start_worker(point, nth)) is None
    assert models.Escalation.objects.count() == 4, "the batch before it stands whole"
    assert end(start_worker()) == COUNT - 4
    assert end(start_worker()) == 0
    assert_each_once(rows)


def test_two_sweeps_at_once_tell_each_once(rows: list[models.Assignment]) -> None:
    workers = [start_worker(), start_worker()]
    assert sum(end(worker) or 0 for worker in workers) == COUNT
    assert end(start_worker()) == 0
    assert_each_once(rows)
