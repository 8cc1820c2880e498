"""What somebody has to do in their newsrooms, for their day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from campaigns.accounts import models as accounts_models
from campaigns.kernel import roles
from campaigns.units import permissions as unit_permissions
from cms import models

MOST = 20


@dataclass(frozen=True)
class Duties:
    """Texts to approve, to mend, to clear as a third person, and to look at again."""

    to_approve: tuple[models.PublishApproval, ...] = ()
    to_mend: tuple[models.PublishApproval, ...] = ()
    to_clear: tuple[models.PublishApproval, ...] = ()
    to_review: tuple[models.GuidancePage, ...] = ()


def duties_of(user: accounts_models.User, on: date) -> Duties:
    """The duties of a person; nobody is asked for what two or three people have to do."""
    publishing = unit_permissions.units_where(user, roles.Permission.PUBLISH_GUIDANCE, on=on)
    pages = models.GuidancePage.objects.of_units(publishing)
    rows = models.PublishApproval.objects.filter(page__in=pages).select_related("revision")
    forced = rows.forced_and_open().exclude(Q(submitted_by=user) | Q(approved_by=user))
    waiting = rows.filter(state=models.ApprovalState.SUBMITTED).exclude(submitted_by=user)
    due = pages.live().filter(review_by_date__lte=on).order_by("review_by_date", "pk")
    return Duties(
        to_approve=tuple(waiting.order_by("submitted_at", "pk")[:MOST]),
        to_mend=_to_mend(user),
        to_clear=tuple(forced.order_by("published_at", "pk")[:MOST]),
        to_review=tuple(due.defer_streamfields()[:MOST]),
    )


def _to_mend(user: accounts_models.User) -> tuple[models.PublishApproval, ...]:
    """What came back to its writer and was not changed since."""
    latest = models.GuidancePage.objects.filter(latest_revision_id=OuterRef("revision_id"))
    rows = models.PublishApproval.objects.filter(
        Exists(latest), state=models.ApprovalState.RETURNED, submitted_by=user
    )
    return tuple(rows.select_related("revision").order_by("submitted_at", "pk")[:MOST])
