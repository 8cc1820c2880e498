"""Populations as they were entered: the one that holds for a period, and the list of a unit."""

from datetime import date

from django.utils.translation import gettext as _

from campaigns.units import models

MOST_PEOPLE = 20_000_000
OLDEST = date(1900, 1, 1)
SOURCE_LETTERS = 300


def populations_of(unit: models.Unit) -> list[models.Population]:
    """All that were entered for a unit, latest first."""
    found = models.Population.objects.filter(unit=unit)
    return list(found.order_by("-as_of_date", "-pk"))


def population_at(unit: models.Unit, on: date) -> models.Population | None:
    """The latest that is not younger than a day; None where nobody entered one."""
    return populations_at(models.Unit.objects.filter(pk=unit.pk), on).get(unit.pk)


def populations_at(units: models.UnitQuerySet, on: date) -> dict[int, models.Population]:
    """Likewise for many units by primary key, in one query; who has none is not in the answer."""
    within = units.order_by().values("pk")
    found = models.Population.objects.filter(as_of_date__lte=on, unit__in=within)
    return {row.unit_id: row for row in found.order_by("as_of_date", "pk")}


def population_fault(people: int, as_of_date: date, source: str, today: date) -> str:
    """What is wrong with a population as entered, as a sentence; empty where nothing is."""
    if not 1 <= people <= MOST_PEOPLE:
        return _(
            "A population is a whole number from 1 to %(most)s. Where it is not known, leave it out."
        ) % {"most": MOST_PEOPLE}
    if not OLDEST <= as_of_date <= today:
        return _("The day must lie between %(first)s and today.") % {"first": f"{OLDEST:%d/%m/%Y}"}
    if not any(c.isalnum() for c in source):
        return _("Name the source: who counted, in which document.")
    if len(source) > SOURCE_LETTERS:
        return _("The source is longer than %(most)s letters.") % {"most": SOURCE_LETTERS}
    return ""
