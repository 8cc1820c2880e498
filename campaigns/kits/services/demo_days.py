"""A week that invented premises reported: visits, isolation, staff, and an owner who has a link."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from campaigns.kits.services import demo_people, demo_premises
from campaigns.premises import models as premises_models
from campaigns.premises import services as premises_services
from campaigns.units import models as units_models

DAYS = 7
"""How far back it goes, today included; all premises of the demo were open by then."""
# Share of the premises that report each day in the communes that report at all.
_ZEAL = (1.0, 0.7)
_ISOLATION = (
    ("quarantine_facility", "Khu cách ly Trường Nội trú"),
    ("home_isolation_unit", "Tổ quản lý cách ly tại nhà"),
)


def run_days(*, plan: demo_premises.PremisesPlan, dice: random.Random, at: datetime) -> int:
    """Enter the week; return how many lines. One commune is complete, one has gaps."""
    today = timezone.localdate(at)
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    lines = 0
    for commune, zeal in zip(plan.communes, _ZEAL, strict=False):
        open_ones = premises_models.Premises.objects.all().active().filter(is_demo=True)
        for place in open_ones.filter(commune=commune).select_related("kind").order_by("pk"):
            lines += _visits(place, [d for d in days[:-1] if dice.random() < zeal], plan, dice, at)
    for place in _sites(plan, days[0], at):
        lines += _isolation(place, days, plan, dice, at)
    lines += _staff(plan, today, dice, at)
    _owner(plan, at)
    return lines


def _evening(day: date, at: datetime) -> datetime:
    """When a day is reported: at eight in the evening, or now where that lies ahead."""
    eight = timezone.make_aware(datetime.combine(day, time(20)))
    return min(eight, at)


def _visits(
    place: premises_models.Premises,
    days: Sequence[date],
    plan: demo_premises.PremisesPlan,
    dice: random.Random,
    at: datetime,
) -> int:
    usual = dice.choice((0, 12, 25, 60, 140))
    for day in days:
        came = dice.randint(usual * 7 // 10, usual * 13 // 10)
        draft = premises_services.CountDraft(place, day, came, max(0, came - dice.randint(0, 2)))
        premises_services.enter_visits(draft=draft, by=plan.officer, at=_evening(day, at))
    return len(days)


def _sites(
    plan: demo_premises.PremisesPlan, since: date, at: datetime
) -> list[premises_models.Premises]:
    kinds = premises_models.PremisesKind.objects.in_bulk(field_name="code")
    drafts = [
        premises_services.PremisesDraft(
            kind=kinds[code],
            name=f"{name} {commune.short_name_vi} {demo_people.LABEL}",
            commune=commune,
            from_date=since,
            address=f"Trung tâm {commune.name_vi}",
            is_demo=True,
        )
        for (code, name), commune in zip(_ISOLATION, plan.communes, strict=False)
        if code in kinds
    ]
    moment = at - timedelta(days=DAYS - 1)
    return premises_services.register_many(drafts=drafts, by=plan.officer, at=moment)


def _isolation(
    place: premises_models.Premises,
    days: Sequence[date],
    plan: demo_premises.PremisesPlan,
    dice: random.Random,
    at: datetime,
) -> int:
    """All but today, and one day that was forgotten."""
    expected = dice.randint(8, 30)
    said = [day for number, day in enumerate(days[:-1]) if number != 2]
    for day in said:
        expected = max(0, expected + dice.randint(-3, 3))
        declared = max(0, expected - dice.choice((0, 0, 1, 2)))
        draft = premises_services.CountDraft(place, day, expected, declared)
        premises_services.enter_isolation(draft=draft, by=plan.officer, at=_evening(day, at))
    return len(said)


def _staff(plan: demo_premises.PremisesPlan, today: date, dice: random.Random, at: datetime) -> int:
    """The month before of every commune but one, and this month of a few."""
    before = today.replace(day=1) - timedelta(days=1)
    said = [(unit, before) for unit in plan.communes[:-1]]
    said += [(unit, today) for unit in plan.communes[:3]]
    for unit, month in said:
        staff = dice.randint(18, 42)
        _use(unit, month, staff, staff - dice.randint(0, 9), plan, at)
    return len(said)


def _use(
    unit: units_models.Unit,
    month: date,
    staff: int,
    using: int,
    plan: demo_premises.PremisesPlan,
    at: datetime,
) -> None:
    premises_services.enter_app_use(
        unit=unit, month=month, staff=staff, using=using, seen=0, by=plan.officer, at=at
    )


def _owner(plan: demo_premises.PremisesPlan, at: datetime) -> None:
    """One café has its link; nobody knows the secret, whoever wants to look makes another."""
    cafes = premises_models.Premises.objects.all().active().filter(kind__code="cafe", is_demo=True)
    place = cafes.filter(commune=plan.communes[0]).order_by("pk").first()
    if place is not None:
        premises_services.make_owner_link(premises=place, by=plan.officer, at=at)
