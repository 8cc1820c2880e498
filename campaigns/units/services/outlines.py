"""Outlines of territories, as a kit draws them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, codes, writing
from campaigns.units import models


@dataclass(frozen=True)
class OutlineDraft:
    """A territory and its GeoJSON geometry, checked by whoever read it."""

    unit: models.Unit
    geometry: dict[str, Any]
    is_schematic: bool


def save_outlines(*, drafts: Sequence[OutlineDraft], by: actor.Actor, at: datetime) -> None:
    """Draw the outlines, or bring them to what the drafts say; one event tells of them all."""
    if not drafts:
        return
    with writing.writing(by=by, at=at):
        for draft in drafts:
            models.UnitOutline.objects.update_or_create(
                unit=draft.unit,
                defaults={"geometry": draft.geometry, "is_schematic": draft.is_schematic},
            )
        drawn = [[draft.unit.code, draft.geometry] for draft in drafts]
        audit_services.record(
            "units.outlines_drawn",
            drafts[0].unit,
            after={
                "outlines": len(drafts),
                "digest": hashlib.sha256(codes.canonical_json(drawn)).hexdigest(),
            },
        )
