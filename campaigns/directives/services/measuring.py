"""Figures that Loa measures itself, written beside the duties that they measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from campaigns.audit import services as audit_services
from campaigns.directives import models
from campaigns.kernel import actor, writing


@dataclass(frozen=True)
class Measured:
    """An indicator's value of a unit as of a day; `rows_url` opens the rows behind it."""

    unit_id: int
    indicator_code: str
    value: Decimal
    label: str
    as_of_date: date
    rows_url: str = ""


def record_measured(*, figures: Sequence[Measured], by: actor.Actor, at: datetime) -> int:
    """Put each figure beside the open duties of its unit that the indicator measures; return how
    many were new.

    The upper apps push; what is already known, the same value as of the same day or a younger one,
    is passed over. A figure changes no state: whether a duty is done is for the unit to say.
    """
    by_key = {(one.unit_id, one.indicator_code): one for one in figures if one.indicator_code}
    codes = {code for _unit, code in by_key}
    units = {unit for unit, _code in by_key}
    with writing.writing(by=by, at=at):
        rows = models.Assignment.objects.filter(
            state__in=models.OPEN_STATES, unit_id__in=units, obligation__indicator_code__in=codes
        ).select_related("obligation")
        known = _known(rows)
        made = []
        for row in rows.order_by("pk"):
            figure = by_key.get((row.unit_id, row.obligation.indicator_code))
            if figure is not None and _is_news(figure, known.get(row.pk)):
                made.append(_progress(row, figure, at))
        if made:
            models.Progress.objects.bulk_create(made, batch_size=500)
            audit_services.record(
                "directives.measured", made[0].assignment, after={"count": len(made)}
            )
    return len(made)


def _known(rows: models.AssignmentQuerySet) -> dict[int, models.Progress]:
    """By assignment, the latest figure that is written there."""
    found = models.Progress.objects.filter(assignment__in=rows).exclude(indicator_code="")
    return {said.assignment_id: said for said in found.order_by("as_of_date", "pk")}


def _is_news(figure: Measured, known: models.Progress | None) -> bool:
    if known is None or known.as_of_date is None:
        return True
    if figure.as_of_date == known.as_of_date:
        return figure.value != known.value
    return figure.as_of_date > known.as_of_date


def _progress(row: models.Assignment, figure: Measured, at: datetime) -> models.Progress:
    return models.Progress(
        assignment=row,
        value=figure.value,
        value_label=figure.label[:120],
        indicator_code=figure.indicator_code,
        as_of_date=figure.as_of_date,
        rows_url=figure.rows_url[:300],
        made_at=at,
    )
