"""Two people and one text: from submission to public page and script."""

from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns.audit import models as audit_models
from campaigns.broadcasts import models as broadcast_models
from campaigns.notifications import models as notification_models
from cms import models, services
from tests.factories import cms as factory
from tests.factories.cast import NOW

State = models.ApprovalState


def test_approved_text_becomes_public_with_its_scripts_on_the_rundown(room, piece):
    page = factory.publish(room, piece)
    assert page.live
    scripts = broadcast_models.Script.objects.filter(page_id=page.pk)
    assert {(s.medium, s.language) for s in scripts} == {
        ("WEB", "vi"),
        ("RADIO", "vi"),
        ("WEB", "en"),
    }
    radio = scripts.get(medium="RADIO")
    assert radio.spoken_text.startswith("Ủy ban nhân dân tỉnh")
    assert radio.spoken_seconds > 0
    assert (radio.submitted_by, radio.published_by) == (room.editor, room.chief)
    release = broadcast_models.Release.objects.get(script=radio)
    assert release.outlet == room.outlet


def test_submitter_cannot_approve_their_own_text(room, piece):
    approval = services.submit_for_review(page=piece, by=room.chief, at=NOW)
    with pytest.raises(services.SamePerson):
        services.approve(page=piece, revision=approval.revision, by=room.chief, at=NOW)
    assert not factory.fresh(piece).live


def test_chief_editors_are_told_of_a_submission_and_the_writer_of_the_decision(room, piece):
    factory.publish(room, piece)
    told = notification_models.Notice.objects.values_list("user__full_name", flat=True)
    assert sorted(told) == ["Chief", "Deputy", "Editor"]


def test_every_step_is_on_record(room, piece):
    factory.publish(room, piece)
    verbs = set(audit_models.Event.objects.values_list("verb", flat=True))
    assert {"cms.guidance_submitted", "cms.guidance_published"} <= verbs


def test_second_approver_is_told_that_somebody_was_first(room, piece):
    approval = factory.submit(room, piece)
    services.approve(page=piece, revision=approval.revision, by=room.chief, at=NOW)
    with pytest.raises(services.AlreadyDecided):
        services.approve(page=piece, revision=approval.revision, by=room.deputy, at=NOW)


def test_text_changed_behind_the_submission_is_not_approved(room, piece):
    approval = factory.submit(room, piece)
    revision = approval.revision
    revision.content["title"] = "Một đầu đề khác"
    revision.save()
    with pytest.raises(services.AlreadyDecided):
        services.approve(page=piece, revision=revision, by=room.chief, at=NOW)


def test_autosave_never_writes_over_a_submitted_revision(room, piece):
    approval = factory.submit(room, piece)
    draft = approval.revision.as_object()
    draft.title = "Sửa sau khi gửi"
    newer = draft.save_revision(overwrite_revision=approval.revision, clean=False)
    assert newer.pk != approval.revision_id


def test_newer_submission_supersedes_the_older(room, piece):
    first = factory.submit(room, piece)
    piece.save_revision(user=room.editor)
    second = factory.submit(room, piece)
    first.refresh_from_db()
    assert (first.state, second.state) == (State.SUPERSEDED, State.SUBMITTED)


def test_same_text_is_not_submitted_twice(room, piece):
    factory.submit(room, piece)
    with pytest.raises(services.AlreadyDecided):
        factory.submit(room, piece)


def test_incomplete_text_is_refused_and_says_what_is_missing(room, piece):
    piece.summary = ""
    piece.save_revision(clean=False)
    with pytest.raises(services.NotReady) as refusal:
        factory.submit(room, piece)
    assert "Summary" in refusal.value.message or "tóm tắt" in refusal.value.message.lower()


def test_returned_text_carries_the_reason_to_its_writer(room, piece):
    approval = factory.submit(room, piece)
    services.return_to_writer(
        page=piece, revision=approval.revision, reason="Thiếu số gọi.", by=room.chief, at=NOW
    )
    approval.refresh_from_db()
    assert (approval.state, approval.return_reason) == (State.RETURNED, "Thiếu số gọi.")


def test_return_needs_a_reason(room, piece):
    approval = factory.submit(room, piece)
    with pytest.raises(services.ReasonMissing):
        services.return_to_writer(
            page=piece, revision=approval.revision, reason="  ", by=room.chief, at=NOW
        )


def test_forced_text_is_public_marked_and_cleared_by_a_third_person_only(room, piece):
    approval = services.force_publish(page=piece, reason="Bão vào đêm nay.", by=room.chief, at=NOW)
    assert factory.fresh(piece).live
    script = broadcast_models.Script.objects.get(page_id=piece.pk, medium="RADIO")
    assert (script.is_forced, script.force_reason) == (True, "Bão vào đêm nay.")
    with pytest.raises(services.NotThirdPerson):
        services.clear_forced(approval=approval, by=room.chief, at=NOW)
    services.clear_forced(approval=approval, by=room.deputy, at=NOW)
    script.refresh_from_db()
    assert script.cleared_by == room.deputy


def test_writer_of_a_forced_text_cannot_clear_it(room, piece):
    factory.submit(room, piece)
    approval = services.force_publish(page=piece, reason="Gấp.", by=room.chief, at=NOW)
    with pytest.raises(services.NotThirdPerson):
        services.clear_forced(approval=approval, by=room.editor, at=NOW)


def test_force_needs_a_reason(room, piece):
    with pytest.raises(services.ReasonMissing):
        services.force_publish(page=piece, reason="", by=room.chief, at=NOW)
    assert not factory.fresh(piece).live


def test_withdrawn_text_leaves_the_site_and_its_scripts_are_withdrawn(room, piece):
    page = factory.publish(room, piece)
    services.withdraw_page(page=page, reason="Ứng dụng đã ngừng.", by=room.chief, at=NOW)
    assert not factory.fresh(page).live
    standing = broadcast_models.Script.objects.filter(page_id=page.pk, withdrawn_at__isnull=True)
    assert not standing.exists()


def test_the_history_tells_who_took_a_text_off_the_site_and_why(room, piece):
    page = factory.publish(room, piece)
    services.withdraw_page(page=page, reason="Ứng dụng đã ngừng.", by=room.deputy, at=NOW)
    client = factory.signed_in(room.chief)
    html = client.get(reverse("newsroom:review", args=[page.pk])).content.decode()
    history = html.partition("Lịch sử</h3>")[2].partition("</section>")[0]
    assert room.deputy.full_name in history
    assert "Ứng dụng đã ngừng." in history


def test_newer_text_replaces_the_public_one(room, piece):
    page = factory.publish(room, piece)
    draft = page.get_latest_revision_as_object()
    draft.title = "Khai báo y tế bằng mã QR (mới)"
    draft.save_revision(user=room.editor)
    page = factory.publish(room, page)
    assert page.title.endswith("(mới)")
    states = sorted(page.approvals.values_list("state", flat=True))
    assert states == ["PUBLISHED", "REPLACED"]


def test_script_that_a_public_text_lacks_is_frozen_by_the_sweep(room, piece):
    page = factory.publish(room, piece)
    models.Rendition.objects.create(
        page=page, medium="SMS", language="vi", title="T", text="Quét mã."
    )
    assert services.freeze_missing_scripts(at=NOW) == 1
    assert services.freeze_missing_scripts(at=NOW) == 0


def test_texts_come_back_on_their_day_of_another_look_once(room):
    piece = factory.make_piece(room, review_by_date=NOW.date())
    factory.publish(room, piece)
    assert services.notify_reviews_due(at=NOW) == 2
    services.notify_reviews_due(at=NOW + timedelta(hours=1))
    told = notification_models.Notice.objects.filter(topic__startswith="cms.review")
    assert told.count() == 2
