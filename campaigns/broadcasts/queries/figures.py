"""Figures of broadcasting."""

from datetime import date
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.broadcasts import models
from campaigns.kernel import figure
from campaigns.units import models as units_models


def pieces_aired(unit: units_models.Unit, from_date: date, to_date: date) -> figure.Figure:
    """Pieces that the outlets under a unit, or its own, aired on the days from first to last.

    Counts airings, repeats included, as corrected up to now; an outlet counts where it stood in
    the tree on the day of the airing.
    """
    days = models.AiringRollup.objects.on_days(from_date, to_date).within(unit)
    pieces = days.aggregate(pieces=Sum("pieces"))["pieces"] or 0
    query = {"unit": unit.pk, "from": from_date.isoformat(), "to": to_date.isoformat()}
    return figure.Figure(
        key="broadcasts.pieces_aired",
        label=_("Pieces aired"),
        value=str(pieces),
        unit_label=_("pieces"),
        from_date=from_date,
        to_date=to_date,
        rows_count=pieces,
        rows_url=f"{reverse('broadcasts:airings')}?{urlencode(query)}",
    )
