"""Looking places up on the public site."""

from typing import Any

from django.utils import timezone

from campaigns.premises import models, services
from tests.access.routes import Access, Route
from tests.factories import cast as casts
from tests.factories import premises as factory


def _owner(cast: casts.Cast) -> dict[str, Any]:
    row = models.Premises.objects.order_by("pk").first() or factory.make(cast.commune)
    secret = services.make_owner_link(premises=row, by=casts.SYSTEM, at=timezone.now())
    return {"secret": secret}


def _nobody(cast: casts.Cast) -> dict[str, Any]:
    return {f"nil_{models.Premises.objects.order_by('pk')[0].pk}": "on"}


ROWS = (
    Route("places:owner", Access.PUBLIC, args=_owner),
    Route(
        "places:owner",
        Access.PUBLIC,
        method="POST",
        args=_owner,
        body=_nobody,
        answers=frozenset({302, 422}),
    ),  # refused where somebody else was first
    Route("places:look_up", Access.PUBLIC),
    Route("places:look_up_en", Access.PUBLIC),
)
