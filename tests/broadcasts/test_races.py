"""Two people at once: one wins, the other is told."""

import threading
from pathlib import Path

import pytest
from django.db import connection

from campaigns.broadcasts import models, queries, services
from tests.factories import broadcasts, sounds


def at_once(*acts):
    """Run the acts in threads that start together; return what each returned or raised."""
    results = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(number, act):
        gate.wait()
        try:
            results[number] = act()
        except Exception as fault:  # noqa: BLE001  the test looks at it
            results[number] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def station(transactional_db):
    return broadcasts.make_station()


def of(results, kind):
    return [r for r in results if isinstance(r, kind)]


def test_two_broadcasters_confirm_the_same_release(station):
    release = broadcasts.make_release(station)
    draft = broadcasts.airing_draft(release)

    def confirm(by):
        return lambda: services.confirm_airing(draft=draft, by=by, at=broadcasts.on_air(9))

    results = at_once(confirm(station.broadcaster), confirm(station.colleague))
    (winner,), (told,) = of(results, models.Airing), of(results, services.AlreadyConfirmed)
    assert str(winner.confirmed_by) in told.message
    assert models.AiringRollup.objects.get().pieces == 1


def test_two_people_correct_the_same_line(station):
    airing = broadcasts.make_airing(station)
    draft = services.AiringDraft(aired_at=airing.aired_at, seconds=90)

    def correct(by):
        return lambda: services.correct_airing(
            airing=airing, draft=draft, reason="Nhầm", by=by, at=broadcasts.on_air(9)
        )

    results = at_once(correct(station.broadcaster), correct(station.colleague))
    assert len(of(results, models.Airing)) == 1
    assert len(of(results, services.AlreadyConfirmed)) == 1
    assert models.AiringRollup.objects.get().seconds == 90


def test_two_workers_freeze_the_same_revision(station):
    draft = broadcasts.script_draft(station)

    def freeze():
        return services.freeze_script(draft=draft, by=station.chief, at=broadcasts.NOW)

    first, second = at_once(freeze, freeze)
    assert first.pk == second.pk
    assert models.Script.objects.count() == 1


def test_two_workers_place_the_same_script(station):
    script = broadcasts.make_script(station)

    def place():
        return services.place_in_next_slot(
            script=script, outlet=station.outlet, by=station.chief, at=broadcasts.NOW
        )

    first, second = at_once(place, place)
    assert first.release == second.release
    assert models.Release.objects.count() == 1


def test_two_planners_do_not_fill_one_place_twice(station):
    scripts = [broadcasts.make_script(station, page_id=n) for n in (1, 2)]

    def plan(script):
        return lambda: broadcasts.make_release(station, script)

    results = at_once(*(plan(s) for s in scripts))
    assert len(of(results, models.Release)) == 1
    assert len(of(results, services.Clash)) == 1


def test_cancelling_and_confirming_at_once_leave_one_truth(station):
    release = broadcasts.make_release(station)
    at = broadcasts.on_air(9)

    def cancel():
        return services.cancel_release(release=release, reason="Hoãn", by=station.chief, at=at)

    def confirm():
        draft = broadcasts.airing_draft(release)
        return services.confirm_airing(draft=draft, by=station.broadcaster, at=at)

    results = at_once(cancel, confirm)
    release.refresh_from_db()
    is_cancelled = release.state == models.ReleaseState.CANCELLED
    assert models.Airing.objects.filter(release=release).exists() is not is_cancelled
    assert len(of(results, Exception)) == 1


def test_two_people_upload_the_same_sound(station):
    def upload(by):
        return lambda: sounds.keep(station.cast.station, by)

    results = at_once(upload(station.editor), upload(station.chief))
    kept = models.Recording.objects.get()
    assert results == [kept, kept]
    folder = Path(kept.file.path).parent
    assert not list(folder.glob("*.part"))


def test_two_people_take_the_last_seconds_of_a_slot(station):
    """600 seconds, 400 of them taken: one of two scripts of 150 seconds fits."""
    broadcasts.make_release(station, planned_seconds=400)
    scripts = [broadcasts.make_script(station, page_id=n, spoken_seconds=150) for n in (2, 3)]
    key = queries.key_of(station.news.pk, broadcasts.on_air(5, 30))

    def place(script, by):
        return lambda: services.release_to_outlets(
            wish=queries.Wish(script, 150),
            choices=[services.Choice(station.outlet, key)],
            by=by,
            at=broadcasts.NOW,
        )

    results = at_once(place(scripts[0], station.chief), place(scripts[1], station.editor))
    assert len(of(results, services.Bulk)) == 1
    (asked,) = of(results, services.BulkRefused)
    assert asked.checks[0].is_overfull
    assert models.Release.objects.count() == 2


def test_two_people_move_the_same_release(station):
    release = broadcasts.make_release(station)
    evening = broadcasts.make_slot(
        station.outlet, "chieu", starts_time=broadcasts.on_air(18).time()
    )

    def move(slot, hour, by):
        draft = services.Move(release, release.planned_start_at, slot, broadcasts.on_air(hour))
        return lambda: services.move_release(move=draft, by=by, at=broadcasts.NOW)

    later = broadcasts.make_slot(station.outlet, "toi", starts_time=broadcasts.on_air(20).time())
    results = at_once(move(evening, 18, station.chief), move(later, 20, station.editor))
    assert len(of(results, services.Moved)) == 1
    assert len(of(results, services.MovedMeanwhile)) == 1
