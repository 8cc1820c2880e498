"""The outbox's states and constraints."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction

from campaigns.accounts import services as accounts_services
from campaigns.audit import models as audit_models
from campaigns.kernel import writing
from campaigns.notifications import models, queries, services
from tests.factories import cast as casts
from tests.factories import notices, refusals

NOW, DAY = notices.NOW, notices.DAY
State = models.SendingState


@pytest.fixture
def head(db):
    return casts.make_cast().head


@pytest.mark.parametrize("state", State)
def test_only_what_is_over_and_did_not_arrive_is_sent_once_more(head, state):
    sending = notices.make_sending(head, state)
    may = State.PENDING in models.TRANSITIONS[state] and state != State.SENDING
    if not may:
        with pytest.raises(services.SendingRefused):
            services.retry_sending(sending=sending, by=casts.SYSTEM, at=NOW)
        return
    name = sending.message_key
    services.retry_sending(sending=sending, by=casts.SYSTEM, at=NOW)
    sending.refresh_from_db()
    assert (sending.state, sending.attempts) == ("PENDING", 0)
    assert sending.message_key != name
    assert services.send_due(clock=lambda: NOW) == 1
    assert audit_models.Event.objects.filter(verb="notifications.sending_retried").count() == 1


@pytest.mark.parametrize("state", State)
def test_only_what_was_sent_comes_back(head, state):
    sending = notices.make_sending(head, state)
    if state != State.SENT:
        with pytest.raises(services.SendingRefused):
            services.note_bounce(sending=sending, fault="550", by=casts.SYSTEM, at=NOW)
        return
    services.note_bounce(sending=sending, fault="550", by=casts.SYSTEM, at=NOW)
    assert queries.trouble_of(head).blocked_at == NOW
    with pytest.raises(services.SendingRefused):
        services.retry_sending(sending=sending, by=casts.SYSTEM, at=NOW)


def test_nobody_frees_an_address_that_is_free(head):
    with pytest.raises(services.SendingRefused):
        services.lift_block(user=head, by=casts.SYSTEM, at=NOW)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"digest_date": NOW.date()}, "notifications_sending_of_what"),
        ({"notice": None}, "notifications_sending_of_what"),
        ({"channel": "PIGEON"}, "notifications_sending_channel"),
        ({"state": "LOST"}, "notifications_sending_state"),
        ({"state": "SENDING"}, "notifications_lease_whole"),
        ({"claimed_by": "w"}, "notifications_lease_whole"),
        ({"state": "SENT"}, "notifications_settled_whole"),
        ({"state": "SUPPRESSED", "settled_at": NOW}, "notifications_not_sent_why"),
        ({"why": "READ"}, "notifications_not_sent_why"),
    ],
)
def test_the_database_refuses_a_row_that_makes_no_sense(head, changes, constraint):
    sending = notices.make_sending(head)
    with refusals.refused_by(constraint), transaction.atomic():
        models.Sending.objects.filter(pk=sending.pk).update(**changes)


def test_the_database_holds_one_sending_a_notice_and_channel(head):
    sending = notices.make_sending(head)
    sending.pk, sending.key = None, uuid.uuid4()
    with refusals.refused_by("notifications_sent_once_a_channel"), transaction.atomic():
        sending.save(force_insert=True)


def test_the_database_knows_the_kinds(head):
    notice = notices.tell(head)
    with refusals.refused_by("notifications_notice_kind"), transaction.atomic():
        models.Notice.objects.filter(pk=notice.pk).update(kind="WEATHER")


@pytest.mark.parametrize(
    ("kind", "pace", "constraint"),
    [
        ("WEATHER", "DAILY", "notifications_preference_words"),
        ("DRIVES", "HOURLY", "notifications_preference_words"),
        ("DUTIES", "NEVER", "notifications_duty_is_told"),
        ("EMERGENCIES", "DAILY", "notifications_duty_is_told"),
    ],
)
def test_the_database_refuses_what_may_not_be_chosen(head, kind, pace, constraint):
    with refusals.refused_by(constraint), writing.writing(by=casts.SYSTEM, at=NOW):
        models.Preference.objects.create(user=head, kind=kind, pace=pace, channel="EMAIL")


def test_the_database_holds_one_preference_a_kind(head):
    notices.prefer(head, drives="NEVER")
    with (
        refusals.refused_by("notifications_one_preference"),
        writing.writing(by=casts.SYSTEM, at=NOW),
    ):
        models.Preference.objects.create(user=head, kind="DRIVES", pace="DAILY", channel="EMAIL")


def test_quiet_hours_have_an_end(head):
    notices.prefer(head)
    with (
        refusals.refused_by("notifications_quiet_has_an_end"),
        writing.writing(by=casts.SYSTEM, at=NOW),
    ):
        models.QuietHours.objects.update(ends="21:00")


# --- Forgetting --------------------------------------------------------------------------------


def test_rows_go_when_their_days_are_over(head):
    notices.make_sending(head, "SENT")
    notices.make_sending(head)
    assert services.purge(at=NOW + 89 * DAY) == 0
    services.purge(at=NOW + 91 * DAY)
    assert [s.state for s in models.Sending.objects.all()] == ["PENDING"]
    services.purge(at=NOW + 181 * DAY)
    assert not models.Notice.objects.exists()
    assert services.purge(at=NOW + 181 * DAY) == 0


def test_an_erased_person_leaves_nothing_here(head):
    sending = notices.make_sending(head, "SENT")
    services.note_bounce(sending=sending, fault="550", by=casts.SYSTEM, at=NOW)
    notices.prefer(head, drives="NEVER")
    accounts_services.erase_person(user=head, by=casts.SYSTEM, at=NOW, reason="on demand")
    notices.tell(head, "later")
    assert notices.sweep() == 0, "nothing is sent to whom was erased"
    assert services.purge(at=NOW) > 0
    for model in (models.Notice, models.Sending, models.MailTrouble, models.Preference):
        assert not model._default_manager.filter(user=head).exists()
    assert services.purge(at=NOW + timedelta(minutes=1)) == 0
