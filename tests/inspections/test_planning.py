"""Planning visits: only where somebody can go, once a premises, by who may inspect there."""

from datetime import timedelta
from typing import Any

import pytest

from campaigns.audit import models as audit_models
from campaigns.inspections import models, services
from campaigns.kernel import roles
from campaigns.premises import services as premises_services
from tests.factories import cast as casts
from tests.factories import inspections as factory
from tests.factories import premises as premises_factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


@pytest.mark.parametrize("act", ["pause", "close"])
def test_a_closed_premises_is_not_planned(scene: factory.Scene, act: str) -> None:
    service = getattr(premises_services, act)
    service(premises=scene.premises, from_date=factory.TODAY, by=casts.SYSTEM, at=NOW)
    with premises_factory.in_english(), pytest.raises(services.PlanRefused, match="closed"):
        factory.plan(scene)


def test_a_day_that_is_over_is_not_planned(scene: factory.Scene) -> None:
    with premises_factory.in_english(), pytest.raises(services.PlanRefused, match="is over"):
        factory.plan(scene, planned_date=factory.day(-1))


def test_a_checklist_for_other_kinds_is_refused(scene: factory.Scene) -> None:
    schools = factory.make_checklist(code="school", kinds=[premises_factory.kind_of("school")])
    with pytest.raises(services.PlanRefused):
        factory.plan(scene, checklist=schools)


def test_who_is_no_inspector_there_is_not_sent(scene: factory.Scene) -> None:
    away = casts.make_person("xa-ben", roles.Role.INSPECTOR, scene.cast.sibling)
    for person in (away, scene.cast.officer):
        with pytest.raises(services.PlanRefused):
            factory.plan(scene, inspector=person)
    assert not models.Inspection.objects.exists()


def test_too_many_at_once_are_refused(scene: factory.Scene) -> None:
    with pytest.raises(services.PlanRefused):
        factory.plan(scene, premises=[scene.premises] * 501)


def test_a_premises_is_planned_once_and_the_others_all_the_same(scene: factory.Scene) -> None:
    factory.plan(scene)
    with pytest.raises(services.PlanRefused):
        factory.plan(scene)
    other = premises_factory.make(scene.cast.commune, name="Quán Gió Biển")
    factory.plan(scene, premises=[scene.premises, other])
    assert models.Inspection.objects.count() == 2
    events = audit_models.Event.objects.filter(verb="inspections.planned")
    assert {event.unit_id for event in events} == {scene.cast.commune.pk}


def test_a_visit_without_a_name_is_given_and_given_anew(scene: factory.Scene) -> None:
    row = factory.plan(scene, inspector=None)
    assert row.state == "PLANNED"
    for person in (scene.inspector, scene.other):
        services.assign_inspections(
            inspection_ids=[row.pk], inspector=person, by=casts.SYSTEM, at=NOW
        )
        row.refresh_from_db()
        assert (row.state, row.inspector) == ("ASSIGNED", person)
    with pytest.raises(services.PlanRefused):
        services.assign_inspections(
            inspection_ids=[row.pk], inspector=scene.cast.officer, by=casts.SYSTEM, at=NOW
        )


def test_calling_off_needs_a_reason_and_makes_room(scene: factory.Scene) -> None:
    row = factory.plan(scene)
    with pytest.raises(services.InspectionRefused):
        services.call_off(inspection=row, reason="  ", by=casts.SYSTEM, at=NOW)
    services.call_off(inspection=row, reason="Mưa lũ", by=casts.SYSTEM, at=NOW)
    assert row.state == "CANCELLED"
    assert factory.plan(scene).pk != row.pk


def test_what_was_not_visited_on_its_day_is_overdue(scene: factory.Scene) -> None:
    row = factory.plan(scene)
    rows = models.Inspection.objects.all()
    assert not rows.overdue(on=factory.TODAY).exists()
    assert rows.overdue(on=factory.day(1)).get() == row
    factory.record(scene, row)
    assert not rows.overdue(on=factory.day(1)).exists()


S = models.InspectionState
PAIRS = [(source, target) for source in S for target in S if target != S.PLANNED]


def act_on(scene: factory.Scene, row: models.Inspection, target: str) -> Any:
    by = {"by": casts.SYSTEM, "at": NOW}
    acts = {
        S.ASSIGNED: lambda: services.assign_inspections(
            inspection_ids=[row.pk], inspector=scene.other, **by
        ),
        S.DONE: lambda: factory.record(scene, row),
        S.CANCELLED: lambda: services.call_off(inspection=row, reason="x", **by),
    }
    return acts[target]()


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_inspections_change_along_the_table_alone(
    scene: factory.Scene, source: models.InspectionState, target: models.InspectionState
) -> None:
    row = factory.plan(scene, inspector=None)
    if source != S.PLANNED:
        act_on(scene, row, source)
        row.refresh_from_db()
    if target in models.Inspection.TRANSITIONS[source]:
        act_on(scene, row, target)
        row.refresh_from_db()
        assert row.state == target
    else:
        with pytest.raises((services.InspectionRefused, services.RecordConflict)):
            act_on(scene, row, target)
        row.refresh_from_db()
        assert row.state == source


def test_another_checklist_is_another_version_and_open_visits_keep_theirs(
    scene: factory.Scene,
) -> None:
    row = factory.plan(scene)
    items = [*factory.ITEMS, factory.item("new")]
    factory.make_checklist(items=items)
    factory.make_checklist(items=items)
    assert list(scene.checklist.versions.order_by("number").values_list("number", flat=True)) == [
        1,
        2,
    ]
    row.refresh_from_db()
    assert row.version.number == 1
    factory.record(scene, row)
    later = NOW + timedelta(days=1)
    assert factory.plan(scene, at=later).version.number == 2


def test_a_checklist_whose_conditions_turn_in_a_circle_is_refused() -> None:
    items = [
        factory.item("a", when_item="b", when_answer="YES"),
        factory.item("b", when_item="a", when_answer="YES"),
    ]
    for faulty in (items, []):
        with pytest.raises(services.ChecklistFaulty):
            factory.make_checklist(items=faulty)
    assert not models.Checklist.objects.exists()
