"""What readers subscribe to: guidance as a feed, and its sounds as a podcast."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Max

from campaigns.broadcasts import models as broadcast_models
from campaigns.broadcasts import queries as broadcast_queries
from cms import models

FEED_LENGTH = 50
"""Pieces that a feed holds."""

EPISODES = 100
"""Sounds that a podcast holds."""

# What XML 1.0 cannot hold.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class FeedPiece:
    """A piece of guidance in a feed. `guid` stays the same for ever, whatever its address."""

    guid: str
    url: str
    title: str
    summary: str
    newsroom: str
    published_at: datetime | None
    changed_at: datetime | None


@dataclass(frozen=True)
class Feed:
    """The latest pieces. `changed_at` also moves when a piece was withdrawn."""

    title: str
    subtitle: str
    url: str
    language: str
    changed_at: datetime | None
    pieces: tuple[FeedPiece, ...]


@dataclass(frozen=True)
class Episode:
    """A public piece as somebody spoke it."""

    guid: str
    url: str
    title: str
    summary: str
    newsroom: str
    published_at: datetime
    sound_url: str
    mime: str
    bytes: int
    seconds: int


@dataclass(frozen=True)
class Podcast:
    """Sounds of public pieces in one language, newest first."""

    title: str
    subtitle: str
    url: str
    language: str
    changed_at: datetime | None
    episodes: tuple[Episode, ...]


def feed_of(language: str, newsroom: models.NewsroomPage | None = None) -> Feed:
    """The latest public pieces in a language, of one newsroom or of all."""
    rows = models.GuidancePage.objects.latest().defer_streamfields()
    if newsroom is not None:
        rows = rows.descendant_of(newsroom)
    if language == "en":
        rows = rows.in_english()
    names = _newsroom_names()
    home = models.HomePage.objects.order_by("pk").first()
    root = newsroom or home
    pieces = tuple(
        _piece(row, language, names) for row in rows.prefetch_related("renditions")[:FEED_LENGTH]
    )
    return Feed(
        title=printable(root.title if root else settings.WAGTAIL_SITE_NAME),
        subtitle=printable(home.introduction if home else ""),
        url=address(root.url or "/", language) if root else address("/", language),
        language=language,
        changed_at=_last_change(pieces),
        pieces=pieces,
    )


def podcast_of(language: str) -> Podcast:
    """Sounds that public pieces carry in a language; a sound used twice is one episode."""
    scripts = (
        broadcast_models.Script.objects.on_public_site()
        .filter(language=language, recording__isnull=False)
        .select_related("recording")
        .order_by("-published_at", "-pk")[:EPISODES]
    )
    by_key = {(script.page_id, script.recording_id): script for script in reversed(scripts)}
    pages = {
        page.pk: page
        for page in models.GuidancePage.objects.live()
        .defer_streamfields()
        .filter(pk__in={script.page_id for script in by_key.values()})
    }
    names = _newsroom_names()
    episodes = [
        _episode(script, pages[script.page_id], names)
        for script in reversed(by_key.values())
        if script.page_id in pages
    ]
    home = models.HomePage.objects.order_by("pk").first()
    return Podcast(
        title=printable(home.title if home else settings.WAGTAIL_SITE_NAME),
        subtitle=printable(home.introduction if home else ""),
        url=address("/", language),
        language=language,
        changed_at=_last_change(episodes),
        episodes=tuple(episodes),
    )


def ninjs_of_page(page_id: int) -> broadcast_queries.Item | None:
    """A public piece in ninjs, None where there is none."""
    page = models.GuidancePage.objects.live().defer_streamfields().filter(pk=page_id).first()
    public = broadcast_models.Script.objects.on_public_site().filter(page_id=page_id)
    scripts = list(public.select_related("recording").order_by("medium", "language", "pk"))
    if page is None or not any(s.language == "vi" for s in scripts):
        return None
    path = page.url or "/"
    facts = broadcast_queries.PieceFacts(
        page_id=page.pk,
        newsroom=_newsroom_names().get(_parent(page), ""),
        urls={"vi": address(path)} | ({"en": address(path, "en")} if page.english else {}),
        first_published_at=page.first_published_at,
    )
    return broadcast_queries.ninjs_of_piece(facts, scripts)


def newsroom_by_slug(slug: str) -> models.NewsroomPage | None:
    """The public newsroom of a slug."""
    rooms = models.NewsroomPage.objects.live().filter(slug=slug)
    found: models.NewsroomPage | None = rooms.order_by("pk").first()
    return found


def address(path: str, language: str = "vi") -> str:
    """The full address of a public path in a language."""
    return f"{settings.BASE_URL}/en{path}" if language == "en" else f"{settings.BASE_URL}{path}"


def printable(text: str) -> str:
    """Text that XML can hold."""
    return _CONTROLS.sub(" ", text)


def _piece(row: models.GuidancePage, language: str, names: dict[str, str]) -> FeedPiece:
    line = row.as_line(language)
    tail = "/en" if language == "en" else ""
    return FeedPiece(
        guid=broadcast_queries.tag_of(f"guidance/{row.pk}{tail}"),
        url=f"{settings.BASE_URL}{line['url']}",
        title=printable(line["title"]),
        summary=printable(line["summary"]),
        newsroom=names.get(_parent(row), ""),
        published_at=row.first_published_at,
        changed_at=row.last_published_at,
    )


def _episode(
    script: broadcast_models.Script, page: models.GuidancePage, names: dict[str, str]
) -> Episode:
    recording = script.recording
    if recording is None:
        raise ValueError("An episode needs a recording.")
    return Episode(
        guid=broadcast_queries.tag_of(f"sound/{script.page_id}/{recording.sha256[:16]}"),
        url=address(page.url or "/", script.language),
        title=printable(script.title),
        summary=printable(page.summary if script.language == "vi" else script.text[:400]),
        newsroom=names.get(_parent(page), ""),
        published_at=script.published_at,
        sound_url=broadcast_queries.sound_url(recording),
        mime=recording.mime,
        bytes=recording.bytes,
        seconds=recording.seconds,
    )


def _newsroom_names() -> dict[str, str]:
    """Titles of newsrooms by their place in the tree."""
    rooms = models.NewsroomPage.objects.order_by("pk")
    return {path: printable(title) for path, title in rooms.values_list("path", "title")}


def _parent(page: models.GuidancePage) -> str:
    """The place in the tree under which a page stands."""
    path: str = page.path
    return path[: -page.steplen]


def _last_change(rows: Iterable[FeedPiece | Episode]) -> datetime | None:
    withdrawn = broadcast_models.Script.objects.aggregate(at=Max("withdrawn_at"))["at"]
    moments = [_changed(row) for row in rows]
    return max((moment for moment in [*moments, withdrawn] if moment is not None), default=None)


def _changed(row: FeedPiece | Episode) -> datetime | None:
    return row.changed_at if isinstance(row, FeedPiece) else row.published_at
