"""Excuses are given and taken back with a reason; what was sent is kept by the database itself."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from campaigns.audit import models as audit_models
from campaigns.directives import models, services
from campaigns.directives.models import expectations
from campaigns.kernel import writing
from campaigns.notifications import models as notification_models
from tests.factories import cast as casts
from tests.factories import duties, refusals
from tests.factories import expectations as factory

O = models.Outcome  # noqa: E741  read as a word: O.LATE
S = models.ExcuseState
LATE = factory.on(factory.DUE, 18)


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


def excused(scene: duties.Scene) -> models.ExpectedReport:
    row = factory.expected(scene)
    services.excuse_reports(reports=[row], reason="Mất điện", by=scene.coordinator, at=LATE)
    row.refresh_from_db()
    return row


def take_back(scene: duties.Scene, row: models.ExpectedReport, **changes: Any) -> None:
    who: dict[str, Any] = {"reason": "Đã có điện", "by": scene.coordinator, "at": LATE}
    services.take_back_excuse(report=row, **(who | changes))


def test_an_excuse_taken_back_leaves_its_history_and_the_report_is_expected_again(
    scene: duties.Scene,
) -> None:
    row = excused(scene)
    assert factory.outcome(row, LATE) == O.EXCUSED
    take_back(scene, row)
    assert factory.outcome(row, LATE) == O.MISSING
    (kept,) = row.excuses.all()
    assert (kept.state, kept.reason, kept.taken_back_reason) == (
        S.TAKEN_BACK,
        "Mất điện",
        "Đã có điện",
    )
    event = audit_models.Event.objects.get(verb="directives.excuse_taken_back")
    assert (event.before, event.reason) == ({"reason": "Mất điện"}, "Đã có điện")
    told = notification_models.Notice.objects.filter(topic__contains=".expected_again.")
    assert {one.user for one in told} == {scene.cast.head, scene.cast.officer}
    services.excuse_reports(reports=[row], reason="Lại mất điện", by=scene.coordinator, at=LATE)
    assert factory.outcome(row, LATE) == O.EXCUSED
    assert sorted(row.excuses.values_list("state", flat=True)) == [S.GIVEN, S.TAKEN_BACK]


def test_what_is_not_excused_or_was_sent_is_not_taken_back(scene: duties.Scene) -> None:
    row = factory.expected(scene)
    with pytest.raises(services.ReportRefused):
        take_back(scene, row)
    row = excused(scene)
    with pytest.raises(services.ReportRefused):
        take_back(scene, row, reason=" ")
    factory.send(scene, row)
    with pytest.raises(services.ReportRefused):
        take_back(scene, row)
    assert row.excuses.get().state == S.GIVEN
    assert row.excused_at is not None


@pytest.mark.parametrize("source", list(S))
@pytest.mark.parametrize("target", list(S))
def test_only_the_edges_of_the_table_are_walked(
    scene: duties.Scene, source: models.ExcuseState, target: models.ExcuseState
) -> None:
    row = excused(scene)
    if source == S.TAKEN_BACK:
        take_back(scene, row)
    first = row.excuses.get()
    walks = {
        S.GIVEN: lambda: services.excuse_reports(
            reports=[row], reason="Lũ", by=scene.coordinator, at=LATE
        ),
        S.TAKEN_BACK: lambda: take_back(scene, row),
    }
    if target in models.ReportExcuse.TRANSITIONS[source]:
        walks[target]()
        first.refresh_from_db()
        assert first.state == target
        return
    if (source, target) == (S.TAKEN_BACK, S.GIVEN):
        walks[target]()
        first.refresh_from_db()
        assert first.state == S.TAKEN_BACK, "a new excuse is a row of its own"
        return
    with pytest.raises(services.ReportRefused):
        walks[target]()


def _excuse(row: models.ExpectedReport, scene: duties.Scene, **changes: Any) -> Any:
    values = {"reason": "Bão", "given_at": LATE, "given_by": scene.coordinator}
    return models.ReportExcuse(report=row, **(values | changes))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("directives_excuse_known_state", [{"state": "DREAMT"}]),
        ("directives_excuse_has_a_reason", [{"reason": ""}]),
        ("directives_excuse_taken_back_whole", [{"state": "TAKEN_BACK"}]),
        ("directives_excuse_one_holds", [{}, {}]),
    ],
)
def test_the_database_refuses(
    scene: duties.Scene, constraint: str, changes: list[dict[str, Any]]
) -> None:
    row = factory.expected(scene)
    with refusals.refused_by(constraint):
        for change in changes:
            _excuse(row, scene, **change).save()


def test_on_the_page_it_is_taken_back_with_a_reason(scene: duties.Scene, client: Client) -> None:
    row = excused(scene)
    address = reverse("directives:take_back_excuse", args=[row.pk])
    page = reverse("directives:report", args=[row.pk])
    client.force_login(scene.coordinator)
    assert address in client.get(page).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Đã có điện"}).headers["Location"] == page
    shown = client.get(page).content.decode()
    assert "Mất điện" in shown
    assert "Đã có điện" in shown
    assert address not in shown


def sent(scene: duties.Scene) -> models.ReportVersion:
    row = factory.expected(scene)
    factory.send(scene, row)
    return row.versions.get()


def test_the_models_refuse_to_change_what_was_sent(scene: duties.Scene) -> None:
    version = sent(scene)
    version.is_nil = True
    acts = (
        version.save,
        version.delete,
        lambda: models.ReportVersion.objects.update(number=2),
        lambda: models.ReportVersion.objects.all().delete(),
    )
    for act in acts:
        with pytest.raises(expectations.AppendOnly), writing.writing(by=casts.SYSTEM, at=LATE):
            act()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE directives_reportversion SET made_at = made_at",
        "UPDATE directives_reportversion SET number = 7",
        "DELETE FROM directives_reportversion",
    ],
)
def test_the_database_keeps_what_was_sent_whoever_writes(
    scene: duties.Scene, statement: str
) -> None:
    version = sent(scene)
    with (
        pytest.raises(IntegrityError, match="directives_report_version_is_kept"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert models.ReportVersion.objects.filter(pk=version.pk, number=1).exists()


def test_a_version_goes_with_its_report(scene: duties.Scene) -> None:
    version = sent(scene)
    services.erase_made_by(users=[scene.cast.officer], by=casts.SYSTEM, at=LATE)
    assert not models.ReportVersion.objects.exists()
    assert not models.ExpectedReport.objects.filter(pk=version.report_id).exists()
