"""Entering populations: dated, with their source, never reckoned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, errors, writing
from campaigns.units import models, queries


class PopulationRefused(errors.LoaError):
    """The population as entered makes no sense."""


@dataclass(frozen=True)
class PopulationDraft:
    """How many live in a unit, as of which day, according to whom."""

    unit: models.Unit
    people: int
    as_of_date: date
    source: str
    is_demo: bool = False


def enter_population(*, draft: PopulationDraft, by: actor.Actor, at: datetime) -> models.Population:
    """Enter a population, or correct the one of the same unit and day.

    Raises:
        PopulationRefused: nobody, a day to come, no source, or a unit that is no territory.
    """
    _check(draft, timezone.localdate(at))
    with writing.writing(by=by, at=at):
        row, before = _put(draft)
        audit_services.record(
            "units.population_entered",
            row,
            unit_id=draft.unit.pk,
            before=before,
            after=_said(row),
        )
    return row


def enter_populations(
    *, drafts: Iterable[PopulationDraft], about: models.Unit, by: actor.Actor, at: datetime
) -> int:
    """Enter many at once, all or none, under one event on the unit that they are about.

    Raises:
        PopulationRefused: as above; the first that makes no sense.
    """
    count = 0
    with writing.writing(by=by, at=at):
        for draft in sorted(drafts, key=lambda draft: draft.unit.pk):
            _check(draft, timezone.localdate(at))
            _put(draft)
            count += 1
        audit_services.record(
            "units.populations_entered", about, unit_id=about.pk, after={"count": count}
        )
    return count


def _check(draft: PopulationDraft, today: date) -> None:
    fault = queries.population_fault(draft.people, draft.as_of_date, draft.source, today)
    if fault:
        raise PopulationRefused(fault)
    if not draft.unit.kind.is_territorial:
        raise PopulationRefused(_("Only territories have a population."))


def _put(draft: PopulationDraft) -> tuple[models.Population, dict[str, object]]:
    """The row of the unit and day with what the draft says; two at once make one."""
    # Held to the end of the transaction: one insert and one change, not two inserts.
    models.Unit.objects.select_for_update().select_related(None).get(pk=draft.unit.pk)
    found = models.Population.objects.filter(unit=draft.unit, as_of_date=draft.as_of_date).first()
    before = _said(found) if found else {}
    row = found or models.Population(unit=draft.unit, as_of_date=draft.as_of_date)
    row.people, row.source = draft.people, " ".join(draft.source.split())
    # What an invented person enters by hand is invented too.
    row.is_demo = draft.is_demo or getattr(writing.current().by, "is_demo", False)
    row.save()
    return row, before


def _said(row: models.Population) -> dict[str, object]:
    return {
        "people": row.people,
        "as_of_date": row.as_of_date.isoformat(),
        "source": row.source,
    }


def drop_population(
    *, population: models.Population, reason: str, by: actor.Actor, at: datetime
) -> None:
    """Take back a population that was entered by mistake; rates that used it are counts again.

    Raises:
        PopulationRefused: somebody took it back already.
    """
    with writing.writing(by=by, at=at):
        gone, _rows = models.Population.objects.filter(pk=population.pk).delete()
        if gone != 1:
            raise PopulationRefused(_("Somebody took this population back already."))
        audit_services.record(
            "units.population_dropped",
            population,
            unit_id=population.unit_id,
            before=_said(population),
            reason=reason,
        )
