"""How one is told, and the way out that stands in a mail."""

from typing import Any

from campaigns.notifications import models, services
from tests.access.routes import Access, Route
from tests.factories import cast as casts
from tests.factories import notices


def _filled(cast: casts.Cast) -> dict[str, Any]:
    paces = {
        f"email_{kind.lower()}": models.DEFAULT_PACES[kind].value
        for kind in models.Kind
        if len(models.paces_of(kind)) > 1
    }
    return paces | {"quiet_begins": "21:00", "quiet_ends": "06:00", "language": "vi"}


def _link(cast: casts.Cast) -> dict[str, Any]:
    notices.tell(cast.head, kind=models.Kind.REVIEWS)
    services.route_notices(at=notices.NOW)
    return {"token": services.token_of(models.Sending.objects.get(notice__user=cast.head))}


def _forged(cast: casts.Cast) -> dict[str, Any]:
    return {"token": "IjEi:1abc:forged"}


ROWS = (
    Route("notifications:choices", Access.SIGNED_IN),
    Route("notifications:choices", Access.SIGNED_IN, method="POST", body=_filled),
    Route("notifications:unsubscribe", Access.SECRET, args=_link, wrong_args=_forged),
    Route(
        "notifications:unsubscribe", Access.SECRET, method="POST", args=_link, wrong_args=_forged
    ),
)
