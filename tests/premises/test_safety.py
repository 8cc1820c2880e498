"""Reviews of the safety level: of an open place, by criteria that held, kept when corrected."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.kits.services import applying, reading
from campaigns.premises import models, queries, services
from campaigns.premises.queries import scoring
from tests.factories import cast as casts
from tests.factories import premises as factory
from tests.factories.refusals import refused_by
from tests.kits.test_shipped_kit import KIT

pytestmark = pytest.mark.django_db
NOW = factory.NOW
TODAY = timezone.localdate(NOW)


@pytest.fixture
def cast() -> casts.Cast:
    return casts.make_cast()


@pytest.fixture
def school(cast: casts.Cast) -> models.Premises:
    factory.make_group()
    factory.make_set("met")
    return factory.make(cast.commune, kind="school", name="Trường Tiểu học")


def refused(school: models.Premises, **changes: Any) -> str:
    with pytest.raises(services.ReviewRefused) as refusal:
        factory.review(school, **changes)
    school.refresh_from_db()
    assert school.safety_level == "NONE"
    assert not models.SafetyReview.objects.exists()
    return refusal.value.field


@pytest.mark.parametrize("days", [1, 400])
def test_a_day_ahead_is_refused(school, days: int) -> None:
    assert refused(school, review_date=TODAY + timedelta(days=days)) == "review_date"


def test_a_day_before_it_opened_is_refused(school) -> None:
    assert refused(school, review_date=factory.SINCE - timedelta(days=1)) == "review_date"


@pytest.mark.parametrize("act", [services.pause, services.close])
def test_a_day_on_which_it_was_closed_is_refused_and_one_before_is_not(school, act) -> None:
    day = TODAY
    services_day = {"from_date": day, "by": casts.SYSTEM, "at": NOW}
    act(premises=school, **services_day)
    assert refused(school, review_date=day) == "review_date"
    if day > factory.SINCE:
        assert factory.review(school, review_date=factory.SINCE).level == "SAFE"
    state = queries.safety_of(school, on=TODAY)
    assert state.text == school.get_state_display()
    assert not state.is_overdue


@pytest.mark.parametrize(
    "answers", [{}, {1: 1, 2: 1}, {1: 1, 2: 1, 3: -1}, {1: 1, 2: 1, 3: 10**12}]
)
def test_a_sheet_that_is_not_whole_is_refused(school, answers) -> None:
    with pytest.raises(scoring.AnswersRefused):
        factory.review(school, answers=answers)
    assert not models.SafetyReview.objects.exists()


def test_a_kind_outside_the_eight_groups_and_anothers_criteria_are_refused(cast, school) -> None:
    refused(factory.make(cast.commune))
    other = services.save_safety_group(
        code="hotel", values={"name_vi": "Khách sạn", "name_en": "Hotel"}, by=casts.SYSTEM, at=NOW
    )
    refused(school, criteria=factory.make_set("stated", group=other), answers={}, band_number=0)


def test_criteria_that_did_not_hold_on_that_day_are_refused(school) -> None:
    late = factory.make_set("met", version="2", valid_from_date=TODAY + timedelta(days=1))
    assert refused(school, criteria=late) == "review_date"
    assert late not in queries.criteria_for(school, on=TODAY)


def test_the_next_review_comes_after_this_one(school) -> None:
    assert refused(school, due_date=TODAY) == "due_date"


def test_a_review_sets_the_level_and_when_the_next_is_due(school) -> None:
    row = factory.review(school)
    assert (row.level, row.band, row.points) == ("SAFE", "An toàn", 3)
    school.refresh_from_db()
    assert school.safety_level == "SAFE"
    assert school.safety_due_date == TODAY + timedelta(days=14)
    for days, is_overdue in ((14, False), (15, True)):
        day = TODAY + timedelta(days=days)
        assert queries.safety_of(school, on=day).is_overdue == is_overdue
        assert models.Premises.objects.review_overdue(on=day).exists() == is_overdue
    event = audit_models.Event.objects.get(verb="premises.safety_reviewed")
    assert event.after["level"] == "SAFE"
    assert event.unit_id == school.commune_id


def test_a_mandatory_item_that_is_not_met_knocks_out(school) -> None:
    row = factory.review(school, answers={1: 0, 2: 1, 3: 1})
    assert row.is_knocked_out
    assert row.level == "UNDECIDED"  # the set states nothing for two of three without the first


def test_an_earlier_review_entered_later_does_not_change_the_level(school) -> None:
    if TODAY == factory.SINCE:
        pytest.skip("the cast lives on the first day")
    factory.review(school)
    factory.review(school, review_date=factory.SINCE, answers={1: 0, 2: 0, 3: 0})
    school.refresh_from_db()
    assert (school.safety_level, school.safety_date) == ("SAFE", TODAY)


def test_a_day_is_reviewed_once(school) -> None:
    factory.review(school)
    with pytest.raises(services.ReviewRefused) as refusal:
        factory.review(school)
    assert refusal.value.field == "review_date"
    assert models.SafetyReview.objects.count() == 1


def test_a_correction_takes_the_place_and_the_wrong_one_stays(school) -> None:
    wrong = factory.review(school)
    draft = factory.review_draft(answers={1: 1, 2: 0, 3: 0})
    right = services.correct_review(
        review=wrong, draft=draft, reason=" Ghi nhầm ", by=casts.SYSTEM, at=NOW
    )
    school.refresh_from_db()
    wrong.refresh_from_db()
    assert school.safety_level == right.level == "UNSAFE"
    assert (wrong.is_standing, wrong.level, right.reason) == (False, "SAFE", "Ghi nhầm")
    assert [row.pk for row in queries.reviews_of(school)] == [right.pk, wrong.pk]
    with pytest.raises(services.ReviewOvertaken):  # two at once: the second learns of the first
        services.correct_review(review=wrong, draft=draft, reason="x", by=casts.SYSTEM, at=NOW)
    with pytest.raises(services.ReviewRefused):
        services.correct_review(review=right, draft=draft, reason=" ", by=casts.SYSTEM, at=NOW)


def test_a_set_that_reviews_were_made_by_stays_as_it_was(school) -> None:
    factory.make_set("met", name_vi="Tên khác")
    factory.review(school)
    factory.make_set("met", name_vi="Tên thứ ba")
    with pytest.raises(services.SetInUse):
        factory.make_set("met", bands=[("An toàn", "SAFE", "[0;3]", False)])
    assert factory.make_set("met", version="2", bands=[("An toàn", "SAFE", "[0;3]", False)])


@pytest.mark.parametrize(("code", "said", "level"), [
    ("total", {"points": 120}, "SAFE"), ("total", {"points": 120, "is_knocked_out": True}, "UNSAFE"),
    ("stated", {"band_number": 1}, "UNSAFE"),
])  # fmt: skip
def test_totals_and_stated_levels_are_kept_too(school, code, said, level) -> None:
    row = factory.review(school, criteria=factory.make_set(code), answers={}, **said)
    assert row.level == level


@pytest.mark.parametrize(("code", "said"), [
    ("total", {}), ("total", {"points": 151}), ("stated", {}), ("stated", {"band_number": 2}),
])  # fmt: skip
def test_what_the_set_needs_is_asked_for(school, code, said) -> None:
    with pytest.raises(scoring.AnswersRefused):
        factory.review(school, criteria=factory.make_set(code), answers={}, **said)


def test_the_table_counts_each_state_of_its_own(cast, school) -> None:
    factory.make(cast.commune, kind="school", name="Chưa đánh giá")
    shut = factory.make(cast.commune, kind="school", name="Đã đóng")
    services.close(premises=shut, from_date=TODAY, by=casts.SYSTEM, at=NOW)
    factory.make(cast.commune)  # a café is in none of the groups
    factory.review(school)
    (row,) = queries.safety_by_commune(models.Premises.objects.all(), on=TODAY)
    assert (row.safe, row.not_assessed, row.closed, row.overdue) == (1, 1, 1, 1)
    assert row.safe_share == 0.5


SET_FAULTS: dict[str, dict[str, Any]] = {
    "premises_criteria_known_ways": {"entry": "GUESS"},
    "premises_criteria_points_to_reach": {"most_points": 0},
    "premises_criteria_ends_after_start": {
        "valid_from_date": date(2021, 6, 7), "valid_to_date": date(2021, 6, 6)
    },
    "premises_criteria_has_source": {"source": ""},
}  # fmt: skip


@pytest.mark.parametrize(("name", "values"), SET_FAULTS.items())
def test_a_set_that_makes_no_sense_is_refused_by_the_database(school, name, values) -> None:
    with refused_by(name):
        models.CriteriaSet.objects.filter(code="met").update(**values)


def test_a_version_stands_once(school) -> None:
    factory.make_set("met", version="2")
    with refused_by("premises_criteria_version_once"):
        models.CriteriaSet.objects.filter(version="2").update(version="1")


REVIEW_FAULTS: dict[str, dict[str, Any]] = {
    "premises_review_known_level": {"level": "NONE"},
    "premises_review_correction_has_reason": {"reason": "x"},
    "premises_review_due_later": {"due_date": TODAY},
}


@pytest.mark.parametrize(("name", "values"), REVIEW_FAULTS.items())
def test_a_review_that_makes_no_sense_is_refused_by_the_database(school, name, values) -> None:
    factory.review(school)
    with refused_by(name):
        models.SafetyReview.objects.update(**values)


def test_two_reviews_of_one_day_are_refused_by_the_database(school) -> None:
    wrong = factory.review(school)
    draft = factory.review_draft()
    services.correct_review(review=wrong, draft=draft, reason="x", by=casts.SYSTEM, at=NOW)
    with refused_by("premises_review_once_a_day"):
        models.SafetyReview.objects.update(is_standing=True)


def test_a_level_has_its_day(school) -> None:
    with refused_by("premises_level_has_its_day"):
        models.Premises.objects.filter(pk=school.pk).update(safety_level="SAFE")


def test_the_kit_brings_its_sets_once_and_changes_none_in_use() -> None:
    for _time in range(2):
        found = reading.read_kit(KIT)
        plan = applying.apply_kit(found=found, by=casts.SYSTEM, at=NOW)
    assert plan.is_empty
    assert models.CriteriaSet.objects.filter(is_sample=True).exists()
    assert models.SafetyGroup.objects.get(code="hotel").review_days == 14
    assert [m.code for m in models.PaymentMethod.objects.order_by("position")] == [
        "e_wallet", "mobile_banking", "internet_banking",
    ]  # fmt: skip
