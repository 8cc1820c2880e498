"""Charts as Vega-Lite specifications, built by Altair: the page draws them in its own colours.

Everything that a specification holds is data and English keys; titles come from the caller in the
reader's language. Colours, fonts and numbers are the page's (static/loa/chart.js).
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import altair as alt

Spec = dict[str, Any]
_STEP = 30
_HEIGHT = 220


def bars(rows: Sequence[tuple[str, float]], *, value_title: str) -> Spec:
    """One horizontal bar a row, in the order given."""
    chart = alt.Chart(_data([{"label": label, "value": value} for label, value in rows]))
    return _spec(
        chart.mark_bar(cornerRadiusEnd=4, tooltip=True)
        .encode(
            y=alt.Y("label:N", sort=None, title=None),
            x=alt.X("value:Q", title=value_title, axis=_whole()),
        )
        .properties(height=alt.Step(_STEP))
    )


def stacked_bars(
    rows: Sequence[tuple[str, str, float]], *, value_title: str, part_title: str
) -> Spec:
    """Horizontal bars of (label, part, value), the parts side by side and never added up."""
    parts = list(dict.fromkeys(part for _label, part, _value in rows))
    labels = list(dict.fromkeys(label for label, _part, _value in rows))
    values = [{"label": label, "part": part, "value": value} for label, part, value in rows]
    return _spec(
        alt.Chart(_data(values))
        .mark_bar(cornerRadiusEnd=3, tooltip=True)
        .encode(
            y=alt.Y("label:N", sort=labels, title=None),
            yOffset=alt.YOffset("part:N", sort=parts),
            x=alt.X("value:Q", title=value_title, axis=_whole()),
            color=alt.Color("part:N", sort=parts, title=part_title),
        )
        .properties(height=alt.Step(18, **{"for": "offset"}))
    )


def timeline(rows: Sequence[tuple[date, float]], *, value_title: str, days: int = 1) -> Spec:
    """One bar for each span of so many days, named by its first."""
    # A bar a hair narrower than its span, so that neighbours stay apart.
    width = timedelta(days=days) - timedelta(hours=2 * days)
    values = [
        {
            "day": f"{day.isoformat()}T00:00:00",
            "end": (datetime.combine(day, time()) + width).isoformat(),
            "value": value,
        }
        for day, value in rows
    ]
    axis = alt.Axis(format="%d/%m", labelOverlap=True, tickMinStep=days * 86_400_000)
    return _spec(
        alt.Chart(_data(values))
        .mark_bar()
        .encode(
            x=alt.X("day:T", title=None, axis=axis),
            x2="end:T",
            y=alt.Y("value:Q", title=value_title, axis=_whole()),
            y2=alt.Y2Datum(0),  # with two ends in time and none in number, Vega draws a line
            tooltip=[
                alt.Tooltip("day:T", format="%d/%m/%Y", title=" "),
                alt.Tooltip("value:Q", title=value_title),
            ],
        )
        .properties(height=_HEIGHT)
    )


def strip(
    values: Sequence[float], mine: float, *, value_title: str, labels: tuple[str, str]
) -> Spec:
    """Where one value stands among others that are not named: a tick each, its own apart."""
    others, own = labels
    rows = [{"value": value, "whose": others} for value in values]
    rows.append({"value": mine, "whose": own})
    return _spec(
        alt.Chart(_data(rows))
        .mark_tick(thickness=3, size=34, opacity=0.75, tooltip=True)
        .encode(
            x=alt.X("value:Q", title=value_title, axis=_whole()),
            y=alt.Y("whose:N", sort=[own, others], title=None),
            color=alt.Color("whose:N", sort=[own, others], legend=None),
        )
        .properties(height=alt.Step(48))
    )


def _whole() -> alt.Axis:
    """Counts have no halves."""
    return alt.Axis(tickMinStep=1, format=",d")


def _data(values: list[dict[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=values)


def _spec(chart: alt.Chart) -> Spec:
    """The specification alone: sizes and colours of a theme would beat those of the page."""
    with alt.data_transformers.enable(consolidate_datasets=False):
        spec: Spec = chart.to_dict(validate=False)  # tests do: it costs half of the page
    spec.pop("config", None)
    return spec
