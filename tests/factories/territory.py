"""Hamlets and populations of the cast's communes, and the files that bring them."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time

import xlsxwriter

from campaigns.units import models, services
from tests.factories import cast

NAMES = ("Thôn Ma Hoa", "Thôn Tà Lú 1", "Thôn Tà Lú 2")


def make_hamlets(commune: models.Unit, names: Sequence[str] = NAMES) -> list[models.Unit]:
    """Hamlets of a commune, there since the cast's beginning."""
    drafts = [services.HamletDraft(name, cast.START) for name in names]
    return services.found_hamlets(commune=commune, drafts=drafts, by=cast.SYSTEM, at=cast.NOW)


def enter_population(
    unit: models.Unit,
    people: int = 3200,
    *,
    as_of_date: date = date(2026, 4, 1),
    source: str = "Chi cục Thống kê",
) -> models.Population:
    """A population of a unit, as somebody entered it."""
    draft = services.PopulationDraft(unit, people, as_of_date, source)
    return services.enter_population(draft=draft, by=cast.SYSTEM, at=cast.NOW)


def book(*rows: Sequence[object]) -> bytes:
    """A workbook of one sheet; days as days."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as made:
        sheet, day = made.add_worksheet(), made.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, place, datetime.combine(value, time()), day)
                else:
                    sheet.write(number, place, value)
    return file.getvalue()
