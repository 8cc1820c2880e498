"""The broadcast desk, at the station of the cast."""

from collections.abc import Callable
from typing import Any

from campaigns.broadcasts import models, services
from campaigns.kernel import roles
from campaigns.units import models as units_models
from tests.access.routes import Route
from tests.factories import broadcasts
from tests.factories import cast as casts

P = roles.Permission


def _station(cast: casts.Cast) -> units_models.Unit:
    return cast.station


def _outlet(cast: casts.Cast) -> dict[str, Any]:
    return {"outlet_id": broadcasts.make_station(cast).outlet.pk}


def _day(cast: casts.Cast) -> dict[str, Any]:
    return _outlet(cast) | {"day": broadcasts.TOMORROW.isoformat()}


def _release(name: str) -> Callable[[casts.Cast], dict[str, Any]]:
    def build(cast: casts.Cast) -> dict[str, Any]:
        release = broadcasts.make_release(broadcasts.make_station(cast))
        return {name: release.script_id if name == "script_id" else release.pk}

    return build


def _airing(cast: casts.Cast) -> dict[str, Any]:
    return {"airing_id": broadcasts.make_airing(broadcasts.make_station(cast)).pk}


def _recall(name: str) -> Callable[[casts.Cast], dict[str, Any]]:
    def build(cast: casts.Cast) -> dict[str, Any]:
        station = broadcasts.make_station(cast)
        release = broadcasts.make_release(station)
        services.withdraw_script(
            script=release.script, reason="Sai", by=station.chief, at=broadcasts.NOW
        )
        notice = models.RecallNotice.objects.get(outlet=station.outlet)
        return {name: notice.recall_id if name == "recall_id" else notice.pk}

    return build


def _log(cast: casts.Cast) -> dict[str, Any]:
    station = broadcasts.make_station(cast)
    content = b"Start Time,Title\n2026-11-16 05:30:00,Khai bao\n"
    draft = services.LogDraft(station.outlet, "log.csv", content)
    log = services.check_log(draft=draft, by=station.broadcaster, at=broadcasts.NOW)
    return {"log_id": log.pk}


def _slot_of_outlet(cast: casts.Cast) -> dict[str, Any]:
    station = broadcasts.make_station(cast)
    return {"outlet_id": station.outlet.pk, "slot_id": station.news.pk}


def _slot(cast: casts.Cast) -> dict[str, Any]:
    return {"slot_id": broadcasts.make_station(cast).news.pk}


def _exception(cast: casts.Cast) -> dict[str, Any]:
    slot = broadcasts.make_station(cast).news
    return {"exception_id": broadcasts.make_exception(slot).pk}


def _closure(cast: casts.Cast) -> dict[str, Any]:
    outlet = broadcasts.make_station(cast).outlet
    return {"closure_id": broadcasts.make_closure(outlet).pk}


def _of_station(cast: casts.Cast) -> dict[str, Any]:
    return {"unit": cast.station.pk}


def _row(name: str, needs: roles.Permission, args: Any, method: str = "GET") -> Route:
    return Route(f"broadcasts:{name}", needs, method=method, args=args, unit=_station)


def _form(name: str, needs: roles.Permission, args: Any) -> tuple[Route, Route]:
    """A page with a form: an empty one is answered with its faults."""
    return _row(name, needs, args), _row(name, needs, args, "POST")


ROWS = (
    Route("broadcasts:outlets", P.VIEW_RUNDOWN, unit=_station, answers=frozenset({200, 302})),
    Route("broadcasts:airings", P.VIEW_RUNDOWN, unit=_station, query=_of_station),
    Route("broadcasts:said", P.VIEW_RUNDOWN, unit=_station),
    Route("broadcasts:reach", P.VIEW_RUNDOWN, unit=_station),
    Route("broadcasts:recalls", P.VIEW_RUNDOWN, unit=_station),
    _row("recall", P.VIEW_RUNDOWN, _recall("recall_id")),
    _row("answer_notice", P.CONFIRM_AIRING, _recall("notice_id"), "POST"),
    *_form("audience", P.PLAN_RELEASE, _outlet),
    *_form("logs", P.CONFIRM_AIRING, _outlet),
    _row("log", P.CONFIRM_AIRING, _log),
    _row("log_columns", P.CONFIRM_AIRING, _log, "POST"),
    _row("log_write", P.CONFIRM_AIRING, _log, "POST"),
    _row("log_discard", P.CONFIRM_AIRING, _log, "POST"),
    _row("tap", P.CONFIRM_AIRING, _release("release_id"), "POST"),
    _row("confirm_slot", P.CONFIRM_AIRING, _slot_of_outlet, "POST"),
    _row("take_back", P.CONFIRM_AIRING, _airing, "POST"),
    _row("rundown", P.VIEW_RUNDOWN, _day),
    Route("broadcasts:scripts", P.VIEW_RUNDOWN, unit=_station),
    _row("script", P.VIEW_RUNDOWN, _release("script_id")),
    *_form("plan", P.PLAN_RELEASE, _release("script_id")),
    _row("outlet", P.VIEW_RUNDOWN, _outlet),
    Route("broadcasts:new_outlet", P.MANAGE_OUTLET, unit=_station),
    Route("broadcasts:new_outlet", P.MANAGE_OUTLET, method="POST", unit=_station),
    *_form("edit_outlet", P.MANAGE_OUTLET, _outlet),
    *_form("close_outlet", P.MANAGE_OUTLET, _outlet),
    *_form("new_slot", P.MANAGE_OUTLET, _outlet),
    *_form("edit_slot", P.MANAGE_OUTLET, _slot),
    *_form("end_slot", P.MANAGE_OUTLET, _slot),
    *_form("except_slot", P.MANAGE_OUTLET, _slot),
    _row("remove_exception", P.MANAGE_OUTLET, _exception, "POST"),
    _row("reopen_outlet", P.MANAGE_OUTLET, _closure, "POST"),
    *_form("move", P.PLAN_RELEASE, _release("release_id")),
    _row("replace", P.PLAN_RELEASE, _release("release_id"), "POST"),
    *_form("cancel", P.PLAN_RELEASE, _release("release_id")),
    *_form("confirm", P.CONFIRM_AIRING, _release("release_id")),
    *_form("correct", P.CONFIRM_AIRING, _airing),
    *_form("record", P.CONFIRM_AIRING, _outlet),
)
