"""Expected reports press: reminded before and on the day, a missing one climbs, an act stops it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.directives import models, queries, services, tasks
from campaigns.kernel import writing
from campaigns.notifications import models as notification_models
from campaigns.units import models as units_models
from tests.factories import cast as casts
from tests.factories import climbing, duties, refusals
from tests.factories import expectations as factory

A, L = models.ReportAct, models.Level
DUE = factory.DUE
# 24 November is a holiday: a working day before Wednesday 25 is Monday 23.
BEFORE = date(2026, 11, 23)
HEARS = {
    L.UNIT: date(2026, 11, 26),
    L.HEAD: date(2026, 11, 30),
    L.DEPARTMENT: date(2026, 12, 3),
    L.OFFICE: date(2026, 12, 8),
}


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


def sweep(day: date, hour: int = 9) -> int:
    return services.press_reports(by=casts.SYSTEM, at=factory.on(day, hour))


def sweep_until(last: date, first: date = factory.WEEK_ENDS) -> None:
    day = first
    while day <= last:
        sweep(day)
        day += factory.DAY


def made(row: models.ExpectedReport, act: models.ReportAct) -> list[tuple[int, date]]:
    rows = row.escalations.filter(act=act).order_by("level", "made_at")
    return [(one.level, timezone.localdate(one.made_at)) for one in rows]


def told(user: Any, act: str) -> list[str]:
    mine = notification_models.Notice.objects.filter(
        user=user, topic__startswith="directives.report.", topic__contains=f".{act}."
    )
    return list(mine.order_by("pk").values_list("text", flat=True))


def test_a_unit_is_reminded_before_and_on_the_day_once_each(scene: duties.Scene) -> None:
    row = factory.expected(scene)
    for day in (factory.WEEK_ENDS, BEFORE, BEFORE, DUE, DUE):
        sweep(day)
    assert made(row, A.REMINDED) == [(L.UNIT, BEFORE)]
    assert made(row, A.DUE) == [(L.UNIT, DUE)]
    for user in (scene.cast.officer, scene.cast.head):
        assert len(told(user, "REMINDED")) == len(told(user, "DUE")) == 1
    assert "17:00" in told(scene.cast.officer, "DUE")[0]
    assert all(scene.cast.commune.name_vi not in text for text in told(scene.cast.outsider, "DUE"))
    mine = notification_models.Notice.objects.get(user=scene.cast.head, topic__contains=".DUE.")
    assert (mine.kind, mine.needs_permission, mine.needs_unit) == (
        "DUTIES",
        "VIEW_OBLIGATION",
        scene.cast.commune.pk,
    )


def test_after_its_hour_nobody_is_reminded(scene: duties.Scene) -> None:
    row = factory.expected(scene)
    assert sweep(DUE, 18) == 0
    assert not row.escalations.exists()


def test_a_form_may_remind_earlier_or_not_at_all(scene: duties.Scene) -> None:
    row = factory.expected(scene, remind_days=0)
    sweep_until(DUE)
    assert made(row, A.REMINDED) == []
    assert made(row, A.DUE) == [(L.UNIT, DUE)]
    with pytest.raises(services.FormRefused):
        factory.make_form(scene, remind_days=11)


def test_of_a_daily_report_a_unit_is_reminded_on_the_day_alone_sundays_too(
    scene: duties.Scene,
) -> None:
    factory.make_form(scene, rhythm="DAILY", due_days=0, code="hang-ngay")
    sunday = factory.WEEK_ENDS
    factory.sweep(factory.on(sunday, 1))
    assert sweep(sunday) > 0
    acts = set(models.ReportEscalation.objects.values_list("act", "planned_date"))
    assert acts == {("DUE", sunday)}


def test_a_missing_report_climbs_a_level_at_a_time_and_the_unit_is_warned(
    scene: duties.Scene,
) -> None:
    office, row = climbing.office(scene), factory.expected(scene)
    sweep_until(date(2026, 12, 20))
    assert made(row, A.TOLD) == [(level, HEARS[level]) for level in L]
    listeners = [scene.cast.officer, scene.cast.head, scene.coordinator, office]
    for level, user in zip(L, listeners, strict=True):
        mine = [text for text in told(user, "TOLD") if scene.cast.commune.name_vi in text]
        assert mine or level == L.HEAD
    warned = [one.planned_date for one in row.escalations.filter(act=A.WARNED).order_by("pk")]
    assert warned == [HEARS[L.HEAD], HEARS[L.DEPARTMENT], HEARS[L.OFFICE]]
    assert len(told(scene.cast.head, "WARNED")) == 3
    events = audit_models.Event.objects.filter(
        verb="directives.report_escalated", subject_id=str(row.pk)
    )
    assert [one.after["level"] for one in events.order_by("pk")] == [one.name for one in L]
    assert row.pk not in queries.reports_to_climb(date(2026, 12, 20)), "not looked at again"


def _answer(scene: duties.Scene, row: models.ExpectedReport, how: str, at: datetime) -> None:
    if how == "report":
        factory.send(scene, row, at=at)
    elif how == "nothing":
        services.report_nothing(report=row, by=scene.cast.officer, at=at)
    else:
        services.excuse_reports(reports=[row], reason="Bão", by=scene.coordinator, at=at)


@pytest.mark.parametrize("how", ["report", "nothing", "excuse"])
def test_an_answer_stops_it(scene: duties.Scene, how: str) -> None:
    row = factory.expected(scene, lock_days=30)
    sweep_until(HEARS[L.UNIT])
    _answer(scene, row, how, factory.on(HEARS[L.UNIT], 15))
    sweep_until(date(2026, 12, 20), HEARS[L.UNIT])
    assert made(row, A.TOLD) == [(L.UNIT, HEARS[L.UNIT])]


def test_an_excuse_taken_back_lets_it_go_on_from_that_day(scene: duties.Scene) -> None:
    row = factory.expected(scene)
    sweep_until(HEARS[L.UNIT])
    who: dict[str, Any] = {"by": scene.coordinator, "at": factory.on(HEARS[L.UNIT], 15)}
    services.excuse_reports(reports=[row], reason="Bão", **who)
    row.refresh_from_db()
    again = date(2026, 12, 7)
    services.take_back_excuse(
        report=row, reason="Nhầm", by=scene.coordinator, at=factory.on(again, 15)
    )
    sweep_until(date(2026, 12, 9), again)
    assert made(row, A.TOLD) == [(L.UNIT, HEARS[L.UNIT]), (L.HEAD, date(2026, 12, 9))]


def test_while_it_is_unlocked_nobody_hears(scene: duties.Scene) -> None:
    row = factory.expected(scene, lock_days=0)
    sweep_until(HEARS[L.UNIT])
    services.unlock_report(
        report=row,
        reason="Mất mạng",
        until=factory.on(date(2026, 12, 5), 0),
        by=scene.coordinator,
        at=factory.on(HEARS[L.UNIT], 15),
    )
    sweep_until(date(2026, 12, 8), HEARS[L.UNIT])
    # The last day on which it may write is 4 December, a Friday: two working days later.
    assert made(row, A.TOLD) == [(L.UNIT, HEARS[L.UNIT]), (L.HEAD, date(2026, 12, 8))]


def test_what_is_no_longer_expected_or_too_old_presses_nobody(scene: duties.Scene) -> None:
    row = factory.expected(scene)
    sweep(DUE + queries.CLIMBS_FOR + timedelta(days=3))
    assert not row.escalations.exists()
    factory.set_ranges(scene.cast.commune, (factory.TODAY - timedelta(days=90), factory.TODAY))
    sweep_until(HEARS[L.HEAD])
    assert not row.escalations.exists()


def test_an_encouraged_obligation_reminds_and_never_climbs(scene: duties.Scene) -> None:
    form = factory.make_form(
        scene, obligation=models.Obligation.objects.get(code="thanh-toan"), code="khuyen-khich"
    )
    factory.sweep()
    row = factory.loaded(form, scene.cast.commune)
    sweep_until(date(2026, 12, 20))
    assert made(row, A.DUE) == [(L.UNIT, DUE)]
    assert made(row, A.TOLD) == []


def test_a_body_outside_the_command_is_not_brought_before_the_office(scene: duties.Scene) -> None:
    office, row = climbing.office(scene), factory.expected(scene)
    with writing.writing(by=casts.SYSTEM, at=factory.NOW) as write:
        units_models.UnitKind.objects.update(is_commanded=False)
        write.events += 1
    sweep_until(date(2026, 12, 20))
    assert [level for level, _on in made(row, A.TOLD)] == [L.UNIT, L.HEAD, L.DEPARTMENT]
    assert told(office, "TOLD") == []
    assert queries.reports_to_climb(date(2026, 12, 20)) == [], "nothing is looked at again"


def test_what_came_about_is_what_the_plan_said_before(scene: duties.Scene) -> None:
    climbing.office(scene)
    row = factory.expected(scene)
    calendar = queries.working_calendar()
    plan = queries.report_plans_of([row], calendar, on=factory.TODAY)
    assert {line.rung.level: line.on_date for line in plan} == HEARS
    sweep_until(date(2026, 12, 20))
    assert made(row, A.TOLD) == [(line.level, line.on_date) for line in plan]


def test_the_task_run_twice_and_killed_between_changes_nothing_more(
    scene: duties.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory.expected(scene)
    monkeypatch.setattr(timezone, "now", lambda: factory.on(HEARS[L.UNIT]))
    monkeypatch.setattr(services.climbing, "BATCH", 1)
    real, calls = services.report_climbing._press_batch, iter([True, False])

    def killed(*args: Any) -> int:
        if next(calls):
            return int(real(*args))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(services.report_climbing, "_press_batch", killed)
        with pytest.raises(KeyboardInterrupt):
            tasks.press_reports()
    assert models.ReportEscalation.objects.count() == 1
    tasks.press_reports()
    rows = list(models.ReportEscalation.objects.order_by("pk").values())
    assert len(rows) == 2
    tasks.press_reports()
    assert list(models.ReportEscalation.objects.order_by("pk").values()) == rows


def _step(row: models.ExpectedReport, **changes: Any) -> models.ReportEscalation:
    values: dict[str, Any] = {
        "report": row,
        "due_date": DUE,
        "level": L.UNIT,
        "act": A.TOLD,
        "planned_date": HEARS[L.UNIT],
        "people_count": 1,
        "made_at": factory.on(DUE),
    }
    return models.ReportEscalation(**(values | changes))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("directives_report_escalation_known_words", [{"level": 5}]),
        ("directives_report_escalation_in_its_time", [{"planned_date": BEFORE}]),
        ("directives_report_escalation_in_its_time", [{"act": "REMINDED"}]),
        ("directives_report_escalation_in_its_time", [{"act": "DUE"}]),
        ("directives_report_escalation_once", [{}, {"planned_date": date(2026, 12, 3)}]),
        ("directives_report_escalation_warned_once", [{"act": "WARNED"}, {"act": "WARNED"}]),
    ],
)
def test_the_database_refuses(
    scene: duties.Scene, constraint: str, changes: list[dict[str, Any]]
) -> None:
    row = factory.expected(scene)
    with refusals.refused_by(constraint):
        for change in changes:
            _step(row, **change).save()


def test_page_and_simulation_say_beforehand_who_hears_when(
    scene: duties.Scene, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = factory.expected(scene)
    monkeypatch.setattr(timezone, "now", lambda: factory.on(DUE))
    sweep(DUE)
    client.force_login(scene.cast.officer)
    page = client.get(reverse("directives:report", args=[row.pk])).content.decode()
    assert all(f"{day:%d/%m/%Y}" in page for day in HEARS.values())
    assert "Dieu-phoi" in page
    foretold = client.get(reverse("directives:simulation"))
    lines = [one for one in foretold.context["table"].rows if one.page == "directives:report"]
    assert {one.level: one.on_date for one in lines if one.row.pk == row.pk} == HEARS
    assert reverse("directives:report", args=[row.pk]) in foretold.content.decode()
