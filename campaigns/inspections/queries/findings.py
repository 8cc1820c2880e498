"""Findings that stand, by premises: what a safety review looks at before it says a level."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

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


def severe_findings_at(premises: premises_models.Premises) -> list[models.Finding]:
    """Severe findings that stand at a premises, oldest first: each calls for a safety review."""
    rows = models.Finding.objects.all().standing().filter(severity=models.Severity.SEVERE)
    here = rows.filter(inspection__premises=premises).select_related("inspection")
    return list(here.order_by("found_at", "pk"))


def findings_of(inspection: models.Inspection) -> list[models.Finding]:
    """The findings of an inspection in the order of its record."""
    people = ("found_by", "remedied_by", "confirmed_by")
    return list(inspection.findings.select_related(*people).order_by("number"))
