"""Invented scans of short links: on the sheets that hang, and on a leaflet in two editions."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from campaigns.accounts import models as accounts_models
from campaigns.kits.services import demo_people, demo_premises
from campaigns.premises import models as premises_models
from campaigns.premises import services as premises_services

_DAYS = 14
_BUSY = 8
"""How many of the links are scanned much; the rest seldom."""


def run_links(
    *,
    plan: demo_premises.PremisesPlan,
    office: accounts_models.User,
    dice: random.Random,
    at: datetime,
) -> int:
    """Make links and have them scanned for two weeks; return how many links."""
    start = at - timedelta(days=_DAYS)
    target = premises_services.add_target(
        draft=premises_services.TargetDraft(
            name_vi=f"Trang các đợt ra quân {demo_people.LABEL}",
            name_en="Drives near you",
            kind=premises_models.TargetKind.PAGE,
            from_date=start.date(),
            address_vi="/ra-quan/",
            address_en="/en/ra-quan/",
        ),
        by=office,
        at=start,
    )
    by = plan.officer
    leaflet = premises_services.LinkDraft(
        unit=plan.communes[0],
        name=f"Tờ rơi chợ phiên {demo_people.LABEL}",
        medium=premises_models.Medium.LEAFLET,
        target=target,
    )
    made = [premises_services.make_link(draft=leaflet, by=by, at=start) for _edition in range(2)]
    for commune in plan.communes:
        try:
            premises_services.make_sheet_links(unit=commune, target=target, by=by, at=start)
        except premises_services.LinkRefused:
            continue  # nothing hangs there yet
    sheets = premises_models.Link.objects.filter(target=target, poster__isnull=False)
    made += list(sheets.order_by("pk"))
    _scan(made, dice, at)
    premises_services.revoke_link(
        link=made[0], reason="Bản in đầu bị dán đè mã lạ (minh họa)", by=by, at=at
    )
    premises_services.roll_up_scans(at=at)
    return len(made)


def _scan(made: Sequence[premises_models.Link], dice: random.Random, at: datetime) -> None:
    """Phones from seven to nine in the evening, and seldom a robot; of the first link also after it was revoked."""
    for place, link in enumerate(made):
        for _scan_number in range(dice.randint(15, 45) if place < _BUSY else dice.randint(0, 4)):
            day = at - timedelta(days=dice.randint(1, _DAYS))
            moment = day.replace(hour=dice.randint(0, 13))
            phone = "" if dice.random() < 0.08 else f"demo {dice.randint(1, 30)}"
            hit = premises_services.Hit(link.pk, phone)
            premises_services.count_scan(hit=hit, at=moment)
    for number in range(9):
        hit = premises_services.Hit(made[0].pk, f"demo {number}", made[0].code)
        premises_services.count_scan(hit=hit, at=at - timedelta(days=number // 4))
