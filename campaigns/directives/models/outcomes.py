"""How an expected report stands: derived from the row, the unit's active ranges and a moment.

The rules are said twice, for one row and for the database; tests hold both against each other and
against a plain recomputation.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.units import models as units_models


class Outcome(models.TextChoices):
    """What became of a report that was expected."""

    NOT_DUE = "NOT_DUE", _("not due yet")
    ON_TIME = "ON_TIME", pgettext_lazy("of a report", "on time")
    LATE = "LATE", pgettext_lazy("of a report", "late")
    NIL = "NIL", _("nothing to report")
    MISSING = "MISSING", pgettext_lazy("of a report", "missing")
    EXCUSED = "EXCUSED", pgettext_lazy("of a report", "excused")
    NOT_EXPECTED = "NOT_EXPECTED", _("no longer expected")


# They came in.
RECEIVED = (Outcome.ON_TIME, Outcome.LATE, Outcome.NIL)
# What a reporting rate divides by.
FALLEN_DUE = (*RECEIVED, Outcome.MISSING)


class Expected(Protocol):
    """What the outcome of a report follows from."""

    period_end_date: date
    timely_until_at: datetime
    is_nil: bool
    submitted_at: datetime | None
    excused_at: datetime | None


def worked_on(day: date, ranges: Iterable[tuple[date, date | None]]) -> bool:
    """Whether a unit with these active ranges (first day, last day or open) works on a day."""
    return any(first <= day and (last is None or day <= last) for first, last in ranges)


def outcome(row: Expected, *, at: datetime, is_expected: bool) -> Outcome:
    """How the report stands at a moment.

    Expected is decided by the last day of its period (`expected_condition`). A nil report in time
    is NIL; whatever comes after `timely_until_at` is LATE, a nil report too. What an excused unit
    sends nevertheless counts as sent. A correction changes no outcome.
    """
    if not is_expected:
        return Outcome.NOT_EXPECTED
    if row.submitted_at is not None:
        if row.submitted_at > row.timely_until_at:
            return Outcome.LATE
        return Outcome.NIL if row.is_nil else Outcome.ON_TIME
    if row.excused_at is not None:
        return Outcome.EXCUSED
    return Outcome.MISSING if row.timely_until_at < at else Outcome.NOT_DUE


def works_on(unit: str, day: str) -> Exists:
    """A condition on rows: the unit works on the row's day."""
    on = OuterRef(day)
    ranges = units_models.ActiveRange.objects.filter(
        unit_id=OuterRef(unit), valid_from_date__lte=on
    )
    return Exists(ranges.filter(Q(valid_to_date__isnull=True) | Q(valid_to_date__gte=on)))


def expected_condition() -> Combinable | Q:
    """A condition on expected reports: the unit works, and the form and its campaign run, on the
    last day of the period."""
    end = F("period_end_date")
    campaign = "form__obligation__clause__directive__campaign__ends_date"
    runs = Q(form__valid_from_date__lte=end)
    runs &= Q(form__valid_to_date__isnull=True) | Q(form__valid_to_date__gte=end)
    runs &= Q(**{f"{campaign}__isnull": True}) | Q(**{f"{campaign}__gte": end})
    return Q(works_on("unit_id", "period_end_date")) & runs


def as_expression(at: datetime) -> Case:
    """The outcome for the database, over expected reports."""
    came = Q(submitted_at__isnull=False)
    return Case(
        When(~expected_condition(), then=Value(Outcome.NOT_EXPECTED)),
        When(came & Q(submitted_at__gt=F("timely_until_at")), then=Value(Outcome.LATE)),
        When(came & Q(is_nil=True), then=Value(Outcome.NIL)),
        When(came, then=Value(Outcome.ON_TIME)),
        When(excused_at__isnull=False, then=Value(Outcome.EXCUSED)),
        When(timely_until_at__lt=at, then=Value(Outcome.MISSING)),
        default=Value(Outcome.NOT_DUE),
        output_field=models.CharField(),
    )
