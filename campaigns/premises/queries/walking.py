"""The walking list: which premises of a unit still lack what, in the order of the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from campaigns.premises import models
from campaigns.premises.queries import registry

ON_THE_WAY = ("commune__name_vi", "hamlet", "address", "name", "pk")


@dataclass(frozen=True)
class Stop:
    """One premises to call at. `sheets` lie printed and are to be hung; `step` says what it lacks."""

    pk: int
    name: str
    kind: str
    place: str
    hamlet: str
    commune: str
    step: registry.NextStep
    sheets: tuple[models.Poster, ...]


def lacking(unit_id: int, *, on: date) -> models.PremisesQuerySet:
    """Open premises of a unit and of what is under it without a verified sheet, hamlet by hamlet."""
    rows = registry.in_unit(models.Premises.objects.active(), unit_id, on=on)
    return rows.exclude(poster_stage=models.PosterStage.VERIFIED).order_by(*ON_THE_WAY)


def stops(premises: Iterable[models.Premises]) -> list[Stop]:
    """Stops for these premises, in their order; kind and commune are to be loaded. One query."""
    rows = list(premises)
    printed = models.Poster.objects.filter(
        premises__in=[row.pk for row in rows], state=models.PosterState.PRINTED
    )
    sheets: dict[int, list[models.Poster]] = {}
    for poster in printed.order_by("placement", "pk"):
        sheets.setdefault(poster.premises_id, []).append(poster)
    return [_stop(row, sheets.get(row.pk, [])) for row in rows]


def _stop(row: models.Premises, sheets: Sequence[models.Poster]) -> Stop:
    place = [row.plate, row.route] if row.is_vehicle else [row.address]
    return Stop(
        pk=row.pk,
        name=row.name,
        kind=row.kind.name_vi,
        place=" · ".join(filter(None, place)),
        hamlet=row.hamlet,
        commune=row.commune.name_vi,
        step=registry.next_step(row),
        sheets=tuple(sheets),
    )
