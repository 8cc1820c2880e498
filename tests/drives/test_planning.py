"""Changing what was planned: nothing outside the drive, nobody without a place, everybody told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.drives import models, services
from tests.factories import drives as factory
from tests.factories import team

pytestmark = pytest.mark.django_db
NOW = factory.NOW
State = models.SignUp.State


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


@pytest.fixture
def shift(scene) -> models.Shift:
    return team.make_shift(scene.drive, capacity=1)


def amend(scene: factory.Scene, **changes) -> None:
    draft = replace(services.draft_of(scene.drive), **changes)
    services.amend_drive(drive=scene.drive, draft=draft, by=scene.organiser, at=NOW)


def amend_shift(scene: factory.Scene, shift: models.Shift, **changes) -> list[models.SignUp]:
    draft = services.ShiftDraft(shift.starts_at, shift.ends_at, shift.capacity, shift.needs)
    return services.amend_shift(
        shift=shift, draft=replace(draft, **changes), by=scene.organiser, at=NOW
    )


def test_a_drive_is_changed_and_the_record_says_what(scene):
    amend(
        scene, place="Nhà văn hóa", apps=(scene.apps["ncovi"],), languages=("vi", "rog"),
        latitude=11.9, longitude=108.9, is_recruiting=False,
    )  # fmt: skip
    drive = models.Drive.objects.get(pk=scene.drive.pk)
    assert (drive.place, drive.point, drive.is_recruiting) == ("Nhà văn hóa", (11.9, 108.9), False)
    assert list(drive.apps.values_list("code", flat=True)) == ["ncovi"]
    assert set(drive.languages.values_list("language", flat=True)) == {"vi", "rog"}
    event = audit_models.Event.objects.get(verb="drives.drive_amended")
    assert event.before["place"] == "Chợ Phước Đại"
    assert event.after["serves"] == ["ncovi", "rog", "vi"]


def test_saving_what_stands_already_leaves_no_event(scene):
    amend(scene)
    assert not audit_models.Event.objects.filter(verb="drives.drive_amended").exists()


def test_hours_that_leave_a_shift_outside_are_refused(scene, shift):
    with pytest.raises(services.DriveRefused, match=f"{timezone.localtime(NOW):%H:%M}"):
        amend(scene, ends_at=shift.ends_at - timedelta(minutes=1))  # so is the drive's first shift
    for senseless in (scene.drive.starts_at, NOW + timedelta(days=900)):
        with pytest.raises(services.DriveRefused):
            amend(scene, ends_at=senseless)
    assert models.Drive.objects.get(pk=scene.drive.pk).ends_at > shift.ends_at


def test_a_drive_that_is_over_is_not_changed(scene, shift):
    services.close_drive(drive=scene.drive, by=scene.organiser, at=NOW)
    with pytest.raises(services.StateRefused):
        amend(scene, place="Khác")
    with pytest.raises(services.StateRefused):
        amend_shift(scene, shift, capacity=9)
    with pytest.raises(services.StateRefused):
        services.remove_shift(shift=shift, by=scene.organiser, at=NOW)


def test_places_that_a_shift_gains_go_to_those_who_wait(scene, shift):
    _first, second, third = (team.sign_up(shift) for _ in range(3))
    moved = amend_shift(scene, shift, capacity=2)
    assert moved == [second]
    third.refresh_from_db()
    assert third.state == State.WAITING


def test_nobody_loses_a_place_because_fewer_are_wanted(scene):
    shift = team.make_shift(scene.drive, capacity=3)
    for _ in range(2):
        team.sign_up(shift)
    with pytest.raises(services.DriveRefused, match="2"):
        amend_shift(scene, shift, capacity=1)
    amend_shift(scene, shift, capacity=2)


def test_new_hours_are_told_to_those_who_signed_up(scene, shift):
    team.sign_up(shift)
    amend_shift(scene, shift, needs="Áo mưa")
    assert not models.TeamMessage.objects.exists()
    later = shift.starts_at + timedelta(minutes=30)
    amend_shift(scene, shift, starts_at=later)
    message = models.TeamMessage.objects.get()
    assert message.shift == shift
    assert f"{timezone.localtime(later):%H:%M}" in message.text


def test_new_hours_of_a_shift_without_people_are_told_to_nobody(scene, shift):
    amend_shift(scene, shift, starts_at=shift.starts_at + timedelta(minutes=30))
    assert not models.TeamMessage.objects.exists()


def test_a_shift_that_has_begun_keeps_its_beginning(scene):
    begun = models.Shift.objects.get(drive=scene.drive)
    with pytest.raises(services.StateRefused):
        amend_shift(scene, begun, starts_at=NOW + timedelta(minutes=5))
    amend_shift(scene, begun, ends_at=begun.ends_at - timedelta(hours=1))


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": NOW - timedelta(hours=3)},
        {"ends_at": NOW + timedelta(hours=20)},
        {"ends_at": NOW},
        {"capacity": 0},
        {"starts_at": NOW, "ends_at": NOW + timedelta(hours=4)},
    ],
)
def test_a_shift_without_sense_is_refused(scene, shift, change):
    with pytest.raises(services.DriveRefused):
        amend_shift(scene, shift, **change)


def test_a_shift_without_people_is_removed_and_one_with_people_stays(scene, shift):
    services.remove_shift(shift=shift, by=scene.organiser, at=NOW)
    other = team.make_shift(scene.drive)
    team.sign_up(other)
    with pytest.raises(services.ShiftInUse):
        services.remove_shift(shift=other, by=scene.organiser, at=NOW)
    assert models.Shift.objects.filter(pk=other.pk).exists()
    assert not models.Shift.objects.filter(starts_at=shift.starts_at, pk=shift.pk).exists()


def copy(scene: factory.Scene, first_date: date) -> models.Drive:
    draft = services.CopyDraft(first_date, "Bản sao")
    return services.copy_drive(drive=scene.drive, draft=draft, by=scene.organiser, at=NOW)


def test_a_copy_has_shifts_and_needs_on_other_days_and_no_people(scene, shift):
    team.sign_up(shift)
    amend(scene, languages=("vi", "rog"), latitude=11.9, longitude=108.9, target_residents=80)
    factory.join(scene.drive)
    new = copy(scene, timezone.localdate(scene.drive.starts_at) + timedelta(days=9))
    assert new.starts_at - scene.drive.starts_at == timedelta(days=9)
    assert new.ends_at - scene.drive.ends_at == timedelta(days=9)
    old = scene.drive.shifts.order_by("pk").values_list("starts_at", "ends_at", "capacity", "needs")
    copied = new.shifts.order_by("pk").values_list("starts_at", "ends_at", "capacity", "needs")
    days = timedelta(days=9)
    assert list(copied) == [(s + days, e + days, c, n) for s, e, c, n in old]
    assert (new.point, new.target_residents, new.state) == ((11.9, 108.9), 80, "OPEN")
    assert set(new.languages.values_list("language", flat=True)) == {"vi", "rog"}
    assert not new.team.exists()
    assert not new.devices.exists()
    assert set(new.shifts.values_list("taken", flat=True)) == {0}


def test_a_copy_that_would_be_over_is_refused_and_leaves_nothing(scene, shift):
    before = models.Drive.objects.count()
    with pytest.raises(services.DriveRefused):
        copy(scene, timezone.localdate(NOW) - timedelta(days=9))
    assert models.Drive.objects.count() == before


def test_a_cancelled_drive_tells_its_team_why(scene, shift):
    team.sign_up(shift, email="en@example.vn")
    services.cancel_drive(drive=scene.drive, reason="Bão số 9", by=scene.organiser, at=NOW)
    message = models.TeamMessage.objects.get(member__isnull=True)
    assert "Bão số 9" in message.text
    assert message.mails.count() == 1


def test_a_drive_without_people_is_cancelled_in_silence(scene):
    services.cancel_drive(drive=scene.drive, reason="Bão số 9", by=scene.organiser, at=NOW)
    assert not models.TeamMessage.objects.exists()


def test_a_movement_is_changed_and_never_ends_before_it_begins(scene):
    movement = scene.movement
    draft = services.MovementDraft(
        movement.campaign, movement.code, "Tên mới", "New name", movement.unit, date(2021, 6, 6)
    )
    services.amend_movement(movement=movement, draft=draft, by=scene.organiser, at=NOW)
    assert models.Movement.objects.get().name_vi == "Tên mới"
    wrong = replace(draft, ends_date=date(2021, 6, 5))
    with pytest.raises(services.DriveRefused):
        services.amend_movement(movement=movement, draft=wrong, by=scene.organiser, at=NOW)
    with pytest.raises(services.DriveRefused):
        services.launch_movement(draft=wrong, by=scene.organiser, at=NOW)
