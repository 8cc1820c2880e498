"""Renditions whose web text has changed since they were cut from it."""

from dataclasses import dataclass
from datetime import datetime

from campaigns.units import models as units_models
from cms import models
from cms.queries import changes


@dataclass(frozen=True)
class Staleness:
    """What changed in the web text since a rendition was brought up to date with it."""

    since: datetime
    lines: tuple[changes.ChangedLine, ...]


Sources = dict[tuple[str, str], models.RenditionSource]


def sources_of(page_id: int | None) -> Sources:
    """The source of each rendition of a page, by medium and language."""
    rows = models.RenditionSource.objects.filter(page_id=page_id).order_by("pk")
    return {(row.medium, row.language): row for row in rows}


def staleness(source: models.RenditionSource | None, web_text: str) -> Staleness | None:
    """The difference between a rendition's source and a web text, if there is one."""
    if source is None or source.text == web_text:
        return None
    return Staleness(source.checked_at, changes.changed_lines(source.text, web_text))


@dataclass(frozen=True)
class StalePiece:
    """A piece on the first screen: which of its renditions are behind the web text."""

    page_id: int
    title: str
    renditions: tuple[str, ...]


def stale_pieces(units: units_models.UnitQuerySet, limit: int = 50) -> tuple[StalePiece, ...]:
    """Pieces of these newsrooms with renditions behind the web text, longest behind first."""
    rows = (
        models.RenditionSource.objects.stale()
        .filter(page__in=models.GuidancePage.objects.of_units(units))
        .select_related("page")
        .defer("text", "page__body", "page__folded_text")
        .order_by("checked_at", "pk")
    )
    pieces: dict[int, StalePiece] = {}
    for row in rows[: 8 * limit]:
        name = f"{row.get_medium_display()} · {row.get_language_display()}"
        known = pieces.get(row.page_id)
        names = (*known.renditions, name) if known else (name,)
        pieces[row.page_id] = StalePiece(row.page_id, row.page.draft_title, names)
    return tuple(pieces.values())[:limit]
