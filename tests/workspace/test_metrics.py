"""Gauges of missed duty, on the way to a monitoring system."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.broadcasts import models, services
from campaigns.workspace import queries
from tests.factories import broadcasts, cast, deliveries, notices
from tests.factories.deliveries import erase_deliveries

NOW = broadcasts.NOW
HOUR = timedelta(hours=1)


@pytest.fixture
def station(db):
    return broadcasts.make_station()


def values(at):
    return {gauge.name: gauge.value for gauge in queries.gauges(at)}


def test_nothing_is_missed_where_nothing_is_due(station):
    assert set(values(NOW).values()) == {0}


def test_what_is_due_and_not_sent_is_counted_after_two_sweeps(station):
    deliveries.make_delivery(station)
    assert values(NOW + timedelta(minutes=1))["scheduled_overdue"] == 0
    assert values(NOW + timedelta(minutes=3))["scheduled_overdue"] == 1
    services.deliver_due(by=cast.SYSTEM, at=NOW)
    assert values(NOW + timedelta(seconds=30))["scheduled_overdue"] == 0


def test_a_release_without_a_delivery_is_counted(station):
    release = broadcasts.make_release(station)
    erase_deliveries(release)
    assert values(NOW + HOUR)["scheduled_unqueued"] == 1
    assert values(broadcasts.on_air(6))["scheduled_unqueued"] == 0, "its time is over"


def test_a_release_waits_for_its_outlets_word(station):
    release = broadcasts.make_release(station)
    assert values(NOW + timedelta(minutes=29))["unacknowledged_releases"] == 0
    assert values(NOW + HOUR)["unacknowledged_releases"] == 1
    deliveries.acknowledge(release, station.broadcaster)
    assert values(NOW + HOUR)["unacknowledged_releases"] == 0


def test_a_dead_letter_counts_until_it_is_sent_again(station, settings):
    settings.LOA_DELIVERY_RETRY_MINUTES = []
    deliveries.make_destination(station, address="https://127.1/")
    broadcasts.make_release(station)
    services.deliver_due(by=cast.SYSTEM, at=NOW)
    assert values(NOW)["dead_letters"] == 1
    dead = models.Delivery.objects.dead().get()
    services.resend(delivery=dead, by=station.chief, at=NOW)
    assert values(NOW)["dead_letters"] == 0


def test_a_notice_that_no_sweep_touches_is_counted(db):
    head = cast.make_cast().head
    notices.tell(head)
    assert values(NOW + timedelta(minutes=9))["notices_stuck"] == 0
    assert values(NOW + timedelta(minutes=11))["notices_stuck"] == 1
    notices.sweep()
    assert values(NOW + HOUR)["notices_stuck"] == 0
    notices.make_sending(head)
    assert values(NOW + HOUR)["notices_stuck"] == 1


def test_metrics_are_not_there_without_a_token(client, db, settings):
    assert client.get("/metrics").status_code == 404
    settings.LOA_METRICS_TOKEN = "thước đo"
    for brought in ("", "Bearer", "Bearer x", "Basic thước đo", "thước đo"):
        assert client.get("/metrics", headers={"Authorization": brought}).status_code == 404


def test_metrics_are_read_when_they_are_asked_for(client, station, settings):
    settings.LOA_METRICS_TOKEN = "k3y"
    broadcasts.make_release(station, at=NOW)
    answer = client.get("/metrics", headers={"Authorization": "Bearer k3y"})
    assert answer["Content-Type"].startswith("text/plain")
    text = answer.content.decode()
    for gauge in queries.gauges(timezone.now()):
        assert f"\nloa_{gauge.name} {float(gauge.value)}\n" in text
