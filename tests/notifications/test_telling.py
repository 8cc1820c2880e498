"""People are told once of each matter."""

from datetime import timedelta

import pytest

from campaigns.notifications import models, queries, services
from tests.factories import cast as casts
from tests.factories import refusals

TOLD = {"text": "Có việc mới", "url": "/desk/", "at": casts.NOW}


@pytest.fixture
def cast(db: None) -> casts.Cast:
    return casts.make_cast()


def test_the_same_matter_is_told_once(cast: casts.Cast) -> None:
    for _ in range(2):
        services.tell(users=[cast.head, cast.officer], topic="drive:1", **TOLD)
    assert queries.unread_count(cast.head) == queries.unread_count(cast.officer) == 1


def test_another_matter_is_told_too(cast: casts.Cast) -> None:
    services.tell(users=[cast.head], topic="drive:1", **TOLD)
    services.tell(users=[cast.head], topic="drive:2", **TOLD)
    assert queries.unread_count(cast.head) == 2


def test_reading_ones_inbox_leaves_others_unread(cast: casts.Cast) -> None:
    services.tell(users=[cast.head, cast.officer], topic="drive:1", **TOLD)
    ids = list(models.Notice.objects.order_by("pk").values_list("pk", flat=True))
    assert services.mark_read(user=cast.head, notice_ids=ids, at=casts.NOW) == 1
    assert services.mark_read(user=cast.head, notice_ids=ids, at=casts.NOW) == 0
    assert queries.unread_count(cast.officer) == 1


def test_a_long_text_is_cut_and_not_refused(cast: casts.Cast) -> None:
    services.tell(users=[cast.head], topic="drive:1", **(TOLD | {"text": "dài " * 100}))
    assert len(queries.inbox(cast.head)[0].text) == 300


def test_the_database_holds_one_notice_a_topic(cast: casts.Cast) -> None:
    services.tell(users=[cast.head], topic="drive:1", **TOLD)
    notice = models.Notice(user=cast.head, topic="drive:1", text="x", url="/", created_at=casts.NOW)
    with refusals.refused_by("notifications_told_once"):
        notice.save()


def test_nothing_is_read_before_it_was_told(cast: casts.Cast) -> None:
    services.tell(users=[cast.head], topic="drive:1", **TOLD)
    early = casts.NOW - timedelta(seconds=1)
    with refusals.refused_by("notifications_read_after_told"):
        models.Notice.objects.update(read_at=early)
