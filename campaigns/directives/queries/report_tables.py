"""Reading expected reports: the list, how complete a period is, who is missing by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet

from campaigns.directives import models
from campaigns.directives.queries import expectations, issuing
from campaigns.units import models as units_models
from campaigns.units import queries as units_queries

O = models.Outcome  # noqa: E741  read as a word: O.LATE


@dataclass(frozen=True)
class Completeness:
    """How many of the reports of one form and period came, and how.

    What is excused, not due yet or no longer expected is no part of the rate: received ÷ fallen
    due, so it never passes 100 %.
    """

    form: models.ReportForm
    period: expectations.Period
    counts: Mapping[str, int]

    def count(self, *outcomes: str) -> int:
        return sum(self.counts.get(outcome, 0) for outcome in outcomes)

    @property
    def received(self) -> int:
        return self.count(*models.RECEIVED)

    @property
    def fallen_due(self) -> int:
        return self.count(*models.FALLEN_DUE)

    @property
    def percent(self) -> float | None:
        """In percent with one decimal, cut and not rounded up: 100 means all of them."""
        if not self.fallen_due:
            return None
        return 1000 * self.received // self.fallen_due / 10


def completeness(rows: models.ExpectedReportQuerySet, *, at: datetime) -> list[Completeness]:
    """By form and period, the latest first; two queries."""
    key = ("form_id", "period_start_date", "period_end_date")
    judged: QuerySet[Any] = rows.judged(at)
    groups = judged.values(*key, "outcome").annotate(n=Count("pk")).order_by(*key)
    counts: dict[tuple[int, date, date], dict[str, int]] = {}
    for group in groups:
        where = (group["form_id"], group["period_start_date"], group["period_end_date"])
        counts.setdefault(where, {})[group["outcome"]] = group["n"]
    forms = models.ReportForm.objects.in_bulk({where[0] for where in counts})
    found = [
        Completeness(forms[pk], expectations.Period(start, end), said)
        for (pk, start, end), said in counts.items()
    ]
    found.sort(key=lambda one: (one.form.name_vi, one.form.pk))
    found.sort(key=lambda one: one.period.start, reverse=True)
    return found


def counts_by_outcome(
    rows: models.ExpectedReportQuerySet, *, at: datetime
) -> list[tuple[models.Outcome, int]]:
    """How many reports stand so; the list behind each shows as many."""
    judged: QuerySet[Any] = rows.judged(at)
    found = judged.values("outcome").annotate(n=Count("pk")).order_by("outcome")
    by_outcome = {row["outcome"]: row["n"] for row in found}
    return [(outcome, by_outcome.get(outcome, 0)) for outcome in models.Outcome]


def reports_found(rows: models.ExpectedReportQuerySet, words: str) -> models.ExpectedReportQuerySet:
    """Those of units whose names hold all the words, marks folded."""
    if not words.strip():
        return rows
    units = units_queries.search_units(units_models.Unit.objects.all(), words)
    return rows.filter(unit_id__in=list(units.values_list("pk", flat=True)))


@dataclass(frozen=True)
class Absent:
    """A report that is wanting, who answers for it, and how many people can be reminded."""

    report: models.ExpectedReport
    outcome: models.Outcome
    head: units_models.UnitHead | None
    people_count: int


def absent(rows: models.ExpectedReportQuerySet, *, at: datetime, on: date) -> list[Absent]:
    """Those that nobody sent or excused, by name of the unit; a unit no longer expected to report
    is left out."""
    wanting = rows.standing(O.MISSING, O.NOT_DUE, at=at)
    loaded = wanting.select_related(*expectations.REPORT_LOADED)
    found = list(loaded.order_by("unit__name_vi", "pk"))
    units = [row.unit_id for row in found]
    heads, people = issuing.heads_of(units, on=on), issuing.people_of(units, on=on)
    return [
        Absent(
            row,
            models.Outcome(getattr(row, "outcome")),  # noqa: B009  annotated
            heads.get(row.unit_id),
            len(people.get(row.unit_id, [])),
        )
        for row in found
    ]


def versions_of(row: models.ExpectedReport) -> QuerySet[models.ReportVersion]:
    """What the unit sent, the latest first."""
    return row.versions.select_related("made_by").order_by("-number")


def excuses_of(row: models.ExpectedReport) -> QuerySet[models.ReportExcuse]:
    """Why the unit was excused and that it was taken back, the latest first."""
    return row.excuses.select_related("given_by", "taken_back_by").order_by("-given_at", "-pk")


def heads_of_rows(
    rows: Iterable[models.ExpectedReport], *, on: date
) -> dict[int, units_models.UnitHead]:
    """By unit of the rows, who answers for it."""
    return issuing.heads_of([row.unit_id for row in rows], on=on)
