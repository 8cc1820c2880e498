"""Scheduled publishing: rows are the queue."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from campaigns.broadcasts import models as broadcast_models
from cms import models, queries, services, tasks
from tests.factories import cms as factory
from tests.factories.cast import NOW

DUE = NOW + timedelta(hours=1)
LATER = NOW + timedelta(hours=2)


def test_text_goes_live_at_its_hour_and_not_before(room, piece):
    page = factory.publish(room, piece, go_live_at=DUE)
    assert (page.live, page.status_string) == (False, "scheduled") or not page.live
    assert services.publish_due(at=NOW) == 0
    assert services.publish_due(at=LATER) == 1
    assert factory.fresh(page).live
    assert services.publish_due(at=LATER) == 0
    assert broadcast_models.Script.objects.filter(page_id=page.pk).count() == 3


def test_sweep_run_twice_changes_nothing_more(room, piece):
    factory.publish(room, piece, go_live_at=DUE)
    tasks.sweep_scheduled()
    scripts = broadcast_models.Script.objects.count()
    tasks.sweep_scheduled()
    tasks.sweep_reviews()
    assert factory.fresh(piece).live
    assert broadcast_models.Script.objects.count() == scripts == 3


def test_hour_that_has_passed_is_refused(room, piece):
    approval = factory.submit(room, piece)
    with pytest.raises(services.HourPassed):
        services.approve(
            page=piece, revision=approval.revision, by=room.chief, at=NOW, go_live_at=NOW
        )


def test_scheduled_page_is_locked_until_the_schedule_is_cancelled(room, piece):
    page = factory.publish(room, piece, go_live_at=DUE)
    html = (
        factory.signed_in(room.editor)
        .get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        .content.decode()
    )
    assert "content-locked" in html
    services.cancel_schedule(page=page, reason="Chờ số liệu.", by=room.chief, at=NOW)
    assert services.publish_due(at=LATER) == 0
    assert not factory.fresh(page).approved_schedule


def test_text_that_cannot_be_published_does_not_stop_the_others(room, piece):
    factory.publish(room, piece, go_live_at=DUE)
    other = factory.make_piece(room, "bai-hai", title="Bài hai")
    factory.publish(room, other, go_live_at=DUE)
    broken = piece.get_latest_revision()
    broken.content["title"] = ""
    broken.save()
    assert services.publish_due(at=LATER) == 1
    assert factory.fresh(other).live
    assert queries.gauges(LATER).scheduled_overdue == 1


def test_schedule_without_a_row_of_ours_shows_on_the_gauge(piece):
    revision = piece.get_latest_revision()
    revision.approved_go_live_at = DUE
    revision.save()
    assert queries.gauges(NOW).scheduled_unqueued == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_approvers_at_once_one_wins_and_the_other_is_told():
    room = factory.make_room()
    page = factory.make_piece(room)
    approval = factory.submit(room, page)
    start, told = threading.Barrier(2), []

    def approve(by):
        start.wait()
        try:
            services.approve(
                page=models.GuidancePage.objects.get(pk=page.pk),
                revision=approval.revision,
                by=by,
                at=NOW,
                facts=models.Facts.NONE,
            )
            told.append("published")
        except services.AlreadyDecided:
            told.append("second")
        finally:
            connection.close()

    people = [threading.Thread(target=approve, args=(by,)) for by in (room.chief, room.deputy)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(told) == ["published", "second"]
    assert broadcast_models.Script.objects.filter(page_id=page.pk).count() == 3
