"""Entering how many people an outlet reaches."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models
from campaigns.kernel import errors, languages, writing


class AudienceRefused(errors.LoaError):
    """The figure lacks its source, or is no figure of this outlet."""


@dataclass(frozen=True)
class AudienceDraft:
    """A figure with its source; `as_of_date` is the day of the count or survey."""

    outlet: models.Outlet
    medium: str
    language: str
    people: int
    source_text: str
    as_of_date: date
    valid_from_date: date


def save_audience(
    *, draft: AudienceDraft, by: accounts_models.User, at: datetime
) -> models.OutletAudience:
    """Enter a figure, or mend the one that begins on the same day.

    Raises:
        AudienceRefused: no source, no people, a count of days to come, or a medium that the outlet
            does not use.
    """
    _check(draft, at)
    with writing.writing(by=by, at=at):
        key = {
            "outlet": draft.outlet,
            "medium": draft.medium,
            "language": draft.language,
            "valid_from_date": draft.valid_from_date,
        }
        row = models.OutletAudience.objects.filter(**key).first()
        before = {"people": row.people, "source": row.source_text} if row else None
        row = row or models.OutletAudience(**key)
        row.people, row.source_text = draft.people, draft.source_text.strip()
        row.as_of_date, row.entered_by, row.entered_at = draft.as_of_date, by, at
        row.save()
        audit_services.record(
            "broadcasts.audience_entered",
            row,
            unit_id=draft.outlet.unit_id,
            before=before or {},
            after={"people": row.people, "source": row.source_text},
        )
    return row


def _check(draft: AudienceDraft, at: datetime) -> None:
    if not draft.source_text.strip():
        raise AudienceRefused(_("Name the source: who counted, and where it is written."))
    if not 1 <= draft.people <= 100_000_000:
        raise AudienceRefused(_("Say how many people it reaches: a number above 0."))
    if draft.medium not in draft.outlet.mediums:
        raise AudienceRefused(_("Name the outlet, and a medium that it uses."))
    if draft.language not in languages.Language.values:
        raise AudienceRefused(_("The language is not known."))
    if draft.as_of_date > models.air_day(at):
        raise AudienceRefused(_("The day of the count has not come yet."))
