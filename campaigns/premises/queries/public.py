"""What anybody may look up of a place: its level, its last review, whether its code is genuine.

Nothing of contacts or of what codes hold leaves this module.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.kernel import text
from campaigns.premises import models
from campaigns.premises.queries import registry, safety
from campaigns.units import models as units_models

SHORTEST = 3
"""Letters that a search over the whole province needs: shorter ones find half of it."""


@dataclass(frozen=True)
class PublicPlace:
    """A place as anybody may read of it."""

    pk: int
    name: str
    kind: str
    place: str
    safety: safety.SafetyState
    code_text: str
    code_tone: str
    is_demo: bool


def communes_on(day: date) -> list[tuple[int, str]]:
    """Communes of the day with their names in the language in force; one query."""
    name = "name_en" if get_language() == "en" else "name_vi"
    rows = units_models.Unit.objects.in_force(day).filter(kind__code=models.COMMUNE)
    return list(rows.order_by(name, "pk").values_list("pk", name))


def look_up(words: str, commune_pk: int | None) -> models.PremisesQuerySet | None:
    """Places on the register whose name, address or plate holds every word, marks folded.

    None where the question is too wide to be answered: no commune, and no word of three letters.
    """
    is_wide = max((len(word) for word in text.fold(words).split()), default=0) < SHORTEST
    if commune_pk is None and is_wide:
        return None
    rows = registry.search(models.Premises.objects.standing(), words)
    if commune_pk is not None:
        rows = rows.filter(commune_id=commune_pk)
    return rows.order_by("folded_name", "pk")


def loaded(page: models.PremisesQuerySet) -> list[models.Premises]:
    """The rows of a page with what is told of them.

    Which they are is asked first: to sort what was found, the database carries two columns instead
    of all of three tables.
    """
    pks = list(page.values_list("pk", flat=True))
    rows = models.Premises.objects.filter(pk__in=pks).select_related("kind", "commune")
    return list(rows.order_by("folded_name", "pk"))


def public_place(row: models.Premises, *, on: date) -> PublicPlace:
    """The place without anything that is not for everybody."""
    is_english = get_language() == "en"
    where = f"{row.plate} · {row.route}" if row.is_vehicle else row.address
    commune = row.commune.name_en if is_english else row.commune.name_vi
    words, tone = _genuine(row)
    return PublicPlace(
        pk=row.pk,
        name=row.name,
        kind=row.kind.name_en if is_english else row.kind.name_vi,
        place=", ".join(part for part in (where.strip(" ·"), commune) if part),
        safety=safety.safety_of(row, on=on),
        code_text=words,
        code_tone=tone,
        is_demo=row.is_demo,
    )


def _genuine(row: models.Premises) -> tuple[str, str]:
    """Whether the sheet that hangs there was seen to hold the place's official code."""
    if not row.has_checkpoint:
        return _("No official code is on record for this place."), "neutral"
    if row.poster_stage == models.PosterStage.VERIFIED:
        return _("The posted code was checked and is genuine."), "good"
    if row.poster_stage == models.PosterStage.POSTED:
        return _("A code is posted; nobody has checked it yet."), "warning"
    return _("No code that was checked is posted now."), "warning"
