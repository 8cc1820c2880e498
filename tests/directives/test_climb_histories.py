"""Whatever happens to a duty, the levels that heard of its silence, and when, are what a slow
re-computation says, a day at a time: acts, extensions, pauses, days off, returns."""

from dataclasses import dataclass, field
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.directives import models, services
from campaigns.kernel import errors, writing
from campaigns.units import models as units_models
from tests.directives import test_histories as histories
from tests.factories import cast as casts
from tests.factories import climbing, duties

L = models.Level
DAY = climbing.DAY
WAITS = {L.UNIT: 1, L.HEAD: 2, L.DEPARTMENT: 3, L.OFFICE: 3}
ACTS = st.sampled_from(
    ["acknowledge", "progress", "report", "return", "extend", "pause", "resume", "off"]
)
HISTORY = st.lists(st.tuples(ACTS, st.integers(1, 6), st.integers(1, 9)), max_size=7)


@dataclass
class Slow:
    """The rules of the climb once more, counted a day at a time."""

    plain: histories.Plain
    strength: str
    has_head: bool
    is_open: bool = True
    acted: date = histories.START
    heard: dict[date, dict[models.Level, date]] = field(default_factory=dict)

    def pass_day(self, day: date) -> None:
        plain = self.plain
        is_waiting = self.is_open and plain.paused is None and self.strength != "ENCOURAGE"
        if not plain.works(day) or not is_waiting or plain.due() > day:
            return
        told = self.heard.setdefault(plain.due(), {})
        since, is_passed = max(plain.due(), self.acted), False
        for level in L:
            if level == L.OFFICE and self.strength == "REQUEST":
                return
            if level not in told:
                waited = sum(plain.works(since + n * DAY) for n in range(1, (day - since).days + 1))
                if not is_passed and waited < WAITS[level]:
                    return
                told[level] = day
            since = max(since, told[level])
            is_passed = level == L.HEAD and not self.has_head


def _act(
    row: models.Assignment, slow: Slow, act: str, today: date, size: int, scene: duties.Scene
) -> None:
    """Do it by the service, after the sweep of the day; if it was allowed, also on paper."""
    if act not in {"acknowledge", "progress"}:
        before = slow.plain.reported, slow.plain.paused, len(slow.plain.moves)
        histories._play(slow.plain, row, act, today, size, scene)
        after = slow.plain.reported, slow.plain.paused, len(slow.plain.moves)
        slow.is_open = slow.plain.reported is None
        if act in {"report", "return", "resume"} and before != after:
            slow.acted = today
        return
    who = {"by": scene.cast.officer, "at": climbing.at(today, 15)}
    try:
        with transaction.atomic():
            if act == "acknowledge":
                services.acknowledge(assignment=row, **who)
            else:
                services.report_progress(assignment=row, draft=duties.said(), **who)
    except errors.LoaError:
        return
    slow.acted = today


@pytest.fixture
def scene(db: None) -> duties.Scene:
    made = duties.make_scene()
    climbing.office(made)
    return made


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    days=st.integers(1, 8),
    history=HISTORY,
    code=st.sampled_from(["tuyen-truyen", "tuyen-truyen", "kiem-tra", "thanh-toan"]),
    has_head=st.booleans(),
)
def test_who_heard_agrees_with_a_slow_replay(
    scene: duties.Scene,
    days: int,
    history: list[tuple[str, int, int]],
    code: str,
    has_head: bool,
) -> None:
    obligation = models.Obligation.objects.get(code=code)
    with transaction.atomic():
        if not has_head:
            _end_head(scene)
        rule = duties.within(days)
        row = duties.issued(scene, at=climbing.at(histories.START), due=rule, obligation=obligation)
        plain = histories.Plain(rule, is_encouraged=row.strength == "ENCOURAGE")
        slow, today = Slow(plain, row.strength, has_head), histories.START
        for act, pass_by, size in [*history, ("wait", 16, 0)]:
            for _day in range(pass_by):
                today += DAY
                climbing.sweep(today)
                slow.pass_day(today)
            if act != "wait":
                _act(row, slow, act, today, size, scene)
        assert _heard(row) == {due: told for due, told in slow.heard.items() if told}
        transaction.set_rollback(True)


def _heard(row: models.Assignment) -> dict[date, dict[models.Level, date]]:
    found: dict[date, dict[models.Level, date]] = {}
    for one in row.escalations.filter(act="TOLD").order_by("level"):
        found.setdefault(one.due_date, {})[L(one.level)] = one.planned_date
    return found


def _end_head(scene: duties.Scene) -> None:
    with writing.writing(by=casts.SYSTEM, at=casts.NOW) as write:
        grants = units_models.Grant.objects.filter(user=scene.cast.head)
        grants.update(valid_to_date=casts.START)
        write.events += 1
