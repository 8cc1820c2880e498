"""The figure of pieces aired, and the sums by day that it is read from."""

import random
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from campaigns.broadcasts import models, queries, services
from campaigns.kernel import writing
from campaigns.units import services as units_services
from tests.broadcasts.test_airings import LATER, confirm, correct
from tests.factories import broadcasts, cast


def pieces(unit, first=broadcasts.TOMORROW, last=broadcasts.TOMORROW):
    return queries.pieces_aired(unit, first, last).rows_count


def test_the_figure_counts_what_units_below_aired(station):
    broadcasts.make_airing(station)
    assert pieces(station.cast.station) == 1
    assert pieces(station.cast.province) == 1
    assert pieces(station.cast.district) == 0
    assert pieces(station.cast.province, last=broadcasts.TOMORROW - timedelta(days=1)) == 0


def test_what_was_not_aired_does_not_count(station):
    broadcasts.make_airing(station, has_aired=False, evidence_text="Mất điện")
    assert pieces(station.cast.station) == 0


def test_a_correction_that_it_was_not_aired_takes_it_back(station):
    airing = broadcasts.make_airing(station)
    correct(station, airing, has_aired=False, evidence_text="Nhầm bài")
    assert pieces(station.cast.station) == 0


def test_an_airing_belongs_to_its_day_in_viet_nam(station):
    release = broadcasts.make_release(station, slot=None, planned_start_at=broadcasts.on_air(0, 30))
    broadcasts.make_airing(station, release)
    assert pieces(station.cast.station) == 1


def test_an_outlet_counts_where_it_stood_on_that_day(station):
    broadcasts.make_airing(station)
    units_services.move_unit(
        unit=station.cast.station,
        parent=station.cast.district,
        from_date=broadcasts.TOMORROW + timedelta(days=1),
        by=cast.SYSTEM,
        at=LATER,
    )
    assert pieces(station.cast.district) == 0
    rows = models.Airing.objects.counted().on_days(broadcasts.TOMORROW, broadcasts.TOMORROW)
    assert rows.within(station.cast.province).count() == 1
    assert rows.within(station.cast.district).count() == 0


@pytest.mark.parametrize("seed", range(8))
def test_the_rollup_equals_a_recount_after_any_history(station, seed):
    dice = random.Random(seed)
    at = broadcasts.on_air(23, 59) + timedelta(days=3)
    for _ in range(12):
        base = {
            "aired_at": broadcasts.on_air(0) + timedelta(minutes=dice.randrange(3 * 1440)),
            "seconds": dice.choice([30, 60, 600]),
            "has_aired": dice.random() < 0.8,
            "evidence_text": "Ghi tay",
        }
        current = list(models.Airing.objects.current().order_by("pk"))
        if current and dice.random() < 0.5:
            correct(station, dice.choice(current), at=at, **base)
        else:
            where = {"outlet": station.outlet, "medium": dice.choice(["RADIO", "TELEVISION"])}
            confirm(station, at=at, language=dice.choice(["vi", "rog"]), **base, **where)
    assert services.recount_airings(by=cast.SYSTEM, at=at) == []
    counted = models.Airing.objects.counted().count()
    assert pieces(station.cast.province, last=broadcasts.TOMORROW + timedelta(days=3)) == counted


def test_the_command_tells_differences_and_mends_them(station, capsys):
    broadcasts.make_airing(station)
    with writing.writing(by=cast.SYSTEM, at=LATER) as write:
        models.AiringRollup.objects.update(pieces=7)
        write.rows = 0
    with pytest.raises(CommandError):
        call_command("recount_airings", "--check")
    call_command("recount_airings")
    assert "kept (7, 120), counted (1, 120)" in capsys.readouterr().out
    assert pieces(station.cast.station) == 1
    call_command("recount_airings", "--check")
