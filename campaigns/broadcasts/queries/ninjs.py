"""News in JSON: published pieces and releases in IPTC's ninjs 3.0, as plain values.

Held to IPTC's own schema by the tests; what is stated and why: docs/feeds.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.urls import reverse

from campaigns.broadcasts import models
from campaigns.broadcasts.queries import addresses
from campaigns.kernel import languages

Item = dict[str, Any]

_STANDARD = {
    "name": "ninjs",
    "version": "3.0",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json",
}
# 1 is the highest urgency, 9 the lowest.
_URGENCY = {models.Priority.EMERGENCY: 1, models.Priority.PRIORITY: 3, models.Priority.NORMAL: 5}
_LENGTH = 200


@dataclass(frozen=True)
class PieceFacts:
    """What the CMS knows of a public piece; `urls` are its addresses by language."""

    page_id: int
    newsroom: str
    urls: Mapping[str, str]
    first_published_at: datetime | None


def ninjs_of_piece(facts: PieceFacts, scripts: Sequence[models.Script]) -> Item:
    """A public piece: its Vietnamese texts, and each other language as an associated item.

    `scripts` are those of the public revision, web text included, with `recording` loaded.
    """
    name = f"guidance/{facts.page_id}"
    home = [s for s in scripts if s.language == languages.Language.VIETNAMESE]
    others = sorted({s.language for s in scripts} - {languages.Language.VIETNAMESE})
    item = _text(name, facts, home) | {"standard": _STANDARD}
    associated = [
        {"name": language}
        | _text(f"{name}/{language}", facts, [s for s in scripts if s.language == language])
        for language in others
    ]
    return item | ({"associations": associated} if associated else {})


def ninjs_of_outlet(outlet: models.Outlet, releases: Iterable[models.Release], token: str) -> Item:
    """Releases of an outlet as one composite item; `script__recording` and `slot` are loaded.

    The addresses of sounds carry the outlet's token, for not every release is public.
    """
    return {
        "uri": addresses.tag_of(f"outlet/{outlet.pk}/releases"),
        "type": "composite",
        "representationType": "full",
        "profile": "loa-releases",
        "pubStatus": "usable",
        "headlines": [{"value": outlet.unit.name_vi}],
        "associations": [
            {"name": f"release-{release.pk}"} | _release(release, token) for release in releases
        ],
        "standard": _STANDARD,
    }


def releases_for_ninjs(outlet: models.Outlet, start: datetime) -> Iterable[models.Release]:
    """Releases planned from a moment on, cancelled ones among them, soonest first."""
    rows = outlet.releases.filter(planned_start_at__gte=start)
    return rows.select_related("script__recording", "slot").order_by("planned_start_at", "pk")[
        :_LENGTH
    ]


def _text(name: str, facts: PieceFacts, scripts: Sequence[models.Script]) -> Item:
    main = min(scripts, key=lambda s: (s.medium != models.Medium.WEB, s.medium))
    url = facts.urls.get(main.language)
    item: Item = {
        "uri": addresses.tag_of(name),
        "type": "text",
        "representationType": "full",
        "profile": "loa-guidance",
        "version": str(main.revision_id),
        "versionCreated": _moment(main.published_at),
        "pubStatus": "usable",
        "language": main.language,
        "copyrightHolder": facts.newsroom,
        "infoSources": [{"name": facts.newsroom}],
        "headlines": [{"role": _role(s), "value": s.title} for s in scripts],
        "bodies": [body for s in scripts for body in _bodies(s)],
        "altIds": [digest for s in scripts for digest in _digests(s)],
    }
    if facts.first_published_at is not None:
        item["firstCreated"] = _moment(facts.first_published_at)
    if main.review_by_date is not None:
        item["expires"] = _moment(_end_of(main.review_by_date))
    renditions = [
        _sound(s, s.recording, addresses.sound_url(s.recording)) for s in scripts if s.recording
    ]
    if url:
        renditions.insert(0, {"name": "web", "href": url, "contentType": "text/html"})
    return item | ({"renditions": renditions} if renditions else {})


def _release(release: models.Release, token: str) -> Item:
    script = release.script
    is_planned = release.state == models.ReleaseState.PLANNED and script.withdrawn_at is None
    changed_at = release.cancelled_at or release.requested_at
    item: Item = {
        "uri": addresses.tag_of(f"release/{release.pk}"),
        "type": "audio" if script.recording else "text",
        "representationType": "full",
        "profile": "loa-release",
        "version": str(script.revision_id),
        "versionCreated": _moment(changed_at),
        "firstCreated": _moment(release.requested_at),
        "pubStatus": "usable" if is_planned else "canceled",
        "urgency": _URGENCY[models.Priority(release.priority)],
        "language": script.language,
        "edNote": _note(release),
        "headlines": [{"role": _role(script), "value": script.title}],
        "bodies": _bodies(script),
        "altIds": _digests(script),
    }
    if release.not_before_at is not None:
        item["embargoedUntil"] = _moment(release.not_before_at)
    if script.recording is not None:
        path = reverse("station_sound", args=[token, script.recording.file_name])
        item["renditions"] = [_sound(script, script.recording, f"{settings.BASE_URL}{path}")]
    return item


def _note(release: models.Release) -> str:
    """For the station's own people, never for the air: state, place and time."""
    start = release.planned_start_at.astimezone(models.AIR_ZONE)
    facts = [
        str(models.Priority(release.priority).label),
        str(models.PRIORITY_MEANINGS[models.Priority(release.priority)]),
        f"{start:%H:%M %d/%m/%Y}",
        release.slot.name_vi if release.slot else "",
        f"{release.planned_seconds} s" if release.planned_seconds else "",
        release.cancelled_reason,
    ]
    return " · ".join(fact for fact in facts if fact)


def _bodies(script: models.Script) -> list[Item]:
    bodies = [_body(_role(script), script.text)]
    if script.spoken_text:
        bodies.append(_body(f"{_role(script)}-spoken", script.spoken_text))
    return bodies


def _body(role: str, text: str) -> Item:
    return {
        "role": role,
        "contentType": "text/plain",
        "charCount": len(text),
        "wordCount": len(text.split()),
        "value": text,
    }


def _sound(script: models.Script, recording: models.Recording, href: str) -> Item:
    return {
        "name": f"sound-{_role(script)}",
        "href": href,
        "contentType": recording.mime,
        "title": recording.title,
        "sizeInBytes": recording.bytes,
        "duration": recording.seconds,
    }


def _digests(script: models.Script) -> list[Item]:
    """SHA-256 of the text, and of the sound: a rendition of ninjs 3.0 has no field for its own."""
    ids = [{"role": f"sha256/{_role(script)}", "value": script.sha256}]
    if script.recording is not None:
        ids.append({"role": f"sha256/sound-{_role(script)}", "value": script.recording.sha256})
    return ids


def _role(script: models.Script) -> str:
    return script.medium.lower()


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), models.AIR_ZONE)


def _moment(moment: datetime) -> str:
    """As RFC 3339 has it, in Viet Nam's time, to the second."""
    return moment.astimezone(models.AIR_ZONE).isoformat(timespec="seconds")
