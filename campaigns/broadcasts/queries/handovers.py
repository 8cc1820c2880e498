"""What an outlet is handed: the same words in feed, webhook and mail."""

from dataclasses import dataclass
from datetime import datetime

from campaigns.broadcasts import models


@dataclass(frozen=True)
class Handover:
    """A release as its outlet's automation reads it; moments are in Viet Nam's time."""

    id: int
    script_id: int
    outlet_code: str
    outlet: str
    medium: str
    language: str
    title: str
    text: str
    spoken_text: str
    spoken_seconds: int
    sha256: str
    slot: str
    planned_start_at: datetime
    planned_seconds: int
    priority: str
    not_before_at: datetime | None
    is_cancelled: bool
    cancelled_at: datetime | None
    cancelled_reason: str


def handover(release: models.Release) -> Handover:
    """What is handed over of a release; `script`, `outlet__unit` and `slot` are to be loaded."""
    script = release.script
    return Handover(
        id=release.pk,
        script_id=script.pk,
        outlet_code=release.outlet.unit.code,
        outlet=release.outlet.unit.name_vi,
        medium=script.medium,
        language=script.language,
        title=script.title,
        text=script.text,
        spoken_text=script.spoken_text,
        spoken_seconds=script.spoken_seconds,
        sha256=script.sha256,
        slot=release.slot.name_vi if release.slot else "",
        planned_start_at=release.planned_start_at.astimezone(models.AIR_ZONE),
        planned_seconds=release.planned_seconds,
        priority=release.priority,
        not_before_at=_local(release.not_before_at),
        is_cancelled=release.state == models.ReleaseState.CANCELLED,
        cancelled_at=_local(release.cancelled_at),
        cancelled_reason=release.cancelled_reason,
    )


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(models.AIR_ZONE) if moment else None
