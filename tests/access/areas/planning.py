"""The planning desk, at the station of the cast."""

from typing import Any

from campaigns.kernel import roles
from campaigns.units import models as units_models
from tests.access.routes import Route
from tests.factories import broadcasts, directives, planning
from tests.factories import cast as casts

P = roles.Permission


def _station(cast: casts.Cast) -> units_models.Unit:
    return cast.station


def _brief(cast: casts.Cast) -> dict[str, Any]:
    """A brief of the station's own; one of the province is read by every newsroom in it."""
    return {"brief_id": planning.make_brief(broadcasts.make_station(cast), unit=cast.station).pk}


def _coverage(cast: casts.Cast) -> dict[str, Any]:
    return {"coverage_id": planning.make_coverage(broadcasts.make_station(cast)).pk}


def _clause(cast: casts.Cast) -> dict[str, Any]:
    return {"clause_id": directives.make_directive(cast).clauses.order_by("pk")[0].pk}


def _row(name: str, needs: roles.Permission, args: Any, method: str = "GET") -> Route:
    return Route(f"planning:{name}", needs, method=method, args=args, unit=_station)


def _form(name: str, needs: roles.Permission, args: Any) -> tuple[Route, Route]:
    """A page with a form: an empty one is answered with its faults."""
    return _row(name, needs, args), _row(name, needs, args, "POST")


def _of_letter(name: str, needs: roles.Permission, method: str = "GET") -> Route:
    """The letter is the province's: every newsroom in it reads its clauses."""
    return Route(
        f"planning:{name}", needs, method=method, args=_clause, unit=_station, is_scoped=False
    )


ROWS = (
    Route("planning:board", P.VIEW_COVERAGE, unit=_station),
    Route("planning:calendar", P.VIEW_COVERAGE, unit=_station),
    Route("planning:coverage_list", P.VIEW_COVERAGE, unit=_station),
    Route("planning:gaps", P.VIEW_COVERAGE, unit=_station),
    Route("planning:briefs", P.VIEW_COVERAGE, unit=_station),
    Route("planning:brief_new", P.PLAN_COVERAGE, unit=_station),
    Route("planning:brief_new", P.PLAN_COVERAGE, method="POST", unit=_station),
    _row("brief", P.VIEW_COVERAGE, _brief),
    *_form("plan_brief", P.PLAN_COVERAGE, _brief),
    *_form("brief_withdraw", P.PLAN_COVERAGE, _brief),
    _of_letter("clause", P.VIEW_COVERAGE),
    _of_letter("plan_clause", P.PLAN_COVERAGE),
    _of_letter("plan_clause", P.PLAN_COVERAGE, "POST"),
    _row("coverage", P.VIEW_COVERAGE, _coverage),
    *_form("assign", P.PLAN_COVERAGE, _coverage),
    *_form("cancel", P.PLAN_COVERAGE, _coverage),
    *_form("move", P.PLAN_COVERAGE, _coverage),
    *_form("decline", P.DELIVER_COVERAGE, _coverage),
    # Who is not its assignee is led back with the reason.
    _row("accept", P.DELIVER_COVERAGE, _coverage, "POST"),
    _row("deliver", P.DELIVER_COVERAGE, _coverage, "POST"),
)
