"""Invented visits: some recorded with findings on their way, some to come, one late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.inspections import models, queries, services
from campaigns.inspections.queries import items as items_
from campaigns.premises import models as premises_models
from campaigns.units import models as units_models

# Of the items, those answered badly at each recorded visit.
_BAD = ((), ("vi-tri",), ("dan-bang",), ("nhac-khach", "so-theo-doi"), ("quet-duoc",))
# Days from today of the visits still to come, and whether somebody is named.
_TO_COME = ((-1, True), (0, True), (0, True), (0, False), (3, True))


@dataclass(frozen=True)
class InspectionPlan:
    """Where the invented inspectors go, who plans and confirms, and who remedies."""

    unit: units_models.Unit
    planner: accounts_models.User
    inspector: accounts_models.User
    officer: accounts_models.User


def run_inspections(*, plan: InspectionPlan, at: datetime) -> int:
    """Plan the visits, record those that are over, and let findings go on; return how many."""
    checklist = models.Checklist.objects.order_by("position", "pk").first()
    if checklist is None:
        return 0
    open_ones = premises_models.Premises.objects.all().active().filter(is_demo=True)
    places = list(open_ones.order_by("pk")[: len(_BAD) + len(_TO_COME)])
    for number, (place, bad) in enumerate(zip(places, _BAD, strict=False)):
        moment = at - timedelta(days=6 - number)
        visit = _plan(place, checklist, plan, moment, 0, is_named=True)
        _record(visit, bad, plan, number, moment)
    for place, (days, is_named) in zip(places[len(_BAD) :], _TO_COME, strict=False):
        moment = at - timedelta(days=2)
        _plan(place, checklist, plan, moment, days + 2, is_named=is_named)
    _follow_up(plan, at)
    return len(places)


def _plan(
    place: premises_models.Premises,
    checklist: models.Checklist,
    plan: InspectionPlan,
    at: datetime,
    days: int,
    *,
    is_named: bool,
) -> models.Inspection:
    draft = services.PlanDraft(
        checklist=checklist,
        planned_date=timezone.localdate(at) + timedelta(days=days),
        unit=plan.unit,
        inspector=plan.inspector if is_named else None,
    )
    made = services.plan_inspections(premises_ids=[place.pk], draft=draft, by=plan.planner, at=at)
    return made[0]


def _record(
    visit: models.Inspection,
    bad: Sequence[str],
    plan: InspectionPlan,
    number: int,
    at: datetime,
) -> None:
    items = queries.from_data(visit.version.items)
    answers: dict[str, Any] = {}
    for item in items:
        is_asked = item in queries.asked(items, answers)
        if is_asked and item.kind != items_.PHOTO:
            answers[item.code] = _answer(item, is_bad=item.code in bad)
    draft = services.RecordDraft(UUID(int=2754_000 + number), answers)
    services.record_inspection(inspection=visit, draft=draft, by=plan.inspector, at=at)


def _answer(item: queries.Item, *, is_bad: bool) -> Any:
    if item.kind == items_.YES_NO:
        return items_.NO if is_bad else items_.YES
    if item.kind == items_.CHOICE:
        return item.choices[-1 if is_bad else 0].code
    return item.good_low if item.good_low is not None else item.low or 0


def _follow_up(plan: InspectionPlan, at: datetime) -> None:
    """The oldest finding is remedied and confirmed, the next remedied; the others wait."""
    rows = models.Finding.objects.filter(found_by=plan.inspector).order_by("found_at", "pk")
    for number, finding in enumerate(rows[:2]):
        services.remedy_finding(
            finding=finding,
            note="Đã dán lại bảng mã ngay cửa ra vào",
            by=plan.officer,
            at=at - timedelta(hours=20),
        )
        if number == 0:
            services.confirm_finding(finding=finding, by=plan.planner, at=at - timedelta(hours=2))
