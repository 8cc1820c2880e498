"""What a station's programs take with the token of its destination: nobody signs in here."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.broadcasts import builders, models, queries
from campaigns.broadcasts.views import loading, papers, recordings
from campaigns.kernel import roles

Rest = ParamSpec("Rest")
Answer = Callable[Concatenate[models.Destination, datetime, HttpRequest, Rest], HttpResponseBase]


def _with_token(view: Answer[Rest]) -> Callable[..., HttpResponseBase]:
    """Open the view to whoever holds a token in use; any other is not found."""

    @wraps(view)
    def opened(
        request: HttpRequest, token: str, *args: Rest.args, **kwargs: Rest.kwargs
    ) -> HttpResponseBase:
        now = timezone.now()
        destination = queries.destination_by_token(token, now)
        if destination is None:
            raise Http404
        with translation.override("vi"):
            response = view(destination, now, request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        # The address holds a secret: nobody is told it, and nobody finds it.
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return require_safe(opened)


@_with_token
def station_calendar(
    destination: models.Destination, now: datetime, request: HttpRequest
) -> HttpResponse:
    return _calendar(destination.outlet, now)


@_with_token
def station_releases(
    destination: models.Destination, now: datetime, request: HttpRequest
) -> HttpResponse:
    """The station's releases from today on, in ninjs."""
    start = models.day_bounds(models.air_day(now))[0]
    rows = [
        row
        for row in queries.releases_for_ninjs(destination.outlet, start)
        if destination.takes(row.medium, row.script.language)
    ]
    token = queries.token_of(destination)
    return ninjs_answer(queries.ninjs_of_outlet(destination.outlet, rows, token))


@_with_token
def station_rundown(
    destination: models.Destination, now: datetime, request: HttpRequest, day: str
) -> HttpResponse:
    shown = loading.parse_day(day)
    return papers.pdf_answer(queries.day_sheet(destination.outlet, shown, now), f"rundown-{shown}")


@_with_token
def station_sound(
    destination: models.Destination, now: datetime, request: HttpRequest, name: str
) -> HttpResponseBase:
    """A recording that stands on the station's own rundown."""
    own = models.Recording.objects.filter(scripts__releases__outlet=destination.outlet).distinct()
    found = recordings.load_named(own, name)
    return recordings.serve(request, found, "private, no-store")


@login_required
@require_safe
def calendar(request: HttpRequest, outlet_id: int) -> HttpResponse:
    """The same for people of the outlet, who download it."""
    user, now = http.signed_in(request), timezone.now()
    outlet = loading.load_outlet(user, outlet_id, roles.Permission.VIEW_RUNDOWN)
    return _calendar(outlet, now)


def _calendar(outlet: models.Outlet, now: datetime) -> HttpResponse:
    agenda = queries.agenda(outlet, models.air_day(now))
    return HttpResponse(
        builders.calendar_ics(agenda),
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="schedule-{outlet.unit.code}.ics"',
            "Cache-Control": "private, no-store",
        },
    )


def ninjs_answer(item: queries.Item) -> HttpResponse:
    body = json.dumps(item, ensure_ascii=False, indent=1)
    return HttpResponse(body, content_type="application/json; charset=utf-8")
