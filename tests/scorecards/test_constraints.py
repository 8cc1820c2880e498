"""What the database refuses of scores, and what a unit may say of them."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from campaigns.audit import models as audit_models
from campaigns.kernel import writing
from campaigns.scorecards import models, services
from tests.factories import cast as casts
from tests.factories import scorecards as factory

pytestmark = pytest.mark.django_db
WHO = {"by": casts.SYSTEM, "at": casts.NOW}


@pytest.fixture
def row() -> models.Score:
    casts.make_cast()
    factory.make("posters")
    services.compute_period(kind="WEEK", start=date(2026, 11, 16), **WHO)
    return models.Score.objects.order_by("pk")[0]


def refused(name: str, thing: Any, **changes: Any) -> None:
    for field, value in changes.items():
        setattr(thing, field, value)
    with pytest.raises(IntegrityError, match=name):
        save(thing)


def save(thing: Any) -> None:
    with writing.writing(**WHO) as change, transaction.atomic():
        change.events += 1
        thing.save()


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("scorecards_score_grey_says_why", {"grey_reason": ""}),
        ("scorecards_score_rank_among_peers", {"rank": 3, "peers": 2, "value": 1}),
        ("scorecards_score_known_trend", {"trend": "UP"}),
        ("scorecards_score_once|period_id, .*unit_id", {"pk": None}),
    ],
)
def test_a_score_is_whole(row: models.Score, name: str, changes: dict[str, Any]) -> None:
    if "pk" in changes:
        row._state.adding = True
    refused(name, row, **changes)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("scorecards_period_is_whole", {"end_date": date(2020, 1, 1)}),
        ("scorecards_period_once|kind, .*start_date", {"pk": None}),
    ],
)
def test_a_period_is_whole(row: models.Score, name: str, changes: dict[str, Any]) -> None:
    period = models.ScorePeriod.objects.get(pk=row.period_id)
    if "pk" in changes:
        period._state.adding = True
    refused(name, period, **changes)


def say(row: models.Score, text: str) -> models.ScoreComment:
    by = casts.make_person(f"nguoi{len(text)}", casts.roles.Role.UNIT_HEAD, row.unit)
    return services.comment_on_scores(
        unit=row.unit, period=row.period, text=text, by=by, at=casts.NOW
    )


def test_what_a_unit_says_replaces_what_it_said_and_both_are_on_record(row: models.Score) -> None:
    say(row, "Mưa lũ cả tuần.")
    comment = say(row, " Mưa lũ cả tuần, đã bù vào tuần sau. ")
    assert models.ScoreComment.objects.get().text == "Mưa lũ cả tuần, đã bù vào tuần sau."
    event = audit_models.Event.objects.filter(verb="scorecards.score_commented").latest("pk")
    assert (event.before["text"], event.unit_id) == ("Mưa lũ cả tuần.", row.unit_id)
    refused("scorecards_comment_says_something", comment, text="")


def test_one_comment_a_unit_and_period(row: models.Score) -> None:
    comment = say(row, "Đã bù.")
    comment.pk, comment._state.adding = None, True
    refused("scorecards_comment_once|period_id, .*unit_id", comment)


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
def test_nothing_or_too_much_is_refused(row: models.Score, text: str) -> None:
    with pytest.raises(services.CommentRefused):
        say(row, text)
    assert not models.ScoreComment.objects.exists()


def test_what_invented_people_said_goes_with_them(row: models.Score) -> None:
    comment = say(row, "Đã bù.")
    assert services.erase_made_by(users=[comment.made_by], **WHO) == 1
    assert not models.ScoreComment.objects.exists()
