"""What the database itself refuses about teams."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError

from campaigns.drives import models
from campaigns.kernel import writing
from tests.factories import cast as cast_factory
from tests.factories import drives as factory
from tests.factories import team

pytestmark = pytest.mark.django_db
NOW = factory.NOW


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


@pytest.fixture
def shift(scene) -> models.Shift:
    return team.make_shift(scene.drive)


def assert_refused(name: str, act: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match=name), writing.writing(by=cast_factory.SYSTEM, at=NOW):
        act()


def member_of(drive: models.Drive, **changes) -> models.TeamMember:
    values = {
        "drive": drive,
        "display_name": "Pi Năng Thị Én",
        "consent_at": NOW,
        "joined_at": NOW,
        "seed": "s",
        "secret_digest": f"d{models.TeamMember.objects.count()}",
    }
    return models.TeamMember(**(values | changes))


def test_a_shift_is_never_overfull(shift):
    rows = models.Shift.objects.filter(pk=shift.pk)
    assert_refused("drives_shift_not_overfull", lambda: rows.update(taken=3))


@pytest.mark.parametrize(
    "kept", [{"display_name": "Én"}, {"phone": "0912345678"}, {"email": "en@example.vn"}]
)
def test_nothing_else_is_kept_of_an_account(scene, kept):
    values = {"display_name": "", "user": scene.cast.volunteer, "consent_at": None} | kept
    assert_refused("drives_member_account_says_it_all", member_of(scene.drive, **values).save)


def test_at_most_one_contact_is_kept(scene):
    member = member_of(scene.drive, phone="0912345678", email="en@example.vn")
    assert_refused("drives_member_one_contact", member.save)


def test_nobody_without_account_is_kept_without_consent(scene):
    assert_refused("drives_member_consented", member_of(scene.drive, consent_at=None).save)


def test_ages_are_the_two_statements(scene):
    assert_refused("drives_member_known_age", member_of(scene.drive, age="CHILD").save)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("drives_member_once_a_phone", {"phone": "0912345678"}),
        ("drives_member_once_an_email", {"email": "en@example.vn"}),
        ("drives_member_once_a_form", {"submission": "form-1"}),
    ],
)
def test_a_person_is_in_the_team_once(scene, shift, name, field):
    team.sign_up(shift, **field)
    second = member_of(scene.drive, secret_digest="other", **field)
    # SQLite names the columns, PostgreSQL the constraint.
    assert_refused(f"{name}|UNIQUE", second.save)


def test_an_account_is_in_the_team_once(scene):
    values = {"user": scene.cast.volunteer, "display_name": "", "consent_at": None}
    first = member_of(scene.drive, **values)

    def twice() -> None:
        first.save()
        member_of(scene.drive, secret_digest="other", **values).save()

    assert_refused("drives_member_once_an_account|UNIQUE", twice)


def test_a_person_signs_up_for_a_shift_once(shift):
    sign_up = team.sign_up(shift)
    second = models.SignUp(shift=shift, member=sign_up.member, state="WAITING", queued_at=NOW)
    assert_refused("drives_sign_up_once|UNIQUE", second.save)


@pytest.mark.parametrize(
    "values", [{"state": "CANCELLED"}, {"cancelled_at": NOW}, {"state": "GONE"}]
)
def test_a_cancelled_sign_up_says_when(shift, values):
    rows = models.SignUp.objects.filter(pk=team.sign_up(shift).pk)
    assert_refused("drives_sign_up_cancelled_when", lambda: rows.update(**values))


def test_a_message_is_mailed_to_a_person_once(scene, shift):
    member = team.sign_up(shift, email="en@example.vn").member

    def twice() -> None:
        message = models.TeamMessage(drive=scene.drive, text="x", sent_at=NOW, recipient_count=1)
        message.save()
        for _ in range(2):
            models.MessageMail(message=message, member=member).save()

    assert_refused("drives_mail_once|UNIQUE", twice)


def test_a_mail_that_went_out_is_not_due(scene, shift):
    member = team.sign_up(shift, email="en@example.vn").member

    def act() -> None:
        message = models.TeamMessage(drive=scene.drive, text="x", sent_at=NOW, recipient_count=1)
        message.save()
        models.MessageMail(message=message, member=member, mailed_at=NOW, next_mail_at=NOW).save()

    assert_refused("drives_mail_sent_is_over", act)
