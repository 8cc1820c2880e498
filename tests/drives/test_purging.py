"""Volunteers are forgotten 90 days after their campaign ended, and their counts stay."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.directives import services as directives_services
from campaigns.drives import queries, services, tasks
from tests.factories import cast
from tests.factories import drives as factory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(factory.NOW)


def _joined(ends_date):
    scene = factory.make_scene()
    phone, _secret = factory.join(scene.drive)
    payload = factory.payload_of(scene.drive, people=12)
    services.receive_support([factory.envelope_of(payload)], by=phone, at=factory.NOW)
    directives_services.save_campaign(
        code="2754", values={"ends_date": ends_date}, by=cast.SYSTEM, at=factory.NOW
    )
    return scene, phone


def _purge():
    return services.purge_volunteers(by=cast.SYSTEM, at=factory.NOW)


def test_names_and_numbers_go_and_counts_stay():
    scene, phone = _joined(TODAY - timedelta(days=91))
    assert _purge() == 1
    phone.refresh_from_db()
    assert (phone.display_name, phone.phone) == ("", "")
    assert str(phone) == phone.actor_label
    assert queries.totals_by_app(scene.drive).people == 12


@pytest.mark.parametrize("ends_date", [None, TODAY, TODAY - timedelta(days=90)])
def test_nobody_is_forgotten_before_the_day(ends_date):
    _scene, phone = _joined(ends_date)
    assert _purge() == 0
    phone.refresh_from_db()
    assert phone.display_name


def test_a_second_run_of_the_sweep_changes_nothing():
    _joined(TODAY - timedelta(days=400))
    tasks.purge_volunteers()
    events = audit_models.Event.objects.count()
    tasks.purge_volunteers()
    assert audit_models.Event.objects.count() == events
