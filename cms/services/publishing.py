"""What chief editors decide: approving, returning, forcing, clearing, withdrawing."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Revision

from campaigns.accounts import models as accounts_models
from campaigns.kernel import errors, roles, writing
from cms import models, queries
from cms.services import edges, scripts, steps, submitting

State = models.ApprovalState


class NotThirdPerson(errors.LoaError):
    """A forced publication is cleared by somebody who had no part in it."""


class HourPassed(errors.LoaError):
    """A text cannot go live at an hour that has passed."""


def approve(
    *,
    page: models.GuidancePage,
    revision: Revision,
    by: accounts_models.User,
    at: datetime,
    facts: models.Facts = models.Facts.CHECK,
    go_live_at: datetime | None = None,
) -> models.PublishApproval:
    """Approve a submitted text: on to the fact check, or to the public if it holds no facts.

    With an hour it goes live then, or at once when the fact check is answered after it.

    Raises:
        SamePerson: the approver submitted it.
        AlreadyDecided: it is no longer waiting, or was changed since.
        HourPassed: the hour lies behind.
    """
    with writing.writing(by=by, at=at):
        if go_live_at is not None and go_live_at <= at:
            raise HourPassed(
                _("This hour has passed. Choose one to come, or leave it empty to publish now.")
            )
        approval = edges.waiting(page, revision, State.SUBMITTED)
        if approval.submitted_by_id == by.pk:
            raise edges.SamePerson(_("You submitted this text: another person has to approve it."))
        approval.go_live_at = go_live_at
        decision: dict[str, Any] = {
            "approved_by": by,
            "approved_at": at,
            "facts": facts,
            "go_live_at": go_live_at,
        }
        if facts == models.Facts.CHECK:
            _ask_for_check(approval, decision)
        else:
            edges.go_on(approval, by, **decision)
    return approval


def _ask_for_check(approval: models.PublishApproval, decision: dict[str, Any]) -> None:
    by, at = decision["approved_by"], decision["approved_at"]
    edges.claim(approval, State.FACT_CHECK, **decision)
    steps.mirror(approval=approval, by=by, at=at)
    edges.record("cms.guidance_approved", approval)
    unit = queries.newsroom_of(approval.page).unit
    checkers = queries.people_with(roles.Permission.REVIEW_FACTS, unit, timezone.localdate(at))
    edges.tell(
        approval,
        [user for user in checkers if user.pk != approval.submitted_by_id],
        _("Check the facts: %(title)s"),
        reverse("fact_checks:check", args=[approval.pk]),
    )


def publish_scheduled_row(*, approval: models.PublishApproval, at: datetime) -> None:
    """Make one scheduled text public in the approver's name; part of the sweep.

    Raises:
        AlreadyDecided: another worker has it, or the schedule was cancelled.
    """
    with writing.writing(by=approval.approver, at=at):
        edges.claim(approval, State.PUBLISHED, published_at=at)
        edges.make_public(approval)
        edges.record("cms.guidance_published", approval)
        edges.tell_writer(approval, _("Published: %(title)s"))


def return_to_writer(
    *,
    page: models.GuidancePage,
    revision: Revision,
    reason: str,
    by: accounts_models.User,
    at: datetime,
) -> models.PublishApproval:
    """Give a submitted text back with what is to be mended, be it approved or not.

    Raises:
        ReasonMissing: it does not say what.
        AlreadyDecided: the text is no longer waiting.
    """
    with writing.writing(by=by, at=at):
        said = edges.reason(reason, _("Say what the writer has to mend."))
        approval = edges.waiting(page, revision, State.SUBMITTED, State.FACT_CHECK)
        edges.claim(
            approval, State.RETURNED, returned_by=by, returned_at=at, return_reason=said[:1000]
        )
        steps.mirror(approval=approval, by=by, at=at)
        edges.record("cms.guidance_returned", approval, why=said)
        edges.tell_writer(approval, _("Returned to you: %(title)s"))
    return approval


def force_publish(
    *, page: models.GuidancePage, reason: str, by: accounts_models.User, at: datetime
) -> models.PublishApproval:
    """Make the latest text public without a second person or without its fact check; it stays
    marked until a third person cleared it.

    Raises:
        ReasonMissing: no reason was given.
        NotReady: the text is incomplete.
        AlreadyDecided: this text was decided, or the page is scheduled.
    """
    with writing.writing(by=by, at=at):
        said = edges.reason(reason, _("Say why this cannot wait for a second person."))
        approval = queries.open_approval(page)
        if approval is None or queries.superseded_by_drafts(approval):
            approval = submitting.enter(page=page, by=by, at=at)
        approval = edges.waiting(page, approval.revision, State.SUBMITTED, State.FACT_CHECK)
        edges.claim(
            approval,
            State.PUBLISHED,
            approved_by=by,
            approved_at=at,
            published_at=at,
            is_forced=True,
            force_reason=said[:500],
        )
        edges.make_public(approval)
        steps.mirror(approval=approval, by=by, at=at)
        edges.record("cms.guidance_forced", approval, why=said, is_forced=True)
    return approval


def clear_forced(
    *, approval: models.PublishApproval, by: accounts_models.User, at: datetime
) -> models.PublishApproval:
    """Clear the mark of a forced publication after looking at it.

    Raises:
        NotThirdPerson: the person submitted or forced it.
        AlreadyDecided: it is not marked, or was cleared already.
    """
    with writing.writing(by=by, at=at):
        if by.pk in (approval.submitted_by_id, approval.approved_by_id):
            raise NotThirdPerson(_("A third person has to look at a forced publication: not you."))
        rows = models.PublishApproval.objects.forced_and_open().filter(pk=approval.pk)
        if rows.update(cleared_by=by, cleared_at=at) != 1:
            raise edges.AlreadyDecided(_("Nothing is left to clear here."))
        approval.cleared_by, approval.cleared_at = by, at
        scripts.clear_forced_scripts(approval=approval, by=by, at=at)
        edges.record("cms.forced_cleared", approval, cleared_at=at.isoformat())
    return approval


def withdraw_page(
    *, page: models.GuidancePage, reason: str, by: accounts_models.User, at: datetime
) -> None:
    """Take a page off the public site and withdraw its scripts.

    Raises:
        ReasonMissing: no reason was given.
        AlreadyDecided: it is not public.
    """
    with writing.writing(by=by, at=at):
        said = edges.reason(reason, _("Say why it is taken off the public site."))
        approval = models.PublishApproval.objects.filter(page=page, state=State.PUBLISHED).first()
        if approval is None:
            raise edges.AlreadyDecided(_("This page is not public."))
        edges.claim(approval, State.WITHDRAWN)
        scripts.withdraw_scripts(page_id=page.pk, reason=said, by=by, at=at)
        # Nobody holds Wagtail's own right to unpublish: whether they may was asked before.
        public_page = models.GuidancePage.objects.get(pk=page.pk)
        UnpublishPageAction(public_page, user=by).execute(skip_permission_checks=True)
        edges.record("cms.guidance_withdrawn", approval, why=said)
