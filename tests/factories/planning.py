"""Briefs and coverage at the station, made by the services."""

from datetime import datetime, timedelta
from typing import Any

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models, services
from tests.factories import broadcasts

NOW = broadcasts.NOW
DUE = NOW + timedelta(days=2)


def make_brief(station: broadcasts.Station, *, at: datetime = NOW, **changes: Any) -> models.Brief:
    """A brief of the province, for every newsroom in it, unless `changes` say otherwise."""
    values: dict[str, Any] = {
        "unit": station.cast.province,
        "title": "Khai báo y tế tại bến xe",
        "about": "Bến xe tỉnh bố trí hai điểm quét mã.",
    }
    draft = services.BriefDraft(**(values | changes))
    return services.open_brief(draft=draft, by=station.chief, at=at)


def draft_of(station: broadcasts.Station, **changes: Any) -> services.CoverageDraft:
    """Radio at the station by the day after tomorrow."""
    values: dict[str, Any] = {"places": ((station.outlet, "RADIO"),), "due_at": DUE}
    if not {"brief", "clause"} & changes.keys():
        values["brief"] = make_brief(station)
    return services.CoverageDraft(**(values | changes))


def make_coverage(
    station: broadcasts.Station, *, at: datetime = NOW, **changes: Any
) -> models.Coverage:
    draft = draft_of(station, **changes)
    return services.plan_coverage(draft=draft, by=station.chief, at=at)[0]


def assign(
    station: broadcasts.Station,
    row: models.Coverage | None = None,
    to: accounts_models.User | None = None,
    *,
    at: datetime = NOW,
) -> models.Coverage:
    row = row or make_coverage(station)
    return services.assign_coverage(
        coverage=row,
        assignee=to or station.editor,
        in_place_of=row.assignee_id,
        by=station.chief,
        at=at,
    )


def accept(
    station: broadcasts.Station, row: models.Coverage | None = None, *, at: datetime = NOW
) -> models.Coverage:
    return services.accept_coverage(coverage=row or assign(station), by=station.editor, at=at)


def decline(
    station: broadcasts.Station, row: models.Coverage | None = None, *, at: datetime = NOW
) -> models.Coverage:
    return services.decline_coverage(
        coverage=row or assign(station), reason="Đi công tác", by=station.editor, at=at
    )


def deliver(
    station: broadcasts.Station,
    row: models.Coverage | None = None,
    script: models.Script | None = None,
    *,
    at: datetime = NOW,
) -> models.Coverage:
    return services.deliver_coverage(
        coverage=row or accept(station),
        script=script or broadcasts.make_script(station),
        by=station.editor,
        at=at,
    )


def cancel(
    station: broadcasts.Station, row: models.Coverage | None = None, *, at: datetime = NOW
) -> models.Coverage:
    return services.cancel_coverage(
        coverage=row or make_coverage(station), reason="Trùng bài", by=station.chief, at=at
    )


STATES = {
    "PLANNED": make_coverage,
    "ASSIGNED": assign,
    "ACCEPTED": accept,
    "DECLINED": decline,
    "DELIVERED": deliver,
    "CANCELLED": cancel,
}
