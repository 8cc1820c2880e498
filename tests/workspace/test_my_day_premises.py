"""My day shows a commune's people which reviews are overdue and which sheets want other eyes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.premises import queries as premises_queries
from campaigns.premises import services
from campaigns.workspace import queries
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


def waiting(user, at=NOW):
    return [item for item in queries.my_day(user, at) if "/desk/premises/" in item.url]


def test_a_posted_sheet_waits_for_whoever_did_not_post_it(scene) -> None:
    poster = factory.post(factory.make_poster(scene.premises), by=scene.cast.officer)
    assert waiting(scene.cast.officer) == []
    (item,) = waiting(scene.cast.head)
    assert (item.since_at, item.tone) == (poster.posted_at, "warning")
    assert "lacks=VERIFYING" in item.url
    assert waiting(scene.cast.outsider) == []
    (late,) = waiting(scene.cast.head, NOW + timedelta(hours=25))
    assert late.tone == "danger"
    factory.verify(poster, by=scene.cast.head)
    assert waiting(scene.cast.head) == []


def test_a_place_that_closed_waits_for_nobody(scene) -> None:
    factory.post(factory.make_poster(scene.premises), by=scene.cast.officer)
    services.close(premises=scene.premises, from_date=NOW.date(), by=factory.casts.SYSTEM, at=NOW)
    assert waiting(scene.cast.head) == []


def test_overdue_reviews_of_a_commune_are_one_line_that_opens_their_list(scene, client) -> None:
    factory.make_group()
    factory.make_set("met")
    school = factory.make(scene.cast.commune, kind="school", name="Trường Phước Đại")
    factory.review(school)
    school.refresh_from_db()
    due = school.safety_due_date
    assert waiting(scene.cast.officer) == []
    later = NOW + (due - NOW.date()) + timedelta(days=2)
    (item,) = waiting(scene.cast.officer, later)
    assert "safety=OVERDUE" in item.url
    assert (item.since_at.date(), item.tone) == (due, "danger")
    client.force_login(scene.cast.officer)
    assert client.get(item.url).status_code == 200


def report(premises, day, came=7, went=5):
    draft = services.CountDraft(premises, day, came, went)
    services.enter_visits(draft=draft, by=factory.casts.SYSTEM, at=NOW)


def test_who_said_nothing_of_yesterday_is_one_line_that_opens_the_sheet(scene, client) -> None:
    today = timezone.localdate(NOW)
    yesterday = today - timedelta(days=1)
    assert waiting(scene.cast.officer) == []  # nothing is reported there: nobody is asked for it
    report(scene.premises, yesterday)
    (item,) = waiting(scene.cast.officer)
    assert item.since_at.astimezone(timezone.get_default_timezone()).date() == today
    assert "1" in item.text
    assert waiting(scene.cast.outsider) == []
    client.force_login(scene.cast.officer)
    page = client.get(item.url)
    assert [line.premises for line in page.context["lines"]] == [scene.other]
    assert page.context["day"] == yesterday
    report(scene.other, yesterday, 0, 0)  # nobody came: that is a report
    assert waiting(scene.cast.officer) == []


@pytest.mark.parametrize(("days_ago", "lines"), [(0, 1), (7, 1), (8, 0)])
def test_a_commune_that_no_longer_reports_is_left_alone(scene, days_ago, lines) -> None:
    report(scene.premises, timezone.localdate(NOW) - timedelta(days=days_ago))
    assert len(waiting(scene.cast.officer)) == lines


def test_a_place_that_was_closed_yesterday_owes_nothing(scene) -> None:
    today = timezone.localdate(NOW)
    report(scene.premises, today - timedelta(days=1))
    services.pause(
        premises=scene.other,
        from_date=today - timedelta(days=1),
        by=factory.casts.SYSTEM,
        at=NOW,
    )
    assert waiting(scene.cast.officer) == []


def test_silence_is_asked_for_once_however_many_premises(scene, django_assert_num_queries) -> None:
    day = timezone.localdate(NOW) - timedelta(days=1)
    report(scene.premises, day)
    for number in range(12):
        factory.make(scene.cast.commune, name=f"Quán số {number}")
    with django_assert_num_queries(1):
        (row,) = premises_queries.silent_communes([scene.cast.commune.pk], day)
    assert row.silent == 13


def test_many_premises_are_asked_for_as_often_as_few(scene, django_assert_max_num_queries) -> None:
    for number in range(12):
        row = factory.make(scene.cast.commune, name=f"Quán số {number}")
        factory.post(factory.make_poster(row), by=scene.cast.officer)
    with django_assert_max_num_queries(60):
        (item,) = waiting(scene.cast.head)
    assert "12" in item.text
