"""Scans as pictures: day by day, by hour of the day, by what carries the link and its edition."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from campaigns.kernel import charts
from campaigns.premises import models
from campaigns.premises.queries import links
from campaigns.premises.views.coverage_charts import Chart

DAYS = timedelta(days=29)
"""How far back scans are shown where nobody asks for other days: thirty days with the last."""
_MOST_BARS = 15


def charts_of(
    *,
    by_day: Mapping[date, links.Counts],
    by_hour: Mapping[int, links.Counts],
    by_link: Sequence[tuple[models.Link, links.Counts]],
) -> list[Chart]:
    """Charts that have something to say: none where nobody scanned."""
    if not any(counts.total for counts in by_day.values()):
        return []
    found = [_days(by_day), _hours(by_hour)]
    if len(by_link) > 1:
        found.append(_places(by_link))
    return found


def label_of(link: models.Link) -> str:
    """What carries it and its edition, as charts and files name it."""
    return _("%(name)s, edition %(edition)s") % {"name": link.title, "edition": link.edition}


def _days(by_day: Mapping[date, links.Counts]) -> Chart:
    human = sum(counts.human for counts in by_day.values())
    return Chart(
        id="scans-days",
        finding=_("People scanned %(num)s times in %(days)s days.")
        % {"num": human, "days": len(by_day)},
        alt=_("Scans by people on each day; the table says the same."),
        spec=charts.timeline(
            [(day, counts.human) for day, counts in by_day.items()], value_title=_("By people")
        ),
        columns=(_("Day"), _("All scans"), _("By people"), _("Phones a day")),
        rows=[(f"{day:%d/%m/%Y}", c.total, c.human, c.visitors) for day, c in by_day.items()],
    )


def _hours(by_hour: Mapping[int, links.Counts]) -> Chart:
    busiest = max(by_hour, key=lambda hour: by_hour[hour].human)
    rows = [(f"{hour:02d}:00", counts) for hour, counts in by_hour.items()]
    return Chart(
        id="scans-hours",
        finding=_("Most are scanned between %(hour)s and %(next)s o'clock.")
        % {"hour": busiest, "next": busiest + 1},
        alt=_(
            "Scans by people in each hour of the day, all days together; the table says the same."
        ),
        spec=charts.bars([(hour, c.human) for hour, c in rows], value_title=_("By people")),
        columns=(_("Hour"), _("All scans"), _("By people"), _("Phones a day")),
        rows=[(hour, c.total, c.human, c.visitors) for hour, c in rows],
    )


def _places(by_link: Sequence[tuple[models.Link, links.Counts]]) -> Chart:
    drawn = [(label_of(link), counts) for link, counts in by_link[:_MOST_BARS]]
    return Chart(
        id="scans-places",
        finding=_("Most scanned: %(name)s.") % {"name": drawn[0][0]},
        alt=_("Scans by people of what was scanned most; the table says the same."),
        spec=charts.bars([(label, c.human) for label, c in drawn], value_title=_("By people")),
        columns=(_("Carried by"), _("All scans"), _("By people"), _("Phones a day")),
        rows=[(label_of(link), c.total, c.human, c.visitors) for link, c in by_link[:100]],
    )
