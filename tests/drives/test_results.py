"""What came of drives: different numbers, each opening the list that it counts."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from campaigns.drives import models, queries, services
from campaigns.kernel import roles
from tests.factories import cast as casts
from tests.factories import drives as factory
from tests.factories import territory
from tests.rendering import keep_contexts

__all__ = ["keep_contexts"]
NOW = factory.NOW
TODAY = date(2026, 11, 16)


@pytest.fixture
def scene(db: None, settings: Settings) -> factory.Scene:
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    return factory.make_scene()


@pytest.fixture
def organiser(scene: factory.Scene, client: Client) -> Client:
    client.force_login(scene.organiser)
    return client


def log(drive: models.Drive, /, at: Any = NOW, **changes: Any) -> None:
    """One record by a phone of its own."""
    phone, _secret = factory.join(drive)
    payload = factory.payload_of(drive, **changes)
    sent = factory.envelope_of(payload, captured_at=at, schema_version=2)
    (answer,) = services.receive_support([sent], by=phone, at=NOW)
    assert answer.verdict == 201, answer.message


def results(scene: factory.Scene) -> queries.Results:
    return queries.results_of(queries.scope_of_drive(scene.drive), queries.Days())


def address(scene: factory.Scene) -> str:
    return reverse("drives:drive_results", args=[scene.drive.pk])


def test_people_acts_and_visits_are_different_numbers(scene: factory.Scene) -> None:
    log(scene.drive)
    log(scene.drive, people=3, counts=[], households=5, reasons=[{"reason": "BUSY", "count": 2}])
    found = results(scene)
    assert (found.people, found.entries, found.households) == (15, 2, 5)
    assert found.acts == {"INSTALLED": 11, "DECLARED": 5, "NO_SMARTPHONE": 1}
    assert found.acts_count == 17
    assert [(a.name, a.installed, a.declared) for a in found.apps] == [
        ("Tờ khai y tế", 0, 0), ("NCOVI", 7, 5), ("Bluezone", 4, 0),
    ]  # fmt: skip
    assert [(code, count) for code, _words, count in found.reasons] == [("BUSY", 2)]


def test_what_is_held_back_stands_beside_and_in_no_total(
    scene: factory.Scene, organiser: Client
) -> None:
    log(scene.drive, people=12)
    log(scene.drive, people=5000, counts=[])
    page = organiser.get(address(scene))
    found = page.context["found"]
    assert (found.people, found.held) == (12, queries.Held(5000, 1))
    assert sum(part.people for part in found.by_day) == 12
    assert "chờ xác nhận" in page.content.decode()
    rows = organiser.get(page.context["links"]["held"])
    assert (rows.context["people"], rows.context["table"].state.total_count) == (5000, 1)


@pytest.mark.parametrize(
    ("target", "shown"), [(None, None), (12, "100%"), (10, "120%"), (24, "50%")]
)
def test_a_target_is_shown_as_it_is_and_never_clamped(
    scene: factory.Scene, organiser: Client, target: int | None, shown: str | None
) -> None:
    drive = factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser, target_residents=target
    )
    log(drive)
    page = organiser.get(reverse("drives:drive_results", args=[drive.pk]))
    assert (page.context["found"].target is None) == (target is None)
    assert shown is None or shown in page.content.decode()


def test_drives_without_a_target_are_left_out_of_its_fulfilment(scene: factory.Scene) -> None:
    aiming = factory.make_drive(
        scene.movement, scene.cast.sibling, scene.organiser, name="Có mục tiêu", target_residents=20
    )
    log(aiming, people=15)
    log(scene.drive, people=100)
    scope = queries.scope_of_movement(scene.movement, models.Drive.objects.all())
    target = queries.results_of(scope, queries.Days()).target
    assert target == queries.Target(wanted=20, reached=15, drives=1, without=1)
    assert target.fulfilment == 0.75


def test_every_figure_opens_a_list_with_the_same_count(
    scene: factory.Scene, organiser: Client
) -> None:
    hamlet = territory.make_hamlets(scene.cast.commune, ["Thôn 1"])[0]
    log(scene.drive, people=12, setting="MARKET")
    log(scene.drive, people=7, setting="HOUSEHOLD_VISIT", hamlet=hamlet.pk, households=4,
        reasons=[{"reason": "NOT_HOME", "count": 1}], at=NOW - timedelta(minutes=30))  # fmt: skip
    page = organiser.get(address(scene))
    found, links = page.context["found"], page.context["links"]
    assert organiser.get(links["entries"]).context["people"] == found.people == 19
    for kind, parts in (
        ("places", found.places), ("days", found.by_day), ("settings", found.settings)
    ):  # fmt: skip
        assert sum(part.people for part in parts) == found.people
        for part in parts:
            rows = organiser.get(links["part"][kind, part.key])
            assert rows.context["people"] == part.people, (kind, part.label)
            assert rows.context["table"].state.total_count == part.entries
    assert organiser.get(links["acts"]).context["total"] == found.acts_count
    for outcome, link in links["outcome"].items():
        assert organiser.get(link).context["total"] == found.acts.get(outcome, 0)
    for (app, outcome), link in links["app"].items():
        shown = next(a for a in found.apps if a.app_id == app)
        assert organiser.get(link).context["total"] == getattr(shown, outcome.lower())
    for code, _words, count in found.reasons:
        assert organiser.get(links["reason"][code]).context["total"] == count


def test_the_days_in_the_address_narrow_every_number(
    scene: factory.Scene, organiser: Client
) -> None:
    log(scene.drive)
    for days, people in (
        ({"from": "2026-11-16", "to": "2026-11-16"}, 12),
        ({"to": "2026-11-15"}, 0),
        ({"from": "2026-11-17"}, 0),
        ({"from": "hôm qua"}, 12),
    ):
        page = organiser.get(address(scene), days)
        assert page.context["found"].people == people, days
        assert organiser.get(page.context["links"]["entries"]).context["people"] == people


def test_a_movement_shows_the_drives_that_the_reader_sees(
    scene: factory.Scene, client: Client
) -> None:
    other = factory.make_drive(
        scene.movement,
        scene.cast.sibling,
        scene.organiser,
        name="Xã bên",
        organiser=scene.cast.sibling,
    )
    log(scene.drive, people=12)
    log(other, people=30)
    movement = reverse("drives:movement_results", args=[scene.movement.pk])
    for reader, people in ((scene.organiser, 42), (scene.cast.head, 12)):
        client.force_login(reader)
        page = client.get(movement)
        assert page.context["found"].people == people
        assert client.get(page.context["links"]["entries"]).context["people"] == people


def test_a_place_counts_what_was_done_in_it_and_under_it(
    scene: factory.Scene, organiser: Client
) -> None:
    log(scene.drive, people=12)
    for unit, people in (
        (scene.cast.district, 12),
        (scene.cast.commune, 12),
        (scene.cast.sibling, 0),
    ):
        page = organiser.get(reverse("drives:place_results", args=[unit.pk]))
        assert page.context["found"].people == people
        assert organiser.get(page.context["links"]["entries"]).context["people"] == people


def closed_drives(scene: factory.Scene, *people: int) -> None:
    for number, count in enumerate(people):
        drive = factory.make_drive(
            scene.movement, scene.cast.sibling, scene.organiser, name=f"Đợt {number}"
        )
        if count:
            log(drive, people=count)
        services.close_drive(drive=drive, by=scene.organiser, at=NOW)


def test_a_drive_stands_among_others_that_are_not_named(
    scene: factory.Scene, organiser: Client
) -> None:
    closed_drives(scene, 3, 0, 40)
    log(scene.drive, people=12)
    page = organiser.get(address(scene))
    chart = next(c for c in page.context["charts"] if c.key == "standing")
    assert [row[1] for row in chart.rows] == [12, 0, 3, 40]
    assert "2" in chart.finding
    assert "Đợt" not in json.dumps(chart.spec, ensure_ascii=False)


def test_few_other_drives_are_no_comparison(scene: factory.Scene) -> None:
    closed_drives(scene, 3, 5)
    assert queries.standing_of(scene.drive, 12) is None


def test_charts_say_what_they_show_in_a_title_in_words_and_in_a_table(
    scene: factory.Scene, organiser: Client
) -> None:
    territory.make_hamlets(scene.cast.commune, ["Thôn 1"])
    log(scene.drive, people=12, setting="MARKET")
    log(scene.drive, people=5, setting="SCHOOL",
        hamlet=queries.hamlets_of(scene.drive, on=TODAY)[0].pk)  # fmt: skip
    charts = organiser.get(address(scene)).context["charts"]
    assert [chart.key for chart in charts] == ["apps", "days", "places", "settings"]
    for chart in charts:
        assert chart.finding
        assert chart.alt
        assert chart.rows
        assert all(len(row) == len(chart.columns) for row in chart.rows)
    places = next(c for c in charts if c.key == "places")
    assert places.rows[0][:2] == ("Xã Phước Đại", 12)
    assert "71%" in places.finding


def test_many_days_are_drawn_by_weeks(scene: factory.Scene) -> None:
    from campaigns.drives.views import result_charts

    part = [queries.Part(TODAY - timedelta(days=n), "", {}, 2, 1, 0) for n in range(100, -1, -1)]
    found = results(scene)
    object.__setattr__(found, "by_day", tuple(part))
    chart = next(c for c in result_charts.charts_of(found) if c.key == "days")
    assert len(chart.spec["data"]["values"]) in {15, 16}
    assert len(chart.rows) == 101


def test_nothing_recorded_is_said_and_not_drawn(scene: factory.Scene, organiser: Client) -> None:
    page = organiser.get(address(scene))
    assert page.context["charts"] == []
    assert "Chưa ghi nhận gì" in page.content.decode()


@pytest.mark.parametrize("table", ["places", "days", "settings", "apps", "outcomes", "nonsense"])
def test_each_table_is_a_file(scene: factory.Scene, organiser: Client, table: str) -> None:
    log(scene.drive)
    answer = organiser.get(address(scene), {"table": table, "export": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) > 1
    assert any("12" in line or "7" in line or "11" in line for line in lines[1:])


def test_the_page_asks_the_same_number_of_times_whatever_was_recorded(
    scene: factory.Scene, organiser: Client
) -> None:
    hamlets = territory.make_hamlets(scene.cast.commune, [f"Thôn {n}" for n in range(8)])

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert organiser.get(address(scene)).status_code == 200
        return len(captured)

    log(scene.drive)
    count()  # the first request of a session writes it
    few = count()
    for number, hamlet in enumerate(hamlets):
        log(scene.drive, hamlet=hamlet.pk, at=NOW - timedelta(minutes=number),
            setting=models.Setting.values[number])  # fmt: skip
    closed_drives(scene, 1, 2, 3, 4)
    assert count() == few <= 25


def test_the_list_of_acts_is_filtered_and_exported(scene: factory.Scene, organiser: Client) -> None:
    log(scene.drive)
    acts = reverse("drives:acts")
    assert organiser.get(acts, {"outcome": "INSTALLED"}).context["total"] == 11
    assert organiser.get(acts, {"app": scene.apps["ncovi"].pk}).context["total"] == 12
    assert organiser.get(acts, {"app": "x", "outcome": "?", "unit": "-1"}).context["total"] == 17
    answer = organiser.get(acts, {"export": "csv"})
    assert len(b"".join(answer.streaming_content).splitlines()) == 5


def test_withdrawn_records_are_in_no_list(scene: factory.Scene, organiser: Client) -> None:
    log(scene.drive)
    entry = models.SupportEntry.objects.get()
    services.withdraw_entry(entry=entry, reason="Ghi nhầm", by=scene.organiser, at=NOW)
    assert organiser.get(reverse("drives:acts")).context["total"] == 0
    assert results(scene).people == 0


def test_a_stranger_finds_no_results(scene: factory.Scene, client: Client) -> None:
    client.force_login(casts.make_person("stranger", roles.Role.ORGANISER, scene.cast.station))
    for name, pk in (
        ("drive_results", scene.drive.pk),
        ("place_results", scene.cast.commune.pk),
    ):
        assert client.get(reverse(f"drives:{name}", args=[pk])).status_code == 404, name
    log(scene.drive)
    page = client.get(reverse("drives:movement_results", args=[scene.movement.pk]))
    assert page.context["found"].people == 0
