"""What is due leaves the house once, and only if it is still wanted."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends import locmem

from campaigns.accounts import models as accounts_models
from campaigns.kernel import roles
from campaigns.notifications import models, queries, services, tasks
from campaigns.notifications.services import outbox
from campaigns.units import models as units_models
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import notices

NOW, MINUTE, HOUR, DAY = notices.NOW, notices.MINUTE, notices.HOUR, notices.DAY
Kind = models.Kind


class Faulty(locmem.EmailBackend):
    """A mail server with a fault of the test's choice, or none."""

    fault: Exception | None = None
    tries = 0

    def send_messages(self, messages):
        type(self).tries += 1
        if self.fault is not None:
            raise self.fault
        return super().send_messages(messages)


@pytest.fixture
def cast(db):
    return casts.make_cast()


@pytest.fixture
def server(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.{Faulty.__name__}"
    monkeypatch.setattr(Faulty, "fault", None)
    monkeypatch.setattr(Faulty, "tries", 0)
    return Faulty


def only():
    return models.Sending.objects.get()


def test_a_notice_is_mailed_once_however_often_the_pulse_beats(cast):
    notices.tell(cast.head)
    assert [notices.sweep(), notices.sweep(), notices.sweep(NOW + DAY)] == [1, 0, 0]
    assert [m.to for m in mail.outbox] == [[cast.head.email]]
    assert (only().state, only().attempts, only().settled_at) == ("SENT", 1, NOW)


def test_the_task_run_twice_sends_once(cast, settings):
    from django.utils import timezone

    settings.LOA_DIGEST_HOUR = 0
    notices.prefer(cast.head, is_quiet_kept=False)
    notices.tell(cast.head, at=timezone.now())
    tasks.send_notices()
    tasks.send_notices()
    assert len(mail.outbox) == 1


def test_a_server_that_is_away_is_asked_again_with_growing_pauses(cast, server):
    server.fault = ConnectionRefusedError()
    notices.prefer(cast.head, is_quiet_kept=False)
    notices.tell(cast.head)
    at, pauses = NOW, []
    while True:
        notices.sweep(at)
        row = only()
        if row.state != "PENDING":
            break
        pauses.append(int((row.due_at - at).total_seconds() // 60))
        assert notices.sweep(at + timedelta(seconds=30)) == 0
        at = row.due_at
    assert tuple(pauses) == outbox.PAUSES
    assert (row.state, row.attempts, server.tries) == ("FAILED", 7, 7)
    assert "mail server" in row.fault or "Máy chủ" in row.fault


def test_a_server_that_is_away_is_tried_with_one_letter_a_sweep(cast, server):
    server.fault = ConnectionRefusedError()
    for number in range(5):
        notices.tell(cast.head, str(number))
    notices.sweep()
    assert server.tries == 1
    assert sorted(models.Sending.objects.values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]
    server.fault = None
    assert notices.sweep(NOW + MINUTE) == 5


def test_an_address_is_held_back_after_three_refusals_until_it_is_freed(cast, server):
    server.fault = smtplib.SMTPRecipientsRefused({"x": (550, b"no such user")})
    for number in range(3):
        notices.tell(cast.head, str(number))
        notices.sweep()
    assert set(models.Sending.objects.values_list("state", flat=True)) == {"BOUNCED"}
    assert queries.trouble_of(cast.head).blocked_at == NOW
    notices.tell(cast.head, "later")
    notices.sweep()
    assert models.Sending.objects.get(notice__topic="later").why == "ADDRESS"
    assert server.tries == 3
    server.fault = None
    services.lift_block(user=cast.head, by=casts.SYSTEM, at=NOW)
    notices.tell(cast.head, "at last")
    assert notices.sweep() == 1


def test_a_mail_that_arrives_forgets_single_refusals(cast, server):
    server.fault = smtplib.SMTPRecipientsRefused({"x": (550, b"no")})
    notices.tell(cast.head, "1")
    notices.sweep()
    server.fault = None
    notices.tell(cast.head, "2")
    notices.sweep()
    assert queries.trouble_of(cast.head) is None


def test_another_address_begins_anew(cast, server):
    sending = notices.make_sending(cast.head, "SENT")
    services.note_bounce(sending=sending, fault="550", by=casts.SYSTEM, at=NOW)
    accounts_models.User.objects.filter(pk=cast.head.pk).update(email="other@loa.test")
    cast.head.refresh_from_db()
    assert queries.trouble_of(cast.head) is None
    notices.tell(cast.head, "new")
    assert notices.sweep() == 1


def _end_grants(user):
    for row in units_models.Grant.objects.filter(user=user):
        last = NOW.date() - timedelta(days=1)
        units_services.end_grant(grant=row, last_date=last, by=casts.SYSTEM, at=NOW)


def _deactivate(user):
    accounts_models.User.objects.filter(pk=user.pk).update(is_active=False)


def _read(user):
    services.mark_read(user=user, notice_ids=None, at=NOW)


def _switch_off(user):
    notices.prefer(user, reviews="NEVER")


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [(_end_grants, "LEFT"), (_deactivate, "LEFT"), (_read, "READ"), (_switch_off, "UNWANTED")],
)
def test_what_changed_since_is_asked_at_delivery(cast, meanwhile, why):
    notices.tell(cast.head, kind=Kind.REVIEWS)
    services.route_notices(at=NOW)
    meanwhile(cast.head)
    assert services.send_due(clock=lambda: NOW) == 0
    assert (only().state, only().why, mail.outbox) == ("SUPPRESSED", why, [])


@pytest.mark.parametrize(("unit", "count"), [("commune", 1), ("sibling", 0)])
def test_a_notice_that_needs_a_permission_asks_for_it_there(cast, unit, count):
    permission = roles.Permission.MANAGE_PREMISES
    notices.tell(cast.head, permission=permission, unit_id=getattr(cast, unit).pk)
    assert notices.sweep() == count


def test_a_unit_that_is_none_lets_nobody_be_told(cast):
    notices.tell(cast.head, permission=roles.Permission.VIEW_UNIT, unit_id=10**9)
    assert notices.sweep() == 0


def test_invented_people_are_mailed_into_the_folder_only(cast, settings):
    accounts_models.User.objects.filter(pk=cast.head.pk).update(is_demo=True)
    notices.tell(cast.head, "here")
    assert notices.sweep() == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    notices.tell(cast.head, "out there")
    assert notices.sweep() == 0
    assert models.Sending.objects.get(notice__topic="out there").why == "DEMO"


def test_what_waited_too_long_is_left_to_the_inbox(cast):
    notices.tell(cast.head)
    services.route_notices(at=NOW)
    assert notices.sweep(NOW + 4 * DAY) == 0
    assert only().why == "OLD"


def test_a_retry_that_falls_into_the_night_waits_for_the_morning(cast):
    notices.tell(cast.head)
    services.route_notices(at=NOW)
    night = NOW + timedelta(hours=13)  # ten in the evening
    assert notices.sweep(night) == 0
    assert (only().state, only().attempts) == ("PENDING", 0)
    assert only().due_at == night + 8 * HOUR
    assert notices.sweep(night + 8 * HOUR) == 1


def test_what_a_worker_left_behind_is_sent_under_the_same_name(cast):
    sending = notices.make_sending(cast.head, "SENDING")
    assert services.send_due(clock=lambda: NOW + MINUTE) == 0, "the lease is not over"
    assert services.send_due(clock=lambda: NOW + 4 * MINUTE) == 1
    assert sending.message_key in mail.outbox[0].extra_headers["Message-ID"]


def test_what_kills_every_worker_is_given_up(cast):
    sending = notices.make_sending(cast.head, "SENDING")
    models.Sending.objects.filter(pk=sending.pk).update(attempts=len(outbox.PAUSES) + 1)
    assert services.send_due(clock=lambda: NOW + HOUR) == 0
    sending.refresh_from_db()
    assert sending.state == "FAILED"
    assert sending.fault


def test_nothing_is_begun_at_the_end_of_a_lease(cast):
    notices.tell(cast.head)
    services.route_notices(at=NOW)
    times = iter([NOW, NOW, NOW, NOW, *[NOW + timedelta(seconds=150)] * 3, *[NOW + HOUR] * 9])
    services.send_due(clock=lambda: next(times))
    assert (only().state, only().attempts, mail.outbox) == ("PENDING", 0, [])


def test_urgent_ones_go_first(cast):
    for number in range(3):
        notices.tell(cast.head, str(number), text=f"Việc {number}")
    notices.tell(cast.head, "bulletin", text="Bản tin khẩn", kind=Kind.EMERGENCIES)
    notices.sweep()
    assert mail.outbox[0].subject == "Bản tin khẩn"
