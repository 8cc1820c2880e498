"""What every step of a text on its way to the public shares: claiming an edge, going public."""

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Revision

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.kernel import actor, codes, errors, writing
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services
from cms import models, queries
from cms.services import scripts, steps

State = models.ApprovalState


class NotReady(errors.LoaError):
    """The text lacks something that readers need."""


class AlreadyDecided(errors.Conflict):
    """Somebody else decided first, or the text changed since it was submitted."""


class SamePerson(errors.LoaError):
    """Whoever submitted a text neither publishes it nor checks its facts."""


class ReasonMissing(errors.LoaError):
    """This act must be explained."""


def digest(revision: Revision) -> str:
    """The digest by which a decision knows the text that it is about."""
    return hashlib.sha256(codes.canonical_json(revision.content)).hexdigest()


def waiting(
    page: models.GuidancePage, revision: Revision, *states: models.ApprovalState
) -> models.PublishApproval:
    """The approval of this revision, if it still waits in one of the states.

    Raises:
        AlreadyDecided: it does not, or its text is no longer the one that was submitted.
    """
    rows = models.PublishApproval.objects.filter(
        page_id=page.pk, revision_id=revision.pk, state__in=states
    )
    approval = rows.select_related("revision", "submitted_by", "approved_by").first()
    if approval is None:
        raise AlreadyDecided(_("This text is no longer waiting: somebody decided before you."))
    if digest(approval.revision) != approval.content_sha256:
        raise AlreadyDecided(_("This text was changed after it was submitted. Read it again."))
    return approval


def claim(approval: models.PublishApproval, new: models.ApprovalState, **changes: Any) -> None:
    """Take one edge of the state machine; of two people at once, one gets the row.

    Raises:
        AlreadyDecided: there is no such edge, or the row has left its state.
    """
    old = models.ApprovalState(approval.state)
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


def go_on(approval: models.PublishApproval, by: actor.Actor, **decision: Any) -> None:
    """Nothing more is asked of the text: to its hour if that lies ahead, else public at once."""
    at = writing.current().at
    if approval.go_live_at is not None and approval.go_live_at > at:
        claim(approval, State.SCHEDULED, **decision)
        # Wagtail shows the page as scheduled and locks it; the row is what the sweep obeys.
        Revision.objects.filter(pk=approval.revision_id).update(
            approved_go_live_at=approval.go_live_at
        )
        record("cms.guidance_scheduled", approval, go_live_at=approval.go_live_at.isoformat())
    else:
        claim(approval, State.PUBLISHED, published_at=at, **decision)
        make_public(approval)
        record("cms.guidance_published", approval)
        tell_writer(approval, _("Published: %(title)s"))
    steps.mirror(approval=approval, by=by, at=at)


def make_public(approval: models.PublishApproval) -> None:
    """Put the revision on the public page in the approver's name and freeze its scripts; the row
    is PUBLISHED already.

    Raises:
        NotReady: the text lacks something.
    """
    at, by = writing.current().at, approval.approver
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


def reason(said: str, message: str) -> str:
    """What was given as the reason.

    Raises:
        ReasonMissing: nothing was.
    """
    plain = said.strip()
    if not plain:
        raise ReasonMissing(message)
    return plain


def record(verb: str, approval: models.PublishApproval, *, why: str = "", **after: Any) -> None:
    """Put a step on record with the state that it led to."""
    unit_id = queries.newsroom_of(approval.page).unit_id
    audit_services.record(
        verb,
        approval,
        unit_id=unit_id,
        after={"state": str(approval.state), "facts": approval.facts, **after},
        reason=why,
    )


def tell_writer(approval: models.PublishApproval, sentence: str) -> None:
    """Tell the submitter what became of the text."""
    url = reverse("wagtailadmin_pages:edit", args=[approval.page_id])
    tell(approval, [approval.submitted_by], sentence, url)


def tell(
    approval: models.PublishApproval,
    users: list[accounts_models.User],
    sentence: str,
    url: str,
) -> None:
    """Put a line about the text's present state into inboxes, once a state."""
    notification_services.tell(
        users=users,
        topic=f"cms.decided:{approval.pk}:{approval.state}",
        text=sentence % {"title": approval.revision.object_str},
        url=url,
        at=writing.current().at,
        kind=notification_models.Kind.REVIEWS,
    )
