"""Who could be sent to a resident: the nearest open drives with room, and units that help."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from campaigns.drives import models
from campaigns.drives.queries import distances
from campaigns.kernel import languages, roles
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

AHEAD = timedelta(days=21)
"""Drives that begin later than this are no answer to somebody who asks today."""
OFFERED = 6
_LOOKED_AT = 300

# Chăm is one language to whoever speaks it, whatever its letters.
CHAM = frozenset({languages.Language.CHAM_LATIN.value, languages.Language.CHAM_SCRIPT.value})


@dataclass(frozen=True)
class TeamOffer:
    """A drive that could take a request, with what speaks for it.

    `room` is the places of its helpers in shifts that are not over, less the requests that it has
    and has not ended; a drive without shifts has none.
    """

    pk: int
    name: str
    place: str
    unit_name: str
    starts_at: datetime
    ends_at: datetime
    distance_km: float | None
    room: int
    speaks: bool
    is_running: bool


def teams_for(
    request: models.HelpRequest, user: units_permissions.Visitor, at: datetime, on: date
) -> list[TeamOffer]:
    """Open drives within the user's sight for a request: those with room first, then those that
    speak its language, then the nearest, then the soonest."""
    drives = (
        models.Drive.objects.visible_to(user, on=on)
        .filter(state=models.Drive.State.OPEN, ends_at__gt=at, starts_at__lte=at + AHEAD)
        .annotate(places=_places(at), taken=_taken())
        .select_related("unit")
        .prefetch_related("languages")
        .order_by("starts_at", "pk")[:_LOOKED_AT]
    )
    offers = [_offer(drive, request, at) for drive in drives]
    far = float("inf")
    offers.sort(
        key=lambda o: (
            o.room <= 0,
            not o.speaks,
            far if o.distance_km is None else o.distance_km,
            o.starts_at,
            o.pk,
        )
    )
    return offers[:OFFERED]


def _places(at: datetime) -> Coalesce:
    shifts = models.Shift.objects.filter(drive=OuterRef("pk"), ends_at__gt=at).order_by()
    sums = shifts.values("drive").annotate(n=Sum("capacity"))
    return Coalesce(Subquery(sums.values("n")), Value(0))


def _taken() -> Coalesce:
    rows = models.HelpRequest.objects.open().filter(drive=OuterRef("pk")).order_by()
    counts = rows.values("drive").annotate(n=Count("pk"))
    return Coalesce(Subquery(counts.values("n")), Value(0))


def _offer(drive: models.Drive, request: models.HelpRequest, at: datetime) -> TeamOffer:
    return TeamOffer(
        pk=drive.pk,
        name=drive.name,
        place=drive.place,
        unit_name=drive.unit.name_vi,
        starts_at=drive.starts_at,
        ends_at=drive.ends_at,
        distance_km=distances.distance_km(
            point_of(drive), (request.unit.latitude, request.unit.longitude)
        ),
        room=drive.places - drive.taken,  # type: ignore[attr-defined]  # annotated
        speaks=request.language in spoken_at(drive),
        is_running=drive.starts_at <= at,
    )


def point_of(drive: models.Drive) -> distances.Point:
    """Where a drive is on the map: its own point, else that of its commune, to be selected with it."""
    if drive.latitude is not None:
        return drive.latitude, drive.longitude
    return drive.unit.latitude, drive.unit.longitude


def spoken_at(drive: models.Drive) -> frozenset[str]:
    """Languages in which a drive can help, Chăm in either script; its rows are to be prefetched."""
    spoken = frozenset(row.language for row in drive.languages.all())
    return spoken | CHAM if spoken & CHAM else spoken


def units_that_help(user: units_permissions.Visitor, on: date) -> units_models.UnitQuerySet:
    """Units within the user's sight in which somebody may go and help."""
    helping = [
        r for r, held in roles.ROLE_PERMISSIONS.items() if roles.Permission.LOG_SUPPORT in held
    ]
    grants = units_models.Grant.objects.filter(
        units_models.in_force(on), role__in=helping, user__is_active=True
    )
    seen = units_permissions.units_where(user, roles.Permission.VIEW_DRIVE, on=on)
    return seen.filter(Q(pk__in=grants.values("unit_id"))).order_by("name_vi", "pk")
