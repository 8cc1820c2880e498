"""Chart specifications are valid Vega-Lite and carry nothing but data."""

from datetime import date

import altair
import pytest

from campaigns.kernel import charts

DAY = date(2026, 11, 16)
SPECS = {
    "bars": lambda: charts.bars([("Chợ", 12), ("Trường", 5)], value_title="Người"),
    "stacked": lambda: charts.stacked_bars(
        [("NCOVI", "cài đặt", 7), ("NCOVI", "khai báo", 5)],
        value_title="Lượt",
        part_title="Kết quả",
    ),
    "timeline": lambda: charts.timeline([(DAY, 12)], value_title="Người"),
    "weeks": lambda: charts.timeline([(DAY, 12)], value_title="Người", days=7),
    "strip": lambda: charts.strip(
        [1, 2], 12, value_title="Người", labels=("các đợt khác", "đợt này")
    ),
}


@pytest.mark.parametrize("name", SPECS)
def test_a_specification_is_valid_and_has_no_theme_of_its_own(name: str) -> None:
    spec = SPECS[name]()
    altair.Chart.from_dict(spec, validate=True)
    assert "config" not in spec
    assert spec["data"]["values"]


def test_bars_stand_in_the_order_given() -> None:
    spec = charts.bars([("b", 1), ("a", 2)], value_title="")
    assert [row["label"] for row in spec["data"]["values"]] == ["b", "a"]
    assert spec["encoding"]["y"]["sort"] is None


def test_an_empty_chart_is_still_one() -> None:
    assert charts.bars([], value_title="")["data"]["values"] == []


def test_days_are_bars_that_stand_on_nought() -> None:
    """With two ends in time and none in number, Vega draws a line."""
    spec = charts.timeline([(DAY, 12), (DAY, 3)], value_title="Người")
    assert spec["encoding"]["y2"] == {"datum": 0}
