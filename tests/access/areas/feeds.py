"""What broadcasting hands out: sounds, feeds, calendars and rundowns on paper."""

from collections.abc import Callable
from typing import Any

from campaigns.broadcasts import models, queries, services
from campaigns.kernel import roles
from campaigns.units import models as units_models
from tests.access.routes import Access, Route
from tests.factories import broadcasts, cms, sounds
from tests.factories import cast as casts

P = roles.Permission


def _station(cast: casts.Cast) -> units_models.Unit:
    return cast.station


def _recording(cast: casts.Cast) -> dict[str, Any]:
    station = broadcasts.make_station(cast)
    return {"recording_id": sounds.keep(cast.station, station.editor).pk}


def _public_recording(cast: casts.Cast) -> dict[str, Any]:
    station = broadcasts.make_station(cast)
    recording = sounds.keep(cast.station, station.editor)
    broadcasts.make_script(station, recording=recording)
    return {"name": recording.file_name}


def _day(cast: casts.Cast) -> dict[str, Any]:
    outlet = broadcasts.make_station(cast).outlet
    return {"outlet_id": outlet.pk, "day": broadcasts.TOMORROW.isoformat()}


def _script(cast: casts.Cast) -> dict[str, Any]:
    return {"script_id": broadcasts.make_release(broadcasts.make_station(cast)).script_id}


def _podcast(cast: casts.Cast) -> dict[str, Any]:
    return {"language": "vi"}


def _newsroom(cast: casts.Cast) -> dict[str, Any]:
    return {"newsroom": cms.make_room(cast).page.slug}


def _published(cast: casts.Cast) -> dict[str, Any]:
    room = cms.make_room(cast)
    return {"page_id": cms.publish(room, cms.make_piece(room)).pk}


def _open(outlet: models.Outlet) -> str:
    """The token of a new destination of the outlet."""
    draft = services.DestinationDraft(outlet, "EMAIL", "Tự động", "phat@loa.test")
    made = services.add_destination(draft=draft, by=casts.SYSTEM, at=casts.NOW)
    return queries.token_of(made)


def _outlet(cast: casts.Cast) -> dict[str, Any]:
    return {"outlet_id": broadcasts.make_station(cast).outlet.pk}


def _token(**further: str) -> Callable[[casts.Cast], dict[str, Any]]:
    def build(cast: casts.Cast) -> dict[str, Any]:
        return {"token": _open(broadcasts.make_station(cast).outlet)} | further

    return build


def _wrong(**further: str) -> Callable[[casts.Cast], dict[str, Any]]:
    return lambda cast: {"token": "A" * 32} | further


def _sound(cast: casts.Cast) -> dict[str, Any]:
    station = broadcasts.make_station(cast)
    recording = sounds.keep(cast.station, station.editor)
    broadcasts.make_release(station, broadcasts.make_script(station, recording=recording))
    return {"token": _open(station.outlet), "name": recording.file_name}


_DAY = {"day": broadcasts.TOMORROW.isoformat()}

ROWS = (
    Route("station_calendar", Access.SECRET, args=_token(), wrong_args=_wrong()),
    Route("station_releases", Access.SECRET, args=_token(), wrong_args=_wrong()),
    Route("station_rundown", Access.SECRET, args=_token(**_DAY), wrong_args=_wrong(**_DAY)),
    Route("station_sound", Access.SECRET, args=_sound, wrong_args=_wrong(name="x.wav")),
    Route("broadcasts:calendar", P.VIEW_RUNDOWN, args=_outlet, unit=_station),
    Route("public:ninjs", Access.PUBLIC, args=_published),
    *(
        Route(f"public:{kind}{tail}", Access.PUBLIC)
        for kind in ("rss", "atom")
        for tail in ("", "_en")
    ),
    *(
        Route(f"public:newsroom_{kind}{tail}", Access.PUBLIC, args=_newsroom)
        for kind in ("rss", "atom")
        for tail in ("", "_en")
    ),
    Route("public:podcast", Access.PUBLIC, args=_podcast),
    Route("broadcasts:rundown_pdf", P.VIEW_RUNDOWN, args=_day, unit=_station),
    Route("broadcasts:script_pdf", P.VIEW_RUNDOWN, args=_script, unit=_station),
    Route("broadcasts:recording", P.VIEW_RUNDOWN, args=_recording, unit=_station),
    Route("public_recording", Access.PUBLIC, args=_public_recording),
)

# What is opened by programs, and is no page to look at.
FILES = frozenset(row.name for row in ROWS)

ROWS += tuple(
    # Not scoped: each brings in sounds for units of their own.
    Route("broadcasts:recordings", P.WRITE_GUIDANCE, method=method, unit=_station, is_scoped=False)
    for method in ("GET", "POST")
)
