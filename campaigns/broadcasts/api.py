"""The API of an outlet's automation: pull what is to be aired, say that it came."""

import hashlib
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.security import HttpBearer
from pydantic import AwareDatetime

from campaigns.broadcasts import models, queries, services


class TokenAuth(HttpBearer):
    """The token of a destination that is in use."""

    def authenticate(self, request: HttpRequest, token: str) -> models.Destination:
        found = queries.destination_by_token(token.strip(), timezone.now())
        if found is None:
            raise AuthenticationError(message=_("This token opens nothing, or not any more."))
        return found


class ReleaseOut(Schema):
    """A script to be aired. `spoken_text` is what the announcer reads; `sha256` is the script's
    digest; `is_acknowledged` says whether the outlet has said that it has it."""

    id: int
    script_id: int
    outlet_code: str
    outlet: str
    medium: str
    language: str
    title: str
    text: str
    spoken_text: str
    spoken_seconds: int
    sha256: str
    slot: str
    planned_start_at: datetime
    planned_seconds: int
    priority: str
    not_before_at: datetime | None
    is_acknowledged: bool


class CancelledOut(Schema):
    """A release that was handed out before and must not be aired any more."""

    id: int
    cancelled_at: datetime
    reason: str


class ReleasesOut(Schema):
    """One page. Ask again with `next_cursor` until it is empty; begin each round without one."""

    items: list[ReleaseOut]
    cancelled: list[CancelledOut]
    next_cursor: str


class AcknowledgementOut(Schema):
    release_id: int
    acknowledged_at: datetime
    acknowledged_by: str


class MessageOut(Schema):
    message: str


router = Router(auth=TokenAuth(), tags=["outlet"])
_REFUSALS = {401: MessageOut}


@router.get("/releases", response={200: ReleasesOut, 304: None, **_REFUSALS})
def list_releases(
    request: HttpRequest,
    response: HttpResponse,
    cursor: Annotated[str, Query(max_length=40)] = "",
) -> HttpResponse | ReleasesOut:
    """Scripts that the outlet is to air, and those that were taken off. Being given a script is
    delivery, not acknowledgement. With `If-None-Match` an unchanged page is answered 304."""
    destination = _destination(request)
    at = timezone.now()
    page = queries.pulled(destination, at, cursor)
    services.note_pulled(destination=destination, deliveries=page.deliveries, by=destination, at=at)
    answer = _page(page)
    tag = f'"{hashlib.sha256(answer.model_dump_json().encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return answer


def _destination(request: HttpRequest) -> models.Destination:
    found: models.Destination = request.auth  # type: ignore[attr-defined]  # set by TokenAuth
    return found


def _page(page: queries.Pulled) -> ReleasesOut:
    return ReleasesOut(
        items=[
            ReleaseOut(**asdict(item), is_acknowledged=item.id in page.acknowledged)
            for item in page.items
        ],
        cancelled=[
            CancelledOut(id=r.pk, cancelled_at=r.cancelled_at, reason=r.cancelled_reason)
            for r in page.cancelled
            if r.cancelled_at is not None
        ],
        next_cursor=page.next_cursor,
    )


@router.post(
    "/releases/{int:release_id}/acknowledgement",
    response={200: AcknowledgementOut, **_REFUSALS, 404: MessageOut, 409: MessageOut},
)
def acknowledge(request: HttpRequest, release_id: int) -> AcknowledgementOut:
    """Say that the outlet has the script. Said again, the first word is returned."""
    destination = _destination(request)
    own = models.Release.objects.filter(outlet=destination.outlet_id).select_related("outlet")
    release = own.filter(pk=release_id).first() if release_id < 2**62 else None
    if release is None:
        raise HttpError(404, _("There is no such release for you."))
    word = services.acknowledge(release=release, by=destination, at=timezone.now())
    return AcknowledgementOut(
        release_id=release.pk, acknowledged_at=word.acknowledged_at, acknowledged_by=word.who
    )


MAX_LINES = 500


class PlayedIn(Schema):
    """A line of the playout log. `line_id` is the sender's own number of the line: sent again
    with the same content it is answered 200, with other content 409."""

    line_id: Annotated[str, Field(min_length=1, max_length=120)]
    title: Annotated[str, Field(min_length=1, max_length=300)]
    started_at: AwareDatetime
    seconds: Annotated[int | None, Field(ge=1, le=86_400)] = None


class PlayedBatchIn(Schema):
    lines: Annotated[list[PlayedIn], Field(min_length=1, max_length=MAX_LINES)]


class PlayedOut(Schema):
    """What became of a line: `status` 201 new, 200 known, 409 other content under this number,
    422 not possible; `verdict` says what it is to Loa."""

    line_id: str
    status: int
    verdict: str
    message: str


class PlayedBatchOut(Schema):
    """One answer for each line, in the order sent."""

    answers: list[PlayedOut]


@router.post("/airings", response={200: PlayedBatchOut, 422: MessageOut, **_REFUSALS})
def hand_in_airings(request: HttpRequest, batch: PlayedBatchIn) -> PlayedBatchOut:
    """Say what the automation played; each line counts once, however often it is sent."""
    destination: models.Destination = request.auth  # type: ignore[attr-defined]
    rows = [
        queries.LogRow(n, line.title, line.line_id, line.started_at, line.seconds)
        for n, line in enumerate(batch.lines, start=1)
    ]
    answers = services.take_lines(destination=destination, rows=rows, at=timezone.now())
    return PlayedBatchOut(answers=[PlayedOut(**asdict(answer)) for answer in answers])
