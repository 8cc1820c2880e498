"""What stands on the sheets to be printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from campaigns.directives import models as directives_models
from campaigns.premises import models


@dataclass(frozen=True)
class SheetToPrint:
    """One sheet: `payload` letter by letter as the platform gave it, `code` our own mark."""

    kind: str
    payload: str
    name: str
    place: str
    code: str
    edition: int
    is_bilingual: bool


def sheets_to_print(poster_ids: Sequence[int]) -> list[SheetToPrint]:
    """Those of the sheets that may still be printed, in the order of the ids.

    Left out: what was revoked or replaced since, and what has a code that is no longer in use.
    """
    rows = models.Poster.objects.filter(
        pk__in=poster_ids,
        state__in=models.LIVING,
        checkpoint__state=models.CheckpointState.STANDING,
    ).select_related("checkpoint", "premises__commune")
    found = {row.pk: row for row in rows}
    return [_sheet(found[pk]) for pk in poster_ids if pk in found]


def app_names(*, on: date) -> list[str]:
    """The apps that a sheet of this day names: those that residents are helped with, in use."""
    apps = directives_models.DeclarationApp.objects.filter(is_counted=True)
    in_use = apps.exclude(retired_date__lte=on)
    return list(in_use.order_by("position", "pk").values_list("name_vi", flat=True))


def _sheet(poster: models.Poster) -> SheetToPrint:
    premises = poster.premises
    place = (
        [premises.plate, premises.route]
        if premises.is_vehicle
        else [premises.address, premises.hamlet, premises.commune.name_vi]
    )
    return SheetToPrint(
        kind=poster.sheet,
        payload=poster.checkpoint.payload,
        name=premises.name,
        place=" · ".join(filter(None, [*place, poster.placement])),
        code=poster.code,
        edition=poster.edition,
        is_bilingual=poster.is_bilingual,
    )
