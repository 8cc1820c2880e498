"""What waits for somebody in all areas of Loa: oldest danger first, each row one click from done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models as broadcasts_models
from campaigns.conduct import models as conduct_models
from campaigns.drives import models as drives_models
from campaigns.kernel import roles
from campaigns.units import permissions
from cms import models as cms_models
from cms import queries as cms_queries

# No area fills the page alone; its own list shows the rest.
MOST_PER_AREA = 20
_LATE_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class WaitingItem:
    """One thing that waits: what to do, where, since when; `tone` is the danger's colour."""

    text: str
    act: str
    url: str
    since_at: datetime
    icon: str
    tone: str


def my_day(user: accounts_models.User, at: datetime) -> list[WaitingItem]:
    """Everything that waits for the user at a moment, what waits longest first."""
    items = [*_airings(user, at), *_guidance(user, at), *_citations(user, at), *_drives(user, at)]
    return sorted(items, key=lambda item: item.since_at)


def _tone(since_at: datetime, at: datetime) -> str:
    return "danger" if at - since_at > _LATE_AFTER else "warning"


def _airings(user: accounts_models.User, at: datetime) -> Iterator[WaitingItem]:
    """Releases whose time is over and of which nobody said whether they were aired."""
    units = permissions.units_where(user, roles.Permission.CONFIRM_AIRING)
    rows = (
        broadcasts_models.Release.objects.unconfirmed()
        .filter(outlet__unit__in=units, planned_end_at__lte=at)
        .select_related("script", "outlet__unit")
        .order_by("-planned_end_at", "-pk")[:MOST_PER_AREA]
    )
    for row in rows:
        yield WaitingItem(
            text=_("Nobody confirmed the airing of “%(title)s” at %(outlet)s")
            % {"title": row.script.title, "outlet": row.outlet.unit.short_name_vi},
            act=_("Confirm the airing"),
            url=reverse("broadcasts:confirm", args=[row.pk]),
            since_at=row.planned_end_at,
            icon="radio",
            tone=_tone(row.planned_end_at, at),
        )


def _guidance(user: accounts_models.User, at: datetime) -> Iterator[WaitingItem]:
    """Texts to check, texts that came back, and guidance whose review is due."""
    today = timezone.localdate(at)
    may_publish = permissions.units_where(user, roles.Permission.PUBLISH_GUIDANCE)
    may_write = permissions.units_where(user, roles.Permission.WRITE_GUIDANCE)
    for row in cms_queries.waiting_for(user, may_publish, today).submitted[:MOST_PER_AREA]:
        if row.submitted_by_id != user.pk:
            yield _guidance_item(row, _("Waits for your check: %(title)s"), row.submitted_at, at)
    for row in cms_queries.waiting_for(user, may_write, today).returned[:MOST_PER_AREA]:
        yield _guidance_item(
            row, _("Came back to you: %(title)s"), row.returned_at or row.submitted_at, at
        )


def _guidance_item(
    row: cms_models.PublishApproval, words: str, since_at: datetime, at: datetime
) -> WaitingItem:
    return WaitingItem(
        text=words % {"title": row.revision.object_str},
        act=_("Open the text"),
        url=reverse("newsroom:review", args=[row.page_id]),
        since_at=since_at,
        icon="news",
        tone=_tone(since_at, at),
    )


def _citations(user: accounts_models.User, at: datetime) -> Iterator[WaitingItem]:
    """Commendations that others proposed and that the user may decide."""
    units = permissions.units_where(user, roles.Permission.DECIDE_CITATION)
    rows = (
        conduct_models.Citation.objects.filter(
            unit__in=units, state=conduct_models.Citation.State.NOMINATED
        )
        .exclude(nominated_by=user)
        .select_related("unit")
        .order_by("nominated_at", "pk")[:MOST_PER_AREA]
    )
    for row in rows:
        yield WaitingItem(
            text=_("Waits for a decision: %(title)s (%(unit)s)")
            % {"title": row.title, "unit": row.unit.short_name_vi},
            act=_("Open the proposal"),
            url=reverse("conduct:citation", args=[row.pk]),
            since_at=row.nominated_at,
            icon="award",
            tone=_tone(row.nominated_at, at),
        )


def _drives(user: accounts_models.User, at: datetime) -> Iterator[WaitingItem]:
    """Drives that are over and still open."""
    rows = (
        drives_models.Drive.objects.led_by(user, on=timezone.localdate(at))
        .filter(state=drives_models.Drive.State.OPEN, ends_at__lte=at)
        .order_by("ends_at", "pk")[:MOST_PER_AREA]
    )
    for row in rows:
        yield WaitingItem(
            text=_("Is over and not closed yet: %(name)s") % {"name": row.name},
            act=_("Open the drive"),
            url=reverse("drives:drive_detail", args=[row.pk]),
            since_at=row.ends_at,
            icon="heart-handshake",
            tone=_tone(row.ends_at, at),
        )
