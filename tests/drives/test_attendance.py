"""Who came, and for how long: nothing half-saved, nothing confirmed overwritten."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from campaigns.drives import models, services
from campaigns.kernel import writing
from tests.factories import cast as cast_factory
from tests.factories import drives as factory
from tests.factories import team

pytestmark = pytest.mark.django_db
NOW = factory.NOW
LATER = NOW + timedelta(hours=3)
Outcome = models.Attendance.Outcome


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


@pytest.fixture
def shift(scene) -> models.Shift:
    return team.make_shift(scene.drive, capacity=3)


def record(scene, shift, *marks, at=LATER) -> None:
    services.record_attendance(shift=shift, marks=marks, by=scene.organiser, at=at)


@pytest.mark.parametrize("outcome", [o for o in Outcome if o != Outcome.UNPLANNED_HELPER])
def test_each_word_is_kept_and_may_be_changed(scene, shift, outcome):
    member = team.sign_up(shift).member
    record(scene, shift, services.Mark(member, Outcome.AS_PLANNED))
    record(scene, shift, services.Mark(member, outcome))
    assert models.Attendance.objects.get().outcome == outcome


def test_one_mark_without_sense_saves_none(scene, shift):
    first, second = team.sign_up(shift).member, team.sign_up(shift).member
    marks = [services.Mark(first, Outcome.AS_PLANNED), services.Mark(second, "NOPE")]
    with pytest.raises(services.AttendanceRefused):
        record(scene, shift, *marks)
    assert not models.Attendance.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "minutes"),
    [
        (Outcome.UNPLANNED_HELPER, None),
        (Outcome.ABSENT, 60),
        (Outcome.NOT_TRACKED, 60),
        (Outcome.AS_PLANNED, 1441),
        (Outcome.AS_PLANNED, -1),
    ],
)
def test_words_and_hours_that_contradict_are_refused(scene, shift, outcome, minutes):
    mark = services.Mark(team.sign_up(shift).member, outcome, minutes)
    with pytest.raises(services.AttendanceRefused):
        record(scene, shift, mark)


def test_nobody_came_before_the_shift_began(scene, shift):
    mark = services.Mark(team.sign_up(shift).member, Outcome.AS_PLANNED)
    with pytest.raises(services.AttendanceRefused):
        record(scene, shift, mark, at=NOW)


def test_confirmed_hours_stay_and_the_volunteers_word_stands_beside_them(scene, shift):
    member = team.sign_up(shift).member
    declare = {"shift": shift, "member": member, "by": member}
    services.declare_hours(**declare, minutes=150, at=LATER)
    record(scene, shift, services.Mark(member, Outcome.PARTIAL, 90))
    services.declare_hours(**declare, minutes=140, at=LATER)
    hours = models.WorkedHours.objects.get()
    assert (hours.declared_minutes, hours.confirmed_minutes) == (140, 90)
    with pytest.raises(services.HoursStand):
        record(scene, shift, services.Mark(member, Outcome.PARTIAL, 120))
    with pytest.raises(services.HoursStand):
        record(scene, shift, services.Mark(member, Outcome.ABSENT))
    record(scene, shift, services.Mark(member, Outcome.LONGER, 90))
    hours.refresh_from_db()
    assert hours.confirmed_minutes == 90


def test_hours_are_told_by_those_who_had_a_place_after_the_shift_began(scene, shift):
    member = team.sign_up(shift).member
    other = team.make_shift(scene.drive, starts_in=timedelta(hours=1, minutes=5))
    for where, minutes, at in ((shift, 60, NOW), (other, 60, LATER), (shift, 1441, LATER)):
        with pytest.raises(services.AttendanceRefused):
            services.declare_hours(shift=where, member=member, minutes=minutes, by=member, at=at)


def test_a_helper_without_sign_up_is_written_down_if_they_agree(scene, shift):
    values = {"shift": shift, "by": scene.organiser, "at": LATER}
    for name, agreed in (("Katơr Hùng", False), (" ", True)):
        with pytest.raises(services.AttendanceRefused):
            services.add_helper(name=name, has_agreed=agreed, **values)
    services.add_helper(name="Katơr Hùng", has_agreed=True, **values)
    row = models.Attendance.objects.get()
    assert (row.outcome, row.member.display_name) == (Outcome.UNPLANNED_HELPER, "Katơr Hùng")


def refused(name, row) -> None:
    with pytest.raises(IntegrityError, match=name), writing.writing(by=cast_factory.SYSTEM, at=NOW):
        row.save()


def test_what_the_database_refuses(scene, shift):
    member = team.sign_up(shift).member
    base = {"shift": shift, "member": member}
    by = {"recorded_at": NOW, "recorded_by": scene.organiser}
    refused("drives_attendance_known", models.Attendance(**base, **by, outcome="NOPE"))
    refused("drives_hours_declared_whole", models.WorkedHours(**base, declared_minutes=5))
    refused("drives_hours_confirmed_whole", models.WorkedHours(**base, confirmed_minutes=5))
    long = models.WorkedHours(**base, declared_minutes=1441, declared_at=NOW)
    refused("drives_hours_within_a_day", long)
    record(scene, shift, services.Mark(member, Outcome.AS_PLANNED, 60))
    second = models.Attendance(**base, **by, outcome="ABSENT")
    refused("drives_attendance_once|UNIQUE", second)
    refused("drives_hours_once|UNIQUE", models.WorkedHours(**base))


def test_the_leader_enters_a_whole_shift_on_one_page(scene, shift, client):
    first, second = team.sign_up(shift).member, team.sign_up(shift).member
    client.force_login(scene.organiser)
    address = f"/desk/drives/shifts/{shift.pk}/attendance/"
    sent = {
        f"outcome-{first.pk}": "AS_PLANNED",
        f"minutes-{first.pk}": "120",
        f"outcome-{second.pk}": "ABSENT",
        f"minutes-{second.pk}": "x",
    }
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert 'value="120"' in answer.content.decode()
    assert client.post(address, sent | {f"minutes-{second.pk}": ""}).status_code == 302
    assert models.WorkedHours.objects.get().confirmed_minutes == 120
