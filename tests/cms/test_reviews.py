"""Guidance comes back on its day, and is found still right or edited."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.broadcasts import models as broadcast_models
from campaigns.broadcasts import queries as broadcast_queries
from cms import models, services
from tests.factories import cms as factory
from tests.factories.cast import NOW

TODAY = NOW.date()
NEXT = TODAY + timedelta(days=90)


@pytest.fixture
def page(room) -> models.GuidancePage:
    return factory.publish(room, factory.make_piece(room, review_by_date=TODAY))


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=1)])
def test_day_that_does_not_lie_ahead_is_refused(room, page, day):
    with pytest.raises(services.DateMissing):
        services.extend_review(page=page, review_by_date=day, by=room.chief, at=NOW)


def test_draft_is_not_found_still_right(room, piece):
    with pytest.raises(services.AlreadyDecided):
        services.extend_review(page=piece, review_by_date=NEXT, by=room.chief, at=NOW)


def test_found_still_right_it_holds_on_until_the_next_day_on_air_too(room, page):
    services.extend_review(page=page, review_by_date=NEXT, by=room.chief, at=NOW)
    assert factory.fresh(page).review_by_date == NEXT
    days = broadcast_models.Script.objects.filter(page_id=page.pk).values_list("review_by_date")
    assert set(days) == {(NEXT,)}
    event = audit_models.Event.objects.get(verb="cms.guidance_found_still_right")
    assert (event.before["review_by_date"], event.after["review_by_date"]) == (
        TODAY.isoformat(),
        NEXT.isoformat(),
    )
    assert services.notify_reviews_due(at=NOW) == 0


def test_scripts_are_frozen_with_the_day(page):
    script = broadcast_models.Script.objects.get(page_id=page.pk, medium="RADIO")
    assert script.review_by_date == TODAY


def test_older_draft_does_not_bring_the_old_day_back(room, page):
    services.extend_review(page=page, review_by_date=NEXT, by=room.chief, at=NOW)
    draft = factory.fresh(page).get_latest_revision_as_object()
    assert draft.review_by_date == NEXT
    draft.title = "Bản sửa"
    draft.save_revision(user=room.editor)
    assert factory.publish(room, page).review_by_date == NEXT


def test_writer_may_choose_another_day_afterwards(room, page):
    services.extend_review(page=page, review_by_date=NEXT, by=room.chief, at=NOW)
    draft = factory.fresh(page).get_latest_revision_as_object()
    draft.review_by_date = NEXT + timedelta(days=5)
    draft.save_revision(user=room.editor)
    assert factory.publish(room, page).review_by_date == NEXT + timedelta(days=5)


def test_chief_editor_finds_it_still_right_on_the_page_and_the_writer_may_not(room, page):
    address = reverse("newsroom:decide", args=[page.pk, "again"])
    ahead = (timezone.localdate() + timedelta(days=30)).isoformat()
    refused = factory.signed_in(room.editor).post(address, {"review_by_date": ahead})
    assert refused.status_code == 403
    chief = factory.signed_in(room.chief)
    assert chief.post(address, {"review_by_date": ""}).status_code == 422
    assert chief.post(address, {"review_by_date": "2020-01-01"}).status_code == 422
    assert chief.post(address, {"review_by_date": ahead}).status_code == 302
    assert factory.fresh(page).review_by_date == date.fromisoformat(ahead)


def test_reader_sees_that_it_is_being_looked_at_again(room, page):
    assert "rà soát lại" in Client().get(page.url).content.decode()
    services.extend_review(
        page=page, review_by_date=date(2099, 1, 1), by=room.chief, at=timezone.now()
    )
    assert "rà soát lại" not in Client().get(page.url).content.decode()


def test_my_day_shows_each_what_is_theirs_to_do(room, page):
    piece = factory.make_piece(room, "bai-hai", title="Bài cần thẩm định")
    factory.approve(room, piece)
    forced = factory.make_piece(room, "bai-ba", title="Bài gấp")
    services.force_publish(page=forced, reason="Bão.", by=room.chief, at=NOW)

    def day_of(person):
        return factory.signed_in(person).get("/desk/").content.decode()

    assert "Bài gấp" in day_of(room.deputy)
    assert "Bài gấp" not in day_of(room.chief)
    assert page.title in day_of(room.chief)
    assert "Bài cần thẩm định" in day_of(room.reviewer)
    assert "Bài cần thẩm định" not in day_of(room.chief)


def test_my_day_needs_few_queries(room, page, django_assert_max_num_queries):
    for number in range(3):
        factory.approve(room, factory.make_piece(room, f"bai-{number}", title=f"Bài {number}"))
        factory.submit(room, factory.make_piece(room, f"cho-{number}", title=f"Chờ {number}"))
    client = factory.signed_in(room.chief)
    with django_assert_max_num_queries(40):
        client.get("/desk/")


def test_share_of_forced_publications_counts_texts_not_media(room, page):
    forced = factory.make_piece(room, "bai-ba", title="Bài gấp")
    approval = services.force_publish(page=forced, reason="Bão.", by=room.chief, at=NOW)
    share = broadcast_queries.forced_share(TODAY, TODAY)
    assert (share.published, share.forced, share.uncleared) == (2, 1, 1)
    services.clear_forced(approval=approval, by=room.deputy, at=NOW)
    assert broadcast_queries.forced_share(TODAY, TODAY).uncleared == 0
    assert broadcast_queries.forced_share(NEXT, NEXT).published == 0
    screen = factory.signed_in(room.deputy).get("/cms/")
    assert screen.status_code == 200
