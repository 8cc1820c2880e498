"""Coverage as pictures: day by day, by commune, by kind; each with its finding and its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from django.utils.translation import gettext as _

from campaigns.kernel import charts
from campaigns.premises import queries

DAYS = timedelta(days=29)
"""How far back the days are shown: thirty days with the last."""
_MOST_BARS = 15


class Line(Protocol):
    """Coverage of something with a name."""

    @property
    def label(self) -> str: ...

    @property
    def coverage(self) -> queries.Coverage: ...


@dataclass(frozen=True)
class Chart:
    """What the `chart` macro needs."""

    id: str
    finding: str
    alt: str
    spec: charts.Spec
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def charts_of(
    *,
    communes: Sequence[Line],
    kinds: Sequence[Line],
    by_day: Mapping[date, queries.Coverage],
) -> list[Chart]:
    """Charts that have something to say: of several communes, several kinds, any day."""
    found = [_days(by_day)] if any(c.active for c in by_day.values()) else []
    if len(communes) > 1:
        found.append(_parts("coverage-communes", _("By commune"), _("Commune"), communes))
    if len(kinds) > 1:
        found.append(_parts("coverage-kinds", _("By kind"), _("Kind"), kinds))
    return found


def _days(by_day: Mapping[date, queries.Coverage]) -> Chart:
    first, *_rest, last = by_day.values()
    rows = [(f"{day:%d/%m/%Y}", c.active, c.verified) for day, c in by_day.items()]
    return Chart(
        id="coverage-days",
        finding=_("Verified sheets went from %(first)s to %(last)s in %(days)s days.")
        % {"first": first.verified, "last": last.verified, "days": len(by_day)},
        alt=_("Premises with a verified sheet at the end of each day; the table says the same."),
        spec=charts.timeline(
            [(day, c.verified) for day, c in by_day.items()], value_title=_("Verified")
        ),
        columns=(_("Day"), _("Open"), _("Verified")),
        rows=rows,
    )


def _parts(name: str, title: str, first: str, lines: Sequence[Line]) -> Chart:
    most = sorted(lines, key=lambda line: -line.coverage.missing)
    drawn = [
        part
        for line in most[:_MOST_BARS]
        for part in (
            (line.label, _("Verified"), line.coverage.verified),
            (line.label, _("Still to do"), line.coverage.missing),
        )
    ]
    return Chart(
        id=name,
        finding=_("%(title)s: most is left to do in %(name)s, %(missing)s premises.")
        % {"title": title, "name": most[0].label, "missing": most[0].coverage.missing},
        alt=_("Verified and still to do, those with most to do first; the table says the same."),
        spec=charts.stacked_bars(drawn, value_title=_("Premises"), part_title=_("State")),
        columns=(first, _("Open"), _("Verified"), _("Still to do")),
        rows=[
            (line.label, line.coverage.active, line.coverage.verified, line.coverage.missing)
            for line in most
        ],
    )
