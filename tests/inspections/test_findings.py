"""A finding goes along its table, and nobody confirms what they inspected or remedied."""

import pytest

from campaigns.inspections import models, queries, services
from campaigns.premises import models as premises_models
from tests.factories import cast as casts
from tests.factories import inspections as factory
from tests.factories import premises as premises_factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW
F = models.FindingState


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


def test_who_remedied_does_not_confirm_nor_who_inspected(scene: factory.Scene) -> None:
    finding = factory.remedy(scene, factory.find(scene))
    for person in (scene.cast.officer, scene.inspector):
        with pytest.raises(services.SamePerson):
            services.confirm_finding(finding=finding, by=person, at=NOW)
    services.confirm_finding(finding=finding, by=scene.other, at=NOW)
    assert (finding.state, finding.confirmed_by) == ("CONFIRMED", scene.other)


def test_who_remedied_does_not_send_back(scene: factory.Scene) -> None:
    finding = factory.remedy(scene, factory.find(scene))
    with pytest.raises(services.SamePerson):
        services.return_finding(finding=finding, reason="x", by=scene.cast.officer, at=NOW)


def test_words_are_asked_for(scene: factory.Scene) -> None:
    finding = factory.find(scene)
    with pytest.raises(services.FindingRefused):
        services.remedy_finding(finding=finding, note=" ", by=scene.cast.officer, at=NOW)
    factory.remedy(scene, finding)
    with pytest.raises(services.FindingRefused):
        services.return_finding(finding=finding, reason="", by=scene.other, at=NOW)


def test_what_was_not_put_right_goes_back_and_stays_late(scene: factory.Scene) -> None:
    finding = factory.remedy(scene, factory.find(scene))
    services.return_finding(finding=finding, reason="Vẫn mờ", by=scene.inspector, at=NOW)
    assert (finding.state, finding.remedied_by, finding.return_reason) == ("OPEN", None, "Vẫn mờ")
    assert models.Finding.objects.all().overdue(on=factory.day(3)).get() == finding
    assert not models.Finding.objects.all().overdue(on=factory.day(2)).exists()


PATHS = {F.OPEN: [], F.REMEDIED: [F.REMEDIED], F.CONFIRMED: [F.REMEDIED, F.CONFIRMED]}


def act_on(scene: factory.Scene, finding: models.Finding, target: str) -> None:
    acts = {
        F.OPEN: lambda: services.return_finding(
            finding=finding, reason="x", by=scene.other, at=NOW
        ),
        F.REMEDIED: lambda: factory.remedy(scene, finding),
        F.CONFIRMED: lambda: services.confirm_finding(finding=finding, by=scene.other, at=NOW),
    }
    acts[target]()


@pytest.mark.parametrize("source", F)
@pytest.mark.parametrize("target", F)
def test_findings_change_along_the_table_alone(
    scene: factory.Scene, source: models.FindingState, target: models.FindingState
) -> None:
    finding = factory.find(scene)
    for step in PATHS[source]:
        act_on(scene, finding, step)
    if target in models.Finding.TRANSITIONS[source]:
        act_on(scene, finding, target)
        assert finding.state == target
    else:
        with pytest.raises(services.FindingRefused):
            act_on(scene, finding, target)
        finding.refresh_from_db()
        assert finding.state == source


def test_what_invented_people_did_goes_without_a_trace(scene: factory.Scene) -> None:
    factory.find(scene)
    count = services.erase_made_by(users=[scene.inspector], by=casts.SYSTEM, at=NOW)
    assert count == 2
    assert not models.Inspection.objects.exists()


def test_a_place_of_none_of_the_groups_is_called_to_no_review(scene: factory.Scene) -> None:
    finding = factory.find(scene)
    assert queries.review_refusal(finding)
    said = {"reason": finding.text, "review_by_date": factory.day(7), "by": scene.other}
    with pytest.raises(services.FindingRefused):
        services.call_for_review(finding=finding, **said, at=NOW)
    assert not premises_models.ReviewCall.objects.exists()


def test_a_finding_calls_for_a_safety_review_while_it_stands(scene: factory.Scene) -> None:
    premises_factory.make_group()
    premises_factory.make_set("met")
    school = premises_factory.make(scene.cast.commune, kind="school", name="Trường")
    finding = factory.find(scene, factory.plan(scene, premises=[school]))
    assert queries.called_by([finding]) == set()
    said = {"reason": finding.text, "review_by_date": factory.day(7), "by": scene.other}
    services.call_for_review(finding=finding, **said, at=NOW)
    school.refresh_from_db()
    assert school.safety_due_date == factory.day(7)
    assert queries.called_by([finding]) == {finding.pk}
    services.confirm_finding(finding=factory.remedy(scene, finding), by=scene.other, at=NOW)
    with pytest.raises(services.FindingRefused):
        services.call_for_review(finding=finding, **said, at=NOW)
