"""Removing what certain people made, for good: the end of a demo."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    ModelLogEntry,
    Page,
    PageLogEntry,
    Revision,
    TaskState,
    WorkflowState,
)

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.kernel import actor, erasing, writing
from cms import models

Users = Sequence[accounts_models.User]


def erase_made_by(*, users: Users, by: actor.Actor, at: datetime) -> int:
    """Erase approvals in which the users had a part, the pages that they made, and their edits.

    A page of somebody else goes back to the last text of another hand, and off the public site
    when nobody else approved it. Spoken forms are left. Return how many approvals and pages went.
    """
    with writing.writing(by=by, at=at):
        own = models.GuidancePage.objects.filter(owner__in=users)
        count: int = own.count()
        approvals = _approvals(users, own)
        count += _erase_steps(approvals)
        links = models.FactCheckLink.objects.filter(approval__in=approvals)
        count += erasing.erase(links, approvals)
        for page in own.order_by("pk"):
            page.delete()
        for page in _touched(users):
            _restore(page, users)
        _delete_edits(users)
        audit_services.record("cms.made_by_erased", users[0], after={"rows": count})
    return count


def _approvals(users: Users, pages: QuerySet[Any]) -> QuerySet[models.PublishApproval]:
    return models.PublishApproval.objects.filter(
        Q(submitted_by__in=users)
        | Q(approved_by__in=users)
        | Q(cleared_by__in=users)
        | Q(returned_by__in=users)
        | Q(fact_checked_by__in=users)
        | Q(fact_links__created_by__in=users)
        | Q(fact_links__revoked_by__in=users)
        | Q(page__in=pages)
    ).distinct()


def _erase_steps(approvals: QuerySet[models.PublishApproval]) -> int:
    """Wagtail's rows of the steps of these texts, which would keep their revisions' names."""
    steps = TaskState.objects.filter(revision__in=approvals.values("revision_id"))
    flows = WorkflowState.objects.filter(pk__in=steps.values("workflow_state_id"))
    gone: int = flows.count()
    flows.delete()
    return gone


def _touched(users: Users) -> list[Page]:
    """Pages that the users edited, and public guidance whose approval has gone."""
    edited = Revision.page_revisions.filter(user__in=users).values_list("object_id", flat=True)
    approved = models.PublishApproval.objects.filter(state=models.ApprovalState.PUBLISHED)
    orphaned = models.GuidancePage.objects.live().exclude(pk__in=approved.values("page_id"))
    numbers = {int(pk) for pk in edited} | set(orphaned.values_list("pk", flat=True))
    return list(Page.objects.filter(pk__in=numbers).order_by("pk").specific())


def _restore(page: Page, users: Users) -> None:
    """Bring a page back to the last text that another hand wrote, if there is one."""
    others = Revision.page_revisions.filter(object_id=str(page.pk)).exclude(user__in=users)
    base = others.order_by("-created_at", "-pk").first()
    if base is None:
        return
    text = base.as_object()
    text.latest_revision = base
    if isinstance(page, models.GuidancePage) and not _is_still_approved(page):
        text.live, text.live_revision, text.has_unpublished_changes = False, None, True
        text.first_published_at = text.last_published_at = None
        text.save()
        # The cuts of a draft stand in its revision; only publishing makes rows of them.
        models.Rendition.objects.filter(page_id=page.pk).delete()
    elif page.live_revision_id is None or others.filter(pk=page.live_revision_id).exists():
        is_newer = base.pk != page.live_revision_id and page.live_revision_id is not None
        Page.objects.filter(pk=page.pk).update(
            latest_revision=base, has_unpublished_changes=is_newer
        )
    else:
        text.live_revision, text.has_unpublished_changes = base, False
        text.save()


def _is_still_approved(page: models.GuidancePage) -> bool:
    return models.PublishApproval.objects.filter(
        page=page, state=models.ApprovalState.PUBLISHED, revision_id=page.live_revision_id
    ).exists()


def _delete_edits(users: Users) -> None:
    Revision.page_revisions.filter(user__in=users, approval__isnull=True).delete()
    Page.objects.filter(locked_by__in=users).update(locked=False, locked_at=None, locked_by=None)
    for made in (get_image_model(), get_document_model()):
        for row in made.objects.filter(uploaded_by_user__in=users):
            row.delete()
    for log in (PageLogEntry, ModelLogEntry):
        log.objects.filter(user__in=users).delete()
