"""If nobody moves, who hears what when: the page foretells just what the sweep then tells."""

import sys
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.directives import models, services
from tests.factories import climbing, directives, duties

L = models.Level
HEARS = climbing.HEARS
ADDRESS = "/desk/directives/simulation/"


@pytest.fixture
def scene(db: None, monkeypatch: pytest.MonkeyPatch) -> duties.Scene:
    monkeypatch.setattr("django.utils.timezone.now", lambda: duties.NOW)
    made = duties.make_scene()
    climbing.office(made)
    return made


@pytest.fixture
def coordinator(scene: duties.Scene, client: Client) -> Client:
    client.force_login(scene.coordinator)
    return client


def _lines(client: Client, **query: Any) -> list[tuple[date, int, int]]:
    page = client.get(ADDRESS, query)
    assert page.status_code == 200
    return [(line.on_date, line.level, line.row.pk) for line in page.context["table"].rows]


def test_it_foretells_what_the_sweep_tells(scene: duties.Scene, coordinator: Client) -> None:
    directives.enter_day(date(2026, 12, 8), name="Nghỉ bão")
    rows = duties.issue(scene, scene.cast.commune, scene.cast.sibling)
    foretold = set(_lines(coordinator))
    climbing.sweep_until(date(2026, 12, 31))
    told = {(day, level, row.pk) for row in rows for level, day in climbing.told(row).items()}
    assert foretold == told
    assert len(told) == 8
    assert models.Escalation.objects.filter(act="TOLD").count() == 8, "looking told nobody"


def test_it_is_narrowed_by_unit_task_level_and_day(
    scene: duties.Scene, coordinator: Client
) -> None:
    _other, row = duties.issue(scene, scene.cast.commune, scene.cast.sibling)
    mine = [(day, level.value, row.pk) for level, day in HEARS.items()]
    assert _lines(coordinator, unit=scene.cast.commune.pk) == mine
    assert _lines(coordinator, unit=scene.cast.commune.pk, since="2026-12-09") == mine[2:]
    assert _lines(coordinator, unit=scene.cast.commune.pk, level=2) == mine[1:2]
    letter = scene.obligation.clause.directive_id
    assert len(_lines(coordinator, directive=letter, obligation=scene.obligation.pk)) == 8
    other = models.Obligation.objects.get(code="kiem-tra")
    assert _lines(coordinator, obligation=other.pk) == []
    assert len(_lines(coordinator, unit="x", since="hôm nay", level="9")) == 8


def test_what_does_not_climb_is_not_there(scene: duties.Scene, coordinator: Client) -> None:
    by_code = {one.code: one for one in models.Obligation.objects.all()}
    duties.issued(scene, obligation=by_code["thanh-toan"])
    paused = duties.issued(scene, obligation=by_code["kiem-tra"])
    services.pause(assignment=paused, reason="Bão", by=scene.coordinator, at=duties.NOW)
    duties.reported(scene)
    assert _lines(coordinator) == []
    assert "empty" in coordinator.get(ADDRESS).content.decode()


def test_a_unit_sees_its_own_alone(scene: duties.Scene, client: Client) -> None:
    _other, row = duties.issue(scene, scene.cast.commune, scene.cast.sibling)
    client.force_login(scene.cast.officer)
    assert {pk for _day, _level, pk in _lines(client)} == {row.pk}
    assert _lines(client, unit=scene.cast.sibling.pk) == _lines(client), "no choice of theirs"


def test_it_is_taken_along_as_a_file(scene: duties.Scene, coordinator: Client) -> None:
    duties.issued(scene)
    file = b"".join(coordinator.get(ADDRESS, {"export": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]
    assert len(file.strip().splitlines()) == 5
    assert "2026-12-14" in file
    assert "Xã Phước Đại" in file


def test_many_duties_are_asked_for_as_often_as_one(
    scene: duties.Scene, coordinator: Client
) -> None:
    coordinator.get(ADDRESS)
    counts = []
    for units in ([scene.cast.commune], [scene.cast.sibling, scene.cast.district]):
        duties.issue(scene, *units)
        with CaptureQueriesContext(connection) as caught:
            coordinator.get(reverse("directives:simulation"))
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_more_duties_than_are_counted_are_said_to_be_cut(
    scene: duties.Scene, coordinator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules["campaigns.directives.views.simulation"]  # the view hides it by name
    monkeypatch.setattr(module, "MOST_DUTIES", 1)
    duties.issue(scene, scene.cast.commune)
    assert not coordinator.get(ADDRESS).context["is_cut"]
    duties.issue(scene, scene.cast.sibling)
    page = coordinator.get(ADDRESS)
    assert page.context["is_cut"]
    assert len(page.context["table"].rows) == 4
