"""What the public site finds and what machines read of it."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from campaigns.conduct import queries as conduct_queries
from campaigns.drives import models as drive_models
from campaigns.kernel import text
from cms import models


def search_guidance(query: str) -> list[models.GuidancePage]:
    """Public pieces that hold every word of the query, marks folded, best first."""
    # Words alone: quotation marks and brackets are operators to the engines.
    words = " ".join(re.findall(r"\w+", text.fold(query)))
    if not words:
        return []
    found = (
        models.GuidancePage.objects.live()
        .defer_streamfields()
        .prefetch_related("renditions")
        .search(words, operator="and")
    )
    return list(found[:200])


@dataclass(frozen=True)
class SitemapEntry:
    """An address of the public site, the day of its last change, and the same in each language."""

    url: str
    changed_date: date | None
    faces: tuple[tuple[str, str], ...] = ()


def sitemap_entries() -> list[SitemapEntry]:
    """Every public page, and the English face of those that have one."""
    entries = _faces("/", None, has_english=True)
    for room in models.NewsroomPage.objects.live().order_by("pk"):
        entries += _faces(room.get_url_parts()[2], None, has_english=True)
    pieces = models.GuidancePage.objects.latest().defer_streamfields()
    for piece in pieces.prefetch_related("renditions"):
        changed = piece.last_published_at.date() if piece.last_published_at else None
        has_english = piece.english is not None
        entries += _faces(piece.get_url_parts()[2], changed, has_english=has_english)
    return entries


def _faces(path: str, changed: date | None, *, has_english: bool) -> list[SitemapEntry]:
    """The addresses of one page; each names all of them, itself included, as the rule asks."""
    vietnamese, english = f"{settings.BASE_URL}{path}", f"{settings.BASE_URL}/en{path}"
    if not has_english:
        return [SitemapEntry(vietnamese, changed)]
    faces = (("vi", vietnamese), ("en", english), ("x-default", vietnamese))
    return [SitemapEntry(url, changed, faces) for url in (vietnamese, english)]


@dataclass(frozen=True)
class HelpPoint:
    """A drive where residents find help now or soon."""

    place: str
    unit_vi: str
    unit_en: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class HomeSections:
    """What the home page shows of other areas."""

    help_points: tuple[HelpPoint, ...]
    citations: tuple[conduct_queries.PublicCitation, ...]


def home_sections(at: datetime) -> HomeSections:
    """The next help points, and the latest commendations."""
    drives = drive_models.Drive.objects.filter(state=drive_models.Drive.State.OPEN, ends_at__gt=at)
    soonest = drives.select_related("unit").order_by("starts_at", "pk")[:5]
    return HomeSections(
        help_points=tuple(
            HelpPoint(d.place, d.unit.name_vi, d.unit.name_en, d.starts_at, d.ends_at)
            for d in soonest
        ),
        citations=tuple(conduct_queries.public_citations(limit=3)),
    )
