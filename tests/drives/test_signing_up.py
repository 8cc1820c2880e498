"""Places go to those who come first, the others wait, and whoever moves up is told, once."""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from campaigns.audit import models as audit_models
from campaigns.drives import models, queries, services
from campaigns.notifications import models as notification_models
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
    return team.make_shift(scene.drive, capacity=2)


def cancel(sign_up: models.SignUp, at=NOW) -> models.SignUp | None:
    return services.cancel_sign_up(sign_up=sign_up, by=sign_up.member, at=at)


def states(*sign_ups: models.SignUp) -> list[str]:
    found = dict(models.SignUp.objects.values_list("pk", "state"))
    return [found[s.pk] for s in sign_ups]


def test_places_go_first_and_the_rest_wait(scene, shift):
    found = [team.sign_up(shift) for _ in range(3)]
    assert states(*found) == [State.SIGNED_UP, State.SIGNED_UP, State.WAITING]
    shift.refresh_from_db()
    assert (shift.taken, shift.places_left) == (2, 0)


def test_one_form_signs_up_for_several_shifts(scene, shift):
    other = team.make_shift(scene.drive, capacity=1, starts_in=timedelta(hours=4))
    member = services.join_team(
        drive=scene.drive, shifts=[shift, other], person=team.person(), by=team.PUBLIC, at=NOW
    )
    assert set(member.sign_ups.values_list("shift_id", "state")) == {
        (shift.pk, State.SIGNED_UP),
        (other.pk, State.SIGNED_UP),
    }


def test_the_first_who_waits_moves_up_when_somebody_cancels(scene, shift):
    first, _second, third, fourth = (
        team.sign_up(shift, at=NOW + timedelta(minutes=n)) for n in range(4)
    )
    later = NOW + timedelta(minutes=9)
    moved = cancel(first, at=later)
    assert moved == third
    assert states(first, third, fourth) == [State.CANCELLED, State.SIGNED_UP, State.WAITING]
    third.refresh_from_db()
    assert third.promoted_at == later
    shift.refresh_from_db()
    assert shift.taken == 2


def test_who_waits_and_gives_up_moves_nobody(scene, shift):
    *_placed, third, fourth = (team.sign_up(shift) for _ in range(4))
    assert cancel(third) is None
    assert states(fourth) == [State.WAITING]


def test_who_moves_up_is_told_on_their_own_page_and_by_mail(scene, shift):
    first, _second = team.sign_up(shift), team.sign_up(shift)
    third = team.sign_up(shift, email="en@example.vn")
    cancel(first)
    message = models.TeamMessage.objects.filter(member=third.member).latest("pk")
    starts = timezone.localtime(shift.starts_at)
    assert f"{starts:%H:%M}" in message.text
    assert models.MessageMail.objects.filter(message=message).get().member == third.member


def test_who_moves_up_by_account_is_told_in_the_inbox(scene, shift):
    first, _second = team.sign_up(shift), team.sign_up(shift)
    user = scene.cast.volunteer
    services.join_by_account(drive=scene.drive, shifts=[shift], user=user, at=NOW)
    cancel(first)
    notice = notification_models.Notice.objects.get(user=user)
    assert notice.url == "/desk/drives/my-shifts/"
    assert not models.MessageMail.objects.exists()


def test_whoever_comes_back_stands_at_the_end(scene, shift):
    first, _second, third = (team.sign_up(shift) for _ in range(3))
    cancel(first, at=NOW + timedelta(minutes=1))
    fourth = team.sign_up(shift, at=NOW + timedelta(minutes=2))
    back = services.sign_up_again(
        shift=shift, member=first.member, by=first.member, at=NOW + timedelta(minutes=3)
    )
    assert (back.pk, back.state) == (first.pk, State.WAITING)
    assert cancel(third, at=NOW + timedelta(minutes=4)) == fourth


def test_a_cancellation_is_taken_back_while_the_place_is_free(scene, shift):
    only = team.sign_up(shift)
    cancel(only)
    services.sign_up_again(shift=shift, member=only.member, by=only.member, at=NOW)
    assert states(only) == [State.SIGNED_UP]
    shift.refresh_from_db()
    assert shift.taken == 1


@pytest.mark.parametrize("target", list(State))
@pytest.mark.parametrize("source", list(State))
def test_every_edge_of_the_table_and_no_other(scene, source, target):
    shift = team.make_shift(scene.drive, capacity=1)
    if target == State.WAITING or source == State.WAITING:
        holder = team.sign_up(shift)
    sign_up = team.sign_up(shift)
    if source == State.CANCELLED:
        cancel(sign_up)
    acts = {
        (State.SIGNED_UP, State.CANCELLED): lambda: cancel(sign_up),
        (State.WAITING, State.CANCELLED): lambda: cancel(sign_up),
        (State.WAITING, State.SIGNED_UP): lambda: cancel(holder),
        (State.CANCELLED, State.SIGNED_UP): lambda: services.sign_up_again(
            shift=shift, member=sign_up.member, by=sign_up.member, at=NOW
        ),
        (State.CANCELLED, State.WAITING): lambda: services.sign_up_again(
            shift=shift, member=sign_up.member, by=sign_up.member, at=NOW
        ),
    }
    assert set(acts) == {(s, t) for s, ts in models.SignUp.TRANSITIONS.items() for t in ts}
    if (source, target) in acts:
        assert states(sign_up) == [source]
        acts[source, target]()
        assert states(sign_up) == [target]


@pytest.mark.parametrize("state", [State.SIGNED_UP, State.CANCELLED])
def test_only_who_waits_moves_up(scene, shift, state):
    sign_up = team.sign_up(shift)
    if state == State.CANCELLED:
        cancel(sign_up)
    with pytest.raises(services.SignUpEnded):
        services.promote(sign_up=sign_up, at=NOW)
    assert states(sign_up) == [state]


def test_a_cancellation_is_made_once(scene, shift):
    sign_up = team.sign_up(shift)
    cancel(sign_up)
    with pytest.raises(services.SignUpEnded):
        cancel(sign_up)
    shift.refresh_from_db()
    assert shift.taken == 0


def test_a_shift_that_has_begun_takes_nobody_and_loses_nobody(scene, shift):
    sign_up = team.sign_up(shift)
    waiting = [team.sign_up(shift) for _ in range(2)][-1]
    with pytest.raises(services.SignUpRefused):
        team.sign_up(shift, at=shift.starts_at)
    with pytest.raises(services.SignUpEnded):
        cancel(sign_up, at=shift.starts_at)
    assert states(sign_up, waiting) == [State.SIGNED_UP, State.WAITING]


def test_a_drive_that_is_over_takes_nobody(scene, shift):
    services.close_drive(drive=scene.drive, by=scene.organiser, at=NOW)
    with pytest.raises(services.SignUpRefused):
        team.sign_up(shift)
    assert not models.TeamMember.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"has_consented": False},
        {"age": ""},
        {"age": "CHILD"},
        {"display_name": "  "},
        {"phone": "0912345678", "email": "en@example.vn"},
    ],
)
def test_what_a_volunteer_has_to_say_is_asked_for(scene, shift, change):
    with pytest.raises(services.SignUpRefused):
        team.sign_up(shift, **change)
    assert not models.TeamMember.objects.exists()


def test_a_form_without_a_shift_signs_nobody_up(scene):
    with pytest.raises(services.SignUpRefused):
        services.join_team(
            drive=scene.drive, shifts=[], person=team.person(), by=team.PUBLIC, at=NOW
        )


def test_a_form_sent_twice_is_one_person(scene, shift):
    person = team.person(submission="form-1")
    first, second = (
        services.join_team(drive=scene.drive, shifts=[shift], person=person, by=team.PUBLIC, at=NOW)
        for _ in range(2)
    )
    assert first == second
    assert models.SignUp.objects.count() == 1


@pytest.mark.parametrize("contact", [{"phone": "0912345678"}, {"email": "en@example.vn"}])
def test_the_same_contact_signs_up_once_a_drive(scene, shift, contact):
    team.sign_up(shift, **contact)
    with pytest.raises(services.SignUpTaken):
        team.sign_up(shift, **contact)
    other = factory.make_drive(scene.movement, scene.cast.commune, scene.organiser, name="Khác")
    team.sign_up(team.make_shift(other), **contact)


def test_a_member_with_an_account_signs_up_for_more_and_once_each(scene, shift):
    other = team.make_shift(scene.drive, starts_in=timedelta(hours=4))
    user = scene.cast.volunteer
    services.join_by_account(drive=scene.drive, shifts=[shift], user=user, at=NOW)
    services.join_by_account(drive=scene.drive, shifts=[other], user=user, at=NOW)
    assert models.TeamMember.objects.get().sign_ups.count() == 2
    with pytest.raises(services.SignUpTaken):
        services.join_by_account(drive=scene.drive, shifts=[shift], user=user, at=NOW)


def test_a_script_that_signs_up_fills_no_table(scene, shift, monkeypatch):
    monkeypatch.setattr("campaigns.drives.services.signing_up.MOST_WAITING", 1)
    for _ in range(3):
        team.sign_up(shift)
    with pytest.raises(services.SignUpRefused):
        team.sign_up(shift)


def test_a_link_opens_one_persons_page_and_is_stored_nowhere(scene, shift):
    member = team.sign_up(shift).member
    secret = queries.secret_of(member)
    assert queries.find_member(secret) == member
    row = models.TeamMember.objects.values().get()
    assert all(secret not in str(value) for value in row.values())


@pytest.mark.parametrize("secret", ["", "A" * 24, "Ω" * 4000, "'; --"])
def test_a_guessed_link_opens_nothing(scene, shift, secret):
    team.sign_up(shift)
    assert queries.find_member(secret) is None


def test_the_record_names_nobody(scene, shift):
    team.sign_up(shift, display_name="Pi Năng Thị Én", phone="0912345678")
    for event in audit_models.Event.objects.all():
        text = f"{event.actor_label} {event.before} {event.after} {event.reason}"
        assert "Pi Năng" not in text
        assert "0912345678" not in text


def test_the_timeline_names_who_acted(scene, shift):
    first, _second = team.sign_up(shift, display_name="Đàng Thị Kiều"), team.sign_up(shift)
    third = team.sign_up(shift, display_name="Katơr Hùng")
    cancel(first)
    with translation.override("en"):
        lines = [(line.who, line.what) for line in queries.timeline_of(scene.drive)]
    assert (third.member.display_name, "joined the waiting list of a shift") in lines
    assert ("Đàng Thị Kiều", "cancelled a sign-up") in lines
    assert ("Katơr Hùng", "moved up from the waiting list") in lines


def test_taken_is_the_number_of_places_after_any_history(scene):
    """Sign up, cancel, come back, in every order of eight steps of three people."""
    for steps in itertools.islice(itertools.permutations("aabbcc"), 0, 90, 9):
        shift = team.make_shift(
            scene.drive, capacity=1, starts_in=timedelta(minutes=30 + models.Shift.objects.count())
        )
        people: dict[str, models.SignUp] = {}
        for letter in steps:
            known = people.get(letter)
            if known is None:
                people[letter] = team.sign_up(shift)
                continue
            known.refresh_from_db()
            if known.state == State.CANCELLED:
                services.sign_up_again(shift=shift, member=known.member, by=known.member, at=NOW)
            else:
                cancel(known)
        shift.refresh_from_db()
        placed = shift.sign_ups.placed().count()
        standing = shift.sign_ups.standing().count()
        assert shift.taken == placed == min(1, standing)
