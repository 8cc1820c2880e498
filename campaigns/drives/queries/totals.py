"""What came of drives, from the rollups: people once, acts by app."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from campaigns.directives import models as directives_models
from campaigns.drives import models
from campaigns.kernel import figure as kernel_figure
from campaigns.units import models as units_models


def residents_helped(
    unit: units_models.Unit, from_date: date, to_date: date
) -> kernel_figure.Figure:
    """People helped in the unit and in what stood under it on that day, by day captured.

    People are counted as people: no app count enters.
    """
    sums = models.PeopleRollup.objects.filter(
        units_models.stood_under([unit.pk]), day__range=(from_date, to_date)
    ).aggregate(people=Sum("people"), entries=Sum("entries"))
    query = urlencode([("unit", str(unit.pk)), ("from", str(from_date)), ("to", str(to_date))])
    return kernel_figure.Figure(
        key="drives.residents_helped",
        label=_("Residents helped"),
        value=str(sums["people"] or 0),
        unit_label=_("people"),
        from_date=from_date,
        to_date=to_date,
        rows_count=sums["entries"] or 0,
        rows_url=f"{reverse('drives:entries')}?{query}",
    )


def people_of_drive() -> Coalesce:
    """Residents helped, as an annotation of drives; from the rollup, one subquery."""
    sums = models.PeopleRollup.objects.filter(drive=OuterRef("pk")).order_by().values("drive")
    return Coalesce(Subquery(sums.annotate(n=Sum("people")).values("n")), Value(0))


def acts_text(entry: models.SupportEntry) -> str:
    """The acts of an entry in one line; its counts, their apps and its reasons are to be
    prefetched."""
    parts = [
        f"{c.app.name_vi if c.app else ''} {c.get_outcome_display()} {c.count}".strip()
        for c in entry.counts.all()
    ]
    if entry.households:
        parts.append(_("households visited: %(count)s") % {"count": entry.households})
    parts += [f"{r.get_reason_display()} {r.count}" for r in entry.reasons.all()]
    return " · ".join(parts)


@dataclass(frozen=True)
class AppTotal:
    """Acts for one app by outcome; acts, not people."""

    app_name: str
    installed: int
    declared: int
    already_had: int


@dataclass(frozen=True)
class DriveTotals:
    """What came of a drive: people once, acts by app, and visits that led to no app."""

    people: int
    entries: int
    apps: tuple[AppTotal, ...]
    others: tuple[tuple[str, int], ...]


def totals_by_app(drive: models.Drive) -> DriveTotals:
    """Totals of a drive from the rollups, apps in the directive's order."""
    people = models.PeopleRollup.objects.filter(drive=drive).aggregate(
        people=Sum("people"), entries=Sum("entries")
    )
    rows = models.SupportRollup.objects.filter(drive=drive).values_list("app_id", "outcome")
    acts = {(app, outcome): n for app, outcome, n in rows.annotate(n=Sum("count")).order_by()}
    apps = directives_models.DeclarationApp.objects.filter(
        Q(pk__in=drive.apps.values("pk")) | Q(pk__in={app for app, _outcome in acts if app})
    )
    others = [o for o in models.Outcome if o not in models.APP_OUTCOMES]
    return DriveTotals(
        people=people["people"] or 0,
        entries=people["entries"] or 0,
        apps=tuple(_app_total(app, acts) for app in apps.order_by("position", "pk")),
        others=tuple((str(o.label), acts.get((None, o), 0)) for o in others),
    )


def _app_total(app: directives_models.DeclarationApp, acts: dict[Any, int]) -> AppTotal:
    installed, declared, had = (acts.get((app.pk, o), 0) for o in models.APP_OUTCOMES)
    return AppTotal(app.name_vi, installed, declared, had)
