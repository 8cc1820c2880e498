"""The timeline: bars agree with the rows, over weeks, narrowed as the list is."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.directives import models, queries, services
from tests.factories import duties

DAY = timedelta(days=1)
# Monday 2 November 2026, and the three weeks after it.
WINDOW = queries.Window(date(2026, 11, 2), 4)


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


def drawn(on: date, window: queries.Window = WINDOW) -> queries.Timeline:
    return queries.timeline(models.Assignment.objects.all(), window, marks=duties.marks(on))


def parts(bar: queries.Bar) -> list[tuple[str, float, float]]:
    """In days of the window: what, from, how many."""
    scale = 7 * WINDOW.weeks / 100
    return [(p.stretch.value, round(p.start * scale), round(p.width * scale)) for p in bar.parts]


def test_a_bar_runs_from_issue_to_the_due_date(scene: duties.Scene) -> None:
    duties.issued(scene, due=duties.by(date(2026, 11, 20)))
    [bar] = drawn(duties.TODAY).bars
    assert parts(bar) == [("planned", 14, 5)]
    assert (bar.done_at, bar.due_at) == (None, WINDOW.place(date(2026, 11, 21)))
    assert drawn(duties.TODAY).today_at == WINDOW.place(duties.TODAY) == 50.0


def test_more_time_and_lateness_are_parts_of_their_own(scene: duties.Scene) -> None:
    row = duties.issued(scene, due=duties.by(date(2026, 11, 18)))
    services.extend(
        assignment=row, to=date(2026, 11, 20), reason="Mưa", by=scene.coordinator, at=duties.NOW
    )
    wide = queries.Window(WINDOW.first, 6)
    [bar] = drawn(date(2026, 11, 25), wide).bars
    assert [part.stretch.value for part in bar.parts] == ["planned", "extended", "late"]
    found = queries.stretches(bar.row, date(2026, 11, 25))
    assert [(first, last) for _stretch, first, last in found] == [
        (date(2026, 11, 16), date(2026, 11, 18)),
        (date(2026, 11, 19), date(2026, 11, 20)),
        (date(2026, 11, 21), date(2026, 11, 25)),
    ]


def test_what_is_done_ends_on_its_day(scene: duties.Scene) -> None:
    row = duties.issued(scene, due=duties.by(date(2026, 11, 18)))
    services.report_done(
        assignment=row, draft=duties.said(), by=scene.cast.officer, at=duties.NOW + 4 * DAY
    )
    [bar] = drawn(date(2026, 11, 28)).bars
    assert parts(bar) == [("planned", 14, 3), ("late", 17, 2)]
    assert bar.done_at == WINDOW.place(date(2026, 11, 20))
    # Done before these weeks began: it is not among them.
    assert drawn(date(2026, 12, 28), queries.Window(date(2026, 11, 23), 4)).bars == []


def test_without_a_deadline_a_bar_runs_until_today(scene: duties.Scene) -> None:
    duties.issued(scene, due=duties.NO_DEADLINE)
    [bar] = drawn(duties.TODAY + 2 * DAY).bars
    assert (parts(bar), bar.due_at) == ([("planned", 14, 3)], None)


def test_what_is_only_encouraged_is_never_late(scene: duties.Scene) -> None:
    encouraged = models.Obligation.objects.get(code="thanh-toan")
    duties.issue(scene, obligation=encouraged, due=duties.by(date(2026, 11, 18)))
    [bar] = drawn(date(2026, 11, 28)).bars
    assert parts(bar) == [("planned", 14, 3)]


def test_bars_end_at_the_edge_of_the_window(scene: duties.Scene) -> None:
    duties.issued(scene, due=duties.by(date(2027, 3, 1)))
    [bar] = drawn(duties.TODAY).bars
    assert parts(bar) == [("planned", 14, 14)]
    [later] = drawn(duties.TODAY, queries.Window(date(2026, 12, 7), 4)).bars
    assert parts(later) == [("planned", 0, 28)]


def test_the_page_keeps_filters_and_asks_little(
    scene: duties.Scene, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: duties.NOW)
    client.force_login(scene.coordinator)
    duties.issue(scene, scene.cast.commune, scene.cast.sibling, scene.cast.office)
    address = reverse("directives:duty_timeline")
    with CaptureQueriesContext(connection) as captured:
        page = client.get(address, {"unit": scene.cast.district.pk, "weeks": "6"})
    assert len(captured) <= 25
    assert len(page.context["drawn"].bars) == 2
    body = page.content.decode()
    assert f"unit={scene.cast.district.pk}" in body
    assert "style=" not in body.split("<main", 1)[1].split("</main", 1)[0]
    late = client.get(address, {"time": "OVERDUE"})
    assert late.context["drawn"].bars == []


@pytest.mark.parametrize(
    "query", [{"from": "x"}, {"from": "0001-01-01"}, {"from": "9999-12-31"}, {"weeks": "-1"}]
)
def test_a_window_without_sense_is_the_one_around_today(
    scene: duties.Scene, client: Client, query: dict[str, str]
) -> None:
    client.force_login(scene.coordinator)
    window = client.get(reverse("directives:duty_timeline"), query).context["drawn"].window
    assert (window.weeks, window.first.weekday()) == (12, 0)
    assert window.holds(timezone.localdate())


def test_more_than_a_page_says_so(scene: duties.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaigns.directives.queries.timelines.MOST_ROWS", 1)
    duties.issue(scene, scene.cast.commune, scene.cast.sibling)
    found = drawn(duties.TODAY)
    assert (len(found.bars), found.has_more) == (1, True)
