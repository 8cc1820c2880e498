"""Messages go out by mail once, are tried again when they fail, and name nobody else."""

from datetime import timedelta

import pytest
from django.core import mail

from campaigns.drives import models, queries, services, tasks
from campaigns.drives.services import mailing
from tests.factories import drives as factory
from tests.factories import team

pytestmark = pytest.mark.django_db
NOW = factory.NOW


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


@pytest.fixture
def member(scene) -> models.TeamMember:
    shift = team.make_shift(scene.drive)
    return team.sign_up(shift, email="en@example.vn", display_name="Pi Năng Thị Én").member


def fail_to_send(monkeypatch) -> None:
    def refuse(self, messages):
        raise OSError("no route to host")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)


def test_a_sign_up_with_an_address_is_mailed_its_link(scene, member):
    assert services.mail_messages(at=NOW) == 1
    (sent,) = mail.outbox
    assert sent.to == ["en@example.vn"]
    assert queries.secret_of(member) in sent.body
    assert "Pi Năng Thị Én" in sent.body
    assert "{{" not in sent.body
    assert "&" not in sent.subject


def test_a_message_names_its_own_reader_alone(scene, member):
    shift = member.sign_ups.get().shift
    team.sign_up(shift, email="hung@example.vn", display_name="Katơr Hùng")
    services.message_team(drive=scene.drive, text="Mang áo mưa", by=scene.organiser, at=NOW)
    services.mail_messages(at=NOW)
    to_en = [m for m in mail.outbox if m.to == ["en@example.vn"] and "Mang áo mưa" in m.body]
    assert len(to_en) == 1
    assert "Katơr" not in to_en[0].body
    assert "hung@example.vn" not in str(to_en[0].message())


def test_a_mail_is_sent_once_however_often_the_sweep_runs(member):
    tasks.mail_messages()
    tasks.mail_messages()
    assert len(mail.outbox) == 1
    assert models.MessageMail.objects.get().mailed_at is not None


def test_what_fails_is_tried_again_and_then_given_up(member, monkeypatch):
    with monkeypatch.context() as patch:
        fail_to_send(patch)
        at = NOW
        for pause in mailing.PAUSES:
            assert services.mail_messages(at=at) == 0
            row = models.MessageMail.objects.get()
            assert row.next_mail_at == at + timedelta(minutes=pause)
            assert services.mail_messages(at=at + timedelta(minutes=pause, seconds=-1)) == 0
            at = row.next_mail_at
        services.mail_messages(at=at)
    row.refresh_from_db()
    assert (row.attempts, row.next_mail_at, row.mailed_at) == (len(mailing.PAUSES) + 1, None, None)
    assert services.mail_messages(at=at + timedelta(days=9)) == 0


def test_a_worker_that_died_between_claim_and_sending_sends_later(member, monkeypatch):
    def die(row):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("campaigns.drives.services.mailing._is_sent", die)
        with pytest.raises(KeyboardInterrupt):
            services.mail_messages(at=NOW)
    assert services.mail_messages(at=NOW) == 0
    assert services.mail_messages(at=NOW + timedelta(minutes=mailing.PAUSES[0])) == 1
    assert len(mail.outbox) == 1


def test_nobody_is_mailed_whose_address_was_deleted_meanwhile(member):
    services.forget_member(member=member, by=member, at=NOW)
    services.mail_messages(at=NOW)
    assert mail.outbox == []
    assert not models.MessageMail.objects.filter(next_mail_at__isnull=False).exists()


def test_a_drives_name_breaks_no_header(scene, member):
    row = models.MessageMail.objects.select_related("message__drive__unit", "member").get()
    row.message.drive.name = "Chợ\r\nBcc: all@example.vn"
    sent = mailing.message(row)
    assert "\n" not in sent.subject
    assert sent.recipients() == ["en@example.vn"]
