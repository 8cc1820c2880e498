"""The editor's screens: submitting, deciding, measures, rights, what is out of scope."""

import pytest
from django.urls import reverse

from campaigns.broadcasts import models as broadcast_models
from campaigns.broadcasts import services as broadcast_services
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import services as units_services
from cms import models
from tests.cms.test_refused_routes import editor_form
from tests.factories import cms as factory
from tests.factories.cast import NOW, SYSTEM, make_person

State = models.ApprovalState


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def decide(client, page, act, **data):
    revision = page.get_latest_revision().pk
    url = reverse("newsroom:decide", args=[page.pk, act])
    return client.post(url, {"revision": revision, **data})


def test_editor_sees_submit_and_no_publish_button(room, piece):
    html = factory.signed_in(room.editor).get(edit_url(piece)).content.decode()
    assert 'name="action-loa-submit"' in html
    assert 'name="action-publish"' not in html


def test_editor_shows_the_spoken_seconds_of_a_stored_rendition(room, piece):
    html = factory.signed_in(room.editor).get(edit_url(piece)).content.decode()
    assert "data-loa-measure" in html
    assert "180" in html


def test_submit_button_saves_and_submits(room, piece):
    client = factory.signed_in(room.editor)
    answer = client.post(edit_url(piece), editor_form(piece, **{"action-loa-submit": "1"}))
    assert answer.headers["Location"] == reverse("newsroom:review", args=[piece.pk])
    assert models.PublishApproval.objects.get(page=piece).state == State.SUBMITTED


def test_incomplete_text_is_kept_as_a_draft_when_submitting_fails(room, piece):
    client = factory.signed_in(room.editor)
    data = editor_form(piece, title="Đang viết dở", summary="", **{"action-loa-submit": "1"})
    client.post(edit_url(piece), data)
    assert factory.fresh(piece).get_latest_revision_as_object().title == "Đang viết dở"
    assert not models.PublishApproval.objects.exists()


def test_two_texts_for_one_medium_are_refused_at_the_row_and_kept(room, piece):
    data = editor_form(piece)
    data |= {"renditions-1-medium": "RADIO", "renditions-1-language": "vi"}
    data |= {"renditions-1-text": "Bản thứ hai tôi vừa gõ."}
    html = factory.signed_in(room.editor).post(edit_url(piece), data).content.decode()
    assert "Bản thứ hai tôi vừa gõ." in html


def test_chief_editor_approves_on_the_review_page_and_the_facts_are_checked(room, piece):
    factory.submit(room, piece)
    client = factory.signed_in(room.chief)
    assert client.get(reverse("newsroom:review", args=[piece.pk])).status_code == 200
    decide(client, piece, "approve", go_live_at="")
    assert models.PublishApproval.objects.get().state == models.ApprovalState.FACT_CHECK
    assert not factory.fresh(piece).live


def test_chief_editor_publishes_what_holds_no_health_facts_on_the_review_page(room, piece):
    factory.submit(room, piece)
    client = factory.signed_in(room.chief)
    decide(client, piece, "approve", go_live_at="", facts="NONE")
    assert factory.fresh(piece).live


def test_refused_decision_shows_the_page_again_with_what_was_typed(room, piece):
    factory.submit(room, piece)
    client = factory.signed_in(room.chief)
    answer = decide(client, piece, "approve", go_live_at="2020-01-01T08:00")
    assert answer.status_code == 422
    assert "2020-01-01T08:00" in answer.content.decode()


def test_own_text_is_refused_with_the_reason(room, piece):
    client = factory.signed_in(room.chief)
    client.post(edit_url(piece), editor_form(piece, **{"action-loa-submit": "1"}))
    answer = decide(client, piece, "approve", go_live_at="")
    assert answer.status_code == 422
    assert "loa-review-error" in answer.content.decode()


def test_editor_cannot_decide(room, piece):
    factory.submit(room, piece)
    answer = decide(factory.signed_in(room.editor), piece, "approve", go_live_at="")
    assert answer.status_code == 403
    assert not factory.fresh(piece).live


def test_measure_answers_while_typing(room):
    client = factory.signed_in(room.editor)
    data = {"text": factory.RADIO, "medium": "RADIO", "language": "vi", "newsroom": room.page.pk}
    lines = client.post(reverse("newsroom:measure"), data).json()["lines"]
    assert any(character.isdigit() for character in lines[0]["text"])


def test_measure_of_another_newsroom_is_not_there(room):
    client = factory.signed_in(room.editor)
    data = {"text": "a", "medium": "RADIO", "language": "vi", "newsroom": room.other.pk}
    assert client.post(reverse("newsroom:measure"), data).status_code == 404


def test_others_are_refused_at_the_door(room):
    assert factory.signed_in(room.cast.officer).get("/cms/").status_code == 403


def test_stranger_is_sent_to_the_one_login(client, room):
    assert client.get("/cms/").headers["Location"].startswith("/accounts/login/")


def test_ended_grant_closes_the_door_at_the_next_request(room):
    client = factory.signed_in(room.editor)
    assert client.get("/cms/").status_code == 200
    grant = units_models.Grant.objects.get(user=room.editor)
    units_services.end_grant(grant=grant, last_date=NOW.date(), by=SYSTEM, at=NOW)
    assert client.get("/cms/").status_code == 403


def test_grant_above_reaches_every_newsroom_below(room):
    overseer = make_person("overseer", roles.Role.CHIEF_EDITOR, room.cast.province)
    client = factory.signed_in(overseer)
    client.get("/cms/")
    assert overseer.groups.filter(name__startswith="loa:").count() == 4


OUT_OF_SCOPE = (
    "wagtailadmin_pages:edit",
    "wagtailadmin_pages:copy",
    "wagtailadmin_pages:delete",
    "wagtailadmin_pages:history",
    "wagtailadmin_pages:usage",
    "wagtailadmin_pages:view_draft",
    "wagtailadmin_pages:move",
    "wagtailadmin_pages:revisions_index",
    "wagtailadmin_pages:preview_on_edit",
    "wagtailadmin_pages:workflow_history",
    "wagtailadmin_choose_page_child",
    "newsroom:review",
)


@pytest.mark.parametrize("name", OUT_OF_SCOPE)
def test_page_of_another_newsroom_does_not_exist(name, room, piece):
    client = factory.signed_in(room.stranger)
    assert client.get(reverse(name, args=[piece.pk])).status_code == 404


def test_api_and_comparison_do_not_know_it_either(room, piece):
    client = factory.signed_in(room.stranger)
    assert client.get(f"/cms/api/main/pages/{piece.pk}/").status_code == 404
    revision = piece.get_latest_revision().pk
    url = f"/cms/pages/{piece.pk}/revisions/compare/{revision}...latest/"
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    "path", ["/cms/pages/", "/cms/pages/search/?q=khai", "/cms/choose-page/", "/cms/"]
)
def test_draft_of_another_newsroom_is_absent_from_lists(path, room):
    factory.make_piece(room, title="Bản nháp kín của đài tỉnh")
    html = factory.signed_in(room.stranger).get(path, follow=True).content.decode()
    assert "Bản nháp kín" not in html


@pytest.mark.parametrize(
    "path", ["users/", "groups/", "sites/", "collections/", "workflows/", "reports/locked/"]
)
def test_screens_that_follow_from_grants_are_not_there(path, room):
    assert factory.signed_in(room.chief).get(f"/cms/{path}").status_code == 404


def test_newsroom_opens_with_the_way_to_a_new_piece(room):
    html = factory.signed_in(room.editor).get("/cms/").content.decode()
    begin = reverse("wagtailadmin_pages:add", args=["cms", "guidancepage", room.page.pk])
    assert f'href="{begin}"' in html
    assert factory.signed_in(room.editor).get(begin).status_code == 200
    other = factory.signed_in(room.stranger).get("/cms/").content.decode()
    assert f'href="{begin}"' not in other


def test_review_page_leads_to_each_script_and_to_a_place_for_what_has_none(room):
    page = factory.publish(room, factory.make_piece(room))
    address = reverse("newsroom:review", args=[page.pk])
    radio = broadcast_models.Script.objects.get(page_id=page.pk, medium="RADIO")
    chief = factory.signed_in(room.chief)
    place = f'href="{reverse("broadcasts:plan", args=[radio.pk])}"'
    html = chief.get(address).content.decode()
    assert f'href="{reverse("broadcasts:script", args=[radio.pk])}"' in html
    assert place not in html
    release = broadcast_models.Release.objects.get(script=radio)
    broadcast_services.cancel_release(release=release, by=room.chief, at=NOW, reason="Đổi lịch.")
    assert place in chief.get(address).content.decode()


def test_menu_offers_only_what_is_ours(room):
    html = factory.signed_in(room.chief).get("/cms/").content.decode()
    assert "/cms/spoken-forms/" in html
    assert "/cms/reports/" not in html


def test_spoken_form_saved_in_the_cms_is_on_record(room):
    client = factory.signed_in(room.editor)
    data = {"written": "SYT", "spoken": "Sở Y tế", "language": "vi", "kind": "ABBREVIATION"}
    client.post(reverse("lexicon:add"), data)
    entry = models.LexiconEntry.objects.get(written="SYT")
    client.post(reverse("lexicon:edit", args=[entry.pk]), data | {"spoken": "Sở y tế tỉnh"})
    entry.refresh_from_db()
    assert entry.spoken == "Sở y tế tỉnh"
    client.post(reverse("lexicon:delete", args=[entry.pk]))
    assert not models.LexiconEntry.objects.filter(written="SYT").exists()
