"""Drives by day and on the map."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import dates, timezone

from campaigns.drives import models
from campaigns.drives.queries import team
from campaigns.kernel import maps
from campaigns.units import models as units_models
from campaigns.units import queries as units_queries

# Points that a map can still show; the list has all.
MOST_POINTS = 200
TONES = {"OPEN": "good", "CLOSED": "neutral", "CANCELLED": "danger"}


@dataclass(frozen=True)
class CalendarDrive:
    """A drive on one of its days; `is_first` on the day on which it begins."""

    pk: int
    name: str
    unit_name: str
    starts_at: datetime
    state: str
    state_label: str
    is_first: bool


@dataclass(frozen=True)
class CalendarDay:
    """A day of the sheet with the drives that run on it."""

    day: date
    is_in_month: bool
    is_today: bool
    drives: tuple[CalendarDrive, ...]


@dataclass(frozen=True)
class Month:
    """A sheet of whole weeks from Monday on; `count` drives run on days of the month itself."""

    first_date: date
    weeks: tuple[tuple[CalendarDay, ...], ...]
    count: int

    @property
    def weekdays(self) -> list[str]:
        return [str(dates.WEEKDAYS[number]) for number in range(7)]

    @property
    def before(self) -> str:
        return f"{self.first_date - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self.first_date + timedelta(days=32):%Y-%m}"


def month_of(text: str, *, today: date) -> date:
    """The first day of a month written as 2026-11; of the present one when it is none."""
    try:
        found = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return today.replace(day=1)
    return found if 2000 < found.year < 2200 else today.replace(day=1)


def drive_calendar(drives: models.DriveQuerySet, *, first_date: date, today: date) -> Month:
    """The month's sheet; a drive of several days stands on each of them."""
    days = calendar.Calendar().monthdatescalendar(first_date.year, first_date.month)
    begins, ends = _midnight(days[0][0]), _midnight(days[-1][-1] + timedelta(days=1))
    within = drives.filter(starts_at__lt=ends, ends_at__gt=begins).select_related("unit")
    by_day: dict[date, list[CalendarDrive]] = {}
    for drive in within.order_by("starts_at", "pk"):
        for day in _days_of(drive, days[0][0], days[-1][-1]):
            by_day.setdefault(day, []).append(_on_day(drive, day))
    weeks = tuple(
        tuple(
            CalendarDay(
                day, day.month == first_date.month, day == today, tuple(by_day.get(day, ()))
            )
            for day in week
        )
        for week in days
    )
    shown = {d.pk for week in weeks for day in week if day.is_in_month for d in day.drives}
    return Month(first_date, weeks, len(shown))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _days_of(drive: models.Drive, first: date, last: date) -> Iterable[date]:
    """Days of the sheet on which a drive runs; one that ends at midnight has not the next day."""
    day = max(first, timezone.localdate(drive.starts_at))
    last = min(last, timezone.localdate(drive.ends_at - timedelta(microseconds=1)))
    while day <= last:
        yield day
        day += timedelta(days=1)


def _on_day(drive: models.Drive, day: date) -> CalendarDrive:
    return CalendarDrive(
        pk=drive.pk,
        name=drive.name,
        unit_name=drive.unit.name_vi,
        starts_at=drive.starts_at,
        state=drive.state,
        state_label=str(drive.get_state_display()),
        is_first=day == timezone.localdate(drive.starts_at),
    )


@dataclass(frozen=True)
class DriveMap:
    """Drives on the base map; `count` are all that the filters leave, also those not drawn."""

    drawing: maps.Map
    count: int

    @property
    def drawn(self) -> int:
        return sum(place.is_drawn for place in self.drawing.places)


def drive_map(drives: models.DriveQuerySet, *, on: date) -> DriveMap:
    """The latest drives as points on the communes of the day; those without a point stand where
    their commune has one."""
    rows = drives.select_related("unit").order_by("-starts_at", "-pk")
    points = [
        maps.Point(
            label=drive.name,
            latitude=drive.latitude if drive.latitude is not None else drive.unit.latitude,
            longitude=drive.longitude if drive.longitude is not None else drive.unit.longitude,
            href=reverse("drives:drive_detail", args=[drive.pk]),
            note=" · ".join(
                (
                    drive.unit.name_vi,
                    team.hours_text(drive.starts_at, drive.ends_at),
                    str(drive.get_state_display()),
                )
            ),
            tone=TONES[drive.state],
        )
        for drive in rows[:MOST_POINTS]
    ]
    areas = units_queries.areas_of(units_models.Unit.objects.in_force(on))
    return DriveMap(maps.draw(areas=areas, points=points), drives.count())
