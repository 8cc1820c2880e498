"""How residents' requests are answered, commune by commune."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from campaigns.drives import models
from campaigns.drives.queries import help_list

State = models.HelpRequest.State


@dataclass(frozen=True)
class HelpFigures:
    """Requests of one commune that came on the days asked for; what was no real request is out.

    `in_time` were answered by `answer_due_at` (a team comes, or none can), whatever came of them.
    """

    unit_pk: int
    name: str
    received: int
    in_time: int
    done: int
    could_not: int
    withdrawn: int
    open: int


def help_figures(
    rows: models.HelpRequestQuerySet, from_date: date | None, to_date: date | None
) -> list[HelpFigures]:
    """Figures by commune, by name; one query."""
    real = help_list.received_between(rows, from_date, to_date).exclude(state=State.SPAM)
    ids = models.HelpRequest.objects.filter(pk__in=real.values("pk"))
    grouped = ids.values("unit_id", "unit__name_vi").annotate(
        received=Count("pk"),
        in_time=Count("pk", filter=Q(answered_at__lte=F("answer_due_at"))),
        done=Count("pk", filter=Q(state=State.DONE)),
        could_not=Count("pk", filter=Q(state=State.COULD_NOT)),
        withdrawn=Count("pk", filter=Q(state=State.WITHDRAWN)),
        open=Count("pk", filter=Q(state__in=models.HelpRequest.OPEN_STATES)),
    )
    return [
        HelpFigures(
            row["unit_id"],
            row["unit__name_vi"],
            row["received"],
            row["in_time"],
            row["done"],
            row["could_not"],
            row["withdrawn"],
            row["open"],
        )
        for row in grouped.order_by("unit__name_vi", "unit_id")
    ]
