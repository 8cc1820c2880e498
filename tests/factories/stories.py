"""The cast of the three stories of first light: work of the last days, done by the services.

The stories run on the real clock, as a browser cannot be told another: every moment here lies a
little before now.
"""

from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models as broadcast_models
from campaigns.broadcasts import services as broadcast_services
from campaigns.conduct import models as conduct_models
from campaigns.conduct import services as conduct_services
from campaigns.kernel import roles
from campaigns.units import models as units_models
from tests.factories import broadcasts as broadcast_factory
from tests.factories import cast as casts
from tests.factories import conduct as conduct_factory


def make_station() -> broadcast_factory.Station:
    """Đài Phát thanh và Truyền hình Ninh Thuận on air: its outlet, its slots, its people."""
    return broadcast_factory.make_station()


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def air_piece(station: broadcast_factory.Station, day: date) -> broadcast_models.Airing:
    """A piece in the morning news of a day gone by, confirmed by the broadcaster."""
    start = broadcast_factory.on_air(5, 30, day=day)
    script = broadcast_factory.make_script(station, at=start - timedelta(hours=12))
    release = broadcast_factory.make_release(
        station, script, at=start - timedelta(hours=11), planned_start_at=start
    )
    return broadcast_services.confirm_airing(
        draft=broadcast_factory.airing_draft(release),
        by=station.broadcaster,
        at=start + timedelta(hours=1),
    )


def make_officers(people: casts.Cast) -> list[accounts_models.User]:
    """Three officers of the provincial office."""
    return [
        casts.make_person(name, roles.Role.PROVINCIAL_OFFICE, people.province)
        for name in ("lan", "minh", "hanh")
    ]


def commend(
    unit: units_models.Unit, proposer: accounts_models.User, decider: accounts_models.User
) -> conduct_models.Citation:
    """A commendation of the unit for the last days, decided today."""
    now, today = timezone.now(), days_ago(0)
    draft = replace(conduct_factory.draft(unit), from_date=days_ago(14), to_date=days_ago(1))
    citation = conduct_services.nominate_commendation(draft=draft, by=proposer, at=now)
    decision = replace(conduct_factory.DECISION, dated=today)
    conduct_services.decide_commendation(citation=citation, decision=decision, by=decider, at=now)
    return citation
