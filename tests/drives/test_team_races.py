"""The last place, and the place that became free, from several sides at once, on either engine."""

from datetime import timedelta

import pytest

from campaigns.drives import models, services
from tests.drives.test_races import at_once
from tests.factories import drives as factory
from tests.factories import team

pytestmark = pytest.mark.django_db(transaction=True)
NOW = factory.NOW
State = models.SignUp.State


def counts(shift: models.Shift) -> tuple[int, int, int]:
    """Places taken by the counter, by the rows, and who waits."""
    shift.refresh_from_db()
    rows = models.SignUp.objects.filter(shift=shift)
    return shift.taken, rows.placed().count(), rows.queue().count()


def test_the_last_place_goes_once():
    scene = factory.make_scene()
    shift = team.make_shift(scene.drive, capacity=1)
    results = at_once(*[lambda: team.sign_up(shift).state for _ in range(4)])
    assert sorted(results) == [State.SIGNED_UP, *[State.WAITING] * 3]
    assert counts(shift) == (1, 1, 3)


def test_the_database_alone_keeps_the_last_place(monkeypatch):
    """Even where nobody holds the drive, the counter admits no more than the capacity."""
    monkeypatch.setattr("campaigns.drives.services.signing_up.lock_drive", lambda drive: None)
    scene = factory.make_scene()
    shift = team.make_shift(scene.drive, capacity=1)
    at_once(*[lambda: team.sign_up(shift).state for _ in range(4)])
    taken, placed, _waiting = counts(shift)
    assert (taken, placed) == (1, 1)


def test_two_who_cancel_at_once_move_two_up_once_each():
    scene = factory.make_scene()
    shift = team.make_shift(scene.drive, capacity=2)
    people = [team.sign_up(shift, at=NOW + timedelta(seconds=n)) for n in range(5)]

    def cancelling(sign_up: models.SignUp):
        later = NOW + timedelta(minutes=1)
        return lambda: services.cancel_sign_up(sign_up=sign_up, by=sign_up.member, at=later)

    results = at_once(cancelling(people[0]), cancelling(people[1]))
    assert {moved.pk for moved in results} == {people[2].pk, people[3].pk}
    assert counts(shift) == (2, 2, 1)
    told = models.TeamMessage.objects.filter(member__isnull=False)
    assert sorted(told.values_list("member_id", flat=True)) == [
        people[2].member_id,
        people[3].member_id,
    ]


def test_the_same_cancellation_twice_at_once_frees_one_place():
    scene = factory.make_scene()
    shift = team.make_shift(scene.drive, capacity=1)
    first, second, third = (team.sign_up(shift, at=NOW + timedelta(seconds=n)) for n in range(3))

    def cancel():
        mine = models.SignUp.objects.select_related("shift__drive", "member").get(pk=first.pk)
        return services.cancel_sign_up(sign_up=mine, by=mine.member, at=NOW)

    results = at_once(cancel, cancel)
    assert sum(isinstance(result, services.SignUpEnded) for result in results) == 1
    assert counts(shift) == (1, 1, 1)
    assert models.TeamMessage.objects.get().member_id == second.member_id
    assert third.member_id != second.member_id


def test_a_form_that_is_sent_twice_at_once_is_one_person():
    scene = factory.make_scene()
    shift = team.make_shift(scene.drive)
    person = team.person(submission="form-1")

    def send():
        return services.join_team(
            drive=scene.drive, shifts=[shift], person=person, by=team.PUBLIC, at=NOW
        ).pk

    results = at_once(send, send)
    assert results[0] == results[1]
    assert counts(shift) == (1, 1, 0)


def test_nobody_slips_into_a_drive_that_is_being_closed():
    scene = factory.make_scene()
    shift = team.make_shift(scene.drive)

    def close():
        drive = models.Drive.objects.get(pk=scene.drive.pk)
        services.close_drive(drive=drive, by=scene.organiser, at=NOW)

    results = at_once(close, lambda: team.sign_up(shift).state)
    assert results[0] is None
    assert results[1] == State.SIGNED_UP or isinstance(results[1], services.SignUpRefused)
    assert counts(shift)[0] == (1 if results[1] == State.SIGNED_UP else 0)
