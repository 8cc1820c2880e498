"""One digest a day with what waits, never an empty one, never what was read meanwhile."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from campaigns.accounts import models as accounts_models
from campaigns.notifications import models, services
from campaigns.notifications.services import mailing
from tests.factories import cast as casts
from tests.factories import notices, refusals

NOW, MINUTE, HOUR, DAY = notices.NOW, notices.MINUTE, notices.HOUR, notices.DAY
Kind = models.Kind
EARLY = NOW - 4 * HOUR  # five in the morning


@pytest.fixture
def head(db):
    return casts.make_cast().head


def test_what_waits_comes_at_its_hour_once_a_day(head):
    notices.tell(head, "1", kind=Kind.DRIVES, at=EARLY)
    assert notices.sweep(EARLY + HOUR) == 0, "six o'clock"
    assert notices.sweep(NOW) == 1
    notices.tell(head, "2", kind=Kind.DRIVES, at=NOW)
    assert [notices.sweep(NOW + n * HOUR) for n in range(1, 10)] == [0] * 9
    assert notices.sweep(NOW + DAY) == 1
    assert len(mail.outbox) == 2


def test_nothing_waits_and_no_mail_comes(head):
    assert notices.sweep(NOW) == 0
    assert not models.Sending.objects.exists()


def test_what_was_read_meanwhile_is_not_told(head):
    notices.tell(head, "1", kind=Kind.DRIVES, at=EARLY, text="Đã đọc")
    notices.tell(head, "2", kind=Kind.DRIVES, at=EARLY, text="Chưa đọc")
    services.route_notices(at=EARLY)
    services.plan_digests(at=NOW)
    read = models.Notice.objects.get(topic="1")
    services.mark_read(user=head, notice_ids=[read.pk], at=NOW)
    assert services.send_due(clock=lambda: NOW) == 1
    assert "Chưa đọc" in mail.outbox[0].body
    assert "Đã đọc" not in mail.outbox[0].body


def test_all_read_meanwhile_leaves_no_mail(head):
    notices.tell(head, kind=Kind.DRIVES, at=EARLY)
    services.route_notices(at=EARLY)
    services.plan_digests(at=NOW)
    services.mark_read(user=head, notice_ids=None, at=NOW)
    assert services.send_due(clock=lambda: NOW) == 0
    assert models.Sending.objects.get().why == "READ"
    assert mail.outbox == []


def test_a_digest_tells_the_danger_first_and_the_oldest_of_it(head):
    notices.prefer(head, duties="DAILY", escalations="DAILY", reviews="DAILY")
    for topic, kind, hours in (
        ("Việc mới", Kind.DUTIES, 1),
        ("Bài chờ duyệt", Kind.REVIEWS, 4),
        ("Việc cũ", Kind.DUTIES, 3),
        ("Quá hạn", Kind.ESCALATIONS, 2),
    ):
        notices.tell(head, topic, kind=kind, text=topic, at=NOW - hours * HOUR)
    notices.sweep()
    body = mail.outbox[0].body
    places = [body.index(word) for word in ("Quá hạn", "Việc cũ", "Việc mới", "Bài chờ duyệt")]
    assert places == sorted(places)
    assert "4" in mail.outbox[0].subject


def test_what_was_told_in_one_digest_is_not_told_in_the_next(head):
    notices.tell(head, "1", kind=Kind.DRIVES, text="Hôm qua", at=EARLY)
    notices.sweep()
    notices.tell(head, "2", kind=Kind.DRIVES, text="Hôm nay", at=NOW)
    notices.sweep(NOW + DAY)
    assert "Hôm qua" not in mail.outbox[1].body
    assert "Hôm nay" in mail.outbox[1].body


def test_a_long_digest_is_cut_and_says_so(head):
    for number in range(mailing.MOST_LINES + 7):
        notices.tell(head, str(number), kind=Kind.DRIVES, text="Ca trực", at=EARLY)
    notices.sweep()
    assert mail.outbox[0].body.count("Ca trực") == mailing.MOST_LINES
    assert "7" in mail.outbox[0].body
    assert not models.Notice.objects.filter(digested_at__isnull=True).exists()


def test_a_digest_of_yesterday_is_left_to_todays(head, settings):
    notices.tell(head, kind=Kind.DRIVES, at=EARLY)
    services.route_notices(at=EARLY)
    services.plan_digests(at=NOW)
    assert notices.sweep(NOW + DAY) == 1
    assert sorted(models.Sending.objects.values_list("state", "why")) == [
        ("SENT", ""),
        ("SUPPRESSED", "OLD"),
    ]


def test_a_digest_hour_in_the_quiet_hours_waits_for_their_end(head, settings):
    settings.LOA_DIGEST_HOUR = 5
    notices.tell(head, kind=Kind.DRIVES, at=EARLY - HOUR)
    assert notices.sweep(EARLY) == 0
    assert models.Sending.objects.get().due_at == EARLY + HOUR
    assert notices.sweep(EARLY + HOUR) == 1


def test_what_is_told_after_the_hour_waits_for_the_next_day(head):
    notices.tell(head, kind=Kind.DRIVES, at=NOW)
    assert [notices.sweep(NOW + n * HOUR) for n in range(15)] == [0] * 15
    assert not models.Sending.objects.exists()
    assert notices.sweep(NOW + DAY - HOUR) == 1


def test_a_sweep_that_comes_in_the_night_leaves_all_to_the_morning(head):
    notices.tell(head, kind=Kind.DRIVES, at=EARLY)
    assert notices.sweep(NOW + 13 * HOUR) == 0
    assert not models.Sending.objects.exists()
    assert notices.sweep(NOW + DAY) == 1
    assert len(mail.outbox) == 1


def test_who_left_gets_no_digest(head):
    notices.tell(head, kind=Kind.DRIVES, at=EARLY)
    accounts_models.User.objects.filter(pk=head.pk).update(is_active=False)
    assert notices.sweep() == 0


def test_the_database_holds_one_digest_a_day(head):
    notices.tell(head, kind=Kind.DRIVES, at=EARLY)
    notices.sweep()
    same = models.Sending.objects.get()
    same.pk, same.key = None, "6b5f1d0e-5c3a-4b9e-9c4e-0d6f2f1f0a11"
    with refusals.refused_by("notifications_one_digest_a_day"), transaction.atomic():
        same.save(force_insert=True)


def test_planning_twice_changes_nothing(head):
    notices.tell(head, kind=Kind.DRIVES, at=EARLY)
    services.route_notices(at=EARLY)
    assert [services.plan_digests(at=NOW + n * timedelta(minutes=1)) for n in range(3)] == [1, 0, 0]
