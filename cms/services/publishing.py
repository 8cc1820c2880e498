"""Two people and one text: submitting, approving, returning, forcing, clearing, withdrawing."""

import hashlib
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Revision

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.kernel import codes, errors, roles, writing
from campaigns.notifications import services as notification_services
from cms import models, queries
from cms.services import scripts

State = models.ApprovalState


class NotReady(errors.LoaError):
    """The text lacks something that readers need."""


class AlreadyDecided(errors.Conflict):
    """Somebody else decided first, or the text changed since it was submitted."""


class SamePerson(errors.LoaError):
    """Whoever submitted a text does not publish it."""


class NotThirdPerson(errors.LoaError):
    """A forced publication is cleared by somebody who had no part in it."""


class HourPassed(errors.LoaError):
    """A text cannot go live at an hour that has passed."""


class ReasonMissing(errors.LoaError):
    """This act must be explained."""


def submit_for_review(
    *, page: models.GuidancePage, by: accounts_models.User, at: datetime
) -> models.PublishApproval:
    """Submit the latest draft of a page; an older submission of it is superseded.

    Raises:
        NotReady: a required field is empty; the draft stays as it is.
        AlreadyDecided: this very text was submitted before, or one is waiting for its hour.
    """
    with writing.writing(by=by, at=at):
        revision = _latest_draft(page)
        _supersede_older(page)
        approval = _enter(page, revision, by, at)
        _record("cms.guidance_submitted", approval, after={"state": State.SUBMITTED})
        unit = queries.newsroom_of(page).unit
        deciders = queries.people_with(
            roles.Permission.PUBLISH_GUIDANCE, unit, timezone.localdate(at)
        )
        notification_services.tell(
            users=[user for user in deciders if user != by],
            topic=f"cms.submitted:{revision.pk}",
            text=_("Waiting for your check: %(title)s") % {"title": revision.object_str},
            url=reverse("newsroom:review", args=[page.pk]),
            at=at,
        )
    return approval


def _latest_draft(page: models.GuidancePage) -> Revision:
    """The draft that would be submitted.

    Raises:
        NotReady: nothing was saved yet, or it is incomplete.
        AlreadyDecided: it was submitted before.
    """
    revision = (
        Revision.page_revisions.filter(object_id=str(page.pk))
        .order_by("-created_at", "-pk")
        .first()
    )
    if revision is None:
        raise NotReady(_("Save the text first."))
    if models.PublishApproval.objects.filter(revision=revision).exists():
        raise AlreadyDecided(_("This text was submitted already. Change it to submit it anew."))
    _check_complete(revision.as_object())
    return revision


def _check_complete(draft: models.GuidancePage) -> None:
    try:
        draft.full_clean()
        for rendition in draft.renditions.all():
            rendition.full_clean(exclude=["page"])
    except ValidationError as error:
        raise NotReady(
            _("Not complete yet: %(faults)s") % {"faults": " ".join(_faults(draft, error))}
        ) from error
    if not len(draft.body):
        raise NotReady(_("Not complete yet: %(faults)s") % {"faults": _("Write the web text.")})


def _faults(draft: models.GuidancePage, error: ValidationError) -> list[str]:
    faults = []
    for name, messages in error.message_dict.items():
        field = next((f for f in draft._meta.get_fields() if f.name == name), None)
        label = str(getattr(field, "verbose_name", name)).capitalize()
        faults.append(f"{label}: {' '.join(messages)}")
    return faults


def _supersede_older(page: models.GuidancePage) -> None:
    if models.PublishApproval.objects.filter(page=page, state=State.SCHEDULED).exists():
        raise AlreadyDecided(
            _("This page is scheduled. Cancel the schedule before submitting another text.")
        )
    models.PublishApproval.objects.filter(page=page, state=State.SUBMITTED).update(
        state=State.SUPERSEDED
    )


def _enter(
    page: models.GuidancePage, revision: Revision, by: accounts_models.User, at: datetime
) -> models.PublishApproval:
    approval = models.PublishApproval(
        page_id=page.pk,
        revision=revision,
        content_sha256=_digest(revision),
        submitted_by=by,
        submitted_at=at,
    )
    approval.save()
    return approval


def _digest(revision: Revision) -> str:
    return hashlib.sha256(codes.canonical_json(revision.content)).hexdigest()


def approve_and_publish(
    *,
    page: models.GuidancePage,
    revision: Revision,
    by: accounts_models.User,
    at: datetime,
    go_live_at: datetime | None = None,
) -> models.PublishApproval:
    """Approve a submitted text; make it public now, or leave it to the sweep at its hour.

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
        approval = _waiting(page, revision)
        if approval.submitted_by_id == by.pk:
            raise SamePerson(_("You submitted this text: another person has to approve it."))
        decision: dict[str, Any] = {"approved_by": by, "approved_at": at}
        if go_live_at is not None:
            return _schedule(approval, decision, go_live_at)
        _claim(approval, State.SUBMITTED, State.PUBLISHED, published_at=at, **decision)
        _make_public(approval, by, at)
        _record("cms.guidance_published", approval, after={"state": State.PUBLISHED})
        _tell_writer(approval, _("Published: %(title)s"), at)
    return approval


def _waiting(page: models.GuidancePage, revision: Revision) -> models.PublishApproval:
    approval = (
        models.PublishApproval.objects.filter(
            page_id=page.pk, revision_id=revision.pk, state=State.SUBMITTED
        )
        .select_related("revision", "submitted_by")
        .first()
    )
    if approval is None:
        raise AlreadyDecided(_("This text is no longer waiting: somebody decided before you."))
    if _digest(approval.revision) != approval.content_sha256:
        raise AlreadyDecided(_("This text was changed after it was submitted. Read it again."))
    return approval


def _claim(approval: models.PublishApproval, old: State, new: State, **changes: Any) -> None:
    """Take one edge of the state machine; of two people at once, one gets the row.

    Raises:
        AlreadyDecided: the row is no longer in the old state.
    """
    if new not in models.TRANSITIONS[old]:
        raise AlreadyDecided(_("This text is no longer waiting: somebody decided before you."))
    if new == State.PUBLISHED:
        models.PublishApproval.objects.filter(
            page_id=approval.page_id, state=State.PUBLISHED
        ).update(state=State.REPLACED)
    rows = models.PublishApproval.objects.filter(pk=approval.pk, state=old)
    if rows.update(state=new, **changes) != 1:
        raise AlreadyDecided(_("This text is no longer waiting: somebody decided before you."))
    for name, value in {"state": new, **changes}.items():
        setattr(approval, name, value)


def _schedule(
    approval: models.PublishApproval, decision: dict[str, Any], go_live_at: datetime
) -> models.PublishApproval:
    _claim(approval, State.SUBMITTED, State.SCHEDULED, go_live_at=go_live_at, **decision)
    # Wagtail shows the page as scheduled and locks it; the row is what the sweep obeys.
    Revision.objects.filter(pk=approval.revision_id).update(approved_go_live_at=go_live_at)
    _record(
        "cms.guidance_scheduled",
        approval,
        after={"state": State.SCHEDULED, "go_live_at": go_live_at.isoformat()},
    )
    return approval


def _make_public(approval: models.PublishApproval, by: accounts_models.User, at: datetime) -> None:
    """Put the revision on the public page and freeze its scripts; the row is PUBLISHED already."""
    # The day that readers see is that of the decision; Wagtail would read the clock anew.
    pages = models.GuidancePage.objects.filter(pk=approval.page_id, first_published_at=None)
    pages.update(first_published_at=at)
    try:
        approval.revision.publish(user=by, skip_permission_checks=True)
    except ValidationError as error:
        raise NotReady(
            _("Not complete yet: %(faults)s") % {"faults": " ".join(error.messages)}
        ) from error
    scripts.freeze_scripts(approval=approval, by=by, at=at)


def publish_scheduled_row(*, approval: models.PublishApproval, at: datetime) -> None:
    """Make one scheduled text public in the approver's name; part of the sweep.

    Raises:
        AlreadyDecided: another worker has it, or the schedule was cancelled.
    """
    approver = approval.approver
    with writing.writing(by=approver, at=at):
        _claim(approval, State.SCHEDULED, State.PUBLISHED, published_at=at)
        _make_public(approval, approver, at)
        _record(
            "cms.guidance_published",
            approval,
            before={"state": State.SCHEDULED},
            after={"state": State.PUBLISHED},
        )
        _tell_writer(approval, _("Published: %(title)s"), at)


def return_to_writer(
    *,
    page: models.GuidancePage,
    revision: Revision,
    reason: str,
    by: accounts_models.User,
    at: datetime,
) -> models.PublishApproval:
    """Give a submitted text back with what is to be mended.

    Raises:
        ReasonMissing: it does not say what.
        AlreadyDecided: the text is no longer waiting.
    """
    with writing.writing(by=by, at=at):
        said = _reason(reason, _("Say what the writer has to mend."))
        approval = _waiting(page, revision)
        _claim(
            approval,
            State.SUBMITTED,
            State.RETURNED,
            returned_by=by,
            returned_at=at,
            return_reason=said[:1000],
        )
        _record("cms.guidance_returned", approval, after={"state": State.RETURNED}, reason=said)
        _tell_writer(approval, _("Returned to you: %(title)s"), at)
    return approval


def force_publish(
    *, page: models.GuidancePage, reason: str, by: accounts_models.User, at: datetime
) -> models.PublishApproval:
    """Make the latest text public without a second person; it stays marked until cleared.

    Raises:
        ReasonMissing: no reason was given.
        NotReady: the text is incomplete.
        AlreadyDecided: this text was decided, or the page is scheduled.
    """
    with writing.writing(by=by, at=at):
        said = _reason(reason, _("Say why this cannot wait for a second person."))
        approval = queries.open_approval(page)
        if approval is None or queries.superseded_by_drafts(approval):
            revision = _latest_draft(page)
            _supersede_older(page)
            approval = _enter(page, revision, by, at)
        _waiting(page, approval.revision)
        _claim(
            approval,
            State.SUBMITTED,
            State.PUBLISHED,
            approved_by=by,
            approved_at=at,
            published_at=at,
            is_forced=True,
            force_reason=said[:500],
        )
        _make_public(approval, by, at)
        _record(
            "cms.guidance_forced",
            approval,
            after={"state": State.PUBLISHED, "is_forced": True},
            reason=said,
        )
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
            raise AlreadyDecided(_("Nothing is left to clear here."))
        approval.cleared_by, approval.cleared_at = by, at
        scripts.clear_forced_scripts(approval=approval, by=by, at=at)
        _record("cms.forced_cleared", approval, after={"cleared_at": at.isoformat()})
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
        said = _reason(reason, _("Say why it is taken off the public site."))
        approval = models.PublishApproval.objects.filter(page=page, state=State.PUBLISHED).first()
        if approval is None:
            raise AlreadyDecided(_("This page is not public."))
        _claim(approval, State.PUBLISHED, State.WITHDRAWN)
        scripts.withdraw_scripts(page_id=page.pk, reason=said, by=by, at=at)
        # Nobody holds Wagtail's own right to unpublish: whether they may was asked before.
        public_page = models.GuidancePage.objects.get(pk=page.pk)
        UnpublishPageAction(public_page, user=by).execute(skip_permission_checks=True)
        _record("cms.guidance_withdrawn", approval, after={"state": State.WITHDRAWN}, reason=said)


def _reason(reason: str, message: str) -> str:
    said = reason.strip()
    if not said:
        raise ReasonMissing(message)
    return said


def _record(verb: str, approval: models.PublishApproval, **changes: Any) -> None:
    unit_id = queries.newsroom_of(approval.page).unit_id
    audit_services.record(verb, approval, unit_id=unit_id, **changes)


def _tell_writer(approval: models.PublishApproval, sentence: str, at: datetime) -> None:
    notification_services.tell(
        users=[approval.submitted_by],
        topic=f"cms.decided:{approval.pk}:{approval.state}",
        text=sentence % {"title": approval.revision.object_str},
        url=reverse("wagtailadmin_pages:edit", args=[approval.page_id]),
        at=at,
    )
