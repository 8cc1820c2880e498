"""Calling for a safety review before its day."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, errors, writing
from campaigns.premises import models
from campaigns.premises.services import safety


class CallRefused(errors.LoaError):
    """No review can be called for; `field` names what is to be mended."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class CalledAlready(errors.Conflict):
    """The same cause called for a review before."""


def call_for_review(
    *,
    premises: models.Premises,
    source: str,
    reason: str,
    review_by_date: date,
    by: actor.Actor,
    at: datetime,
) -> models.ReviewCall:
    """Have the safety of a premises reviewed by a day, because of something that was found.

    Raises:
        CallRefused: it is closed, merged or of none of the eight groups (clause 1.c), no reason is
            given, or the day lies behind.
        CalledAlready: this source called for a review of it before.
    """
    said, today = " ".join(reason.split())[:400], timezone.localdate(at)
    if not said:
        raise CallRefused(_("Say why the safety is to be reviewed."), "reason")
    if review_by_date < today:
        raise CallRefused(_("This day lies behind."), "review_by_date")
    with writing.writing(by=by, at=at):
        row = safety.held(premises)
        if not row.is_active or row.kind.safety_group_id is None:
            raise CallRefused(_("This premises does not review its safety, or is closed now."))
        call, is_new = models.ReviewCall.objects.get_or_create(
            premises=row,
            source=source,
            defaults={
                "reason": said,
                "call_date": today,
                "review_by_date": review_by_date,
                "called_at": at,
                "called_by": by.actor_id,
            },
        )
        if not is_new:
            raise CalledAlready(_("A review was called for because of this already."))
        safety.refresh(row)
        audit_services.record(
            "premises.review_called",
            row,
            unit_id=row.commune_id,
            after={"by": review_by_date.isoformat(), "source": source},
            reason=said,
        )
    return call
