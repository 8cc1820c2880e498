"""The board and the month: the same duties as in the list, counted alike."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.directives import models, services
from tests.factories import duties


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


@pytest.fixture
def coordinator(scene: duties.Scene, client: Client) -> Client:
    client.force_login(scene.coordinator)
    return client


def _listed(client: Client, **query: str) -> int:
    page = client.get(reverse("directives:assignment_list"), query)
    return page.context["table"].state.total_count


def test_the_board_counts_as_the_list_does(scene: duties.Scene, coordinator: Client) -> None:
    duties.reported(scene)
    duties.issue(scene, scene.cast.sibling, scene.cast.office)
    with CaptureQueriesContext(connection) as captured:
        page = coordinator.get(reverse("directives:duty_board"))
    assert len(captured) <= 25
    columns = {column.state: column for column in page.context["columns"]}
    assert columns[models.AssignmentState.ISSUED].count.number == 2
    for state, column in columns.items():
        assert column.count.number == len(column.rows) == _listed(coordinator, state=state.value)
    narrowed = coordinator.get(reverse("directives:duty_board"), {"q": "phuoc chinh"})
    assert sum(column.count.number for column in narrowed.context["columns"]) == 1


def test_the_month_counts_as_the_list_does(scene: duties.Scene, coordinator: Client) -> None:
    day = timezone.localdate() + timedelta(days=40)
    draft = services.Due(models.DueRule.FIXED, None, day)
    row = duties.issue(scene, at=timezone.now(), due=draft)[0]
    due = row.current_due_date
    assert due is not None
    with CaptureQueriesContext(connection) as captured:
        page = coordinator.get(reverse("directives:duty_month"), {"month": f"{due:%Y-%m}"})
    assert len(captured) <= 25
    shown = {one.day: one for one in page.context["days"]}
    assert shown[due].total == 1
    assert _listed(coordinator, due_from=due.isoformat(), due_to=due.isoformat()) == 1
    assert len(page.context["days"]) % 7 == 0


def test_days_off_are_named(coordinator: Client) -> None:
    page = coordinator.get(reverse("directives:duty_month"), {"month": "2026-02"})
    shown = {one.day: one for one in page.context["days"]}
    assert shown[date(2026, 2, 17)].day_off == "nghỉ lễ: Tết Nguyên Đán"
    assert shown[date(2026, 2, 23)].day_off == ""


@pytest.mark.parametrize("month", ["", "2026-13", "x", "0001-01", "2026-02-03"])
def test_a_month_that_makes_no_sense_is_this_one(coordinator: Client, month: str) -> None:
    page = coordinator.get(reverse("directives:duty_month"), {"month": month})
    assert page.context["first"] == timezone.localdate().replace(day=1)
