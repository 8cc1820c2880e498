"""The day of an emergency: on air at once at every outlet, and off again when it is over."""

import html
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.broadcasts import models, queries, services
from campaigns.kernel import roles
from campaigns.notifications import models as notification_models
from tests.factories import broadcasts, cast, deliveries
from tests.factories import receiver as receivers

pytestmark = [pytest.mark.django_db, pytest.mark.journey]


@pytest.fixture(autouse=True)
def _own_network(settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    settings.LOA_WEBHOOK_PRIVATE_HOSTS = [receivers.HOST]


def walk(user, name, *args, post=None):
    client = Client()
    client.force_login(user)
    path = reverse(f"broadcasts:{name}", args=args)
    answer = client.get(path) if post is None else client.post(path, post, follow=True)
    assert answer.status_code == 200, path
    return html.unescape(answer.content.decode())


def test_the_day_of_an_emergency():
    station = broadcasts.make_station()
    commune = broadcasts.make_outlet(station.cast.commune, "RADIO")
    coordinator = cast.make_person("dieu-phoi", roles.Role.COORDINATOR, station.cast.province)
    listener = cast.make_person("loa", roles.Role.BROADCASTER, station.cast.commune)
    now = timezone.now()
    script = broadcasts.make_script(station, at=now, title="Bão khẩn cấp", text="Sơ tán ngay.")
    with receivers.receiving() as playout:
        deliveries.make_destination(station, address=playout.url, at=now)
        deliveries.make_destination(station, deliveries.EMAIL, at=now)

        # The coordinator looks first: both outlets can take it at once, nothing is saved by looking.
        both = [station.outlet.pk, commune.pk]
        wanted = {"outlet": both, "priority": "EMERGENCY", "planned_seconds": 120}
        seen = walk(coordinator, "plan", script.pk, post=wanted | {"act": "check"})
        assert "place-" in seen
        assert not models.Release.objects.exists()

        places = {f"place-{pk}": "now" for pk in both}
        walk(coordinator, "plan", script.pk, post=wanted | places | {"act": "place", "take": both})
        releases = {r.outlet_id: r for r in models.Release.objects.all()}
        assert set(releases) == set(both)
        assert {r.priority for r in releases.values()} == {"EMERGENCY"}
        assert all(r.slot is None and r.planned_start_at >= now for r in releases.values())

        # Those who sit at the outlets are told before any sweep; the sweep carries it out once.
        told = notification_models.Notice.objects.filter(user__in=[station.broadcaster, listener])
        assert {notice.user for notice in told} == {station.broadcaster, listener}
        for _again in range(2):
            services.deliver_due(by=cast.SYSTEM, at=timezone.now())
        assert len(playout.bodies) == 1
        assert playout.read()["data"]["priority"] == "EMERGENCY"
        assert [letter.to for letter in mail.outbox if "Bão khẩn cấp" in letter.subject] == [
            ["bientap@example.vn"]
        ]

        # On air, and said so a little later by each.
        for person, release in (
            (station.broadcaster, releases[station.outlet.pk]),
            (listener, releases[commune.pk]),
        ):
            draft = broadcasts.airing_draft(release)
            after = release.planned_end_at + timedelta(minutes=5)
            services.confirm_airing(draft=draft, by=person, at=after)
        day = models.air_day(now)
        assert queries.pieces_aired(station.cast.province, day, day).value == "2"

        # It is over: the text is withdrawn, and each that aired it is asked to take it off.
        services.withdraw_script(
            script=script, reason="Bão đã tan", by=station.chief, at=timezone.now()
        )
        recall = models.Recall.objects.get()
        assert recall.notices.count() == 2
        for person, outlet in ((station.broadcaster, station.outlet), (listener, commune)):
            notice = recall.notices.get(outlet=outlet)
            walk(person, "answer_notice", notice.pk, post={"answer": "REMOVED"})
        assert "2/2" in walk(coordinator, "recall", recall.pk)
    gauges = queries.delivery_gauges(timezone.now())
    assert (gauges.unqueued, gauges.dead, gauges.unacknowledged) == (0, 0, 0)
