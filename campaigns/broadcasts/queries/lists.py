"""Lists of the broadcast desk."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from campaigns.broadcasts import models
from campaigns.broadcasts.queries import outcomes, rundown, said
from campaigns.kernel import text
from campaigns.units import models as units_models


@dataclass(frozen=True)
class OutletLine:
    """An outlet in the list; counts are of one day."""

    pk: int
    name: str
    medium_labels: str
    is_active: bool
    planned: int
    waiting: int


@dataclass(frozen=True)
class ScriptPlace:
    """Where a script stands: the outlet and the line of its rundown."""

    outlet_pk: int
    outlet_name: str
    day: date
    line: rundown.ReleaseLine


def outlet_lines(units: units_models.UnitQuerySet, at: datetime) -> list[OutletLine]:
    """Outlets of the units with what today holds for each."""
    start, end = models.day_bounds(models.air_day(at))
    planned = Q(
        releases__state=models.ReleaseState.PLANNED,
        releases__planned_start_at__gte=start,
        releases__planned_start_at__lt=end,
    )
    unconfirmed = models.Release.objects.unconfirmed().filter(planned_start_at__lte=at)
    silent = planned & Q(releases__in=unconfirmed)
    outlets = (
        models.Outlet.objects.filter(unit__in=units)
        .select_related("unit")
        .annotate(
            planned=Count("releases", filter=planned, distinct=True),
            waiting=Count("releases", filter=silent, distinct=True),
        )
        .order_by("unit__name_vi", "pk")
    )
    return [_line(outlet) for outlet in outlets]


def _line(outlet: Any) -> OutletLine:
    return OutletLine(
        pk=outlet.pk,
        name=outlet.unit.name_vi,
        medium_labels=", ".join(str(models.Medium(m).label) for m in outlet.mediums),
        is_active=outlet.is_active,
        planned=outlet.planned,
        waiting=outlet.waiting,
    )


def lines_of_script(
    script: models.Script, units: units_models.UnitQuerySet, at: datetime
) -> list[ScriptPlace]:
    """Where a script stands on the rundowns of the units' outlets, latest first."""
    releases = list(
        models.Release.objects.filter(script=script, outlet__unit__in=units)
        .select_related("script", "outlet__unit", "cancelled_by")
        .order_by("-planned_start_at", "-pk")[:100]
    )
    airings = (
        models.Airing.objects.current()
        .filter(release__in=[r.pk for r in releases])
        .with_text_age()
        .select_related("release", "confirmed_by", "destination")
    )
    by_release = {a.release_id: a for a in airings}
    return [
        ScriptPlace(
            outlet_pk=r.outlet_id,
            outlet_name=r.outlet.unit.name_vi,
            day=models.air_day(r.planned_start_at),
            line=rundown.release_line(r, by_release.get(r.pk), at),
        )
        for r in releases
    ]


def airings_filtered(
    rows: models.AiringQuerySet, unit: units_models.Unit | None, wanted: dict[str, Any]
) -> models.AiringQuerySet:
    """Lines of the log as the filters want them; without any, what was aired and still stands."""
    what = wanted.get("what")
    if what == "not_aired":
        rows = rows.current().filter(has_aired=False)
    elif what != "all":
        rows = rows.counted()
    if unit is not None:
        rows = rows.within(unit)
    first, last = wanted.get("from"), wanted.get("to")
    if first or last:
        rows = rows.on_days(first or date(1970, 1, 2), last or date(9000, 1, 1))
    for name in ("outlet", "medium"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    if wanted.get("q"):
        in_text = said.airings_saying(rows, said.phrases_of(wanted["q"])).values("pk")
        rows = rows.filter(Q(pk__in=in_text) | Q(evidence_text__icontains=wanted["q"]))
    return rows.with_text_age().select_related(
        "outlet__unit", "script", "release", "confirmed_by", "destination"
    )


def airing_standing(row: models.Airing) -> outcomes.Standing:
    """The state of a line of `airings_filtered`."""
    is_old_text = bool(getattr(row, "is_old_text", False))
    return outcomes.standing_of_airing(row, is_old_text=is_old_text)


def scripts_filtered(
    rows: models.ScriptQuerySet, wanted: dict[str, Any], at: datetime
) -> models.ScriptQuerySet:
    """Scripts as the filters want them, each with `places`, its releases still to come.

    Without filters those that hold: neither withdrawn nor replaced by a newer text.
    """
    ahead = models.Release.objects.planned().filter(script=OuterRef("pk"), planned_end_at__gt=at)
    counted = ahead.order_by().values("script").annotate(count=Count("pk")).values("count")
    rows = rows.annotate(places=Coalesce(Subquery(counted), 0))
    if wanted.get("what") != "all":
        newer = models.Script.objects.newer_than_outer(prefix="")
        rows = rows.filter(~Exists(newer), withdrawn_at__isnull=True)
    if wanted.get("what") == "unplaced":
        rows = rows.filter(~Exists(ahead))
    for name in ("medium", "language"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    for word in text.fold(wanted.get("q") or "").split():
        rows = rows.filter(folded_text__contains=word)
    return rows.defer("text", "spoken_text", "folded_text")
