"""Delivering scripts: the API of an outlet's automation, and the numbers for monitoring."""

from typing import Any

from django.test import Client

from campaigns.broadcasts import queries
from campaigns.kernel import roles
from campaigns.units import models as units_models
from tests.access.routes import Access, Face, Route
from tests.factories import broadcasts, deliveries
from tests.factories import cast as casts

P = roles.Permission
_tokens: dict[str, str] = {}


def _pulling(cast: casts.Cast) -> dict[str, Any]:
    station = broadcasts.make_station(cast)
    _tokens["feed"] = queries.token_of(deliveries.feed_of(station))
    return {}


def _release(cast: casts.Cast) -> dict[str, Any]:
    station = broadcasts.make_station(cast)
    _tokens["feed"] = queries.token_of(deliveries.feed_of(station))
    return {"release_id": broadcasts.make_release(station).pk}


def _carry_token(client: Client, cast: casts.Cast) -> None:
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {_tokens['feed']}"


def _station(cast: casts.Cast) -> units_models.Unit:
    return cast.station


def _outlet(cast: casts.Cast) -> dict[str, Any]:
    return {"outlet_id": broadcasts.make_station(cast).outlet.pk}


def _destination(cast: casts.Cast) -> dict[str, Any]:
    target = deliveries.make_destination(broadcasts.make_station(cast))
    return {"destination_id": target.pk}


def _delivery(cast: casts.Cast) -> dict[str, Any]:
    return {"delivery_id": deliveries.make_delivery(broadcasts.make_station(cast)).pk}


def _row(name: str, needs: P, args: Any, method: str = "GET") -> Route:
    return Route(f"broadcasts:{name}", needs, method=method, args=args, unit=_station)


ROWS = (
    _row("destinations", P.MANAGE_DESTINATION, _outlet),
    _row("destinations", P.MANAGE_DESTINATION, _outlet, "POST"),
    _row("destination", P.MANAGE_DESTINATION, _destination),
    _row("show_secret", P.MANAGE_DESTINATION, _destination, "POST"),
    _row("try_destination", P.MANAGE_DESTINATION, _destination, "POST"),
    _row("rotate", P.MANAGE_DESTINATION, _destination, "POST"),
    _row("retire", P.MANAGE_DESTINATION, _destination, "POST"),
    Route("broadcasts:deliveries", P.VIEW_RUNDOWN, unit=_station),
    Route("broadcasts:unacknowledged", P.VIEW_RUNDOWN, unit=_station),
    Route("broadcasts:resend_many", P.PLAN_RELEASE, method="POST", unit=_station),
    _row("resend", P.PLAN_RELEASE, _delivery, "POST"),
    _row("release_deliveries", P.VIEW_RUNDOWN, _release),
    _row("acknowledge", P.CONFIRM_AIRING, _release, "POST"),
    Route("api-1:list_releases", Access.SECRET, face=Face.API, args=_pulling, enter=_carry_token),
    Route(
        "api-1:acknowledge",
        Access.SECRET,
        method="POST",
        face=Face.API,
        args=_release,
        enter=_carry_token,
    ),
    # Not there until an operator sets a token: tests/workspace/test_metrics.py brings one.
    Route("metrics", Access.PUBLIC, answers=frozenset({404})),
)
