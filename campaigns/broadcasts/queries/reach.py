"""Reach: contacts as an estimate, airings × the audience that the outlet had on that day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.urls import reverse

from campaigns.broadcasts import models
from campaigns.kernel import languages


@dataclass(frozen=True)
class ReachLine:
    """An outlet's airings by one medium in one language, and what they are estimated to reach.

    `contacts` is the sum over airings of the audience of their day: one person who hears ten
    airings is ten contacts, so it is never a number of people. `uncounted` airings have no
    audience entered for their day. `people`, `source_text` and `as_of_date` are the latest figure.
    """

    outlet_pk: int
    outlet: str
    medium_label: str
    language_label: str
    pieces: int
    uncounted: int
    contacts: int | None
    people: int | None
    source_text: str
    as_of_date: date | None
    rows_url: str


def reach_lines(
    outlets: models.OutletQuerySet, first: date, last: date, **wanted: str
) -> list[ReachLine]:
    """One line for each outlet, medium and language that aired something on those days."""
    entered = models.OutletAudience.objects.filter(
        outlet__unit=OuterRef("unit"),
        medium=OuterRef("medium"),
        language=OuterRef("language"),
        valid_from_date__lte=OuterRef("day_date"),
    ).order_by("-valid_from_date", "-pk")
    days = (
        models.AiringRollup.objects.on_days(first, last)
        .filter(unit__in=outlets.values("unit"), pieces__gt=0, **wanted)
        .annotate(people=Subquery(entered.values("people")[:1]))
        .values("unit", "unit__outlet", "unit__name_vi", "medium", "language")
        .annotate(
            aired=Sum("pieces"),
            known=Sum("pieces", filter=Q(people__isnull=False)),
            contacts=Sum(F("pieces") * F("people")),
            days=Count("pk"),
        )
        .order_by("unit__name_vi", "unit", "medium", "language")
    )
    latest = _latest(outlets, last)
    return [_line(row, latest, first, last) for row in days]


def _latest(
    outlets: models.OutletQuerySet, day: date
) -> dict[tuple[int, str, str], models.OutletAudience]:
    rows = models.OutletAudience.objects.filter(outlet__in=outlets).on_day(day)
    return {(r.outlet_id, r.medium, r.language): r for r in reversed(rows)}


def _line(
    row: Mapping[str, Any],
    latest: dict[tuple[int, str, str], models.OutletAudience],
    first: date,
    last: date,
) -> ReachLine:
    audience = latest.get((row["unit__outlet"], row["medium"], row["language"]))
    query = {
        "outlet": row["unit__outlet"],
        "medium": row["medium"],
        "language": row["language"],
        "from": first.isoformat(),
        "to": last.isoformat(),
    }
    return ReachLine(
        outlet_pk=row["unit__outlet"],
        outlet=row["unit__name_vi"],
        medium_label=str(models.Medium(row["medium"]).label),
        language_label=str(languages.Language(row["language"]).label),
        pieces=row["aired"],
        uncounted=row["aired"] - (row["known"] or 0),
        contacts=row["contacts"],
        people=audience.people if audience else None,
        source_text=audience.source_text if audience else "",
        as_of_date=audience.as_of_date if audience else None,
        rows_url=f"{reverse('broadcasts:said')}?{urlencode(query)}",
    )
