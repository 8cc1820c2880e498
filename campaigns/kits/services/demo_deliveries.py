"""Invented deliveries: a mailbox that takes scripts, an automation that cannot be reached."""

from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.broadcasts import models as broadcasts_models
from campaigns.broadcasts import queries as broadcasts_queries
from campaigns.broadcasts import services as broadcasts_services
from campaigns.kernel import actor
from campaigns.kits.services import demo_media

_SYSTEM = actor.SystemActor("demo")
_KINDS = broadcasts_models.DestinationKind
# Names under .example are nobody's (RFC 2606). The automation stands in a private network, where
# Loa does not send: its scripts become dead letters without a request to anybody.
_DESTINATIONS = (
    (_KINDS.EMAIL, "Phòng biên tập (minh họa)", "bien-tap@dai.example"),
    (_KINDS.WEBHOOK, "Hệ thống phát tự động (minh họa)", "https://192.168.1/loa"),
)
# Placed this long ago; the sweep ran in between, so that the last still waits.
_PLACED = (timedelta(hours=5), timedelta(hours=4), timedelta(minutes=5))
_SWEPT = timedelta(hours=3)


def run_deliveries(*, plan: demo_media.AirPlan, at: datetime) -> int:
    """Give one outlet a mailbox and an automation and place scripts for tomorrow.

    Two arrive by mail and are dead letters at the automation, one waits; the station pulled and
    acknowledged the first. Return how many releases were placed.
    """
    outlet = plan.outlets[0]
    for kind, name, address in _DESTINATIONS:
        draft = broadcasts_services.DestinationDraft(outlet, kind, name, address)
        broadcasts_services.add_destination(draft=draft, by=plan.planner, at=at - _PLACED[0])
    releases = _place(plan, outlet, at)
    broadcasts_services.deliver_due(by=_SYSTEM, at=at - _SWEPT)
    _pull(outlet, at)
    for release in releases[:1]:
        broadcasts_services.acknowledge(release=release, by=plan.broadcaster, at=at)
    return len(releases)


def _place(
    plan: demo_media.AirPlan, outlet: broadcasts_models.Outlet, at: datetime
) -> list[broadcasts_models.Release]:
    """Scripts for tomorrow before the first slot."""
    tomorrow = timezone.localdate(at) + timedelta(days=1)
    begin = broadcasts_models.day_bounds(tomorrow)[0] + timedelta(hours=4)
    spoken = [s for s in plan.scripts if s.medium in outlet.mediums and s.spoken_seconds]
    releases = []
    for number, (script, ago) in enumerate(zip(spoken, _PLACED, strict=False)):
        draft = broadcasts_services.ReleaseDraft(
            script=script,
            outlet=outlet,
            slot=None,
            planned_start_at=begin + timedelta(minutes=15 * number),
            planned_seconds=script.spoken_seconds,
        )
        placed = broadcasts_services.plan_release(draft=draft, by=plan.planner, at=at - ago)
        releases.append(placed)
    return releases


def _pull(outlet: broadcasts_models.Outlet, at: datetime) -> None:
    feed = broadcasts_models.Destination.objects.get(outlet=outlet, kind=_KINDS.FEED)
    page = broadcasts_queries.pulled(feed, at - _SWEPT)
    broadcasts_services.note_pulled(
        destination=feed, deliveries=page.deliveries, by=feed, at=at - _SWEPT
    )
