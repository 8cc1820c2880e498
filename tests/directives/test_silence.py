"""The sweep: who is told of silence and warned of it, each once, and what stops it."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.audit import models as audit_models
from campaigns.directives import models, queries, services, tasks
from campaigns.kernel import writing
from campaigns.notifications import models as notification_models
from campaigns.units import models as units_models
from tests.factories import cast as casts
from tests.factories import climbing, directives, duties, refusals

L = models.Level
DUE, HEARS = climbing.DUE, climbing.HEARS
FIRST = HEARS[L.UNIT]


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


def test_silence_climbs_a_level_at_a_time_and_no_further(scene: duties.Scene) -> None:
    office, row = climbing.office(scene), duties.issued(scene)
    listeners = [scene.cast.officer, scene.cast.head, scene.coordinator, office]
    for level, day in HEARS.items():
        climbing.sweep_until(day)
        assert climbing.told(row) == {lower: HEARS[lower] for lower in L if lower <= level}
        assert [len(climbing.calls(user)) for user in listeners] == [
            1 if other <= level else 0 for other in L
        ]
    climbing.sweep_until(date(2026, 12, 31))
    assert climbing.told(row) == HEARS
    assert climbing.calls(scene.cast.outsider) == []
    events = audit_models.Event.objects.filter(verb="directives.silence_escalated")
    assert [event.after["level"] for event in events.order_by("pk")] == [one.name for one in L]
    kinds = notification_models.Notice.objects.filter(topic__startswith="directives.climb.")
    assert set(kinds.values_list("kind", flat=True)) == {"ESCALATIONS"}


def test_the_unit_is_warned_before_each_level_above_it_hears(scene: duties.Scene) -> None:
    climbing.office(scene)
    duties.issued(scene)
    climbing.sweep_until(date(2026, 12, 3))
    assert climbing.calls(scene.cast.head) == [], "not told yet"
    (warned,) = climbing.calls(scene.cast.head, "WARNED")
    assert "04/12/2026" in warned
    climbing.sweep_until(date(2026, 12, 31))
    assert len(climbing.calls(scene.cast.officer, "WARNED")) == 3


def test_a_second_sweep_on_the_day_changes_nothing(scene: duties.Scene) -> None:
    duties.issued(scene)
    assert climbing.sweep(FIRST) == 1
    assert climbing.sweep(FIRST) == 0
    assert models.Escalation.objects.count() == 1


def test_nobody_hears_on_a_day_off(scene: duties.Scene) -> None:
    row = duties.issued(scene)
    directives.enter_day(FIRST)
    assert climbing.sweep(FIRST) == 0
    climbing.sweep(date(2026, 12, 3))
    assert climbing.told(row) == {L.UNIT: date(2026, 12, 3)}


@pytest.mark.parametrize("act", ["acknowledge", "progress"])
def test_an_act_stops_it_and_new_silence_goes_on_where_it_stopped(
    scene: duties.Scene, act: str
) -> None:
    row = duties.issued(scene)
    climbing.sweep_until(date(2026, 12, 3))
    who = {"by": scene.cast.officer, "at": climbing.at(date(2026, 12, 3), 15)}
    if act == "acknowledge":
        services.acknowledge(assignment=row, **who)
    else:
        services.report_progress(assignment=row, draft=duties.said(), **who)
    climbing.sweep_until(date(2026, 12, 4))
    assert climbing.told(row) == {L.UNIT: FIRST}
    climbing.sweep_until(date(2026, 12, 7))
    assert climbing.told(row) == {L.UNIT: FIRST, L.HEAD: date(2026, 12, 7)}


def test_a_report_ends_it_and_a_return_lets_it_go_on(scene: duties.Scene) -> None:
    row = duties.issued(scene)
    climbing.sweep(FIRST)
    at = climbing.at(FIRST, 15)
    services.report_done(assignment=row, draft=duties.said(), by=scene.cast.officer, at=at)
    climbing.sweep_until(date(2026, 12, 14))
    assert climbing.told(row) == {L.UNIT: FIRST}
    back = climbing.at(date(2026, 12, 14), 15)
    services.give_back(assignment=row, reason="Thiếu ảnh", by=scene.coordinator, at=back)
    climbing.sweep_until(date(2026, 12, 16), date(2026, 12, 15))
    assert climbing.told(row) == {L.UNIT: FIRST, L.HEAD: date(2026, 12, 16)}


def test_more_time_begins_a_new_climb_and_what_was_told_stays(scene: duties.Scene) -> None:
    row = duties.issued(scene)
    climbing.sweep_until(HEARS[L.HEAD])
    services.extend(
        assignment=row,
        to=date(2026, 12, 15),
        reason="Mưa lũ",
        by=scene.coordinator,
        at=climbing.at(HEARS[L.HEAD], 15),
    )
    climbing.sweep_until(date(2026, 12, 15), HEARS[L.HEAD])
    assert climbing.told(row) == {}
    climbing.sweep(date(2026, 12, 16))
    assert climbing.told(row) == {L.UNIT: date(2026, 12, 16)}
    assert row.escalations.filter(act="TOLD", due_date=DUE).count() == 2


def test_while_it_is_paused_nobody_hears(scene: duties.Scene) -> None:
    row = duties.issued(scene)
    services.pause(
        assignment=row, reason="Bão", by=scene.coordinator, at=climbing.at(date(2026, 11, 30))
    )
    climbing.sweep_until(date(2026, 12, 31))
    assert climbing.told(row) == {}


def test_a_unit_without_a_head_goes_up_at_once_and_it_is_said(scene: duties.Scene) -> None:
    _end_grants(scene.cast.head)
    row = duties.issued(scene)
    climbing.sweep_until(HEARS[L.HEAD])
    assert set(climbing.told(row)) == {L.UNIT, L.HEAD, L.DEPARTMENT}
    assert row.escalations.get(act="TOLD", level=L.HEAD).people_count == 0
    (said,) = climbing.calls(scene.coordinator)
    assert "chưa có người đứng đầu" in said
    assert climbing.calls(scene.cast.head) == []


def test_without_a_coordinating_department_the_office_hears(scene: duties.Scene) -> None:
    office = climbing.office(scene)
    row = duties.issued(scene)
    _end_grants(scene.coordinator)
    climbing.sweep_until(HEARS[L.DEPARTMENT])
    assert climbing.told(row)[L.OFFICE] == HEARS[L.DEPARTMENT]
    assert len(climbing.calls(office)) == 1


def test_where_nobody_sits_at_all_the_climb_ends(scene: duties.Scene) -> None:
    row = duties.issued(scene)
    for user in (scene.cast.head, scene.cast.officer, scene.coordinator):
        _end_grants(user)
    climbing.sweep_until(date(2026, 12, 31))
    assert climbing.told(row) == dict.fromkeys(L, FIRST)
    assert list(queries.may_climb(date(2026, 12, 31))) == []


def test_who_handed_a_duty_down_hears_with_the_department(scene: duties.Scene) -> None:
    (parent,) = duties.issue(scene, scene.cast.district)
    (child,) = duties.hand_down(scene, duties.loaded(parent.pk), scene.cast.commune)
    climbing.sweep_until(HEARS[L.DEPARTMENT])
    assert L.DEPARTMENT in climbing.told(child)
    texts = climbing.calls(scene.district_officer)
    assert any(scene.cast.commune.name_vi in text for text in texts)


def test_encouraged_duties_never_climb_and_requested_ones_not_to_the_office(
    scene: duties.Scene,
) -> None:
    office = climbing.office(scene)
    by_code = {one.code: one for one in models.Obligation.objects.all()}
    encouraged = duties.issued(scene, obligation=by_code["thanh-toan"])
    requested = duties.issued(scene, obligation=by_code["kiem-tra"])
    climbing.sweep_until(date(2026, 12, 31))
    assert climbing.told(encouraged) == {}
    assert L.OFFICE not in climbing.told(requested)
    assert L.DEPARTMENT in climbing.told(requested)
    assert climbing.calls(office) == []
    assert list(queries.may_climb(date(2026, 12, 31))) == [], "nothing is looked at again"


def test_many_assignments_take_few_questions(scene: duties.Scene) -> None:
    units = [scene.cast.commune, scene.cast.sibling, scene.cast.district]
    duties.issue(scene, *units)
    with CaptureQueriesContext(connection) as caught:
        assert climbing.sweep(FIRST) == 3
    reads = [one for one in caught if one["sql"].startswith("SELECT")]
    assert len(reads) <= 14


def test_the_task_run_twice_changes_nothing_more(scene: duties.Scene) -> None:
    duties.issued(scene)
    tasks.climb_silence()
    rows = list(models.Escalation.objects.values())
    tasks.climb_silence()
    assert list(models.Escalation.objects.values()) == rows


def _step(row: models.Assignment, **changes: object) -> models.Escalation:
    values: dict[str, object] = {
        "assignment": row,
        "due_date": DUE,
        "level": L.UNIT,
        "act": "TOLD",
        "planned_date": FIRST,
        "people_count": 1,
        "made_at": climbing.at(FIRST),
    }
    return models.Escalation(**(values | changes))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("directives_escalation_known_words", [{"level": 5}]),
        ("directives_escalation_known_words", [{"act": "HEARD"}]),
        ("directives_escalation_after_due", [{"planned_date": date(2026, 11, 30)}]),
        ("directives_escalation_told_once", [{}, {"planned_date": date(2026, 12, 3)}]),
        ("directives_escalation_warned_once", [{"act": "WARNED"}, {"act": "WARNED"}]),
    ],
)
def test_the_database_refuses(
    scene: duties.Scene, constraint: str, changes: list[dict[str, object]]
) -> None:
    row = duties.issued(scene)
    with refusals.refused_by(constraint):
        for change in changes:
            _step(row, **change).save()


def _end_grants(user: object) -> None:
    with writing.writing(by=casts.SYSTEM, at=casts.NOW) as write:
        units_models.Grant.objects.filter(user=user).update(valid_to_date=casts.START)
        write.events += 1


def test_the_page_says_beforehand_who_hears_when(scene: duties.Scene, client: Client) -> None:
    row = duties.issued(scene)
    client.force_login(scene.cast.officer)
    address = reverse("directives:assignment", args=[row.pk])
    on = {one.rung.level: one.on_date for one in client.get(address).context["plan"]}
    assert set(on) == set(L)
    page = client.get(address).content.decode()
    assert all(f"{day:%d/%m/%Y}" in page for day in on.values())
    assert "Dieu-phoi" in page


def test_the_page_of_an_encouraged_duty_has_no_plan(scene: duties.Scene, client: Client) -> None:
    row = duties.issued(scene, obligation=models.Obligation.objects.get(code="thanh-toan"))
    client.force_login(scene.cast.officer)
    page = client.get(reverse("directives:assignment", args=[row.pk]))
    assert page.context["plan"] == []
    assert "Nếu không báo cáo" not in page.content.decode()
