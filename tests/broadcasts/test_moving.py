"""Moving releases on the rundown: their order, what makes way, and two people at once."""

from datetime import timedelta

import pytest
from django.utils import translation

from campaigns.audit import models as audit_models
from campaigns.broadcasts import models, queries, services
from tests.factories import broadcasts, cast


@pytest.fixture(autouse=True)
def _in_english():
    """Refusals are told apart by their words."""
    with translation.override("en"):
        yield


@pytest.fixture
def evening(station):
    """A second slot of the same medium and language, 300 seconds."""
    start = broadcasts.on_air(18).time()
    return broadcasts.make_slot(station.outlet, "chieu", starts_time=start, seconds=300)


@pytest.fixture
def pieces(station):
    """Three scripts of 100 seconds, one after the other in the morning slot."""
    return [
        broadcasts.make_release(
            station,
            broadcasts.make_script(
                station, page_id=n + 1, title=f"Tin {n + 1}", spoken_seconds=100
            ),
            planned_start_at=broadcasts.on_air(5, 30) + timedelta(seconds=100 * n),
        )
        for n in range(3)
    ]


def move(station, release, slot=None, hour=None, *, by=None, confirmed=False, **changes):
    starts_at = broadcasts.on_air(*hour) if hour else None
    base = {"seen_start_at": release.planned_start_at, "slot": slot, "slot_starts_at": starts_at}
    return services.move_release(
        move=services.Move(release, **(base | changes)),
        by=by or station.chief,
        at=broadcasts.NOW,
        is_overfull_confirmed=confirmed,
    )


def order(station, day=broadcasts.TOMORROW):
    blocks = queries.rundown(station.outlet, day, broadcasts.NOW).blocks
    return [
        [
            (line.title, f"{line.planned_start_at.astimezone(models.AIR_ZONE):%H:%M:%S}")
            for line in b.lines
        ]
        for b in blocks
        if b.lines
    ]


def test_the_last_moved_to_the_front_pushes_the_others_on(station, pieces):
    moved = move(station, pieces[2], station.news, (5, 30), position=0)
    assert order(station) == [[("Tin 3", "05:30:00"), ("Tin 1", "05:31:40"), ("Tin 2", "05:33:20")]]
    assert moved.others == 2


def test_taking_back_a_move_restores_the_order(station, pieces):
    before = order(station)
    back = move(station, pieces[2], station.news, (5, 30), position=0).back
    services.move_release(move=back, by=station.chief, at=broadcasts.NOW)
    assert order(station) == before


def test_what_followed_it_moves_up_when_it_leaves_for_another_slot(station, evening, pieces):
    move(station, pieces[0], evening, (18,))
    assert order(station) == [
        [("Tin 2", "05:30:00"), ("Tin 3", "05:31:40")],
        [("Tin 1", "18:00:00")],
    ]


def test_a_priority_bulletin_stays_before_the_normal_ones(station, pieces):
    script = broadcasts.make_script(station, page_id=9, title="Gấp", spoken_seconds=60)
    first = broadcasts.make_release(
        station, script, priority="PRIORITY", planned_start_at=broadcasts.on_air(5, 38)
    )
    move(station, first, station.news, (5, 30), position=3)
    assert order(station)[0][0] == ("Gấp", "05:30:00")
    first.refresh_from_db()
    with pytest.raises(services.ReleaseRefused, match="priority"):
        move(station, first, station.news, (5, 30), position=3)


def test_an_overfull_slot_asks_before_it_takes_one_more(station, evening, pieces):
    for piece in pieces[:2]:
        piece.refresh_from_db()
        move(station, piece, evening, (18,))
    long = broadcasts.make_script(station, page_id=8, spoken_seconds=200)
    late = broadcasts.make_release(station, long, planned_start_at=broadcasts.on_air(5, 36))
    with pytest.raises(services.SlotOverfull, match="100 seconds"):
        move(station, late, evening, (18,))
    moved = move(station, late, evening, (18,), confirmed=True).release
    assert moved.planned_start_at == broadcasts.on_air(18, 3, 20)


def test_who_saw_an_older_rundown_is_told_who_moved_it(station, pieces):
    move(station, pieces[2], station.news, (5, 30), position=0, by=station.editor)
    with pytest.raises(services.MovedMeanwhile, match=str(station.editor)):
        move(station, pieces[2], station.news, (5, 30), position=1)
    with pytest.raises(services.MovedMeanwhile, match="Others were moved"):
        move(station, pieces[0], station.news, (5, 30), position=2)


def test_what_is_taken_off_or_aired_is_not_moved(station, pieces):
    services.cancel_release(release=pieces[0], reason="Hoãn", by=station.chief, at=broadcasts.NOW)
    broadcasts.make_airing(station, pieces[1])
    for piece in pieces[:2]:
        with pytest.raises(services.ReleaseSettled):
            move(station, piece, station.news, (5, 30))


def test_no_slot_of_another_language_medium_outlet_or_hour_takes_it(station, pieces):
    other = broadcasts.make_outlet(station.cast.commune, "RADIO")
    elsewhere = broadcasts.make_slot(other, "sang")
    for slot, hour, words in [
        (station.cham, (17,), "language"),
        (elsewhere, (5, 30), "another outlet"),
        (station.news, (6,), "not on air then"),
        (None, None, "outside the slots"),
    ]:
        with pytest.raises(services.ReleaseRefused, match=words):
            move(station, pieces[0], slot, hour)


def test_a_slot_that_has_begun_keeps_its_order(station, pieces):
    begun = services.Move(
        pieces[2], pieces[2].planned_start_at, station.news, broadcasts.on_air(5, 30), 0
    )
    with pytest.raises(services.ReleaseRefused, match="begun"):
        services.move_release(move=begun, by=station.chief, at=broadcasts.on_air(5, 31))


def test_a_time_of_its_own_must_be_free(station, pieces):
    with pytest.raises(services.Clash):
        move(station, pieces[0], own_start_at=broadcasts.on_air(5, 33))
    moved = move(station, pieces[0], own_start_at=broadcasts.on_air(9)).release
    assert moved.slot is None
    assert order(station)[0][0] == ("Tin 2", "05:30:00")


def test_a_move_goes_round_what_is_on_air_outside_the_slots(station, pieces):
    script = broadcasts.make_script(station, page_id=7, spoken_seconds=60)
    broadcasts.make_release(
        station, script, slot=None, priority="EMERGENCY", planned_start_at=broadcasts.on_air(5, 30)
    )
    move(station, pieces[2], station.news, (5, 30), position=0)
    assert order(station)[0][0] == ("Tin 3", "05:31:00")


@pytest.mark.parametrize(
    ("which", "is_later", "expected"),
    [(1, False, "05:30:00"), (0, True, "05:31:40"), (2, True, "18:00:00")],
)
def test_a_step_passes_a_neighbour_or_enters_the_next_slot(
    station, evening, pieces, which, is_later, expected
):
    piece = pieces[which]
    step = services.step_move(
        release=piece,
        is_later=is_later,
        seen_start_at=piece.planned_start_at,
        at=broadcasts.NOW,
    )
    moved = services.move_release(move=step, by=station.chief, at=broadcasts.NOW).release
    assert f"{moved.planned_start_at.astimezone(models.AIR_ZONE):%H:%M:%S}" == expected


def test_there_is_nothing_earlier_than_the_first_place(station, pieces):
    with pytest.raises(services.ReleaseRefused, match="no earlier place"):
        services.step_move(
            release=pieces[0],
            is_later=False,
            seen_start_at=pieces[0].planned_start_at,
            at=broadcasts.NOW,
        )


def test_a_stranded_release_goes_into_the_next_slot_with_room(station, pieces):
    broadcasts.make_exception(station.news)
    for piece in pieces:
        services.replace_stranded(release=piece, by=station.chief, at=broadcasts.NOW)
    day = broadcasts.TOMORROW + timedelta(days=1)
    assert [start for _title, start in order(station, day)[0]] == [
        "05:30:00",
        "05:31:40",
        "05:33:20",
    ]


def test_without_any_room_it_stays_stranded_and_says_so(station, pieces):
    services.end_slot(
        slot=station.news, last_day=broadcasts.NOW.date(), by=cast.SYSTEM, at=broadcasts.NOW
    )
    with pytest.raises(services.ReleaseRefused, match="14 days"):
        services.replace_stranded(release=pieces[0], by=station.chief, at=broadcasts.NOW)


def test_a_move_is_one_event_and_tells_who_has_the_old_time(station, pieces):
    destination = services.add_destination(
        draft=services.DestinationDraft(
            station.outlet, models.DestinationKind.EMAIL, "Ban biên tập", "tin@example.org"
        ),
        by=station.chief,
        at=broadcasts.NOW,
    )
    events = audit_models.Event.objects.filter(verb="broadcasts.release_moved")
    move(station, pieces[2], station.news, (5, 30), position=0)
    assert events.count() == 1
    assert not models.Delivery.objects.filter(destination=destination).exists()
