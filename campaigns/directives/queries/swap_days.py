"""Swaps that were announced for the whole country and that the `holidays` library does not know.

Only what an official document says, with its number and day. They are offered on the calendar and
count once somebody entered them: a province may work otherwise.
"""

from dataclasses import dataclass
from datetime import date

from campaigns.directives import models
from campaigns.directives.queries import calendar as calendars

_NEW_YEAR_2026 = "Văn bản 12729/VPCP-KGVX ngày 25/12/2025 của Văn phòng Chính phủ"


@dataclass(frozen=True)
class Announced:
    """A day as a document turned it."""

    on_date: date
    kind: models.DayKind
    name_vi: str
    source: str


ANNOUNCED = (
    Announced(
        date(2026, 1, 2),
        models.DayKind.HOLIDAY,
        "Nghỉ Tết Dương lịch, làm bù ngày 10/01/2026",
        _NEW_YEAR_2026,
    ),
    Announced(
        date(2026, 1, 10),
        models.DayKind.WORKING,
        "Làm bù cho ngày 02/01/2026",
        _NEW_YEAR_2026,
    ),
)


def not_entered(calendar: calendars.Calendar, year: int) -> list[Announced]:
    """Announced days of a year that the calendar does not tell yet."""
    return [
        day
        for day in ANNOUNCED
        if day.on_date.year == year
        and calendar.is_working_day(day.on_date) != (day.kind == models.DayKind.WORKING)
    ]
