"""A unit's own words beside its figures."""

from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.kernel import errors, writing
from campaigns.scorecards import models
from campaigns.units import models as units_models

LONGEST = 1000


class CommentRefused(errors.LoaError):
    """The words cannot be kept, and why."""


def comment_on_scores(
    *,
    unit: units_models.Unit,
    period: models.ScorePeriod,
    text: str,
    by: accounts_models.User,
    at: datetime,
) -> models.ScoreComment:
    """Keep what the unit says of its figures of a period, in place of what it said before.

    Raises:
        CommentRefused: nothing is said, or too much.
    """
    said = text.strip()
    if not 1 <= len(said) <= LONGEST:
        raise CommentRefused(
            _("Say something, in at most %(most)d characters.") % {"most": LONGEST}
        )
    with writing.writing(by=by, at=at):
        row = models.ScoreComment.objects.filter(unit=unit, period=period).first()
        before = row.text if row else ""
        row = row or models.ScoreComment(unit=unit, period=period)
        row.text, row.made_at, row.made_by = said, at, by
        row.save()
        audit_services.record(
            "scorecards.score_commented",
            row,
            unit_id=unit.pk,
            before={"text": before},
            after={"text": said},
        )
    return row
