"""Feeds of the public site: RSS, Atom and podcasts.

Nothing here touches session, user, CSRF token or nonce, so that any cache may keep it.
"""

import hashlib
import json
import uuid
from datetime import UTC, datetime
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils import feedgenerator, translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from campaigns.kernel import languages
from cms import models, queries

_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_PODCAST = "https://podcastindex.org/namespace/1.0"
# The name space in which a podcast's own number is made of its address (podcast:guid).
_GUIDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
_NEVER = datetime(2020, 1, 1, tzinfo=UTC)


class AtomFeed(feedgenerator.Atom1Feed):
    """Atom asks when a feed changed last: an empty one never did, and stays the same bytes."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else _NEVER


_FORMATS: dict[str, type[feedgenerator.SyndicationFeed]] = {
    "rss": feedgenerator.Rss201rev2Feed,
    "atom": AtomFeed,
}


@require_safe
def feed(
    request: HttpRequest, kind: str = "rss", newsroom: str = "", language: str = "vi"
) -> HttpResponse:
    """The latest guidance, of all newsrooms or of one."""
    room = queries.newsroom_by_slug(newsroom) if newsroom else None
    if newsroom and room is None:
        raise Http404
    with translation.override(language):
        found = queries.feed_of(language, room)
        return _answer(request, _guidance(found, kind, request.path), found)


def _guidance(found: queries.Feed, kind: str, path: str) -> feedgenerator.SyndicationFeed:
    made = _FORMATS[kind](
        title=found.title,
        link=found.url,
        description=found.subtitle or found.title,
        language=found.language,
        feed_url=f"{settings.BASE_URL}{path}",
        feed_guid=f"{settings.BASE_URL}{path}",
    )
    for piece in found.pieces:
        made.add_item(
            title=piece.title,
            link=piece.url,
            description=piece.summary,
            unique_id=piece.guid,
            unique_id_is_permalink=False,
            author_name=piece.newsroom,
            pubdate=piece.published_at,
            updateddate=piece.changed_at,
        )
    return made


class PodcastFeed(feedgenerator.Rss201rev2Feed):
    """RSS 2.0 with what podcast readers ask for besides."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:itunes": _ITUNES, "xmlns:podcast": _PODCAST}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for name in ("author", "summary", "type"):
            handler.addQuickElement(f"itunes:{name}", self.feed[f"itunes_{name}"])
        handler.addQuickElement("itunes:explicit", "false")
        handler.addQuickElement("itunes:image", attrs={"href": self.feed["image"]})
        handler.startElement("itunes:category", AttributesImpl({"text": "News"}))
        handler.addQuickElement("itunes:category", attrs={"text": "Daily News"})
        handler.endElement("itunes:category")
        handler.addQuickElement("podcast:guid", self.feed["podcast_guid"])
        handler.addQuickElement("podcast:locked", "yes")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("itunes:author", item["newsroom"])
        handler.addQuickElement("itunes:duration", str(item["seconds"]))
        handler.addQuickElement("itunes:explicit", "false")
        handler.addQuickElement("itunes:episodeType", "full")


@require_safe
def podcast(request: HttpRequest, language: str) -> HttpResponse:
    """Sounds of public pieces in one language."""
    if language not in languages.Language.values:
        raise Http404
    with translation.override("en" if language == "en" else "vi"):
        found = queries.podcast_of(language)
        label = str(languages.Language(language).label)
        return _answer(request, _sounds(found, label, request.path), found)


def _sounds(found: queries.Podcast, label: str, path: str) -> feedgenerator.SyndicationFeed:
    address = f"{settings.BASE_URL}{path}"
    summary = found.subtitle or found.title
    made = PodcastFeed(
        title=_("%(title)s – to listen to (%(language)s)")
        % {"title": found.title, "language": label},
        link=found.url,
        description=summary,
        language=found.language,
        feed_url=address,
        itunes_author=_("Public information of the province"),
        itunes_summary=summary,
        itunes_type="episodic",
        image=f"{settings.BASE_URL}{static('loa/podcast.png')}",
        podcast_guid=str(uuid.uuid5(_GUIDS, address.partition("://")[2])),
    )
    for episode in found.episodes:
        made.add_item(
            title=episode.title,
            link=episode.url,
            description=episode.summary,
            unique_id=episode.guid,
            unique_id_is_permalink=False,
            pubdate=episode.published_at,
            enclosures=[
                feedgenerator.Enclosure(episode.sound_url, str(episode.bytes), episode.mime)
            ],
            newsroom=episode.newsroom,
            seconds=episode.seconds,
        )
    return made


_TYPES = {
    feedgenerator.Rss201rev2Feed: "application/rss+xml; charset=utf-8",
    AtomFeed: "application/atom+xml; charset=utf-8",
    PodcastFeed: "application/rss+xml; charset=utf-8",
}


def _answer(
    request: HttpRequest,
    made: feedgenerator.SyndicationFeed,
    found: queries.Feed | queries.Podcast,
) -> HttpResponse:
    """The feed, or 304 where the reader has it already."""
    body = made.writeString("utf-8").encode()
    response = HttpResponse(body, content_type=_TYPES[type(made)])
    response["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    moment = int(found.changed_at.timestamp()) if found.changed_at else None
    if moment is not None:
        response["Last-Modified"] = http_date(moment)
    response["Content-Language"] = found.language
    patch_cache_control(response, public=True, max_age=models.PUBLIC_SECONDS)
    answer = get_conditional_response(
        request, etag=response["ETag"], last_modified=moment, response=response
    )
    return answer or response


@require_safe
def ninjs(request: HttpRequest, page_id: int) -> HttpResponse:
    """A public piece with all its cuts and languages, in ninjs."""
    with translation.override("vi"):
        item = queries.ninjs_of_page(page_id)
        if item is None:
            raise Http404
        body = json.dumps(item, ensure_ascii=False, indent=1).encode()
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    patch_cache_control(response, public=True, max_age=models.PUBLIC_SECONDS)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
