"""Invented work at the letter's obligations: given out, handed down, reported by some, one silent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.directives import models, queries, services
from campaigns.kits.services import demo_people
from campaigns.units import models as units_models

# Clause 1.a for departments and districts, clause 3 for the press and the district centres.
_COMMUNICATION, _COVERAGE = "ob-1-a", "ob-3-i"
_DISTRICTS = ("584", "582", "585", "586", "587", "588", "589")
_COMMITTEES = tuple(f"PC{code}" for code in _DISTRICTS)
_OUTLETS = ("NTV", "BNT", *(f"TTVH{code}" for code in _DISTRICTS))
# The one from which nothing is heard.
_SILENT = "PC589"
_REPORTED = (
    "Đã phổ biến tới toàn thể cán bộ, công chức và 100% thôn, khu phố; phát tờ rơi tại các chợ.",
    "Đã tổ chức ba buổi hướng dẫn quét mã QR và phát thanh mỗi ngày hai lượt.",
    "Đã hướng dẫn tại bộ phận một cửa, bến xe và các chợ trên địa bàn.",
)


@dataclass(frozen=True)
class DutyPlan:
    """The units by code, who gives out and judges, and the officer of the first district."""

    units: Mapping[str, units_models.Unit]
    coordinator: accounts_models.User
    officer: accounts_models.User


def run_duties(*, plan: DutyPlan, at: datetime) -> int:
    """Play the weeks after the issue; return how many duties there are."""
    given = at - timedelta(days=12)
    departments = [u for u in plan.units.values() if u.kind.code == "department"]
    committees = _named(plan, _COMMITTEES)
    first = _issue(plan, _COMMUNICATION, [*departments, *committees], 15, given)
    second = _issue(plan, _COVERAGE, _named(plan, _OUTLETS), 5, given)
    if not first and not second:
        return 0
    by_unit = {row.unit_id: row for row in first}
    handed = _hand_down(plan, by_unit, given + timedelta(days=1))
    heard = [row for row in first if row.unit_id != plan.units[_SILENT].pk]
    for row in heard:
        if row.state == models.AssignmentState.ISSUED:
            services.acknowledge(assignment=row, by=demo_people.DEMO, at=given + timedelta(days=1))
    _report(plan, [*heard[:2], *second[:3], *handed[:4]], at)
    return len(first) + len(second) + len(handed)


def _named(plan: DutyPlan, codes: Sequence[str]) -> list[units_models.Unit]:
    return [plan.units[code] for code in codes if code in plan.units]


def _issue(
    plan: DutyPlan, code: str, units: Sequence[units_models.Unit], days: int, at: datetime
) -> list[models.Assignment]:
    obligation = models.Obligation.objects.filter(code=code).first()
    if obligation is None or not units:
        return []
    draft = services.IssueDraft(
        obligation,
        queries.Choice(unit_ids=[unit.pk for unit in units]),
        services.Due(models.DueRule.WORKING_DAYS, days),
    )
    made = services.issue(draft=draft, by=plan.coordinator, at=at).made
    return list(made)


def _hand_down(
    plan: DutyPlan, by_unit: Mapping[int, models.Assignment], at: datetime
) -> list[models.Assignment]:
    """The committee of the first district reaches its communes."""
    parent = by_unit.get(plan.units[_COMMITTEES[0]].pk)
    if parent is None:
        return []
    below = queries.units_below(parent.unit, on=timezone.localdate(at))
    communes = [unit.pk for unit in below if unit.kind.code == "commune"]
    draft = services.HandDown(communes)
    outcome = services.hand_down(assignment=parent, draft=draft, by=plan.officer, at=at)
    return list(outcome.made)


def _report(plan: DutyPlan, rows: Sequence[models.Assignment], at: datetime) -> None:
    """They report; the first is accepted, the last returned with its reason."""
    for number, row in enumerate(rows):
        draft = services.ProgressDraft(_REPORTED[number % len(_REPORTED)])
        moment = at - timedelta(days=5, hours=number)
        services.report_done(assignment=row, draft=draft, by=demo_people.DEMO, at=moment)
    judge: dict[str, Any] = {"by": plan.coordinator, "at": at - timedelta(days=1)}
    for row in rows[:1]:
        services.accept(assignment=row, note="Đầy đủ, đúng hạn.", **judge)
    for row in rows[-1:]:
        services.give_back(assignment=row, reason="Thiếu ảnh và số hộ đã đến.", **judge)
