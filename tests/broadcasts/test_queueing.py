"""Deliveries are queued with the release and taken back with it; the outlet acknowledges."""

from datetime import timedelta

import pytest

from campaigns.broadcasts import models, services
from campaigns.kernel import writing
from tests.factories import broadcasts, cast, deliveries

NOW = broadcasts.NOW
Event, State = models.DeliveryEvent, models.DeliveryState


def cancel(station, release):
    return services.cancel_release(release=release, reason="Hoãn", by=station.chief, at=NOW)


def sent(delivery):
    """As after a sweep that delivered it."""
    with writing.writing(by=cast.SYSTEM, at=NOW) as write:
        rows = models.Delivery.objects.filter(pk=delivery.pk)
        rows.update(state=State.DELIVERED, attempts=1, settled_at=NOW)
        write.rows = 0  # a sweep's event is not the matter here


def test_a_release_is_queued_for_every_destination(station):
    deliveries.make_destination(station, deliveries.WEBHOOK)
    deliveries.make_destination(station, deliveries.EMAIL)
    release = broadcasts.make_release(station, priority="EMERGENCY")
    rows = models.Delivery.objects.filter(release=release)
    assert {r.destination.kind for r in rows} == {"FEED", "EMAIL", "WEBHOOK"}
    assert {r.state for r in rows} == {State.QUEUED}
    assert {r.due_at for r in rows} == {NOW}
    assert all(r.is_urgent for r in rows)
    assert len({r.idempotency_key for r in rows}) == 3


def test_an_embargo_is_kept(station):
    release = broadcasts.make_release(station, not_before_at=broadcasts.on_air(5))
    assert models.Delivery.objects.get(release=release).due_at == broadcasts.on_air(5)


def test_a_destination_takes_only_its_languages_and_media(station):
    deliveries.make_destination(station, languages=("cjm-Latn",))
    deliveries.make_destination(station, deliveries.EMAIL, mediums=("TELEVISION",))
    release = broadcasts.make_release(station)
    assert models.Delivery.objects.get(release=release).destination.kind == "FEED"


def test_a_release_that_would_reach_nobody_is_refused(station):
    feed = deliveries.feed_of(station)
    services.retire_destination(destination=feed, by=station.chief, at=NOW)
    deliveries.make_destination(station, languages=("cjm-Latn",))
    with pytest.raises(services.NoDestination):
        broadcasts.make_release(station)
    assert not models.Release.objects.exists()
    placed = services.place_in_next_slot(
        script=models.Script.objects.get(), outlet=station.outlet, by=station.chief, at=NOW
    )
    assert placed.release is None
    assert placed.reason


def test_what_was_not_sent_yet_is_not_sent_any_more(station):
    delivery = deliveries.make_delivery(station)
    cancel(station, delivery.release)
    rows = models.Delivery.objects.all()
    assert {(r.event, r.state) for r in rows} == {(Event.PLACED, State.CANCELLED)}


def test_who_has_the_script_is_told_that_it_is_off(station):
    delivery = deliveries.make_delivery(station)
    sent(delivery)
    cancel(station, delivery.release)
    told = models.Delivery.objects.get(event=Event.CANCELLED)
    assert (told.destination, told.state) == (delivery.destination, State.QUEUED)
    delivery.refresh_from_db()
    assert delivery.state == State.DELIVERED


# --- Sending again ---------------------------------------------------------------------------


def test_sending_again_makes_a_new_row_with_a_key_of_its_own(station):
    delivery = deliveries.make_delivery(station)
    sent(delivery)
    delivery.refresh_from_db()
    again = services.resend(delivery=delivery, by=station.chief, at=NOW)
    assert (again.generation, again.state) == (2, State.QUEUED)
    assert again.idempotency_key != delivery.idempotency_key
    with pytest.raises(services.DeliverySettled):
        services.resend(delivery=delivery, by=station.editor, at=NOW)


def test_what_is_under_way_or_off_or_retired_is_not_sent_again(station):
    delivery = deliveries.make_delivery(station)
    with pytest.raises(services.DeliverySettled):
        services.resend(delivery=delivery, by=station.chief, at=NOW)
    cancel(station, delivery.release)
    delivery = models.Delivery.objects.select_related("release").get(pk=delivery.pk)
    with pytest.raises(services.DeliverySettled):
        services.resend(delivery=delivery, by=station.chief, at=NOW)


def test_a_test_goes_to_whom_one_can_send(station):
    webhook = deliveries.make_destination(station)
    delivery = services.send_test(destination=webhook, by=station.chief, at=NOW)
    assert (delivery.release, delivery.event) == (None, Event.TEST)
    with pytest.raises(services.DeliverySettled):
        services.send_test(destination=deliveries.feed_of(station), by=station.chief, at=NOW)


# --- Acknowledging ---------------------------------------------------------------------------


def test_the_first_word_stands_whoever_repeats_it(station):
    release = broadcasts.make_release(station)
    first = deliveries.acknowledge(release, station.broadcaster)
    again = deliveries.acknowledge(release, deliveries.feed_of(station), NOW + timedelta(hours=1))
    assert again == first
    assert (first.who, first.acknowledged_at) == (str(station.broadcaster), NOW)


def test_another_outlets_word_is_refused(station):
    other = broadcasts.make_outlet(station.cast.commune, "RADIO")
    release = broadcasts.make_release(station)
    stranger = models.Destination.objects.get(outlet=other)
    with pytest.raises(services.AcknowledgementRefused):
        deliveries.acknowledge(release, stranger)


def test_what_is_off_the_rundown_is_not_acknowledged(station):
    release = cancel(station, broadcasts.make_release(station))
    with pytest.raises(services.AcknowledgementRefused):
        deliveries.acknowledge(release, station.broadcaster)
