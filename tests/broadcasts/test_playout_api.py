"""An outlet's automation says what it played, line by line, each once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.broadcasts import models, queries, services
from tests.broadcasts.test_races import at_once
from tests.factories import broadcasts, cast, deliveries

PATH = "/api/outlet/airings"


@pytest.fixture
def release(station):
    """Planned for an hour ago by the clock that the API reads."""
    at = timezone.now() - timedelta(hours=2)
    script = broadcasts.make_script(station, at=at)
    return broadcasts.make_release(
        station, script, at=at, slot=None, planned_start_at=at + timedelta(hours=1)
    )


@pytest.fixture
def send(client, station):
    token = queries.token_of(deliveries.feed_of(station))

    def go(*lines, token=token):
        headers = {"Authorization": f"Bearer {token}"}
        return client.post(
            PATH, {"lines": list(lines)}, content_type="application/json", headers=headers
        )

    return go


def line(release, number="1", **changes):
    base = {
        "line_id": number,
        "title": release.script.title,
        "started_at": (release.planned_start_at + timedelta(seconds=3)).isoformat(),
        "seconds": 118,
    }
    return base | changes


def told(response):
    assert response.status_code == 200, response.content
    return [(a["status"], a["verdict"]) for a in response.json()["answers"]]


@pytest.mark.parametrize("token", ["", "x", "A" * 32])
def test_without_a_token_that_opens_nothing_is_taken(release, send, token):
    assert send(line(release), token=token).status_code == 401


def test_a_line_is_matched_and_said_by_the_automation(station, release, send):
    assert told(send(line(release))) == [(201, "MATCHED")]
    airing = models.Airing.objects.get()
    assert (airing.release, airing.source, airing.seconds) == (release, "AUTOMATIC", 118)
    assert (airing.confirmed_by, airing.who) == (None, str(deliveries.feed_of(station)))


def test_sent_again_it_is_known_and_with_other_content_refused(release, send):
    send(line(release))
    assert told(send(line(release))) == [(200, "MATCHED")]
    assert told(send(line(release, seconds=60))) == [(409, "DUPLICATE")]
    assert models.Airing.objects.count() == 1


def test_each_line_of_a_batch_has_its_own_verdict(release, send):
    ahead = (timezone.now() + timedelta(hours=1)).isoformat()
    answers = told(
        send(
            line(release),
            line(release, "2", title="Ninh Thuận quê em"),
            line(release, "3", started_at=ahead),
            line(release, "1"),
        )
    )
    assert answers == [(201, "MATCHED"), (201, "FOREIGN"), (422, "UNREADABLE"), (200, "MATCHED")]


def test_what_a_person_said_otherwise_stands(station, release, send):
    draft = broadcasts.airing_draft(release, has_aired=False, evidence_text="Mất điện")
    said = services.confirm_airing(draft=draft, by=station.broadcaster, at=timezone.now())
    assert told(send(line(release))) == [(201, "CONTRADICTS")]
    assert models.Airing.objects.current().get() == said


def test_what_a_person_declared_is_borne_out_once(station, release, send):
    draft = broadcasts.airing_draft(release)
    services.confirm_airing(draft=draft, by=station.broadcaster, at=timezone.now())
    assert told(send(line(release))) == [(201, "UPGRADES")]
    assert models.AiringRollup.objects.get().pieces == 1
    assert services.recount_airings(by=cast.SYSTEM, at=timezone.now()) == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"lines": []},
        {"lines": [{}] * 2},
        {"lines": [{"line_id": "", "title": "x", "started_at": "2026-11-17T05:30:00Z"}]},
        {"lines": [{"line_id": "1", "title": "x", "started_at": "2026-11-17T05:30:00"}]},
        {"lines": [{"line_id": "1", "title": "x", "started_at": "hôm qua"}]},
        {"lines": [{"line_id": "1", "title": "x", "started_at": "2026-11-17T05:30Z", "seconds": 0}]},
        {"lines": [{"line_id": str(n), "title": "x", "started_at": "2026-11-17T05:30:00Z"} for n in range(501)]},
    ],
)  # fmt: skip
def test_a_batch_of_the_wrong_form_is_refused_whole(station, client, body):
    token = queries.token_of(deliveries.feed_of(station))
    headers = {"Authorization": f"Bearer {token}"}
    answer = client.post(PATH, body, content_type="application/json", headers=headers)
    assert answer.status_code == 422
    assert not models.PlayoutLine.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_twice_at_once_counts_once():
    station = broadcasts.make_station()
    release = broadcasts.make_release(station)
    row = queries.LogRow(1, release.script.title, "7", release.planned_start_at, 120)
    feed = models.Destination.objects.select_related("outlet").get(
        pk=deliveries.feed_of(station).pk
    )

    def hand_in():
        return services.take_lines(destination=feed, rows=[row], at=broadcasts.on_air(9))

    answers = at_once(hand_in, hand_in)
    assert sorted(a[0].status for a in answers) == [200, 201]
    assert models.Airing.objects.count() == 1
