"""Invented hamlets of a few communes, and invented populations, each marked as such."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.kits.services import demo_people
from campaigns.units import models as units_models
from campaigns.units import services as units_services

SOURCE = f"Số liệu {demo_people.LABEL.strip('()')}, không phải thống kê"
# How many hamlets the first communes have, and the populations of most: some are left without.
_HAMLETS = (4, 3, 5)
_PEOPLE = (3120, 4260, 2540, 5080, 1890)
_HAMLET_PEOPLE = (640, 910)


def enter_territory(
    *, communes: Sequence[units_models.Unit], weeks: int, at: datetime
) -> list[units_models.Unit]:
    """Enter hamlets and populations before the first drive; return the hamlets."""
    began = timezone.localdate(at - timedelta(weeks=weeks + 1))
    hamlets: list[units_models.Unit] = []
    for commune, count in zip(communes, _HAMLETS, strict=False):
        drafts = [
            units_services.HamletDraft(f"Thôn {number} {demo_people.LABEL}", began)
            for number in range(1, count + 1)
        ]
        hamlets += units_services.found_hamlets(
            commune=commune, drafts=drafts, by=demo_people.DEMO, at=at
        )
    counted = [*zip(communes, _PEOPLE, strict=False), *zip(hamlets, _HAMLET_PEOPLE, strict=False)]
    drafted = [
        units_services.PopulationDraft(unit, people, began, SOURCE, is_demo=True)
        for unit, people in counted
    ]
    for draft in drafted:
        units_services.enter_population(draft=draft, by=demo_people.DEMO, at=at)
    return hamlets
