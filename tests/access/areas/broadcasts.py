"""The broadcast desk, at the station of the cast."""

from collections.abc import Callable
from typing import Any

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
    _row("rundown", P.VIEW_RUNDOWN, _day),
    _row("script", P.VIEW_RUNDOWN, _release("script_id")),
    *_form("plan", P.PLAN_RELEASE, _release("script_id")),
    *_form("cancel", P.PLAN_RELEASE, _release("release_id")),
    *_form("confirm", P.CONFIRM_AIRING, _release("release_id")),
    *_form("correct", P.CONFIRM_AIRING, _airing),
    *_form("record", P.CONFIRM_AIRING, _outlet),
)
