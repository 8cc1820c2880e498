"""What a phone keeps of the field app, and which drives it may count in."""

from typing import Any

from tests.access.areas import drives
from tests.access.routes import Access, Face, Route
from tests.factories import cast as casts


def _in_vietnamese(cast: casts.Cast) -> dict[str, Any]:
    return {"language": "vi"}


ROWS = (
    Route("field:shell", Access.PUBLIC, args=_in_vietnamese),
    Route("field:worker", Access.PUBLIC, args=_in_vietnamese),
    Route("field:manifest", Access.PUBLIC, args=_in_vietnamese),
    Route("api-1:list_drives", Access.PUBLIC, face=Face.API),
    Route(
        "api-1:leave_drive", Access.SECRET, method="POST", face=Face.API,
        args=drives._joined, enter=drives._carry_token,
    ),
)  # fmt: skip
