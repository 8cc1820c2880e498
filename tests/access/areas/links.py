"""Short links: followed by anybody."""

from typing import Any

from tests.access.routes import Access, Route
from tests.factories import cast as casts
from tests.factories import links as factory


def _claimed(cast: casts.Cast) -> dict[str, Any]:
    factory.forget()
    return {"claimed": factory.make_link(cast.commune).code}


_LEADS_ON = frozenset({302})
ROWS = (
    Route("follow_link", Access.PUBLIC, args=_claimed, answers=_LEADS_ON),
    Route("follow_link_in_capitals", Access.PUBLIC, args=_claimed, answers=_LEADS_ON),
)
