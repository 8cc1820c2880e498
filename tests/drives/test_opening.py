"""Opening drives, planning shifts, and the edges between states."""

from datetime import timedelta

import pytest

from campaigns.drives import models, services
from tests.factories import cast as cast_factory
from tests.factories import drives as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW
State = models.Drive.State


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


def test_a_new_drive_has_its_shift_its_code_and_every_counted_app(scene):
    drive = scene.drive
    assert drive.is_open
    assert drive.shifts.count() == 1
    assert set(drive.apps.all()) == set(scene.apps.values())
    assert len(factory.code_of(drive)) == 10


@pytest.mark.parametrize(
    "hours", [(2, 2), (3, 2), (-5, -1)], ids=["no time", "backwards", "over already"]
)
def test_a_drive_that_makes_no_sense_is_refused(scene, hours):
    draft = services.DriveDraft(
        scene.movement, scene.cast.commune, scene.cast.commune, "Ra quân", "Chợ",
        NOW + timedelta(hours=hours[0]), NOW + timedelta(hours=hours[1]),
    )  # fmt: skip
    with pytest.raises(services.DriveRefused):
        services.open_drive(draft=draft, by=scene.organiser, at=NOW)
    assert models.Drive.objects.count() == 1


def test_a_drive_with_a_shift_outside_of_it_is_not_opened_at_all(scene):
    late = services.ShiftDraft(NOW + timedelta(hours=7), NOW + timedelta(hours=9), 4)
    with pytest.raises(services.DriveRefused):
        factory.make_drive(scene.movement, scene.cast.commune, scene.organiser, shifts=(late,))
    assert models.Drive.objects.count() == 1


@pytest.mark.parametrize(
    "hours", [(5, 5), (5, 4), (-2, 1), (0, 4)], ids=["no time", "backwards", "early", "twice"]
)
def test_a_shift_that_makes_no_sense_is_refused(scene, hours):
    draft = services.ShiftDraft(NOW + timedelta(hours=hours[0]), NOW + timedelta(hours=hours[1]), 4)
    with pytest.raises(services.DriveRefused):
        services.plan_shift(drive=scene.drive, draft=draft, by=scene.organiser, at=NOW)
    assert scene.drive.shifts.count() == 1


def test_no_shift_is_added_to_a_drive_that_ended_meanwhile(scene):
    stale = models.Drive.objects.get(pk=scene.drive.pk)
    services.close_drive(drive=scene.drive, by=scene.organiser, at=NOW)
    draft = services.ShiftDraft(NOW, NOW + timedelta(hours=2), 4)
    with pytest.raises(services.StateRefused):
        services.plan_shift(drive=stale, draft=draft, by=scene.organiser, at=NOW)


def take(drive, to, by):
    if to == State.CLOSED:
        services.close_drive(drive=drive, by=by, at=NOW)
    elif to == State.CANCELLED:
        services.cancel_drive(drive=drive, reason="Mưa lớn", by=by, at=NOW)
    else:
        services.reopen_drive(drive=drive, by=by, at=NOW)


@pytest.mark.parametrize("target", State)
@pytest.mark.parametrize("source", State)
def test_only_the_edges_of_the_table_are_taken(scene, source, target):
    drive = scene.drive
    if source != State.OPEN:
        take(drive, source, scene.organiser)
    if target in models.Drive.TRANSITIONS[source]:
        take(drive, target, scene.organiser)
        assert drive.state == target
    else:
        with pytest.raises(services.StateRefused):
            take(drive, target, scene.organiser)
        assert drive.state == source


def test_the_loser_of_a_race_to_close_is_told(scene):
    stale = models.Drive.objects.get(pk=scene.drive.pk)
    services.close_drive(drive=scene.drive, by=scene.organiser, at=NOW)
    with pytest.raises(services.StateRefused):
        services.cancel_drive(drive=stale, reason="Mưa", by=scene.organiser, at=NOW)
    assert stale.state == State.CLOSED


def test_a_movement_is_launched_once(scene):
    draft = services.MovementDraft(
        scene.movement.campaign, scene.movement.code, "Tên mới", "New name",
        scene.cast.province, scene.movement.starts_date,
    )  # fmt: skip
    again = services.launch_movement(draft=draft, by=cast_factory.SYSTEM, at=NOW)
    assert again.pk == scene.movement.pk
    assert again.name_vi == "Tên mới"


def test_drives_are_seen_from_their_place_and_from_their_organiser(scene):
    from campaigns.kernel import roles

    elsewhere = factory.make_drive(
        scene.movement, scene.cast.sibling, scene.organiser, organiser=scene.cast.office
    )
    seen = models.Drive.objects.all
    on = NOW.date()
    officer = cast_factory.make_person("office", roles.Role.ORGANISER, scene.cast.office)
    assert set(seen().visible_to(officer, on=on)) == {elsewhere}
    assert set(seen().visible_to(scene.cast.volunteer, on=on)) == {scene.drive}
    assert set(seen().visible_to(scene.organiser, on=on)) == {scene.drive, elsewhere}
