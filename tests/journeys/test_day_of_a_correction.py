"""The day of a correction: a wrong number is on air at two outlets; each confirms that it is gone."""

import html

import pytest
from django.urls import reverse

from campaigns.broadcasts import models, queries, services
from campaigns.kernel import actor, roles
from campaigns.notifications import models as notification_models
from campaigns.workspace import queries as workspace_queries
from tests.factories import broadcasts, cast

pytestmark = pytest.mark.journey
DAY = broadcasts.TOMORROW


def at(hour, minute=0):
    return broadcasts.on_air(hour, minute)


@pytest.fixture
def walk(client, settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False

    def go(user, name, *args, post=None, **query):
        client.force_login(user)
        path = reverse(f"broadcasts:{name}", args=args)
        answer = client.get(path, query) if post is None else client.post(path, post, follow=True)
        assert answer.status_code == 200
        return html.unescape(answer.content.decode())

    return go


def test_the_day_of_a_correction(db, walk):
    station = broadcasts.make_station()
    commune = broadcasts.make_outlet(station.cast.commune, "RADIO")
    listener = cast.make_person("loa", roles.Role.BROADCASTER, station.cast.commune)
    wrong = broadcasts.make_script(
        station, text="Gọi 1900 1234.", spoken_text="Gọi một chín không không một hai ba bốn."
    )

    # 05:30 and 06:00: the wrong number is on air at both; the commune plans it for 17:00 again.
    morning = broadcasts.make_release(station, wrong)
    there = broadcasts.make_release(
        station, wrong, outlet=commune, slot=None, planned_start_at=at(6)
    )
    evening = broadcasts.make_release(
        station, wrong, outlet=commune, slot=None, planned_start_at=at(17)
    )
    walk(station.broadcaster, "tap", morning.pk, post={"what": "aired"})
    walk(listener, "tap", there.pk, post={"what": "late", "aired_at": "2026-11-17T06:20"})

    # 08:00: the newsroom publishes the right one. What waited carries it now.
    right = broadcasts.make_script(
        station,
        at=at(8),
        page_id=wrong.page_id,
        text="Gọi 1900 9095.",
        spoken_text="Gọi một chín không không chín không chín năm.",
    )
    recall = models.Recall.objects.get()
    assert (recall.script, recall.newer_script) == (wrong, right)
    evening.refresh_from_db()
    assert evening.state == "CANCELLED"
    replaced = models.Release.objects.planned().get(script=right)
    assert (replaced.outlet, replaced.planned_start_at) == (commune, at(17))

    # Both stand in my day, with what each aired; the newsroom sees 0 of 2.
    for person in (station.broadcaster, listener, station.chief):
        urls = [item.url for item in workspace_queries.my_day(person, at(8, 5))]
        assert reverse("broadcasts:recall", args=[recall.pk]) in urls
    office = cast.make_person("office", roles.Role.PROVINCIAL_OFFICE, station.cast.province)
    assert "0/2" in walk(office, "recall", recall.pk)

    # 08:30 the station airs the right text and says so; the commune stays silent until reminded.
    mine = recall.notices.get(outlet=station.outlet)
    walk(station.broadcaster, "answer_notice", mine.pk, post={"answer": "CORRECTED"})
    # The page reads the clock; what the sweep does is told the hour.
    silent = recall.notices.get(outlet=commune)
    sweep = actor.SystemActor("recalls")
    assert services.pursue_recalls(by=sweep, at=at(9, 1)) == 1
    assert services.pursue_recalls(by=sweep, at=at(10, 2)) == 1
    told = notification_models.Notice.objects.filter(topic__endswith=":silent")
    assert station.chief.pk in told.values_list("user", flat=True)

    # 10:10 the commune confirms; every outlet has.
    walk(listener, "answer_notice", silent.pk, post={"answer": "REMOVED"})
    assert not models.RecallNotice.objects.unanswered().exists()

    # Afterwards the log tells what was said under which number.
    found = queries.said_filtered(
        models.Airing.objects.all(), {"q": '"một hai ba bốn"', "from": DAY, "to": DAY}
    )
    assert sorted(a.outlet_id for a in found) == sorted([station.outlet.pk, commune.pk])
    page = walk(station.chief, "said", q='"mot hai ba bon"')
    assert "<mark>một hai ba bốn</mark>" in page
    assert "2/2" in walk(office, "recall", recall.pk)
