"""A worker killed in the middle of scheduled publishing: published once after the restart."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from campaigns.audit import models as audit_models
from campaigns.broadcasts import models as broadcast_models
from cms import models, queries
from tests.factories import cms as factory
from tests.factories.cast import NOW

DUE = NOW + timedelta(hours=1)


def run_worker(point: str) -> int:
    """Start a real worker process on this test's own database; return how it ended."""
    connection.close()
    environment = {**os.environ, "LOA_DRILL_DATABASE": str(settings.DATABASES["default"]["NAME"])}
    command = [sys.executable, "-m", "tests.cms.scheduled_worker", point]
    done = subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr.decode()[-2000:]
    return done.returncode


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", ["claimed", "public", "frozen"])
def test_text_is_published_once_though_its_worker_is_killed(point):
    room = factory.make_room()
    page = factory.make_piece(room)
    factory.publish(room, page, go_live_at=DUE)

    assert run_worker(point) == -signal.SIGKILL
    approval = models.PublishApproval.objects.get()
    assert approval.state == models.ApprovalState.SCHEDULED
    assert not factory.fresh(page).live
    assert not broadcast_models.Script.objects.exists()
    assert queries.gauges(DUE + timedelta(hours=1)).scheduled_overdue == 1

    assert run_worker("nowhere") == 0
    assert run_worker("nowhere") == 0
    assert factory.fresh(page).live
    assert broadcast_models.Script.objects.filter(page_id=page.pk).count() == 3
    assert broadcast_models.Release.objects.count() == 1
    published = audit_models.Event.objects.filter(verb="cms.guidance_published")
    assert published.count() == 1
    gauges = queries.gauges(DUE + timedelta(hours=1))
    assert (gauges.scheduled_overdue, gauges.scheduled_unqueued) == (0, 0)
