"""Drives on the public site."""

from tests.access.areas import drives as drive_rows
from tests.access.routes import Access, Route

ROWS = tuple(
    route
    for tail in ("", "_en")
    for route in (
        Route(f"nearby:drives{tail}", Access.PUBLIC),
        Route(f"nearby:drive{tail}", Access.PUBLIC, args=drive_rows._at),
    )
)
