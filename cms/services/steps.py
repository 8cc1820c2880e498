"""Wagtail's workflow rows: the record of the steps, brought up after each decision of ours.

Written as rows, not by Wagtail's own start, approve and finish: those read the clock, mail
people past our notices, and finish by publishing.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Task, TaskState, Workflow, WorkflowPage, WorkflowState, WorkflowTask

from campaigns.accounts import models as accounts_models
from campaigns.kernel import actor
from cms import models

# Rows are data: in the language of the newsrooms, as the titles of their pages are.
_WORKFLOW_NAME = "Duyệt và thẩm định trước khi đăng"
_TASK_NAMES: dict[type[Task], str] = {
    models.ChiefEditorTask: "Tổng biên tập duyệt",
    models.FactCheckTask: "Thẩm định thông tin y tế",
}

State = models.ApprovalState


def ensure_workflow() -> Workflow:
    """Install the two tasks and their workflow on the home page; idempotent."""
    tasks = [_task(kind) for kind in _TASK_NAMES]
    standing = Workflow.objects.filter(workflow_tasks__task__in=tasks).order_by("pk").first()
    workflow = standing or Workflow.objects.create(name=_WORKFLOW_NAME)
    for order, task in enumerate(tasks):
        WorkflowTask.objects.get_or_create(
            workflow=workflow, task=task, defaults={"sort_order": order}
        )
    home = models.HomePage.objects.order_by("pk").first()
    if home is not None:
        WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})
    return workflow


def _task(kind: type[Task]) -> Any:
    standing = kind.objects.order_by("pk").first()
    return standing or kind.objects.create(name=_TASK_NAMES[kind])


def mirror(*, approval: models.PublishApproval, by: actor.Actor, at: datetime) -> None:
    """Bring Wagtail's rows to the state of the approval; part of the deciding transaction.

    A text that was submitted before there was a workflow gets its rows at its next step.
    """
    flow = _flow_of(approval, at)
    if approval.state == State.FACT_CHECK:
        _end(flow, TaskState.STATUS_APPROVED, by, at)
        _begin(flow, models.FactCheckTask, approval, at)
    elif approval.state == State.RETURNED:
        _end(flow, TaskState.STATUS_REJECTED, by, at, approval.to_mend)
        _close(flow, WorkflowState.STATUS_NEEDS_CHANGES)
    elif approval.state in {State.SCHEDULED, State.PUBLISHED}:
        _finish(flow, approval, by, at)


def _finish(
    flow: WorkflowState, approval: models.PublishApproval, by: actor.Actor, at: datetime
) -> None:
    """Both steps are done, or the fact check was left out for a reason that is said."""
    is_checked = approval.is_fact_correct is True
    is_at_check = isinstance(flow.current_task_state.task.specific, models.FactCheckTask)
    if is_at_check and not is_checked:
        _end(flow, TaskState.STATUS_SKIPPED, by, at, approval.force_reason)
    else:
        _end(flow, TaskState.STATUS_APPROVED, by, at, approval.fact_remarks)
    if not is_at_check:
        _begin(flow, models.FactCheckTask, approval, at)
        why = approval.force_reason or _("There are no health facts in it")
        _end(flow, TaskState.STATUS_SKIPPED, by, at, why)
    _close(flow, WorkflowState.STATUS_APPROVED)


def _flow_of(approval: models.PublishApproval, at: datetime) -> WorkflowState:
    """The workflow of this revision; one of an older text is cancelled."""
    flows = WorkflowState.objects.for_instance(approval.page).active()
    standing = flows.select_related("current_task_state__task").order_by("-pk").first()
    is_ours = (
        standing is not None
        and standing.status == WorkflowState.STATUS_IN_PROGRESS
        and standing.current_task_state is not None
        and standing.current_task_state.revision_id == approval.revision_id
    )
    if is_ours:
        return standing
    if standing is not None:
        _cancel(standing, at)
    page = approval.page
    flow = WorkflowState.objects.create(
        content_type=page.get_content_type(),
        base_content_type=page.get_base_content_type(),
        object_id=str(page.pk),
        workflow=Workflow.objects.filter(workflow_pages__isnull=False).first() or ensure_workflow(),
        requested_by=approval.submitted_by,
    )
    WorkflowState.objects.filter(pk=flow.pk).update(created_at=at)
    _begin(flow, models.ChiefEditorTask, approval, at)
    return flow


def _cancel(flow: WorkflowState, at: datetime) -> None:
    under_way = flow.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
    under_way.update(status=TaskState.STATUS_CANCELLED, finished_at=at)
    _close(flow, WorkflowState.STATUS_CANCELLED)


def _begin(
    flow: WorkflowState, kind: type[Task], approval: models.PublishApproval, at: datetime
) -> None:
    step = TaskState.objects.create(
        workflow_state=flow, revision_id=approval.revision_id, task=_task(kind).task_ptr
    )
    TaskState.objects.filter(pk=step.pk).update(started_at=at)
    WorkflowState.objects.filter(pk=flow.pk).update(current_task_state=step)
    flow.current_task_state = step


def _end(
    flow: WorkflowState, status: str, by: actor.Actor, at: datetime, comment: str = ""
) -> None:
    who = by if isinstance(by, accounts_models.User) else None
    TaskState.objects.filter(pk=flow.current_task_state.pk).update(
        status=status, finished_at=at, finished_by=who, comment=comment
    )


def _close(flow: WorkflowState, status: str) -> None:
    WorkflowState.objects.filter(pk=flow.pk).update(status=status)
    flow.status = status
