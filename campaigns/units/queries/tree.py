"""Reading units: names for pages, search, ancestors."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from campaigns.kernel import maps, text
from campaigns.units import models


@dataclass(frozen=True)
class UnitLine:
    """A unit in a list or a chooser."""

    pk: int
    code: str
    name_vi: str
    name_en: str
    kind_vi: str
    kind_en: str


def search_units(units: models.UnitQuerySet, query: str) -> models.UnitQuerySet:
    """Units whose names hold every word of the query, marks folded."""
    for word in text.fold(query).split():
        units = units.filter(folded_text__contains=word)
    return units


def ancestors_of(unit: models.Unit, on: date) -> list[models.Unit]:
    """From the root down to the unit's parent, as of a day; committees stand beside the line."""
    above = (
        models.UnitClosure.objects.filter(
            models.in_force(on), descendant=unit, depth__gt=0, is_governed=False
        )
        .select_related("ancestor")
        .order_by("-depth", "pk")
    )
    return [row.ancestor for row in above]


def head_of(unit: models.Unit, on: date) -> models.UnitHead | None:
    """The accountable head as of a day, None when nobody was named."""
    return (
        models.UnitHead.objects.filter(models.in_force(on), unit=unit)
        .order_by("-valid_from_date", "-pk")
        .first()
    )


def line_of(unit: models.Unit) -> UnitLine:
    """The unit as a list shows it; its kind is to be selected with it."""
    return UnitLine(
        unit.pk, unit.code, unit.name_vi, unit.name_en, unit.kind.name_vi, unit.kind.name_en
    )


def unit_or_root(code: str, *, on: date) -> models.Unit | None:
    """The unit of a code in force on a day; without a code the one under which most others stand."""
    in_force = models.Unit.objects.in_force(on)
    if code:
        return in_force.filter(code=code).first()
    below = models.UnitClosure.objects.filter(models.in_force(on), depth__gt=0)
    widest = below.values("ancestor").annotate(units=Count("pk")).order_by("-units", "ancestor")
    return in_force.filter(pk__in=[row["ancestor"] for row in widest[:1]]).first()


def areas_of(units: models.UnitQuerySet) -> list[maps.Area]:
    """The outlined units of a set as areas of a map, by name; one query.

    The caller gives each its figure with `dataclasses.replace(area, level=…, value=…, href=…)`.
    """
    drawn = units.filter(outline__isnull=False).select_related("outline").order_by("name_vi", "pk")
    return [
        maps.Area(
            key=unit.pk,
            label=unit.name_vi,
            geometry=unit.outline.geometry,
            is_schematic=unit.outline.is_schematic,
        )
        for unit in drawn
    ]
