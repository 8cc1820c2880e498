"""A writer submits the latest draft; what they submitted before is superseded."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from campaigns.accounts import models as accounts_models
from campaigns.kernel import roles, writing
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services
from cms import blocks, models, queries
from cms.services import edges, steps

State = models.ApprovalState


def submit_for_review(
    *, page: models.GuidancePage, by: accounts_models.User, at: datetime
) -> models.PublishApproval:
    """Submit the latest draft of a page; an older submission of it is superseded.

    Raises:
        NotReady: a required field is empty; the draft stays as it is.
        AlreadyDecided: this very text was submitted before, or one is waiting for its hour.
    """
    with writing.writing(by=by, at=at):
        approval = enter(page=page, by=by, at=at)
        edges.record("cms.guidance_submitted", approval)
        unit = queries.newsroom_of(page).unit
        deciders = queries.people_with(
            roles.Permission.PUBLISH_GUIDANCE, unit, timezone.localdate(at)
        )
        notification_services.tell(
            users=[user for user in deciders if user != by],
            topic=f"cms.submitted:{approval.revision_id}",
            text=_("Waiting for your check: %(title)s") % {"title": approval.revision.object_str},
            url=reverse("newsroom:review", args=[page.pk]),
            at=at,
            kind=notification_models.Kind.REVIEWS,
            about=notification_services.About(
                permission=roles.Permission.PUBLISH_GUIDANCE, unit_id=unit.pk
            ),
        )
    return approval


def enter(
    *, page: models.GuidancePage, by: accounts_models.User, at: datetime
) -> models.PublishApproval:
    """Make the row of the latest draft; part of a service that puts it on record.

    Raises:
        NotReady: a required field is empty.
        AlreadyDecided: this very text was submitted before, or one is waiting for its hour.
    """
    revision = _latest_draft(page)
    _supersede_older(page)
    approval = models.PublishApproval(
        page_id=page.pk,
        revision=revision,
        content_sha256=edges.digest(revision),
        submitted_by=by,
        submitted_at=at,
    )
    approval.save()
    steps.mirror(approval=approval, by=by, at=at)
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
        raise edges.NotReady(_("Save the text first."))
    if models.PublishApproval.objects.filter(revision=revision).exists():
        raise edges.AlreadyDecided(
            _("This text was submitted already. Change it to submit it anew.")
        )
    _check_complete(revision.as_object())
    return revision


def _check_complete(draft: models.GuidancePage) -> None:
    try:
        draft.full_clean()
        for rendition in draft.renditions.all():
            rendition.full_clean(exclude=["page"])
    except ValidationError as error:
        raise edges.NotReady(
            _("Not complete yet: %(faults)s") % {"faults": " ".join(_faults(draft, error))}
        ) from error
    if not blocks.plain_text(draft.body):
        raise edges.NotReady(
            _("Not complete yet: %(faults)s") % {"faults": _("Write the web text.")}
        )
    if draft.go_live_at is not None:
        raise edges.NotReady(
            _("Say when it goes live while approving it, not in the page's settings.")
        )


def _faults(draft: models.GuidancePage, error: ValidationError) -> list[str]:
    faults = []
    for name, messages in error.message_dict.items():
        field = next((f for f in draft._meta.get_fields() if f.name == name), None)
        label = str(getattr(field, "verbose_name", name)).capitalize()
        faults.append(f"{label}: {' '.join(messages)}")
    return faults


def _supersede_older(page: models.GuidancePage) -> None:
    if models.PublishApproval.objects.filter(page=page, state=State.SCHEDULED).exists():
        raise edges.AlreadyDecided(
            _("This page is scheduled. Cancel the schedule before submitting another text.")
        )
    models.PublishApproval.objects.undecided().filter(page=page).update(state=State.SUPERSEDED)
