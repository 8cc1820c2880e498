"""My day shows a leader what their teams wait for, and nobody else."""

from datetime import timedelta

import pytest

from campaigns.drives import models, services
from campaigns.workspace import queries
from tests.factories import drives as factory
from tests.factories import hours as made
from tests.factories import team

pytestmark = pytest.mark.django_db
NOW = factory.NOW


@pytest.fixture
def scene():
    scene = factory.make_scene()
    drive = factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser,
        ends_at=NOW + timedelta(days=3), shifts=(),
    )  # fmt: skip
    return factory.Scene(scene.cast, scene.organiser, scene.movement, drive, scene.apps)


def waiting(scene, at=NOW, user=None):
    """What waits about the drive's team, by the page that it leads to."""
    items = queries.my_day(user or scene.organiser, at)
    ours = {f"/shifts/{row.pk}/" for row in scene.drive.shifts.all()}
    ours.add(f"/drives/{scene.drive.pk}/hours/")
    return [item for item in items if any(part in item.url for part in ours)]


def test_a_queue_waits_until_there_is_room(scene):
    shift = team.make_shift(scene.drive, capacity=1, starts_in=timedelta(days=2, hours=1))
    for _number in range(3):
        team.sign_up(shift)
    (item,) = waiting(scene)
    assert item.text.startswith("2 tình nguyện viên chờ chỗ")
    assert (item.since_at, item.url) == (NOW, f"/desk/drives/shifts/{shift.pk}/")
    assert waiting(scene, user=scene.cast.volunteer) == []


@pytest.mark.parametrize(("days", "is_shown"), [(1, True), (0, True), (2, False)])
def test_helpers_missing_today_and_tomorrow_are_told_and_not_before(scene, days, is_shown):
    shift = team.make_shift(scene.drive, capacity=3, starts_in=timedelta(days=days, hours=1))
    team.sign_up(shift)
    assert [i.text.startswith("Thiếu 2 người") for i in waiting(scene)] == [True] * is_shown


def test_a_full_shift_is_no_news(scene):
    shift = team.make_shift(scene.drive, capacity=1, starts_in=timedelta(days=1))
    team.sign_up(shift)
    assert waiting(scene) == []


def test_attendance_waits_from_the_end_of_the_shift_until_it_is_noted(scene):
    shift = team.make_shift(scene.drive, capacity=2)
    first, second = team.sign_up(shift).member, team.sign_up(shift).member
    made.confirm(shift, first, 60)
    after = shift.ends_at + timedelta(minutes=1)
    (item,) = waiting(scene, after)
    assert item.text.startswith("Chưa điểm danh 1 người")
    assert item.url == f"/desk/drives/shifts/{shift.pk}/attendance/"
    assert waiting(scene, shift.ends_at + timedelta(hours=25))[0].tone == "danger"
    assert waiting(scene, after + timedelta(days=30)) == []
    made.confirm(shift, second, 60)
    assert waiting(scene, after) == []


def test_told_hours_wait_until_they_are_confirmed(scene):
    shift = team.make_shift(scene.drive, capacity=1)
    member = team.sign_up(shift).member
    services.declare_hours(shift=shift, member=member, minutes=90, by=member, at=made.LATER)
    mark = services.Mark(member, models.Attendance.Outcome.AS_PLANNED)
    services.record_attendance(shift=shift, marks=[mark], by=scene.organiser, at=made.LATER)
    (item,) = waiting(scene, made.EVENING)
    assert item.url == f"/desk/drives/{scene.drive.pk}/hours/?show=waiting"
    assert item.since_at == made.LATER
    made.confirm(shift, member, 90)
    assert waiting(scene, made.EVENING) == []


def test_a_drive_called_off_asks_for_nothing(scene):
    shift = team.make_shift(scene.drive, capacity=2)
    team.sign_up(shift)
    services.cancel_drive(drive=scene.drive, reason="Mưa lớn", by=scene.organiser, at=NOW)
    assert waiting(scene, shift.ends_at + timedelta(hours=1)) == []


def test_the_number_of_questions_does_not_grow_with_the_teams(scene, django_assert_max_num_queries):
    for number in range(12):
        shift = team.make_shift(
            scene.drive, capacity=1, starts_in=timedelta(hours=1, minutes=number)
        )
        team.sign_up(shift)
        team.sign_up(shift)
    with django_assert_max_num_queries(60):
        assert len(waiting(scene, made.EVENING)) == 12
