"""The way of a finding: remedied by who keeps the premises, confirmed by somebody else."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.inspections import models, queries
from campaigns.kernel import errors, writing
from campaigns.premises import models as premises_models
from campaigns.premises import services as premises_services

F = models.FindingState


class FindingRefused(errors.Conflict):
    """The finding is in a state from which the act does not lead, or a word is missing."""


class SamePerson(FindingRefused):
    """Who inspected or remedied does not confirm."""


def remedy_finding(
    *, finding: models.Finding, note: str, by: accounts_models.User, at: datetime
) -> None:
    """Say that a finding was put right, and how.

    Raises:
        FindingRefused: it is not open, or nothing is said of what was done.
    """
    said = _said(note, _("Say what was done."))
    values = {"remedied_at": at, "remedied_by": by, "remedy_note": said, "return_reason": ""}
    _move(finding, F.REMEDIED, values, said, by=by, at=at)


def confirm_finding(*, finding: models.Finding, by: accounts_models.User, at: datetime) -> None:
    """Confirm, having seen it, that a finding was put right.

    Raises:
        SamePerson: the person inspected or remedied.
        FindingRefused: nobody says that it was remedied, or it is confirmed already.
    """
    finding.refresh_from_db()
    if by.pk == finding.remedied_by_id:
        raise SamePerson(_("You remedied this yourself: somebody else confirms it."))
    if by.pk == finding.found_by_id:
        raise SamePerson(_("You made this inspection: somebody else confirms the remedy."))
    _move(finding, F.CONFIRMED, {"confirmed_at": at, "confirmed_by": by}, "", by=by, at=at)


def return_finding(
    *, finding: models.Finding, reason: str, by: accounts_models.User, at: datetime
) -> None:
    """Send a finding back that was not put right; its day stays as it was.

    Raises:
        SamePerson: the person remedied it.
        FindingRefused: nobody says that it was remedied, or no reason is given.
    """
    said = _said(reason, _("Say what is still wanting."))
    finding.refresh_from_db()
    if by.pk == finding.remedied_by_id:
        raise SamePerson(_("You remedied this yourself: somebody else looks at it."))
    values = {"remedied_at": None, "remedied_by": None, "return_reason": said}
    _move(finding, F.OPEN, values, said, by=by, at=at)


def call_for_review(
    *,
    finding: models.Finding,
    reason: str,
    review_by_date: date,
    by: accounts_models.User,
    at: datetime,
) -> premises_models.ReviewCall:
    """Have the safety level reviewed anew because of a finding that stands.

    Raises:
        FindingRefused: as `queries.review_refusal` says.
        premises_services.CallRefused, premises_services.CalledAlready: see there.
    """
    finding.refresh_from_db()
    if refusal := queries.review_refusal(finding):
        raise FindingRefused(refusal)
    return premises_services.call_for_review(
        premises=finding.inspection.premises,
        source=queries.source_of(finding),
        reason=reason,
        review_by_date=review_by_date,
        by=by,
        at=at,
    )


def _said(words: str, missing: str) -> str:
    said = " ".join(words.split())[:400]
    if not said:
        raise FindingRefused(missing)
    return said


def _move(
    finding: models.Finding,
    to: models.FindingState,
    values: Mapping[str, object],
    reason: str,
    *,
    by: accounts_models.User,
    at: datetime,
) -> None:
    """Take one edge of TRANSITIONS, if nobody else took one first."""
    sources = [s for s, targets in models.Finding.TRANSITIONS.items() if to in targets]
    with writing.writing(by=by, at=at):
        before = finding.state
        # The one who remedied is asked for again: the finding may have come back and gone since.
        rows = models.Finding.objects.filter(
            pk=finding.pk, state__in=sources, remedied_by=finding.remedied_by_id
        )
        claimed = rows.update(state=to, **values)
        finding.refresh_from_db()
        if claimed != 1:
            raise FindingRefused(
                _("This finding is %(state)s by now; nothing was changed.")
                % {"state": finding.get_state_display()}
            )
        inspection = finding.inspection
        audit_services.record(
            f"inspections.finding_{to.lower()}",
            inspection,
            unit_id=inspection.premises.commune_id,
            before={"finding": finding.number, "state": before},
            after={"finding": finding.number, "state": to},
            reason=reason,
        )
