"""Eight weeks of invented airings: what outlets planned, and what they say was on air."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models as broadcasts_models
from campaigns.broadcasts import queries as broadcasts_queries
from campaigns.broadcasts import services as broadcasts_services

# Of a hundred planned pieces: this many are confirmed, these fell out, the rest stay open.
_CONFIRMED, _FELL_OUT = 94, 4
# The last pieces of each outlet wait for its broadcaster, whatever the hour.
_WAITING = 2
# From today on every slot is filled, so that today's and tomorrow's rundowns show work.
_DAYS_AHEAD = 2


@dataclass(frozen=True)
class AirPlan:
    """Who plans and who confirms, and what there is to air."""

    outlets: Sequence[broadcasts_models.Outlet]
    scripts: Sequence[broadcasts_models.Script]
    planner: accounts_models.User
    broadcaster: accounts_models.User


def run_airings(*, plan: AirPlan, days: int, dice: random.Random, at: datetime) -> int:
    """Plan about every other slot up to today and all to come; confirm most; return how many."""
    count = 0
    for outlet in plan.outlets:
        _say_audience(plan, outlet, days, dice, at)
        _fill(plan, outlet, days, dice, at)
        planned = broadcasts_models.Release.objects.planned().filter(outlet=outlet)
        over = list(planned.filter(planned_end_at__lt=at).order_by("planned_start_at", "pk"))
        for release in over[:-_WAITING]:
            _say_what_came(release, plan, dice, at)
        count += planned.count()
    return count


def _say_audience(
    plan: AirPlan,
    outlet: broadcasts_models.Outlet,
    days: int,
    dice: random.Random,
    at: datetime,
) -> None:
    """An audience that is marked as invented, for all but the last medium of the outlet."""
    first_day = timezone.localdate(at) - timedelta(days=days)
    spoken = [m for m in outlet.mediums if m in broadcasts_models.SPOKEN_MEDIA]
    for medium in spoken[:-1] or spoken:
        draft = broadcasts_services.AudienceDraft(
            outlet=outlet,
            medium=medium,
            language="vi",
            people=dice.randrange(20, 400) * 100,
            source_text="Số liệu giả định cho bản trình diễn",
            as_of_date=first_day,
            valid_from_date=first_day,
        )
        broadcasts_services.save_audience(draft=draft, by=plan.planner, at=at)


def _fill(
    plan: AirPlan,
    outlet: broadcasts_models.Outlet,
    days: int,
    dice: random.Random,
    at: datetime,
) -> None:
    today = timezone.localdate(at)
    first_day = today - timedelta(days=days)
    for start in broadcasts_queries.next_slot_starts(outlet, first_day, days + _DAYS_AHEAD):
        fitting = _fitting(plan.scripts, start)
        is_wanted = timezone.localdate(start.starts_at) >= today or dice.random() < 0.5
        if fitting and is_wanted:
            _place(plan, outlet, dice.choice(fitting), start, at)


def _fitting(
    scripts: Sequence[broadcasts_models.Script], start: broadcasts_queries.SlotStart
) -> list[broadcasts_models.Script]:
    """Scripts published by then, in the slot's medium and language, that it has room for."""
    slot = start.slot
    return [
        s
        for s in scripts
        if (s.medium, s.language) == (slot.medium, slot.language)
        and s.spoken_seconds <= slot.seconds
        and s.published_at < start.starts_at
    ]


def _place(
    plan: AirPlan,
    outlet: broadcasts_models.Outlet,
    script: broadcasts_models.Script,
    start: broadcasts_queries.SlotStart,
    at: datetime,
) -> None:
    """Place the script unless publishing has filled the slot already."""
    if broadcasts_queries.used_seconds(start) + script.spoken_seconds > start.seconds:
        return
    draft = broadcasts_services.ReleaseDraft(
        script=script,
        outlet=outlet,
        slot=start.slot,
        planned_start_at=broadcasts_queries.free_start(start, script.spoken_seconds),
        planned_seconds=script.spoken_seconds,
    )
    asked_at = min(at, max(script.published_at, start.starts_at - timedelta(hours=12)))
    if draft.planned_end_at > asked_at:
        broadcasts_services.plan_release(draft=draft, by=plan.planner, at=asked_at)


def _say_what_came(
    release: broadcasts_models.Release, plan: AirPlan, dice: random.Random, at: datetime
) -> None:
    fate = dice.randrange(100)
    if fate < _CONFIRMED:
        _confirm(release, plan, dice, at)
    elif fate < _CONFIRMED + _FELL_OUT:
        _fall_out(release, plan, at)


def _confirm(
    release: broadcasts_models.Release, plan: AirPlan, dice: random.Random, at: datetime
) -> None:
    late = timedelta(seconds=dice.choice((0, 0, 20, 45, 60, 1500)))
    aired_at = min(at, release.planned_start_at + late)
    airing = broadcasts_services.AiringDraft(
        aired_at=aired_at, seconds=release.planned_seconds, release=release
    )
    said_at = min(at, aired_at + timedelta(hours=1))
    broadcasts_services.confirm_airing(draft=airing, by=plan.broadcaster, at=said_at)


def _fall_out(release: broadcasts_models.Release, plan: AirPlan, at: datetime) -> None:
    airing = broadcasts_services.AiringDraft(
        aired_at=release.planned_start_at,
        seconds=0,
        release=release,
        has_aired=False,
        evidence_text="Mất điện tại trạm phát (minh họa)",
    )
    said_at = min(at, release.planned_start_at + timedelta(hours=2))
    broadcasts_services.confirm_airing(draft=airing, by=plan.broadcaster, at=said_at)
