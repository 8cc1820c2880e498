"""Charts of results: each with the sentence that it proves, its words for whoever does not see it,
and its table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.drives import queries
from campaigns.kernel import charts

# More days than this are drawn by weeks.
_MOST_DAYS = 62
# More places than this are drawn without the smallest; the table has them all.
_MOST_PLACES = 15


@dataclass(frozen=True)
class Chart:
    """Everything that the chart macro takes; `key` names the table that is exported."""

    key: str
    finding: str
    alt: str
    spec: charts.Spec
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def charts_of(found: queries.Results, standing: queries.Standing | None = None) -> list[Chart]:
    """The charts that have something to show, in the order of the page."""
    drawn: list[Callable[[], Chart | None]] = [
        lambda: _by_app(found),
        lambda: _by_day(found),
        lambda: _by_part("places", found.places, found.people),
        lambda: _by_part("settings", found.settings, found.people),
        lambda: _standing(standing),
    ]
    return [chart for draw in drawn if (chart := draw())]


def _by_app(found: queries.Results) -> Chart | None:
    """Outcomes of each app beside each other: acts, never added up as people."""
    apps = [app for app in found.apps if app.installed or app.declared or app.already_had]
    if not apps:
        return None
    installed, declared, had = _("Installed"), _("Declared"), _("Already had it")
    rows = [(a.name, a.installed, a.declared, a.already_had) for a in apps]
    parts = [
        (name, part, value)
        for name, *values in rows
        for part, value in zip((installed, declared, had), values, strict=True)
    ]
    most = max(apps, key=lambda app: app.installed + app.declared)
    return Chart(
        key="apps",
        finding=_("%(app)s was installed and declared in most: %(installed)s and %(declared)s acts")
        % {"app": most.name, "installed": _n(most.installed), "declared": _n(most.declared)},
        alt=_("Bars of acts by app: %(parts)s.")
        % {"parts": "; ".join(f"{name} {part} {_n(value)}" for name, part, value in parts)},
        spec=charts.stacked_bars(parts, value_title=_("Acts"), part_title=_("Outcome")),
        columns=(_("App"), installed, declared, had),
        rows=tuple(rows),
    )


def _by_day(found: queries.Results) -> Chart | None:
    """Residents helped over time; by weeks where the days are many."""
    days = [(part.key, part.people) for part in found.by_day]
    if not days:
        return None
    is_weekly = (days[-1][0] - days[0][0]).days > _MOST_DAYS
    drawn = _weeks(days) if is_weekly else days
    best, most = max(drawn, key=lambda row: row[1])
    words = (
        _("Most residents were helped in the week of %(day)s: %(people)s")
        if is_weekly
        else _("Most residents were helped on %(day)s: %(people)s")
    )
    return Chart(
        key="days",
        finding=words % {"day": f"{best:%d/%m/%Y}", "people": _people(most)},
        alt=_("Bars of residents helped from %(first)s to %(last)s; most of them on %(day)s.")
        % {
            "first": f"{days[0][0]:%d/%m/%Y}",
            "last": f"{days[-1][0]:%d/%m/%Y}",
            "day": f"{best:%d/%m/%Y}",
        },
        spec=charts.timeline(drawn, value_title=_("Residents helped"), days=7 if is_weekly else 1),
        columns=(_("Day"), _("Residents helped"), _("Records")),
        rows=tuple((part.label, part.people, part.entries) for part in found.by_day),
    )


def _weeks(days: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """Sums by week, named by its Monday."""
    sums: dict[date, int] = {}
    for day, people in days:
        monday = day - timedelta(days=day.weekday())
        sums[monday] = sums.get(monday, 0) + people
    return sorted(sums.items())


def _by_part(key: str, parts: Sequence[queries.Part], people: int) -> Chart | None:
    """Residents helped by place or setting, most first."""
    if len(parts) < 2 or not people:
        return None
    ordered = sorted(parts, key=lambda part: (-part.people, part.label))
    first = ordered[0]
    heads = {"places": _("Place"), "settings": _("Setting")}
    words = {
        "places": _("Most residents were helped in %(part)s: %(people)s, %(share)s%% of all"),
        "settings": _("Most residents were met at: %(part)s, %(people)s, %(share)s%% of all"),
    }
    return Chart(
        key=key,
        finding=words[key]
        % {
            "part": first.label,
            "people": _people(first.people),
            "share": _n(first.people * 100 / people),
        },
        alt=_("Bars of residents helped: %(parts)s.")
        % {"parts": "; ".join(f"{p.label} {_n(p.people)}" for p in ordered[:_MOST_PLACES])},
        spec=charts.bars(
            [(part.label, part.people) for part in ordered[:_MOST_PLACES]],
            value_title=_("Residents helped"),
        ),
        columns=(heads[key], _("Residents helped"), _("Records")),
        rows=tuple((p.label, p.people, p.entries) for p in ordered[:_MOST_PLACES]),
    )


def _standing(standing: queries.Standing | None) -> Chart | None:
    """This drive among the others of its movement; none of them is named."""
    if standing is None:
        return None
    of = len(standing.others)
    finding = ngettext(
        "More residents than in %(below)s of the %(of)s other drive of the movement",
        "More residents than in %(below)s of the %(of)s other drives of the movement",
        of,
    ) % {"below": _n(standing.below), "of": _n(of)}
    if standing.below == 0:
        finding = _("In the middle the other drives reached %(middle)s; this one %(mine)s") % {
            "middle": _people(round(standing.middle)),
            "mine": _people(standing.mine),
        }
    return Chart(
        key="standing",
        finding=finding,
        alt=_(
            "A tick for each drive: this one at %(mine)s, the middle of the others at %(middle)s."
        )
        % {"mine": _people(standing.mine), "middle": _people(round(standing.middle))},
        spec=charts.strip(
            list(standing.others),
            standing.mine,
            value_title=_("Residents helped"),
            labels=(_("the other drives"), _("this drive")),
        ),
        columns=(_("What"), _("Residents helped")),
        rows=(
            (_("this drive"), standing.mine),
            (_("the fewest of the others"), min(standing.others)),
            (_("the middle of the others"), round(standing.middle)),
            (_("the most of the others"), max(standing.others)),
        ),
    )


def _n(value: float) -> str:
    return str(number_format(round(value), force_grouping=True))


def _people(count: int) -> str:
    words = ngettext("%(shown)s person", "%(shown)s people", count)
    return words % {"shown": _n(count)}
