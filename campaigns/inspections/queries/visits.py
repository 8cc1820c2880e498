"""The visits that an inspector has before them, at the desk and on the phone."""

from dataclasses import dataclass
from datetime import date

from campaigns.accounts import models as accounts_models
from campaigns.inspections import models

MOST_OWN = 200
MOST_NOBODYS = 50


@dataclass(frozen=True)
class Visits:
    """Open visits, the oldest day first: those given to the inspector, and those that nobody has
    yet and that they may take."""

    mine: list[models.Inspection]
    nobodys: list[models.Inspection]


def visits_of(user: accounts_models.User, *, on: date) -> Visits:
    """What the user is to inspect, or may."""
    rows = models.Inspection.objects.all().open().inspectable_by(user, on=on)
    loaded = rows.select_related("premises__commune", "premises__kind", "version__checklist")
    ordered = loaded.order_by("planned_date", "premises__folded_name", "pk")
    return Visits(
        list(ordered.filter(inspector=user)[:MOST_OWN]),
        list(ordered.filter(inspector__isnull=True)[:MOST_NOBODYS]),
    )
