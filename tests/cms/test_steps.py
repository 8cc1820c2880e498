"""Wagtail's rows of workflow and tasks say which step a text is at, since when and by whom."""

from datetime import timedelta

import pytest
from wagtail.models import TaskState, Workflow, WorkflowState

from cms import models, services
from cms.services import steps
from tests.factories import cms as factory
from tests.factories.cast import NOW

LATER = NOW + timedelta(hours=2)


def told() -> list[tuple[str, str, object]]:
    """Each step: its kind, its status, and who ended it."""
    rows = TaskState.objects.order_by("pk").select_related("task", "finished_by")
    return [(type(r.task.specific).__name__, r.status, r.finished_by) for r in rows]


def flow() -> str:
    return WorkflowState.objects.order_by("-pk")[0].status


def test_workflow_is_installed_once_on_the_home_page(room):
    steps.ensure_workflow()
    workflow = Workflow.objects.get(workflow_pages__page=models.HomePage.objects.get())
    kinds = [type(task.specific) for task in workflow.tasks]
    assert kinds == [models.ChiefEditorTask, models.FactCheckTask]
    assert room.page.get_workflow() == workflow


def test_steps_of_a_checked_text(room, piece):
    approval = factory.approve(room, piece)
    assert told() == [
        ("ChiefEditorTask", "approved", room.chief),
        ("FactCheckTask", "in_progress", None),
    ]
    factory.answer(room, approval)
    assert told()[1] == ("FactCheckTask", "approved", room.reviewer)
    assert flow() == WorkflowState.STATUS_APPROVED
    assert TaskState.objects.order_by("pk")[0].finished_at == NOW


def test_steps_of_a_text_without_health_facts(room, piece):
    factory.publish(room, piece)
    assert [row[:2] for row in told()] == [
        ("ChiefEditorTask", "approved"),
        ("FactCheckTask", "skipped"),
    ]


def test_objection_asks_for_changes(room, piece):
    factory.answer(room, factory.approve(room, piece), is_correct=False, remarks="Sai ngày.")
    assert told()[1] == ("FactCheckTask", "rejected", room.reviewer)
    assert TaskState.objects.get(status="rejected").comment == "Sai ngày."
    assert flow() == WorkflowState.STATUS_NEEDS_CHANGES


def test_newer_text_cancels_the_steps_of_the_older(room, piece):
    factory.approve(room, piece)
    piece.save_revision(user=room.editor)
    factory.submit(room, piece)
    assert [row[1] for row in told()] == ["approved", "cancelled", "in_progress"]
    assert WorkflowState.objects.active().count() == 1


def test_forced_text_skips_its_check_with_the_reason(room, piece):
    factory.approve(room, piece)
    services.force_publish(page=piece, reason="Bão đêm nay.", by=room.deputy, at=NOW)
    assert told()[1] == ("FactCheckTask", "skipped", room.deputy)
    assert TaskState.objects.get(status="skipped").comment == "Bão đêm nay."


def test_text_submitted_before_there_was_a_workflow_gets_its_steps(room, piece):
    approval = factory.submit(room, piece)
    WorkflowState.objects.all().delete()
    services.approve(page=piece, revision=approval.revision, by=room.chief, at=NOW)
    assert [row[1] for row in told()] == ["approved", "in_progress"]


@pytest.mark.parametrize("hour", [None, LATER])
def test_publishing_leaves_no_workflow_under_way(room, piece, hour):
    approval = factory.approve(room, piece, go_live_at=hour)
    factory.answer(room, approval)
    services.publish_due(at=LATER)
    assert factory.fresh(piece).live
    assert not WorkflowState.objects.active().exists()
