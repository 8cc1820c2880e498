"""Two at once: one plan, one record, one step, on either engine."""

import uuid

import pytest

from campaigns.audit import models as audit_models
from campaigns.inspections import models, services
from tests.factories import inspections as factory
from tests.premises.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NOW = factory.NOW


def test_a_premises_is_planned_once() -> None:
    scene = factory.make_scene()
    results = at_once(*[lambda: factory.plan(scene)] * 3)
    assert sum(isinstance(result, services.PlanRefused) for result in results) == 2, results
    assert models.Inspection.objects.count() == 1


def test_one_of_two_records_stands_and_the_same_one_is_known() -> None:
    scene = factory.make_scene()
    row, number = factory.plan(scene), uuid.uuid4()

    def send(answers, number):
        return lambda: factory.record(
            scene, models.Inspection.objects.get(pk=row.pk), answers, number=number
        )

    same = at_once(send(factory.BAD, number), send(factory.BAD, number))
    assert not any(isinstance(result, Exception) for result in same), same
    others = at_once(send(factory.GOOD, uuid.uuid4()), send(factory.GOOD, uuid.uuid4()))
    assert all(isinstance(result, services.RecordConflict) for result in others), others
    assert models.Finding.objects.count() == 1
    assert audit_models.Event.objects.filter(verb="inspections.recorded").count() == 1


def test_of_two_phones_one_makes_the_record_and_a_repetition_is_known() -> None:
    scene = factory.make_scene()
    payload = factory.payload_of(factory.plan(scene))
    sent = factory.envelope_of(payload)
    other = factory.envelope_of(payload)
    acts = [lambda: factory.receive(scene, sent)] * 2 + [lambda: factory.receive(scene, other)]
    results = at_once(*acts)
    assert not any(isinstance(result, Exception) for result in results), results
    said = sorted(answer.verdict for result in results for answer in result)  # type: ignore[attr-defined]
    assert said in ([200, 201, 409], [201, 409, 409])
    assert models.Finding.objects.count() == 1
    assert audit_models.Event.objects.filter(verb="inspections.recorded").count() == 1


def test_confirmed_or_sent_back_but_not_both() -> None:
    scene = factory.make_scene()
    finding = factory.remedy(scene, factory.find(scene))

    def mine() -> models.Finding:
        return models.Finding.objects.get(pk=finding.pk)

    results = at_once(
        lambda: services.confirm_finding(finding=mine(), by=scene.other, at=NOW),
        lambda: services.return_finding(finding=mine(), reason="x", by=scene.inspector, at=NOW),
    )
    assert sum(isinstance(result, services.FindingRefused) for result in results) == 1, results
