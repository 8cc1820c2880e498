"""Coverage as of the end of a day, from the totals: one query whatever the number of premises."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When

from campaigns.premises import models
from campaigns.units import models as units_models

_MEASURES = ("active", "with_checkpoint", "posted", "verified")


@dataclass(frozen=True)
class Coverage:
    """Premises open at the end of a day, and how far they have come; each part is of the whole."""

    active: int = 0
    with_checkpoint: int = 0
    posted: int = 0
    verified: int = 0

    @property
    def rate(self) -> Fraction | None:
        """Verified ÷ open, never above one; None where nothing is open: nothing has no rate."""
        return Fraction(self.verified, self.active) if self.active else None

    @property
    def missing(self) -> int:
        """Premises still to bring to a verified sheet."""
        return self.active - self.verified


def coverage_by_commune(communes: Iterable[int], *, on: date) -> dict[int, Coverage]:
    """Coverage of each commune at the end of a day, by primary key; in one query.

    Args:
        communes: primary keys of units.
        on: the day. Each commune asked for is in the answer, with zeros where it has no premises.
    """
    pks = list(communes)
    rows = _as_of(on).filter(unit__in=pks)
    found = _grouped(rows, "unit_id")
    return {pk: found.get(pk, Coverage()) for pk in pks}


def coverage_by_kind(units: QuerySet[units_models.Unit], *, on: date) -> dict[int, Coverage]:
    """Coverage of the units together at the end of a day, by primary key of the kind."""
    return _grouped(_as_of(on).filter(unit__in=units.values("pk")), "kind_id")


def coverage_of(unit: units_models.Unit, *, on: date) -> Coverage:
    """Coverage of a unit and everything under it as the tree stood on the day."""
    below = units_models.Unit.objects.all().subtree_of(unit, on)
    sums = _as_of(on).filter(unit__in=below.values("pk")).aggregate(**_sums())
    return Coverage(**{name: sums[f"sum_{name}"] or 0 for name in _MEASURES})


def _as_of(on: date) -> QuerySet[models.CoverageRollup]:
    """Sums, and the changes of later days that are to be taken off them."""
    return models.CoverageRollup.objects.filter(Q(day__isnull=True) | Q(day__gt=on))


def _sums() -> dict[str, Any]:
    return {
        f"sum_{name}": Sum(Case(When(day__isnull=True, then=F(name)), default=F(name) * Value(-1)))
        for name in _MEASURES
    }


def _grouped(rows: QuerySet[models.CoverageRollup], key: str) -> dict[int, Coverage]:
    found = rows.order_by().values(key).annotate(**_sums())
    return {row[key]: Coverage(**{name: row[f"sum_{name}"] for name in _MEASURES}) for row in found}


def coverage_by_day(communes: Iterable[int], *, first: date, last: date) -> dict[date, Coverage]:
    """Coverage of the communes together at the end of each day, in one query.

    Args:
        communes: primary keys of units.
        first: the first day.
        last: the last day.
    """
    rows = _as_of(first).filter(unit__in=list(communes)).order_by()
    said = rows.values_list("day").annotate(*(Sum(name) for name in _MEASURES))
    changes = {day: numbers for day, *numbers in said}
    nothing = [0] * len(_MEASURES)
    standing = changes.pop(None, nothing)
    for later in [day for day in changes if day > last]:
        standing = _less(standing, changes[later])
    found: dict[date, Coverage] = {}
    day = last
    while day >= first:
        found[day] = Coverage(*standing)
        standing = _less(standing, changes.get(day, nothing))
        day -= timedelta(days=1)
    return dict(sorted(found.items()))


def _less(these: Sequence[int], those: Sequence[int]) -> list[int]:
    return [a - b for a, b in zip(these, those, strict=True)]
