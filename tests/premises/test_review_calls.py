"""Calls for a safety review: once a cause, the level stays, the day comes nearer."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from campaigns.kernel import writing
from campaigns.premises import models, queries, services
from tests.factories import cast as casts
from tests.factories import premises as factory
from tests.factories.refusals import refused_by

pytestmark = pytest.mark.django_db
NOW = factory.NOW
TODAY = timezone.localdate(NOW)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def school() -> models.Premises:
    factory.make_group()
    factory.make_set("met")
    return factory.make(casts.make_cast().commune, kind="school", name="Trường Tiểu học")


def call(premises: models.Premises, **changes: Any) -> models.ReviewCall:
    said = {
        "source": "inspections.finding:1",
        "reason": "Lối thoát hiểm bị chặn",
        "review_by_date": TOMORROW,
        "at": NOW,
    }
    return services.call_for_review(premises=premises, **(said | changes), by=casts.SYSTEM)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"review_by_date": TODAY - timedelta(days=1)}, "review_by_date"),
    ],
)
def test_a_call_has_its_reason_and_leaves_time(school, changes, field: str) -> None:
    with pytest.raises(services.CallRefused) as refusal:
        call(school, **changes)
    assert refusal.value.field == field
    assert not models.ReviewCall.objects.exists()


def test_a_place_that_reviews_nothing_or_is_closed_is_not_called(school) -> None:
    cafe = factory.make(school.commune, name="Quán Gió")
    services.close(premises=school, from_date=TODAY, by=casts.SYSTEM, at=NOW)
    for place in (cafe, school):
        with pytest.raises(services.CallRefused):
            call(place)


def test_one_cause_calls_once_and_the_second_is_told(school) -> None:
    call(school)
    with pytest.raises(services.CalledAlready):
        call(school, reason="Lần nữa")
    assert [c.reason for c in queries.open_calls(school)] == ["Lối thoát hiểm bị chặn"]


def test_the_level_stays_and_the_day_comes_nearer_until_a_later_review(school) -> None:
    factory.review(school, review_date=TODAY)
    call(school, at=NOW + timedelta(hours=1))
    school.refresh_from_db()
    assert (school.safety_level, school.safety_due_date) == ("SAFE", TOMORROW)
    later = NOW + timedelta(days=2)
    overdue = models.Premises.objects.all().review_overdue(on=timezone.localdate(later))
    assert list(overdue) == [school]
    draft = factory.review_draft(review_date=timezone.localdate(later))
    services.review_safety(premises=school, draft=draft, by=casts.SYSTEM, at=later)
    school.refresh_from_db()
    assert queries.open_calls(school) == []
    assert school.safety_due_date == timezone.localdate(later) + timedelta(days=14)


def test_an_earlier_day_entered_later_answers_nothing(school) -> None:
    call(school)
    earlier = factory.review_draft(review_date=TODAY - timedelta(days=1))
    services.review_safety(
        premises=school, draft=earlier, by=casts.SYSTEM, at=NOW + timedelta(hours=1)
    )
    assert len(queries.open_calls(school)) == 1


def test_a_call_never_makes_the_day_later(school) -> None:
    factory.review(school, review_date=TODAY, due_date=TOMORROW)
    call(school, review_by_date=TODAY + timedelta(days=9))
    school.refresh_from_db()
    assert school.safety_due_date == TOMORROW


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("premises_review_call_has_reason", {"reason": ""}),
        ("premises_review_call_leaves_time", {"review_by_date": TODAY - timedelta(days=1)}),
        ("premises_review_called_once_a_source", {}),
    ],
)
def test_a_call_that_makes_no_sense_is_refused_by_the_database(school, name, values) -> None:
    first = call(school)
    said = {
        "premises": school,
        "source": first.source if not values else "inspections.finding:2",
        "reason": "Lý do",
        "call_date": TODAY,
        "review_by_date": TOMORROW,
        "called_at": NOW,
        "called_by": "1",
    }
    with refused_by(name), writing.writing(by=casts.SYSTEM, at=NOW):
        models.ReviewCall.objects.create(**(said | values))
