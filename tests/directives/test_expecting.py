"""Which reports are expected: periods, units that come and go, sweeps, the calendar."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.directives import models, queries, services, tasks
from campaigns.units import models as units_models
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import directives, duties
from tests.factories import expectations as factory
from tests.premises.test_races import at_once

DAY = factory.DAY
R = models.Rhythm


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


def _rows() -> set[tuple[int, date, date, date]]:
    rows = models.ExpectedReport.objects.order_by("pk")
    return set(rows.values_list("unit_id", "period_start_date", "period_end_date", "due_date"))


def test_each_commune_owes_the_running_week_once(scene: duties.Scene) -> None:
    factory.make_form(scene)
    assert factory.sweep() == 2
    week = (factory.TODAY, factory.WEEK_ENDS, factory.DUE)
    assert _rows() == {(u.pk, *week) for u in (scene.cast.commune, scene.cast.sibling)}
    row = models.ExpectedReport.objects.order_by("pk")[0]
    assert row.timely_until_at == factory.on(factory.DUE, 17)
    assert row.locks_at == factory.on(factory.DUE + 4 * DAY, 0)
    assert factory.sweep() == 0
    assert len(_rows()) == 2


def test_the_task_twice_makes_rows_once(
    scene: duties.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory.make_form(scene)
    monkeypatch.setattr(tasks.timezone, "now", lambda: factory.NOW)
    tasks.expect_reports()
    tasks.expect_reports()
    assert models.ExpectedReport.objects.count() == 2


def test_killed_half_way_the_next_sweep_does_the_rest(
    scene: duties.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory.make_form(scene, rhythm=R.DAILY)
    later = factory.NOW + timedelta(days=4)
    real, seen = queries.units_unasked, []

    def dies(form: models.ReportForm, period: queries.Period) -> list[int]:
        seen.append(period)
        if len(seen) == 4:  # each period asks twice: killed inside the second's transaction
            raise KeyboardInterrupt
        return real(form, period)

    monkeypatch.setattr(queries, "units_unasked", dies)
    with pytest.raises(KeyboardInterrupt):
        factory.sweep(later)
    assert models.ExpectedReport.objects.count() == 2
    monkeypatch.undo()
    assert factory.sweep(later) == 8
    assert factory.sweep(later) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_each_row_once() -> None:
    scene = duties.make_scene()
    factory.make_form(scene)
    results = at_once(factory.sweep, factory.sweep)
    assert [r for r in results if isinstance(r, int)], results
    assert models.ExpectedReport.objects.count() == 2


def test_days_without_a_worker_are_made_up_for(scene: duties.Scene) -> None:
    factory.make_form(scene, rhythm=R.DAILY)
    assert factory.sweep(factory.NOW + timedelta(days=9)) == 20


def test_nothing_is_expected_that_was_due_before_it_was_announced(scene: duties.Scene) -> None:
    early = factory.TODAY - timedelta(days=30)
    factory.make_form(scene, rhythm=R.DAILY, valid_from_date=early, due_days=0)
    factory.sweep()
    assert {row[1] for row in _rows()} == {factory.TODAY}


def test_a_merged_unit_leaves_the_period_to_its_successor(scene: duties.Scene) -> None:
    factory.make_form(scene)
    row = factory.expected(scene)
    last = factory.TODAY + 2 * DAY
    who: dict[str, Any] = {"by": casts.SYSTEM, "at": factory.NOW}
    units_services.end_unit(unit=scene.cast.commune, last_date=last, **who)
    new = units_services.UnitDraft(
        "22899", "commune", "Xã Bác Ái Đông", "x", "x", last + DAY, "584"
    )
    founded = units_services.found_units(drafts=[new], **who)["22899"]
    assert factory.sweep() == 1
    after = factory.on(date(2026, 12, 20))
    assert factory.outcome(row, after) == models.Outcome.NOT_EXPECTED
    heir = models.ExpectedReport.objects.get(unit=founded)
    assert heir.period_start_date == factory.TODAY
    assert factory.outcome(heir, after) == models.Outcome.MISSING
    with pytest.raises(services.ReportRefused, match="không còn"):
        factory.send(scene, factory.loaded(row.form, scene.cast.commune))


def test_a_paused_unit_owes_nothing_and_owes_again(scene: duties.Scene) -> None:
    form = factory.make_form(scene)
    factory.set_ranges(
        scene.cast.commune,
        (casts.START, factory.TODAY + DAY),
        (factory.WEEK_ENDS + DAY, None),
    )
    factory.sweep()
    assert not models.ExpectedReport.objects.filter(unit=scene.cast.commune).exists()
    factory.sweep(factory.NOW + timedelta(days=7))
    assert factory.loaded(form, scene.cast.commune).period_start_date == factory.WEEK_ENDS + DAY


def test_an_ended_form_and_an_ended_campaign_expect_nothing(scene: duties.Scene) -> None:
    row = factory.expected(scene)
    factory.make_form(scene, valid_to_date=factory.WEEK_ENDS - DAY)
    assert factory.outcome(row, factory.NOW) == models.Outcome.NOT_EXPECTED
    assert factory.sweep(factory.NOW + timedelta(days=7)) == 0
    factory.make_form(scene)
    assert factory.outcome(row, factory.NOW) == models.Outcome.NOT_DUE
    campaign = row.form.obligation.clause.directive.campaign
    values = {"ends_date": factory.WEEK_ENDS - DAY}
    services.save_campaign(code=campaign.code, values=values, by=casts.SYSTEM, at=factory.NOW)
    assert factory.outcome(row, factory.NOW) == models.Outcome.NOT_EXPECTED
    assert factory.sweep(factory.NOW + timedelta(days=7)) == 0


def test_units_by_name_count_only_under_the_collector(scene: duties.Scene) -> None:
    form = factory.make_form(
        scene,
        collector=scene.cast.district,
        units=[scene.cast.office, scene.cast.commune],
        kinds=[],
    )
    assert list(queries.units_expected(form, on=factory.TODAY)) == [scene.cast.commune]


@pytest.mark.parametrize(
    "changes",
    [
        {"name_vi": " "},
        {"questions": ()},
        {"questions": (models.Question("a", "x"), models.Question("a", "y"))},
        {"questions": (models.Question("Ô", "x"),)},
        {"questions": tuple(models.Question(f"q{n}", "x") for n in range(21))},
        {"kinds": [], "units": []},
        {"due_days": 61},
        {"lock_days": 400},
        {"valid_to_date": factory.TODAY - DAY},
    ],
)
def test_a_form_without_sense_is_refused(scene: duties.Scene, changes: dict[str, Any]) -> None:
    with pytest.raises(services.FormRefused):
        factory.make_form(scene, **changes)
    assert not models.ReportForm.objects.exists()


def test_the_rhythm_stays_once_reports_are_expected(scene: duties.Scene) -> None:
    factory.expected(scene)
    with pytest.raises(services.FormRefused):
        factory.make_form(scene, rhythm=R.DAILY)


def test_a_new_holiday_moves_what_nobody_sent(scene: duties.Scene) -> None:
    sent = factory.expected(scene)
    other = factory.expected(scene, scene.cast.sibling)
    factory.send(scene, sent)
    [move] = queries.report_moves(
        factory.DUE, queries.calendar_with(factory.DUE, queries.Entered(False, "x", "y"))
    )
    assert (move.from_date, move.to_date, move.count) == (factory.DUE, factory.DUE + DAY, 1)
    day = directives.enter_day(factory.DUE)
    other.refresh_from_db()
    sent.refresh_from_db()
    assert sent.due_date == factory.DUE
    assert (other.due_date, other.original_due_date) == (factory.DUE + DAY, factory.DUE)
    assert other.timely_until_at == factory.on(factory.DUE + DAY, 17)
    assert other.locks_at == factory.on(factory.DUE + 5 * DAY, 0)
    services.remove_day(day=day, reason="Nhầm", by=casts.SYSTEM, at=factory.NOW)
    other.refresh_from_db()
    assert other.due_date == factory.DUE


RANGES = st.lists(
    st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(0, 20))),
    max_size=3,
    unique_by=lambda pair: pair[0],
)
SWEEPS = st.lists(st.integers(0, 60), min_size=1, max_size=4)
HOLIDAYS = st.sets(st.sampled_from([24 + n for n in range(20)]), max_size=3)


def _plain(
    rhythm: str,
    ranges: list[tuple[date, date | None]],
    sweeps: list[datetime],
    form: models.ReportForm,
) -> set[date]:
    """First days of the periods expected, a day at a time."""
    found = set()
    for at in sweeps:
        today = at.astimezone(factory.NOW.tzinfo).date()
        for back in range(-31, 36):
            day = today - back * DAY
            start = {"DAILY": day, "WEEKLY": day - day.weekday() * DAY}.get(
                rhythm, day.replace(day=1)
            )
            end = start
            while rhythm != "DAILY" and not _is_last(rhythm, end):
                end += DAY
            works = any(a <= end and (b is None or end <= b) for a, b in ranges)
            is_near = start <= today and end >= today - 35 * DAY
            if works and is_near and end >= form.valid_from_date:
                found.add(start)
    return found


def _is_last(rhythm: str, day: date) -> bool:
    return day.weekday() == 6 if rhythm == "WEEKLY" else (day + DAY).day == 1


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rhythm=st.sampled_from(list(R)), spans=RANGES, days=SWEEPS, off=HOLIDAYS)
def test_expected_is_what_a_plain_recomputation_says(
    scene: duties.Scene,
    rhythm: models.Rhythm,
    spans: list[tuple[int, int | None]],
    days: list[int],
    off: set[int],
) -> None:
    unit = scene.cast.commune
    ranges = [
        (factory.TODAY + a * DAY, None if n is None else factory.TODAY + (a + n) * DAY)
        for a, n in spans
    ]
    sweeps = [factory.NOW + timedelta(days=n) for n in days]
    with transaction.atomic():
        factory.set_ranges(unit, *ranges)
        form = factory.make_form(scene, rhythm=rhythm, units=[unit], kinds=[], due_days=3)
        for at in sweeps:
            factory.sweep(at)
        _turn(off)
        assert factory.sweep(sweeps[-1]) == 0
        calendar = queries.working_calendar()
        rows = models.ExpectedReport.objects.order_by("pk")
        assert {row.period_start_date for row in rows} == _plain(rhythm, ranges, sweeps, form)
        for row in rows:
            assert row.due_date == queries.due_of(rhythm, row.period_end_date, 3, calendar)
            assert row.due_date == factory.on(row.due_date, 17).date()
            assert row.timely_until_at == factory.on(row.due_date, 17)
        transaction.set_rollback(True)


def _turn(off: set[int]) -> None:
    for n in off:
        day = factory.TODAY + n * DAY
        if queries.working_calendar().is_working_day(day):
            directives.enter_day(day)


def test_units_by_kind_are_those_of_the_day(scene: duties.Scene) -> None:
    form = factory.make_form(scene)
    assert units_models.Unit.objects.filter(kind__code="commune").count() == 2
    assert queries.units_expected(form, on=casts.START - DAY).count() == 0
