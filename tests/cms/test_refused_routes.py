"""No route of Wagtail's makes guidance public; each refusal says why and loses nothing typed."""

import json

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import TaskState, WorkflowState

from cms import models, services
from tests.factories import cms as factory
from tests.factories.cast import NOW, make_user

REFUSED = models.PublishRefused


@pytest.fixture
def superuser(room):
    """Wagtail lets this person do anything: what still refuses is our own guard."""
    user = make_user("root")
    user.is_superuser = True
    user.save()
    return user


def editor_form(page: models.GuidancePage, **changes: str) -> dict[str, str]:
    """What the editor's browser posts."""
    rows = list(page.get_latest_revision_as_object().renditions.all())
    data = {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "quote",
        "body-0-id": "",
        "body-0-value-text": "Mỗi người một lá chắn.",
        "body-0-value-who": "Sở Y tế",
        "renditions-TOTAL_FORMS": str(len(rows)),
        "renditions-INITIAL_FORMS": "0",
        "renditions-MIN_NUM_FORMS": "0",
        "renditions-MAX_NUM_FORMS": "1000",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "1000",
    }
    for n, row in enumerate(rows):
        for name in ("medium", "language", "title", "text"):
            data[f"renditions-{n}-{name}"] = getattr(row, name)
        data[f"renditions-{n}-id"] = ""
    return data | changes


def test_revision_publish_is_refused(piece):
    with pytest.raises(REFUSED):
        piece.get_latest_revision().publish()


def test_publish_action_without_permission_checks_is_refused(piece):
    with pytest.raises(REFUSED):
        PublishPageRevisionAction(piece.get_latest_revision()).execute(skip_permission_checks=True)
    assert not factory.fresh(piece).live


def test_saving_a_page_as_live_is_refused(piece):
    piece.live = True
    with pytest.raises(REFUSED):
        piece.save()


def test_schedule_on_the_page_itself_is_refused(piece):
    piece.go_live_at = NOW
    with pytest.raises(REFUSED):
        piece.save()


def test_copy_that_stays_live_is_refused(room, piece):
    page = factory.publish(room, piece)
    with pytest.raises(REFUSED):
        page.copy(to=room.page, update_attrs={"slug": "ban-sao"}, keep_live=True)


def test_copy_as_draft_is_allowed(room, piece):
    page = factory.publish(room, piece)
    copy = page.copy(to=room.page, update_attrs={"slug": "ban-sao"}, keep_live=False)
    assert not copy.live


def test_alias_of_a_public_page_is_refused(room, piece):
    page = factory.publish(room, piece)
    with pytest.raises(REFUSED):
        page.create_alias(update_slug="bi-danh")


def test_alias_of_a_draft_never_becomes_public_with_it(room, piece):
    piece.create_alias(update_slug="bi-danh")
    with pytest.raises(REFUSED):
        factory.publish(room, piece)
    assert not models.GuidancePage.objects.live().exists()


def test_reverting_to_an_approved_text_makes_a_draft_only(room, piece):
    page = factory.publish(room, piece)
    first = page.live_revision
    draft = page.get_latest_revision_as_object()
    draft.title = "Bản mới"
    draft.save_revision(user=room.editor)
    page = factory.publish(room, page)
    with pytest.raises(REFUSED):
        first.publish()
    assert factory.fresh(page).title == "Bản mới"


def test_withdrawing_by_wagtail_is_refused(room, piece):
    page = factory.publish(room, piece)
    with pytest.raises(REFUSED):
        page.unpublish()
    assert factory.fresh(page).live


def test_wagtails_command_is_ours_and_publishes_nothing_unapproved(piece, capsys):
    revision = piece.get_latest_revision()
    revision.approved_go_live_at = NOW
    revision.save()
    call_command("publish_scheduled")
    assert capsys.readouterr().out.strip() == "0"
    assert not factory.fresh(piece).live


def test_button_of_the_editor_saves_a_draft_and_says_so(superuser, piece):
    client = factory.signed_in(superuser)
    data = editor_form(piece, title="Đầu đề mới gõ", **{"action-publish": "action-publish"})
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[piece.pk]), data, follow=True)
    page = factory.fresh(piece)
    assert not page.live
    assert page.get_latest_revision_as_object().title == "Đầu đề mới gõ"
    assert "approval" in answer.content.decode() or "duyệt" in answer.content.decode()


def test_button_pressed_by_a_chief_editor_saves_a_draft(room, piece):
    client = factory.signed_in(room.chief)
    data = editor_form(piece, title="Đầu đề mới gõ", **{"action-publish": "action-publish"})
    client.post(reverse("wagtailadmin_pages:edit", args=[piece.pk]), data)
    assert not factory.fresh(piece).live
    assert piece.get_latest_revision_as_object() is not None
    assert factory.fresh(piece).get_latest_revision_as_object().title == "Đầu đề mới gõ"


def test_creating_and_publishing_at_once_is_refused(superuser, room, piece):
    client = factory.signed_in(superuser)
    url = reverse("wagtailadmin_pages:add", args=["cms", "guidancepage", room.page.pk])
    data = editor_form(piece, slug="moi", **{"action-publish": "action-publish"})
    client.post(url, data)
    made = models.GuidancePage.objects.get(slug="moi")
    assert not made.live


@pytest.mark.parametrize("action", ["publish", "unpublish"])
def test_bulk_action_is_refused(action, superuser, room, piece):
    page = factory.publish(room, piece) if action == "unpublish" else piece
    client = factory.signed_in(superuser)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    client.post(f"{url}?id={page.pk}", {"next": "/cms/"})
    assert factory.fresh(page).live == (action == "unpublish")


@pytest.mark.parametrize("action", ["publish", "copy", "create_alias"])
def test_api_action_is_refused(action, superuser, room, piece):
    page = piece if action == "publish" else factory.publish(room, piece)
    before = models.GuidancePage.objects.live().count()
    client = factory.signed_in(superuser)
    url = f"/cms/api/main/pages/{page.pk}/action/{action}/"
    body = {"slug": "khac", "keep_live": True, "update_slug": "khac"}
    answer = client.post(url, json.dumps(body), content_type="application/json")
    assert answer.status_code == 403
    assert models.GuidancePage.objects.live().count() == before


@pytest.mark.parametrize("screen", ["unpublish", "privacy", "convert_alias", "lock", "unlock"])
def test_screens_that_would_go_round_us_are_not_there(screen, superuser, room, piece):
    page = factory.publish(room, piece)
    client = factory.signed_in(superuser)
    assert client.get(f"/cms/pages/{page.pk}/{screen}/").status_code == 404


@pytest.mark.parametrize(
    "screen",
    [
        "workflow/action/{page}/approve/{step}/",
        "workflow/collect_action_data/{page}/approve/{step}/",
        "workflow/confirm_cancellation/{page}/",
        "workflow/preview/{page}/{task}/",
    ],
)
def test_screens_of_wagtails_workflow_are_not_there(screen, superuser, room, piece):
    factory.submit(room, piece)
    step = TaskState.objects.get()
    address = screen.format(page=piece.pk, step=step.pk, task=step.task_id)
    assert factory.signed_in(superuser).get(f"/cms/pages/{address}").status_code == 404


@pytest.mark.parametrize(
    "screen",
    ["workflows/list/", "workflows/tasks/index/", "workflows/task_chooser/", "reports/workflow/"],
)
def test_settings_of_wagtails_workflow_are_not_there(screen, superuser):
    assert factory.signed_in(superuser).get(f"/cms/{screen}").status_code == 404


@pytest.mark.parametrize("button", ["cancel-workflow", "restart-workflow", "workflow-action"])
def test_button_of_wagtails_workflow_saves_the_draft_only(button, room, piece):
    approval = factory.submit(room, piece)
    data = editor_form(piece, title="Đầu đề mới gõ", **{f"action-{button}": "1"})
    data["workflow-action-name"] = "approve"
    client = factory.signed_in(room.editor)
    client.post(reverse("wagtailadmin_pages:edit", args=[piece.pk]), data)
    assert factory.fresh(piece).get_latest_revision_as_object().title == "Đầu đề mới gõ"
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS
    approval.refresh_from_db()
    assert approval.state == models.ApprovalState.SUBMITTED


def test_wagtails_button_for_submitting_submits_by_our_service(room, piece):
    data = editor_form(piece, **{"action-submit": "1"})
    client = factory.signed_in(room.editor)
    client.post(reverse("wagtailadmin_pages:edit", args=[piece.pk]), data)
    assert models.PublishApproval.objects.get().submitted_by == room.editor


def test_finishing_wagtails_workflow_publishes_nothing(room, piece):
    factory.submit(room, piece)
    with pytest.raises(REFUSED):
        WorkflowState.objects.get().finish(user=room.chief)
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS
    assert not factory.fresh(piece).live


def test_acting_on_a_step_past_our_services_is_refused(room, piece):
    factory.submit(room, piece)
    step = TaskState.objects.get()
    with pytest.raises(REFUSED):
        step.task.specific.on_action(step, room.chief, "approve")
    assert step.task.specific.get_actions(piece, room.chief) == []


def test_draft_with_an_hour_of_its_own_is_refused_with_the_way_on(room, piece):
    draft = piece.get_latest_revision_as_object()
    draft.go_live_at = NOW
    draft.save_revision(clean=False)
    with pytest.raises(services.NotReady) as refusal:
        factory.submit(room, piece)
    assert "approving" in refusal.value.message or "duyệt" in refusal.value.message


def test_what_was_submitted_is_not_deleted(room, piece):
    factory.submit(room, piece)
    client = factory.signed_in(room.chief)
    client.post(reverse("wagtailadmin_pages:delete", args=[piece.pk]))
    assert models.GuidancePage.objects.filter(pk=piece.pk).exists()
