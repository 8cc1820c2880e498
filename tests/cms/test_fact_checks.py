"""The fact check between approval and the public, answered by account."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from campaigns.audit import models as audit_models
from campaigns.broadcasts import models as broadcast_models
from campaigns.kernel import roles
from campaigns.notifications import models as notification_models
from cms import models, services
from tests.factories import cast
from tests.factories import cms as factory
from tests.factories.cast import NOW

State = models.ApprovalState
LATER = NOW + timedelta(hours=2)


def page_of(approval: models.PublishApproval) -> str:
    return reverse("fact_checks:check", args=[approval.pk])


def test_submitter_does_not_check_their_own_facts(room, piece):
    cast.grant(room.editor, roles.Role.HEALTH_REVIEWER, room.cast.province)
    approval = factory.approve(room, piece)
    with pytest.raises(services.SamePerson):
        factory.answer(room, approval, by=room.editor)
    assert approval.state == State.FACT_CHECK
    answer = factory.signed_in(room.editor).post(page_of(approval), {"is_correct": "yes"})
    assert answer.status_code == 422


def test_reviewer_of_another_province_finds_nothing(room, piece):
    approval = factory.approve(room, piece)
    stranger = cast.make_person("nurse", roles.Role.HEALTH_REVIEWER, room.cast.commune)
    assert factory.signed_in(stranger).get(page_of(approval)).status_code == 404


def test_chief_editor_is_no_reviewer(room, piece):
    approval = factory.approve(room, piece)
    assert factory.signed_in(room.chief).get(page_of(approval)).status_code == 403


def test_objection_without_remarks_is_refused(room, piece):
    approval = factory.approve(room, piece)
    with pytest.raises(services.ReasonMissing):
        factory.answer(room, approval, is_correct=False, remarks="  ")
    answer = factory.signed_in(room.reviewer).post(page_of(approval), {"is_correct": "no"})
    assert answer.status_code == 422
    assert models.PublishApproval.objects.get().state == State.FACT_CHECK


def test_unanswered_form_keeps_what_was_typed(room, piece):
    approval = factory.approve(room, piece)
    client = factory.signed_in(room.reviewer)
    answer = client.post(page_of(approval), {"remarks": "Số 19009095 đã ngừng."})
    assert answer.status_code == 422
    assert "Số 19009095 đã ngừng." in answer.content.decode()


def test_text_that_nobody_approved_is_not_checked(room, piece):
    approval = factory.submit(room, piece)
    with pytest.raises(services.AlreadyDecided):
        factory.answer(room, approval)


def test_second_answer_comes_too_late(room, piece):
    approval = factory.approve(room, piece)
    factory.answer(room, approval)
    with pytest.raises(services.AlreadyDecided):
        factory.answer(room, approval, is_correct=False, remarks="Sai.")
    assert models.PublishApproval.objects.get().is_fact_correct is True


def test_approval_asks_for_the_fact_check_unless_said_otherwise(room, piece):
    approval = factory.approve(room, piece)
    assert (approval.state, approval.facts) == (State.FACT_CHECK, models.Facts.CHECK)
    assert not factory.fresh(piece).live
    told = notification_models.Notice.objects.filter(user=room.reviewer)
    assert told.get().url == page_of(approval)


def test_confirmed_text_is_published_in_the_approvers_name(room, piece):
    approval = factory.approve(room, piece)
    factory.answer(room, approval, remarks="Đã đối chiếu.")
    assert factory.fresh(piece).live
    script = broadcast_models.Script.objects.get(page_id=piece.pk, medium="RADIO")
    assert (script.submitted_by, script.published_by) == (room.editor, room.chief)
    verbs = set(audit_models.Event.objects.values_list("verb", flat=True))
    assert {"cms.guidance_approved", "cms.facts_confirmed", "cms.guidance_published"} <= verbs


def test_objection_returns_the_text_and_tells_writer_and_approver(room, piece):
    approval = factory.approve(room, piece)
    factory.answer(room, approval, is_correct=False, remarks="Sai số điện thoại.")
    approval.refresh_from_db()
    assert (approval.state, approval.to_mend) == (State.RETURNED, "Sai số điện thoại.")
    assert not factory.fresh(piece).live
    told = notification_models.Notice.objects.filter(topic__endswith=":RETURNED")
    assert {n.user for n in told} == {room.editor, room.chief}


def test_hour_ahead_is_kept_and_an_hour_that_passed_while_checking_is_now(room, piece):
    approval = factory.approve(room, piece, go_live_at=LATER)
    assert services.publish_due(at=LATER) == 0
    factory.answer(room, approval)
    assert models.PublishApproval.objects.get().state == State.SCHEDULED
    assert services.publish_due(at=LATER) == 1

    other = factory.make_piece(room, "bai-hai", title="Bài hai")
    late = factory.approve(room, other, go_live_at=LATER)
    factory.answer(room, late, at=LATER + timedelta(minutes=1))
    assert factory.fresh(other).live


def test_choice_of_no_facts_is_on_record(room, piece):
    factory.publish(room, piece)
    event = audit_models.Event.objects.get(verb="cms.guidance_published")
    assert event.after["facts"] == "NONE"
    page = factory.signed_in(room.deputy).get(reverse("newsroom:review", args=[piece.pk]))
    assert "health facts" in page.content.decode() or "y tế" in page.content.decode()


def test_newer_text_supersedes_one_that_waits_for_its_check(room, piece):
    approval = factory.approve(room, piece)
    piece.save_revision(user=room.editor)
    factory.submit(room, piece)
    approval.refresh_from_db()
    assert approval.state == State.SUPERSEDED
    with pytest.raises(services.AlreadyDecided):
        factory.answer(room, approval)


def test_chief_editor_takes_a_text_back_from_the_check(room, piece):
    approval = factory.approve(room, piece)
    services.return_to_writer(
        page=piece, revision=approval.revision, reason="Chờ số mới.", by=room.deputy, at=NOW
    )
    with pytest.raises(services.AlreadyDecided):
        factory.answer(room, approval)


def test_forcing_past_the_fact_check_is_marked(room, piece):
    factory.approve(room, piece)
    forced = services.force_publish(page=piece, reason="Bão đêm nay.", by=room.deputy, at=NOW)
    assert (forced.state, forced.is_forced) == (State.PUBLISHED, True)
    assert models.PublishApproval.objects.get().is_fact_correct is None


def test_reviewer_finds_the_text_in_all_media_and_answers(room, piece):
    draft = piece.get_latest_revision_as_object()
    draft.fact_sources = "Công văn 5753/BYT-MT ngày 19/7/2021"
    draft.save_revision(user=room.editor)
    approval = factory.approve(room, piece)
    client = factory.signed_in(room.reviewer)
    listed = client.get(reverse("fact_checks:list")).content.decode()
    assert page_of(approval) in listed
    html = client.get(page_of(approval)).content.decode()
    for shown in (factory.RADIO, "Declare by QR code", "5753/BYT-MT", "Ủy ban nhân dân"):
        assert shown in html
    answer = client.post(page_of(approval), {"is_correct": "yes", "remarks": ""})
    assert answer.status_code == 302
    assert factory.fresh(piece).live


def test_list_of_fact_checks_needs_few_queries(room, django_assert_max_num_queries):
    for number in range(4):
        factory.approve(room, factory.make_piece(room, f"bai-{number}", title=f"Bài {number}"))
    client = factory.signed_in(room.reviewer)
    with django_assert_max_num_queries(25):
        client.get(reverse("fact_checks:list"))


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts():
    room = factory.make_room()
    page = factory.make_piece(room)
    approval = factory.approve(room, page)
    second = cast.make_person("second", roles.Role.HEALTH_REVIEWER, room.cast.province)
    start, told = threading.Barrier(2), []

    def answer(by, is_correct):
        start.wait()
        try:
            row = models.PublishApproval.objects.get(pk=approval.pk)
            factory.answer(room, row, by=by, is_correct=is_correct, remarks="Nhận xét.")
            told.append("counted")
        except services.AlreadyDecided:
            told.append("late")
        finally:
            connection.close()

    people = [
        threading.Thread(target=answer, args=(room.reviewer, True)),
        threading.Thread(target=answer, args=(second, False)),
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(told) == ["counted", "late"]
    row = models.PublishApproval.objects.get()
    assert factory.fresh(page).live == row.is_fact_correct
