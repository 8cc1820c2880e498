"""Whatever happens to a duty, its due date and time state are what a plain replay of its history
says: issue, extensions, pauses, days of the calendar, the end of its unit."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.directives import models, queries, services
from campaigns.kernel import errors, writing
from campaigns.units import models as units_models
from tests.directives.test_calendar import LAW
from tests.factories import cast as casts
from tests.factories import duties

DAY = timedelta(days=1)
T = models.TimeState
START = date(2026, 1, 5)  # before Tết
ACTS = st.sampled_from(["extend", "pause", "resume", "off", "worked", "report", "return", "end"])
HISTORY = st.lists(st.tuples(ACTS, st.integers(0, 9), st.integers(1, 25)), max_size=9)
RULES = st.one_of(
    st.integers(1, 30).map(duties.within),
    st.integers(0, 60).map(lambda n: duties.by(START + n * DAY)),
)


@dataclass
class Plain:
    """The rules once more, a day at a time, from a list of what happened."""

    due_rule: services.Due
    is_encouraged: bool
    turned: dict[date, bool] = field(default_factory=dict)
    moves: list[tuple[str, date, date]] = field(default_factory=list)
    paused: date | None = None
    reported: date | None = None
    missed: bool = False
    unit_end: date | None = None

    def works(self, day: date) -> bool:
        if day in self.turned:
            return self.turned[day]
        if day in LAW.weekend_workdays:
            return True
        return day.weekday() < 5 and day not in LAW

    def later(self, day: date, count: int) -> date:
        while count:
            day += DAY
            count -= self.works(day)
        return day

    def rolled(self, day: date) -> date:
        return day if self.works(day) else self.later(day, 1)

    def due(self) -> date:
        rule = self.due_rule
        due = self.rolled(rule.on_date) if rule.on_date else self.later(START, rule.days or 0)
        for kind, first, last in self.moves:
            if kind == "extend":
                due = self.rolled(first)
            else:
                days = (first + n * DAY for n in range((last - first).days))
                due = self.later(due, sum(self.works(day) for day in days))
        return due

    def state(self, on: date) -> models.TimeState:
        due = self.due()
        if self.reported:
            is_late = not self.is_encouraged and (self.missed or self.reported > due)
            return T.DONE_LATE if is_late else T.DONE_ON_TIME
        if self.is_encouraged:
            return T.NOT_DUE
        is_ended = self.unit_end is not None and self.unit_end < on
        if self.paused or is_ended:
            stopped = min(filter(None, (self.paused, self.unit_end if is_ended else None)))
            return T.OVERDUE if due < stopped else T.NOT_DUE
        if due < on:
            return T.VERY_OVERDUE if due < self.earlier(on, 5) else T.OVERDUE
        return T.DUE_SOON if due <= self.later(on, 3) else T.NOT_DUE

    def earlier(self, day: date, count: int) -> date:
        while count:
            day -= DAY
            count -= self.works(day)
        return day


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + 9 * timedelta(hours=1)


def _play(
    plain: Plain, row: models.Assignment, act: str, today: date, size: int, scene: duties.Scene
) -> None:
    """Do it by the service; if it was allowed, also on paper."""
    who = {"by": scene.coordinator, "at": _at(today)}
    due_before = plain.due()
    turned = today + size * DAY
    kinds = {"off": models.DayKind.HOLIDAY, "worked": models.DayKind.WORKING}
    day = services.DayDraft(turned, kinds.get(act, models.DayKind.HOLIDAY), "Đổi", "QĐ")
    to = due_before + size * DAY
    acts = {
        "extend": lambda: services.extend(assignment=row, to=to, reason="x", **who),
        "pause": lambda: services.pause(assignment=row, reason="x", **who),
        "resume": lambda: services.resume(assignment=row, reason="x", **who),
        "off": lambda: services.enter_day(draft=day, **who),
        "worked": lambda: services.enter_day(draft=day, **who),
        "report": lambda: services.report_done(assignment=row, draft=duties.said(), **who),
        "return": lambda: services.give_back(assignment=row, reason="x", **who),
        "end": lambda: _end_unit(row, today),
    }
    try:
        with transaction.atomic():
            acts[act]()
    except errors.LoaError:
        return
    _note(plain, act, today, to, turned)


def _note(plain: Plain, act: str, today: date, to: date, turned: date) -> None:
    if act == "extend":
        last = min(today, plain.unit_end or today)
        plain.missed = plain.missed or plain.due() < last
        plain.moves.append(("extend", to, to))
    elif act == "pause":
        plain.paused = today
    elif act == "resume" and plain.paused:
        plain.moves.append(("pause", plain.paused, today))
        plain.paused = None
    elif act in {"off", "worked"}:
        plain.turned[turned] = act == "worked"
    elif act == "report":
        plain.reported = today
    elif act == "return":
        plain.reported = None
    else:
        plain.unit_end = today


def _end_unit(row: models.Assignment, today: date) -> None:
    """As a merger ends it; its duties stay with it."""
    with writing.writing(by=casts.SYSTEM, at=casts.NOW) as write:
        units_models.Unit.objects.filter(pk=row.unit_id).update(valid_to_date=today)
        write.events += 1
    row.unit.valid_to_date = today


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rule=RULES, history=HISTORY, is_encouraged=st.booleans(), wait=st.integers(0, 20))
def test_states_agree_with_a_plain_replay(
    scene: duties.Scene,
    rule: services.Due,
    history: list[tuple[str, int, int]],
    is_encouraged: bool,
    wait: int,
) -> None:
    code = "thanh-toan" if is_encouraged else "tuyen-truyen"
    obligation = models.Obligation.objects.get(code=code)
    with transaction.atomic():
        row = duties.issued(scene, at=_at(START), due=rule, obligation=obligation)
        plain, today = Plain(rule, is_encouraged), START
        for act, pass_by, size in history:
            today += pass_by * DAY
            if act != "end" or plain.unit_end is None:
                _play(plain, row, act, today, size, scene)
        on = today + wait * DAY
        _compare(plain, row, on)
        transaction.set_rollback(True)


def _compare(plain: Plain, row: models.Assignment, on: date) -> None:
    kept = duties.loaded(row.pk)
    calendar = queries.working_calendar()
    changes = queries.due_changes_of(kept)
    assert kept.current_due_date == plain.due() == queries.replayed(kept, changes, calendar)
    expected, marks = plain.state(on), queries.marks_on(on, calendar)
    assert models.time_state(kept, marks) == expected
    assert models.Assignment.objects.all().timed(marks).get(pk=kept.pk).time_state == expected
    assert (kept.missed_due_date is not None) == plain.missed
