"""Carrying deliveries out: once each, in time, whatever the other side does."""

import base64
import hashlib
import hmac
from datetime import timedelta

import pytest

from campaigns.broadcasts import models, queries, services
from campaigns.broadcasts.services import sending
from campaigns.kernel import outgoing, writing
from campaigns.notifications import models as notification_models
from tests.factories import broadcasts, cast, deliveries
from tests.factories import receiver as receivers

NOW = broadcasts.NOW
HOUR = timedelta(hours=1)
QUICK = outgoing.Limits(connect=1, silence=0.3, total=1)
State = models.DeliveryState


@pytest.fixture(autouse=True)
def _own_network(settings):
    settings.LOA_WEBHOOK_PRIVATE_HOSTS = [receivers.HOST]


@pytest.fixture
def receiver():
    with receivers.receiving() as one:
        yield one


def sweep(at=NOW):
    return services.deliver_due(by=cast.SYSTEM, at=at, limits=QUICK)


def webhook(station, url, **changes):
    """A webhook and what a release queues for it."""
    target = deliveries.make_destination(station, address=url)
    release = broadcasts.make_release(station, **changes)
    return models.Delivery.objects.get(release=release, destination=target)


def fresh(delivery):
    return models.Delivery.objects.select_related("destination").get(pk=delivery.pk)


# --- What arrives ----------------------------------------------------------------------------


def test_a_release_arrives_once_and_says_what_it_is(station, receiver):
    delivery = webhook(station, receiver.url)
    assert sweep() == 1
    assert sweep() == 0
    body = receiver.read()
    assert (body["version"], body["type"]) == (1, "release.placed")
    assert body["data"]["title"] == "Khai báo y tế bằng mã QR"
    assert body["data"]["planned_start_at"] == "2026-11-17T05:30:00+07:00"
    delivery = fresh(delivery)
    assert (delivery.state, delivery.attempts) == (State.DELIVERED, 1)
    attempt = models.DeliveryAttempt.objects.get()
    assert (attempt.has_succeeded, attempt.status) == (True, 204)


def expected_signature(secret, headers, body):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def test_a_message_is_signed_with_the_secret_and_while_it_changes_with_both(station, receiver):
    delivery = webhook(station, receiver.url)
    old = queries.webhook_secret_of(delivery.destination)
    changed = services.rotate_secret(destination=delivery.destination, by=station.chief, at=NOW)
    sweep()
    headers, body = receiver.headers[0], receiver.bodies[0]
    said = headers["webhook-signature"].split(" ")
    secrets = [queries.webhook_secret_of(changed), old]
    assert said == [expected_signature(secret, headers, body) for secret in secrets]
    assert abs(int(headers["webhook-timestamp"]) - NOW.timestamp()) < 5
    assert headers["webhook-id"] == str(delivery.idempotency_key)


def test_an_embargo_is_waited_for(station, receiver):
    webhook(station, receiver.url, not_before_at=broadcasts.on_air(5))
    assert sweep(broadcasts.on_air(5) - timedelta(seconds=1)) == 0
    assert sweep(broadcasts.on_air(5)) == 1


def test_a_cancellation_is_told_to_who_has_the_script_and_to_nobody_else(station, receiver):
    delivery = webhook(station, receiver.url)
    later = broadcasts.make_release(station, planned_start_at=broadcasts.on_air(5, 35))
    services.cancel_release(release=later, reason="Hoãn", by=station.chief, at=NOW)
    sweep()
    services.cancel_release(release=delivery.release, reason="Sai số", by=station.chief, at=NOW)
    sweep()
    assert [receiver.read(n)["type"] for n in (0, 1)] == ["release.placed", "release.cancelled"]
    assert receiver.read()["data"]["cancelled_reason"] == "Sai số"
    assert len(receiver.bodies) == 2


def test_a_test_message_shows_its_result(station, receiver):
    target = deliveries.make_destination(station, address=receiver.url)
    delivery = services.send_test(destination=target, by=station.chief, at=NOW)
    sweep()
    assert receiver.read()["type"] == "test"
    assert fresh(delivery).state == State.DELIVERED


def test_emergencies_go_first(station, receiver, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 1)
    webhook(station, receiver.url)
    changes = {"planned_start_at": broadcasts.on_air(5, 31), "slot": None}
    broadcasts.make_release(station, priority="EMERGENCY", **changes)
    assert sweep() == 2
    assert receiver.read(0)["data"]["priority"] == "EMERGENCY"


# --- What goes wrong -------------------------------------------------------------------------


def test_a_target_that_fails_for_a_day_becomes_a_dead_letter(station, receiver, settings):
    receiver.answer = receivers.text(b"<h1>500</h1>")
    delivery = webhook(station, receiver.url)
    moment, waits = NOW, []
    for _attempt in range(50):
        assert sweep(moment) == 0
        delivery = fresh(delivery)
        if delivery.state == State.FAILED:
            break
        assert delivery.state == State.RETRYING
        waits.append(delivery.next_attempt_at - moment)
        assert sweep(delivery.next_attempt_at - timedelta(seconds=1)) == 0, "not before its time"
        moment = delivery.next_attempt_at
    planned = settings.LOA_DELIVERY_RETRY_MINUTES
    for wait, minutes in zip(waits, planned, strict=True):
        assert minutes * 60 <= wait.total_seconds() <= minutes * 72 + 2
    assert timedelta(hours=23) < moment - NOW < timedelta(hours=29)
    assert list(receiver.ids.values()) == [len(planned) + 1], "one key in every attempt"
    assert models.Delivery.objects.dead().get() == delivery
    assert delivery.tries.filter(status=500, excerpt__contains="<h1>").count() == len(planned) + 1
    assert notification_models.Notice.objects.filter(user=station.chief).count() == 1
    assert sweep(moment + timedelta(days=2)) == 0


def test_a_dead_letter_sent_again_arrives_and_is_dead_no_more(station, receiver):
    receiver.answer = receivers.status(410)
    delivery = webhook(station, receiver.url)
    sweep()
    assert fresh(delivery).state == State.FAILED
    receiver.answer = receivers.status(200)
    again = services.resend(delivery=fresh(delivery), by=station.chief, at=NOW)
    sweep()
    assert fresh(again).state == State.DELIVERED
    assert not models.Delivery.objects.dead().exists()
    assert len(receiver.ids) == 2


def test_a_redirect_to_a_private_address_is_not_followed(station, receiver):
    with receivers.receiving() as inner:
        receiver.answer = receivers.status(302, Location=inner.url)
        delivery = webhook(station, receiver.url)
        sweep()
        assert inner.bodies == []
    assert fresh(delivery).state == State.FAILED
    assert "302" in fresh(delivery).fault


def test_a_private_address_is_refused_though_it_was_allowed_when_entered(station, settings):
    with receivers.receiving() as receiver:
        delivery = webhook(station, receiver.url)
        settings.LOA_WEBHOOK_PRIVATE_HOSTS = []
        sweep()
        assert receiver.bodies == []
    assert fresh(delivery).state == State.FAILED


def test_a_wish_to_wait_is_kept(station, receiver):
    receiver.answer = receivers.status(503, Retry_After="1800")
    delivery = webhook(station, receiver.url)
    sweep()
    assert fresh(delivery).next_attempt_at - NOW >= timedelta(minutes=30)


def test_a_target_that_hangs_holds_up_none_of_the_others(station, receiver):
    with receivers.silent_port() as silent:
        hanging = deliveries.make_destination(station, address=silent)
        deliveries.make_destination(station, address=receiver.url)
        for minute in range(0, 60, 2):
            broadcasts.make_release(
                station, slot=None, planned_start_at=broadcasts.on_air(6, minute)
            )
        assert sweep() == 30
    assert len(receiver.bodies) == 30
    stuck = models.Delivery.objects.filter(destination=hanging)
    tried = stuck.filter(attempts=1, state=State.RETRYING).count()
    assert 1 <= tried <= 4, "the others were put back, not tried in vain"
    assert stuck.filter(attempts=0, state=State.QUEUED).count() == 30 - tried
    hanging.refresh_from_db()
    assert hanging.strikes >= 1
    assert hanging.quiet_until_at > NOW
    assert not models.Delivery.objects.claimable(hanging.quiet_until_at - HOUR / 360).exists()


def test_a_target_that_answers_again_is_left_alone_no_more(station, receiver):
    delivery = webhook(station, receivers.closed_port())
    sweep()
    target = fresh(delivery).destination
    assert target.strikes == 1
    with writing.writing(by=cast.SYSTEM, at=NOW) as write:
        models.Destination.objects.filter(pk=target.pk).update(address=receiver.url)
        write.rows = 0  # no service changes an address: a new destination is entered instead
    sweep(NOW + HOUR)
    target.refresh_from_db()
    assert (fresh(delivery).state, target.strikes) == (State.DELIVERED, 0)
    assert target.quiet_until_at is None


def test_what_is_cancelled_while_it_waits_for_another_try_is_not_tried(station, receiver):
    receiver.answer = receivers.status(500)
    delivery = webhook(station, receiver.url)
    sweep()
    services.cancel_release(release=delivery.release, reason="Hoãn", by=station.chief, at=NOW)
    sweep(NOW + timedelta(days=1))
    assert fresh(delivery).state == State.CANCELLED
    types = [receiver.read(n)["type"] for n in range(len(receiver.bodies))]
    assert types == ["release.placed", "release.cancelled"], "it may have it, though it said 500"


def test_sending_is_within_few_queries(station, receiver, django_assert_max_num_queries):
    deliveries.make_destination(station, address=receiver.url)
    for minute in range(0, 60, 2):
        broadcasts.make_release(station, slot=None, planned_start_at=broadcasts.on_air(6, minute))
    with django_assert_max_num_queries(60):
        assert sweep() == 30
