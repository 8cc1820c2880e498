"""The attendance sheet in two hands: nothing overwritten unseen, a slip taken back, phones and paper."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.drives import models, queries, services
from campaigns.kernel import roles, writing
from tests.factories import cast as cast_factory
from tests.factories import drives as factory
from tests.factories import team

pytestmark = pytest.mark.django_db
Outcome = models.Attendance.Outcome


@pytest.fixture
def scene(client) -> factory.Scene:
    scene = factory.make_scene()
    now = timezone.now()
    drive = factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser,
        starts_at=now - timedelta(hours=5), ends_at=now + timedelta(hours=5), shifts=(),
    )  # fmt: skip
    client.force_login(scene.organiser)
    return factory.Scene(scene.cast, scene.organiser, scene.movement, drive, scene.apps)


@pytest.fixture
def shift(scene) -> models.Shift:
    return team.make_shift(
        scene.drive, capacity=40, starts_in=-timedelta(hours=4), at=timezone.now()
    )


def placed(shift, **changes) -> models.TeamMember:
    early = shift.starts_at - timedelta(minutes=10)
    return team.sign_up(shift, at=early, **changes).member


def save(scene, shift, *marks, by=None, at=None) -> None:
    services.record_attendance(
        shift=shift, marks=marks, by=by or scene.organiser, at=at or timezone.now()
    )


def undo(scene, shift, at=None) -> models.AttendanceSave:
    return services.undo_attendance(shift=shift, by=scene.organiser, at=at or timezone.now())


def rows(shift) -> dict[int, queries.Row]:
    return queries.standing_rows(shift)


def text(response) -> str:
    return response.content.decode()


def test_who_comes_second_learns_who_was_first_and_loses_no_word(scene, shift, client):
    member = placed(shift)
    address = f"/desk/drives/shifts/{shift.pk}/attendance/"
    assert f'name="seen-{member.pk}" value="|"' in text(client.get(address))
    other = cast_factory.make_person("second", roles.Role.ORGANISER, scene.cast.district)
    save(scene, shift, services.Mark(member, Outcome.ABSENT), by=other)
    typed = {
        f"outcome-{member.pk}": "PARTIAL", f"minutes-{member.pk}": "45", f"seen-{member.pk}": "|",
    }  # fmt: skip
    answer = client.post(address, typed)
    assert answer.status_code == 409
    page = text(answer)
    assert str(other) in page
    assert 'value="45"' in page
    assert '<option value="PARTIAL" selected>' in page
    assert "Hiện đang ghi: không đến" in page
    assert rows(shift) == {member.pk: (Outcome.ABSENT, None)}
    again = typed | {f"seen-{member.pk}": "ABSENT|"}
    assert client.post(address, again).status_code == 302
    assert rows(shift) == {member.pk: (Outcome.PARTIAL, 45)}


def test_two_who_note_different_people_do_not_disturb_each_other(scene, shift, client):
    first, second = placed(shift), placed(shift)
    save(scene, shift, services.Mark(first, Outcome.LONGER))
    sent = {
        f"outcome-{first.pk}": "", f"seen-{first.pk}": "|",
        f"outcome-{second.pk}": "ABSENT", f"seen-{second.pk}": "|",
    }  # fmt: skip
    assert client.post(f"/desk/drives/shifts/{shift.pk}/attendance/", sent).status_code == 302
    assert rows(shift) == {first.pk: (Outcome.LONGER, None), second.pk: (Outcome.ABSENT, None)}


def test_a_row_left_as_it_was_shown_overwrites_nothing(scene, shift, client):
    member = placed(shift)
    save(scene, shift, services.Mark(member, Outcome.AS_PLANNED))
    shown = {f"outcome-{member.pk}": "AS_PLANNED", f"seen-{member.pk}": "AS_PLANNED|"}
    save(scene, shift, services.Mark(member, Outcome.PARTIAL))
    client.post(f"/desk/drives/shifts/{shift.pk}/attendance/", shown)
    assert rows(shift) == {member.pk: (Outcome.PARTIAL, None)}


def test_the_same_word_from_two_is_no_quarrel(scene, shift):
    member = placed(shift)
    save(scene, shift, services.Mark(member, Outcome.ABSENT))
    save(scene, shift, services.Mark(member, Outcome.ABSENT, None, "|"))


def test_the_last_saving_is_taken_back_with_the_hours_that_it_confirmed(scene, shift, client):
    told, untold = placed(shift), placed(shift)
    services.declare_hours(shift=shift, member=told, minutes=90, by=told, at=timezone.now())
    save(scene, shift, services.Mark(told, Outcome.PARTIAL))
    save(
        scene, shift, services.Mark(told, Outcome.AS_PLANNED, 120),
        services.Mark(untold, Outcome.LONGER, 150),
    )  # fmt: skip
    page = text(client.get(f"/desk/drives/shifts/{shift.pk}/attendance/"))
    assert "Lưu lần cuối" in page
    client.post(f"/desk/drives/shifts/{shift.pk}/attendance/undo/")
    assert rows(shift) == {told.pk: (Outcome.PARTIAL, None)}
    worked = models.WorkedHours.objects.get()
    assert (worked.member, worked.declared_minutes, worked.confirmed_minutes) == (told, 90, None)
    assert audit_models.Event.objects.filter(verb="drives.attendance_undone").count() == 1
    client.post(f"/desk/drives/shifts/{shift.pk}/attendance/undo/")
    assert rows(shift) == {}
    refused = client.post(f"/desk/drives/shifts/{shift.pk}/attendance/undo/", follow=True)
    assert "loa-alert-danger" in text(refused)


def test_what_changed_after_the_saving_is_not_taken_back(scene, shift):
    member = placed(shift)
    save(scene, shift, services.Mark(member, Outcome.AS_PLANNED, 120))
    services.correct_hours(
        hours=member.hours.get(), seen=120, minutes=60, reason="Nhầm", by=scene.organiser,
        at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(services.SheetStale):
        undo(scene, shift)
    assert member.hours.get().confirmed_minutes == 60


def test_hours_on_a_paper_are_corrected_and_not_taken_back(scene, shift):
    member = placed(shift)
    save(scene, shift, services.Mark(member, Outcome.AS_PLANNED, 120))
    services.issue_certificates(
        drive=scene.drive, members=[member], by=scene.organiser, at=timezone.now()
    )
    with pytest.raises(services.AttendanceRefused):
        undo(scene, shift)
    assert rows(shift) == {member.pk: (Outcome.AS_PLANNED, 120)}


def test_a_saving_of_the_day_before_stays(scene, shift):
    save(scene, shift, services.Mark(placed(shift), Outcome.AS_PLANNED))
    with pytest.raises(services.AttendanceRefused):
        undo(scene, shift, at=timezone.now() + timedelta(days=1))


def test_a_saving_is_taken_back_by_somebody(scene, shift):
    save(scene, shift, services.Mark(placed(shift), Outcome.AS_PLANNED))
    half = models.AttendanceSave(
        shift=shift, saved_at=timezone.now(), saved_by=scene.organiser, before={}, after={},
        undone_at=timezone.now(),
    )  # fmt: skip
    with (
        pytest.raises(IntegrityError, match="drives_attendance_save_undone_whole"),
        writing.writing(by=cast_factory.SYSTEM, at=timezone.now()),
    ):
        half.save()


def test_a_phone_that_joined_is_its_owner_in_every_shift(scene, shift, client):
    phone, _secret = factory.join(scene.drive, "Katơr Hùng", at=timezone.now())
    address = f"/desk/drives/shifts/{shift.pk}/"
    assert "Katơr Hùng" in text(client.get(f"{address}attendance/"))
    client.post(f"{address}helpers/", {"phone": phone.pk})
    member = models.TeamMember.objects.get(device=phone)
    assert rows(shift) == {member.pk: (Outcome.UNPLANNED_HELPER, None)}
    assert f'<option value="{phone.pk}">' not in text(client.get(f"{address}attendance/"))
    other = team.make_shift(scene.drive, starts_in=-timedelta(hours=1), at=timezone.now())
    client.post(f"/desk/drives/shifts/{other.pk}/helpers/", {"phone": phone.pk})
    assert models.TeamMember.objects.filter(device=phone).count() == 1
    assert rows(other) == {member.pk: (Outcome.UNPLANNED_HELPER, None)}


def test_a_phone_of_another_drive_is_nobody_here(scene, shift, client):
    now = timezone.now()
    far = factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser, name="Khác", shifts=(),
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1),
    )  # fmt: skip
    phone, _secret = factory.join(far, at=now)
    answer = client.post(f"/desk/drives/shifts/{shift.pk}/helpers/", {"phone": phone.pk})
    assert answer.status_code == 404
    with pytest.raises(services.AttendanceRefused):
        services.add_helper(shift=shift, phone=phone, by=scene.organiser, at=now)


def test_the_paper_lists_who_is_expected_before_the_shift_begins(scene, client):
    later = team.make_shift(scene.drive, starts_in=timedelta(hours=1), at=timezone.now())
    team.sign_up(later, at=timezone.now(), display_name="Pi Năng Thị Én", phone="0912345678")
    page = text(client.get(f"/desk/drives/shifts/{later.pk}/attendance/paper/"))
    assert "Pi Năng Thị Én" in page
    assert "0912345678" not in page


def test_the_sheet_asks_the_database_the_same_number_of_times_whatever_the_size(
    scene, shift, client, django_assert_max_num_queries
):
    for _number in range(30):
        placed(shift)
    factory.join(scene.drive, at=timezone.now())
    for page in ("", "paper/"):
        with django_assert_max_num_queries(22):
            client.get(f"/desk/drives/shifts/{shift.pk}/attendance/{page}")
