"""What stands on the sheets to be printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from campaigns.directives import models as directives_models
from campaigns.premises import models


@dataclass(frozen=True)
class SheetToPrint:
    """One sheet: `payload` letter by letter as the platform gave it, `code` our own mark.

    `link` is our own short link, to be set small beside the official code, empty where the sheet
    has none; `link_vi` and `link_en` name what it leads to.
    """

    kind: str
    payload: str
    name: str
    place: str
    code: str
    edition: int
    is_bilingual: bool
    link: str = ""
    link_vi: str = ""
    link_en: str = ""


def sheets_to_print(poster_ids: Sequence[int]) -> list[SheetToPrint]:
    """Those of the sheets that may still be printed, in the order of the ids.

    Left out: what was revoked or replaced since, and what has a code that is no longer in use.
    """
    rows = models.Poster.objects.filter(
        pk__in=poster_ids,
        state__in=models.LIVING,
        checkpoint__state=models.CheckpointState.STANDING,
    ).select_related("checkpoint", "premises__commune", "link__target")
    found = {row.pk: row for row in rows}
    return [_sheet(found[pk]) for pk in poster_ids if pk in found]


def app_names(*, on: date) -> list[str]:
    """The apps that a sheet of this day names: those that residents are helped with, in use.

    With the address of each as it is read and typed; a retired app is not named, whatever has
    become of its address.
    """
    apps = directives_models.DeclarationApp.objects.filter(is_counted=True)
    in_use = apps.exclude(retired_date__lte=on)
    rows = in_use.order_by("position", "pk").values_list("name_vi", "address")
    return [f"{name} ({address})" if address else name for name, address in rows]


def targets_on(day: date) -> list[models.LinkTarget]:
    """Where new links may lead on the day, by name."""
    rows = models.LinkTarget.objects.exclude(retired_date__lte=day).filter(from_date__lte=day)
    return list(rows.order_by("name_vi", "pk"))


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
        **_link(poster),
    )


def _link(poster: models.Poster) -> dict[str, str]:
    link: models.Link | None = getattr(poster, "link", None)
    if link is None or link.state != models.LinkState.STANDING:
        return {}
    address = f"{settings.BASE_URL}/q/{link.code}"
    return {"link": address, "link_vi": link.target.name_vi, "link_en": link.target.name_en}
