"""What was counted at links: by day, by hour of the day, by what carries them; and the strays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractHour, TruncDate
from django.utils import timezone

from campaigns.kernel import text
from campaigns.premises import models
from campaigns.premises.queries.links import waiting
from campaigns.units import models as units_models

_MEASURES = ("total", "human", "visitors")


@dataclass(frozen=True)
class Counts:
    """Scans: all, by people, and of these each phone once a day."""

    total: int = 0
    human: int = 0
    visitors: int = 0


def search_links(rows: models.LinkQuerySet, words: str) -> models.LinkQuerySet:
    """Links whose code begins so, or whose name or premises holds the words."""
    found = Q(code__startswith=words.strip().upper()) | Q(name__icontains=words.strip())
    return rows.filter(found | Q(poster__premises__folded_text__contains=text.fold(words)))


def links_in_unit(rows: models.LinkQuerySet, unit_id: int, *, on: date) -> models.LinkQuerySet:
    """Links that count in the unit or under it, as the tree stands on the day."""
    below = units_models.Unit.objects.all().subtree_of(unit_id, on)
    return rows.of_units(list(below.values_list("pk", flat=True)))


def counted(rows: models.LinkQuerySet) -> models.LinkQuerySet:
    """With `total`, `human` and `visitors` of each link since it was made."""
    mine = models.ScanRollup.objects.filter(link=OuterRef("pk")).order_by().values("link")
    sums = {
        name: Coalesce(Subquery(mine.annotate(sum=Sum(name)).values("sum")), 0)
        for name in _MEASURES
    }
    return rows.annotate(**sums)


def scans_of(rows: models.LinkQuerySet, *, first: date, last: date) -> QuerySet[models.ScanRollup]:
    """Hours of these links within the days, both ends included."""
    zone = timezone.get_current_timezone()
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    return models.ScanRollup.objects.filter(
        link__in=rows.order_by().values("pk"), hour_at__gte=begin, hour_at__lt=end
    )


OVERDUE = timedelta(minutes=10)


def uncounted(at: datetime) -> int:
    """Scans that the sweep should have counted by now: no worker or no beat is running."""
    taken = models.Scan.objects.filter(scanned_at__lt=at - OVERDUE).count()
    return taken + waiting.waiting_lines(at - OVERDUE)


def sum_of(hours: QuerySet[models.ScanRollup]) -> Counts:
    sums = hours.aggregate(**{name: Sum(name) for name in _MEASURES})
    return Counts(**{name: value or 0 for name, value in sums.items()})


def scans_by_day(
    hours: QuerySet[models.ScanRollup], *, first: date, last: date
) -> dict[date, Counts]:
    """Each day from the first to the last, quiet ones too; in one query."""
    found = _grouped(hours.annotate(key=TruncDate("hour_at")))
    days = (last - first).days + 1
    return {
        day: found.get(day, Counts()) for day in (first + timedelta(days=n) for n in range(days))
    }


def scans_by_hour(hours: QuerySet[models.ScanRollup]) -> dict[int, Counts]:
    """Each hour of the day, all days together."""
    found = _grouped(hours.annotate(key=ExtractHour("hour_at")))
    return {hour: found.get(hour, Counts()) for hour in range(24)}


def scans_by_link(hours: QuerySet[models.ScanRollup]) -> list[tuple[models.Link, Counts]]:
    """Links that were scanned, the most scanned first."""
    sums = {name: Sum(name) for name in _MEASURES}
    rows = hours.order_by().values_list("link").annotate(**sums).order_by("-human", "link")
    found = {pk: Counts(*numbers) for pk, *numbers in rows}
    named = models.Link.objects.filter(pk__in=found).select_related(
        "poster__premises__commune", "unit"
    )
    links = {link.pk: link for link in named}
    return [(links[pk], counts) for pk, counts in found.items()]


def _grouped(rows: QuerySet[Any]) -> Mapping[Any, Counts]:
    said: Any = rows.order_by().values_list("key").annotate(*(Sum(name) for name in _MEASURES))
    return {key: Counts(*numbers) for key, *numbers in said}


def strays(seen: models.LinkQuerySet, *, first: date, last: date) -> QuerySet[models.StrayRollup]:
    """Possible forgeries of the days: of links that the reader sees, and of none of ours."""
    days = models.StrayRollup.objects.filter(scan_date__range=(first, last))
    return days.filter(Q(link__isnull=True) | Q(link__in=seen.order_by().values("pk")))


def strays_by_commune(rows: QuerySet[models.StrayRollup]) -> dict[int, int]:
    """Scans by people of codes that are or resemble a link, by the commune of that link."""
    place = Coalesce("link__unit_id", "link__poster__premises__commune_id")
    said = rows.filter(link__isnull=False).order_by().annotate(place_id=place)
    return dict(said.values_list("place_id").annotate(Sum("human")))
