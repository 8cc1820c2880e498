"""Lists of more duties than are counted: what they say of numbers, pages, order and units."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.directives import models, queries, services
from campaigns.directives.queries import issuing
from campaigns.kernel import counting, roles
from campaigns.units import permissions as units_permissions
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import duties

T = models.TimeState


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


def _every_kind(scene: duties.Scene) -> models.Marks:
    """Duties that stand in every way: paused, of an ended unit, encouraged, without a deadline,
    late and on time."""
    cast, now, today = scene.cast, timezone.now(), timezone.localdate()
    far = services.Due(models.DueRule.FIXED, None, today + timedelta(days=90))
    soon = services.Due(models.DueRule.WORKING_DAYS, 1)
    at = now - timedelta(days=60)
    over, due = duties.by(timezone.localdate(at) + timedelta(days=10)), duties.within(30)
    duties.issue(scene, cast.commune, at=at, due=over)
    [paused] = duties.issue(scene, cast.sibling, at=at, due=over)
    services.pause(assignment=duties.loaded(paused.pk), reason="Bão", by=scene.coordinator, at=now)
    duties.issue(scene, cast.office, at=now, due=soon)
    duties.issue(scene, cast.station, at=now, due=far)
    duties.issue(scene, cast.district, at=now, due=duties.NO_DEADLINE)
    duties.issue(scene, cast.province, at=at, due=due)
    return queries.marks_on(today, queries.working_calendar())


def _exact(rows: models.AssignmentQuerySet, marks: models.Marks) -> dict[str, int]:
    timed = rows.in_force().timed(marks)
    return {state: timed.filter(time_state=state).count() for state in T.values}


def test_counted_each_by_itself_they_are_as_many(scene: duties.Scene) -> None:
    marks = _every_kind(scene)
    rows = models.Assignment.objects.all()
    for day in (0, 20, 40, 120):
        later = queries.marks_on(marks.on + timedelta(days=day), queries.working_calendar())
        for is_many in (False, True):
            counts = queries.counts_by_time(rows, marks=later, is_many=is_many)
            assert {one.state.value: one.count.number for one in counts} == _exact(rows, later)
        for state in T:
            alone = set(rows.in_force().timed(later).filter(time_state=state))
            assert set(rows.standing(state, marks=later)) == alone, (day, state)


def test_duties_of_ended_units_and_done_ones_count_alike(scene: duties.Scene) -> None:
    marks = _every_kind(scene)
    row = models.Assignment.objects.get(unit=scene.cast.commune)
    services.report_done(
        assignment=duties.loaded(row.pk),
        draft=duties.said(),
        by=scene.cast.officer,
        at=timezone.now(),
    )
    units_services.end_unit(
        unit=scene.cast.sibling,
        last_date=marks.on - timedelta(days=30),
        reason="Sáp nhập",
        by=scene.coordinator,
        at=timezone.now(),
    )
    rows = models.Assignment.objects.all()
    for state in T:
        alone = set(rows.in_force().timed(marks).filter(time_state=state))
        assert set(rows.standing(state, marks=marks)) == alone, state
    counts = queries.counts_by_time(rows, marks=marks, is_many=True)
    assert {one.state.value: one.count.number for one in counts} == _exact(rows, marks)
    assert next(one.count.number for one in counts if one.state == T.DONE_LATE) == 1


def test_a_long_list_says_more_than_and_pages_as_far(
    scene: duties.Scene, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    _every_kind(scene)
    monkeypatch.setattr(counting, "MOST", 3)
    client.force_login(scene.coordinator)
    address = reverse("directives:assignment_list")
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address, {"page": "999"})
    assert len(asked) <= 25
    table = page.context["table"]
    assert table.state.total == counting.Count(3, is_more=True)
    assert len(table.rows) == 3
    assert "hơn 3 dòng" in page.content.decode()
    sortable = {column.key for column in table.columns if column.is_sortable}
    assert sortable == {"unit", "current_due_date", "state"}
    narrowed = client.get(address, {"unit": scene.cast.commune.pk, "sort": "clause"})
    assert narrowed.context["table"].state.sort == "clause"
    board = client.get(reverse("directives:duty_board"))
    issued = next(c for c in board.context["columns"] if c.state == models.AssignmentState.ISSUED)
    assert issued.count == counting.Count(3, is_more=True)
    assert "hơn 3" in board.content.decode()


def test_of_many_units_the_filter_offers_the_top_and_what_is_below_the_chosen(
    scene: duties.Scene, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, today = scene.cast, timezone.localdate()
    everything = queries.units_to_see(scene.coordinator, on=today)
    assert cast.commune in everything
    monkeypatch.setattr(issuing, "MOST_OFFERED", 4)
    top = queries.units_to_see(scene.coordinator, on=today)
    assert {unit.pk for unit in top} == {
        cast.province.pk, cast.district.pk, cast.office.pk, cast.station.pk,
    }  # fmt: skip
    below = queries.units_to_see(scene.coordinator, on=today, chosen=str(cast.district.pk))
    assert {unit.pk for unit in below} - {unit.pk for unit in top} == {
        cast.commune.pk, cast.sibling.pk,
    }  # fmt: skip
    for strange in ("", "x", "-1", "9" * 40, "999999"):
        assert queries.units_to_see(scene.coordinator, on=today, chosen=strange) == top
    monkeypatch.setattr(issuing, "MOST_OFFERED", 1)
    mine = queries.units_to_see(scene.district_officer, on=today, chosen=str(cast.province.pk))
    assert [unit.pk for unit in mine] == [cast.district.pk]
    [row] = duties.issue(scene, at=timezone.now())
    client.force_login(scene.coordinator)
    page = client.get(reverse("directives:assignment_list"), {"unit": cast.commune.pk})
    assert [shown.pk for shown in page.context["table"].rows] == [row.pk]


def test_who_reaches_every_unit_is_asked_about_none(
    scene: duties.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(units_permissions, "_MOST_LISTED", 1)
    view, today = roles.Permission.VIEW_OBLIGATION, timezone.localdate()
    assert units_permissions.once_in(scene.coordinator, view, on=today) == [None]
    [some] = units_permissions.once_in(scene.district_officer, view, on=today)
    assert some is not None
    rows = models.Assignment.objects.all()
    duties.issue(scene, scene.cast.commune, scene.cast.office, at=timezone.now())
    assert rows.visible_to(scene.coordinator, on=today).count() == 2
    assert rows.visible_to(scene.district_officer, on=today).count() == 1
    draft = units_services.UnitDraft(
        "99", "province", "Tỉnh khác", "Tỉnh khác", "Tỉnh khác", casts.START
    )
    units_services.found_units(drafts=[draft], by=casts.SYSTEM, at=casts.NOW)
    assert units_permissions.once_in(scene.coordinator, view, on=today) != [None]
    assert rows.visible_to(scene.coordinator, on=today).count() == 2
