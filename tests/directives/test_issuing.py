"""Giving an obligation to units, and handing it down the tree."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from campaigns.audit import models as audit_models
from campaigns.directives import models, queries, services
from campaigns.kernel import roles
from campaigns.notifications import models as notification_models
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import duties

S = models.AssignmentState


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


def test_units_are_chosen_by_name_kind_and_part_of_the_tree(scene: duties.Scene) -> None:
    cast = scene.cast
    commune_kind = [cast.commune.kind_id]
    both = [cast.sibling, cast.commune]
    for choice, units in (
        (queries.Choice(unit_ids=[cast.office.pk]), [cast.office]),
        (queries.Choice(kind_ids=commune_kind), both),
        (queries.Choice(kind_ids=commune_kind, under_id=cast.district.pk), both),
        (queries.Choice(kind_ids=commune_kind, under_id=cast.office.pk), []),
        (queries.Choice(under_id=cast.province.pk), [cast.district, cast.station, cast.office]),
    ):
        found = queries.units_chosen(choice, on=duties.TODAY)
        assert {u.pk for u in found} == {u.pk for u in units}, choice


def test_the_tree_is_that_of_the_day(scene: duties.Scene) -> None:
    choice = queries.Choice(kind_ids=[scene.cast.commune.kind_id])
    assert queries.units_chosen(choice, on=casts.START - timedelta(days=1)) == []


def test_bodies_outside_the_command_are_asked(scene: duties.Scene) -> None:
    draft = units_services.KindDraft("union", "Đoàn thể", "Union", False, is_commanded=False)
    units_services.save_kind(draft=draft, by=casts.SYSTEM, at=casts.NOW)
    unit = units_services.UnitDraft(
        "DTN", "union", "Tỉnh đoàn", "Tỉnh đoàn", "Tỉnh đoàn", casts.START, "58"
    )
    union = units_services.found_units(drafts=[unit], by=casts.SYSTEM, at=casts.NOW)["DTN"]
    rows = duties.issue(scene, scene.cast.commune, union)
    assert {row.unit_id: row.strength for row in rows} == {
        scene.cast.commune.pk: "ASSIGN",
        union.pk: "REQUEST",
    }


def test_the_due_date_counts_from_issue(scene: duties.Scene) -> None:
    row = duties.issued(scene)
    assert row.issued_date == duties.TODAY
    assert row.original_due_date == row.current_due_date == date(2026, 12, 1)
    words = queries.due_words(row, [], queries.working_calendar())
    assert words == ["10 ngày làm việc kể từ ngày giao 16/11/2026 là ngày 01/12/2026."]


def test_a_due_date_on_tet_falls_on_the_next_working_day(scene: duties.Scene) -> None:
    row = duties.issued(scene, due=duties.by(date(2027, 2, 6)))
    assert row.due_stated_date == date(2027, 2, 6)
    assert row.current_due_date == date(2027, 2, 11)
    [words] = queries.due_words(row, [], queries.working_calendar())
    assert "06/02/2027" in words
    assert "Tết Nguyên Đán" in words
    assert "11/02/2027" in words


def test_the_29th_of_february_is_a_day_like_others(scene: duties.Scene) -> None:
    row = duties.issued(scene, due=duties.by(date(2028, 2, 29)))
    assert row.current_due_date == date(2028, 2, 29)


@pytest.mark.parametrize(
    "due",
    [
        duties.by(duties.TODAY - timedelta(days=1)),
        duties.within(0),
        duties.within(100_000),
        services.Due(models.DueRule.FIXED),
        services.Due(models.DueRule.WORKING_DAYS),
    ],
)
def test_a_deadline_that_makes_no_sense_is_refused(scene: duties.Scene, due: services.Due) -> None:
    with pytest.raises(services.IssueRefused):
        duties.issue(scene, due=due)
    assert not models.Assignment.objects.exists()


def test_a_due_date_beyond_the_calendar_is_refused(scene: duties.Scene) -> None:
    with pytest.raises(queries.OutsideCalendar):
        duties.issue(scene, due=duties.by(date(2150, 1, 1)))
    assert not models.Assignment.objects.exists()


def test_nobody_chosen_is_refused(scene: duties.Scene) -> None:
    with pytest.raises(services.IssueRefused, match="Chưa chọn"):
        duties.issue(scene, choice=queries.Choice())


def test_given_twice_it_is_given_once_and_said_whose_it_was(scene: duties.Scene) -> None:
    duties.issue(scene)
    draft = services.IssueDraft(
        scene.obligation,
        queries.Choice(unit_ids=[scene.cast.commune.pk, scene.cast.sibling.pk]),
        duties.within(5),
    )
    again = services.issue(draft=draft, by=scene.coordinator, at=duties.NOW)
    assert [row.unit_id for row in again.made] == [scene.cast.sibling.pk]
    assert [unit.pk for unit in again.already] == [scene.cast.commune.pk]
    third = services.issue(draft=draft, by=scene.coordinator, at=duties.NOW)
    assert third.made == []
    assert models.Assignment.objects.count() == 2


def test_a_closed_duty_may_be_given_anew(scene: duties.Scene) -> None:
    duties.in_state(scene, S.CLOSED)
    assert len(duties.issue(scene)) == 1


def test_the_preview_says_who_gets_what_and_writes_nothing(scene: duties.Scene) -> None:
    duties.issue(scene)
    choice = queries.Choice(
        unit_ids=[scene.cast.commune.pk, scene.cast.sibling.pk],
        coordinating_ids=[scene.cast.office.pk, scene.cast.sibling.pk],
    )
    lines = queries.receivers(scene.obligation, choice, on=duties.TODAY)
    assert {(one.unit.pk, one.duty, one.standing_pk is not None) for one in lines} == {
        (scene.cast.commune.pk, "LEAD", True),
        (scene.cast.sibling.pk, "LEAD", False),
        (scene.cast.office.pk, "COORDINATE", False),
    }
    assert models.Assignment.objects.count() == 1


def test_the_people_of_the_unit_are_told_and_others_are_not(scene: duties.Scene) -> None:
    row = duties.issued(scene)
    told = notification_models.Notice.objects.values_list("user__email", flat=True)
    assert set(told) == {"head@loa.test", "officer@loa.test"}
    notice = notification_models.Notice.objects.first()
    assert notice is not None
    assert notice.url.endswith(f"/{row.pk}/")


def test_issuing_goes_on_record_once_for_all(scene: duties.Scene) -> None:
    duties.issue(scene, scene.cast.commune, scene.cast.sibling)
    event = audit_models.Event.objects.get(verb="directives.obligation_issued")
    assert event.after["count"] == 2
    assert models.AssignmentStep.objects.filter(state=S.ISSUED).count() == 2


def test_a_draft_is_issued_later_and_counts_from_then(scene: duties.Scene) -> None:
    row = duties.issued(scene, is_draft=True)
    assert (row.state, row.current_due_date) == (S.DRAFT, None)
    assert not notification_models.Notice.objects.exists()
    later = duties.NOW + timedelta(days=1)
    services.issue_draft(assignment=row, by=scene.coordinator, at=later)
    assert (row.state, row.current_due_date) == (S.ISSUED, date(2026, 12, 2))
    with pytest.raises(services.AssignmentRefused):
        services.issue_draft(assignment=row, by=scene.coordinator, at=later)


# --- handing down --------------------------------------------------------------------------------


@pytest.fixture
def parent(scene: duties.Scene) -> models.Assignment:
    return duties.loaded(duties.issue(scene, scene.cast.district)[0].pk)


def test_a_district_reaches_its_communes(scene: duties.Scene, parent: models.Assignment) -> None:
    children = duties.hand_down(scene, parent, scene.cast.commune, scene.cast.sibling)
    assert {row.parent_id for row in children} == {parent.pk}
    assert {row.current_due_date for row in children} == {parent.current_due_date}
    assert parent.state == S.IN_PROGRESS
    marks = duties.marks()
    assert queries.children_counts([parent.pk], marks=marks)[parent.pk] == queries.ChildCounts(2)
    services.report_done(
        assignment=duties.loaded(children[0].pk),
        draft=duties.said(),
        by=scene.cast.officer,
        at=duties.NOW,
    )
    counts = queries.children_counts([parent.pk], marks=duties.marks(date(2026, 12, 3)))
    assert counts[parent.pk] == queries.ChildCounts(total=2, due=2, done=1, overdue=1)
    assert parent.is_open  # its unit stays answerable


def test_a_child_is_due_no_later(scene: duties.Scene, parent: models.Assignment) -> None:
    with pytest.raises(services.IssueRefused, match="01/12/2026"):
        duties.hand_down(scene, parent, scene.cast.commune, by_date=date(2026, 12, 2))
    [child] = duties.hand_down(scene, parent, scene.cast.commune, by_date=date(2026, 11, 20))
    assert child.current_due_date == date(2026, 11, 20)
    with pytest.raises(services.AssignmentRefused, match="01/12/2026"):
        services.extend(
            assignment=duties.loaded(child.pk),
            to=date(2026, 12, 7),
            reason="Mưa lũ",
            by=scene.district_officer,
            at=duties.NOW,
        )


def test_it_goes_down_only(scene: duties.Scene, parent: models.Assignment) -> None:
    """So that no circle can come about."""
    [child] = duties.hand_down(scene, parent, scene.cast.commune)
    for unit in (scene.cast.district, scene.cast.office, scene.cast.commune):
        with pytest.raises(services.IssueRefused):
            duties.hand_down(scene, duties.loaded(child.pk), unit)
    with pytest.raises(services.IssueRefused):
        duties.hand_down(scene, parent)
    assert models.Assignment.objects.count() == 2


def test_who_has_the_duty_already_is_named(scene: duties.Scene, parent: models.Assignment) -> None:
    duties.issue(scene, scene.cast.commune)
    draft = services.HandDown([scene.cast.commune.pk])
    outcome = services.hand_down(
        assignment=parent, draft=draft, by=scene.district_officer, at=duties.NOW
    )
    assert (outcome.made, [u.pk for u in outcome.already]) == ([], [scene.cast.commune.pk])


def test_a_settled_duty_is_not_handed_down(scene: duties.Scene, parent: models.Assignment) -> None:
    services.cancel(assignment=parent, reason="Nhầm", by=scene.coordinator, at=duties.NOW)
    with pytest.raises(services.AssignmentRefused):
        duties.hand_down(scene, parent, scene.cast.commune)


def test_cancelling_takes_along_what_was_handed_down(
    scene: duties.Scene, parent: models.Assignment
) -> None:
    duties.hand_down(scene, parent, scene.cast.commune, scene.cast.sibling)
    count = services.cancel(
        assignment=parent, reason="Thay đổi", by=scene.coordinator, at=duties.NOW
    )
    assert count == 3
    assert set(models.Assignment.objects.values_list("state", flat=True)) == {S.CANCELLED}


def test_a_duty_is_not_closed_over_open_children(
    scene: duties.Scene, parent: models.Assignment
) -> None:
    duties.hand_down(scene, parent, scene.cast.commune)
    services.report_done(
        assignment=parent, draft=duties.said(), by=scene.district_officer, at=duties.NOW
    )
    services.accept(assignment=parent, note="", by=scene.coordinator, at=duties.NOW)
    with pytest.raises(services.AssignmentRefused, match="cấp dưới"):
        services.close(assignment=parent, by=scene.coordinator, at=duties.NOW)


def test_the_head_is_the_one_of_the_day(scene: duties.Scene) -> None:
    choice = queries.Choice(unit_ids=[scene.cast.commune.pk])
    [line] = queries.receivers(scene.obligation, choice, on=duties.TODAY)
    assert line.head is None
    assert replace(line, head=None) == line


def test_acting_is_for_people_of_units() -> None:
    holding = {r for r, p in roles.ROLE_PERMISSIONS.items() if roles.P.ACT_ON_ASSIGNMENT in p}
    assert roles.Role.COORDINATOR not in holding
    assert {roles.Role.UNIT_HEAD, roles.Role.UNIT_OFFICER} <= holding
