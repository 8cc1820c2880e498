"""An outlet's automation pulls its releases and says that they came."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.broadcasts import models, queries, services
from campaigns.broadcasts.queries import pulling
from tests.factories import broadcasts, deliveries

LIST = "/api/outlet/releases"
State = models.DeliveryState


@pytest.fixture
def today(station):
    """Now: the API reads the clock."""
    return timezone.now()


@pytest.fixture
def pull(client, station):
    token = queries.token_of(deliveries.feed_of(station))

    def go(token=token, **changes):
        headers = {"Authorization": f"Bearer {token}"} | changes.pop("headers", {})
        return client.get(LIST, changes, headers=headers)

    return go


@pytest.fixture
def acknowledge(client, station):
    token = queries.token_of(deliveries.feed_of(station))

    def go(release_id, token=token):
        headers = {"Authorization": f"Bearer {token}"}
        return client.post(f"{LIST}/{release_id}/acknowledgement", headers=headers)

    return go


def place(station, at, minutes=60, **changes):
    script = broadcasts.make_script(station)
    start = at + timedelta(minutes=minutes)
    changes = {"slot": None, "planned_start_at": start} | changes
    return broadcasts.make_release(station, script, at=at, **changes)


def delivery_of(release):
    return models.Delivery.objects.get(release=release)


@pytest.mark.parametrize("token", ["", "x", "A" * 32, "Ă", "A" * 5000])
def test_without_a_token_that_opens_there_is_nothing(pull, token):
    assert pull(token=token).status_code == 401


def test_a_retired_destinations_token_opens_nothing(station, pull):
    feed = deliveries.feed_of(station)
    services.retire_destination(destination=feed, by=station.chief, at=broadcasts.NOW)
    assert pull().status_code == 401


def test_being_given_a_script_is_delivery_and_not_acknowledgement(station, today, pull):
    release = place(station, today)
    assert delivery_of(release).state == State.QUEUED
    (item,) = pull().json()["items"]
    assert (item["id"], item["is_acknowledged"]) == (release.pk, False)
    assert item["spoken_text"] == release.script.spoken_text
    assert item["planned_start_at"].endswith("+07:00")
    delivery = delivery_of(release)
    assert (delivery.state, delivery.attempts) == (State.DELIVERED, 1)
    assert not models.Acknowledgement.objects.exists()
    pull()
    assert models.DeliveryAttempt.objects.count() == 1


def test_an_embargo_hides_a_script(station, today, pull):
    place(station, today, not_before_at=today + timedelta(minutes=30))
    assert pull().json()["items"] == []


def test_what_others_air_or_what_is_long_over_is_not_handed_out(station, today, pull):
    other = broadcasts.make_outlet(station.cast.commune, "RADIO")
    place(station, today, outlet=other)
    place(station, today - timedelta(days=3))
    assert pull().json()["items"] == []


def test_what_was_handed_out_and_taken_off_is_named(station, today, pull):
    release, unseen = place(station, today), place(station, today, 90)
    pulled = pull()
    assert len(pulled.json()["items"]) == 2
    later = place(station, today, 120)
    for row in (release, unseen, later):
        services.cancel_release(release=row, reason="Sai số", by=station.chief, at=today)
    body = pull().json()
    assert body["items"] == []
    assert {c["id"] for c in body["cancelled"]} == {release.pk, unseen.pk}, "not the unseen one"


def test_an_unchanged_page_is_answered_with_its_mark(station, today, pull, acknowledge):
    release = place(station, today)
    tag = pull()["ETag"]
    again = pull(headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    acknowledge(release.pk)
    changed = pull(headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.json()["items"][0]["is_acknowledged"]


def test_pages_follow_each_other_without_gap_or_double(station, today, pull, monkeypatch):
    monkeypatch.setattr(pulling, "PAGE", 2)
    releases = [place(station, today, 60 + 10 * n).pk for n in range(5)]
    seen, cursor = [], ""
    for _page in range(3):
        body = pull(cursor=cursor).json()
        seen += [item["id"] for item in body["items"]]
        cursor = body["next_cursor"]
    assert (seen, cursor) == (releases, "")


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 40, "٣", "1 OR 1"])
def test_a_cursor_that_is_none_begins_anew(station, today, pull, cursor):
    place(station, today)
    assert len(pull(cursor=cursor).json()["items"]) == 1


def test_acknowledging_again_answers_the_same(station, today, acknowledge):
    release = place(station, today)
    first, again = acknowledge(release.pk), acknowledge(release.pk)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert models.Acknowledgement.objects.get().destination == deliveries.feed_of(station)


@pytest.mark.parametrize("number", [0, 999_999, 2**70])
def test_what_is_not_there_cannot_be_acknowledged(acknowledge, number):
    assert acknowledge(number).status_code == 404


def test_anothers_release_cannot_be_acknowledged(station, today, acknowledge):
    other = broadcasts.make_outlet(station.cast.commune, "RADIO")
    release = place(station, today, outlet=other)
    assert acknowledge(release.pk).status_code == 404
    assert not models.Acknowledgement.objects.exists()


def test_a_forged_token_acknowledges_nothing(station, today, acknowledge):
    assert acknowledge(place(station, today).pk, token="A" * 32).status_code == 401


def test_what_was_taken_off_cannot_be_acknowledged(station, today, acknowledge):
    release = place(station, today)
    services.cancel_release(release=release, reason="Hoãn", by=station.chief, at=today)
    assert acknowledge(release.pk).status_code == 409


def test_a_pull_asks_the_database_little(station, today, pull, django_assert_max_num_queries):
    for number in range(20):
        place(station, today, 60 + 5 * number)
    with django_assert_max_num_queries(16):
        assert len(pull().json()["items"]) == 20
    with django_assert_max_num_queries(6):
        pull()
