"""Movements with what came of them in numbers."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from campaigns.drives import models


@dataclass(frozen=True)
class MovementFacts:
    """A movement in numbers, as the list of its drives shows them."""

    drives: int
    open_drives: int
    cancelled_drives: int
    shifts: int
    places: int
    taken: int
    people: int


def with_counts(movements: QuerySet[models.Movement]) -> QuerySet[models.Movement]:
    """Movements annotated with `drive_count` and `people`, from rows and rollup, one query."""
    people = (
        models.PeopleRollup.objects.filter(drive__movement=OuterRef("pk"))
        .order_by()
        .values("drive__movement")
        .annotate(n=Sum("people"))
        .values("n")
    )
    return movements.annotate(
        drive_count=Count("drives"), people=Coalesce(Subquery(people), Value(0))
    ).select_related("unit", "campaign")


def movement_facts(movement: models.Movement, drives: models.DriveQuerySet) -> MovementFacts:
    """Numbers of the movement's drives among those that the reader may see."""
    own = drives.filter(movement=movement)
    state = models.Drive.State
    counts = own.aggregate(
        drives=Count("pk", distinct=True),
        open=Count("pk", filter=Q(state=state.OPEN), distinct=True),
        cancelled=Count("pk", filter=Q(state=state.CANCELLED), distinct=True),
    )
    sums = sums_of(own)
    return MovementFacts(
        drives=counts["drives"],
        open_drives=counts["open"],
        cancelled_drives=counts["cancelled"],
        shifts=models.Shift.objects.filter(drive__in=own.values("pk")).count(),
        places=sums.places,
        taken=sums.taken,
        people=sums.people,
    )


@dataclass(frozen=True)
class DriveSums:
    """What a list of drives adds up to."""

    places: int
    taken: int
    people: int


def sums_of(drives: models.DriveQuerySet) -> DriveSums:
    """Places of the drives' shifts, those taken, and residents helped; two queries."""
    pks = drives.order_by().values("pk")
    shifts = models.Shift.objects.filter(drive__in=pks).aggregate(
        places=Sum("capacity"), taken=Sum("taken")
    )
    people = models.PeopleRollup.objects.filter(drive__in=pks).aggregate(n=Sum("people"))
    return DriveSums(shifts["places"] or 0, shifts["taken"] or 0, people["n"] or 0)


def places_of_drive(name: str) -> Coalesce:
    """`capacity` or `taken` of all shifts of a drive, as an annotation; one subquery."""
    sums = models.Shift.objects.filter(drive=OuterRef("pk")).order_by().values("drive")
    return Coalesce(Subquery(sums.annotate(n=Sum(name)).values("n")), Value(0))


def movements_on(on: date) -> QuerySet[models.Movement]:
    """Movements that run on a day or are still to come."""
    return models.Movement.objects.filter(Q(ends_date__isnull=True) | Q(ends_date__gte=on))
