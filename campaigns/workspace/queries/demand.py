"""Where help is needed most: support, residents and posters of communes and hamlets, side by side.

Composed here because it spans drives, premises and units. Rates are reckoned only where somebody
entered a population, and places that have one are never ranked among those that have none.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.drives import queries as drives_queries
from campaigns.kernel import roles
from campaigns.premises import queries as premises_queries
from campaigns.units import models as units_models
from campaigns.units import permissions
from campaigns.units import queries as unit_queries
from campaigns.workspace.queries import periods

P = roles.Permission
PER = 1000
"""Residents to whom a rate refers."""


class Measure(StrEnum):
    """By what places are compared; a place stands in exactly one of the first three."""

    RATE = "rate"
    COUNT = "count"
    UNKNOWN = "unknown"
    POSTERS = "posters"


class Level(StrEnum):
    """Which places: communes, or the hamlets below them."""

    COMMUNES = "communes"
    HAMLETS = "hamlets"


@dataclass(frozen=True)
class Place:
    """A commune or hamlet with what is known of it in a period.

    `people` is None where nothing tells: no entry names the hamlet; `commune_people` is what its
    commune has all the same. `coverage` is None for hamlets: premises count in their commune.
    """

    unit: units_models.Unit
    district: units_models.Unit | None
    commune: units_models.Unit | None
    people: int | None
    commune_people: int
    population: units_models.Population | None
    coverage: premises_queries.Coverage | None
    days: drives_queries.DriveDays
    may_open: bool

    @property
    def pk(self) -> int:
        return self.unit.pk

    @property
    def name(self) -> str:
        return self.unit.name_vi

    @property
    def above_name(self) -> str:
        """The district, or the commune of a hamlet."""
        above = self.commune or self.district
        return above.name_vi if above else ""

    @property
    def residents(self) -> int | None:
        return self.population.people if self.population else None

    @property
    def rate(self) -> float | None:
        """Residents helped on 1,000 residents; None without both."""
        if self.people is None or self.population is None:
            return None
        return self.people * PER / self.population.people

    @cached_property
    def coverage_rate(self) -> float | None:
        """Verified ÷ active premises, None where there is none."""
        rate = self.coverage.rate if self.coverage else None
        return None if rate is None else float(rate)

    @cached_property
    def measure(self) -> Measure:
        """In which of the rankings of support the place stands."""
        if self.people is None:
            return Measure.UNKNOWN
        return Measure.COUNT if self.population is None else Measure.RATE

    def stands_in(self, by: Measure) -> bool:
        if by == Measure.POSTERS:
            return bool(self.coverage and self.coverage.active)
        return self.measure == by

    def value(self, by: Measure) -> float | None:
        """What the place is ranked by, smallest first; None where it has no such value."""
        if by == Measure.POSTERS:
            return self.coverage_rate
        if by != self.measure:
            return None
        return self.rate if by == Measure.RATE else self.people


@dataclass(frozen=True)
class Rank:
    """Where a place stands among those that are measured alike: 1 is the lowest."""

    place: int
    of: int
    alike: int
    """How many others have the same value."""


@dataclass(frozen=True)
class Demand:
    """All places of a reader at one level, with their ranks by each measure."""

    level: Level
    period: periods.Period
    places: tuple[Place, ...]
    ranks: Mapping[Measure, Mapping[int, Rank]]
    districts: tuple[units_models.Unit, ...]

    def measured(self, by: Measure) -> list[Place]:
        """Places that stand in a ranking, those most in need first.

        Equal ones by how little of their premises is covered, then by name.
        """
        return sorted(
            (place for place in self.places if place.stands_in(by)),
            key=lambda place: _need(place, by),
        )

    def count(self, by: Measure) -> int:
        return self._counts[by]

    @cached_property
    def _counts(self) -> Mapping[Measure, int]:
        """Asked for by every tab, hence not by sorting."""
        return {by: sum(place.stands_in(by) for place in self.places) for by in Measure}


def _need(place: Place, by: Measure) -> tuple[float, float, float, str, int]:
    value, covered = place.value(by), place.coverage_rate
    return (
        0.0 if value is None else value,
        1.0 if covered is None else covered,
        float(place.people or 0),
        place.name,
        place.pk,
    )


def demand(
    reader: accounts_models.User, level: Level, period: periods.Period, at: datetime
) -> Demand:
    """What the reader may see of every place; as many queries whatever stands behind the totals.

    The tree, populations and posters are as of the period's last day, drives as of the moment.
    """
    today = timezone.localdate(at)
    seen = permissions.units_where(reader, P.VIEW_DRIVE, on=today).in_force(period.to_date)
    communes = unit_queries.communes_among(seen, on=period.to_date)
    led = permissions.units_where(reader, P.MANAGE_DRIVE, on=today)
    known = _Known(
        period=period,
        days=drives_queries.drive_days_by_unit(communes, at),
        support=drives_queries.support_by_commune(communes, period.from_date, period.to_date),
        districts=_parents(communes, period.to_date),
        led=frozenset(led.values_list("pk", flat=True)),
    )
    places = _hamlets(communes, known) if level == Level.HAMLETS else _communes(communes, known)
    districts = {place.district.pk: place.district for place in places if place.district}
    return Demand(
        level=level,
        period=period,
        places=tuple(places),
        ranks={by: _ranked(places, by) for by in Measure},
        districts=tuple(sorted(districts.values(), key=lambda unit: unit.name_vi)),
    )


@dataclass(frozen=True)
class _Known:
    """What was read of communes, by their primary keys."""

    period: periods.Period
    days: Mapping[int, drives_queries.DriveDays]
    support: Mapping[int, drives_queries.Support]
    districts: Mapping[int, units_models.Unit]
    led: frozenset[int]


def _parents(units: units_models.UnitQuerySet, on: date) -> dict[int, units_models.Unit]:
    """Under whom units stand on a day, by primary key of the unit."""
    edges = units_models.UnitEdge.objects.filter(
        units_models.in_force(on), child__in=units.values("pk")
    )
    return {edge.child_id: edge.parent for edge in edges.select_related("parent")}


def _communes(communes: units_models.UnitQuerySet, known: _Known) -> list[Place]:
    units = list(communes.order_by("pk"))
    populations = unit_queries.populations_at(communes, known.period.to_date)
    coverage = premises_queries.coverage_by_commune(
        [unit.pk for unit in units], on=known.period.to_date
    )
    return [
        Place(
            unit=unit,
            commune=None,
            district=known.districts.get(unit.pk),
            people=known.support.get(unit.pk, drives_queries.Support()).people,
            commune_people=0,
            population=populations.get(unit.pk),
            coverage=coverage[unit.pk],
            days=known.days.get(unit.pk, drives_queries.DriveDays()),
            may_open=unit.pk in known.led,
        )
        for unit in units
    ]


def _hamlets(communes: units_models.UnitQuerySet, known: _Known) -> list[Place]:
    """Hamlets of the communes; drives, and the right to open one, are their commune's."""
    on = known.period.to_date
    hamlets = unit_queries.hamlets_among(communes, on=on)
    populations = unit_queries.populations_at(hamlets, on)
    named = drives_queries.support_by_unit(hamlets, known.period.from_date, on)
    above = _parents(hamlets, on)
    return [
        Place(
            unit=unit,
            commune=above[unit.pk],
            district=known.districts.get(above[unit.pk].pk),
            people=named[unit.pk].people if unit.pk in named else None,
            commune_people=known.support.get(above[unit.pk].pk, drives_queries.Support()).people,
            population=populations.get(unit.pk),
            coverage=None,
            days=known.days.get(above[unit.pk].pk, drives_queries.DriveDays()),
            may_open=above[unit.pk].pk in known.led,
        )
        for unit in hamlets.order_by("pk")
    ]


def _ranked(places: Sequence[Place], by: Measure) -> dict[int, Rank]:
    """The rank of each place that has a value, equal ones alike; among all, whatever is shown."""
    values = {p.pk: value for p in places if (value := p.value(by)) is not None}
    ordered = sorted(values.values())
    first = {value: place for place, value in reversed(list(enumerate(ordered, start=1)))}
    alike = Counter(ordered)
    return {pk: Rank(first[value], len(ordered), alike[value] - 1) for pk, value in values.items()}
