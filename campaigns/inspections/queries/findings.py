"""Findings that stand, by premises: what a safety review looks at before it says a level."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from campaigns.inspections import models
from campaigns.premises import models as premises_models


@dataclass(frozen=True)
class FindingCounts:
    """Findings at one premises that nobody has confirmed as remedied yet."""

    standing: int
    severe: int
    overdue: int


def open_findings_at(premises_ids: Sequence[int], *, on: date) -> dict[int, FindingCounts]:
    """By premises, what stands there on the day; a premises without any is left out."""
    rows = (
        models.Finding.objects.all()
        .standing()
        .filter(inspection__premises__in=premises_ids)
        .values("inspection__premises")
        .annotate(
            standing=Count("pk"),
            severe=Count("pk", filter=Q(severity=models.Severity.SEVERE)),
            overdue=Count("pk", filter=Q(state=models.FindingState.OPEN, remedy_by_date__lt=on)),
        )
        .order_by("inspection__premises")
    )
    return {
        row["inspection__premises"]: FindingCounts(row["standing"], row["severe"], row["overdue"])
        for row in rows
    }


def source_of(finding: models.Finding) -> str:
    """How a finding is named where its premises' safety is called to review."""
    return f"inspections.finding:{finding.pk}"


def called_by(findings: Sequence[models.Finding]) -> set[int]:
    """Which of the findings called for a review of the safety level already."""
    by_source = {source_of(finding): finding.pk for finding in findings}
    calls = premises_models.ReviewCall.objects.filter(source__in=by_source)
    return {by_source[source] for source in calls.values_list("source", flat=True)}


def review_refusal(finding: models.Finding) -> str:
    """Why the finding may not call for a safety review, or nothing."""
    premises = finding.inspection.premises
    if finding.state == models.FindingState.CONFIRMED:
        return _("This finding is closed: it calls for nothing any more.")
    if not premises.is_active or premises.kind.safety_group_id is None:
        return _("This premises does not review its safety, or is closed now.")
    if called_by([finding]):
        return _("A review was called for because of this already.")
    return ""


def findings_of(inspection: models.Inspection) -> list[models.Finding]:
    """The findings of an inspection in the order of its record."""
    people = ("found_by", "remedied_by", "confirmed_by")
    return list(inspection.findings.select_related(*people).order_by("number"))
