"""Scheduled publishing: rows are the queue, a sweep claims what is due."""

from datetime import datetime

import structlog
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Revision

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.kernel import errors, writing
from cms import models, queries
from cms.services import edges, publishing, scripts

log = structlog.get_logger(__name__)


def publish_due(*, at: datetime) -> int:
    """Publish each scheduled text whose hour has come; return how many.

    Each row is claimed by a conditional UPDATE in the transaction that makes its page public and
    freezes its scripts: a worker killed anywhere leaves the row either untouched or done, and of
    two workers one gets it. A text that cannot be published is logged, stays due (the gauge
    shows it) and does not stop the others.
    """
    published = 0
    for approval in _due(at):
        try:
            publishing.publish_scheduled_row(approval=approval, at=at)
        except errors.Conflict:
            continue
        except (errors.LoaError, ValidationError) as error:
            log.warning("scheduled text not published", approval=approval.pk, reason=str(error))
            continue
        published += 1
    return published


def _due(at: datetime) -> list[models.PublishApproval]:
    rows = models.PublishApproval.objects.due(at).select_related(
        "revision", "submitted_by", "approved_by"
    )
    return list(rows.order_by("go_live_at", "pk")[:200])


def cancel_schedule(
    *, page: models.GuidancePage, reason: str, by: accounts_models.User, at: datetime
) -> models.PublishApproval:
    """Take a scheduled text out of the queue and unlock its page.

    Raises:
        ReasonMissing: no reason was given.
        AlreadyDecided: nothing is scheduled any more.
    """
    with writing.writing(by=by, at=at):
        said = reason.strip()
        if not said:
            raise edges.ReasonMissing(_("Say why it does not go live as planned."))
        state = models.ApprovalState
        approval = models.PublishApproval.objects.filter(page=page, state=state.SCHEDULED).first()
        rows = models.PublishApproval.objects.filter(page=page, state=state.SCHEDULED)
        changes = {"returned_by": by, "returned_at": at, "return_reason": said[:1000]}
        if approval is None or rows.update(state=state.RETURNED, **changes) != 1:
            raise edges.AlreadyDecided(_("Nothing is scheduled here any more."))
        Revision.objects.filter(pk=approval.revision_id).update(approved_go_live_at=None)
        audit_services.record(
            "cms.schedule_cancelled",
            approval,
            unit_id=queries.newsroom_of(page).unit_id,
            before={"state": state.SCHEDULED},
            after={"state": state.RETURNED},
            reason=said,
        )
    return models.PublishApproval.objects.get(pk=approval.pk)


def freeze_missing_scripts(*, at: datetime) -> int:
    """Freeze scripts that a public text lacks; return how many were frozen.

    Publishing freezes them itself: this mends what another hand has brought about.
    """
    frozen = 0
    for page in queries.pages_without_scripts():
        approval = models.PublishApproval.objects.filter(
            page=page, revision_id=page.live_revision_id, approved_by__isnull=False
        ).first()
        if approval is not None:
            frozen += scripts.freeze_scripts(approval=approval, by=approval.approver, at=at)
    return frozen
