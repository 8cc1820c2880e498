"""The as-run log: said once, corrected by new lines, counted by day."""

from datetime import timedelta

import pytest

from campaigns.broadcasts import models, services
from campaigns.kernel import writing
from tests.factories import broadcasts, cast

LATER = broadcasts.on_air(9, 0)


def confirm(station, by=None, at=LATER, **changes):
    return services.confirm_airing(
        draft=broadcasts.airing_draft(changes.pop("release", None), **changes),
        by=by or station.broadcaster,
        at=at,
    )


def correct(station, airing, at=LATER, reason="Ghi nhầm", **changes):
    draft = services.AiringDraft(**({"aired_at": airing.aired_at, "seconds": 120} | changes))
    return services.correct_airing(
        airing=airing, draft=draft, reason=reason, by=station.colleague, at=at
    )


def test_a_confirmed_airing_takes_what_it_is_from_the_release(station):
    release = broadcasts.make_release(station)
    airing = confirm(station, release=release)
    assert (airing.script, airing.outlet) == (release.script, station.outlet)
    assert (airing.medium, airing.language) == ("RADIO", "vi")
    assert airing.confirmed_by == station.broadcaster


def test_the_second_to_confirm_is_told_who_was_first_and_when(station):
    release = broadcasts.make_release(station)
    confirm(station, release=release)
    with pytest.raises(services.AlreadyConfirmed) as told:
        confirm(station, release=release, by=station.colleague)
    assert "Broadcaster" in told.value.message
    assert "09:00 17/11/2026" in told.value.message
    assert models.Airing.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"aired_at": LATER + timedelta(seconds=1)},
        {"seconds": 0},
        {"has_aired": False},
        {"source": "EVIDENCED"},
    ],
    ids=["ahead", "no length", "no reason", "no evidence"],
)
def test_a_line_that_says_too_little_is_refused(station, changes):
    release = broadcasts.make_release(station)
    with pytest.raises(services.AiringRefused):
        confirm(station, release=release, **changes)


def test_a_cancelled_release_is_not_confirmed(station):
    release = broadcasts.make_release(station)
    services.cancel_release(release=release, reason="Hoãn", by=station.chief, at=broadcasts.NOW)
    with pytest.raises(services.AiringRefused):
        confirm(station, release=release)


def test_what_was_not_planned_is_recorded_with_what_it_was(station):
    base = {"outlet": station.outlet, "medium": "RADIO", "aired_at": LATER, "seconds": 60}
    with pytest.raises(services.AiringRefused):
        confirm(station, **base)
    with pytest.raises(services.AiringRefused):
        confirm(station, **(base | {"medium": "SMS", "evidence_text": "Phỏng vấn"}))
    described = confirm(station, evidence_text="Phỏng vấn Chủ tịch xã", **base)
    of_script = confirm(station, script=broadcasts.make_script(station, language="rog"), **base)
    assert described.release is None
    assert of_script.language == "rog"


def test_a_correction_is_a_new_line_that_names_the_old(station):
    airing = broadcasts.make_airing(station)
    corrected = correct(station, airing, seconds=90)
    airing.refresh_from_db()
    assert corrected.replaces == airing
    assert (airing.seconds, corrected.seconds) == (120, 90)
    assert list(models.Airing.objects.current()) == [corrected]


def test_one_line_is_corrected_once_and_the_second_is_told(station):
    airing = broadcasts.make_airing(station)
    correct(station, airing)
    with pytest.raises(services.AlreadyConfirmed, match="Colleague"):
        correct(station, airing)


def test_a_correction_needs_a_reason(station):
    with pytest.raises(services.AiringRefused):
        correct(station, broadcasts.make_airing(station), reason="")


_FIELDS = sorted({f.name for f in models.Airing._meta.concrete_fields} - {"id"})


@pytest.mark.parametrize("name", _FIELDS)
def test_no_field_of_an_airing_can_be_saved_again(station, name):
    airing = broadcasts.make_airing(station)
    with writing.writing(by=cast.SYSTEM, at=LATER), pytest.raises(models.FrozenRow):
        airing.save(update_fields=[name])
