"""The way of an assignment: every edge once, nothing else, and two at once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from campaigns.audit import models as audit_models
from campaigns.directives import models, queries, services
from campaigns.notifications import models as notification_models
from tests.factories import duties
from tests.premises.test_races import at_once

S = models.AssignmentState
NOW = duties.NOW


def _unit(scene: duties.Scene) -> dict[str, Any]:
    return {"by": scene.cast.officer, "at": NOW}


def _above(scene: duties.Scene) -> dict[str, Any]:
    return {"by": scene.coordinator, "at": NOW}


Act = Callable[[duties.Scene, models.Assignment], object]
ACTS: dict[models.AssignmentState, Act] = {
    S.ISSUED: lambda s, a: services.issue_draft(assignment=a, **_above(s)),
    S.ACKNOWLEDGED: lambda s, a: services.acknowledge(assignment=a, **_unit(s)),
    S.IN_PROGRESS: lambda s, a: services.report_progress(
        assignment=a, draft=duties.said(), **_unit(s)
    ),
    S.REPORTED: lambda s, a: services.report_done(assignment=a, draft=duties.said(), **_unit(s)),
    S.ACCEPTED: lambda s, a: services.accept(assignment=a, note="Tốt", **_above(s)),
    S.RETURNED: lambda s, a: services.give_back(assignment=a, reason="Thiếu ảnh", **_above(s)),
    S.CLOSED: lambda s, a: services.close(assignment=a, **_above(s)),
    S.CANCELLED: lambda s, a: services.cancel(assignment=a, reason="Nhầm", **_above(s)),
}


@pytest.mark.parametrize("to", ACTS)
@pytest.mark.parametrize("source", S.values)
@pytest.mark.django_db
def test_only_the_edges_of_the_table_lead_on(source: str, to: models.AssignmentState) -> None:
    scene = duties.make_scene()
    row = duties.in_state(scene, S(source))
    is_edge = to in models.Assignment.TRANSITIONS[source]
    # More progress while it is being carried out adds a report and no step.
    is_more = source == to == S.IN_PROGRESS
    steps = row.steps.count()
    if is_edge or is_more:
        ACTS[to](scene, row)
        assert duties.loaded(row.pk).state == to
        assert row.steps.count() == steps + (not is_more)
    else:
        with pytest.raises((services.AssignmentRefused, services.IssueRefused)):
            ACTS[to](scene, row)
        assert duties.loaded(row.pk).state == source
        assert row.steps.count() == steps


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


def test_words_are_asked_for_where_they_matter(scene: duties.Scene) -> None:
    row = duties.reported(scene)
    with pytest.raises(services.AssignmentRefused, match="còn thiếu"):
        services.give_back(assignment=row, reason="  ", **_above(scene))
    with pytest.raises(services.AssignmentRefused):
        services.cancel(assignment=row, reason="", **_above(scene))
    other = duties.issue(scene, scene.cast.sibling)[0]
    with pytest.raises(services.AssignmentRefused):
        services.report_done(assignment=other, draft=services.ProgressDraft(" "), **_unit(scene))


def test_a_return_tells_the_unit_and_unsays_the_report(scene: duties.Scene) -> None:
    row = duties.reported(scene)
    assert notification_models.Notice.objects.filter(user=scene.coordinator).count() == 1
    services.give_back(assignment=row, reason="Thiếu ảnh", **_above(scene))
    assert (row.state, row.reported_at, row.reported_date) == (S.RETURNED, None, None)
    told = notification_models.Notice.objects.filter(topic__contains="returned")
    assert set(told.values_list("user__email", flat=True)) == {"head@loa.test", "officer@loa.test"}
    event = audit_models.Event.objects.get(verb="directives.assignment_returned")
    assert (event.unit_id, event.reason) == (scene.cast.commune.pk, "Thiếu ảnh")


def test_a_report_is_judged_as_it_was_seen(scene: duties.Scene) -> None:
    """Returned and reported anew meanwhile: the judge has not seen what is there now."""
    row = duties.reported(scene)
    seen = duties.loaded(row.pk)
    services.give_back(assignment=row, reason="Thiếu ảnh", **_above(scene))
    later = NOW + timedelta(hours=1)
    services.report_done(assignment=row, draft=duties.said(), by=scene.cast.officer, at=later)
    with pytest.raises(services.AssignmentRefused):
        services.accept(assignment=seen, note="", **_above(scene))


def test_the_timeline_says_who_did_what(scene: duties.Scene) -> None:
    row = duties.in_state(scene, S.RETURNED)
    lines = queries.timeline_of(row, queries.progress_of(row), queries.due_changes_of(row))
    assert {(line.who, line.what, line.note) for line in lines} == {
        ("Dieu-phoi", "giao nhiệm vụ", ""),
        ("Officer", "báo cáo tiến độ", "Đã phát 40 tờ rơi"),
        ("Officer", "báo cáo hoàn thành", ""),
        ("Dieu-phoi", "trả lại", "Thiếu ảnh"),
    }


def test_an_extension_after_closing_is_refused(scene: duties.Scene) -> None:
    for state in (S.CLOSED, S.ACCEPTED, S.REPORTED):
        row = duties.in_state(scene, state)
        with pytest.raises(services.AssignmentRefused):
            services.extend(assignment=row, to=date(2027, 3, 1), reason="Mưa lũ", **_above(scene))
        assert not row.due_changes.exists()
        if state != S.CLOSED:
            models_left = models.Assignment.objects.filter(pk=row.pk)
            _drop(models_left)


def _drop(rows: Any) -> None:
    """Make room for another duty of the unit."""
    from campaigns.kernel import writing
    from tests.factories import cast as casts

    with writing.writing(by=casts.SYSTEM, at=NOW) as write:
        rows.update(state=S.CLOSED)
        write.events += 1


@pytest.mark.django_db(transaction=True)
def test_accepted_or_returned_but_not_both() -> None:
    scene = duties.make_scene()
    row = duties.reported(scene)
    results = at_once(
        lambda: services.accept(assignment=duties.loaded(row.pk), note="", **_above(scene)),
        lambda: services.give_back(
            assignment=duties.loaded(row.pk), reason="Thiếu ảnh", **_above(scene)
        ),
    )
    refused = [r for r in results if isinstance(r, services.AssignmentRefused)]
    assert len(refused) == 1, results
    assert "Không có gì thay đổi".lower() in refused[0].message.lower()
    assert duties.loaded(row.pk).steps.count() == 3


@pytest.mark.django_db(transaction=True)
def test_extended_once_of_two_at_once() -> None:
    scene = duties.make_scene()
    row = duties.issued(scene)

    def extend(day: int) -> Callable[[], None]:
        return lambda: services.extend(
            assignment=duties.loaded(row.pk), to=date(2027, 3, day), reason="Mưa", **_above(scene)
        )

    results = at_once(extend(1), extend(1))
    assert sum(isinstance(r, services.AssignmentRefused) for r in results) == 1, results
    assert row.due_changes.count() == 1


@pytest.mark.django_db(transaction=True)
def test_given_once_by_two_at_once() -> None:
    scene = duties.make_scene()
    results = at_once(*[lambda: duties.issue(scene)] * 2)
    assert sorted(len(r) for r in results if isinstance(r, list)) in ([0, 1], [1]), results
    assert models.Assignment.objects.count() == 1
