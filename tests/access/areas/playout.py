"""What an outlet's automation says it played."""

from typing import Any

from tests.access.areas import deliveries
from tests.access.routes import Access, Face, Route
from tests.factories import cast as casts


def _a_line(cast: casts.Cast) -> dict[str, Any]:
    played = {
        "line_id": "1",
        "title": "Ninh Thuận quê em",
        "started_at": "2026-11-16T05:30:00+07:00",
    }
    return {"lines": [played]}


ROWS = (
    Route(
        "api-1:hand_in_airings",
        Access.SECRET,
        method="POST",
        face=Face.API,
        args=deliveries._pulling,
        body=_a_line,
        enter=deliveries._carry_token,
    ),
)
