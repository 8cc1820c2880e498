"""One tap on the rundown: aired, late, not aired, a whole slot, and taking it back."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns.broadcasts import models, queries, services
from tests.broadcasts.test_races import at_once, of
from tests.factories import broadcasts, cast

LATER = broadcasts.on_air(9)
DAY = broadcasts.TOMORROW.isoformat()


@pytest.fixture
def tap(client, settings, station):
    """Send one of the three forms of a line."""
    settings.LOA_SECOND_FACTOR_REQUIRED = False

    def go(release, by=None, **post):
        client.force_login(by or station.broadcaster)
        return client.post(reverse("broadcasts:tap", args=[release.pk]), post)

    return go


def said(response):
    return html.unescape(response.content.decode())


def test_one_tap_notes_it_as_planned_and_offers_to_undo(station, tap, client):
    release = broadcasts.make_release(station)
    answer = tap(release, what="aired")
    airing = models.Airing.objects.get()
    assert (airing.aired_at, airing.seconds) == (release.planned_start_at, 120)
    assert answer["Location"].endswith(f"?noted={airing.pk}#release-{release.pk}")
    page = said(client.get(answer["Location"].partition("#")[0]))
    # The browser scrolls to the line, so that is where the way back stands.
    row = page.partition(f'id="release-{release.pk}"')[2].partition("</li>")[0]
    assert reverse("broadcasts:take_back", args=[airing.pk]) in row
    later = said(client.get(answer["Location"].partition("?")[0]))
    assert reverse("broadcasts:take_back", args=[airing.pk]) not in later


def test_late_begins_at_the_planned_time_on_another_day(station, client, settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    release = broadcasts.make_release(station)
    client.force_login(station.broadcaster)
    page = said(client.get(reverse("broadcasts:rundown", args=[station.outlet.pk, DAY])))
    field = page.partition(f'id="late-{release.pk}"')[2].partition(">")[0]
    assert f'value="{release.planned_start_at.astimezone(models.AIR_ZONE):%Y-%m-%dT%H:%M}"' in field


def test_late_takes_the_time_alone(station, tap):
    tap(broadcasts.make_release(station), what="late", aired_at="2026-11-17T07:15")
    airing = models.Airing.objects.get()
    assert airing.aired_at == broadcasts.on_air(7, 15)
    assert queries.standing_of_airing(airing, is_old_text=False).label == "Phát muộn"


def test_a_reason_in_code_needs_no_words(station, tap):
    tap(broadcasts.make_release(station), what="not_aired", not_aired_reason="POWER_CUT")
    airing = models.Airing.objects.get()
    assert (airing.has_aired, airing.not_aired_reason) == (False, "POWER_CUT")
    assert str(airing.note) == models.NotAiredReason.POWER_CUT.label


@pytest.mark.parametrize(
    "post",
    [
        {},
        {"what": "perhaps"},
        {"what": "late"},
        {"what": "late", "aired_at": "lúc sáng"},
        {"what": "late", "aired_at": "2126-11-17T07:15"},
        {"what": "not_aired"},
        {"what": "not_aired", "not_aired_reason": "RAIN"},
        {"what": "not_aired", "not_aired_reason": "OTHER"},
        {"what": "not_aired", "not_aired_reason": "OTHER", "evidence_text": "x" * 1001},
    ],
)
def test_a_tap_that_says_too_little_opens_the_whole_form(station, tap, post):
    answer = tap(broadcasts.make_release(station), **post)
    assert answer.status_code == 200
    assert "loa-error" in said(answer)
    assert not models.Airing.objects.exists()


def test_what_was_typed_stays_in_the_form(station, tap):
    release = broadcasts.make_release(station)
    page = said(tap(release, what="not_aired", evidence_text="Loa hỏng ở thôn Tà Lú"))
    assert "Loa hỏng ở thôn Tà Lú" in page


def test_the_second_to_tap_is_told_who_was_first(station, tap):
    release = broadcasts.make_release(station)
    tap(release, what="aired")
    answer = tap(release, by=station.colleague, what="aired")
    assert answer.status_code == 409
    assert "Broadcaster" in said(answer)


def test_the_page_of_a_confirmed_release_shows_who_and_leads_to_the_correction(
    station, tap, client
):
    release = broadcasts.make_release(station)
    tap(release, what="aired")
    page = said(client.get(reverse("broadcasts:confirm", args=[release.pk])))
    assert "Broadcaster" in page
    assert reverse("broadcasts:correct", args=[models.Airing.objects.get().pk]) in page
    assert 'name="seconds"' not in page


def test_taken_back_the_release_waits_again_and_is_confirmed_anew(station):
    release = broadcasts.make_release(station)
    slip = broadcasts.make_airing(station, release)
    void = services.take_back_airing(airing=slip, by=station.broadcaster, at=LATER)
    assert list(models.Release.objects.unconfirmed()) == [release]
    assert not models.Airing.objects.current().exists()
    assert models.AiringRollup.objects.get().pieces == 0
    anew = broadcasts.make_airing(station, release, seconds=60)
    assert anew.replaces == void
    assert services.recount_airings(by=cast.SYSTEM, at=LATER) == []
    assert models.Airing.objects.count() == 3, "nothing is ever removed"


def test_a_line_is_taken_back_once_and_not_corrected_after(station):
    slip = broadcasts.make_airing(station)
    void = services.take_back_airing(airing=slip, by=station.broadcaster, at=LATER)
    draft = services.AiringDraft(aired_at=slip.aired_at, seconds=9)
    for line in (slip, void):
        with pytest.raises(services.AlreadyConfirmed, match="Broadcaster"):
            services.take_back_airing(airing=line, by=station.colleague, at=LATER)
        with pytest.raises(services.AlreadyConfirmed, match="Broadcaster"):
            services.correct_airing(
                airing=line, draft=draft, reason="Nhầm", by=station.colleague, at=LATER
            )


def test_a_release_whose_confirmation_was_taken_back_can_be_cancelled(station):
    release = broadcasts.make_release(station)
    slip = broadcasts.make_airing(station, release)
    services.take_back_airing(airing=slip, by=station.broadcaster, at=LATER)
    services.cancel_release(release=release, reason="Hoãn", by=station.chief, at=LATER)
    release.refresh_from_db()
    assert release.state == "CANCELLED"


def test_undo_by_the_page_says_so(station, client, settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    slip = broadcasts.make_airing(station)
    client.force_login(station.broadcaster)
    path = reverse("broadcasts:take_back", args=[slip.pk])
    assert client.post(path)["Location"].endswith(f"/{DAY}/")
    page = said(client.post(path, follow=True))
    assert "Broadcaster" in page
    assert models.Airing.objects.count() == 2


def fill_slot(station, count):
    return [
        broadcasts.make_release(
            station, planned_start_at=broadcasts.on_air(5, 30) + timedelta(minutes=2 * n)
        )
        for n in range(count)
    ]


def test_a_slot_is_confirmed_whole_but_for_what_others_said(station, client, settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    first, *_rest = fill_slot(station, 3)
    broadcasts.make_airing(station, first, has_aired=False, evidence_text="Mất điện")
    client.force_login(station.broadcaster)
    path = reverse("broadcasts:confirm_slot", args=[station.outlet.pk, station.news.pk])
    page = said(client.get(reverse("broadcasts:rundown", args=[station.outlet.pk, DAY])))
    assert path in page
    client.post(path, {"starts_at": broadcasts.on_air(5, 30).isoformat()})
    assert models.Airing.objects.counted().count() == 2
    client.post(path, {"starts_at": broadcasts.on_air(5, 30).isoformat()})
    assert models.Airing.objects.count() == 3
    assert client.post(path, {"starts_at": "hôm qua"}).status_code == 302


def test_what_is_not_over_is_not_confirmed_with_its_slot(station):
    fill_slot(station, 2)
    count = services.confirm_slot(
        outlet=station.outlet,
        slot_id=station.news.pk,
        starts_at=broadcasts.on_air(5, 30),
        by=station.broadcaster,
        at=broadcasts.on_air(5, 33),
    )
    assert count == 1


@pytest.mark.django_db(transaction=True)
def test_two_confirm_the_same_slot_and_each_script_is_noted_once():
    station = broadcasts.make_station()
    fill_slot(station, 3)

    def confirm(by):
        return lambda: services.confirm_slot(
            outlet=station.outlet,
            slot_id=station.news.pk,
            starts_at=broadcasts.on_air(5, 30),
            by=by,
            at=LATER,
        )

    counts = at_once(confirm(station.broadcaster), confirm(station.colleague))
    assert sum(of(counts, int)) == 3
    assert models.Airing.objects.count() == 3
    assert models.AiringRollup.objects.get().pieces == 3


@pytest.mark.django_db(transaction=True)
def test_two_take_back_the_same_line():
    station = broadcasts.make_station()
    slip = broadcasts.make_airing(station)

    def undo(by):
        return lambda: services.take_back_airing(airing=slip, by=by, at=LATER)

    results = at_once(undo(station.broadcaster), undo(station.colleague))
    assert len(of(results, models.Airing)) == 1
    assert len(of(results, services.AlreadyConfirmed)) == 1
    assert models.AiringRollup.objects.get().pieces == 0
