"""Some hundreds of invented premises on their way to a verified sheet."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.kits.services import demo_people
from campaigns.premises import models as premises_models
from campaigns.premises import services as premises_services
from campaigns.units import models as units_models

# Kind, how its places are called, and how many a commune has at most.
_PLACES = (
    ("agency", ("Trụ sở UBND xã", "Trụ sở Công an xã", "Nhà văn hóa xã"), 2),
    ("health_facility", ("Trạm Y tế xã", "Nhà thuốc Minh Tâm", "Quầy thuốc An Bình"), 2),
    ("school", ("Trường Tiểu học", "Trường Mẫu giáo", "Trường THCS"), 3),
    ("market", ("Chợ xã", "Chợ phiên"), 1),
    ("eatery", ("Quán ăn Gia đình", "Quán cơm Bình Dân", "Quán bún Cô Ba"), 3),
    ("cafe", ("Cà phê Hòa Bình", "Cà phê Sông Cái", "Cà phê Gió Núi", "Cà phê Quê Nhà"), 4),
    ("lodging", ("Nhà nghỉ Thanh Bình", "Nhà nghỉ Sông Cái"), 1),
)
_HAMLETS = ("Ma Hoa", "Tà Lú", "Châu Đắc", "Ma Dú", "Suối Rớ", "Kà Rôm")


@dataclass(frozen=True)
class PremisesPlan:
    """Where the invented premises stand, and who looks after them."""

    communes: Sequence[units_models.Unit]
    officer: accounts_models.User
    head: accounts_models.User


def run_premises(*, plan: PremisesPlan, weeks: int, dice: random.Random, at: datetime) -> int:
    """Enter the premises, then give week by week codes, sheets and verifications; return how many.

    Communes differ: some are nearly done, some have hardly begun.
    """
    start = at - timedelta(weeks=weeks)
    rows = _enter(plan, dice, start)
    zeal = {unit.pk: dice.uniform(0.3, 0.95) for unit in plan.communes}
    chosen = [row for row in rows if dice.random() < zeal[row.commune_id]]
    for number, row in enumerate(chosen):
        moment = start + (at - start) * (number + 1) / (len(chosen) + 2)
        _bring_on(row, plan, dice, moment, at)
    _review(rows, plan, dice, (start, at))
    return len(rows)


def _review(
    rows: Sequence[premises_models.Premises],
    plan: PremisesPlan,
    dice: random.Random,
    span: tuple[datetime, datetime],
) -> None:
    """Levels as the national system shows them: most of them, some of which are overdue."""
    start, at = span
    stated = premises_models.CriteriaSet.objects.filter(entry="STATED").first()
    if stated is None:
        return
    for row in rows:
        if row.kind.safety_group_id is None or dice.random() < 0.25:
            continue
        # A short demo has no place that was open twenty days ago.
        moment = max(start, at - timedelta(days=dice.choice((2, 6, 9, 20))))
        premises_services.review_safety(
            premises=row,
            draft=premises_services.ReviewDraft(
                criteria=stated,
                review_date=timezone.localdate(moment),
                band_number=dice.choice((0, 0, 0, 1, 2)),
            ),
            by=plan.officer,
            at=moment,
        )


def _enter(
    plan: PremisesPlan, dice: random.Random, start: datetime
) -> list[premises_models.Premises]:
    kinds = {kind.code: kind for kind in premises_models.PremisesKind.objects.all()}
    drafts = [
        _draft(kinds[code], f"{name} {unit.short_name_vi}", unit, dice, start)
        for unit in plan.communes
        for code, names, most in _PLACES
        if code in kinds
        for name in dice.sample(names, k=dice.randint(1, most))
    ]
    bus = kinds.get("public_vehicle")
    if bus is not None:
        drafts += [_bus(bus, number, unit, start) for number, unit in enumerate(plan.communes[:4])]
    return premises_services.register_many(drafts=drafts, by=plan.officer, at=start)


def _draft(
    kind: premises_models.PremisesKind,
    name: str,
    unit: units_models.Unit,
    dice: random.Random,
    start: datetime,
) -> premises_services.PremisesDraft:
    has_point = unit.latitude is not None and unit.longitude is not None
    return premises_services.PremisesDraft(
        kind=kind,
        name=f"{name} {demo_people.LABEL}",
        commune=unit,
        from_date=timezone.localdate(start),
        address=f"Số {dice.randint(1, 180)}, thôn {dice.choice(_HAMLETS)}",
        latitude=(unit.latitude or 0) + dice.uniform(-0.02, 0.02) if has_point else None,
        longitude=(unit.longitude or 0) + dice.uniform(-0.02, 0.02) if has_point else None,
        is_demo=True,
    )


def _bus(
    kind: premises_models.PremisesKind, number: int, unit: units_models.Unit, start: datetime
) -> premises_services.PremisesDraft:
    return premises_services.PremisesDraft(
        kind=kind,
        name=f"Xe buýt {unit.short_name_vi} {demo_people.LABEL}",
        commune=unit,
        owner=unit,
        plate=f"85B-00{number}.{27 + number}",
        route=f"Phan Rang – {unit.short_name_vi}",
        from_date=timezone.localdate(start),
        is_demo=True,
    )


def _bring_on(
    row: premises_models.Premises,
    plan: PremisesPlan,
    dice: random.Random,
    moment: datetime,
    at: datetime,
) -> None:
    """A code, and for most a sheet that is printed, posted and verified by somebody else."""
    by, head = plan.officer, plan.head
    code = premises_services.enter_checkpoint(
        premises=row,
        payload=f"MINH-HOA|{row.code}",
        source=premises_models.CheckpointSource.TYPED,
        by=by,
        at=moment,
    )
    reach = dice.random()
    if reach < 0.12:
        return
    poster = premises_services.request_poster(
        premises=row, draft=premises_services.PosterDraft(), by=by, at=moment
    )
    if reach < 0.2:
        return
    premises_services.issue_posters(poster_ids=[poster.pk], by=by, at=moment)
    premises_services.mark_printed(poster_ids=[poster.pk], by=by, at=moment)
    poster.refresh_from_db()
    posted_at = min(at, moment + timedelta(days=1))
    premises_services.mark_posted(poster=poster, by=by, at=posted_at)
    if reach < 0.35:
        return
    premises_services.verify(
        poster=poster,
        found_payload=code.payload,
        by=head,
        at=min(at, posted_at + timedelta(days=2)),
    )
    if reach > 0.97:
        premises_services.report_damaged(poster=poster, reason="Mưa làm nhòe mã", by=by, at=at)
