"""How much was done where, and when drives were there last: from totals, for many units at once."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils import timezone

from campaigns.drives import models
from campaigns.units import models as units_models
from campaigns.units import queries as units_queries

Units = QuerySet[units_models.Unit]


@dataclass(frozen=True)
class Support:
    """Residents helped, and the entries that say so; people, never app counts."""

    people: int = 0
    entries: int = 0

    def __add__(self, other: "Support") -> "Support":
        return Support(self.people + other.people, self.entries + other.entries)


def support_by_unit(units: Units, from_date: date, to_date: date) -> dict[int, Support]:
    """Support in each unit itself on the days, by primary key; units without any are left out.

    An entry counts in the hamlet that it names, else in its commune, never in both.

    One query on the totals, whatever the number of entries behind them.
    """
    rows = _totals(from_date, to_date).filter(unit__in=units.order_by().values("pk"))
    found = rows.values_list("unit_id").annotate(**_SUMS)
    return {unit_id: Support(people, lines) for unit_id, people, lines in found if lines}


_SUMS = {"total": Sum("people"), "lines": Sum("entries")}


def _totals(from_date: date, to_date: date) -> QuerySet[models.PeopleRollup]:
    return models.PeopleRollup.objects.filter(day__range=(from_date, to_date)).order_by()


def support_by_commune(
    communes: units_models.UnitQuerySet, from_date: date, to_date: date
) -> dict[int, Support]:
    """Support in each commune on the days, with what stood under it then, by primary key.

    A hamlet that ended counts on; one that moved counts in each commune for its days there.
    """
    stays = units_queries.stays_in(communes)
    whole = {stay.unit_id: stay.commune_id for stay in stays if stay.is_whole}
    within = units_models.UnitClosure.objects.filter(ancestor__in=communes.order_by().values("pk"))
    rows = _totals(from_date, to_date).filter(unit__in=within.values("descendant_id"))
    sums: dict[int, Support] = {}
    for unit_id, people, entries in rows.values_list("unit_id").annotate(**_SUMS):
        if unit_id in whole:
            _add(sums, whole[unit_id], Support(people, entries))
    moved = [stay for stay in stays if not stay.is_whole]
    if moved:
        rows = _totals(from_date, to_date).filter(unit__in={stay.unit_id for stay in moved})
        for unit_id, day, people, entries in rows.values_list("unit_id", "day").annotate(**_SUMS):
            for stay in moved:
                if stay.unit_id == unit_id and stay.holds(day):
                    _add(sums, stay.commune_id, Support(people, entries))
    return {commune: support for commune, support in sums.items() if support.entries}


def _add(sums: dict[int, Support], commune: int, support: Support) -> None:
    sums[commune] = sums.get(commune, Support()) + support


@dataclass(frozen=True)
class DriveDays:
    """When drives are in a unit: the last one that began, how many run, the next to come."""

    last_date: date | None = None
    running: int = 0
    next_date: date | None = None


def drive_days_by_unit(units: Units, at: datetime) -> dict[int, DriveDays]:
    """Days of the drives of each unit as of a moment, cancelled ones left out; one query."""
    is_open = Q(state=models.Drive.State.OPEN)
    rows = (
        models.Drive.objects.filter(unit__in=units.order_by().values("pk"))
        .exclude(state=models.Drive.State.CANCELLED)
        .order_by()
        .values_list("unit_id")
        .annotate(
            last=Max("starts_at", filter=Q(starts_at__lte=at)),
            running=Count("pk", filter=is_open & Q(starts_at__lte=at, ends_at__gt=at)),
            following=Min("starts_at", filter=is_open & Q(starts_at__gt=at)),
        )
    )
    return {pk: DriveDays(_day(last), running, _day(coming)) for pk, last, running, coming in rows}


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
