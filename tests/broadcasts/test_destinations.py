"""Where scripts are delivered: addresses, tokens, secrets."""

from datetime import timedelta

import pytest

from campaigns.broadcasts import models, queries, services
from tests.factories import broadcasts, deliveries

NOW = broadcasts.NOW
DAY = timedelta(days=1)


def test_an_outlet_can_pull_from_its_first_day(station):
    feed = deliveries.feed_of(station)
    assert queries.destination_by_token(queries.token_of(feed), NOW) == feed


def test_saving_the_outlet_again_opens_no_second_feed(station):
    broadcasts.make_outlet(station.outlet.unit, "RADIO")
    assert models.Destination.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("PIGEON", {"address": "x"}),
        ("FEED", {"address": "https://dai.example.vn"}),
        ("EMAIL", {"address": ""}),
        ("EMAIL", {"address": "đài"}),
        ("EMAIL", {"address": "a@example.vn\nBcc: b@example.vn"}),
        ("EMAIL", {"address": "a@example.vn, b@example.vn"}),
        ("WEBHOOK", {"address": ""}),
        ("WEBHOOK", {"name": "  "}),
        ("WEBHOOK", {"languages": ("fr",)}),
        ("WEBHOOK", {"mediums": ("SMS",)}),
    ],
)
def test_what_cannot_be_a_destination_is_refused(station, kind, changes):
    with pytest.raises(services.DestinationRefused):
        deliveries.make_destination(station, **({"kind": kind, "address": "x"} | changes))


def test_the_same_destination_twice_is_refused(station):
    deliveries.make_destination(station)
    with pytest.raises(services.DestinationRefused):
        deliveries.make_destination(station)


@pytest.mark.parametrize("token", ["", "x", "2" * 32, "Ă" * 32, "2" * 10_000])
def test_a_token_that_is_none_opens_nothing(station, token):
    assert queries.destination_by_token(token, NOW) is None


def test_tokens_and_secrets_are_not_in_the_database(station):
    feed = deliveries.feed_of(station)
    stored = " ".join(str(getattr(feed, f.attname)) for f in feed._meta.concrete_fields)
    assert queries.token_of(feed) not in stored
    assert queries.webhook_secret_of(feed).removeprefix("whsec_") not in stored


def test_after_a_rotation_the_former_token_holds_for_a_day(station):
    feed = deliveries.feed_of(station)
    old = queries.token_of(feed)
    fresh = services.rotate_secret(destination=feed, by=station.chief, at=NOW)
    assert queries.token_of(fresh) != old
    assert queries.destination_by_token(queries.token_of(fresh), NOW) == feed
    assert queries.destination_by_token(old, NOW + DAY - timedelta(seconds=1)) == feed
    assert queries.destination_by_token(old, NOW + DAY) is None
    assert len(queries.webhook_keys(fresh, NOW)) == 2
    assert len(queries.webhook_keys(fresh, NOW + DAY)) == 1


def test_a_leaked_token_ends_at_once(station):
    feed = deliveries.feed_of(station)
    old = queries.token_of(feed)
    services.rotate_secret(destination=feed, by=station.chief, at=NOW, is_leaked=True)
    assert queries.destination_by_token(old, NOW) is None


def test_the_second_to_rotate_is_told(station):
    feed = deliveries.feed_of(station)
    services.rotate_secret(destination=feed, by=station.chief, at=NOW)
    with pytest.raises(services.DestinationSettled):
        services.rotate_secret(destination=feed, by=station.chief, at=NOW)


def test_what_waited_for_a_retired_destination_is_not_sent(station):
    delivery = deliveries.make_delivery(station)
    target = services.retire_destination(destination=delivery.destination, by=station.chief, at=NOW)
    delivery.refresh_from_db()
    assert delivery.state == models.DeliveryState.CANCELLED
    assert queries.destination_by_token(queries.token_of(target), NOW) is None
    with pytest.raises(services.DestinationSettled):
        services.retire_destination(destination=target, by=station.chief, at=NOW)
    assert deliveries.make_destination(station).pk != target.pk
