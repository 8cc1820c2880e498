"""Pages across areas."""

from tests.access.routes import Access, Route

ROWS = (
    Route("workspace:my_day", Access.SIGNED_IN),
    Route("workspace:inbox", Access.SIGNED_IN),
    Route("workspace:mark_inbox_read", Access.SIGNED_IN, method="POST"),
    Route("workspace:search", Access.SIGNED_IN, query=lambda cast: {"q": "phuoc dai"}),
)
