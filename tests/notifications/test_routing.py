"""Which way a notice leaves the house, and when."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.notifications import models, queries, services
from tests.factories import cast as casts
from tests.factories import notices

NOW, HOUR, DAY = notices.NOW, notices.HOUR, notices.DAY
Kind = models.Kind


@pytest.fixture
def head(db):
    return casts.make_cast().head


def sendings():
    return list(models.Sending.objects.order_by("pk"))


def test_a_duty_is_mailed_at_once_and_routed_once(head):
    notices.tell(head)
    assert services.route_notices(at=NOW) == 1
    assert services.route_notices(at=NOW) == 0
    assert [(s.channel, s.state, s.due_at) for s in sendings()] == [("EMAIL", "PENDING", NOW)]


@pytest.mark.parametrize(
    ("kind", "count", "is_for_digest"),
    [(Kind.DUTIES, 1, False), (Kind.DRIVES, 0, True), (Kind.JOBS, 0, False)],
)
def test_who_chose_nothing_is_told_by_the_defaults(head, kind, count, is_for_digest):
    notice = notices.tell(head, kind=kind)
    services.route_notices(at=NOW)
    notice.refresh_from_db()
    assert (len(sendings()), notice.is_for_digest) == (count, is_for_digest)


def test_a_choice_goes_before_the_default(head):
    notices.prefer(head, drives="AT_ONCE", reviews="NEVER", duties="DAILY")
    for kind in (Kind.DRIVES, Kind.REVIEWS, Kind.DUTIES):
        notices.tell(head, kind, kind=kind)
    services.route_notices(at=NOW)
    assert [s.notice.kind for s in sendings()] == [Kind.DRIVES]
    assert models.Notice.objects.get(is_for_digest=True).kind == Kind.DUTIES


def test_what_is_urgent_does_not_wait_for_the_digest(head):
    notices.tell(head, kind=Kind.DRIVES, is_urgent=True)
    services.route_notices(at=NOW)
    assert [s.is_urgent for s in sendings()] == [True]


def test_what_its_area_mails_itself_and_what_is_read_is_not_mailed(head):
    notices.tell(head, "own", has_own_mail=True)
    notices.tell(head, "read")
    read = models.Notice.objects.filter(topic="read").values_list("pk", flat=True)
    services.mark_read(user=head, notice_ids=list(read), at=NOW)
    services.route_notices(at=NOW)
    assert sendings() == []
    assert not models.Notice.objects.unrouted().exists()


def test_old_matters_are_left_to_the_inbox(head):
    notices.tell(head, at=NOW - 4 * DAY)
    services.route_notices(at=NOW)
    assert sendings() == []
    assert queries.stuck(NOW) == 0


def test_in_the_night_a_mail_waits_for_the_morning_and_an_emergency_does_not(head):
    night = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)  # ten in the evening in Viet Nam
    notices.tell(head, "duty", at=night)
    notices.tell(head, "bulletin", at=night, kind=Kind.EMERGENCIES)
    services.route_notices(at=night)
    due = {s.notice.topic: s.due_at for s in sendings()}
    assert due == {"duty": datetime(2026, 11, 16, 23, 0, tzinfo=UTC), "bulletin": night}


def test_routing_many_takes_no_more_queries(head, django_assert_max_num_queries):
    for number in range(60):
        notices.tell(head, str(number))
    with django_assert_max_num_queries(16):
        services.route_notices(at=NOW)
    assert len(sendings()) == 60


def _minute_of(clock):
    return clock.hour * 60 + clock.minute


clock_times = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(
    begins=clock_times,
    ends=clock_times,
    minute=st.integers(0, 10 * 366 * 24 * 60),
)
def test_quiet_hours_agree_with_a_walk_minute_by_minute(begins, ends, minute):
    """The slow way: go on by minutes until the clock on the wall stands outside of the hours."""
    if begins == ends:
        return
    moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    quiet = models.QuietHours(begins=begins, ends=ends)
    awake = quiet.awake_at(moment)
    walked = (moment + timedelta(hours=7)).time()
    minutes = 0
    span = (_minute_of(ends) - _minute_of(begins)) % 1440
    while (_minute_of(walked) + minutes - _minute_of(begins)) % 1440 < span:
        minutes += 1
    assert awake == moment + timedelta(minutes=minutes)


def test_without_quiet_hours_no_moment_is_quiet():
    quiet = models.QuietHours(is_kept=False, begins=time(0), ends=time(23, 59))
    assert quiet.awake_at(NOW) == NOW
