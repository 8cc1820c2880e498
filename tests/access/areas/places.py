"""Looking places up on the public site."""

from tests.access.routes import Access, Route

ROWS = (
    Route("places:look_up", Access.PUBLIC),
    Route("places:look_up_en", Access.PUBLIC),
)
