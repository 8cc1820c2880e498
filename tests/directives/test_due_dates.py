"""Due dates: extended, paused, moved by the calendar; what was late stays late."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from campaigns.directives import models, queries, services
from campaigns.directives.models import timing
from tests.factories import directives, duties

T = models.TimeState
DUE = date(2026, 12, 1)


def at_day(day: date) -> datetime:
    """Ten in the morning in Viet Nam."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=10)


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


def _extend(scene: duties.Scene, row: models.Assignment, to: date, on: date, **words: Any) -> None:
    services.extend(
        assignment=row,
        to=to,
        reason=words.get("reason", "Mưa lũ"),
        by=scene.coordinator,
        at=at_day(on),
    )


def state_on(row: models.Assignment, day: date) -> models.TimeState:
    """The time state of a day, by the row and by the database, which agree."""
    marks = duties.marks(day)
    loaded = duties.loaded(row.pk)
    derived = models.time_state(loaded, marks)
    asked = models.Assignment.objects.all().timed(marks).get(pk=row.pk).time_state
    assert derived == asked
    return derived


def test_time_states_follow_the_days(scene: duties.Scene) -> None:
    row = duties.issued(scene)
    for day, state in (
        (duties.TODAY, T.NOT_DUE),
        (date(2026, 11, 25), T.NOT_DUE),
        (date(2026, 11, 26), T.DUE_SOON),  # three working days before
        (DUE, T.DUE_SOON),
        (DUE + timedelta(days=1), T.OVERDUE),
        (date(2026, 12, 8), T.OVERDUE),  # five working days after
        (date(2026, 12, 9), T.VERY_OVERDUE),
    ):
        assert state_on(row, day) == state, day


@pytest.mark.parametrize(
    ("on", "state"), [(DUE, T.DONE_ON_TIME), (DUE + timedelta(1), T.DONE_LATE)]
)
def test_done_is_timed_by_the_day_of_the_report(
    scene: duties.Scene, on: date, state: models.TimeState
) -> None:
    row = duties.issued(scene)
    services.report_done(assignment=row, draft=duties.said(), by=scene.cast.officer, at=at_day(on))
    assert state_on(row, date(2027, 6, 1)) == state


def test_an_extension_in_time_gives_time(scene: duties.Scene) -> None:
    row = duties.issued(scene)
    _extend(scene, row, date(2026, 12, 10), on=date(2026, 11, 30))
    assert (row.original_due_date, row.current_due_date) == (DUE, date(2026, 12, 10))
    assert row.missed_due_date is None
    assert state_on(row, date(2026, 12, 2)) == T.NOT_DUE
    words = queries.due_words(row, queries.due_changes_of(row), queries.working_calendar())
    assert words[1] == "Gia hạn từ ngày 01/12/2026 đến ngày 10/12/2026: Mưa lũ."


def test_an_extension_never_erases_lateness(scene: duties.Scene) -> None:
    row = duties.issued(scene)
    _extend(scene, row, date(2026, 12, 20), on=date(2026, 12, 4))
    assert row.missed_due_date == DUE
    assert row.current_due_date == date(2026, 12, 21)  # the 20th is a Sunday
    services.report_done(
        assignment=row, draft=duties.said(), by=scene.cast.officer, at=at_day(date(2026, 12, 7))
    )
    assert state_on(row, date(2027, 1, 1)) == T.DONE_LATE
    words = " ".join(
        queries.due_words(row, queries.due_changes_of(row), queries.working_calendar())
    )
    assert "Hạn 01/12/2026 đã qua khi được gia hạn" in words
    assert "Chủ nhật" in words


@pytest.mark.parametrize(
    ("to", "reason"), [(DUE, "Mưa"), (date(2026, 11, 20), "Mưa"), (date(2026, 12, 9), "  ")]
)
def test_an_extension_ends_later_and_says_why(scene: duties.Scene, to: date, reason: str) -> None:
    row = duties.issued(scene)
    with pytest.raises(services.AssignmentRefused):
        _extend(scene, row, to, on=duties.TODAY, reason=reason)


def test_without_a_deadline_nothing_is_overdue_or_extended(scene: duties.Scene) -> None:
    row = duties.issued(scene, due=duties.NO_DEADLINE)
    assert state_on(row, date(2030, 1, 1)) == T.NOT_DUE
    with pytest.raises(services.AssignmentRefused, match="không có thời hạn"):
        _extend(scene, row, date(2026, 12, 10), on=duties.TODAY)


def test_what_is_encouraged_is_never_overdue(scene: duties.Scene) -> None:
    obligation = models.Obligation.objects.get(code="thanh-toan")
    row = duties.issued(scene, obligation=obligation)
    assert row.strength == models.Strength.ENCOURAGE
    assert state_on(row, date(2030, 1, 1)) == T.NOT_DUE
    services.report_done(
        assignment=row, draft=duties.said(), by=scene.cast.officer, at=at_day(date(2029, 12, 31))
    )
    assert state_on(row, date(2030, 1, 1)) == T.DONE_ON_TIME


def _pause(scene: duties.Scene, row: models.Assignment, on: date) -> None:
    services.pause(assignment=row, reason="Giãn cách", by=scene.coordinator, at=at_day(on))


def _resume(scene: duties.Scene, row: models.Assignment, on: date) -> None:
    services.resume(assignment=row, reason="Hết giãn cách", by=scene.coordinator, at=at_day(on))


def test_a_pause_stops_the_time_and_gives_it_back(scene: duties.Scene) -> None:
    row = duties.issued(scene)
    _pause(scene, row, date(2026, 11, 25))
    assert state_on(row, date(2027, 3, 1)) == T.NOT_DUE
    _resume(scene, row, date(2026, 12, 2))  # five working days later
    assert row.current_due_date == date(2026, 12, 8)
    assert row.original_due_date == DUE
    words = queries.due_words(row, queries.due_changes_of(row), queries.working_calendar())
    assert "tạm dừng từ ngày 25/11/2026" in words[-1]


def test_a_pause_does_not_hide_what_was_overdue(scene: duties.Scene) -> None:
    row = duties.issued(scene)
    _pause(scene, row, date(2026, 12, 3))
    assert state_on(row, date(2027, 3, 1)) == T.OVERDUE
    _resume(scene, row, date(2026, 12, 17))
    assert state_on(row, date(2026, 12, 17)) == T.OVERDUE


def test_a_paused_duty_is_neither_paused_extended_nor_done(scene: duties.Scene) -> None:
    row = duties.issued(scene)
    with pytest.raises(services.AssignmentRefused):
        _resume(scene, row, duties.TODAY)
    _pause(scene, row, duties.TODAY)
    for act in (
        lambda: _pause(scene, row, duties.TODAY),
        lambda: _extend(scene, row, date(2026, 12, 10), on=duties.TODAY),
        lambda: services.report_done(
            assignment=row, draft=duties.said(), by=scene.cast.officer, at=duties.NOW
        ),
    ):
        with pytest.raises(services.AssignmentRefused):
            act()


def test_a_new_day_off_moves_what_is_open_and_says_which(scene: duties.Scene) -> None:
    row = duties.issued(scene)
    done = duties.loaded(duties.issue(scene, scene.cast.sibling)[0].pk)
    services.report_done(
        assignment=done, draft=duties.said(), by=scene.cast.outsider, at=duties.NOW
    )
    services.accept(assignment=done, note="", by=scene.coordinator, at=duties.NOW)
    fixed = duties.loaded(
        duties.issue(scene, scene.cast.office, due=duties.by(date(2026, 11, 27)))[0].pk
    )
    draft = services.DayDraft(date(2026, 11, 27), models.DayKind.HOLIDAY, "Nghỉ bão", "QĐ 9")
    kept = queries.calendar_with(draft.on_date, queries.Entered(False, "Nghỉ bão", "QĐ 9"))
    foreseen = [(m.assignment.pk, m.to_date) for m in queries.moves(draft.on_date, kept)]
    day, moved = services.enter_day(draft=draft, by=scene.coordinator, at=duties.NOW)
    assert [(m.assignment.pk, m.to_date) for m in moved] == foreseen
    assert foreseen == [(fixed.pk, date(2026, 11, 30)), (row.pk, date(2026, 12, 2))]
    row = duties.loaded(row.pk)
    assert (row.original_due_date, row.current_due_date) == (DUE, date(2026, 12, 2))
    words = queries.due_words(row, queries.due_changes_of(row), queries.working_calendar())
    assert words[-1] == (
        "Dời từ ngày 01/12/2026 sang ngày 02/12/2026 do ngày 27/11/2026 thay đổi trong lịch làm"
        " việc: Nghỉ bão (QĐ 9)."
    )
    back = services.remove_day(day=day, reason="Bão tan", by=scene.coordinator, at=duties.NOW)
    assert len(back) == 2
    assert duties.loaded(row.pk).current_due_date == DUE


def test_a_day_outside_its_time_moves_nothing(scene: duties.Scene) -> None:
    duties.issued(scene)
    for day in (date(2026, 11, 13), date(2026, 12, 2)):
        draft = services.DayDraft(day, models.DayKind.HOLIDAY, "Nghỉ", "QĐ 9")
        _day, moved = services.enter_day(draft=draft, by=scene.coordinator, at=duties.NOW)
        assert moved == []


def test_lists_narrow_before_they_time(scene: duties.Scene) -> None:
    """The shortcut of the index finds what the states alone find."""
    late = duties.issued(scene, due=duties.within(1))
    duties.issue(scene, scene.cast.sibling, due=duties.within(30))
    services.report_done(
        assignment=duties.loaded(duties.issue(scene, scene.cast.office)[0].pk),
        draft=duties.said(),
        by=scene.coordinator,
        at=duties.NOW,
    )
    marks = duties.marks(date(2026, 11, 20))
    rows = models.Assignment.objects.all()
    for state in T:
        alone = rows.timed(marks).filter(time_state=state)
        assert set(rows.standing(state, marks=marks)) == set(alone), state
    assert [row.pk for row in rows.overdue(marks=marks)] == [late.pk]
    assert rows.fallen_due(marks=marks).count() == 2
    assert rows.fallen_due(marks=marks).done().count() == 1
    assert timing.T is T


def test_entered_by_hand_it_is_seen_at_once(scene: duties.Scene) -> None:
    directives.enter_day(date(2026, 11, 17))
    assert duties.issued(scene, due=duties.within(1)).current_due_date == date(2026, 11, 18)
