"""A station on air: its outlet, two slots, an editor, a chief editor and two broadcasters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models, services
from campaigns.kernel import roles
from campaigns.units import models as units_models
from tests.factories import cast

NOW = cast.NOW
# Tuesday 17 November 2026 in Viet Nam.
TOMORROW = date(2026, 11, 17)
_revisions: Iterator[int] = count(1)


@dataclass(frozen=True)
class Station:
    """Radio news at 05:30 (600 s) and Chăm radio at 17:00 (300 s), every day."""

    cast: cast.Cast
    outlet: models.Outlet
    news: models.Slot
    cham: models.Slot
    editor: accounts_models.User
    chief: accounts_models.User
    broadcaster: accounts_models.User
    colleague: accounts_models.User


def make_outlet(unit: units_models.Unit, *mediums: str, **values: Any) -> models.Outlet:
    values = {"mediums": list(mediums or ("RADIO",))} | values
    return services.save_outlet(unit=unit, values=values, by=cast.SYSTEM, at=NOW)


def make_slot(outlet: models.Outlet, code: str, **values: Any) -> models.Slot:
    base = {
        "medium": "RADIO",
        "name_vi": "Bản tin sáng",
        "recurrence": "FREQ=DAILY",
        "starts_time": time(5, 30),
        "seconds": 600,
        "language": "vi",
        "valid_from_date": date(2026, 1, 1),
    }
    return services.save_slot(
        outlet=outlet, code=code, values=base | values, by=cast.SYSTEM, at=NOW
    )


def make_station(people: cast.Cast | None = None) -> Station:
    people = people or cast.make_cast()
    outlet = make_outlet(people.station, "RADIO", "TELEVISION")
    return Station(
        cast=people,
        outlet=outlet,
        news=make_slot(outlet, "sang"),
        cham=make_slot(
            outlet,
            "cham",
            name_vi="Chương trình tiếng Chăm",
            starts_time=time(17, 0),
            seconds=300,
            language="cjm-Latn",
        ),
        editor=cast.make_person("editor", roles.Role.EDITOR, people.station),
        chief=cast.make_person("chief", roles.Role.CHIEF_EDITOR, people.station),
        broadcaster=cast.make_person("broadcaster", roles.Role.BROADCASTER, people.station),
        colleague=cast.make_person("colleague", roles.Role.BROADCASTER, people.station),
    )


def script_draft(station: Station, **changes: Any) -> services.ScriptDraft:
    base = {
        "page_id": 1,
        "revision_id": next(_revisions),
        "medium": "RADIO",
        "language": "vi",
        "title": "Khai báo y tế bằng mã QR",
        "text": "Quét mã QR để khai báo y tế.",
        "spoken_text": "Quét mã quy a để khai báo y tế.",
        "spoken_seconds": 120,
        "submitted_by": station.editor,
        "published_by": station.chief,
    }
    return services.ScriptDraft(**(base | changes))


def make_script(station: Station, *, at: datetime = NOW, **changes: Any) -> models.Script:
    return services.freeze_script(draft=script_draft(station, **changes), by=station.chief, at=at)


def on_air(hour: int, minute: int = 0, second: int = 0, *, day: date = TOMORROW) -> datetime:
    """A moment in Viet Nam's local time."""
    return datetime.combine(day, time(hour, minute, second), models.AIR_ZONE)


def release_draft(station: Station, script: models.Script, **changes: Any) -> services.ReleaseDraft:
    base = {
        "outlet": station.outlet,
        "slot": station.news,
        "planned_start_at": on_air(5, 30),
        "planned_seconds": script.spoken_seconds,
    }
    return services.ReleaseDraft(script=script, **(base | changes))


def make_release(
    station: Station, script: models.Script | None = None, *, at: datetime = NOW, **changes: Any
) -> models.Release:
    script = script or make_script(station)
    draft = release_draft(station, script, **changes)
    return services.plan_release(draft=draft, by=station.chief, at=at)


def airing_draft(release: models.Release | None, **changes: Any) -> services.AiringDraft:
    base: dict[str, Any] = {"release": release}
    if release is not None:
        base |= {"aired_at": release.planned_start_at, "seconds": release.planned_seconds}
    return services.AiringDraft(**(base | changes))


def make_airing(
    station: Station, release: models.Release | None = None, **changes: Any
) -> models.Airing:
    release = release or make_release(station)
    draft = airing_draft(release, **changes)
    at = draft.aired_at + timedelta(hours=1)
    return services.confirm_airing(draft=draft, by=station.broadcaster, at=at)


def make_exception(slot: models.Slot, **changes: Any) -> models.SlotException:
    """The slot is off tomorrow, or as the changes say."""
    base = {"on_date": TOMORROW, "kind": models.ExceptionKind.CANCELLED, "reason": "Tết"}
    draft = services.ExceptionDraft(**(base | changes))
    return services.save_exception(slot=slot, draft=draft, by=cast.SYSTEM, at=NOW)


def make_closure(outlet: models.Outlet, **changes: Any) -> models.OutletClosure:
    """The outlet is silent tomorrow, or as the changes say."""
    base = {"first": TOMORROW, "last": TOMORROW, "reason": "Sửa máy phát", "at": NOW}
    return services.close_outlet(outlet=outlet, by=cast.SYSTEM, **(base | changes))
